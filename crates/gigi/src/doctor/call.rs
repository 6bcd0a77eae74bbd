//! A call that other software makes and that does not do what its author expects: held against the route table, made when it
//! changes nothing, and explained.
use gigi_wellsky::Route;
use gigi_wellsky::route::Retry;
use serde_json::{Value, json};
use url::Url;

use super::finding::{Finding, Sure};
use super::lint::{self, Match};
use super::probe::{Prober, Seen, Send};
use super::reads::{plain, tag};
use super::row::Row;
use super::token::{Account, is_legacy, token};
use super::visit::Visit;

/// Name of the check.
const CHECK: &str = "call";
/// Where tokens come from.
const TOKEN: &str = "/oauth/accesstoken";
/// Page sizes that servers choose when nobody asks for one.
const USUAL_PAGES: [usize; 3] = [20, 30, 100];

/// Method, address, headers and body of somebody else's call.
#[derive(Clone, Debug)]
pub struct ForeignCall {
    method: String,
    /// Scheme, name and port, when the call names them.
    elsewhere: Option<String>,
    path: String,
    query: String,
    headers: Vec<(String, String)>,
    body: Option<Value>,
}

impl ForeignCall {
    /// Reads `METHOD PATH`, headers `Name: value`, and a body (JSON, or `@file`).
    ///
    /// # Errors
    /// What cannot be read, in words.
    pub fn read(call: &str, headers: &[String], body: Option<&str>) -> Result<Self, String> {
        let (method, address) =
            call.trim().split_once(' ').ok_or("--call takes a method and a path: 'GET /v1/patients/'")?;
        let method = method.to_ascii_uppercase();
        if !["GET", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"].contains(&method.as_str()) {
            return Err(format!("--call: {method} is not a method"));
        }
        let address = address.trim();
        let (elsewhere, local) = match Url::parse(address) {
            Ok(url) if url.has_host() => {
                let query = url.query().map(|q| format!("?{q}")).unwrap_or_default();
                (Some(url.origin().ascii_serialization()), format!("{}{query}", url.path()))
            }
            _ => (None, address.to_owned()),
        };
        if !local.starts_with('/') {
            return Err("--call: the path begins with a slash".to_owned());
        }
        let (path, query) = local.split_once('?').unwrap_or((&local, ""));
        let headers = headers
            .iter()
            .map(|line| {
                let (name, value) =
                    line.split_once(':').ok_or_else(|| "--header takes 'Name: value'".to_owned())?;
                Ok((name.trim().to_owned(), value.trim().to_owned()))
            })
            .collect::<Result<Vec<_>, String>>()?;
        let body = match body {
            None => None,
            Some(text) => {
                let text = match text.strip_prefix('@') {
                    Some(file) => {
                        std::fs::read_to_string(file).map_err(|e| format!("--body: {file}: {}", e.kind()))?
                    }
                    None => text.to_owned(),
                };
                Some(serde_json::from_str(&text).map_err(|e| format!("--body is not JSON: {e}"))?)
            }
        };
        Ok(Self { method, elsewhere, path: path.to_owned(), query: query.to_owned(), headers, body })
    }

    fn local(&self) -> String {
        if self.query.is_empty() { self.path.clone() } else { format!("{}?{}", self.path, self.query) }
    }

    fn asks_for_a_token(&self) -> bool {
        let path = self.path.to_ascii_lowercase();
        path.contains("oauth") || path.contains("token")
    }

    /// When the call asks for a token, or goes to another host: what there is to say without a token of ours.
    pub(super) async fn about_tokens(&self, prober: &Prober, account: &Account<'_>) -> Option<Vec<Finding>> {
        if let Some(elsewhere) = self.elsewhere.as_ref().filter(|e| **e != account.root) {
            return Some(vec![self.another_host(prober, elsewhere).await]);
        }
        if !self.asks_for_a_token() {
            return None;
        }
        if self.path == TOKEN && self.method == "POST" {
            return Some(vec![token(prober, account).await.1]);
        }
        let body = json!({"grant_type": "client_credentials", "client_id": account.id, "client_secret": account.secret});
        let send = if self.method == "POST" { Send::Json(&body) } else { Send::Nothing };
        let seen = match prober.call(&self.method, &format!("{}{}", account.root, self.path), &[], send).await
        {
            Ok(seen) => seen,
            Err(why) => return Some(vec![Visit::lost(CHECK, why)]),
        };
        let row = match self.path.as_str() {
            TOKEN => Row::D05,
            "/v1/oauth/accesstoken" | "/v1/oauth/accesstoken/" => Row::D02,
            _ => Row::D04,
        };
        let at_root = prober.call("POST", &format!("{}{TOKEN}", account.root), &[], Send::Json(&body)).await;
        let finding =
            Finding::failure(CHECK, "200 with an access token from POST /oauth/accesstoken", seen.words());
        Some(vec![match at_root {
            Ok(proof) if proof.status == 200 => finding.row(row, Sure::Certain).fix(format!(
                "the same credentials get a token from POST {}{TOKEN}: they are fine, do not ask for new ones. Correct the address",
                account.root
            )),
            _ => finding.row(row, Sure::Likely),
        }])
    }

