//! Clients and caregivers: `Patient` and `Practitioner`, and the parts they are made of.
//!
//! One resource serves two kinds of people each: a `Patient` is a client or a prospect, a `Practitioner` a caregiver
//! or an applicant. The tags `isClient` and `isHired` tell which.

use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

use super::{Id, Maybe, Meta, OneOrMany, Scalar};

/// A name as FHIR splits it.
#[derive(Clone, PartialEq, Default, Serialize, Deserialize)]
pub struct HumanName {
    /// `official`, `nickname` …
    #[serde(default, rename = "use", skip_serializing_if = "Maybe::is_absent")]
    pub kind: Maybe<Scalar>,
    /// Family name.
    #[serde(default, skip_serializing_if = "Maybe::is_absent")]
    pub family: Maybe<Scalar>,
    /// Given names, the first one first.
    #[serde(default, skip_serializing_if = "Maybe::is_absent")]
    pub given: Maybe<OneOrMany<Scalar>>,
    /// The whole name as one text.
    #[serde(default, skip_serializing_if = "Maybe::is_absent")]
    pub text: Maybe<Scalar>,
    /// Everything else.
    #[serde(flatten)]
    pub extra: Map<String, Value>,
}

/// A phone number or mail address.
#[derive(Clone, PartialEq, Default, Serialize, Deserialize)]
pub struct Telecom {
    /// `phone`, `email`, `fax`.
    #[serde(default, skip_serializing_if = "Maybe::is_absent")]
    pub system: Maybe<Scalar>,
    /// `mobile`, `home`, `work`; live data does not always say.
    #[serde(default, rename = "use", skip_serializing_if = "Maybe::is_absent")]
    pub kind: Maybe<Scalar>,
    /// The number (ten digits, a work phone may carry `x` and an extension) or address.
    #[serde(default, skip_serializing_if = "Maybe::is_absent")]
    pub value: Maybe<Scalar>,
    /// Everything else.
    #[serde(flatten)]
    pub extra: Map<String, Value>,
}

/// A postal address.
#[derive(Clone, PartialEq, Default, Serialize, Deserialize)]
pub struct Address {
    /// Street lines.
    #[serde(default, skip_serializing_if = "Maybe::is_absent")]
    pub line: Maybe<OneOrMany<Scalar>>,
    /// City.
    #[serde(default, skip_serializing_if = "Maybe::is_absent")]
    pub city: Maybe<Scalar>,
    /// Two-letter state.
    #[serde(default, skip_serializing_if = "Maybe::is_absent")]
    pub state: Maybe<Scalar>,
    /// ZIP code.
    #[serde(default, rename = "postalCode", skip_serializing_if = "Maybe::is_absent")]
    pub postal_code: Maybe<Scalar>,
    /// Everything else.
    #[serde(flatten)]
    pub extra: Map<String, Value>,
}

/// A phone number of a person, reduced to its digits.
#[derive(Clone, PartialEq, Eq)]
pub struct Phone {
    /// `mobile`, `home`, `work`, or empty when the document does not say.
    pub kind: String,
    /// Digits only, without a leading country code 1 and without an extension.
    pub digits: String,
}

