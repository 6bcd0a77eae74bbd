//! `POST /webhooks/wellsky/{criteria}`: WellSky says that something changed. The payload names a kind and an id and nothing
//! else, there is no signature, and the event's name is only in the path that was given at subscription. So a hook is a
//! hint: it leads to a read of that person with our own credential, and whoever forges one causes one read.
//!
//! | answer | when |
//! | --- | --- |
//! | 200 | the hint is durable, or is about something that is not mirrored |
//! | 400 | no JSON object with an id that could be one |
//! | 403 | no secret, or a wrong one |
//! | 404 | no such criteria, or no secret is set: then there is no such route |
//! | 413 | more than 4 KB |
//! | 503 | the store failed |
use std::sync::Arc;

use axum::Router;
use axum::body::Bytes;
use axum::extract::{DefaultBodyLimit, Path, State};
use axum::http::{HeaderMap, StatusCode, header};
use axum::response::{IntoResponse, Response};
use axum::routing::post;
use gigi_engine::Engine;
use gigi_engine::ports::{Clock, Hint, PersonKind};
use secrecy::{ExposeSecret, SecretString};
use serde_json::Value;
use subtle::ConstantTimeEq as _;

/// Largest body, bytes: a stub has fifty.
const LARGEST: usize = 4 * 1024;
/// Longest id.
const LONGEST_ID: usize = 32;

/// What the hook needs.
#[derive(Clone, Debug)]
pub struct WellSkyHooks {
    /// Where hints go.
    pub engine: Engine,
    /// Time.
    pub clock: Arc<dyn Clock>,
    /// What the header `Authorization: Bearer ...` must carry.
    pub secret: SecretString,
}

/// The route.
pub fn routes(hooks: WellSkyHooks) -> Router {
    Router::new()
        .route("/webhooks/wellsky/{criteria}", post(hint))
        .layer(DefaultBodyLimit::max(LARGEST))
        .with_state(Arc::new(hooks))
}

/// Whom an event is about. `Some(None)`: an event of WellSky, but about nothing that is mirrored.
fn about(criteria: &str) -> Option<Option<PersonKind>> {
    let (subject, event) = criteria.split_once('.')?;
    match (subject, event) {
        (
            "patient",
            "created"
            | "name.changed"
            | "address.changed"
            | "telecom.changed"
            | "deactivated.changed"
            | "dateofdeath.changed",
        )
        | ("prospect", "status.changed") => Some(Some(PersonKind::Client)),
        (
            "practitioner",
            "created" | "name.changed" | "address.changed" | "telecom.changed" | "deactivated.changed",
        )
        | ("applicant", "status.changed") => Some(Some(PersonKind::Caregiver)),
        ("admintask", "created" | "changed" | "status.changed" | "status.complete")
        | ("agency_admin", "created" | "deactivated.changed")
        | ("encounter", "clockout.changed")
        | ("referralsources", "created" | "changed") => Some(None),
        _ => None,
    }
}

/// The id in the payload, as text or number; letters, digits and dashes only, because it becomes part of a path.
fn id(body: &[u8]) -> Option<String> {
    let payload: Value = serde_json::from_slice(body).ok()?;
    let id = match payload.get("id")? {
        Value::String(id) => id.clone(),
        Value::Number(id) => id.to_string(),
        _ => return None,
    };
    let plain = id.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'-');
    (plain && !id.is_empty() && id.len() <= LONGEST_ID).then_some(id)
}

fn answer(status: StatusCode, result: &'static str) -> Response {
    metrics::counter!("gigi_webhooks_total", "hook" => "wellsky", "result" => result).increment(1);
    status.into_response()
}

async fn hint(
    State(hooks): State<Arc<WellSkyHooks>>,
    Path(criteria): Path<String>,
    headers: HeaderMap,
    body: Bytes,
) -> Response {
    let given = headers.get(header::AUTHORIZATION).map(|v| v.as_bytes()).unwrap_or_default();
    let given = given.strip_prefix(b"Bearer ").unwrap_or_default();
    if !bool::from(given.ct_eq(hooks.secret.expose_secret().as_bytes())) {
        return answer(StatusCode::FORBIDDEN, "forbidden");
    }
    let Some(about) = about(&criteria) else { return answer(StatusCode::NOT_FOUND, "unknown") };
    let Some(id) = id(&body) else { return answer(StatusCode::BAD_REQUEST, "malformed") };
    let Some(kind) = about else { return answer(StatusCode::OK, "not_mirrored") };
    match hooks.engine.hint(&Hint { kind, id, at: hooks.clock.now() }).await {
        Ok(()) => answer(StatusCode::OK, "accepted"),
        Err(e) => {
            tracing::error!(error = %e, "a hint of WellSky could not be stored");
            answer(StatusCode::SERVICE_UNAVAILABLE, "unavailable")
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_criteria_of_the_vendor_is_known_and_no_other() {
        for criteria in gigi_sim::CRITERIA {
            assert!(about(criteria).is_some(), "{criteria}");
        }
        assert_eq!(about("patient.name.changed"), Some(Some(PersonKind::Client)));
        assert_eq!(about("applicant.status.changed"), Some(Some(PersonKind::Caregiver)));
        for unknown in ["patient", "patient.", "appointment.changed", ""] {
            assert_eq!(about(unknown), None, "{unknown}");
        }
    }

    #[test]
    fn an_id_is_text_or_a_number_and_nothing_that_could_be_a_path() {
        assert_eq!(id(br#"{"resourceType":"Patient","id":7100001}"#), Some("7100001".into()));
        assert_eq!(id(br#"{"id":"7100001"}"#), Some("7100001".into()));
        for bad in ["", "[]", "{}", r#"{"id":null}"#, r#"{"id":""}"#, r#"{"id":"../x"}"#, r#"{"id":1.5}"#] {
            assert_eq!(id(bad.as_bytes()), None, "{bad}");
        }
    }
}