    /// Another host never gets the credentials.
    async fn another_host(&self, prober: &Prober, host: &str) -> Finding {
        let seen = prober.call("GET", &format!("{host}{}", self.path), &[], Send::Nothing).await;
        let what = seen.map_or_else(|why| why, |seen| seen.words());
        let finding =
            Finding::failure(CHECK, "a call of the configured host", format!("{host} answers {what}"));
        let sure = if is_legacy(host) { Sure::Certain } else { Sure::Likely };
        finding.row(Row::D03, sure)
    }

    /// Whether making it changes nothing.
    fn is_read(&self, found: &Match) -> bool {
        match found {
            Match::Known(route) => route.spec().retry == Retry::Read,
            Match::Wrong { .. } => {
                matches!(self.method.as_str(), "GET" | "OPTIONS")
                    || self.method == "POST"
                        && (self.path.contains("/_search") || self.path.contains("/_profile"))
            }
        }
    }

    /// Whether it may be made.
    fn may_be_made(&self, found: &Match, may_write: bool) -> bool {
        // The legal record of a visit is nobody's test.
        let clock = self.path.contains("/clockin") || self.path.contains("/clockout");
        !clock && (self.is_read(found) || may_write)
    }

    async fn make(&self, visit: &Visit, local: &str) -> Result<Seen, String> {
        let mut headers: Vec<(String, String)> =
            self.headers.iter().map(|(n, v)| (n.clone(), v.replace("{token}", &visit.token))).collect();
        if headers.is_empty() {
            headers = visit.bearer();
        }
        let send = match &self.body {
            Some(body) => Send::Json(body),
            None if self.method == "POST" => Send::Json(&Value::Object(serde_json::Map::new())),
            None => Send::Nothing,
        };
        visit.prober.call(&self.method, &format!("{}{local}", visit.root), &headers, send).await
    }

    /// Everything there is to say about the call.
    pub(super) async fn explain(&self, visit: &Visit, may_write: bool) -> Vec<Finding> {
        let found = lint::look_up(&self.method, &self.path);
        let seen = if self.may_be_made(&found, may_write) {
            match self.make(visit, &self.local()).await {
                Ok(seen) => Some(seen),
                Err(why) => return vec![Visit::lost(CHECK, why)],
            }
        } else {
            None
        };
        let words = |what: &str| match &seen {
            Some(seen) => format!("{what}{}", seen.words()),
            None => format!("{what}not made: it would write"),
        };
        let route = match found {
            Match::Known(route) => route,
            Match::Wrong { row, meant } => {
                return vec![self.wrong_path(visit, row, meant, seen.as_ref()).await];
            }
        };
        if let Some((row, what)) = lint::headers(&self.headers) {
            let sure =
                if seen.as_ref().is_some_and(|s| s.status >= 400) { Sure::Certain } else { Sure::Likely };
            return vec![Finding::failure(CHECK, "an answer", words(&format!("{what}; "))).row(row, sure)];
        }
        if let Some((row, what)) = lint::body(route, self.body.as_ref()) {
            let refused = seen.as_ref().is_some_and(|s| s.status >= 400);
            let sure = if refused { Sure::Certain } else { Sure::Likely };
            return vec![
                Finding::failure(CHECK, "a body that is taken", words(&format!("{what}; "))).row(row, sure),
            ];
        }
        if let Some(finding) = self.mixed_up_ids(visit, route, seen.as_ref()).await {
            return vec![finding];
        }
        let Some(seen) = seen else {
            let what =
                "nothing wrong to be seen; not made: it would write (--allow-writes, in a mock or a sandbox)";
            return vec![Finding::skipped(CHECK, what)];
        };
        if (200..300).contains(&seen.status) {
            let mut findings = self.data(visit, route, &seen).await;
            findings.push(Finding::ok(CHECK, format!("{} {}", seen.status, counted(&seen))));
            return findings;
        }
        vec![self.refused(visit, route, &seen).await]
    }

