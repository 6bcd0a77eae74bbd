//! `POST /webhooks/twilio/sms` and `/webhooks/twilio/status`.
//!
//! | answer | when |
//! | --- | --- |
//! | 200, `<Response/>` | the text or status is durable (also when it was so before) |
//! | 400 | not a form, or without the fields that a text has |
//! | 403 | no signature, a wrong one, or another account |
//! | 413 | more than 32 KB |
//! | 503 | the store failed; Twilio or its fallback tries again |
//!
//! Nothing is stored for an answer other than 200; every one is counted in `gigi_webhooks_total{hook, result}`.
use std::sync::Arc;

use axum::Router;
use axum::body::Bytes;
use axum::extract::{DefaultBodyLimit, State};
use axum::http::{HeaderMap, StatusCode, Uri, header};
use axum::response::{IntoResponse, Response};
use axum::routing::post;
use gigi_core::inbound::{InboundText, OptWord};
use gigi_core::phone::Phone;
use gigi_core::private::Redacted;
use gigi_engine::Engine;
use gigi_engine::ports::{Arrival, Clock, Delivery, DeliveryStatus, Input};
use secrecy::{ExposeSecret, SecretString};

use crate::adapters::twilio::is_signed;

/// Largest body, bytes (`domain.md 1.10b`).
const LARGEST: usize = 32 * 1024;

/// What the hooks need.
#[derive(Clone, Debug)]
pub struct TwilioHooks {
    /// Where arrivals go.
    pub engine: Engine,
    /// Stamps arrivals: the instant that decides who was first.
    pub clock: Arc<dyn Clock>,
    /// Our account; others are refused.
    pub account_sid: String,
    /// Primary token.
    pub auth_token: SecretString,
    /// The URL that Twilio calls, without path; signatures are computed over it.
    pub public_url: String,
}

/// The two routes.
pub fn routes(hooks: TwilioHooks) -> Router {
    Router::new()
        .route("/webhooks/twilio/sms", post(sms))
        .route("/webhooks/twilio/status", post(status))
        .layer(DefaultBodyLimit::max(LARGEST))
        .with_state(Arc::new(hooks))
}

/// Parameters of a verified webhook.
struct Form(Vec<(String, String)>);

impl Form {
    fn get(&self, name: &str) -> Option<&str> {
        self.0.iter().find(|(k, _)| k == name).map(|(_, v)| v.as_str())
    }
}

enum Refusal {
    Forbidden,
    Malformed,
    Unavailable,
}

impl Refusal {
    fn answer(self, hook: &'static str) -> Response {
        let (status, result) = match self {
            Self::Forbidden => (StatusCode::FORBIDDEN, "forbidden"),
            Self::Malformed => (StatusCode::BAD_REQUEST, "malformed"),
            Self::Unavailable => (StatusCode::SERVICE_UNAVAILABLE, "unavailable"),
        };
        metrics::counter!("gigi_webhooks_total", "hook" => hook, "result" => result).increment(1);
        status.into_response()
    }
}

fn accepted(hook: &'static str) -> Response {
    metrics::counter!("gigi_webhooks_total", "hook" => hook, "result" => "accepted").increment(1);
    ([(header::CONTENT_TYPE, "text/xml")], "<Response/>").into_response()
}

/// Checks signature and account before anything else is looked at.
fn verified(hooks: &TwilioHooks, headers: &HeaderMap, uri: &Uri, body: &Bytes) -> Result<Form, Refusal> {
    let signature =
        headers.get("x-twilio-signature").and_then(|v| v.to_str().ok()).ok_or(Refusal::Forbidden)?;
    let path = uri.path_and_query().map_or(uri.path(), |p| p.as_str());
    let url = format!("{}{path}", hooks.public_url.trim_end_matches('/'));
    let params: Vec<(String, String)> = url::form_urlencoded::parse(body).into_owned().collect();
    if !is_signed(hooks.auth_token.expose_secret(), &url, &params, signature) {
        return Err(Refusal::Forbidden);
    }
    let form = Form(params);
    if form.get("AccountSid") != Some(hooks.account_sid.as_str()) {
        return Err(Refusal::Forbidden);
    }
    Ok(form)
}

