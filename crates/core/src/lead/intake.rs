//! What is asked of somebody who wants care, one thing at a time, and what her words tell (`domain.md 4.34`).
use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::private::Redacted;

/// Most letters kept of one answer.
const LONGEST: usize = 400;
/// Digits in a row, spaces and dashes not counted, from which a number may be an insurance or card number.
const SECRET_DIGITS: usize = 9;

/// One thing that the office needs to know. The order is the order of the questions.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Topic {
    /// For whom: herself, her mother.
    Relation,
    /// Her name.
    Name,
    /// Town or ZIP code of the home.
    Town,
    /// When care should start.
    Start,
    /// Hours and days.
    Hours,
    /// What help is needed.
    Help,
    /// Lives alone, safe now?
    Safe,
    /// Private, long-term-care insurance, VA, Medicaid. Never a number.
    Pay,
    /// How she heard of the agency: the referral source.
    Heard,
    /// When to call her.
    CallTime,
}

impl Topic {
    /// All of them, in the order they are asked.
    pub const ALL: [Self; 10] = [
        Self::Relation,
        Self::Name,
        Self::Town,
        Self::Start,
        Self::Hours,
        Self::Help,
        Self::Safe,
        Self::Pay,
        Self::Heard,
        Self::CallTime,
    ];

    /// The name of the form's field.
    pub const fn field(self) -> &'static str {
        match self {
            Self::Relation => "relation",
            Self::Name => "name",
            Self::Town => "town",
            Self::Start => "start",
            Self::Hours => "hours",
            Self::Help => "help",
            Self::Safe => "safe",
            Self::Pay => "pay",
            Self::Heard => "heard",
            Self::CallTime => "call_time",
        }
    }
}

/// What is known, in the person's own words.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Told(BTreeMap<Topic, Redacted<String>>);

impl Told {
    /// Keeps an answer; nothing that stands is lost, the same words are kept once. `true`: a number was taken out that
    /// may be an insurance or card number.
    pub fn keep(&mut self, topic: Topic, words: &str) -> bool {
        let (words, removed) = without_numbers(topic, words.trim());
        let words: String = words.chars().filter(|c| !c.is_control() || *c == '\n').take(LONGEST).collect();
        if words.is_empty() {
            return removed;
        }
        match self.0.get(&topic) {
            Some(stands) if stands.expose().contains(&words) => {}
            Some(stands) if stands.expose().len() + words.len() < LONGEST * 4 => {
                let both = format!("{}; {words}", stands.expose());
                self.0.insert(topic, Redacted::new(both));
            }
            Some(_) => {}
            None => {
                self.0.insert(topic, Redacted::new(words));
            }
        }
        removed
    }

    /// The words about one thing.
    pub fn of(&self, topic: Topic) -> Option<&str> {
        self.0.get(&topic).map(|w| w.expose().as_str())
    }

    /// Everything known, in order.
    pub fn all(&self) -> impl Iterator<Item = (Topic, &str)> {
        self.0.iter().map(|(t, w)| (*t, w.expose().as_str()))
    }

    /// What is not known, in order.
    pub fn missing(&self) -> impl Iterator<Item = Topic> {
        Topic::ALL.into_iter().filter(|t| !self.0.contains_key(t))
    }

    /// First and family name as a record needs them; `None` until both are known.
    pub fn name(&self) -> Option<(String, String)> {
        let said = self.of(Topic::Name)?.split(';').next()?;
        let lower = said.to_lowercase();
        let from = ["my name is ", "name is ", "this is ", "me llamo ", "soy ", "i am ", "i'm "]
            .iter()
            .filter_map(|lead| lower.find(lead).map(|at| at + lead.len()))
            .max()
            // Lower case may be longer than what was written; then the whole stands.
            .filter(|_| lower.len() == said.len())
            .unwrap_or(0);
        let words: Vec<&str> = said
            .get(from..)?
            .split(|c: char| c.is_whitespace() || c == ',' || c == '(')
            .map(|w| w.trim_matches(|c: char| !c.is_alphanumeric()))
            .take_while(|w| !w.chars().any(|c| c.is_ascii_digit()))
            .filter(|w| !w.is_empty())
            .take(4)
            .collect();
        let (last, first) = words.split_last()?;
        (!first.is_empty()).then(|| (first.join(" "), (*last).to_owned()))
    }

