//! No provider: texts are shown on the board and never leave (shadow mode).
use async_trait::async_trait;
use gigi_engine::ports::{Messenger, OutgoingText, SendError};
use jiff::Timestamp;

/// Shadow mode.
#[derive(Debug, Default)]
pub struct Console;

#[async_trait]
impl Messenger for Console {
    async fn send(&self, outbox: i64, text: &OutgoingText, _now: Timestamp) -> Result<String, SendError> {
        tracing::info!(outbox.id = outbox, to = text.to.last_four(), "a text would leave");
        Ok(format!("console/{outbox}"))
    }

    async fn find(
        &self,
        _outbox: i64,
        _text: &OutgoingText,
        _since: Timestamp,
    ) -> Result<Option<String>, SendError> {
        Ok(None)
    }

    fn is_live(&self) -> bool {
        false
    }
}
