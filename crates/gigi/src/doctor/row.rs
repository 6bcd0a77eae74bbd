//! The table of everything that is known to go wrong between an agency and WellSky: what one sees, what it means, how it
//! is proven, what to do. `docs/operate/doctor.md` is printed from here.
use std::collections::BTreeMap;

use serde::Serialize;

/// What one row says.
#[derive(Clone, Copy, Debug)]
pub struct Entry {
    /// What people see.
    pub seen: &'static str,
    /// What it means.
    pub means: &'static str,
    /// How `gigi doctor` finds it out.
    pub proof: &'static str,
    /// What to do.
    pub fix: &'static str,
}

macro_rules! rows {
    ($($row:ident: $seen:literal, $means:literal, $proof:literal, $fix:literal;)+) => {
        /// A row of the diagnosis table.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
        #[expect(missing_docs, reason = "each is a row of the table below")]
        pub enum Row { $($row,)+ }

        impl Row {
            /// Every row, in order.
            pub const ALL: &[Row] = &[$(Row::$row,)+];

            /// What the row says.
            pub const fn entry(self) -> Entry {
                match self { $(Row::$row => Entry { seen: $seen, means: $means, proof: $proof, fix: $fix },)+ }
            }

            /// `D01`.
            pub const fn name(self) -> &'static str {
                match self { $(Row::$row => stringify!($row),)+ }
            }
        }
    };
}

