//! Words for days and times, resolved at the moment of receipt in the sender's zone (domain.md 6.7 to 6.10).
//!
//! [`read`] goes through the words once. It only says what the words may mean; which shift is meant is decided in
//! [`bind`](super::bind) against the person's real shifts.

use super::bounds::{Piece, leaving_at, piece_at, relation_before};
use super::calendar_words::Part;
use super::clock::{ClockWord, Span, clock_at, span_at};
use super::day::{Choice, Day, Reader, offset, plus};
use super::ranges::{Stretch, Week};
use jiff::ZonedDateTime;
use jiff::civil::Date;
use jiff::civil::Weekday;

/// What the calendar alone cannot say and the reading of "today" depends on.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Busy {
    /// A shift that began yesterday is still running.
    pub(super) over_midnight: bool,
}

/// More days, times or parts than this are not kept: no person says so many, and reading stays bounded.
const MOST_DAYS: usize = 62;
const MOST_TIMES: usize = 24;

/// Everything a text says about when.
#[derive(Clone, Debug, Default)]
pub(super) struct When {
    /// Days, in the order said.
    pub(super) days: Vec<Day>,
    /// A range or a list: every shift on these days is meant, and days without one do not matter.
    pub(super) several: bool,
    /// A range: "next 2 days", "Wed to Fri", "this week".
    pub(super) range: bool,
    /// Days of which it is open whether they are meant; a shift on one makes the whole a question.
    pub(super) fringe: Vec<Day>,
    /// How far a range reaches, or which days are meant, is open: always a question.
    pub(super) unsure: bool,
    /// "all day", "both", "all my shifts": every shift on the day is meant.
    pub(super) all: bool,
    /// "sundays", "every monday": a habit, not a date.
    pub(super) habits: Vec<Weekday>,
    /// "2/30", "nov 31".
    pub(super) no_such_date: bool,
    /// "yesterday", "last week".
    pub(super) past: bool,
    /// "my next shift".
    pub(super) next_shift: bool,
    /// Parts of the day, any of which may be meant.
    pub(super) parts: Vec<Part>,
    /// Those of them that stand beside no day: "no nights this week".
    pub(super) loose_parts: Vec<Part>,
    pub(super) times: Vec<ClockWord>,
    pub(super) spans: Vec<Span>,
    /// "the first half", "the last 2 hours".
    pub(super) piece: Option<Piece>,
}

impl When {
    pub(super) fn says_day(&self) -> bool {
        !self.days.is_empty()
    }

    /// Whether this is one of the days said, as far as the words go.
    pub(super) fn may_mean(&self, date: Date) -> bool {
        self.days.iter().any(|day| day.options.contains(&date))
    }

    /// A clock time that is the person's own shift: "my 7a", "the 3-11".
    pub(super) fn own_time(&self) -> bool {
        self.times.iter().any(|time| time.own) || self.spans.iter().any(|span| span.own)
    }

    /// Adds a day; the index it has.
    fn push(&mut self, day: Day) -> usize {
        // "Tuesday ... tomorrow morning" on a Monday is one day, said twice.
        let same = |known: &Day| {
            known.options == day.options
                && (known.part.is_none() || day.part.is_none() || known.part == day.part)
        };
        if let Some(at) = self.days.iter().position(same) {
            self.days[at].part = self.days[at].part.or(day.part);
            return at;
        }
        if self.days.len() >= MOST_DAYS {
            self.unsure = true;
        } else {
            self.days.push(day);
        }
        self.days.len() - 1
    }

    fn add(&mut self, stretch: Stretch) {
        for day in stretch.days {
            self.push(day);
        }
        self.fringe.extend(stretch.fringe);
        self.fringe.truncate(MOST_DAYS);
        self.unsure |= stretch.unsure;
        self.several = true;
        self.range = true;
    }
}

/// Reads all days and times in `words`.
pub(super) fn read(words: &[&str], now: &ZonedDateTime, spanish: bool, busy: Busy) -> When {
    let reader = Reader { words, now, today: now.date(), spanish, over_midnight: busy.over_midnight };
    let mut pass = Pass::default();
    let mut i = 0;
    while i < words.len() {
        i += pass.step(&reader, i).unwrap_or(1).max(1);
    }
    pass.finish(&reader)
}

