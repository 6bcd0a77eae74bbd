//! What is wrong with a call before it is made: its path against the route table, its headers, its body. These are the calls of
//! other software, as their authors send them in when nothing works.
use gigi_wellsky::Route;
use gigi_wellsky::route::Plane;
use serde_json::Value;

use super::row::Row;

/// What the route table says about a path.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Match {
    /// It is in the table.
    Known(Route),
    /// It is not; this is why, and the path that was probably meant.
    Wrong {
        /// Row of the diagnosis table.
        row: Row,
        /// As the table spells it.
        meant: Option<String>,
    },
}

fn fits(template: &str, path: &str) -> bool {
    let (template, path): (Vec<_>, Vec<_>) = (template.split('/').collect(), path.split('/').collect());
    template.len() == path.len()
        && template.iter().zip(&path).all(|(t, p)| {
            // An id is never one of the words that stand in its place elsewhere.
            if t.starts_with('{') { !p.is_empty() && !p.starts_with('_') } else { t == p }
        })
}

fn find(method: &str, path: &str) -> Option<Route> {
    let on = |route: &&Route| fits(route.spec().path, path);
    let mut all = Route::ALL.iter().filter(|route| route.spec().method == method);
    // A literal path is meant before a template that it happens to fit.
    all.clone().find(|route| route.spec().path == path).or_else(|| all.find(on)).copied()
}

/// Known with another verb.
fn other_verb(path: &str) -> bool {
    Route::ALL.iter().any(|route| fits(route.spec().path, path))
}

/// One spelling for singular and plural, small letters.
fn stem(segment: &str) -> String {
    let lower = segment.to_ascii_lowercase();
    lower
        .strip_suffix("ies")
        .map(|s| format!("{s}y"))
        .or_else(|| lower.strip_suffix('s').map(str::to_owned))
        .unwrap_or(lower)
}

/// The path with its collection spelled as in the table, when the table has one that is alike.
fn respelled(path: &str, same: impl Fn(&str, &str) -> bool) -> Option<String> {
    let rest = path.strip_prefix("/v1/")?;
    let first = rest.split('/').next()?;
    let collection = Route::ALL
        .iter()
        .filter(|route| route.spec().plane == Plane::V1)
        .filter_map(|route| route.spec().path.strip_prefix("/v1/")?.split('/').next())
        .find(|name| same(name, first))?;
    Some(format!("/v1/{collection}{}", &rest[first.len()..]))
}

/// Looks a path up; `path` begins with a slash and has no query.
pub(super) fn look_up(method: &str, path: &str) -> Match {
    if let Some(route) = find(method, path) {
        return Match::Known(route);
    }
    let wrong = |row, meant: Option<String>| Match::Wrong { row, meant };
    if let Some(joined_once) = path.strip_prefix("/v1").filter(|rest| rest.starts_with("/v1/")) {
        return wrong(Row::D13, Some(joined_once.to_owned()));
    }
    if !path.starts_with("/v1/") {
        let with = format!("/v1{path}");
        return match look_up(method, &with) {
            Match::Known(_) => wrong(Row::D13, Some(with)),
            Match::Wrong { row, meant } if meant.is_some() => wrong(row, meant),
            Match::Wrong { .. } => wrong(Row::D14, None),
        };
    }
    let turned = match path.strip_suffix('/') {
        Some(bare) => bare.to_owned(),
        None => format!("{path}/"),
    };
    if find(method, &turned).is_some() {
        return wrong(Row::D16, Some(turned));
    }
    if other_verb(path) || other_verb(&turned) {
        return wrong(Row::D15, None);
    }
    let known = |candidate: &String| {
        let slashed = if candidate.ends_with('/') { candidate.clone() } else { format!("{candidate}/") };
        other_verb(candidate) || other_verb(&slashed)
    };
    if let Some(meant) = respelled(path, |name, first| name.eq_ignore_ascii_case(first)).filter(known) {
        return wrong(Row::D12, Some(meant));
    }
    if let Some(meant) = respelled(path, |name, first| stem(name) == stem(first)).filter(known) {
        // FHIR's `/v1/Patient` is wrong in both ways; the capital is what people copy.
        let capital = path[4..].starts_with(|c: char| c.is_ascii_uppercase());
        return wrong(if capital { Row::D12 } else { Row::D11 }, Some(meant));
    }
    wrong(Row::D14, None)
}

