//! What `gigi doctor` says about a connection that does not work: the row that is named first, and what it advises.
use std::sync::Arc;

use gigi::clock::SystemClock;
use gigi::config::Config;
use gigi::doctor::{Finding, State, Sure, examine};
use gigi_engine::ports::Clock as _;
use gigi_sim::toggles::{AppointmentOutage, ErrorRate};
use gigi_sim::{Sim, SimConfig};

struct Visit {
    sim: Sim,
    folder: tempfile::TempDir,
}

impl Visit {
    async fn new() -> Self {
        let config = SimConfig::new(gigi::http::client().unwrap(), Arc::new(|| SystemClock.now()));
        let sim = Sim::start(config).await.unwrap();
        let folder = tempfile::tempdir().unwrap();
        let ladder = "[[ladder]]\nname = \"Dana\"\nphone = \"202-555-0180\"\n";
        std::fs::write(folder.path().join("policy.toml"), ladder).unwrap();
        Self { sim, folder }
    }

    /// What the doctor finds with these settings in place of the right ones.
    async fn finds(&self, wrong: &[(&str, &str)]) -> Vec<Finding> {
        let (id, secret, agency) = self.sim.credentials();
        let mut env = [
            ("WELLSKY_CLIENT_ID", id.as_str()),
            ("WELLSKY_CLIENT_SECRET", secret.as_str()),
            ("WELLSKY_AGENCY_ID", agency.as_str()),
            ("WELLSKY_ENVIRONMENT", "sandbox"),
            ("WELLSKY_API_URL", self.sim.wellsky_url().as_str()),
            ("GIGI_DATA", self.folder.path().to_str().unwrap()),
            ("GIGI_POLICY", self.folder.path().join("policy.toml").to_str().unwrap()),
        ]
        .map(|(k, v)| (k.to_owned(), v.to_owned()))
        .into_iter()
        .collect::<std::collections::BTreeMap<_, _>>();
        env.extend(wrong.iter().map(|(k, v)| ((*k).to_owned(), (*v).to_owned())));
        let findings = examine(Config::read(&env), false).await;
        let said = format!("{findings:?}");
        assert!(!said.contains(&secret), "no secret is shown: {said}");
        findings
    }
}

fn first_failure(findings: &[Finding]) -> &Finding {
    findings
        .first()
        .filter(|f| f.state == State::Failure)
        .unwrap_or_else(|| panic!("nothing fails: {findings:#?}"))
}

#[tokio::test]
async fn a_connection_that_works_has_no_failure_and_its_oddities_are_named() {
    let visit = Visit::new().await;
    let findings = visit.finds(&[]).await;
    assert!(findings.iter().all(|f| f.state != State::Failure), "{findings:#?}");
    let rows: Vec<&str> = findings.iter().filter_map(|f| f.row).collect();
    assert!(rows.contains(&"D25") && rows.contains(&"D16"), "{rows:?}");
}

#[tokio::test]
async fn d02_a_token_asked_for_below_v1_is_an_address_and_no_credential() {
    let visit = Visit::new().await;
    let url = format!("{}/v1", visit.sim.wellsky_url());
    let findings = visit.finds(&[("WELLSKY_API_URL", &url)]).await;
    let first = first_failure(&findings);
    assert_eq!((first.row, first.sure), (Some("D02"), Sure::Certain), "{first:?}");
    assert!(first.seen.contains("403 Missing Authentication Token"), "{}", first.seen);
    let fix = first.fix.as_deref().unwrap();
    assert!(fix.contains("credentials are fine") && !fix.contains("enter"), "{fix}");
}

#[tokio::test]
async fn d03_the_legacy_host_is_named_as_such() {
    let visit = Visit::new().await;
    let findings = visit.finds(&[("WELLSKY_API_URL", &visit.sim.legacy_url())]).await;
    let first = first_failure(&findings);
    assert_eq!(first.row, Some("D03"), "{first:?}");
    assert!(first.fix.as_deref().unwrap().contains("keep the credentials"), "{first:?}");
}

#[tokio::test]
async fn d06_a_wrong_secret_is_a_wrong_secret() {
    let visit = Visit::new().await;
    let findings = visit.finds(&[("WELLSKY_CLIENT_SECRET", "\"pasted with quotes\"")]).await;
    let first = first_failure(&findings);
    assert_eq!(first.row, Some("D06"), "{first:?}");
    assert!(first.fix.as_deref().unwrap().contains("quotes"), "{first:?}");
}

#[tokio::test]
async fn d09_a_route_that_the_gateway_does_not_know_is_proven_by_one_that_exists_nowhere() {
    let visit = Visit::new().await;
    visit.sim.edit_toggles(|t| t.appointment_outage = AppointmentOutage::Gateway403);
    let findings = visit.finds(&[]).await;
    let first = first_failure(&findings);
    assert_eq!((first.check, first.row, first.sure), ("shifts", Some("D09"), Sure::Certain), "{first:?}");
    assert!(first.fix.as_deref().unwrap().contains("do not ask for new ones"), "{first:?}");
}

#[tokio::test]
async fn d20_a_product_that_is_not_enabled() {
    let visit = Visit::new().await;
    visit.sim.edit_toggles(|t| t.deny_resource = Some("practitioners".into()));
    let findings = visit.finds(&[]).await;
    let first = first_failure(&findings);
    assert_eq!((first.check, first.row), ("caregivers", Some("D20")), "{first:?}");
}

#[tokio::test]
async fn d38_another_agencys_credentials() {
    let visit = Visit::new().await;
    let findings = visit.finds(&[("WELLSKY_AGENCY_ID", "4711")]).await;
    assert_eq!(first_failure(&findings).row, Some("D38"), "{findings:#?}");
}

#[tokio::test]
async fn d41_a_slow_wellsky_is_no_fault_of_the_agency() {
    let visit = Visit::new().await;
    visit.sim.edit_toggles(|t| t.error_rate = ErrorRate { timed_out: 1.0, ..ErrorRate::default() });
    let findings = visit.finds(&[]).await;
    assert_eq!(first_failure(&findings).row, Some("D41"), "{findings:#?}");
}

#[tokio::test]
async fn d01_nobody_is_there() {
    let visit = Visit::new().await;
    let closed = std::net::TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap();
    let findings = visit.finds(&[("WELLSKY_API_URL", &format!("http://{closed}"))]).await;
    assert_eq!(first_failure(&findings).row, Some("D01"), "{findings:#?}");
}

#[tokio::test]
async fn nobody_on_the_ladder_is_a_failure_too() {
    let visit = Visit::new().await;
    let findings = visit.finds(&[("GIGI_POLICY", "")]).await;
    let first = first_failure(&findings);
    assert_eq!(first.check, "policy", "{first:?}");
}
