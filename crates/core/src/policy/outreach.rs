//! How people are asked beside the wave table: in which words, and yeses that are collected before one is chosen.
use serde::{Deserialize, Serialize};

/// The words of an offer.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Outreach {
    /// Which of the two wordings offers have.
    pub wording: WordingRule,
}

/// Which wording an offer has ([`crate::matching::wording`]).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum WordingRule {
    /// The one that people say yes to, as far as their answers tell; both are tried.
    #[default]
    Learn,
    /// Always the plain one.
    Plain,
    /// Always the one that says what a client would be without.
    Warm,
}

/// Yeses that are collected before one is chosen (`domain.md 3.31`): an agency that would rather send the best than the
/// quickest, where there is time.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Pool {
    /// For shifts that start more than so many hours ahead. 0, the default: for none, the first yes has it.
    pub from_hours: f64,
    /// Minutes from the first yes until one is chosen.
    pub minutes: i64,
}

impl Default for Pool {
    fn default() -> Self {
        Self { from_hours: 0.0, minutes: 5 }
    }
}

impl Pool {
    /// Whether yeses to a shift with this lead are collected.
    pub fn is_for(&self, lead_hours: f64) -> bool {
        self.from_hours > 0.0 && lead_hours > self.from_hours
    }

    pub(super) fn findings(&self) -> Vec<String> {
        let mut wrong = Vec::new();
        if self.from_hours.is_nan() || self.from_hours < 0.0 {
            wrong.push("`pool.from_hours` must be at least 0".to_owned());
        }
        if !(1..=120).contains(&self.minutes) {
            wrong.push("`pool.minutes` must be between 1 and 120".to_owned());
        }
        wrong
    }
}
