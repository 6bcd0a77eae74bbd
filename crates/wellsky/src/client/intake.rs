//! Entering people and moving them on: prospects who become clients, applicants who become caregivers.
//!
//! One resource serves both kinds, so winning a prospect and hiring an applicant flip a tag on the same record and keep
//! its id. Every change reads the record, changes it and puts all of it back: whether a PUT replaces or merges is not
//! documented, and a partial one could reset what it does not mention.

use super::{Client, Created};
use crate::error::{Error, Misuse};
use crate::route::Route;
use crate::wire::{ApplicantStage, Id, Maybe, NewPerson, Patient, Practitioner, ProspectStage, Scalar};

impl Client {
    /// Enters a prospect as a new lead. The server checks for no duplicates: search by phone and name first. Read it
    /// back to be sure.
    ///
    /// # Errors
    /// [`Error::Misuse`] without a name or with a phone that is not one; [`Error::UnknownOutcome`] after silence.
    pub async fn create_prospect(&self, person: &NewPerson) -> Result<Created, Error> {
        let body = person.body("Patient", &self.agency_id, "isClient", ProspectStage::NewLead.id())?;
        self.write(Route::PatientCreate, &[], body).await
    }

    /// Moves a prospect to another stage and leaves everything else as it is.
    ///
    /// # Errors
    /// [`Error::NotFound`] when there is none with this id.
    pub async fn move_prospect(&self, id: &Id, stage: ProspectStage) -> Result<Patient, Error> {
        self.change_patient(id, |patient| patient.meta.set_tag("status", &stage.id().to_string())).await
    }

    /// Makes a prospect a client: the same record, ready to schedule.
    ///
    /// # Errors
    /// [`Error::NotFound`] when there is none with this id.
    pub async fn win_prospect(&self, id: &Id) -> Result<Patient, Error> {
        self.change_patient(id, |patient| {
            patient.meta.set_tag("isClient", "true");
            patient.meta.set_tag("status", &ProspectStage::ReadyToSchedule.id().to_string());
        })
        .await
    }

    /// Reads a client or prospect, changes it, and puts it back.
    ///
    /// # Errors
    /// [`Error::NotFound`] when there is none with this id; [`Error::UnknownOutcome`] after silence.
    pub async fn change_patient(&self, id: &Id, change: impl FnOnce(&mut Patient)) -> Result<Patient, Error> {
        let mut patient = self.patient(id).await?;
        change(&mut patient);
        self.put(Route::PatientUpdate, Some(id), &patient).await?;
        Ok(patient)
    }

    /// Enters an applicant.
    ///
    /// # Errors
    /// As for [`Client::create_prospect`].
    pub async fn create_applicant(&self, person: &NewPerson) -> Result<Created, Error> {
        let body =
            person.body("Practitioner", &self.agency_id, "isHired", ApplicantStage::NewApplicant.id())?;
        self.write(Route::PractitionerCreate, &[], body).await
    }

    /// Moves an applicant to another stage; hiring is [`Client::hire`].
    ///
    /// # Errors
    /// [`Error::Misuse`] for [`ApplicantStage::Hired`], which needs more than a stage.
    pub async fn move_applicant(&self, id: &Id, stage: ApplicantStage) -> Result<Practitioner, Error> {
        if stage == ApplicantStage::Hired {
            return Err(Misuse::new("hiring is more than a stage: use hire").into());
        }
        self.change_practitioner(id, |person| person.meta.set_tag("status", &stage.id().to_string())).await
    }

    /// Makes an applicant a caregiver: the same record, hired and in use.
    ///
    /// # Errors
    /// [`Error::NotFound`] when there is none with this id.
    pub async fn hire(&self, id: &Id) -> Result<Practitioner, Error> {
        self.change_practitioner(id, |person| {
            person.meta.set_tag("isHired", "true");
            person.meta.set_tag("status", &ApplicantStage::Hired.id().to_string());
            person.active = Maybe::Present(Scalar::from(true));
        })
        .await
    }

    /// Reads a caregiver or applicant, changes the record, and puts it back.
    ///
    /// # Errors
    /// [`Error::NotFound`] when there is none with this id; [`Error::UnknownOutcome`] after silence.
    pub async fn change_practitioner(
        &self,
        id: &Id,
        change: impl FnOnce(&mut Practitioner),
    ) -> Result<Practitioner, Error> {
        let mut person = self.practitioner(id).await?;
        change(&mut person);
        self.put(Route::PractitionerUpdate, Some(id), &person).await?;
        Ok(person)
    }

    /// Deletes a caregiver or applicant, or deactivates: which of the two is not documented.
    ///
    /// # Errors
    /// [`Error::Misuse`] unless [`Permission::Deletes`](super::Permission::Deletes) was given.
    pub async fn delete_practitioner(&self, id: &Id) -> Result<(), Error> {
        self.delete(Route::PractitionerDelete, &[id.as_str()]).await
    }
}
