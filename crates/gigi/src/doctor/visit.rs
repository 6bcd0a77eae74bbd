//! A connection with a token in hand: calls, and what a failed call means. The first thing that fails is named by what a
//! second call proves and not by its wording: the gateway speaks of a missing token when it means a wrong path.
use serde_json::{Value, json};

use super::finding::{Finding, Sure};
use super::probe::{Prober, Seen, Send};
use super::row::Row;
use super::token::NOWHERE;

/// A search that every agency with Connect can make, by which token and gateway are tried.
const KNOWN_GOOD: &str = "/v1/practitioners/_search/?_count=1";

/// A connection with a token.
pub(super) struct Visit {
    pub(super) prober: Prober,
    /// Scheme, name and port.
    pub(super) root: String,
    pub(super) agency: String,
    pub(super) token: String,
    /// What the gateway says about a route that exists nowhere, without a token and with it.
    no_route: [Option<String>; 2],
}

impl Visit {
    /// Takes the gateway's fingerprints.
    pub(super) async fn begin(
        mut prober: Prober,
        root: String,
        agency: &str,
        token: String,
        without_token: Option<&Seen>,
    ) -> Self {
        prober.secrets.push(token.clone());
        let print = |seen: &Seen| (seen.status == 403).then(|| seen.prefix());
        let first = without_token.and_then(print);
        let mut visit = Self { prober, root, agency: agency.to_owned(), token, no_route: [first, None] };
        visit.no_route[1] = visit.get(NOWHERE).await.ok().as_ref().and_then(print);
        visit
    }

    /// The header that everybody should send.
    pub(super) fn bearer(&self) -> Vec<(String, String)> {
        vec![("authorization".to_owned(), format!("Bearer {}", self.token))]
    }

    pub(super) async fn get(&self, path: &str) -> Result<Seen, String> {
        self.call("GET", path, Send::Nothing).await
    }

    pub(super) async fn post(&self, path: &str, body: &Value) -> Result<Seen, String> {
        self.call("POST", path, Send::Json(body)).await
    }

    /// Any call, with the header that everybody should send.
    pub(super) async fn call(&self, method: &str, path: &str, send: Send<'_>) -> Result<Seen, String> {
        self.prober.call(method, &format!("{}{path}", self.root), &self.bearer(), send).await
    }

    /// Whether a 403 is what the gateway says to routes that exist nowhere.
    pub(super) fn is_no_route(&self, seen: &Seen) -> bool {
        let print = seen.prefix();
        seen.status == 403 && self.no_route.iter().flatten().any(|known| *known == print)
    }

    /// What a failed call of a documented path means.
    pub(super) async fn explain(&self, check: &'static str, seen: &Seen) -> Finding {
        let fails = Finding::failure(check, "200 with data", seen.words());
        let is = |kind: &str| seen.kind.starts_with(kind);
        if seen.message.starts_with("Signature expired")
            || seen.message.starts_with("Signature not yet current")
        {
            return fails.row(Row::D40, Sure::Certain);
        }
        match seen.status {
            300..=399 => {
                fails.row(Row::D16, Sure::Guess).fix("WellSky redirects this path; call the address it names")
            }
            401 => self.refused_token(fails).await,
            403 if seen.is_missing_token() => fails.row(Row::D10, Sure::Likely),
            403 if self.is_no_route(seen) => fails.row(Row::D09, self.sure_of_token().await),
            403 if is("AccessDenied") || seen.message.contains("not authorized") => {
                fails.row(Row::D20, Sure::Likely)
            }
            403 if is("Forbidden") || seen.message == "Forbidden" => fails.row(Row::D21, Sure::Likely),
            403 => self.about_agency(fails).await,
            405 => fails.row(Row::D15, Sure::Likely),
            429 | 503 | 504 => fails.row(Row::D41, Sure::Likely),
            _ => fails.row(Row::D41, Sure::Guess),
        }
    }

    /// The token is fine where it opens something else.
    async fn sure_of_token(&self) -> Sure {
        let opens = self.post(KNOWN_GOOD, &json!({})).await.is_ok_and(|s| s.status == 200);
        if opens || self.get("/v1/organizations/").await.is_ok_and(|s| s.status == 200) {
            Sure::Certain
        } else {
            Sure::Likely
        }
    }

    async fn refused_token(&self, fails: Finding) -> Finding {
        let other = self.post(KNOWN_GOOD, &json!({})).await.is_ok_and(|s| s.status == 200);
        if other {
            return fails
                .row(Row::D19, Sure::Guess)
                .fix("other routes take this token: send the vendor the request id");
        }
        let fix = "the token was just given and is refused: it ends early, or a second token ended it. Send the vendor the request id";
        fails.row(Row::D19, Sure::Likely).fix(fix)
    }

    /// A 403 of the backend's own.
    async fn about_agency(&self, fails: Finding) -> Finding {
        let path = format!("{KNOWN_GOOD}&agencyId={}", self.agency);
        if self.post(&path, &json!({})).await.is_ok_and(|s| s.status == 200) {
            return fails
                .row(Row::D22, Sure::Certain)
                .fix("this WellSky wants agencyId with every call: tell us");
        }
        fails.row(Row::D22, Sure::Guess)
    }

    /// No answer came at all.
    pub(super) fn lost(check: &'static str, why: String) -> Finding {
        Finding::failure(check, "an answer", why).row(Row::D01, Sure::Likely)
    }
}
