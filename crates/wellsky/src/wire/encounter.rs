//! `Encounter`: the visit that really took place (the care log), read side.

use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

use super::{Id, Maybe, OneOrMany, Scalar, Stamp};

/// A visit, from clock-in to clock-out.
#[derive(Clone, PartialEq, Default, Serialize, Deserialize)]
pub struct Encounter {
    /// The care log id, which clock-out and task logs want (not the appointment's).
    #[serde(default, skip_serializing_if = "Maybe::is_absent")]
    pub id: Maybe<Id>,
    /// `IN_PROGRESS`, `COMPLETE`.
    #[serde(default, skip_serializing_if = "Maybe::is_absent")]
    pub status: Maybe<Scalar>,
    /// The client, as a reference.
    #[serde(default, skip_serializing_if = "Maybe::is_absent")]
    pub subject: Maybe<Reference>,
    /// The caregivers, under `Individual` with a capital letter.
    #[serde(default, skip_serializing_if = "Maybe::is_absent")]
    pub participant: Maybe<OneOrMany<Participant>>,
    /// The planned shift, as a reference.
    #[serde(default, skip_serializing_if = "Maybe::is_absent")]
    pub appointment: Maybe<Reference>,
    /// Clock-in and clock-out; without an offset they are UTC.
    #[serde(default, skip_serializing_if = "Maybe::is_absent")]
    pub period: Maybe<Period>,
    /// Everything else (rates and what comes).
    #[serde(flatten)]
    pub extra: Map<String, Value>,
}

/// Who took part.
#[derive(Clone, PartialEq, Default, Serialize, Deserialize)]
pub struct Participant {
    /// WellSky's spelling.
    #[serde(default, rename = "Individual", skip_serializing_if = "Maybe::is_absent")]
    pub individual: Maybe<OneOrMany<Reference>>,
    /// FHIR's spelling.
    #[serde(default, rename = "individual", skip_serializing_if = "Maybe::is_absent")]
    pub fhir_individual: Maybe<OneOrMany<Reference>>,
    /// Everything else.
    #[serde(flatten)]
    pub extra: Map<String, Value>,
}

/// A pointer such as `Patient/7100001`.
#[derive(Clone, PartialEq, Default, Serialize, Deserialize)]
pub struct Reference {
    /// Kind and id, separated by a slash.
    #[serde(default, skip_serializing_if = "Maybe::is_absent")]
    pub reference: Maybe<Scalar>,
    /// Everything else (a display name, for one).
    #[serde(flatten)]
    pub extra: Map<String, Value>,
}

/// From and to.
#[derive(Clone, PartialEq, Default, Serialize, Deserialize)]
pub struct Period {
    /// Beginning.
    #[serde(default, skip_serializing_if = "Maybe::is_absent")]
    pub start: Maybe<Stamp>,
    /// End; `null` while the visit goes on.
    #[serde(default, skip_serializing_if = "Maybe::is_absent")]
    pub end: Maybe<Stamp>,
    /// Everything else.
    #[serde(flatten)]
    pub extra: Map<String, Value>,
}
opaque_debug!(Encounter, Participant, Reference, Period);

impl Reference {
    /// The id behind the last slash; `None` when there is none.
    #[must_use]
    pub fn id(&self) -> Option<Id> {
        let text = self.reference.text()?;
        let id = Id::from(text.rsplit('/').next().unwrap_or_default());
        (!id.is_blank()).then_some(id)
    }
}

impl Encounter {
    /// The client.
    #[must_use]
    pub fn client_id(&self) -> Option<Id> {
        self.subject.get().and_then(Reference::id)
    }

    /// The planned shift this visit belongs to.
    #[must_use]
    pub fn appointment_id(&self) -> Option<Id> {
        self.appointment.get().and_then(Reference::id)
    }

    /// The caregivers who took part.
    #[must_use]
    pub fn caregiver_ids(&self) -> Vec<Id> {
        let participants = self.participant.items().iter();
        participants
            .flat_map(|p| p.individual.items().iter().chain(p.fhir_individual.items()))
            .filter_map(Reference::id)
            .collect()
    }

    /// Clock-in.
    #[must_use]
    pub fn clocked_in(&self) -> Option<Timestamp> {
        self.period.get()?.start.get()?.instant()
    }

    /// Clock-out; `None` while the visit goes on.
    #[must_use]
    pub fn clocked_out(&self) -> Option<Timestamp> {
        self.period.get()?.end.get()?.instant()
    }

    /// Whether the visit is over, by status or by clock-out.
    #[must_use]
    pub fn is_complete(&self) -> bool {
        let status = self.status.text().unwrap_or_default().to_ascii_uppercase();
        matches!(status.as_str(), "COMPLETE" | "COMPLETED") || self.clocked_out().is_some()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn a_visit_names_its_people_in_every_reported_shape() {
        for participant in [
            json!({"Individual": [{"reference": "Practitioner/8200001", "display": "Ada Example"}]}),
            json!([{"individual": {"reference": "Practitioner/8200001"}}]),
            json!([{"Individual": {"reference": "8200001"}}]),
        ] {
            let visit: Encounter = serde_json::from_value(json!({
                "id": 66600456, "status": "IN_PROGRESS", "subject": {"reference": "Patient/7100001"},
                "appointment": {"reference": "Appointment/55500123"}, "participant": participant,
                "period": {"start": "2026-03-02T16:02:00", "end": null}
            }))
            .unwrap();
            assert_eq!(visit.caregiver_ids(), [Id::from("8200001")]);
            assert_eq!(visit.client_id(), Some(Id::from("7100001")));
            assert_eq!(visit.appointment_id(), Some(Id::from("55500123")));
            assert_eq!(visit.clocked_in(), "2026-03-02T16:02:00Z".parse().ok());
            assert!(!visit.is_complete());
        }
    }
}
