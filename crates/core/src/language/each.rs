//! Several offers answered apart: "1 and 3 please", "yes to the early one no to the late one", "todas menos Lakewood", "la 4 sí, la
//! otra no puedo", "yes and I'll take wed too". Words that point at offers and words that say yes, no or maybe are read in their
//! order; a clause keeps to itself.
mod words;

use std::collections::BTreeSet;

use super::context::{Context, Local};
use super::normalise::fold;
use super::phrases::rule;
use super::{OfferedShift, OpenOffer};
use words::{EVERY, EXCEPT, OTHERS, says};

/// Before the ids of own shifts that are read beside offers.
const OWN: &str = "own ";
/// Of more shifts a word hardly points at one.
const MOST_OWN: usize = 6;
/// Words of a clause that only points: "and the one in Aurora too".
const POINTS_ONLY: usize = 4;

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
    /// The ones not pointed at so far; of these only, where a day follows ("the other Thursday").
    Others(Option<Codes>),
    /// A day or time of something that is no offer: her own shift.
    Elsewhere,
    Says(Said),
    /// "all except", "menos".
    Except,
}

/// Her own shifts as if they were offered, by their clients' names.
fn own_as_offers(context: &Context<'_>) -> impl Iterator<Item = OpenOffer> {
    let at = context.at();
    context.live.iter().map(move |own| OpenOffer {
        code: format!("{OWN}{}", own.id),
        sent_at: at,
        shift: OfferedShift { id: own.id.clone(), start: own.start, end: own.end, area: own.client.clone() },
    })
}