async fn sms(State(hooks): State<Arc<TwilioHooks>>, headers: HeaderMap, uri: Uri, body: Bytes) -> Response {
    const HOOK: &str = "sms";
    let form = match verified(&hooks, &headers, &uri, &body) {
        Ok(form) => form,
        Err(refusal) => return refusal.answer(HOOK),
    };
    let (Some(id), Some(from), Some(text)) = (form.get("MessageSid"), form.get("From"), form.get("Body"))
    else {
        return Refusal::Malformed.answer(HOOK);
    };
    let Ok(from) = Phone::parse(from) else {
        // A short code or a foreign number: nobody of the agency. Counted, and nothing to answer to.
        metrics::counter!("gigi_webhooks_total", "hook" => HOOK, "result" => "foreign_number").increment(1);
        return accepted(HOOK);
    };
    let at = hooks.clock.now();
    let opt = form.get("OptOutType").and_then(opt_word).or_else(|| keyword(text));
    let what = InboundText {
        id: id.to_owned(),
        from: from.clone(),
        body: Redacted::new(text.to_owned()),
        opt,
        received_at: at,
    };
    let arrival = Arrival {
        dedupe: format!("twilio/{id}"),
        thread: from.e164().to_owned(),
        at,
        what: Input::Text(what),
    };
    match hooks.engine.receive(arrival).await {
        Ok(_) => accepted(HOOK),
        Err(e) => {
            tracing::error!(error = %e, "a text could not be stored, the provider is asked to try again");
            Refusal::Unavailable.answer(HOOK)
        }
    }
}

fn opt_word(text: &str) -> Option<OptWord> {
    match text {
        "STOP" => Some(OptWord::Stop),
        "START" => Some(OptWord::Start),
        "HELP" => Some(OptWord::Help),
        _ => None,
    }
}

/// Words that Twilio acts on by default before we see them, whole message only (`domain.md 1.13`).
fn keyword(text: &str) -> Option<OptWord> {
    match text.trim().to_ascii_uppercase().as_str() {
        "STOP" | "STOPALL" | "UNSUBSCRIBE" | "CANCEL" | "END" | "QUIT" | "REVOKE" | "OPTOUT" => {
            Some(OptWord::Stop)
        }
        "START" | "UNSTOP" => Some(OptWord::Start),
        "HELP" | "INFO" => Some(OptWord::Help),
        _ => None,
    }
}

async fn status(
    State(hooks): State<Arc<TwilioHooks>>,
    headers: HeaderMap,
    uri: Uri,
    body: Bytes,
) -> Response {
    const HOOK: &str = "status";
    let form = match verified(&hooks, &headers, &uri, &body) {
        Ok(form) => form,
        Err(refusal) => return refusal.answer(HOOK),
    };
    let (Some(id), Some(word)) = (form.get("MessageSid"), form.get("MessageStatus")) else {
        return Refusal::Malformed.answer(HOOK);
    };
    let status = match word {
        "delivered" | "read" => DeliveryStatus::Delivered,
        "undelivered" | "failed" | "canceled" => DeliveryStatus::Failed,
        "sent" => DeliveryStatus::Sent,
        // New words appear without notice: no news.
        _ => DeliveryStatus::Queued,
    };
    let outbox = uri.query().and_then(|q| {
        url::form_urlencoded::parse(q.as_bytes()).find(|(k, _)| k == "o").and_then(|(_, v)| v.parse().ok())
    });
    let error = form.get("ErrorCode").map(str::to_owned);
    let delivery = Delivery { provider_id: id.to_owned(), outbox, status, error };
    let arrival = Arrival {
        dedupe: format!("twilio/{id}/{word}"),
        thread: format!("status/{id}"),
        at: hooks.clock.now(),
        what: Input::Delivery(delivery),
    };
    match hooks.engine.receive(arrival).await {
        Ok(_) => accepted(HOOK),
        Err(_) => Refusal::Unavailable.answer(HOOK),
    }
}
