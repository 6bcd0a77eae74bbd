//! Short answers to one text with several shifts: "the 2nd", "all 3", "only saturday", "all but wed" (b52). Read as a whole
//! or not at all: a word that is not in the list leaves the text to the other rules.
use std::collections::BTreeSet;

use super::Speaker;
use super::context::{Context, Found, Local};
use super::normalise::Text;
use super::reply::{accept, decline};

/// Longest such answer, words.
const LONGEST: usize = 12;

const FILLER: &[&str] = &[
    "i", "ill", "id", "am", "can", "could", "will", "would", "like", "take", "do", "cover", "work", "works",
    "want", "the", "one", "ones", "shift", "shifts", "of", "them", "those", "for", "me", "on", "and", "plus",
    "also", "yes", "y", "yeah", "sure", "please", "thanks", "thank", "you", "number", "numbers", "it", "to",
    "sorry", "si", "la", "las", "el", "los", "un", "puedo", "tomo", "quiero", "de", "por", "favor",
    "gracias", "numero", "turno", "turnos", "con", "todo", "day", "that", "fine", "good", "ok",
];
const ALL: &[&str] = &["all", "todas", "todos", "every", "everything"];
const BOTH: &[&str] = &["both", "ambos", "ambas"];
const NONE: &[&str] = &["none", "neither", "ninguno", "ninguna"];
const ONLY: &[&str] = &["only", "just", "solo", "solamente", "nomas"];
const EXCEPT: &[&str] = &["but", "except", "excepto", "menos"];

/// The place in the list that a word names, from 0; the last one is [`usize::MAX`].
fn place(word: &str) -> Option<usize> {
    Some(match word {
        "1st" | "first" | "primero" | "primera" | "primer" => 0,
        "2nd" | "second" | "segundo" | "segunda" => 1,
        "3rd" | "third" | "tercero" | "tercera" | "tercer" => 2,
        "last" | "ultimo" | "ultima" => usize::MAX,
        _ => return None,
    })
}

fn number(word: &str) -> Option<usize> {
    Some(match word {
        "2" | "two" | "dos" => 2,
        "3" | "three" | "tres" => 3,
        _ => return None,
    })
}

/// The readings of such an answer; empty where it is none.
pub(super) fn answered(context: &Context<'_>) -> Vec<Found> {
    let Some((yes, no)) = read(context) else { return Vec::new() };
    let words: String = context.text.flat.trim().chars().take(40).collect();
    let mut found: Vec<Found> = yes.iter().map(|code| accept(context, code, &words).certain()).collect();
    if !no.is_empty() {
        let codes: Vec<&str> = no.iter().map(String::as_str).collect();
        found.push(decline(context, &codes, &words).certain());
    }
    found
}

/// Codes taken and codes refused, in the order of the list.
fn read(context: &Context<'_>) -> Option<(Vec<String>, Vec<String>)> {
    let mut listed: Vec<&Local> = context.offers.iter().collect();
    if listed.len() < 2 || context.text.question || !in_one_text(context) {
        return None;
    }
    listed.sort_by_key(|offer| (offer.start, offer.id.as_str()));
    // "but" cuts clauses; here it may mean "except".
    let lower = context.text.lower.replace(['&', ','], " and ");
    let words: Vec<&str> = lower
        .split(|c: char| !(c.is_alphanumeric() || c == '#'))
        .filter(|word| !word.is_empty())
        .take(LONGEST + 1)
        .collect();
    if words.len() > LONGEST {
        return None;
    }
    let mut taken: BTreeSet<usize> = BTreeSet::new();
    let mut refused: BTreeSet<usize> = BTreeSet::new();
    let (mut except, mut every, mut places, mut skip) = (false, false, false, false);
    for (at, word) in words.iter().enumerate() {
        let next = words.get(at + 1).copied().unwrap_or_default();
        let folded = super::normalise::fold(word);
        let word = folded.as_str();
        if std::mem::take(&mut skip) {
            continue;
        }
        let into = if except { &mut refused } else { &mut taken };
        if ALL.contains(&word) || BOTH.contains(&word) && listed.len() == 2 {
            // "all 3" of three; "all 2" of three is not clear.
            if let Some(count) = number(next) {
                if count != listed.len() {
                    return None;
                }
                skip = true;
            }
            every = true;
            taken.extend(0..listed.len());
        } else if NONE.contains(&word) {
            return words
                .iter()
                .all(|w| NONE.contains(w) || FILLER.contains(w))
                .then(|| (Vec::new(), listed.iter().map(|offer| offer.id.clone()).collect()));
        } else if EXCEPT.contains(&word) {
            if !every {
                return None;
            }
            except = true;
        } else if let Some(nth) = place(word) {
            let nth = if nth == usize::MAX { listed.len() - 1 } else { nth };
            // "the 2nd" may be the second day of the month.
            let day = i8::try_from(nth + 1).ok()?;
            if nth >= listed.len() || listed.iter().any(|offer| offer.date.day() == day) {
                return None;
            }
            places = true;
            into.insert(nth);
        } else if let Some(code) = listed.iter().position(|offer| offer.id == word.trim_start_matches('#')) {
            into.insert(code);
        } else if ONLY.contains(&word) || FILLER.contains(&word) {
        } else {
            let when = context.when_in(word);
            let on: Vec<usize> =
                (0..listed.len()).filter(|n| when.says_day() && when.may_mean(listed[*n].date)).collect();
            let [only] = on.as_slice() else { return None };
            into.insert(*only);
        }
    }
    let only = words.iter().any(|word| ONLY.contains(word));
    if taken.is_empty() || except && refused.is_empty() || !(every || places || only) {
        // What is said with codes and days alone, the other rules read.
        return None;
    }
    let code = |at: usize| listed.get(at).map(|offer| offer.id.clone());
    Some((
        taken.difference(&refused).filter_map(|at| code(*at)).collect(),
        refused.iter().filter_map(|at| code(*at)).collect(),
    ))
}

/// Whether what Gigi said last lists several of the open offers by their numbers.
fn in_one_text(context: &Context<'_>) -> bool {
    let last = context.message.thread.iter().rev().find(|turn| turn.from == Speaker::Gigi);
    last.is_some_and(|turn| {
        let flat = Text::new(&turn.text).flat;
        context.offers.iter().filter(|offer| flat.contains(&format!(" #{} ", offer.id))).count() > 1
    })
}
