//! What the last thing said to the sender was: a question decides what "yes" or "2" answers (behaviours 38 and 39).

use super::context::Context;
use super::normalise::Text;
use super::phrases::rule;
use super::{Speaker, Turn};
use jiff::Timestamp;

/// What waits for an answer.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Asked {
    /// Nothing was said, or what was asked has been answered.
    Nothing,
    /// Something was told, nothing asked.
    Told,
    /// An offer.
    Offer,
    /// A numbered list of the sender's shifts; each entry's shift if it can be told from the words.
    WhichShift(Vec<Option<String>>),
    /// Whether these shifts are the ones the sender cannot work.
    OutOf(Vec<String>),
    /// A day-before confirmation.
    Confirm(Option<String>),
    /// Whether she could work a part of it, and of which shift.
    Part(Option<String>),
    /// When will you be there?
    HowLate,
    /// Some other question.
    Other,
}

rule!(WHICH = words [
    r"which (?:shift|one|shifts|of|day|days|visit|visits|client|time)", r"what (?:shift|day|days)", r"is it (?:the|your|for)[a-z0-9 /:-]* or ", r"cual (?:turno|es|dia|visita)", r"que (?:dia|visita)", r"reply with the number", r"que turno", r"cual turno", r"cual de", r"con el numero",
    r"quel service", r"aling shift", r"ca nao",
]);
rule!(CONFIRM = words [
    r"confirm", r"still good", r"still on", r"reminder", r"reply yes to confirm", r"all set", r"todo listo", r"see you", r"confirma",
    r"confirme", r"confirmar", r"recordatorio", r"sigue en pie", r"still able to", r"still coming", r"still planning", r"you are scheduled",
    r"your scheduled", r"you work", r"you have a shift",
]);
rule!(OUT_OF = words [
    r"cant work", r"cant make", r"call(?:ing)? out", r"do you mean", r"is it 1", r"your own shift", r"no puede trabajar",
    r"tampoco puede", r"se refiere a", r"is that right", r"is that the shift", r"out for", r"calling off", r"wont be able", r"need us to (?:cover|send|find|replace)",
    r"should (?:we|i) (?:find|look for|send) some(?:one|body)", r"(?:busco|buscamos|mandamos|mandemos) a (?:alguien|otra)", r"que (?:la|lo|le) cubra(?:mos)?",
]);
rule!(OFFER = words [
    r"take [0-9a-z]{1,3}", r"open shift", r"can you (?:work|take|cover|help|pick|do|fill)", r"are you available", r"could you (?:work|take|cover)",
    r"want (?:it|this|to work|to pick)", r"turno (?:abierto|disponible)", r"puede (?:trabajar|cubrir|tomar|ayudar)", r"need someone", r"interested",
    r"shift available", r"tome [0-9]", r"would you like", r"do you (?:still )?want (?:the|this|that|it)", r"will you take", r"quiere (?:el|ese|este|tomar)",
]);
rule!(PART = words [
    r"part of", r"partly", r"any (?:of it|part)", r"(?:a few|some|a couple(?: of)?|an) hours?", r"some of (?:it|the)", r"at least (?:the|a|until|from)", r"half of", r"start later", r"come later", r"come in late", r"parte (?:del|de)", r"unas horas", r"algunas horas", r"medio turno",
]);
rule!(HOW_LATE = words [
    r"how late", r"what time will you", r"when will you (?:be|get|arrive)", r"a que hora llega", r"cuanto (?:tarda|tiempo)", r"how many min",
    r"your eta", r"how long", r"when (?:do|can) you (?:expect|think|get|be|arrive)", r"when can we expect you", r"what time (?:do|can|should) (?:you|we)", r"eta", r"a que hora (?:llegaria|cree|piensa|va a llegar)", r"how far (?:away|out)",
]);
rule!(BARE_ANSWER = whole [
    r"(?:yes|no|y|n|si|ok|k|thumbsup|thumbsdown|sure)(?: (?:yes|thanks|please|i can|i will|i cant|maam|sir|gracias|claro))*",
]);
rule!(DATE = raw_one[r"\b(\d{1,2})/(\d{1,2})\b"]);
rule!(TIME = raw_one[r"\b(\d{1,2})(?::(\d{2}))?\s?(a|p)m?\b"]);
rule!(ENTRY = raw_one[r"\b(\d)\)"]);

/// A yes or a no and nothing else.
pub(super) fn is_bare_answer(flat: &str) -> bool {
    BARE_ANSWER.is(flat)
}

