//! The vendor reference, sections 13.1 to 13.3, sentence by sentence where the other files do not reach.

use gigi_sim::toggles::{AppointmentInvalid, ContentTypeStrict, OFF, ON, PutPeople};
use gigi_sim::{AgencySize, Sim};
use serde_json::{Value, json};

use crate::{Inbox, World, config};

async fn control(world: &World, method: &str, path: &str, body: Value) -> (u16, Value) {
    let url = format!("{}{path}", world.sim.control_url());
    let request = world.http.request(method.parse().unwrap(), url).json(&body);
    let answer = request.send().await.unwrap();
    (answer.status().as_u16(), answer.json().await.unwrap_or(Value::Null))
}

#[tokio::test]
async fn every_toggle_of_the_reference_has_its_name_its_default_and_its_other_values() {
    let table = [
        ("page_base", json!(0), vec![json!(1), json!("ignore"), json!({"encounter": 1})]),
        (
            "slash_strict",
            json!("404"),
            vec![json!("gateway403"), json!("redirect301"), json!("lenient"), json!(404)],
        ),
        ("wrong_verb", json!("gateway403"), vec![json!("405"), json!(405)]),
        ("get_list_query", json!("on"), vec![json!("off")]),
        ("agency_param", json!("ignored"), vec![json!("required403"), json!("over-filters")]),
        ("active_filter_bug", json!("on"), vec![json!("off")]),
        ("count_field", json!("totalRecords"), vec![json!("total"), json!("both")]),
        ("entry_shape", json!("nested"), vec![json!("flat")]),
        (
            "unassigned_repr",
            json!("absent"),
            ["null", "empty_object", "empty_id", "zero"].map(Value::from).to_vec(),
        ),
        ("open_status", json!("SCHEDULED"), vec![json!("OPEN")]),
        ("appointment_write", json!("off"), vec![json!("on_single"), json!("on_series")]),
        ("appointment_outage", json!("off"), vec![json!("empty"), json!("gateway403")]),
        ("encounter_requires_id", json!("on"), vec![json!("off")]),
        ("content_type_strict", json!("off"), vec![json!("json_only"), json!("fhir_only")]),
        ("token_expires_in_type", json!("string"), vec![json!("number")]),
        ("token_ttl", json!(3599), vec![json!(60)]),
        ("early_revoke", json!("off"), vec![json!(60), Value::Null]),
        ("single_token", json!("off"), vec![json!("on")]),
        ("scheme_accept", json!("Bearer"), vec![json!("Bearer+BearerToken")]),
        ("tasklog_reject_share", json!(0.1), vec![json!(0), json!(1), json!(0.5)]),
        ("doc_ref_500", json!("on"), vec![json!("off")]),
        ("emoji_422", json!("on"), vec![json!("off")]),
        ("latency_ms", json!(0), vec![json!(5)]),
        ("jitter", json!(0), vec![json!(5)]),
        ("error_rate", json!({"429": 0.0, "503": 0.0, "504": 0.0}), vec![json!({"429": 0.5})]),
        (
            "webhook",
            json!("deliver"),
            ["drop", "duplicate", "reorder", "delay", "wrong_header"].map(Value::from).to_vec(),
        ),
        ("clock_skew_s", json!(0), vec![json!(-90)]),
        ("gateway_echo_token", json!("off"), vec![json!("on")]),
        // 13.2: "toggle: replace" and "422 or empty (toggle)"
        ("put_people", json!("merge"), vec![json!("replace")]),
        ("appointment_invalid", json!("422"), vec![json!("empty"), json!(422)]),
    ];
    let world = World::new().await;
    for (name, default, others) in table {
        let (_, shown) = control(&world, "GET", "/toggles", Value::Null).await;
        assert_eq!(shown[name], default, "{name}");
        for value in others.iter().chain([&default]) {
            let (status, answer) = control(&world, "PUT", "/toggles", json!({name: value})).await;
            assert_eq!(status, 200, "{name} = {value}: {answer}");
        }
        let (_, back) = control(&world, "GET", "/toggles", Value::Null).await;
        assert_eq!(back[name], default, "{name} is what it was");
        let (status, _) = control(&world, "PUT", "/toggles", json!({name: "perhaps"})).await;
        assert_eq!(status, 422, "{name} takes no other word");
    }
}

#[tokio::test]
async fn a_put_of_a_person_may_replace_everything_when_told() {
    let world = World::new().await;
    let keisha = format!("/v1/practitioners/{}/", world.sim.heroine().caregiver);
    let tags = |body: &Value| body["meta"]["tag"].as_array().unwrap().len();
    let before = world.get(&keisha).await.1;
    let change = json!({"name": [{"family": "Example", "given": ["Keisha"]}],
        "meta": {"tag": [{"code": "agencyId", "display": "9001"}], "versionId": "4"}});
    let (_, merged) = world.put(&keisha, change.clone()).await;
    assert_eq!((tags(&merged), &merged["telecom"]), (tags(&before), &before["telecom"]));
    world.sim.edit_toggles(|t| t.put_people = PutPeople::Replace);
    let (_, replaced) = world.put(&keisha, change).await;
    assert_eq!((tags(&replaced), replaced.get("telecom")), (1, None), "what is not sent is gone");
    assert_eq!((&replaced["id"], &replaced["resourceType"]), (&before["id"], &before["resourceType"]));
}