    async fn wrong_path(
        &self,
        visit: &Visit,
        row: Row,
        meant: Option<String>,
        seen: Option<&Seen>,
    ) -> Finding {
        let what = seen.map_or_else(|| "not made: it would write".to_owned(), Seen::words);
        let finding = Finding::failure(CHECK, "a path of the route table", what);
        if let Some(ok) = seen.filter(|s| (200..300).contains(&s.status)) {
            return Finding::note(CHECK, row, format!("{}: WellSky takes this spelling today", ok.status));
        }
        // The same call with the right spelling proves it, when that changes nothing.
        let proven = match &meant {
            Some(path) if matches!(lint::look_up(&self.method, path), Match::Known(r) if r.spec().retry == Retry::Read) =>
            {
                let local =
                    if self.query.is_empty() { path.clone() } else { format!("{path}?{}", self.query) };
                self.make(visit, &local).await.is_ok_and(|s| s.status < 400 || matches!(s.status, 400 | 422))
            }
            _ => seen.is_some_and(|s| visit.is_no_route(s)),
        };
        let sure = if proven { Sure::Certain } else { Sure::Likely };
        let finding = finding.row(row, sure);
        match meant {
            Some(path) => {
                let fix = format!("call {} {path}. The token and the credentials are fine", self.method);
                finding.fix(fix)
            }
            None => finding,
        }
    }

    /// An appointment's id where a visit's belongs.
    async fn mixed_up_ids(&self, visit: &Visit, route: Route, seen: Option<&Seen>) -> Option<Finding> {
        let of_visit = [Route::ClockOut, Route::TaskLogCreate, Route::TaskLogList, Route::ShiftTaskUpdate];
        if !of_visit.contains(&route) {
            return None;
        }
        let id = self.path.split('/').nth(3)?;
        let visit_read = visit.get(&format!("/v1/encounter/{id}/")).await.ok()?;
        if visit_read.status != 404 {
            return None;
        }
        let shift = visit.get(&format!("/v1/appointment/{id}/")).await.ok()?;
        let what = seen.map_or_else(|| "not made".to_owned(), Seen::words);
        let what = format!("{what}; no visit has this id");
        let sure = if shift.status == 200 { Sure::Certain } else { Sure::Guess };
        Some(Finding::failure(CHECK, "the id of a visit", what).row(Row::D31, sure))
    }

    async fn refused(&self, visit: &Visit, route: Route, seen: &Seen) -> Finding {
        let fails = Finding::failure(CHECK, "2xx", seen.words());
        let template = route.spec().path;
        let by_id = template.ends_with("{id}/") || template.ends_with("{patient_id}/");
        if matches!(seen.status, 403 | 404) && by_id && !self.query.is_empty() {
            let bare = format!("{}?{}", self.path.trim_end_matches('/'), self.query);
            if self.make(visit, &bare).await.is_ok_and(|s| s.status == 200) {
                return fails.row(Row::D17, Sure::Certain);
            }
        }
        match (route, seen.status) {
            (Route::TaskLogCreate, 400..=499) if !visit.is_no_route(seen) && seen.status != 401 => {
                fails.row(Row::D32, Sure::Likely)
            }
            (Route::DocumentCreate, 500) => fails.row(Row::D36, Sure::Likely),
            (_, 404) => fails.fix("the route exists, and nothing has this id"),
            (_, 400 | 422) => {
                fails.fix("the route exists and the body is not taken: the message says what is missing")
            }
            _ => visit.explain(CHECK, seen).await,
        }
    }

    /// The same call with something else in the query.
    fn with_query(&self, change: impl Fn(&mut Vec<(String, String)>)) -> String {
        let mut pairs: Vec<(String, String)> =
            url::form_urlencoded::parse(self.query.as_bytes()).into_owned().collect();
        change(&mut pairs);
        let query = url::form_urlencoded::Serializer::new(String::new()).extend_pairs(pairs).finish();
        format!("{}?{query}", self.path)
    }

    fn asked(&self, name: &str) -> Option<String> {
        url::form_urlencoded::parse(self.query.as_bytes())
            .find(|(n, _)| n == name)
            .map(|(_, v)| v.into_owned())
    }

