//! What `gigi doctor` says about a connection that does not work, and about calls of other software: the row that is named
//! first, how sure it is, and what it advises. One test per row of the table, named by it; `docs/operate/doctor.md` counts them.
use std::sync::Arc;

use gigi::clock::SystemClock;
use gigi::config::Config;
use gigi::doctor::{Finding, ForeignCall, Options, Report, Row, State, Sure, examine};
use gigi_engine::ports::Clock as _;
use gigi_sim::toggles::{
    AgencyParam, AppointmentOutage, AppointmentWrite, Canned, Damage, ErrorRate, OFF, PageBase, PageIndex,
    SlashStrict,
};
use gigi_sim::{Sim, SimConfig};
use serde_json::{Value, json};

/// A simulator, and a folder with the agency's settings.
struct Visit {
    sim: Sim,
    folder: tempfile::TempDir,
    policy: &'static str,
}

const LADDER: &str = "[[ladder]]\nname = \"Dana\"\nphone = \"202-555-0180\"\n";

impl Visit {
    async fn new() -> Self {
        let config = SimConfig::new(gigi::http::client().unwrap(), Arc::new(|| SystemClock.now()));
        let sim = Sim::start(config).await.unwrap();
        Self { sim, folder: tempfile::tempdir().unwrap(), policy: LADDER }
    }

    async fn report(&self, wrong: &[(&str, &str)], options: &Options) -> Report {
        let policy = self.folder.path().join("policy.toml");
        std::fs::write(&policy, self.policy).unwrap();
        let (id, secret, agency) = self.sim.credentials();
        let mut env = [
            ("WELLSKY_CLIENT_ID", id.as_str()),
            ("WELLSKY_CLIENT_SECRET", secret.as_str()),
            ("WELLSKY_AGENCY_ID", agency.as_str()),
            ("WELLSKY_ENVIRONMENT", "sandbox"),
            ("WELLSKY_API_URL", self.sim.wellsky_url().as_str()),
            ("GIGI_DATA", self.folder.path().to_str().unwrap()),
            ("GIGI_POLICY", policy.to_str().unwrap()),
        ]
        .map(|(k, v)| (k.to_owned(), v.to_owned()))
        .into_iter()
        .collect::<std::collections::BTreeMap<_, _>>();
        env.extend(wrong.iter().map(|(k, v)| ((*k).to_owned(), (*v).to_owned())));
        let call = options
            .call
            .as_deref()
            .map(|call| ForeignCall::read(call, &options.header, options.body.as_deref()).unwrap());
        let report = examine(Config::read(&env), options, call.as_ref(), &|_| {}).await;
        let said = format!("{:?}", report.findings);
        assert!(!said.contains(&secret), "no secret is shown: {said}");
        report
    }

    /// What the doctor finds with these settings in place of the right ones.
    async fn finds(&self, wrong: &[(&str, &str)]) -> Vec<Finding> {
        self.report(wrong, &Options::default()).await.findings
    }

    /// What is said about somebody else's call.
    async fn explains(&self, call: &str, body: Value) -> Vec<Finding> {
        self.explains_with(call, body, &[], false).await
    }

    async fn explains_with(
        &self,
        call: &str,
        body: Value,
        headers: &[&str],
        allow_writes: bool,
    ) -> Vec<Finding> {
        let options = Options {
            call: Some(call.to_owned()),
            header: headers.iter().map(|h| (*h).to_owned()).collect(),
            body: (!body.is_null()).then(|| body.to_string()),
            allow_writes,
            ..Options::default()
        };
        self.report(&[], &options).await.findings
    }

    fn canned(&self, path: &str, status: u16, body: Value, error_type: Option<&str>) {
        let (path, error_type) = (path.to_owned(), error_type.map(str::to_owned));
        let answer = Canned { path, status, body, error_type, ..Canned::default() };
        self.sim.edit_toggles(|t| t.answers.push(answer));
    }

    fn a_client(&self) -> u64 {
        self.sim.heroine().client
    }

