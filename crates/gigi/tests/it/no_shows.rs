//! "Nobody came": believed, acted on, and told only what is true.
use gigi_core::policy::WriteRoute;
use gigi_sim::Role;

use crate::agency::{Agency, DANA, ROSA};
use crate::lateness::patient;

/// Twenty minutes after the heroine's start at seven.
const TWENTY_PAST: &str = "2026-11-24T13:20:00Z";

#[tokio::test]
async fn b60_s16_nobody_came_wakes_a_human_and_becomes_a_search_without_the_absent_one() {
    let agency = Agency::open(WriteRoute::Api).await;
    agency.until(TWENTY_PAST).await;
    let keisha = agency.sim.heroine();
    agency.text(ROSA, "nobody came this morning, where is my aide").await;
    let told = agency.last(ROSA);
    assert!(told.contains("You hear from us by 7:35a") && told.contains("Are you safe?"), "{told}");
    assert!(told.contains("coordinator is being alerted") && !told.contains("Keisha"), "{told}");
    let page = agency.last(DANA);
    assert!(page.contains("nobody came") && page.contains("Reply OK") && !page.contains("Rosa"), "{page}");
    assert!(agency.last(&keisha.number).contains("Reply HERE"));
    assert!(agency.offers().is_empty(), "she has five minutes to answer");

    agency.text(ROSA, "yes im ok").await;
    assert_eq!(agency.told(ROSA).len(), 1, "silence on that: {:?}", agency.told(ROSA));
    agency.minutes(6).await;
    let offers = agency.offers();
    assert!(!offers.is_empty() && offers.iter().all(|(to, _)| *to != keisha.number), "{offers:?}");
    let told = agency.last(ROSA);
    assert!(told.contains("did not come") && told.contains("will text you who comes"), "before 7:35: {told}");
    assert!(agency.last(&keisha.number).contains("no sign of you"), "{}", agency.last(&keisha.number));
    assert!(agency.told(DANA).iter().any(|t| t.contains("no-show")), "{:?}", agency.told(DANA));
    let (winner, code) = offers[0].clone();
    agency.text(&winner, &format!("TAKE {code}")).await;
    assert_eq!(agency.on_heroines(), Some(agency.id(&winner)));
    assert!(agency.last(ROSA).contains("will come to you"), "{}", agency.last(ROSA));
}

#[tokio::test]
async fn b60_if_she_turns_up_before_anybody_is_entered_the_search_ends() {
    let agency = Agency::open(WriteRoute::Api).await;
    agency.until(TWENTY_PAST).await;
    let keisha = agency.sim.heroine();
    agency.text(ROSA, "no one showed up").await;
    agency.minutes(6).await;
    let offers = agency.offers();
    assert!(!offers.is_empty());
    agency.text(&keisha.number, "I'm here!! phone was dead").await;
    agency.text(&keisha.number, "im here").await;
    assert!(agency.last(&keisha.number).contains("good to know"), "{:?}", agency.told(&keisha.number));
    let (asked, code) = &offers[0];
    agency.text(asked, &format!("TAKE {code}")).await;
    assert_eq!(agency.on_heroines(), Some(agency.id(&keisha.number)), "nothing was written");
    assert!(!agency.told(asked).iter().any(|t| t.contains("You're first")), "{:?}", agency.told(asked));
    assert!(agency.last(ROSA).contains("with you now"), "{}", agency.last(ROSA));
}

#[tokio::test]
async fn b60_once_somebody_else_has_it_a_human_decides() {
    let agency = Agency::open(WriteRoute::Api).await;
    agency.until(TWENTY_PAST).await;
    let keisha = agency.sim.heroine();
    agency.text(ROSA, "no one showed up").await;
    agency.minutes(6).await;
    let (winner, code) = agency.offers()[0].clone();
    agency.text(&winner, &format!("TAKE {code}")).await;
    agency.text(&keisha.number, "im here now").await;
    assert!(agency.last(&keisha.number).contains("Somebody else"), "{}", agency.last(&keisha.number));
    assert!(agency.last(DANA).contains("Decide now"), "{}", agency.last(DANA));
    assert_eq!(agency.on_heroines(), Some(agency.id(&winner)));
}

#[tokio::test]
async fn b60_before_the_start_there_is_nothing_to_doubt() {
    let agency = Agency::open(WriteRoute::Api).await;
    agency.until("2026-11-24T12:30:00Z").await;
    agency.text(ROSA, "where is my aide").await;
    let told = agency.last(ROSA);
    assert!(told.contains("your next visit is Tue 11/24 7:00a"), "{told}");
    assert!(agency.cases().await.is_empty() && agency.told(DANA).is_empty());
}

#[tokio::test]
async fn b60_she_says_ten_more_minutes_and_the_client_hears_that_instead() {
    let agency = Agency::open(WriteRoute::Api).await;
    agency.until("2026-11-24T13:10:00Z").await;
    let keisha = agency.sim.heroine();
    agency.text(ROSA, "where is my aide it is 7:10").await;
    agency.text(&keisha.number, "so sorry, be there in 10 min").await;
    let told = agency.last(ROSA);
    assert!(told.contains("expects to be there about 7:20a"), "{told}");
    agency.minutes(12).await;
    assert!(agency.offers().is_empty(), "her time has not passed for long enough");
    agency.text(ROSA, "she's here now, thanks").await;
    assert!(agency.cases().await.iter().all(|c| c["open"] == false), "{:?}", agency.cases().await);
    assert_eq!(agency.told(ROSA).len(), 2, "nothing to add: {:?}", agency.told(ROSA));
}

