//! Several days in one phrase: "wed to fri", "this weekend", "next 2 days", "24 al 26 de noviembre", "rest of the
//! week" (domain.md 6.9).

use super::calendar_words::{Part, day_number, number_named, weekday_named, weekdays_named};
use super::day::{Choice, Day, Reader, plus};
use jiff::civil::{Date, Weekday};

/// Days that a phrase stands for.
#[derive(Clone, Debug, Default)]
pub(super) struct Stretch {
    pub(super) days: Vec<Day>,
    /// Days of which it is open whether they are in it: a shift on one of them makes the whole a question.
    pub(super) fringe: Vec<Day>,
    /// How far it reaches is open: "a few days", "from Wednesday on".
    pub(super) unsure: bool,
}

/// A whole week: every day in it, or the frame of the weekdays that are said beside it.
#[derive(Clone, Debug)]
pub(super) struct Week {
    pub(super) stretch: Stretch,
    /// Its Monday.
    pub(super) monday: Date,
    /// "and next week", "all week": it stands for itself beside other days.
    pub(super) whole: bool,
}

/// A stretch has at most this many days; a longer one is asked about.
pub(super) const LONGEST: i64 = 31;

impl Reader<'_> {
    /// A whole week at word `i`.
    pub(super) fn week(&self, i: usize) -> Option<(Week, usize)> {
        const THIS: &[&str] = &[
            "this week",
            "rest of the week",
            "rest of this week",
            "remainder of the week",
            "all week",
            "all this week",
            "whole week",
            "whole week this week",
            "entire week",
            "esta semana",
            "toda la semana",
            "toda esta semana",
            "resto de la semana",
            "the week",
            "days this week",
            "day this week",
        ];
        const NEXT: &[&str] = &[
            "next week",
            "all next week",
            "all of next week",
            "la proxima semana",
            "proxima semana",
            "la semana que viene",
            "semana que viene",
            "la semana que entra",
            "toda la proxima semana",
            "toda la semana que viene",
        ];
        let joined =
            matches!(self.before(i), "and" | "y" | "plus" | "also" | "all" | "whole" | "entire" | "toda");
        if let Some(more) = self.any(i, &["week after next"]) {
            return Some((self.whole_week(self.monday(2), joined), more));
        }
        if let Some(used) = self
            .any(i, &["week of", "the week of", "semana del", "la semana del", "semana de", "la semana de"])
        {
            let skip = used + usize::from(matches!(self.at(i + used), "the" | "el"));
            let (day, more) = self.dated(i + skip)?;
            let date = day.first()?;
            let monday = plus(date, -super::day::offset(date.weekday()));
            return Some((self.whole_week(monday, joined), skip + more));
        }
        if let Some(used) = self.any(i, NEXT) {
            let whole = joined || matches!(self.at(i), "all" | "toda");
            return Some((self.whole_week(self.monday(1), whole), used));
        }
        // "the third time this week" tells how often.
        let used = self.any(i, THIS).filter(|_| !self.counted_before(i))?;
        let sunday = self.today.weekday() == Weekday::Sunday;
        let left = 6 - super::day::offset(self.today.weekday());
        let days = (0..=left).map(|n| Day::on(plus(self.today, n))).collect();
        // On a Sunday many mean the week that begins.
        let fringe =
            if sunday { (1..=6).map(|n| Day::on(plus(self.today, n))).collect() } else { Vec::new() };
        let monday = if sunday { self.monday(1) } else { self.monday(0) };
        let whole = joined || matches!(self.at(i), "all" | "whole" | "entire" | "toda" | "rest" | "resto");
        Some((Week { stretch: Stretch { days, fringe, unsure: false }, monday, whole }, used))
    }

    fn counted_before(&self, i: usize) -> bool {
        const TIMES: [&str; 9] =
            ["time", "times", "vez", "veces", "twice", "once", "already", "hour", "horas"];
        TIMES.contains(&self.before(i))
    }

    fn whole_week(&self, monday: Date, whole: bool) -> Week {
        let days = (0..7).map(|n| plus(monday, n)).filter(|date| *date >= self.today).map(Day::on).collect();
        Week { stretch: Stretch { days, ..Stretch::default() }, monday, whole }
    }

    /// Several days at word `i`, and how many words they took.
    pub(super) fn stretch(&self, i: usize) -> Option<(Stretch, usize)> {
        self.weekend(i)
            .or_else(|| self.every_day(i))
            .or_else(|| self.next_days(i))
            .or_else(|| self.long(i))
            .or_else(|| self.numbers(i))
            .or_else(|| self.day_to_day(i))
            .or_else(|| self.open_ended(i))
    }

    /// "this weekend": Saturday and Sunday; a shift in the night before is asked about.
    fn weekend(&self, i: usize) -> Option<(Stretch, usize)> {
        const NEXT: &[&str] = &[
            "next weekend",
            "el proximo fin de semana",
            "proximo fin de semana",
            "el fin de semana que viene",
            "fin de semana que viene",
        ];
        const THIS: &[&str] = &[
            "this weekend",
            "this coming weekend",
            "the weekend",
            "all weekend",
            "weekend",
            "el fin de semana",
            "este fin de semana",
            "todo el fin de semana",
            "fin de semana",
            "finde",
            "el finde",
            "este finde",
        ];
        let monday = self.monday(0);
        let saturday = plus(monday, 5);
        if let Some(used) = self.any(i, NEXT) {
            // Said before the weekend it may be the coming one or the one after.
            let weeks = if self.today < saturday { vec![0, 7] } else { vec![7] };
            let day = |n: i64| Day::of(weeks.iter().map(|w| plus(saturday, w + n)).collect(), Choice::Each);
            return Some((Stretch { days: vec![day(0), day(1)], ..Stretch::default() }, used));
        }
        let used = self.any(i, THIS)?;
        let days =
            (0..2).map(|n| plus(saturday, n)).filter(|date| *date >= self.today).map(Day::on).collect();
        let friday = plus(saturday, -1);
        let night = Day { part: Some(Part::Night), ..Day::on(friday) };
        let fringe = if friday >= self.today { vec![night] } else { Vec::new() };
        Some((Stretch { days, fringe, unsure: false }, used))
    }

    /// "any day but friday", "every day except the 26th": a week, only with an exception; how far it reaches is asked.
    fn every_day(&self, i: usize) -> Option<(Stretch, usize)> {
        const EVERY: &[&str] = &[
            "any day",
            "every day",
            "everyday",
            "any other day",
            "all days",
            "cualquier dia",
            "cada dia",
            "todos los dias",
        ];
        let used = self.any(i, EVERY)?;
        self.except(i + used)?;
        let days = (0..7).map(|n| Day::on(plus(self.today, n))).collect();
        Some((Stretch { days, fringe: Vec::new(), unsure: true }, used))
    }

    /// "next 2 days", "for three days", "los proximos dos dias". Today counts only perhaps, if a shift is ahead.
    fn next_days(&self, i: usize) -> Option<(Stretch, usize)> {
        let mut at = i;
        let led = matches!(
            self.at(at),
            "next" | "following" | "proximos" | "proximas" | "siguientes" | "for" | "por" | "coming"
        );
        if !led {
            return None;
        }
        while matches!(
            self.at(at),
            "for"
                | "por"
                | "the"
                | "los"
                | "las"
                | "next"
                | "following"
                | "proximos"
                | "proximas"
                | "siguientes"
                | "coming"
                | "a"
                | "least"
                | "at"
                | "another"
                | "unos"
                | "otros"
        ) && at < i + 5
        {
            at += 1;
        }
        let (count, vague) = match self.at(at) {
            "couple" => (2, false),
            "few" | "several" | "cuantos" | "varios" => (3, true),
            "week" | "semana" => (7, true),
            number => {
                let count = number_named(number).or_else(|| number.parse::<i64>().ok());
                (count.filter(|n| (1..=90).contains(n))?, false)
            }
        };
        let whole_week = matches!(self.at(at), "week" | "semana");
        // "next week" is a week of the calendar.
        if whole_week && self.before(at) != "a" && self.before(at) != "another" && self.at(at) != "semana" {
            return None;
        }
        let unit = if whole_week { at } else { at + 1 + usize::from(self.at(at + 1) == "of") };
        let (days, vague) = match self.at(unit) {
            "day" | "days" | "dias" | "dia" => (count, vague || count > 14),
            "week" | "weeks" | "semanas" | "semana" if whole_week => (count, vague),
            "week" | "weeks" | "semanas" | "semana" => (count * 7, true),
            "hour" if matches!(count, 24 | 48 | 72) && self.at(i) == "next" => (count / 24, false),
            _ => return None,
        };
        let days = days.min(LONGEST);
        // "for 2 days" said of the past ("been sick for 2 days") has no shift ahead to lose.
        if matches!(self.at(i), "for" | "por") && self.told(i) {
            return None;
        }
        let ahead = Day::of(vec![self.today], Choice::Confirm);
        Some((
            Stretch {
                days: (1..=days).map(|n| Day::on(plus(self.today, n))).collect(),
                fringe: vec![ahead],
                unsure: vague,
            },
            unit + 1 - i,
        ))
    }

    /// Whether the words before `i` tell what has been: "been sick for 2 days".
    fn told(&self, i: usize) -> bool {
        (1..=4).any(|n| {
            matches!(self.back(i, n), "been" | "was" | "had" | "llevo" | "estuve" | "worked" | "work")
        })
    }

    /// "the whole month", "next month", "until further notice": too long to act on.
    fn long(&self, i: usize) -> Option<(Stretch, usize)> {
        const LONG: &[&str] = &[
            "this month",
            "next month",
            "whole month",
            "rest of the month",
            "all month",
            "este mes",
            "todo el mes",
            "el mes que viene",
            "el proximo mes",
        ];
        let used = self.any(i, LONG).filter(|_| !self.counted_before(i))?;
        let next = matches!(self.at(i), "next") || self.at(i + 1) == "proximo" || self.at(i + 2) == "que";
        let (first, last) = if next {
            let first = plus(self.today.last_of_month(), 1);
            (first, first.last_of_month())
        } else {
            (self.today, self.today.last_of_month())
        };
        Some((Stretch { days: between(first, last), fringe: Vec::new(), unsure: true }, used))
    }

    /// "wed to fri", "tomorrow through Sunday", "del 24 al 26", "de lunes a miercoles".
    fn day_to_day(&self, i: usize) -> Option<(Stretch, usize)> {
        let (from, mut used) = self.day(i)?;
        let spanish = self.spanish || matches!(self.before(i), "de" | "del" | "desde");
        let moved = (1..=4).any(|n| {
            matches!(
                self.back(i, n),
                "move"
                    | "switch"
                    | "change"
                    | "swap"
                    | "trade"
                    | "reschedule"
                    | "cambiar"
                    | "mover"
                    | "moved"
                    | "switched"
            )
        });
        if moved {
            return None;
        }
        if self.at(i + used) == "and" && self.at(i + used + 1) == "through" {
            used += 1;
        }
        let joins = match self.at(i + used) {
            "to" | "through" | "until" | "hasta" | "al" | "thru" => true,
            "a" => spanish,
            _ => false,
        };
        if !joins {
            return None;
        }
        used += 1;
        while matches!(
            self.at(i + used),
            "el" | "the" | "this" | "on" | "and" | "including" | "next" | "coming" | "dia"
        ) {
            used += 1;
        }
        let to = match self.day(i + used) {
            Some((to, more)) => {
                used += more;
                to
            }
            // "the 24th to 26", "del 24 al 26"; "tuesday until 3" is a time.
            None => {
                self.dated(i)?;
                let number = day_number(self.at(i + used))?;
                let start = from.first()?;
                let connector = self.at(i + used - 1);
                let timely = matches!(self.at(i + used + 1), "am" | "pm" | "hour" | "min")
                    || matches!(connector, "until" | "hasta");
                if timely || number <= 12 && !matches!(connector, "al" | "through") {
                    return None;
                }
                used += 1;
                let date = (1..LONGEST).map(|n| plus(start, n)).find(|date| date.day() == number)?;
                Day::on(date)
            }
        };
        Some((self.filled(&from, &to)?, used))
    }

    /// "from Wednesday on", "starting tomorrow", "a partir del lunes": no end is said, so it is asked about.
    fn open_ended(&self, i: usize) -> Option<(Stretch, usize)> {
        if matches!(self.at(i), "ahorita" | "ahora") {
            return None;
        }
        let (from, used) = self.day(i)?;
        let led = match self.before(i) {
            "starting" | "beginning" | "effective" => true,
            "partir" | "desde" => true,
            "de" | "del" if self.back(i, 2) == "partir" => true,
            _ => false,
        };
        let on = self.any(i + used, &["on", "onward", "onwards", "forward", "en adelante"]);
        let follows = on.filter(|_| led || matches!(self.before(i), "from" | "de" | "del"));
        // "my shift starting tomorrow at 7" is one shift.
        let shift = (1..=4).any(|n| matches!(self.back(i, n), "shift" | "visit" | "turno"));
        if (!led && follows.is_none())
            || shift
            || (follows.is_none() && self.before(i) == "desde" && self.told(i))
        {
            return None;
        }
        let start = from.first()?;
        let mut days = vec![from];
        days.extend((1..14).map(|n| Day::on(plus(start, n))));
        Some((Stretch { days, fringe: Vec::new(), unsure: true }, used + follows.unwrap_or(0)))
    }

    /// "until Friday", "through Sunday" with no day directly before: from the day said before, else from today.
    /// Whether Friday is in "until Friday" is asked if there is a shift on it.
    pub(super) fn until_day(&self, i: usize, last_said: Option<&Day>) -> Option<(Stretch, usize)> {
        let firm = self.at(i) == "through";
        if !firm && !matches!(self.at(i), "until" | "hasta") {
            return None;
        }
        let skip =
            1 + usize::from(matches!(self.at(i + 1), "el" | "the" | "this" | "on" | "next" | "coming"));
        let (end, used) = self.day(i + skip)?;
        let stretch = match last_said {
            // "tomorrow ... until Friday": perhaps from tomorrow, perhaps from now.
            Some(from) => Stretch { unsure: !firm, ..self.filled(from, &end)? },
            None => {
                let mut stretch = self.filled(&Day::on(self.today), &end)?;
                if !firm && let Some(last) = stretch.days.pop() {
                    stretch.days.push(last.confirm());
                }
                stretch
            }
        };
        Some((stretch, skip + used))
    }

    /// All days from one to the other; an end before the start is the next of its kind.
    pub(super) fn filled(&self, from: &Day, to: &Day) -> Option<Stretch> {
        let first = from.first()?;
        let mut last = to.options.iter().copied().find(|date| *date >= first).or(to.first())?;
        if to.by_weekday {
            let ahead =
                (super::day::offset(last.weekday()) - super::day::offset(first.weekday())).rem_euclid(7);
            last = plus(first, ahead);
        }
        if last < first {
            // "the 26th to the 24th": the two days, and a question.
            return Some(Stretch { days: vec![from.clone(), to.clone()], fringe: Vec::new(), unsure: true });
        }
        let span = first.duration_until(last).as_hours() / 24;
        let cut = span > LONGEST;
        let days: Vec<Day> = (0..=span.min(LONGEST)).map(|n| Day { part: None, ..from.later(n) }).collect();
        Some(Stretch {
            days,
            fringe: Vec::new(),
            unsure: cut || from.choice == Choice::Confirm || to.choice == Choice::Confirm,
        })
    }

    /// "except", "but", "menos" at word `i`, before a day: how many words until the day.
    pub(super) fn except(&self, i: usize) -> Option<usize> {
        const EXCEPT: &[&str] = &[
            "except",
            "except for",
            "excluding",
            "other than",
            "apart from",
            "aside from",
            "besides",
            "but",
            "but not",
            "just not",
            "excepto",
            "menos",
            "salvo",
        ];
        let used = self.any(i, EXCEPT)?;
        let skip = used
            + usize::from(matches!(self.at(i + used), "the" | "el" | "on" | "for" | "this" | "los"))
            + usize::from(matches!(self.at(i + used + 1), "the" | "el") && self.at(i + used) == "on");
        let habit = weekdays_named(self.at(i + skip), false).is_some();
        (self.day(i + skip).is_some() || habit).then_some(skip)
    }

    /// "every tuesday", "mondays", "los lunes", "todos los viernes".
    pub(super) fn habit(&self, i: usize) -> Option<(Weekday, usize)> {
        if matches!(self.at(i), "every" | "each" | "cada") {
            let skip = 1 + usize::from(matches!(self.at(i + 1), "other" | "single"));
            return weekday_named(self.at(i + skip), true).map(|day| (day, skip + 1));
        }
        let plural = ["mornings", "afternoons", "evenings", "nights", "overnights"];
        if plural.contains(&self.at(i + 1)) {
            return weekday_named(self.at(i), false).map(|day| (day, 1));
        }
        if self.at(i) == "los" {
            return weekdays_named(self.at(i + 1), true).map(|day| (day, 2));
        }
        weekdays_named(self.at(i), false).map(|day| (day, 1))
    }
}

pub(super) fn between(first: Date, last: Date) -> Vec<Day> {
    (0..=LONGEST).map(|n| plus(first, n)).take_while(|date| *date <= last).map(Day::on).collect()
}