    /// An id of some visit.
    fn a_visit(&self) -> u64 {
        self.sim.with_world(|w| *w.encounters.keys().next().unwrap())
    }

    /// Methods and paths that were called.
    fn called(&self, what: &str) -> usize {
        self.sim.requests().iter().filter(|r| r.path.contains(what)).count()
    }
}

/// The first finding that names a row, which must be this one.
#[track_caller]
fn names(findings: &[Finding], row: Row) -> &Finding {
    let first =
        findings.iter().find(|f| f.row.is_some()).unwrap_or_else(|| panic!("no row is named: {findings:#?}"));
    assert_eq!(first.row, Some(row), "{findings:#?}");
    assert!(first.fix.as_deref().is_some_and(|fix| !fix.is_empty()), "{first:?}");
    first
}

/// That, and it fails.
#[track_caller]
fn fails(findings: &[Finding], row: Row) -> &Finding {
    let first = names(findings, row);
    assert_eq!((first.state, first), (State::Failure, &findings[0]), "{first:?}");
    first
}

#[track_caller]
fn certain(finding: &Finding) {
    assert_eq!(finding.sure, Sure::Certain, "{finding:?}");
}

fn agency_tag() -> Value {
    json!({"tag": [{"code": "agencyId", "display": "9001"}]})
}

#[tokio::test]
async fn a_connection_that_works_has_no_failure_and_its_oddities_are_named() {
    let visit = Visit::new().await;
    let findings = visit.finds(&[]).await;
    assert!(findings.iter().all(|f| f.state != State::Failure), "{findings:#?}");
    let rows: Vec<Row> = findings.iter().filter(|f| f.state == State::Note).filter_map(|f| f.row).collect();
    for oddity in [Row::D16, Row::D25, Row::D42, Row::D43, Row::D44, Row::D46] {
        assert!(rows.contains(&oddity), "{oddity:?} in {rows:?}");
    }
    assert!(
        visit
            .sim
            .requests()
            .iter()
            .all(|r| r.method == "GET" || r.path.contains("_search") || r.path.contains("token"))
    );
}

#[tokio::test]
async fn d01_nobody_is_there() {
    let visit = Visit::new().await;
    let closed = std::net::TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap();
    fails(&visit.finds(&[("WELLSKY_API_URL", &format!("http://{closed}"))]).await, Row::D01);
}

#[tokio::test]
async fn d02_a_token_asked_for_below_v1_is_an_address_and_no_credential() {
    let visit = Visit::new().await;
    let url = format!("{}/v1", visit.sim.wellsky_url());
    for findings in [
        visit.finds(&[("WELLSKY_API_URL", &url)]).await,
        visit.explains("POST /v1/oauth/accesstoken", Value::Null).await,
    ] {
        let first = fails(&findings, Row::D02);
        certain(first);
        assert!(first.seen.contains("403 Missing Authentication Token"), "{}", first.seen);
        let fix = first.fix.as_deref().unwrap();
        assert!(fix.contains("they are fine") && !fix.contains("enter"), "{fix}");
    }
}

#[tokio::test]
async fn d03_the_legacy_host_is_named_as_such_and_gets_no_credential() {
    let visit = Visit::new().await;
    let findings = visit.finds(&[("WELLSKY_API_URL", &visit.sim.legacy_url())]).await;
    assert!(fails(&findings, Row::D03).fix.as_deref().unwrap().contains("keep the credentials"));
    let before = visit.called("/connect/token");
    let findings =
        visit.explains(&format!("POST {}/connect/token", visit.sim.legacy_url()), Value::Null).await;
    assert!(fails(&findings, Row::D03).seen.contains("404"));
    let asked: Vec<_> =
        visit.sim.requests().into_iter().filter(|r| r.path.contains("/connect/token")).collect();
    assert!(
        asked.len() == before + 1 && asked.iter().all(|r| !r.authorized && r.body.is_null()),
        "{asked:?}"
    );
}

