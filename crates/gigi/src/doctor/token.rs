//! The first two steps: does the host answer, and does it give a token.
use gigi_engine::ports::Clock as _;
use serde_json::{Value, json};
use url::Url;

use super::finding::{Finding, Sure};
use super::probe::{Prober, Seen, Send};
use super::row::Row;
use crate::clock::SystemClock;

/// Difference of clocks that is worth a word, seconds.
const SKEW: i64 = 60;
/// A route that exists nowhere.
pub(super) const NOWHERE: &str = "/v1/__no_such_route__/";

/// The credential under examination.
pub(super) struct Account<'a> {
    /// As configured, possibly with a path that does not belong there.
    pub(super) host: &'a str,
    /// Scheme, name and port of it.
    pub(super) root: String,
    pub(super) id: &'a str,
    pub(super) secret: &'a str,
}

/// Whether a name is that of the dead API.
pub(super) fn is_legacy(url: &str) -> bool {
    Url::parse(url).is_ok_and(|u| u.host_str().is_some_and(|h| h.starts_with("api.")))
}

/// Whether the host answers at all, whether its clock agrees, and what its gateway says to a route that exists nowhere when
/// no token is sent.
pub(super) async fn network(prober: &Prober, root: &str) -> (Finding, Option<Seen>) {
    match prober.call("GET", &format!("{root}{NOWHERE}"), &[], Send::Nothing).await {
        Err(why) => {
            (Finding::failure("network", "an answer of any kind", why).row(Row::D01, Sure::Likely), None)
        }
        Ok(seen) => {
            let skew = seen.date.map_or(0, |d| SystemClock.now().duration_since(d).as_secs());
            let finding = if skew.abs() > SKEW {
                let what = format!("this machine's clock differs from WellSky's by {skew} s");
                Finding::warning("clock", "clocks that agree within a minute", what)
                    .row(Row::D39, Sure::Certain)
            } else {
                Finding::ok("network", "WellSky's host answers, clocks agree")
            };
            (finding, Some(seen))
        }
    }
}

/// The length and the kinds of characters of a secret, never the secret.
fn shape(secret: &str) -> String {
    let odd = secret.chars().any(|c| c.is_whitespace() || c == '"' || c == '\'' || !c.is_ascii());
    let odd = if odd { ", among them spaces, quotes or others that do not belong" } else { "" };
    format!("{} characters{odd}", secret.len())
}

const EXPECTED: &str = "200 with an access token from POST {host}/oauth/accesstoken";

fn fails(seen: &Seen) -> Finding {
    Finding::failure("token", EXPECTED, seen.words())
}

/// A token, and what there is to say about how it came or why it did not.
pub(super) async fn token(prober: &Prober, account: &Account<'_>) -> (Option<String>, Finding) {
    let Account { host, root, id, secret } = account;
    let body = json!({"grant_type": "client_credentials", "client_id": id, "client_secret": secret});
    let ask = async |base: &str| {
        let url = format!("{}/oauth/accesstoken", base.trim_end_matches('/'));
        prober.call("POST", &url, &[], Send::Json(&body)).await
    };
    let seen = match ask(host).await {
        Ok(seen) => seen,
        Err(why) => return (None, Finding::failure("token", EXPECTED, why).row(Row::D01, Sure::Likely)),
    };
    if seen.status == 200 {
        return taken(&seen);
    }
    // The same question where it belongs proves whether only the address is wrong.
    if host.trim_end_matches('/') != root && ask(root).await.is_ok_and(|s| s.status == 200) {
        let fix = "the same credentials get a token at the host's root: they are fine. Take the path out of WELLSKY_API_URL";
        let row = if host.contains("token") { Row::D04 } else { Row::D02 };
        return (None, fails(&seen).row(row, Sure::Certain).fix(fix));
    }
    if seen.status == 404 && (is_legacy(root) || seen.is_html) {
        let sure = if is_legacy(root) { Sure::Certain } else { Sure::Likely };
        return (None, fails(&seen).row(Row::D03, sure));
    }
    if seen.is_missing_token() {
        let fix = "the gateway knows no token path there: the address is wrong, not the credentials. Correct WELLSKY_API_URL";
        return (None, fails(&seen).row(Row::D04, Sure::Likely).fix(fix));
    }
    if matches!(seen.status, 400 | 401 | 403 | 415 | 422) {
        let form = [("grant_type", "client_credentials"), ("client_id", *id), ("client_secret", *secret)];
        let url = format!("{root}/oauth/accesstoken");
        if let Ok(second) = prober.call("POST", &url, &[], Send::Form(&form)).await
            && second.status == 200
        {
            return taken(&second);
        }
        let fix = format!(
            "enter id and secret again (the id has {}, the secret {}), check that they are not swapped and belong to this \
             environment; then ask the vendor",
            shape(id),
            shape(secret)
        );
        return (None, fails(&seen).row(Row::D06, Sure::Likely).fix(fix));
    }
    (None, fails(&seen).row(Row::D41, Sure::Likely))
}

/// Whether a lifetime or an instant can be read from it.
fn readable(value: &Value) -> bool {
    value.is_u64() || value.as_str().is_some_and(|s| s.trim().parse::<u64>().is_ok())
}

fn taken(seen: &Seen) -> (Option<String>, Finding) {
    let names: Vec<&str> =
        seen.body.as_object().map(|o| o.keys().map(String::as_str).collect()).unwrap_or_default();
    let word = ["access_token", "auth_token"].iter().find_map(|k| seen.body.get(k)?.as_str());
    let Some(token) = word.filter(|t| !t.is_empty()) else {
        let what =
            if seen.is_html { "an HTML page".to_owned() } else { format!("fields {}", names.join(", ")) };
        let finding = Finding::failure("token", "a field access_token", format!("200 with {what}"));
        return (None, finding.row(Row::D07, Sure::Likely));
    };
    let odd: Vec<&str> = ["expires_in", "issued_at"]
        .into_iter()
        .filter(|name| seen.body.get(name).is_some_and(|value| !readable(value)))
        .collect();
    let finding = if odd.is_empty() {
        let life =
            seen.body.get("expires_in").map(|v| v.as_str().map_or_else(|| v.to_string(), str::to_owned));
        let life = life.map(|l| format!(", lives {l} s")).unwrap_or_default();
        Finding::ok("token", format!("given: {} characters{life}", token.len()))
    } else {
        let what = format!("given, but {} cannot be read as a number", odd.join(" and "));
        Finding::warning("token", "a lifetime in seconds", what).row(Row::D08, Sure::Certain)
    };
    (Some(token.to_owned()), finding)
}
