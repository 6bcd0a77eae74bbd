//! When vendors, networks and processes fail.
use gigi_core::policy::WriteRoute;
use gigi_sim::toggles::{ErrorRate, LostAnswer};

use crate::agency::{Agency, DANA, ROSA};

#[tokio::test]
async fn s13_b13_wellsky_cannot_be_read_the_case_stays_and_is_finished_when_it_is_back() {
    let agency = Agency::open(WriteRoute::Api).await;
    agency.sim.edit_toggles(|t| t.error_rate = ErrorRate { unavailable: 1.0, ..ErrorRate::default() });
    let keisha = agency.sim.heroine();
    agency.text(&keisha.number, "cant make my 7a tmrw, been sick all nite").await;
    assert!(agency.last(&keisha.number).starts_with("Got it"), "{}", agency.last(&keisha.number));
    let offers = agency.offers();
    assert!(!offers.is_empty(), "people are asked on the mirror's data");
    let (winner, code) = offers[0].clone();
    agency.text(&winner, &format!("TAKE {code}")).await;
    let told = agency.told(&winner);
    assert!(
        !told.iter().any(|t| t.contains("confirmed for")),
        "no confirmation before the read-back: {told:?}"
    );
    let page = agency.last(DANA);
    assert!(page.contains("Enter her on shift") && page.contains("Reply OK"), "a human can enter it: {page}");
    let history = agency.history(1).await;
    assert!(history.contains("503"), "and the page says why: {history}");

    agency.sim.edit_toggles(|t| t.error_rate = ErrorRate::default());
    agency.minutes(5).await;
    assert_eq!(agency.on_heroines(), Some(agency.id(&winner)), "{}", agency.history(1).await);
    assert!(agency.last(&winner).contains("You're confirmed"));
}

#[tokio::test]
async fn s13_a_write_that_succeeds_and_is_never_answered_is_found_and_not_repeated() {
    let agency = Agency::open(WriteRoute::Api).await;
    let (winner, code) = agency.call_out().await[0].clone();
    agency.sim.edit_toggles(|t| t.write_timeout_after_success = LostAnswer::Close);
    agency.text(&winner, &format!("TAKE {code}")).await;
    agency.minutes(5).await;
    assert_eq!(agency.writes(), 1, "written once: {}", agency.history(1).await);
    let confirmed = agency.told(&winner).iter().filter(|t| t.contains("You're confirmed")).count();
    assert_eq!(confirmed, 1);
}

#[tokio::test]
async fn s13_b47_a_write_that_is_refused_goes_to_a_human_and_nobody_is_confirmed() {
    for status in [403, 422] {
        let agency = Agency::open(WriteRoute::Api).await;
        let (winner, code) = agency.call_out().await[0].clone();
        agency.sim.edit_toggles(|t| t.put_status = Some(status));
        agency.text(&winner, &format!("TAKE {code}")).await;
        let told = agency.told(&winner);
        assert!(!told.iter().any(|t| t.contains("confirmed for")), "{status}: {told:?}");
        let page = agency.told(DANA);
        assert!(page.iter().any(|t| t.contains("Reply OK")), "{status}: a human must enter it: {page:?}");
        assert!(!agency.told(ROSA).iter().any(|t| t.contains("will come")), "{status}: nothing is promised");
        agency.sim.office_assign(agency.sim.heroine().shift, Some(agency.id(&winner))).unwrap();
        agency.minutes(2).await;
        assert!(agency.last(&winner).contains("You're confirmed"), "{status}: {}", agency.last(&winner));
    }
}

#[tokio::test]
async fn s13_a_throttled_and_an_expired_wellsky_are_waited_out() {
    let agency = Agency::open(WriteRoute::Api).await;
    let (winner, code) = agency.call_out().await[0].clone();
    agency.sim.revoke_tokens();
    agency.text(&winner, &format!("TAKE {code}")).await;
    agency.minutes(3).await;
    assert_eq!(
        agency.on_heroines(),
        Some(agency.id(&winner)),
        "401 asks for a new token: {}",
        agency.history(1).await
    );
}

