//! `POST /oauth/accesstoken` and what a token is worth (vendor reference, section 4).

use std::collections::BTreeMap;

use axum::body::Bytes;
use axum::http::HeaderMap;
use axum::http::request::Parts;
use jiff::{SignedDuration, Timestamp};
use serde_json::{Value, json};
use sha2::{Digest, Sha256};

use super::Answer;
use crate::front::SimConfig;
use crate::toggles::{ExpiresInType, SchemeAccept, Toggles};

struct Life {
    from: Timestamp,
    seconds: u32,
}

/// All tokens that were issued since the last reset.
#[derive(Default)]
pub(crate) struct Tokens {
    issued: BTreeMap<String, Life>,
    count: u64,
}

impl Tokens {
    /// Issues a token for the configured credential, in JSON or form.
    pub(crate) fn issue(
        &mut self,
        config: &SimConfig,
        seed: u64,
        parts: &Parts,
        bytes: &Bytes,
        toggles: &Toggles,
        now: Timestamp,
    ) -> Answer {
        let kind = parts.headers.get("content-type").and_then(|v| v.to_str().ok()).unwrap_or_default();
        let fields: BTreeMap<String, String> = if kind.starts_with("application/x-www-form-urlencoded") {
            url::form_urlencoded::parse(bytes).into_owned().collect()
        } else {
            match serde_json::from_slice(bytes) {
                Ok(Value::Object(map)) => {
                    map.into_iter().filter_map(|(k, v)| Some((k, v.as_str()?.to_owned()))).collect()
                }
                _ => BTreeMap::new(),
            }
        };
        let field = |name: &str| fields.get(name).map(String::as_str).unwrap_or_default();
        if field("grant_type") != "client_credentials" {
            return refusal(400, "unsupported_grant_type", "Unsupported grant type");
        }
        if field("client_id") != config.client_id || field("client_secret") != config.client_secret {
            return refusal(401, "invalid_client", "ClientId is Invalid");
        }
        self.count += 1;
        let hash = Sha256::digest(format!("{seed}/{}", self.count));
        let token: String = hash.iter().take(16).map(|byte| format!("{byte:02x}")).collect();
        if toggles.single_token.0 {
            self.issued.clear();
        }
        self.issued.insert(token.clone(), Life { from: now, seconds: toggles.token_ttl });
        let expires = match toggles.token_expires_in_type {
            ExpiresInType::String => json!(toggles.token_ttl.to_string()),
            ExpiresInType::Number => json!(toggles.token_ttl),
        };
        Answer::json(
            200,
            json!({"access_token": token, "token_type": "BearerToken", "expires_in": expires,
                "issued_at": now.as_second(), "client_id": config.client_id, "scope": "",
                "refresh_token_expires_in": "0", "refresh_count": "0", "status": "approved"}),
        )
    }

    /// Whether the `Authorization` header opens the door now.
    pub(crate) fn accepts(&self, headers: &HeaderMap, toggles: &Toggles, now: Timestamp) -> bool {
        let Some((scheme, token)) =
            headers.get("authorization").and_then(|v| v.to_str().ok()).and_then(|v| v.split_once(' '))
        else {
            return false;
        };
        let known =
            scheme == "Bearer" || (scheme == "BearerToken" && toggles.scheme_accept == SchemeAccept::Both);
        let Some(life) = self.issued.get(token) else {
            return false;
        };
        let seconds = toggles.early_revoke.map_or(life.seconds, |early| early.min(life.seconds));
        known && now.duration_since(life.from) < SignedDuration::from_secs(seconds.into())
    }

    /// Ends every token at once (a rotated credential).
    pub(crate) fn revoke_all(&mut self) {
        self.issued.clear();
    }
}

/// The body is a guess: no failing credential was ever recorded.
fn refusal(status: u16, code: &str, text: &str) -> Answer {
    Answer::json(status, json!({"ErrorCode": code, "Error": text}))
}
