//! Words for days and times, resolved at the moment of receipt in the sender's zone (domain.md 6.7 to 6.10).

use super::calendar_words::{PARTS, Part, day_number, month_named, weekday_named};
use super::clock::{ClockWord, Span, clock_at, relation_before, span_at};
use jiff::civil::Date;
use jiff::{Span as Distance, ZonedDateTime};

/// What the calendar alone cannot say and the reading of "today" or "Monday" depends on.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Busy {
    /// A shift that began yesterday is still running.
    pub(super) over_midnight: bool,
    /// A shift of today still has to start, or runs.
    pub(super) ahead_today: bool,
}

/// One day as said; more than one option where the words leave it open.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Day {
    pub(super) options: Vec<Date>,
    /// The first option that has a shift is meant; otherwise two options with shifts are a question.
    pub(super) in_order: bool,
    /// Even one fitting shift has to be confirmed.
    pub(super) unsure: bool,
}

/// Everything a text says about when.
#[derive(Clone, Debug, Default)]
pub(super) struct When {
    /// Days, in the order said.
    pub(super) days: Vec<Day>,
    /// A range or a list: every shift on these days is meant, and days without one do not matter.
    pub(super) several: bool,
    /// A range: "next 2 days", "Wed to Fri", "this week".
    pub(super) range: bool,
    /// "all day", "both", "all my shifts": every shift on the day is meant.
    pub(super) all: bool,
    /// "until Friday" without saying from when: is Friday in it?
    pub(super) open_end: bool,
    /// "sundays", "every monday": a habit, not a date.
    pub(super) habit: bool,
    /// "yesterday", "last week".
    pub(super) past: bool,
    /// "my next shift".
    pub(super) next_shift: bool,
    /// Parts of the day, any of which may be meant.
    pub(super) parts: Vec<Part>,
    pub(super) times: Vec<ClockWord>,
    pub(super) spans: Vec<Span>,
}

impl When {
    pub(super) fn says_day(&self) -> bool {
        !self.days.is_empty()
    }

    /// A clock time that is the person's own shift: "my 7a", "the 3-11".
    pub(super) fn own_time(&self) -> bool {
        self.times.iter().any(|time| time.own) || self.spans.iter().any(|span| span.own)
    }
}

pub(super) fn plus(date: Date, days: i64) -> Date {
    date.checked_add(Distance::new().days(days.clamp(-400, 400))).unwrap_or(date)
}

struct Reader<'w> {
    words: &'w [&'w str],
    now: &'w ZonedDateTime,
    today: Date,
    spanish: bool,
    busy: Busy,
}

/// Reads all days and times in `words`.
pub(super) fn read(words: &[&str], now: &ZonedDateTime, spanish: bool, busy: Busy) -> When {
    let reader = Reader { words, now, today: now.date(), spanish, busy };
    let mut when = When::default();
    let mut week: Option<Vec<Day>> = None;
    let mut next_week = false;
    let mut i = 0;
    while i < words.len() {
        if let Some(used) = reader.phrase(i, &mut when) {
            i += used;
            continue;
        }
        if let Some((days, used, is_next)) = reader.week(i) {
            week = Some(days);
            next_week = is_next;
            i += used;
            continue;
        }
        if let Some((days, used)) = reader.several_days(i) {
            when.days.extend(days);
            when.several = true;
            when.range = true;
            i += used;
            continue;
        }
        if let Some(used) = reader.until_day(i, &mut when) {
            i += used;
            continue;
        }
        if let Some((day, part, used)) = reader.day(i) {
            when.parts.extend(part);
            if !when.days.contains(&day) {
                when.days.push(day);
            }
            i += used;
            continue;
        }
        if let Some((span, used)) = span_at(words, i, spanish) {
            when.spans.push(span);
            i += used;
            continue;
        }
        if let Some((clock, own, used)) = clock_at(words, i, spanish) {
            when.times.push(ClockWord { clock, own, relation: relation_before(words, i) });
            i += used;
            continue;
        }
        i += 1;
    }
    match week {
        // "mon wed or fri this week": the week only says which Monday.
        Some(_) if when.says_day() => {
            if next_week {
                let monday = reader.monday(1);
                for day in &mut when.days {
                    if let Some(first) = day.options.first() {
                        let offset = i64::from(first.weekday().to_monday_zero_offset());
                        day.options = vec![plus(monday, offset)];
                        day.unsure = false;
                    }
                }
            } else {
                for day in &mut when.days {
                    day.options.truncate(1);
                }
            }
        }
        Some(days) => {
            when.days = days;
            when.several = true;
            when.range = true;
        }
        None => {}
    }
    if when.days.len() > 1 {
        when.several = true;
    }
    when
}

