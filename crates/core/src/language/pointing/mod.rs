//! Which of the person's shifts, or of the offers to her, a text points at, as learnt: "today yes, sun and mon no" calls out of two of
//! three shifts, "put me down for Yonkers not the other" takes one of two offers. No rule has words for all that; so every shift is
//! looked at in turn, with what the words around a day, a name or a time say (`words`), where it stands among the others, what was
//! asked, and what the rules bound (`place`).
//!
//! `cargo xtask train-binding` makes `data/binding.bin` from `fixtures/language/situations`; the same texts give the same bytes.
mod place;
mod words;

use super::context::{Context, Local};
use super::dates::When;
use super::model::{float, hash};
use super::normalise::fold;
use super::order::{self, Ruled};
use super::{Intent, Message};

use place::{Shared, place};
use words::Words;

/// Buckets of features.
pub const BUCKETS: usize = 1 << 18;
/// What weighs a feature that is no word.
pub const FACT_WEIGHT: f32 = 0.3;
/// Scale of the weights, bias, and the two numbers that make a confidence of a sum: little-endian floats before the weights, a byte each.
const HEAD: usize = 4;
static WEIGHTS: &[u8] = include_bytes!("../../../data/binding.bin");
/// Words of a text that are looked at.
const WORDS: usize = 60;

/// A shift or an offer as the model sees it beside a text.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Candidate {
    /// Of the shift, or the offer's code.
    pub id: String,
    /// Buckets of what is known beside the words, sorted, each once.
    pub facts: Vec<u32>,
    /// Buckets of words in their relation to it, sorted, each once.
    pub words: Vec<u32>,
}

/// Whether shifts are bound to such an intent, or offers.
pub fn binds(intent: Intent) -> bool {
    intent.answers_offer() || of_shifts(intent)
}

/// What is about shifts that somebody has.
pub(super) fn of_shifts(intent: Intent) -> bool {
    matches!(
        intent,
        Intent::CallOutSingle
            | Intent::CallOutMulti
            | Intent::RunningLate
            | Intent::LeaveEarly
            | Intent::ReliefMissing
            | Intent::Retraction
            | Intent::SwapOrTimeChange
            | Intent::ScheduleQuery
            | Intent::EvvClockIssue
            | Intent::ClientCancelReschedule
            | Intent::ClientNoShowReport
    )
}

/// One call-out or several is what the binding says.
fn kind(intent: Intent) -> u8 {
    if intent == Intent::CallOutMulti { Intent::CallOutSingle as u8 } else { intent as u8 }
}

/// Everything that may be bound to `intent`, as the model sees it.
pub fn candidates(message: &Message, intent: Intent) -> Vec<Candidate> {
    let context = Context::new(message);
    let ruled = order::rules(&context);
    seen(&context, &ruled, intent)
}

/// Every shift or offer with how likely it is meant, 0 to 1.
pub(super) fn likely(context: &Context<'_>, ruled: &Ruled, intent: Intent) -> Vec<(String, f32)> {
    seen(context, ruled, intent)
        .into_iter()
        .map(|one| {
            let p = score(&one);
            (one.id, p)
        })
        .collect()
}

fn score(one: &Candidate) -> f32 {
    let weight = |bucket: &u32| {
        WEIGHTS.get(HEAD * 4 + *bucket as usize).map_or(0, |byte| i32::from(byte.cast_signed()))
    };
    let sum = |buckets: &[u32]| buckets.iter().map(weight).sum::<i32>() as f32 * float(WEIGHTS, 0);
    let all = sum(&one.facts) * FACT_WEIGHT + sum(&one.words) * share(one.words.len()) + float(WEIGHTS, 1);
    1.0 / (1.0 + (-(all * float(WEIGHTS, 2) + float(WEIGHTS, 3))).exp())
}

/// Long texts have more words: each counts less.
pub fn share(words: usize) -> f32 {
    2.0 / (words.max(1) as f32).sqrt()
}

/// How some words point at one of the candidates.
#[derive(Clone, Copy, Default, PartialEq, Eq)]
struct Points {
    day: u8,
    name: bool,
    time: u8,
    part: bool,
}

impl Points {
    fn any(self) -> bool {
        self.day > 0 || self.name || self.time > 0 || self.part
    }

    fn code(self) -> u8 {
        self.day + 4 * u8::from(self.name) + 8 * self.time + 32 * u8::from(self.part)
    }
}