#[tokio::test]
async fn d04_another_word_for_the_token_path() {
    let visit = Visit::new().await;
    certain(fails(&visit.explains("POST /oauth/token", Value::Null).await, Row::D04));
    let url = format!("{}/oauth/token", visit.sim.wellsky_url());
    certain(fails(&visit.finds(&[("WELLSKY_API_URL", &url)]).await, Row::D04));
}

#[tokio::test]
async fn d05_a_token_asked_for_by_get() {
    let visit = Visit::new().await;
    certain(fails(&visit.explains("GET /oauth/accesstoken", Value::Null).await, Row::D05));
}

#[tokio::test]
async fn d06_a_wrong_secret_is_a_wrong_secret() {
    let visit = Visit::new().await;
    let findings = visit.finds(&[("WELLSKY_CLIENT_SECRET", "\"pasted with quotes\"")]).await;
    assert!(fails(&findings, Row::D06).fix.as_deref().unwrap().contains("quotes"));
}

#[tokio::test]
async fn d07_a_captive_portal_answers_in_wellskys_place() {
    let visit = Visit::new().await;
    visit.sim.edit_toggles(|t| {
        let path = "/oauth/accesstoken".to_owned();
        t.answers.push(Canned { path, status: 200, damage: Damage::Html, ..Canned::default() });
    });
    fails(&visit.finds(&[]).await, Row::D07);
}

#[tokio::test]
async fn d08_a_lifetime_that_is_no_number() {
    let visit = Visit::new().await;
    let body = json!({"access_token": "0123456789abcdef", "expires_in": {"seconds": 3599}, "issued_at": 1_790_000_000});
    visit.canned("/oauth/accesstoken", 200, body, None);
    let findings = visit.finds(&[]).await;
    // This token opens nothing: the first failure is that, and the lifetime is named beside it.
    fails(&findings, Row::D19);
    let lifetime = findings.iter().find(|f| f.row == Some(Row::D08)).unwrap();
    assert!(lifetime.seen.contains("expires_in") && !lifetime.seen.contains("issued_at"), "{lifetime:?}");
    let findings = visit.explains("POST /oauth/accesstoken", Value::Null).await;
    certain(names(&findings, Row::D08));
}

#[tokio::test]
async fn d09_a_route_that_the_gateway_does_not_know_is_proven_by_one_that_exists_nowhere() {
    let visit = Visit::new().await;
    visit.sim.edit_toggles(|t| t.appointment_outage = AppointmentOutage::Gateway403);
    let findings = visit.finds(&[]).await;
    let first = fails(&findings, Row::D09);
    certain(first);
    assert_eq!(first.check, "shifts");
    assert!(first.fix.as_deref().unwrap().contains("Do not ask for new credentials"), "{first:?}");
}

#[tokio::test]
async fn d10_a_header_that_was_lost_on_the_way() {
    let visit = Visit::new().await;
    let body = json!({"message": "Missing Authentication Token"});
    visit.canned("/v1/practitioners/", 403, body, Some("MissingAuthenticationTokenException"));
    fails(&visit.finds(&[]).await, Row::D10);
}

#[tokio::test]
async fn d11_plural_where_the_table_has_the_singular() {
    let visit = Visit::new().await;
    let client = visit.a_client();
    let findings =
        visit.explains(&format!("GET /v1/appointments/?clientId={client}&monthNo=202611"), Value::Null).await;
    let first = fails(&findings, Row::D11);
    certain(first);
    assert!(first.seen.contains("Invalid key=value pair"), "{first:?}");
    assert!(first.fix.as_deref().unwrap().contains("/v1/appointment/"), "{first:?}");
}

#[tokio::test]
async fn d12_capitals_where_the_table_has_none() {
    let visit = Visit::new().await;
    certain(fails(&visit.explains("GET /v1/Patient/", Value::Null).await, Row::D12));
    fails(&visit.explains("POST /v1/admintasks/", json!({})).await, Row::D12);
    assert_eq!(visit.called("admintasks"), 0, "what would write is not called");
}

