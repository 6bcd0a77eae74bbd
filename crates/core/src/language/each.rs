//! Several offers answered apart: "1 and 3 please", "yes to the early one no to the late one", "todas menos Lakewood", "la 4 sí, la
//! otra no puedo", "yes and I'll take wed too". Words that point at offers and words that say yes, no or maybe are read in their
//! order; a clause keeps to itself.
use std::collections::BTreeSet;

use super::context::{Context, Local};
use super::normalise::fold;
use super::{OfferedShift, OpenOffer};

/// Before the ids of own shifts that are read beside offers.
const OWN: &str = "own ";
/// Of more shifts a word hardly points at one.
const MOST_OWN: usize = 6;

/// What was said of one offer.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Said {
    Yes,
    No,
    Maybe,
}

/// Codes (as the context has them) by what was said of them.
#[derive(Debug, Default, PartialEq, Eq)]
pub(super) struct Apart {
    pub(super) yes: Vec<String>,
    pub(super) no: Vec<String>,
    pub(super) maybe: Vec<String>,
}

type Codes = BTreeSet<String>;

#[derive(Clone, Debug, PartialEq, Eq)]
enum Item {
    /// Offers pointed at.
    At(Codes),
    /// The ones not pointed at so far.
    Others,
    /// A day or time of something that is no offer: her own shift.
    Elsewhere,
    Says(Said),
    /// "all except", "menos".
    Except,
}

const YES: &[&str] = &[
    "yes",
    "y",
    "si",
    "sure",
    "ok",
    "okyes",
    "take",
    "taking",
    "tomo",
    "tomar",
    "quiero",
    "want",
    "wants",
    "can",
    "puedo",
    "works",
    "accept",
    "acepto",
    "claro",
    "thumbsup",
    "gimme",
    "give",
    "grab",
    "absolutely",
    "definitely",
    "cover",
    "agarro",
    "hago",
    "gusta",
    "good",
    "perfect",
    "available",
    "free",
    "down",
    "love",
    "mine",
    "dame",
    "confirm",
    "apunto",
    "happy",
    "fine",
    "great",
];
const NO: &[&str] = &[
    "no",
    "not",
    "cant",
    "wont",
    "dont",
    "pass",
    "skip",
    "nope",
    "nah",
    "paso",
    "never",
    "tampoco",
    "busy",
    "decline",
    "hate",
    "doesnt",
    "thumbsdown",
    "neither",
    "none",
    "ninguno",
    "ninguna",
    "isnt",
    "unavailable",
];
const MAYBE: &[&str] = &[
    "maybe", "might", "if", "quizas", "quiza", "possibly", "probably", "depends", "check", "unsure",
    "checar", "ver", "talvez", "idk",
];
const EXCEPT: &[&str] = &["except", "excepto", "menos", "besides"];
const EVERY: &[&str] = &[
    "both", "all", "either", "ambos", "ambas", "todos", "todas", "neither", "none", "ninguno", "ninguna",
    "any",
];
const OTHERS: &[&str] = &["other", "otra", "otro", "others", "rest", "demas", "otras", "otros"];

/// Own shifts that she says no to beside a yes to an offer: "tomorrow no, thursday yes", "Harold is a no for me but I'll take 21". Her own
/// shifts are read as if they were offers, by their clients' names. Empty where both could be meant by one word, where she says no to
/// none of her own, and where she takes no offer.
pub(super) fn own_beside(context: &Context<'_>) -> Beside {
    if context.live.is_empty() || context.offers.is_empty() || context.live.len() > MOST_OWN {
        return Beside::default();
    }
    let mut both = context.message.clone();
    both.offers.extend(context.live.iter().map(|own| OpenOffer {
        code: format!("{OWN}{}", own.id),
        sent_at: context.at(),
        shift: OfferedShift { id: own.id.clone(), start: own.start, end: own.end, area: own.client.clone() },
    }));
    let both = Context::new(&both);
    let apart = read(&both);
    let own = |codes: &[String]| {
        codes.iter().filter_map(|code| code.strip_prefix(OWN).map(str::to_owned)).collect::<Vec<_>>()
    };
    let offers = |codes: &[String]| codes.iter().any(|code| !code.starts_with(OWN));
    let out: Vec<String> = context
        .live
        .iter()
        .map(|shift| shift.id.clone())
        .filter(|id| own(&apart.no).iter().any(|code| code.eq_ignore_ascii_case(id)))
        .collect();
    let dated = |id: &String| {
        context.shift(id).is_some_and(|shift| context.offers.iter().any(|offer| offer.date == shift.date))
    };
    let stays = !own(&apart.yes).is_empty() && out.is_empty() && offers(&apart.no);
    if offers(&apart.yes) && !out.iter().any(dated) {
        Beside { out, stays }
    } else {
        Beside { out: Vec::new(), stays }
    }
}

