//! Patients, practitioners and relatives (vendor reference, sections 8.1 to 8.3 and 8.9).

use serde_json::{Map, Value, json};

use super::bundle::{compare, filter, filters, page, text};
use super::{Answer, Call, Event};
use crate::toggles::{OFF, PutPeople};
use crate::world::{Document, tag, tag_ids};

/// `_search/` and the list of patients or practitioners. Unknown filters are ignored, which returns everybody.
pub(crate) fn search(call: &mut Call<'_>, name: &'static str) -> Answer {
    let filters = filters(call);
    let blind = name == "patients"
        && call.toggles.active_filter_bug != OFF
        && filter(&filters, "active").is_some_and(|v| v.eq_ignore_ascii_case("true"));
    let documents = if name == "patients" { &call.world.patients } else { &call.world.practitioners };
    let rows: Vec<&Document> = documents
        .values()
        .filter(|doc| {
            !blind && filters.iter().all(|(key, value)| value.is_empty() || matches(doc, name, key, value))
        })
        .collect();
    Answer::json(200, page(call, name, 20, rows, |doc| Value::Object(doc.body.clone())))
}

/// Whether a record passes one filter. A key that the resource does not have is ignored, so everybody passes.
fn matches(doc: &Document, resource: &str, key: &str, value: &str) -> bool {
    let (key, contains) = match key.split_once(':') {
        Some((key, "contains")) => (key, true),
        _ => (key, false),
    };
    let same = |have: &str| {
        let (have, want) = (have.to_lowercase(), value.to_lowercase());
        if contains { have.contains(&want) } else { have == want }
    };
    let name = |part: &str| doc.body.get("name").map(|n| n[0][part].clone()).unwrap_or_default();
    let place = |part: &str| doc.body.get("address").map(|a| a[0][part].clone()).unwrap_or_default();
    match key {
        "first_name" | "given" => {
            name("given").as_array().is_some_and(|g| g.iter().any(|g| g.as_str().is_some_and(same)))
        }
        "last_name" | "family" => name("family").as_str().is_some_and(same),
        "address" => place("line")[0].as_str().is_some_and(same),
        "city" => place("city").as_str().is_some_and(same),
        "state" => place("state").as_str().is_some_and(same),
        "gender" => doc.body.get("gender").and_then(Value::as_str).is_some_and(same),
        "active" => doc
            .body
            .get("active")
            .and_then(Value::as_bool)
            .is_some_and(|a| same(if a { "true" } else { "false" })),
        "country" => place("country").as_str().is_some_and(same),
        // where a body keeps them is not known; under their own names is as good a guess as any
        "external_id" => doc.body.get(key).and_then(text).is_some_and(|have| same(&have)),
        "community_id" | "community_name" if resource == "patients" => {
            doc.body.get(key).and_then(text).is_some_and(|have| same(&have))
        }
        "is_hired" if resource == "practitioners" => tag(&doc.body, "isHired").is_some_and(same),
        "agency_id" => tag(&doc.body, "agencyId").is_some_and(same),
        "mobile_phone" => phone(doc, "mobile", value),
        "home_phone" => phone(doc, "home", value),
        "work_phone" => phone(doc, "work", value),
        "fax_phone" if resource == "practitioners" => phone(doc, "fax", value),
        "tags" => {
            let wanted: Vec<u64> = value.split(',').filter_map(|id| id.trim().parse().ok()).collect();
            let have = tag_ids(&doc.body);
            wanted.iter().any(|id| have.contains(id))
        }
        "created" => compare(doc.created, value),
        "updated" => compare(doc.updated, value),
        _ => true,
    }
}

/// A phone filter sees only numbers of its own `use`, which is how callers get lost (D46).
fn phone(doc: &Document, kind: &str, value: &str) -> bool {
    doc.body.get("telecom").and_then(Value::as_array).is_some_and(|all| {
        all.iter().any(|t| t["system"] == "phone" && t["use"] == kind && t["value"] == value)
    })
}

/// Telephone numbers have ten digits and do not begin with 0 or 1; work numbers may end in `x123`.
fn telecom_problem(body: &Value) -> Option<Answer> {
    for entry in body["telecom"].as_array()? {
        if entry["system"] != "phone" {
            continue;
        }
        let value = entry["value"].as_str().unwrap_or_default();
        let number = if entry["use"] == "work" { value.split('x').next().unwrap_or_default() } else { value };
        let ten = number.len() == 10
            && number.bytes().all(|b| b.is_ascii_digit())
            && !number.starts_with(['0', '1']);
        if !ten {
            return Some(Answer::invalid("Phone number must be exactly 10 digits."));
        }
    }
    None
}

/// `POST` of a person.
pub(crate) fn create(call: &mut Call<'_>, name: &'static str) -> Answer {
    let Value::Object(body) = call.body else {
        return Answer::required("name");
    };
    if tag(body, "agencyId").is_none() {
        return Answer::required("agencyId");
    }
    if body.get("name").and_then(|n| n[0]["family"].as_str()).is_none() {
        return Answer::required("name");
    }
    if let Some(problem) = telecom_problem(call.body) {
        return problem;
    }
    let resource = if name == "patients" { "Patient" } else { "Practitioner" };
    let mut body = body.clone();
    let id = call.world.fresh_id(name);
    body.insert("id".into(), json!(id.to_string()));
    body.insert("resourceType".into(), json!(resource));
    body.entry("active").or_insert(Value::Bool(true));
    let document = Document { body, created: call.now, updated: call.now };
    call.world.collection(name).insert(id, document);
    let criteria = if name == "patients" { "patient.created" } else { "practitioner.created" };
    let mut answer =
        Answer::json(201, json!({"resourceType": resource, "id": id.to_string()})).with_event(criteria, id);
    answer.lost = call.toggles.write_timeout_after_success;
    answer
}

