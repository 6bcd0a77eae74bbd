//! People who ask for care, by text and by the web form.
use gigi_core::policy::{Policy, Price, WriteRoute};
use gigi_sim::toggles::LostAnswer;
use reqwest::StatusCode;

use crate::agency::{Agency, DANA, ROSA};

/// On nobody's file.
const MARY: &str = "+12025550199";

fn rules(policy: &mut Policy) {
    policy.leads.route = WriteRoute::Api;
    policy.leads.price = Some(Price { from: 32, to: 38 });
    policy.leads.towns = vec!["Oak Park".into(), "Springfield".into()];
    policy.leads.zips = vec!["60301".into()];
    policy.leads.recruiting = Some("https://example.org/jobs".into());
}

async fn open() -> Agency {
    Agency::open_with(WriteRoute::Api, rules).await
}

/// Creates of people that WellSky saw.
fn creates(agency: &Agency) -> usize {
    let all = agency.sim.requests();
    all.iter().filter(|r| r.method == "POST" && r.path.trim_end_matches('/') == "/v1/patients").count()
}

/// Records in WellSky with this number.
fn on_file(agency: &Agency, number: &str) -> Vec<serde_json::Value> {
    let digits = number.trim_start_matches("+1");
    agency.sim.with_world(|w| {
        let all = w.patients.values().map(|d| serde_json::Value::Object(d.body.clone()));
        all.filter(|b| b["telecom"].to_string().contains(digits)).collect()
    })
}

async fn post(agency: &Agency, fields: &[(&str, &str)]) -> (StatusCode, String) {
    let answer = agency.http.post(format!("{}/leads", agency.url)).form(fields).send().await.unwrap();
    let status = answer.status();
    let words = answer.text().await.unwrap();
    agency.rest().await;
    (status, words)
}

const FORM: &[(&str, &str)] = &[
    ("name", "Mary Sample"),
    ("phone", "(202) 555-0199"),
    ("town", "Oak Park"),
    ("relation", "my mother"),
    ("start", "in two weeks"),
    ("consent", "yes"),
];