/// A candidate with what may be said of it.
struct Item<'c> {
    shift: &'c Local,
    /// Words of the client's name, or of the area.
    names: Vec<String>,
}

impl Item<'_> {
    fn pointed(&self, when: &When, words: &[&str]) -> Points {
        let day = when
            .days
            .iter()
            .filter_map(|day| day.options.iter().position(|date| *date == self.shift.date))
            .map(|at| if at == 0 { 1 } else { 2 })
            .min();
        let habit = when.habits.contains(&self.shift.date.weekday());
        let starts = when.times.iter().any(|time| time.clock.means(self.shift.start_minute))
            || when.spans.iter().any(|span| span.from.means(self.shift.start_minute));
        let ends = when.times.iter().any(|time| time.clock.means(self.shift.end_minute))
            || when.spans.iter().any(|span| span.until.means(self.shift.end_minute));
        let named = |word: &&str| {
            self.names.iter().any(|name| *word == name || word.strip_suffix('s').is_some_and(|w| w == name))
        };
        Points {
            day: day.unwrap_or(if habit { 3 } else { 0 }),
            name: words.iter().any(named),
            time: u8::from(starts) + 2 * u8::from(ends),
            part: when.parts.iter().any(|p| p.holds(self.shift.start_minute, self.shift.crosses_midnight)),
        }
    }
}

/// What is gathered of one candidate.
#[derive(Default)]
struct Gathered {
    /// Of the intent.
    kind: u8,
    facts: Vec<u32>,
    words: Vec<u32>,
}

#[expect(clippy::cast_possible_truncation, reason = "the remainder fits")]
fn bucket(salt: u8, bytes: &[u8]) -> u32 {
    (hash(salt, bytes) % BUCKETS as u64) as u32
}

impl Gathered {
    fn fact(&mut self, fact: &[u8]) {
        self.facts.push(bucket(1, fact));
    }

    /// The same, and beside the intent.
    fn facts(&mut self, fact: &[u8]) {
        self.fact(fact);
        let mut beside = vec![200, self.kind];
        beside.extend_from_slice(fact);
        self.fact(&beside);
    }

    fn word(&mut self, relation: &[u8], words: &[&str]) {
        let mut bytes = relation.to_vec();
        for word in words {
            bytes.push(b' ');
            bytes.extend_from_slice(word.as_bytes());
        }
        self.words.push(bucket(2, &bytes));
    }
}

fn seen(context: &Context<'_>, ruled: &Ruled, intent: Intent) -> Vec<Candidate> {
    let items = items(context, intent);
    if items.is_empty() {
        return Vec::new();
    }
    let words = Words::new(context, &items);
    let shared = Shared::new(context, ruled, &items, intent);
    let candidate = |(n, item): (usize, &Item<'_>)| {
        let mut found = Gathered { kind: kind(intent), ..Gathered::default() };
        let place = place(context, &items, n);
        shared.facts(context, &items, n, &place, &mut found);
        words.beside(&place, &mut found);
        words.of(context, n, item, &mut found);
        for list in [&mut found.facts, &mut found.words] {
            list.sort_unstable();
            list.dedup();
        }
        Candidate { id: item.shift.id.clone(), facts: found.facts, words: found.words }
    };
    items.iter().enumerate().map(candidate).collect()
}

fn items<'c>(context: &'c Context<'_>, intent: Intent) -> Vec<Item<'c>> {
    let parts = |name: &str| -> Vec<String> {
        fold(&name.to_lowercase())
            .split(|c: char| !c.is_alphanumeric())
            .filter(|part| {
                part.len() >= 3 && !matches!(*part, "mrs" | "miss" | "the" | "and" | "los" | "las")
            })
            .map(str::to_owned)
            .collect()
    };
    if intent.answers_offer() {
        let area = |offer: &Local| {
            context.open_offer(&offer.id).map(|open| parts(&open.shift.area)).unwrap_or_default()
        };
        return context.offers.iter().map(|offer| Item { shift: offer, names: area(offer) }).collect();
    }
    let of = |shift: &'c Local| Item { shift, names: parts(&shift.client) };
    let mut all: Vec<Item<'c>> = Vec::new();
    // What is over can still be asked about and clocked, not called out of.
    if matches!(
        intent,
        Intent::EvvClockIssue | Intent::ClientNoShowReport | Intent::ScheduleQuery | Intent::ReliefMissing
    ) {
        all.extend(context.ended.iter().rev().take(3).map(of));
    }
    all.extend(context.live.iter().map(of));
    all
}
