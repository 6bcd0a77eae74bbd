//! Everything that is only a document: admin tasks, subscriptions, tags, locations, the agency itself (vendor reference,
//! sections 8.8 to 8.15).

use serde_json::{Map, Value, json};

use super::bundle::{compare, envelope, filter, filters, page, text};
use super::hooks::CRITERIA;
use super::{Answer, Call};
use crate::world::{Document, full_name, tag};

/// Lists and searches of small collections.
pub(crate) fn search(call: &mut Call<'_>, name: &'static str) -> Answer {
    let filters = filters(call);
    let rows: Vec<Document> = call
        .world
        .collection(name)
        .values()
        .filter(|doc| {
            let equal = |key: &str| {
                filter(&filters, key)
                    .is_none_or(|want| doc.body.get(key).and_then(text).as_deref() == Some(want))
            };
            match name {
                "subscriptions" => equal("status") && equal("criteria"),
                "relatedperson" => {
                    let patient = filter(&filters, "patient")
                        .map(|id| format!("Patient/{}", id.trim_start_matches("Patient/")));
                    relative(doc, &filters)
                        && patient.is_none_or(|p| {
                            doc.body.get("patient").is_some_and(|have| have["reference"] == p.as_str())
                        })
                        && filter(&filters, "created").is_none_or(|bound| compare(doc.created, bound))
                        && filter(&filters, "updated").is_none_or(|bound| compare(doc.updated, bound))
                }
                "locations" | "organizations" => equal("name"),
                _ => true,
            }
        })
        .cloned()
        .collect();
    let render = |doc: &Document| Value::Object(doc.body.clone());
    // these two answer everything at once, whatever page was asked for
    if matches!(name, "organizations" | "allergyintolerance") {
        let all = rows.iter().map(render).collect();
        return Answer::json(200, envelope(call, rows.len(), all));
    }
    Answer::json(200, page(call, name, 20, rows, render))
}

/// The filters of contacts that one reader guessed: part of the name, and a number.
fn relative(doc: &Document, filters: &[(String, String)]) -> bool {
    let named = filter(filters, "name")
        .is_none_or(|want| full_name(&doc.body).to_lowercase().contains(&want.to_lowercase()));
    let reached = filter(filters, "phone").is_none_or(|want| {
        let all = doc.body.get("telecom").and_then(Value::as_array);
        all.is_some_and(|all| all.iter().any(|t| t["system"] == "phone" && t["value"] == want))
    });
    named && reached
}

/// A read by id.
pub(crate) fn read(call: &mut Call<'_>, name: &'static str) -> Answer {
    let id = call.ids.first().copied().unwrap_or_default();
    match call.world.collection(name).get(&id) {
        Some(doc) => Answer::json(200, Value::Object(doc.body.clone())),
        None => Answer::not_found(),
    }
}

fn store(call: &mut Call<'_>, name: &'static str, mut body: Map<String, Value>) -> u64 {
    let id = call.world.fresh_id(name);
    body.insert("id".into(), json!(id.to_string()));
    let document = Document { body, created: call.now, updated: call.now };
    call.world.collection(name).insert(id, document);
    id
}

fn resource(name: &str) -> &'static str {
    match name {
        "relatedperson" => "RelatedPerson",
        "profileTags" => "ProfileTag",
        "referralsource" => "ReferralSource",
        "documentReferences" => "DocumentReference",
        "activities" => "Activity",
        _ => "Basic",
    }
}

/// A create with no rules of its own beyond a name or patient.
pub(crate) fn create(call: &mut Call<'_>, name: &'static str) -> Answer {
    let Value::Object(body) = call.body else {
        return Answer::required("name");
    };
    let needed = if name == "relatedperson" { "patient" } else { "name" };
    // nothing is known of an activity's fields, so none is demanded
    if name != "activities" && body.get(needed).is_none_or(Value::is_null) {
        return Answer::required(needed);
    }
    let kind = resource(name);
    let mut body = body.clone();
    body.insert("resourceType".into(), json!(kind));
    let id = store(call, name, body);
    let answer = Answer::json(201, json!({"resourceType": kind, "id": id.to_string()}));
    if name == "referralsource" { answer.with_event("referralsources.created", id) } else { answer }
}

