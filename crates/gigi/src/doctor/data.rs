//! What the data itself is like: oddities that break other people's software, records that nobody can read.
use gigi_core::calendar::Zone;
use gigi_wellsky::wire::{Appointment, Bundle, Encounter, Patient, Practitioner, Quarantined};
use serde_json::{Value, json};

use super::finding::{Finding, Sure};
use super::probe::Seen;
use super::reads::{Sample, plain, tag};
use super::row::Row;
use super::visit::Visit;

/// Longest page WellSky gives.
const PAGE: u64 = 100;

impl Visit {
    /// Looks closer at what came, and asks a few of the same questions in another way.
    pub(super) async fn data(&self, sample: &Sample, zone: &Zone, findings: &mut Vec<Finding>) {
        findings.extend(unreadable(sample));
        findings.extend(self.pages(sample).await);
        findings.extend(self.agency_parameter(sample).await);
        findings.extend(self.active_clients(sample).await);
        findings.extend(self.subscriptions().await);
        findings.extend(nights(sample, zone));
        findings.extend(series(sample));
        findings.extend(leads(sample));
        findings.extend(tags(sample));
        findings.extend(phones(sample));
        findings.extend(self.final_slash().await);
    }

    /// Where pages begin, or whether they turn at all.
    async fn pages(&self, sample: &Sample) -> Option<Finding> {
        let total = sample.clients.as_ref()?.total()?;
        if total < 3 {
            return None;
        }
        let mut firsts = Vec::new();
        for page in 0..3 {
            let path = format!("/v1/patients/_search/?_count=1&_page={page}");
            let seen = self.post(&path, &json!({})).await.ok().filter(|seen| seen.status == 200)?;
            firsts.push(seen.entries().first().and_then(|row| row.get("id")).map(plain));
        }
        Some(match firsts.as_slice() {
            [a, b, c] if a == b && b == c => {
                Finding::warning("pages", "three pages that differ", "every page is the first")
                    .row(Row::D28, Sure::Certain)
            }
            [a, b, _] if a == b || a.is_none() => Finding::note("pages", Row::D29, "pages count from 1"),
            _ if total > PAGE => Finding::note(
                "pages",
                Row::D27,
                format!("{total} clients and leads come in pages of {PAGE} at most"),
            ),
            _ => Finding::ok("pages", "count from 0"),
        })
    }

    async fn agency_parameter(&self, sample: &Sample) -> Option<Finding> {
        let all = sample.clients.as_ref()?.total()?;
        let path = format!("/v1/patients/_search/?_count=1&agencyId={}", self.agency);
        let with = self.post(&path, &json!({})).await.ok().filter(|seen| seen.status == 200)?.total()?;
        (with < all).then(|| {
            let what = format!("{with} with the agencyId parameter, {all} without");
            Finding::warning("agencyId", "the same number either way", what).row(Row::D24, Sure::Certain)
        })
    }

    async fn active_clients(&self, sample: &Sample) -> Option<Finding> {
        sample.clients.as_ref()?.entries().iter().find(|row| row["active"] == true)?;
        let active = self.post("/v1/patients/_search/?_count=1", &json!({"active": "true"})).await.ok()?;
        let nobody = active.status == 200 && active.entries().is_empty();
        nobody.then(|| {
            Finding::note("active clients", Row::D25, "a search for them finds nobody, and there are some")
        })
    }

    async fn subscriptions(&self) -> Option<Finding> {
        let seen = self.get("/v1/subscriptions/?_count=100").await.ok().filter(|seen| seen.status == 200)?;
        let rows = seen.entries();
        let silent = |row: &&Value| {
            let endpoint = row["channel"]["endpoint"].as_str().unwrap_or_default();
            !row["status"].as_str().is_some_and(|s| s.eq_ignore_ascii_case("active"))
                || !endpoint.starts_with("https://")
        };
        let silent = rows.iter().filter(silent).count();
        Some(match (rows.len(), silent) {
            (0, _) => Finding::ok("webhooks", "nobody has subscribed; changes are found by looking"),
            (n, 0) => {
                Finding::ok("webhooks", format!("{n} subscriptions, all active and to https addresses"))
            }
            (n, _) => {
                let what = format!("{silent} of {n} subscriptions are not active or not to an https address");
                Finding::warning("webhooks", "active, to a public https address", what)
                    .row(Row::D45, Sure::Certain)
            }
        })
    }

