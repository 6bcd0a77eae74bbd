//! Clients who are asked before somebody else comes.
use gigi_core::id::ClientId;
use gigi_core::policy::{ClientRules, WriteRoute};
use gigi_sim::ShiftKey;

use crate::agency::{Agency, DANA, MIGUEL, ROSA};

/// An agency whose heroine's client wants to be asked first.
async fn asking() -> Agency {
    let usual = Agency::open(WriteRoute::Api).await;
    let client = ClientId::new(usual.sim.heroine().client.to_string());
    Agency::open_with(WriteRoute::Api, |p| {
        p.clients.insert(client, ClientRules { confirm_changes: true, ..ClientRules::default() });
    })
    .await
}

#[tokio::test]
async fn s11_a_client_refuses_the_stranger_and_the_next_one_is_tentative_until_she_agrees() {
    let agency = asking().await;
    let offers = agency.call_out().await;
    let ((first, code), (second, next)) = (offers[0].clone(), offers[1].clone());
    agency.text(&first, &format!("TAKE {code}")).await;
    let asked = agency.last(ROSA);
    assert!(asked.contains("Is that ok with you? Reply OK or NO"), "{asked}");
    assert_eq!(agency.writes(), 0, "nothing is written before she has agreed");
    assert!(!agency.told(&first).iter().any(|t| t.contains("confirmed")));
    agency.text(ROSA, "no, I don't know her").await;
    assert!(agency.last(ROSA).contains("she will not come"), "{}", agency.last(ROSA));
    let told = agency.last(&first);
    assert!(told.contains("can't give you") && !told.contains("know"), "never her words: {told}");
    agency.text(&second, &format!("TAKE {next}")).await;
    agency.text(ROSA, "yes thats fine").await;
    assert_eq!(agency.on_heroines(), Some(agency.id(&second)));
    assert!(agency.last(&second).contains("confirmed"), "{}", agency.last(&second));
    let history = agency.history(1).await;
    assert!(
        history.contains("The client does not want") && history.contains("The client agrees to"),
        "{history}"
    );
}

#[tokio::test]
async fn a_client_who_does_not_answer_is_phoned_and_what_she_said_is_entered_by_text() {
    let agency = asking().await;
    let (first, code) = agency.call_out().await[0].clone();
    agency.text(&first, &format!("TAKE {code}")).await;
    agency.minutes(21).await;
    let told = agency.told(DANA);
    assert!(told.iter().any(|t| t.contains("the client must agree") && t.contains("AGREES")), "{told:?}");
    assert_eq!(agency.writes(), 0);
    agency.text(DANA, "AGREES 1").await;
    assert_eq!(agency.on_heroines(), Some(agency.id(&first)));
}

#[tokio::test]
async fn danger_in_the_answer_is_heard_first() {
    let agency = asking().await;
    let (first, code) = agency.call_out().await[0].clone();
    agency.text(&first, &format!("TAKE {code}")).await;
    agency.text(ROSA, "no, i fell and cant get up").await;
    assert!(agency.last(ROSA).contains("911"), "{}", agency.last(ROSA));
    assert_eq!(agency.writes(), 0);
}

#[tokio::test]
async fn s11_a_client_who_wants_another_person_is_not_sent_this_one_and_the_search_goes_on() {
    for words in
        ["can you send someone else please", "I'd rather have a different person", "otra persona por favor"]
    {
        let agency = asking().await;
        let offers = agency.call_out().await;
        let ((first, code), (second, next)) = (offers[0].clone(), offers[1].clone());
        agency.text(&first, &format!("TAKE {code}")).await;
        agency.text(ROSA, words).await;
        let heard = agency.last(ROSA);
        assert!(heard.contains("she will not come") || heard.contains("ella no ira"), "{words:?}: {heard}");
        agency.text(&second, &format!("TAKE {next}")).await;
        agency.text(ROSA, "ok").await;
        assert_eq!(agency.on_heroines(), Some(agency.id(&second)), "{words:?}");
    }
}

