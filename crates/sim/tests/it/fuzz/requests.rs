//! Generated requests: rows of the route table with everything about them disturbed.
use gigi_wellsky::Route;
use proptest::prelude::*;
use serde_json::{Map, Value, json};

/// One request as it goes over the wire.
#[derive(Clone, Debug)]
pub(super) struct Sent {
    pub(super) method: &'static str,
    pub(super) target: Vec<u8>,
    pub(super) headers: Vec<(&'static str, Vec<u8>)>,
    pub(super) body: Vec<u8>,
}

/// Ids that exist, might exist, and cannot.
fn id() -> impl Strategy<Value = Vec<u8>> {
    let odd = [
        "7100001",
        "8200001",
        "55500001",
        "55500031",
        "66600001",
        "66600010",
        "770001",
        "440001",
        "990001",
        "789",
        "45",
        "401",
        "501",
        "0",
        "1",
        "-1",
        "18446744073709551615",
        "18446744073709551616",
        "99999999999999999999999",
        "abc",
        "_search",
        "..",
        ".",
        "%00",
        "%FF%FE",
        "%2F",
        "1.5",
        "1e3",
        "+1",
        " 1",
        "7100001?x=1",
        "é",
    ];
    prop_oneof![
        8 => prop::sample::select(odd.to_vec()).prop_map(|id| id.as_bytes().to_vec()),
        1 => prop::collection::vec(any::<u8>(), 0..12),
        1 => Just(vec![b'9'; 5_000]),
    ]
}

/// Words that filters, dates and tags are made of, whole and broken.
fn word() -> impl Strategy<Value = String> {
    let words = [
        "",
        "true",
        "True",
        "None",
        "null",
        "20261123",
        "2026-11-23",
        "20261301",
        "20260230",
        "123é456",
        "99999999",
        "202648",
        "202653",
        "202600",
        "20é48",
        "202611",
        "202613",
        "ge2026-11-01",
        "ge",
        "lté",
        "é",
        "-1",
        "6",
        "7",
        "0",
        "1e9",
        "7100001",
        "8200001",
        "Patient/7100001",
        "45,46",
        ",,,",
        "2025550100",
        "+1 (202) 555-0100",
        "2025550100x12345678",
        "2026-11-24T13:00:00Z",
        "2026-11-24T13:00",
        "-9999-01-01T00:00:00Z",
        "9999-12-31T23:59:59Z",
        "2026-11-24T13:00:00+99:99",
        "COMPLETE",
        "NOT_COMPLETE",
        "IN_PROGRESS",
        "SCHEDULED",
        "active",
        "Keisha",
        "\u{1F600}",
        "a\u{0}b",
    ];
    prop_oneof![4 => prop::sample::select(words.to_vec()).prop_map(str::to_owned), 1 => ".{0,24}"]
}

fn any_json() -> impl Strategy<Value = Value> {
    let leaf = prop_oneof![
        Just(Value::Null),
        any::<bool>().prop_map(Value::from),
        any::<i64>().prop_map(Value::from),
        any::<u64>().prop_map(Value::from),
        any::<f64>().prop_map(Value::from),
        word().prop_map(Value::from),
    ];
    leaf.prop_recursive(4, 32, 6, |inner| {
        prop_oneof![
            prop::collection::vec(inner.clone(), 0..5).prop_map(Value::Array),
            prop::collection::btree_map(key(), inner, 0..6)
                .prop_map(|m| Value::Object(m.into_iter().collect())),
        ]
    })
}

/// Keys that some operation reads.
fn key() -> impl Strategy<Value = String> {
    let keys = [
        "id",
        "name",
        "family",
        "given",
        "telecom",
        "system",
        "use",
        "value",
        "address",
        "meta",
        "tag",
        "code",
        "display",
        "active",
        "status",
        "criteria",
        "channel",
        "endpoint",
        "header",
        "payload",
        "requester",
        "owner",
        "description",
        "title",
        "comment",
        "period",
        "start",
        "end",
        "clientId",
        "caregiverId",
        "startDate",
        "endDate",
        "additionalDays",
        "weekNo",
        "monthNo",
        "patient",
        "reference",
        "activity",
        "detail",
        "coding",
        "content",
        "attachment",
        "context",
        "related",
        "ref",
        "type",
        "text",
        "client",
        "caregiver",
        "position",
        "tasks",
        "scheduledItems",
        "agencyId",
        "patientId",
        "practitionerId",
        "startDateTime",
        "endDateTime",
        "updated",
        "created",
        "tags",
        "first_name:contains",
        "mobile_phone",
        "is_hired",
        "generalComment",
        "resourceType",
        "billRateId",
        "data",
        "contentType",
        "deceasedDateTime",
    ];
    prop_oneof![6 => prop::sample::select(keys.to_vec()).prop_map(str::to_owned), 1 => ".{0,8}"]
}

/// Bodies that some operation accepts.
fn accepted() -> Vec<Value> {
    let meta = json!({"tag": [{"code": "agencyId", "display": "9001"}]});
    vec![
        json!({"name": [{"family": "Sample", "given": ["Grace"]}], "meta": meta,
            "telecom": [{"system": "phone", "use": "mobile", "value": "2025550188"}]}),
        json!({"clientId": "7100001", "startDate": "20261123", "additionalDays": "6"}),
        json!({"caregiverId": 8_200_001, "monthNo": "202611"}),
        json!({"clientId": 7_100_001, "startDate": 20_261_101, "endDate": 20_261_123}),
        json!({"period": {"start": "2026-11-24T13:02:00Z", "end": "2026-11-24T17:00:00Z"}, "generalComment": "Calm."}),
        json!({"title": "Care alert", "description": "Later start.", "status": "COMPLETE", "comment": ""}),
        json!({"status": "received", "description": "COVERAGE NEEDED", "requester": [9001], "owner": [501], "meta": meta}),
        // nobody listens there
        json!({"status": "active", "criteria": "patient.name.changed", "meta": meta,
            "channel": {"endpoint": "http://127.0.0.1:9/", "header": ["Authorization: Bearer made-up"]}}),
        json!({"agencyId": "9001", "patientId": "7100001", "practitionerId": "8200001", "status": "COMPLETE",
            "startDateTime": "2026-11-22T13:00:00", "endDateTime": "2026-11-22T17:00:00"}),
        json!({"status": "SCHEDULED", "start": "2026-11-24T13:00:00Z", "end": "2026-11-24T17:00:00Z",
            "client": {"id": "7100001"}, "caregiver": {"id": "8200002"}, "tasks": [{"id": "401"}]}),
        json!({"patient": {"reference": "Patient/7100001"}, "name": [{"family": "Sample"}]}),
        json!({"type": {"text": "General"}, "context": {"related": [{"ref": "Patient/7100001"}]}, "meta": meta,
            "content": {"attachment": {"contentType": "text/plain", "data": "aGk=", "title": "note.txt"}}}),
        json!({"activity": [{"detail": {"code": {"coding": [{"code": "activityId", "display": "1201"}]}}}]}),
        json!({"reference": "Patient/7100001"}),
    ]
}

/// What is exchanged in a body: somewhere, for something else.
type Changes = Vec<(prop::sample::Index, Value)>;

fn changes() -> impl Strategy<Value = Changes> {
    let with = prop_oneof![3 => word().prop_map(Value::from), 2 => any_json()];
    prop::collection::vec((any::<prop::sample::Index>(), with), 0..3)
}

fn changed(mut body: Value, changes: Changes) -> Value {
    for (which, with) in changes {
        let count = places(&body);
        replace(&mut body, &mut which.index(count), &with);
    }
    body
}

/// An accepted body, with parts anywhere in it exchanged.
fn mutated() -> impl Strategy<Value = Value> {
    let more = prop::collection::btree_map(key(), any_json(), 0..3);
    (prop::sample::select(accepted()), changes(), more).prop_map(|(body, changes, more)| {
        let mut body = changed(body, changes);
        if let Value::Object(fields) = &mut body {
            fields.extend(more.into_iter().collect::<Map<_, _>>());
        }
        body
    })
}

/// A body that the route accepts.
fn fitting_body(route: Route) -> Value {
    let at = match route.name().split('.').next().unwrap_or_default() {
        "appointment" if route == Route::AppointmentUpdate => 9,
        "appointment" => 1,
        "chargeitem" => 3,
        "encounter" if matches!(route, Route::ClockIn | Route::ClockOut) => 4,
        "encounter" if route == Route::EncounterSearch => 1,
        "encounter" => 8,
        "tasklog" | "task" => 5,
        "admintask" => 6,
        "subscription" => 7,
        "relatedperson" | "profiletag" | "referralsource" => 10,
        "document" if route == Route::DocumentCreate => 11,
        "document" => 13,
        "careplan" => 12,
        _ => 0,
    };
    accepted().swap_remove(at)
}

fn places(value: &Value) -> usize {
    1 + match value {
        Value::Array(items) => items.iter().map(places).sum(),
        Value::Object(fields) => fields.values().map(places).sum::<usize>(),
        _ => 0,
    }
}

fn replace(value: &mut Value, place: &mut usize, with: &Value) -> bool {
    if *place == 0 {
        *value = with.clone();
        return true;
    }
    *place -= 1;
    match value {
        Value::Array(items) => items.iter_mut().any(|item| replace(item, place, with)),
        Value::Object(fields) => fields.values_mut().any(|field| replace(field, place, with)),
        _ => false,
    }
}

fn body() -> impl Strategy<Value = Vec<u8>> {
    let text = || mutated().prop_map(|body| body.to_string().into_bytes());
    prop_oneof![
        10 => text(),
        2 => any_json().prop_map(|body| body.to_string().into_bytes()),
        1 => Just(Vec::new()),
        1 => prop::collection::vec(any::<u8>(), 0..64),
        // cut off, and with one byte that is another
        1 => (text(), any::<prop::sample::Index>()).prop_map(|(text, at)| text[..at.index(text.len())].to_vec()),
        1 => (text(), any::<prop::sample::Index>(), any::<u8>()).prop_map(|(mut text, at, byte)| {
            let at = at.index(text.len());
            text[at] = byte;
            text
        }),
        1 => (1..4_000_usize, any::<bool>()).prop_map(|(depth, closed)| {
            let deep = "[".repeat(depth) + &"]".repeat(if closed { depth } else { 0 });
            format!("{{\"name\":{deep}}}").into_bytes()
        }),
        1 => Just(format!("{{\"description\":\"{}\"}}", "x".repeat(300_000)).into_bytes()),
    ]
}

fn query() -> impl Strategy<Value = String> {
    let encoded = |text: &str| -> String { url_encoded(text.as_bytes()) };
    let pair = (
        prop_oneof![
            prop::sample::select(vec!["_count", "_page", "_sort", "agencyId", "agency_id", "activity_type"])
                .prop_map(str::to_owned),
            key(),
        ],
        word(),
    );
    prop_oneof![
        6 => prop::collection::vec(pair, 0..4).prop_map(move |pairs| {
            pairs.iter().map(|(k, v)| format!("{}={}", encoded(k), encoded(v))).collect::<Vec<_>>().join("&")
        }),
        1 => Just("_count=%FF&_page=%ZZ&&==&_count".to_owned()),
        1 => Just(format!("last_name={}", "a".repeat(20_000))),
    ]
}

fn url_encoded(bytes: &[u8]) -> String {
    bytes
        .iter()
        .map(|b| if b.is_ascii_alphanumeric() { (*b as char).to_string() } else { format!("%{b:02X}") })
        .collect()
}

fn method() -> impl Strategy<Value = &'static str> {
    prop::sample::select(vec!["GET", "POST", "PUT", "DELETE", "PATCH", "HEAD", "OPTIONS", "get", "BREW"])
}

