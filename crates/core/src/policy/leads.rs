//! What people hear who ask for care or for work: `[leads]` in the policy file.
use serde::{Deserialize, Serialize};

use super::WriteRoute;

/// People who ask for care or for work (`domain.md` 4.34, 4.35). Prices and area are published here and nowhere else.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Leads {
    /// How a prospect reaches WellSky. No public source shows a create that was answered, so a human enters her unless
    /// the agency knows that its own access may.
    pub route: WriteRoute,
    /// Dollars per hour, as published. Unset: no price is said.
    pub price: Option<Price>,
    /// Towns that are served; empty together with `zips`: the area is not judged.
    pub towns: Vec<String>,
    /// ZIP codes that are served.
    pub zips: Vec<String>,
    /// Where people who want to work apply. Unset: a human answers them.
    pub recruiting: Option<String>,
    /// Minutes until a human hears of a new lead outside quiet hours.
    pub human_minutes: i64,
    /// Minutes until an unanswered question is reminded of, once.
    pub remind_minutes: i64,
    /// Minutes after the reminder until a human hears.
    pub silent_minutes: i64,
}

/// A published range, dollars per hour.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Price {
    /// Lowest.
    pub from: u32,
    /// Highest.
    pub to: u32,
}

impl Default for Leads {
    fn default() -> Self {
        Self {
            route: WriteRoute::Office,
            price: None,
            towns: Vec::new(),
            zips: Vec::new(),
            recruiting: None,
            human_minutes: 5,
            remind_minutes: 30,
            silent_minutes: 60,
        }
    }
}
