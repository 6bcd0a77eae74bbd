//! What a caregiver's schedule says about one more shift: overlaps, rest, long days, days in a row, hours of the week.
use super::eligible::Need;
use super::overtime::{Law, Work, Workweek, premium, within};
use crate::agency::{Booking, Roster, SAME_DAY, Works};
use crate::place::Point;

pub(super) const DAY: i64 = 24 * 3600;
/// Days before and after the shift that can be told apart for days in a row.
const AROUND: i64 = 15;
/// Visits within a day of the shift that are kept for the longest day; nobody works more.
const NEAR: usize = 8;
/// What fits into half a word of seconds: 68 years either way.
const FAR: (i64, i64) = (i32::MIN as i64, i32::MAX as i64);

/// The shift, and the lines it must keep. All times are seconds since 1970.
pub(super) struct Lines {
    pub(super) shift: (i64, i64),
    pub(super) place: Point,
    /// The local day on which the shift starts.
    pub(super) day: (i64, i64),
    /// The legal workweek of its start, and the next one if it ends there.
    pub(super) weeks: (Workweek, Option<Workweek>),
    /// Visits that start outside of this say nothing ([`horizon`]).
    pub(super) horizon: (i64, i64),
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
    /// Start and end of the visits next to the shift, seconds from its start: few bytes, because there is one of these
    /// for everybody who is judged.
    near: [(i32, i32); NEAR],
    near_count: usize,
    /// The visit that ends last before the shift: when, and the way from it in minutes.
    before: Option<(i64, f64)>,
}

/// From when until when visits matter for a shift: its workweek, and the days that can be in a row with its own.
pub(super) fn horizon(week: &Workweek, day: (i64, i64), most_days: u32) -> (i64, i64) {
    let (from, until) = week.span();
    let row = i64::from(most_days).min(AROUND) * DAY;
    // No shift is longer than two days.
    (from.min(day.0 - row + DAY) - 2 * DAY, until.max(day.0 + row))
}

impl Lines {
    pub(super) fn begin(&self) -> Load {
        Load { week: within(self.shift, self.weeks.0.span()), days: 1 << AROUND, ..Load::default() }
    }

    /// Whether a visit is the very shift that is to be filled.
    fn is_itself(&self, booking: &Booking, roster: &Roster, need: &Need) -> bool {
        booking.start == self.shift.0 && roster.booked(booking).is_some_and(|s| s.key == need.key)
    }

    /// Adds what one file's visits next to the shift say; a person may have several files. What they say of the week is
    /// [`Lines::add_week`]: many people fail here already.
    pub(super) fn add(&self, load: &mut Load, works: Works<'_>, roster: &Roster, need: &Need) {
        let from = self.shift.0 - DAY;
        let begin = (from - roster.longest()).max(self.horizon.0);
        let end = self.horizon.1.min(self.shift.1 + DAY);
        for booking in works.from(begin) {
            if booking.start > end {
                break;
            }
            if booking.end >= from && !self.is_itself(booking, roster, need) {
                self.add_near(load, booking, roster, need);
            }
        }
    }

    /// Adds one file's hours of the week, and its days of work.
    pub(super) fn add_week(&self, load: &mut Load, works: Works<'_>, roster: &Roster, need: &Need) {
        let (from, until) = self.weeks.0.span();
        let (mut seconds, mut days) = (0, 0_u32);
        for booking in works.from(self.horizon.0) {
            if booking.start > self.horizon.1 {
                break;
            }
            if self.is_itself(booking, roster, need) {
                continue;
            }
            seconds += within((booking.start, booking.end), (from, until));
            if booking.way != 0 && from <= booking.start && booking.start < until {
                seconds += i64::from(booking.way);
            }
            days |= self.day_bit(booking.start);
        }
        load.week += seconds;
        load.days |= days;
    }

    /// The day of work that a start belongs to, among those around the shift; nothing further off.
    fn day_bit(&self, start: i64) -> u32 {
        // A start within an hour of midnight may count for the neighbour when clocks change in between. What is before the
        // first day becomes a number far too large.
        let day = (start - (self.day.0 - AROUND * DAY)).cast_unsigned() / DAY.cast_unsigned();
        if day < 32 { 1 << day } else { 0 }
    }

    /// A stricter line for the hours within any 24.
    pub(super) fn at_most_in_24(&mut self, hours: f64) {
        #[expect(clippy::cast_possible_truncation, reason = "hours of a day")]
        let seconds = (hours * 3600.0) as i64;
        self.most_in_24 = self.most_in_24.min(seconds);
    }

