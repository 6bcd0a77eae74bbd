//! The route table: method and case-sensitive path, with or without the final slash exactly as published.

use axum::http::Method;

/// What a route does; the text is the collection's name on the wire.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Op {
    Token,
    List(&'static str),
    Search(&'static str),
    Read(&'static str),
    Create(&'static str),
    Update(&'static str),
    Delete(&'static str),
    RelativesOf,
    ClockIn,
    ClockOut,
    TasklogList,
    TasklogCreate,
    TasklogUpdate,
    TaskUpdate,
    RelativeRemove,
    DocumentsOf,
    CareActivities,
    CarePlan,
}

impl Op {
    /// A search by `POST` changes nothing.
    pub(crate) fn is_search(self) -> bool {
        matches!(self, Op::Search(_) | Op::DocumentsOf)
    }

    /// A collection whose `GET` with filters was seen and never published (C03).
    pub(crate) fn is_unpublished_list(self) -> bool {
        matches!(self, Op::List("patients" | "practitioners" | "appointment"))
    }

    pub(crate) fn is_appointment(self) -> bool {
        matches!(
            self,
            Op::List("appointment")
                | Op::Search("appointment")
                | Op::Read("appointment")
                | Op::Update("appointment")
        )
    }
}

/// How a path fits the table.
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum Match<'a> {
    /// Exactly; with the parts in braces.
    Route(Op, Vec<&'a str>),
    /// It would fit with a slash at its end.
    SlashMissing(Op, Vec<&'a str>),
    /// The path exists for another verb.
    WrongVerb,
    /// No such path.
    Nothing,
}

type Row = (Method, &'static str, Op);

const ROWS: &[Row] = &[
    (Method::POST, "/oauth/accesstoken", Op::Token),
    (Method::POST, "/v1/patients/", Op::Create("patients")),
    (Method::GET, "/v1/patients/", Op::List("patients")),
    (Method::POST, "/v1/patients/_search/", Op::Search("patients")),
    (Method::GET, "/v1/patients/{}/", Op::Read("patients")),
    (Method::PUT, "/v1/patients/{}/", Op::Update("patients")),
    (Method::POST, "/v1/practitioners/", Op::Create("practitioners")),
    (Method::GET, "/v1/practitioners/", Op::List("practitioners")),
    (Method::POST, "/v1/practitioners/_search/", Op::Search("practitioners")),
    (Method::GET, "/v1/practitioners/{}/", Op::Read("practitioners")),
    (Method::PUT, "/v1/practitioners/{}/", Op::Update("practitioners")),
    (Method::DELETE, "/v1/practitioners/{}/", Op::Delete("practitioners")),
    (Method::GET, "/v1/appointment/", Op::List("appointment")),
    (Method::POST, "/v1/appointment/_search/", Op::Search("appointment")),
    (Method::GET, "/v1/appointment/{}/", Op::Read("appointment")),
    (Method::POST, "/v1/encounter/", Op::Create("encounter")),
    (Method::POST, "/v1/encounter/_search/", Op::Search("encounter")),
    (Method::GET, "/v1/encounter/{}/", Op::Read("encounter")),
    (Method::PUT, "/v1/encounter/{}/", Op::Update("encounter")),
    (Method::DELETE, "/v1/encounter/{}/", Op::Delete("encounter")),
    (Method::POST, "/v1/encounter/{}/clockin/", Op::ClockIn),
    (Method::PUT, "/v1/encounter/{}/clockout/", Op::ClockOut),
    (Method::GET, "/v1/encounter/{}/tasklog/", Op::TasklogList),
    (Method::POST, "/v1/encounter/{}/tasklog/", Op::TasklogCreate),
    (Method::PUT, "/v1/encounter/{}/tasklog/{}/", Op::TasklogUpdate),
    (Method::PUT, "/v1/encounter/{}/task/{}/", Op::TaskUpdate),
    (Method::POST, "/v1/adminTasks/", Op::Create("adminTasks")),
    (Method::GET, "/v1/adminTasks/{}/", Op::Read("adminTasks")),
    (Method::POST, "/v1/activities/", Op::Create("activities")),
    (Method::GET, "/v1/activities/{}/", Op::Read("activities")),
    (Method::GET, "/v1/relatedperson/", Op::List("relatedperson")),
    (Method::POST, "/v1/relatedperson/", Op::Create("relatedperson")),
    (Method::POST, "/v1/relatedperson/_search/", Op::Search("relatedperson")),
    (Method::GET, "/v1/relatedperson/{}/", Op::RelativesOf),
    (Method::PUT, "/v1/relatedperson/{}/", Op::Update("relatedperson")),
    (Method::DELETE, "/v1/relatedperson/{}/contacts/{}/", Op::RelativeRemove),
    (Method::POST, "/v1/subscriptions/", Op::Create("subscriptions")),
    (Method::GET, "/v1/subscriptions/", Op::List("subscriptions")),
    (Method::POST, "/v1/subscriptions/_search/", Op::Search("subscriptions")),
    (Method::GET, "/v1/subscriptions/{}/", Op::Read("subscriptions")),
    (Method::PUT, "/v1/subscriptions/{}/", Op::Update("subscriptions")),
    (Method::DELETE, "/v1/subscriptions/{}/", Op::Delete("subscriptions")),
    (Method::POST, "/v1/profileTags/", Op::Create("profileTags")),
    (Method::GET, "/v1/profileTags/{}/", Op::Read("profileTags")),
    (Method::PUT, "/v1/profileTags/{}/", Op::Update("profileTags")),
    (Method::POST, "/v1/referralsource/", Op::Create("referralsource")),
    (Method::GET, "/v1/referralsource/{}/", Op::Read("referralsource")),
    (Method::PUT, "/v1/referralsource/{}/", Op::Update("referralsource")),
    (Method::POST, "/v1/documentReferences/", Op::Create("documentReferences")),
    (Method::GET, "/v1/documentReferences/{}/", Op::Read("documentReferences")),
    (Method::POST, "/v1/documentReferences/_profile/", Op::DocumentsOf),
    (Method::GET, "/v1/locations/", Op::List("locations")),
    // published without the slash by one reader and with it by another (C09)
    (Method::POST, "/v1/locations/_search", Op::Search("locations")),
    (Method::POST, "/v1/locations/_search/", Op::Search("locations")),
    (Method::GET, "/v1/organizations/", Op::List("organizations")),
    (Method::POST, "/v1/organizations/_search/", Op::Search("organizations")),
    (Method::POST, "/v1/admins/_search/", Op::Search("admins")),
    (Method::POST, "/v1/chargeitem/_search/", Op::Search("chargeitem")),
    (Method::POST, "/v1/medication/_search/", Op::Search("medication")),
    (Method::GET, "/v1/allergyintolerance/all-allergy/", Op::List("allergyintolerance")),
    (Method::GET, "/v1/careplan/activity-metadata/", Op::CareActivities),
    (Method::POST, "/v1/careplan/activity/{}/", Op::CarePlan),
    (Method::PUT, "/v1/careplan/activity/{}/", Op::CarePlan),
];

/// Only deployed when the agency may write shifts, which nobody has proven.
const WRITES: &[Row] = &[(Method::PUT, "/v1/appointment/{}/", Op::Update("appointment"))];

/// Looks a request up. `writable` adds `PUT /v1/appointment/{id}/`.
pub(crate) fn find<'a>(method: &Method, path: &'a str, writable: bool) -> Match<'a> {
    let rows = || ROWS.iter().chain(if writable { WRITES } else { &[] });
    let mut known = false;
    for (verb, template, op) in rows() {
        if let Some(ids) = fits(template, path) {
            if verb == method {
                return Match::Route(*op, ids);
            }
            known = true;
        }
    }
    if !path.ends_with('/') {
        for (verb, template, op) in rows() {
            let Some(short) = template.strip_suffix('/') else { continue };
            if verb == method
                && let Some(ids) = fits(short, path)
            {
                return Match::SlashMissing(*op, ids);
            }
        }
    }
    if known { Match::WrongVerb } else { Match::Nothing }
}

fn fits<'a>(template: &str, path: &'a str) -> Option<Vec<&'a str>> {
    let mut ids = Vec::new();
    let mut wanted = template.split('/');
    let mut given = path.split('/');
    loop {
        match (wanted.next(), given.next()) {
            (None, None) => return Some(ids),
            // a fixed word at the place of an id is another route, not an id
            (Some("{}"), Some(id)) if !id.is_empty() && !id.starts_with('_') => ids.push(id),
            (Some(want), Some(have)) if want == have => {}
            _ => return None,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn spelling_case_number_and_slash_matter() {
        let find = |method, path| super::find(method, path, false);
        assert_eq!(find(&Method::GET, "/v1/patients/12/"), Match::Route(Op::Read("patients"), vec!["12"]));
        assert_eq!(
            find(&Method::GET, "/v1/patients/12"),
            Match::SlashMissing(Op::Read("patients"), vec!["12"])
        );
        assert_eq!(find(&Method::GET, "/v1/patient/12/"), Match::Nothing);
        assert_eq!(find(&Method::GET, "/v1/Patients/12/"), Match::Nothing);
        assert_eq!(find(&Method::GET, "/v1/v1/patients/"), Match::Nothing);
        assert_eq!(
            find(&Method::POST, "/v1/locations/_search"),
            Match::Route(Op::Search("locations"), vec![])
        );
        assert_eq!(find(&Method::GET, "/v1/profileTags/"), Match::WrongVerb);
        assert_eq!(find(&Method::GET, "/oauth/accesstoken"), Match::WrongVerb);
    }

    #[test]
    fn shifts_can_be_written_only_where_the_route_is_deployed() {
        assert_eq!(find(&Method::PUT, "/v1/appointment/5/", false), Match::WrongVerb);
        assert_eq!(
            find(&Method::PUT, "/v1/appointment/5/", true),
            Match::Route(Op::Update("appointment"), vec!["5"])
        );
    }
}
