//! What can go wrong, told apart by what the caller can do about it.

use std::fmt;
use std::time::Duration;

use serde_json::Value;

/// A call that did not succeed. No error ever turns into an empty list.
///
/// | Variant | Meaning | What helps |
/// |---|---|---|
/// | [`RouteNotMatched`](Error::RouteNotMatched) | the gateway has no such path or method; *not* a token problem | check the host and the route |
/// | [`WritesNotAvailable`](Error::WritesNotAvailable) | the same, for changing an appointment | a human enters it in WellSky |
/// | [`AuthRejected`](Error::AuthRejected) | client id or secret refused, or a fresh token refused | check the credentials |
/// | [`Forbidden`](Error::Forbidden) | the credentials lack this agency or product | ask the vendor |
/// | [`NotFound`](Error::NotFound) | the route exists, the object does not | |
/// | [`Validation`](Error::Validation) | the request was read and refused | fix what `details` says |
/// | [`Throttled`](Error::Throttled) | too many requests, also after retrying | wait `retry_after` |
/// | [`Upstream`](Error::Upstream) | WellSky is down or broken; a write was not done | later |
/// | [`Transport`](Error::Transport) | no answer, or half of one; a write was not sent | later, check the network |
/// | [`UnknownOutcome`](Error::UnknownOutcome) | a write may or may not have been done | look before repeating |
/// | [`Decode`](Error::Decode) | the answer is not what the documents promise | report it, `path` says where |
/// | [`Redirected`](Error::Redirected) | the server points elsewhere; not followed | check host and slashes |
/// | [`Misuse`](Error::Misuse) | the caller's argument or configuration; nothing was sent | fix the caller |
#[derive(Clone, Debug)]
#[non_exhaustive]
pub enum Error {
    /// The gateway knows no such path and method.
    RouteNotMatched(Box<Context>),
    /// This WellSky offers no way to change an appointment.
    WritesNotAvailable(Box<Context>),
    /// Credentials or token refused.
    AuthRejected(Box<Context>),
    /// Known, but not allowed.
    Forbidden(Box<Context>),
    /// No such object.
    NotFound(Box<Context>),
    /// The request's content was refused.
    Validation(Box<Context>),
    /// Too many requests.
    Throttled(Box<Context>),
    /// A failure on WellSky's side.
    Upstream(Box<Context>),
    /// The answer could not be read.
    Decode(Box<Context>),
    /// The network failed before anything was decided.
    Transport(Box<Context>),
    /// A write was sent and its fate is not known: read back before repeating it.
    UnknownOutcome(Box<Context>),
    /// The server answered with a redirect, which is reported and not followed.
    Redirected(Box<Context>),
    /// An argument or setting that cannot work; nothing was sent.
    Misuse(Misuse),
}

/// The circumstances of a failed call. Texts are shortened, and tokens, long opaque words, mail addresses and
/// phone-like numbers are taken out.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Context {
    /// Name of the operation, such as `appointment.search`.
    pub operation: &'static str,
    /// HTTP status, when there was an answer.
    pub status: Option<u16>,
    /// Beginning of the server's message, or what the network said.
    pub message: String,
    /// All messages, when the server listed several.
    pub details: Vec<String>,
    /// The gateway's request id, for a ticket with the vendor.
    pub request_id: Option<String>,
    /// How long the server asked to wait.
    pub retry_after: Option<Duration>,
    /// Where in the answer, such as `entry[3].resource.start`.
    pub path: Option<String>,
}

/// A mistake of the caller.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{0}")]
pub struct Misuse(String);

impl Misuse {
    pub(crate) fn new(text: impl Into<String>) -> Self {
        Misuse(text.into())
    }
}

impl From<Misuse> for Error {
    fn from(misuse: Misuse) -> Self {
        Error::Misuse(misuse)
    }
}

impl Error {
    /// The circumstances; `None` for [`Error::Misuse`].
    #[must_use]
    pub fn context(&self) -> Option<&Context> {
        match self {
            Error::RouteNotMatched(context)
            | Error::WritesNotAvailable(context)
            | Error::AuthRejected(context)
            | Error::Forbidden(context)
            | Error::NotFound(context)
            | Error::Validation(context)
            | Error::Throttled(context)
            | Error::Upstream(context)
            | Error::Decode(context)
            | Error::Transport(context)
            | Error::UnknownOutcome(context)
            | Error::Redirected(context) => Some(context),
            Error::Misuse(_) => None,
        }
    }