    /// Care is wanted today, or somebody is not safe: a human within minutes.
    pub fn is_hot(&self) -> bool {
        let soon = self.of(Topic::Start).is_some_and(|w| has(w, SOON));
        let unsafe_now = self.of(Topic::Safe).is_some_and(|w| has(w, UNSAFE));
        soon || unsafe_now
    }
}

const SOON: &[&str] = &[
    "tonight",
    "today",
    "asap",
    "right away",
    "right now",
    "immediately",
    "this evening",
    "this afternoon",
    "hoy",
    "esta noche",
    "ahora",
    "lo antes posible",
    "urgent",
    "urgente",
];
const UNSAFE: &[&str] = &[
    "not safe",
    "isnt safe",
    "unsafe",
    "no es seguro",
    "no esta segura",
    "no esta seguro",
    "wanders",
    "no one with",
];
const PRICE: &[&str] = &[
    "how much", "price", "prices", "pricing", "cost", "costs", "rate", "rates", "per hour", "an hour",
    "cuanto", "precio", "cuesta", "cobran",
];
const PROFESSIONAL: &[&str] = &[
    "case manager",
    "case management",
    "discharge planner",
    "discharge planning",
    "social worker",
    "care manager",
    "discharging a patient",
    "referring a patient",
    "referral for a patient",
    "have a referral",
    "our patient",
    "trabajadora social",
];

/// Words that tell something without being asked: `(topic, word or phrase)`.
const TELLS: &[(Topic, &[&str])] = &[
    (
        Topic::Relation,
        &[
            "my mom",
            "my mother",
            "my dad",
            "my father",
            "my wife",
            "my husband",
            "my grandma",
            "my grandmother",
            "my grandpa",
            "my grandfather",
            "my parents",
            "my aunt",
            "my uncle",
            "my son",
            "my daughter",
            "my brother",
            "my sister",
            "for myself",
            "mi mama",
            "mi madre",
            "mi papa",
            "mi padre",
            "mi esposa",
            "mi esposo",
            "mi abuela",
            "mi abuelo",
        ],
    ),
    (Topic::Start, SOON),
    (
        Topic::Start,
        &["tomorrow", "next week", "this week", "next month", "this weekend", "manana", "proxima semana"],
    ),
    (
        Topic::Hours,
        &[
            "hours a day",
            "hours a week",
            "hrs a day",
            "days a week",
            "24/7",
            "overnight",
            "live in",
            "horas al dia",
        ],
    ),
    (
        Topic::Pay,
        &[
            "private pay",
            "out of pocket",
            "long term care insurance",
            "ltc insurance",
            "medicaid",
            "the va",
            "veteran",
            "va benefits",
        ],
    ),
    (Topic::Safe, &["lives alone", "living alone", "alone at home", "vive sola", "vive solo"]),
    (Topic::Heard, &["google", "facebook", "a friend told", "found you online", "referred by"]),
];

/// What a text tells besides the answer to a question; `towns` are those of the service area.
pub fn volunteered(text: &str, towns: &[String], zips: &[String]) -> Vec<(Topic, String)> {
    let mut told: Vec<(Topic, String)> = Vec::new();
    for (topic, words) in TELLS {
        if has(text, words) && told.iter().all(|(t, _)| t != topic) {
            told.push((*topic, text.to_owned()));
        }
    }
    let flat = flat(text);
    let town = towns.iter().find(|t| flat.contains(&self::flat(t)));
    let zip = zips.iter().find(|z| flat.contains(&self::flat(z)));
    if let Some(place) = town.or(zip) {
        told.push((Topic::Town, place.clone()));
    }
    told
}