#[tokio::test]
async fn b80_three_failures_within_minutes_stop_new_deeds_and_wake_a_human_until_it_is_quiet() {
    let agency = Agency::open_with(WriteRoute::Api, |p| p.leads.route = WriteRoute::Api).await;
    agency.sim.edit_toggles(|t| {
        t.answers.push(gigi_sim::toggles::Canned {
            path: "/v1/patients/$".into(),
            method: "POST".into(),
            status: 422,
            body: serde_json::json!({"detail": "no"}),
            ..Default::default()
        });
    });
    for (last, phone) in [("Sample", "202-555-0195"), ("Ejemplo", "202-555-0196"), ("Muster", "202-555-0197")]
    {
        let name = format!("Mary {last}");
        let form = [("name", name.as_str()), ("phone", phone), ("town", "Oak Park"), ("consent", "yes")];
        agency.http.post(format!("{}/leads", agency.url)).form(&form).send().await.unwrap();
        agency.rest().await;
    }
    let pages = agency.told(DANA);
    assert!(pages.iter().any(|p| p.contains("several things failed within minutes")), "{pages:?}");
    let offers = agency.call_out().await;
    assert!(offers.is_empty(), "nobody new is asked: {offers:?}");
    let heard = agency.last(&agency.sim.heroine().number);
    assert!(heard.contains("Got it"), "who called out is answered all the same: {heard}");
    agency.minutes(6).await;
    assert!(!agency.offers().is_empty(), "it was quiet for five minutes");
    let told = agency.told(DANA).iter().filter(|p| p.contains("several things failed")).count();
    assert!(told <= 2, "one hand-over, its ladder aside");
}

#[tokio::test]
async fn b79_who_asks_twice_while_wellsky_cannot_be_read_gets_a_person_too() {
    let agency = Agency::open(WriteRoute::Api).await;
    agency.minutes(130).await;
    agency.text(crate::agency::ROSA, "When is she coming?").await;
    assert!(agency.cases().await.is_empty(), "the first is answered, with its age");
    let told = agency.last(crate::agency::ROSA);
    assert!(told.contains("As of"), "{told}");
    agency.minutes(3).await;
    agency.text(crate::agency::ROSA, "are you sure? when is she coming").await;
    assert!(agency.last(crate::agency::ROSA).contains("As of"));
    let cases = agency.cases().await;
    assert_eq!(cases.len(), 1, "{cases:?}");
    assert!(agency.last(DANA).contains("WellSky can't be read"), "{}", agency.last(DANA));
    let page = agency.get("/cases/1").await.text().await.unwrap();
    assert!(page.contains("are you sure?"), "with her words: {page}");
}

#[tokio::test]
async fn b14_no_text_gets_out_and_a_human_hears_that_nobody_was_asked() {
    let agency = Agency::open(WriteRoute::Api).await;
    let numbers: Vec<String> = (100..126).map(|n| format!("+12025550{n}")).collect();
    agency.sim.carrier().edit_faults(|f| f.refused = numbers.into_iter().map(|n| (n, 21612)).collect());
    agency.call_out().await;
    agency.minutes(60).await;
    let page = agency.told(DANA);
    assert!(page.iter().any(|t| t.contains("nobody was asked")), "{page:?}");
}

#[tokio::test]
async fn f08_a_text_whose_answer_is_lost_is_looked_for_and_not_sent_twice() {
    let agency = Agency::open(WriteRoute::Api).await;
    agency.sim.carrier().edit_faults(|f| f.break_next = 3);
    agency.call_out().await;
    agency.minutes(5).await;
    let mut texts: Vec<(String, String)> =
        agency.sim.carrier().sent().into_iter().map(|s| (s.to, s.body)).collect();
    let all = texts.len();
    texts.sort();
    texts.dedup();
    assert_eq!(texts.len(), all, "no text twice");
    assert!(!agency.offers().is_empty());
}

#[tokio::test]
async fn s30_b49_killed_before_the_text_was_handled() {
    let mut agency = Agency::open(WriteRoute::Api).await;
    let keisha = agency.sim.heroine();
    agency.send(&keisha.number, "cant make my 7a tmrw, been sick all nite").await;
    agency.crash().await;
    agency.rest().await;
    assert!(agency.last(&keisha.number).starts_with("Got it"));
    assert!(!agency.offers().is_empty());
}

#[tokio::test]
async fn s30_b49_killed_with_offers_out_replies_still_count_and_nothing_is_sent_twice() {
    let mut agency = Agency::open(WriteRoute::Api).await;
    let offers = agency.call_out().await;
    agency.crash().await;
    agency.rest().await;
    assert_eq!(agency.offers(), offers, "no offer twice");
    let (winner, code) = offers[1].clone();
    agency.send(&winner, &format!("TAKE {code}")).await;
    agency.crash().await;
    agency.rest().await;
    assert_eq!(agency.on_heroines(), Some(agency.id(&winner)), "{}", agency.history(1).await);
    agency.crash().await;
    agency.minutes(5).await;
    assert_eq!(agency.writes(), 1);
    let confirmed = agency
        .told(&winner)
        .iter()
        .filter(|t| t.contains("confirmed for") || t.contains("Confirmad"))
        .count();
    assert_eq!(confirmed, 1, "{:?}", agency.told(&winner));
}

