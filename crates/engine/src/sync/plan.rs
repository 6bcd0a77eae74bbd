//! Which client's schedule is read next. WellSky has no feed of changed shifts, so they are asked for, client by
//! client: where a surprise would hurt soonest first, then what was not looked at for longest, until the turn is full.
use std::collections::{BTreeMap, BTreeSet};

use gigi_core::agency::Roster;
use gigi_core::id::ClientId;
use jiff::{SignedDuration, Timestamp};

/// How much of a client's schedule is read.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Reach {
    /// Half a day back and a day and a half ahead: one request.
    Soon,
    /// As far as call-outs reach.
    Ahead,
    /// And the past, from which continuity is judged.
    Whole,
}

impl Reach {
    pub(crate) fn window(self, now: Timestamp) -> (Timestamp, Timestamp) {
        let hours = |h: i64| now.saturating_add(SignedDuration::from_hours(h)).unwrap_or(now);
        match self {
            Self::Soon => (hours(-12), hours(36)),
            Self::Ahead => (hours(-24), hours(15 * 24)),
            Self::Whole => (hours(-45 * 24), hours(15 * 24)),
        }
    }

    /// Requests that this takes, for planning.
    const fn cost(self) -> usize {
        match self {
            Self::Soon => 1,
            Self::Ahead => 2,
            Self::Whole => 3,
        }
    }

    /// Minutes after which it is read again.
    const fn minutes(self) -> i64 {
        match self {
            Self::Soon => 4,
            Self::Ahead => 60,
            Self::Whole => 24 * 60,
        }
    }

    const fn name(self) -> &'static str {
        match self {
            Self::Soon => "soon",
            Self::Ahead => "ahead",
            Self::Whole => "whole",
        }
    }

    fn mark(self, client: &ClientId) -> String {
        format!("{}/{client}", self.name())
    }

    /// What such a read settles: a longer one covers the shorter ones.
    pub(crate) fn marks(self, client: &ClientId) -> Vec<String> {
        [Self::Soon, Self::Ahead, Self::Whole]
            .into_iter()
            .filter(|r| *r <= self)
            .map(|r| r.mark(client))
            .collect()
    }
}

/// Hours before a start in which a client is looked at every turn.
const SOON_HOURS: i64 = 6;

/// Whose schedule there is to read: active clients, and whoever has a visit ahead although her file says otherwise.
pub(crate) fn clients(roster: &Roster, now: Timestamp) -> BTreeSet<ClientId> {
    let active = roster.clients().filter(|c| c.active && c.is_client).map(|c| c.id.clone());
    let ahead = roster.shifts().iter().filter(|s| s.start() > now).map(|s| s.client.clone());
    active.chain(ahead).collect()
}