/// Whether the words ask for the price.
pub fn asks_price(text: &str) -> bool {
    has(text, PRICE)
}

/// Whether a case manager, a hospital or the like writes.
pub fn is_professional(text: &str) -> bool {
    has(text, PROFESSIONAL)
}

/// Whether the words name a place of the service area. `None`: the policy names none, or no place can be made out.
pub fn in_area(place: &str, towns: &[String], zips: &[String]) -> Option<bool> {
    if towns.is_empty() && zips.is_empty() {
        return None;
    }
    let flat = flat(place);
    Some(towns.iter().chain(zips).any(|p| flat.contains(&self::flat(p))))
}

fn has(text: &str, words: &[&str]) -> bool {
    let flat = flat(text);
    words.iter().any(|w| flat.contains(&self::flat(w)))
}

/// Lower case, without accents and marks, one blank between words and around.
fn flat(text: &str) -> String {
    let mut flat = String::from(" ");
    for c in text.chars().take(2_000).flat_map(char::to_lowercase) {
        match c {
            'á' => flat.push('a'),
            'é' => flat.push('e'),
            'í' => flat.push('i'),
            'ó' => flat.push('o'),
            'ú' => flat.push('u'),
            'ñ' => flat.push('n'),
            '\'' | '’' => {}
            c if c.is_alphanumeric() || c == '/' => flat.push(c),
            _ if flat.ends_with(' ') => {}
            _ => flat.push(' '),
        }
    }
    if !flat.ends_with(' ') {
        flat.push(' ');
    }
    flat
}

/// Takes long numbers out: an insurance or card number has no business in a text (`domain.md 4.34`). A phone number
/// beside a name stays.
fn without_numbers(topic: Topic, text: &str) -> (String, bool) {
    if matches!(topic, Topic::Name | Topic::CallTime) {
        return (text.to_owned(), false);
    }
    let (mut kept, mut run, mut digits, mut removed) = (String::new(), String::new(), 0, false);
    let mut close = |kept: &mut String, run: &mut String, digits: &mut usize| {
        if *digits >= SECRET_DIGITS {
            kept.push_str("[number removed] ");
            removed = true;
        } else {
            kept.push_str(run);
        }
        run.clear();
        *digits = 0;
    };
    for c in text.chars() {
        if c.is_ascii_digit() || (!run.is_empty() && (c == ' ' || c == '-')) {
            digits += usize::from(c.is_ascii_digit());
            run.push(c);
        } else {
            close(&mut kept, &mut run, &mut digits);
            kept.push(c);
        }
    }
    close(&mut kept, &mut run, &mut digits);
    (kept.trim().to_owned(), removed)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_found_in_the_words_around_them() {
        for (said, first, last) in [
            ("Grace Sample", "Grace", "Sample"),
            ("my name is Grace Ann Sample, 202-555-0140", "Grace Ann", "Sample"),
            ("Hi this is José Núñez", "José", "Núñez"),
            ("Zoë 😀 Müller", "Zoë", "Müller"),
        ] {
            let mut told = Told::default();
            told.keep(Topic::Name, said);
            assert_eq!(told.name(), Some((first.into(), last.into())), "{said}");
        }
        let mut told = Told::default();
        told.keep(Topic::Name, "Grace");
        assert_eq!(told.name(), None, "half a name makes no record");
    }

    #[test]
    fn insurance_numbers_are_not_kept() {
        let mut told = Told::default();
        assert!(told.keep(Topic::Pay, "medicaid 1234-567-890 A"));
        assert_eq!(told.of(Topic::Pay), Some("medicaid [number removed] A"));
        assert!(!told.keep(Topic::Hours, "8 to 12, 5 days"));
    }

    #[test]
    fn tonight_is_hot_and_next_week_is_not() {
        for (said, hot) in
            [("Tonight!", true), ("as soon as possible, asap", true), ("in about a month", false)]
        {
            let mut told = Told::default();
            told.keep(Topic::Start, said);
            assert_eq!(told.is_hot(), hot, "{said}");
        }
    }
}