/// What waits for the sender's answer, the newest thing first.
pub(super) fn asked(context: &Context<'_>) -> Asked {
    let newest_offer = context.message.offers.iter().map(|offer| offer.sent_at).max();
    let thread = &context.message.thread;
    let last = thread.iter().rposition(|turn| turn.from == Speaker::Gigi);
    let Some(index) = last else {
        return if newest_offer.is_some() { Asked::Offer } else { Asked::Nothing };
    };
    let turn = &thread[index];
    if newest_offer.is_some_and(|sent| sent > turn.at) {
        return Asked::Offer;
    }
    let answered = thread[index + 1..].iter().any(|later| BARE_ANSWER.is(&Text::new(&later.text).flat));
    let offers = newest_offer.is_some();
    if is_stale(context, turn) || answered {
        return if offers { Asked::Offer } else { Asked::Nothing };
    }
    match of_turn(context, turn) {
        Asked::Offer if !offers => Asked::Other,
        // Whatever its words: the text that left when the offer did is the offer.
        Asked::Other | Asked::Told if newest_offer.is_some_and(|sent| together(sent, turn.at)) => {
            Asked::Offer
        }
        asked => asked,
    }
}

/// Two days later nobody answers a question any more.
pub(super) fn is_stale(context: &Context<'_>, turn: &Turn) -> bool {
    context.at().as_second() - turn.at.as_second() > 48 * 3600
}

/// One of the last things she was told is that a shift is hers.
pub(super) fn has_won(context: &Context<'_>) -> bool {
    rule!(WON = words [r"confirmed", r"is yours", r"you have it", r"booked", r"you are (?:on|down) for", r"confirmado", r"es suyo"]);
    let told = context.message.thread.iter().rev().take(3).filter(|turn| turn.from == Speaker::Gigi);
    told.into_iter().any(|turn| WON.is(&Text::new(&turn.text).flat))
}

/// Within two minutes.
fn together(one: Timestamp, other: Timestamp) -> bool {
    one.as_second().abs_diff(other.as_second()) <= 120
}

/// What one text of Gigi's asks.
pub(super) fn of_turn(context: &Context<'_>, turn: &Turn) -> Asked {
    let text = Text::new(&turn.text);
    let flat = &text.flat;
    let entries = entries(&turn.text);
    let asks = text.question || flat.contains(" reply ") || flat.contains(" responda ");
    let offered = names_offer(context, flat) || lists_offers(context, flat);
    if entries.len() > 1 && WHICH.is(flat) && !flat.contains(" take ") && !offered {
        return Asked::WhichShift(entries.iter().map(|entry| shift_in(context, entry)).collect());
    }
    if offered {
        return Asked::Offer;
    }
    if !asks {
        return if OFFER.is(flat) && !context.offers.is_empty() { Asked::Offer } else { Asked::Told };
    }
    let says_take = flat.contains(" take ") || flat.contains(" tome ");
    if PART.is(flat) && !says_take && text.question && !context.live.is_empty() && !CONFIRM.is(flat) {
        return Asked::Part(shift_in(context, &turn.text).or_else(|| spoken_of(context, turn)));
    }
    // "Which one do you mean, Ida at 7 or Carl at 3?"
    if WHICH.is(flat) && !says_take && text.question && entries.is_empty() && context.live.len() > 1 {
        return Asked::WhichShift(listed(context, &turn.text).into_iter().map(Some).collect());
    }
    let out_of = OUT_OF.is(flat) || entries.len() == 1 && WHICH.is(flat);
    if out_of && !says_take {
        let named = listed(context, &turn.text);
        let only = || shift_in(context, &turn.text).into_iter().collect();
        return Asked::OutOf(if named.len() > 1 { named } else { only() });
    }
    if CONFIRM.is(flat) && !says_take && !OFFER.is(flat) {
        return Asked::Confirm(shift_in(context, &turn.text));
    }
    if OFFER.is(flat) {
        return Asked::Offer;
    }
    if HOW_LATE.is(flat) {
        return Asked::HowLate;
    }
    Asked::Other
}

/// The text calls an open offer by its code: "TAKE 4", "(4)", "code 4", "#4", "4 = ".
fn names_offer(context: &Context<'_>, flat: &str) -> bool {
    context.offers.iter().any(|offer| {
        ["take", "code", "#", "reply", "tome", "pass", "number", "or pass"]
            .iter()
            .any(|before| flat.contains(&format!(" {before} {} ", offer.id)))
            || flat.contains(&format!(" #{} ", offer.id))
    }) || context.message.thread.iter().any(|turn| {
        super::normalise::Text::new(&turn.text).flat == *flat
            && context.offers.iter().any(|offer| {
                let lower = turn.text.to_lowercase();
                lower.contains(&format!("({})", offer.id)) || lower.contains(&format!("{} = ", offer.id))
            })
    })
}

