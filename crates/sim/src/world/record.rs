//! Documents as they go over the wire, built and read (vendor reference, section 8).

use std::collections::BTreeSet;

use serde_json::{Map, Value, json};

/// The value of a `meta.tag` entry.
pub(crate) fn tag<'a>(body: &'a Map<String, Value>, code: &str) -> Option<&'a str> {
    body.get("meta")?.get("tag")?.as_array()?.iter().find(|t| t["code"] == code)?["display"].as_str()
}

/// The profile tags of a person.
pub(crate) fn tag_ids(body: &Map<String, Value>) -> BTreeSet<u64> {
    tag(body, "profileTags").unwrap_or_default().split(',').filter_map(|id| id.trim().parse().ok()).collect()
}

/// Hired and active.
pub(crate) fn is_working(body: &Map<String, Value>) -> bool {
    body.get("active") == Some(&Value::Bool(true))
        && tag(body, "isHired").is_some_and(|hired| hired.eq_ignore_ascii_case("true"))
}

/// A truth value of a tag: live systems write it as Python does, the documents in lower case; here both occur.
pub(crate) fn spelled(id: u64, flag: bool) -> &'static str {
    match (flag, id.is_multiple_of(5)) {
        (true, false) => "True",
        (true, true) => "true",
        (false, false) => "False",
        (false, true) => "false",
    }
}

/// What a visit costs and pays unless somebody entered something else.
pub(crate) fn usual_rates() -> Value {
    json!({"payRate": [{"id": "11", "amount": 18.5, "method": "Hourly"}],
        "billRate": [{"id": "12", "amount": 32.0, "method": "Hourly"}]})
}

/// Given and family name.
pub(crate) fn full_name(body: &Map<String, Value>) -> String {
    let Some(name) = body.get("name").and_then(|names| names.get(0)) else {
        return String::new();
    };
    let given = name["given"][0].as_str().unwrap_or_default();
    let family = name["family"].as_str().unwrap_or_default();
    format!("{given} {family}").trim().to_owned()
}

/// What is needed to write a patient or practitioner.
pub(crate) struct Person<'a> {
    pub(crate) id: u64,
    pub(crate) resource: &'static str,
    pub(crate) given: &'a str,
    pub(crate) family: &'a str,
    pub(crate) gender: &'static str,
    pub(crate) birth: String,
    pub(crate) active: bool,
    /// (`use`, ten digits)
    pub(crate) phones: Vec<(&'static str, String)>,
    pub(crate) email: Option<String>,
    /// (line, city, ZIP)
    pub(crate) address: Option<(String, &'static str, &'static str)>,
    pub(crate) spanish: bool,
    /// (`isHired` or `isClient`, value)
    pub(crate) flag: (&'static str, bool),
    pub(crate) status: String,
    pub(crate) location: u64,
    pub(crate) tags: Vec<u64>,
    pub(crate) agency: u64,
    pub(crate) created: String,
}

impl Person<'_> {
    /// The document a read answers.
    pub(crate) fn body(self) -> Map<String, Value> {
        let mut body = Map::new();
        body.insert("resourceType".into(), json!(self.resource));
        body.insert("id".into(), json!(self.id.to_string()));
        body.insert("active".into(), json!(self.active));
        let text = format!("{} {}", self.given, self.family);
        body.insert(
            "name".into(),
            json!([{"use": "official", "family": self.family, "given": [self.given], "text": text}]),
        );
        let mut telecom: Vec<Value> = self
            .phones
            .iter()
            .map(|(kind, digits)| json!({"system": "phone", "use": kind, "value": digits}))
            .collect();
        if let Some(email) = self.email {
            telecom.push(json!({"system": "email", "value": email}));
        }
        if !telecom.is_empty() {
            body.insert("telecom".into(), Value::Array(telecom));
        }
        if let Some((line, city, zip)) = self.address {
            let address =
                json!([{"use": "home", "line": [line], "city": city, "state": "IL", "postalCode": zip}]);
            body.insert("address".into(), address);
        }
        body.insert("gender".into(), json!(self.gender));
        body.insert("birthDate".into(), json!(self.birth));
        if self.resource == "Patient" {
            let (code, display) = if self.id.is_multiple_of(3) { ("M", "Married") } else { ("W", "Widowed") };
            body.insert("maritalStatus".into(), json!([{"coding": [{"code": code, "display": display}]}]));
        } else if self.id.is_multiple_of(4) {
            // never given out to anybody; here so that clients are seen to keep it to themselves
            body.insert("ssn".into(), json!("000-00-0000"));
        }
        let (code, display) = if self.spanish { ("es", "Spanish") } else { ("en-us", "English") };
        body.insert("communication".into(), json!([{"coding": [{"code": code, "display": display}]}]));
        let mut tags = vec![
            json!({"code": "agencyId", "display": self.agency.to_string()}),
            json!({"code": self.flag.0, "display": spelled(self.id, self.flag.1)}),
            json!({"code": "status", "display": self.status}),
            json!({"code": "locationId", "display": self.location.to_string()}),
        ];
        if !self.tags.is_empty() {
            let ids: Vec<String> = self.tags.iter().map(u64::to_string).collect();
            tags.push(json!({"code": "profileTags", "display": ids.join(",")}));
        }
        tags.push(json!({"code": "created", "display": self.created}));
        body.insert("meta".into(), json!({"tag": tags}));
        body
    }
}
