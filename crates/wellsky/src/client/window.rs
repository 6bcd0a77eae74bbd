//! The windows in which shifts can be searched.

use jiff::civil::Date;
use jiff::tz::TimeZone;
use jiff::{Timestamp, ToSpan};

use crate::error::{Error, Misuse};
use crate::wire::compact_date;

/// A window of days, as the search knows it. Whether a day is one of UTC or of the agency is not documented; callers
/// that need exact bounds use the methods that take instants.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Window {
    /// A day and up to six more.
    Days {
        /// First day.
        start: Date,
        /// Further days, 0 to 6.
        additional: u8,
    },
    /// A calendar month.
    Month {
        /// Year, four digits.
        year: i16,
        /// Month, 1 to 12.
        month: i8,
    },
}

impl Window {
    /// One day.
    #[must_use]
    pub fn day(start: Date) -> Self {
        Window::Days { start, additional: 0 }
    }

    /// Seven days, the longest run of days one search covers.
    #[must_use]
    pub fn week_from(start: Date) -> Self {
        Window::Days { start, additional: 6 }
    }

    /// The selector fields of the search.
    pub(crate) fn selector(self) -> Result<Vec<(&'static str, String)>, Error> {
        match self {
            Window::Days { additional: 7.., .. } => {
                Err(Misuse::new("a search covers a day and at most 6 additional days").into())
            }
            Window::Days { start, additional } => {
                let mut fields = vec![("startDate", compact_date(start))];
                // The documented values begin at 1; alone, startDate means one day.
                if additional > 0 {
                    fields.push(("additionalDays", additional.to_string()));
                }
                Ok(fields)
            }
            Window::Month { year, month } => match Date::new(year, month, 1) {
                Ok(first) if year > 0 => Ok(vec![("monthNo", first.strftime("%Y%m").to_string())]),
                _ => Err(Misuse::new("there is no such month").into()),
            },
        }
    }
}

/// Windows that surely contain every shift overlapping `from..to`: weeks, or calendar months where those are fewer.
///
/// A day more than needed on each side, because the zone of a day is unknown, and one more before, because a shift
/// counts under the day it starts: an overnight shift that runs into `from` belongs to the day before.
pub(crate) fn covering(from: Timestamp, to: Timestamp) -> Result<Vec<Window>, Error> {
    let out_of_range = |_| Error::from(Misuse::new("the time is out of range"));
    let date = |instant: Timestamp| TimeZone::UTC.to_datetime(instant).date();
    let last = date(to).checked_add(1.day()).map_err(out_of_range)?;
    let mut start = date(from).checked_sub(2.days()).map_err(out_of_range)?;
    let weeks = ((last - start).get_days() + 7) / 7;
    let months = months_between(start, last);
    if i32::try_from(months.len()).unwrap_or(i32::MAX) < weeks {
        return Ok(months);
    }
    let mut windows = Vec::new();
    while start <= last {
        let left = (last - start).get_days();
        let additional = u8::try_from(left.clamp(0, 6)).unwrap_or_default();
        windows.push(Window::Days { start, additional });
        start = start.checked_add((i32::from(additional) + 1).days()).map_err(out_of_range)?;
    }
    Ok(windows)
}

fn months_between(first: Date, last: Date) -> Vec<Window> {
    let end = (last.year(), last.month());
    let next =
        |(year, month): &(i16, i8)| Some(if *month == 12 { (year + 1, 1) } else { (*year, month + 1) });
    std::iter::successors(Some((first.year(), first.month())), next)
        .take_while(|month| *month <= end)
        .map(|(year, month)| Window::Month { year, month })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::date;
    use proptest::prelude::*;

    #[test]
    fn selectors_are_written_as_the_search_wants_them() {
        let day = date(2026, 3, 2);
        assert_eq!(Window::day(day).selector().unwrap(), [("startDate", "20260302".to_owned())]);
        assert_eq!(
            Window::week_from(day).selector().unwrap(),
            [("startDate", "20260302".to_owned()), ("additionalDays", "6".to_owned())]
        );
        assert_eq!(
            Window::Month { year: 2026, month: 3 }.selector().unwrap(),
            [("monthNo", "202603".to_owned())]
        );
        assert!(Window::Days { start: day, additional: 7 }.selector().is_err());
        assert!(Window::Month { year: 2026, month: 13 }.selector().is_err());
    }

    #[test]
    fn today_and_tomorrow_need_one_search() {
        let from = "2026-03-02T15:00:00Z".parse().unwrap();
        let to = "2026-03-04T15:00:00Z".parse().unwrap();
        assert_eq!(covering(from, to).unwrap(), [Window::Days { start: date(2026, 2, 28), additional: 5 }]);
    }

    #[test]
    fn two_months_are_three_searches_instead_of_nine() {
        let from = "2026-10-12T15:00:00Z".parse().unwrap();
        let to = "2026-12-11T15:00:00Z".parse().unwrap();
        let months = [10, 11, 12].map(|month| Window::Month { year: 2026, month });
        assert_eq!(covering(from, to).unwrap(), months);
    }

    proptest! {
        #[test]
        fn windows_touch_and_cover(from in 1_700_000_000i64..1_900_000_000, hours in 0i64..2000) {
            let from = Timestamp::from_second(from).unwrap();
            let to = from + hours.hours();
            let windows = covering(from, to).unwrap();
            let mut expected = None;
            let mut begins = None;
            for window in &windows {
                let (start, days) = match *window {
                    Window::Days { start, additional } => (start, i32::from(additional) + 1),
                    Window::Month { year, month } => {
                        let first = Date::new(year, month, 1).unwrap();
                        (first, i32::from(first.days_in_month()))
                    }
                };
                begins = begins.or(Some(start));
                prop_assert!(expected.is_none_or(|expected| expected == start));
                expected = start.checked_add(days.days()).ok();
                prop_assert!(window.selector().is_ok());
            }
            let zoned = |instant: Timestamp| TimeZone::UTC.to_datetime(instant).date();
            prop_assert!(begins.unwrap().checked_add(2.days()).unwrap() <= zoned(from));
            prop_assert!(expected.unwrap() >= zoned(to).checked_add(2.days()).unwrap());
            prop_assert!(windows.len() <= 1 + usize::try_from(hours).unwrap() / 24 / 28 + 2);
        }
    }
}
