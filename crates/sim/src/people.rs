//! People who answer offers by themselves, each in their own way. They have no timers: somebody asks [`People::tick`]
//! what is due by now.

use std::collections::{BTreeMap, BTreeSet};

use jiff::{SignedDuration, Timestamp};
use serde::{Deserialize, Serialize};

use crate::front::spread;

/// How somebody answers an offer.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Habit {
    /// Says yes within 20 to 45 seconds.
    QuickYes,
    /// Says yes after 6 to 12 minutes, when it may be too late.
    LateYes,
    /// Says no within 20 to 45 seconds.
    No,
    /// Never answers.
    Silent,
    /// Asks something first, within a minute.
    Question,
}

/// A text that somebody sends now.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct DueText {
    /// Who sends it, E.164.
    pub from: String,
    /// The words.
    pub body: String,
    /// When they had decided to send it.
    pub due: Timestamp,
}

/// Everybody's habits and what they are about to say.
#[derive(Debug, Default)]
pub struct People {
    on: bool,
    seed: u64,
    habits: BTreeMap<String, Habit>,
    waiting: Vec<DueText>,
    answered: BTreeSet<(String, String)>,
}

impl People {
    /// People of a world; switched off.
    pub fn new(seed: u64) -> Self {
        Self { seed, ..Self::default() }
    }

    /// Whether they answer at all.
    pub fn is_on(&self) -> bool {
        self.on
    }

    /// Lets them answer, or not. What they had already decided to say is forgotten when they are switched off.
    pub fn set_on(&mut self, on: bool) {
        self.on = on;
        if !on {
            self.waiting.clear();
        }
    }

    /// Gives somebody a habit instead of the one the seed gave them.
    pub fn set_habit(&mut self, number: &str, habit: Habit) {
        self.habits.insert(number.to_owned(), habit);
    }

    /// How the owner of a number answers: seeded, unless [`People::set_habit`] said otherwise.
    pub fn habit(&self, number: &str) -> Habit {
        if let Some(habit) = self.habits.get(number) {
            return *habit;
        }
        match self.dice(number, 1) {
            x if x < 0.30 => Habit::QuickYes,
            x if x < 0.55 => Habit::No,
            x if x < 0.80 => Habit::Silent,
            x if x < 0.90 => Habit::LateYes,
            _ => Habit::Question,
        }
    }

    /// Somebody reads a text. Only an offer (it says how to TAKE it, or asks which of several) makes them answer, and each
    /// offer only once.
    pub fn hear(&mut self, number: &str, spanish: bool, text: &str, at: Timestamp) {
        let several = offer_codes(text);
        let Some(code) = several.clone().or_else(|| offer_code(text)).filter(|_| self.on) else {
            return;
        };
        if !self.answered.insert((number.to_owned(), code.clone())) {
            return;
        }
        let salt = code.bytes().fold(11_u64, |sum, b| sum.wrapping_mul(31).wrapping_add(b.into()));
        let (delay, words) = (self.dice(number, salt), self.dice(number, salt.wrapping_add(1)));
        let seconds = |from: f64, until: f64| (from + delay * (until - from)) as i64;
        let pick =
            |list: &[&str]| list[((words * list.len() as f64) as usize).min(list.len() - 1)].to_owned();
        let take = if several.is_some() { code.clone() } else { format!("TAKE {code}") };
        let (seconds, body) = match self.habit(number) {
            Habit::Silent => return,
            // A bare yes to several shifts says nothing.
            Habit::QuickYes if several.is_some() => {
                (seconds(20.0, 45.0), pick(&[&take, &take, if spanish { "todas" } else { "all of them" }]))
            }
            Habit::LateYes if several.is_some() => (seconds(360.0, 720.0), take),
            Habit::QuickYes if spanish => {
                (seconds(20.0, 45.0), pick(&["sí puedo", "si yo puedo", &take, "👍"]))
            }
            Habit::QuickYes => {
                (seconds(20.0, 45.0), pick(&["yes i can", "k", "👍", &take, "Yes I'll take it"]))
            }
            Habit::LateYes if spanish => (seconds(360.0, 720.0), pick(&["sí puedo", &take])),
            Habit::LateYes => (seconds(360.0, 720.0), pick(&["yes i can still do it", &take, "ok I can go"])),
            Habit::No if spanish => (seconds(20.0, 45.0), pick(&["no puedo lo siento", "hoy no"])),
            Habit::No => {
                (seconds(20.0, 45.0), pick(&["no sorry", "cant tonight", "PASS", "Not this time, sorry"]))
            }
            Habit::Question if spanish => (seconds(20.0, 60.0), pick(&["dónde es?", "cuánto pagan?"])),
            Habit::Question => (
                seconds(20.0, 60.0),
                pick(&["how far is it?", "is there a hoyer?", "can I start at 8 instead?"]),
            ),
        };
        let due = at.saturating_add(SignedDuration::from_secs(seconds)).unwrap_or(at);
        self.waiting.push(DueText { from: number.to_owned(), body, due });
    }

