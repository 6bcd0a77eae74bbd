//! One harmless read of each kind, in the order in which a client needs them.
use gigi_engine::ports::Clock as _;
use jiff::ToSpan as _;
use jiff::civil::Date;
use serde_json::{Value, json};

use super::finding::{Finding, Sure};
use super::probe::Seen;
use super::row::Row;
use super::visit::Visit;
use crate::clock::SystemClock;

/// People whose week is looked at before "no shifts" is believed.
const SAMPLE: usize = 3;

/// What came, for those who look closer.
#[derive(Default)]
pub(super) struct Sample {
    pub(super) caregivers: Option<Seen>,
    pub(super) clients: Option<Seen>,
    /// One client's week each.
    pub(super) weeks: Vec<Seen>,
    /// Visits of one client.
    pub(super) visits: Option<Seen>,
}

/// Ids come as text and as numbers.
pub(super) fn plain(value: &Value) -> String {
    value.as_str().map_or_else(|| value.to_string(), str::to_owned)
}

fn ids(seen: Option<&Seen>, keep: impl Fn(&Value) -> bool) -> Vec<String> {
    let rows = seen.map(Seen::entries).unwrap_or_default();
    rows.iter().filter(|row| keep(row)).filter_map(|row| row.get("id")).map(plain).collect()
}

/// A tag's text.
pub(super) fn tag<'a>(row: &'a Value, code: &str) -> Option<&'a str> {
    row["meta"]["tag"].as_array()?.iter().find(|tag| tag["code"] == code)?["display"].as_str()
}

pub(super) fn today() -> Date {
    SystemClock.now().to_zoned_datetime(jiff::tz::TimeZone::UTC).date()
}

pub(super) fn compact(day: Date) -> String {
    day.strftime("%Y%m%d").to_string()
}

impl Visit {
    pub(super) async fn reads(
        &self,
        findings: &mut Vec<Finding>,
        progress: &(dyn Fn(&str) + Sync),
    ) -> Sample {
        let mut sample = Sample::default();
        progress("agency");
        findings.push(self.agency().await);
        progress("caregivers");
        let hired = json!({"active": "true", "is_hired": "true"});
        sample.caregivers = self.people("caregivers", "practitioners", &hired, findings).await;
        progress("clients");
        sample.clients = self.people("clients", "patients", &json!({}), findings).await;
        progress("shifts");
        let clients = ids(sample.clients.as_ref(), |row| {
            tag(row, "isClient").is_some_and(|v| v.eq_ignore_ascii_case("true")) && row["active"] == true
        });
        let caregivers = ids(sample.caregivers.as_ref(), |_| true);
        for (key, people) in [("clientId", &clients), ("caregiverId", &caregivers)] {
            if people.is_empty() {
                continue;
            }
            let (finding, weeks) = self.shifts(key, people).await;
            findings.push(finding);
            if key == "clientId" {
                sample.weeks = weeks;
            }
        }
        progress("visits");
        if let Some(client) = clients.first() {
            let month = json!({"clientId": client, "startDate": compact(today().saturating_sub(30.days())),
                "endDate": compact(today())});
            match self.post("/v1/encounter/_search/?_count=30&_sort=-startDate", &month).await {
                Err(why) => findings.push(Self::lost("visits", why)),
                Ok(seen) if seen.status == 200 => {
                    let count = seen.total().unwrap_or_default();
                    findings.push(Finding::ok("visits", format!("{count} of one client in 30 days")));
                    sample.visits = Some(seen);
                }
                Ok(seen) => findings.push(self.explain("visits", &seen).await),
            }
        }
        sample
    }

    async fn agency(&self) -> Finding {
        match self.get("/v1/organizations/").await {
            Err(why) => Self::lost("agency", why),
            Ok(seen) if seen.status != 200 => self.explain("agency", &seen).await,
            Ok(seen) => {
                let ours = ids(Some(&seen), |_| true).contains(&self.agency)
                    || seen.entries().iter().any(|row| tag(row, "agencyId") == Some(&self.agency));
                if ours {
                    Finding::ok("agency", "the credentials belong to this agency")
                } else {
                    let what = "the credentials belong to another agency";
                    Finding::failure("agency", "the agency of WELLSKY_AGENCY_ID", what)
                        .row(Row::D38, Sure::Likely)
                }
            }
        }
    }

    /// The first hundred of a search.
    async fn people(
        &self,
        check: &'static str,
        collection: &str,
        filter: &Value,
        findings: &mut Vec<Finding>,
    ) -> Option<Seen> {
        match self.post(&format!("/v1/{collection}/_search/?_count=100"), filter).await {
            Err(why) => {
                findings.push(Self::lost(check, why));
                None
            }
            Ok(seen) if seen.status != 200 => {
                findings.push(self.explain(check, &seen).await);
                None
            }
            Ok(seen) if seen.is_html || seen.body.get("resourceType").is_none_or(|t| t != "Bundle") => {
                let what =
                    format!("200 with {}", if seen.is_html { "an HTML page" } else { "something else" });
                findings.push(Finding::failure(check, "a list", what).row(Row::D07, Sure::Guess));
                None
            }
            Ok(seen) => {
                findings.push(match seen.entries().len() {
                    0 => {
                        let what = "200 and nobody: an empty agency";
                        Finding::failure(check, "at least one", what).row(Row::D38, Sure::Guess)
                    }
                    n => Finding::ok(check, format!("{} in all", seen.total().unwrap_or(n as u64))),
                });
                Some(seen)
            }
        }
    }

    /// A week of a few people; somebody must have a shift in it.
    async fn shifts(&self, key: &str, people: &[String]) -> (Finding, Vec<Seen>) {
        let mut weeks = Vec::new();
        for person in people.iter().take(SAMPLE) {
            let search = json!({key: person, "startDate": compact(today()), "additionalDays": "6"});
            match self.post("/v1/appointment/_search/?_count=100", &search).await {
                Err(why) => return (Self::lost("shifts", why), weeks),
                Ok(seen) if seen.status != 200 => return (self.explain("shifts", &seen).await, weeks),
                Ok(seen) => weeks.push(seen),
            }
        }
        if weeks.iter().any(|week| !week.entries().is_empty()) {
            return (Finding::ok("shifts", format!("found by {key}")), weeks);
        }
        // The same by month: a selector that works shows that the other does not.
        let month = today().strftime("%Y%m").to_string();
        for person in people.iter().take(SAMPLE) {
            let search = json!({key: person, "monthNo": month});
            let found = self.post("/v1/appointment/_search/?_count=1", &search).await;
            if found.is_ok_and(|seen| !seen.entries().is_empty()) {
                let what = format!("by {key} none in the coming week, some in this month");
                return (Finding::note("shifts", Row::D26, what), weeks);
            }
        }
        let what = format!("by {key} {} people have none, neither this week nor this month", weeks.len());
        (Finding::warning("shifts", "somebody with a shift", what).row(Row::D26, Sure::Guess), weeks)
    }
}
