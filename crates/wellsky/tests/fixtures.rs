//! Documents survive reading and writing: the fixtures, and any document that can be read at all.

use gigi_wellsky::wire::{
    Activity, Admin, AdminTask, Allergy, Appointment, Bundle, CareActivity, ChargeItem, ClockedIn, Document,
    Encounter, Location, Medication, Organization, Patient, Practitioner, ProfileTag, ReferralSource,
    RelatedPerson, Subscription, TaskLog,
};
use proptest::prelude::*;
use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::{Map, Value, json};

fn fixture(name: &str) -> Value {
    let path = format!("{}/fixtures/{name}.json", env!("CARGO_MANIFEST_DIR"));
    let text = std::fs::read_to_string(&path).unwrap_or_else(|error| panic!("{path}: {error}"));
    serde_json::from_str(&text).unwrap_or_else(|error| panic!("{path}: {error}"))
}

fn again<T: DeserializeOwned + Serialize>(document: &Value) -> Result<Value, serde_json::Error> {
    serde_json::from_value::<T>(document.clone())
        .map(|read| serde_json::to_value(read).expect("writes what it read"))
}

fn records(name: &str) -> Vec<Value> {
    let document = fixture(name);
    let entries = document["entry"].as_array().expect("a bundle").clone();
    entries.into_iter().map(|entry| entry.get("resource").cloned().unwrap_or(entry)).collect()
}

fn survives<T: DeserializeOwned + Serialize>(documents: &[Value]) {
    for document in documents {
        assert_eq!(&again::<T>(document).expect("reads"), document);
    }
}

#[test]
fn every_fixture_survives_reading_and_writing() {
    survives::<Practitioner>(&records("practitioners_search"));
    survives::<Patient>(&records("patients_search"));
    survives::<Appointment>(&records("appointments_search"));
    survives::<Encounter>(&records("encounters_search"));
    survives::<TaskLog>(&records("tasklogs"));
    survives::<RelatedPerson>(&records("relatedpersons"));
    survives::<Organization>(&records("organizations"));
    survives::<AdminTask>(&[fixture("admintask")]);
    survives::<ProfileTag>(&[fixture("profiletag")]);
    survives::<Appointment>(&[fixture("appointment")]);
    let bundles =
        ["practitioners_search", "patients_search", "appointments_search", "tasklogs", "organizations"];
    survives::<Bundle>(&bundles.map(fixture));
}

/// Single values as they occur, and as they should not.
fn scalar() -> impl Strategy<Value = Value> {
    prop_oneof![
        Just(Value::Null),
        any::<bool>().prop_map(Value::from),
        any::<i64>().prop_map(Value::from),
        any::<u64>().prop_map(Value::from),
        (-1e9..1e9f64).prop_map(Value::from),
        ".{0,12}".prop_map(Value::from),
        prop::sample::select(vec![
            "True",
            "False",
            "None",
            "",
            "0",
            "8200001",
            "SCHEDULED",
            "2026-03-02T16:00:00+00:00",
            "2026-03-02T16:00",
            "2026-03-02 16:00:00",
            "Patient/7100001",
            "2025550142",
        ])
        .prop_map(Value::from),
    ]
}

/// Keys the structs know, mixed with keys they do not.
fn key() -> impl Strategy<Value = String> {
    prop_oneof![
        4 => prop::sample::select(vec![
            "id", "start", "end", "status", "client", "caregiver", "name", "family", "given", "text", "use", "telecom",
            "system", "value", "address", "line", "city", "meta", "tag", "code", "display", "active", "ssn", "period",
            "participant", "Individual", "individual", "subject", "reference", "appointment", "patient", "requester",
            "resourceType", "entry", "total", "channel", "endpoint", "criteria", "performer", "quantity", "occurrencePeriod", "clockedOut", "totalRecords", "resource", "recorded", "emergencyContact",
        ])
        .prop_map(str::to_owned),
        1 => "[a-zA-Z]{1,8}",
    ]
}

fn any_json() -> impl Strategy<Value = Value> {
    scalar().prop_recursive(4, 64, 8, |inner| {
        prop_oneof![
            prop::collection::vec(inner.clone(), 0..5).prop_map(Value::Array),
            prop::collection::btree_map(key(), inner, 0..8)
                .prop_map(|fields| Value::Object(fields.into_iter().collect::<Map<_, _>>())),
        ]
    })
}

