//! The visits that took place: reading and entering them, clocking in and out, their notes and tasks.

use jiff::ToSpan;
use jiff::civil::Date;
use serde_json::json;

use super::{Client, Created, Permission, unconfirmed};
use crate::error::{Error, Misuse};
use crate::page::Listing;
use crate::route::Route;
use crate::transport::Call;
use crate::wire::{
    ChargeItem, ClockIn, ClockOut, ClockedIn, Encounter, Id, NewEncounter, NewTaskLog, TaskLog, TaskStatus,
    compact_date,
};

/// How far back a visit is looked for that takes a note, days; nearest first.
const NOTE_DAYS: [i64; 3] = [7, 30, 90];
/// Visits tried for a note.
const NOTE_TRIES: usize = 5;

impl Client {
    /// Visits of a client that started on the days `from..=to`, newest first.
    ///
    /// # Errors
    /// [`Error::Misuse`] when `to` is before `from`.
    pub async fn encounters_of_client(
        &self,
        client: &Id,
        from: Date,
        to: Date,
    ) -> Result<Listing<Encounter>, Error> {
        self.encounters("clientId", client, from, to).await
    }

    /// Visits of a caregiver that started on the days `from..=to`, newest first.
    ///
    /// # Errors
    /// [`Error::Misuse`] when `to` is before `from`.
    pub async fn encounters_of_caregiver(
        &self,
        caregiver: &Id,
        from: Date,
        to: Date,
    ) -> Result<Listing<Encounter>, Error> {
        self.encounters("caregiverId", caregiver, from, to).await
    }

    /// One visit.
    ///
    /// # Errors
    /// [`Error::NotFound`] when there is none with this id; an appointment's id is not a visit's.
    pub async fn encounter(&self, id: &Id) -> Result<Encounter, Error> {
        self.read(Route::EncounterRead, id).await
    }

    /// Enters a visit after the fact. It goes into payroll.
    ///
    /// # Errors
    /// [`Error::Misuse`] unless [`Permission::CareLogs`] was given.
    pub async fn create_encounter(&self, visit: &NewEncounter) -> Result<Created, Error> {
        self.permitted(Permission::CareLogs)?;
        self.write(Route::EncounterCreate, &[], visit.body(&self.agency_id)?).await
    }

    /// Corrects a visit. Another caregiver here changes who is paid, not who comes.
    ///
    /// # Errors
    /// [`Error::Misuse`] unless [`Permission::CareLogs`] was given.
    pub async fn update_encounter(&self, id: &Id, visit: &NewEncounter) -> Result<(), Error> {
        self.permitted(Permission::CareLogs)?;
        self.write(Route::EncounterUpdate, &[id.as_str()], visit.body(&self.agency_id)?).await.map(drop)
    }

    /// Deletes a visit.
    ///
    /// # Errors
    /// [`Error::Misuse`] unless [`Permission::Deletes`] was given.
    pub async fn delete_encounter(&self, id: &Id) -> Result<(), Error> {
        self.delete(Route::EncounterDelete, &[id.as_str()]).await
    }

