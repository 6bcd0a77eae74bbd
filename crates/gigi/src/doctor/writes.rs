//! What can only be known by writing: whether a shift can be changed, whether visits take notes. Only in a mock or a sandbox,
//! and only what leaves the data as it is: a shift is put back unchanged.
use gigi_core::policy::WriteRoute;
use gigi_engine::ports::Clock as _;
use serde_json::{Value, json};

use super::finding::{Finding, Sure};
use super::probe::{Seen, Send};
use super::reads::{Sample, plain};
use super::row::Row;
use super::visit::Visit;
use crate::clock::SystemClock;

/// Visits on which a note is tried before it is called refused.
const TRIED: usize = 5;

/// What is said when writing was not tried.
pub(super) fn not_proven(route: WriteRoute) -> Option<Finding> {
    match route {
        WriteRoute::Office => None,
        WriteRoute::Api => {
            let what = "the policy writes shifts by API, and nobody has shown that this WellSky takes it";
            let fix =
                "run `gigi doctor --allow-writes` against the sandbox, or set [writing] route = \"office\"";
            Some(Finding::warning("writing", "a route that is proven", what).fix(fix))
        }
    }
}

impl Visit {
    /// Puts a shift back as it is, and leaves one note.
    pub(super) async fn writes(&self, sample: &Sample, route: WriteRoute) -> Vec<Finding> {
        let mut findings = vec![self.shift(sample, route).await];
        findings.extend(self.note(sample).await);
        findings
    }

    async fn shift(&self, sample: &Sample, route: WriteRoute) -> Finding {
        let Some(shift) = self.single_shift(sample).await else {
            return Finding::skipped("writing", "no shift in the sample that is surely not of a series");
        };
        let path = format!("/v1/appointment/{}/", plain(&shift["id"]));
        let put = self.call("PUT", &path, Send::Json(&shift)).await;
        let seen = match put {
            Ok(seen) => seen,
            Err(why) => return Self::lost("writing", why),
        };
        match (seen.status, route) {
            (200..=299, _) => match self.get(&path).await {
                Ok(after) if after.body == shift => {
                    Finding::ok("writing", "a shift can be put back; [writing] route = \"api\" may be used")
                }
                _ => Finding::warning(
                    "writing",
                    "the shift as it was",
                    "the write was taken and reads back differently",
                )
                .fix("keep [writing] route = \"office\" and ask the vendor"),
            },
            _ if self.is_no_route(&seen) && route == WriteRoute::Office => Finding::ok(
                "writing",
                "shifts cannot be changed by API; the office enters winners, as configured",
            ),
            _ if self.is_no_route(&seen) => {
                let fix = "set [writing] route = \"office\": this WellSky has no operation to change a shift";
                Finding::failure("writing", "a shift that can be put", seen.words())
                    .row(Row::D09, Sure::Certain)
                    .fix(fix)
            }
            _ => self.explain("writing", &seen).await,
        }
    }

    /// A shift of the sample whose id stands for one occurrence in its whole month: a write to a series could change them all.
    async fn single_shift(&self, sample: &Sample) -> Option<Value> {
        let rows: Vec<Value> = sample.weeks.iter().flat_map(Seen::entries).collect();
        let once = |row: &&Value| rows.iter().filter(|other| other["id"] == row["id"]).count() == 1;
        for row in rows.iter().filter(once).take(TRIED) {
            let month = row["start"].as_str()?.get(..7)?.replace('-', "");
            let search = json!({"clientId": plain(&row["client"]["id"]), "monthNo": month});
            let found = self.post("/v1/appointment/_search/?_count=100", &search).await.ok()?.entries();
            if found.iter().filter(|other| other["id"] == row["id"]).count() == 1 {
                return Some(row.clone());
            }
        }
        None
    }

    /// A note on one of the latest visits.
    async fn note(&self, sample: &Sample) -> Option<Finding> {
        let visits = sample.visits.as_ref()?.entries();
        let note = json!({"resourceType": "TaskLog", "title": "Connection test", "status": "COMPLETE", "comment": "",
            "description": "Written by gigi doctor to see whether notes are taken.", "show_in_family_room": false,
            "recorded": SystemClock.now().strftime("%Y-%m-%dT%H:%M:%SZ").to_string()});
        let mut refused = Vec::new();
        for visit in visits.iter().take(TRIED) {
            let path = format!("/v1/encounter/{}/tasklog/", plain(&visit["id"]));
            match self.post(&path, &note).await {
                Ok(seen) if (200..300).contains(&seen.status) => {
                    return Some(match refused.first() {
                        None => Finding::ok("notes", "the latest visit takes notes"),
                        Some(first) => {
                            let what =
                                format!("{} visits refused it ({first}), the next took it", refused.len());
                            Finding::note("notes", Row::D32, what)
                        }
                    });
                }
                Ok(seen) => refused.push(seen.words()),
                Err(why) => refused.push(why),
            }
        }
        let first = refused.first()?;
        let what = format!("{} visits refuse it: {first}", refused.len());
        Some(Finding::failure("notes", "a visit that takes a note", what).row(Row::D32, Sure::Likely))
    }
}
