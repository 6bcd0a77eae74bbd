//! Plain people for tests; what a test cares about it says itself: `Caregiver { home, ..caregiver("c1") }`.
use std::collections::BTreeSet;

use gigi_core::agency::{Caregiver, Client, PersonName, Tongue};

/// An active, hired caregiver without a phone.
pub fn caregiver(id: &str) -> Caregiver {
    Caregiver {
        id: id.into(),
        name: PersonName::new("Ada", "Example"),
        text_to: None,
        phones: Vec::new(),
        home: None,
        city: None,
        tongue: Tongue::English,
        tags: BTreeSet::new(),
        active: true,
        hired: true,
        hours_wanted: None,
    }
}

/// An active client without a phone.
pub fn client(id: &str) -> Client {
    Client {
        id: id.into(),
        name: PersonName::new("Rosa", "Sample"),
        text_to: None,
        phones: Vec::new(),
        home: None,
        city: None,
        tongue: Tongue::English,
        tags: BTreeSet::new(),
        active: true,
        is_client: true,
    }
}