/// An id that exists.
fn fitting(route: Route, segment: &str) -> Vec<u8> {
    let id = match (segment.trim_end_matches('/'), route.name().split('.').next().unwrap_or_default()) {
        ("{patient_id}", _) | (_, "patient") => "7100001",
        ("{contact_id}", _) => "440001",
        ("{appointment_id}", _) | (_, "appointment") => "55500030",
        ("{tasklog_id}", _) => "990001",
        ("{task_id}", _) => "401",
        ("{encounter_id}", _) | (_, "encounter") => "66600003",
        (_, "practitioner") => "8200003",
        (_, "subscription") => "789",
        (_, "admintask") => "770001",
        (_, "referralsource") => "3301",
        (_, "profiletag") => "45",
        _ => "1",
    };
    id.as_bytes().to_vec()
}

/// A request at a row of the route table, mostly with its own verb and a good token.
pub(super) fn request(token: String) -> impl Strategy<Value = Sent> {
    let kinds = [
        "application/json",
        "application/fhir+json",
        "application/x-www-form-urlencoded",
        "text/plain",
        "é\u{1}",
    ];
    let authorization = prop_oneof![
        12 => Just(Some(format!("Bearer {token}").into_bytes())),
        1 => Just(None),
        1 => Just(Some(b"Bearer token=abc".to_vec())),
        1 => prop::collection::vec(0x80..=0xFF_u8, 1..40).prop_map(Some),
        1 => Just(Some(vec![b'B'; 30_000])),
    ];
    let row = prop::sample::select(Route::ALL.to_vec());
    let ids = prop::collection::vec(prop::option::of(id()), 3);
    let verb = prop::option::weighted(0.15, method());
    let raw = prop::option::weighted(0.4, body());
    (row, ids, verb, query(), (raw, changes()), authorization, prop::sample::select(kinds.to_vec()), 0..20_u8)
        .prop_map(|(route, ids, verb, query, (raw, changes), authorization, kind, spelling)| {
            let body = raw.unwrap_or_else(|| changed(fitting_body(route), changes).to_string().into_bytes());
            let spec = route.spec();
            let mut target = Vec::new();
            let mut ids = ids.into_iter();
            for segment in spec.path.split_inclusive('/') {
                if segment.starts_with('{') {
                    target.extend(ids.next().flatten().unwrap_or_else(|| fitting(route, segment)));
                    target.push(b'/');
                } else {
                    target.extend(segment.bytes());
                }
            }
            match spelling {
                0 => drop(target.pop()),
                1 => target.push(b'/'),
                2 => target.make_ascii_uppercase(),
                _ => {}
            }
            if !query.is_empty() {
                target.push(b'?');
                target.extend(query.bytes());
            }
            // spaces and line ends would make it another request
            target.retain(|b| !b.is_ascii_whitespace());
            let mut headers = vec![("content-type", kind.as_bytes().to_vec())];
            headers.extend(authorization.map(|value| ("authorization", value)));
            Sent { method: verb.unwrap_or(spec.method), target, headers, body }
        })
}