impl Reader<'_> {
    fn at(&self, i: usize) -> &str {
        self.words.get(i).copied().unwrap_or("")
    }

    fn before(&self, i: usize) -> &str {
        if i == 0 { "" } else { self.at(i - 1) }
    }

    fn here(&self, i: usize, phrase: &str) -> Option<usize> {
        let mut used = 0;
        for word in phrase.split(' ') {
            if self.at(i + used) != word {
                return None;
            }
            used += 1;
        }
        Some(used)
    }

    fn any(&self, i: usize, phrases: &[&str]) -> Option<usize> {
        phrases.iter().filter_map(|phrase| self.here(i, phrase)).max()
    }

    /// Monday of this week, or `weeks` later.
    fn monday(&self, weeks: i64) -> Date {
        plus(self.today, 7 * weeks - i64::from(self.today.weekday().to_monday_zero_offset()))
    }

    /// Words that only set a flag.
    fn phrase(&self, i: usize, when: &mut When) -> Option<usize> {
        const ALL: &[&str] = &[
            "all day",
            "whole day",
            "both",
            "both shifts",
            "all my shifts",
            "all of my shifts",
            "any of my shifts",
            "all shifts",
            "all of them",
            "either one",
            "either shift",
            "either of them",
            "every shift",
            "todo el dia",
            "todos mis turnos",
            "los dos",
            "las dos",
            "ambos",
            "ambas",
            "all three",
            "any shift",
        ];
        const PAST: &[&str] = &["yesterday", "last night", "last week", "ayer", "anoche", "la semana pasada"];
        const NEXT: &[&str] = &["next shift", "mi proximo turno", "next visit", "next client"];
        if let Some(used) = self.any(i, ALL) {
            // "las dos" is also two o'clock.
            if self.at(i) == "las" && self.before(i) == "a" {
                return None;
            }
            when.all = true;
            return Some(used);
        }
        if let Some(used) = self.any(i, PAST) {
            when.past = true;
            return Some(used);
        }
        if let Some(used) = self.any(i, NEXT) {
            when.next_shift = true;
            return Some(used);
        }
        if let Some(used) =
            self.any(i, &["every", "cada", "los lunes", "los martes", "los sabados", "los domingos"])
        {
            when.habit = true;
            return Some(used);
        }
        self.part(i).map(|(part, used)| {
            when.parts.push(part);
            used
        })
    }

    fn part(&self, i: usize) -> Option<(Part, usize)> {
        if matches!(self.before(i), "good" | "all") {
            return None;
        }
        PARTS
            .iter()
            .filter_map(|(words, part)| self.here(i, words).map(|used| (*part, used)))
            .max_by_key(|(_, used)| *used)
    }

    /// Whole weeks: a frame for weekdays, or every day in it. The flag says it is next week.
    fn week(&self, i: usize) -> Option<(Vec<Day>, usize, bool)> {
        const THIS: &[&str] = &[
            "this week",
            "rest of the week",
            "all week",
            "whole week",
            "esta semana",
            "toda la semana",
            "the week",
        ];
        const NEXT: &[&str] = &["next week", "la proxima semana", "proxima semana", "la semana que viene"];
        if let Some(used) = self.any(i, THIS) {
            let left = 6 - i64::from(self.today.weekday().to_monday_zero_offset());
            return Some(((0..=left).map(|n| day(plus(self.today, n))).collect(), used, false));
        }
        let used = self.any(i, NEXT)?;
        let monday = self.monday(1);
        Some(((0..7).map(|n| day(plus(monday, n))).collect(), used, true))
    }

    /// "next 2 days", "this weekend", "the rest of the day" is not one.
    fn several_days(&self, i: usize) -> Option<(Vec<Day>, usize)> {
        const WEEKEND: &[&str] = &[
            "this weekend",
            "the weekend",
            "weekend",
            "el fin de semana",
            "este fin de semana",
            "fin de semana",
        ];
        if let Some(used) = self.any(i, &["next weekend", "el proximo fin de semana"]) {
            let saturday = plus(self.monday(1), 5);
            return Some((vec![day(saturday), day(plus(saturday, 1))], used));
        }
        if let Some(used) = self.any(i, WEEKEND) {
            if self.at(i + used) == "s" {
                return None;
            }
            let saturday = plus(self.monday(0), 5);
            let days = [saturday, plus(saturday, 1)];
            return Some((days.into_iter().filter(|date| *date >= self.today).map(day).collect(), used));
        }
        let skip = match self.at(i) {
            "next" | "following" | "proximos" | "proximas" | "siguientes" => 1,
            "for" | "por" if self.at(i + 1) == "the" || self.at(i + 1) == "los" => {
                if matches!(self.at(i + 2), "next" | "proximos") { 3 } else { 2 }
            }
            "for" | "por" => 1,
            _ => return None,
        };
        let skip = if self.at(i + skip) == "next" { skip + 1 } else { skip };
        let count = match self.at(i + skip) {
            "two" | "dos" | "couple" => 2,
            "three" | "tres" | "few" => 3,
            "four" | "cuatro" => 4,
            "five" | "cinco" => 5,
            number => number.parse::<i64>().ok().filter(|n| (1..=14).contains(n))?,
        };
        let unit = i + skip + 1 + usize::from(self.at(i + skip + 1) == "of");
        if !matches!(self.at(unit), "day" | "days" | "dias" | "dia") {
            return None;
        }
        let first = if self.busy.ahead_today || self.busy.over_midnight { 0 } else { 1 };
        Some(((first..first + count).map(|n| day(plus(self.today, n))).collect(), unit + 1 - i))
    }

    /// "until Friday", "tomorrow through Sunday": fills the days between.
    fn until_day(&self, i: usize, when: &mut When) -> Option<usize> {
        let connector = self.at(i);
        let firm = matches!(connector, "through" | "to" | "a" | "al");
        if !firm && !matches!(connector, "until" | "hasta") {
            return None;
        }
        if firm && connector != "through" && !when.says_day() {
            return None;
        }
        let skip = 1 + usize::from(matches!(self.at(i + 1), "el" | "the" | "this" | "on"));
        let (end, _, used) = self.day(i + skip)?;
        let from = when.days.last().and_then(|day| day.options.first().copied());
        let first = from.unwrap_or(self.today);
        let mut last = end.options.first().copied()?;
        if last < first && plus(last, 7) >= first {
            last = plus(last, 7);
        }
        let mut date = first;
        while date <= last && date <= plus(first, 31) {
            if !when.days.iter().any(|known| known.options.first() == Some(&date)) {
                when.days.push(day(date));
            }
            date = plus(date, 1);
        }
        when.several = true;
        when.range = true;
        when.open_end |= from.is_none() && connector != "through";
        Some(skip + used)
    }

    /// One day at word `i`: the day, a part of it if the word says one, and how many words it took.
    fn day(&self, i: usize) -> Option<(Day, Option<Part>, usize)> {
        self.relative(i)
            .or_else(|| self.weekday(i).map(|(day, used)| (day, None, used)))
            .or_else(|| self.numeric(i).map(|(day, used)| (day, None, used)))
            .or_else(|| self.named_month(i).map(|(day, used)| (day, None, used)))
            .or_else(|| self.ordinal(i).map(|(day, used)| (day, None, used)))
    }

    fn relative(&self, i: usize) -> Option<(Day, Option<Part>, usize)> {
        let small_hours = self.now.hour() < 5;
        let yesterday = plus(self.today, -1);
        let tomorrow = plus(self.today, 1);
        let running = || Day { options: vec![yesterday, self.today], in_order: true, unsure: false };
        if let Some(used) = self.any(i, &["day after tomorrow", "the day after tomorrow", "pasado manana"]) {
            return Some((day(plus(self.today, 2)), None, used));
        }
        if let Some(used) = self.any(i, &["tonight", "esta noche", "this evening", "hoy en la noche"]) {
            // After midnight and before five "tonight" is the night that runs (domain.md 6.7).
            let when = if small_hours { running() } else { day(self.today) };
            return Some((when, Some(Part::Night), used));
        }
        // In the afternoon "this morning" tells when she fell ill, not when she works.
        if let Some(used) = self.any(i, &["this morning", "esta manana"]).filter(|_| self.now.hour() < 12) {
            return Some((day(self.today), Some(Part::Morning), used));
        }
        if let Some(used) = self.any(i, &["this afternoon", "esta tarde"]) {
            return Some((day(self.today), Some(Part::Afternoon), used));
        }
        match self.at(i) {
            "today" | "hoy" | "ahorita" => {
                let when = if small_hours && self.busy.over_midnight { running() } else { day(self.today) };
                Some((when, None, 1))
            }
            "tomorrow" => Some((self.tomorrow(small_hours, tomorrow), None, 1)),
            "manana" if !matches!(self.before(i), "la" | "esta" | "una") => {
                Some((self.tomorrow(small_hours, tomorrow), None, 1))
            }
            _ => None,
        }
    }

    /// Before dawn many mean "after I have slept".
    fn tomorrow(&self, small_hours: bool, tomorrow: Date) -> Day {
        if small_hours {
            Day { options: vec![self.today, tomorrow], in_order: false, unsure: false }
        } else {
            day(tomorrow)
        }
    }

    fn weekday(&self, i: usize) -> Option<(Day, usize)> {
        let wanted = weekday_named(self.at(i), self.spanish)?;
        let before = self.before(i);
        if matches!(self.at(i), "sat" | "sun" | "wed")
            && matches!(before, "i" | "she" | "he" | "we" | "just" | "the")
        {
            return None;
        }
        let ahead = i64::from(
            (wanted.to_monday_zero_offset() - self.today.weekday().to_monday_zero_offset()).rem_euclid(7),
        );
        let mut used = 1;
        let coming = matches!(before, "proximo" | "este")
            || self.here(i + 1, "que viene").inspect(|n| used += n).is_some();
        if ahead == 0 {
            return Some(if before == "next" || coming {
                (day(plus(self.today, 7)), used)
            } else if self.busy.ahead_today {
                (day(self.today), used)
            } else {
                (Day { options: vec![plus(self.today, 7)], in_order: false, unsure: true }, used)
            });
        }
        let date = plus(self.today, ahead);
        if before == "next" && date < self.monday(1) {
            // "next Friday" on a Monday: this week's or the one after?
            return Some((Day { options: vec![date, plus(date, 7)], in_order: false, unsure: false }, used));
        }
        Some((day(date), used))
    }

    fn numeric(&self, i: usize) -> Option<(Day, usize)> {
        let mut parts = self.at(i).split('/');
        let (a, b) = (parts.next()?.parse::<i8>().ok()?, parts.next()?.parse::<i8>().ok()?);
        let year = parts.next().and_then(|year| year.parse::<i16>().ok());
        let (month_first, day_first) = (self.date(a, b, year), self.date(b, a, year));
        let near = |date: &Date| *date >= plus(self.today, -2) && *date <= plus(self.today, 60);
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
        Some((Day { options, in_order: false, unsure: false }, 1))
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

    fn named_month(&self, i: usize) -> Option<(Day, usize)> {
        if let Some(month) = month_named(self.at(i)) {
            let number = day_number(self.at(i + 1))?;
            return Some((day(self.date(month, number, None)?), 2));
        }
        let number = day_number(self.at(i))?;
        let skip = 1 + usize::from(matches!(self.at(i + 1), "de" | "of"));
        let month = month_named(self.at(i + skip))?;
        Some((day(self.date(month, number, None)?), skip + 1))
    }

    /// "the 24th", "el 24", "el dia 24".
    fn ordinal(&self, i: usize) -> Option<(Day, usize)> {
        let word = self.at(i);
        let suffixed = ["st", "nd", "rd", "th"].iter().any(|suffix| word.ends_with(suffix));
        let spanish = matches!(self.before(i), "el" | "dia") && self.spanish;
        let on_the = self.before(i) == "the" && i >= 2 && self.words[i - 2] == "on";
        if !(suffixed || spanish || on_the)
            || matches!(
                self.at(i + 1),
                "shift" | "time" | "one" | "floor" | "client" | "person" | "turno" | "street"
            )
        {
            return None;
        }
        let number = day_number(word)?;
        (0..62).map(|n| plus(self.today, n)).find(|date| date.day() == number).map(|date| (day(date), 1))
    }
}

