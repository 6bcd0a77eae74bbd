//! What a caregiver's schedule says about one more shift: overlaps, rest, long days, days in a row, hours of the week.
use super::eligible::Need;
use super::overtime::{Law, Work, Workweek, premium, within};
use crate::agency::{Booking, Roster, SAME_DAY};
use crate::place::Point;

pub(super) const DAY: i64 = 24 * 3600;
/// Days before and after the shift that can be told apart for days in a row.
const AROUND: i64 = 15;
/// Visits within a day of the shift that are kept for the longest day; nobody works more.
const NEAR: usize = 8;

/// The shift, and the lines it must keep. All times are seconds since 1970.
pub(super) struct Lines {
    pub(super) shift: (i64, i64),
    pub(super) place: Point,
    /// The local day on which the shift starts.
    pub(super) day: (i64, i64),
    /// The legal workweek of its start, and the next one if it ends there.
    pub(super) weeks: (Workweek, Option<Workweek>),
    pub(super) rest: i64,
    pub(super) most_in_24: i64,
    pub(super) most_days: u32,
    /// Buffer between two visits beside the way, and the whole where a place is not known.
    pub(super) buffer: (i64, i64),
    pub(super) law: Law,
    /// No line but that of the week.
    pub(super) only_week: bool,
}

/// What the schedule says.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Load {
    pub(super) overlap: bool,
    pub(super) little_rest: bool,
    /// Seconds of work in the week, the shift and the ways included.
    pub(super) week: i64,
    /// Seconds of paid way that the shift adds.
    pub(super) added_way: i64,
    /// Days with work around the shift, a bit each.
    days: u32,
    near: [(i64, i64); NEAR],
    near_count: usize,
    /// The visit that ends last before the shift: when, and the way from it in minutes.
    before: Option<(i64, f64)>,
}

impl Lines {
    /// Shifts that start outside of this say nothing.
    fn horizon(&self) -> (i64, i64) {
        let (from, until) = self.weeks.0.span();
        let row = i64::from(self.most_days).min(AROUND) * DAY;
        // No shift is longer than two days.
        (from.min(self.day.0 - row + DAY) - 2 * DAY, until.max(self.day.0 + row))
    }

    pub(super) fn begin(&self) -> Load {
        Load { week: within(self.shift, self.weeks.0.span()), days: 1 << AROUND, ..Load::default() }
    }

    /// Adds one file's visits to the load; a person may have several files.
    pub(super) fn add(&self, load: &mut Load, works: &[Booking], roster: &Roster, need: &Need) {
        let (from, until) = self.horizon();
        let week = self.weeks.0.span();
        let first_day = self.day.0 - AROUND * DAY;
        let first = works.partition_point(|b| b.start < from);
        for booking in works.iter().skip(first).take_while(|b| b.start <= until) {
            if booking.start == self.shift.0 && roster.booked(booking).is_some_and(|s| s.key == need.key) {
                continue;
            }
            load.week += within((booking.start, booking.end), week);
            if week.0 <= booking.start && booking.start < week.1 {
                load.week += i64::from(booking.way);
            }
            // A start within an hour of midnight may count for the neighbour when clocks change in between.
            if let Ok(day) = u32::try_from((booking.start - first_day).div_euclid(DAY))
                && day < 32
            {
                load.days |= 1 << day;
            }
            if booking.end >= self.shift.0 - DAY && booking.start <= self.shift.1 + DAY {
                self.add_near(load, booking, roster, need);
            }
        }
    }

