//! Who works here, who is cared for, and who may become one of them: the four kinds of people that two resources hold.

use super::{Client, PatientFilter, PractitionerFilter};
use crate::error::Error;
use crate::page::Listing;
use crate::wire::{Patient, Practitioner};

impl Client {
    /// Caregivers in use: hired and active. The server is asked for them and the records are checked, because WellSky
    /// ignores what it does not understand.
    ///
    /// # Errors
    /// Any [`Error`]; never an empty list instead of one.
    pub async fn active_caregivers(&self) -> Result<Listing<Practitioner>, Error> {
        let filter = PractitionerFilter::default().active(true).is_hired(true);
        let mut found = self.search_practitioners(&filter).await?;
        found.items.retain(|person| person.is_hired() == Some(true) && person.is_active() != Some(false));
        Ok(found)
    }

    /// Applicants who are not hired and still in the running.
    ///
    /// # Errors
    /// Any [`Error`]; never an empty list instead of one.
    pub async fn applicants(&self) -> Result<Listing<Practitioner>, Error> {
        let mut found = self.search_practitioners(&PractitionerFilter::default().is_hired(false)).await?;
        found.items.retain(|person| person.is_hired() == Some(false) && person.is_active() != Some(false));
        Ok(found)
    }

    /// Clients in use: those who are clients *and* active. Everybody is read and looked at here, because the server's
    /// own filter for active clients has been seen to find nobody, and `active` alone includes prospects.
    ///
    /// # Errors
    /// Any [`Error`]; never an empty list instead of one.
    pub async fn active_clients(&self) -> Result<Listing<Patient>, Error> {
        let mut found = self.search_patients(&PatientFilter::default()).await?;
        found.items.retain(|person| person.is_client() == Some(true) && person.is_active() != Some(false));
        Ok(found)
    }

    /// Prospects: people who asked about care and are not clients yet.
    ///
    /// # Errors
    /// Any [`Error`]; never an empty list instead of one.
    pub async fn prospects(&self) -> Result<Listing<Patient>, Error> {
        let mut found = self.search_patients(&PatientFilter::default()).await?;
        found.items.retain(|person| person.is_client() == Some(false) && person.is_active() != Some(false));
        Ok(found)
    }
}