/// "Which one do you mean: 17 Sat 4/10 8a-2p Brockton or 18 Sun 4/11?", "Brockton or Randolph?"
fn lists_offers(context: &Context<'_>, flat: &str) -> bool {
    rule!(
        DAY = raw_one[r"^ *(?:on )?(?:the )?(?:mon|tue|wed|thu|fri|sat|sun|lun|mar|mie|jue|vie|sab|dom|today|tomorrow|tonight|hoy|manana|[0-9]+/)"]
    );
    let coded = |id: &str| {
        flat.match_indices(&format!(" {id} ")).any(|(at, found)| DAY.is(&flat[at + found.len()..]))
    };
    let areas = context.message.offers.iter().map(|offer| Text::new(&offer.shift.area).flat);
    let named: std::collections::BTreeSet<String> =
        areas.filter(|area| !area.trim().is_empty() && flat.contains(area.as_str())).collect();
    context.offers.iter().any(|offer| coded(&offer.id)) || named.len() > 1
}

/// The shift that was spoken of before `turn`: what she called out of.
fn spoken_of(context: &Context<'_>, turn: &Turn) -> Option<String> {
    let before = context.message.thread.iter().filter(|one| one.at <= turn.at);
    before.rev().find_map(|one| {
        if one.from == Speaker::Gigi {
            return shift_in(context, &one.text);
        }
        let flat = Text::new(&one.text).flat;
        match super::bind::bind_with(context, &context.when_in(&flat), &flat).bound {
            super::bind::Bound::These(ids) if super::callout::is_call_out(&flat) => ids.into_iter().next(),
            _ => None,
        }
    })
}

/// The shifts that a question names in running words: "Wed 8a-12p, Wed 3p-7p, or Sat", "Ida or Carl".
fn listed(context: &Context<'_>, text: &str) -> Vec<String> {
    let mut found: Vec<String> = Vec::new();
    let lower = text.to_lowercase();
    for piece in
        lower.replace(" or ", ",").replace(" and ", ",").replace(" o ", ",").split([',', ';', ':', '?'])
    {
        let flat = Text::new(piece).flat;
        if flat.trim().is_empty() {
            continue;
        }
        let by_stamp = shift_in(context, piece);
        let by_words = || {
            let when = context.when_in(&flat);
            let points = when.says_day() || !when.times.is_empty() || super::bind::client_in(context, &flat);
            match super::bind::bind_with(context, &when, &flat).bound {
                super::bind::Bound::These(ids) if points && ids.len() == 1 => ids.into_iter().next(),
                _ => None,
            }
        };
        if let Some(id) = by_stamp.or_else(by_words)
            && !found.contains(&id)
        {
            found.push(id);
        }
    }
    found
}

/// The texts after "1)", "2)", … in a numbered list.
fn entries(text: &str) -> Vec<String> {
    let marks: Vec<(usize, usize)> =
        ENTRY.all(text).iter().filter_map(|found| found.get(0)).map(|m| (m.start(), m.end())).collect();
    marks
        .iter()
        .enumerate()
        .map(|(i, (_, end))| {
            let until = marks.get(i + 1).map_or(text.len(), |next| next.0);
            text.get(*end..until).unwrap_or("").to_owned()
        })
        .collect()
}

/// The one shift whose date and start are written in `text`.
pub(super) fn shift_in(context: &Context<'_>, text: &str) -> Option<String> {
    let lower = text.to_lowercase();
    let number =
        |found: &regex::Captures<'_>, i: usize| found.get(i).and_then(|m| m.as_str().parse::<i64>().ok());
    let date = DATE.captures(&lower).and_then(|found| Some((number(&found, 1)?, number(&found, 2)?)));
    let start = TIME.captures(&lower).and_then(|found| {
        let hour = number(&found, 1)? % 12;
        let minute = number(&found, 2).unwrap_or(0);
        let pm = found.get(3).is_some_and(|half| half.as_str() == "p");
        Some(hour * 60 + minute + if pm { 720 } else { 0 })
    });
    if date.is_none() && start.is_none() {
        return None;
    }
    let mut fitting = context.live.iter().filter(|shift| {
        date.is_none_or(|(month, day)| {
            i64::from(shift.date.month()) == month && i64::from(shift.date.day()) == day
        }) && start.is_none_or(|start| shift.start_minute == start)
    });
    match (fitting.next(), fitting.next()) {
        (Some(only), None) => Some(only.id.clone()),
        _ => None,
    }
}
