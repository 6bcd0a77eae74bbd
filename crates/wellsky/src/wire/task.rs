//! Task logs (notes on a visit) and admin tasks (to-dos of the office).

use jiff::Timestamp;
use jiff::civil::{Date, DateTime};
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value, json};

use super::{Id, Maybe, OneOrMany, Scalar, Stamp};
use crate::error::{Error, Misuse};

/// A note on a visit, as listed.
#[derive(Clone, PartialEq, Default, Serialize, Deserialize)]
pub struct TaskLog {
    /// The id.
    #[serde(default, skip_serializing_if = "Maybe::is_absent")]
    pub id: Maybe<Id>,
    /// Headline.
    #[serde(default, skip_serializing_if = "Maybe::is_absent")]
    pub title: Maybe<Scalar>,
    /// Text.
    #[serde(default, skip_serializing_if = "Maybe::is_absent")]
    pub description: Maybe<Scalar>,
    /// `COMPLETE` or `NOT_COMPLETE`.
    #[serde(default, skip_serializing_if = "Maybe::is_absent")]
    pub status: Maybe<Scalar>,
    /// Why it was not done.
    #[serde(default, skip_serializing_if = "Maybe::is_absent")]
    pub comment: Maybe<Scalar>,
    /// When it was written; UTC.
    #[serde(default, skip_serializing_if = "Maybe::is_absent")]
    pub recorded: Maybe<Stamp>,
    /// Everything else.
    #[serde(flatten)]
    pub extra: Map<String, Value>,
}

/// A to-do of the office, as read by id.
#[derive(Clone, PartialEq, Default, Serialize, Deserialize)]
pub struct AdminTask {
    /// The id.
    #[serde(default, skip_serializing_if = "Maybe::is_absent")]
    pub id: Maybe<Id>,
    /// `received` while open; the word for done is not documented.
    #[serde(default, skip_serializing_if = "Maybe::is_absent")]
    pub status: Maybe<Scalar>,
    /// Headline and text in one.
    #[serde(default, skip_serializing_if = "Maybe::is_absent")]
    pub description: Maybe<Scalar>,
    /// Whom it concerns: objects, or bare numbers for the agency.
    #[serde(default, skip_serializing_if = "Maybe::is_absent")]
    pub requester: Maybe<OneOrMany<Value>>,
    /// Everything else.
    #[serde(flatten)]
    pub extra: Map<String, Value>,
}
opaque_debug!(TaskLog, AdminTask, NewTaskLog, NewAdminTask);

/// Whether a logged task was done.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub enum TaskStatus {
    /// Done; also the right one for a plain note.
    Complete,
    /// Not done; then a comment is mandatory.
    NotComplete,
}

/// A note to write on a visit. It shows as shift note in the caregiver's app and as care alert in the office.
#[derive(Clone, PartialEq)]
pub struct NewTaskLog {
    /// Headline.
    pub title: String,
    /// Text.
    pub description: String,
    /// Done or not.
    pub status: TaskStatus,
    /// Why not; mandatory with [`TaskStatus::NotComplete`].
    pub comment: String,
    /// Show it to the next caregiver.
    pub message_for_next_caregiver: bool,
    /// Show it to the family.
    pub show_in_family_room: bool,
    /// When it was written.
    pub recorded: Timestamp,
}

impl NewTaskLog {
    /// A plain note, hidden from the family.
    #[must_use]
    pub fn note(title: impl Into<String>, description: impl Into<String>, recorded: Timestamp) -> Self {
        NewTaskLog {
            title: title.into(),
            description: description.into(),
            status: TaskStatus::Complete,
            comment: String::new(),
            message_for_next_caregiver: false,
            show_in_family_room: false,
            recorded,
        }
    }

    pub(crate) fn body(&self) -> Result<Value, Error> {
        self.status.checked(&self.comment)?;
        if self.title.trim().is_empty() || self.description.trim().is_empty() {
            return Err(Misuse::new("a task log needs a title and a description").into());
        }
        // snake_case is right here; other resources use camelCase.
        Ok(json!({
            "resourceType": "TaskLog",
            "title": field_text(&self.title, 255),
            "description": field_text(&self.description, TEXT_LIMIT),
            "status": self.status,
            "comment": field_text(&self.comment, TEXT_LIMIT),
            "message_for_next_caregiver": self.message_for_next_caregiver,
            "show_in_family_room": self.show_in_family_room,
            "recorded": self.recorded.strftime("%Y-%m-%dT%H:%M:%SZ").to_string(),
        }))
    }
}

impl TaskStatus {
    /// Not done needs a reason.
    pub(crate) fn checked(self, comment: &str) -> Result<(), Error> {
        if self == TaskStatus::NotComplete && comment.trim().is_empty() {
            return Err(Misuse::new("what is not complete needs a comment").into());
        }
        Ok(())
    }
}