/// A document of the right outline with anything at all added or overwritten.
fn disturbed(base: Value) -> impl Strategy<Value = Value> {
    prop::collection::btree_map(key(), any_json(), 0..5).prop_map(move |changes| {
        let mut document = base.clone();
        if let Value::Object(fields) = &mut document {
            fields.extend(changes);
        }
        document
    })
}

/// People as live data writes them: every field in every way that is accepted.
fn odd_person() -> impl Strategy<Value = Value> {
    let tag = || {
        prop::collection::btree_map(prop::sample::select(vec!["code", "display", "system"]), scalar(), 0..3)
    };
    let tags = prop_oneof![
        prop::collection::vec(tag(), 0..5).prop_map(|tags| json!(tags)),
        tag().prop_map(|tag| json!(tag)),
        Just(Value::Null),
    ];
    let name = prop_oneof![
        (scalar(), prop::collection::vec(scalar(), 0..3))
            .prop_map(|(family, given)| json!({"family": family, "given": given})),
        scalar().prop_map(|text| json!([{"text": text, "prefix": ["Dr"]}])),
    ];
    (name, tags, scalar(), scalar(), any_json()).prop_map(|(name, tags, active, value, extra)| {
        json!({"id": "1", "name": name, "meta": {"tag": tags, "versionId": "3"}, "active": active,
            "telecom": [{"system": "phone", "value": value}], "whatever": extra})
    })
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(512))]

    #[test]
    fn whatever_can_be_read_is_written_back_unchanged(document in any_json()) {
        macro_rules! check { ($($kind:ty),+) => {$(
            if let Ok(written) = again::<$kind>(&document) {
                prop_assert_eq!(&written, &document, "{}", stringify!($kind));
            }
        )+}}
        check!(
            Practitioner, Patient, Appointment, Encounter, TaskLog, AdminTask, RelatedPerson, ProfileTag, Organization, Bundle,
            Activity, Admin, Allergy, CareActivity, ChargeItem, ClockedIn, Document, Location, Medication, ReferralSource,
            Subscription
        );
    }

    #[test]
    fn a_shift_with_surprises_is_refused_or_kept_whole(document in disturbed(fixture("appointment"))) {
        if let Ok(written) = again::<Appointment>(&document) {
            prop_assert_eq!(written, document);
        }
    }

    #[test]
    fn odd_people_are_read_and_kept_whole(document in odd_person()) {
        prop_assert_eq!(&again::<Patient>(&document).unwrap(), &document);
        prop_assert_eq!(&again::<Practitioner>(&document).unwrap(), &document);
    }

    #[test]
    fn printing_a_document_shows_nothing_of_it(name in "[A-Z][a-z]{5,12}") {
        let named = |field: Value| json!({"id": "1", "name": field, "notes": &name, "title": &name,
            "meta": {"tag": [{"code": &name}]}, "start": "2026-03-02T16:00:00Z", "subject": {"reference": &name}});
        macro_rules! check { ($field:expr => $($kind:ty),+) => {$(
            let read: $kind = serde_json::from_value(named($field)).unwrap();
            let printed = format!("{:?}", read);
            prop_assert!(!printed.contains(&name));
        )+}}
        check!(json!([{"text": &name}]) => Practitioner, Patient, Appointment, Encounter, TaskLog, AdminTask, RelatedPerson, Bundle, Admin, ClockedIn);
        check!(json!(&name) => ProfileTag, Organization, Location, ReferralSource, Subscription, ChargeItem, Document, Medication);
    }

    #[test]
    fn changing_the_caregiver_changes_nothing_else(document in disturbed(fixture("appointment"))) {
        if let Ok(mut shift) = serde_json::from_value::<Appointment>(document.clone()) {
            shift.set_caregiver(Some(&"8200002".into()));
            let mut written = serde_json::to_value(&shift).unwrap();
            prop_assert_eq!(shift.assigned().map(ToString::to_string), Some("8200002".to_owned()));
            let mut expected = document;
            expected.as_object_mut().unwrap().remove("caregiver");
            written.as_object_mut().unwrap().remove("caregiver");
            prop_assert_eq!(written, expected);
        }
    }
}
