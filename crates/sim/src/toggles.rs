//! Every switch that changes how the simulator behaves, with the names and values of the vendor reference, section
//! 13.3. Each stands for something nobody outside the vendor knows for sure, or for a fault that a client must survive.

mod value;

use serde::{Deserialize, Deserializer, Serialize};
use serde_json::Value;

use value::or_off;
pub use value::{OFF, ON, PageBase, PageIndex, Switch};

/// Declares a toggle with named values, first one first. A status may be written as a number too.
macro_rules! choice {
    ($(#[$doc:meta])* $name:ident { $($(#[$vdoc:meta])* $variant:ident = $text:literal),+ $(,)? } default $default:ident) => {
        $(#[$doc])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
        pub enum $name { $($(#[$vdoc])* #[serde(rename = $text)] $variant),+ }
        impl Default for $name {
            fn default() -> Self { $name::$default }
        }
        impl<'de> Deserialize<'de> for $name {
            fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
                let value = Value::deserialize(deserializer)?;
                let word = value.as_str().map_or_else(|| value.to_string(), str::to_owned);
                match word.as_str() {
                    $($text => Ok($name::$variant),)+
                    _ => Err(serde::de::Error::unknown_variant(&word, &[$($text),+])),
                }
            }
        }
    };
}

choice! {
    /// What a route answers when only its final slash is missing.
    SlashStrict {
        /// The backend answers 404.
        NotFound = "404",
        /// The gateway does not know the route.
        Gateway403 = "gateway403",
        /// 301 to the right spelling.
        Redirect301 = "redirect301",
        /// Works as if the slash were there.
        Lenient = "lenient",
    } default NotFound
}
choice! {
    /// What a known path answers to a verb it does not offer.
    WrongVerb {
        /// The gateway does not know the route.
        Gateway403 = "gateway403",
        /// The backend answers 405.
        MethodNotAllowed = "405",
    } default Gateway403
}
choice! {
    /// What the `agencyId` query parameter does.
    AgencyParam {
        /// Nothing.
        Ignored = "ignored",
        /// Its absence is answered with 403.
        Required403 = "required403",
        /// Its presence makes two thirds of the rows vanish.
        OverFilters = "over-filters",
    } default Ignored
}
choice! {
    /// Name of the bundle's count.
    CountField {
        /// `totalRecords`.
        TotalRecords = "totalRecords",
        /// `total`, as in FHIR.
        Total = "total",
        /// Both.
        Both = "both",
    } default TotalRecords
}
choice! {
    /// Where the resource sits in a bundle.
    EntryShape {
        /// `entry[].resource`.
        Nested = "nested",
        /// Directly in `entry[]`.
        Flat = "flat",
    } default Nested
}
choice! {
    /// How a shift without a caregiver shows it.
    UnassignedRepr {
        /// No `caregiver` key.
        Absent = "absent",
        /// `"caregiver": null`.
        Null = "null",
        /// `"caregiver": {}`.
        EmptyObject = "empty_object",
        /// `"caregiver": {"id": ""}`.
        EmptyId = "empty_id",
        /// `"caregiver": {"id": "0"}`.
        Zero = "zero",
    } default Absent
}
choice! {
    /// `status` of a shift without a caregiver.
    OpenStatus {
        /// As every other.
        Scheduled = "SCHEDULED",
        /// A status of its own.
        Open = "OPEN",
    } default Scheduled
}
choice! {
    /// Whether `PUT /v1/appointment/{id}/` exists.
    AppointmentWrite {
        /// The route does not exist.
        Off = "off",
        /// Works for single shifts; ids of a recurring series answer 409.
        OnSingle = "on_single",
        /// Works, and changes every occurrence of a series at once.
        OnSeries = "on_series",
    } default Off
}
choice! {
    /// Appointments that cannot be read for a while (conflict C11).
    AppointmentOutage {
        /// They can be read.
        Off = "off",
        /// Searches find nothing.
        Empty = "empty",
        /// The gateway does not know the routes.
        Gateway403 = "gateway403",
    } default Off
}
choice! {
    /// What a `PUT` of a person does with what it does not mention.
    PutPeople {
        /// It stays; tags are merged by their code.
        Merge = "merge",
        /// It is gone.
        Replace = "replace",
    } default Merge
}
choice! {
    /// What a search for shifts without an id or a readable window answers.
    AppointmentInvalid {
        /// A refusal that says what is missing.
        Refused = "422",
        /// Nothing found.
        Empty = "empty",
    } default Refused
}
choice! {
    /// Which request content types are accepted; others answer 415.
    ContentTypeStrict {
        /// Any.
        Off = "off",
        /// `application/json` only.
        JsonOnly = "json_only",
        /// `application/fhir+json` only.
        FhirOnly = "fhir_only",
    } default Off
}
choice! {
    /// JSON type of `expires_in` in a token.
    ExpiresInType {
        /// `"3599"`.
        String = "string",
        /// `3599`.
        Number = "number",
    } default String
}
choice! {
    /// Schemes accepted in the `Authorization` header.
    SchemeAccept {
        /// Only `Bearer`.
        Bearer = "Bearer",
        /// `Bearer` and `BearerToken`.
        Both = "Bearer+BearerToken",
    } default Bearer
}
choice! {
    /// What happens to webhooks on their way out.
    WebhookDelivery {
        /// They arrive once.
        Deliver = "deliver",
        /// They are lost.
        Drop = "drop",
        /// They arrive twice.
        Duplicate = "duplicate",
        /// Two that were fired one after the other swap places: one is held back until the next has gone.
        Reorder = "reorder",
        /// They wait until the next one is fired or the held ones are released.
        Delay = "delay",
        /// They carry a wrong header.
        WrongHeader = "wrong_header",
    } default Deliver
}
choice! {
    /// Whether `startDate` of an appointment search is a UTC day or one of the agency's zone (unknown; both are legal
    /// readings, so a client must not rely on either).
    DayBoundary {
        /// A day of UTC.
        Utc = "utc",
        /// A day where the agency lives.
        Agency = "agency",
    } default Utc
}
choice! {
    /// A `PUT appointment` or a new person that is applied, but whose answer never arrives.
    LostAnswer {
        /// Answers arrive.
        Off = "off",
        /// The connection hangs until the client gives up.
        Hang = "hang",
        /// The connection breaks in the middle of the answer.
        Close = "close",
    } default Off
}

/// Shares (0..=1) of requests that the gateway refuses for no reason of the caller's.
#[derive(Clone, Copy, Debug, PartialEq, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct ErrorRate {
    /// Share answered 429 `Too Many Requests`.
    #[serde(rename = "429")]
    pub too_many: f64,
    /// Share answered 503.
    #[serde(rename = "503")]
    pub unavailable: f64,
    /// Share answered 504 `Endpoint request timed out`.
    #[serde(rename = "504")]
    pub timed_out: f64,
}

choice! {
    /// What is wrong with a canned answer besides its status.
    Damage {
        /// Nothing.
        Off = "off",
        /// A page of HTML instead of JSON, as a captive portal answers.
        Html = "html",
        /// Ten megabytes.
        Huge = "huge",
        /// Half a body, then the connection breaks.
        Half = "half",
        /// Silence.
        Hang = "hang",
    } default Off
}

/// An answer given instead of the simulator's own, before anything else is looked at: faults between here and the
/// backend that no other toggle makes.
#[derive(Clone, Debug, PartialEq, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Canned {
    /// Beginning of the path, or all of it when a `$` stands at the end; empty for every path.
    pub path: String,
    /// Method in upper case; empty for every method.
    pub method: String,
    /// Status.
    pub status: u16,
    /// JSON body.
    pub body: Value,
    /// The gateway's `x-amzn-ErrorType`.
    pub error_type: Option<String>,
    /// What is wrong with it besides.
    pub damage: Damage,
}

impl Canned {
    pub(crate) fn fits(&self, method: &str, path: &str) -> bool {
        let here = match self.path.strip_suffix('$') {
            Some(whole) => path == whole,
            None => path.starts_with(&self.path),
        };
        here && (self.method.is_empty() || self.method == method)
    }
}

/// One record of every list that is not what the documents promise.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Spoiled {
    /// Collection as in the path, such as `appointment`.
    pub resource: String,
    /// Place in the page, from 0.
    pub index: usize,
    /// Key that is overwritten.
    pub field: String,
    /// With this.
    pub value: Value,
}

/// All toggles. `Toggles::default()` is the vendor as it is believed to behave today.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Toggles {
    /// How `_page` counts, per resource.
    pub page_base: PageBase,
    /// A missing final slash.
    pub slash_strict: SlashStrict,
    /// A verb that is not offered.
    pub wrong_verb: WrongVerb,
    /// Whether patients, practitioners and appointments answer `GET` with filters (C03); off gives 405. The other
    /// collections are published with `GET`.
    pub get_list_query: Switch,
    /// The `agencyId` query parameter.
    pub agency_param: AgencyParam,
    /// `active=true` on patients finds nobody (D25).
    pub active_filter_bug: Switch,
    /// Name of a bundle's count.
    pub count_field: CountField,
    /// Where a bundle keeps its resources.
    pub entry_shape: EntryShape,
    /// How an open shift looks.
    pub unassigned_repr: UnassignedRepr,
    /// Status of an open shift.
    pub open_status: OpenStatus,
    /// Whether shifts can be written.
    pub appointment_write: AppointmentWrite,
    /// Whether shifts can be read.
    pub appointment_outage: AppointmentOutage,
    /// What a search for shifts that lacks something answers.
    pub appointment_invalid: AppointmentInvalid,
    /// What a `PUT` of a person does with what it does not mention.
    pub put_people: PutPeople,
    /// Whether encounter searches need a client or caregiver id (C12).
    pub encounter_requires_id: Switch,
    /// Which content types are accepted.
    pub content_type_strict: ContentTypeStrict,
    /// JSON type of `expires_in`.
    pub token_expires_in_type: ExpiresInType,
    /// Life of a token in seconds.
    pub token_ttl: u32,
    /// Seconds after which a token stops working although it said it would live longer.
    #[serde(with = "or_off")]
    pub early_revoke: Option<u32>,
    /// A new token ends the older ones.
    pub single_token: Switch,
    /// Accepted authorization schemes.
    pub scheme_accept: SchemeAccept,
    /// Share (0..=1) of encounters that refuse task logs; which ones is fixed by their ids.
    pub tasklog_reject_share: f64,
    /// Valid document uploads answer 500 with an HTML page.
    pub doc_ref_500: Switch,
    /// Emoji in written text answer 422.
    pub emoji_422: Switch,
    /// Every answer waits this many real milliseconds.
    pub latency_ms: u64,
    /// Up to this many real milliseconds are added to `latency_ms`.
    pub jitter: u64,
    /// Random refusals.
    pub error_rate: ErrorRate,
    /// Webhook delivery.
    pub webhook: WebhookDelivery,
    /// Added to the `Date` header, in seconds.
    pub clock_skew_s: i64,
    /// The gateway's older wording, which repeats the token (tests redaction).
    pub gateway_echo_token: Switch,
    /// Zone of `startDate`.
    pub day_boundary: DayBoundary,
    /// `PUT appointment` or a new person is applied and the answer lost.
    pub write_timeout_after_success: LostAnswer,
    /// `PUT appointment` answers this status (403, 422, 500, ...) and changes nothing.
    #[serde(with = "or_off")]
    pub put_status: Option<u16>,
    /// First path segment (`appointment`, `patients`, ...) that the credential may not use: 403
    /// `AccessDeniedException` (D20).
    #[serde(with = "or_off")]
    pub deny_resource: Option<String>,
    /// Answers given instead of the simulator's own; the first that fits counts.
    pub answers: Vec<Canned>,
    /// A record that cannot be read.
    pub spoiled: Option<Spoiled>,
}

