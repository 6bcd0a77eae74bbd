//! Typed ids, so that a client's id cannot be passed for a caregiver's.
use std::fmt;

use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

macro_rules! vendor_id {
    ($(#[$doc:meta])* $name:ident) => {
        $(#[$doc])*
        #[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
        #[serde(transparent)]
        pub struct $name(std::sync::Arc<str>);

        impl $name {
            /// Wraps the id as the other side spells it.
            pub fn new(id: impl Into<String>) -> Self {
                Self(id.into().into())
            }

            /// The id as the other side spells it.
            pub fn as_str(&self) -> &str {
                &self.0
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str(&self.0)
            }
        }

        impl From<&str> for $name {
            fn from(id: &str) -> Self {
                Self(id.into())
            }
        }
    };
}

vendor_id! {
    /// The agency, as WellSky numbers it. Every stored row carries it.
    AgencyId
}
vendor_id! {
    /// A caregiver (WellSky practitioner).
    CaregiverId
}
vendor_id! {
    /// A client (WellSky patient).
    ClientId
}
vendor_id! {
    /// A WellSky appointment. **Not** unique per shift: every occurrence of a recurring series carries the same id,
    /// see [`ShiftKey`].
    AppointmentId
}
vendor_id! {
    /// A profile tag of WellSky (a skill, a need), referred to by number.
    TagId
}

/// One case. UUIDv7, made by the `Ids` port, never in this crate.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct CaseId(pub Uuid);

impl CaregiverId {
    /// As `cmp`, at once where both are copies of one id, as they mostly are in a ranking.
    #[inline]
    pub(crate) fn compare(&self, other: &Self) -> std::cmp::Ordering {
        if std::sync::Arc::ptr_eq(&self.0, &other.0) { std::cmp::Ordering::Equal } else { self.cmp(other) }
    }
}

impl fmt::Display for CaseId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

/// One shift: appointment id *and* start instant, because recurring shifts share the id.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct ShiftKey {
    /// The appointment.
    pub appointment: AppointmentId,
    /// Start of this occurrence.
    pub start: Timestamp,
}

impl ShiftKey {
    /// Makes a key.
    pub fn new(appointment: impl Into<AppointmentId>, start: Timestamp) -> Self {
        Self { appointment: appointment.into(), start }
    }

    /// Reads what [`ShiftKey`]'s `Display` wrote.
    pub fn parse(text: &str) -> Option<Self> {
        let (id, start) = text.rsplit_once('@')?;
        Some(Self::new(id, start.parse().ok()?))
    }
}

/// `55500123@2026-11-24T13:00:00Z`
impl fmt::Display for ShiftKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}@{}", self.appointment, self.start)
    }
}

/// Names one effect of one case for ever: the outbox is unique on it, so a decision that is made twice acts once.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct EffectKey(pub String);

impl fmt::Display for EffectKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_shift_key_survives_its_text_form() {
        let key = ShiftKey::new("555@weird", "2026-11-24T13:00:00Z".parse().unwrap());
        assert_eq!(ShiftKey::parse(&key.to_string()), Some(key));
        assert_eq!(ShiftKey::parse("no start"), None);
    }
}
