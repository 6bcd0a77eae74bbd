//! Who may see pages. A password (HTTP Basic, any user name, which then signs what is clicked), or only this machine, or nobody.
//!
//! A request that changes something must come from our own page: browsers say so in `Sec-Fetch-Site` or `Origin`.
//! On a machine without a password the `Host` must be a loopback name, so that no foreign page can reach in by pointing
//! its own name at 127.0.0.1.
use axum::Router;
use axum::extract::{Request, State};
use axum::http::{HeaderMap, Method, StatusCode, header};
use axum::middleware::{Next, from_fn_with_state};
use axum::response::{IntoResponse, Response};
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use secrecy::ExposeSecret;
use subtle::ConstantTimeEq;

use crate::app::Board;

/// Who looks at the page: what the time-line says somebody did.
#[derive(Clone, Debug)]
pub struct Visitor(pub String);

/// Puts the door in front of the pages.
pub fn guard(pages: Router, board: Board) -> Router {
    pages.layer(from_fn_with_state(board, check))
}

async fn check(State(board): State<Board>, mut request: Request, next: Next) -> Response {
    let headers = request.headers();
    let visitor = match &board {
        Board::Closed => {
            let why = "Gigi can be reached from outside and no GIGI_BOARD_PASSWORD is set, so the pages are closed.\n";
            return (StatusCode::FORBIDDEN, why).into_response();
        }
        Board::ThisMachine if !is_loopback_host(headers) => {
            return (StatusCode::FORBIDDEN, "These pages are for this machine only.\n").into_response();
        }
        Board::ThisMachine => "somebody at the board".to_owned(),
        Board::Password(password) => match knocks(headers, password.expose_secret()) {
            Some(user) => user,
            None => {
                metrics::counter!("gigi_door_total", "result" => "refused").increment(1);
                let ask = [(header::WWW_AUTHENTICATE, "Basic realm=\"Gigi\", charset=\"UTF-8\"")];
                return (StatusCode::UNAUTHORIZED, ask, "A password is needed.\n").into_response();
            }
        },
    };
    if request.method() != Method::GET && request.method() != Method::HEAD && is_from_elsewhere(headers) {
        return (StatusCode::FORBIDDEN, "This must come from Gigi's own page.\n").into_response();
    }
    request.extensions_mut().insert(Visitor(visitor));
    next.run(request).await
}

/// The user who knows the password; `None` for anybody else.
fn knocks(headers: &HeaderMap, password: &str) -> Option<String> {
    let given = headers.get(header::AUTHORIZATION)?.to_str().ok()?.strip_prefix("Basic ")?;
    let given = String::from_utf8(STANDARD.decode(given).ok()?).ok()?;
    let (user, said) = given.split_once(':')?;
    let user: String = user.chars().filter(|c| !c.is_control()).take(40).collect();
    let right: bool = said.as_bytes().ct_eq(password.as_bytes()).into();
    right.then(|| if user.is_empty() { "somebody at the board".to_owned() } else { user })
}

fn is_loopback_host(headers: &HeaderMap) -> bool {
    let host = headers.get(header::HOST).and_then(|h| h.to_str().ok()).unwrap_or_default();
    let name = match host.strip_prefix('[') {
        Some(v6) => v6.split(']').next().unwrap_or_default(),
        None => host.split(':').next().unwrap_or_default(),
    };
    name == "localhost" || name.parse::<std::net::IpAddr>().is_ok_and(|ip| ip.is_loopback())
}

/// Whether a browser says that another site sent this. Programs that are no browsers say nothing.
fn is_from_elsewhere(headers: &HeaderMap) -> bool {
    let text = |name: &str| headers.get(name).and_then(|v| v.to_str().ok());
    match (text("sec-fetch-site"), text("origin"), text("host")) {
        (Some(site), ..) => site != "same-origin" && site != "none",
        (None, Some(origin), Some(host)) => origin.split_once("://").map(|(_, o)| o) != Some(host),
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn headers(pairs: &[(&'static str, &str)]) -> HeaderMap {
        pairs.iter().map(|(k, v)| ((*k).parse().unwrap(), v.parse().unwrap())).collect()
    }

    #[test]
    fn the_password_opens_and_the_user_signs() {
        let basic = |text: &str| headers(&[("authorization", &format!("Basic {}", STANDARD.encode(text)))]);
        assert_eq!(knocks(&basic("dana:open sesame"), "open sesame").as_deref(), Some("dana"));
        assert_eq!(knocks(&basic("dana:open"), "open sesame"), None);
        assert_eq!(knocks(&headers(&[]), "open sesame"), None);
    }

    #[test]
    fn another_sites_form_and_another_name_for_this_machine_are_refused() {
        assert!(is_from_elsewhere(&headers(&[("sec-fetch-site", "cross-site")])));
        assert!(is_from_elsewhere(&headers(&[
            ("origin", "https://evil.example.org"),
            ("host", "127.0.0.1:8080")
        ])));
        assert!(!is_from_elsewhere(&headers(&[
            ("origin", "http://127.0.0.1:8080"),
            ("host", "127.0.0.1:8080")
        ])));
        assert!(!is_from_elsewhere(&headers(&[("host", "127.0.0.1:8080")])));
        assert!(is_loopback_host(&headers(&[("host", "localhost:8080")])));
        assert!(is_loopback_host(&headers(&[("host", "[::1]:8080")])));
        assert!(!is_loopback_host(&headers(&[("host", "rebound.example.org:8080")])));
    }
}
