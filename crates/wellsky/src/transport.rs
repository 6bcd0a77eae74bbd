//! A call: token, attempts, and the reading of the answer.

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use governor::{DefaultDirectRateLimiter, RateLimiter};
use secrecy::ExposeSecret;
use serde::de::DeserializeOwned;
use serde_json::Value;
use tracing::Instrument;

use crate::Clock;
use crate::config::{Config, RetryPolicy};
use crate::error::{Context, Error, Misuse, is_html, quiet};
use crate::exchange::{Answer, Body, Exchange, Request};
use crate::retry::{Attempts, pause};
use crate::route::{Retry, Route};
use crate::token::TokenSource;

/// One operation with its arguments.
pub(crate) struct Call<'a> {
    route: Route,
    ids: &'a [&'a str],
    query: Vec<(&'static str, String)>,
    body: Option<Value>,
}

impl<'a> Call<'a> {
    pub(crate) fn new(route: Route, ids: &'a [&'a str]) -> Self {
        Call { route, ids, query: Vec::new(), body: None }
    }
    pub(crate) fn route(&self) -> Route {
        self.route
    }
    pub(crate) fn query(mut self, query: Vec<(&'static str, String)>) -> Self {
        self.query = query;
        self
    }
    pub(crate) fn body(mut self, body: Value) -> Self {
        self.body = Some(body);
        self
    }
}

#[derive(Clone)]
pub(crate) struct Transport {
    exchange: Arc<Exchange>,
    tokens: Arc<TokenSource>,
    retry: RetryPolicy,
    read_only: bool,
    /// The slower lane of reads that nobody waits for.
    lane: Option<Arc<DefaultDirectRateLimiter>>,
    /// Calls sent through this lane.
    sent: Arc<AtomicU64>,
}

impl Transport {
    pub(crate) fn new(config: &Config, http: reqwest::Client, clock: Clock) -> Result<Self, Error> {
        Ok(Transport {
            exchange: Arc::new(Exchange::new(config, http, clock.clone())?),
            tokens: Arc::new(TokenSource::new(config, clock)),
            retry: config.retry,
            read_only: config.read_only,
            lane: None,
            sent: Arc::default(),
        })
    }

    /// The same connection, token and throttle; every call first passes a throttle of half the rate.
    pub(crate) fn in_bulk(&self) -> Self {
        Self {
            sent: Arc::default(),
            lane: self.exchange.half_rate().map(|quota| Arc::new(RateLimiter::direct(quota))),
            ..self.clone()
        }
    }

    /// The same in everything, counted apart.
    pub(crate) fn apart(&self) -> Self {
        Self { sent: Arc::default(), ..self.clone() }
    }

    pub(crate) fn sent(&self) -> u64 {
        self.sent.load(Ordering::Relaxed)
    }

    pub(crate) fn busiest_second(&self) -> usize {
        self.exchange.busiest_second()
    }

    pub(crate) fn requests_made(&self) -> u64 {
        self.exchange.made()
    }

    pub(crate) async fn authenticate(&self) -> Result<(), Error> {
        self.tokens.get(&self.exchange).await.map(drop)
    }

    /// Sends a call until it succeeds, fails for good, or its attempts are used up.
    pub(crate) async fn send(&self, call: &Call<'_>) -> Result<Answer, Error> {
        let spec = call.route.spec();
        if self.read_only && spec.retry != Retry::Read {
            let refused = format!("{} would write, and this client only reads", spec.name);
            return Err(Misuse::new(refused).into());
        }
        let path = call.route.path(call.ids)?;
        // The template, never the path: ids belong to people.
        let span = tracing::debug_span!("wellsky", method = spec.method, route = spec.path);
        self.attempt(call, &path).instrument(span).await
    }

    async fn attempt(&self, call: &Call<'_>, path: &str) -> Result<Answer, Error> {
        let mut attempts = Attempts::new(call.route.spec().retry, self.retry);
        let mut reissued = false;
        loop {
            if let Some(lane) = &self.lane {
                lane.until_ready().await;
            }
            let token = self.tokens.get(&self.exchange).await.map_err(|error| attempts.settle(error))?;
            self.sent.fetch_add(1, Ordering::Relaxed);
            let secrets = [token.expose_secret()];
            let sent = self.exchange.send(Request {
                route: call.route,
                path,
                query: &call.query,
                body: call.body.as_ref().map_or(Body::None, Body::Json),
                bearer: Some(&token),
                secrets: &secrets,
            });
            let failure = match sent.await {
                Ok(answer) => return Ok(answer),
                Err(failure) => failure,
            };
            // Refused before anything was looked at, so even a create may be sent again, once.
            if matches!(failure.error, Error::AuthRejected(_)) && !reissued {
                reissued = true;
                self.tokens.reject(&token).await;
                tracing::debug!("token refused, asking for a new one");
                continue;
            }
            let kind = failure.error.name();
            let delay = attempts.after(failure)?;
            tracing::debug!(kind, ?delay, "attempt failed, trying again");
            pause(delay).await;
        }
    }

    /// Sends a call and reads its answer as one document.
    pub(crate) async fn fetch<T: DeserializeOwned>(&self, call: &Call<'_>) -> Result<T, Error> {
        let answer = self.send(call).await?;
        decode(call.route, &answer)
    }
}

/// Reads a whole answer; an error says where.
pub(crate) fn decode<T: DeserializeOwned>(route: Route, answer: &Answer) -> Result<T, Error> {
    // only what cannot be read is read again for the place, which takes as long as the reading itself
    if let Ok(value) = serde_json::from_slice(&answer.body) {
        return Ok(value);
    }
    let mut json = serde_json::Deserializer::from_slice(&answer.body);
    let read = serde_path_to_error::deserialize(&mut json).map_err(|error| {
        let path = error.path().to_string();
        (quiet(&error.inner().to_string()), (path != ".").then_some(path))
    });
    let read =
        read.and_then(|value| json.end().map(|()| value).map_err(|error| (quiet(&error.to_string()), None)));
    read.map_err(|(message, path)| {
        let message = match answer.body.as_slice() {
            [] => "an empty answer".to_owned(),
            body if is_html(&String::from_utf8_lossy(body)) => "an HTML page instead of JSON".to_owned(),
            _ => message,
        };
        unreadable(route, answer, message, path)
    })
}

pub(crate) fn unreadable(route: Route, answer: &Answer, message: String, path: Option<String>) -> Error {
    Error::Decode(Box::new(Context {
        operation: route.name(),
        status: Some(answer.status),
        request_id: answer.request_id.clone(),
        message,
        path,
        ..Context::default()
    }))
}