#[tokio::test]
async fn a_search_for_shifts_that_lacks_something_is_refused_or_finds_nothing() {
    let world = World::new().await;
    let wrong = [
        json!({"startDate": "20261123"}),
        json!({"clientId": "7100001"}),
        json!({"clientId": "7100001", "startDate": "20261123", "additionalDays": "7"}),
        json!({"clientId": "7100001", "startDate": "123é456"}),
        json!({"clientId": "7100001", "weekNo": "20é48"}),
        json!({"clientId": "7100001", "monthNo": "-12311"}),
    ];
    for body in &wrong {
        assert_eq!(world.post("/v1/appointment/_search/", body.clone()).await.0, 422, "{body}");
    }
    world.sim.edit_toggles(|t| t.appointment_invalid = AppointmentInvalid::Empty);
    for body in wrong {
        let (status, found) = world.post("/v1/appointment/_search/", body).await;
        assert_eq!((status, &found["totalRecords"]), (200, &json!(0)));
    }
}

#[tokio::test]
async fn collections_that_are_published_answer_get_even_where_filters_by_query_do_not() {
    let world = World::new().await;
    world.sim.edit_toggles(|t| t.get_list_query = OFF);
    for path in
        ["/v1/patients/", "/v1/practitioners/", "/v1/appointment/?clientId=7100001&startDate=20261123"]
    {
        assert_eq!(world.get(path).await.0, 405, "{path}");
    }
    for path in ["/v1/organizations/", "/v1/locations/", "/v1/subscriptions/", "/v1/relatedperson/"] {
        assert_eq!(world.get(path).await.0, 200, "{path}");
    }
}

#[tokio::test]
async fn a_strict_content_type_concerns_bodies_and_nothing_else() {
    let world = World::new().await;
    world.sim.edit_toggles(|t| t.content_type_strict = ContentTypeStrict::FhirOnly);
    let path = "/v1/practitioners/8200026/";
    assert_eq!(world.call("DELETE", path, Value::Null).await.0, 204, "no body, no type");
    assert_eq!(world.put(path, json!({"active": true})).await.0, 415);
    assert_eq!(world.post("/v1/patients/_search/", json!({})).await.0, 415, "a search has a body too");
}

#[tokio::test]
async fn filters_that_a_resource_does_not_know_are_ignored_and_known_ones_count() {
    let world = World::new().await;
    let total = async |resource: &str, filter: Value| {
        world.post(&format!("/v1/{resource}/_search/"), filter).await.1["totalRecords"].clone()
    };
    let (patients, practitioners) = (json!(18), json!(32));
    assert_eq!(total("patients", json!({"is_hired": "true"})).await, patients, "not a key of patients");
    assert_eq!(total("practitioners", json!({"community_id": "7"})).await, practitioners);
    assert_eq!(total("practitioners", json!({"isHired": "true"})).await, practitioners);
    assert_eq!(total("practitioners", json!({"external_id": "nobody-has-it"})).await, json!(0));
    assert_eq!(total("patients", json!({"community_name": "nowhere"})).await, json!(0));
    assert_eq!(total("relatedperson", json!({"phone": "2025550150"})).await, json!(1));
    assert_eq!(total("relatedperson", json!({"name": "sample"})).await, json!(1));
}

#[tokio::test]
async fn truth_values_of_tags_come_in_several_casings() {
    let world = World::new().await;
    let spellings: std::collections::BTreeSet<String> = world.sim.with_world(|w| {
        let people = w.practitioners.values().chain(w.patients.values());
        let tags = people.flat_map(|d| d.body["meta"]["tag"].as_array().unwrap().clone());
        let flags = tags.filter(|t| t["code"] == "isHired" || t["code"] == "isClient");
        flags.map(|t| t["display"].as_str().unwrap().to_owned()).collect()
    });
    for spelling in ["True", "true", "False", "false"] {
        assert!(spellings.contains(spelling), "{spellings:?}");
    }
    let (_, hired) = world.post("/v1/practitioners/_search/", json!({"is_hired": "TRUE"})).await;
    assert_eq!(hired["totalRecords"], 26, "and the filter does not mind");
}