#[tokio::test]
async fn d13_a_base_address_joined_twice() {
    let visit = Visit::new().await;
    let findings = visit.explains("GET /v1/v1/patients/", Value::Null).await;
    certain(fails(&findings, Row::D13));
    certain(fails(&visit.explains("POST /practitioners/_search/", json!({})).await, Row::D13));
}

#[tokio::test]
async fn d14_an_endpoint_that_never_existed() {
    let visit = Visit::new().await;
    certain(fails(&visit.explains("GET /v1/clients/", Value::Null).await, Row::D14));
    fails(&visit.explains("POST /v1/shifts/7/callout", json!({})).await, Row::D14);
    assert_eq!(visit.called("callout"), 0, "what would write is not called");
}

#[tokio::test]
async fn d15_a_verb_that_is_not_offered() {
    let visit = Visit::new().await;
    certain(fails(&visit.explains("GET /v1/adminTasks/", Value::Null).await, Row::D15));
}

#[tokio::test]
async fn d16_a_missing_final_slash() {
    let visit = Visit::new().await;
    for strict in [SlashStrict::NotFound, SlashStrict::Gateway403, SlashStrict::Redirect301] {
        visit.sim.edit_toggles(|t| t.slash_strict = strict);
        certain(fails(&visit.explains("POST /v1/practitioners/_search?_count=1", json!({})).await, Row::D16));
    }
}

#[tokio::test]
async fn d17_a_read_by_id_with_a_query_that_wants_no_slash() {
    let visit = Visit::new().await;
    let client = visit.a_client();
    visit.sim.edit_toggles(|t| t.slash_strict = SlashStrict::Lenient);
    visit.canned(&format!("/v1/patients/{client}/"), 404, json!({"error": "not found"}), None);
    let findings = visit.explains(&format!("GET /v1/patients/{client}/?agencyId=9001"), Value::Null).await;
    certain(fails(&findings, Row::D17));
}

#[tokio::test]
async fn d18_a_scheme_copied_from_token_type() {
    let visit = Visit::new().await;
    for header in
        ["Authorization: BearerToken {token}", "Authorization: Bearer \"{token}\"", "Authorization: {token}"]
    {
        let findings = visit.explains_with("GET /v1/patients/", Value::Null, &[header], false).await;
        certain(fails(&findings, Row::D18));
    }
}

#[tokio::test]
async fn d19_a_token_that_ends_at_once() {
    let visit = Visit::new().await;
    visit.sim.edit_toggles(|t| t.early_revoke = Some(0));
    fails(&visit.finds(&[]).await, Row::D19);
}

#[tokio::test]
async fn d20_a_product_that_is_not_enabled() {
    let visit = Visit::new().await;
    visit.sim.edit_toggles(|t| t.deny_resource = Some("practitioners".into()));
    let findings = visit.finds(&[]).await;
    assert_eq!(fails(&findings, Row::D20).check, "caregivers");
}

#[tokio::test]
async fn d21_a_firewall_in_front() {
    let visit = Visit::new().await;
    visit.canned("/v1/organizations/", 403, json!({"message": "Forbidden"}), Some("ForbiddenException"));
    fails(&visit.finds(&[]).await, Row::D21);
}

#[tokio::test]
async fn d22_an_agency_parameter_that_is_demanded() {
    let visit = Visit::new().await;
    visit.sim.edit_toggles(|t| t.agency_param = AgencyParam::Required403);
    certain(fails(&visit.finds(&[]).await, Row::D22));
}

#[tokio::test]
async fn d23_a_create_without_the_agency_tag() {
    let visit = Visit::new().await;
    let body = json!({"resourceType": "Patient", "name": [{"family": "Sample", "given": ["Grace"]}]});
    let findings = visit.explains("POST /v1/patients/", body.clone()).await;
    assert!(fails(&findings, Row::D23).seen.contains("not made"), "{findings:?}");
    certain(fails(&visit.explains_with("POST /v1/patients/", body, &[], true).await, Row::D23));
}

