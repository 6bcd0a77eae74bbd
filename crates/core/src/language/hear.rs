//! What the rules found, weighed by the embedded model: it drops what they merely stumbled over, adds what they missed, and says
//! how sure the whole is. Times, windows and questions are the rules' own; which shifts or offers are meant is weighed once more by what
//! was learnt of pointing (`which`). What the model alone heard is acted on only when it is surer than usual; else it is asked back or
//! shown to a human.
mod alone;
mod doubts;
mod keep;
mod missed;
mod scores;

use super::context::{Context, Found};
use super::model::{self, INTENTS, Opinions};
use super::order::Ruled;
use super::thread::{self, Asked};
use super::{Action, Answer, Intent, about, callout, keywords, other, which};
use crate::policy::Thresholds;
use scores::{may_say, readable};

/// From here on the rules' words of danger are believed.
const LIKELY_DANGER: f32 = 0.3;
/// From here on something is heard that the rules missed.
const HEARD: f32 = 0.5;
/// From here on it is named beside what they found.
const ADDED: f32 = 0.4;
/// From here on a wish for silence is heard that no rule found: there are many words for other things that stop.
const SILENCE: f32 = 0.5;
/// From here on a text that asks nothing wants nothing.
const CHATTER: f32 = 0.93;
/// Who may go early does not come for a part of a shift.
const GOES: f32 = 0.05;
/// Words of so short a text that the alarm takes more where the rules know it.
const BRIEF: usize = 5;
/// Words of a short text.
const SHORT: usize = 12;
/// What is less likely than this is not asked about.
const GUESS: f32 = 0.25;
/// What is less likely than this is not even named to the person who looks.
const FAINT: f32 = 0.12;
/// From here on two wishes that exclude each other are both meant.
const BOTH: f32 = 0.85;
/// How much surer than usual the model must be of an answer, a call-out or a cancellation that no rule found.
const ALONE: f32 = 0.05;
/// The same of everything else, which a person gets as well where it is not acted on.
const ALONE_ROUTED: f32 = 0.15;
/// Nothing need be surer than this.
const SUREST: f32 = 0.97;

/// What was heard in one text.
struct Heard<'c, 'm> {
    context: &'c Context<'m>,
    /// Has few words.
    short: bool,
    /// Several offers were answered apart by words that point at each.
    apart: bool,
    /// Short, no question, and the rules found one thing in it, or answers apart.
    plain: bool,
    /// Sounds like a call-out and is known to be none ("can't make the meeting").
    lookalike: bool,
    /// Something else stops in it than the texts, or nothing does.
    stops_else: bool,
    /// A shift has just become hers.
    won: bool,
    /// It answers a question that was no offer.
    answers: bool,
    /// She said yes to "are you all set for tomorrow?".
    confirms: bool,
    /// It is a bare yes or no to one: whatever else it resembles, it says nothing else.
    bare: bool,
    opinions: Opinions,
    thresholds: Thresholds,
}

/// Everything a text says, the rules' findings weighed.
pub(super) fn weigh(context: &Context<'_>, ruled: &Ruled, thresholds: &Thresholds) -> Vec<Found> {
    let short = context.text.words().len() <= SHORT;
    let apart = answered_apart(&ruled.found);
    let sure = |one: &Found| one.reading.confidence >= 0.9;
    let found_out = ruled.found.iter().any(|one| one.reading.intent.is_call_out());
    let heard = Heard {
        context,
        short,
        apart,
        plain: short
            && !context.text.question
            && (ruled.found.len() == 1 || apart)
            && ruled.found.iter().all(sure),
        lookalike: (callout::has_lookalike(&context.text.flat) || callout::is_habit(&context.text.flat))
            && !found_out,
        stops_else: keywords::stops_else(context),
        won: thread::has_won(context),
        answers: ruled.answer.is_some() && *context.asked() != Asked::Offer,
        confirms: ruled.answer == Some(Answer::Yes) && matches!(context.asked(), Asked::Confirm(_)),
        bare: thread::is_bare_answer(&context.text.flat)
            && !matches!(context.asked(), Asked::Offer | Asked::Nothing | Asked::Told),
        opinions: if readable(context) { model::opinions(context, ruled) } else { Opinions::NONE },
        thresholds: *thresholds,
    };
    let mut kept: Vec<Found> = ruled.found.iter().filter_map(|one| heard.keep(one)).collect();
    heard.one_answer(&mut kept);
    for intent in INTENTS {
        if heard.adds(intent, &kept) {
            kept.extend(heard.build(intent));
        }
    }
    heard.one_answer(&mut kept);
    heard.one_wish(&mut kept);
    if kept.is_empty() {
        kept.extend(heard.likeliest(ruled));
    }
    kept.iter_mut().for_each(|one| about::fill(context, one));
    let mut kept: Vec<Found> = kept
        .into_iter()
        .map(|one| {
            let sounds = heard.sounds(one.reading.intent);
            which::settle(context, ruled, one, sounds)
        })
        .collect();
    kept.iter_mut().for_each(|one| heard.mind_going_early(one));
    heard.mind_what_is_missed(&mut kept);
    heard.mind_her_own_shifts(&mut kept);
    for one in &mut kept {
        // "changed my mind" of one who has just taken a shift is a new call-out, for a person to see.
        let taken_back = one.reading.intent == Intent::Retraction
            && !other::has_called_out(context)
            && thread::has_won(context);
        if (one.reading.intent.is_for_people() || taken_back) && one.action == Action::Act {
            one.action = Action::Human;
        }
    }
    // "let me have Gladys back, husband took the day off" calls nothing off, or something: she says which.
    heard.mind_doubts(&mut kept);
    let meant = kept.iter().any(|one| one.reading.intent != Intent::UnclearOrAdversarial);
    kept.retain(|one| !meant || one.reading.intent != Intent::UnclearOrAdversarial);
    kept
}

