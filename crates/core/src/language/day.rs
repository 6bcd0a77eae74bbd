//! One day as said: "tomorrow", "thurs", "11/24", "the 24th", "el 24 de noviembre", "next friday"
//! (domain.md 6.7 to 6.10).

use super::calendar_words::{PARTS, Part, day_number, month_named, number_named, weekday_named};
use jiff::civil::{Date, Weekday};
use jiff::{Span as Distance, ZonedDateTime};

/// Which of a day's options counts.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Choice {
    /// The one that has a shift; if several have, it is a question.
    Each,
    /// The first that has a shift.
    First,
    /// "Monday" said on a Monday: the first option is today and counts if a shift of today still has to start;
    /// otherwise it is a question (domain.md 6.8).
    TodayIfAhead,
    /// Whatever fits is a question: "until Friday", "Friday the 28th" where the 28th is a Saturday.
    Confirm,
}

/// One day as said; more than one option where the words leave it open.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Day {
    pub(super) options: Vec<Date>,
    pub(super) choice: Choice,
    /// The part of the day that was said with it: "tomorrow morning".
    pub(super) part: Option<Part>,
    /// "tonight": until dawn, so a shift that starts after midnight is in it.
    pub(super) tonight: bool,
    /// Said by its weekday, so "this week" and "next week" tell which one.
    pub(super) by_weekday: bool,
}

impl Day {
    pub(super) fn on(date: Date) -> Self {
        Self::of(vec![date], Choice::Each)
    }

    pub(super) fn of(options: Vec<Date>, choice: Choice) -> Self {
        Self { options, choice, part: None, tonight: false, by_weekday: false }
    }

    fn in_part(self, part: Part) -> Self {
        Self { part: Some(part), ..self }
    }

    pub(super) fn first(&self) -> Option<Date> {
        self.options.first().copied()
    }

    pub(super) fn confirm(self) -> Self {
        Self { choice: Choice::Confirm, ..self }
    }

    /// The same day `days` later.
    pub(super) fn later(&self, days: i64) -> Self {
        Self { options: self.options.iter().map(|date| plus(*date, days)).collect(), ..self.clone() }
    }
}

pub(super) fn plus(date: Date, days: i64) -> Date {
    date.checked_add(Distance::new().days(days.clamp(-400, 400))).unwrap_or(date)
}

/// The words of a text, the moment it arrived and what the reading of "today" depends on.
pub(super) struct Reader<'w> {
    pub(super) words: &'w [&'w str],
    pub(super) now: &'w ZonedDateTime,
    pub(super) today: Date,
    pub(super) spanish: bool,
    /// A shift that began yesterday is still running.
    pub(super) over_midnight: bool,
}