#[tokio::test]
async fn d24_an_agency_parameter_that_hides_rows() {
    let visit = Visit::new().await;
    visit.sim.edit_toggles(|t| t.agency_param = AgencyParam::OverFilters);
    certain(names(&visit.finds(&[]).await, Row::D24));
    let findings = visit.explains("POST /v1/patients/_search/?_count=100&agencyId=9001", json!({})).await;
    certain(names(&findings, Row::D24));
}

#[tokio::test]
async fn d25_a_search_for_active_clients_that_finds_nobody() {
    let visit = Visit::new().await;
    let findings = visit.explains("POST /v1/patients/_search/?_count=5", json!({"active": "true"})).await;
    certain(names(&findings, Row::D25));
    visit.sim.edit_toggles(|t| t.active_filter_bug = OFF);
    let findings = visit.finds(&[]).await;
    assert!(findings.iter().all(|f| f.row != Some(Row::D25)), "{findings:#?}");
}

#[tokio::test]
async fn d26_a_schedule_that_is_empty_for_everybody() {
    let visit = Visit::new().await;
    visit.sim.edit_toggles(|t| t.appointment_outage = AppointmentOutage::Empty);
    names(&visit.finds(&[]).await, Row::D26);
}

#[tokio::test]
async fn d27_one_page_and_not_all_of_it() {
    let visit = Visit::new().await;
    certain(names(&visit.explains("POST /v1/practitioners/_search/", json!({})).await, Row::D27));
}

#[tokio::test]
async fn d28_every_page_is_the_first() {
    let visit = Visit::new().await;
    visit.sim.edit_toggles(|t| t.page_base = PageBase::all(PageIndex::Ignore));
    certain(names(&visit.finds(&[]).await, Row::D28));
    let findings = visit.explains("POST /v1/patients/_search/?_count=2&_page=1", json!({})).await;
    certain(names(&findings, Row::D28));
}

#[tokio::test]
async fn d29_a_sweep_that_begins_at_the_second_page() {
    let visit = Visit::new().await;
    let findings = visit.explains("POST /v1/patients/_search/?_count=2&_page=1", json!({})).await;
    certain(names(&findings, Row::D29));
    visit.sim.edit_toggles(|t| t.page_base = PageBase::all(PageIndex::One));
    let findings = visit.finds(&[]).await;
    certain(names(&findings, Row::D29));
}

#[tokio::test]
async fn d30_a_search_of_shifts_without_a_person_or_a_window() {
    let visit = Visit::new().await;
    let client = visit.a_client();
    for body in [
        json!({"startDate": "20261123"}),
        json!({"clientId": client.to_string()}),
        json!({"clientId": client.to_string(), "startDate": "20261123", "additionalDays": "14"}),
    ] {
        certain(fails(&visit.explains("POST /v1/appointment/_search/", body).await, Row::D30));
    }
}

#[tokio::test]
async fn d31_an_appointments_id_where_a_visits_belongs() {
    let visit = Visit::new().await;
    let shift = visit.sim.heroine().shift.appointment_id;
    let findings = visit
        .explains(&format!("PUT /v1/encounter/{shift}/clockout/"), json!({"resourceType": "Encounter"}))
        .await;
    certain(fails(&findings, Row::D31));
    assert_eq!(visit.called("/clockout"), 0, "nobody is clocked out");
}

#[tokio::test]
async fn d32_a_visit_that_takes_no_note() {
    let visit = Visit::new().await;
    visit.sim.edit_toggles(|t| t.tasklog_reject_share = 1.0);
    let note = json!({"resourceType": "TaskLog", "title": "Care alert", "description": "Later start", "status": "COMPLETE",
        "comment": "", "show_in_family_room": false, "recorded": "2026-11-23T18:30:00Z"});
    let path = format!("POST /v1/encounter/{}/tasklog/", visit.a_visit());
    fails(&visit.explains_with(&path, note, &[], true).await, Row::D32);
}

#[tokio::test]
async fn d33_an_emoji_in_a_text() {
    let visit = Visit::new().await;
    let note = json!({"resourceType": "TaskLog", "title": "Care alert", "description": "Thanks \u{1F600}", "status": "COMPLETE",
        "comment": "", "show_in_family_room": false, "recorded": "2026-11-23T18:30:00Z"});
    let path = format!("POST /v1/encounter/{}/tasklog/", visit.a_visit());
    certain(fails(&visit.explains_with(&path, note, &[], true).await, Row::D33));
}