/// What is wrong with the headers.
pub(super) fn headers(headers: &[(String, String)]) -> Option<(Row, String)> {
    let named =
        |name: &str| headers.iter().find(|(n, _)| n.eq_ignore_ascii_case(name)).map(|(_, v)| v.as_str());
    if named("x-amz-date").is_some()
        || named("authorization").is_some_and(|v| v.starts_with("AWS4-HMAC-SHA256"))
    {
        return Some((Row::D40, "the call is signed for AWS".to_owned()));
    }
    let Some(authorization) = named("authorization") else {
        return (!headers.is_empty()).then(|| (Row::D10, "there is no Authorization header".to_owned()));
    };
    let (scheme, token) = authorization.split_once(' ').unwrap_or((authorization, ""));
    let quoted = token.contains('"') || token.contains('\'') || token.contains('=') || token.contains(' ');
    if scheme == "Bearer" && !token.trim().is_empty() && !quoted {
        return None;
    }
    // The value may be a token: only the scheme is shown, and only when it looks like one.
    let scheme = if token.is_empty() || scheme.len() > 16 { "no scheme" } else { scheme };
    Some((
        Row::D18,
        format!(
            "the Authorization header begins with `{scheme}`{}",
            if quoted { " and the token is quoted or named" } else { "" }
        ),
    ))
}

fn agency_tag(body: &Value) -> bool {
    body["meta"]["tag"].as_array().is_some_and(|tags| tags.iter().any(|t| t["code"] == "agencyId"))
}

fn every_text(body: &Value, look: &mut dyn FnMut(&str)) {
    match body {
        Value::String(text) => look(text),
        Value::Array(items) => items.iter().for_each(|item| every_text(item, look)),
        Value::Object(fields) => fields.values().for_each(|field| every_text(field, look)),
        _ => {}
    }
}

fn bad_text(body: &Value) -> bool {
    let mut bad = false;
    every_text(body, &mut |text| {
        bad |=
            text.chars().any(|c| c as u32 > 0xFFFF || (c.is_control() && !matches!(c, '\t' | '\n' | '\r')));
    });
    bad
}

fn bad_phone(body: &Value) -> bool {
    let telecom = body["telecom"].as_array();
    telecom.into_iter().flatten().filter(|t| t["system"] == "phone").any(|t| {
        let value = t["value"].as_str().unwrap_or_default();
        let digits = value.split_once('x').map_or(value, |(number, _)| number);
        digits.len() != 10 || !digits.bytes().all(|b| b.is_ascii_digit()) || digits.starts_with(['0', '1'])
    })
}

/// What is missing from a search that needs a person and a window.
fn window(route: Route, body: &Value) -> Option<String> {
    let has =
        |names: &[&str]| names.iter().any(|name| body.get(name).is_some_and(|v| !v.is_null() && v != ""));
    if !has(&["clientId", "caregiverId"]) {
        return Some("neither clientId nor caregiverId is given".to_owned());
    }
    if route != Route::AppointmentSearch {
        return None;
    }
    if !has(&["startDate", "weekNo", "monthNo"]) {
        return Some("no window of days is given".to_owned());
    }
    let days = body.get("additionalDays").and_then(|v| v.as_i64().or_else(|| v.as_str()?.parse().ok()));
    days.filter(|n| !(1..=6).contains(n)).map(|n| format!("additionalDays is {n}"))
}

fn admin_task(body: &Value) -> Option<String> {
    if let Some(name) =
        ["title", "priority", "theDate", "client_id", "notes"].iter().find(|n| body.get(n).is_some())
    {
        return Some(format!("there is a `{name}`"));
    }
    let missing =
        ["status", "description", "requester"].into_iter().find(|n| body.get(n).is_none_or(Value::is_null));
    missing.map(|name| format!("`{name}` is missing"))
}

fn document(body: &Value) -> Option<(Row, String)> {
    if body["content"].is_array() {
        return Some((Row::D36, "`content` is a list".to_owned()));
    }
    let attachment = &body["content"]["attachment"];
    let parts = [
        ("type.text", body["type"]["text"].is_string()),
        ("context.related[].ref", body["context"]["related"][0]["ref"].is_string()),
        ("content.attachment.data", attachment["data"].is_string()),
        ("content.attachment.title", attachment["title"].is_string()),
        ("content.attachment.contentType", attachment["contentType"].is_string()),
    ];
    parts.iter().find(|(_, there)| !there).map(|(name, _)| (Row::D37, format!("`{name}` is missing")))
}

