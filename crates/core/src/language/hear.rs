//! What the rules found, weighed by the embedded model: it drops what they merely stumbled over, adds what they missed, and says
//! how sure the whole is. Times, windows and questions are the rules' own; which shifts or offers are meant is weighed once more by what
//! was learnt of pointing (`which`). What the model alone heard is acted on only when it is surer than usual; else it is asked back or
//! shown to a human.
mod alone;
mod missed;

use super::context::{Context, Found};
use super::model::{self, INTENTS};
use super::order::Ruled;
use super::phrases::rule;
use super::thread::{self, Asked};
use super::{Action, Intent, Reason, Sender, about, bind, callout, keywords, other, reason, say, which};
use crate::policy::Thresholds;

/// Below this a word of danger is taken for a figure of speech ("heart attack on a plate").
const NO_ALARM: f32 = 0.04;
/// Times the line of the alarm.
const ABUSE_SURER: f32 = 1.6;
/// From here on the rules' words of danger are believed.
const LIKELY_DANGER: f32 = 0.3;
/// From here on something is heard that the rules missed.
const HEARD: f32 = 0.5;
/// Below this a finding of the rules is dropped.
const DROPPED: f32 = 0.2;
/// The same where something else was heard: the rules stumbled over a word.
const BESIDE: f32 = 0.4;
/// The same of a yes in a clause of its own, beside a question: it is asked back.
const ASKED_BESIDE: f32 = 0.03;
/// From here on a wish for silence is heard that no rule found: there are many words for other things that stop.
const SILENCE: f32 = 0.5;
/// How sure the model must be that it is one shift, or several, to doubt what was bound.
const COUNTED: f32 = 0.6;
/// How likely a wish that is no call-out is about one shift.
const SINGLE: f32 = 0.8;
/// From here on a text that asks nothing wants nothing.
const CHATTER: f32 = 0.93;
/// From here on what the rules found in a short and plain text is acted on: they are hardly ever wrong there.
const PLAIN: f32 = 0.1;
/// The same of a plain call-out.
const PLAIN_OUT: f32 = 0.25;
/// From here on a plain call-out is not dropped, and acted on if its words say so and name the day: "cant work jan 16 to jan 20" cannot
/// be misread, whatever it resembles.
const PLAIN_OUT_KEPT: f32 = 0.01;
/// The same of a plain yes to an offer.
const PLAIN_YES: f32 = 0.85;
/// The same where each offer has its own answer: "yes to cicero, the other one no" chose.
const APART_YES: f32 = 0.5;
/// Below this even a yes that the rules are certain of is weighed like any other.
const NO_YES: f32 = 0.3;
/// The same of a call-out.
const NO_OUT: f32 = 0.2;
/// Who may go early does not come for a part of a shift.
const GOES: f32 = 0.05;
/// From here on a no or a condition may be meant beside a yes.
const TORN: f32 = 0.15;
/// Words of a short text.
const SHORT: usize = 12;
/// What is less likely than this is not asked about.
const GUESS: f32 = 0.25;
/// What is less likely than this is not even named to the person who looks.
const FAINT: f32 = 0.12;
/// What is left of a call-out that the rules know to be none.
const LOOKALIKE: f32 = 0.2;
/// From here on two wishes that exclude each other are both meant.
const BOTH: f32 = 0.85;
/// How much surer than usual the model must be of an answer, a call-out or a cancellation that no rule found.
const ALONE: f32 = 0.05;
/// The same of everything else, which a person gets as well where it is not acted on.
const ALONE_ROUTED: f32 = 0.15;
/// Nothing need be surer than this.
const SUREST: f32 = 0.97;

rule!(
    /// What makes a broken car a call-out.
    NOT_COMING = words [
        r"cant", r"wont", r"not", r"no", r"off", r"out", r"cover(?:ed)?", r"some(?:one|body)", r"any(?:one|body)", r"miss", r"unable", r"call(?:ing)?", r"puedo", r"llego", r"voy", r"alguien", r"otra", r"tomorrow", r"today", r"tonight", r"manana", r"hoy",
    ]
);