/// Requests at the control plane, Twilio and the legacy host.
pub(super) fn elsewhere() -> impl Strategy<Value = (usize, Sent)> {
    let paths = [
        "/reset",
        "/toggles",
        "/clock",
        "/requests",
        "/office/assign",
        "/office/cancel",
        "/office/complete",
        "/office/task",
        "/office/admin",
        "/webhooks",
        "/webhooks/fire",
        "/webhooks/release",
        "/tokens/revoke",
        "/phones",
        "/phones/%FF",
        "/text",
        "/tick",
        "/people",
        "/carrier",
        "/carrier/faults",
        "/nothing",
        "/2010-04-01/Accounts/AC00000000000000000000000000005150/Messages.json",
        "/connect/token",
    ];
    let bodies = [
        json!({"seed": 3, "agency": "small"}),
        json!({"advance_seconds": i64::MAX}),
        json!({"advance_seconds": -1}),
        json!({"appointment_id": "55500001", "start": "2026-11-24T13:00:00Z", "caregiver_id": "8200012"}),
        json!({"task_id": 770_001, "description": "Other words"}),
        json!({"given": "Lee", "family": "Sample"}),
        json!({"criteria": "patient.created", "id": u64::MAX}),
        json!({"from": "+12025550100", "text": "cant make it"}),
        json!({"on": true}),
        json!({"page_base": {"": 1}, "token_ttl": 0, "early_revoke": 1, "clock_skew_s": i64::MIN}),
        json!({"error_rate": {"429": -1.0, "503": 1e300}, "tasklog_reject_share": -1}),
        json!({"clock_skew_s": i64::MAX, "put_status": 999, "deny_resource": ""}),
    ];
    let body = prop_oneof![
        4 => prop::sample::select(bodies.to_vec()).prop_map(|b| b.to_string().into_bytes()),
        1 => (prop::sample::select(bodies.to_vec()), any::<prop::sample::Index>(), any_json()).prop_map(|(mut b, at, with)| {
            let count = places(&b);
            replace(&mut b, &mut at.index(count), &with);
            b.to_string().into_bytes()
        }),
        2 => body(),
    ];
    (0..3_usize, prop::sample::select(paths.to_vec()), method(), query(), body).prop_map(
        |(plane, path, method, query, body)| {
            let headers = vec![("content-type", b"application/json".to_vec())];
            (plane, Sent { method, target: format!("{path}?{query}").into_bytes(), headers, body })
        },
    )
}
