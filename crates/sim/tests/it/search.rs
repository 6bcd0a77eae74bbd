//! People, paging, envelopes and the same answers for the same seed.

use gigi_sim::toggles::{AgencyParam, CountField, EntryShape, OFF, PageBase, PageIndex};
use serde_json::{Value, json};

use crate::World;

fn ids(bundle: &Value) -> Vec<String> {
    bundle["entry"]
        .as_array()
        .unwrap()
        .iter()
        .map(|e| e["resource"]["id"].as_str().unwrap().to_owned())
        .collect()
}

#[tokio::test]
async fn hired_and_active_caregivers_are_found_by_the_server() {
    let world = World::new().await;
    let (status, found) = world
        .post("/v1/practitioners/_search/?_count=100", json!({"active": "true", "is_hired": "true"}))
        .await;
    assert_eq!((status, &found["totalRecords"]), (200, &json!(24)));
    let (_, unknown) = world.post("/v1/practitioners/_search/?_count=1", json!({"shoe_size": "40"})).await;
    assert_eq!(unknown["totalRecords"], 32, "an unknown filter is ignored");
    let (_, some) = world.get("/v1/practitioners/?last_name:contains=exam&_count=5").await;
    assert_eq!(some["entry"][0]["resource"]["name"][0]["text"], "Keisha Example");
}

#[tokio::test]
async fn a_caller_known_by_her_home_phone_is_not_found_by_mobile() {
    let world = World::new().await;
    let by = async |key: &str| {
        let (_, found) = world.post("/v1/practitioners/_search/", json!({key: "2025550117"})).await;
        found["totalRecords"].as_u64().unwrap()
    };
    assert_eq!((by("mobile_phone").await, by("home_phone").await), (0, 1));
}

#[tokio::test]
async fn active_patients_vanish_by_the_filter_bug() {
    let world = World::new().await;
    let search = || world.post("/v1/patients/_search/", json!({"active": "true"}));
    assert_eq!(search().await.1["totalRecords"], 0);
    world.sim.edit_toggles(|t| t.active_filter_bug = OFF);
    assert_eq!(search().await.1["totalRecords"], 17);
}

#[tokio::test]
async fn pages_count_from_zero_from_one_or_not_at_all() {
    let world = World::new().await;
    let page = async |n: usize| ids(&world.get(&format!("/v1/practitioners/?_count=10&_page={n}")).await.1);
    let mut seen: Vec<String> = Vec::new();
    for n in 0..4 {
        seen.extend(page(n).await);
    }
    assert_eq!(seen.len(), 32);
    assert_eq!(page(9).await, Vec::<String>::new());

    world.sim.edit_toggles(|t| t.page_base = PageBase::all(PageIndex::One));
    assert_eq!(page(0).await, page(1).await);
    assert_eq!(page(2).await, seen[10..20]);

    world.sim.edit_toggles(|t| t.page_base = PageBase::all(PageIndex::Ignore));
    assert_eq!(page(7).await, seen[..10]);
}

#[tokio::test]
async fn counts_and_entries_take_the_other_documented_shapes() {
    let world = World::new().await;
    world.sim.edit_toggles(|t| (t.count_field, t.entry_shape) = (CountField::Total, EntryShape::Flat));
    let (_, bundle) = world.get("/v1/practitioners/?_count=500").await;
    assert_eq!((bundle.get("totalRecords"), &bundle["total"]), (None, &json!(32)));
    assert_eq!(bundle["entry"][0]["resourceType"], "Practitioner");
    world.sim.edit_toggles(|t| t.count_field = CountField::Both);
    let (_, bundle) = world.get("/v1/practitioners/").await;
    assert_eq!((&bundle["total"], &bundle["totalRecords"]), (&json!(32), &json!(32)));
    assert_eq!(bundle["entry"].as_array().unwrap().len(), 20, "twenty unless asked otherwise");
}