    /// What she has said yes to and no schedule shows yet: hours of work like any others. Whether it overlaps is asked
    /// with its own buffer.
    fn claimed<'c>(
        &self,
        claims: &'c [(jiff::Timestamp, jiff::Timestamp)],
        works: Works<'c>,
        files: &'c [Works<'c>],
    ) -> impl Iterator<Item = (i64, i64)> + use<'c> {
        let shown = move |claim: (i64, i64)| {
            let booked = works.iter().chain(files.iter().flat_map(|file| file.iter()));
            booked.map(|b| (b.start, b.end)).any(|shown| shown == claim)
        };
        let itself = self.shift;
        claims
            .iter()
            .map(|(start, end)| (start.as_second(), end.as_second()))
            .filter(move |claim| *claim != itself && !shown(*claim))
    }

    /// Adds what she has said yes to near the shift, for rest and the longest day.
    pub(super) fn add_claims(
        &self,
        load: &mut Load,
        claims: &[(jiff::Timestamp, jiff::Timestamp)],
        works: Works<'_>,
        files: &[Works<'_>],
    ) {
        for (start, end) in self.claimed(claims, works, files) {
            if end < self.shift.0 - DAY || start > self.shift.1 + DAY {
                continue;
            }
            self.is_near(load, (start, end));
        }
    }

    /// Adds what she has said yes to in the week of the shift, and the days of it.
    pub(super) fn add_claimed_week(
        &self,
        load: &mut Load,
        claims: &[(jiff::Timestamp, jiff::Timestamp)],
        works: Works<'_>,
        files: &[Works<'_>],
    ) {
        for (start, end) in self.claimed(claims, works, files) {
            load.week += within((start, end), self.weeks.0.span());
            load.days |= self.day_bit(start);
        }
    }

    /// Notes work next to the shift, and whether it leaves rest enough. Returns the seconds between the two.
    fn is_near(&self, load: &mut Load, (start, end): (i64, i64)) -> i64 {
        if let Some(slot) = load.near.get_mut(load.near_count) {
            #[expect(
                clippy::cast_possible_truncation,
                reason = "it ends and starts within days of the shift"
            )]
            let from_shift = |when: i64| (when - self.shift.0).clamp(FAR.0, FAR.1) as i32;
            *slot = (from_shift(start), from_shift(end));
            load.near_count += 1;
        }
        let gap = (self.shift.0 - end).max(start - self.shift.1);
        let is_on_day = self.day.0 <= start && start < self.day.1;
        // Rest is owed between days of work, not between two visits of one day.
        load.little_rest |= !is_on_day && gap < self.rest;
        gap
    }

    fn add_near(&self, load: &mut Load, booking: &Booking, roster: &Roster, need: &Need) {
        let gap = self.is_near(load, (booking.start, booking.end));
        let same_client = || roster.booked(booking).is_some_and(|s| s.client == need.client);
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
    }

    /// Whether any 24 hours would hold more work than allowed.
    pub(super) fn is_too_long_a_day(&self, load: &Load) -> bool {
        if load.near_count == 0 && self.shift.1 - self.shift.0 <= self.most_in_24 {
            return false;
        }
        let own = self.shift.1 - self.shift.0;
        let near = load.near.get(..load.near_count).unwrap_or_default();
        let near = || near.iter().map(|(start, end)| (i64::from(*start), i64::from(*end)));
        let whole: i64 = near().map(|(a, b)| b - a).sum::<i64>() + own;
        if whole <= self.most_in_24 {
            return false;
        }
        let all = || near().chain([(0, own)]);
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
        file: Works<'_>,
        files: &[Works<'_>],
        (roster, need): (&Roster, &Need),
        claims: &[(jiff::Timestamp, jiff::Timestamp)],
    ) -> f64 {
        let shift = Work { start: self.shift.0, end: self.shift.1, way: load.added_way.max(0) };
        if self.only_week && self.weeks.1.is_none() {
            #[expect(clippy::cast_precision_loss, reason = "seconds of a week")]
            let hours = |seconds: i64| seconds as f64 / 3600.0;
            let with = (hours(load.week + load.added_way) - self.law.week).max(0.0);
            let without = (hours(load.week - (self.shift.1 - self.shift.0)) - self.law.week).max(0.0);
            return (with - without).max(0.0);
        }
        let (from, until) = self.horizon;
        let others = file.iter().chain(files.iter().flat_map(|file| file.iter())).filter(|b| {
            b.start >= from
                && b.start <= until + 7 * DAY
                && !(b.start == self.shift.0 && roster.booked(b).is_some_and(|s| s.key == need.key))
        });
        let mut works: Vec<Work> =
            others.map(|b| Work { start: b.start, end: b.end, way: i64::from(b.way) }).collect();
        works.extend(self.claimed(claims, file, files).map(|(start, end)| Work { start, end, way: 0 }));
        works.sort_by_key(|w| w.start);
        let weeks = [Some(&self.weeks.0), self.weeks.1.as_ref()];
        let paid = |works: &[Work]| weeks.iter().flatten().map(|w| premium(&self.law, works, w)).sum::<f64>();
        let without = paid(&works);
        works.insert(works.partition_point(|w| w.start < shift.start), shift);
        (paid(&works) - without).max(0.0)
    }
}
