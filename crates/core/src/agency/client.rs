//! A client.
use std::collections::BTreeSet;

use serde::{Deserialize, Serialize};

use super::{PersonName, Tongue};
use crate::id::{ClientId, TagId};
use crate::phone::Phone;
use crate::place::Place;

/// How much an unfilled visit can hurt (`domain.md 4.15`). A file that does not say counts as [`Priority::P1`].
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub enum Priority {
    /// Cannot be left alone, or nobody else supports her.
    #[default]
    P1,
    /// Can manage 24 to 48 hours.
    P2,
    /// Has family or can wait three days.
    P3,
}

/// A relative or other contact on a client's file.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Contact {
    /// Whose file.
    pub client: ClientId,
    /// Name.
    pub name: PersonName,
    /// Numbers.
    pub phones: Vec<Phone>,
}

/// A client as the mirror knows her. Prospects are clients with `is_client == false` (one WellSky resource).
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Client {
    /// WellSky patient id.
    pub id: ClientId,
    /// Name.
    pub name: PersonName,
    /// The number texts go to.
    pub text_to: Option<Phone>,
    /// Every number on file.
    pub phones: Vec<Phone>,
    /// Centroid of the ZIP; a shift's own coordinates are better where they exist.
    pub home: Option<Place>,
    /// City: the finest place that an offer may name.
    pub city: Option<String>,
    /// Language she is written to in.
    pub tongue: Tongue,
    /// Needs by tag.
    pub tags: BTreeSet<TagId>,
    /// `active` in WellSky.
    pub active: bool,
    /// The `isClient` tag.
    pub is_client: bool,
}
