//! Posts that happen away from the call that caused them: webhooks and status callbacks.

use std::future::Future;

use tokio::runtime::Handle;
use tokio::sync::watch;

/// Runs posts in the background and knows when all are done. Clones share the count.
#[derive(Clone)]
pub(crate) struct Courier {
    pub(crate) http: reqwest::Client,
    runtime: Handle,
    busy: watch::Sender<usize>,
}

/// Counts one post, also when its task is dropped half-way.
struct Trip(watch::Sender<usize>);

impl Drop for Trip {
    fn drop(&mut self) {
        self.0.send_modify(|n| *n = n.saturating_sub(1));
    }
}

impl Courier {
    pub(crate) fn new(http: reqwest::Client, runtime: Handle) -> Self {
        Self { http, runtime, busy: watch::Sender::new(0) }
    }

    /// Runs `work` in the background.
    pub(crate) fn go(&self, work: impl Future<Output = ()> + Send + 'static) {
        self.busy.send_modify(|n| *n += 1);
        let trip = Trip(self.busy.clone());
        self.runtime.spawn(async move {
            work.await;
            drop(trip);
        });
    }

    /// Waits until nothing is on its way.
    pub(crate) async fn settled(&self) {
        // the sender lives as long as self, so waiting cannot fail
        let _ = self.busy.subscribe().wait_for(|n| *n == 0).await;
    }
}
