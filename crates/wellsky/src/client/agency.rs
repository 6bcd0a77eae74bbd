//! The agency itself and what it defined: offices, staff, tags, referral sources, care-plan activities, catalogues.

use serde_json::{Map, Value, json};

use super::{Client, Created};
use crate::error::{Error, Misuse};
use crate::page::Listing;
use crate::route::Route;
use crate::transport::Call;
use crate::wire::{
    Activity, ActivityType, Admin, Allergy, CareActivity, Id, Location, Medication, Organization,
    PlannedActivity, ProfileTag, ReferralSource,
};

impl Client {
    /// The agency the credentials belong to. A cheap call to learn whether everything works.
    ///
    /// # Errors
    /// Any [`Error`]; never an empty list instead of one.
    pub async fn organizations(&self) -> Result<Listing<Organization>, Error> {
        self.bundle(Route::OrganizationList, &[]).await
    }

    /// The offices of the agency.
    ///
    /// # Errors
    /// Any [`Error`]; never an empty list instead of one.
    pub async fn locations(&self) -> Result<Listing<Location>, Error> {
        self.search(Route::LocationSearch, json!({}), None).await
    }

    /// The people in the office. Their ids own admin tasks.
    ///
    /// # Errors
    /// Any [`Error`]; never an empty list instead of one.
    pub async fn admins(&self) -> Result<Listing<Admin>, Error> {
        self.search(Route::AdminSearch, json!({}), None).await
    }

    /// A profile tag. There is no published way to list them: people's tags give the ids.
    ///
    /// # Errors
    /// [`Error::NotFound`] when there is none with this id.
    pub async fn profile_tag(&self, id: &Id) -> Result<ProfileTag, Error> {
        self.read(Route::ProfileTagRead, id).await
    }

    /// Defines a profile tag.
    ///
    /// # Errors
    /// [`Error::Misuse`] without a name.
    pub async fn create_profile_tag(&self, name: &str) -> Result<Created, Error> {
        self.write(Route::ProfileTagCreate, &[], json!({"name": needed(name)?})).await
    }

    /// Replaces a profile tag by this document: read it, change it, put it back.
    ///
    /// # Errors
    /// [`Error::Misuse`] for a document without an id.
    pub async fn put_profile_tag(&self, tag: &ProfileTag) -> Result<(), Error> {
        self.put(Route::ProfileTagUpdate, tag.id.get(), tag).await
    }

    /// A referral source. There is no way to list them: ids come from creates and webhooks.
    ///
    /// # Errors
    /// [`Error::NotFound`] when there is none with this id.
    pub async fn referral_source(&self, id: &Id) -> Result<ReferralSource, Error> {
        self.read(Route::ReferralSourceRead, id).await
    }

    /// Enters a referral source. `kind` is the vendor's type id (14 hospital, 18 physician, 22 word of mouth, …). The
    /// body's shape is not documented.
    ///
    /// # Errors
    /// [`Error::Misuse`] without a name.
    pub async fn create_referral_source(&self, name: &str, kind: &str) -> Result<Created, Error> {
        let body = json!({"resourceType": "ReferralSource", "name": needed(name)?, "type": kind, "active": true,
            "meta": {"tag": [{"code": "agencyId", "display": &*self.agency_id}]}});
        self.write(Route::ReferralSourceCreate, &[], body).await
    }

    /// Replaces a referral source by this document.
    ///
    /// # Errors
    /// [`Error::Misuse`] for a document without an id.
    pub async fn put_referral_source(&self, source: &ReferralSource) -> Result<(), Error> {
        self.put(Route::ReferralSourceUpdate, source.id.get(), source).await
    }

    /// Creates an activity. Its fields are not documented; they are sent as given.
    ///
    /// # Errors
    /// Whatever the server says.
    pub async fn create_activity(&self, fields: Map<String, Value>) -> Result<Created, Error> {
        self.write(Route::ActivityCreate, &[], Value::Object(fields)).await
    }

    /// Reads an activity.
    ///
    /// # Errors
    /// [`Error::NotFound`] when there is none with this id.
    pub async fn activity(&self, id: &Id) -> Result<Activity, Error> {
        self.read(Route::ActivityRead, id).await
    }

    /// The vendor's catalogue of medications.
    ///
    /// # Errors
    /// Any [`Error`]; never an empty list instead of one.
    pub async fn medications(&self) -> Result<Listing<Medication>, Error> {
        self.search(Route::MedicationSearch, json!({}), None).await
    }

    /// The vendor's catalogue of allergies.
    ///
    /// # Errors
    /// Any [`Error`]; never an empty list instead of one.
    pub async fn allergies(&self) -> Result<Listing<Allergy>, Error> {
        self.bundle(Route::AllergyList, &[]).await
    }

    /// The activities that a care plan of this agency may contain.
    ///
    /// # Errors
    /// Any [`Error`]; never an empty list instead of one.
    pub async fn care_activities(&self, kind: ActivityType) -> Result<Listing<CareActivity>, Error> {
        let query =
            vec![("agency_id", self.agency_id.to_string()), ("activity_type", kind.word().to_owned())];
        self.one_piece(&Call::new(Route::CarePlanMetadata, &[]).query(query)).await
    }

    /// Adds activities to a client's care plan.
    ///
    /// # Errors
    /// [`Error::Misuse`] without any activity.
    pub async fn add_to_care_plan(
        &self,
        client: &Id,
        activities: &[PlannedActivity],
    ) -> Result<Created, Error> {
        let mut body = care_plan(activities)?;
        body["status"] = json!("active");
        self.write(Route::CarePlanActivityCreate, &[client.as_str()], body).await
    }

    /// Changes activities of a client's care plan.
    ///
    /// # Errors
    /// [`Error::Misuse`] without any activity.
    pub async fn change_care_plan(&self, client: &Id, activities: &[PlannedActivity]) -> Result<(), Error> {
        self.write(Route::CarePlanActivityUpdate, &[client.as_str()], care_plan(activities)?).await.map(drop)
    }
}

fn needed(name: &str) -> Result<&str, Error> {
    let name = name.trim();
    if name.is_empty() { Err(Misuse::new("a name is needed").into()) } else { Ok(name) }
}

fn care_plan(activities: &[PlannedActivity]) -> Result<Value, Error> {
    if activities.is_empty() {
        return Err(Misuse::new("a care plan needs an activity").into());
    }
    let list: Vec<Value> = activities.iter().map(PlannedActivity::body).collect();
    Ok(json!({"resourceType": "CarePlan", "activity": list}))
}