/// What is said of own shifts beside offers.
#[derive(Default)]
pub(super) struct Beside {
    /// These she says no to.
    pub(super) out: Vec<String>,
    /// She comes to her own, and says no to an offer: "Nora tomorrow yes, sunday I can't".
    pub(super) stays: bool,
}

/// Reads the offers apart; empty where the text points at none of them.
pub(super) fn read(context: &Context<'_>) -> Apart {
    let mut said: Vec<(String, Said)> = Vec::new();
    let mut inherited: Option<Said> = None;
    let all: Codes = context.offers.iter().map(|offer| offer.id.clone()).collect();
    let mut pointed: Codes = Codes::new();
    let mut waiting: Codes = Codes::new();
    for clause in &context.text.clauses {
        let words = super::reply::without_false_no(&super::reply::held(clause));
        let items = items(context, &words, &all);
        for (codes, verdict) in governed(&items, &all, &pointed) {
            pointed.extend(codes.iter().cloned());
            match verdict.or(inherited) {
                Some(verdict) => said.extend(codes.into_iter().map(|code| (code, verdict))),
                None => waiting.extend(codes),
            }
        }
        inherited = items
            .iter()
            .rev()
            .find_map(|item| if let Item::Says(said) = item { Some(*said) } else { None })
            .or(inherited);
        // "the early one. yes" gives its yes to what stood before it.
        if let Some(verdict) = inherited
            && !waiting.is_empty()
        {
            said.extend(std::mem::take(&mut waiting).into_iter().map(|code| (code, verdict)));
        }
    }
    // Pointing alone, at some of several, is choosing: "aurora and englewood", "1 and 3 please".
    if said.is_empty() && !context.text.question && waiting.len() < all.len() && brief(context) {
        said.extend(waiting.into_iter().map(|code| (code, Said::Yes)));
    }
    sorted(said)
}

fn brief(context: &Context<'_>) -> bool {
    context.text.words().len() <= 8
}

fn sorted(said: Vec<(String, Said)>) -> Apart {
    let mut apart = Apart::default();
    let codes: Codes = said.iter().map(|(code, _)| code.clone()).collect();
    for code in codes {
        let mut verdicts: Vec<Said> = said.iter().filter(|(c, _)| *c == code).map(|(_, s)| *s).collect();
        verdicts.sort_unstable();
        verdicts.dedup();
        match verdicts.as_slice() {
            [Said::Yes] => apart.yes.push(code),
            [Said::No] => apart.no.push(code),
            // Said twice and differently: not clear.
            _ => apart.maybe.push(code),
        }
    }
    apart
}

/// Each group of offers in a clause with the verdict that governs it.
fn governed(items: &[Item], all: &Codes, pointed: &Codes) -> Vec<(Codes, Option<Said>)> {
    let mut out: Vec<(Codes, Option<Said>)> = Vec::new();
    // "all except lakewood", "todas menos la 4".
    if let Some(at) = items.iter().position(|item| *item == Item::Except) {
        let excluded: Codes = items[at..].iter().flat_map(|item| codes(item, all, pointed)).collect();
        if excluded.is_empty() {
            return out;
        }
        let before: Codes = items[..at].iter().flat_map(|item| codes(item, all, pointed)).collect();
        let base = if before.is_empty() { all } else { &before };
        let negated = items[..at].contains(&Item::Says(Said::No));
        let (rest, apart) = if negated { (Said::No, Said::Yes) } else { (Said::Yes, Said::No) };
        out.push((base.difference(&excluded).cloned().collect(), Some(rest)));
        out.push((excluded, Some(apart)));
        return out;
    }
    let leads = matches!(
        items.iter().find(|item| **item != Item::Elsewhere || items.len() == 1),
        Some(Item::Says(_))
    );
    for (n, item) in items.iter().enumerate() {
        let group = codes(item, all, pointed);
        if group.is_empty() {
            continue;
        }
        let says = |item: &Item| if let Item::Says(said) = item { Some(*said) } else { None };
        let before = items[..n].iter().rev().find_map(says);
        let after = items[n + 1..].iter().find_map(says);
        let verdict = if leads { before.or(after) } else { after.or(before) };
        out.push((group, verdict));
    }
    out
}

fn codes(item: &Item, all: &Codes, pointed: &Codes) -> Codes {
    match item {
        Item::At(codes) => codes.clone(),
        Item::Others if !pointed.is_empty() => all.difference(pointed).cloned().collect(),
        _ => Codes::new(),
    }
}

fn ids<'s>(offers: impl Iterator<Item = &'s Local>) -> Codes {
    offers.map(|offer| offer.id.clone()).collect()
}