#[tokio::test]
async fn d34_a_phone_with_a_country_code() {
    let visit = Visit::new().await;
    let body = json!({"resourceType": "Patient", "name": [{"family": "Sample", "given": ["Grace"]}], "meta": agency_tag(),
        "telecom": [{"system": "phone", "use": "mobile", "value": "+12025550140"}]});
    certain(fails(&visit.explains_with("POST /v1/patients/", body, &[], true).await, Row::D34));
}

#[tokio::test]
async fn d35_a_to_do_with_a_title() {
    let visit = Visit::new().await;
    let body = json!({"title": "Coverage needed", "priority": "high", "client_id": 7_100_001});
    certain(fails(&visit.explains_with("POST /v1/adminTasks/", body, &[], true).await, Row::D35));
}

#[tokio::test]
async fn d36_a_document_that_ends_in_a_page() {
    let visit = Visit::new().await;
    let body = json!({"resourceType": "DocumentReference", "type": {"text": "General"}, "meta": agency_tag(),
        "content": {"attachment": {"contentType": "application/pdf", "data": "JVBERi0xLjQK", "title": "plan.pdf"}},
        "context": {"related": [{"ref": "Patient/7100001"}]}});
    fails(&visit.explains_with("POST /v1/documentReferences/", body.clone(), &[], true).await, Row::D36);
    let mut list = body;
    list["content"] = json!([list["content"]]);
    certain(fails(&visit.explains_with("POST /v1/documentReferences/", list, &[], true).await, Row::D36));
}

#[tokio::test]
async fn d37_a_document_with_fields_missing() {
    let visit = Visit::new().await;
    let body =
        json!({"resourceType": "DocumentReference", "meta": agency_tag(), "type": {"text": "General"}});
    certain(fails(&visit.explains_with("POST /v1/documentReferences/", body, &[], true).await, Row::D37));
}

#[tokio::test]
async fn d38_another_agencys_credentials() {
    let visit = Visit::new().await;
    fails(&visit.finds(&[("WELLSKY_AGENCY_ID", "4711")]).await, Row::D38);
}

#[tokio::test]
async fn d39_a_clock_that_is_wrong() {
    let visit = Visit::new().await;
    visit.sim.edit_toggles(|t| t.clock_skew_s = 600);
    certain(names(&visit.finds(&[]).await, Row::D39));
}

#[tokio::test]
async fn d40_something_that_signs_for_aws() {
    let visit = Visit::new().await;
    let headers =
        ["Authorization: AWS4-HMAC-SHA256 Credential=made-up/20261123/us-east-1/execute-api/aws4_request"];
    fails(&visit.explains_with("GET /v1/patients/", Value::Null, &headers, false).await, Row::D40);
    visit.canned(
        "/v1/organizations/",
        403,
        json!({"message": "Signature expired: 20261123T000000Z is now earlier"}),
        None,
    );
    certain(fails(&visit.finds(&[]).await, Row::D40));
}

#[tokio::test]
async fn d41_a_slow_wellsky_is_no_fault_of_the_agency() {
    let visit = Visit::new().await;
    visit.sim.edit_toggles(|t| t.error_rate = ErrorRate { timed_out: 1.0, ..ErrorRate::default() });
    fails(&visit.finds(&[]).await, Row::D41);
}

#[tokio::test]
async fn d42_occurrences_of_a_series_share_an_id() {
    let visit = Visit::new().await;
    let client = visit.sim.with_world(|w| {
        let twice = |key: &&gigi_sim::world::ShiftKey| w.occurrences(key.appointment_id).len() > 20;
        w.shifts[w.shifts.keys().find(twice).unwrap()].client
    });
    let month = SystemClock.now().strftime("%Y%m").to_string();
    let body = json!({"clientId": client.to_string(), "monthNo": month});
    certain(names(&visit.explains("POST /v1/appointment/_search/?_count=100", body).await, Row::D42));
}