#[tokio::test]
async fn b72_a_lead_by_text_is_asked_one_thing_at_a_time_and_entered_once() {
    let agency = open().await;
    agency.text(MARY, "hi do you do home care in oak park for my mom").await;
    let first = agency.last(MARY);
    assert!(first.contains("Example Home Care") && first.contains("first and last name"), "{first}");
    assert!(!first.contains("Who is the care for"), "she said so: {first}");
    assert_eq!(creates(&agency), 0, "half a person is not entered");
    agency.text(MARY, "Mary Sample").await;
    assert_eq!(creates(&agency), 1);
    let answers =
        ["in two weeks", "mornings, 5 days a week", "bathing and meals", "she lives with me, all fine"];
    for answer in answers.iter().chain(&["we pay ourselves", "a neighbor", "after 5pm"]) {
        let asked = agency.last(MARY);
        assert_eq!(
            asked.matches('?').count(),
            usize::from(!asked.contains("paid")).max(1),
            "one question: {asked}"
        );
        // People take a minute; a machine would not.
        agency.minutes(1).await;
        agency.text(MARY, answer).await;
    }
    let last = agency.last(MARY);
    assert!(last.contains("A coordinator is asked to call you"), "{last}");
    let told = agency.told(MARY);
    let mut questions = told.clone();
    questions.sort();
    questions.dedup();
    assert_eq!(questions.len(), told.len(), "nothing twice: {told:?}");
    assert!(told.iter().all(|t| !t.contains("created") && !t.contains("file")), "{told:?}");
    let found = on_file(&agency, MARY);
    assert_eq!(found.len(), 1, "{found:?}");
    assert_eq!(found[0]["name"][0]["family"], "Sample");
    assert!(found[0]["meta"].to_string().contains(r#"{"code":"isClient","display":"false"}"#), "{found:?}");
    assert!(agency.last(DANA).contains("asks for care"), "{}", agency.last(DANA));
    assert!(agency.history(1).await.contains("WellSky shows the prospect"));
    let page = agency.get("/cases/1").await.text().await.unwrap();
    assert!(page.contains("entered and read back") && page.contains("bathing and meals"), "{page}");
}

#[tokio::test]
async fn b72_the_form_and_a_text_from_one_phone_are_one_prospect_and_it_is_there_within_a_minute() {
    let agency = open().await;
    let (status, words) = post(&agency, FORM).await;
    assert_eq!(status, 200, "{words}");
    assert!(words.contains("We have your request"), "{words}");
    assert_eq!(on_file(&agency, MARY).len(), 1, "at once");
    post(&agency, FORM).await;
    agency.text(MARY, "hi do you do home care in oak park for my mom").await;
    assert_eq!(creates(&agency), 1);
    assert_eq!(agency.cases().await.len(), 1, "one lead");
    agency.look_at_wellsky().await;
    agency.engine().sync_people().await.unwrap();
    agency.text(MARY, "how much is it per hour?").await;
    assert_eq!(agency.cases().await.len(), 1, "still the same, although she is on file now");
    assert_eq!(on_file(&agency, MARY).len(), 1);
}

#[tokio::test]
async fn b77_a_lost_answer_is_looked_for_before_anything_is_written_again() {
    let agency = open().await;
    agency.sim.edit_toggles(|t| t.write_timeout_after_success = LostAnswer::Close);
    post(&agency, FORM).await;
    let before = agency.history(1).await;
    assert!(!before.contains("WellSky shows the prospect"), "nothing is claimed: {before}");
    agency.sim.edit_toggles(|t| t.write_timeout_after_success = LostAnswer::Off);
    agency.minutes(3).await;
    assert_eq!(creates(&agency), 1, "found, not written again");
    assert_eq!(on_file(&agency, MARY).len(), 1);
    assert!(agency.history(1).await.contains("WellSky has this number already"));
}

#[tokio::test]
async fn b77_where_the_agency_has_not_said_that_gigi_may_write_a_human_enters_her() {
    let agency = Agency::open_with(WriteRoute::Office, |p| {
        rules(p);
        p.leads.route = WriteRoute::Office;
    })
    .await;
    post(&agency, FORM).await;
    agency.minutes(6).await;
    assert_eq!(creates(&agency), 0);
    assert!(agency.last(DANA).contains("asks for care"), "{}", agency.last(DANA));
    let page = agency.get("/cases/1").await.text().await.unwrap();
    assert!(page.contains("please enter her by hand") && page.contains("Mary Sample"), "{page}");
    let queue = agency.sim.admin_tasks();
    assert_eq!(queue.len(), 1, "{queue:?}");
    let words = queue[0]["description"].to_string();
    assert!(words.contains("NEW PROSPECT") && words.contains("Mary Sample"), "{words}");
}

#[tokio::test]
async fn b70_s21_care_tonight_wakes_a_human_until_she_answers_and_promises_nothing() {
    let agency = open().await;
    agency.until("2026-11-24T05:00:00Z").await;
    agency.text(MARY, "we need home care for my dad tonight in springfield please").await;
    let told = agency.last(MARY);
    assert!(told.contains("can't promise care today"), "{told}");
    assert!(agency.last(DANA).contains("Phone her now"), "at 11 pm: {}", agency.last(DANA));
    let before = agency.told(crate::agency::MIGUEL).len();
    agency.minutes(6).await;
    assert!(agency.told(crate::agency::MIGUEL).len() > before, "the next rung");
    agency.text(DANA, "OK 1").await;
    let paged = agency.told(DANA).len() + agency.told(crate::agency::MIGUEL).len();
    agency.minutes(30).await;
    assert_eq!(agency.told(DANA).len() + agency.told(crate::agency::MIGUEL).len(), paged, "she has it");
}

#[tokio::test]
async fn b69_s21_a_price_shopper_hears_the_published_range_and_nothing_else() {
    let agency = open().await;
    agency.text(MARY, "how much do you charge per hour for home care?").await;
    let told = agency.last(MARY);
    assert!(told.contains("$32 to $38 an hour"), "{told}");
    assert_eq!(told.matches('$').count(), 2, "{told}");
}

#[tokio::test]
async fn b16_silence_is_reminded_of_once_and_then_a_human_calls() {
    let agency = open().await;
    agency.text(MARY, "do you do home care for my mom?").await;
    agency.minutes(6).await;
    assert!(agency.last(DANA).contains("asks for care"), "within five minutes: {}", agency.last(DANA));
    agency.text(DANA, "OK 1").await;
    agency.minutes(30).await;
    assert!(agency.last(MARY).contains("answer our last question"), "{}", agency.last(MARY));
    let told = agency.told(MARY).len();
    agency.minutes(120).await;
    assert_eq!(agency.told(MARY).len(), told, "once");
    assert!(agency.last(DANA).contains("stopped answering"), "{}", agency.last(DANA));
}

#[tokio::test]
async fn s21_people_who_want_work_get_the_recruiters_link_and_nobody_is_woken() {
    let agency = open().await;
    agency.text(MARY, "are you hiring cnas?").await;
    assert!(agency.last(MARY).contains("https://example.org/jobs"), "{}", agency.last(MARY));
    assert!(agency.told(DANA).is_empty() && agency.cases().await.is_empty());
}

#[tokio::test]
async fn s21_a_case_manager_is_called_back_and_not_asked_family_questions() {
    let agency = open().await;
    agency.text(MARY, "Hi, I'm a case manager at the hospital, we have a referral for home care").await;
    let told = agency.last(MARY);
    assert!(told.contains("don't text patient details") && !told.contains('?'), "{told}");
    assert!(agency.last(DANA).contains("has a referral"), "{}", agency.last(DANA));
}

#[tokio::test]
async fn b66_an_emergency_goes_first_by_text_and_by_form() {
    let agency = open().await;
    let danger = [("help", "my father fell and cannot get up, he is bleeding")];
    let fields: Vec<_> = FORM.iter().chain(&danger).copied().collect();
    post(&agency, &fields).await;
    assert!(agency.last(MARY).contains("911"), "{}", agency.last(MARY));
    assert!(agency.last(DANA).contains("possible emergency"), "{}", agency.last(DANA));
    assert_eq!(creates(&agency), 0);
}

#[tokio::test]
async fn b64_a_client_who_fills_in_the_form_goes_to_the_office_as_a_client() {
    let agency = open().await;
    let fields = [("name", "Rosa Sample"), ("phone", ROSA), ("consent", "yes"), ("help", "more hours")];
    let (status, words) = post(&agency, &fields).await;
    assert_eq!(status, 200);
    assert!(!words.contains("client"), "a stranger with her number learns nothing: {words}");
    assert_eq!(creates(&agency), 0);
    assert_eq!(agency.cases().await[0]["kind"], "handoff");
    assert!(agency.last(ROSA).contains("coordinator"), "{}", agency.last(ROSA));
}

/// WellSky answers changes of people so.
fn refuse(agency: &Agency, method: &str, status: u16) {
    agency.sim.edit_toggles(|t| {
        t.answers.push(gigi_sim::toggles::Canned {
            path: if method == "POST" { "/v1/patients/$" } else { "/v1/patients/" }.into(),
            method: method.into(),
            status,
            body: serde_json::json!({"detail": "no"}),
            ..Default::default()
        });
    });
}

/// A coordinator says on the page where the prospect of case 1 stands.
async fn stands(agency: &Agency, stage: &str) {
    let url = format!("{}/cases/1/stage", agency.url);
    let answer = agency.http.post(url).form(&[("stage", stage)]).send().await.unwrap();
    assert!(answer.status().is_redirection() || answer.status().is_success(), "{}", answer.status());
    agency.rest().await;
}

#[tokio::test]
async fn b72_the_stage_is_moved_on_by_a_click_and_shown_once_wellsky_shows_it() {
    let agency = open().await;
    let heard = [("heard", "a friend at church")];
    let fields: Vec<_> = FORM.iter().chain(&heard).copied().collect();
    post(&agency, &fields).await;
    let tag = |code: &str| {
        let found = on_file(&agency, MARY);
        let tags = found[0]["meta"]["tag"].as_array().unwrap().clone();
        let one = tags.iter().find(|t| t["code"] == code).map(|t| t["display"].to_string());
        one.unwrap_or_default().replace('"', "")
    };
    assert_eq!(tag("referralSource"), "a friend at church");
    assert_eq!(tag("status"), "1");
    let page = agency.get("/cases/1").await.text().await.unwrap();
    assert!(page.contains("Move on in WellSky"), "{page}");
    stands(&agency, "assessment_scheduled").await;
    assert_eq!(tag("status"), "20");
    assert_eq!(tag("referralSource"), "a friend at church", "nothing else changes");
    let page = agency.get("/cases/1").await.text().await.unwrap();
    assert!(page.contains("assessment scheduled, shown by WellSky"), "{page}");
    assert_eq!(creates(&agency), 1);

    refuse(&agency, "PUT", 403);
    agency.minutes(1).await;
    stands(&agency, "needs_contract").await;
    let page = agency.get("/cases/1").await.text().await.unwrap();
    assert!(page.contains("WellSky did not take &#34;needs a contract&#34;"), "{page}");
    assert_eq!(tag("status"), "20");
    let nonsense = format!("{}/cases/1/stage", agency.url);
    let answer = agency.http.post(nonsense).form(&[("stage", "client")]).send().await.unwrap();
    assert_eq!(answer.status(), 404, "becoming a client is entered in WellSky");
}

#[tokio::test]
async fn b72_what_she_tells_after_she_was_entered_reaches_her_record_and_overwrites_nothing() {
    let agency = open().await;
    agency.text(MARY, "hi do you do home care for my mom").await;
    agency.text(MARY, "Mary Sample").await;
    agency.minutes(1).await;
    agency.text(MARY, "60301").await;
    for answer in ["in two weeks", "mornings", "bathing", "all fine", "we pay ourselves"] {
        agency.minutes(1).await;
        agency.text(MARY, answer).await;
    }
    assert_eq!(creates(&agency), 1);
    let found = on_file(&agency, MARY);
    assert!(!found[0]["meta"].to_string().contains("referralSource"), "{found:?}");
    agency.minutes(1).await;
    agency.text(MARY, "my doctor told me").await;
    let found = on_file(&agency, MARY);
    assert!(found[0]["meta"].to_string().contains("my doctor told me"), "{found:?}");
    assert_eq!(found[0]["address"][0]["postalCode"], "60301");
    assert_eq!(found.len(), 1);
}

#[tokio::test]
async fn b72_a_create_that_wellsky_refuses_is_said_to_a_human_and_to_nobody_else() {
    let agency = open().await;
    refuse(&agency, "POST", 422);
    let (status, words) = post(&agency, FORM).await;
    assert!(status == 200 && !words.contains("created"), "{words}");
    agency.minutes(6).await;
    assert!(agency.told(DANA).join(" ").contains("enter"), "{:?}", agency.told(DANA));
    let page = agency.get("/cases/1").await.text().await.unwrap();
    assert!(page.contains("please enter her by hand"), "{page}");
    assert!(on_file(&agency, MARY).is_empty());
    assert!(agency.told(MARY).iter().all(|t| !t.contains("created")));
}

#[tokio::test]
async fn b71_outside_the_area_she_hears_so_and_a_human_still_does() {
    let agency = open().await;
    agency.text(MARY, "do you do home care in Lakeview for my dad?").await;
    agency.text(MARY, "Mary Sample").await;
    agency.minutes(1).await;
    agency.text(MARY, "Lakeview").await;
    let told = agency.told(MARY).join("\n");
    assert!(told.contains("outside"), "{told}");
    assert!(agency.last(DANA).contains("asks for care"), "{}", agency.last(DANA));
}

#[tokio::test]
async fn b71_who_asks_in_spanish_is_asked_in_spanish() {
    let agency = open().await;
    agency.text(MARY, "hola necesito cuidado en casa para mi mama en Oak Park").await;
    let told = agency.last(MARY);
    assert!(told.contains("nombre"), "{told}");
    agency.text(MARY, "Maria Ejemplo").await;
    assert_eq!(creates(&agency), 1);
    assert_eq!(on_file(&agency, MARY)[0]["name"][0]["family"], "Ejemplo");
}

#[tokio::test]
async fn bad_forms_get_a_clear_answer_and_leave_nothing() {
    let agency = open().await;
    let without = |gone: &str| FORM.iter().filter(|(k, _)| *k != gone).copied().collect::<Vec<_>>();
    let (status, words) = post(&agency, &without("consent")).await;
    assert_eq!(status, 422);
    assert!(words.contains("tick the box") && words.contains("value=\"Mary Sample\""), "{words}");
    assert_eq!(post(&agency, &without("phone")).await.0, 422);
    assert_eq!(post(&agency, &without("name")).await.0, 422);
    let large = "x".repeat(64 * 1024);
    let fields: Vec<_> = FORM.iter().chain(&[("help", large.as_str())]).copied().collect();
    assert_eq!(post(&agency, &fields).await.0, 413);
    let long = "x".repeat(700);
    let fields: Vec<_> = FORM.iter().chain(&[("help", long.as_str())]).copied().collect();
    assert_eq!(post(&agency, &fields).await.0, 422);
    let raw = agency
        .http
        .post(format!("{}/leads", agency.url))
        .header("content-type", "application/x-www-form-urlencoded")
        .body("name=%ff%fe&phone=2025550199&consent=yes")
        .send()
        .await
        .unwrap();
    assert_eq!(raw.status(), 400);
    let robot: Vec<_> = FORM.iter().chain(&[("website", "http://spam.example.org")]).copied().collect();
    assert_eq!(post(&agency, &robot).await.0, 200, "a robot learns nothing");
    assert!(agency.cases().await.is_empty() && agency.told(MARY).is_empty() && creates(&agency) == 0);
}

#[tokio::test]
async fn script_tags_and_emoji_are_words_like_any_other() {
    let agency = open().await;
    let fields = [
        ("name", "Zoë 😀 <script>alert(1)</script>"),
        ("phone", "202-555-0199"),
        ("town", "Oak Park"),
        ("consent", "yes"),
    ];
    assert_eq!(post(&agency, &fields).await.0, 200);
    let page = agency.get("/cases/1").await.text().await.unwrap();
    assert!(!page.contains("<script>alert") && page.contains("😀"), "{page}");
    let form = post(&agency, &fields[..1]).await.1;
    assert!(!form.contains("<script>alert"), "{form}");
    assert!(agency.told(MARY).iter().all(|t| !t.contains('<')));
}

#[tokio::test]
async fn the_form_is_open_to_everybody_may_be_framed_and_speaks_spanish() {
    let agency = open().await;
    let page = agency.get("/leads").await;
    let csp = page.headers()["content-security-policy"].to_str().unwrap().to_owned();
    assert!(csp.contains("frame-ancestors *") && csp.contains("default-src 'self'"), "{csp}");
    let words = page.text().await.unwrap();
    assert!(words.contains("$32 to $38") && words.contains("no condition of service"), "{words}");
    assert!(!words.contains("<script"), "works without");
    assert!(agency.get("/leads?lang=es").await.text().await.unwrap().contains("Para quien es el cuidado?"));
}
