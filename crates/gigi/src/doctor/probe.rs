//! One raw call to WellSky and what came back, with every secret taken out. The doctor does not use the client: the
//! client's own reading of an answer may be what is wrong.
use std::time::Duration;

use jiff::Timestamp;
use serde_json::Value;

/// How long an answer may take: a little more than WellSky's own gateway waits for its backend.
const PATIENCE: Duration = Duration::from_secs(35);

/// Largest answer that is looked at.
const LARGEST: usize = 8 * 1024 * 1024;

/// Longest part of a message that is shown.
const LONGEST: usize = 120;

/// An answer, or why there is none.
#[derive(Clone, Debug)]
pub(super) struct Seen {
    pub(super) status: u16,
    /// The gateway's `x-amzn-ErrorType`.
    pub(super) kind: String,
    pub(super) request_id: Option<String>,
    /// Beginning of the message, secrets replaced.
    pub(super) message: String,
    pub(super) body: Value,
    pub(super) is_html: bool,
    pub(super) date: Option<Timestamp>,
}

impl Seen {
    /// `403 Missing Authentication Token (request 1234)`.
    pub(super) fn words(&self) -> String {
        let request = self.request_id.as_ref().map(|r| format!(" (request {r})")).unwrap_or_default();
        let message = if self.is_html { "an HTML page" } else { self.message.as_str() };
        format!("{} {message}{request}", self.status).trim().to_owned()
    }

    /// The beginning of the message, by which the gateway's wordings are told apart.
    pub(super) fn prefix(&self) -> String {
        self.message.chars().take(40).collect()
    }

    /// Whether the gateway says that there is no token.
    pub(super) fn is_missing_token(&self) -> bool {
        self.status == 403
            && (self.kind.starts_with("MissingAuthenticationToken")
                || self.message.starts_with("Missing Authentication Token"))
    }

    /// Entries that a bundle says it has in all.
    pub(super) fn total(&self) -> Option<u64> {
        let count =
            |name: &str| self.body.get(name).and_then(|v| v.as_u64().or_else(|| v.as_str()?.parse().ok()));
        count("totalRecords").or_else(|| count("total"))
    }

    /// The entries of a bundle.
    pub(super) fn entries(&self) -> Vec<Value> {
        let entries = self.body.get("entry").and_then(Value::as_array).cloned().unwrap_or_default();
        entries.into_iter().map(|e| e.get("resource").cloned().unwrap_or(e)).collect()
    }
}

/// Calls, and takes these secrets out of what is kept.
#[derive(Clone)]
pub(super) struct Prober {
    pub(super) http: reqwest::Client,
    pub(super) secrets: Vec<String>,
}

/// What is sent.
pub(super) enum Send<'a> {
    Nothing,
    Json(&'a Value),
    Form(&'a [(&'a str, &'a str)]),
}

impl Prober {
    /// # Errors
    /// What the network said, without the address.
    pub(super) async fn call(
        &self,
        method: &str,
        url: &str,
        headers: &[(String, String)],
        send: Send<'_>,
    ) -> Result<Seen, String> {
        let method = method.parse().map_err(|_| "not a method".to_owned())?;
        let mut request = self.http.request(method, url).timeout(PATIENCE);
        for (name, value) in headers {
            request = request.header(name, value);
        }
        request = match send {
            Send::Nothing => request,
            Send::Json(body) => request.json(body),
            Send::Form(form) => request.form(form),
        };
        let answer = request.send().await.map_err(|e| {
            let what = if e.is_connect() {
                "no connection"
            } else if e.is_timeout() {
                "no answer in time"
            } else {
                "the call failed"
            };
            let cause = std::error::Error::source(&e).map(|s| format!(": {s}")).unwrap_or_default();
            self.clean(&format!("{what}{cause}"))
        })?;
        let header = |name: &str| answer.headers().get(name).and_then(|v| v.to_str().ok()).map(str::to_owned);
        let (status, kind) = (answer.status().as_u16(), header("x-amzn-errortype").unwrap_or_default());
        let (request_id, date) = (header("x-amzn-requestid"), header("date"));
        let mut answer = answer;
        let mut bytes = Vec::new();
        loop {
            match answer.chunk().await {
                Ok(Some(chunk)) if bytes.len() + chunk.len() <= LARGEST => bytes.extend_from_slice(&chunk),
                Ok(Some(_)) => return Err(format!("{status} and more than {} MB", LARGEST / (1024 * 1024))),
                Ok(None) => break,
                Err(_) => return Err(format!("{status} and a body that breaks off")),
            }
        }
        let text = String::from_utf8_lossy(&bytes);
        let body: Value = serde_json::from_str(&text).unwrap_or(Value::Null);
        let said = ["message", "Message", "error_description", "error", "detail"];
        let message = said.iter().find_map(|k| body.get(k)?.as_str()).unwrap_or_default();
        Ok(Seen {
            status,
            kind,
            request_id,
            message: self.clean(message),
            is_html: body.is_null() && text.trim_start().starts_with('<'),
            body,
            date: date.and_then(|d| jiff::fmt::rfc2822::parse(&d).ok()).map(|z| z.timestamp()),
        })
    }

    /// Without secrets, and short.
    pub(super) fn clean(&self, text: &str) -> String {
        let mut text = text.to_owned();
        for secret in self.secrets.iter().filter(|s| !s.is_empty()) {
            text = text.replace(secret.as_str(), "<secret>");
        }
        text.chars().take(LONGEST).collect()
    }
}
