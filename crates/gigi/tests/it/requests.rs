//! Wishes about the schedule, news about clients, questions to the office.
use gigi_core::policy::client::Family;
use gigi_core::policy::{Policy, WriteRoute};
use gigi_sim::world::ShiftKey;

use crate::agency::{Agency, DANA, MIGUEL, ROSA};

const KEISHA: &str = "+12025550100";
const TAMIKA: &str = "+12025550101";
const LINH: &str = "+12025550109";
/// Walter Hughes, whom Tamika visits.
const WALTER: &str = "+12025550133";
/// Rosa's son.
const DANIEL: &str = "+12025550150";

async fn open(rules: impl FnOnce(&mut Policy)) -> Agency {
    Agency::open_with(WriteRoute::Api, rules).await
}

fn writes(agency: &Agency) -> usize {
    agency.sim.requests().iter().filter(|r| r.method == "PUT" && r.path.contains("appointment")).count()
}

#[tokio::test]
async fn b67_a_client_cancels_and_the_caregiver_hears_once_wellsky_shows_it() {
    let agency = open(|_| {}).await;
    agency.text(ROSA, "We don't need anyone tomorrow, my daughter is here").await;
    let asked = agency.last(ROSA);
    assert!(asked.contains("no visit Tue 11/24 7:00a-11:00a, is that right?"), "{asked}");
    assert!(agency.told(DANA).is_empty(), "nothing happens before she has confirmed it");
    agency.text(ROSA, "OK").await;
    assert!(agency.last(ROSA).contains("we text you when it is done"), "{}", agency.last(ROSA));
    let page = agency.last(DANA);
    assert!(page.contains("Case 1 P1") && page.contains("Take it off the schedule in WellSky"), "{page}");
    agency.minutes(6).await;
    assert!(agency.told(KEISHA).is_empty(), "nobody is told what is not so yet");
    assert_eq!(writes(&agency), 0, "a human changes it");
    agency.text(DANA, "OK 1").await;
    agency.sim.office_cancel(agency.sim.heroine().shift).unwrap();
    agency.minutes(6).await;
    assert_eq!(
        agency.last(ROSA),
        "Example Home Care: your visit Tue 11/24 7:00a-11:00a is off the schedule."
    );
    assert!(
        agency.last(KEISHA).contains("with Rosa S was cancelled. You don't need to go."),
        "{}",
        agency.last(KEISHA)
    );
    assert!(agency.offers().is_empty(), "nobody is asked for it");
    assert_eq!(agency.case(1).await["phase"], "closed");
    let told = agency.told(ROSA).len();
    agency.minutes(120).await;
    assert_eq!(agency.told(ROSA).len(), told, "nothing more");
}

#[tokio::test]
async fn b67_what_the_office_does_not_enter_is_reminded_of_before_anybody_sets_out() {
    let agency = open(|_| {}).await;
    agency.text(ROSA, "please cancel my visit tomorrow").await;
    agency.text(ROSA, "yes").await;
    agency.text(DANA, "OK 1").await;
    let before = agency.told(DANA).len();
    agency.minutes(62).await;
    assert!(agency.told(DANA).len() > before);
    assert!(agency.last(DANA).contains("still not in WellSky"), "{}", agency.last(DANA));
    agency.minutes(6).await;
    assert!(
        agency.last(MIGUEL).contains("still not in WellSky"),
        "the next on the ladder: {}",
        agency.last(MIGUEL)
    );
}

#[tokio::test]
async fn b67_a_visit_nobody_wants_is_not_filled_although_the_caregiver_called_out() {
    let agency = open(|_| {}).await;
    let first = agency.call_out().await;
    agency.text(ROSA, "never mind, no need to send anybody tomorrow").await;
    agency.minutes(90).await;
    assert_eq!(agency.offers().len(), first.len(), "no further wave");
}

#[tokio::test]
async fn b63_a_no_to_the_question_leaves_everything_as_it_is() {
    let agency = open(|_| {}).await;
    agency.text(ROSA, "cancel tomorrow please").await;
    agency.text(ROSA, "no").await;
    assert_eq!(agency.last(ROSA), "OK, nothing was changed. Your visit Tue 11/24 7:00a-11:00a stays.");
    assert_eq!(agency.case(1).await["phase"], "closed");
    assert!(agency.told(DANA).is_empty());
}

#[tokio::test]
async fn b76_silence_after_the_question_is_a_humans_business() {
    let agency = open(|_| {}).await;
    agency.text(ROSA, "cancel tomorrow please").await;
    agency.minutes(31).await;
    assert!(agency.last(DANA).contains("asks for a change"), "{}", agency.last(DANA));
    assert_eq!(agency.told(ROSA).len(), 1, "not asked again");
}

