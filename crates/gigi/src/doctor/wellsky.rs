//! The connection to WellSky, step by step: network, token, what the gateway says to routes that do not exist, then one
//! harmless read of each kind. The first thing that fails is named by what a second call proves, not by its wording: the
//! gateway speaks of a missing token when it means a wrong path.
use gigi_engine::ports::Clock as _;
use secrecy::{ExposeSecret as _, SecretString};
use serde_json::{Value, json};
use url::Url;

use super::probe::{Prober, Seen, Send};
use super::{Finding, Sure};
use crate::clock::SystemClock;

/// Difference of clocks that is worth a word, seconds.
const SKEW: i64 = 60;
/// A route that exists nowhere.
const NOWHERE: &str = "__no_such_route__/";

struct Visit {
    prober: Prober,
    /// Scheme, name and port.
    root: String,
    token: String,
    /// What the gateway says about a route that does not exist, with our token.
    no_route: Option<String>,
}

/// Everything about one connection.
pub(super) async fn examine(host: &str, id: &str, secret: &SecretString, agency: &str) -> Vec<Finding> {
    let Ok(http) = crate::http::client() else {
        return vec![Finding::failure("network", "an HTTP client", "it cannot be built", "report this")];
    };
    let secret = secret.expose_secret();
    let prober = Prober { http, secrets: vec![secret.to_owned(), id.to_owned()] };
    let mut findings = Vec::new();
    let root = Url::parse(host).map_or_else(|_| host.to_owned(), |u| u.origin().ascii_serialization());
    if !agency.chars().all(|c| c.is_ascii_digit()) {
        findings.push(
            Finding::failure(
                "agency id",
                "digits",
                "WELLSKY_AGENCY_ID holds something else",
                "copy it from WellSky's mail",
            )
            .row("D22", Sure::Likely),
        );
    }
    if let Some(finding) = network(&prober, &root).await {
        findings.push(finding.clone());
        if finding.state == super::State::Failure {
            return findings;
        }
    }
    let (token, said) = token(&prober, host, &root, id, secret).await;
    findings.extend(said);
    let Some(token) = token else { return findings };
    let mut secrets = prober.secrets;
    secrets.push(token.clone());
    let mut visit = Visit { prober: Prober { http: prober.http, secrets }, root, token, no_route: None };
    visit.no_route = visit.get(NOWHERE).await.ok().filter(|s| s.status == 403).map(|s| prefix(&s.message));
    findings.extend(visit.reads(agency).await);
    findings
}

fn prefix(message: &str) -> String {
    message.chars().take(40).collect()
}

async fn network(prober: &Prober, root: &str) -> Option<Finding> {
    match prober.call("GET", &format!("{root}/v1/{NOWHERE}"), None, Send::Nothing).await {
        Err(why) => Some(
            Finding::failure(
                "network",
                "an answer of any kind from WellSky's host",
                why,
                "check WELLSKY_API_URL, the machine's DNS, proxy, certificates and clock",
            )
            .row("D01", Sure::Likely),
        ),
        Ok(seen) => {
            let skew = seen.date.map(|d| SystemClock.now().duration_since(d).as_secs())?;
            Some(if skew.abs() > SKEW {
                Finding::warning(
                    "clock",
                    format!("this machine's clock differs from WellSky's by {skew} s"),
                    "set the clock by NTP; tokens and shift times depend on it",
                )
                .row("D39", Sure::Certain)
            } else {
                Finding::ok("network", "WellSky's host answers, clocks agree")
            })
        }
    }
}

/// The length and the kinds of characters of a secret, never the secret.
fn shape(secret: &str) -> String {
    let odd = secret.chars().any(|c| c.is_whitespace() || c == '"' || c == '\'' || !c.is_ascii());
    format!(
        "{} characters{}",
        secret.len(),
        if odd { ", among them spaces, quotes or others that do not belong" } else { "" }
    )
}