    /// A stable word for the kind, used as metric label.
    #[must_use]
    pub fn name(&self) -> &'static str {
        match self {
            Error::RouteNotMatched(_) => "route_not_matched",
            Error::WritesNotAvailable(_) => "writes_not_available",
            Error::AuthRejected(_) => "auth_rejected",
            Error::Forbidden(_) => "forbidden",
            Error::NotFound(_) => "not_found",
            Error::Validation(_) => "validation",
            Error::Throttled(_) => "throttled",
            Error::Upstream(_) => "upstream",
            Error::Decode(_) => "decode",
            Error::Transport(_) => "transport",
            Error::UnknownOutcome(_) => "unknown_outcome",
            Error::Redirected(_) => "redirected",
            Error::Misuse(_) => "misuse",
        }
    }

    /// Whether the same call may well succeed later. Never true for [`Error::UnknownOutcome`], which needs a look
    /// first.
    #[must_use]
    pub fn is_transient(&self) -> bool {
        matches!(self, Error::Throttled(_) | Error::Upstream(_) | Error::Transport(_))
    }
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let what = match self {
            Error::RouteNotMatched(_) => {
                "WellSky has no such route (path or method), this is not a token problem"
            }
            Error::WritesNotAvailable(_) => "this WellSky offers no way to change an appointment",
            Error::AuthRejected(_) => "WellSky refused the credentials",
            Error::Forbidden(_) => "WellSky does not allow this to these credentials",
            Error::NotFound(_) => "WellSky does not have this object",
            Error::Validation(_) => "WellSky refused the content of the request",
            Error::Throttled(_) => "WellSky asks to slow down",
            Error::Upstream(_) => "WellSky failed",
            Error::Decode(_) => "the answer of WellSky could not be read",
            Error::Transport(_) => "WellSky could not be reached",
            Error::UnknownOutcome(_) => "it is not known whether WellSky did the write",
            Error::Redirected(_) => "WellSky redirected the request, it was not followed",
            Error::Misuse(misuse) => return write!(f, "wrong use of the WellSky client: {misuse}"),
        };
        f.write_str(what)?;
        let Some(context) = self.context() else { return Ok(()) };
        write!(f, " ({}", context.operation)?;
        if let Some(status) = context.status {
            write!(f, ", status {status}")?;
        }
        if let Some(path) = &context.path {
            write!(f, ", at {path}")?;
        }
        if let Some(id) = &context.request_id {
            write!(f, ", request {id}")?;
        }
        f.write_str(")")?;
        if !context.message.is_empty() {
            write!(f, ": {}", context.message)?;
        }
        Ok(())
    }
}

impl std::error::Error for Error {}

/// Turns an answer outside 2xx into an error.
pub(crate) fn from_status(
    mut context: Context,
    error_type: Option<&str>,
    body: &[u8],
    secrets: &[&str],
) -> Error {
    let raw = String::from_utf8_lossy(body);
    let texts = messages(&raw);
    let unmatched = texts.first().is_some_and(|text| is_route_message(text))
        || matches!(error_type, Some("MissingAuthenticationTokenException" | "IncompleteSignatureException"));
    context.details = texts.iter().take(10).map(|text| redact(text, secrets)).collect();
    context.message = context.details.first().cloned().unwrap_or_default();
    let context = Box::new(context);
    match context.status.unwrap_or_default() {
        300..=399 => Error::Redirected(context),
        401 => Error::AuthRejected(context),
        403 if unmatched => Error::RouteNotMatched(context),
        403 => Error::Forbidden(context),
        404 => Error::NotFound(context),
        // Depending on the layer a verb that is not offered is 405 or the gateway's 403.
        405 => Error::RouteNotMatched(context),
        408 => Error::Upstream(context),
        429 => Error::Throttled(context),
        400..=499 => Error::Validation(context),
        _ => Error::Upstream(context),
    }
}

