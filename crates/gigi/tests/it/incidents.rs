//! Danger, suspected abuse, a caregiver in danger.
use gigi_core::policy::{Policy, WriteRoute};

use crate::agency::{Agency, DANA, MIGUEL, ROSA};

/// Rosa's son.
const DANIEL: &str = "+12025550150";

fn california(policy: &mut Policy) {
    policy.ladder[0].name = "Dana (coordinator)".into();
    policy.ladder[1].name = "Miguel (supervisor)".into();
    policy.incidents.state = Some("CA".into());
}

async fn open() -> Agency {
    Agency::open_with(WriteRoute::Api, california).await
}

const ACCUSATION: &str =
    "YOUR PEOPLE NEGLECTED MY MOTHER she sat in her own urine all day, i am calling the state";

/// Every page that may show a message, but the incident's own.
async fn elsewhere(agency: &Agency) -> String {
    let mut all = String::new();
    for path in ["/", "/messages", "/messages/1", "/api/v1/cases", "/api/v1/messages/1", "/corrections.tsv"] {
        all.push_str(&agency.get(path).await.text().await.unwrap());
    }
    all
}

#[tokio::test]
async fn b66_s19_a_fall_wakes_people_until_one_answers_and_gigi_never_closes_it() {
    let agency = open().await;
    agency.until("2026-11-24T09:00:00Z").await;
    agency.text(ROSA, "I fell and I cant get up").await;
    assert!(agency.last(ROSA).contains("call 911 now"), "{}", agency.last(ROSA));
    assert!(agency.last(DANA).contains("possible emergency"), "at 3 am: {}", agency.last(DANA));
    assert_eq!(agency.cases().await[0]["kind"], "incident");
    agency.minutes(6).await;
    assert!(agency.last(MIGUEL).contains("possible emergency"), "{}", agency.last(MIGUEL));
    agency.text(MIGUEL, "OK 1").await;
    agency.text(ROSA, "still on the floor").await;
    assert_eq!(agency.cases().await.len(), 1, "the same incident");
    let page = agency.get("/cases/1").await.text().await.unwrap();
    assert!(
        page.contains("I fell and I cant get up") && page.contains("still on the floor"),
        "word by word: {page}"
    );
    agency.text(MIGUEL, "CLOSE 1").await;
    assert!(agency.last(MIGUEL).contains("cannot be closed yet: 2 tasks"), "{}", agency.last(MIGUEL));
    agency.minutes(60 * 24 * 20).await;
    assert_eq!(agency.cases().await[0]["open"], true, "not after twenty days either");
    assert_eq!(agency.click(1, "task_next_of_kin", "").await, 422, "how must be said");
    assert_eq!(agency.click(1, "task_next_of_kin", "phoned Daniel").await, 303);
    assert_eq!(agency.click(1, "skip_incident_report", "written in the other system").await, 303);
    assert_eq!(agency.click(1, "close", "she is home again").await, 303);
    assert_eq!(agency.cases().await[0]["open"], false);
    let history = agency.history(1).await;
    assert!(history.contains("Not needed, says") && history.contains("after its deadline"), "{history}");
}

#[tokio::test]
async fn b62_s17_a_furious_accusation_is_recorded_without_defence_and_stands_nowhere_else() {
    let agency = open().await;
    agency.text(DANIEL, ACCUSATION).await;
    let told = agency.told(DANIEL);
    assert_eq!(told.len(), 1, "{told:?}");
    let words = told[0].to_lowercase();
    assert!(words.contains("911"), "{words}");
    for defence in ["sorry", "policy", "but ", "investigat", "rosa", "fault", "secret", "confidential"] {
        assert!(!words.contains(defence), "{words}");
    }
    assert!(agency.last(DANA).contains("abuse or neglect") && !agency.last(DANA).contains("urine"));
    let pages = elsewhere(&agency).await;
    assert!(
        pages.contains("restricted") && !pages.contains("urine") && !pages.contains("NEGLECTED"),
        "{pages}"
    );
    assert!(!agency.get("/").await.text().await.unwrap().contains("Daniel"), "nor who it was");
    let own = agency.get("/cases/1").await.text().await.unwrap();
    assert!(own.contains("urine") && own.contains("report to the state by phone"), "{own}");
    // What he writes next belongs to it and is as restricted.
    agency.minutes(3).await;
    agency.text(DANIEL, "it was the tall one with the red car").await;
    let list = agency.get("/messages").await.text().await.unwrap();
    assert!(!list.contains("red car"), "{list}");
    assert!(agency.get("/cases/1").await.text().await.unwrap().contains("red car"));
    assert_eq!(agency.cases().await.len(), 1);
}