/// `PUT` of a person: top-level keys are merged, tags by their code.
pub(crate) fn update(call: &mut Call<'_>, name: &'static str) -> Answer {
    let id = call.ids.first().copied().unwrap_or_default();
    let Value::Object(changes) = call.body else {
        return Answer::invalid("A JSON object is required.");
    };
    if let Some(problem) = telecom_problem(call.body) {
        return problem;
    }
    let (now, put) = (call.now, call.toggles.put_people);
    let Some(document) = call.world.collection(name).get_mut(&id) else {
        return Answer::not_found();
    };
    let before = document.body.clone();
    match put {
        PutPeople::Merge => merge(&mut document.body, changes),
        PutPeople::Replace => document.body = changes.clone(),
    }
    document.body.insert("resourceType".into(), before.get("resourceType").cloned().unwrap_or_default());
    document.body.insert("id".into(), json!(id.to_string()));
    document.updated = now;
    let events = differences(name == "patients", id, &before, &document.body);
    let mut answer = Answer::json(200, Value::Object(document.body.clone()));
    answer.events = events;
    answer
}

fn merge(body: &mut Map<String, Value>, changes: &Map<String, Value>) {
    for (key, value) in changes {
        if key != "meta" {
            body.insert(key.clone(), value.clone());
            continue;
        }
        let mut tags = body.get("meta").and_then(|m| m["tag"].as_array()).cloned().unwrap_or_default();
        for tag in value["tag"].as_array().into_iter().flatten() {
            match tags.iter_mut().find(|t| t["code"] == tag["code"]) {
                Some(known) => *known = tag.clone(),
                None => tags.push(tag.clone()),
            }
        }
        let mut meta = body.get("meta").and_then(Value::as_object).cloned().unwrap_or_default();
        meta.extend(value.as_object().cloned().unwrap_or_default());
        meta.insert("tag".into(), Value::Array(tags));
        body.insert("meta".into(), Value::Object(meta));
    }
}

fn differences(
    patient: bool,
    id: u64,
    before: &Map<String, Value>,
    after: &Map<String, Value>,
) -> Vec<Event> {
    let mut events = Vec::new();
    let mut tell = |of_patient, of_practitioner| {
        events.push(Event { criteria: if patient { of_patient } else { of_practitioner }, id });
    };
    if before.get("name") != after.get("name") {
        tell("patient.name.changed", "practitioner.name.changed");
    }
    if before.get("address") != after.get("address") {
        tell("patient.address.changed", "practitioner.address.changed");
    }
    if before.get("telecom") != after.get("telecom") {
        tell("patient.telecom.changed", "practitioner.telecom.changed");
    }
    if before.get("active") != after.get("active") && after.get("active") == Some(&Value::Bool(false)) {
        tell("patient.deactivated.changed", "practitioner.deactivated.changed");
    }
    if patient && before.get("deceasedDateTime") != after.get("deceasedDateTime") {
        events.push(Event { criteria: "patient.dateofdeath.changed", id });
    }
    let mut tell = |of_patient, of_practitioner| {
        events.push(Event { criteria: if patient { of_patient } else { of_practitioner }, id });
    };
    // winning or hiring is the last step of the pipeline, so it is told as a change of status
    let flag = if patient { "isClient" } else { "isHired" };
    let read = |body| tag(body, flag).map(str::to_ascii_lowercase);
    if tag(before, "status") != tag(after, "status") || read(before) != read(after) {
        tell("prospect.status.changed", "applicant.status.changed");
    }
    events
}

/// `DELETE` of a person: the record stays, inactive.
pub(crate) fn deactivate(call: &mut Call<'_>, name: &'static str) -> Answer {
    let id = call.ids.first().copied().unwrap_or_default();
    let now = call.now;
    let Some(document) = call.world.collection(name).get_mut(&id) else {
        return Answer::not_found();
    };
    document.body.insert("active".into(), Value::Bool(false));
    document.updated = now;
    let criteria =
        if name == "patients" { "patient.deactivated.changed" } else { "practitioner.deactivated.changed" };
    Answer::nothing(204).with_event(criteria, id)
}

/// `DELETE /v1/relatedperson/{patient_id}/contacts/{contact_id}/`.
pub(crate) fn remove_relative(call: &mut Call<'_>) -> Answer {
    let (Some(patient), Some(contact)) = (call.ids.first(), call.ids.get(1)) else {
        return Answer::not_found();
    };
    let reference = format!("Patient/{patient}");
    let theirs = call
        .world
        .relatives
        .get(contact)
        .is_some_and(|doc| doc.body.get("patient").is_some_and(|p| p["reference"] == reference.as_str()));
    if !theirs {
        return Answer::not_found();
    }
    call.world.relatives.remove(contact);
    Answer::nothing(204)
}

/// `GET /v1/relatedperson/{patient_id}/`.
pub(crate) fn relatives_of(call: &mut Call<'_>) -> Answer {
    let patient = call.ids.first().copied().unwrap_or_default();
    if !call.world.patients.contains_key(&patient) {
        return Answer::not_found();
    }
    let reference = format!("Patient/{patient}");
    let rows: Vec<&Document> = call
        .world
        .relatives
        .values()
        .filter(|doc| doc.body.get("patient").is_some_and(|p| p["reference"] == reference.as_str()))
        .collect();
    Answer::json(200, page(call, "relatedperson", 100, rows, |doc| Value::Object(doc.body.clone())))
}
