//! Reference data: what an agency or the vendor defined once and others point to by id.

use serde::{Deserialize, Serialize};
use serde_json::{Map, Value, json};

use super::{HumanName, Id, Maybe, OneOrMany, Scalar, Telecom};

/// Records of which only an id and a name can be relied on.
macro_rules! named {
    ($($(#[$doc:meta])* $name:ident;)+) => {
        $($(#[$doc])*
        #[derive(Clone, PartialEq, Default, Serialize, Deserialize)]
        pub struct $name {
            /// The id.
            #[serde(default, skip_serializing_if = "Maybe::is_absent")]
            pub id: Maybe<Id>,
            /// What people read.
            #[serde(default, skip_serializing_if = "Maybe::is_absent")]
            pub name: Maybe<Scalar>,
            /// Everything else.
            #[serde(flatten)]
            pub extra: Map<String, Value>,
        })+
        opaque_debug!($($name),+);
    };
}

named! {
    /// A tag the agency defined (a skill, a language, a trait). People refer to it by id.
    ProfileTag;
    /// The agency the credentials belong to. It is not known to carry a time zone.
    Organization;
    /// An office of the agency. It is not known to carry a time zone either.
    Location;
    /// Where a prospect came from: a hospital, a physician, word of mouth. Which field of a prospect points to it is
    /// not documented.
    ReferralSource;
    /// A medication of the vendor's catalogue.
    Medication;
    /// An allergy of the vendor's catalogue.
    Allergy;
    /// An activity that a care plan of this agency may contain.
    CareActivity;
    /// Something that was done or is to be done. Nothing but its id is public.
    Activity;
    /// A stored file's description.
    Document;
}

/// Somebody in the office. The ids own admin tasks ([`NewAdminTask::owner`](super::NewAdminTask::owner)).
#[derive(Clone, PartialEq, Default, Serialize, Deserialize)]
pub struct Admin {
    /// The id.
    #[serde(default, skip_serializing_if = "Maybe::is_absent")]
    pub id: Maybe<Id>,
    /// Names, in FHIR's form or as one text.
    #[serde(default, skip_serializing_if = "Maybe::is_absent")]
    pub name: Maybe<OneOrMany<Named>>,
    /// Phones and mail addresses.
    #[serde(default, skip_serializing_if = "Maybe::is_absent")]
    pub telecom: Maybe<OneOrMany<Telecom>>,
    /// Everything else.
    #[serde(flatten)]
    pub extra: Map<String, Value>,
}

/// A name in either form.
#[derive(Clone, PartialEq, Serialize, Deserialize)]
#[serde(untagged)]
pub enum Named {
    /// Split as FHIR does.
    Human(HumanName),
    /// One text.
    Text(Scalar),
}
opaque_debug!(Admin, Named, NewDocument);

impl Admin {
    /// The name to show.
    #[must_use]
    pub fn full_name(&self) -> Option<String> {
        self.name.items().iter().find_map(|name| match name {
            Named::Human(name) => name.full(),
            Named::Text(text) => text.text(),
        })
    }
}

/// Which list of care-plan activities.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ActivityType {
    /// Activities of daily living: bathing, dressing, eating.
    Adl,
    /// Instrumental ones: shopping, laundry, driving.
    Iadl,
}

impl ActivityType {
    pub(crate) fn word(self) -> &'static str {
        match self {
            ActivityType::Adl => "ADL",
            ActivityType::Iadl => "IADL",
        }
    }
}

/// An activity to put into a care plan.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PlannedActivity {
    /// Id from [`care_activities`](crate::Client::care_activities); it belongs to this agency.
    pub activity: Id,
    /// What is to be done.
    pub description: String,
}

impl PlannedActivity {
    pub(crate) fn body(&self) -> Value {
        json!({"detail": {"code": {"coding": [{"code": "activityId", "display": self.activity.as_str()}]},
            "description": self.description, "status": "scheduled"}})
    }
}

/// A file to store with somebody. Production has answered valid ones with a crash; see
/// [`create_document`](crate::Client::create_document).
#[derive(Clone, PartialEq)]
pub struct NewDocument {
    /// Whose it is: `Patient/7100001` or `Practitioner/8200001`.
    pub of: String,
    /// Kind of document, such as `General`.
    pub kind: String,
    /// File name.
    pub title: String,
    /// MIME type: text, Word, PDF, PNG, JPEG, GIF or BMP.
    pub content_type: String,
    /// The file in Base64; at most 10 MB.
    pub data: String,
}

impl NewDocument {
    /// `content` is an object and `related` says `ref`, unlike in FHIR.
    pub(crate) fn body(&self, agency_id: &str) -> Value {
        json!({"resourceType": "DocumentReference", "type": {"text": self.kind},
            "content": {"attachment": {"contentType": self.content_type, "data": self.data, "title": self.title}},
            "context": {"related": [{"ref": self.of}]},
            "meta": {"tag": [{"code": "agencyId", "display": agency_id}]}})
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_admin_has_a_name_in_either_form() {
        for name in [json!([{"family": "Example", "given": ["Dana"]}]), json!("Dana Example")] {
            let admin: Admin = serde_json::from_value(json!({"id": 501, "name": name})).unwrap();
            assert_eq!(admin.full_name().as_deref(), Some("Dana Example"));
            assert_eq!(serde_json::to_value(&admin).unwrap(), json!({"id": 501, "name": name}));
        }
    }
}
