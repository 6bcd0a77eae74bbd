//! What many tools do: everybody who may be asked gets the text at once, the first yes has it.
use std::collections::{BTreeMap, BTreeSet};

use jiff::{SignedDuration, Timestamp};

use super::measure::{Asked, Outcome};
use super::people::{People, Word};
use super::play::{ENTERING, READING, WRITING};
use super::stage::{Stage, need};
use super::{Agency, PastCallOut, Style};
use crate::calendar::{hours_between, plus_minutes};
use crate::id::CaregiverId;
use crate::matching::{Exclusion, Need, Reach, Widened, Wording, may_be_asked};
use crate::policy::{Policy, WriteRoute};

/// Hours around a call-out in which whoever called out is asked for nothing else, as in the machine.
const AWAY_HOURS: f64 = 24.0;

/// A plain function of rules and time: the machine has no such policy, its waves always stop at enough people.
/// Quiet hours, urgency, hard rules and the end of the search are the policy's.
pub(super) fn broadcast(
    policy: &Policy,
    agency: &Agency,
    past: &[PastCallOut],
    people: People,
    log: bool,
    each: &mut dyn FnMut(),
) -> Outcome {
    let mut stage = Stage::new(policy, agency, past, Style::Broadcast);
    let mut queue: BTreeSet<(Timestamp, usize)> = past
        .iter()
        .enumerate()
        .filter_map(|(at, p)| Some((policy.may_ask_from(stage.shift(at)?.start(), p.at), at)))
        .collect();
    // A yes is confirmed as in the machine.
    let confirming = READING
        + match policy.writing.route {
            WriteRoute::Api => WRITING,
            WriteRoute::Office => ENTERING,
        };
    let mut reach: BTreeMap<CaregiverId, Reach> = BTreeMap::new();
    while let Some((now, at)) = queue.pop_first() {
        let (Some(call), Some(shift)) = (past.get(at), stage.shift(at).cloned()) else { continue };
        stage.bring_up_to_date(now);
        let away = past
            .iter()
            .filter(|p| p.at <= now && hours_between(p.shift.start, shift.start()).abs() < AWAY_HOURS);
        let mut barred: BTreeMap<_, _> = away.map(|p| (p.caregiver.clone(), Exclusion::AwayThen)).collect();
        barred.insert(call.caregiver.clone(), Exclusion::CalledOut);
        let part = People::part(shift.start(), &policy.agency.zone);
        let end =
            plus_minutes(shift.start().max(now), policy.clock.search_after_start_minutes).min(shift.end);
        let mut yes: Vec<(SignedDuration, CaregiverId)> = Vec::new();
        let (mut answers, mut asked) = (0, BTreeSet::new());
        let mut round = now;
        // When nobody of the list has said yes after a gap, those with longer ways are asked, as in the machine.
        for travel in [false, true] {
            let need = Need { widened: Widened { travel, ..Widened::default() }, ..need(&shift) };
            let places = may_be_asked(policy, &stage.roster, &need, &barred, &reach, round);
            let urgent = policy.is_urgent(shift.start(), round);
            let waited = SignedDuration::from_secs(round.as_second() - now.as_second());
            for place in places.into_iter().filter(|place| asked.insert(*place)) {
                let Some(caregiver) = stage.asked_at(at, place) else { continue };
                let answer = people.answer_in(part, &caregiver, &shift.key);
                if log {
                    let shift = shift.key.clone();
                    stage.outcome.log.push(Asked {
                        at: round,
                        caregiver: caregiver.clone(),
                        shift,
                        urgent,
                        wording: Wording::Plain,
                    });
                }
                let in_time = round.saturating_add(answer.after).is_ok_and(|when| when < end);
                answers += usize::from(in_time && answer.word != Word::Silence);
                if in_time && answer.word == Word::Yes {
                    yes.push((waited + answer.after, caregiver));
                }
            }
            let gap = policy.wave(hours_between(round, shift.start())).gap_minutes;
            round = policy.may_ask_from(shift.start(), plus_minutes(round, gap.max(1)));
            if round >= end
                || yes.iter().any(|(after, _)| now.saturating_add(*after).is_ok_and(|t| t <= round))
            {
                break;
            }
        }
        yes.sort();
        let first = yes.first().cloned();
        if let Some(told) = stage.told(at) {
            told.in_vain += yes.len().saturating_sub(1);
            // Every answer is answered, the winner is confirmed, everybody else hears that it is filled.
            told.texts += answers + if first.is_some() { asked.len() } else { 0 };
        }
        if let Some((after, winner)) = first {
            let when = now.saturating_add(after + SignedDuration::from_secs(confirming)).unwrap_or(now);
            reach.entry(winner.clone()).or_default().claims.push((shift.start(), shift.end));
            stage.filled(at, winner, when);
        }
        stage.over(at, &[]);
        each();
    }
    stage.finish()
}
