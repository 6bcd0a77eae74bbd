//! The one table of operations. No URL of WellSky is built anywhere else.
//!
//! WellSky's paths are case-sensitive and irregular (`patients` but `appointment`, `profileTags` but `chargeitem`),
//! and the final slash matters on all of them but one. A wrong letter is answered with a 403 that talks about
//! tokens. Hence a closed table of templates instead of string building.
//!
//! Routes whose exact path is not known (invoices, medication statements, conditions, goals, reading a care plan) are
//! left out until somebody has seen them.

use reqwest::Method;

use crate::error::{Error, Misuse};

/// Which part of the host a route belongs to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Plane {
    /// The token endpoint at the root of the host, called with the client's credentials.
    Token,
    /// A resource below `/v1`, called with a bearer token.
    V1,
}

/// What may be done when a call fails half-way.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Retry {
    /// Changes nothing: repeated freely.
    Read,
    /// Creates something, and the API has no idempotency key: never repeated.
    Create,
    /// Sets a state: repeated when it surely was not done or was refused for the moment; after silence it is an
    /// unknown outcome.
    IdempotentWrite,
}

/// How sure it is that the route exists.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Evidence {
    /// Seen working in production.
    Seen,
    /// In the vendor's published description, by at least one reader of it.
    Published,
    /// Neither; offered because an agency may turn out to have it.
    Unproven,
}

/// A row of the table.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Spec {
    /// HTTP method.
    pub method: &'static str,
    /// Path template, exactly as it must be sent, with `{…}` for ids.
    pub path: &'static str,
    /// Part of the host.
    pub plane: Plane,
    /// Retry class.
    pub retry: Retry,
    /// Whether the answer comes in pages (`_count`, `_page`).
    pub paged: bool,
    /// How sure the route is.
    pub evidence: Evidence,
    /// Name for metrics, logs and errors, such as `appointment.search`.
    pub name: &'static str,
}

impl Spec {
    /// Whether the path ends with a slash.
    #[must_use]
    pub const fn slash(&self) -> bool {
        let bytes = self.path.as_bytes();
        bytes[bytes.len() - 1] == b'/'
    }
}