/// The gateway's ways of saying "no such path or method". None of them is about the token, although all of them
/// sound like it.
pub(crate) fn is_route_message(message: &str) -> bool {
    let message = message.to_ascii_lowercase();
    message.starts_with("missing authentication token")
        || message.contains("key=value pair (missing equal-sign) in authorization header")
        || message.starts_with("authorization header requires 'credential' parameter")
}

/// The messages of an error body: `message`, `error`, `detail`, `issue[].diagnostics`, any texts, or the raw body.
fn messages(raw: &str) -> Vec<String> {
    let trimmed = raw.trim();
    match serde_json::from_str::<Value>(trimmed) {
        Ok(Value::Object(object)) => {
            for key in ["message", "Message", "error_description", "error", "Error", "detail"] {
                if let Some(text) = object.get(key).and_then(Value::as_str) {
                    return vec![text.to_owned()];
                }
            }
            if let Some(issues) = object.get("issue").and_then(Value::as_array) {
                let texts =
                    issues.iter().filter_map(|issue| issue.get("diagnostics").and_then(Value::as_str));
                return texts.map(str::to_owned).collect();
            }
            let mut texts = Vec::new();
            texts_of(&Value::Object(object), &mut texts);
            texts
        }
        Ok(value) => {
            let mut texts = Vec::new();
            texts_of(&value, &mut texts);
            texts
        }
        Err(_) if trimmed.is_empty() => Vec::new(),
        Err(_) if is_html(trimmed) => vec!["(an HTML page instead of JSON)".to_owned()],
        Err(_) => vec![trimmed.to_owned()],
    }
}

fn texts_of(value: &Value, found: &mut Vec<String>) {
    match value {
        Value::String(text) => found.push(text.clone()),
        Value::Array(list) => list.iter().for_each(|value| texts_of(value, found)),
        Value::Object(object) => object.values().for_each(|value| texts_of(value, found)),
        Value::Null | Value::Bool(_) | Value::Number(_) => {}
    }
}

pub(crate) fn is_html(text: &str) -> bool {
    text.trim_start().starts_with('<')
}

/// Longest message kept, in characters.
const MESSAGE_LIMIT: usize = 200;

/// Takes secrets and personal-looking things out of a server's message and shortens it: the given secrets, words of
/// 24 or more characters (tokens, hashes), mail addresses, and runs of ten or more digits (phones).
pub(crate) fn redact(text: &str, secrets: &[&str]) -> String {
    let mut text = text.to_owned();
    for secret in secrets.iter().filter(|secret| !secret.is_empty()) {
        text = text.replace(secret, "[redacted]");
    }
    let mut out = String::new();
    let mut word = String::new();
    for c in text.chars().take(4 * MESSAGE_LIMIT) {
        if c.is_whitespace() || matches!(c, '\'' | '"' | '`' | ',' | ';' | '<' | '>') {
            push_word(&mut out, &mut word);
            out.push(if c.is_control() { ' ' } else { c });
        } else {
            word.push(c);
        }
    }
    push_word(&mut out, &mut word);
    let out = hide_long_numbers(&out);
    match out.char_indices().nth(MESSAGE_LIMIT) {
        Some((end, _)) => format!("{}…", &out[..end]),
        None => out,
    }
}

fn push_word(out: &mut String, word: &mut String) {
    let hidden = word.chars().count() >= 24 || (word.contains('@') && word.contains('.'));
    out.push_str(if hidden { "[redacted]" } else { word.as_str() });
    word.clear();
}

/// A phone number may be written with spaces, dots, dashes and parentheses, so runs are counted across them.
fn hide_long_numbers(text: &str) -> String {
    let mut out = String::new();
    let mut run = String::new();
    let flush = |out: &mut String, run: &mut String| {
        if run.chars().filter(char::is_ascii_digit).count() >= 10 {
            out.push_str("[number]");
        } else {
            out.push_str(run);
        }
        run.clear();
    };
    for c in text.chars() {
        if c.is_ascii_digit() || (!run.is_empty() && matches!(c, ' ' | '.' | '-' | '(' | ')')) {
            run.push(c);
        } else {
            flush(&mut out, &mut run);
            out.push(c);
        }
    }
    flush(&mut out, &mut run);
    out
}

