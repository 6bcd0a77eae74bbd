//! Shifts as somebody on the phone asks for them: today's, the next ones, the one she is on.

use jiff::tz::TimeZone;
use jiff::{SignedDuration, Timestamp, ToSpan};

use super::Client;
use crate::error::{Error, Misuse};
use crate::page::Listing;
use crate::wire::{Appointment, AppointmentStatus, Id};

impl Client {
    /// Shifts of a caregiver that touch today, by start: a night shift that began yesterday is one of them. WellSky
    /// does not say in which zone the agency lives, so the caller does. Cancelled ones are left out.
    ///
    /// # Errors
    /// Any [`Error`]; never an empty list instead of one.
    pub async fn shifts_today_of_caregiver(
        &self,
        caregiver: &Id,
        zone: &TimeZone,
    ) -> Result<Listing<Appointment>, Error> {
        let (from, to) = self.today(zone)?;
        Ok(standing(self.appointments_of_caregiver_between(caregiver, from, to).await?))
    }

    /// Shifts of a client that touch today; see [`Client::shifts_today_of_caregiver`].
    ///
    /// # Errors
    /// Any [`Error`]; never an empty list instead of one.
    pub async fn shifts_today_of_client(
        &self,
        client: &Id,
        zone: &TimeZone,
    ) -> Result<Listing<Appointment>, Error> {
        let (from, to) = self.today(zone)?;
        Ok(standing(self.appointments_of_client_between(client, from, to).await?))
    }

    /// Shifts of a caregiver that have not ended and begin within the next `days` days, by start. Cancelled ones are
    /// left out.
    ///
    /// # Errors
    /// [`Error::Misuse`] for no days.
    pub async fn upcoming_shifts_of_caregiver(
        &self,
        caregiver: &Id,
        days: u16,
    ) -> Result<Listing<Appointment>, Error> {
        let (from, to) = self.next(SignedDuration::from_hours(24 * i64::from(days)))?;
        Ok(standing(self.appointments_of_caregiver_between(caregiver, from, to).await?))
    }

    /// Shifts of a client that have not ended and begin within the next `days` days; see
    /// [`Client::upcoming_shifts_of_caregiver`].
    ///
    /// # Errors
    /// [`Error::Misuse`] for no days.
    pub async fn upcoming_shifts_of_client(
        &self,
        client: &Id,
        days: u16,
    ) -> Result<Listing<Appointment>, Error> {
        let (from, to) = self.next(SignedDuration::from_hours(24 * i64::from(days)))?;
        Ok(standing(self.appointments_of_client_between(client, from, to).await?))
    }

    /// The shift a caregiver is on, or else the next one that begins within `ahead`: what somebody means who calls and
    /// says "my shift". `None` when the schedule has neither.
    ///
    /// # Errors
    /// [`Error::Decode`] when a shift in that time could not be read: it might be the one.
    pub async fn current_shift_of_caregiver(
        &self,
        caregiver: &Id,
        ahead: SignedDuration,
    ) -> Result<Option<Appointment>, Error> {
        let (from, to) = self.next(ahead)?;
        let found = standing(self.appointments_of_caregiver_between(caregiver, from, to).await?);
        if let Some(unread) = found.quarantined.first() {
            return Err(Error::Decode(Box::new(crate::Context {
                operation: crate::Route::AppointmentSearch.name(),
                message: unread.reason.clone(),
                path: Some(unread.path.clone()),
                ..crate::Context::default()
            })));
        }
        Ok(found.items.into_iter().next())
    }

    fn today(&self, zone: &TimeZone) -> Result<(Timestamp, Timestamp), Error> {
        let midnight = || {
            let start = (self.clock)().to_zoned_datetime(zone.clone()).start_of_day()?;
            let end = start.checked_add(1.day())?.start_of_day()?;
            Ok::<_, jiff::Error>((start.timestamp(), end.timestamp()))
        };
        midnight().map_err(|_| Misuse::new("the time is out of range").into())
    }

    fn next(&self, ahead: SignedDuration) -> Result<(Timestamp, Timestamp), Error> {
        let now = (self.clock)();
        let until = now.checked_add(ahead).map_err(|_| Misuse::new("the time is out of range"))?;
        Ok((now, until))
    }
}

/// Without the cancelled ones.
fn standing(mut found: Listing<Appointment>) -> Listing<Appointment> {
    found.items.retain(|shift| shift.status() != AppointmentStatus::Cancelled);
    found
}
