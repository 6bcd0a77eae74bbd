//! Writing things people will see: notes on visits, to-dos of the office.

use super::Client;
use crate::error::Error;
use crate::page::Listing;
use crate::route::Route;
use crate::wire::{AdminTask, Id, NewAdminTask, NewTaskLog, TaskLog};

/// What a write made.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Created {
    /// The new object's id; `None` when the server accepted the write without naming one.
    pub id: Option<Id>,
}

impl Client {
    /// Writes a note on a visit. Wants the visit's id, not the appointment's; some visits refuse notes, then try the
    /// next most recent one.
    ///
    /// # Errors
    /// [`Error::NotFound`] for an appointment's id; [`Error::UnknownOutcome`] when it may or may not have been
    /// written, see [`Client::task_logs`].
    pub async fn create_task_log(&self, encounter: &Id, log: &NewTaskLog) -> Result<Created, Error> {
        self.write(Route::TaskLogCreate, &[encounter.as_str()], log.body()?).await
    }

    /// The notes of a visit.
    ///
    /// # Errors
    /// [`Error::NotFound`] when there is no such visit.
    pub async fn task_logs(&self, encounter: &Id) -> Result<Listing<TaskLog>, Error> {
        self.bundle(Route::TaskLogList, &[encounter.as_str()]).await
    }

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