    /// The texts that are due by `now`, in order of time; each is returned once.
    pub fn tick(&mut self, now: Timestamp) -> Vec<DueText> {
        let (mut due, later): (Vec<DueText>, Vec<DueText>) =
            std::mem::take(&mut self.waiting).into_iter().partition(|text| text.due <= now);
        self.waiting = later;
        due.sort_by(|a, b| (a.due, &a.from).cmp(&(b.due, &b.from)));
        due
    }

    fn dice(&self, number: &str, salt: u64) -> f64 {
        let line: u64 = number.trim_start_matches('+').parse().unwrap_or(0);
        spread(self.seed, line, salt)
    }
}

/// The code after TAKE, when the text is an offer.
fn offer_code(text: &str) -> Option<String> {
    let after = text.split("TAKE").nth(1)?;
    let code: String = after.trim_start().chars().take_while(char::is_ascii_alphanumeric).collect();
    Some(code)
}

/// The numbers of several shifts in one text: `#1 Tue ...; #3 Thu ... Reply with the numbers you can take, or PASS`.
fn offer_codes(text: &str) -> Option<String> {
    if text.contains("TAKE") || !text.contains("PASS") {
        return None;
    }
    let number = |after: &str| -> String { after.chars().take_while(char::is_ascii_digit).collect() };
    let codes: Vec<String> = text.split('#').skip(1).map(number).filter(|code| !code.is_empty()).collect();
    (codes.len() > 1).then(|| codes.join(" and "))
}

#[cfg(test)]
mod tests {
    use super::*;

    const OFFER: &str =
        "Example Home Care: open shift Tue 7a-11a, Oak Park. Reply TAKE 4 or PASS 4 by 6:20a.";

    fn at(text: &str) -> Timestamp {
        text.parse().unwrap()
    }

    #[test]
    fn a_quick_yes_comes_after_twenty_to_forty_five_seconds_and_only_once() {
        let mut people = People::new(1);
        people.set_on(true);
        people.set_habit("+12025550111", Habit::QuickYes);
        people.hear("+12025550111", false, OFFER, at("2026-11-23T18:00:00Z"));
        people.hear("+12025550111", false, OFFER, at("2026-11-23T18:00:01Z"));
        assert!(people.tick(at("2026-11-23T18:00:19Z")).is_empty());
        assert_eq!(people.tick(at("2026-11-23T18:00:46Z")).len(), 1);
        assert!(people.tick(at("2026-11-23T19:00:00Z")).is_empty());
    }

    #[test]
    fn several_shifts_in_one_text_are_answered_by_their_numbers() {
        let mut people = People::new(1);
        people.set_on(true);
        people.set_habit("+12025550111", Habit::LateYes);
        let text = "Example Home Care: 2 open shifts: #1 Tue 7a-11a; #3 Thu 7a-11a. Reply with the numbers, or PASS.";
        people.hear("+12025550111", false, text, at("2026-11-23T18:00:00Z"));
        let answers: Vec<String> =
            people.tick(at("2026-11-23T19:00:00Z")).into_iter().map(|t| t.body).collect();
        assert_eq!(answers, ["1 and 3"]);
    }

    #[test]
    fn nobody_answers_a_text_that_offers_nothing_or_while_switched_off() {
        let mut people = People::new(1);
        people.set_habit("+12025550111", Habit::QuickYes);
        people.hear("+12025550111", false, OFFER, at("2026-11-23T18:00:00Z"));
        people.set_on(true);
        people.hear("+12025550111", false, "You're confirmed for Tue 7a-11a.", at("2026-11-23T18:00:00Z"));
        assert!(people.tick(at("2026-11-23T20:00:00Z")).is_empty());
    }

    #[test]
    fn the_seed_decides_and_every_habit_occurs() {
        let habits = |seed| -> Vec<Habit> {
            let people = People::new(seed);
            (100..200).map(|n| people.habit(&format!("+12025550{n}"))).collect()
        };
        assert_eq!(habits(3), habits(3));
        assert_ne!(habits(3), habits(4));
        assert_eq!(BTreeSet::from_iter(habits(3)).len(), 5);
    }
}