/// A `PUT` that merges top-level keys.
pub(crate) fn update(call: &mut Call<'_>, name: &'static str) -> Answer {
    let id = call.ids.first().copied().unwrap_or_default();
    let (now, changes) = (call.now, call.body.as_object().cloned().unwrap_or_default());
    let Some(doc) = call.world.collection(name).get_mut(&id) else {
        return Answer::not_found();
    };
    doc.body.extend(changes);
    doc.body.insert("id".into(), json!(id.to_string()));
    doc.updated = now;
    let answer = Answer::json(200, Value::Object(doc.body.clone()));
    if name == "referralsource" { answer.with_event("referralsources.changed", id) } else { answer }
}

/// A delete for good.
pub(crate) fn delete(call: &mut Call<'_>, name: &'static str) -> Answer {
    let id = call.ids.first().copied().unwrap_or_default();
    if call.world.collection(name).remove(&id).is_some() { Answer::nothing(204) } else { Answer::not_found() }
}

/// `POST /v1/adminTasks/`: only the shape that was ever accepted.
pub(crate) fn create_task(call: &mut Call<'_>) -> Answer {
    let Value::Object(body) = call.body else {
        return Answer::required("description");
    };
    for name in ["title", "priority", "theDate", "client_id", "notes"] {
        if body.contains_key(name) {
            return Answer::invalid(&format!("'{name}' is not allowed."));
        }
    }
    for name in ["status", "description"] {
        if body.get(name).and_then(Value::as_str).is_none_or(str::is_empty) {
            return Answer::required(name);
        }
    }
    let requesters = body.get("requester").and_then(Value::as_array).map(Vec::as_slice).unwrap_or_default();
    let readable = |r: &Value| r.is_u64() || (r["resourceType"].is_string() && r["id"].is_u64());
    if requesters.is_empty() || !requesters.iter().all(readable) {
        return Answer::required("requester");
    }
    if body.get("owner").is_some_and(|o| !o.as_array().is_some_and(|ids| ids.iter().all(Value::is_u64))) {
        return Answer::invalid("'owner' is a list of ids.");
    }
    if tag(body, "agencyId").is_none() {
        return Answer::required("agencyId");
    }
    let mut body = body.clone();
    body.insert("resourceType".into(), json!("Task"));
    let id = store(call, "adminTasks", body);
    Answer::json(201, json!({"resourceType": "Task", "id": id.to_string()}))
        .with_event("admintask.created", id)
}

/// `POST /v1/subscriptions/`: one criteria, one endpoint. The id comes back as a number.
pub(crate) fn create_subscription(call: &mut Call<'_>) -> Answer {
    let Value::Object(body) = call.body else {
        return Answer::required("criteria");
    };
    let criteria = body.get("criteria").and_then(Value::as_str).unwrap_or_default();
    if !CRITERIA.contains(&criteria) {
        return Answer::invalid("'criteria' is not known.");
    }
    if body.get("channel").and_then(|c| c["endpoint"].as_str()).is_none_or(str::is_empty) {
        return Answer::required("endpoint");
    }
    if tag(body, "agencyId").is_none() {
        return Answer::required("agencyId");
    }
    let mut body = body.clone();
    body.insert("resourceType".into(), json!("Subscription"));
    let id = store(call, "subscriptions", body);
    Answer::json(201, json!({"resourceType": "Subscription", "id": id}))
}

