//! `Appointment`: a planned shift.
//!
//! It names client and caregiver by id only. A recurring shift uses one id for all its occurrences, so an occurrence
//! is identified by id *and* start ([`ShiftKey`]).

use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

use super::{Id, Maybe, Scalar, Stamp};

/// A shift in the schedule.
#[derive(Clone, PartialEq, Serialize, Deserialize)]
pub struct Appointment {
    /// The id, shared by all occurrences of a recurring shift.
    pub id: Id,
    /// When it starts. A shift without a readable start is refused.
    #[serde(deserialize_with = "super::stamp::required")]
    pub start: Stamp,
    /// When it ends.
    #[serde(default, skip_serializing_if = "Maybe::is_absent")]
    pub end: Maybe<Stamp>,
    /// The status as written; see [`Appointment::status`].
    #[serde(default, rename = "status", skip_serializing_if = "Maybe::is_absent")]
    pub status_text: Maybe<Scalar>,
    /// Who is cared for.
    #[serde(default, skip_serializing_if = "Maybe::is_absent")]
    pub client: Maybe<Party>,
    /// Who is to come; see [`Appointment::assigned`].
    #[serde(default, skip_serializing_if = "Maybe::is_absent")]
    pub caregiver: Maybe<Party>,
    /// Everything else (position, tasks, scheduled items, what the vendor adds tomorrow).
    #[serde(flatten)]
    pub extra: Map<String, Value>,
}

/// The client or caregiver of a shift: usually `{"id": "…"}`, tolerated as a bare id.
#[derive(Clone, PartialEq, Serialize, Deserialize)]
#[serde(untagged)]
pub enum Party {
    /// The documented form.
    Object {
        /// The person's id.
        #[serde(default, skip_serializing_if = "Maybe::is_absent")]
        id: Maybe<Id>,
        /// Everything else in the object.
        #[serde(flatten)]
        extra: Map<String, Value>,
    },
    /// Only the id.
    Bare(Id),
}
opaque_debug!(Appointment, Party);

/// What the status of a shift says. Completion shows in the encounter, not here: a finished shift may well still
/// be `Scheduled`.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum AppointmentStatus {
    /// `SCHEDULED`, the only value seen live.
    Scheduled,
    /// `CONFIRMED`.
    Confirmed,
    /// `IN_PROGRESS`.
    InProgress,
    /// `COMPLETED` or `COMPLETE`.
    Completed,
    /// `CANCELLED` or `CANCELED`.
    Cancelled,
    /// `MISSED`.
    Missed,
    /// `OPEN`.
    Open,
    /// A word nobody has reported yet, or none at all (then empty).
    Other(String),
}

/// One occurrence of a shift.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct ShiftKey {
    /// Id of the appointment, shared by the whole series.
    pub appointment_id: Id,
    /// Start of this occurrence.
    pub start: Timestamp,
}

impl Party {
    /// The id, unless it is one of the ways of writing "nobody": missing, `null`, `{}`, `""`, `"0"`.
    #[must_use]
    pub fn id(&self) -> Option<&Id> {
        let id = match self {
            Party::Object { id, .. } => id.get(),
            Party::Bare(id) => Some(id),
        };
        id.filter(|id| !id.is_blank())
    }
}

impl Appointment {
    /// The caregiver who is to come, or `None` for an open shift, however the document writes "nobody".
    #[must_use]
    pub fn assigned(&self) -> Option<&Id> {
        self.caregiver.get().and_then(Party::id)
    }

    /// The client.
    #[must_use]
    pub fn client_id(&self) -> Option<&Id> {
        self.client.get().and_then(Party::id)
    }

    /// Start as an instant. Documents without one do not become an `Appointment`; one built by hand might.
    #[must_use]
    pub fn starts_at(&self) -> Option<Timestamp> {
        self.start.instant()
    }

    /// End as an instant, when the document has one.
    #[must_use]
    pub fn ends_at(&self) -> Option<Timestamp> {
        self.end.get().and_then(Stamp::instant)
    }

    /// Which occurrence this is.
    #[must_use]
    pub fn key(&self) -> Option<ShiftKey> {
        Some(ShiftKey { appointment_id: self.id.clone(), start: self.starts_at()? })
    }