impl Default for Toggles {
    fn default() -> Self {
        Self {
            page_base: PageBase::all(PageIndex::Zero),
            slash_strict: SlashStrict::default(),
            wrong_verb: WrongVerb::default(),
            get_list_query: ON,
            agency_param: AgencyParam::default(),
            active_filter_bug: ON,
            count_field: CountField::default(),
            entry_shape: EntryShape::default(),
            unassigned_repr: UnassignedRepr::default(),
            open_status: OpenStatus::default(),
            appointment_write: AppointmentWrite::default(),
            appointment_outage: AppointmentOutage::default(),
            appointment_invalid: AppointmentInvalid::default(),
            put_people: PutPeople::default(),
            encounter_requires_id: ON,
            content_type_strict: ContentTypeStrict::default(),
            token_expires_in_type: ExpiresInType::default(),
            token_ttl: 3599,
            early_revoke: None,
            single_token: OFF,
            scheme_accept: SchemeAccept::default(),
            tasklog_reject_share: 0.1,
            doc_ref_500: ON,
            emoji_422: ON,
            latency_ms: 0,
            jitter: 0,
            error_rate: ErrorRate::default(),
            webhook: WebhookDelivery::default(),
            clock_skew_s: 0,
            gateway_echo_token: OFF,
            day_boundary: DayBoundary::default(),
            write_timeout_after_success: LostAnswer::default(),
            put_status: None,
            deny_resource: None,
            answers: Vec::new(),
            spoiled: None,
        }
    }
}

