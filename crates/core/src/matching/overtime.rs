//! Hours that would be paid at a premium, by the law of the work state (`domain.md` 2.36–2.46).
//!
//! A table of [`Law`]s and one function over intervals. Hours are elapsed hours, never clock hours: a night shift has
//! seven in March and nine in November. Not legal advice: the table says what Gigi counts with, and an agency's counsel
//! what it should count with.
use jiff::civil::Time;
use jiff::{Timestamp, ToSpan};
use serde::{Deserialize, Serialize};

use crate::calendar::Zone;

/// Whose law of overtime applies beside the federal one.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub enum WorkState {
    /// The federal rule alone.
    #[default]
    #[serde(rename = "US")]
    Federal,
    /// California, workers under the daily rules.
    #[serde(rename = "CA")]
    California,
    /// California, personal attendants: at most a fifth of their time is anything but care.
    #[serde(rename = "CA-attendant")]
    CaliforniaAttendant,
    /// Colorado.
    #[serde(rename = "CO")]
    Colorado,
    /// New York.
    #[serde(rename = "NY")]
    NewYork,
}

/// From how many hours on a premium is due. What a law does not know is `None`.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Law {
    /// In a workweek.
    pub week: f64,
    /// In a workday.
    pub day: Option<f64>,
    /// In a workday, at double pay.
    pub day_double: Option<f64>,
    /// Without a break worth the name, whatever the day.
    pub consecutive: Option<f64>,
    /// The seventh day of work in a workweek is paid at a premium.
    pub seventh_day: bool,
    /// Between the beginning and the end of a day: one hour more is due.
    pub spread: Option<f64>,
}

impl WorkState {
    /// The law, with the federal week in it: the stricter number counts. Sources: 29 CFR 778.103–105 (federal);
    /// California's Wage Order 15 and Domestic Worker Bill of Rights; Colorado's COMPS order, 7 CCR 1103-1; New York's
    /// 12 NYCRR 142 (`domain.md` 2.36, 2.42, 2.44, 2.45).
    pub const fn law(self) -> Law {
        let federal = Law {
            week: 40.0,
            day: None,
            day_double: None,
            consecutive: None,
            seventh_day: false,
            spread: None,
        };
        match self {
            Self::Federal => federal,
            Self::California => Law { day: Some(8.0), day_double: Some(12.0), seventh_day: true, ..federal },
            // Forty-five is the state's line; the federal one of forty still holds for agencies.
            Self::CaliforniaAttendant => Law { day: Some(9.0), ..federal },
            Self::Colorado => Law { day: Some(12.0), consecutive: Some(12.0), ..federal },
            Self::NewYork => Law { spread: Some(10.0), ..federal },
        }
    }
}

/// Work, in seconds since 1970: a visit, and the paid way to it from the visit before.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Work {
    pub(super) start: i64,
    pub(super) end: i64,
    /// Seconds of travel between clients on the same day: work time (29 CFR 785.38, `domain.md 2.38`).
    pub(super) way: i64,
}

/// A legal workweek: the beginnings of its seven workdays and of the day after, in seconds since 1970.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Workweek(pub(super) [i64; 8]);

impl Workweek {
    /// The week that holds an instant: seven local days from the agency's first weekday, each from `begins`.
    pub(super) fn of(when: Timestamp, zone: &Zone, first: i8, begins: Time) -> Self {
        let civil = zone.at(when);
        let today = if civil.time() < begins { civil.date().saturating_sub(1.day()) } else { civil.date() };
        let back = (today.weekday().to_monday_one_offset() - first).rem_euclid(7);
        let from = today.saturating_sub(i64::from(back).days());
        let day = |n: i64| {
            let begin =
                from.saturating_add(n.days()).to_datetime(begins).to_zoned_datetime(zone.tz().clone());
            begin.map_or_else(|_| when.as_second(), |z| z.timestamp().as_second())
        };
        Self([day(0), day(1), day(2), day(3), day(4), day(5), day(6), day(7)])
    }