#[tokio::test]
async fn s30_while_it_is_down_the_provider_gets_no_200_and_brings_the_text_again() {
    let mut agency = Agency::open(WriteRoute::Api).await;
    let keisha = agency.sim.heroine();
    agency.kill().await;
    let received =
        agency.sim.carrier().text(&keisha.number, "cant make my 7a tmrw, been sick all nite").await;
    assert_ne!(received.attempts.last().and_then(|a| a.status), Some(200));
    agency.start_again().await;
    agency.sim.carrier().redeliver(&received.sid).await.unwrap();
    agency.rest().await;
    assert!(agency.last(&keisha.number).starts_with("Got it"));
}

#[tokio::test]
async fn f47_a_signed_webhook_without_what_a_text_has_is_refused_and_counted() {
    let agency = Agency::open(WriteRoute::Api).await;
    gigi::web::health::collect();
    let account = agency.sim.carrier().account().clone();
    let url = format!("{}/webhooks/twilio/sms", agency.url);
    let form = [("AccountSid", account.sid.as_str()), ("From", "+12025550100")]
        .map(|(k, v)| (k.to_owned(), v.to_owned()));
    let signature = gigi_sim::twilio::signature::sign(&account.auth_token, &url, &form);
    let answer =
        agency.http.post(&url).header("x-twilio-signature", signature).form(&form).send().await.unwrap();
    assert_eq!(answer.status(), 400);
    let numbers = agency.get("/metrics").await.text().await.unwrap();
    let counted = "gigi_webhooks_total{hook=\"sms\",result=\"malformed\"}";
    assert!(numbers.contains(counted), "{numbers}");
    agency.rest().await;
    assert!(agency.cases().await.is_empty());
}

#[tokio::test]
async fn f47_unsigned_and_oversized_webhooks_store_nothing() {
    let agency = Agency::open(WriteRoute::Api).await;
    let url = format!("{}/webhooks/twilio/sms", agency.url);
    let form = [("From", "+12025550100"), ("Body", "I'm sick"), ("MessageSid", "SM1")];
    let unsigned = agency.http.post(&url).form(&form).send().await.unwrap();
    assert_eq!(unsigned.status(), 403);
    let wrong = agency.http.post(&url).header("x-twilio-signature", "AAAA").form(&form).send().await.unwrap();
    assert_eq!(wrong.status(), 403);
    let huge = agency
        .http
        .post(&url)
        .header("x-twilio-signature", "AAAA")
        .body("x".repeat(40_000))
        .send()
        .await
        .unwrap();
    assert_eq!(huge.status(), 413);
    agency.rest().await;
    assert!(agency.cases().await.is_empty());
    assert!(agency.sim.carrier().sent().is_empty());
}

#[tokio::test]
async fn b24_b25_after_a_withdrawal_a_refused_write_confirms_nobody_and_a_human_hears() {
    let agency = Agency::open(WriteRoute::Api).await;
    let offers = agency.call_out().await;
    let (winner, code) = offers[0].clone();
    agency.text(&winner, &format!("TAKE {code}")).await;
    assert_eq!(agency.on_heroines(), Some(agency.id(&winner)));
    agency.sim.edit_toggles(|t| t.put_status = Some(403));
    agency.text(&winner, "sorry my car died, i cant make it after all").await;
    assert!(agency.told(DANA).iter().any(|t| t.contains("cannot come after all")), "{:?}", agency.told(DANA));
    let (second, code) = agency.offers_after(offers.len())[0].clone();
    agency.text(&second, &format!("TAKE {code}")).await;
    assert_eq!(agency.on_heroines(), Some(agency.id(&winner)), "WellSky still shows the first");
    assert!(!agency.told(&second).iter().any(|t| t.contains("confirmed for")), "{:?}", agency.told(&second));
    let pages = agency.told(DANA);
    assert!(pages.iter().any(|t| t.contains("Enter her on shift")), "a human enters it: {pages:?}");
    agency.sim.office_assign(agency.sim.heroine().shift, Some(agency.id(&second))).unwrap();
    agency.minutes(2).await;
    assert!(agency.last(&second).contains("You're confirmed"), "{}", agency.last(&second));
}
