//! People who complain: graded, owned, answered in time, settled with them.
use gigi::export::{self, Kind};
use gigi_core::case::{Case, Head, decide};
use gigi_core::complaint::Complaint;
use gigi_core::incident::Incident;
use gigi_core::policy::{Policy, WriteRoute};
use gigi_engine::ports::Store as _;
use jiff::Timestamp;
use serde_json::Value;

use crate::agency::{Agency, DANA, MIGUEL, ROSA};

/// Rosa's son.
const DANIEL: &str = "+12025550150";

fn names(policy: &mut Policy) {
    policy.ladder[0].name = "Dana (coordinator)".into();
    policy.ladder[1].name = "Miguel (supervisor)".into();
}

async fn open() -> Agency {
    Agency::open_with(WriteRoute::Api, names).await
}

/// Steps with their names, due times and states.
fn steps(case: &Value) -> String {
    case["complaint"]["steps"].to_string()
}

/// Everybody on the schedule of Rosa but the heroine, by first name and number.
async fn usual(agency: &Agency) -> Vec<(String, String)> {
    let heroine = agency.sim.heroine();
    let roster = agency.engine().roster().await.unwrap();
    let rosa = heroine.client.to_string();
    let mut found: Vec<(String, String)> = roster
        .visits_to(&rosa.as_str().into())
        .filter_map(|s| roster.caregiver(s.caregiver.as_ref()?))
        .filter_map(|c| Some((c.name.first(), c.text_to.as_ref()?.e164().to_owned())))
        .filter(|(_, number)| *number != heroine.number)
        .collect();
    found.sort();
    found.dedup();
    found
}

#[tokio::test]
async fn b61_a_threat_and_the_third_new_caregiver_wake_a_named_human_at_once_and_are_acknowledged_once() {
    let agency = open().await;
    agency.until("2026-11-24T05:00:00Z").await;
    agency.text(DANIEL, "this is the third new caregiver this week! we will cancel the service").await;
    let told = agency.last(DANIEL);
    assert!(told.contains("Dana is being alerted now and asked to call you by Mon 11/23 11:30p"), "{told}");
    assert!(!told.contains("Rosa") && !told.contains("fault"), "{told}");
    assert!(agency.last(DANA).contains("cannot wait"), "at 11 pm: {}", agency.last(DANA));
    assert!(!agency.last(DANA).contains("Sample"), "a page names nobody: {}", agency.last(DANA));
    let card = &agency.cases().await[0];
    assert_eq!((card["kind"].as_str(), card["waits_for_human"].as_bool()), (Some("complaint"), Some(true)));
    assert!(card["title"].as_str().unwrap().contains("Complaint C2: family of Rosa Sample"), "{card}");
    assert!(card["stands"].as_str().unwrap().contains("phone the complainant by"), "{card}");
    let acknowledged = |all: &[String]| all.iter().filter(|t| t.contains("Thank you for telling us")).count();
    agency.minutes(1).await;
    agency.text(DANIEL, "and the last one was rude too").await;
    assert_eq!(acknowledged(&agency.told(DANIEL)), 1, "{:?}", agency.told(DANIEL));
    assert_eq!(agency.cases().await.len(), 1);
}

#[tokio::test]
async fn b63_s18_a_rambling_relative_is_asked_one_thing_at_a_time_then_hears_what_was_noted_and_what_is_next()
{
    let agency = open().await;
    let story = "hello so I wanted to say my mother has been with you for two years and mostly it is fine and the \
        neighbor says so as well but the girl you sent was on her phone the whole time and honestly I don't know what \
        to think, my sister says to let it go but I can't";
    agency.text(DANIEL, story).await;
    for answer in
        ["it was yesterday I think, or the day before, the afternoon anyway", "somebody who looks up"]
    {
        let asked = agency.last(DANIEL);
        assert_eq!(asked.matches('?').count(), 1, "one question: {asked}");
        agency.minutes(2).await;
        agency.text(DANIEL, answer).await;
    }
    let last = agency.last(DANIEL);
    assert!(last.contains("We noted: phone use at work") && last.contains("Next: a call by"), "{last}");
    assert!(!last.contains('?'), "{last}");
    let told = agency.told(DANIEL);
    assert_eq!(told.iter().filter(|t| t.contains('?')).count(), 2, "b76, at most two: {told:?}");
    agency.minutes(1).await;
    agency.text(DANIEL, "ok thanks").await;
    assert_eq!(agency.told(DANIEL).len(), told.len(), "b75, thanks need no answer");
    let page = agency.get("/cases/1").await.text().await.unwrap();
    assert!(page.contains("the day before, the afternoon anyway"), "the intake stands on the page: {page}");
    assert!(page.contains("different caregivers in 14 days") && page.contains("DRAFT - not sent"), "{page}");
}