async fn token(
    prober: &Prober,
    host: &str,
    root: &str,
    id: &str,
    secret: &str,
) -> (Option<String>, Vec<Finding>) {
    const EXPECTED: &str = "200 with an access token from POST {host}/oauth/accesstoken";
    let url = format!("{}/oauth/accesstoken", host.trim_end_matches('/'));
    let body = json!({"grant_type": "client_credentials", "client_id": id, "client_secret": secret});
    let seen = match prober.call("POST", &url, None, Send::Json(&body)).await {
        Ok(seen) => seen,
        Err(why) => {
            let finding = Finding::failure("token", EXPECTED, why, "try again; check proxy and host");
            return (None, vec![finding.row("D01", Sure::Likely)]);
        }
    };
    let fails = |seen: &Seen, fix: &str| Finding::failure("token", EXPECTED, seen.words(), fix);
    if seen.status == 200 {
        return taken(&seen);
    }
    // The same question where it belongs proves whether only the address is wrong.
    if host.trim_end_matches('/') != root {
        let at_root =
            prober.call("POST", &format!("{root}/oauth/accesstoken"), None, Send::Json(&body)).await;
        if at_root.is_ok_and(|s| s.status == 200) {
            let fix = "take the path out of WELLSKY_API_URL: tokens come from the host's root, not from below /v1. The \
                       credentials are fine";
            return (None, vec![fails(&seen, fix).row("D02", Sure::Certain)]);
        }
    }
    let legacy =
        Url::parse(root).ok().and_then(|u| u.host_str().map(|h| h.starts_with("api."))).unwrap_or(false);
    if seen.status == 404 && (legacy || seen.is_html) {
        let fix = format!(
            "this host is not WellSky Connect; use {} and keep the credentials",
            gigi_wellsky::PRODUCTION_HOST
        );
        return (
            None,
            vec![fails(&seen, &fix).row("D03", if legacy { Sure::Certain } else { Sure::Likely })],
        );
    }
    if seen.is_missing_token() {
        let fix = "the gateway knows no token path there: the address is wrong, not the credentials. Correct WELLSKY_API_URL";
        return (None, vec![fails(&seen, fix).row("D04", Sure::Likely)]);
    }
    if matches!(seen.status, 400 | 401 | 403 | 415 | 422) {
        let form = [("grant_type", "client_credentials"), ("client_id", id), ("client_secret", secret)];
        if let Ok(second) = prober.call("POST", &url, None, Send::Form(&form)).await
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
        return (None, vec![fails(&seen, &fix).row("D06", Sure::Likely)]);
    }
    let fix = "WellSky is slow or down: try again later";
    (None, vec![fails(&seen, fix).row("D41", Sure::Likely)])
}

fn taken(seen: &Seen) -> (Option<String>, Vec<Finding>) {
    let names: Vec<&str> =
        seen.body.as_object().map(|o| o.keys().map(String::as_str).collect()).unwrap_or_default();
    let token = ["access_token", "auth_token"].iter().find_map(|k| seen.body.get(k)?.as_str());
    match token {
        Some(token) => {
            let life = seen.body.get("expires_in").map(|v| match v {
                Value::String(s) => s.clone(),
                other => other.to_string(),
            });
            let life = life.map(|l| format!(", lives {l} s")).unwrap_or_default();
            (Some(token.to_owned()), vec![Finding::ok("token", format!("given{life}"))])
        }
        None => {
            let what =
                if seen.is_html { "an HTML page".to_owned() } else { format!("fields {}", names.join(", ")) };
            let finding = Finding::failure(
                "token",
                "a field access_token",
                format!("200 with {what}"),
                "something between here and WellSky answers in its place (a proxy, a captive portal)",
            );
            (None, vec![finding.row("D07", Sure::Likely)])
        }
    }
}

impl Visit {
    async fn get(&self, path: &str) -> Result<Seen, String> {
        self.prober.call("GET", &format!("{}/v1/{path}", self.root), Some(&self.token), Send::Nothing).await
    }

    async fn post(&self, path: &str, body: &Value) -> Result<Seen, String> {
        self.prober
            .call("POST", &format!("{}/v1/{path}", self.root), Some(&self.token), Send::Json(body))
            .await
    }

    /// What a failed read means.
    fn explain(&self, check: &'static str, seen: &Seen) -> Finding {
        let fails = |fix: &str| Finding::failure(check, "200 with data", seen.words(), fix);
        match seen.status {
            401 => fails("the token was just given and is refused: ask the vendor, with the request id").row("D19", Sure::Likely),
            403 if seen.is_missing_token() => {
                fails("the Authorization header was lost on the way: look at proxies and redirects").row("D10", Sure::Likely)
            }
            403 if self.no_route.as_ref().is_some_and(|p| prefix(&seen.message) == *p) => fails(
                "the gateway does not know this route (it says the same to a route that exists nowhere). The token and the \
                 credentials are fine: do not ask for new ones; ask whether this product is deployed for you",
            )
            .row("D09", Sure::Certain),
            403 if seen.kind.starts_with("AccessDenied") || seen.message.contains("not authorized") => {
                fails("the credentials lack this product: ask the vendor to enable it for your agency").row("D20", Sure::Likely)
            }
            403 if seen.kind.starts_with("Forbidden") => {
                fails("a firewall in front of WellSky blocks you: send the vendor the request id").row("D21", Sure::Likely)
            }
            403 => fails("the answer speaks of the agency: check WELLSKY_AGENCY_ID").row("D22", Sure::Guess),
            405 => fails("this verb is not offered here").row("D15", Sure::Likely),
            429 | 503 | 504 => fails("WellSky is slow or throttles: try again later").row("D41", Sure::Likely),
            _ => fails("WellSky's side fails: try again later, then send the vendor the request id").row("D41", Sure::Guess),
        }
    }