/// What one pass over the words has found so far.
#[derive(Default)]
struct Pass {
    when: When,
    week: Option<Week>,
    /// "all week except Thursday"
    excepted: Vec<Day>,
    /// "can't do Thursday, not Tuesday": dropped.
    negated: Vec<Day>,
    /// Where the last day ended, and its index.
    day_end: Option<(usize, usize)>,
    /// Where the last part of the day ended that belongs to no day yet.
    part_end: Option<(usize, Part)>,
    /// Parts that belong to no day.
    loose: Vec<Part>,
    /// Where the last time ended and whether it was one's own.
    time_end: Option<(usize, bool)>,
    /// "until Friday" with no beginning, and a single day said beside it.
    until: bool,
    single: bool,
    /// Two days side by side that exclude each other: "tomorrow wednesday" on a Monday.
    clash: bool,
}

impl Pass {
    /// Reads what stands at word `i`; how many words it took.
    fn step(&mut self, reader: &Reader<'_>, i: usize) -> Option<usize> {
        self.exception(reader, i)
            .or_else(|| self.flag(reader, i))
            .or_else(|| self.week(reader, i))
            .or_else(|| self.negation(reader, i))
            .or_else(|| self.stretch(reader, i))
            .or_else(|| self.day(reader, i))
            .or_else(|| self.time(reader, i))
    }

    /// "except Thursday and Friday" behind days.
    fn exception(&mut self, reader: &Reader<'_>, i: usize) -> Option<usize> {
        let mut at = i + reader.except(i)?;
        // A plain "but" excepts only directly behind the days: "any day but friday", not "can't today but friday is ok".
        let but = reader.at(i) == "but";
        let directly = self.day_end.is_some_and(|(end, _)| end == i);
        if but && !(directly && self.week.is_some() | self.when.range) {
            return None;
        }
        while let Some((day, used)) = reader.day(at) {
            if self.excepted.len() < MOST_DAYS {
                self.excepted.push(day);
            }
            at += used;
            let joined = matches!(reader.at(at), "and" | "or" | "y" | "o");
            let next =
                at + usize::from(joined) + usize::from(joined && matches!(reader.at(at + 1), "the" | "el"));
            if reader.day(next).is_none() {
                break;
            }
            at = next;
        }
        self.day_end = Some((at, self.when.days.len()));
        Some(at - i)
    }