rule!(
    /// Nobody is missed without one of these, in English or Spanish.
    MISSES = words [
        r"no", r"not", r"isnt", r"hasnt", r"havent", r"didnt", r"doesnt", r"aint", r"never", r"nobody", r"none", r"noone", r"no one", r"where[a-z]*", r"who (?:is|was|are|s|did)", r"whos", r"when", r"com(?:e|es|ing)", r"came", r"show(?:s|ed|ing|n)?", r"arriv[a-z]*", r"wait[a-z]*", r"miss[a-z]*", r"yet", r"still", r"supposed", r"late", r"here", r"there", r"eta", r"alone", r"running", r"forg[eo]t[a-z]*", r"any(?:one|body)", r"empty", r"long", r"min(?:utes?|s)?", r"behind", r"should", r"expect[a-z]*", r"start[a-z]*", r"on (?:her|his|the) way",
        r"donde", r"nadie", r"lleg[a-z]*", r"viene[n]?", r"vino", r"vendra", r"esper[a-z]*", r"falt[a-z]*", r"sol[ao]", r"tarde", r"cuando", r"aun", r"todavia", r"aparec[a-z]*", r"quien",
    ]
);

rule!(STILL_COMING = words [r"(?:am )?still (?:coming|going|on my way|heading)", r"(?:todavia|aun) voy", r"sigo en camino"]);

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
    /// It is a bare yes or no to one: whatever else it resembles, it says nothing else.
    bare: bool,
    scores: [f32; INTENTS.len()],
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
        bare: thread::is_bare_answer(&context.text.flat)
            && !matches!(context.asked(), Asked::Offer | Asked::Nothing | Asked::Told),
        scores: if readable(context) { model::scores(context, ruled) } else { [0.0; INTENTS.len()] },
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
    for one in &mut kept {
        // "changed my mind" of one who has just taken a shift is a new call-out, for a person to see.
        let taken_back = one.reading.intent == Intent::Retraction
            && !other::has_called_out(context)
            && thread::has_won(context);
        if (one.reading.intent.is_for_people() || taken_back) && one.action == Action::Act {
            one.action = Action::Human;
        }
    }
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

/// Letters of the longest words people write.
const LONG_WORD: usize = 30;

/// Whoever says every word so many times says nothing.
const REPEATED: usize = 8;

/// Whether at least half of it is words of a script that was taught: what the model makes of anything else means nothing.
fn readable(context: &Context<'_>) -> bool {
    let raw = &context.text.raw;
    let letters = || raw.chars().filter(|c| c.is_alphabetic());
    // Latin with its accents, Cyrillic, Hangul: what it was taught.
    let known = |c: &char| matches!(*c, '\0'..='\u{52f}' | '\u{1e00}'..='\u{1eff}' | '\u{1100}'..='\u{11ff}' | '\u{ac00}'..='\u{d7a3}');
    let reversed = raw.contains(['\u{202e}', '\u{202d}']);
    if reversed || letters().filter(known).count() * 2 < letters().count() {
        return false;
    }
    let words = || raw.split_whitespace();
    // The same few words over and over.
    let different = words().collect::<std::collections::BTreeSet<_>>().len();
    if words().count() > REPEATED * different {
        return false;
    }
    // Fingers on a keyboard: hardly a word has a vowel.
    let plain = |word: &&str| word.len() >= 4 && word.chars().all(|c| c.is_ascii_lowercase());
    let mashed = words().filter(plain).filter(|word| !word.contains(['a', 'e', 'i', 'o', 'u', 'y'])).count();
    if mashed >= 3 && mashed * 2 >= words().count() {
        return false;
    }
    words().filter(|word| word.chars().count() <= LONG_WORD).count() * 2 > words().count()
}

/// The same, and one shift or several is the same.
fn alike(one: Intent, other: Intent) -> bool {
    one == other || one.is_call_out() && other.is_call_out()
}

