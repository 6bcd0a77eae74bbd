//! Whether somebody reports symptoms of her own that others could catch, or that she is well again (`domain.md 3.6`, H20).
//!
//! Only these two are told apart and nothing of the words is kept: what she has is her own matter (`domain.md 2.47`).

use super::context::Context;
use super::phrases::rule;
use super::reason::{ILL, Whose, about, illnesses, whose};
use super::{Intent, Message, Reading, callout};

/// What a text says of the sender's own health.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Health {
    /// She cannot work and has symptoms.
    Symptoms,
    /// She has none any more.
    Well,
}

rule!(
    /// Illness that nobody catches, and places that say nothing of why somebody is there.
    NOT_CATCHING = words [
        r"migraines?", r"back (?:is|went|hurts|pain|gave|spasms?)(?: out)?", r"(?:threw|thrown|hurt|pulled) (?:out )?my (?:back|knee|ankle|wrist|shoulder|leg|foot|hip)", r"(?:sprained|broke|twisted|fractured|injured) my", r"toothache", r"surgery", r"panic attack", r"contractions", r"in labor", r"miscarriage", r"asthma", r"kidney stones?", r"chest pains?", r"i fell", r"hives", r"ear infection", r"dizzy", r"(?:in|at|to) (?:the )?(?:er|hospital|emergency room|urgent care)", r"not feeling it", r"(?:morning|car|motion|home|love) ?sick",
        r"dolor de (?:cabeza|espalda|muelas?)", r"migrana", r"me duele", r"(?:en|al) (?:el )?hospital", r"en (?:urgencias|emergencias|emergencia)", r"operacion", r"cirugia",
    ]
);
rule!(
    WELL = words [
        r"(?:feeling|i feel|am|doing|all) (?:so |much |a |lot |way |all |totally |fully |completely |finally )*(?:better|recovered|healthy|well again)", r"over (?:the flu|my cold|this cold|the stomach bug|covid)", r"(?:have|am|fully) recovered",
        r"(?:ya )?(?:estoy|me siento) (?:mucho |ya )?mejor", r"ya (?:estoy|me siento) bien", r"ya se me (?:quito|paso)", r"(?:estoy|ya) recuperad[oa]",
    ]
);
rule!(
    FREE = words [
        r"(?:fever|flu|cold|cough|covid|stomach bug) (?:is |has |finally )*(?:gone|over|broke|passed)", r"tested negative", r"not (?:sick|contagious|ill) (?:any ?more|no more)", r"no longer (?:sick|ill|contagious)", r"no more (?:fever|symptoms)", r"no (?:fever|symptoms) any ?more", r"(?:fever|symptom) free", r"di negativo", r"ya no (?:tengo fiebre|estoy enferm[oa])",
    ]
);
rule!(
    /// "Better" of other things than health.
    BETTER_ELSE = words [r"better (?:with|at|off|on|for|in|suited|than|if)", r"better not"]
);
rule!(DENIED = words[r"not", r"dont", r"doesnt", r"isnt", r"never", r"still", r"was", r"were", r"todavia", r"no"]);
rule!(
    /// "Rosa is feeling better": said of somebody, by whatever name.
    OTHERS = words [
        r"(?:is|are|isnt|arent|looks|seems) (?:[a-z]+ ){0,2}(?:feeling|doing|better|recovered)"
    ]
);
rule!(
    /// Wished for or expected.
    UNSURE = words [
        r"hope", r"hoping", r"hopefully", r"wish", r"until", r"till?", r"unless", r"if", r"when", r"once", r"whenever", r"as soon as", r"should", r"will", r"might", r"may", r"trying", r"try", r"need to", r"want to", r"ojala", r"espero", r"cuando", r"hasta", r"si",
    ]
);
rule!(STILL = words[r"still", r"again", r"todavia", r"sigo", r"otra vez", r"aun"]);

