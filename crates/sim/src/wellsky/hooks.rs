//! Webhooks of WellSky on their way out: a stub of `{resourceType, id}` and a header of the subscriber's choice, nothing
//! else (vendor reference, section 8.15).

use std::sync::Mutex;

use jiff::Timestamp;
use serde::Serialize;
use serde_json::{Value, json};

use super::Event;
use crate::front::{Core, locked};
use crate::toggles::{Toggles, WebhookDelivery};

/// All criteria there are.
pub const CRITERIA: [&str; 22] = [
    "admintask.created",
    "admintask.changed",
    "admintask.status.changed",
    "admintask.status.complete",
    "agency_admin.created",
    "agency_admin.deactivated.changed",
    "encounter.clockout.changed",
    "patient.created",
    "patient.name.changed",
    "patient.address.changed",
    "patient.telecom.changed",
    "patient.deactivated.changed",
    "patient.dateofdeath.changed",
    "prospect.status.changed",
    "practitioner.created",
    "practitioner.name.changed",
    "practitioner.address.changed",
    "practitioner.telecom.changed",
    "practitioner.deactivated.changed",
    "applicant.status.changed",
    "referralsources.created",
    "referralsources.changed",
];

/// One webhook that went out, or should have.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Delivery {
    /// When it left, in simulated time.
    pub at: Timestamp,
    /// What it was about (the receiver is not told).
    pub criteria: String,
    /// Id in the payload.
    pub id: u64,
    /// Where it went.
    pub endpoint: String,
    /// Status that was answered; `None` when it was dropped, nobody answered, or the endpoint is on another machine.
    pub status: Option<u16>,
}

#[derive(Clone, Debug)]
struct Job {
    criteria: String,
    id: u64,
    endpoint: String,
    kind: String,
    headers: Vec<(String, String)>,
}

/// The outgoing webhooks.
#[derive(Default)]
pub(crate) struct Hooks {
    sent: Mutex<Vec<Delivery>>,
    held: Mutex<Vec<Job>>,
}

fn payload_type(criteria: &str) -> &'static str {
    match criteria.split('.').next().unwrap_or_default() {
        "admintask" => "AdminTask",
        "agency_admin" => "AgencyAdmin",
        "encounter" => "Encounter",
        "patient" | "prospect" => "Patient",
        "practitioner" | "applicant" => "Practitioner",
        _ => "ReferralSource",
    }
}

/// Whether an endpoint is on this machine.
fn is_here(endpoint: &str) -> bool {
    match url::Url::parse(endpoint).ok().as_ref().and_then(url::Url::host) {
        Some(url::Host::Domain(name)) => name == "localhost" || name.ends_with(".localhost"),
        Some(url::Host::Ipv4(address)) => address.is_loopback(),
        Some(url::Host::Ipv6(address)) => address.is_loopback(),
        None => false,
    }
}

impl Hooks {
    /// What has gone out so far, oldest first.
    pub(crate) fn deliveries(&self) -> Vec<Delivery> {
        locked(&self.sent).clone()
    }

    pub(crate) fn clear(&self) {
        locked(&self.sent).clear();
        locked(&self.held).clear();
    }

    /// Tells every active subscriber of each event, in the order of the events.
    pub(crate) fn emit(&self, core: &Core, events: &[Event], toggles: &Toggles) {
        let jobs = events.iter().flat_map(|event| self.jobs(core, event.criteria, event.id, toggles));
        self.send(core, jobs.collect(), toggles);
    }

    /// Tells every active subscriber of `criteria`; the number of subscribers.
    pub(crate) fn fire(&self, core: &Core, criteria: &str, id: u64, toggles: &Toggles) -> usize {
        let jobs = self.jobs(core, criteria, id, toggles);
        let count = jobs.len();
        self.send(core, jobs, toggles);
        count
    }

    fn send(&self, core: &Core, jobs: Vec<Job>, toggles: &Toggles) {
        let mut leaving = Vec::new();
        for job in jobs {
            match toggles.webhook {
                WebhookDelivery::Drop => self.record(core.clock.now(), &job, None),
                WebhookDelivery::Duplicate => leaving.extend([job.clone(), job]),
                // the older of two leaves after the younger
                WebhookDelivery::Reorder => {
                    let older = locked(&self.held).pop();
                    match older {
                        Some(older) => leaving.extend([job, older]),
                        None => locked(&self.held).push(job),
                    }
                }
                WebhookDelivery::Delay => locked(&self.held).push(job),
                WebhookDelivery::Deliver | WebhookDelivery::WrongHeader => leaving.push(job),
            }
        }
        if !leaving.is_empty() {
            core.post_all(leaving);
        }
    }

    /// Lets go of everything that `delay` or `reorder` held back.
    pub(crate) fn release(&self, core: &Core) {
        let held = std::mem::take(&mut *locked(&self.held));
        core.post_all(held);
    }

    fn jobs(&self, core: &Core, criteria: &str, id: u64, toggles: &Toggles) -> Vec<Job> {
        let world = core.world();
        let Some(subscriptions) = world.collections.get("subscriptions") else {
            return Vec::new();
        };
        let mut jobs = Vec::new();
        for doc in subscriptions.values() {
            let body = &doc.body;
            let active = body.get("status").and_then(Value::as_str) == Some("active");
            if !active || body.get("criteria").and_then(Value::as_str) != Some(criteria) {
                continue;
            }
            let channel = body.get("channel").cloned().unwrap_or_default();
            let wrong = toggles.webhook == WebhookDelivery::WrongHeader;
            let headers = channel["header"]
                .as_array()
                .into_iter()
                .flatten()
                .filter_map(|h| h.as_str()?.split_once(':'))
                .map(|(name, value)| {
                    let value = if wrong { "wrong" } else { value.trim() };
                    (name.trim().to_owned(), value.to_owned())
                })
                .collect();
            jobs.push(Job {
                criteria: criteria.to_owned(),
                id,
                endpoint: channel["endpoint"].as_str().unwrap_or_default().to_owned(),
                kind: channel["payload"].as_str().unwrap_or("application/fhir+json").to_owned(),
                headers,
            });
        }
        jobs
    }

    fn record(&self, at: Timestamp, job: &Job, status: Option<u16>) {
        locked(&self.sent).push(Delivery {
            at,
            criteria: job.criteria.clone(),
            id: job.id,
            endpoint: job.endpoint.clone(),
            status,
        });
    }
}

impl Core {
    /// Posts the jobs one after the other, away from the caller.
    fn post_all(&self, jobs: Vec<Job>) {
        let Some(core) = self.me() else { return };
        self.courier.go(async move {
            for job in jobs {
                // invented agencies have nothing to tell to anybody elsewhere
                if !is_here(&job.endpoint) {
                    tracing::warn!(criteria = job.criteria, "a webhook to another machine was not sent");
                    core.hooks.record(core.clock.now(), &job, None);
                    continue;
                }
                let body = json!({"resourceType": payload_type(&job.criteria), "id": job.id}).to_string();
                let mut request =
                    core.courier.http.post(&job.endpoint).header("content-type", &job.kind).body(body);
                for (name, value) in &job.headers {
                    request = request.header(name, value);
                }
                let status = request.send().await.ok().map(|answer| answer.status().as_u16());
                core.hooks.record(core.clock.now(), &job, status);
            }
        });
    }
}