#[tokio::test]
async fn b67_a_client_who_would_rather_skip_is_read_back_and_a_named_human_takes_it_off() {
    let agency = asking().await;
    let (first, code) = agency.call_out().await[0].clone();
    agency.text(&first, &format!("TAKE {code}")).await;
    agency.text(ROSA, "we dont need anyone tomorrow, my daughter is here").await;
    assert_eq!(agency.writes(), 0, "nobody is sent over her head: {:?}", agency.told(ROSA));
    let asked = agency.last(ROSA);
    assert!(asked.contains("Tue 11/24 7:00a"), "{asked}");
    agency.text(ROSA, "ok").await;
    let pages = agency.told(DANA);
    assert!(pages.iter().any(|t| t.contains("Reply OK")), "P1 is skipped only by a human: {pages:?}");
    assert_eq!(agency.writes(), 0);
    agency.sim.office_cancel(agency.sim.heroine().shift).unwrap();
    agency.look_at_wellsky().await;
    assert!(agency.last(&first).contains("no longer open"), "{:?}", agency.told(&first));
}

#[tokio::test]
async fn b44_b46_a_p1_visit_never_ends_unfilled_without_a_named_human() {
    let agency = Agency::open(WriteRoute::Api).await;
    agency.call_out().await;
    // Nobody answers, nobody of the office either; the visit would have ended at eleven.
    agency.until("2026-11-24T19:00:00Z").await;
    let open = |cases: &[serde_json::Value]| cases[0]["open"].as_bool().unwrap();
    assert!(open(&agency.cases().await), "it stays open until somebody has it");
    assert!(agency.told(ROSA).iter().any(|t| t.contains("arranging cover")), "{:?}", agency.told(ROSA));
    agency.text(DANA, "OK 1").await;
    agency.minutes(90).await;
    assert!(!open(&agency.cases().await), "{}", agency.history(1).await);
    let history = agency.history(1).await;
    assert!(history.contains("unfilled, with a human") && history.contains("Office 180"), "{history}");
}

#[tokio::test]
async fn s11_a_client_who_wants_another_time_gets_a_named_human_and_nothing_is_written() {
    for words in
        ["MOVE", "could she come at 10 instead?", "I'd rather have another day", "otra hora por favor"]
    {
        let agency = asking().await;
        let (first, code) = agency.call_out().await[0].clone();
        agency.text(&first, &format!("TAKE {code}")).await;
        assert!(
            agency.last(ROSA).contains("MOVE for another time, or SKIP for no visit"),
            "{}",
            agency.last(ROSA)
        );
        agency.text(ROSA, words).await;
        let heard = agency.last(ROSA);
        assert!(
            heard.contains("Nothing is fixed") || heard.contains("Nada esta fijado"),
            "{words:?}: {heard}"
        );
        let waits = agency.last(&first);
        assert!(waits.contains("not fixed yet") && !waits.contains("Rosa"), "{words:?}: {waits}");
        let pages = agency.told(DANA);
        assert!(
            pages.iter().any(|t| t.contains("the client wants another time") && t.contains("Reply OK 1")),
            "{pages:#?}"
        );
        let history = agency.history(1).await;
        assert!(history.contains("would rather have another time"), "{words:?}: {history}");
        assert_eq!(agency.cases().await.len(), 1, "{words:?}: no second case for one wish");
        // Nobody answers: the ladder is climbed, and nothing is written meanwhile.
        agency.minutes(30).await;
        assert!(!agency.told(MIGUEL).is_empty());
        assert_eq!(agency.writes(), 0, "{words:?}");
    }
}