/// Whom an admin task concerns.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Requester {
    /// A client or prospect.
    Patient(Id),
    /// A caregiver or applicant.
    Practitioner(Id),
    /// The agency itself: a bare number on the wire. Seen in code, never seen answered.
    Agency,
}

/// A to-do for the office. It has no title: the first line of the description is what people see first. There is no
/// priority either, and no way to change or list tasks, so create them sparingly.
#[derive(Clone, PartialEq)]
pub struct NewAdminTask {
    /// Headline and text; cut at 5000 characters.
    pub description: String,
    /// The day it is about.
    pub execution_date: Date,
    /// When it must be done, in the agency's wall-clock time (the field carries no zone).
    pub due: DateTime,
    /// At least one person.
    pub requester: Vec<Requester>,
    /// Admin users to do it; empty puts it into the unassigned queue.
    pub owner: Vec<Id>,
}

impl NewAdminTask {
    pub(crate) fn body(&self, agency_id: &str) -> Result<Value, Error> {
        if self.description.trim().is_empty() {
            return Err(Misuse::new("an admin task needs a description").into());
        }
        if self.requester.is_empty() {
            return Err(Misuse::new("an admin task needs at least one requester").into());
        }
        let requester: Vec<Value> = self
            .requester
            .iter()
            .map(|requester| {
                let (kind, id) = match requester {
                    Requester::Patient(id) => ("Patient", id),
                    Requester::Practitioner(id) => ("Practitioner", id),
                    Requester::Agency => return Ok(json!(integer(&Id::from(agency_id))?)),
                };
                Ok(json!({"resourceType": kind, "id": integer(id)?}))
            })
            .collect::<Result<_, Error>>()?;
        let owner: Vec<u64> = self.owner.iter().map(integer).collect::<Result<_, Error>>()?;
        Ok(json!({
            "status": "received",
            "description": field_text(&self.description, TEXT_LIMIT),
            "executionDate": self.execution_date.strftime("%Y-%m-%d").to_string(),
            "dueDate": self.due.strftime("%Y-%m-%dT%H:%M:%S").to_string(),
            "requester": requester,
            "owner": owner,
            "meta": {"tag": [{"code": "agencyId", "display": agency_id}]},
        }))
    }
}

/// This endpoint wants ids as JSON integers.
fn integer(id: &Id) -> Result<u64, Error> {
    id.as_str().trim().parse().map_err(|_| Misuse::new("an admin task needs numeric ids").into())
}

/// Longest text sent; the vendor's own limit is not documented.
pub(super) const TEXT_LIMIT: usize = 5000;

/// Text that WellSky accepts: no control characters except tab and line ends, nothing beyond the basic plane
/// (emoji have been answered with 422), not longer than `limit` characters.
pub(super) fn field_text(text: &str, limit: usize) -> String {
    const MARK: &str = " [cut]";
    let allowed =
        |c: &char| (*c >= ' ' && *c <= '\u{FFFF}' && *c != '\u{7F}') || matches!(c, '\t' | '\r' | '\n');
    let clean: String = text.chars().filter(allowed).collect();
    if clean.chars().count() <= limit {
        return clean;
    }
    clean.chars().take(limit.saturating_sub(MARK.len())).chain(MARK.chars()).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_coverage_task_has_the_shape_that_was_accepted_live() {
        let task = NewAdminTask {
            description: "COVERAGE NEEDED\n\nShift 55500123 has no caregiver \u{1F6A8}".into(),
            execution_date: jiff::civil::date(2026, 3, 1),
            due: jiff::civil::date(2026, 3, 2).at(23, 59, 59, 0),
            requester: vec![Requester::Patient("7100001".into()), Requester::Practitioner(Id::from(8200001))],
            owner: vec!["501".into()],
        };
        assert_eq!(
            task.body("9001").unwrap(),
            json!({"status": "received", "description": "COVERAGE NEEDED\n\nShift 55500123 has no caregiver ",
                "executionDate": "2026-03-01", "dueDate": "2026-03-02T23:59:59",
                "requester": [{"resourceType": "Patient", "id": 7100001},
                              {"resourceType": "Practitioner", "id": 8200001}],
                "owner": [501], "meta": {"tag": [{"code": "agencyId", "display": "9001"}]}})
        );
    }

    #[test]
    fn what_the_server_would_refuse_is_refused_before_it_is_sent() {
        let mut log = NewTaskLog::note("Care alert", "Later start tomorrow.", Timestamp::UNIX_EPOCH);
        assert!(log.body().is_ok());
        log.status = TaskStatus::NotComplete;
        assert!(matches!(log.body(), Err(Error::Misuse(_))));
        log.comment = "Client declined".into();
        assert_eq!(log.body().unwrap()["status"], "NOT_COMPLETE");
    }

    #[test]
    fn long_text_is_cut_visibly() {
        let text = field_text(&"a".repeat(60), 20);
        assert_eq!(text.chars().count(), 20);
        assert!(text.ends_with(" [cut]"));
        assert_eq!(field_text("tab\tok\u{0}\u{1F600}", 20), "tab\tok");
    }
}
