//! The vendor's limit: so many requests in any one second, kept exactly.
//!
//! A throttle that spaces requests says when they leave. When they arrive is up to the network, which may hold back
//! ten of them and deliver them together with the next hundred. So a request holds its slot until one second after its
//! answer came: by then its arrival, whenever it was, is more than a second ago. However the network behaves, no window
//! of one second at the server holds more requests than there are slots. The price is the time of one answer: at 80 ms,
//! 100 slots carry 92 requests a second.
use std::collections::VecDeque;
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use tokio::sync::Notify;
use tokio::time::{Instant, timeout_at};

const SECOND: Duration = Duration::from_secs(1);

#[derive(Debug)]
pub(crate) struct Ceiling {
    slots: usize,
    held: Mutex<Held>,
    left: Notify,
}

#[derive(Debug, Default)]
struct Held {
    under_way: usize,
    /// When those ended that still hold a slot.
    ended: VecDeque<Instant>,
    /// When those of the last second left, for the record.
    begun: VecDeque<Instant>,
    busiest: usize,
}

impl Held {
    fn forget(&mut self, now: Instant) {
        while self.ended.front().is_some_and(|at| now.duration_since(*at) >= SECOND) {
            self.ended.pop_front();
        }
        while self.begun.front().is_some_and(|at| now.duration_since(*at) >= SECOND) {
            self.begun.pop_front();
        }
    }
}

/// A request under way; when it is dropped, its slot is free one second later.
pub(crate) struct Slot<'a>(&'a Ceiling);

impl Ceiling {
    pub(crate) fn new(slots: usize) -> Self {
        Self { slots, held: Mutex::default(), left: Notify::new() }
    }

    fn held(&self) -> MutexGuard<'_, Held> {
        self.held.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Waits for a slot.
    pub(crate) async fn enter(&self) -> Slot<'_> {
        loop {
            let free_at = {
                let mut held = self.held();
                let now = Instant::now();
                held.forget(now);
                if held.under_way + held.ended.len() < self.slots {
                    held.under_way += 1;
                    held.begun.push_back(now);
                    held.busiest = held.busiest.max(held.begun.len());
                    return Slot(self);
                }
                held.ended.front().map(|at| *at + SECOND)
            };
            match free_at {
                // Running out of time is how a slot becomes free.
                Some(at) => drop(timeout_at(at, std::future::pending::<()>()).await),
                None => self.left.notified().await,
            }
        }
    }

    /// The most requests that left within any one second.
    pub(crate) fn busiest_second(&self) -> usize {
        self.held().busiest
    }
}

impl Drop for Slot<'_> {
    fn drop(&mut self) {
        {
            let mut held = self.0.held();
            let now = Instant::now();
            held.under_way = held.under_way.saturating_sub(1);
            // Without a limit nobody needs to remember.
            if self.0.slots < usize::MAX {
                held.ended.push_back(now);
            }
            held.forget(now);
        }
        self.0.left.notify_one();
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;
    use std::sync::Arc;

    /// Requests that arrive at any moment between leaving and answer; gives the arrivals.
    async fn arrivals(slots: usize, requests: Vec<(u64, u64)>) -> Vec<Instant> {
        let ceiling = Arc::new(Ceiling::new(slots));
        let sent = requests.into_iter().map(|(there, back)| {
            let ceiling = Arc::clone(&ceiling);
            tokio::spawn(async move {
                let _slot = ceiling.enter().await;
                let rest = |ms| async move {
                    let until = Instant::now() + Duration::from_millis(ms);
                    drop(timeout_at(until, std::future::pending::<()>()).await);
                };
                rest(there).await;
                let arrived = Instant::now();
                rest(back).await;
                arrived
            })
        });
        let mut all = Vec::new();
        for one in sent.collect::<Vec<_>>() {
            all.push(one.await.unwrap());
        }
        all.sort();
        all
    }

    proptest! {
        #![proptest_config(ProptestConfig { cases: 64, ..ProptestConfig::default() })]
        #[test]
        fn no_second_at_the_server_sees_more_than_there_are_slots(
            slots in 1usize..8,
            requests in prop::collection::vec((0u64..1500, 0u64..300), 1..60),
        ) {
            let count = requests.len();
            let runtime =
                tokio::runtime::Builder::new_current_thread().enable_time().start_paused(true).build().unwrap();
            let arrived = runtime.block_on(arrivals(slots, requests));
            prop_assert_eq!(arrived.len(), count, "everybody's turn comes");
            for (at, first) in arrived.iter().enumerate() {
                let within = arrived[at..].iter().take_while(|t| t.duration_since(*first) < SECOND).count();
                prop_assert!(within <= slots);
            }
        }
    }
}
