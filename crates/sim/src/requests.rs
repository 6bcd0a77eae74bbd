//! What was called: every request to the simulated WellSky and Twilio, with its status.

use std::collections::{BTreeMap, VecDeque};
use std::ops::Bound;

use jiff::{SignedDuration, Timestamp};
use serde::Serialize;
use serde_json::Value;

/// The log forgets its oldest entries beyond this many, so that a demo may run for days.
const KEPT: usize = 100_000;
/// Different instants of arrival that are remembered for finding the busiest second.
const INSTANTS: usize = 10_000;

/// Which simulated vendor was called.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Plane {
    /// The data plane that pretends to be WellSky Connect.
    Wellsky,
    /// The carrier that pretends to be Twilio.
    Twilio,
    /// The host that pretends to be the dead legacy API.
    Legacy,
}

/// One request that arrived.
#[derive(Clone, Debug, Serialize)]
pub struct Request {
    /// Counts from 1 since the last reset.
    pub number: u64,
    /// Simulated time of arrival.
    pub at: Timestamp,
    /// The vendor that was called.
    pub plane: Plane,
    /// HTTP method in upper case.
    pub method: String,
    /// Path without the query.
    pub path: String,
    /// Query as it was written, without `?`.
    pub query: String,
    /// Whether an `Authorization` header was present (its value is never kept).
    pub authorized: bool,
    /// The JSON body, `null` when there was none. Token requests never keep theirs: it holds a secret.
    pub body: Value,
    /// Status that was answered; 0 when the answer was withheld by a fault.
    pub status: u16,
}

/// All requests of one run, and how many came at once.
#[derive(Debug, Default)]
pub struct RequestLog {
    entries: VecDeque<Request>,
    seen: u64,
    arrivals: BTreeMap<Timestamp, usize>,
    busiest: usize,
}

impl RequestLog {
    /// Adds a request; its `number` is given here.
    pub(crate) fn push(&mut self, mut request: Request) {
        self.seen += 1;
        request.number = self.seen;
        if request.plane == Plane::Wellsky {
            self.count(request.at);
        }
        self.entries.push_back(request);
        if self.entries.len() > KEPT {
            self.entries.pop_front();
        }
    }

    /// Requests are counted when they are answered, so they need not come in order of arrival.
    fn count(&mut self, at: Timestamp) {
        let second = SignedDuration::from_secs(1);
        *self.arrivals.entry(at).or_default() += 1;
        while self.arrivals.len() > INSTANTS {
            self.arrivals.pop_first();
        }
        // only windows that hold the new one can have become fuller, and a fullest one begins with a request
        let around = (
            Bound::Excluded(at.saturating_sub(second).unwrap_or(Timestamp::MIN)),
            Bound::Excluded(at.saturating_add(second).unwrap_or(Timestamp::MAX)),
        );
        let (mut window, mut within) = (VecDeque::new(), 0);
        for (&instant, &count) in self.arrivals.range(around) {
            window.push_back((instant, count));
            within += count;
            while window.front().is_some_and(|(first, _)| instant.duration_since(*first) >= second) {
                within -= window.pop_front().map_or(0, |(_, count)| count);
            }
            self.busiest = self.busiest.max(within);
        }
    }

    /// The requests still remembered, oldest first.
    pub fn entries(&self) -> Vec<Request> {
        self.entries.iter().cloned().collect()
    }

    /// The most WellSky requests that ever fell into any one second of simulated time (a sliding window, not calendar
    /// seconds). With a clock that stands still that is every request since it last moved.
    pub fn busiest_second(&self) -> usize {
        self.busiest
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn request(at: &str) -> Request {
        Request {
            number: 0,
            at: at.parse().unwrap(),
            plane: Plane::Wellsky,
            method: "GET".into(),
            path: "/v1/patients/".into(),
            query: String::new(),
            authorized: true,
            body: Value::Null,
            status: 200,
        }
    }

    #[test]
    fn the_busiest_second_may_straddle_two_calendar_seconds() {
        let mut log = RequestLog::default();
        for at in ["2026-11-23T12:00:00.9Z", "2026-11-23T12:00:01.1Z", "2026-11-23T12:00:01.8Z"] {
            log.push(request(at));
        }
        log.push(request("2026-11-23T12:00:03Z"));
        assert_eq!(log.busiest_second(), 3);
        assert_eq!(log.entries().last().unwrap().number, 4);
    }

    #[test]
    fn a_second_is_counted_exactly_whatever_the_order_of_answers() {
        let mut log = RequestLog::default();
        for at in ["12:00:01.5", "12:00:00.9", "12:00:02.4", "12:00:01.9", "12:00:01.899", "12:00:02.5"] {
            log.push(request(&format!("2026-11-23T{at}Z")));
        }
        // from 1.5 to just before 2.5: 1.5, 1.899, 1.9, 2.4; the one at 2.5 is in the next second
        assert_eq!(log.busiest_second(), 4);
    }
}