#[tokio::test]
async fn d43_leads_among_the_active() {
    let visit = Visit::new().await;
    certain(names(&visit.explains("POST /v1/patients/_search/?_count=100", json!({})).await, Row::D43));
}

#[tokio::test]
async fn d44_tags_that_say_true_with_a_capital() {
    let visit = Visit::new().await;
    let hired = json!({"active": "true", "is_hired": "true"});
    certain(names(&visit.explains("POST /v1/practitioners/_search/?_count=100", hired).await, Row::D44));
}

#[tokio::test]
async fn d45_a_webhook_to_an_address_that_nobody_can_reach() {
    let visit = Visit::new().await;
    visit.sim.edit_world(|w| {
        let body = json!({"resourceType": "Subscription", "status": "active", "criteria": "patient.created",
            "channel": {"type": "rest-hook", "endpoint": "http://10.0.0.7/hook"}});
        let document = w.collections["profileTags"].values().next().unwrap().clone();
        let document = gigi_sim::world::Document { body: body.as_object().unwrap().clone(), ..document };
        w.collections.entry("subscriptions").or_default().insert(789, document);
    });
    certain(names(&visit.finds(&[]).await, Row::D45));
}

#[tokio::test]
async fn d46_a_number_that_is_stored_under_another_kind() {
    let visit = Visit::new().await;
    let number = visit.sim.with_world(|w| {
        let phones =
            |d: &gigi_sim::world::Document| d.body["telecom"].as_array().cloned().unwrap_or_default();
        let home = |t: &Value| t["system"] == "phone" && t["use"] == "home";
        let numbers: Vec<Value> = w.practitioners.values().flat_map(phones).filter(home).collect();
        numbers[0]["value"].as_str().unwrap().to_owned()
    });
    let findings = visit.explains("POST /v1/practitioners/_search/", json!({"mobile_phone": number})).await;
    certain(names(&findings, Row::D46));
    assert!(!format!("{findings:?}").contains(&number), "nobody's number is shown");
}

#[tokio::test]
async fn d47_a_zone_in_which_everybody_is_visited_at_night() {
    let mut visit = Visit::new().await;
    visit.policy =
        "[agency]\nzone = \"Pacific/Auckland\"\n[[ladder]]\nname = \"Dana\"\nphone = \"202-555-0180\"\n";
    names(&visit.finds(&[]).await, Row::D47);
}

#[tokio::test]
async fn nobody_on_the_ladder_is_a_failure_once_texts_leave() {
    let visit = Visit::new().await;
    let ladder = |findings: Vec<Finding>| findings.into_iter().find(|f| f.check == "policy").unwrap().state;
    assert_eq!(ladder(visit.finds(&[("GIGI_POLICY", "")]).await), State::Warning);
    let leaves = [("GIGI_POLICY", ""), ("GIGI_OPERATIONS_SMS_ENABLED", "true")];
    assert_eq!(ladder(visit.finds(&leaves).await), State::Failure);
}

#[tokio::test]
async fn twilio_is_asked_whether_it_takes_the_account() {
    let visit = Visit::new().await;
    let account = visit.sim.carrier().account().clone();
    let (url, token) = (visit.sim.twilio_url(), account.auth_token.as_str());
    let env = |token| {
        [
            ("GIGI_SMS_PROVIDER", "twilio"),
            ("TWILIO_ACCOUNT_SID", account.sid.as_str()),
            ("TWILIO_AUTH_TOKEN", token),
            ("TWILIO_FROM", account.number.as_str()),
            ("TWILIO_API_URL", url.as_str()),
            ("GIGI_PUBLIC_URL", "http://127.0.0.1:9"),
        ]
    };
    let state = |findings: Vec<Finding>| findings.into_iter().find(|f| f.check == "twilio").unwrap().state;
    assert_eq!(state(visit.finds(&env(token)).await), State::Ok);
    assert_eq!(state(visit.finds(&env("another-token")).await), State::Failure);
}