#[tokio::test]
async fn b64_a_relative_learns_no_name_that_he_did_not_say() {
    let agency = open().await;
    agency.text(DANIEL, "she was so rude to my mother today. dont send her again").await;
    for told in agency.told(DANIEL) {
        for (name, number) in usual(&agency).await {
            assert!(!told.contains(&name) && !told.contains(&number[2..]), "b78: {told}");
        }
        assert!(!told.contains("Keisha") && !told.contains("Rosa"), "{told}");
    }
}

#[tokio::test]
async fn dont_send_her_again_holds_at_once_in_the_ranking_until_a_human_lifts_it() {
    let agency = open().await;
    let (first, number) = usual(&agency).await[0].clone();
    let full = agency.name(&number);
    agency.text(ROSA, &format!("please don't send {first} back to my house again")).await;
    let told = agency.last(ROSA);
    assert!(told.contains(&format!("We stop offering {first}")), "{told}");
    let case = agency.case(1).await;
    assert!(case["complaint"]["barred"].to_string().contains("to be confirmed"), "{case}");
    // Closed or not, killed and started again or not: it stands.
    assert_eq!(agency.click(1, "close", "noted").await, 303);
    let mut agency = agency;
    agency.crash().await;
    agency.call_out().await;
    let excluded = |case: &Value| {
        let lines = case["lines"].as_array().unwrap();
        let ranked = lines.iter().filter_map(|l| l["ranked"]["excluded"].as_array()).flatten();
        ranked
            .filter(|e| e[0] == "on the client's do-not-send list")
            .map(|e| e[1].to_string())
            .collect::<String>()
    };
    assert!(excluded(&agency.case(2).await).contains(&full), "{}", agency.case(2).await);
    assert!(agency.offers().iter().all(|(to, _)| *to != number), "never asked for Rosa");
    assert_eq!(agency.click(1, "lift_exclusion", "").await, 303);
    agency.minutes(100).await;
    let case = agency.case(2).await;
    let last = case["lines"].as_array().unwrap().iter().rev().find(|l| l["ranked"].is_object()).unwrap();
    assert!(!last["ranked"]["excluded"].to_string().contains("do-not-send"), "{last}");
}

#[tokio::test]
async fn a_wish_about_origin_is_stored_nowhere_and_a_manager_answers() {
    let agency = open().await;
    let (first, number) = usual(&agency).await[0].clone();
    agency.text(ROSA, &format!("dont send {first} again, no more black caregivers please")).await;
    let told = agency.last(ROSA);
    assert!(
        told.contains("A manager will be asked") && !told.contains("black") && !told.contains('?'),
        "{told}"
    );
    assert!(!told.contains("stop offering"), "{told}");
    assert!(agency.last(DANA).contains("a manager must answer"), "{}", agency.last(DANA));
    assert_eq!(agency.case(1).await["complaint"]["barred"].to_string(), "[]");
    let keisha = agency.sim.heroine();
    agency.text(&keisha.number, "cant make my 7a tmrw, been sick all nite").await;
    let ranked = agency.case(2).await.to_string();
    assert!(!ranked.contains("do-not-send"), "{ranked} {number}");
}

#[tokio::test]
async fn a_complaint_about_the_coordinator_goes_to_somebody_else_and_she_cannot_take_it() {
    let agency = open().await;
    agency.text(ROSA, "Dana hung up on me and was so rude").await;
    assert!(agency.told(DANA).is_empty(), "{:?}", agency.told(DANA));
    assert!(agency.last(MIGUEL).contains("a complaint"), "{}", agency.last(MIGUEL));
    agency.text(DANA, "OK 1").await;
    assert!(agency.last(DANA).contains("for somebody else"), "{}", agency.last(DANA));
    assert_eq!(agency.cases().await[0]["waits_for_human"], true);
    agency.text(MIGUEL, "OK 1").await;
    assert_eq!(agency.case(1).await["complaint"]["owner"], "Miguel (supervisor)");
    for number in [DANA, MIGUEL, ROSA] {
        let told = agency.told(number).join(" ").to_lowercase();
        assert!(!told.contains("discipline") && !told.contains("fire"), "{told}");
    }
}