impl<'w> Reader<'w> {
    pub(super) fn at(&self, i: usize) -> &'w str {
        self.words.get(i).copied().unwrap_or("")
    }

    /// The `n`th word before `i`.
    pub(super) fn back(&self, i: usize, n: usize) -> &'w str {
        i.checked_sub(n).map_or("", |at| self.at(at))
    }

    pub(super) fn before(&self, i: usize) -> &'w str {
        self.back(i, 1)
    }

    fn here(&self, i: usize, phrase: &str) -> Option<usize> {
        // Hundreds of phrases are tried at every word: most differ in the first letter.
        if phrase.as_bytes().first() != self.at(i).as_bytes().first() {
            return None;
        }
        let mut used = 0;
        for word in phrase.split(' ') {
            if self.at(i + used) != word {
                return None;
            }
            used += 1;
        }
        Some(used)
    }

    /// The longest of `phrases` at word `i`: how many words it has.
    pub(super) fn any(&self, i: usize, phrases: &[&str]) -> Option<usize> {
        phrases.iter().filter_map(|phrase| self.here(i, phrase)).max()
    }

    /// Monday of this week, or `weeks` later.
    pub(super) fn monday(&self, weeks: i64) -> Date {
        plus(self.today, 7 * weeks - offset(self.today.weekday()))
    }

    /// A part of the day at word `i`.
    pub(super) fn part(&self, i: usize) -> Option<(Part, usize)> {
        if matches!(self.before(i), "good" | "all" | "last") {
            return None;
        }
        PARTS
            .iter()
            .filter_map(|(words, part)| self.here(i, words).map(|used| (*part, used)))
            .max_by_key(|(_, used)| *used)
    }

    /// One day at word `i` with the part of it that follows, and how many words it took.
    pub(super) fn day(&self, i: usize) -> Option<(Day, usize)> {
        let (mut day, mut used) = self
            .holiday(i)
            .or_else(|| self.relative(i))
            .or_else(|| self.weekday(i))
            .or_else(|| self.dated(i))?;
        if day.part.is_none() {
            let skip = usize::from(matches!(self.at(i + used), "in" | "during"))
                + usize::from(matches!(self.at(i + used + 1), "the"));
            let found = self.part(i + used).or_else(|| {
                self.part(i + used + skip).map(|(part, more)| (part, more + skip)).filter(|_| skip > 0)
            });
            if let Some((part, more)) = found {
                day.part = Some(part);
                used += more;
            }
        }
        if day.part.is_none()
            && matches!(self.before(i), "of" | "del" | "de" | "el")
            && let Some((part, _)) = self.part_before(i)
        {
            // "the morning of the 24th", "la noche del martes"
            day.part = Some(part);
        }
        Some((day, used))
    }

    fn part_before(&self, i: usize) -> Option<(Part, usize)> {
        let at = (2..=3).find_map(|n| i.checked_sub(n).filter(|at| self.part(*at).is_some()))?;
        self.part(at)
    }

    fn small_hours(&self) -> bool {
        self.now.hour() < 5
    }

    fn relative(&self, i: usize) -> Option<(Day, usize)> {
        let yesterday = plus(self.today, -1);
        let tomorrow = plus(self.today, 1);
        if let Some(used) = self.any(
            i,
            &[
                "day after tomorrow",
                "the day after tomorrow",
                "pasado manana",
                "day after tmrw",
                "day after tom",
            ],
        ) {
            return Some(self.named_too(Day::on(plus(self.today, 2)), i, used));
        }
        if self.at(i) == "pasado" && matches!(self.back(i, 2), "manana" | "hoy") && self.before(i) == "y" {
            return Some((Day::on(plus(self.today, 2)), 1));
        }
        if let Some(found) = self.in_days(i) {
            return Some(found);
        }
        if let Some(used) = self.any(
            i,
            &[
                "tonight",
                "esta noche",
                "this evening",
                "hoy en la noche",
                "hoy por la noche",
                "hoy a la noche",
            ],
        ) {
            // After midnight and before five "tonight" is the night that runs (domain.md 6.7).
            let day = if self.small_hours() {
                Day::of(vec![yesterday, self.today], Choice::First)
            } else {
                Day::on(self.today)
            };
            return Some((Day { tonight: true, ..day.in_part(Part::Night) }, used));
        }
        // In the afternoon "this morning" tells when she fell ill, not when she works.
        if let Some(used) = self.any(i, &["this morning", "esta manana"]).filter(|_| self.now.hour() < 12) {
            return Some((Day::on(self.today).in_part(Part::Morning), used));
        }
        if let Some(used) = self.any(i, &["this afternoon", "esta tarde"]) {
            return Some((Day::on(self.today).in_part(Part::Afternoon), used));
        }
        let (day, used) = match self.at(i) {
            "today" | "hoy" | "ahorita" => {
                let day = if self.small_hours() && self.over_midnight {
                    Day::of(vec![yesterday, self.today], Choice::First)
                } else {
                    Day::on(self.today)
                };
                (day, 1)
            }
            "tomorrow" => (self.tomorrow(tomorrow), 1),
            "manana" if !matches!(self.before(i), "la" | "esta" | "una" | "toda") => {
                (self.tomorrow(tomorrow), 1)
            }
            _ => return None,
        };
        Some(self.named_too(day, i, used))
    }

    /// "tomorrow tuesday": the weekday adds nothing, or says which of two days it is.
    fn named_too(&self, day: Day, i: usize, used: usize) -> (Day, usize) {
        let skip = usize::from(matches!(self.at(i + used), "el" | "the"));
        if let Some(named) = weekday_named(self.at(i + used + skip), self.spanish) {
            let left: Vec<Date> =
                day.options.iter().copied().filter(|date| date.weekday() == named).collect();
            if !left.is_empty() {
                return (Day { options: left, ..day }, used + skip + 1);
            }
        }
        if let Some((dated, more)) = self.dated(i + used + skip) {
            let left: Vec<Date> =
                day.options.iter().copied().filter(|date| dated.options.contains(date)).collect();
            if !left.is_empty() {
                return (Day { options: left, ..day }, used + skip + more);
            }
        }
        (day, used)
    }

    /// Before dawn many mean "after I have slept".
    fn tomorrow(&self, tomorrow: Date) -> Day {
        if self.small_hours() { Day::of(vec![self.today, tomorrow], Choice::Each) } else { Day::on(tomorrow) }
    }

    /// "in 2 days", "en tres dias", "2 days from now", "a week from tomorrow".
    fn in_days(&self, i: usize) -> Option<(Day, usize)> {
        let count = |word: &str| {
            let count =
                if word == "a" || word == "one" || word == "una" { Some(1) } else { number_named(word) };
            count.or_else(|| word.parse::<i64>().ok()).filter(|n| (1..=60).contains(n))
        };
        let led = matches!(self.at(i), "in" | "en" | "dentro");
        let at = i + usize::from(led) + usize::from(self.at(i) == "dentro");
        let number = count(self.at(at))?;
        let unit = match self.at(at + 1) {
            "day" | "days" | "dia" | "dias" => 1,
            "week" | "weeks" | "semana" | "semanas" => 7,
            _ => return None,
        };
        let from = at + 2;
        let (start, used) = match (self.at(from), self.at(from + 1)) {
            ("from", "now" | "today") => (Some(self.today), from + 2 - i),
            ("from", _) => {
                let (day, more) = self.relative(from + 1).or_else(|| self.weekday(from + 1))?;
                (day.first(), from + 1 + more - i)
            }
            _ if led && unit == 1 => (Some(self.today), from - i),
            _ => return None,
        };
        Some((Day::on(plus(start?, number * unit)), used))
    }

    fn weekday(&self, i: usize) -> Option<(Day, usize)> {
        let wanted = weekday_named(self.at(i), self.spanish)?;
        let before = self.before(i);
        if matches!(self.at(i), "sat" | "sun" | "wed")
            && matches!(before, "i" | "she" | "he" | "we" | "just" | "the")
        {
            return None;
        }
        let mut used = 1;
        let mut coming = matches!(before, "coming" | "proximo" | "este" | "esta");
        if let Some(more) = self.any(i + 1, &["que viene", "que entra", "proximo", "coming", "siguiente"]) {
            coming = true;
            used += more;
        }
        let ahead = (offset(wanted) - offset(self.today.weekday())).rem_euclid(7);
        let date = plus(self.today, ahead);
        let (next, after_next) = (before == "next", self.here(i + 1, "after next"));
        let day = if let Some(more) = after_next {
            used += more;
            Day::on(plus(date, if ahead == 0 { 14 } else { 7 }))
        } else if ahead == 0 && (next || coming && before != "este") {
            Day::on(plus(date, 7))
        } else if ahead == 0 {
            Day::of(vec![date, plus(date, 7)], Choice::TodayIfAhead)
        } else if next && date < self.monday(1) {
            // "next Friday" on a Monday: this week's or the one after?
            Day::of(vec![date, plus(date, 7)], Choice::Each)
        } else {
            Day::on(date)
        };
        let day = Day { by_weekday: true, ..day };
        // "friday the 27th", "lunes 30 de noviembre", "mon 11/30"
        let skip = usize::from(matches!(self.at(i + used), "the" | "el" | "dia"));
        if let Some((dated, more)) =
            self.dated(i + used + skip).or_else(|| self.bare(i + used + skip, wanted))
        {
            return Some((agreed(&day, dated, wanted), used + skip + more));
        }
        Some((day, used))
    }

    /// A number behind a weekday: "mon 30", "lunes 7" where the 7th is a Monday.
    fn bare(&self, i: usize, wanted: Weekday) -> Option<(Day, usize)> {
        let number = self.at(i).parse::<i8>().ok().filter(|n| (1..=31).contains(n))?;
        let date = self.next_with_number(number)?;
        let sure = number > 12 || (self.spanish && date.weekday() == wanted);
        let joined = matches!(self.at(i + 1), "to" | "a" | "until" | "am" | "pm" | "min" | "hour");
        (sure && !joined).then(|| (Day::on(date), 1))
    }

    /// A date by number: "11/24", "nov 24", "the 24th"; a weekday behind it adds nothing.
    pub(super) fn dated(&self, i: usize) -> Option<(Day, usize)> {
        let (day, used) = self.numeric(i).or_else(|| self.named_month(i)).or_else(|| self.ordinal(i))?;
        if let Some(named) = weekday_named(self.at(i + used), self.spanish) {
            let ahead = (offset(named) - offset(self.today.weekday())).rem_euclid(7);
            return Some((agreed(&Day::on(plus(self.today, ahead)), day, named), used + 1));
        }
        Some((day, used))
    }

    fn numeric(&self, i: usize) -> Option<(Day, usize)> {
        let word = self.at(i);
        let near = |date: &Date| *date >= plus(self.today, -2) && *date <= plus(self.today, 60);
        if word.contains('-') {
            return self.dashed(word).filter(near).map(|date| (Day::on(date), 1));
        }
        let (a, b, year) = slashed(word)?;
        if fraction(a, b) && (is_unit(self.at(i + 1)) || self.before(i).parse::<i64>().is_ok())
            || word == "24/7"
        {
            return None;
        }
        let (month_first, day_first) = (self.date(a, b, year), self.date(b, a, year));
        let options: Vec<Date> = if self.spanish {
            // Both orders occur in Spanish texts; the nearer future decides.
            let mut both: Vec<Date> = [month_first, day_first].into_iter().flatten().filter(near).collect();
            both.dedup();
            both
        } else {
            month_first.or(day_first).into_iter().collect()
        };
        if options.is_empty() {
            return None;
        }
        Some((Day::of(options, Choice::Each), 1))
    }

    /// Whether word `i` looks like a date that the calendar does not have: "2/30", "nov 31".
    pub(super) fn no_such_date(&self, i: usize) -> bool {
        let slashed = slashed(self.at(i)).is_some_and(|(a, b, year)| {
            (1..=31).contains(&a)
                && (13..=31).contains(&b)
                && self.date(a, b, year).is_none()
                && self.date(b, a, year).is_none()
        });
        let named = month_named(self.at(i)).is_some_and(|month| {
            day_number(self.at(i + 1)).is_some_and(|number| self.date(month, number, None).is_none())
        });
        slashed || named
    }

    /// "11-24", "11-24-26", "2026-11-24"; "11-7" is a shift.
    fn dashed(&self, word: &str) -> Option<Date> {
        let numbers: Vec<i16> = word.split('-').map(|part| part.parse().ok()).collect::<Option<_>>()?;
        let small = |n: i16| i8::try_from(n).ok();
        match *numbers.as_slice() {
            [year, month, day] if year >= 2000 => Date::new(year, small(month)?, small(day)?).ok(),
            [month, day, year] => self.date(small(month)?, small(day)?, Some(year)),
            [month, day] if day > 12 => self.date(small(month)?, small(day)?, None),
            _ => None,
        }
    }

    /// The date with this month and day that is nearest ahead (two days back count as now).
    fn date(&self, month: i8, day_of_month: i8, year: Option<i16>) -> Option<Date> {
        if let Some(year) = year {
            let year = if year < 100 { 2000 + year } else { year };
            return Date::new(year, month, day_of_month).ok();
        }
        let this = Date::new(self.today.year(), month, day_of_month).ok();
        match this {
            Some(date) if date >= plus(self.today, -2) => Some(date),
            _ => Date::new(self.today.year() + 1, month, day_of_month).ok(),
        }
    }

    fn month(&self, i: usize) -> Option<i8> {
        match self.at(i) {
            "mar" if !self.spanish => Some(3),
            "ago" if self.spanish => Some(8),
            word => month_named(word),
        }
    }

    fn named_month(&self, i: usize) -> Option<(Day, usize)> {
        if let Some(month) = self.month(i) {
            let skip = 1 + usize::from(self.at(i + 1) == "the");
            let number = day_number(self.at(i + skip))?;
            return Some((Day::on(self.date(month, number, None)?), skip + 1));
        }
        let number = day_number(self.at(i))?;
        let joined = matches!(self.at(i + 1), "de" | "of");
        // "at 7 may i come later"
        let plain = self.at(i).parse::<i8>().is_ok();
        if plain && !joined && matches!(self.at(i + 1), "may" | "march" | "mar") {
            return None;
        }
        let skip = 1 + usize::from(joined);
        let month = self.month(i + skip)?;
        Some((Day::on(self.date(month, number, None)?), skip + 1))
    }

    /// "the 24th", "el 24", "el dia 24".
    fn ordinal(&self, i: usize) -> Option<(Day, usize)> {
        let word = self.at(i);
        let suffixed = ["st", "nd", "rd", "th"].iter().any(|suffix| word.ends_with(suffix));
        let spanish = self.spanish
            && (matches!(self.before(i), "el" | "dia") || self.before(i) == "del" && self.next_is_al(i));
        let on_the = self.before(i) == "the" && self.back(i, 2) == "on";
        if !(suffixed || spanish || on_the)
            || matches!(
                self.at(i + 1),
                "shift"
                    | "time"
                    | "one"
                    | "floor"
                    | "client"
                    | "person"
                    | "turno"
                    | "street"
                    | "half"
                    | "am"
                    | "pm"
            )
        {
            return None;
        }
        let number = day_number(word)?;
        self.next_with_number(number).map(|date| (Day::on(date), 1))
    }

    fn next_is_al(&self, i: usize) -> bool {
        self.at(i + 1) == "al"
    }

    /// The next date with this day of the month, today included.
    pub(super) fn next_with_number(&self, number: i8) -> Option<Date> {
        (0..62).map(|n| plus(self.today, n)).find(|date| date.day() == number)
    }
}