/// Own shifts that she says no to beside a yes to an offer: "tomorrow no, thursday yes", "Harold is a no for me but I'll take 21". Her own
/// shifts are read as if they were offers, by their clients' names. Empty where both could be meant by one word, where she says no to
/// none of her own, and where she takes no offer.
pub(super) fn own_beside(context: &Context<'_>) -> Beside {
    if context.live.is_empty() || context.offers.is_empty() || context.live.len() > MOST_OWN {
        return Beside::default();
    }
    let mut both = context.message.clone();
    both.offers.extend(own_as_offers(context));
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

/// Her own shifts that she says yes and no to, where she says both: "I can do Sunday just not tomorrow".
pub(super) fn contrasted(context: &Context<'_>) -> Option<(Vec<String>, Vec<String>)> {
    if context.live.len() < 2 || context.live.len() > MOST_OWN {
        return None;
    }
    let mut own = context.message.clone();
    own.offers = own_as_offers(context).collect();
    let apart = read(&Context::new(&own));
    let ids = |codes: &[String]| {
        let said = |id: &&String| codes.iter().any(|code| code[OWN.len()..].eq_ignore_ascii_case(id));
        context.live.iter().map(|shift| &shift.id).filter(said).cloned().collect::<Vec<_>>()
    };
    let (yes, no) = (ids(&apart.yes), ids(&apart.no));
    (!yes.is_empty() && !no.is_empty()).then_some((yes, no))
}

/// What is said of own shifts beside offers.
#[derive(Default)]
pub(super) struct Beside {
    /// These she says no to.
    pub(super) out: Vec<String>,
    /// She comes to her own, and says no to an offer: "Nora tomorrow yes, sunday I can't".
    pub(super) stays: bool,
}

rule!(
    TAKES = words[r"i (?:will|would|could|can|may) (?:gladly |happily |still |just )?(?:do|take|cover|work|pick(?: up)?|grab)"]
);
rule!(
    /// "Sunday I'm there"
    COMES = words[r"i (?:am|will be) (?:there|in|back|here|coming|good|ok|fine)"]
);
rule!(
    /// "I got the morning"
    GOT = words[r"i (?:got|want) the (?P<it>(?:morning|afternoon|evening|night|early|late|first|second|last)(?: one)?)$"]
);
rule!(
    /// "somebody else can have the afternoon"
    SOMEBODY = words[r"(?:somebody|someone|some1|anybody|anyone) else", r"otra persona", r"alguien mas"]
);
rule!(CONCLUDES = words[r"so", r"asi (?:que|q|k)", r"por eso"]);

/// Clauses with what only sounds like an answer taken out; "Thursday I have class so give me the other one" is two.
fn clauses(context: &Context<'_>) -> Vec<String> {
    let parts = context.text.clauses.iter().flat_map(|clause| {
        let plain = super::reply::without_false_no(&super::reply::held(clause));
        let plain = COMES.replace(
            &TAKES.replace(&SOMEBODY.replace(&GOT.replace(&plain, "take the $it"), "no"), "take"),
            "ok",
        );
        CONCLUDES.replace(&plain, "|").split('|').map(|part| format!(" {} ", part.trim())).collect::<Vec<_>>()
    });
    parts.filter(|part| !part.trim().is_empty()).collect()
}

/// "6", "the Gallup one", "and aurora too": words that point, and nothing beside them.
fn only_points(context: &Context<'_>, clause: &str, all: &Codes) -> bool {
    const BESIDE: &[&str] = &[
        "the",
        "el",
        "la",
        "los",
        "las",
        "one",
        "ones",
        "and",
        "y",
        "also",
        "too",
        "tambien",
        "please",
        "just",
        "only",
        "on",
        "in",
        "for",
        "me",
        "shift",
        "turno",
        "number",
        "numero",
        "then",
        "that",
        "de",
        "del",
        "por",
        "favor",
        "en",
        "solo",
        "nomas",
        "at",
        "a",
        "to",
        "al",
        "plus",
        "morning",
        "afternoon",
        "night",
        "evening",
        "am",
        "pm",
    ];
    let words: Vec<&str> = clause.split_whitespace().collect();
    let pointing = |n: usize| {
        let next = words.get(n + 1).copied().unwrap_or("");
        let before = n.checked_sub(1).map_or("", |n| words[n]);
        let at = points(context, words[n], before, next, all);
        says(words[n]).is_none() && matches!(at, Some(Item::At(codes)) if codes.len() < all.len())
    };
    (0..words.len()).any(pointing) && (0..words.len()).all(|n| BESIDE.contains(&words[n]) || pointing(n))
}

/// Whether the text begins with a bare pick of one of several offers: "26, sunday's Halloween".
pub(super) fn begins_with_pick(context: &Context<'_>) -> bool {
    let all: Codes = context.offers.iter().map(|offer| offer.id.clone()).collect();
    let clauses = clauses(context);
    all.len() > 1
        && clauses.len() > 1
        && clauses.first().is_some_and(|first| only_points(context, first, &all))
}

/// Reads the offers apart; empty where the text points at none of them.
pub(super) fn read(context: &Context<'_>) -> Apart {
    let mut said: Vec<(String, Said)> = Vec::new();
    let mut inherited: Option<Said> = None;
    let all: Codes = context.offers.iter().map(|offer| offer.id.clone()).collect();
    let mut pointed: Codes = Codes::new();
    let (mut waiting, mut picks, mut reasons) = (Codes::new(), Codes::new(), Codes::new());
    for words in clauses(context) {
        let pure = only_points(context, &words, &all);
        let wordy = !pure && words.split_whitespace().count() > POINTS_ONLY;
        let items = items(context, &words, &all);
        let groups = governed(&items, &all, &pointed);
        let points = !groups.is_empty();
        for (codes, verdict) in groups {
            pointed.extend(codes.iter().cloned());
            match verdict.or(inherited) {
                // "I'll do the day one, nights mess with my pressure": so many words say something of their own.
                Some(Said::Yes) if verdict.is_none() && wordy => {
                    said.extend(codes.into_iter().map(|code| (code, Said::Maybe)));
                }
                Some(verdict) => said.extend(codes.into_iter().map(|code| (code, verdict))),
                None => {
                    picks.extend(codes.iter().filter(|_| pure).cloned());
                    reasons.extend(codes.iter().filter(|_| wordy).cloned());
                    waiting.extend(codes);
                }
            }
        }
        let says = |item: &Item| if let Item::Says(said) = item { Some(*said) } else { None };
        inherited = items.iter().rev().find_map(says).or(inherited);
        // "the early one. yes" gives its yes to what stood before it.
        if let Some(verdict) = inherited
            && !points
            && !waiting.is_empty()
        {
            said.extend(std::mem::take(&mut waiting).into_iter().map(|code| (code, verdict)));
        }
    }
    // "4, 5. friday I got to be in court"
    let reasoned = waiting.iter().filter(|code| reasons.contains(*code) && !picks.contains(*code)).cloned();
    said.extend(reasoned.map(|code| (code, Said::Maybe)));
    // Pointing alone, at some of several, is choosing: "aurora and englewood", "1 and 3 please"; so it is beside what speaks against
    // another: "sunday. the rest I pass".
    let against = said.iter().all(|(_, said)| *said != Said::Yes);
    if !said.is_empty() {
        waiting.retain(|code| picks.contains(code) && !said.iter().any(|(known, _)| known == code));
    }
    let chooses = !context.text.question && waiting.len() < all.len() && against;
    if chooses && (brief(context) || !said.is_empty()) {
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
    // "15 yes 16 no": each number has its answer behind it.
    let suffixed = matches!(items, [Item::Elsewhere, Item::Says(_), .., Item::Says(_)]);
    let leads = !suffixed
        && matches!(
            items.iter().find(|item| **item != Item::Elsewhere || items.len() == 1),
            Some(Item::Says(_))
        );
    let ends_pointing = matches!(items.last(), Some(Item::At(_) | Item::Others(_)));
    for (n, item) in items.iter().enumerate() {
        let group = codes(item, all, pointed);
        if group.is_empty() {
            continue;
        }
        let says = |item: &Item| if let Item::Says(said) = item { Some(*said) } else { None };
        let before = items[..n].iter().rev().find_map(says);
        let after = items[n + 1..].iter().find_map(says);
        // "2 not 3": the no is the second one's, and the first is what she picks.
        let no_then_another =
            matches!(items.get(n + 1..n + 3), Some([Item::Says(Said::No), Item::At(_) | Item::Others(_)]));
        let denied = n.checked_sub(1).is_some_and(|n| items[n] == Item::Says(Said::No));
        let verdict = match (leads, ends_pointing) {
            (true, _) => before.or(after),
            (_, true) if before.is_none() && no_then_another => Some(Said::Yes),
            (_, true) if denied => before,
            _ => after.or(before),
        };
        out.push((group, verdict));
    }
    out
}

fn codes(item: &Item, all: &Codes, pointed: &Codes) -> Codes {
    match item {
        Item::At(codes) => codes.clone(),
        Item::Others(among) if !pointed.is_empty() => {
            let left = all.difference(pointed);
            left.filter(|code| among.as_ref().is_none_or(|among| among.contains(*code))).cloned().collect()
        }
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
            items.push(Item::Others(None));
        } else if let Some(at) = long(context, word, next, words.get(n + 2).copied().unwrap_or(""), all) {
            push(&mut items, at, joined);
        } else if let Some(at) = points(context, word, until_then(&words, n).unwrap_or(before), next, all) {
            push(&mut items, at, joined);
        } else if is_other_number(word, next, all) {
            items.push(Item::Elsewhere);
        } else if let Some(said) = says(word).filter(|_| !joins(&words, n)) {
            match items.last_mut() {
                // "12 yes not 13": the no goes before what it denies.
                Some(Item::Says(Said::Yes)) if said == Said::No && denies_next(context, &words, n, all) => {
                    items.push(Item::Says(said));
                }
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
    if let (Some(Item::Others(among)), Item::At(new), false) = (items.last_mut(), &at, joined) {
        *among = Some(new.clone());
        return;
    }
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

/// "15 yes 16 no" where 15 is hers already: a number that is not open is answered too.
fn is_other_number(word: &str, next: &str, all: &Codes) -> bool {
    let number = word.len() <= 3 && word.chars().all(|c| c.is_ascii_digit());
    number && !all.contains(word) && matches!(next, "yes" | "no" | "si" | "ok")
}

/// Whether what a no at `n` denies comes right behind it.
fn denies_next(context: &Context<'_>, words: &[&str], n: usize, all: &Codes) -> bool {
    const BETWEEN: &[&str] = &["the", "el", "la", "al", "on", "to", "for", "number", "de"];
    let behind = &words[n + 1..];
    let Some(at) = behind.iter().position(|word| !BETWEEN.contains(word)) else { return false };
    let next = behind.get(at + 1).copied().unwrap_or("");
    at <= 2 && matches!(points(context, behind[at], "", next, all), Some(Item::At(_)))
}

/// "paso el 31 y el 32": "and", where "4 y 5 n" is a yes and a no.
fn joins(words: &[&str], n: usize) -> bool {
    words[n] == "y" && n > 0 && n + 1 < words.len() && !words.contains(&"n")
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
    // "the day one", beside a night.
    if word == "day" && matches!(next, "one" | "shift" | "1") && before != "every" {
        let by_day = ids(context
            .offers
            .iter()
            .filter(|offer| !offer.crosses_midnight && offer.start_minute < 17 * 60));
        return (!by_day.is_empty() && by_day.len() < all.len()).then_some(Item::At(by_day));
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
