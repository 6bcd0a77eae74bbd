//! Route, token, permission, throttle: everything before the backend.

use gigi_sim::toggles::{ON, SchemeAccept, SlashStrict, WrongVerb};
use serde_json::{Value, json};

use crate::World;

#[tokio::test]
async fn an_invented_path_is_answered_by_the_gateway_in_words_that_mislead() {
    let world = World::new().await;
    for path in [
        "/v1/appointments/",
        "/v1/Patient/",
        "/v1/v1/patients/",
        "/v1/clients/",
        "/v1/adminTasks/",
        "/v1/oauth/accesstoken",
    ] {
        let (status, body) = world.get(path).await;
        assert_eq!(status, 403, "{path}");
        assert!(
            body["message"].as_str().unwrap().starts_with("Invalid key=value pair (missing equal-sign)"),
            "{body}"
        );
        let bare = world.http.get(format!("{}{path}", world.sim.wellsky_url())).send().await.unwrap();
        assert_eq!(bare.headers()["x-amzn-errortype"], "MissingAuthenticationTokenException");
        assert!(bare.headers().contains_key("x-amzn-requestid"));
        assert_eq!(bare.json::<Value>().await.unwrap()["message"], "Missing Authentication Token");
    }
    let odd = world.http.get(format!("{}/v1/nothing/", world.sim.wellsky_url()));
    let odd = odd.header("authorization", "Bearer token=abc").send().await.unwrap();
    let text = odd.text().await.unwrap();
    assert!(text.contains("requires 'Credential' parameter"), "{text}");
}

#[tokio::test]
async fn the_older_gateway_repeats_the_token() {
    let world = World::new().await;
    world.sim.edit_toggles(|t| t.gateway_echo_token = ON);
    let (_, body) = world.get("/v1/nothing/").await;
    assert!(body["message"].as_str().unwrap().contains(&world.token));
}

#[tokio::test]
async fn a_missing_slash_and_a_wrong_verb_are_answered_as_the_toggles_say() {
    let world = World::new().await;
    assert_eq!(world.get("/v1/patients").await.0, 404);
    for (toggle, status) in
        [(SlashStrict::Gateway403, 403), (SlashStrict::Redirect301, 301), (SlashStrict::Lenient, 200)]
    {
        world.sim.edit_toggles(|t| t.slash_strict = toggle);
        assert_eq!(world.get("/v1/patients").await.0, status);
    }
    assert_eq!(world.get("/v1/profileTags/").await.0, 403);
    world.sim.edit_toggles(|t| t.wrong_verb = WrongVerb::MethodNotAllowed);
    assert_eq!(world.get("/v1/profileTags/").await.0, 405);
    assert_eq!(world.post("/v1/locations/_search", json!({})).await.0, 200);
}

#[tokio::test]
async fn a_token_comes_for_json_and_for_a_form_and_expires() {
    let world = World::new().await;
    let (id, secret, _) = world.sim.credentials();
    let url = format!("{}/oauth/accesstoken", world.sim.wellsky_url());
    let form = [
        ("grant_type", "client_credentials"),
        ("client_id", id.as_str()),
        ("client_secret", secret.as_str()),
    ];
    let answer: Value = world.http.post(&url).form(&form).send().await.unwrap().json().await.unwrap();
    assert_eq!(answer["token_type"], "BearerToken");
    assert_eq!(answer["expires_in"], "3599");
    assert!(answer["issued_at"].is_number());

    assert_eq!(world.get("/v1/organizations/").await.0, 200);
    world.sim.advance(3600);
    assert_eq!(world.get("/v1/organizations/").await, (401, json!({"message": "Unauthorized"})));

    let wrong = json!({"grant_type": "client_credentials", "client_id": id, "client_secret": "typo"});
    assert_eq!(world.http.post(&url).json(&wrong).send().await.unwrap().status(), 401);
}

#[tokio::test]
async fn the_scheme_is_bearer_whatever_the_token_calls_itself() {
    let world = World::new().await;
    let call = || {
        let url = format!("{}/v1/organizations/", world.sim.wellsky_url());
        world.http.get(url).header("authorization", format!("BearerToken {}", world.token)).send()
    };
    assert_eq!(call().await.unwrap().status(), 401);
    world.sim.edit_toggles(|t| t.scheme_accept = SchemeAccept::Both);
    assert_eq!(call().await.unwrap().status(), 200);
}

#[tokio::test]
async fn tokens_may_be_revoked_early_one_at_a_time_or_all() {
    let mut world = World::new().await;
    world.sim.edit_toggles(|t| t.early_revoke = Some(60));
    world.sim.advance(61);
    assert_eq!(world.get("/v1/organizations/").await.0, 401);
    world.sim.edit_toggles(|t| (t.early_revoke, t.single_token) = (None, ON));
    let newer = world.new_token().await;
    assert_eq!(world.get("/v1/organizations/").await.0, 401, "the older token died with the newer one");
    world.token = newer;
    assert_eq!(world.get("/v1/organizations/").await.0, 200);
    world.sim.revoke_tokens();
    assert_eq!(world.get("/v1/organizations/").await.0, 401);
}

#[tokio::test]
async fn the_gateway_throttles_and_denies_when_told() {
    let world = World::new().await;
    world.sim.edit_toggles(|t| t.error_rate.too_many = 1.0);
    assert_eq!(world.get("/v1/organizations/").await.0, 429);
    world.sim.edit_toggles(|t| {
        t.error_rate.too_many = 0.0;
        t.error_rate.timed_out = 1.0;
    });
    assert_eq!(world.get("/v1/organizations/").await.0, 504);
    world.sim.edit_toggles(|t| {
        t.error_rate.timed_out = 0.0;
        t.deny_resource = Some("organizations".to_owned());
    });
    let (status, body) = world.get("/v1/organizations/").await;
    assert_eq!(
        (status, body["message"].as_str()),
        (403, Some("User is not authorized to access this resource"))
    );
}

#[tokio::test]
async fn the_legacy_host_knows_no_page() {
    let world = World::new().await;
    let answer = world.http.post(format!("{}/connect/token", world.sim.legacy_url())).send().await.unwrap();
    assert_eq!(answer.status(), 404);
    assert!(answer.text().await.unwrap().contains("Page Not Found"));
}

#[tokio::test]
async fn the_log_keeps_every_call_and_no_secret() {
    let world = World::new().await;
    world.get("/v1/nothing/").await;
    let log = world.sim.requests();
    assert_eq!(log[0].path, "/oauth/accesstoken");
    assert!(log[0].body.is_null());
    assert_eq!((log[1].status, log[1].authorized), (403, true));
    assert_eq!(world.sim.busiest_second(), 2);
}
