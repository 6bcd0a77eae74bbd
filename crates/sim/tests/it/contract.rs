//! The contract that the simulator keeps, so that somebody else's client cannot tell the difference. Each test bears the
//! number of the promise. The twelfth, that `gigi doctor` names the fault, is kept where the doctor lives.
use std::collections::{BTreeMap, BTreeSet};

use gigi_sim::toggles::{CountField, EntryShape, OFF, PageBase, PageIndex};
use gigi_wellsky::route::{Evidence, Retry, Route};
use gigi_wellsky::wire::{Criteria, Id, NewTaskLog};
use gigi_wellsky::{PatientFilter, PractitionerFilter};
use jiff::Timestamp;
use serde_json::{Value, json};

use crate::client::{crowd, days, world};
use crate::{Inbox, NOON, World, http};

fn agency() -> Value {
    json!({"tag": [{"code": "agencyId", "display": "9001"}]})
}

fn person(family: &str) -> Value {
    json!({"name": [{"family": family, "given": ["Grace"]}], "meta": agency()})
}

/// What a route is given: query, body, and the ids in its path.
struct Valid {
    query: &'static str,
    body: Value,
    ids: Vec<String>,
}

/// Valid input for a route. `made` holds the ids that earlier creates answered, by the first word of the route's name.
fn valid(route: Route, world: &World, made: &BTreeMap<&'static str, String>) -> Valid {
    let heroine = world.sim.heroine();
    let (rosa, keisha) = (heroine.client.to_string(), heroine.caregiver.to_string());
    let appointment = heroine.shift.appointment_id.to_string();
    let of = |name: &str| made.get(name).cloned().unwrap_or_else(|| panic!("nothing made for {name}"));
    let nothing = |ids: &[&String]| (Value::Null, ids.iter().map(|id| (*id).clone()).collect::<Vec<_>>());
    let with = |body: Value, ids: &[&String]| (body, ids.iter().map(|id| (*id).clone()).collect::<Vec<_>>());
    let log = json!({"resourceType": "TaskLog", "title": "Care alert", "description": "Later start.",
        "status": "COMPLETE", "show_in_family_room": false, "recorded": "2026-11-23T18:00:00Z"});
    let care_log = json!({"agencyId": "9001", "patientId": rosa, "practitionerId": keisha, "status": "COMPLETE",
        "startDateTime": "2026-11-22T13:00:00", "endDateTime": "2026-11-22T17:00:00"});
    let relative = json!({"patient": {"reference": format!("Patient/{rosa}")},
        "name": [{"family": "Sample", "given": ["Ben"]}], "relationship": {"coding": [{"code": "SON"}]}});
    let hook = json!({"status": "active", "criteria": "patient.dateofdeath.changed", "reason": "sync",
        "channel": {"type": "rest-hook", "endpoint": "http://127.0.0.1:9/", "payload": "application/fhir+json",
            "header": ["Authorization: Bearer made-up"]}, "meta": agency()});
    let task = json!({"status": "received", "description": "COVERAGE NEEDED", "requester": [9001], "meta": agency()});
    let file = json!({"type": {"text": "General"}, "context": {"related": [{"ref": format!("Patient/{rosa}")}]},
        "content": {"attachment": {"contentType": "text/plain", "data": "aGk=", "title": "note.txt"}}, "meta": agency()});
    let plan =
        json!({"activity": [{"detail": {"code": {"coding": [{"code": "activityId", "display": "1201"}]}}}]});
    let week = json!({"clientId": rosa, "startDate": "20261123", "additionalDays": "6"});
    let (id, secret, _) = world.sim.credentials();
    let mut query = "";
    let (body, ids) = match route {
        Route::Token => {
            with(json!({"grant_type": "client_credentials", "client_id": id, "client_secret": secret}), &[])
        }
        Route::PatientCreate | Route::PractitionerCreate => with(person("Sample"), &[]),
        Route::PatientSearch | Route::PractitionerSearch => with(json!({"active": "false"}), &[]),
        Route::PatientRead => nothing(&[&of("patient")]),
        Route::PatientUpdate => with(person("Example"), &[&of("patient")]),
        Route::PractitionerRead | Route::PractitionerDelete => nothing(&[&of("practitioner")]),
        Route::PractitionerUpdate => with(person("Example"), &[&of("practitioner")]),
        Route::AppointmentList => {
            query = "?caregiverId=8200001&weekNo=202648";
            nothing(&[])
        }
        Route::AppointmentSearch => with(week, &[]),
        Route::AppointmentRead => nothing(&[&appointment]),
        Route::EncounterCreate => with(care_log, &[]),
        Route::EncounterSearch => {
            query = "?_sort=-startDate";
            with(json!({"clientId": rosa, "startDate": "20261116", "endDate": "20261123"}), &[])
        }
        Route::EncounterRead | Route::EncounterDelete => nothing(&[&of("encounter")]),
        Route::EncounterUpdate => with(care_log, &[&of("encounter")]),
        Route::ClockIn => with(json!({"period": {"start": "2026-11-24T13:02:00Z"}}), &[&appointment]),
        Route::ClockOut => with(json!({"period": {"end": "2026-11-24T17:02:00Z"}}), &[&of("visit")]),
        Route::TaskLogList => nothing(&[&of("visit")]),
        Route::TaskLogCreate => with(log, &[&of("visit")]),
        Route::TaskLogUpdate => with(json!({"title": "Corrected"}), &[&of("visit"), &of("tasklog")]),
        Route::ShiftTaskUpdate => {
            with(json!({"resourceType": "Task", "status": "COMPLETE"}), &[&of("visit"), &"401".to_owned()])
        }
        Route::AdminTaskCreate => with(task, &[]),
        Route::AdminTaskRead => nothing(&[&of("admintask")]),
        Route::ActivityCreate => with(json!({"text": "Called back"}), &[]),
        Route::ActivityRead => nothing(&[&of("activity")]),
        Route::RelatedPersonOfPatient => nothing(&[&rosa]),
        Route::RelatedPersonCreate => with(relative, &[]),
        Route::RelatedPersonSearch => with(json!({"patient": rosa, "updated": "ge2020-01-01"}), &[]),
        Route::RelatedPersonUpdate => with(relative, &[&of("relatedperson")]),
        Route::RelatedPersonRemove => nothing(&[&rosa, &of("relatedperson")]),
        Route::SubscriptionCreate => with(hook, &[]),
        Route::SubscriptionSearch => with(json!({"status": "active"}), &[]),
        Route::SubscriptionRead | Route::SubscriptionDelete => nothing(&[&of("subscription")]),
        Route::SubscriptionUpdate => with(hook, &[&of("subscription")]),
        Route::ProfileTagCreate => with(json!({"name": "Hoyer"}), &[]),
        Route::ProfileTagRead => nothing(&[&of("profiletag")]),
        Route::ProfileTagUpdate => with(json!({"name": "Lift"}), &[&of("profiletag")]),
        Route::ReferralSourceCreate => with(json!({"name": "Example Clinic"}), &[]),
        Route::ReferralSourceRead => nothing(&[&of("referralsource")]),
        Route::ReferralSourceUpdate => with(json!({"name": "Clinic"}), &[&of("referralsource")]),
        Route::DocumentCreate => with(file, &[]),
        Route::DocumentRead => nothing(&[&of("document")]),
        Route::DocumentsByProfile => with(json!({"reference": format!("Patient/{rosa}")}), &[]),
        Route::ChargeItemSearch => {
            with(json!({"clientId": heroine.client, "startDate": 20_261_101, "endDate": 20_261_123}), &[])
        }
        Route::CarePlanMetadata => {
            query = "?agency_id=9001&activity_type=ADL";
            nothing(&[])
        }
        Route::CarePlanActivityCreate | Route::CarePlanActivityUpdate => with(plan, &[&rosa]),
        Route::LocationSearch | Route::OrganizationSearch | Route::AdminSearch | Route::MedicationSearch => {
            with(json!({}), &[])
        }
        _ => nothing(&[]),
    };
    Valid { query, body, ids }
}

