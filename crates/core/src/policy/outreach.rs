//! How people are asked beside the wave table: yeses that are collected before one is chosen, starts that are moved.
use serde::{Deserialize, Serialize};

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