rows! {
    D01: "no connection, no answer", "wrong host, a proxy, missing certificates, a wrong DNS", "one call without a token",
        "check WELLSKY_API_URL and this machine's DNS, proxy, certificates and clock";
    D02: "token: 403 `Missing Authentication Token`", "tokens do not come from below `/v1`; the message is not about your token",
        "the same credentials at the host's root succeed",
        "take the path out of WELLSKY_API_URL: tokens come from the host's root, not from below /v1. The credentials are fine";
    D03: "token: 404", "the legacy host, or an address somebody guessed; not WellSky Connect",
        "the host's name begins with `api.`, or a page comes where JSON belongs",
        "use https://connect.clearcareonline.com and keep the credentials";
    D04: "token: 403 or 404 on `/oauth/token`, `/connect/token` and the like", "the last word of the token path is wrong",
        "the same credentials at `/oauth/accesstoken` succeed",
        "ask for tokens at /oauth/accesstoken. The credentials are fine";
    D05: "token: 403 `Missing Authentication Token` although the path is right", "asked by GET",
        "the same path by POST succeeds", "ask for tokens by POST";
    D06: "token: 400, 401", "id or secret wrong, swapped, rotated, pasted with quotes or spaces, or another environment's",
        "asked once as JSON and once as a form; the shape of both values is shown, never the value",
        "enter id and secret again, check that they are not swapped and belong to this environment; then ask the vendor";
    D07: "token: 200 without a token", "a proxy or captive portal answers in WellSky's place", "the names of the fields that came",
        "let this machine reach WellSky's host directly";
    D08: "the token's lifetime cannot be read", "`expires_in` or `issued_at` is neither a number nor text with a number",
        "the types of the fields that came", "read both forms; without a lifetime, ask again on the first 401";
    D09: "403 `Invalid key=value pair (missing equal-sign) in Authorization header`",
        "the gateway has no such route, and says so in words about the header; token and credentials are fine",
        "it says the same to a route that exists nowhere, and another route works with the same token",
        "correct the path. Do not ask for new credentials; where the path is the documented one, ask whether it is deployed for you";
    D10: "403 `Missing Authentication Token` on a read", "the Authorization header was lost on the way, and the route is unknown without it",
        "the header was sent", "look at proxies and redirects that drop the header";
    D11: "as D09, on `/v1/appointments/`, `/v1/patient/` ...", "singular and plural mixed up", "the route table",
        "use the spelling of the route table: appointment, encounter, relatedperson, but patients, practitioners, locations";
    D12: "as D09, on `/v1/Patient/`, `/v1/admintasks/` ...", "capitals mixed up", "the route table, ignoring case",
        "use the spelling of the route table, letter by letter";
    D13: "as D09, on `/v1/v1/...` or without `/v1`", "the base address was joined twice or not at all", "the path itself",
        "join the base address once: {host}/v1/...";
    D14: "as D09, on `/v1/clients/`, `/v1/shifts/`, `.../notes/` ...", "no such endpoint was ever published", "the route table",
        "use patients, practitioners, appointment, tasklog and adminTasks";
    D15: "405, or D09 for one verb only", "the verb is not offered there", "the route table, and another verb on the same path",
        "use a verb that is offered";
    D16: "404, 3xx or 403 on a list or search", "the final slash is missing", "the same call with the slash",
        "end paths with a slash, all but /v1/locations/_search and the token's";
    D17: "404 or 403 on `.../{id}/?x=y`", "a read by id with a query wants no slash before the `?`", "the same call without the slash",
        "leave the slash out on this route";
    D18: "401 or 403, header `BearerToken ...`, quoted or in small letters", "the scheme was copied from `token_type`",
        "the header itself; the same call with `Bearer`", "send `Authorization: Bearer <token>`";
    D19: "401 on a route that exists", "the token has expired, was revoked or is malformed", "the same call with a fresh token",
        "ask for a new token a minute or more before the old one ends, and once after a 401";
    D20: "403 `User is not authorized to access this resource`", "the credentials lack this product",
        "the gateway's error type", "ask the vendor to enable it for your agency; send the request id";
    D21: "403 `Forbidden`", "a firewall in front of WellSky blocks this address or this content", "the gateway's error type",
        "send the vendor the request id and the address you come from";
    D22: "403 that speaks of the agency", "`agencyId` is missing, wrong or not yours", "the same call with `agencyId`",
        "check WELLSKY_AGENCY_ID: digits, copied from WellSky's mail";
    D23: "422 `'agencyId' is required.` on a create", "the body lacks the tag", "the body itself",
        "add {\"code\":\"agencyId\",\"display\":\"...\"} to meta.tag";
    D24: "far fewer rows than in WellSky's pages", "the `agencyId` parameter filters rows away", "totals with and without it",
        "leave the parameter out";
    D25: "searching for active clients finds nobody", "a known defect of the filter", "the same search without it",
        "nothing: Gigi reads everybody and filters itself; other software must do the same";
    D26: "no shifts", "somebody without visits, an id of somebody else's, or an outage of the schedule", "several people, by day and by month",
        "look at one person's week in WellSky; if there are visits, tell the vendor";
    D27: "exactly 20, 30 or 100 rows", "one page and not all of it", "the total that the answer names", "read page after page until the total is there";
    D28: "the second page is the first again", "the endpoint ignores `_page`", "the ids of the first three pages",
        "stop on a repeat, and do not believe that the list is whole";
    D29: "the first page is missing", "pages count from 0 here and the sweep began at 1, or the other way round", "the ids of the first three pages",
        "begin at 0 and drop what comes twice";
    D30: "a search of shifts, visits or hours is refused or empty", "it needs a client or caregiver and a window of days", "the body itself",
        "send clientId or caregiverId, and startDate with additionalDays of at most 6 (or weekNo, monthNo)";
    D31: "clocking out or a note: 404", "the id is the appointment's and not the visit's", "which of the two it can be read as",
        "use the id that clocking in answered, or search the visit by client and day";
    D32: "a note is refused on a visit that was found", "some visits take no notes", "the vendor's words",
        "try the next older visit, at most five";
    D33: "422 on a text", "an emoji or a control character in it", "the body itself", "take them out before sending";
    D34: "422 on a phone", "it must be ten digits, without country code, not beginning with 0 or 1", "the body itself", "send ten digits";
    D35: "422 on `adminTasks/`", "a to-do has no title and no priority", "the body itself",
        "send status, description, executionDate, dueDate, requester and the agencyId tag";
    D36: "500 and a page on `documentReferences/`", "`content` is a list, or the vendor's side fails", "the body itself",
        "send `content` as one object; if it still fails, keep the file elsewhere and tell the vendor";
    D37: "422 on `documentReferences/` that names fields", "fields are missing", "the body itself",
        "send type.text, context.related[].ref, content.attachment with data, title and contentType, and the agencyId tag";
    D38: "everything answers and nobody is there, or another agency", "credentials of another environment or agency", "`organizations/`",
        "use the credentials of this agency and this environment";
    D39: "tokens seem to end early or never", "this machine's clock is wrong", "the `Date` header",
        "set the clock by NTP; tokens and shift times depend on it";
    D40: "`Signature expired`, `Signature not yet current`", "something on the way signs requests for AWS", "the header or the message itself",
        "take the signing proxy or library out";
    D41: "429, 5xx", "WellSky is slow, throttles or is down", "the status",
        "try again later and ask for less at a time; then send the vendor the request id";
    D42: "shifts vanish or double in software that keys them by id", "occurrences of a series share one id", "one week of one client",
        "key a shift by id and start, as Gigi does";
    D43: "leads are counted as clients", "`active` alone does not make a client", "the first hundred patients",
        "require `isClient` too, as Gigi does";
    D44: "`True`, `None` where `true` or a number was expected", "tags are text for people", "the first hundred people",
        "read tags leniently, as Gigi does";
    D45: "webhooks never arrive", "the address is not public HTTPS, or the subscription is not active", "the list of subscriptions",
        "set a public https address and subscribe again; Gigi polls meanwhile";
    D46: "a caregiver's call is not recognised", "her number is stored as home or work, and a search looks at one kind only", "the first hundred caregivers",
        "search all three kinds, as Gigi does";
    D47: "times are off by hours", "WellSky speaks UTC, the agency does not", "how many visits would start at night",
        "set agency.zone in the policy to the agency's own zone";
}

/// The page `docs/operate/doctor.md`: how to use the command, and the whole table. `acted_out` says, per row, in whose words a
/// test injects its fault into the simulator.
pub fn table(acted_out: &BTreeMap<String, String>) -> String {
    let mut text = String::from(include_str!("page.md"));
    text.push_str(&format!(
        "\n## The table\n\n{} of {} rows are acted out against the simulator, and the test asserts that exactly that row is named \
         first (`crates/gigi/tests/it/doctor.rs`).\n\n| row | seen | means | proven by | do | acted out |\n\
         | --- | --- | --- | --- | --- | --- |\n",
        acted_out.len(),
        Row::ALL.len()
    ));
    for row in Row::ALL {
        let Entry { seen, means, proof, fix } = row.entry();
        let story = acted_out.get(row.name()).map_or("no", String::as_str);
        text.push_str(&format!("| {} | {seen} | {means} | {proof} | {fix} | {story} |\n", row.name()));
    }
    text
}