#[tokio::test]
async fn b60_who_was_left_waiting_is_asked_if_another_visit_is_wanted_and_none_is_promised() {
    let agency = open().await;
    agency.text(ROSA, "she left an hour early again and did not do the dishes, i want to complain").await;
    let mut asked = agency.last(ROSA);
    for answer in ["yesterday", "tell her to stay", "yes"] {
        if asked.contains("another visit in its place") {
            break;
        }
        agency.minutes(1).await;
        agency.text(ROSA, answer).await;
        asked = agency.last(ROSA);
    }
    assert!(asked.contains("another visit in its place") && asked.contains("will try"), "{asked}");
    agency.minutes(1).await;
    agency.text(ROSA, "yes please, tomorrow").await;
    let page = agency.get("/cases/1").await.text().await.unwrap();
    assert!(page.contains("yes please, tomorrow"), "the owner reads it: {page}");
    assert!(agency.offers().is_empty(), "the office arranges it");
}

#[tokio::test]
async fn b48_who_opted_out_is_not_asked_by_text_if_it_is_settled_and_silence_closes_nothing() {
    let agency = open().await;
    agency.text(ROSA, "the girl you sent was rude to me").await;
    agency.text(DANA, "OK 1").await;
    agency.text(ROSA, "STOP").await;
    let told = agency.told(ROSA).len();
    let resolved = agency.http.post(format!("{}/cases/1/resolve", agency.url));
    let form = [("how", "spoke with her and the caregiver"), ("cause", "caregiver")];
    resolved.form(&form).send().await.unwrap();
    agency.rest().await;
    agency.minutes(60 * 24 * 4).await;
    assert_eq!(agency.told(ROSA).len(), told, "no text after STOP");
    let case = agency.case(1).await;
    assert_eq!(case["open"], true, "a person must ask her: {case}");
}

#[tokio::test]
async fn b68_one_owner_a_missed_call_back_wakes_the_next_and_it_is_resolved_with_notes() {
    let agency = open().await;
    agency.text(ROSA, "your caregiver was asleep on the couch again").await;
    agency.text(DANA, "OK 1").await;
    assert!(agency.last(DANA).contains("case 1 is yours"), "{}", agency.last(DANA));
    agency.text(MIGUEL, "MINE 1").await;
    assert!(agency.last(MIGUEL).contains("Case 1 is with Dana"), "{}", agency.last(MIGUEL));
    assert!(agency.history(1).await.contains("Miguel (supervisor) wanted it; it is with Dana"));
    let before = (agency.told(DANA).len(), agency.told(MIGUEL).len());
    agency.minutes(31).await;
    assert!(agency.last(MIGUEL).contains("deadline of a complaint has passed"), "{}", agency.last(MIGUEL));
    assert_eq!(agency.told(DANA).len(), before.0, "not again the one who let it pass");
    assert!(steps(&agency.case(1).await).contains("missed, still to be done"));
    agency.text(MIGUEL, "OK 1").await;
    agency.text(DANA, "CALLED 1").await;
    let case = agency.case(1).await;
    assert_eq!(case["complaint"]["owner"], "Dana (coordinator)");
    assert!(steps(&case).contains("done late"), "{}", steps(&case));
    let url = format!("{}/cases/1", agency.url);
    let post = |path: &str, form: Vec<(&'static str, &'static str)>| {
        let (http, url) = (agency.http.clone(), format!("{url}/{path}"));
        async move { http.post(url).form(&form).send().await.unwrap().status().as_u16() }
    };
    assert_eq!(post("resolve", vec![("how", ""), ("cause", "training")]).await, 422, "notes must be said");
    assert_eq!(post("resolve", vec![("how", "x"), ("cause", "karma")]).await, 404);
    assert_eq!(post("did_plan", vec![("how", "new person from Wednesday on")]).await, 303);
    agency.rest().await;
    assert!(agency.history(1).await.contains("new person from Wednesday on"));
    assert_eq!(post("resume", vec![]).await, 303);
    assert_eq!(
        post("resolve", vec![("how", "spoke with her; new person"), ("cause", "training")]).await,
        303
    );
    agency.rest().await;
    assert!(agency.last(ROSA).contains("Reply OK, or tell us what is still open"), "{}", agency.last(ROSA));
    agency.minutes(5).await;
    agency.text(ROSA, "ok").await;
    let history = agency.history(1).await;
    assert!(
        history.contains("root cause: training") && history.contains("says that it is settled"),
        "{history}"
    );
    assert_eq!(agency.cases().await[0]["open"], false);
}

