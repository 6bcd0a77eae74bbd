//! The agency itself and what it defined.

use super::Client;
use crate::error::Error;
use crate::page::Listing;
use crate::route::Route;
use crate::wire::{Id, Organization, ProfileTag};

impl Client {
    /// The agency the credentials belong to. A cheap call to learn whether everything works.
    ///
    /// # Errors
    /// Any [`Error`]; never an empty list instead of one.
    pub async fn organizations(&self) -> Result<Listing<Organization>, Error> {
        self.bundle(Route::OrganizationList, &[]).await
    }

    /// A profile tag. There is no published way to list them: people's tags give the ids.
    ///
    /// # Errors
    /// [`Error::NotFound`] when there is none with this id.
    pub async fn profile_tag(&self, id: &Id) -> Result<ProfileTag, Error> {
        self.read(Route::ProfileTagRead, id).await
    }
}