#[tokio::test]
async fn c01_every_published_or_seen_row_of_the_route_table_answers_2xx() {
    let world = World::new().await;
    world.sim.edit_toggles(|t| (t.doc_ref_500, t.tasklog_reject_share) = (OFF, 0.0));
    let mut made = BTreeMap::new();
    let mut last: Vec<Route> = Vec::new();
    let known = Route::ALL.iter().copied().filter(|r| r.spec().evidence != Evidence::Unproven);
    // What is deleted is deleted last, so that every other row finds it.
    let rows = known.clone().filter(|r| r.spec().method != "DELETE");
    for route in rows.chain(known.filter(|r| r.spec().method == "DELETE")) {
        let input = valid(route, &world, &made);
        let ids: Vec<&str> = input.ids.iter().map(String::as_str).collect();
        let path = route.path(&ids).unwrap() + input.query;
        let (status, answer) = world.call(route.spec().method, &path, input.body).await;
        assert!((200..300).contains(&status), "{} {path}: {status} {answer}", route.spec().method);
        let entries = answer["entry"].as_array();
        let finds = entries.is_none_or(|e| !e.is_empty()) || route == Route::TaskLogList;
        assert!(finds, "{} {path} found nothing", route.name());
        let id = ["id", "taskLogId"].iter().map(|key| &answer[*key]).find(|id| !id.is_null());
        let creates = route.spec().retry == Retry::Create && route.spec().method == "POST";
        if let Some(id) = id.filter(|_| creates) {
            let id = id.as_str().map_or_else(|| id.to_string(), str::to_owned);
            let kind = route.name().split('.').next().unwrap();
            made.insert(if route == Route::ClockIn { "visit" } else { kind }, id);
        }
        last.push(route);
    }
    assert_eq!(last.len(), Route::ALL.len() - 1, "all but writing a shift, which nobody has seen");
}