#[tokio::test]
async fn the_route_of_writing_is_proven_in_a_sandbox_and_never_in_production() {
    let visit = Visit::new().await;
    let writes = Options { allow_writes: true, ..Options::default() };
    let writing = |report: Report| report.findings.into_iter().find(|f| f.check == "writing").unwrap();
    let found = writing(visit.report(&[], &writes).await);
    assert!(found.state == State::Ok && found.seen.contains("cannot be changed"), "{found:?}");
    visit.sim.edit_toggles(|t| t.appointment_write = AppointmentWrite::OnSingle);
    let found = writing(visit.report(&[], &writes).await);
    assert!(found.state == State::Ok && found.seen.contains("may be used"), "{found:?}");
    let before = visit.sim.requests().iter().filter(|r| r.method == "PUT").count();
    let found = writing(visit.report(&[("WELLSKY_ENVIRONMENT", "production")], &writes).await);
    assert_eq!(found.state, State::Skipped, "{found:?}");
    assert_eq!(visit.sim.requests().iter().filter(|r| r.method == "PUT").count(), before);
}

#[tokio::test]
async fn a_policy_that_writes_where_nothing_can_be_written_fails() {
    let mut visit = Visit::new().await;
    visit.policy = "[writing]\nroute = \"api\"\n[[ladder]]\nname = \"Dana\"\nphone = \"202-555-0180\"\n";
    let writes = Options { allow_writes: true, ..Options::default() };
    let report = visit.report(&[], &writes).await;
    assert!(fails(&report.findings, Row::D09).fix.as_deref().unwrap().contains("office"));
    let found = visit.finds(&[]).await.into_iter().find(|f| f.check == "writing").unwrap();
    assert_eq!(found.state, State::Warning, "not tried, so not proven: {found:?}");
}

#[tokio::test]
async fn one_record_that_cannot_be_read_is_named_by_its_place() {
    let visit = Visit::new().await;
    visit.sim.edit_toggles(|t| {
        let (resource, field) = ("patients".to_owned(), "name".to_owned());
        t.spoiled = Some(gigi_sim::toggles::Spoiled { resource, index: 3, field, value: json!(4711) });
    });
    let findings = visit.finds(&[]).await;
    let found = findings.iter().find(|f| f.check == "records").unwrap_or_else(|| panic!("{findings:#?}"));
    assert!(found.seen.contains("entry[3].resource.name"), "{found:?}");
}

#[tokio::test]
async fn without_a_network_only_what_needs_none_is_looked_at() {
    let visit = Visit::new().await;
    let offline = Options { offline: true, ..Options::default() };
    let report = visit.report(&[], &offline).await;
    assert!(report.findings.iter().any(|f| f.check == "wellsky" && f.state == State::Skipped));
    assert_eq!(visit.sim.requests().len(), 0);
}

/// The names of the tests above, by row, as sentences.
fn acted_out() -> std::collections::BTreeMap<String, String> {
    include_str!("doctor.rs")
        .lines()
        .filter_map(|line| line.strip_prefix("async fn d")?.split_once('_'))
        .filter(|(number, _)| number.len() == 2 && number.bytes().all(|b| b.is_ascii_digit()))
        .map(|(number, rest)| (format!("D{number}"), rest.trim_end_matches("() {").replace('_', " ")))
        .collect()
}

#[test]
fn the_page_of_the_table_is_the_table() {
    let acted_out = acted_out();
    let page = gigi::doctor::table(&acted_out);
    let file = concat!(env!("CARGO_MANIFEST_DIR"), "/../../docs/operate/doctor.md");
    if std::env::var_os("GIGI_TEST_WRITE_DOCS").is_some() {
        std::fs::write(file, &page).unwrap();
    }
    assert!(acted_out.len() >= 40, "{}", acted_out.len());
    let written = std::fs::read_to_string(file).unwrap();
    assert_eq!(
        written, page,
        "GIGI_TEST_WRITE_DOCS=1 cargo nextest run -p gigi the_page_of_the_table writes it anew"
    );
}