/// What a caregiver's text says of her own health; `reading` is what was read in it.
///
/// Symptoms count only in a text that says she does not come, comes late, leaves or refuses: whoever asks how many sick
/// days are left has none. "Feeling better" does not count in such a text, a negative test does.
#[must_use]
pub fn health(message: &Message, reading: &Reading) -> Option<Health> {
    let context = Context::new(message);
    let scrubbed = callout::without_lookalikes(&context.text.flat);
    let catching = |(of, _, clause): &(Whose, String, &str)| {
        *of == Whose::Own && ILL.is(&NOT_CATCHING.replace(clause, " ")) && !is_well(clause)
    };
    let ill: Vec<_> = illnesses(&context, &scrubbed).into_iter().filter(catching).collect();
    let away = reading.intents.iter().any(|i| stays_away(i.intent));
    if away && (!ill.is_empty() || says(&context, |clause| WELL.is(clause) && DENIED.is(clause))) {
        return Some(Health::Symptoms);
    }
    let relapsed = ill.iter().any(|(.., clause)| STILL.is(clause));
    let well = |clause: &str| is_well(clause) && (!away || FREE.is(clause));
    (!relapsed && says(&context, well)).then_some(Health::Well)
}

fn stays_away(intent: Intent) -> bool {
    intent.is_call_out()
        || matches!(
            intent,
            Intent::OfferDecline
                | Intent::OfferConditional
                | Intent::LeaveEarly
                | Intent::RunningLate
                | Intent::SwapOrTimeChange
        )
}

/// Whether a clause about the sender's own getting well says so.
fn says(context: &Context<'_>, so: impl Fn(&str) -> bool) -> bool {
    let mut known = Whose::Own;
    for clause in &context.text.clauses {
        let said = WELL.find(clause).or_else(|| FREE.find(clause));
        known = match &said {
            Some(words) => whose(clause, words, known),
            None => about(clause, known),
        };
        if said.is_some() && known == Whose::Own && !OTHERS.is(clause) && so(clause) {
            return true;
        }
    }
    false
}

fn is_well(clause: &str) -> bool {
    let clause = BETTER_ELSE.replace(clause, "_");
    (FREE.is(&clause) || WELL.is(&clause) && !DENIED.is(&clause)) && !UNSURE.is(&clause)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::language::{Sender, understand};

    fn said(text: &str) -> Option<Health> {
        let message = Message {
            id: "m".into(),
            text: text.into(),
            at: "2026-11-23T18:00:00Z".parse().unwrap(),
            zone: "America/Chicago".into(),
            sender: Sender::Caregiver,
            shifts: vec![crate::language::KnownShift {
                id: "1".into(),
                start: "2026-11-24T13:00:00Z".parse().unwrap(),
                end: "2026-11-24T17:00:00Z".parse().unwrap(),
                client: "Rosa Sample".into(),
            }],
            offers: Vec::new(),
            thread: Vec::new(),
        };
        health(&message, &understand(&message))
    }

    #[test]
    fn whoever_calls_out_with_something_catching_reports_symptoms() {
        for text in [
            "I have the flu, can't come tomorrow",
            "calling out sick for tomorrow",
            "been throwing up all night, can somebody cover my 7am?",
            "tested positive for covid can't work tomorrow",
            "my back is out and I have a fever, I can't make it tomorrow",
            "not feeling better, calling out again tomorrow",
            "no puedo ir mañana, tengo fiebre",
        ] {
            assert_eq!(said(text), Some(Health::Symptoms), "{text}");
        }
    }

    #[test]
    fn what_nobody_catches_and_what_others_have_are_no_symptoms_of_hers() {
        for text in [
            "I threw out my back, can't come tomorrow",
            "bad migraine, I can't come in tomorrow",
            "having surgery tomorrow so I can't work",
            "my son has a fever, I can't come tomorrow",
            "my car died, can't make it tomorrow",
            "how many sick days do I have left?",
            "I'm sick of these last minute texts",
            "Rosa has a bad cough today",
            "no puedo ir mañana, mi hija tiene fiebre",
        ] {
            assert_eq!(said(text), None, "{text}");
        }
    }

    #[test]
    fn whoever_is_well_again_says_so_in_many_ways() {
        for text in [
            "I'm feeling much better now",
            "feeling better, any shifts this week?",
            "all better now and ready to work",
            "I tested negative today",
            "fever is gone",
            "no longer contagious per my doctor",
            "ya me siento mejor",
        ] {
            assert_eq!(said(text), Some(Health::Well), "{text}");
        }
        for text in [
            "not feeling better yet",
            "I hope I feel better by Friday",
            "I'll text you when I'm feeling better",
            "my daughter is feeling better",
            "Rosa is feeling better today",
            "I am better with mornings",
            "I was feeling better, but I'm throwing up again",
            "ok thanks",
        ] {
            assert_ne!(said(text), Some(Health::Well), "{text}");
        }
    }
}