/// `POST /v1/documentReferences/`: validation texts as quoted by vendor support, then the crash that followed.
pub(crate) fn create_document(call: &mut Call<'_>) -> Answer {
    let body = call.body;
    if body["content"].is_array() {
        return Answer::crash();
    }
    if body["type"]["text"].as_str().is_none() {
        return Answer::invalid("'text' in 'type' is required.");
    }
    if body["context"]["related"][0]["ref"].as_str().is_none() {
        return Answer::required("context");
    }
    let file = &body["content"]["attachment"];
    if ["data", "title", "contentType"].iter().any(|name| file[*name].as_str().is_none()) {
        return Answer::invalid("'data', 'title' and 'contentType' are mandatory.");
    }
    let object = body.as_object().cloned().unwrap_or_default();
    if tag(&object, "agencyId").is_none() {
        return Answer::required("agencyId");
    }
    if call.toggles.doc_ref_500.0 {
        return Answer::crash();
    }
    let id = store(call, "documentReferences", object);
    Answer::json(201, json!({"resourceType": "DocumentReference", "id": id.to_string()}))
}

/// `POST /v1/documentReferences/_profile/`: the files of one person.
pub(crate) fn documents_of(call: &mut Call<'_>) -> Answer {
    let Some(reference) = call.body["reference"].as_str().filter(|r| !r.is_empty()) else {
        return Answer::required("reference");
    };
    let theirs = |doc: &&Document| {
        doc.body.get("context").is_some_and(|c| c["related"][0]["ref"].as_str() == Some(reference))
    };
    let all = call.world.collections.get("documentReferences");
    let rows: Vec<&Document> = all.map(|docs| docs.values().filter(theirs).collect()).unwrap_or_default();
    Answer::json(200, page(call, "documentReferences", 20, rows, |doc| Value::Object(doc.body.clone())))
}

/// What a care plan may contain. The ids belong to the agency.
const ACTIVITIES: [(u64, &str, &str); 6] = [
    (1201, "ADL", "Bathing"),
    (1202, "ADL", "Dressing"),
    (1203, "ADL", "Eating"),
    (1301, "IADL", "Shopping"),
    (1302, "IADL", "Laundry"),
    (1303, "IADL", "Meal preparation"),
];

/// `GET /v1/careplan/activity-metadata/?agency_id=…&activity_type=ADL`; snake_case, unlike everything else.
pub(crate) fn care_activities(call: &mut Call<'_>) -> Answer {
    let filters = filters(call);
    if filter(&filters, "agency_id") != Some(call.world.agency_id.to_string().as_str()) {
        return Answer::required("agency_id");
    }
    let Some(kind) = filter(&filters, "activity_type").filter(|k| matches!(*k, "ADL" | "IADL")) else {
        return Answer::required("activity_type");
    };
    let rows: Vec<Value> = ACTIVITIES
        .iter()
        .filter(|(_, of, _)| *of == kind)
        .map(|(id, _, name)| json!({"id": id.to_string(), "name": name, "type": kind}))
        .collect();
    Answer::json(200, envelope(call, rows.len(), rows))
}

/// `POST` and `PUT /v1/careplan/activity/{patient_id}/`.
pub(crate) fn care_plan(call: &mut Call<'_>) -> Answer {
    let patient = call.ids.first().copied().unwrap_or_default();
    if !call.world.patients.contains_key(&patient) {
        return Answer::not_found();
    }
    let activities = call.body["activity"].as_array().map(Vec::as_slice).unwrap_or_default();
    let known = |activity: &Value| {
        let coding = &activity["detail"]["code"]["coding"][0];
        let id = coding["display"].as_str().and_then(|id| id.parse::<u64>().ok());
        coding["code"] == "activityId"
            && id.is_some_and(|id| ACTIVITIES.iter().any(|(known, ..)| *known == id))
    };
    if activities.is_empty() || !activities.iter().all(known) {
        return Answer::required("activity");
    }
    let id = store(call, "careplan", call.body.as_object().cloned().unwrap_or_default());
    Answer::json(200, json!({"resourceType": "CarePlan", "id": id.to_string()}))
}
