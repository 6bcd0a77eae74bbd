//! Reference data: profile tags and the agency itself.

use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

use super::{Id, Maybe, Scalar};

/// A tag the agency defined (a skill, a language, a trait). People refer to it by id.
#[derive(Clone, PartialEq, Default, Serialize, Deserialize)]
pub struct ProfileTag {
    /// The id.
    #[serde(default, skip_serializing_if = "Maybe::is_absent")]
    pub id: Maybe<Id>,
    /// What people read; the only field besides the id to rely on.
    #[serde(default, skip_serializing_if = "Maybe::is_absent")]
    pub name: Maybe<Scalar>,
    /// Everything else.
    #[serde(flatten)]
    pub extra: Map<String, Value>,
}

/// The agency the credentials belong to. It is not known to carry a time zone.
#[derive(Clone, PartialEq, Default, Serialize, Deserialize)]
pub struct Organization {
    /// The agency id.
    #[serde(default, skip_serializing_if = "Maybe::is_absent")]
    pub id: Maybe<Id>,
    /// The agency's name.
    #[serde(default, skip_serializing_if = "Maybe::is_absent")]
    pub name: Maybe<Scalar>,
    /// Everything else.
    #[serde(flatten)]
    pub extra: Map<String, Value>,
}
opaque_debug!(ProfileTag, Organization);