    pub(super) const fn span(&self) -> (i64, i64) {
        (self.0[0], self.0[7])
    }
}

/// Seconds of the first interval that lie in the second.
pub(super) fn within(part: (i64, i64), whole: (i64, i64)) -> i64 {
    (part.1.min(whole.1) - part.0.max(whole.0)).max(0)
}

fn hours(seconds: i64) -> f64 {
    #[expect(clippy::cast_precision_loss, reason = "seconds of a week")]
    let seconds = seconds as f64;
    seconds / 3600.0
}

/// Hours of the week that are paid at a premium; an hour at double pay counts twice. `works` is by start.
///
/// Daily premium comes first and is not counted again for the week. Where a law says "whichever pays most", the larger
/// one counts.
pub(super) fn premium(law: &Law, works: &[Work], week: &Workweek) -> f64 {
    let mut total = 0.0;
    let mut daily = 0.0;
    let mut days_worked = 0;
    let mut spread = 0.0;
    for day in week.0.windows(2) {
        let day = (day[0], day[1]);
        let on = |w: &&Work| within((w.start, w.end), day) > 0;
        let mine = works.iter().filter(on);
        // The way belongs to the day on which the visit after it begins.
        let seconds =
            mine.clone().map(|w| within((w.start, w.end), day) + if w.start >= day.0 { w.way } else { 0 });
        let worked = hours(seconds.sum());
        if worked == 0.0 {
            continue;
        }
        days_worked += 1;
        total += worked;
        let over = law.day.map_or(0.0, |line| (worked - line).max(0.0));
        let double = law.day_double.map_or(0.0, |line| (worked - line).max(0.0));
        let seventh = if law.seventh_day && days_worked == 7 { worked - over } else { 0.0 };
        daily += over + double + seventh;
        if let (Some(line), Some(first), Some(last)) =
            (law.spread, mine.clone().map(|w| w.start.max(day.0)).min(), mine.map(|w| w.end.min(day.1)).max())
            && hours(last - first) > line
        {
            spread += 1.0;
        }
    }
    let consecutive = law.consecutive.map_or(0.0, |line| {
        stretches(works)
            .filter(|s| within(*s, week.span()) > 0)
            .map(|(a, b)| (hours(b - a) - line).max(0.0))
            .sum()
    });
    let weekly = (total - daily - law.week).max(0.0);
    if law.consecutive.is_some() {
        // "Whichever calculation results in the greater payment" (7 CCR 1103-1, rule 4.1.1).
        daily.max(consecutive).max((total - law.week).max(0.0)) + spread
    } else {
        daily + weekly + spread
    }
}