macro_rules! person {
    ($(#[$doc:meta])* $name:ident, $flag:literal, $is:ident, $isdoc:literal $(, $(#[$fdoc:meta])* $field:ident)?) => {
        $(#[$doc])*
        #[derive(Clone, PartialEq, Default, Serialize, Deserialize)]
        pub struct $name {
            /// The id, as text or number.
            #[serde(default, skip_serializing_if = "Maybe::is_absent")]
            pub id: Maybe<Id>,
            /// Whether the record is in use; alone it says nothing about being a client or being hired.
            #[serde(default, skip_serializing_if = "Maybe::is_absent")]
            pub active: Maybe<Scalar>,
            /// Names; the first is the one to show.
            #[serde(default, skip_serializing_if = "Maybe::is_absent")]
            pub name: Maybe<OneOrMany<HumanName>>,
            /// Phones and mail addresses.
            #[serde(default, skip_serializing_if = "Maybe::is_absent")]
            pub telecom: Maybe<OneOrMany<Telecom>>,
            /// Addresses; the first is home.
            #[serde(default, skip_serializing_if = "Maybe::is_absent")]
            pub address: Maybe<OneOrMany<Address>>,
            /// Tags: agency, office, status, skills.
            #[serde(default, skip_serializing_if = "Maybe::is_absent")]
            pub meta: Maybe<Meta>,
            $($(#[$fdoc])*
            #[serde(default, skip_serializing_if = "Maybe::is_absent")]
            pub $field: Maybe<Scalar>,)?
            /// Everything this crate has no name for; sent back as it came.
            #[serde(flatten)]
            pub extra: Map<String, Value>,
        }

        impl $name {
            #[doc = $isdoc]
            #[must_use]
            pub fn $is(&self) -> Option<bool> {
                self.meta.tag_flag($flag)
            }

            /// Whether the record is in use; `None` when the document does not say.
            #[must_use]
            pub fn is_active(&self) -> Option<bool> {
                self.active.flag()
            }

            /// The name to show: the text of the name, or given and family name.
            #[must_use]
            pub fn full_name(&self) -> Option<String> {
                self.name.items().iter().find_map(HumanName::full)
            }

            /// The first given name.
            #[must_use]
            pub fn first_name(&self) -> Option<String> {
                self.name.items().iter().find_map(|name| name.given.items().iter().find_map(Scalar::text))
            }

            /// All phone numbers, mobile first, without repetition.
            #[must_use]
            pub fn phones(&self) -> Vec<Phone> {
                phones(self.telecom.items())
            }

            /// The first mail address.
            #[must_use]
            pub fn email(&self) -> Option<String> {
                email(self.telecom.items())
            }

            /// The pipeline status id of the `status` tag; `None` where live data says `"None"`.
            #[must_use]
            pub fn status_id(&self) -> Option<u64> {
                self.meta.tag("status")?.parse().ok()
            }

            /// Ids of the profile tags (skills, languages, traits the agency defined).
            #[must_use]
            pub fn profile_tags(&self) -> Vec<Id> {
                self.meta.tag_ids("profileTags")
            }

            /// Id of the office the person belongs to.
            #[must_use]
            pub fn location_id(&self) -> Option<Id> {
                self.meta.tag("locationId").map(Id::from)
            }
        }
    };
}

person!(
    /// A client, or a prospect who may become one.
    Patient,
    "isClient",
    is_client,
    "Whether this is a client (`true`) or a prospect (`false`); `None` when the tag is missing or `\"None\"`."
);
person!(
    /// A caregiver, or an applicant who may become one.
    Practitioner,
    "isHired",
    is_hired,
    "Whether this is a caregiver (`true`) or an applicant (`false`); `None` when the tag is missing or `\"None\"`.",
    /// Social security number. Kept only so that a PUT does not erase it; never show or store it.
    ssn
);
impl Patient {
    /// Where a prospect heard of the agency.
    #[must_use]
    pub fn referral(&self) -> Option<String> {
        self.meta.tag(super::intake::REFERRAL)
    }

    /// Keeps where she heard of the agency, unless something stands there.
    pub fn give_referral(&mut self, words: &str) {
        if self.referral().is_none() {
            self.meta.set_tag(super::intake::REFERRAL, &super::task::field_text(words.trim(), 255));
        }
    }

    /// Gives her a home by city or ZIP code, unless she has one.
    pub fn give_home(&mut self, city: Option<&str>, zip: Option<&str>) {
        if !self.address.items().is_empty() || city.or(zip).is_none() {
            return;
        }
        let field = |text: Option<&str>| {
            text.map_or(Maybe::Absent, |t| {
                Maybe::Present(Scalar::from(super::task::field_text(t.trim(), 255).as_str()))
            })
        };
        let extra = [("use".to_owned(), Value::from("home"))].into_iter().collect();
        let home = Address {
            line: Maybe::Absent,
            city: field(city),
            state: Maybe::Absent,
            postal_code: field(zip),
            extra,
        };
        self.address = Maybe::Present(OneOrMany::Many(vec![home]));
    }
}

opaque_debug!(HumanName, Telecom, Address, Phone, Patient, Practitioner);

impl HumanName {
    /// The name as one text.
    #[must_use]
    pub fn full(&self) -> Option<String> {
        if let Some(text) = self.text.text() {
            return Some(text);
        }
        let mut parts: Vec<String> = self.given.items().iter().filter_map(Scalar::text).collect();
        parts.extend(self.family.text());
        (!parts.is_empty()).then(|| parts.join(" "))
    }
}

/// Reduces a number to the ten digits WellSky stores: no punctuation, no leading country code, no extension.
pub(crate) fn ten_digits(text: &str) -> String {
    let number = text.split(['x', 'X']).next().unwrap_or_default();
    let digits: String = number.chars().filter(char::is_ascii_digit).collect();
    match digits.strip_prefix('1') {
        Some(rest) if rest.len() == 10 => rest.to_owned(),
        _ => digits,
    }
}

pub(super) fn phones(telecom: &[Telecom]) -> Vec<Phone> {
    let mut found: Vec<Phone> = Vec::new();
    for entry in telecom {
        // Some entries carry no system; anything with an at sign is not a phone.
        let is_phone = entry.system.text().is_none_or(|system| system.eq_ignore_ascii_case("phone"));
        let Some(value) = entry.value.text().filter(|value| is_phone && !value.contains('@')) else {
            continue;
        };
        let digits = ten_digits(&value);
        if digits.is_empty() || found.iter().any(|phone| phone.digits == digits) {
            continue;
        }
        found.push(Phone { kind: entry.kind.text().unwrap_or_default().to_ascii_lowercase(), digits });
    }
    found.sort_by_key(|phone| phone.kind != "mobile");
    found
}

pub(super) fn email(telecom: &[Telecom]) -> Option<String> {
    telecom.iter().filter_map(|entry| entry.value.text()).find(|value| value.contains('@'))
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn a_live_looking_prospect_is_read() {
        let patient: Patient = serde_json::from_value(json!({
            "id": 7100009, "active": "true", "name": {"family": "Sample", "given": "Grace"},
            "telecom": [{"system": "email", "value": "grace@example.org"},
                        {"system": "phone", "use": "home", "value": "(202) 555-0141"},
                        {"system": "phone", "use": "mobile", "value": "+1 202 555 0140"},
                        {"system": "phone", "value": "2025550140"}],
            "meta": {"tag": [{"code": "isClient", "display": "False"}, {"code": "status", "display": "None"}]}
        }))
        .unwrap();
        assert_eq!(patient.is_client(), Some(false));
        assert_eq!(patient.is_active(), Some(true));
        assert_eq!(patient.status_id(), None);
        assert_eq!(patient.full_name().as_deref(), Some("Grace Sample"));
        assert_eq!(patient.email().as_deref(), Some("grace@example.org"));
        let phones: Vec<_> = patient.phones().into_iter().map(|p| (p.kind, p.digits)).collect();
        assert_eq!(
            phones,
            [("mobile".to_owned(), "2025550140".to_owned()), ("home".to_owned(), "2025550141".to_owned())]
        );
    }

    #[test]
    fn a_work_phone_loses_its_extension_and_a_person_prints_nothing() {
        assert_eq!(ten_digits("202-555-0199 x1234"), "2025550199");
        let person: Practitioner =
            serde_json::from_value(json!({"id": "1", "ssn": "000-00-0000", "name": [{"text": "Ada"}]}))
                .unwrap();
        assert_eq!(format!("{person:?}"), "Practitioner { .. }");
    }
}