#[tokio::test]
async fn s11_after_another_time_was_asked_for_the_office_moves_it_or_the_client_takes_it_as_it_is() {
    // Moved in WellSky: who said yes hears that the old time is over.
    let agency = asking().await;
    let (first, code) = agency.call_out().await[0].clone();
    agency.text(&first, &format!("TAKE {code}")).await;
    agency.text(ROSA, "MOVE").await;
    let old = agency.sim.heroine().shift;
    let later = ShiftKey { start: old.start + jiff::SignedDuration::from_hours(3), ..old };
    agency.sim.edit_world(|world| {
        let mut shift = world.shifts.remove(&old).unwrap();
        shift.end += jiff::SignedDuration::from_hours(3);
        world.shifts.insert(later, shift);
    });
    agency.look_at_wellsky().await;
    let history = agency.history(1).await;
    assert!(history.contains("moved in WellSky, as the client asked"), "{history}");
    assert!(agency.last(&first).contains("no longer open"), "{:#?}", agency.told(&first));
    // She agrees after all, on the phone.
    let agency = asking().await;
    let (first, code) = agency.call_out().await[0].clone();
    agency.text(&first, &format!("TAKE {code}")).await;
    agency.text(ROSA, "MOVE").await;
    agency.text(DANA, "AGREES 1").await;
    assert_eq!(agency.on_heroines(), Some(agency.id(&first)), "{}", agency.history(1).await);
    assert!(agency.last(&first).contains("confirmed for"), "{:#?}", agency.told(&first));
    // Or she does not.
    let agency = asking().await;
    let offers = agency.call_out().await;
    agency.text(&offers[0].0, &format!("TAKE {}", offers[0].1)).await;
    agency.text(ROSA, "MOVE").await;
    agency.text(DANA, "REFUSES 1").await;
    agency.text(&offers[1].0, &format!("TAKE {}", offers[1].1)).await;
    agency.text(ROSA, "ok").await;
    assert_eq!(agency.on_heroines(), Some(agency.id(&offers[1].0)), "{}", agency.history(1).await);
}

#[tokio::test]
async fn b67_skip_releases_whoever_said_yes_at_once_and_nothing_is_written_after() {
    let agency = asking().await;
    let offers = agency.call_out().await;
    let ((first, code), (second, next)) = (offers[0].clone(), offers[1].clone());
    agency.text(&first, &format!("TAKE {code}")).await;
    agency.text(&second, &format!("TAKE {next}")).await;
    agency.text(ROSA, "SKIP").await;
    let asked = agency.last(ROSA);
    assert!(asked.contains("Tue 11/24 7:00a"), "read back: {asked}");
    assert!(
        !agency.last(&first).contains("no longer open"),
        "not before it is sure: {}",
        agency.last(&first)
    );
    agency.text(ROSA, "ok").await;
    for who in [&first, &second] {
        assert!(agency.last(who).contains("no longer open"), "{:#?}", agency.told(who));
    }
    for (to, _) in &offers[2..] {
        let heard = agency.last(to);
        assert!(heard.contains("no longer open") || heard.contains("ya no esta"), "{heard}");
    }
    let pages = agency.told(DANA);
    assert!(
        pages.iter().any(|t| t.contains("Take it off the schedule") && t.contains("Reply OK")),
        "{pages:#?}"
    );
    let asked = agency.offers().len();
    agency.minutes(300).await;
    assert_eq!((agency.writes(), agency.offers().len()), (0, asked), "nobody is asked, nothing is written");
    // A late yes is told the truth.
    agency.text(&second, &format!("TAKE {next}")).await;
    assert_eq!(agency.writes(), 0);
    assert!(!agency.last(&second).contains("You're first"), "{}", agency.last(&second));
    agency.sim.office_cancel(agency.sim.heroine().shift).unwrap();
    agency.look_at_wellsky().await;
    assert!(agency.cases().await.iter().all(|c| !c["open"].as_bool().unwrap()));
}

