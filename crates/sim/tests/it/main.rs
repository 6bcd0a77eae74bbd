//! The simulator from outside, over HTTP, as its users see it.

#![expect(clippy::unwrap_used, reason = "helpers of tests fail by panicking, as the tests do")]

mod carrier;
mod client;
mod contract;
mod control;
mod coverage;
mod fuzz;
mod gateway;
mod integration;
mod reference;
mod schedule;
mod search;
mod writes;

use std::sync::Once;

use axum::body::Bytes;
use axum::extract::State;
use axum::http::{HeaderMap, Uri};
use gigi_sim::{Sim, SimConfig, clock};
use serde_json::{Value, json};
use std::sync::{Arc, Mutex};

/// Monday noon in Chicago; the demo's shift is on Tuesday at 07:00.
const NOON: &str = "2026-11-23T18:00:00Z";

/// The one client of these tests.
#[expect(clippy::disallowed_methods, reason = "tests build the client that the simulator is given")]
fn http() -> reqwest::Client {
    static PROVIDER: Once = Once::new();
    PROVIDER.call_once(|| {
        let _ = rustls::crypto::ring::default_provider().install_default();
    });
    reqwest::Client::builder()
        .timeout(std::time::Duration::from_secs(5))
        .redirect(reqwest::redirect::Policy::none())
        .build()
        .unwrap()
}

fn config() -> SimConfig {
    SimConfig::new(http(), clock::fixed(NOON.parse().unwrap()))
}

/// A simulator with a token in hand.
struct World {
    sim: Sim,
    http: reqwest::Client,
    token: String,
}

impl World {
    async fn new() -> Self {
        let sim = Sim::start(config()).await.unwrap();
        let mut world = Self { sim, http: http(), token: String::new() };
        world.token = world.new_token().await;
        world
    }

    async fn new_token(&self) -> String {
        let (id, secret, _) = self.sim.credentials();
        let body = json!({"grant_type": "client_credentials", "client_id": id, "client_secret": secret});
        let url = format!("{}/oauth/accesstoken", self.sim.wellsky_url());
        let answer: Value = self.http.post(url).json(&body).send().await.unwrap().json().await.unwrap();
        answer["access_token"].as_str().unwrap().to_owned()
    }

    /// Status and body of a call with the token.
    async fn call(&self, method: &str, path: &str, body: Value) -> (u16, Value) {
        let url = format!("{}{path}", self.sim.wellsky_url());
        let mut request = self.http.request(method.parse().unwrap(), url).bearer_auth(&self.token);
        if !body.is_null() {
            request = request.json(&body);
        }
        let answer = request.send().await.unwrap();
        (answer.status().as_u16(), answer.json().await.unwrap_or(Value::Null))
    }

    async fn get(&self, path: &str) -> (u16, Value) {
        self.call("GET", path, Value::Null).await
    }

    async fn post(&self, path: &str, body: Value) -> (u16, Value) {
        self.call("POST", path, body).await
    }

    async fn put(&self, path: &str, body: Value) -> (u16, Value) {
        self.call("PUT", path, body).await
    }
}

/// A delivery at somebody's webhook: path with query, headers, body.
#[derive(Clone, Debug)]
struct Post {
    path: String,
    headers: HeaderMap,
    body: String,
}

/// A receiver of webhooks on loopback that remembers what came.
#[derive(Clone, Default)]
struct Inbox(Arc<Mutex<Vec<Post>>>);

impl Inbox {
    async fn start() -> (Self, String) {
        let inbox = Self::default();
        let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
        let url = format!("http://{}", listener.local_addr().unwrap());
        let router = axum::Router::new().fallback(receive).with_state(inbox.clone());
        tokio::spawn(async move { axum::serve(listener, router).await });
        (inbox, url)
    }

    fn posts(&self) -> Vec<Post> {
        self.0.lock().unwrap().clone()
    }
}

async fn receive(State(inbox): State<Inbox>, uri: Uri, headers: HeaderMap, body: Bytes) {
    let body = String::from_utf8(body.to_vec()).unwrap();
    inbox.0.lock().unwrap().push(Post { path: uri.to_string(), headers, body });
}