    /// Words that only set a flag.
    fn flag(&mut self, reader: &Reader<'_>, i: usize) -> Option<usize> {
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
            "the double",
            "my double",
            "double shift",
            "todo el dia",
            "todos mis turnos",
            "doble turno",
            "mi doble",
            "los dos",
            "las dos",
            "ambos",
            "ambas",
            "all three",
            "any shift",
            "any of today",
            "any of tomorrow",
            "any of it",
            "any of them",
            "any of these",
            "none of them",
            "none of these",
            "none of the two",
            "either of the two",
            "neither of them",
            "neither of the two",
            "do either",
            "make either",
            "work either",
            "ninguno",
            "ninguna",
            "ninguno de",
            "ninguna de",
        ];
        const PAST: &[&str] = &[
            "yesterday",
            "last night",
            "last week",
            "last weekend",
            "the other day",
            "ayer",
            "antier",
            "anteayer",
            "anoche",
            "la semana pasada",
            "el fin de semana pasado",
        ];
        const NEXT: &[&str] = &["next shift", "mi proximo turno", "next visit", "next client"];
        if let Some(used) = reader.any(i, ALL) {
            // "las dos" is also two o'clock.
            let clock = reader.at(i) == "las"
                && matches!(
                    reader.before(i),
                    "a" | "de" | "hasta" | "desde" | "para" | "sobre" | "entre" | "y" | "partir" | "como"
                );
            if !clock {
                self.when.all = true;
                return Some(used);
            }
        }
        if let Some(used) = reader.any(i, PAST) {
            self.when.past = true;
            return Some(used);
        }
        // "been sick since monday" tells the past, "out since..." no end.
        if reader.at(i) == "since"
            && let Some((_, used)) = reader.day(i + 1)
        {
            self.when.past = true;
            return Some(1 + used);
        }
        // "last friday", "el viernes pasado": not the coming one.
        let named = |at: usize| super::calendar_words::weekday_named(reader.at(at), reader.spanish).is_some();
        if matches!(reader.at(i), "last" | "past") && named(i + 1) && reader.before(i) != "the" {
            self.when.past = true;
            return Some(2);
        }
        if named(i) && reader.at(i + 1) == "pasado" {
            self.when.past = true;
            return Some(2);
        }
        if let Some(used) = reader.any(i, NEXT) {
            self.when.next_shift = true;
            return Some(used);
        }
        if let Some((weekday, used)) = reader.habit(i) {
            if !self.when.habits.contains(&weekday) {
                self.when.habits.push(weekday);
            }
            return Some(used);
        }
        if reader.no_such_date(i) {
            self.when.no_such_date = true;
            return Some(1);
        }
        // In the afternoon "this morning" tells when she fell ill.
        if reader.any(i, &["this morning", "esta manana"]).is_some() && reader.now.hour() >= 12 {
            return Some(2);
        }
        let (part, used) = reader.part(i)?;
        if self.when.parts.len() < MOST_TIMES {
            self.when.parts.push(part);
            self.loose.push(part);
        }
        self.part_end = Some((i + used, part));
        Some(used)
    }

    fn week(&mut self, reader: &Reader<'_>, i: usize) -> Option<usize> {
        let (week, used) = reader.week(i)?;
        self.day_end = Some((i + used, self.when.days.len()));
        if week.whole && (self.week.is_some() || self.when.says_day()) {
            self.when.add(week.stretch);
        } else {
            self.week = Some(week);
        }
        Some(used)
    }

    /// "Thursday, not Tuesday" of what she can't: Thursday. "Here today, not tomorrow" is a question.
    fn negation(&mut self, reader: &Reader<'_>, i: usize) -> Option<usize> {
        if !matches!(reader.at(i), "not" | "no") || (reader.at(i) == "no" && reader.at(i + 1) != "el") {
            return None;
        }
        let (end, _) = self.day_end.filter(|_| self.when.says_day())?;
        let but = end + 1 == i && matches!(reader.at(end), "but" | "pero" | "and" | "y");
        if end != i && !but {
            return None;
        }
        let skip = 1 + usize::from(matches!(reader.at(i + 1), "on" | "the" | "el" | "for"));
        let (day, used) = reader.day(i + skip)?;
        let listed = matches!(
            reader.at(i + skip + used),
            "or" | "nor" | "and" | "either" | "ni" | "y" | "puedo" | "voy"
        );
        let denied = (1..=6).any(|n| {
            matches!(
                reader.back(end, n + 1),
                "cant" | "wont" | "off" | "out" | "meant" | "mean" | "puedo" | "podre"
            )
        });
        if listed || but || !denied || self.negated.len() >= MOST_DAYS {
            self.when.unsure |= !listed;
            return None;
        }
        self.negated.push(day);
        Some(skip + used)
    }

    fn stretch(&mut self, reader: &Reader<'_>, i: usize) -> Option<usize> {
        let (stretch, used) = match reader.stretch(i) {
            Some(found) => found,
            None => {
                let last = self.when.days.last();
                let found = reader.until_day(i, last)?;
                self.until |= last.is_none();
                found
            }
        };
        self.when.add(stretch);
        self.day_end = Some((i + used, self.when.days.len().saturating_sub(1)));
        self.part_end = None;
        Some(used)
    }

    fn day(&mut self, reader: &Reader<'_>, i: usize) -> Option<usize> {
        let (mut day, used) = reader.day(i)?;
        if day.part.is_none()
            && let Some((end, part)) = self.part_end
            && filler(
                reader,
                end,
                i,
                &["on", "for", "of", "the", "this", "del", "de", "el", "shift", "turno", "next"],
            )
        {
            // "overnight on friday", "night shift sat"
            day.part = Some(part);
            self.loose.pop();
        }
        self.part_end = None;
        self.when.parts.extend(day.part.filter(|_| self.when.parts.len() < MOST_TIMES));
        let index = self.when.days.len();
        let directly = self.day_end.is_some_and(|(end, _)| end == i) && index > 0;
        if directly
            && day.by_weekday
            && let Some(last) = self.when.days.last()
            && !last.by_weekday
            && last.part.is_none()
        {
            self.clash = true;
        }
        let index = self.when.push(day);
        self.single = true;
        // "my 7a on friday": the time belongs to the day behind it.
        if let Some((end, _)) = self.time_end
            && filler(reader, end, i, &["on", "for", "this", "shift", "el", "de", "del", "turno", "next"])
        {
            if let Some(time) = self.when.times.last_mut().filter(|time| time.day.is_none()) {
                time.day = Some(index);
            }
            if let Some(span) = self.when.spans.last_mut().filter(|span| span.day.is_none()) {
                span.day = Some(index);
            }
        }
        self.time_end = None;
        self.day_end = Some((i + used, index));
        Some(used)
    }

    fn time(&mut self, reader: &Reader<'_>, i: usize) -> Option<usize> {
        let (words, spanish) = (reader.words, reader.spanish);
        if let Some((piece, used)) = piece_at(words, i) {
            self.when.piece = Some(piece);
            return Some(used);
        }
        const BETWEEN: &[&str] = &[
            "at", "my", "the", "a", "las", "la", "for", "shift", "from", "de", "around", "about", "mi",
            "los", "turno",
        ];
        let beside = self.day_end.filter(|(end, _)| filler(reader, *end, i, BETWEEN)).map(|(_, index)| index);
        if let Some((span, used)) = span_at(words, i, spanish) {
            if self.when.spans.len() < MOST_TIMES {
                self.when.spans.push(Span { day: beside, ..span });
            }
            self.time_end = Some((i + used, span.own));
            return Some(used);
        }
        let (clock, own, used) = clock_at(words, i, spanish)?;
        // "my 7a and 3p"
        let own = own
            || self.time_end.is_some_and(|(end, own)| {
                own && end + 1 == i && matches!(reader.at(end), "and" | "or" | "y" | "o")
            });
        if self.when.times.len() < MOST_TIMES {
            let relation = relation_before(words, i);
            let leaving = leaving_at(words, i);
            self.when.times.push(ClockWord { clock, own, relation, leaving, day: beside });
        }
        self.time_end = Some((i + used, own));
        Some(used)
    }

    fn finish(self, reader: &Reader<'_>) -> When {
        let mut when = self.when;
        match self.week {
            // "mon wed or fri this week": the week only says which Monday.
            Some(week) if when.days.iter().any(|day| day.by_weekday) && !week.whole => {
                framed(&mut when, &week, reader);
            }
            Some(week) => when.add(week.stretch),
            None => {}
        }
        if !self.excepted.is_empty() && when.days.is_empty() {
            // "except Friday I can't": the days that are meant are not said.
            when.add(Stretch {
                days: (0..7).map(|n| Day::on(plus(reader.today, n))).collect(),
                fringe: Vec::new(),
                unsure: true,
            });
        }
        let said = when.days.len();
        for out in self.excepted.iter().chain(&self.negated) {
            // "next week except Tuesday" is the Tuesday of that week.
            let meant = |date| {
                out.options.contains(&date)
                    || out.by_weekday && out.first().is_some_and(|said| said.weekday() == date.weekday())
            };
            let dropped = |day: &Day| out.part.is_none() && day.first().is_some_and(meant);
            if when.days.len() > 1 || !self.excepted.is_empty() {
                when.days.retain(|day| !dropped(day));
            }
            when.fringe.retain(|day| !dropped(day));
            if out.part.is_some() {
                when.unsure = true;
            }
        }
        when.loose_parts = self.loose;
        if when.days.len() != said || when.times.len() + when.spans.len() < 2 {
            // The days have moved up, so the times no longer know theirs; and a single time is said of every day.
            when.times.iter_mut().for_each(|time| time.day = None);
            when.spans.iter_mut().for_each(|span| span.day = None);
        }
        // "my husband is away till Friday, so nobody for tomorrow morning"
        when.unsure |= self.until && self.single;
        if self.clash && when.days.len() == 2 && !when.range {
            when.unsure = true;
        }
        if when.days.len() > 1 {
            when.several = true;
        }
        when
    }
}