#[tokio::test]
async fn b60_s16_the_promised_time_is_kept_also_when_a_human_has_it() {
    let agency = Agency::open(WriteRoute::Api).await;
    agency.until(TWENTY_PAST).await;
    agency.text(ROSA, "nobody is here").await;
    agency.text(DANA, "MINE 1").await;
    agency.minutes(13).await;
    assert_eq!(agency.told(ROSA).len(), 1, "{:?}", agency.told(ROSA));
    agency.minutes(3).await;
    assert!(agency.last(ROSA).contains("a coordinator is working on your visit"), "{}", agency.last(ROSA));
    assert!(agency.offers().is_empty(), "Gigi stands back");
}

#[tokio::test]
async fn b60_b76_asked_again_she_hears_the_same_time_again_and_nobody_is_woken_twice() {
    let agency = patient(|_| {}).await;
    agency.until("2026-11-24T13:03:00Z").await;
    agency.text(ROSA, "nobody came").await;
    agency.minutes(2).await;
    agency.text(ROSA, "still nobody here!!").await;
    let told = agency.told(ROSA);
    assert_eq!(told.len(), 2, "{told:?}");
    assert!(told.iter().all(|t| t.contains("by 7:18a")), "{told:?}");
    assert!(!told[0].contains("safe"), "she can be alone: {told:?}");
    let pages = agency.told(DANA).iter().filter(|t| t.contains("nobody came")).count();
    assert_eq!(pages, 1, "{:?}", agency.told(DANA));
}

#[tokio::test]
async fn b64_a_relative_hears_only_that_somebody_looks_into_it() {
    let agency = Agency::open(WriteRoute::Api).await;
    agency.until(TWENTY_PAST).await;
    let relative =
        agency.sim.directory().into_iter().find(|p| p.role == Role::Family && !p.next_shifts.is_empty());
    let relative = relative.expect("a relative whose client has visits");
    let (family, next) = (relative.number, relative.next_shifts[0].clone());
    // Her mother's visit began at seven as well.
    agency.sim.edit_world(|w| {
        let known = gigi_sim::ShiftKey { appointment_id: next.appointment_id, start: next.start };
        let mut shift = w.shifts[&known].clone();
        let start = "2026-11-24T13:00:00Z".parse().unwrap();
        let until = "2026-11-24T17:00:00Z".parse().unwrap();
        let free = w.free_caregivers(start, until, jiff::SignedDuration::from_hours(1));
        (shift.end, shift.caregiver) = (until, Some(free[0]));
        w.shifts.insert(gigi_sim::ShiftKey { appointment_id: 55_999_020, start }, shift);
    });
    agency.look_at_wellsky().await;
    agency.text(&family, "nobody came to my mother").await;
    let told = agency.last(&family);
    assert!(told.contains("a person will call you") && !told.contains(":"), "{told}");
    assert!(agency.last(DANA).contains("nobody came"), "{}", agency.last(DANA));
    assert!(agency.cases().await.iter().any(|c| c["kind"] == "visit"), "believed like the client herself");
    agency.text(&family, "is anyone coming??").await;
    assert!(!agency.last(&family).contains(':'), "no time is promised: {}", agency.last(&family));
}

#[tokio::test]
async fn b66_danger_goes_first_whatever_else_the_client_writes() {
    let agency = Agency::open(WriteRoute::Api).await;
    agency.until(TWENTY_PAST).await;
    agency.text(ROSA, "nobody came and I fell, I'm on the floor and can't get up").await;
    assert!(agency.last(ROSA).contains("911"), "{}", agency.last(ROSA));
    assert!(agency.last(DANA).contains("possible emergency"), "{}", agency.last(DANA));
    assert!(agency.offers().is_empty());
}

#[tokio::test]
async fn b5_b24_a_replacement_who_does_not_come_is_replaced_in_the_same_case() {
    let agency = Agency::open(WriteRoute::Api).await;
    let offers = agency.call_out().await;
    let ((first, code), second) = (offers[0].clone(), offers[1].0.clone());
    agency.text(&first, &format!("TAKE {code}")).await;
    assert_eq!(agency.on_heroines(), Some(agency.id(&first)));
    agency.look_at_wellsky().await;
    agency.until(TWENTY_PAST).await;
    agency.text(ROSA, "nobody is here").await;
    assert!(agency.last(&first).contains("Reply HERE"), "the replacement is asked: {}", agency.last(&first));
    let before = agency.offers().len();
    agency.minutes(6).await;
    let again = agency.offers_after(before);
    assert!(!again.is_empty() && again.iter().all(|(to, _)| *to != first), "{again:?} {second}");
    let open: Vec<_> = agency.cases().await.into_iter().filter(|c| c["open"] == true).collect();
    assert_eq!(open.len(), 1, "{open:?}");
}

#[tokio::test]
async fn b24_the_kept_runner_up_moves_up_when_a_late_winner_cannot_come() {
    let agency = Agency::open(WriteRoute::Api).await;
    agency.until("2026-11-24T10:00:00Z").await;
    agency.text(&agency.sim.heroine().number, "cant make my 7a today, been sick all nite").await;
    let offers = agency.offers();
    let ((first, one), (second, two)) = (offers[0].clone(), offers[1].clone());
    agency.send(&first, &format!("TAKE {one}")).await;
    agency.send(&second, &format!("TAKE {two}")).await;
    agency.rest().await;
    let (winner, other) =
        if agency.on_heroines() == Some(agency.id(&first)) { (first, second) } else { (second, first) };
    assert!(agency.last(&other).contains("second in line"), "{:?}", agency.told(&other));
    agency.text(&winner, "sorry my car died, i cant make it").await;
    assert!(agency.last(&other).contains("You're confirmed"), "{:?}", agency.told(&other));
    assert_eq!(agency.on_heroines(), Some(agency.id(&other)));
}
