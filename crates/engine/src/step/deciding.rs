//! What the office decides about a visit that a client does not want reaches whoever searches for it.
use gigi_core::callout::CallOut;
use gigi_core::case::Event;
use gigi_core::id::CaseId;
use gigi_core::request::{Kind, Request};

use super::Bench;
use crate::engine::EngineError;

impl Bench<'_> {
    /// The office decided about a visit that is not wanted: it takes place after all, or nobody is searched for any more.
    pub(super) async fn decided(&mut self, request: CaseId, by: &str) -> Result<(), EngineError> {
        let about = |r: &&Request| r.kind() == Some(Kind::Cancel);
        let request = self.cases.get(&request).and_then(|c| c.doc.as_request()).filter(about);
        let Some((shift, off)) = request.and_then(|r| Some((r.shift()?.key.clone(), r.approved.is_some())))
        else {
            return Ok(());
        };
        let active = self.engine.parts().store.active_cases().await?;
        let searched = |c: &&CallOut| {
            c.is_open() && (off || c.unwanted) && c.shift.as_ref().is_some_and(|s| s.key == shift)
        };
        let found = active.iter().filter_map(|c| c.doc.as_call_out()).find(searched).map(CallOut::id);
        if let Some(id) = found {
            let event = if off {
                Event::ClientSkips { sure: true }
            } else {
                Event::ClientKeeps { by: by.to_owned() }
            };
            self.hear(id, event).await?;
        }
        Ok(())
    }
}
