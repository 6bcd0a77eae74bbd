//! `RelatedPerson`: family and other contacts of a client.

use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

use super::person::{email, phones};
use super::{HumanName, Id, Maybe, OneOrMany, Phone, Reference, Scalar, Telecom};

/// A contact of a client.
#[derive(Clone, PartialEq, Default, Serialize, Deserialize)]
pub struct RelatedPerson {
    /// The contact's own id.
    #[serde(default, skip_serializing_if = "Maybe::is_absent")]
    pub id: Maybe<Id>,
    /// The client, as a reference.
    #[serde(default, skip_serializing_if = "Maybe::is_absent")]
    pub patient: Maybe<Reference>,
    /// Names; the first is the one to show.
    #[serde(default, skip_serializing_if = "Maybe::is_absent")]
    pub name: Maybe<OneOrMany<HumanName>>,
    /// Phones and mail addresses.
    #[serde(default, skip_serializing_if = "Maybe::is_absent")]
    pub telecom: Maybe<OneOrMany<Telecom>>,
    /// To be called in an emergency.
    #[serde(default, rename = "emergencyContact", skip_serializing_if = "Maybe::is_absent")]
    pub emergency_contact: Maybe<Scalar>,
    /// The first one to call.
    #[serde(default, rename = "primaryContact", skip_serializing_if = "Maybe::is_absent")]
    pub primary_contact: Maybe<Scalar>,
    /// Everything else (relationship, address, payer, power of attorney).
    #[serde(flatten)]
    pub extra: Map<String, Value>,
}
opaque_debug!(RelatedPerson);

impl RelatedPerson {
    /// The client this person belongs to.
    #[must_use]
    pub fn client_id(&self) -> Option<Id> {
        self.patient.get().and_then(Reference::id)
    }
    /// The name to show.
    #[must_use]
    pub fn full_name(&self) -> Option<String> {
        self.name.items().iter().find_map(HumanName::full)
    }
    /// All phone numbers, mobile first.
    #[must_use]
    pub fn phones(&self) -> Vec<Phone> {
        phones(self.telecom.items())
    }
    /// The first mail address.
    #[must_use]
    pub fn email(&self) -> Option<String> {
        email(self.telecom.items())
    }
    /// Codes of the relationship, such as `SON`, `SPS`, `FRND`. It comes as an object or as a list.
    #[must_use]
    pub fn relationship_codes(&self) -> Vec<String> {
        let concepts = match self.extra.get("relationship") {
            Some(Value::Array(list)) => list.as_slice(),
            Some(one) => std::slice::from_ref(one),
            None => &[],
        };
        let codings = concepts.iter().filter_map(|concept| concept.get("coding")?.as_array()).flatten();
        codings.filter_map(|coding| coding.get("code")?.as_str()).map(str::to_owned).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn the_son_to_call_first_is_found() {
        for relationship in [json!({"coding": [{"code": "SON"}]}), json!([{"coding": [{"code": "SON"}]}])] {
            let tom: RelatedPerson = serde_json::from_value(json!({
                "id": "440001", "patient": {"reference": "Patient/7100001"}, "relationship": relationship,
                "name": [{"given": ["Tom"], "family": "Sample"}], "emergencyContact": true,
                "telecom": [{"system": "phone", "use": "mobile", "value": "2025550143"}]
            }))
            .unwrap();
            assert_eq!(tom.relationship_codes(), ["SON"]);
            assert_eq!(tom.client_id(), Some(Id::from("7100001")));
            assert_eq!(tom.emergency_contact.flag(), Some(true));
            assert_eq!(tom.phones()[0].digits, "2025550143");
        }
    }
}
