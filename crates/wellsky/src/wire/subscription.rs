//! `Subscription`: being told that something changed.
//!
//! A delivery is a `POST` of `{"resourceType": …, "id": …}` with the header that was chosen at subscription, and says
//! neither which event it was nor what changed. Hence one endpoint path per event, and a read by id before anything is
//! done: a forged delivery then costs one read. Nothing is sent for shifts.

use serde::{Deserialize, Serialize};
use serde_json::{Map, Value, json};

use super::{Id, Maybe, Scalar};
use crate::error::{Error, Misuse};

macro_rules! criteria {
    ($($name:ident = $word:literal;)+) => {
        /// The events there are.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
        #[expect(missing_docs, reason = "each is its word")]
        pub enum Criteria { $($name,)+ }

        impl Criteria {
            /// All of them.
            pub const ALL: &[Criteria] = &[$(Criteria::$name,)+];

            /// The vendor's word.
            #[must_use]
            pub const fn word(self) -> &'static str {
                match self { $(Criteria::$name => $word,)+ }
            }
        }
    };
}

criteria! {
    AdminTaskCreated = "admintask.created";
    AdminTaskChanged = "admintask.changed";
    AdminTaskStatusChanged = "admintask.status.changed";
    AdminTaskCompleted = "admintask.status.complete";
    AdminCreated = "agency_admin.created";
    AdminDeactivated = "agency_admin.deactivated.changed";
    EncounterClockout = "encounter.clockout.changed";
    PatientCreated = "patient.created";
    PatientName = "patient.name.changed";
    PatientAddress = "patient.address.changed";
    PatientTelecom = "patient.telecom.changed";
    PatientDeactivated = "patient.deactivated.changed";
    PatientDied = "patient.dateofdeath.changed";
    ProspectStatus = "prospect.status.changed";
    PractitionerCreated = "practitioner.created";
    PractitionerName = "practitioner.name.changed";
    PractitionerAddress = "practitioner.address.changed";
    PractitionerTelecom = "practitioner.telecom.changed";
    PractitionerDeactivated = "practitioner.deactivated.changed";
    ApplicantStatus = "applicant.status.changed";
    ReferralSourceCreated = "referralsources.created";
    ReferralSourceChanged = "referralsources.changed";
}

/// A subscription as the server has it.
#[derive(Clone, PartialEq, Default, Serialize, Deserialize)]
pub struct Subscription {
    /// The id; a number when created, text elsewhere.
    #[serde(default, skip_serializing_if = "Maybe::is_absent")]
    pub id: Maybe<Id>,
    /// `active`, or something else.
    #[serde(default, skip_serializing_if = "Maybe::is_absent")]
    pub status: Maybe<Scalar>,
    /// The event's word.
    #[serde(default, skip_serializing_if = "Maybe::is_absent")]
    pub criteria: Maybe<Scalar>,
    /// Where it is told to.
    #[serde(default, skip_serializing_if = "Maybe::is_absent")]
    pub channel: Maybe<Channel>,
    /// Everything else.
    #[serde(flatten)]
    pub extra: Map<String, Value>,
}

/// Endpoint and header of a subscription.
#[derive(Clone, PartialEq, Default, Serialize, Deserialize)]
pub struct Channel {
    /// The URL.
    #[serde(default, skip_serializing_if = "Maybe::is_absent")]
    pub endpoint: Maybe<Scalar>,
    /// Everything else. The header is a secret.
    #[serde(flatten)]
    pub extra: Map<String, Value>,
}
opaque_debug!(Subscription, Channel, NewSubscription);

impl Subscription {
    /// Whether deliveries are on.
    #[must_use]
    pub fn is_active(&self) -> bool {
        self.status.text().is_some_and(|status| status.eq_ignore_ascii_case("active"))
    }

    /// The URL that is called.
    #[must_use]
    pub fn endpoint(&self) -> Option<String> {
        self.channel.get()?.endpoint.text()
    }
}

/// A subscription to ask for.
#[derive(Clone, PartialEq)]
pub struct NewSubscription {
    /// The event.
    pub criteria: Criteria,
    /// Public `https` URL; one per event.
    pub endpoint: String,
    /// Header by which the receiver knows the sender, such as `Authorization: Bearer …`. There is no signature.
    pub header: String,
}

impl NewSubscription {
    pub(crate) fn body(&self, agency_id: &str) -> Result<Value, Error> {
        if !self.header.contains(':') {
            return Err(Misuse::new("the header of a subscription is written Name: value").into());
        }
        Ok(
            json!({"resourceType": "Subscription", "status": "active", "criteria": self.criteria.word(), "reason": "sync",
            "channel": {"type": "rest-hook", "endpoint": self.endpoint, "payload": "application/fhir+json",
                "header": [self.header]},
            "meta": {"tag": [{"code": "agencyId", "display": agency_id}]}}),
        )
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn there_are_twenty_two_events_and_none_about_shifts() {
        assert_eq!(Criteria::ALL.len(), 22);
        assert!(Criteria::ALL.iter().all(|c| !c.word().contains("appointment")));
    }
}