    async fn reads(&self, agency: &str) -> Vec<Finding> {
        let mut findings = Vec::new();
        let lost = |check, why: String| {
            Finding::failure(check, "an answer", why, "check the network").row("D01", Sure::Likely)
        };
        match self.get("organizations/").await {
            Err(why) => findings.push(lost("agency", why)),
            Ok(seen) if seen.status != 200 => findings.push(self.explain("agency", &seen)),
            Ok(seen) => {
                let ids: Vec<String> = seen.entries().iter().filter_map(|o| o.get("id")).map(plain).collect();
                let text = seen.body.to_string();
                findings.push(if ids.iter().any(|id| id == agency) || text.contains(agency) {
                    Finding::ok("agency", "the credentials belong to this agency")
                } else {
                    Finding::failure(
                        "agency",
                        "the agency of WELLSKY_AGENCY_ID",
                        "the credentials belong to another agency",
                        "these credentials are another agency's or another environment's",
                    )
                    .row("D38", Sure::Likely)
                });
            }
        }
        let hired = json!({"active": "true", "is_hired": "true"});
        let caregiver =
            self.first("caregivers", "practitioners/_search/?_count=1", &hired, &mut findings).await;
        let client = self.first("clients", "patients/_search/?_count=1", &json!({}), &mut findings).await;
        if client.is_some()
            && let Ok(active) = self.post("patients/_search/?_count=1", &json!({"active": "true"})).await
            && active.status == 200
            && active.entries().is_empty()
        {
            findings.push(
                Finding::warning(
                    "clients",
                    "searching for active clients finds nobody although there are clients",
                    "nothing: Gigi reads everybody and filters itself; other software must do the same",
                )
                .row("D25", Sure::Certain),
            );
        }
        let today = SystemClock
            .now()
            .to_zoned_datetime(jiff::tz::TimeZone::UTC)
            .date()
            .strftime("%Y%m%d")
            .to_string();
        for (name, person) in [("caregiverId", &caregiver), ("clientId", &client)] {
            let Some(person) = person else { continue };
            let search = json!({name: person, "startDate": today, "additionalDays": "6"});
            match self.post("appointment/_search/?_count=1", &search).await {
                Err(why) => findings.push(lost("shifts", why)),
                Ok(seen) if seen.status != 200 => findings.push(self.explain("shifts", &seen)),
                Ok(seen) if seen.entries().is_empty() => findings.push(
                    Finding::warning(
                        "shifts",
                        format!("a search by {name} for the next week finds none"),
                        "look at one person's week in WellSky; one person without visits means nothing",
                    )
                    .row("D26", Sure::Guess),
                ),
                Ok(_) => findings.push(Finding::ok("shifts", format!("found by {name}"))),
            }
        }
        if let Ok(seen) = self.post("practitioners/_search?_count=1", &hired).await {
            findings.push(match seen.status {
                200 => Finding::ok("final slash", "not needed today"),
                status => Finding::ok("final slash", format!("needed: {status} without it"))
                    .row("D16", Sure::Certain),
            });
        }
        findings
    }

    /// The first row of a search; what is wrong with it otherwise.
    async fn first(
        &self,
        check: &'static str,
        path: &str,
        body: &Value,
        findings: &mut Vec<Finding>,
    ) -> Option<String> {
        match self.post(path, body).await {
            Err(why) => {
                findings.push(
                    Finding::failure(check, "an answer", why, "check the network").row("D01", Sure::Likely),
                );
                None
            }
            Ok(seen) if seen.status != 200 => {
                findings.push(self.explain(check, &seen));
                None
            }
            Ok(seen) => {
                let first = seen.entries().first().and_then(|e| e.get("id")).map(plain);
                findings.push(match &first {
                    Some(_) => Finding::ok(check, seen.total().map_or("found".into(), |n| format!("{n} in all"))),
                    None => Finding::failure(
                        check,
                        "at least one",
                        "200 and nobody",
                        "these credentials see an empty agency: another environment's, or the agency is not enabled",
                    )
                    .row("D38", Sure::Guess),
                });
                first
            }
        }
    }
}

/// Ids come as text and as numbers.
fn plain(value: &Value) -> String {
    value.as_str().map_or_else(|| value.to_string(), str::to_owned)
}