    async fn final_slash(&self) -> Option<Finding> {
        let seen = self.post("/v1/practitioners/_search?_count=1", &json!({})).await.ok()?;
        Some(match seen.status {
            200 => Finding::ok("final slash", "not needed today"),
            status => Finding::note("final slash", Row::D16, format!("needed: {status} without it")),
        })
    }
}

/// Records of the sample that cannot be read, by their place in the answer.
fn unreadable(sample: &Sample) -> Option<Finding> {
    let bundle = |seen: &Seen| serde_json::from_value::<Bundle>(seen.body.clone()).unwrap_or_default();
    let mut bad: Vec<(&str, Quarantined)> = Vec::new();
    let mut add = |kind, found: Vec<Quarantined>| bad.extend(found.into_iter().map(|record| (kind, record)));
    if let Some(seen) = &sample.caregivers {
        add("practitioners", bundle(seen).read::<Practitioner>().1);
    }
    if let Some(seen) = &sample.clients {
        add("patients", bundle(seen).read::<Patient>().1);
    }
    for week in &sample.weeks {
        add("appointment", bundle(week).read::<Appointment>().1);
    }
    if let Some(seen) = &sample.visits {
        add("encounter", bundle(seen).read::<Encounter>().1);
    }
    let (kind, first) = bad.first()?;
    let what = format!("{}: {} ({kind}: {})", bad.len(), first.path, first.reason);
    let fix = "open this record in WellSky and correct it; everything else is used meanwhile";
    Some(Finding::warning("records", "records that can be read", what).fix(fix))
}

/// Visits at night, in the zone of the policy, are rare.
fn nights(sample: &Sample, zone: &Zone) -> Option<Finding> {
    let starts: Vec<i8> = sample
        .weeks
        .iter()
        .flat_map(Seen::entries)
        .filter_map(|row| row["start"].as_str()?.parse::<jiff::Timestamp>().ok())
        .map(|start| start.to_zoned_datetime(zone.tz().clone()).hour())
        .collect();
    let night = starts.iter().filter(|hour| **hour >= 22 || **hour < 5).count();
    (starts.len() >= 5 && night * 2 > starts.len()).then(|| {
        let what = format!("{night} of {} visits would start between 10 p.m. and 5 a.m.", starts.len());
        Finding::warning("zone", "visits mostly by day", what).row(Row::D47, Sure::Likely)
    })
}

fn series(sample: &Sample) -> Option<Finding> {
    let shared = sample.weeks.iter().any(|week| {
        let rows = week.entries();
        rows.iter()
            .enumerate()
            .any(|(n, a)| rows.iter().skip(n + 1).any(|b| a["id"] == b["id"] && a["start"] != b["start"]))
    });
    shared.then(|| Finding::note("series", Row::D42, "several shifts of one week have the same id"))
}

fn leads(sample: &Sample) -> Option<Finding> {
    let rows = sample.clients.as_ref()?.entries();
    let is_client = |row: &Value| tag(row, "isClient").is_some_and(|v| v.eq_ignore_ascii_case("true"));
    let leads = rows.iter().filter(|row| row["active"] == true && !is_client(row)).count();
    (leads > 0).then(|| {
        let what = format!("{leads} of the first {} are active and no clients", rows.len());
        Finding::note("leads", Row::D43, what)
    })
}

fn tags(sample: &Sample) -> Option<Finding> {
    let rows = [&sample.caregivers, &sample.clients].into_iter().flatten().flat_map(Seen::entries);
    let mut odd: Vec<&str> = Vec::new();
    for row in rows {
        for tag in row["meta"]["tag"].as_array().into_iter().flatten() {
            let text = tag["display"].as_str().unwrap_or_default();
            // Only these words are shown: any other text may be about somebody.
            odd.extend(["True", "False", "None"].into_iter().find(|word| *word == text));
        }
    }
    odd.sort_unstable();
    odd.dedup();
    (!odd.is_empty()).then(|| Finding::note("tags", Row::D44, format!("some say {}", odd.join(", "))))
}

fn phones(sample: &Sample) -> Option<Finding> {
    let rows = sample.caregivers.as_ref()?.entries();
    let elsewhere = |row: &&Value| {
        let phones: Vec<&Value> =
            row["telecom"].as_array().into_iter().flatten().filter(|t| t["system"] == "phone").collect();
        !phones.is_empty() && phones.iter().all(|t| t["use"] != "mobile")
    };
    let count = rows.iter().filter(elsewhere).count();
    (count > 0).then(|| {
        let what = format!("{count} of the first {} caregivers have no number marked mobile", rows.len());
        Finding::note("phones", Row::D46, what)
    })
}