/// Work without half an hour off in between.
fn stretches(works: &[Work]) -> impl Iterator<Item = (i64, i64)> {
    let mut joined: Vec<(i64, i64)> = Vec::new();
    for w in works {
        match joined.last_mut() {
            Some(last) if w.start - w.way - last.1 < 1800 => last.1 = last.1.max(w.end),
            _ => joined.push((w.start - w.way, w.end)),
        }
    }
    joined.into_iter()
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The week of Sunday 22 November 2026 in Chicago; hours counted from its beginning.
    fn week() -> Workweek {
        let zone = Zone::named("America/Chicago").unwrap();
        Workweek::of("2026-11-24T18:00:00Z".parse().unwrap(), &zone, 7, Time::midnight())
    }

    fn paid(state: WorkState, spans: &[(f64, f64)]) -> f64 {
        let from = week().0[0];
        #[expect(clippy::cast_possible_truncation, reason = "hours of a week")]
        let second = |h: f64| from + (h * 3600.0) as i64;
        let works: Vec<Work> =
            spans.iter().map(|(a, b)| Work { start: second(*a), end: second(*b), way: 0 }).collect();
        premium(&state.law(), &works, &week())
    }

    fn days(each: f64, from: i32, count: i32) -> Vec<(f64, f64)> {
        (from..from + count).map(|d| f64::from(d) * 24.0 + 8.0).map(|h| (h, h + each)).collect()
    }

    #[test]
    fn forty_hours_are_the_line_everywhere() {
        for state in [WorkState::Federal, WorkState::Colorado, WorkState::NewYork] {
            assert!((paid(state, &days(8.0, 1, 5))).abs() < 1e-9, "{state:?}");
            assert!((paid(state, &days(8.0, 0, 6)) - 8.0).abs() < 1e-9, "{state:?}");
        }
    }

    #[test]
    fn californias_day_has_lines_of_its_own() {
        assert!((paid(WorkState::California, &[(8.0, 18.0)]) - 2.0).abs() < 1e-9);
        // Twelve to fourteen is double: four hours over eight, two of them twice.
        assert!((paid(WorkState::California, &[(6.0, 20.0)]) - 8.0).abs() < 1e-9);
        assert!((paid(WorkState::CaliforniaAttendant, &[(8.0, 18.0)]) - 1.0).abs() < 1e-9);
        // Five days of ten hours: ten over the day's line, and the forty that are left are no overtime.
        assert!((paid(WorkState::California, &days(10.0, 1, 5)) - 10.0).abs() < 1e-9);
        // Seven days of four hours: the seventh is at a premium, the week of 28 hours is not.
        assert!((paid(WorkState::California, &days(4.0, 0, 7)) - 4.0).abs() < 1e-9);
    }

    #[test]
    fn colorado_pays_twelve_hours_in_a_row_across_midnight() {
        // 18:00 to 08:00: no workday has more than twelve hours.
        assert!((paid(WorkState::Colorado, &[(18.0, 32.0)]) - 2.0).abs() < 1e-9);
        assert!(paid(WorkState::Federal, &[(18.0, 32.0)]).abs() < 1e-9);
        // With a real break in between there are two stretches.
        assert!(paid(WorkState::Colorado, &[(18.0, 24.0), (25.0, 32.0)]).abs() < 1e-9);
    }

    #[test]
    fn new_york_adds_an_hour_to_a_day_that_is_long_from_end_to_end() {
        assert!((paid(WorkState::NewYork, &[(7.0, 9.0), (17.0, 19.0)]) - 1.0).abs() < 1e-9);
        assert!(paid(WorkState::NewYork, &[(7.0, 9.0), (13.0, 17.0)]).abs() < 1e-9);
    }

    #[test]
    fn a_night_in_november_has_nine_hours_and_the_way_between_clients_is_work() {
        let zone = Zone::named("America/Chicago").unwrap();
        // Clocks go back on 1 November 2026, a Sunday.
        let week = Workweek::of("2026-11-01T12:00:00Z".parse().unwrap(), &zone, 7, Time::midnight());
        assert_eq!(week.0[1] - week.0[0], 25 * 3600);
        let night = Work { start: week.0[0] - 3600, end: week.0[0] + 8 * 3600, way: 0 };
        let day = |n: usize| Work { start: week.0[n] + 8 * 3600, end: week.0[n] + 16 * 3600, way: 0 };
        let plain = [night, day(1), day(2), day(3), day(4)];
        assert!(premium(&WorkState::Federal.law(), &plain, &week).abs() < 1e-9);
        let mut travelled = plain;
        travelled[4].way = 1800;
        assert!((premium(&WorkState::Federal.law(), &travelled, &week) - 0.5).abs() < 1e-9);
    }

    #[test]
    fn an_early_morning_belongs_to_the_workday_before_where_the_workday_begins_at_seven() {
        let zone = Zone::named("America/Denver").unwrap();
        let seven = jiff::civil::time(7, 0, 0, 0);
        let at: Timestamp = "2026-11-22T12:00:00Z".parse().unwrap();
        let week = Workweek::of(at, &zone, 7, seven);
        assert!(
            week.0[7] > at.as_second() && week.0[6] <= at.as_second(),
            "Sunday 5:00 still ends the week before"
        );
    }
}