#[tokio::test]
async fn b67_a_claim_that_the_office_is_to_enter_falls_with_the_skip() {
    let agency = Agency::open(WriteRoute::Office).await;
    let (first, code) = agency.call_out().await[0].clone();
    agency.text(&first, &format!("TAKE {code}")).await;
    assert!(agency.told(DANA).iter().any(|t| t.contains("Enter her on shift")), "{:#?}", agency.told(DANA));
    agency.text(ROSA, "we dont need anyone tomorrow, my daughter is here").await;
    agency.text(ROSA, "ok").await;
    assert!(agency.last(&first).contains("no longer open"), "{:#?}", agency.told(&first));
    let told = agency.told(DANA);
    assert!(told.iter().any(|t| t.contains("Don't enter") && t.contains("take the visit off")), "{told:#?}");
    let enter = |t: &&String| t.contains("Enter her on shift");
    let before = told.iter().filter(enter).count();
    agency.minutes(120).await;
    assert_eq!(agency.told(DANA).iter().filter(enter).count(), before, "nobody is reminded of it");
    assert_eq!(agency.writes(), 0);
}

#[tokio::test]
async fn b67_a_visit_that_is_wanted_after_all_is_searched_for_again() {
    // She says no to the read-back.
    let agency = Agency::open(WriteRoute::Api).await;
    let before = agency.call_out().await.len();
    agency.text(ROSA, "we dont need anyone tomorrow, my daughter is here").await;
    agency.minutes(20).await;
    assert_eq!(agency.offers().len(), before, "nobody is asked meanwhile");
    agency.text(ROSA, "no").await;
    agency.minutes(60).await;
    assert!(agency.offers().len() > before, "{}", agency.history(1).await);
    // Or the office says that it takes place.
    let agency = Agency::open(WriteRoute::Api).await;
    let offers = agency.call_out().await;
    agency.text(ROSA, "we dont need anyone tomorrow, my daughter is here").await;
    agency.text(ROSA, "ok").await;
    assert_eq!(agency.click(2, "decline", "her daughter cannot lift her").await, 303);
    agency.minutes(5).await;
    assert!(agency.offers().len() > offers.len(), "{}", agency.history(1).await);
    let (to, code) = agency.offers_after(offers.len())[0].clone();
    agency.text(&to, &format!("TAKE {code}")).await;
    assert_eq!(agency.on_heroines(), Some(agency.id(&to)), "{}", agency.history(1).await);
}

#[tokio::test]
async fn b44_a_clients_own_word_is_no_named_human_for_a_p1_visit() {
    let agency = Agency::open(WriteRoute::Api).await;
    agency.call_out().await;
    // She says so and never answers the read-back; nobody of the office answers either.
    agency.text(ROSA, "we dont need anyone tomorrow, my daughter is here").await;
    agency.until("2026-11-24T13:00:00Z").await;
    for who in [DANA, MIGUEL] {
        assert!(agency.told(who).iter().any(|t| t.contains("Reply OK")), "{:#?}", agency.told(who));
    }
    agency.until("2026-11-24T19:00:00Z").await;
    let open = |cases: &[serde_json::Value]| cases.iter().all(|c| c["open"].as_bool().unwrap());
    assert!(open(&agency.cases().await), "{}", agency.history(1).await);
}

#[tokio::test]
async fn b67_a_client_who_never_answers_the_read_back_leaves_it_to_the_office_which_frees_the_claim() {
    let agency = Agency::open(WriteRoute::Office).await;
    let (first, code) = agency.call_out().await[0].clone();
    agency.text(&first, &format!("TAKE {code}")).await;
    agency.text(ROSA, "we dont need anyone tomorrow, my daughter is here").await;
    agency.minutes(90).await;
    assert!(!agency.last(&first).contains("no longer open"), "{:#?}", agency.told(&first));
    assert_eq!(agency.click(2, "approve", "").await, 303);
    assert!(agency.last(&first).contains("no longer open"), "{:#?}", agency.told(&first));
    assert_eq!(agency.writes(), 0);
}
