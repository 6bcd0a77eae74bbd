//! Rehearsal: past call-outs played again with modelled people, under this policy and under others.
//!
//! ```text
//! past call-outs ─▶ event queue ─▶ case::decide ─▶ offers, timers, writes ─┐
//!                        ▲                                                 │
//!                        └──── answers of modelled people after a while ◀──┘
//! ```
//!
//! The machine that is played is the one that runs ([`crate::case::decide`], [`crate::matching::rank`],
//! [`crate::conversation::Conversation::admit`]), so a rehearsal is of the very rules. Time is the queue's; randomness
//! is a seed. See `docs/decisions/0015-rehearsal.md` for what is modelled and what is not.
mod broadcast;
pub mod history;
pub mod measure;
pub mod odds;
pub mod people;
mod play;
mod spread;
mod stage;
pub mod waves;

use std::collections::BTreeSet;

use jiff::{SignedDuration, Timestamp};

pub use measure::{Asked, Load, Mistake, Outcome, Summary, Told};
pub use people::People;

use crate::agency::{Caregiver, Client, Shift};
use crate::id::{CaregiverId, ShiftKey};
use crate::policy::{Policy, WaveRule, WordingRule};
use crate::storm::dice::Dice;

/// The agency in which it is played.
#[derive(Clone, Debug, Default)]
pub struct Agency {
    /// Everybody, applicants too.
    pub caregivers: Vec<Caregiver>,
    /// Everybody who is cared for.
    pub clients: Vec<Client>,
    /// The schedule as it stood before anybody called out.
    pub shifts: Vec<Shift>,
}

/// Somebody could not work a shift.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct PastCallOut {
    /// When she said so.
    pub at: Timestamp,
    /// Which shift of the agency.
    pub shift: ShiftKey,
    /// Who.
    pub caregiver: CaregiverId,
}

/// Whom to ask, and when.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Style {
    /// The policy as it is.
    Ours,
    /// The same machine with one wave table for every lead: five people every half hour.
    FixedWaves,
    /// The same machine, one person every quarter of an hour.
    OneByOne,
    /// Everybody eligible at once, no caps; quiet hours as in the policy.
    Broadcast,
}

impl Style {
    /// All, ours first.
    pub const ALL: [Self; 4] = [Self::Ours, Self::FixedWaves, Self::OneByOne, Self::Broadcast];

    /// How tables name it.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Ours => "ours",
            Self::FixedWaves => "fixed waves",
            Self::OneByOne => "one at a time",
            Self::Broadcast => "broadcast",
        }
    }

    /// The policy of this name, blanks or hyphens between its words.
    pub fn parse(name: &str) -> Option<Self> {
        let name = name.trim().replace('-', " ");
        Self::ALL.into_iter().find(|style| style.name() == name)
    }

    /// The policy with which the machine is played. Hard rules and the score are the same for all.
    fn policy(self, ours: &Policy) -> Policy {
        let mut policy = ours.clone();
        let always = |size, gap_minutes, valid_minutes| {
            vec![WaveRule { from_hours: f64::MIN, size, gap_minutes, valid_minutes }]
        };
        match self {
            Self::Ours => {}
            Self::FixedWaves => policy.waves = always(5, 30, 720),
            Self::OneByOne => policy.waves = always(1, 15, 720),
            Self::Broadcast => {
                policy.caps.open_offers = usize::MAX;
                policy.caps.offer_texts_per_day = usize::MAX;
            }
        }
        policy
    }

    /// Whether the size of a wave follows the chances of a yes.
    const fn sizes_waves(self) -> bool {
        matches!(self, Self::Ours)
    }
}

/// Plays the call-outs in order of time. `log` keeps every single offer; `each` is called after every call-out that is
/// over.
///
/// The same arguments give the same outcome. A call-out of a shift that the agency does not have is left out.
pub fn rehearse(
    policy: &Policy,
    agency: &Agency,
    past: &[PastCallOut],
    people: People,
    style: Style,
    log: bool,
    each: &mut dyn FnMut(),
) -> Outcome {
    let known: BTreeSet<&ShiftKey> = agency.shifts.iter().map(|s| &s.key).collect();
    let mut past: Vec<PastCallOut> = past.iter().filter(|p| known.contains(&p.shift)).cloned().collect();
    past.sort();
    // Nobody can call out of the same shift twice.
    let mut seen = BTreeSet::new();
    past.retain(|p| seen.insert(p.shift.clone()));
    let mut policy = style.policy(policy);
    if people.care_for_no_words() {
        // There is nothing to learn, and chance would seem to teach something.
        policy.outreach.wording = WordingRule::Plain;
    }
    match style {
        Style::Broadcast => broadcast::broadcast(&policy, agency, &past, people, log, each),
        _ => play::play(&policy, agency, &past, people, style, log, each),
    }
}

/// Hours of notice: share of the call-outs, from, until. A proposal: most call-outs come on the day or the evening
/// before (`domain.md` 4.1, 4.8); to be replaced by an agency's own times where they are known.
const NOTICE: [(f64, f64, f64); 5] =
    [(0.15, 0.75, 2.0), (0.20, 2.0, 4.0), (0.35, 4.0, 12.0), (0.15, 12.0, 24.0), (0.15, 24.0, 72.0)];

/// How long before its start a shift is called out.
fn notice(dice: &mut Dice) -> SignedDuration {
    let mut which = people::share(dice);
    let (_, from, until) = NOTICE
        .into_iter()
        .find(|(part, ..)| {
            which -= part;
            which < 0.0
        })
        .unwrap_or(NOTICE[0]);
    #[expect(clippy::cast_possible_truncation, reason = "seconds of some days")]
    let seconds = ((from + (until - from) * people::share(dice)) * 3600.0) as i64;
    SignedDuration::from_secs(seconds)
}

/// Invents call-outs: each assigned shift is called out with the chance `share`, with modelled hours of notice.
pub fn invent(agency: &Agency, share: f64, seed: u64) -> Vec<PastCallOut> {
    let mut past = Vec::new();
    for (at, shift) in agency.shifts.iter().enumerate() {
        let mut dice = Dice::new(seed ^ (at as u64).wrapping_mul(0x9e37_79b9_7f4a_7c15));
        dice.bits();
        let Some(caregiver) = shift.caregiver.clone().filter(|_| shift.is_on()) else { continue };
        if people::share(&mut dice) >= share {
            continue;
        }
        let said = shift.start().saturating_sub(notice(&mut dice)).unwrap_or(shift.start());
        past.push(PastCallOut { at: said, shift: shift.key.clone(), caregiver });
    }
    past
}

#[cfg(test)]
mod tests;