#[tokio::test]
async fn her_no_opens_it_again_and_silence_closes_it_with_that_on_record() {
    let agency = open().await;
    agency.text(ROSA, "the girl you sent was rude to me").await;
    agency.text(DANA, "OK 1").await;
    let resolve = [("how", "talked it through"), ("cause", "other")];
    agency.http.post(format!("{}/cases/1/resolve", agency.url)).form(&resolve).send().await.unwrap();
    agency.rest().await;
    // It was resolved by somebody at the board, and Dana owns it.
    assert!(agency.history(1).await.contains("wanted it; it is with Dana"));
    agency.minutes(1).await;
    agency.click(1, "resume", "").await;
    agency.http.post(format!("{}/cases/1/resolve", agency.url)).form(&resolve).send().await.unwrap();
    agency.rest().await;
    agency.minutes(10).await;
    agency.text(ROSA, "no it is not, she came back today").await;
    assert!(agency.last(ROSA).contains("It is open again"), "{}", agency.last(ROSA));
    assert!(agency.last(DANA).contains("not settled"), "{}", agency.last(DANA));
    let (second, asks) = (DANIEL, "Is it settled for you");
    agency.text(second, "the caregiver left the kitchen a mess").await;
    agency.http.post(format!("{}/cases/2/resolve", agency.url)).form(&resolve).send().await.unwrap();
    agency.rest().await;
    assert!(agency.last(second).contains(asks), "{}", agency.last(second));
    agency.minutes(3 * 24 * 60 + 1).await;
    assert!(agency.history(2).await.contains("no answer in 3 days"), "{}", agency.history(2).await);
    assert_eq!(agency.told(second).iter().filter(|t| t.contains(asks)).count(), 1, "once");
}

#[tokio::test]
async fn b63_a_wish_is_not_taken_for_the_answer_to_another_question() {
    let agency = open().await;
    agency.text(ROSA, "the girl you sent was rude to me").await;
    assert!(agency.last(ROSA).contains("When did it happen?"), "{}", agency.last(ROSA));
    agency.text(ROSA, "dont send Keisha again").await;
    let page = agency.get("/cases/1").await.text().await.unwrap();
    assert!(!page.contains("<dt>When did it happen?</dt><dd>dont send"), "{page}");
    assert!(page.contains("not that caregiver again"), "{page}");
}

#[tokio::test]
async fn b61_the_second_complaint_within_thirty_days_climbs_a_class() {
    let agency = open().await;
    agency.text(ROSA, "she was rude to me").await;
    assert_eq!(agency.click(1, "close", "talked").await, 303);
    agency.minutes(60 * 24 * 3).await;
    agency.text(DANIEL, "the aide was on her phone the whole time").await;
    let case = agency.case(2).await;
    assert_eq!(case["complaint"]["class"], "C2", "{case}");
    assert!(case["complaint"]["because"].to_string().contains("#1"), "and says why: {case}");
}

#[tokio::test]
async fn a_bill_on_saturday_wakes_nobody_before_the_office_opens() {
    let agency = open().await;
    agency.until("2026-11-28T18:00:00Z").await;
    let before = agency.told(DANA).len();
    agency.text(ROSA, "you overcharged me, this bill is wrong").await;
    let told = agency.last(ROSA);
    assert!(
        told.contains("will be asked to call you by Wed 12/2 8:00a"),
        "b77, nobody is being alerted: {told}"
    );
    agency.minutes(60 * 30).await;
    assert_eq!(agency.told(DANA).len(), before, "not on Sunday");
    agency.until("2026-11-30T14:01:00Z").await;
    assert!(agency.last(DANA).contains("needs an owner"), "{}", agency.last(DANA));
}

