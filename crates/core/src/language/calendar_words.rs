//! Names of weekdays, months and parts of the day, English and Spanish.

use jiff::civil::Weekday;

/// A part of the day.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Part {
    Morning,
    Afternoon,
    Evening,
    Night,
    Overnight,
}

impl Part {
    /// Whether a shift from `start` to `end` (minutes of the day, local) is in it.
    pub(super) fn holds(self, start: i64, crosses_midnight: bool) -> bool {
        match self {
            Self::Morning => (240..720).contains(&start),
            Self::Afternoon => (660..1020).contains(&start),
            Self::Evening => (900..1320).contains(&start),
            Self::Night => !(240..960).contains(&start) || crosses_midnight,
            Self::Overnight => !(240..1200).contains(&start) || crosses_midnight,
        }
    }
}

/// Words for parts of the day.
pub(super) const PARTS: &[(&str, Part)] = &[
    ("morning", Part::Morning),
    ("mornings", Part::Morning),
    ("por la manana", Part::Morning),
    ("en la manana", Part::Morning),
    ("de la manana", Part::Morning),
    ("afternoon", Part::Afternoon),
    ("afternoons", Part::Afternoon),
    ("por la tarde", Part::Afternoon),
    ("en la tarde", Part::Afternoon),
    ("de la tarde", Part::Afternoon),
    ("evening", Part::Evening),
    ("evenings", Part::Evening),
    ("night", Part::Night),
    ("nights", Part::Night),
    ("por la noche", Part::Night),
    ("en la noche", Part::Night),
    ("de la noche", Part::Night),
    ("overnight", Part::Overnight),
    ("overnights", Part::Overnight),
    ("graveyard", Part::Overnight),
    ("1st shift", Part::Morning),
    ("first shift", Part::Morning),
    ("am shift", Part::Morning),
    ("2nd shift", Part::Afternoon),
    ("second shift", Part::Afternoon),
    ("pm shift", Part::Afternoon),
    ("3rd shift", Part::Overnight),
    ("third shift", Part::Overnight),
];

pub(super) fn day_number(word: &str) -> Option<i8> {
    let digits = word.trim_end_matches(|c: char| c.is_ascii_alphabetic());
    if !matches!(&word[digits.len()..], "" | "st" | "nd" | "rd" | "th") {
        return None;
    }
    digits.parse::<i8>().ok().filter(|n| (1..=31).contains(n))
}

pub(super) fn month_named(word: &str) -> Option<i8> {
    Some(match word {
        "jan" | "january" | "enero" => 1,
        "feb" | "february" | "febrero" => 2,
        "march" | "marzo" => 3,
        "apr" | "april" | "abril" => 4,
        "may" | "mayo" => 5,
        "jun" | "june" | "junio" => 6,
        "jul" | "july" | "julio" => 7,
        "aug" | "august" | "agosto" => 8,
        "sep" | "sept" | "september" | "septiembre" => 9,
        "oct" | "october" | "octubre" => 10,
        "nov" | "november" | "noviembre" => 11,
        "dec" | "december" | "diciembre" => 12,
        _ => return None,
    })
}

pub(super) fn weekday_named(word: &str, spanish: bool) -> Option<Weekday> {
    Some(match word {
        "mon" | "monday" | "lunes" => Weekday::Monday,
        "tue" | "tues" | "tuesday" | "martes" => Weekday::Tuesday,
        "wed" | "wednesday" | "miercoles" => Weekday::Wednesday,
        "thu" | "thur" | "thurs" | "thursday" | "jueves" => Weekday::Thursday,
        "fri" | "friday" | "viernes" => Weekday::Friday,
        "sat" | "saturday" | "sabado" => Weekday::Saturday,
        "sun" | "sunday" | "domingo" => Weekday::Sunday,
        "lun" if spanish => Weekday::Monday,
        "mar" if spanish => Weekday::Tuesday,
        "mie" if spanish => Weekday::Wednesday,
        "jue" if spanish => Weekday::Thursday,
        "vie" if spanish => Weekday::Friday,
        "sab" if spanish => Weekday::Saturday,
        "dom" if spanish => Weekday::Sunday,
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn spanish_abbreviations_count_only_in_spanish() {
        assert_eq!(weekday_named("mar", true), Some(Weekday::Tuesday));
        assert_eq!(weekday_named("mar", false), None);
        assert_eq!(weekday_named("tues", false), Some(Weekday::Tuesday));
    }

    #[test]
    fn overnight_shifts_are_night_whenever_they_start() {
        assert!(Part::Night.holds(1380, true) && Part::Overnight.holds(1380, true));
        assert!(!Part::Night.holds(420, false) && Part::Morning.holds(420, false));
    }
}
