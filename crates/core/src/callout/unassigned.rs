//! Shifts on the schedule that nobody works and nobody called out of: new ones, ones the office took somebody off, ones
//! that a client asked for. They go the way of call-outs, if the agency's policy says so.
use std::collections::BTreeSet;

use jiff::Timestamp;

use crate::agency::Roster;
use crate::calendar::hours_between;
use crate::case::CaseShift;
use crate::id::ShiftKey;
use crate::inbound::case_shift;
use crate::policy::Policy;

/// The shifts to begin with now, soonest first; `worked` have a case already.
pub fn unassigned(
    policy: &Policy,
    roster: &Roster,
    worked: &BTreeSet<ShiftKey>,
    now: Timestamp,
) -> Vec<CaseShift> {
    let rule = &policy.unassigned;
    let near = |start| hours_between(now, start) < rule.within_hours;
    let served = |id| roster.client(id).is_some_and(|c| c.active && c.is_client);
    let from = roster.shifts().partition_point(|s| s.start() <= now);
    let ahead = roster.shifts().iter().skip(from).take_while(|s| near(s.start()));
    ahead
        .filter(|s| s.is_on() && s.caregiver.is_none() && served(&s.client) && !worked.contains(&s.key))
        .take(rule.at_once)
        .map(|s| case_shift(policy, roster, s))
        .collect()
}