/// The words of a clause that point or say.
fn items(context: &Context<'_>, clause: &str, all: &Codes) -> Vec<Item> {
    let words: Vec<&str> = clause.split_whitespace().collect();
    let mut items: Vec<Item> = Vec::new();
    let mut joined = false;
    for (n, word) in words.iter().enumerate() {
        let next = words.get(n + 1).copied().unwrap_or("");
        let before = n.checked_sub(1).map_or("", |n| words[n]);
        if EXCEPT.contains(word) {
            items.push(Item::Except);
        } else if OTHERS.contains(word) && !matches!(next, "job" | "client" | "shift") {
            items.push(Item::Others);
        } else if let Some(at) = long(context, word, next, words.get(n + 2).copied().unwrap_or(""), all) {
            push(&mut items, at, joined);
        } else if let Some(at) = points(context, word, until_then(&words, n).unwrap_or(before), next, all) {
            push(&mut items, at, joined);
        } else if let Some(said) = says(word) {
            match items.last_mut() {
                // "cant do", "no puedo", "not sure": one saying, its first word decides.
                Some(Item::Says(_)) => {}
                _ => items.push(Item::Says(said)),
            }
        }
        if matches!(*word, "neither" | "none" | "ninguno" | "ninguna") {
            items.push(Item::Says(Said::No));
        }
        joined = matches!(*word, "and" | "y" | "or" | "o" | "plus" | "also");
    }
    items
}

/// "no to 21" is no span of hours, "9 to 4" is: before the "to" that joins hours stands a number.
fn until_then<'w>(words: &[&'w str], n: usize) -> Option<&'w str> {
    let before = n.checked_sub(1).map(|n| words[n])?;
    let first = n.checked_sub(2).map_or("", |n| words[n]);
    (before == "to" && !first.chars().any(|c| c.is_ascii_digit())).then_some(first)
}

/// Neighbouring pointers narrow each other ("wed in evanston") unless they are joined by "and" or exclude each other.
fn push(items: &mut Vec<Item>, at: Item, joined: bool) {
    let (Some(Item::At(known)), Item::At(new)) = (items.last_mut(), &at) else {
        items.push(at);
        return;
    };
    let common: Codes = known.intersection(new).cloned().collect();
    if joined || common.is_empty() {
        items.push(at);
    } else {
        *known = common;
    }
}

fn says(word: &str) -> Option<Said> {
    if NO.contains(&word) {
        Some(Said::No)
    } else if MAYBE.contains(&word) {
        Some(Said::Maybe)
    } else if YES.contains(&word) {
        Some(Said::Yes)
    } else {
        None
    }
}

/// "the 8 hour one", "the long one", "el corto": by how long it takes, where one of several alone takes so long.
fn long(context: &Context<'_>, word: &str, next: &str, after: &str, all: &Codes) -> Option<Item> {
    let minutes = |offer: &&Local| offer.end_from_midnight - offer.start_minute;
    let one = |word: &str| matches!(word, "one" | "1" | "shift" | "turno" | "");
    let wanted = match word {
        "long" | "longer" | "longest" | "larga" | "largo" if one(next) => {
            context.offers.iter().map(|offer| minutes(&offer)).max()
        }
        "short" | "shorter" | "shortest" | "corta" | "corto" if one(next) => {
            context.offers.iter().map(|offer| minutes(&offer)).min()
        }
        _ if matches!(next, "hour" | "hr" | "hours" | "horas") && one(after) && !after.is_empty() => {
            word.parse::<i64>().ok().map(|hours| hours * 60)
        }
        _ => None,
    }?;
    let fits = ids(context.offers.iter().filter(|offer| minutes(offer) == wanted));
    (fits.len() == 1 && all.len() > 1).then_some(Item::At(fits))
}

