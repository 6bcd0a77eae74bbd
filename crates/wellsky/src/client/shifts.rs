//! Planned shifts.

use std::collections::BTreeSet;

use jiff::Timestamp;
use serde_json::{Map, Value, json};

use super::window::covering;
use super::{Client, Window};
use crate::error::{Error, Misuse};
use crate::page::Listing;
use crate::route::Route;
use crate::wire::{Appointment, AppointmentStatus, Id};

impl Client {
    /// Shifts of a client in a window. This is the only search that shows open shifts: a caregiver's shifts by
    /// nature have a caregiver.
    ///
    /// # Errors
    /// [`Error::Misuse`] for a window of more than seven days.
    pub async fn appointments_of_client(
        &self,
        client: &Id,
        window: Window,
    ) -> Result<Listing<Appointment>, Error> {
        self.appointments("clientId", client, window).await
    }

    /// Shifts of a caregiver in a window.
    ///
    /// # Errors
    /// [`Error::Misuse`] for a window of more than seven days.
    pub async fn appointments_of_caregiver(
        &self,
        caregiver: &Id,
        window: Window,
    ) -> Result<Listing<Appointment>, Error> {
        self.appointments("caregiverId", caregiver, window).await
    }

    /// Shifts of a client that overlap `from..to`, ordered by start.
    ///
    /// Asks for as many windows as needed, with days to spare on both sides, and keeps what overlaps. A shift that
    /// started more than a day before `from` may be missed.
    ///
    /// # Errors
    /// [`Error::Misuse`] when `to` is not after `from`.
    pub async fn appointments_of_client_between(
        &self,
        client: &Id,
        from: Timestamp,
        to: Timestamp,
    ) -> Result<Listing<Appointment>, Error> {
        self.appointments_between("clientId", client, from, to).await
    }

    /// Shifts of a caregiver that overlap `from..to`; see [`Client::appointments_of_client_between`].
    ///
    /// # Errors
    /// [`Error::Misuse`] when `to` is not after `from`.
    pub async fn appointments_of_caregiver_between(
        &self,
        caregiver: &Id,
        from: Timestamp,
        to: Timestamp,
    ) -> Result<Listing<Appointment>, Error> {
        self.appointments_between("caregiverId", caregiver, from, to).await
    }

    /// One shift. Of a recurring shift the server gives the occurrence nearest to now, which need not be the one you
    /// mean: compare [`Appointment::key`].
    ///
    /// # Errors
    /// [`Error::NotFound`] when there is none with this id.
    pub async fn appointment(&self, id: &Id) -> Result<Appointment, Error> {
        self.read(Route::AppointmentRead, id).await
    }

    /// Replaces a shift by this document: read it with [`Client::appointment`], change it, put it back.
    ///
    /// Nobody is known to have seen this succeed, and on a recurring shift it may change the whole series. Read the
    /// shift again before you believe it.
    ///
    /// # Errors
    /// [`Error::WritesNotAvailable`] when this WellSky has no such operation; [`Error::UnknownOutcome`] when it is
    /// not known whether it was done.
    pub async fn put_appointment(&self, appointment: &Appointment) -> Result<(), Error> {
        let body =
            serde_json::to_value(appointment).map_err(|_| Misuse::new("the shift cannot be written"))?;
        match self.write(Route::AppointmentUpdate, &[appointment.id.as_str()], body).await {
            Ok(_) => Ok(()),
            Err(Error::RouteNotMatched(context)) => Err(Error::WritesNotAvailable(context)),
            Err(error) => Err(error),
        }
    }

    /// Open shifts of a client that overlap `from..to`: those with nobody assigned, however that is written.
    ///
    /// ```
    /// # mod simulator { include!(concat!(env!("CARGO_MANIFEST_DIR"), "/doc/simulator.rs")); }
    /// # simulator::against(async |sim, wellsky| {
    /// # let client = gigi_wellsky::wire::Id::from("7100009");
    /// let from: jiff::Timestamp = "2026-11-23T18:00:00Z".parse().unwrap();
    /// let to = from + jiff::SignedDuration::from_hours(7 * 24);
    /// let open = wellsky.open_shifts_of_client(&client, from, to).await?;
    /// assert_eq!(open.items.len(), 3);
    /// assert!(open.items.iter().all(|shift| shift.assigned().is_none()));
    /// # Ok(()) });
    /// ```
    ///
    /// # Errors
    /// [`Error::Misuse`] when `to` is not after `from`.
    pub async fn open_shifts_of_client(
        &self,
        client: &Id,
        from: Timestamp,
        to: Timestamp,
    ) -> Result<Listing<Appointment>, Error> {
        let mut found = self.appointments_of_client_between(client, from, to).await?;
        found
            .items
            .retain(|shift| shift.assigned().is_none() && shift.status() != AppointmentStatus::Cancelled);
        Ok(found)
    }

