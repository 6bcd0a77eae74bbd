//! `GET /events`: tells a page that something changed; the page then asks for itself again. No data travels here.
use std::convert::Infallible;
use std::time::Duration;

use axum::extract::State;
use axum::response::sse::{Event, KeepAlive, Sse};
use tokio_stream::wrappers::BroadcastStream;
use tokio_stream::{Stream, StreamExt};

use super::Pages;

pub(crate) async fn events(State(pages): State<Pages>) -> Sse<impl Stream<Item = Result<Event, Infallible>>> {
    // Browsers drop an event without data. A page that lagged behind is told to look again, like any other.
    let changes = BroadcastStream::new(pages.engine.changes())
        .map(|_| Ok(Event::default().event("change").data("look again")));
    Sse::new(changes).keep_alive(KeepAlive::new().interval(Duration::from_secs(15)))
}