pub(super) fn offset(weekday: Weekday) -> i64 {
    i64::from(weekday.to_monday_zero_offset())
}

/// A weekday and a date said together: the date, if it is that weekday; else both are open.
fn agreed(day: &Day, dated: Day, named: Weekday) -> Day {
    let left: Vec<Date> = dated.options.iter().copied().filter(|date| date.weekday() == named).collect();
    if !left.is_empty() {
        return Day { options: left, ..dated };
    }
    let mut options: Vec<Date> = day.options.clone();
    options.extend(dated.options.iter().copied());
    options.dedup();
    Day::of(options, Choice::Confirm)
}

fn slashed(word: &str) -> Option<(i8, i8, Option<i16>)> {
    let mut parts = word.split('/');
    let (a, b) = (parts.next()?.parse::<i8>().ok()?, parts.next()?.parse::<i8>().ok()?);
    let year = parts.next().and_then(|year| year.parse::<i16>().ok());
    Some((a, b, year))
}

/// "1/2 hour", "3/4 mile".
fn fraction(a: i8, b: i8) -> bool {
    matches!((a, b), (1..=3, 2..=4)) && a < b
}

fn is_unit(word: &str) -> bool {
    matches!(
        word,
        "hour"
            | "day"
            | "days"
            | "shift"
            | "mile"
            | "miles"
            | "pill"
            | "cup"
            | "an"
            | "a"
            | "of"
            | "hora"
            | "dia"
    )
}
