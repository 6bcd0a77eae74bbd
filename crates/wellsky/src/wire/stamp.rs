//! Points in time as WellSky writes them.

use std::fmt;

use jiff::Timestamp;
use jiff::civil::{Date, DateTime};
use jiff::tz::TimeZone;
use serde::de::{self, Deserialize, Deserializer};
use serde::ser::{Serialize, Serializer};

/// A date and time, kept as written and understood as an instant.
///
/// With an offset (`2026-03-02T16:00:00+00:00`, `…Z`) it means what it says; without one it is UTC, which is what
/// the vendor says it stores. An empty string or the literal `None` is "not known". Anything else, including a date
/// without a time, is refused: a guessed start would put a person in front of the wrong door.
///
/// ```
/// use gigi_wellsky::wire::Stamp;
/// let with: Stamp = "2026-03-02T09:00:00-07:00".parse()?;
/// let without: Stamp = "2026-03-02T16:00:00".parse()?;
/// assert_eq!(with.instant(), without.instant());
/// assert!("next Tuesday".parse::<Stamp>().is_err());
/// # Ok::<(), gigi_wellsky::wire::BadStamp>(())
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Stamp {
    text: String,
    instant: Option<Timestamp>,
}

/// The text is not a date and time.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("not a date and time")]
pub struct BadStamp;

impl Stamp {
    /// The instant, or `None` when the document leaves it empty.
    #[must_use]
    pub fn instant(&self) -> Option<Timestamp> {
        self.instant
    }

    /// The text of the document.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.text
    }
}

impl From<Timestamp> for Stamp {
    /// Writes whole seconds with an explicit offset, as the vendor's answers do.
    fn from(instant: Timestamp) -> Self {
        let text = instant.strftime("%Y-%m-%dT%H:%M:%S+00:00").to_string();
        Stamp { text, instant: Some(instant) }
    }
}

impl std::str::FromStr for Stamp {
    type Err = BadStamp;

    fn from_str(text: &str) -> Result<Self, BadStamp> {
        let trimmed = text.trim();
        if trimmed.is_empty() || trimmed.eq_ignore_ascii_case("none") {
            return Ok(Stamp { text: text.to_owned(), instant: None });
        }
        let time = trimmed.get(10..).filter(|rest| rest.len() > 1).ok_or(BadStamp)?;
        let instant = if time.contains(['+', '-', 'Z', 'z', '[']) {
            trimmed.parse::<Timestamp>().map_err(|_| BadStamp)?
        } else {
            let civil: DateTime = trimmed.parse().map_err(|_| BadStamp)?;
            TimeZone::UTC.to_timestamp(civil).map_err(|_| BadStamp)?
        };
        Ok(Stamp { text: text.to_owned(), instant: Some(instant) })
    }
}

impl fmt::Display for Stamp {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.text)
    }
}
impl Serialize for Stamp {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(&self.text)
    }
}
impl<'de> Deserialize<'de> for Stamp {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        String::deserialize(deserializer)?.parse().map_err(de::Error::custom)
    }
}

/// For fields without which the record means nothing, such as the start of a shift.
pub(crate) fn required<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Stamp, D::Error> {
    let stamp = Stamp::deserialize(deserializer)?;
    match stamp.instant {
        Some(_) => Ok(stamp),
        None => Err(de::Error::custom("empty, a date and time is required")),
    }
}

/// `YYYYMMDD`, the way search selectors want a date.
pub(crate) fn compact_date(date: Date) -> String {
    date.strftime("%Y%m%d").to_string()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_seen_way_of_writing_the_same_instant_is_understood() {
        let expected: Timestamp = "2026-03-02T16:00:00Z".parse().unwrap();
        for text in [
            "2026-03-02T16:00:00+00:00",
            "2026-03-02T16:00:00Z",
            "2026-03-02T16:00:00",
            "2026-03-02T16:00",
            "2026-03-02 16:00:00",
            "2026-03-02T09:00:00-07:00",
            "2026-03-02T16:00:00.000Z",
        ] {
            let stamp: Stamp = text.parse().unwrap_or_else(|_| panic!("{text}"));
            assert_eq!(stamp.instant(), Some(expected), "{text}");
            assert_eq!(stamp.as_str(), text);
        }
    }

    #[test]
    fn nothing_is_guessed() {
        for text in
            ["2026-03-02", "16:00", "yesterday", "2026-03-02T25:00:00", "2026-03-02T16:00:00+99:00", "é"]
        {
            assert!(text.parse::<Stamp>().is_err(), "{text}");
        }
        assert_eq!("".parse::<Stamp>().unwrap().instant(), None);
        assert_eq!("None".parse::<Stamp>().unwrap().instant(), None);
    }
}