/// Serde's messages quote the offending value; this takes the value out and leaves the complaint.
pub(crate) fn quiet(message: &str) -> String {
    if message.starts_with("missing field") {
        return message.to_owned();
    }
    let mut out = String::new();
    let mut inside: Option<char> = None;
    // The closing quote is the last one before ", expected", because a quoted value may hold quotes itself.
    let (head, tail) = match message.rfind(", expected") {
        Some(at) => message.split_at(at),
        None => (message, ""),
    };
    for c in head.chars() {
        match inside {
            None if matches!(c, '"' | '`') => {
                inside = Some(c);
                out.push('…');
            }
            None => out.push(c),
            Some(_) => {}
        }
    }
    out.push_str(tail);
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    fn answer(status: u16, body: &str) -> Error {
        let context = Context { operation: "test", status: Some(status), ..Context::default() };
        from_status(context, None, body.as_bytes(), &["0123456789abcdef"])
    }

    #[test]
    fn the_gateways_four_wordings_mean_no_such_route() {
        for body in [
            r#"{"message":"Missing Authentication Token"}"#,
            r#"{"message":"Invalid key=value pair (missing equal-sign) in Authorization header (hashed with SHA-256 and encoded with Base64): 'AbCdEfGhIjKlMnOpQrStUvWxYzAbCdEfGhIjKlMnOpQ='."}"#,
            r#"{"message":"'0123456789abcdef' not a valid key=value pair (missing equal-sign) in Authorization header: 'Bearer 0123456789abcdef'."}"#,
            r#"{"message":"Authorization header requires 'Credential' parameter. Authorization header requires 'Signature' parameter."}"#,
        ] {
            let error = answer(403, body);
            assert!(matches!(error, Error::RouteNotMatched(_)), "{error}");
            assert!(!error.to_string().contains("0123456789abcdef") && !error.to_string().contains("AbCdEf"));
        }
    }

    #[test]
    fn other_refusals_are_told_apart() {
        let name = |status, body| answer(status, body).name();
        assert_eq!(name(403, r#"{"message":"User is not authorized to access this resource"}"#), "forbidden");
        assert_eq!(name(403, r#"{"message":"Forbidden"}"#), "forbidden");
        assert_eq!(name(403, r#"{"error":"agencyId does not match"}"#), "forbidden");
        assert_eq!(name(401, r#"{"message":"Unauthorized"}"#), "auth_rejected");
        assert_eq!(name(404, r#"{"detail":"Not found."}"#), "not_found");
        assert_eq!(name(405, r#"{"detail":"Method \"GET\" not allowed."}"#), "route_not_matched");
        assert_eq!(name(422, "'context' is required."), "validation");
        assert_eq!(name(429, r#"{"message":"Too Many Requests"}"#), "throttled");
        assert_eq!(name(500, "<html><h1>Server Error</h1></html>"), "upstream");
        assert_eq!(name(301, ""), "redirected");
    }

    #[test]
    fn messages_keep_the_complaint_and_lose_the_person() {
        let error =
            answer(422, r#"{"telecom":["(202) 555-0142 is not 10 digits","ada@example.org is taken"]}"#);
        let context = error.context().unwrap();
        assert_eq!(context.details, ["([number]is not 10 digits", "[redacted] is taken"]);
        let long = redact(&"word ".repeat(100), &[]);
        assert_eq!(long.chars().count(), 201);
    }

    #[test]
    fn an_error_reads_like_a_sentence() {
        let mut context = Context { operation: "appointment.read", status: Some(404), ..Context::default() };
        context.request_id = Some("req-1".into());
        let error = from_status(context, None, br#"{"detail":"Not found."}"#, &[]);
        assert_eq!(
            error.to_string(),
            "WellSky does not have this object (appointment.read, status 404, request req-1): Not found."
        );
    }

    #[test]
    fn decode_messages_do_not_quote_values() {
        assert_eq!(
            quiet(r#"invalid type: string "Grace "the" Sample", expected an id"#),
            "invalid type: string …, expected an id"
        );
        assert_eq!(
            quiet("invalid type: integer `20260302`, expected a string"),
            "invalid type: integer …, expected a string"
        );
        assert_eq!(quiet("missing field `start`"), "missing field `start`");
    }
}
