//! Holidays by their names: "thanksgiving", "christmas eve", "the 4th of July", "año nuevo". People swap and call out around them by name.
use jiff::civil::{Date, Weekday};

use super::day::{Day, Reader, offset, plus};

/// The name means the holiday that comes within so many days; further off it is talk.
const SOON: i64 = 45;

/// When it is in a year.
#[derive(Clone, Copy)]
enum Falls {
    /// Month and day.
    On(i8, i8),
    /// Month, weekday, the how-manieth; 5 is the last.
    Nth(i8, Weekday, i64),
    /// The day after that.
    After(i8, Weekday, i64),
    Easter,
}

const NAMES: &[(&str, Falls)] = &[
    ("christmas", Falls::On(12, 25)),
    ("christmas day", Falls::On(12, 25)),
    ("xmas", Falls::On(12, 25)),
    ("xmas day", Falls::On(12, 25)),
    ("navidad", Falls::On(12, 25)),
    ("christmas eve", Falls::On(12, 24)),
    ("xmas eve", Falls::On(12, 24)),
    ("nochebuena", Falls::On(12, 24)),
    ("noche buena", Falls::On(12, 24)),
    ("new years eve", Falls::On(12, 31)),
    ("new year eve", Falls::On(12, 31)),
    ("nye", Falls::On(12, 31)),
    ("ano viejo", Falls::On(12, 31)),
    ("fin de ano", Falls::On(12, 31)),
    ("new years day", Falls::On(1, 1)),
    ("new years", Falls::On(1, 1)),
    ("ano nuevo", Falls::On(1, 1)),
    ("mlk day", Falls::Nth(1, Weekday::Monday, 3)),
    ("valentines day", Falls::On(2, 14)),
    ("valentines", Falls::On(2, 14)),
    ("presidents day", Falls::Nth(2, Weekday::Monday, 3)),
    ("easter", Falls::Easter),
    ("easter sunday", Falls::Easter),
    ("mothers day", Falls::Nth(5, Weekday::Sunday, 2)),
    ("memorial day", Falls::Nth(5, Weekday::Monday, 5)),
    ("juneteenth", Falls::On(6, 19)),
    ("fathers day", Falls::Nth(6, Weekday::Sunday, 3)),
    ("4th of july", Falls::On(7, 4)),
    ("fourth of july", Falls::On(7, 4)),
    ("july fourth", Falls::On(7, 4)),
    ("july 4th", Falls::On(7, 4)),
    ("the fourth", Falls::On(7, 4)),
    ("independence day", Falls::On(7, 4)),
    ("labor day", Falls::Nth(9, Weekday::Monday, 1)),
    ("columbus day", Falls::Nth(10, Weekday::Monday, 2)),
    ("halloween", Falls::On(10, 31)),
    ("veterans day", Falls::On(11, 11)),
    ("thanksgiving", Falls::Nth(11, Weekday::Thursday, 4)),
    ("thanksgiving day", Falls::Nth(11, Weekday::Thursday, 4)),
    ("turkey day", Falls::Nth(11, Weekday::Thursday, 4)),
    ("accion de gracias", Falls::Nth(11, Weekday::Thursday, 4)),
    ("black friday", Falls::After(11, Weekday::Thursday, 4)),
    ("day after thanksgiving", Falls::After(11, Weekday::Thursday, 4)),
];

/// What stands before a greeting, and behind what is no day.
const GREETINGS: &[&str] = &["merry", "happy", "feliz", "last", "every", "until", "since", "after", "before"];
const THINGS: &[&str] = &[
    "week", "dinner", "party", "pay", "bonus", "card", "cards", "gift", "gifts", "break", "tree", "music",
    "schedule", "shopping", "season", "potluck", "pics",
];

impl Falls {
    fn in_year(self, year: i16) -> Option<Date> {
        match self {
            Self::On(month, day) => Date::new(year, month, day).ok(),
            Self::Nth(month, weekday, nth) => {
                let first = Date::new(year, month, 1).ok()?;
                let ahead = (offset(weekday) - offset(first.weekday())).rem_euclid(7);
                let date = plus(first, ahead + 7 * (nth - 1));
                Some(if date.month() == month { date } else { plus(date, -7) })
            }
            Self::After(month, weekday, nth) => {
                Self::Nth(month, weekday, nth).in_year(year).map(|date| plus(date, 1))
            }
            Self::Easter => easter(year),
        }
    }
}

/// Gregorian Easter Sunday (Meeus/Jones/Butcher).
fn easter(year: i16) -> Option<Date> {
    let year = i64::from(year);
    let (a, b, c) = (year % 19, year / 100, year % 100);
    let h = (19 * a + b - b / 4 - (b - (b + 8) / 25 + 1) / 3 + 15) % 30;
    let l = (32 + 2 * (b % 4) + 2 * (c / 4) - h - c % 4) % 7;
    let sum = h + l - 7 * ((a + 11 * h + 22 * l) / 451) + 114;
    Date::new(i16::try_from(year).ok()?, i8::try_from(sum / 31).ok()?, i8::try_from(sum % 31 + 1).ok()?).ok()
}

impl Reader<'_> {
    /// A holiday at word `i` that is near, and how many words it took.
    pub(super) fn holiday(&self, i: usize) -> Option<(Day, usize)> {
        if GREETINGS.contains(&self.before(i)) {
            return None;
        }
        let (falls, used) = NAMES
            .iter()
            .filter_map(|(name, falls)| self.any(i, &[name]).map(|used| (*falls, used)))
            .max_by_key(|(_, used)| *used)?;
        if THINGS.contains(&self.at(i + used)) {
            return None;
        }
        let year = self.today.year();
        let date = [year, year.saturating_add(1)]
            .into_iter()
            .filter_map(|year| falls.in_year(year))
            .find(|date| *date >= self.today)?;
        (date <= plus(self.today, SOON)).then(|| (Day::on(date), used))
    }
}