    /// Oddities of a list that came.
    async fn data(&self, visit: &Visit, route: Route, seen: &Seen) -> Vec<Finding> {
        let rows = seen.entries();
        let mut findings = Vec::new();
        let warn = |row, what: String| {
            Finding::warning(CHECK, "everything that was asked for", what).row(row, Sure::Certain)
        };
        if rows.is_empty() {
            findings.extend(self.nobody(visit, route).await);
        }
        if let (Some(_), Some(total)) = (self.asked("agencyId"), seen.total()) {
            let without = self.with_query(|pairs| pairs.retain(|(n, _)| n != "agencyId"));
            let all = self.make(visit, &without).await.ok().and_then(|s| s.total()).unwrap_or_default();
            if all > total {
                findings.push(warn(Row::D24, format!("{total} with agencyId, {all} without")));
            }
        }
        let first = |seen: &Seen| seen.entries().first().and_then(|row| row.get("id")).map(plain);
        if self.asked("_page").is_some_and(|page| page != "0") && !rows.is_empty() {
            let zero = self.with_query(|pairs| {
                pairs.retain(|(n, _)| n != "_page");
                pairs.push(("_page".to_owned(), "0".to_owned()));
            });
            let far = self.with_query(|pairs| {
                pairs.retain(|(n, _)| n != "_page");
                pairs.push(("_page".to_owned(), "2".to_owned()));
            });
            let (zero, far) = (self.make(visit, &zero).await.ok(), self.make(visit, &far).await.ok());
            let same = |other: &Option<Seen>| {
                other.as_ref().is_some_and(|o| first(o).is_some() && first(o) == first(seen))
            };
            if same(&zero) && same(&far) {
                findings.push(warn(Row::D28, "every page is the first".to_owned()));
            } else if !same(&zero) && self.asked("_page").as_deref() == Some("1") {
                findings.push(warn(Row::D29, "page 0 has other rows: this is the second page".to_owned()));
            }
        } else if USUAL_PAGES.contains(&rows.len())
            && seen.total().is_some_and(|total| total > rows.len() as u64)
        {
            let total = seen.total().unwrap_or_default();
            findings.push(warn(Row::D27, format!("{} of {total} rows", rows.len())));
        }
        findings.extend(oddities(route, &rows));
        findings
    }

    /// Nobody came: whether another question finds them.
    async fn nobody(&self, visit: &Visit, route: Route) -> Option<Finding> {
        let finding =
            |row, sure, what: &str| Some(Finding::warning(CHECK, "at least one", what).row(row, sure));
        let body = self.body.clone().unwrap_or_else(|| json!({}));
        let asked = |name: &str| body.get(name).cloned().or_else(|| self.asked(name).map(Value::from));
        if matches!(route, Route::AppointmentSearch | Route::AppointmentList) {
            return finding(Row::D26, Sure::Likely, "200 and no shift");
        }
        if !matches!(route, Route::PatientSearch | Route::PractitionerSearch) {
            return None;
        }
        if let Some(number) =
            asked("mobile_phone").or_else(|| asked("home_phone")).or_else(|| asked("work_phone"))
        {
            for kind in ["mobile_phone", "home_phone", "work_phone"] {
                let found = visit.post(&self.path, &json!({ kind: number })).await;
                if found.is_ok_and(|s| !s.entries().is_empty()) {
                    return finding(
                        Row::D46,
                        Sure::Certain,
                        "200 and nobody; the number is there under another kind",
                    );
                }
            }
        }
        if route == Route::PatientSearch && asked("active").is_some() {
            let mut without = body.clone();
            if let Some(fields) = without.as_object_mut() {
                fields.remove("active");
            }
            let found = visit.post(&self.path, &without).await;
            if found.is_ok_and(|s| s.entries().iter().any(|row| row["active"] == true)) {
                return finding(
                    Row::D25,
                    Sure::Certain,
                    "200 and nobody; without `active` there are active ones",
                );
            }
        }
        None
    }
}

/// What a list holds that people do not expect.
fn oddities(route: Route, rows: &[Value]) -> Vec<Finding> {
    let mut findings = Vec::new();
    if matches!(route, Route::AppointmentSearch | Route::AppointmentList) {
        let twice = |a: &Value| rows.iter().any(|b| a["id"] == b["id"] && a["start"] != b["start"]);
        if rows.iter().any(twice) {
            findings.push(Finding::note(CHECK, Row::D42, "several rows have the same id and another start"));
        }
    }
    let no_client = |row: &Value| tag(row, "isClient").is_some_and(|v| !v.eq_ignore_ascii_case("true"));
    if matches!(route, Route::PatientSearch | Route::PatientList)
        && rows.iter().any(|r| r["active"] == true && no_client(r))
    {
        findings.push(Finding::note(CHECK, Row::D43, "some are active and no clients"));
    }
    let odd = |row: &Value| {
        ["isClient", "isHired", "status"]
            .iter()
            .any(|c| matches!(tag(row, c), Some("True" | "False" | "None")))
    };
    if rows.iter().any(odd) {
        findings.push(Finding::note(CHECK, Row::D44, "tags say True, False or None"));
    }
    findings
}

fn counted(seen: &Seen) -> String {
    match seen.total() {
        Some(total) => format!("with {} of {total} rows", seen.entries().len()),
        None => "as it should be".to_owned(),
    }
}