#[tokio::test]
async fn s17_the_report_is_asked_for_until_a_human_records_it() {
    let agency = open().await;
    agency.text(DANIEL, ACCUSATION).await;
    agency.text(DANA, "OK 1").await;
    let reminded = |agency: &Agency| {
        let all = [agency.told(DANA), agency.told(MIGUEL)].concat();
        all.iter().filter(|t| t.contains("a report that the law asks for is due")).count()
    };
    agency.minutes(60 * 11).await;
    assert_eq!(reminded(&agency), 0, "half of the day has not passed");
    agency.minutes(60 * 6).await;
    assert!(reminded(&agency) > 0, "in the morning, not at half past three: {:?}", agency.told(DANA));
    agency.text(DANA, "OK 1").await;
    let before = reminded(&agency);
    agency.minutes(60 * 24).await;
    assert!(reminded(&agency) > before, "it is late now");
    for task in ["report_by_phone", "written_report", "next_of_kin", "incident_report"] {
        assert_eq!(agency.click(1, &format!("task_{task}"), "hotline, number 4711").await, 303);
    }
    let before = reminded(&agency);
    agency.minutes(60 * 48).await;
    assert_eq!(reminded(&agency), before, "nobody is reminded of what is done");
    let case = agency.case(1).await;
    assert!(case["incident"]["tasks"].to_string().contains("done late"), "{case}");
}

#[tokio::test]
async fn b62_whoever_is_accused_and_on_the_ladder_hears_nothing() {
    let agency = open().await;
    agency.text(DANIEL, "Dana hit my mother and stole her ring").await;
    assert!(agency.told(DANA).is_empty(), "{:?}", agency.told(DANA));
    assert!(agency.last(MIGUEL).contains("abuse or neglect"), "{}", agency.last(MIGUEL));
    agency.minutes(40).await;
    assert!(agency.told(DANA).is_empty(), "not on the second round either");
    agency.text(DANA, "OK 1").await;
    assert_eq!(agency.cases().await[0]["waits_for_human"], true, "and cannot stop it");
    agency.text(MIGUEL, "OK 1").await;
    assert_eq!(agency.cases().await[0]["waits_for_human"], false);
}

#[tokio::test]
async fn a_caregiver_in_danger_is_told_to_leave_and_who_is_with_the_client_is_a_task() {
    let agency = open().await;
    let keisha = agency.sim.heroine().number;
    agency.text(&keisha, "her son is threatening me with a knife").await;
    let told = agency.last(&keisha);
    assert!(told.contains("Get to a safe place now and call 911"), "{told}");
    assert!(!told.contains("stay with"), "{told}");
    let case = agency.case(1).await;
    assert!(case["incident"]["tasks"].to_string().contains("decide who is with the client now"), "{case}");
    assert!(agency.last(DANA).contains("Phone the sender now"), "{}", agency.last(DANA));
    agency.minutes(5).await;
    agency.call_out().await;
    assert!(!agency.offers().is_empty(), "her call-out is worked as well");
}

#[tokio::test]
async fn b65_s19_a_medical_question_gets_no_advice_and_a_human() {
    let agency = open().await;
    agency.text(DANIEL, "she feels dizzy, should she take another pill?").await;
    let told = agency.last(DANIEL).to_lowercase();
    assert!(told.contains("911") && !told.contains("pill") && !told.contains("dizzy"), "{told}");
    assert!(agency.last(DANA).contains("possible emergency"), "{}", agency.last(DANA));
}

#[tokio::test]
async fn b78_no_text_names_a_client_a_number_or_a_diagnosis() {
    let agency = open().await;
    agency.text(DANIEL, "my mom Rosa Sample with dementia at 12 Example St fell, call 202-555-0150").await;
    agency.minutes(2).await;
    agency.text(ROSA, "Your aide took my debit card").await;
    agency.minutes(6).await;
    for number in [DANIEL, ROSA, DANA, MIGUEL] {
        for told in agency.told(number) {
            for leak in ["Rosa", "Sample", "dementia", "Example St", "555", "debit"] {
                assert!(!told.contains(leak), "{told}");
            }
        }
    }
}

#[tokio::test]
async fn an_ordinary_text_days_later_is_answered_as_usual_and_not_lost_in_the_incident() {
    let agency = open().await;
    agency.text(DANIEL, ACCUSATION).await;
    agency.text(DANA, "OK 1").await;
    agency.minutes(60 * 24 * 2).await;
    agency.text(DANIEL, "what time does she come on friday").await;
    let cases = agency.cases().await;
    assert_eq!(cases.len(), 2, "{cases:?}");
    assert!(cases.iter().any(|c| c["kind"] == "handoff"), "{cases:?}");
}
