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
    /// ```
    /// use gigi_wellsky::wire::{Id, NewAdminTask, Requester};
    /// # mod simulator { include!(concat!(env!("CARGO_MANIFEST_DIR"), "/doc/simulator.rs")); }
    /// # simulator::against(async |sim, wellsky| {
    /// let task = NewAdminTask {
    ///     description: "COVERAGE NEEDED\n\nTuesday 7:00, Rosa Sample".into(),
    ///     execution_date: jiff::civil::date(2026, 11, 24),
    ///     due: jiff::civil::date(2026, 11, 24).at(7, 0, 0, 0),
    ///     requester: vec![Requester::Patient(Id::from("7100001"))],
    ///     owner: Vec::new(), // the unassigned queue
    /// };
    /// let id = wellsky.create_admin_task(&task).await?.id.expect("the answer names it");
    /// assert_eq!(wellsky.admin_task(&id).await?.status.text().as_deref(), Some("received"));
    /// # Ok(()) });
    /// ```
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