/// Answers to offers and nothing else, each to its own: "sat no sun yes".
fn answered_apart(found: &[Found]) -> bool {
    let own = |n: usize, one: &Found| {
        let others = found.iter().enumerate().filter(|(m, _)| *m != n);
        one.reading.intent.answers_offer()
            && !one.reading.offers.is_empty()
            && others
                .into_iter()
                .all(|(_, other)| !other.reading.offers.iter().any(|code| one.reading.offers.contains(code)))
    };
    found.len() > 1 && found.iter().enumerate().all(|(n, one)| own(n, one))
}

/// The same, and one shift or several is the same.
fn alike(one: Intent, other: Intent) -> bool {
    one == other || one.is_call_out() && other.is_call_out()
}

impl Heard<'_, '_> {
    /// Half of a shift that runs is left, not called out of, and that is for a person to allow (domain.md 5.4); so is half of one of today
    /// where it may be meant so: "only til 5 today".
    fn mind_going_early(&self, one: &mut Found) {
        let [id] = one.reading.shifts.as_slice() else { return };
        let Some(shift) = self.context.shift(id).filter(|_| one.reading.intent.is_call_out()) else { return };
        if one.reading.window.is_none() {
            return;
        }
        if self.context.running(shift) {
            one.reading.intent = Intent::LeaveEarly;
        }
        let goes = shift.date == self.context.today() && self.raw(Intent::LeaveEarly) >= GOES;
        if one.reading.intent == Intent::LeaveEarly || goes {
            one.action = Action::Human;
            one.question = None;
            one.urgent = true;
        }
    }

    fn adds(&self, intent: Intent, kept: &[Found]) -> bool {
        // "ok but I'd be 30 minutes late" is a condition of the offer.
        let of_offer = intent == Intent::RunningLate
            && kept.iter().any(|one| one.reading.intent == Intent::OfferConditional);
        // "I quit, dont put me on anymore" does not ask for silence.
        let quits = intent == Intent::OptOutInHelp && kept.iter().any(|one| one.reading.intent.is_call_out());
        let brief = self.context.text.words().len() <= BRIEF;
        let least = match intent {
            // What the rules understood well and is short hides no danger; "stuck in traffic": so few words that they know resemble much.
            _ if intent.is_danger() && (self.plain || brief && !kept.is_empty()) => {
                LIKELY_DANGER.max(self.alarm(intent))
            }
            _ if intent.is_danger() => self.alarm(intent),
            _ if of_offer || quits => BOTH,
            Intent::OptOutInHelp => SILENCE,
            _ => ADDED,
        };
        intent != Intent::UnclearOrAdversarial
            && !(self.answers && intent.answers_offer())
            && (!self.bare || intent.is_danger())
            && (self.score(intent) >= least || self.second_alarm(intent))
            && !kept.iter().any(|one| alike(one.reading.intent, intent))
            && may_say(self.context.message.sender, intent, !self.context.offers.is_empty())
    }

    /// To one offer there is one answer: the likeliest.
    fn one_answer(&self, kept: &mut Vec<Found>) {
        let single = self.context.offers.len() <= 1;
        let rivals = |one: &Found, other: &Found| {
            let (mine, theirs) = (&one.reading.offers, &other.reading.offers);
            single || mine.is_empty() || theirs.is_empty() || mine.iter().any(|code| theirs.contains(code))
        };
        let weight = |one: &Found| match one.reading.intent {
            _ if one.certain => 2.0,
            Intent::OfferConditional if self.other_time(one) => 1.0,
            intent => self.score(intent),
        };
        let answers: Vec<Found> =
            kept.iter().filter(|one| one.reading.intent.answers_offer()).cloned().collect();
        kept.retain(|one| {
            !one.reading.intent.answers_offer()
                || !answers.iter().any(|other| {
                    other.reading.intent != one.reading.intent
                        && rivals(one, other)
                        && weight(other) > weight(one)
                })
        });
    }

    /// Out, late and leaving exclude each other unless the rules told them apart.
    fn one_wish(&self, kept: &mut Vec<Found>) {
        let exclusive = |intent: Intent| {
            intent.is_call_out()
                || matches!(intent, Intent::RunningLate | Intent::LeaveEarly | Intent::Retraction)
        };
        let best = kept
            .iter()
            .map(|one| one.reading.intent)
            .filter(|intent| exclusive(*intent))
            .max_by(|a, b| self.score(*a).total_cmp(&self.score(*b)));
        let Some(best) = best else { return };
        kept.retain(|one| {
            let intent = one.reading.intent;
            let given_back = self.won && intent.is_call_out() && best == Intent::Retraction;
            !exclusive(intent) || alike(intent, best) || given_back || self.score(intent) >= BOTH
        });
    }
}
