//! The engine's own clock: once a day, in the evening, the round of the next day is opened. The arrival is named after
//! the day, so that restarts and replicas open one.
use std::sync::{Mutex, PoisonError};

use gigi_core::round::{evening, next_evening};
use jiff::Timestamp;
use jiff::civil::Date;

use crate::engine::{Engine, EngineError};
use crate::ports::{Arrival, Input};

/// The day whose round this process has asked for last.
#[derive(Debug, Default)]
pub(crate) struct Asked(Mutex<Option<Date>>);

impl Engine {
    /// Asks for the evening's round if it is due and this process has not done so.
    pub(crate) async fn knock(&self) -> Result<(), EngineError> {
        let now = self.now();
        let Some(day) = evening(&self.parts().policy, now).filter(|day| self.asked() != Some(*day)) else {
            return Ok(());
        };
        // Without a mirror nobody is known to work: asked again once there is one.
        if self.parts().store.mirror_as_of().await?.is_none() {
            return Ok(());
        }
        let what = Input::Evening { day };
        let arrival = Arrival { dedupe: format!("evening/{day}"), thread: "evening".into(), at: now, what };
        self.receive(arrival).await?;
        *self.inner.evening.0.lock().unwrap_or_else(PoisonError::into_inner) = Some(day);
        Ok(())
    }

    fn asked(&self) -> Option<Date> {
        *self.inner.evening.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// When the next round is due.
    pub(crate) fn next_evening(&self) -> Option<Timestamp> {
        next_evening(&self.parts().policy, self.now(), self.asked())
    }
}