/// Puts the weekdays that were said into the week that was said beside them; days of this week that are over go.
fn framed(when: &mut When, week: &Week, reader: &Reader<'_>) {
    let today = reader.today;
    // On a Sunday "this week" may be the one that ends or the one that begins.
    let sunday = today.weekday() == Weekday::Sunday && !week.stretch.fringe.is_empty();
    for day in &mut when.days {
        if day.by_weekday
            && let Some(first) = day.first()
        {
            let date = plus(week.monday, offset(first.weekday()));
            day.options = if sunday && first == today { vec![today, date] } else { vec![date] };
            day.choice = Choice::Each;
        }
    }
    let several = when.days.len() > 1;
    if several || when.days.iter().all(|day| day.first().is_some_and(|date| date >= today)) {
        when.days.retain(|day| day.first().is_some_and(|date| date >= today));
    } else {
        // "monday this week" said on a Thursday.
        when.unsure = true;
    }
    when.several |= several;
}

/// Whether only `words` stand from word `end` to word `start`, at most three.
fn filler(reader: &Reader<'_>, end: usize, start: usize, words: &[&str]) -> bool {
    end <= start && start - end <= 3 && (end..start).all(|at| words.contains(&reader.at(at)))
}

#[cfg(test)]
#[path = "dates_tests.rs"]
mod tests;
