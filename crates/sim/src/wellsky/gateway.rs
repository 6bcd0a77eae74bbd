//! What the gateway in front of the backend answers, which has nothing to do with what was asked for (vendor
//! reference, section 5.1).

use axum::http::HeaderMap;
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use serde_json::json;
use sha2::{Digest, Sha256};

use super::Answer;
use crate::toggles::Toggles;

fn gateway(status: u16, message: &str, kind: &str) -> Answer {
    let mut answer = Answer::json(status, json!({"message": message}));
    answer.headers.push(("x-amzn-errortype", kind.to_owned()));
    answer
}

/// The route does not exist. The wording depends on the `Authorization` header and misleads everybody who reads it.
pub(crate) fn no_route(headers: &HeaderMap, toggles: &Toggles) -> Answer {
    let Some(header) = headers.get("authorization").and_then(|v| v.to_str().ok()) else {
        return gateway(403, "Missing Authentication Token", "MissingAuthenticationTokenException");
    };
    let message = if header.contains('=') {
        "Authorization header requires 'Credential' parameter. Authorization header requires 'Signature' parameter. \
         Authorization header requires 'SignedHeaders' parameter. Authorization header requires existence of either a \
         'X-Amz-Date' or a 'Date' header."
            .to_owned()
    } else if toggles.gateway_echo_token.0 {
        let token = header.split_whitespace().last().unwrap_or_default();
        format!(
            "'{token}' not a valid key=value pair (missing equal-sign) in Authorization header: '{header}'."
        )
    } else {
        let hash = STANDARD.encode(Sha256::digest(header.as_bytes()));
        format!(
            "Invalid key=value pair (missing equal-sign) in Authorization header (hashed with SHA-256 and encoded with \
             Base64): '{hash}'."
        )
    };
    gateway(403, &message, "IncompleteSignatureException")
}

/// The route exists, the token does not count.
pub(crate) fn unauthorized() -> Answer {
    gateway(401, "Unauthorized", "UnauthorizedException")
}

/// The token counts, but not for this resource.
pub(crate) fn denied() -> Answer {
    gateway(403, "User is not authorized to access this resource", "AccessDeniedException")
}

/// Too many requests.
pub(crate) fn throttled() -> Answer {
    gateway(429, "Too Many Requests", "TooManyRequestsException")
}

/// The body is larger than the gateway passes on.
pub(crate) fn too_large() -> Answer {
    gateway(413, "Request Too Long", "RequestTooLargeException")
}

/// The backend was slower than the gateway waits.
pub(crate) fn timed_out() -> Answer {
    gateway(504, "Endpoint request timed out", "InternalServerErrorException")
}