fn day(date: Date) -> Day {
    Day { options: vec![date], in_order: false, unsure: false }
}

#[cfg(test)]
mod tests {
    use super::*;

    // Monday 23 November 2026, 18:00 in Chicago.
    fn monday() -> ZonedDateTime {
        "2026-11-23T18:00:00-06:00[America/Chicago]".parse().unwrap()
    }

    fn days(text: &str, now: &ZonedDateTime) -> Vec<Vec<String>> {
        let text = super::super::normalise::Text::new(text);
        let spanish =
            text.flat.contains("manana") || text.flat.contains(" el ") || text.flat.contains(" de ");
        read(&text.words(), now, spanish, Busy::default())
            .days
            .iter()
            .map(|day| day.options.iter().map(|date| date.strftime("%a %m/%d").to_string()).collect())
            .collect()
    }

    fn one(text: &str) -> String {
        days(text, &monday()).into_iter().flatten().collect::<Vec<_>>().join(", ")
    }

    #[test]
    fn days_resolve_at_receipt() {
        assert_eq!(one("cant work tmrw"), "Tue 11/24");
        assert_eq!(one("day after tomorrow"), "Wed 11/25");
        assert_eq!(one("on thurs"), "Thu 11/26");
        assert_eq!(one("11/24"), "Tue 11/24");
        assert_eq!(one("the 24th"), "Tue 11/24");
        assert_eq!(one("nov 30"), "Mon 11/30");
        assert_eq!(one("this weekend"), "Sat 11/28, Sun 11/29");
        assert_eq!(one("out the next 2 days"), "Tue 11/24, Wed 11/25");
        assert_eq!(one("wed to fri"), "Wed 11/25, Thu 11/26, Fri 11/27");
        assert_eq!(one("from tomorrow until friday"), "Tue 11/24, Wed 11/25, Thu 11/26, Fri 11/27");
        assert_eq!(one("tues wed or fri this wk"), "Tue 11/24, Wed 11/25, Fri 11/27");
        assert_eq!(one("monday and tuesday next week"), "Mon 11/30, Tue 12/01");
    }