    /// Clocks a caregiver in and gives the visit's id. Wants the *appointment's* id; of a series the server picks the
    /// occurrence. Doing it again gives the same visit. It is a legal record: never use it to look something up.
    ///
    /// ```
    /// use gigi_wellsky::wire::{ClockIn, ClockOut, Id};
    /// # mod simulator { include!(concat!(env!("CARGO_MANIFEST_DIR"), "/doc/simulator.rs")); }
    /// # simulator::against(async |sim, wellsky| {
    /// # let appointment = Id::from(sim.heroine().shift.appointment_id);
    /// let start = ClockIn { at: "2026-11-24T13:02:00Z".parse().unwrap(), position: None };
    /// let visit = wellsky.clock_in(&appointment, start).await?.id.get().cloned().expect("it has an id");
    /// assert_ne!(visit, appointment);
    ///
    /// let end = ClockOut {
    ///     at: "2026-11-24T17:01:00Z".parse().unwrap(),
    ///     position: None,
    ///     comment: "Calm visit.".into(),
    ///     mileage: Some(4.2),
    /// };
    /// wellsky.clock_out(&visit, &end).await?;
    /// assert!(wellsky.encounter(&visit).await?.is_complete());
    /// # Ok(()) });
    /// ```
    ///
    /// # Errors
    /// [`Error::Misuse`] unless [`Permission::Evv`] was given; [`Error::UnknownOutcome`] after silence.
    pub async fn clock_in(&self, appointment: &Id, at: ClockIn) -> Result<ClockedIn, Error> {
        self.permitted(Permission::Evv)?;
        let ids = [appointment.as_str()];
        let call = Call::new(Route::ClockIn, &ids).body(at.body()?);
        self.transport.fetch(&call).await.map_err(unconfirmed)
    }

    /// Clocks a caregiver out. Wants the *visit's* id, as given by [`Client::clock_in`].
    ///
    /// # Errors
    /// [`Error::NotFound`] for an appointment's id; [`Error::Misuse`] unless [`Permission::Evv`] was given.
    pub async fn clock_out(&self, encounter: &Id, out: &ClockOut) -> Result<(), Error> {
        self.permitted(Permission::Evv)?;
        self.write(Route::ClockOut, &[encounter.as_str()], out.body()?).await.map(drop)
    }

    /// Writes a note on a visit. Wants the visit's id, not the appointment's; some visits refuse notes, then try the
    /// next most recent one ([`Client::note_on_latest_visit`] does).
    ///
    /// # Errors
    /// [`Error::NotFound`] for an appointment's id; [`Error::UnknownOutcome`] when it may or may not have been
    /// written, see [`Client::task_logs`].
    pub async fn create_task_log(&self, encounter: &Id, log: &NewTaskLog) -> Result<Created, Error> {
        self.write(Route::TaskLogCreate, &[encounter.as_str()], log.body()?).await
    }

    /// Writes a note on the most recent visit of a client that takes one, and gives that visit's id: the last 7, 30,
    /// then 90 days before `today`, at most five visits. `None` when no visit took it: then nothing was written.
    ///
    /// ```
    /// use gigi_wellsky::wire::{Id, NewTaskLog};
    /// # mod simulator { include!(concat!(env!("CARGO_MANIFEST_DIR"), "/doc/simulator.rs")); }
    /// # simulator::against(async |sim, wellsky| {
    /// # let client = Id::from(sim.heroine().client);
    /// let now: jiff::Timestamp = "2026-11-23T18:00:00Z".parse().unwrap();
    /// let note = NewTaskLog::note("Care alert", "Asked for a later start tomorrow.", now);
    /// let today = jiff::civil::date(2026, 11, 23);
    /// let visit = wellsky.note_on_latest_visit(&client, today, &note).await?.expect("one took it");
    /// let notes = wellsky.task_logs(&visit).await?;
    /// assert_eq!(notes.items[0].title.text().as_deref(), Some("Care alert"));
    /// # Ok(()) });
    /// ```
    ///
    /// # Errors
    /// [`Error::UnknownOutcome`] when it may or may not have been written; then no further visit is tried.
    pub async fn note_on_latest_visit(
        &self,
        client: &Id,
        today: Date,
        log: &NewTaskLog,
    ) -> Result<Option<Id>, Error> {
        let mut tried: Vec<Id> = Vec::new();
        for days in NOTE_DAYS {
            let visits = self.encounters_of_client(client, today.saturating_sub(days.days()), today).await?;
            for visit in visits.items.iter().filter_map(|visit| visit.id.get()) {
                if tried.contains(visit) {
                    continue;
                }
                if tried.len() == NOTE_TRIES {
                    return Ok(None);
                }
                tried.push(visit.clone());
                match self.create_task_log(visit, log).await {
                    Ok(_) => return Ok(Some(visit.clone())),
                    // Some visits take no notes: the next newest.
                    Err(Error::Validation(_) | Error::Forbidden(_) | Error::NotFound(_)) => {}
                    Err(error) => return Err(error),
                }
            }
        }
        Ok(None)
    }

