//! Civil time: the agency's zone, the recipient's quiet hours, and how times are said.
//!
//! Instants are UTC everywhere; a civil time appears only where a person meets it. Shifts are never "tomorrow" in our
//! texts: always weekday, date, time, am/pm (`domain.md 6.11`).
use jiff::civil::Time;
use jiff::tz::TimeZone;
use jiff::{SignedDuration, Timestamp, ToSpan, ZonedDateTime};
use serde::{Deserialize, Serialize};

/// An IANA zone by name, known to exist.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Zone(TimeZone);

/// The name is not in the bundled tz database.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("unknown time zone `{0}`, use an IANA name such as America/Chicago")]
pub struct UnknownZone(String);

impl Zone {
    /// Looks the zone up in the bundled database.
    ///
    /// # Errors
    /// [`UnknownZone`] with the name.
    pub fn named(name: &str) -> Result<Self, UnknownZone> {
        TimeZone::get(name).map(Self).map_err(|_| UnknownZone(name.to_owned()))
    }

    /// The zone's IANA name.
    pub fn name(&self) -> &str {
        self.0.iana_name().unwrap_or("UTC")
    }

    /// The civil view of an instant.
    pub fn at(&self, when: Timestamp) -> ZonedDateTime {
        when.to_zoned_datetime(self.0.clone())
    }

    /// jiff's own value.
    pub fn tz(&self) -> &TimeZone {
        &self.0
    }
}

impl TryFrom<String> for Zone {
    type Error = UnknownZone;
    fn try_from(name: String) -> Result<Self, UnknownZone> {
        Self::named(&name)
    }
}

impl From<Zone> for String {
    fn from(zone: Zone) -> Self {
        zone.name().to_owned()
    }
}

/// A daily window of civil time that may cross midnight (`21:00`–`08:00`).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct DailyWindow {
    /// First minute inside.
    #[serde(with = "hh_mm")]
    pub from: Time,
    /// First minute outside again.
    #[serde(with = "hh_mm")]
    pub until: Time,
}

impl DailyWindow {
    /// Whether the instant's civil time lies inside. An empty window (`from == until`) holds nothing.
    pub fn contains(&self, when: Timestamp, zone: &Zone) -> bool {
        let t = zone.at(when).time();
        if self.from <= self.until {
            self.from <= t && t < self.until
        } else {
            t >= self.from || t < self.until
        }
    }

    /// The first instant at or after `when` that lies outside the window.
    ///
    /// In a DST gap the skipped minute counts as its successor, in a fold the earlier instant is taken
    /// (jiff's "compatible", RFC 5545).
    pub fn next_outside(&self, when: Timestamp, zone: &Zone) -> Timestamp {
        if !self.contains(when, zone) {
            return when;
        }
        let now = zone.at(when);
        let today = now.date();
        for day in [today, today.saturating_add(1.day())] {
            if let Ok(open) = day.to_datetime(self.until).to_zoned_datetime(zone.tz().clone())
                && open.timestamp() > when
                && !self.contains(open.timestamp(), zone)
            {
                return open.timestamp();
            }
        }
        // A window whose end never comes (a gap swallowed it): ask again in an hour instead of never.
        when.saturating_add(SignedDuration::from_hours(1)).unwrap_or(when)
    }
}

/// The part of the day in which a shift begins: people say yes to mornings and no to nights.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum DayPart {
    /// 5:00 to 11:00.
    Morning,
    /// 11:00 to 16:00.
    Afternoon,
    /// 16:00 to 21:00.
    Evening,
    /// 21:00 to 5:00.
    Night,
}

impl DayPart {
    /// How many there are.
    pub const COUNT: usize = 4;

    /// By the local hour.
    pub fn of(when: Timestamp, zone: &Zone) -> Self {
        match zone.at(when).hour() {
            5..=10 => Self::Morning,
            11..=15 => Self::Afternoon,
            16..=20 => Self::Evening,
            _ => Self::Night,
        }
    }
}

pub(crate) mod hh_mm {
    use jiff::civil::Time;
    use serde::{Deserialize, Deserializer, Serializer, de::Error};

    #[expect(clippy::trivially_copy_pass_by_ref, reason = "serde's signature")]
    pub(crate) fn serialize<S: Serializer>(time: &Time, s: S) -> Result<S::Ok, S::Error> {
        s.collect_str(&time.strftime("%H:%M"))
    }

    pub(crate) fn deserialize<'de, D: Deserializer<'de>>(d: D) -> Result<Time, D::Error> {
        let text = String::deserialize(d)?;
        Time::strptime("%H:%M", &text)
            .map_err(|_| D::Error::custom(format!("`{text}` is not a time of day such as 21:00")))
    }
}

