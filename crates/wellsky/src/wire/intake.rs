//! People who are to become clients or caregivers: the stages they pass, and the documents that create them.

use jiff::civil::Date;
use serde_json::{Value, json};

use super::Id;
use super::person::ten_digits;
use super::task::field_text;
use crate::error::{Error, Misuse};

/// The tag that holds where a prospect heard of the agency.
pub(crate) const REFERRAL: &str = "referralSource";

macro_rules! stages {
    ($(#[$doc:meta])* $name:ident { $($stage:ident = $id:literal $text:literal;)+ }) => {
        $(#[$doc])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub enum $name { $(#[doc = $text] $stage,)+ }

        impl $name {
            /// All of them, in the vendor's order.
            pub const ALL: &[$name] = &[$($name::$stage,)+];

            /// The vendor's number, as it stands in the tag `status`.
            #[must_use]
            pub const fn id(self) -> u64 {
                match self { $($name::$stage => $id,)+ }
            }

            /// The stage with this number.
            #[must_use]
            pub fn of(id: u64) -> Option<Self> {
                Self::ALL.iter().copied().find(|stage| stage.id() == id)
            }
        }
    };
}

stages! {
    /// Where a prospect stands.
    ProspectStage {
        NewLead = 1 "New Lead";
        InitialPhoneCall = 10 "Initial Phone Call";
        AssessmentScheduled = 20 "Assessment Scheduled";
        AssessmentPerformed = 30 "Assessment Performed";
        WantsToMeetCandidates = 40 "Wants to Meet Candidates";
        NeedsContract = 50 "Needs Contract";
        ExpectingSignature = 60 "Expecting Client Signature";
        ReadyToSchedule = 70 "Ready to Schedule Care";
        CareStarted = 80 "Care Started";
        ClosedLost = 90 "Closed-Lost";
        ClosedWon = 100 "Closed-Won";
    }
}

stages! {
    /// Where an applicant stands.
    ApplicantStage {
        NewApplicant = 10 "New Applicant";
        PassedPhoneScreen = 15 "Passed Phone Screen";
        InterviewScheduled = 18 "Interview Scheduled";
        InterviewCompleted = 20 "Interview Completed";
        ConditionalOffer = 25 "Conditional Offer Given";
        PassedSkills = 30 "Passed Skills Screening";
        PassedBackground = 40 "Passed Background Check";
        PassedReferences = 50 "Passed Reference Check";
        Offered = 60 "Offer of Hiring Given";
        PaperworkReceived = 70 "Paperwork Received";
        CompletedOrientation = 80 "Completed Orientation";
        NotHired = 90 "Not Hired";
        Hired = 100 "Hired";
        ApplicationCompleted = 110 "Application Completed";
    }
}

/// Somebody to enter, as far as is known. The server checks for no duplicates: search by phone and name first.
#[derive(Clone, PartialEq, Eq, Default)]
pub struct NewPerson {
    /// First name.
    pub first_name: String,
    /// Family name.
    pub last_name: String,
    /// Mobile phone, however it is written.
    pub mobile: Option<String>,
    /// Home phone.
    pub home: Option<String>,
    /// Mail address.
    pub email: Option<String>,
    /// Street.
    pub street: Option<String>,
    /// City.
    pub city: Option<String>,
    /// Two-letter state.
    pub state: Option<String>,
    /// ZIP code.
    pub zip: Option<String>,
    /// `female`, `male`, as FHIR says it.
    pub gender: Option<String>,
    /// Birthday.
    pub birth_date: Option<Date>,
    /// Office.
    pub location: Option<Id>,
    /// Profile tags.
    pub profile_tags: Vec<Id>,
    /// Where a prospect heard of the agency, in free words. How a record links to a `ReferralSource` is not known.
    pub referral: Option<String>,
}
opaque_debug!(NewPerson);

impl NewPerson {
    /// A body with these tags besides the agency's.
    pub(crate) fn body(
        &self,
        resource: &str,
        agency_id: &str,
        flag: &str,
        stage: u64,
    ) -> Result<Value, Error> {
        if self.first_name.trim().is_empty() || self.last_name.trim().is_empty() {
            return Err(Misuse::new("a person needs a first and a family name").into());
        }
        let clean = |text: &String| field_text(text.trim(), 255);
        let mut telecom = Vec::new();
        for (kind, number) in [("mobile", &self.mobile), ("home", &self.home)] {
            let Some(number) = number else { continue };
            let digits = ten_digits(number);
            if digits.len() != 10 || digits.starts_with(['0', '1']) {
                return Err(
                    Misuse::new("a phone number has ten digits and does not begin with 0 or 1").into()
                );
            }
            telecom.push(json!({"system": "phone", "use": kind, "value": digits}));
        }
        if let Some(email) = &self.email {
            telecom.push(json!({"system": "email", "value": clean(email)}));
        }
        let mut tags = vec![
            json!({"code": "agencyId", "display": agency_id}),
            json!({"code": flag, "display": "false"}),
            json!({"code": "status", "display": stage.to_string()}),
        ];
        if let Some(location) = &self.location {
            tags.push(json!({"code": "locationId", "display": location.as_str()}));
        }
        if !self.profile_tags.is_empty() {
            let list: Vec<&str> = self.profile_tags.iter().map(Id::as_str).collect();
            tags.push(json!({"code": "profileTags", "display": list.join(",")}));
        }
        if let Some(referral) = &self.referral {
            tags.push(json!({"code": REFERRAL, "display": clean(referral)}));
        }
        let mut body = json!({"resourceType": resource, "active": true,
            "name": [{"use": "official", "family": clean(&self.last_name), "given": [clean(&self.first_name)]}],
            "meta": {"tag": tags}});
        if !telecom.is_empty() {
            body["telecom"] = json!(telecom);
        }
        let mut address = json!({"use": "home"});
        for (key, value) in [("city", &self.city), ("state", &self.state), ("postalCode", &self.zip)] {
            if let Some(value) = value {
                address[key] = json!(clean(value));
            }
        }
        if let Some(street) = &self.street {
            address["line"] = json!([clean(street)]);
        }
        if address.as_object().is_some_and(|fields| fields.len() > 1) {
            body["address"] = json!([address]);
        }
        if let Some(gender) = &self.gender {
            body["gender"] = json!(gender);
        }
        if let Some(birth) = self.birth_date {
            body["birthDate"] = json!(birth.to_string());
        }
        Ok(body)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_prospect_is_a_patient_who_is_no_client_yet() {
        let grace = NewPerson {
            first_name: "Grace".into(),
            last_name: "Sample".into(),
            mobile: Some("(202) 555-0140".into()),
            city: Some("Springfield".into()),
            ..NewPerson::default()
        };
        let body = grace.body("Patient", "9001", "isClient", ProspectStage::NewLead.id()).unwrap();
        assert_eq!(body["telecom"], json!([{"system": "phone", "use": "mobile", "value": "2025550140"}]));
        assert_eq!(body["meta"]["tag"][1], json!({"code": "isClient", "display": "false"}));
        assert_eq!(body["address"], json!([{"use": "home", "city": "Springfield"}]));
        assert!(
            NewPerson { mobile: Some("555-0140".into()), ..grace.clone() }
                .body("Patient", "9001", "x", 1)
                .is_err()
        );
        assert!(NewPerson { last_name: " ".into(), ..grace }.body("Patient", "9001", "x", 1).is_err());
    }

    #[test]
    fn stages_have_the_vendors_numbers() {
        assert_eq!(ProspectStage::of(70), Some(ProspectStage::ReadyToSchedule));
        assert_eq!(ApplicantStage::of(100), Some(ApplicantStage::Hired));
        assert_eq!(ProspectStage::of(2), None);
    }
}