    async fn appointments(&self, key: &str, id: &Id, window: Window) -> Result<Listing<Appointment>, Error> {
        let mut filter = Map::new();
        filter.insert(key.to_owned(), json!(person(id)?));
        filter.extend(
            window.selector()?.into_iter().map(|(key, value)| (key.to_owned(), Value::String(value))),
        );
        self.search(Route::AppointmentSearch, Value::Object(filter), None).await
    }

    async fn appointments_between(
        &self,
        key: &str,
        id: &Id,
        from: Timestamp,
        to: Timestamp,
    ) -> Result<Listing<Appointment>, Error> {
        if to <= from {
            return Err(Misuse::new("the end of a time range must be after its start").into());
        }
        let mut found = Listing::empty();
        for window in covering(from, to)? {
            found.extend(self.appointments(key, id, window).await?);
        }
        found.items = overlapping(found.items, from, to);
        // The server counted whole days; its total says nothing about what was kept.
        found.total = None;
        Ok(found)
    }
}

/// A blank id in a filter would be ignored and find everybody's shifts.
pub(super) fn person(id: &Id) -> Result<&str, Error> {
    if id.is_blank() {
        return Err(Misuse::new("a search for shifts needs somebody's id").into());
    }
    Ok(id.as_str())
}

/// Those that overlap `from..to`, each occurrence once, by start. A shift without an end counts by its start.
fn overlapping(shifts: Vec<Appointment>, from: Timestamp, to: Timestamp) -> Vec<Appointment> {
    let mut seen = BTreeSet::new();
    let mut kept: Vec<_> = shifts
        .into_iter()
        .filter(|shift| {
            let Some(start) = shift.starts_at() else { return false };
            let starts_inside = from <= start && start < to;
            let runs_into = shift.ends_at().is_some_and(|end| start < to && end > from);
            starts_inside || runs_into
        })
        .filter(|shift| shift.key().is_none_or(|key| seen.insert(key)))
        .collect();
    kept.sort_by_key(|shift| (shift.starts_at(), shift.id.clone()));
    kept
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn shift(id: &str, start: &str, end: Option<&str>) -> Appointment {
        serde_json::from_value(json!({"id": id, "start": start, "end": end})).unwrap()
    }

    #[test]
    fn what_overlaps_the_night_is_kept_once_and_in_order() {
        let from: Timestamp = "2026-03-02T22:00:00Z".parse().unwrap();
        let to: Timestamp = "2026-03-03T06:00:00Z".parse().unwrap();
        let shifts = vec![
            shift("3", "2026-03-03T05:00:00Z", Some("2026-03-03T09:00:00Z")),
            shift("1", "2026-03-02T20:00:00Z", Some("2026-03-02T23:00:00Z")),
            shift("1", "2026-03-02T20:00:00+00:00", Some("2026-03-02T23:00:00Z")),
            shift("before", "2026-03-02T18:00:00Z", Some("2026-03-02T22:00:00Z")),
            shift("after", "2026-03-03T06:00:00Z", Some("2026-03-03T08:00:00Z")),
            shift("2", "2026-03-03T00:00:00Z", None),
            shift("1", "2026-03-03T01:00:00Z", Some("2026-03-03T02:00:00Z")),
        ];
        let ids: Vec<_> =
            overlapping(shifts, from, to).into_iter().map(|shift| shift.id.to_string()).collect();
        assert_eq!(ids, ["1", "2", "1", "3"]);
    }

    #[test]
    fn nobodys_shifts_are_not_searched() {
        assert!(person(&Id::from("")).is_err());
        assert!(person(&Id::from("0")).is_err());
        assert_eq!(person(&Id::from(8200001)).unwrap(), "8200001");
    }
}