macro_rules! routes {
    ($($(#[$doc:meta])* $route:ident = $method:ident $path:literal $retry:ident $evidence:ident $paged:ident $name:literal;)+) => {
        /// An operation of the API.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
        #[non_exhaustive]
        pub enum Route {
            $($(#[$doc])* $route,)+
        }

        impl Route {
            /// Every route, in the order of the table.
            pub const ALL: &[Route] = &[$(Route::$route,)+];

            /// The row of the table.
            #[must_use]
            pub const fn spec(self) -> Spec {
                match self {
                    $(Route::$route => Spec {
                        method: stringify!($method),
                        path: $path,
                        plane: if $path.as_bytes()[1] == b'o' { Plane::Token } else { Plane::V1 },
                        retry: Retry::$retry,
                        paged: routes!(@paged $paged),
                        evidence: Evidence::$evidence,
                        name: $name,
                    },)+
                }
            }
        }
    };
    (@paged pg) => { true };
    (@paged one) => { false };
}

routes! {
    /// Get an access token.
    Token = POST "/oauth/accesstoken" Read Seen one "token.issue";

    /// Create a client or prospect.
    PatientCreate = POST "/v1/patients/" Create Published one "patient.create";
    /// List clients and prospects.
    PatientList = GET "/v1/patients/" Read Seen pg "patient.list";
    /// Search clients and prospects.
    PatientSearch = POST "/v1/patients/_search/" Read Seen pg "patient.search";
    /// Read a client or prospect.
    PatientRead = GET "/v1/patients/{id}/" Read Seen one "patient.read";
    /// Change a client or prospect.
    PatientUpdate = PUT "/v1/patients/{id}/" IdempotentWrite Published one "patient.update";

    /// Create a caregiver or applicant.
    PractitionerCreate = POST "/v1/practitioners/" Create Published one "practitioner.create";
    /// List caregivers and applicants.
    PractitionerList = GET "/v1/practitioners/" Read Seen pg "practitioner.list";
    /// Search caregivers and applicants.
    PractitionerSearch = POST "/v1/practitioners/_search/" Read Seen pg "practitioner.search";
    /// Read a caregiver or applicant.
    PractitionerRead = GET "/v1/practitioners/{id}/" Read Seen one "practitioner.read";
    /// Change a caregiver or applicant.
    PractitionerUpdate = PUT "/v1/practitioners/{id}/" IdempotentWrite Published one "practitioner.update";
    /// Delete a caregiver or applicant.
    PractitionerDelete = DELETE "/v1/practitioners/{id}/" IdempotentWrite Published one "practitioner.delete";

    /// List shifts.
    AppointmentList = GET "/v1/appointment/" Read Seen pg "appointment.list";
    /// Search shifts of one person in one window.
    AppointmentSearch = POST "/v1/appointment/_search/" Read Seen pg "appointment.search";
    /// Read a shift; of a series, the occurrence nearest to now.
    AppointmentRead = GET "/v1/appointment/{id}/" Read Seen one "appointment.read";
    /// Change a shift. No source has seen this succeed.
    AppointmentUpdate = PUT "/v1/appointment/{id}/" IdempotentWrite Unproven one "appointment.update";

    /// Create a visit.
    EncounterCreate = POST "/v1/encounter/" Create Published one "encounter.create";
    /// Search visits.
    EncounterSearch = POST "/v1/encounter/_search/" Read Seen pg "encounter.search";
    /// Read a visit.
    EncounterRead = GET "/v1/encounter/{id}/" Read Published one "encounter.read";
    /// Change a visit.
    EncounterUpdate = PUT "/v1/encounter/{id}/" IdempotentWrite Published one "encounter.update";
    /// Delete a visit.
    EncounterDelete = DELETE "/v1/encounter/{id}/" IdempotentWrite Published one "encounter.delete";
    /// Clock in. Idempotent by contract, but a legal record: never repeated by itself.
    ClockIn = POST "/v1/encounter/{appointment_id}/clockin/" Create Seen one "encounter.clockin";
    /// Clock out. As for clocking in.
    ClockOut = PUT "/v1/encounter/{encounter_id}/clockout/" Create Seen one "encounter.clockout";

    /// List the notes of a visit.
    TaskLogList = GET "/v1/encounter/{encounter_id}/tasklog/" Read Published one "tasklog.list";
    /// Write a note on a visit.
    TaskLogCreate = POST "/v1/encounter/{encounter_id}/tasklog/" Create Seen one "tasklog.create";
    /// Change a note on a visit.
    TaskLogUpdate = PUT "/v1/encounter/{encounter_id}/tasklog/{tasklog_id}/" IdempotentWrite Published one "tasklog.update";
    /// Tick off a task of a visit.
    ShiftTaskUpdate = PUT "/v1/encounter/{encounter_id}/task/{task_id}/" IdempotentWrite Published one "task.update";

    /// Create a to-do for the office.
    AdminTaskCreate = POST "/v1/adminTasks/" Create Seen one "admintask.create";
    /// Read a to-do of the office.
    AdminTaskRead = GET "/v1/adminTasks/{id}/" Read Published one "admintask.read";
    /// Create an activity.
    ActivityCreate = POST "/v1/activities/" Create Published one "activity.create";
    /// Read an activity.
    ActivityRead = GET "/v1/activities/{id}/" Read Published one "activity.read";

    /// Contacts of a client; the id is the client's.
    RelatedPersonOfPatient = GET "/v1/relatedperson/{patient_id}/" Read Seen one "relatedperson.of_patient";
    /// Create a contact.
    RelatedPersonCreate = POST "/v1/relatedperson/" Create Published one "relatedperson.create";
    /// Search contacts.
    RelatedPersonSearch = POST "/v1/relatedperson/_search/" Read Published pg "relatedperson.search";
    /// List contacts.
    RelatedPersonList = GET "/v1/relatedperson/" Read Published pg "relatedperson.list";
    /// Change a contact; the id is the contact's.
    RelatedPersonUpdate = PUT "/v1/relatedperson/{contact_id}/" IdempotentWrite Published one "relatedperson.update";
    /// Remove a contact of a client.
    RelatedPersonRemove = DELETE "/v1/relatedperson/{patient_id}/contacts/{contact_id}/" IdempotentWrite Published one "relatedperson.remove";

    /// Subscribe to an event.
    SubscriptionCreate = POST "/v1/subscriptions/" Create Published one "subscription.create";
    /// List subscriptions.
    SubscriptionList = GET "/v1/subscriptions/" Read Seen pg "subscription.list";
    /// Search subscriptions.
    SubscriptionSearch = POST "/v1/subscriptions/_search/" Read Published pg "subscription.search";
    /// Read a subscription.
    SubscriptionRead = GET "/v1/subscriptions/{id}/" Read Published one "subscription.read";
    /// Change a subscription.
    SubscriptionUpdate = PUT "/v1/subscriptions/{id}/" IdempotentWrite Published one "subscription.update";
    /// End a subscription.
    SubscriptionDelete = DELETE "/v1/subscriptions/{id}/" IdempotentWrite Published one "subscription.delete";

    /// Create a profile tag.
    ProfileTagCreate = POST "/v1/profileTags/" Create Published one "profiletag.create";
    /// Read a profile tag.
    ProfileTagRead = GET "/v1/profileTags/{id}/" Read Published one "profiletag.read";
    /// Change a profile tag.
    ProfileTagUpdate = PUT "/v1/profileTags/{id}/" IdempotentWrite Published one "profiletag.update";

    /// Create a referral source.
    ReferralSourceCreate = POST "/v1/referralsource/" Create Published one "referralsource.create";
    /// Read a referral source.
    ReferralSourceRead = GET "/v1/referralsource/{id}/" Read Published one "referralsource.read";
    /// Change a referral source.
    ReferralSourceUpdate = PUT "/v1/referralsource/{id}/" IdempotentWrite Published one "referralsource.update";

    /// Store a document.
    DocumentCreate = POST "/v1/documentReferences/" Create Published one "document.create";
    /// Read a document's description.
    DocumentRead = GET "/v1/documentReferences/{id}/" Read Published one "document.read";
    /// Documents of a person.
    DocumentsByProfile = POST "/v1/documentReferences/_profile/" Read Published pg "document.by_profile";

    /// List offices.
    LocationList = GET "/v1/locations/" Read Seen pg "location.list";
    /// Search offices; published without the final slash, unlike all others.
    LocationSearch = POST "/v1/locations/_search" Read Published pg "location.search";
    /// The agency itself; answers everything at once and ignores paging.
    OrganizationList = GET "/v1/organizations/" Read Published one "organization.list";
    /// Search agencies.
    OrganizationSearch = POST "/v1/organizations/_search/" Read Published pg "organization.search";
    /// Search office staff.
    AdminSearch = POST "/v1/admins/_search/" Read Published pg "admin.search";
    /// Search billed and paid hours.
    ChargeItemSearch = POST "/v1/chargeitem/_search/" Read Seen pg "chargeitem.search";
    /// Search the catalogue of medications.
    MedicationSearch = POST "/v1/medication/_search/" Read Published pg "medication.search";
    /// The catalogue of allergies.
    AllergyList = GET "/v1/allergyintolerance/all-allergy/" Read Published one "allergy.list";
    /// Activities a care plan may contain.
    CarePlanMetadata = GET "/v1/careplan/activity-metadata/" Read Seen one "careplan.metadata";
    /// Add activities to a care plan.
    CarePlanActivityCreate = POST "/v1/careplan/activity/{patient_id}/" Create Seen one "careplan.activity_create";
    /// Change activities of a care plan.
    CarePlanActivityUpdate = PUT "/v1/careplan/activity/{patient_id}/" IdempotentWrite Seen one "careplan.activity_update";
}

impl Route {
    /// Name for metrics, logs and errors.
    #[must_use]
    pub const fn name(self) -> &'static str {
        self.spec().name
    }

    pub(crate) fn method(self) -> Method {
        match self.spec().method {
            "GET" => Method::GET,
            "PUT" => Method::PUT,
            "DELETE" => Method::DELETE,
            _ => Method::POST,
        }
    }

    /// The path with its ids filled in, in order.
    ///
    /// # Errors
    /// [`Error::Misuse`] when the number of ids does not fit, or an id is not made of letters, digits, `-` and `_`:
    /// such an id can only come from a mix-up, and would change the path.
    pub fn path(self, ids: &[&str]) -> Result<String, Error> {
        let mut path = String::new();
        let mut ids = ids.iter();
        for segment in self.spec().path.split_inclusive('/') {
            if !segment.starts_with('{') {
                path.push_str(segment);
                continue;
            }
            let id = ids.next().ok_or_else(|| Misuse::new(format!("{} needs another id", self.name())))?;
            let plain = |c: char| c.is_ascii_alphanumeric() || matches!(c, '-' | '_');
            if id.is_empty() || !id.chars().all(plain) {
                return Err(
                    Misuse::new(format!("{} was given something that is not an id", self.name())).into()
                );
            }
            path.push_str(id);
            if segment.ends_with('/') {
                path.push('/');
            }
        }
        match ids.next() {
            Some(_) => Err(Misuse::new(format!("{} was given too many ids", self.name())).into()),
            None => Ok(path),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::BTreeSet;

    #[test]
    fn the_table_is_consistent() {
        let mut seen = BTreeSet::new();
        let mut names = BTreeSet::new();
        for route in Route::ALL {
            let spec = route.spec();
            assert!(seen.insert((spec.method, spec.path)), "twice: {} {}", spec.method, spec.path);
            assert!(names.insert(spec.name), "twice: {}", spec.name);
            assert_eq!(spec.plane == Plane::V1, spec.path.starts_with("/v1/"), "{}", spec.path);
            assert!(!spec.path.contains("//"));
            assert_eq!(route.method().as_str(), spec.method);
            match spec.method {
                "GET" => assert_eq!(spec.retry, Retry::Read),
                "PUT" | "DELETE" => assert_ne!(spec.retry, Retry::Read),
                _ if spec.path.contains("_search") || spec.path.contains("_profile") => {
                    assert_eq!(spec.retry, Retry::Read);
                    assert!(spec.paged);
                }
                "POST" => assert!(spec.retry == Retry::Create || spec.plane == Plane::Token),
                other => panic!("{other}"),
            }
        }
    }

    #[test]
    fn two_paths_have_no_final_slash() {
        let without: Vec<_> = Route::ALL.iter().filter(|route| !route.spec().slash()).collect();
        assert_eq!(without, [&Route::Token, &Route::LocationSearch]);
    }

    #[test]
    fn ids_are_filled_in_and_nothing_else_is() {
        assert_eq!(Route::AppointmentRead.path(&["55500123"]).unwrap(), "/v1/appointment/55500123/");
        assert_eq!(Route::TaskLogUpdate.path(&["1", "2"]).unwrap(), "/v1/encounter/1/tasklog/2/");
        assert_eq!(Route::LocationSearch.path(&[]).unwrap(), "/v1/locations/_search");
        for bad in ["", "..", "a/b", "1?x=y", "Patient/1", " 1"] {
            assert!(matches!(Route::PatientRead.path(&[bad]), Err(Error::Misuse(_))), "{bad}");
        }
        assert!(Route::PatientRead.path(&[]).is_err());
        assert!(Route::PatientRead.path(&["1", "2"]).is_err());
    }
}