    /// The status as a word.
    #[must_use]
    pub fn status(&self) -> AppointmentStatus {
        let text = self.status_text.text().unwrap_or_default();
        match text.to_ascii_uppercase().as_str() {
            "SCHEDULED" => AppointmentStatus::Scheduled,
            "CONFIRMED" => AppointmentStatus::Confirmed,
            "IN_PROGRESS" => AppointmentStatus::InProgress,
            "COMPLETED" | "COMPLETE" => AppointmentStatus::Completed,
            "CANCELLED" | "CANCELED" => AppointmentStatus::Cancelled,
            "MISSED" => AppointmentStatus::Missed,
            "OPEN" => AppointmentStatus::Open,
            _ => AppointmentStatus::Other(text),
        }
    }

    /// Puts another caregiver into the document (for [`put_appointment`](crate::Client::put_appointment)), or
    /// nobody, written as `null`. What else the old caregiver object held belongs to the old caregiver and goes.
    pub fn set_caregiver(&mut self, caregiver: Option<&Id>) {
        let old = match self.caregiver.get() {
            Some(Party::Object { id, .. }) => id.get().cloned(),
            Some(Party::Bare(id)) => Some(id.clone()),
            None => None,
        };
        self.caregiver = match caregiver {
            Some(id) => Maybe::Present(Party::Object {
                id: Maybe::Present(id.written_like(old.as_ref())),
                extra: Map::new(),
            }),
            None => Maybe::Null,
        };
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn shift(caregiver: Option<Value>) -> Appointment {
        let mut document = json!({"id": "55500123", "status": "SCHEDULED", "start": "2026-03-02T16:00:00+00:00",
            "end": "2026-03-02T20:00:00+00:00", "client": {"id": "7100001"}});
        if let Some(caregiver) = caregiver {
            document["caregiver"] = caregiver;
        }
        serde_json::from_value(document).unwrap()
    }

    #[test]
    fn every_way_of_writing_nobody_is_an_open_shift() {
        for nobody in [
            None,
            Some(Value::Null),
            Some(json!({})),
            Some(json!({"id": null})),
            Some(json!({"id": ""})),
            Some(json!({"id": "0"})),
            Some(json!({"id": 0})),
            Some(json!({"id": "None", "name": ""})),
            Some(json!("")),
            Some(json!("0")),
        ] {
            assert_eq!(shift(nobody.clone()).assigned(), None, "{nobody:?}");
        }
        assert_eq!(shift(Some(json!({"id": 8200001}))).assigned(), Some(&Id::from("8200001")));
        assert_eq!(shift(Some(json!("8200001"))).assigned(), Some(&Id::from("8200001")));
    }

    #[test]
    fn two_occurrences_of_a_series_have_different_keys() {
        let monday = shift(None);
        let mut tuesday = shift(None);
        tuesday.start = "2026-03-03T16:00:00Z".parse().unwrap();
        assert_ne!(monday.key(), tuesday.key());
        assert_eq!(monday.key().map(|key| key.appointment_id), tuesday.key().map(|key| key.appointment_id));
    }

    #[test]
    fn a_new_caregiver_is_written_the_way_the_old_one_was() {
        let mut numeric = shift(Some(json!({"id": 8200001, "display": "Ada"})));
        numeric.set_caregiver(Some(&Id::from("8200002")));
        assert_eq!(serde_json::to_value(&numeric).unwrap()["caregiver"], json!({"id": 8200002}));
        let mut open = shift(None);
        open.set_caregiver(Some(&Id::from("8200002")));
        assert_eq!(serde_json::to_value(&open).unwrap()["caregiver"], json!({"id": "8200002"}));
        open.set_caregiver(None);
        assert_eq!(serde_json::to_value(&open).unwrap()["caregiver"], Value::Null);
    }

    #[test]
    fn a_status_nobody_has_seen_is_kept() {
        let mut odd = shift(None);
        odd.status_text = Maybe::Present(Scalar::from("ON_HOLD"));
        assert_eq!(odd.status(), AppointmentStatus::Other("ON_HOLD".into()));
        assert_eq!(shift(None).status(), AppointmentStatus::Scheduled);
    }
}