/// What to read in one turn, most urgent first, for about so many requests. `with_case` are the clients of open cases.
pub(crate) fn plan(
    now: Timestamp,
    roster: &Roster,
    marks: &BTreeMap<String, Timestamp>,
    with_case: &BTreeSet<ClientId>,
    requests: usize,
) -> Vec<(ClientId, Reach)> {
    let read = |client: &ClientId, reach: Reach| marks.get(&reach.mark(client)).copied();
    let due = |client: &ClientId, reach: Reach| {
        read(client, reach).is_none_or(|at| now.duration_since(at).as_mins() >= reach.minutes())
    };
    let hours = |h: i64| now.saturating_add(SignedDuration::from_hours(h)).unwrap_or(now);
    let soon: BTreeSet<&ClientId> = roster
        .shifts()
        .iter()
        .filter(|s| s.is_on() && s.start() >= hours(-1) && s.start() <= hours(SOON_HOURS))
        .map(|s| &s.client)
        .collect();
    let mut all = clients(roster, now);
    all.extend(with_case.iter().cloned());
    let mut wanted: Vec<(u8, Option<Timestamp>, ClientId, Reach)> = all
        .into_iter()
        .filter_map(|client| {
            let (urgency, reach) = if with_case.contains(&client) {
                (0, Reach::Ahead)
            } else if read(&client, Reach::Whole).is_none() {
                (1, Reach::Whole)
            } else if soon.contains(&client) && due(&client, Reach::Soon) {
                (2, Reach::Soon)
            } else if due(&client, Reach::Ahead) {
                (3, Reach::Ahead)
            } else if due(&client, Reach::Whole) {
                (4, Reach::Whole)
            } else if due(&client, Reach::Soon) {
                (5, Reach::Soon)
            } else {
                return None;
            };
            Some((urgency, read(&client, reach), client, reach))
        })
        .collect();
    wanted.sort();
    let mut spent = 0;
    wanted
        .into_iter()
        .take_while(|(.., reach)| {
            spent += reach.cost();
            spent <= requests
        })
        .map(|(_, _, client, reach)| (client, reach))
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use gigi_core::agency::{Client, PersonName, Shift, ShiftStatus, Tongue};
    use gigi_core::id::ShiftKey;

    fn now() -> Timestamp {
        "2026-11-24T15:00:00Z".parse().unwrap()
    }

    fn ago(minutes: i64) -> Timestamp {
        now() - SignedDuration::from_mins(minutes)
    }

    fn client(n: usize) -> ClientId {
        ClientId::new(format!("71{n:05}"))
    }

    /// So many clients; each has a visit so many hours from now.
    fn roster(starts: &[i64]) -> Roster {
        let file = |n: usize| Client {
            id: client(n),
            name: PersonName::default(),
            text_to: None,
            phones: Vec::new(),
            home: None,
            city: None,
            tongue: Tongue::English,
            tags: BTreeSet::new(),
            active: true,
            is_client: true,
        };
        let visit = |(n, h): (usize, &i64)| Shift {
            key: ShiftKey::new(format!("s{n}").as_str(), now() + SignedDuration::from_hours(*h)),
            client: client(n),
            caregiver: None,
            end: now() + SignedDuration::from_hours(h + 4),
            position: None,
            status: ShiftStatus::Scheduled,
        };
        let shifts = starts.iter().enumerate().map(visit).collect();
        Roster::new(Vec::new(), (0..starts.len()).map(file).collect(), &[], shifts, None)
    }

    fn marks(of: &[(usize, Reach, i64)]) -> BTreeMap<String, Timestamp> {
        let each = |(n, reach, minutes): &(usize, Reach, i64)| (reach.mark(&client(*n)), ago(*minutes));
        of.iter().map(each).collect()
    }

    #[test]
    fn open_cases_come_first_then_who_was_never_read_then_visits_that_start_soon() {
        let roster = roster(&[100, 100, 3, 100]);
        let marks = marks(&[
            (0, Reach::Soon, 1),
            (0, Reach::Ahead, 1),
            (0, Reach::Whole, 1),
            (2, Reach::Soon, 6),
            (2, Reach::Ahead, 6),
            (2, Reach::Whole, 6),
            (3, Reach::Soon, 1),
            (3, Reach::Ahead, 1),
            (3, Reach::Whole, 1),
        ]);
        let found = plan(now(), &roster, &marks, &[client(3)].into(), 100);
        assert_eq!(found, [(client(3), Reach::Ahead), (client(1), Reach::Whole), (client(2), Reach::Soon)]);
    }

    #[test]
    fn a_turn_takes_what_was_not_looked_at_for_longest_and_no_more_than_its_requests() {
        let roster = roster(&[100; 50]);
        let seen: Vec<_> = (0..50)
            .flat_map(|n| {
                let minutes = 5 + i64::try_from(n).unwrap() % 20;
                [(n, Reach::Soon, minutes), (n, Reach::Ahead, minutes), (n, Reach::Whole, minutes)]
            })
            .collect();
        let marks = marks(&seen);
        let found = plan(now(), &roster, &marks, &BTreeSet::new(), 6);
        let minutes = |client: &ClientId| {
            let mark = marks.get(&Reach::Soon.mark(client)).unwrap();
            now().duration_since(*mark).as_mins()
        };
        let waited: Vec<i64> = found.iter().map(|(client, _)| minutes(client)).collect();
        assert_eq!(waited, [24, 24, 23, 23, 22, 22]);
        assert!(found.iter().all(|(_, reach)| *reach == Reach::Soon));
    }

    #[test]
    fn far_days_are_read_hourly_and_the_past_daily() {
        let roster = roster(&[100, 100, 100]);
        let marks = marks(&[
            (0, Reach::Soon, 1),
            (0, Reach::Ahead, 61),
            (0, Reach::Whole, 61),
            (1, Reach::Soon, 1),
            (1, Reach::Ahead, 5),
            (1, Reach::Whole, 24 * 60),
            (2, Reach::Soon, 1),
            (2, Reach::Ahead, 5),
            (2, Reach::Whole, 61),
        ]);
        let found = plan(now(), &roster, &marks, &BTreeSet::new(), 100);
        assert_eq!(found, [(client(0), Reach::Ahead), (client(1), Reach::Whole)]);
    }

    #[test]
    fn a_client_who_was_deactivated_is_read_while_she_has_visits_ahead() {
        let shifts = roster(&[3]).shifts().to_vec();
        let left = Roster::new(Vec::new(), Vec::new(), &[], shifts, None);
        assert_eq!(clients(&left, now()), [client(0)].into());
    }
}
