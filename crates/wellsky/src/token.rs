//! The access token: fetched once for everybody, renewed in time, never shown.

use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

use jiff::{SignedDuration, Timestamp};
use secrecy::{ExposeSecret, SecretString};
use serde::Deserialize;
use serde_json::json;
use tokio::sync::Mutex;

use crate::Clock;
use crate::config::{Config, RetryPolicy};
use crate::error::{Context, Error, is_html, quiet};
use crate::exchange::{Answer, Body, Exchange, Request};
use crate::retry::{Attempts, pause};
use crate::route::{Retry, Route};

/// A token is renewed this long before it ends, so that no call starts with one that ends on the way.
const MARGIN: Duration = Duration::from_secs(120);

/// Lifetime assumed when the answer does not give a usable one.
const FALLBACK_LIFETIME: Duration = Duration::from_secs(600);

/// Client-credentials tokens of one client.
pub(crate) struct TokenSource {
    client_id: SecretString,
    client_secret: SecretString,
    clock: Clock,
    retry: RetryPolicy,
    state: Mutex<State>,
    /// Finished attempts to get a token; tells a waiter whether somebody tried while it waited.
    attempts: AtomicU64,
}

#[derive(Default)]
struct State {
    token: Option<Token>,
    last_error: Option<Error>,
    form_works: bool,
}

struct Token {
    value: SecretString,
    received: Timestamp,
    usable_until: Timestamp,
}

impl Token {
    /// The lifetime counts from receipt, because the server's clock and ours need not agree. A clock that was set
    /// back makes the token count as old: one request too many rather than a token used too long.
    fn is_usable(&self, now: Timestamp) -> bool {
        self.received <= now && now < self.usable_until
    }
}

/// Only what is needed; all other fields (`token_type`, `issued_at`, `status` …) vary and say nothing reliable.
#[derive(Deserialize)]
struct TokenAnswer {
    access_token: Option<String>,
    auth_token: Option<String>,
    expires_in: Option<crate::wire::Scalar>,
}

impl TokenSource {
    pub(crate) fn new(config: &Config, clock: Clock) -> Self {
        TokenSource {
            client_id: config.client_id.clone(),
            client_secret: config.client_secret.clone(),
            clock,
            retry: config.retry,
            state: Mutex::default(),
            attempts: AtomicU64::new(0),
        }
    }

    /// A usable token. Of many callers one asks the server and the others wait for its result, good or bad.
    pub(crate) async fn get(&self, exchange: &Exchange) -> Result<SecretString, Error> {
        let before = self.attempts.load(Ordering::Acquire);
        let mut state = self.state.lock().await;
        let now = (self.clock)();
        if let Some(token) = state.token.as_ref().filter(|token| token.is_usable(now)) {
            return Ok(token.value.clone());
        }
        if let Some(error) =
            state.last_error.as_ref().filter(|_| self.attempts.load(Ordering::Acquire) > before)
        {
            return Err(error.clone());
        }
        let result = self.issue(exchange, &mut state).await;
        self.attempts.fetch_add(1, Ordering::Release);
        match result {
            Ok(token) => {
                let value = token.value.clone();
                state.token = Some(token);
                state.last_error = None;
                Ok(value)
            }
            Err(error) => {
                state.token = None;
                state.last_error = Some(error.clone());
                Err(error)
            }
        }
    }

    /// Forgets a token that the server refused, unless it has been replaced meanwhile.
    pub(crate) async fn reject(&self, refused: &SecretString) {
        let mut state = self.state.lock().await;
        let is_current = |token: &Token| token.value.expose_secret() == refused.expose_secret();
        if state.token.as_ref().is_some_and(is_current) {
            state.token = None;
        }
    }

    /// JSON first, and the form encoding when that is refused; both have been seen to work.
    async fn issue(&self, exchange: &Exchange, state: &mut State) -> Result<Token, Error> {
        if state.form_works {
            return self.request(exchange, true).await.and_then(|answer| self.read(&answer));
        }
        let refused = match self.request(exchange, false).await {
            Ok(answer) => return self.read(&answer),
            Err(error @ (Error::AuthRejected(_) | Error::Validation(_))) => error,
            Err(error) => return Err(error),
        };
        match self.request(exchange, true).await {
            Ok(answer) => {
                let token = self.read(&answer)?;
                state.form_works = true;
                Ok(token)
            }
            // The second refusal may only be about the encoding; the first is about the credentials.
            Err(_) => Err(refused),
        }
    }

    async fn request(&self, exchange: &Exchange, form: bool) -> Result<Answer, Error> {
        let id = self.client_id.expose_secret();
        let secret = self.client_secret.expose_secret();
        let json = json!({"grant_type": "client_credentials", "client_id": id, "client_secret": secret});
        let fields = [("grant_type", "client_credentials"), ("client_id", id), ("client_secret", secret)];
        let secrets = [id, secret];
        let mut attempts = Attempts::new(Retry::Read, self.retry);
        loop {
            let sent = exchange.send(Request {
                route: Route::Token,
                path: Route::Token.spec().path,
                query: &[],
                body: if form { Body::Form(&fields) } else { Body::Json(&json) },
                bearer: None,
                secrets: &secrets,
            });
            match sent.await {
                Ok(answer) => return Ok(answer),
                Err(failure) => pause(attempts.after(failure).map_err(credentials)?).await,
            }
        }
    }

    fn read(&self, answer: &Answer) -> Result<Token, Error> {
        let decode = |message: String| {
            Error::Decode(Box::new(Context {
                operation: Route::Token.name(),
                status: Some(answer.status),
                request_id: answer.request_id.clone(),
                message,
                ..Context::default()
            }))
        };
        if is_html(&String::from_utf8_lossy(&answer.body)) {
            return Err(decode(
                "an HTML page instead of a token; is a proxy or portal in the way?".to_owned(),
            ));
        }
        let parsed: TokenAnswer =
            serde_json::from_slice(&answer.body).map_err(|error| decode(quiet(&error.to_string())))?;
        let value = parsed.access_token.or(parsed.auth_token);
        let value = value.map(|value| value.trim().to_owned()).filter(|value| !value.is_empty());
        let value: SecretString =
            value.ok_or_else(|| decode("no access_token in the answer".to_owned()))?.into();
        let lifetime = match parsed.expires_in.and_then(|scalar| scalar.number()) {
            Some(seconds) if seconds > 0 => Duration::from_secs(seconds.min(30 * 24 * 3600)),
            _ => FALLBACK_LIFETIME,
        };
        let received = (self.clock)();
        let usable = lifetime - MARGIN.min(lifetime / 2);
        let usable = SignedDuration::try_from(usable).unwrap_or(SignedDuration::ZERO);
        let usable_until = received.checked_add(usable).unwrap_or(received);
        Ok(Token { value, received, usable_until })
    }
}

/// On the exact token path 400, 401 and 403 mean the credentials, unless the gateway said it has no such route.
fn credentials(error: Error) -> Error {
    match error {
        Error::Forbidden(context) => Error::AuthRejected(context),
        Error::Validation(context) if context.status == Some(400) => Error::AuthRejected(context),
        other => other,
    }
}