/// `7:00a`, `12:30p`.
pub fn clock(when: &ZonedDateTime) -> String {
    let (hour, half) = match when.hour() {
        0 => (12, 'a'),
        h @ 1..=11 => (h, 'a'),
        12 => (12, 'p'),
        h => (h - 12, 'p'),
    };
    format!("{hour}:{:02}{half}", when.minute())
}

/// `Tue 11/24 7:00a`.
pub fn say(when: Timestamp, zone: &Zone) -> String {
    let local = zone.at(when);
    format!("{} {}/{} {}", local.strftime("%a"), local.month(), local.day(), clock(&local))
}

/// `Tue 11/24 7:00a-11:00a`; an end on another day says its weekday: `Tue 11/24 11:00p-Wed 7:00a`.
pub fn say_range(start: Timestamp, end: Timestamp, zone: &Zone) -> String {
    let (from, to) = (zone.at(start), zone.at(end));
    if from.date() == to.date() {
        format!("{}-{}", say(start, zone), clock(&to))
    } else {
        format!("{}-{} {}", say(start, zone), to.strftime("%a"), clock(&to))
    }
}

/// Elapsed hours between two instants: an overnight shift over a clock change is 7 or 9 (`domain.md 2.40`).
pub fn hours_between(start: Timestamp, end: Timestamp) -> f64 {
    end.duration_since(start).as_secs_f64() / 3600.0
}

/// `when` moved by minutes; saturates at the end of time.
pub fn plus_minutes(when: Timestamp, minutes: i64) -> Timestamp {
    when.saturating_add(SignedDuration::from_mins(minutes)).unwrap_or(when)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn chicago() -> Zone {
        Zone::named("America/Chicago").unwrap()
    }

    fn at(text: &str) -> Timestamp {
        text.parse().unwrap()
    }

    #[test]
    fn times_are_said_with_weekday_date_and_half_of_the_day() {
        let zone = chicago();
        assert_eq!(
            say_range(at("2026-11-24T13:00:00Z"), at("2026-11-24T17:30:00Z"), &zone),
            "Tue 11/24 7:00a-11:30a"
        );
        assert_eq!(
            say_range(at("2026-11-25T05:00:00Z"), at("2026-11-25T13:00:00Z"), &zone),
            "Tue 11/24 11:00p-Wed 7:00a"
        );
        assert_eq!(say(at("2026-11-24T18:00:00Z"), &zone), "Tue 11/24 12:00p");
        assert_eq!(say(at("2026-11-24T06:05:00Z"), &zone), "Tue 11/24 12:05a");
    }

    #[test]
    fn an_overnight_shift_is_seven_or_nine_hours_when_the_clocks_change() {
        let spring = hours_between(at("2026-03-08T05:00:00Z"), at("2026-03-08T12:00:00Z"));
        let autumn = hours_between(at("2026-11-01T04:00:00Z"), at("2026-11-01T13:00:00Z"));
        assert!((spring - 7.0).abs() < 1e-9 && (autumn - 9.0).abs() < 1e-9);
        let zone = chicago();
        assert_eq!(
            say_range(at("2026-03-08T05:00:00Z"), at("2026-03-08T12:00:00Z"), &zone),
            "Sat 3/7 11:00p-Sun 7:00a"
        );
        assert_eq!(
            say_range(at("2026-11-01T04:00:00Z"), at("2026-11-01T13:00:00Z"), &zone),
            "Sat 10/31 11:00p-Sun 7:00a"
        );
    }

    #[test]
    fn a_zone_that_does_not_exist_is_named_in_the_error() {
        assert!(Zone::named("America/Chigaco").unwrap_err().to_string().contains("Chigaco"));
    }

    proptest! {
        /// I12: quiet hours hold across every clock change of two years, in every zone US agencies work in.
        #[test]
        fn the_next_opening_is_never_inside_the_window(
            secs in 1_767_225_600i64..1_830_297_600,
            zone in prop::sample::select(vec![
                "America/New_York", "America/Chicago", "America/Denver", "America/Phoenix", "America/Los_Angeles",
                "America/Anchorage", "Pacific/Honolulu", "America/Indiana/Indianapolis", "America/Boise",
            ]),
            from in 0i8..24, until in 0i8..24,
        ) {
            let zone = Zone::named(zone).unwrap();
            let window = DailyWindow { from: jiff::civil::time(from, 0, 0, 0), until: jiff::civil::time(until, 0, 0, 0) };
            let when = Timestamp::from_second(secs).unwrap();
            let open = window.next_outside(when, &zone);
            prop_assert!(open >= when);
            prop_assert!(open.duration_since(when) <= SignedDuration::from_hours(26));
            prop_assert!(!window.contains(open, &zone));
        }
    }
}