#[tokio::test]
async fn c02_wrong_paths_are_answered_by_the_gateway_in_words_that_mislead() {
    let plurality = [
        "appointments",
        "patient",
        "practitioner",
        "encounters",
        "relatedpersons",
        "referralsources",
        "location",
        "organization",
        "subscription",
    ]
    .map(|word| format!("/v1/{word}/"));
    let case = ["Patient", "Practitioner", "documentreferences", "admintasks", "profiletags", "chargeItem"]
        .map(|word| format!("/v1/{word}/"));
    let joined =
        ["/v1/v1/patients/", "/patients/", "/v1//patients/", "/v1/oauth/accesstoken", "/oauth/token"]
            .map(str::to_owned);
    let invented = [
        "clients",
        "caregivers",
        "shifts",
        "prospects",
        "applicants",
        "communication",
        "patients/7100001/notes",
        "shifts/55500123/callout",
        "clients/7100001/care-plan",
        "care-plans/due-for-review",
    ]
    .map(|word| format!("/v1/{word}/"));
    let world = World::new().await;
    for path in plurality.iter().chain(&case).chain(&joined).chain(&invented) {
        let url = format!("{}{path}", world.sim.wellsky_url());
        let bare = http().get(&url).send().await.unwrap();
        assert_eq!(bare.status(), 403, "{path}");
        assert_eq!(bare.headers()["x-amzn-errortype"], "MissingAuthenticationTokenException", "{path}");
        assert!(
            bare.headers().contains_key("x-amzn-requestid") && bare.headers().contains_key("x-amz-apigw-id")
        );
        assert_eq!(bare.json::<Value>().await.unwrap(), json!({"message": "Missing Authentication Token"}));
        let with = http().get(&url).bearer_auth(&world.token).send().await.unwrap();
        assert_eq!(with.status(), 403, "{path}");
        assert_eq!(with.headers()["x-amzn-errortype"], "IncompleteSignatureException", "{path}");
        let text = with.json::<Value>().await.unwrap()["message"].as_str().unwrap().to_owned();
        assert!(
            text.starts_with("Invalid key=value pair (missing equal-sign) in Authorization header"),
            "{text}"
        );
        assert!(!text.contains(&world.token));
    }
}