impl Toggles {
    /// These toggles with the named ones changed.
    ///
    /// # Errors
    /// The reason in words when a name or value is unknown; nothing is changed then.
    pub fn patched(&self, changes: &Value) -> Result<Self, String> {
        let Value::Object(changes) = changes else {
            return Err("toggles are a JSON object of name and value".to_owned());
        };
        let mut all = serde_json::to_value(self).map_err(|e| e.to_string())?;
        for (name, value) in changes {
            all[name.as_str()] = value.clone();
        }
        serde_json::from_value(all).map_err(|e| e.to_string())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn toggles_are_changed_by_name_and_typos_are_refused() {
        let toggles = Toggles::default()
            .patched(&json!({"page_base": 1, "unassigned_repr": "null", "emoji_422": "off", "slash_strict": "lenient"}))
            .unwrap();
        assert_eq!(toggles.page_base.of("patients"), PageIndex::One);
        assert_eq!(toggles.unassigned_repr, UnassignedRepr::Null);
        assert_eq!(toggles.emoji_422, OFF);
        assert!(Toggles::default().patched(&json!({"page_bse": 1})).unwrap_err().contains("page_bse"));
        assert!(Toggles::default().patched(&json!({"open_status": "MAYBE"})).is_err());
    }

    #[test]
    fn page_base_may_differ_by_resource() {
        let toggles = Toggles::default()
            .patched(&json!({"page_base": {"encounter": 1, "organizations": "ignore"}}))
            .unwrap();
        assert_eq!(toggles.page_base.of("encounter"), PageIndex::One);
        assert_eq!(toggles.page_base.of("organizations"), PageIndex::Ignore);
        assert_eq!(toggles.page_base.of("patients"), PageIndex::Zero);
        assert_eq!(
            serde_json::to_value(&toggles).unwrap()["page_base"],
            json!({"encounter": 1, "organizations": "ignore"})
        );
    }
}
