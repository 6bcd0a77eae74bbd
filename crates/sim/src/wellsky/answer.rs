//! What goes back over the wire.

use axum::body::{Body, Bytes};
use axum::http::{Method, StatusCode};
use axum::response::Response;
use jiff::Timestamp;
use serde_json::{Value, json};

use crate::toggles::{Canned, Damage, LostAnswer};

/// What a captive portal answers in everybody's place.
const SOMEBODY_ELSE: &str =
    "<html><head><title>Welcome</title></head><body>Please accept the terms.</body></html>";
/// Bytes of an answer that is too large.
const HUGE: usize = 10 * 1024 * 1024;

/// Something that subscribers may want to hear about.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Event {
    pub(crate) criteria: &'static str,
    pub(crate) id: u64,
}

#[derive(Clone, Debug)]
pub(crate) enum Content {
    Json(Value),
    Html(&'static str),
    /// Ten megabytes of nothing.
    Huge,
    Nothing,
}

/// Status, body and what else follows from a call.
#[derive(Clone, Debug)]
pub(crate) struct Answer {
    pub(crate) status: u16,
    pub(crate) content: Content,
    pub(crate) headers: Vec<(&'static str, String)>,
    pub(crate) events: Vec<Event>,
    pub(crate) lost: LostAnswer,
}

impl Answer {
    pub(crate) fn json(status: u16, body: Value) -> Self {
        let content = Content::Json(body);
        Self { status, content, headers: Vec::new(), events: Vec::new(), lost: LostAnswer::Off }
    }

    /// A refusal of the backend; the wrapper is a guess of the reference, section 6.7.
    pub(crate) fn error(status: u16, text: &str) -> Self {
        Self::json(status, json!({"error": text}))
    }

    pub(crate) fn invalid(text: &str) -> Self {
        Self::error(422, text)
    }

    pub(crate) fn required(name: &str) -> Self {
        Self::invalid(&format!("'{name}' is required."))
    }

    pub(crate) fn not_found() -> Self {
        Self::json(404, json!({"detail": "Not found."}))
    }

    pub(crate) fn method_not_allowed(method: &Method) -> Self {
        Self::json(405, json!({"detail": format!("Method \"{method}\" not allowed.")}))
    }

    pub(crate) fn redirect(location: &str) -> Self {
        let mut answer = Self::nothing(301);
        answer.headers.push(("location", location.to_owned()));
        answer
    }

    pub(crate) fn nothing(status: u16) -> Self {
        Self { content: Content::Nothing, ..Self::json(status, Value::Null) }
    }

    pub(crate) fn crash() -> Self {
        let page = "<html><head><title>Server Error (500)</title></head><body><h1>Server Error (500)</h1></body></html>";
        Self { content: Content::Html(page), ..Self::json(500, Value::Null) }
    }

    /// An HTML page with another status than 500.
    pub(crate) fn crash_with(status: u16) -> Self {
        Self { status, ..Self::crash() }
    }

    /// What a toggle says, whatever was asked.
    pub(crate) fn canned(canned: &Canned) -> Self {
        let mut answer = Self::json(canned.status, canned.body.clone());
        match canned.damage {
            Damage::Off => {}
            Damage::Html => answer.content = Content::Html(SOMEBODY_ELSE),
            Damage::Huge => answer.content = Content::Huge,
            Damage::Half => answer.lost = LostAnswer::Close,
            Damage::Hang => answer.lost = LostAnswer::Hang,
        }
        if let Some(kind) = &canned.error_type {
            answer.headers.push(("x-amzn-errortype", kind.clone()));
        }
        answer
    }

    pub(crate) fn with_event(mut self, criteria: &'static str, id: u64) -> Self {
        self.events.push(Event { criteria, id });
        self
    }

    pub(crate) fn into_response(self, now: Timestamp, serial: u64) -> Response {
        let (kind, bytes) = match self.content {
            Content::Json(value) => ("application/json", Bytes::from(value.to_string())),
            Content::Html(page) => ("text/html", Bytes::from_static(page.as_bytes())),
            Content::Huge => ("application/json", Bytes::from(vec![b' '; HUGE])),
            Content::Nothing => ("application/json", Bytes::new()),
        };
        let mut response = Response::builder()
            .status(StatusCode::from_u16(self.status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR))
            .header("content-type", kind)
            .header("date", now.strftime("%a, %d %b %Y %H:%M:%S GMT").to_string())
            .header("x-amzn-requestid", format!("5157f15a-0000-4000-8000-{serial:012x}"))
            .header("x-amz-apigw-id", format!("SIM{serial:012}="));
        for (name, value) in self.headers {
            response = response.header(name, value);
        }
        let body = if self.lost == LostAnswer::Close { broken(bytes) } else { Body::from(bytes) };
        response.body(body).unwrap_or_default()
    }
}

/// A body whose connection breaks after its first half.
pub(crate) fn broken(bytes: Bytes) -> Body {
    let half = bytes.slice(..bytes.len() / 2);
    let cut = std::io::Error::new(std::io::ErrorKind::ConnectionReset, "simulated broken connection");
    Body::from_stream(futures_util::stream::iter([Ok(half), Err(cut)]))
}