    /// The notes of a visit.
    ///
    /// # Errors
    /// [`Error::NotFound`] when there is no such visit.
    pub async fn task_logs(&self, encounter: &Id) -> Result<Listing<TaskLog>, Error> {
        self.bundle(Route::TaskLogList, &[encounter.as_str()]).await
    }

    /// Changes whether a noted task was done.
    ///
    /// # Errors
    /// [`Error::Misuse`] for one that is not done without a comment.
    pub async fn update_task_log(
        &self,
        encounter: &Id,
        log: &Id,
        status: TaskStatus,
        comment: &str,
    ) -> Result<(), Error> {
        status.checked(comment)?;
        let body = json!({"status": status, "comment": comment});
        self.write(Route::TaskLogUpdate, &[encounter.as_str(), log.as_str()], body).await.map(drop)
    }

    /// Ticks off a planned task of a visit, or says why it was not done.
    ///
    /// # Errors
    /// [`Error::Misuse`] for one that is not done without a comment.
    pub async fn update_shift_task(
        &self,
        encounter: &Id,
        task: &Id,
        status: TaskStatus,
        comment: &str,
    ) -> Result<(), Error> {
        status.checked(comment)?;
        let body = json!({"resourceType": "Task", "status": status, "comment": comment});
        self.write(Route::ShiftTaskUpdate, &[encounter.as_str(), task.as_str()], body).await.map(drop)
    }

    /// Billed and paid hours of a client on the days `from..=to`.
    ///
    /// # Errors
    /// [`Error::Misuse`] for an id that is not a number: this search wants integers.
    pub async fn charge_items_of_client(
        &self,
        client: &Id,
        from: Date,
        to: Date,
    ) -> Result<Listing<ChargeItem>, Error> {
        self.charge_items("clientId", client, from, to).await
    }

    /// Billed and paid hours of a caregiver; see [`Client::charge_items_of_client`].
    ///
    /// # Errors
    /// [`Error::Misuse`] for an id that is not a number.
    pub async fn charge_items_of_caregiver(
        &self,
        caregiver: &Id,
        from: Date,
        to: Date,
    ) -> Result<Listing<ChargeItem>, Error> {
        self.charge_items("caregiverId", caregiver, from, to).await
    }

    async fn charge_items(
        &self,
        key: &str,
        id: &Id,
        from: Date,
        to: Date,
    ) -> Result<Listing<ChargeItem>, Error> {
        ordered(from, to)?;
        let number = |text: &str| {
            text.parse::<u64>().map_err(|_| Error::from(Misuse::new("hours are searched by numbers only")))
        };
        let filter = json!({key: number(id.as_str())?, "startDate": number(&compact_date(from))?,
            "endDate": number(&compact_date(to))?});
        self.search(Route::ChargeItemSearch, filter, None).await
    }

    async fn encounters(
        &self,
        key: &str,
        id: &Id,
        from: Date,
        to: Date,
    ) -> Result<Listing<Encounter>, Error> {
        ordered(from, to)?;
        let filter = json!({key: super::shifts::person(id)?, "startDate": compact_date(from), "endDate": compact_date(to)});
        let mut listing: Listing<Encounter> =
            self.search(Route::EncounterSearch, filter, Some("-startDate")).await?;
        // The server may not know the sort key and ignore it.
        listing.items.sort_by_key(|visit| std::cmp::Reverse(visit.clocked_in()));
        Ok(listing)
    }
}

fn ordered(from: Date, to: Date) -> Result<(), Error> {
    if to < from { Err(Misuse::new("the last day must not be before the first").into()) } else { Ok(()) }
}