#[tokio::test]
async fn b64_a_relative_cancels_only_where_the_clients_file_says_that_he_decides() {
    let agency = open(|_| {}).await;
    agency.text(DANIEL, "cancel my mothers visit tomorrow").await;
    let told = agency.last(DANIEL);
    assert!(!told.contains("7:00a") && told.contains("nothing changes until then"), "{told}");
    assert!(agency.last(DANA).contains("asks for a change"), "{}", agency.last(DANA));
    let page = agency.get("/cases/1").await.text().await.unwrap();
    assert!(page.contains("may not decide by the client"), "{page}");

    let agency = open(|p| p.clients.entry("7100001".into()).or_default().family = Family::Decides).await;
    agency.text(DANIEL, "cancel my mothers visit tomorrow").await;
    assert!(agency.last(DANIEL).contains("is that right?"), "{}", agency.last(DANIEL));
    agency.text(DANIEL, "yes").await;
    assert!(agency.last(DANA).contains("Take it off the schedule"), "{}", agency.last(DANA));
}

#[tokio::test]
async fn b23_a_swap_needs_the_office_the_colleague_and_wellsky() {
    let agency = open(|_| {}).await;
    agency.text(TAMIKA, "can Linh take my wednesday shift, we talked about it").await;
    assert!(
        agency.last(TAMIKA).contains("you are still on for Wed 11/25 9:00a-1:00p"),
        "{}",
        agency.last(TAMIKA)
    );
    assert!(agency.told(LINH).is_empty(), "the office first");
    let page = agency.get("/cases/1").await.text().await.unwrap();
    assert!(page.contains("Linh Tran") && page.contains("It may be so"), "{page}");
    assert!(page.contains("<dt>Rules</dt><dd>Linh Tran"), "whoever decides sees the rules: {page}");
    assert_eq!(agency.click(1, "approve", "").await, 303);
    let asked = agency.last(LINH);
    assert!(asked.contains("Tamika B asks if you would take over Wed 11/25 9:00a-1:00p"), "{asked}");
    assert!(!asked.contains("Walter"), "no client before she has it: {asked}");
    agency.text(LINH, "ok").await;
    assert!(agency.last(DANA).contains("Enter it in WellSky"), "{}", agency.last(DANA));
    let shift = agency.next_shift(TAMIKA, 1);
    assert_eq!(agency.on(shift), Some(agency.id(TAMIKA)), "nothing was written");
    agency.sim.office_assign(shift, Some(agency.id(LINH))).unwrap();
    agency.minutes(6).await;
    assert!(
        agency.last(TAMIKA).contains("the change you asked for is in the schedule"),
        "{}",
        agency.last(TAMIKA)
    );
    assert!(agency.last(LINH).contains("with Walter H is yours now"), "{}", agency.last(LINH));
    assert_eq!(agency.case(1).await["phase"], "closed");
}

#[tokio::test]
async fn b23_a_colleague_who_does_not_want_to_ends_it_and_nothing_has_changed() {
    let agency = open(|_| {}).await;
    agency.text(TAMIKA, "can Linh take my wednesday shift").await;
    agency.click(1, "approve", "").await;
    agency.text(LINH, "no sorry cant").await;
    assert!(
        agency.last(TAMIKA).contains("can't be made. You are still on for Wed 11/25"),
        "{}",
        agency.last(TAMIKA)
    );
    assert_eq!(agency.case(1).await["phase"], "closed");
}

#[tokio::test]
async fn b12_a_name_that_two_may_have_is_nobodys() {
    let agency = open(|_| {}).await;
    // Rosa is a client of Keisha's, and no caregiver has that name.
    agency.text(KEISHA, "can me and Rosa switch sat n sun").await;
    let page = agency.get("/cases/1").await.text().await.unwrap();
    assert!(page.contains("not said, or several of that name"), "{page}");
}

#[tokio::test]
async fn b23_another_hour_is_the_clients_business_too() {
    let agency = open(|_| {}).await;
    agency.text(TAMIKA, "is it ok if i start at 10 instead of 9 on wednesday").await;
    agency.click(1, "approve", "").await;
    let asked = agency.last(WALTER);
    assert!(
        asked.contains("Tamika B asks to come") && asked.contains("instead of Wed 11/25 9:00a-1:00p"),
        "{asked}"
    );
    agency.text(WALTER, "no that does not work for me").await;
    assert!(agency.last(TAMIKA).contains("can't be made"), "{}", agency.last(TAMIKA));
}

