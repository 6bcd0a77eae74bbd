//! To-dos of the office.

use super::Client;
use crate::error::Error;
use crate::route::Route;
use crate::wire::{AdminTask, Id, NewAdminTask};

/// What a write made.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Created {
    /// The new object's id; `None` when the server accepted the write without naming one.
    pub id: Option<Id>,
}

impl Client {
    /// Puts a to-do before the office. There is no way to list, change or withdraw it.
    ///
    /// # Errors
    /// [`Error::Misuse`] without description or requester, or with ids that are not numbers;
    /// [`Error::UnknownOutcome`] when it may or may not have been created.
    pub async fn create_admin_task(&self, task: &NewAdminTask) -> Result<Created, Error> {
        self.write(Route::AdminTaskCreate, &[], task.body(&self.agency_id)?).await
    }

    /// Reads a to-do.
    ///
    /// # Errors
    /// [`Error::NotFound`] when there is none with this id.
    pub async fn admin_task(&self, id: &Id) -> Result<AdminTask, Error> {
        self.read(Route::AdminTaskRead, id).await
    }
}
