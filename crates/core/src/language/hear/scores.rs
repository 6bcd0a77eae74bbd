//! How likely each intent is: the model's scores, less those of what a sender cannot mean or the words rule out; and the lines from which
//! they count.
use super::super::context::Context;
use super::super::model::INTENTS;
use super::super::phrases::rule;
use super::super::{Intent, Sender, callout, other, which};
use super::Heard;

/// Times the line of the alarm.
const ABUSE_SURER: f32 = 1.4;
/// A call-out that the second opinion hears less is asked about.
const SECONDED: f32 = 0.4;
/// From here on danger that the second opinion hears counts, unless the first rules it out.
const SECOND_ALARM: f32 = 0.4;
/// Below this the first opinion rules danger out, also a fall that the rules found.
pub(super) const NOT_RULED_OUT: f32 = 0.01;
/// How likely a wish that is no call-out is about one shift.
const SINGLE: f32 = 0.8;
/// From here on a no or a condition may be meant beside a yes.
const TORN: f32 = 0.15;
/// What is left of a call-out that the rules know to be none.
const LOOKALIKE: f32 = 0.2;

rule!(
    /// Nobody is missed without one of these, in English or Spanish.
    MISSES = words [
        r"no", r"not", r"isnt", r"hasnt", r"havent", r"didnt", r"doesnt", r"aint", r"never", r"nobody", r"none", r"noone", r"no one", r"where[a-z]*", r"who (?:is|was|are|s|did)", r"whos", r"when", r"com(?:e|es|ing)", r"came", r"show(?:s|ed|ing|n)?", r"arriv[a-z]*", r"wait[a-z]*", r"miss[a-z]*", r"yet", r"still", r"supposed", r"late", r"here", r"there", r"eta", r"alone", r"running", r"forg[eo]t[a-z]*", r"any(?:one|body)", r"empty", r"long", r"min(?:utes?|s)?", r"behind", r"should", r"expect[a-z]*", r"start[a-z]*", r"on (?:her|his|the) way",
        r"donde", r"nadie", r"lleg[a-z]*", r"viene[n]?", r"vino", r"vendra", r"esper[a-z]*", r"falt[a-z]*", r"sol[ao]", r"tarde", r"cuando", r"aun", r"todavia", r"aparec[a-z]*", r"quien",
    ]
);

rule!(STILL_COMING = words [r"(?:am )?still (?:coming|going|on my way|heading)", r"(?:todavia|aun) voy", r"sigo en camino"]);

/// Whether somebody like this can mean it.
pub(super) fn may_say(sender: Sender, intent: Intent, offered: bool) -> bool {
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

/// Letters of the longest words people write.
const LONG_WORD: usize = 30;
/// Whoever says every word so many times says nothing.
const REPEATED: usize = 8;

/// Whether at least half of it is words of a script that was taught: what the model makes of anything else means nothing.
pub(super) fn readable(context: &Context<'_>) -> bool {
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

/// The thresholds are in double precision, the model is not.
#[expect(clippy::cast_possible_truncation, reason = "single precision is enough for a threshold")]
fn single(threshold: f64) -> f32 {
    threshold as f32
}

fn of(scores: &[f32; INTENTS.len()], intent: Intent) -> f32 {
    INTENTS.iter().position(|known| *known == intent).map_or(0.0, |at| scores[at])
}

/// Single and several call-outs are one.
fn either(scores: &[f32; INTENTS.len()], intent: Intent) -> f32 {
    if intent.is_call_out() {
        1.0 - (1.0 - of(scores, Intent::CallOutSingle)) * (1.0 - of(scores, Intent::CallOutMulti))
    } else {
        of(scores, intent)
    }
}

impl Heard<'_, '_> {
    /// As the model gives it.
    pub(super) fn raw(&self, intent: Intent) -> f32 {
        of(&self.opinions.first, intent)
    }

    /// What the second opinion says of it.
    pub(super) fn second(&self, intent: Intent) -> f32 {
        either(&self.opinions.second, intent)
    }

    /// "cant work may 20": its words say that she is out, and when.
    pub(super) fn says_out_and_day(&self) -> bool {
        self.context.when.says_day() && callout::is_call_out(&self.context.text.flat)
    }

    /// The second opinion hardly hears the call-out that is to be acted on, and it neither answers a question nor says it with its day.
    pub(super) fn doubts_call_out(&self) -> bool {
        !self.says_out_and_day() && !self.answers && self.second(Intent::CallOutSingle) < SECONDED
    }

    /// The second opinion hears danger, and the first does not rule it out.
    pub(super) fn second_alarm(&self, intent: Intent) -> bool {
        intent.is_danger() && self.second(intent) >= SECOND_ALARM && self.score(intent) >= NOT_RULED_OUT
    }

    /// Single and several call-outs are one question to the model; how many shifts is for the binding to say.
    pub(super) fn score(&self, intent: Intent) -> f32 {
        let score = either(&self.opinions.first, intent);
        let sounds_like = intent.is_call_out() || intent == Intent::LeaveEarly;
        // Without a shift of her own she cannot be late but for what is offered: that is a condition.
        let of_offer =
            intent == Intent::RunningLate && self.context.live.is_empty() && !self.context.offers.is_empty();
        let stops_else = intent == Intent::OptOutInHelp && self.stops_else;
        // "somebody who looks up", to a question what would make it right, misses nobody.
        let misses = intent != Intent::ClientNoShowReport || MISSES.is(&self.context.text.flat);
        // "im still coming!!" takes nothing back where nothing was called off, nor does "can't Wednesday, but I can Saturday".
        let still_comes = intent == Intent::Retraction
            && (STILL_COMING.is(&self.context.text.flat)
                || self.context.when.days.len() > 1 && callout::is_call_out(&self.context.text.flat))
            && !other::has_called_out(self.context);
        let none = self.lookalike && sounds_like || of_offer || stops_else || !misses || still_comes;
        if none { score * LOOKALIKE } else { score }
    }

    /// What it is for the binding: call-outs know how many they are.
    pub(super) fn sounds(&self, intent: Intent) -> which::Sounds {
        let (one, many) = (self.raw(Intent::CallOutSingle), self.raw(Intent::CallOutMulti));
        let single = if intent.is_call_out() { one / (one + many).max(f32::EPSILON) } else { SINGLE };
        let torn = self.raw(Intent::OfferDecline).max(self.raw(Intent::OfferConditional)) >= TORN;
        which::Sounds { single, torn }
    }

    /// From here on it is acted on.
    pub(super) fn sure(&self, intent: Intent) -> f32 {
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
    pub(super) fn alarm(&self, intent: Intent) -> f32 {
        let line = single(self.thresholds.alarm);
        if intent == Intent::AbuseNeglectSafety { line * ABUSE_SURER } else { line }
    }
}