#[tokio::test]
async fn b23_the_office_says_no_and_why_stays_with_the_office() {
    let agency = open(|_| {}).await;
    agency.text(TAMIKA, "is it ok if i start at 10 instead of 9 on wednesday").await;
    assert_eq!(agency.click(1, "decline", "").await, 422, "why is wanted");
    assert_eq!(agency.click(1, "decline", "he needs his insulin at nine").await, 303);
    let told = agency.last(TAMIKA);
    assert!(told.contains("can't be made") && !told.contains("insulin"), "{told}");
    assert!(agency.history(1).await.contains("insulin"));
}

#[tokio::test]
async fn b74_s20_a_pay_question_after_hours_gets_a_time_that_is_kept_and_no_promise() {
    let agency = open(|_| {}).await;
    agency.until("2026-11-24T04:00:00Z").await;
    agency.text(TAMIKA, "my check is short 6 hrs again").await;
    let told = agency.last(TAMIKA);
    assert!(told.contains("get back to you by Tue 11/24 5:00p"), "{told}");
    assert!(!told.contains("fix") && !told.contains("will pay"), "{told}");
    assert!(agency.told(DANA).is_empty(), "nobody is woken at night for it");
    agency.until("2026-11-24T14:05:00Z").await;
    assert!(agency.last(DANA).contains("pay or papers"), "{}", agency.last(DANA));
    agency.text(DANA, "OK 1").await;
    let before = agency.told(DANA).len();
    agency.until("2026-11-24T23:01:00Z").await;
    assert!(agency.told(DANA).len() > before, "five o'clock and still not closed");
}

#[tokio::test]
async fn b24_more_hours_are_noted_and_count_in_the_next_search() {
    let agency = open(|_| {}).await;
    agency.text("+12025550114", "hi can i get more hours please").await;
    let told = agency.last("+12025550114");
    assert!(told.contains("You will be asked sooner"), "{told}");
    assert!(agency.told(DANA).is_empty());
    let engine = agency.engine();
    let roster = engine.roster().await.unwrap();
    let reach = engine.reach(&roster).await.unwrap();
    assert!(reach[&agency.caregiver("+12025550114")].wants_more);
}

#[tokio::test]
async fn news_of_a_death_reaches_a_human_at_once_and_is_answered_like_a_person_would() {
    let agency = open(|_| {}).await;
    agency.until("2026-11-24T05:30:00Z").await;
    agency.text(DANIEL, "Mom passed away tonight. Please cancel everything").await;
    let told = agency.last(DANIEL);
    assert!(told.contains("so sorry"), "{told}");
    assert!(agency.last(DANA).contains("news about a client"), "at night: {}", agency.last(DANA));
    assert_eq!(writes(&agency), 0);
    let told = agency.told(ROSA);
    assert!(told.is_empty(), "{told:?}");

    // Whatever the schedule leads to, the home is left in peace until a human has settled it.
    agency.until("2026-11-24T12:30:00Z").await;
    agency.text(KEISHA, "running 30 late").await;
    agency.minutes(40).await;
    assert!(agency.told(ROSA).is_empty(), "{:?}", agency.told(ROSA));
    let why = "a death was reported: what was planned is not sent by machine";
    assert!(agency.history(2).await.contains(why), "{}", agency.history(2).await);
}

fn unassigned(policy: &mut Policy) {
    // Nearer than the shifts that the invented agency keeps open.
    policy.unassigned.within_hours = 20.0;
}

#[tokio::test]
async fn a_shift_that_the_office_takes_somebody_off_is_filled_like_a_call_out() {
    let agency = open(unassigned).await;
    assert!(agency.cases().await.is_empty(), "{:?}", agency.cases().await);
    let shift: ShiftKey = agency.sim.heroine().shift;
    agency.sim.office_assign(shift, None).unwrap();
    agency.look_at_wellsky().await;
    let cases = agency.cases().await;
    assert_eq!(cases.len(), 1, "{cases:?}");
    assert!(agency.history(1).await.contains("WellSky shows nobody on this shift"));
    let offers = agency.offers();
    assert!(!offers.is_empty());
    let (winner, code) = offers[0].clone();
    agency.text(&winner, &format!("TAKE {code}")).await;
    assert_eq!(agency.on(shift), Some(agency.id(&winner)));
    agency.look_at_wellsky().await;
    assert_eq!(agency.cases().await.len(), 1, "not again");
}
