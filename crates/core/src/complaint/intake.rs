//! What the office needs to know about a complaint, asked one thing at a time (`domain.md 4.32`).
use serde::{Deserialize, Serialize};

use super::grade::Class;
use crate::language::grievance::{Grievance, Matter, plain_words};
use crate::private::Redacted;

/// One thing to know.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Topic {
    /// Who writes, and about whose care: asked only where the number is on no file.
    From,
    /// Which caregiver.
    Who,
    /// Whether anybody is hurt or unsafe now.
    Hurt,
    /// When it was.
    When,
    /// Whether it goes on.
    Still,
    /// What would make it right.
    Outcome,
    /// How and when to reach her.
    Reach,
    /// Whether the caregiver may be told.
    MayTell,
    /// Whether another visit is wanted in place of one that was missed or cut short.
    MakeUp,
}

impl Topic {
    /// All of them.
    pub const ALL: [Self; 9] = [
        Self::From,
        Self::Who,
        Self::Hurt,
        Self::When,
        Self::Still,
        Self::Outcome,
        Self::Reach,
        Self::MayTell,
        Self::MakeUp,
    ];
}

/// The order of the questions for a class; the policy says how many of them are asked at most.
pub(super) fn order(class: Class, matters: &[Matter]) -> Vec<Topic> {
    let usual: &[Topic] = match class {
        Class::C1 | Class::C2 => &[Topic::Hurt, Topic::When, Topic::Still, Topic::Outcome, Topic::Reach],
        Class::C3 => &[Topic::When, Topic::Outcome, Topic::Still, Topic::MayTell, Topic::Reach],
        Class::C4 => &[Topic::Outcome, Topic::Reach],
    };
    let mut topics = usual.to_vec();
    if matters.iter().any(|m| matches!(m, Matter::Missed | Matter::Late | Matter::Tasks)) {
        // Safety first, then what can be made good.
        topics.insert(1, Topic::MakeUp);
    }
    topics
}

/// What a text tells without being asked.
pub fn volunteered(text: &str, said: &Grievance) -> Vec<Topic> {
    let words = plain_words(text);
    let has = |list: &[&str]| words.iter().any(|w| list.contains(&w.as_str()));
    let mut told = Vec::new();
    let when = [
        "today",
        "yesterday",
        "tonight",
        "morning",
        "afternoon",
        "night",
        "monday",
        "tuesday",
        "wednesday",
        "thursday",
        "friday",
        "saturday",
        "sunday",
        "week",
        "month",
        "hoy",
        "ayer",
        "anoche",
        "semana",
        "lunes",
        "martes",
        "miercoles",
        "jueves",
        "viernes",
        "sabado",
        "domingo",
    ];
    if has(&when) {
        told.push(Topic::When);
    }
    if has(&["still", "again", "always", "every", "keeps", "siempre", "todavia", "sigue"]) {
        told.push(Topic::Still);
    }
    if has(&["hurt", "injured", "safe", "unsafe", "herida", "herido", "lastimada", "lastimado"]) {
        told.push(Topic::Hurt);
    }
    let wants = has(&["refund", "replace", "replacement", "apology", "reembolso"]);
    if wants || !said.wishes.is_empty() || said.matters.iter().all(|(m, _)| *m == Matter::Billing) {
        told.push(Topic::Outcome);
    }
    told
}

/// What is known, by topic, in her words.
pub type Told = std::collections::BTreeMap<Topic, Redacted<String>>;

#[cfg(test)]
mod tests {
    use super::*;
    use crate::language::grievance::grievance;

    #[test]
    fn what_was_said_is_not_asked() {
        let told = |text: &str| volunteered(text, &grievance(text));
        assert_eq!(
            told("she was rude yesterday, dont send her again"),
            [Topic::When, Topic::Still, Topic::Outcome]
        );
        assert!(told("she was rude").is_empty());
        assert!(told("nobody was hurt").contains(&Topic::Hurt));
    }
}