/// What a word points at: a code, an area, a day, a time, a part of the day, the early or the late one.
fn points(context: &Context<'_>, word: &str, before: &str, next: &str, all: &Codes) -> Option<Item> {
    if EVERY.contains(&word) && (word != "any" || next == "of") {
        return Some(Item::At(all.clone()));
    }
    let bare = word.trim_start_matches('#');
    let timed =
        matches!(next, "am" | "pm" | "a" | "p" | "min" | "hour" | "hours" | "oclock" | "days" | "miles");
    if all.contains(bare)
        && !timed
        && !matches!(before, "at" | "after" | "until" | "before" | "from" | "to" | "las")
    {
        return Some(Item::At(Codes::from([bare.to_owned()])));
    }
    let area = |offer: &&Local| {
        context.open_offer(&offer.id).is_some_and(|open| {
            let area = fold(&open.shift.area.to_lowercase());
            area.split(|c: char| !c.is_alphanumeric()).any(|part| part.len() > 3 && part == word)
        })
    };
    let there = ids(context.offers.iter().filter(area));
    if !there.is_empty() {
        return Some(Item::At(there));
    }
    let start = |offer: &&Local| offer.start;
    match word {
        "early" | "earlier" | "earliest" | "first" | "primera" | "primero"
            if all.len() > 1 && next != "thing" =>
        {
            return Some(Item::At(ids(context.offers.iter().min_by_key(start).into_iter())));
        }
        "late" | "later" | "latest" | "last" | "second" | "segunda" | "segundo" | "ultima" | "ultimo"
            if all.len() > 1 && !matches!(next, "reply" | "response" | "night" | "week" | "time" | "to") =>
        {
            return Some(Item::At(ids(context.offers.iter().max_by_key(start).into_iter())));
        }
        _ => {}
    }
    // "la de la mañana" is the morning; "mañana" alone is tomorrow.
    let phrase =
        if matches!(before, "la" | "de" | "por" | "en") && matches!(word, "manana" | "tarde" | "noche") {
            format!("de la {word}")
        } else {
            word.to_owned()
        };
    let when = context.when_in(&phrase);
    if when.says_day() {
        let on = ids(context.offers.iter().filter(|offer| when.may_mean(offer.date)));
        return Some(if on.is_empty() { Item::Elsewhere } else { Item::At(on) });
    }
    if !when.parts.is_empty() && all.len() > 1 {
        let within = ids(context
            .offers
            .iter()
            .filter(|o| when.parts.iter().any(|p| p.holds(o.start_minute, o.crosses_midnight))));
        return (!within.is_empty() && within.len() < all.len()).then_some(Item::At(within));
    }
    let written = word.chars().any(|c| c.is_ascii_digit()) && word.len() > 1;
    if written && (!when.times.is_empty() || !when.spans.is_empty()) {
        let fits = ids(context.offers.iter().filter(|offer| {
            when.spans.iter().any(|s| s.from.means(offer.start_minute) && s.until.means(offer.end_minute))
                || when.times.iter().any(|t| t.clock.means(offer.start_minute))
        }));
        return (!fits.is_empty()).then_some(Item::At(fits));
    }
    None
}

#[cfg(test)]
mod tests {
    use super::super::{Message, OfferedShift, OpenOffer, Sender};
    use super::*;

    /// Wed 25 Nov 7a-11a Evanston (4), Wed 25 Nov 3p-7p Skokie (5), Sat 28 Nov 9a-1p Aurora (7); it is Mon 23 Nov.
    fn apart(text: &str) -> String {
        let offer = |code: &str, start: &str, end: &str, area: &str| OpenOffer {
            code: code.to_owned(),
            sent_at: "2026-11-23T12:00:00-06:00".parse().unwrap(),
            shift: OfferedShift {
                id: String::new(),
                start: format!("2026-11-{start}:00:00-06:00").parse().unwrap(),
                end: format!("2026-11-{end}:00:00-06:00").parse().unwrap(),
                area: area.to_owned(),
            },
        };
        let message = Message {
            id: String::new(),
            at: "2026-11-23T12:30:00-06:00".parse().unwrap(),
            zone: "America/Chicago".to_owned(),
            sender: Sender::Caregiver,
            text: text.to_owned(),
            shifts: Vec::new(),
            offers: vec![
                offer("4", "25T07", "25T11", "Evanston"),
                offer("5", "25T15", "25T19", "Skokie"),
                offer("7", "28T09", "28T13", "Aurora"),
            ],
            thread: Vec::new(),
        };
        let read = read(&Context::new(&message));
        format!("+{} -{} ?{}", read.yes.join(","), read.no.join(","), read.maybe.join(","))
    }

    #[test]
    fn b38_several_offers_are_answered_apart() {
        for (text, expected) in [
            ("4 and 7 please", "+4,7 - ?"),
            ("i'll take 4 and 5", "+4,5 - ?"),
            ("yes to saturday no to wednesday", "+7 -4,5 ?"),
            ("sat yes, wed no", "+7 -4,5 ?"),
            ("the early one works. the skokie one I can't", "+4 -5 ?"),
            ("all except aurora", "+4,5 -7 ?"),
            ("todas menos la 5", "+4,7 -5 ?"),
            ("la de Skokie sí, las otras no puedo", "+5 -4,7 ?"),
            ("4 works. 5 maybe", "+4 - ?5"),
            ("evanston and aurora for me", "+4,7 - ?"),
            ("none of them", "+ -4,5,7 ?"),
            ("no problem, all of them", "+4,5,7 - ?"),
            ("not skokie", "+ -5 ?"),
            ("no to 4 take 5", "+5 -4 ?"),
            ("yes to 4, 9 to 5 is too long", "+4 - ?"),
            ("ok", "+ - ?"),
            ("sorry I'm busy", "+ - ?"),
            ("can I do the wed morning one", "+4 - ?"),
        ] {
            assert_eq!(apart(text), expected, "{text}");
        }
    }
}
