//! The mirror: people and shifts pulled from WellSky, and what the pull means for open cases.
use futures_util::stream::{self, StreamExt};
use gigi_core::case::Seen;
use gigi_core::id::ClientId;
use jiff::{SignedDuration, Timestamp};

use crate::engine::{Engine, EngineError};
use crate::perform::seen;
use crate::ports::{Arrival, Covered, Input, MirrorUpdate, Whose};

/// Clients read at the same time.
const AT_ONCE: usize = 4;

impl Engine {
    /// Pulls everybody; `false` when WellSky cannot be read: then the mirror stays as it is, with its age.
    ///
    /// # Errors
    /// The store's.
    pub async fn sync_people(&self) -> Result<bool, EngineError> {
        match self.parts().records.people().await {
            Ok(people) => {
                let update = MirrorUpdate {
                    at: Some(self.now()),
                    caregivers: Some(people.caregivers),
                    clients: Some(people.clients),
                    contacts: Some(people.contacts),
                    ..MirrorUpdate::default()
                };
                self.parts().store.mirror(&update).await?;
                Ok(true)
            }
            Err(e) => {
                tracing::warn!(error = %e, "people could not be read from WellSky, the mirror keeps its age");
                Ok(false)
            }
        }
    }

    /// Pulls the shifts of every active client that start between so many days back and ahead (either may be negative); returns how many
    /// clients could not be read. Shifts of open cases that changed are told to their cases.
    ///
    /// # Errors
    /// The store's.
    pub async fn sync_shifts(&self, days_back: i64, days_ahead: i64) -> Result<usize, EngineError> {
        let roster = self.roster().await?;
        let now = self.now();
        let shifted = |days: i64| now.saturating_add(SignedDuration::from_hours(24 * days)).unwrap_or(now);
        let (from, until) = (shifted(-days_back), shifted(days_ahead));
        let clients: Vec<ClientId> =
            roster.clients().filter(|c| c.active && c.is_client).map(|c| c.id.clone()).collect();
        let records = &self.parts().records;
        let reads: Vec<_> = stream::iter(clients)
            .map(|client| async move {
                let read = records.visits_to(&client, from, until).await;
                (client, read)
            })
            .buffer_unordered(AT_ONCE)
            .collect()
            .await;
        let mut failed = 0;
        let mut update = MirrorUpdate { at: Some(now), ..MirrorUpdate::default() };
        for (client, read) in reads {
            match read {
                Ok(shifts) => {
                    update.shifts.extend(shifts);
                    update.covered.push(Covered { whose: Whose::Client(client), from, until });
                }
                Err(_) => failed += 1,
            }
        }
        if failed > 0 {
            tracing::warn!(
                clients = failed,
                "schedules of some clients could not be read, the mirror keeps their age"
            );
        }
        self.tell_cases(&update, from, until).await?;
        if !update.covered.is_empty() {
            self.parts().store.mirror(&update).await?;
        }
        Ok(failed)
    }

    async fn tell_cases(
        &self,
        update: &MirrorUpdate,
        from: Timestamp,
        until: Timestamp,
    ) -> Result<(), EngineError> {
        for case in self.parts().store.active_cases().await? {
            let Some(call_out) = case.doc.as_call_out() else { continue };
            let Some(shift) = &call_out.shift else { continue };
            let was_read = update.covered.iter().any(|c| c.whose == Whose::Client(shift.client.clone()));
            if !was_read || shift.key.start < from || shift.key.start >= until {
                continue;
            }
            let seen = seen(update.shifts.iter().find(|s| s.key == shift.key));
            let as_expected = match &seen {
                Seen::On { caregiver } => call_out.expected().contains(caregiver),
                Seen::Cancelled | Seen::Gone => false,
            };
            let confirmed = match (&call_out.winner, &seen) {
                (Some(winner), Seen::On { caregiver }) => caregiver.as_ref() == Some(winner),
                (Some(_), _) => false,
                (None, _) => true,
            };
            if as_expected && confirmed {
                continue;
            }
            let at = self.now();
            let dedupe = format!("seen/{}/{at}", shift.key);
            let what = Input::ShiftSeen { shift: shift.key.clone(), seen };
            self.receive(Arrival { dedupe, thread: format!("case/{}", case.doc.id()), at, what }).await?;
        }
        Ok(())
    }
}