#[tokio::test]
async fn the_agency_parameter_may_hide_rows_or_be_demanded() {
    let world = World::new().await;
    world.sim.edit_toggles(|t| t.agency_param = AgencyParam::OverFilters);
    assert_eq!(world.get("/v1/practitioners/?agencyId=9001").await.1["totalRecords"], 11);
    assert_eq!(world.get("/v1/practitioners/").await.1["totalRecords"], 32);
    world.sim.edit_toggles(|t| t.agency_param = AgencyParam::Required403);
    assert_eq!(world.get("/v1/practitioners/").await.0, 403);
}

#[tokio::test]
async fn only_people_who_changed_are_found_by_their_watermark() {
    let world = World::new().await;
    let keisha = world.sim.heroine().caregiver;
    world.sim.advance(60);
    let changes = json!({"telecom": [{"system": "phone", "use": "mobile", "value": "2025550190"}],
        "meta": {"tag": [{"code": "colour", "display": "green"}]}});
    let (status, after) = world.put(&format!("/v1/practitioners/{keisha}/"), changes).await;
    assert_eq!(status, 200);
    let tags = after["meta"]["tag"].as_array().unwrap();
    assert!(tags.iter().any(|t| t["code"] == "colour") && tags.iter().any(|t| t["code"] == "isHired"));
    let (_, changed) =
        world.post("/v1/practitioners/_search/", json!({"updated": "ge2026-11-23T18:00:30Z"})).await;
    assert_eq!(ids(&changed), [keisha.to_string()]);
    let bad = json!({"telecom": [{"system": "phone", "use": "mobile", "value": "+12025550190"}]});
    assert_eq!(world.put(&format!("/v1/practitioners/{keisha}/"), bad).await.0, 422);
}

#[tokio::test]
async fn relatives_tags_staff_and_the_agency_itself_can_be_read() {
    let world = World::new().await;
    let rosa = world.sim.heroine().client;
    let (_, relatives) = world.get(&format!("/v1/relatedperson/{rosa}/")).await;
    assert_eq!(relatives["entry"][0]["resource"]["relationship"]["coding"][0]["code"], "SON");
    let (_, same) = world.post("/v1/relatedperson/_search/", json!({"patient": rosa.to_string()})).await;
    assert_eq!(same["totalRecords"], 1);
    assert_eq!(world.get("/v1/profileTags/45/").await.1["name"], "Hoyer");
    assert_eq!(world.post("/v1/admins/_search/", json!({})).await.1["totalRecords"], 4);
    assert_eq!(world.get("/v1/locations/").await.1["totalRecords"], 2);
    assert_eq!(world.get("/v1/organizations/?_page=5").await.1["entry"][0]["resource"]["id"], "9001");
    assert_eq!(world.get("/v1/patients/1/").await.0, 404);
}

#[tokio::test]
async fn the_same_seed_answers_byte_for_byte_the_same() {
    let mut all: Vec<Vec<String>> = Vec::new();
    for _ in 0..2 {
        let world = World::new().await;
        let client = world.sim.heroine().client;
        let mut answers = vec![world.token.clone()];
        for (method, path, body) in [
            ("GET", "/v1/practitioners/?_count=100".to_owned(), Value::Null),
            ("POST", "/v1/patients/_search/?_count=100".to_owned(), json!({})),
            ("GET", format!("/v1/appointment/?clientId={client}&monthNo=202611&_count=100"), Value::Null),
            ("POST", "/v1/encounter/_search/?_count=100".to_owned(), json!({"clientId": client})),
            ("GET", "/v1/nothing/".to_owned(), Value::Null),
        ] {
            let url = format!("{}{path}", world.sim.wellsky_url());
            let request =
                world.http.request(method.parse().unwrap(), url).bearer_auth(&world.token).json(&body);
            let answer = request.send().await.unwrap();
            answers.push(format!("{:?}", answer.headers()));
            answers.push(answer.text().await.unwrap());
        }
        all.push(answers);
    }
    assert_eq!(all[0], all[1]);
}
