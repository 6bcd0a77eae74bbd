//! What is known about the agency, free of any vendor's words: caregivers, clients, shifts, and the roster of them.
pub mod caregiver;
pub mod client;
pub mod roster;
pub mod shift;

use serde::{Deserialize, Serialize};

pub use caregiver::Caregiver;
pub use client::{Client, Contact, Priority};
pub(crate) use roster::{Beside, Booking, Card, Listed, SAME_DAY, Works};
pub use roster::{Identity, Roster};
pub use shift::{Shift, ShiftStatus};

use crate::private::Redacted;

/// A person's name as the agency writes it.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct PersonName {
    /// Given name or names.
    pub given: Redacted<String>,
    /// Family name.
    pub family: Redacted<String>,
}

impl PersonName {
    /// Makes a name.
    pub fn new(given: &str, family: &str) -> Self {
        Self { given: given.into(), family: family.into() }
    }

    /// `Ada Example`, for people who may see it.
    pub fn full(&self) -> String {
        format!("{} {}", self.given.expose(), self.family.expose()).trim().to_owned()
    }

    /// `Ada`, how a person is addressed.
    pub fn first(&self) -> String {
        self.given.expose().split_whitespace().next().unwrap_or_default().to_owned()
    }

    /// `Ada E.`, how a caregiver is named to a client.
    pub fn short(&self) -> String {
        match self.family.expose().chars().next() {
            Some(initial) => format!("{} {initial}.", self.first()),
            None => self.first(),
        }
    }
}

/// The language that a person is written to in. Others are read, but answered in English.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Tongue {
    /// English.
    #[default]
    English,
    /// Spanish.
    Spanish,
}