#[tokio::test]
async fn b77_without_a_ladder_nobody_is_said_to_be_alerted() {
    let agency = Agency::open_with(WriteRoute::Api, |p| p.ladder.clear()).await;
    agency.text(ROSA, "she forgot my pills, I am so upset").await;
    let told = agency.last(ROSA);
    assert!(told.contains("on record as case 1"), "{told}");
    assert!(!told.contains("alert") && !told.contains("asked to"), "{told}");
    agency.text(DANIEL, "my mother fell and hit her head").await;
    assert!(
        agency.last(DANIEL).contains("911") && !agency.last(DANIEL).contains("alert"),
        "{}",
        agency.last(DANIEL)
    );
}

#[tokio::test]
async fn a_caregiver_who_complains_is_heard_without_questions_and_her_shifts_stay() {
    let agency = open().await;
    let keisha = agency.sim.heroine().number;
    agency.text(&keisha, "the scheduler is so rude to me, this is unfair").await;
    let told = agency.last(&keisha);
    assert!(told.contains("Thank you for telling us") && !told.contains('?'), "{told}");
    assert_eq!(agency.cases().await[0]["kind"], "complaint");
    agency.minutes(2).await;
    agency.call_out().await;
    assert!(!agency.offers().is_empty(), "a call-out goes its way");
}

#[tokio::test]
async fn files_for_a_surveyor_hold_the_log_the_packs_and_no_word_about_abuse_in_the_log() {
    let mut agency = open().await;
    agency.text(ROSA, "=SUM(1) the girl you sent was on her phone, \"all day\"").await;
    agency.text(DANA, "OK 1").await;
    agency.minutes(2).await;
    agency.text(DANIEL, "your aide stole my moms debit card and hit her").await;
    agency.minutes(60 * 24 * 2).await;
    let (store, policy, now) = agency.store().await;
    let folder = tempfile::tempdir().unwrap();
    let days = (Some("2026-11-23".parse().unwrap()), Some("2026-11-23".parse().unwrap()));
    assert_eq!(export::write(&store, &policy, Kind::Complaints, days, folder.path(), now).await.unwrap(), 1);
    assert_eq!(export::write(&store, &policy, Kind::Incidents, days, folder.path(), now).await.unwrap(), 1);
    let none = (Some("2026-11-24".parse().unwrap()), None);
    let later = tempfile::tempdir().unwrap();
    assert_eq!(export::write(&store, &policy, Kind::Complaints, none, later.path(), now).await.unwrap(), 0);
    let read = |name: &str| std::fs::read_to_string(folder.path().join(name)).unwrap();
    let log = read("complaints.csv");
    assert!(log.contains("\"'=SUM(1) the girl you sent was on her phone, \"\"all day\"\"\""), "{log}");
    assert!(log.contains("Dana (coordinator)") && log.contains("missed, still to be done"), "{log}");
    let trend = read("complaints-by-month.csv");
    assert!(
        trend.contains("\"2026-11\",\"class\",\"C3\",\"1\"") && trend.contains("phone use at work"),
        "{trend}"
    );
    let pack = read("complaint-1.md");
    for part in
        ["Exact words", "on her phone", "Deadlines", "Everything that happened", "2026-11-23 15:30:00"]
    {
        assert!(pack.contains(part), "{part}: {pack}");
    }
    let log = read("incidents.csv");
    assert!(log.contains("Safety report") && log.contains("late") && !log.contains("debit"), "{log}");
    let pack = read("incident-2.md");
    assert!(
        pack.contains("debit card") && pack.contains("RESTRICTED") && pack.contains("report to the state"),
        "{pack}"
    );
    // I9: what the journal says is what is stored.
    for kind in ["complaint", "incident"] {
        for case in store.cases_of(kind, Timestamp::MIN).await.unwrap() {
            let head = case.head();
            let head = Head::new(head.id, head.number, head.agency.clone(), head.opened);
            let mut replayed = match &case {
                Case::Complaint(_) => Case::Complaint(Box::new(Complaint::blank(head))),
                _ => Case::Incident(Box::new(Incident::blank(head))),
            };
            for line in store.journal_of(case.id()).await.unwrap() {
                replayed = decide(&policy, &replayed, &line.event, line.at).case;
            }
            assert_eq!(replayed, case, "{kind}");
        }
    }
}
