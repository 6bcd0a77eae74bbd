//! What all policies play on: the schedule as it changes, and the book in which everything is counted.
use jiff::{SignedDuration, Timestamp};

use super::measure::{Asked, Load, Mistake, Outcome, Told};
use super::{Agency, PastCallOut, Style};
use crate::agency::{Priority, Roster, Shift};
use crate::calendar::hours_between;
use crate::id::CaregiverId;
use crate::matching::eligible::week_of;
use crate::matching::{Need, Widened};
use crate::policy::Policy;

/// Hours until a won shift shows in the roster; until then the winner's claim keeps her time. The schedules of a large
/// agency are not laid out again for every shift.
const REBUILT: i64 = 4;

pub(super) struct Stage<'a> {
    policy: &'a Policy,
    pub(super) roster: Roster,
    /// Called-out shifts as they were, in the order of the call-outs.
    shifts: Vec<Option<Shift>>,
    built: Timestamp,
    /// What each caregiver saw of it, in the order of the roster.
    load: Vec<Load>,
    /// Won since then: who, and the place in `shifts`.
    fresh: Vec<(CaregiverId, usize)>,
    pub(super) outcome: Outcome,
}

/// What is to be filled.
pub(super) fn need(shift: &Shift) -> Need {
    Need {
        key: shift.key.clone(),
        client: shift.client.clone(),
        end: shift.end,
        position: shift.position,
        widened: Widened::default(),
    }
}

impl<'a> Stage<'a> {
    pub(super) fn new(policy: &'a Policy, agency: &'a Agency, past: &[PastCallOut], style: Style) -> Self {
        let built = past.first().map_or(Timestamp::MIN, |p| p.at);
        let roster = Roster::new(
            agency.caregivers.clone(),
            agency.clients.clone(),
            &[],
            agency.shifts.clone(),
            Some(built),
        );
        let shifts: Vec<Option<Shift>> = past.iter().map(|p| roster.shift(&p.shift).cloned()).collect();
        let told = past
            .iter()
            .zip(&shifts)
            .map(|(call, shift)| match shift {
                Some(shift) => Told::new(call, &shift.client, policy.client(&shift.client).priority),
                None => unreachable!("`rehearse` leaves out shifts that the agency does not have"),
            })
            .collect();
        let outcome = Outcome {
            style,
            told,
            load: std::collections::BTreeMap::new(),
            mistakes: Vec::new(),
            said: Vec::new(),
            log: Vec::new(),
            pages: 0,
        };
        let load = vec![Load::default(); roster.caregivers().len()];
        Self { policy, roster, shifts, built, load, fresh: Vec::new(), outcome }
    }

    /// Shows in the roster what was won some hours ago.
    pub(super) fn bring_up_to_date(&mut self, now: Timestamp) {
        let due = self.built.saturating_add(SignedDuration::from_hours(REBUILT)).unwrap_or(self.built);
        if !self.fresh.is_empty() && now >= due {
            let won = self
                .fresh
                .drain(..)
                .filter_map(|(who, at)| Some((self.shifts.get(at)?.as_ref()?.key.clone(), who)));
            self.roster.reassign(&won.collect::<Vec<_>>(), now);
            self.built = now;
        }
    }

    /// A called-out shift, as it was.
    pub(super) fn shift(&self, at: usize) -> Option<&Shift> {
        self.shifts.get(at)?.as_ref()
    }

    pub(super) fn told(&mut self, at: usize) -> Option<&mut Told> {
        self.outcome.told.get_mut(at)
    }

    /// An offer was made.
    pub(super) fn asked(&mut self, at: usize, asked: Asked, log: bool) {
        if let Some(place) = self.roster.position(&asked.caregiver) {
            self.asked_at(at, place);
        }
        if log {
            self.outcome.log.push(asked);
        }
    }

    /// An offer was made to whoever has this place in the roster; says who that is.
    pub(super) fn asked_at(&mut self, at: usize, place: usize) -> Option<CaregiverId> {
        if let Some(told) = self.told(at) {
            told.offers += 1;
            told.texts += 1;
        }
        if let Some(load) = self.load.get_mut(place) {
            load.offers += 1;
        }
        self.roster.listed_at(place).map(|c| c.id.clone())
    }

    /// Somebody is confirmed; said again it changes nothing.
    pub(super) fn filled(&mut self, at: usize, winner: CaregiverId, now: Timestamp) {
        let Some(shift) = self.shift(at).cloned() else { return };
        let Some(told) = self.told(at).filter(|t| t.filled.is_none()) else { return };
        told.filled = Some((winner.clone(), now));
        if let Some(load) = self.roster.position(&winner).and_then(|place| self.load.get_mut(place)) {
            load.wins += 1;
        }
        let week = week_of(shift.key.start, self.policy);
        let within =
            |from: Timestamp, until: Timestamp| hours_between(from.max(week.0), until.min(week.1)).max(0.0);
        let planned: f64 = self
            .roster
            .shifts_of(&winner)
            .filter(|s| s.is_on() && s.key != shift.key)
            .map(|s| within(s.start(), s.end))
            .sum();
        let won: f64 = self
            .fresh
            .iter()
            .filter(|(who, _)| *who == winner)
            .filter_map(|(_, at)| self.shift(*at))
            .map(|s| within(s.start(), s.end))
            .sum();
        let hours = planned + won + within(shift.key.start, shift.end);
        if hours > self.policy.matching.week_hours {
            self.outcome.mistakes.push((at, Mistake::Overtime { hours }));
        }
        self.fresh.push((winner, at));
    }

    /// The search is over; `odds` were said on the way.
    pub(super) fn over(&mut self, at: usize, odds: &[f64]) {
        let Some(told) = self.outcome.told.get(at) else { return };
        let in_time = told.in_time();
        let mistake = match &told.filled {
            Some((_, when)) if *when > told.shift.start => {
                Some(Mistake::Late { minutes: hours_between(told.shift.start, *when) * 60.0 })
            }
            Some(_) => None,
            None if told.offers == 0 => Some(Mistake::NobodyToAsk),
            None if told.priority == Priority::P1 => Some(Mistake::UnfilledP1),
            None => Some(Mistake::Unfilled),
        };
        self.outcome.mistakes.extend(mistake.map(|m| (at, m)));
        self.outcome.said.extend(odds.iter().map(|o| (*o, in_time)));
    }

    pub(super) fn finish(mut self) -> Outcome {
        self.outcome.mistakes.sort_by_key(|(at, _)| *at);
        let reachable = |c: &crate::agency::Caregiver| c.active && c.hired && c.text_to.is_some();
        let all = self.roster.caregivers().zip(self.load).filter(|(c, _)| reachable(c));
        self.outcome.load = all.map(|(c, load)| (c.id.clone(), load)).collect();
        self.outcome
    }
}