    fn add_near(&self, load: &mut Load, booking: &Booking, roster: &Roster, need: &Need) {
        if let Some(slot) = load.near.get_mut(load.near_count) {
            *slot = (booking.start, booking.end);
            load.near_count += 1;
        }
        let gap = (self.shift.0 - booking.end).max(booking.start - self.shift.1);
        let same_client = || roster.booked(booking).is_some_and(|s| s.client == need.client);
        let is_on_day = self.day.0 <= booking.start && booking.start < self.day.1;
        // The way matters only when it could be too long, or is paid.
        if gap < SAME_DAY {
            let way = if same_client() { Some(0.0) } else { booking.place.minutes_to(self.place) };
            #[expect(clippy::cast_possible_truncation, reason = "minutes of travel")]
            let needed = way.map_or(self.buffer.1, |minutes| minutes.ceil() as i64 * 60 + self.buffer.0);
            load.overlap |= gap < needed;
            #[expect(clippy::cast_possible_truncation, reason = "minutes of travel")]
            let paid = ((way.unwrap_or(0.0) * 60.0) as i64).min(gap.max(0));
            load.added_way += paid;
            if booking.start >= self.shift.1 {
                load.added_way -= i64::from(booking.way);
            } else if load.before.is_none_or(|(end, _)| end < booking.end) {
                load.before = way.map(|way| (booking.end, way));
            }
        }
        // Rest is owed between days of work, not between two visits of one day.
        load.little_rest |= !is_on_day && gap < self.rest;
    }

    /// Whether any 24 hours would hold more work than allowed.
    pub(super) fn is_too_long_a_day(&self, load: &Load) -> bool {
        if load.near_count == 0 && self.shift.1 - self.shift.0 <= self.most_in_24 {
            return false;
        }
        let near = load.near.get(..load.near_count).unwrap_or_default();
        let whole: i64 = near.iter().map(|(a, b)| b - a).sum::<i64>() + self.shift.1 - self.shift.0;
        if whole <= self.most_in_24 {
            return false;
        }
        let all = || near.iter().copied().chain([self.shift]);
        let worst = all().flat_map(|(start, end)| [(start, start + DAY), (end - DAY, end)]);
        worst
            .map(|window| all().map(|part| within(part, window)).sum::<i64>())
            .any(|sum| sum > self.most_in_24)
    }

    /// Days of work in a row with the shift's day among them.
    pub(super) fn days_in_a_row(&self, load: &Load) -> u32 {
        let after = (load.days >> AROUND).trailing_ones();
        let before = (load.days << (32 - AROUND as u32)).leading_ones();
        before + after
    }

    /// Minutes from where she will really be: the visit before, if it ends shortly before, else from home.
    pub(super) fn minutes_from(&self, load: &Load, from_home: Option<f64>) -> Option<f64> {
        const SHORTLY: i64 = 2 * 3600;
        match load.before {
            Some((end, way)) if self.shift.0 - end <= SHORTLY => Some(way),
            _ => from_home,
        }
    }

    /// Hours at a premium that the shift adds (`domain.md 2.41`).
    pub(super) fn premium(
        &self,
        load: &Load,
        works: &[Booking],
        files: &[&[Booking]],
        roster: &Roster,
        need: &Need,
    ) -> f64 {
        let shift = Work { start: self.shift.0, end: self.shift.1, way: load.added_way.max(0) };
        if self.only_week && self.weeks.1.is_none() {
            #[expect(clippy::cast_precision_loss, reason = "seconds of a week")]
            let hours = |seconds: i64| seconds as f64 / 3600.0;
            let with = (hours(load.week + load.added_way) - self.law.week).max(0.0);
            let without = (hours(load.week - (self.shift.1 - self.shift.0)) - self.law.week).max(0.0);
            return (with - without).max(0.0);
        }
        let (from, until) = self.horizon();
        let others = works.iter().chain(files.iter().flat_map(|file| file.iter())).filter(|b| {
            b.start >= from
                && b.start <= until + 7 * DAY
                && !(b.start == self.shift.0 && roster.booked(b).is_some_and(|s| s.key == need.key))
        });
        let mut works: Vec<Work> =
            others.map(|b| Work { start: b.start, end: b.end, way: i64::from(b.way) }).collect();
        works.sort_by_key(|w| w.start);
        let weeks = [Some(&self.weeks.0), self.weeks.1.as_ref()];
        let paid = |works: &[Work]| weeks.iter().flatten().map(|w| premium(&self.law, works, w)).sum::<f64>();
        let without = paid(&works);
        works.insert(works.partition_point(|w| w.start < shift.start), shift);
        (paid(&works) - without).max(0.0)
    }
}
