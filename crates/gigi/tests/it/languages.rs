//! Offers in the caregiver's language, and answers in any of seven.
use gigi_core::policy::WriteRoute;

use crate::agency::Agency;

#[tokio::test]
async fn b53_who_speaks_spanish_is_asked_and_thanked_in_spanish_and_the_others_in_english() {
    let agency = Agency::open(WriteRoute::Api).await;
    let asked: Vec<String> = agency.call_out().await.into_iter().map(|(number, _)| number).collect();
    let (spanish, english): (Vec<_>, Vec<_>) =
        asked.iter().partition(|number| agency.last(number).contains("turno libre"));
    assert!(!spanish.is_empty() && !english.is_empty(), "both languages: {asked:?}");
    let text = agency.last(spanish[0]);
    assert!(text.contains("Responda TAKE 1"), "{text}");
    agency.text(spanish[0], "sí puedo").await;
    let told = agency.told(spanish[0]);
    assert!(told.iter().any(|t| t.contains("Gracias! Es la primera")), "{told:#?}");
    assert!(agency.last(english[0]).contains("is filled - thank you"), "{}", agency.last(english[0]));
}

#[tokio::test]
async fn b53_a_yes_and_a_no_are_read_in_every_language_that_caregivers_write() {
    for (yes, no) in [
        ("sí, yo lo tomo", "no puedo, lo siento"),
        ("Dạ được, tôi nhận ca này", "không được, xin lỗi"),
        ("oui, je prends", "non, je ne peux pas"),
        ("да, смогу", "нет, не смогу"),
        ("네, 할 수 있어요", "아니요, 못해요"),
        ("opo, kaya ko po", "hindi po ako pwede"),
    ] {
        let agency = Agency::open(WriteRoute::Api).await;
        let offers = agency.call_out().await;
        let (first, second) = (&offers[0].0, &offers[1].0);
        agency.text(first, no).await;
        assert_eq!(agency.on_heroines(), Some(agency.id(&agency.sim.heroine().number)), "{no}: still hers");
        agency.text(second, yes).await;
        assert_eq!(agency.on_heroines(), Some(agency.id(second)), "{yes}: {:#?}", agency.told(second));
    }
}
