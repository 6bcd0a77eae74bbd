//! Several dates by their numbers: "nov 24, 25 and 26", "24 al 26 de noviembre", "11/24-11/26".

use super::calendar_words::{day_number, month_named};
use super::day::{Day, Reader, plus};
use super::ranges::{LONGEST, Stretch, between};
use jiff::civil::Date;

impl Reader<'_> {
    /// Numbers before or behind one month: "24, 25 and 26 nov", "24 al 26 de noviembre", "nov 24-26", "the 24-26",
    /// "11/24-11/26", "24th-26th".
    pub(super) fn numbers(&self, i: usize) -> Option<(Stretch, usize)> {
        if let Some((a, b)) = self.at(i).split_once('-')
            && let Some(found) = self.dashed_range(i, a, b)
        {
            return Some(found);
        }
        // "nov 24, 25 and 26"
        if let Some((first, mut used)) = self.dated(i) {
            let mut days = vec![first];
            while let Some(date) = self.more_numbers(i + used, days.last().and_then(Day::first)?) {
                let skip = usize::from(matches!(self.at(i + used), "and" | "or" | "y" | "o" | "e"))
                    + usize::from(matches!(self.at(i + used + 1), "the" | "el"));
                days.push(Day::on(date));
                used += skip + 1;
                if days.len() > 31 {
                    break;
                }
            }
            return (days.len() > 1).then_some((Stretch { days, ..Stretch::default() }, used));
        }
        // "24, 25 y 26 de noviembre", "24 to 26 nov"
        let first = day_number(self.at(i))?;
        let mut numbers = vec![first];
        let mut to = false;
        let mut at = i + 1;
        while at < i + 12 {
            match self.at(at) {
                "and" | "or" | "y" | "o" | "e" | "the" | "el" => at += 1,
                "to" | "through" | "al" | "a" | "until" | "hasta" if numbers.len() == 1 => {
                    to = true;
                    at += 1;
                }
                word => {
                    let Some(number) = day_number(word) else { break };
                    // A month behind the first number already is a date of its own.
                    numbers.push(number);
                    at += 1;
                    if self.dated(at - 1).is_some() {
                        break;
                    }
                }
            }
        }
        let last_at = at.checked_sub(1).filter(|at| numbers.len() > 1 && *at > i)?;
        let rising = numbers.windows(2).all(|pair| pair[0] < pair[1]);
        let (last, used) = self.dated(last_at).filter(|(_, used)| rising && *used > 1)?;
        let last = last.first()?;
        let in_month = |number: i8| Date::new(last.year(), last.month(), number).ok();
        let days = if to {
            between(in_month(first).filter(|date| *date <= last)?, last)
        } else {
            let mut days: Vec<Day> =
                numbers[..numbers.len() - 1].iter().filter_map(|n| in_month(*n)).map(Day::on).collect();
            days.push(Day::on(last));
            days
        };
        Some((Stretch { days, ..Stretch::default() }, last_at + used - i))
    }

    /// A further number of the same month at word `i`, perhaps behind "and".
    fn more_numbers(&self, i: usize, last: Date) -> Option<Date> {
        let joined = matches!(self.at(i), "and" | "or" | "y" | "o" | "e");
        let at = i + usize::from(joined) + usize::from(joined && matches!(self.at(i + 1), "the" | "el"));
        let number = day_number(self.at(at))?;
        let bare = self.at(at).parse::<i8>().is_ok();
        let timely = matches!(
            self.at(at + 1),
            "to" | "am"
                | "pm"
                | "a"
                | "p"
                | "until"
                | "min"
                | "hour"
                | "oclock"
                | "shift"
                | "through"
                | "hasta"
        );
        if number <= last.day() || bare && (timely || number <= 12 && !joined) {
            return None;
        }
        Date::new(last.year(), last.month(), number).ok()
    }

    fn dashed_range(&self, i: usize, a: &str, b: &str) -> Option<(Stretch, usize)> {
        let words = [a, b];
        let inner = Reader { words: &words, ..*self };
        if let (Some((from, 1)), Some((to, 1))) = (inner.dated(0), inner.dated(1)) {
            return Some((self.filled(&from, &to)?, 1));
        }
        // "24th-26th" lost its letters' dash; "nov 24-26" and "24-26 nov" have a month beside.
        let (first, last) = (day_number(a)?, day_number(b)?);
        let month_before = i > 0 && inner_month(self, i - 1);
        if month_before && first < last {
            let words = [self.before(i), a];
            let (from, _) = Reader { words: &words, ..*self }.dated(0)?;
            let from = from.first()?;
            return Some((filled_to(from, last)?, 1));
        }
        let behind = i + 1 + usize::from(matches!(self.at(i + 1), "of" | "de"));
        if inner_month(self, behind) && first < last {
            let words = [self.at(behind), a];
            let (from, _) = Reader { words: &words, ..*self }.dated(0)?;
            return Some((filled_to(from.first()?, last)?, behind + 1 - i));
        }
        // "the 24-26": too late for hours of the day.
        let led = matches!(self.before(i), "the" | "on" | "del" | "el" | "dates" | "dias");
        if led && first < last && last > 24 {
            return Some((filled_to(self.next_with_number(first)?, last)?, 1));
        }
        None
    }
}

fn inner_month(reader: &Reader<'_>, i: usize) -> bool {
    month_named(reader.at(i)).is_some()
}

/// From `first` to the day with this number, in the same or the next month.
fn filled_to(first: Date, number: i8) -> Option<Stretch> {
    let last = (0..LONGEST).map(|n| plus(first, n)).find(|date| date.day() == number)?;
    Some(Stretch { days: between(first, last), ..Stretch::default() })
}