/// What is wrong with the body.
pub(super) fn body(route: Route, body: Option<&Value>) -> Option<(Row, String)> {
    let empty = Value::Object(serde_json::Map::new());
    let body = body.unwrap_or(&empty);
    match route {
        Route::AppointmentSearch | Route::EncounterSearch | Route::ChargeItemSearch => {
            return window(route, body).map(|what| (Row::D30, what));
        }
        Route::AdminTaskCreate => {
            if let Some(what) = admin_task(body) {
                return Some((Row::D35, what));
            }
        }
        Route::DocumentCreate => {
            if let Some(found) = document(body) {
                return Some(found);
            }
        }
        _ => {}
    }
    let tagged = [
        Route::PatientCreate,
        Route::PractitionerCreate,
        Route::SubscriptionCreate,
        Route::AdminTaskCreate,
        Route::DocumentCreate,
    ];
    if tagged.contains(&route) && !agency_tag(body) {
        return Some((Row::D23, "meta.tag has no agencyId".to_owned()));
    }
    if bad_text(body) {
        return Some((Row::D33, "a text holds an emoji or a control character".to_owned()));
    }
    bad_phone(body).then(|| (Row::D34, "a phone is not ten digits".to_owned()))
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn row(method: &str, path: &str) -> Option<Row> {
        match look_up(method, path) {
            Match::Known(_) => None,
            Match::Wrong { row, .. } => Some(row),
        }
    }

    #[test]
    fn every_route_of_the_table_is_known_and_its_usual_misspellings_are_named() {
        for route in Route::ALL {
            let spec = route.spec();
            let path: Vec<&str> =
                spec.path.split('/').map(|s| if s.starts_with('{') { "7" } else { s }).collect();
            assert_eq!(look_up(spec.method, &path.join("/")), Match::Known(*route), "{}", spec.path);
        }
        for (method, path, expected) in [
            ("GET", "/v1/appointments/", Row::D11),
            ("GET", "/v1/patient/", Row::D11),
            ("POST", "/v1/encounters/_search/", Row::D11),
            ("GET", "/v1/Patient", Row::D12),
            ("GET", "/v1/Appointment/", Row::D12),
            ("POST", "/v1/admintasks/", Row::D12),
            ("GET", "/v1/profiletags/7/", Row::D12),
            ("GET", "/v1/v1/patients/", Row::D13),
            ("POST", "/practitioners/_search/", Row::D13),
            ("GET", "/v1/clients/", Row::D14),
            ("POST", "/v1/patients/7/notes/", Row::D14),
            ("POST", "/v1/shifts/7/callout", Row::D14),
            ("GET", "/v1/adminTasks/", Row::D15),
            ("DELETE", "/v1/profileTags/7/", Row::D15),
            ("POST", "/v1/practitioners/_search", Row::D16),
            ("GET", "/v1/patients/7", Row::D16),
            ("POST", "/v1/locations/_search/", Row::D16),
        ] {
            assert_eq!(row(method, path), Some(expected), "{method} {path}");
        }
        let Match::Wrong { meant, .. } = look_up("GET", "/v1/appointments/7/") else {
            panic!("not in the table")
        };
        assert_eq!(meant.as_deref(), Some("/v1/appointment/7/"));
    }

    #[test]
    fn a_header_is_judged_by_its_scheme_and_never_shown() {
        let with = |value: &str| headers(&[("authorization".to_owned(), value.to_owned())]);
        assert_eq!(with("Bearer 0123abcd"), None);
        for wrong in [
            "BearerToken 0123abcd",
            "bearer 0123abcd",
            "Bearer token=0123abcd",
            "Bearer \"0123abcd\"",
            "0123abcd",
        ] {
            let (row, what) = with(wrong).unwrap();
            assert_eq!(row, Row::D18, "{wrong}");
            assert!(!what.contains("0123abcd"), "{what}");
        }
        assert_eq!(with("AWS4-HMAC-SHA256 Credential=x").unwrap().0, Row::D40);
    }

    #[test]
    fn bodies_are_held_against_what_the_operation_takes() {
        let found = |route, b: Value| body(route, Some(&b)).map(|(row, _)| row);
        let tag = json!({"tag": [{"code": "agencyId", "display": "9001"}]});
        assert_eq!(found(Route::PatientCreate, json!({})), Some(Row::D23));
        assert_eq!(found(Route::PatientCreate, json!({"meta": tag})), None);
        let phone = json!({"meta": tag, "telecom": [{"system": "phone", "value": "+12025550140"}]});
        assert_eq!(found(Route::PatientCreate, phone), Some(Row::D34));
        let extension = json!({"meta": tag, "telecom": [{"system": "phone", "value": "2025550140x12"}]});
        assert_eq!(found(Route::PatientCreate, extension), None);
        assert_eq!(found(Route::TaskLogCreate, json!({"description": "ok 😀"})), Some(Row::D33));
        assert_eq!(found(Route::AppointmentSearch, json!({"clientId": "7"})), Some(Row::D30));
        assert_eq!(
            found(
                Route::AppointmentSearch,
                json!({"clientId": "7", "startDate": "20260302", "additionalDays": 7})
            ),
            Some(Row::D30)
        );
        assert_eq!(found(Route::AdminTaskCreate, json!({"title": "x"})), Some(Row::D35));
        assert_eq!(found(Route::DocumentCreate, json!({"content": []})), Some(Row::D36));
        assert_eq!(found(Route::DocumentCreate, json!({"type": {"text": "General"}})), Some(Row::D37));
    }
}