    #[test]
    fn spanish_days() {
        assert_eq!(one("no puedo ir mañana por la mañana"), "Tue 11/24");
        assert_eq!(one("pasado mañana no puedo"), "Wed 11/25");
        assert_eq!(one("el lunes que viene"), "Mon 11/30");
        assert_eq!(one("el 24/11 no puedo"), "Tue 11/24");
        assert_eq!(one("el 24 no puedo"), "Tue 11/24");
        assert_eq!(one("24 de noviembre"), "Tue 11/24");
        assert_eq!(one("de miércoles a viernes"), "Wed 11/25, Thu 11/26, Fri 11/27");
    }

    #[test]
    fn open_words_keep_both_readings() {
        assert_eq!(one("next friday"), "Fri 11/27, Fri 12/04");
        let after_midnight: ZonedDateTime = "2026-11-24T00:30:00-06:00[America/Chicago]".parse().unwrap();
        assert_eq!(days("tomorrow", &after_midnight), [["Tue 11/24", "Wed 11/25"]]);
        assert_eq!(days("tonight", &after_midnight), [["Mon 11/23", "Tue 11/24"]]);
    }

    #[test]
    fn monday_on_a_monday_evening_is_next_week_and_unsure() {
        let text = super::super::normalise::Text::new("cant do monday");
        let when = read(&text.words(), &monday(), false, Busy::default());
        assert!(when.days[0].unsure);
        assert_eq!(when.days[0].options[0].to_string(), "2026-11-30");
    }
}
