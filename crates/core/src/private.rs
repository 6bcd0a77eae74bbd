//! Values that must not be printed by accident.
use std::fmt;

use serde::{Deserialize, Serialize};

/// A person's name, a message's words: stored and shown on purpose, never by `Debug` (P9, `domain.md 2.35`).
///
/// ```
/// # use gigi_core::private::Redacted;
/// let name = Redacted::new("Grace Sample".to_owned());
/// assert_eq!(format!("{name:?}"), "[redacted]");
/// assert_eq!(name.expose(), "Grace Sample");
/// ```
#[derive(Clone, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Redacted<T>(T);

impl<T> Redacted<T> {
    /// Wraps a private value.
    pub const fn new(value: T) -> Self {
        Self(value)
    }

    /// The value, for the one place that needs it.
    pub const fn expose(&self) -> &T {
        &self.0
    }
}

impl<T> fmt::Debug for Redacted<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("[redacted]")
    }
}

impl From<&str> for Redacted<String> {
    fn from(text: &str) -> Self {
        Self(text.to_owned())
    }
}