#[tokio::test]
async fn winning_a_prospect_is_a_change_of_status_and_told_once() {
    let world = World::new().await;
    let (inbox, url) = Inbox::start().await;
    let subscription = json!({"resourceType": "Subscription", "status": "active", "criteria": "prospect.status.changed",
        "channel": {"type": "rest-hook", "endpoint": url, "payload": "application/fhir+json", "header": ["X-Key: made-up"]},
        "meta": {"tag": [{"code": "agencyId", "display": "9001"}]}});
    assert_eq!(world.post("/v1/subscriptions/", subscription).await.0, 201);
    let prospect = world.sim.with_world(|w| *w.patients.keys().last().unwrap());
    let path = format!("/v1/patients/{prospect}/");
    let tag = |code: &str, display: &str| json!({"meta": {"tag": [{"code": code, "display": display}]}});
    assert_eq!(world.put(&path, tag("isClient", "true")).await.0, 200);
    assert_eq!(world.put(&path, tag("isClient", "True")).await.0, 200);
    world.sim.settle().await;
    assert_eq!(inbox.posts().len(), 1, "another spelling is no change");
}

#[tokio::test]
async fn webhooks_of_one_change_leave_in_order_and_never_to_another_machine() {
    let world = World::new().await;
    let (inbox, url) = Inbox::start().await;
    let wanted = [
        ("patient.name.changed", format!("{url}/name")),
        ("patient.address.changed", format!("{url}/address")),
        ("patient.telecom.changed", format!("{url}/telecom")),
        ("patient.name.changed", "https://hooks.example.org/wellsky".to_owned()),
        ("patient.name.changed", "not a url".to_owned()),
    ];
    for (criteria, endpoint) in wanted {
        let subscription = json!({"resourceType": "Subscription", "status": "active", "criteria": criteria,
            "channel": {"endpoint": endpoint}, "meta": {"tag": [{"code": "agencyId", "display": "9001"}]}});
        assert_eq!(world.post("/v1/subscriptions/", subscription).await.0, 201);
    }
    let rosa = format!("/v1/patients/{}/", world.sim.heroine().client);
    for turn in 0..5 {
        let change = json!({"name": [{"family": format!("Sample{turn}")}], "address": [{"city": turn.to_string()}],
            "telecom": [{"system": "phone", "use": "mobile", "value": format!("202555010{turn}")}]});
        assert_eq!(world.put(&rosa, change).await.0, 200);
        world.sim.settle().await;
    }
    let came: Vec<String> = inbox.posts().into_iter().map(|p| p.path).collect();
    assert_eq!(came, ["/name", "/address", "/telecom"].repeat(5));
    let elsewhere = |d: &gigi_sim::Delivery| d.endpoint.contains("example.org") && d.status.is_some();
    assert!(!world.sim.webhooks().iter().any(elsewhere), "nothing leaves this machine");
}

#[tokio::test]
async fn a_body_that_is_too_large_is_refused_as_such() {
    let world = World::new().await;
    let url = format!("{}/v1/patients/", world.sim.wellsky_url());
    let body = vec![b' '; 17 * 1024 * 1024];
    let answer = world.http.post(url).bearer_auth(&world.token).body(body).send().await.unwrap();
    assert_eq!(answer.status(), 413);
}

#[tokio::test]
async fn a_reset_world_is_the_world_of_a_fresh_start_to_the_last_byte_of_its_tokens() {
    let mut world = World::new().await;
    world.sim.reset(7, AgencySize::Small);
    world.token = world.new_token().await;
    let mut fresh = config();
    fresh.seed = 7;
    let mut other =
        World { sim: Sim::start(fresh).await.unwrap(), http: crate::http(), token: String::new() };
    other.token = other.new_token().await;
    assert_eq!(world.token, other.token);
    let path = "/v1/practitioners/?_count=100";
    assert_eq!(world.get(path).await, other.get(path).await);
}

#[tokio::test]
async fn care_logs_take_ids_written_as_numbers_and_keep_their_rates() {
    let world = World::new().await;
    let log = json!({"agencyId": 9001, "patientId": 7_100_001, "practitionerId": 8_200_001, "status": "COMPLETE",
        "startDateTime": "2026-11-22T13:00:00", "endDateTime": "2026-11-22T17:00:00",
        "billRateMethod": "perVisit", "billRateId": "88", "payRateMethod": "Hourly", "payRateId": "77"});
    let (status, made) = world.post("/v1/encounter/", log).await;
    assert_eq!(status, 201, "{made}");
    let (_, read) = world.get(&format!("/v1/encounter/{}/", made["id"].as_str().unwrap())).await;
    let rates = &read["rates"];
    assert_eq!(
        (&rates["billRate"][0]["id"], &rates["billRate"][0]["method"]),
        (&json!("88"), &json!("perVisit"))
    );
    assert_eq!(
        (&rates["payRate"][0]["id"], &rates["payRate"][0]["method"]),
        (&json!("77"), &json!("Hourly"))
    );
    world.sim.edit_toggles(|t| t.encounter_requires_id = ON);
}
