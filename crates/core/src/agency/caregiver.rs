//! A caregiver.
use std::collections::BTreeSet;

use serde::{Deserialize, Serialize};

use super::{PersonName, Tongue};
use crate::id::{CaregiverId, TagId};
use crate::phone::Phone;
use crate::place::Place;

/// A caregiver as the mirror knows her. Applicants are caregivers with `hired == false` (one WellSky resource).
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Caregiver {
    /// WellSky practitioner id.
    pub id: CaregiverId,
    /// Name.
    pub name: PersonName,
    /// The number texts go to: mobile before home before work.
    pub text_to: Option<Phone>,
    /// Every number on file; any of them identifies her.
    pub phones: Vec<Phone>,
    /// Where she starts from: the centroid of her ZIP, nothing finer is known.
    pub home: Option<Place>,
    /// City, as the file says.
    pub city: Option<String>,
    /// Language she is written to in.
    pub tongue: Tongue,
    /// Skills and traits by tag.
    pub tags: BTreeSet<TagId>,
    /// `active` in WellSky.
    pub active: bool,
    /// The `isHired` tag.
    pub hired: bool,
    /// Hours she wants a week, where the agency keeps them.
    pub hours_wanted: Option<f64>,
}