#[tokio::test]
async fn c03_a_token_asked_for_below_v1_is_told_that_it_lacks_a_token() {
    let world = World::new().await;
    let (id, secret, _) = world.sim.credentials();
    let body = json!({"grant_type": "client_credentials", "client_id": id, "client_secret": secret});
    let url = format!("{}/v1/oauth/accesstoken", world.sim.wellsky_url());
    let answer = http().post(url).json(&body).send().await.unwrap();
    assert_eq!(answer.status(), 403);
    assert_eq!(answer.text().await.unwrap(), r#"{"message":"Missing Authentication Token"}"#);
}

#[tokio::test]
async fn c04_a_token_comes_for_json_and_for_a_form() {
    let world = World::new().await;
    let (id, secret, _) = world.sim.credentials();
    let url = format!("{}/oauth/accesstoken", world.sim.wellsky_url());
    let fields = [("grant_type", "client_credentials"), ("client_id", &id), ("client_secret", &secret)];
    let form: Value = http().post(&url).form(&fields).send().await.unwrap().json().await.unwrap();
    let body: BTreeMap<_, _> = fields.into_iter().collect();
    let json: Value = http().post(&url).json(&body).send().await.unwrap().json().await.unwrap();
    for token in [form, json] {
        assert_eq!((&token["token_type"], &token["expires_in"]), (&json!("BearerToken"), &json!("3599")));
        let word = token["access_token"].as_str().unwrap();
        assert!(word.len() == 32 && word.bytes().all(|b| b.is_ascii_hexdigit()), "opaque, 32 hex digits");
        assert!(token["issued_at"].is_u64() && token.get("refresh_token").is_none());
        let read = http().get(format!("{}/v1/organizations/", world.sim.wellsky_url())).bearer_auth(word);
        assert_eq!(read.send().await.unwrap().status(), 200);
    }
}

#[tokio::test]
async fn c05_an_expired_token_is_issued_again_once_and_the_call_succeeds() {
    let (sim, client) = world().await;
    client.organizations().await.unwrap();
    sim.revoke_tokens();
    client.organizations().await.unwrap();
    let tokens = sim.requests().iter().filter(|r| r.path.contains("accesstoken")).count();
    assert_eq!(tokens, 2, "one for each life");
}

#[tokio::test]
async fn c06_everybody_is_gathered_wherever_pages_begin_and_however_they_are_shaped() {
    let shapes = [
        (PageIndex::Zero, CountField::TotalRecords, EntryShape::default()),
        (PageIndex::One, CountField::TotalRecords, EntryShape::default()),
        (PageIndex::Zero, CountField::Total, EntryShape::default()),
    ];
    for (index, count, entries) in shapes {
        let (sim, client) = world().await;
        crowd(&sim);
        let all = sim.with_world(|w| w.practitioners.len());
        sim.edit_toggles(|t| {
            t.page_base = PageBase::all(index);
            t.count_field = count;
            t.entry_shape = entries;
        });
        let found = client.search_practitioners(&PractitionerFilter::default()).await.unwrap();
        let unique: BTreeSet<_> =
            found.items.iter().filter_map(|p| p.id.get()).map(|id| id.as_str().to_owned()).collect();
        assert!(found.complete, "{index:?} {count:?}");
        assert_eq!(
            (found.items.len(), unique.len()),
            (all, all),
            "{index:?} {count:?}: all of them, each once"
        );
    }
}

#[tokio::test]
async fn c06_a_server_that_repeats_its_first_page_is_noticed_and_the_list_is_not_called_whole() {
    let (sim, client) = world().await;
    crowd(&sim);
    sim.edit_toggles(|t| t.page_base = PageBase::all(PageIndex::Ignore));
    let found = client.search_practitioners(&PractitionerFilter::default()).await.unwrap();
    assert!(!found.complete, "what is missing is not passed over in silence");
    assert!(sim.requests().len() < 12, "and it does not ask for ever");
}

#[tokio::test]
async fn c07_occurrences_of_a_series_share_an_id_and_are_told_apart_by_their_start() {
    let (sim, client) = world().await;
    let (patient, series) = sim.with_world(|w| {
        let key = w.shifts.keys().find(|k| w.occurrences(k.appointment_id).len() > 20).unwrap();
        (w.shifts[key].client, key.appointment_id)
    });
    let (from, until) = days(0, 7);
    let id = Id::from(patient.to_string().as_str());
    let week = client.appointments_of_client_between(&id, from, until).await.unwrap();
    let of_series: Vec<_> = week.items.iter().filter(|a| a.id.as_str() == series.to_string()).collect();
    assert!(of_series.len() > 1, "several in a week");
    let starts: BTreeSet<_> = of_series.iter().map(|a| a.starts_at().unwrap()).collect();
    assert_eq!(starts.len(), of_series.len());
    let nearest = client.appointment(&Id::from(series.to_string().as_str())).await.unwrap();
    let nearest = nearest.starts_at().unwrap();
    let noon: Timestamp = NOON.parse().unwrap();
    let distance = |t: &Timestamp| t.duration_since(noon).abs();
    assert!(starts.iter().all(|s| distance(&nearest) <= distance(s)), "by id comes the one nearest to now");
}

#[tokio::test]
async fn c10_a_note_on_a_visit_shows_in_its_list() {
    let (sim, client) = world().await;
    let patient = Id::from(sim.heroine().client.to_string().as_str());
    let today = jiff::civil::date(2026, 11, 23);
    let from = today.saturating_sub(jiff::ToSpan::days(7));
    let visits = client.encounters_of_client(&patient, from, today).await.unwrap();
    let visit = visits.items.iter().find_map(|v| v.id.get()).unwrap();
    let note = NewTaskLog::note("Call-out", "Cover is being arranged.", NOON.parse().unwrap());
    client.create_task_log(visit, &note).await.unwrap();
    let shown = client.task_logs(visit).await.unwrap();
    let titles: Vec<String> = shown.items.iter().filter_map(|l| l.title.get()?.text()).collect();
    assert!(titles.iter().any(|t| t.contains("Call-out")), "{titles:?}");
}

#[tokio::test]
async fn c08_clocking_in_twice_is_one_visit() {
    let world = World::new().await;
    let path = format!("/v1/encounter/{}/clockin/", world.sim.heroine().shift.appointment_id);
    let body = json!({"resourceType": "Encounter", "period": {"start": "2026-11-24T13:02:00Z"}});
    let (first, second) = (world.post(&path, body.clone()).await, world.post(&path, body).await);
    assert_eq!((first.0, &first.1["id"]), (200, &second.1["id"]));
    assert!(first.1["id"].is_u64() && first.1["success"] == true && first.1["clockedOut"] == false);
}

#[tokio::test]
async fn c09_clocking_out_wants_the_id_of_the_visit_and_not_of_the_appointment() {
    let world = World::new().await;
    let appointment = world.sim.heroine().shift.appointment_id;
    let start = json!({"period": {"start": "2026-11-24T13:02:00Z"}});
    let (_, visit) = world.post(&format!("/v1/encounter/{appointment}/clockin/"), start).await;
    let end = json!({"period": {"end": "2026-11-24T17:01:00Z"}});
    assert_eq!(world.put(&format!("/v1/encounter/{appointment}/clockout/"), end.clone()).await.0, 404);
    let right = format!("/v1/encounter/{}/clockout/", visit["id"]);
    assert_eq!(world.put(&right, end).await, (200, json!({"success": true})));
}

#[tokio::test]
async fn c11_each_of_the_22_criteria_fires_once_on_its_change() {
    let world = World::new().await;
    let (inbox, url) = Inbox::start().await;
    for criteria in Criteria::ALL {
        let body = json!({"resourceType": "Subscription", "status": "active", "criteria": criteria.word(),
            "reason": "sync", "meta": agency(),
            "channel": {"type": "rest-hook", "endpoint": format!("{url}/{}", criteria.word()),
                "payload": "application/fhir+json", "header": ["Authorization: Bearer made-up"]}});
        assert_eq!(world.post("/v1/subscriptions/", body).await.0, 201);
    }
    let heroine = world.sim.heroine();
    let ok = |(status, answer): (u16, Value)| {
        assert!((200..300).contains(&status), "{status} {answer}");
        answer
    };
    let phone = json!([{"system": "phone", "use": "mobile", "value": "2025550190"}]);
    let address = json!([{"line": ["1 Example Street"], "city": "Springfield"}]);
    for (people, kind) in [("patients", "patient"), ("practitioners", "practitioner")] {
        let id = ok(world.post(&format!("/v1/{people}/"), person("Sample")).await)["id"].clone();
        let path = format!("/v1/{people}/{}/", id.as_str().unwrap());
        let mut changes = vec![
            json!({"name": [{"family": "Example", "given": ["Grace"]}]}),
            json!({"address": address}),
            json!({"telecom": phone}),
            json!({"meta": {"tag": [{"code": "status", "display": "20"}]}}),
            json!({"active": false}),
        ];
        if kind == "patient" {
            changes.push(json!({"deceasedDateTime": "2026-11-20"}));
        }
        for change in changes {
            ok(world.put(&path, change.clone()).await);
            // The same again changes nothing, so nobody is told.
            ok(world.put(&path, change).await);
        }
    }
    let clock_in = format!("/v1/encounter/{}/clockin/", heroine.shift.appointment_id);
    let visit = ok(world.post(&clock_in, json!({"period": {"start": "2026-11-24T13:00:00Z"}})).await);
    let clock_out = format!("/v1/encounter/{}/clockout/", visit["id"]);
    for _ in 0..2 {
        ok(world.put(&clock_out, json!({"period": {"end": "2026-11-24T17:00:00Z"}})).await);
    }
    let source = ok(world.post("/v1/referralsource/", json!({"name": "Example Clinic"})).await);
    let path = format!("/v1/referralsource/{}/", source["id"].as_str().unwrap());
    ok(world.put(&path, json!({"name": "Example Hospital"})).await);
    let task =
        json!({"status": "received", "description": "Call back", "requester": [9001], "meta": agency()});
    let task = ok(world.post("/v1/adminTasks/", task).await);
    assert!(world.sim.office_complete_task(task["id"].as_str().unwrap().parse().unwrap()));
    let admin = world.sim.office_adds_admin("Lee", "Sample");
    assert!(world.sim.office_deactivates_admin(admin));

    world.sim.settle().await;
    let mut times: BTreeMap<String, usize> = BTreeMap::new();
    for post in inbox.posts() {
        *times.entry(post.path.trim_start_matches('/').to_owned()).or_default() += 1;
        let stub: Value = serde_json::from_str(&post.body).unwrap();
        assert!(
            stub["id"].is_u64() && stub.as_object().unwrap().len() == 2,
            "a stub and nothing else: {stub}"
        );
    }
    let each: BTreeMap<String, usize> = Criteria::ALL.iter().map(|c| (c.word().to_owned(), 1)).collect();
    assert_eq!(times, each);
}

#[tokio::test]
async fn c13_the_same_seed_answers_byte_for_byte_the_same_to_every_row_of_the_table() {
    let all = async || {
        let world = World::new().await;
        world.sim.edit_toggles(|t| (t.doc_ref_500, t.tasklog_reject_share) = (OFF, 0.0));
        let mut said = vec![world.token.clone()];
        let reads = Route::ALL.iter().filter(|r| r.spec().paged || r.spec().method == "GET");
        for route in reads.filter(|r| !r.spec().path.contains('{') || **r == Route::AppointmentRead) {
            let input = valid(*route, &world, &BTreeMap::new());
            let ids: Vec<&str> = input.ids.iter().map(String::as_str).collect();
            let url = format!("{}{}{}", world.sim.wellsky_url(), route.path(&ids).unwrap(), input.query);
            let request = http().request(route.spec().method.parse().unwrap(), url).bearer_auth(&world.token);
            let answer = request.json(&input.body).send().await.unwrap();
            said.push(format!("{} {:?}", answer.status(), answer.headers()));
            said.push(answer.text().await.unwrap());
        }
        let (_sim, client) = self::world().await;
        let patients = client.search_patients(&PatientFilter::default()).await.unwrap();
        said.push(serde_json::to_string(&patients.items).unwrap());
        said
    };
    let (once, again) = (all().await, all().await);
    assert!(once.len() > 40, "{}", once.len());
    assert_eq!(once, again);
}