/// The thresholds are in double precision, the model is not.
#[expect(clippy::cast_possible_truncation, reason = "single precision is enough for a threshold")]
fn single(threshold: f64) -> f32 {
    threshold as f32
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

    /// As the model gives it.
    fn raw(&self, intent: Intent) -> f32 {
        INTENTS.iter().position(|known| *known == intent).map_or(0.0, |at| self.scores[at])
    }

    /// Single and several call-outs are one question to the model; how many shifts is for the binding to say.
    fn score(&self, intent: Intent) -> f32 {
        let score = if intent.is_call_out() {
            1.0 - (1.0 - self.raw(Intent::CallOutSingle)) * (1.0 - self.raw(Intent::CallOutMulti))
        } else {
            self.raw(intent)
        };
        let sounds_like = intent.is_call_out() || intent == Intent::LeaveEarly;
        // Without a shift of her own she cannot be late but for what is offered: that is a condition.
        let of_offer =
            intent == Intent::RunningLate && self.context.live.is_empty() && !self.context.offers.is_empty();
        let stops_else = intent == Intent::OptOutInHelp && self.stops_else;
        // "somebody who looks up", to a question what would make it right, misses nobody.
        let misses = intent != Intent::ClientNoShowReport || MISSES.is(&self.context.text.flat);
        // "im still coming!!" takes nothing back where nothing was called off.
        let still_comes = intent == Intent::Retraction
            && STILL_COMING.is(&self.context.text.flat)
            && !other::has_called_out(self.context);
        let none = self.lookalike && sounds_like || of_offer || stops_else || !misses || still_comes;
        if none { score * LOOKALIKE } else { score }
    }

    /// What it is for the binding: call-outs know how many they are.
    fn sounds(&self, intent: Intent) -> which::Sounds {
        let (one, many) = (self.raw(Intent::CallOutSingle), self.raw(Intent::CallOutMulti));
        let single = if intent.is_call_out() { one / (one + many).max(f32::EPSILON) } else { SINGLE };
        let torn = self.raw(Intent::OfferDecline).max(self.raw(Intent::OfferConditional)) >= TORN;
        which::Sounds { single, torn }
    }

    /// From here on it is acted on.
    fn sure(&self, intent: Intent) -> f32 {
        single(match intent {
            Intent::OfferAccept => self.thresholds.accept,
            Intent::CallOutSingle
            | Intent::CallOutMulti
            | Intent::OfferDecline
            | Intent::Retraction
            | Intent::ClientCancelReschedule
            | Intent::OptOutInHelp => self.thresholds.act,
            _ => self.thresholds.route,
        })
    }

    /// From here on it raises the alarm. Breath is a matter of minutes; harm done by somebody may be a little surer.
    fn alarm(&self, intent: Intent) -> f32 {
        let line = single(self.thresholds.alarm);
        if intent == Intent::AbuseNeglectSafety { line * ABUSE_SURER } else { line }
    }

    fn keep(&self, one: &Found) -> Option<Found> {
        let intent = one.reading.intent;
        let score = self.score(intent);
        // What is certain by its words is so, but for what would do harm and hardly sounds like it: "5?", "yes queen".
        if one.certain {
            return Some(match intent {
                Intent::OfferAccept if score < NO_YES => self.ask_back(one.clone()),
                _ if intent.is_call_out() && score < NO_OUT && one.action == Action::Act => {
                    self.ask_back(one.clone())
                }
                _ => one.clone(),
            });
        }
        let least = match intent {
            _ if intent.is_danger() => NO_ALARM,
            _ if self.plain && intent.is_call_out() => PLAIN_OUT_KEPT,
            // Words that point at an offer each are hardly stumbled over; what the model doubts is asked back.
            _ if self.apart && intent.answers_offer() => PLAIN_OUT_KEPT,
            // "changed my mind, I can't do it": back goes the shift that she has just taken.
            _ if intent.is_call_out() && self.won => PLAIN_OUT_KEPT,
            // "my car died": asked back, however faint, also beside a no to an offer ("cant, im sick").
            _ if intent.is_call_out()
                && self.short
                && one.action == Action::Ask
                && !self.hears_more_than_no(intent) =>
            {
                0.0
            }
            // "I can be there at 9" of a shift from 8, however much it sounds like a yes.
            Intent::OfferConditional if self.other_time(one) => 0.0,
            // What the rules are sure of for some desk, in a few words.
            _ if self.short && self.routes(intent) && one.reading.confidence >= 0.85 => ASKED_BESIDE,
            // A yes of its own clause beside a question.
            Intent::OfferAccept if one.reading.because.iter().any(|why| why == "question") => ASKED_BESIDE,
            _ if self.hears_other(intent) => BESIDE,
            _ => DROPPED,
        };
        if score < least {
            return None;
        }
        let mut kept = one.clone();
        kept.reading.confidence = f64::from(score);
        if intent.is_danger() {
            if score >= self.alarm(intent) {
                kept.reading.confidence = if score >= LIKELY_DANGER {
                    one.reading.confidence.max(f64::from(score))
                } else {
                    f64::from(score.max(0.5))
                };
            }
            return Some(kept);
        }
        if intent.is_call_out() {
            kept = self.counted(kept);
        }
        // "cant work may 20": she named the day, and it is one of hers.
        let dated = self.context.when.says_day()
            && !kept.reading.shifts.is_empty()
            && callout::is_call_out(&self.context.text.flat);
        let plain = match intent {
            Intent::OfferAccept if self.apart => APART_YES,
            Intent::OfferAccept => PLAIN_YES,
            _ if intent.is_call_out() && dated => PLAIN_OUT_KEPT,
            _ if intent.is_call_out() => PLAIN_OUT,
            _ => PLAIN,
        };
        let sure = if self.plain { self.sure(intent).min(plain) } else { self.sure(intent) };
        if kept.action == Action::Act && score < sure {
            kept = self.ask_back(kept);
        }
        // "sorry my car died" may only make her late.
        if intent.is_call_out()
            && kept.action == Action::Act
            && reason::find(self.context, &self.context.text.flat)
                .is_some_and(|why| why.reason == Reason::Transport)
            && !NOT_COMING.is(&self.context.text.flat)
        {
            kept = self.ask_back(kept);
        }
        // "strep throat, tomorrow": the rules heard but a reason, together they are sure.
        let bound = !kept.reading.shifts.is_empty() && !callout::is_tentative(&self.context.text.flat);
        // A reason alone ("sorry my car died") may only make her late: that takes more.
        let named = self.context.when.says_day() || bind::names_client(self.context);
        let enough = if self.short && named { HEARD } else { self.sure(intent) + ALONE };
        if kept.action == Action::Ask
            && kept.question.is_none()
            && intent.is_call_out()
            && bound
            && score >= enough
        {
            kept.action = Action::Act;
        }
        // The rules were not sure enough to send it to its desk; together they are.
        if kept.action == Action::Human
            && one.reading.confidence < 0.85
            && self.routes(intent)
            && score >= self.sure(intent)
        {
            kept.action = Action::Act;
        }
        if kept.action == Action::Ask {
            kept.reading.confidence = kept.reading.confidence.clamp(0.6, 0.84);
        }
        Some(kept)
    }

    /// A condition that names other hours than those offered, and no refusal.
    fn other_time(&self, one: &Found) -> bool {
        one.reading.window.is_some() && self.score(Intent::OfferDecline) < HEARD
    }

    /// Whether it is something else that the text says; that it says little is nothing else.
    fn hears_other(&self, intent: Intent) -> bool {
        let speaks = |other: Intent| !other.is_danger() && other != Intent::UnclearOrAdversarial;
        // A yes stands well beside a question about pay or another shift.
        let excludes =
            |other: Intent| intent != Intent::OfferAccept || other.answers_offer() || other.is_call_out();
        INTENTS.into_iter().any(|other| {
            !alike(other, intent) && speaks(other) && excludes(other) && self.score(other) >= HEARD
        })
    }

    /// Whether it says something else than this and a no to an offer.
    fn hears_more_than_no(&self, intent: Intent) -> bool {
        INTENTS.into_iter().any(|other| {
            let says =
                other != Intent::OfferDecline && other != Intent::UnclearOrAdversarial && !other.is_danger();
            says && !alike(other, intent) && self.score(other) >= HEARD
        })
    }

    /// Where nothing was bound the model counts the shifts; where it hears several and one was bound, she is asked.
    fn counted(&self, mut found: Found) -> Found {
        // "one of my earl days" is one, whatever it resembles.
        if callout::says_one_of(self.context) {
            return found;
        }
        let (one, many) = (self.raw(Intent::CallOutSingle), self.raw(Intent::CallOutMulti));
        let bound = found.reading.shifts.len();
        // "wed to fri", "the 24th and the 25th": the words count.
        let when = &self.context.when;
        if bound > 1 || bound == 1 && (when.range || when.says_day() && !when.several) {
            return found;
        }
        let heard = match bound {
            0 if many > one => Intent::CallOutMulti,
            0 => Intent::CallOutSingle,
            1 if many >= COUNTED && many > one && self.context.live.len() > 1 => Intent::CallOutMulti,
            _ => return found,
        };
        found.reading.intent = heard;
        if bound > 0 && found.action == Action::Act {
            return self.ask_back(found);
        }
        found
    }

    /// Acting on it changes nothing by itself.
    fn routes(&self, intent: Intent) -> bool {
        matches!(
            intent,
            Intent::ScheduleQuery
                | Intent::SwapOrTimeChange
                | Intent::AvailabilityHours
                | Intent::EvvClockIssue
                | Intent::HrPayCredential
                | Intent::ClientStatusChange
                | Intent::LeadCareInquiry
                | Intent::JobApplicant
                | Intent::WrongNumberUnknown
                | Intent::ClientNoShowReport
        )
    }

    /// A finding that is not sure enough to be acted on.
    fn ask_back(&self, one: Found) -> Found {
        let context = self.context;
        match one.reading.intent {
            Intent::OfferAccept | Intent::OfferDecline => one.ask(say::which_offer(context)),
            Intent::CallOutSingle | Intent::CallOutMulti if one.reading.shifts.is_empty() => {
                one.ask(say::what_about(context))
            }
            Intent::CallOutSingle | Intent::CallOutMulti => {
                let shifts = one.reading.shifts.clone();
                one.ask(say::which_shift(context, &shifts))
            }
            _ => one.action(Action::Human),
        }
    }

    fn adds(&self, intent: Intent, kept: &[Found]) -> bool {
        // "ok but I'd be 30 minutes late" is a condition of the offer.
        let of_offer = intent == Intent::RunningLate
            && kept.iter().any(|one| one.reading.intent == Intent::OfferConditional);
        // "I quit, dont put me on anymore" does not ask for silence.
        let quits = intent == Intent::OptOutInHelp && kept.iter().any(|one| one.reading.intent.is_call_out());
        let least = match intent {
            // What the rules understood well and is short hides no danger.
            _ if intent.is_danger() && self.plain => LIKELY_DANGER.max(self.alarm(intent)),
            _ if intent.is_danger() => self.alarm(intent),
            _ if of_offer || quits => BOTH,
            Intent::OptOutInHelp => SILENCE,
            _ => HEARD,
        };
        intent != Intent::UnclearOrAdversarial
            && !(self.answers && intent.answers_offer())
            && (!self.bare || intent.is_danger())
            && self.score(intent) >= least
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

/// Whether somebody like this can mean it.
fn may_say(sender: Sender, intent: Intent, offered: bool) -> bool {
    let of_caregiver = matches!(
        intent,
        Intent::RunningLate
            | Intent::LeaveEarly
            | Intent::ReliefMissing
            | Intent::SwapOrTimeChange
            | Intent::AvailabilityHours
            | Intent::EvvClockIssue
            | Intent::Retraction
            | Intent::CallOutMulti
            | Intent::CallOutSingle
    );
    let of_client = matches!(intent, Intent::ClientCancelReschedule | Intent::ClientNoShowReport);
    match (sender, intent) {
        (Sender::Caregiver, intent) if intent.answers_offer() => offered,
        (_, intent) if intent.answers_offer() => false,
        (Sender::Caregiver, Intent::LeadCareInquiry | Intent::JobApplicant) => false,
        (Sender::Caregiver, _) => !of_client,
        (
            Sender::Client | Sender::Family,
            Intent::LeadCareInquiry | Intent::JobApplicant | Intent::EvvClockIssue,
        ) => false,
        (Sender::Client | Sender::Family, _) => !of_caregiver,
        (Sender::Unknown, _) => true,
        (Sender::Prospect | Sender::Applicant, _) => !of_caregiver,
    }
}
