//! Clock times and stretches of time as people write them: "7a", "8:30", "noon", "half past 7", "a las 7 y media",
//! "the 3-11", "de 4 a 6".

use super::calendar_words::{number_named, weekday_named};

/// A time of day; without am or pm it stands for two.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Clock {
    /// 0 to 23 as written.
    pub(super) hour: i64,
    pub(super) minute: i64,
    /// Said with am (`false`) or pm (`true`).
    pub(super) pm: Option<bool>,
}

impl Clock {
    /// Minutes since midnight, both readings if am or pm is open, am first.
    pub(super) fn minutes(self) -> Vec<i64> {
        let base = (self.hour % 12) * 60 + self.minute;
        match self.pm {
            Some(false) => vec![base],
            Some(true) => vec![base + 720],
            None if self.hour == 0 || self.hour > 12 => vec![self.hour * 60 + self.minute],
            None => vec![base, base + 720],
        }
    }

    /// Whether a shift that starts at `start` (minutes of the day) is meant: 06:30 to 07:29 is "7" (domain.md 6.8).
    pub(super) fn means(self, start: i64) -> bool {
        self.minutes().iter().any(|at| {
            let distance = (start - at).rem_euclid(1440);
            // "7:30" is said of a shift at 7:30, "7" of anything near seven.
            let (after, before) = if self.minute == 0 { (29, 30) } else { (10, 10) };
            distance <= after || distance >= 1440 - before
        })
    }

    /// Whether this is exactly the time `minute` of the day.
    pub(super) fn is(self, minute: i64) -> bool {
        self.minutes().contains(&minute)
    }
}

/// How a clock time was used.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Relation {
    At,
    /// "after 3", "from 3", "can't before 3", "busy until 3".
    After,
    /// "until 3", "before 3", "by 3", "can't stay past 3".
    Until,
    /// "instead of 3", "not 3".
    Instead,
}

/// One clock time in a text.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct ClockWord {
    pub(super) clock: Clock,
    /// "my 7a", "the 7 shift".
    pub(super) own: bool,
    pub(super) relation: Relation,
    /// "leave at 3"
    pub(super) leaving: bool,
    /// Which of the days said it stands beside: "tomorrow 7a and Friday 3p".
    pub(super) day: Option<usize>,
}

/// A stretch: "3-11", "8:30 to 11:30".
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Span {
    pub(super) from: Clock,
    pub(super) until: Clock,
    /// "my 3-11", "the 3-11".
    pub(super) own: bool,
    /// Which of the days said it stands beside.
    pub(super) day: Option<usize>,
}

pub(super) fn word<'w>(words: &[&'w str], i: usize) -> &'w str {
    words.get(i).copied().unwrap_or("")
}

/// The `n`th word before `i`.
pub(super) fn back<'w>(words: &[&'w str], i: usize, n: usize) -> &'w str {
    i.checked_sub(n).map_or("", |at| word(words, at))
}

/// The word `7`, `7a`, `7:30pm`, `0700`, `7ish`: the time, and whether it can only be a time.
fn written(word: &str) -> Option<(Clock, bool)> {
    match word {
        "noon" | "midday" | "mediodia" => return Some((Clock { hour: 12, minute: 0, pm: Some(true) }, true)),
        "midnight" | "medianoche" => return Some((Clock { hour: 12, minute: 0, pm: Some(false) }, true)),
        _ => {}
    }
    let (word, about) = match word.strip_suffix("ish") {
        Some(number) if number.starts_with(|c: char| c.is_ascii_digit()) => (number, true),
        _ => (word, false),
    };
    let digits_end = word.find(|c: char| !c.is_ascii_digit() && c != ':').unwrap_or(word.len());
    let (number, suffix) = word.split_at(digits_end);
    let pm = match suffix {
        "" => None,
        "a" | "am" => Some(false),
        "p" | "pm" => Some(true),
        _ => return None,
    };
    let glued = |at: usize| Some((number[..at].parse().ok()?, number[at..].parse().ok()?));
    let ((hour, minute), sure) = match number.split_once(':') {
        Some((hour, minute)) if minute.len() == 2 => ((hour.parse().ok()?, minute.parse().ok()?), true),
        Some(_) => return None,
        None => match (number.len(), pm.is_some()) {
            // "0700" can only be the twenty-four hour clock; "1530" and "730" may be something else.
            (4, pm) => (glued(2)?, pm || number.starts_with('0')),
            (3, pm) => (glued(1)?, pm),
            (1 | 2, pm) => ((number.parse().ok()?, 0), pm),
            _ => return None,
        },
    };
    let military = pm.is_none() && number.len() == 4 && !number.contains(':') && number.starts_with('0');
    let pm = if military { Some(false) } else { pm };
    if !(0..24).contains(&hour) || !(0..60).contains(&minute) {
        return None;
    }
    if pm.is_some() && !(1..=12).contains(&hour) {
        // "0030" has no am or pm; "13pm" is no time.
        return military.then_some((Clock { hour, minute, pm: None }, true));
    }
    Some((Clock { hour, minute, pm }, sure || about))
}

/// A time at word `i` that may take several words: "half past 7", "quarter to 8", "7 y media", "8 menos cuarto".
fn spoken(words: &[&str], i: usize, timely: bool) -> Option<(Clock, bool, usize)> {
    let at = |n: usize| word(words, i + n);
    let hour_at = |n: usize| {
        let clock = written(at(n)).map(|(clock, _)| clock).filter(|clock| clock.minute == 0);
        let named = number_named(at(n)).map(|hour| Clock { hour, minute: 0, pm: None });
        clock.or(named).filter(|clock| (1..=12).contains(&clock.hour))
    };
    let moved = |clock: Clock, by: i64| {
        let minute = (clock.hour % 12) * 60 + by;
        let minute = minute.rem_euclid(720);
        let hour = if minute < 60 { 12 } else { minute / 60 };
        Clock { hour, minute: minute % 60, ..clock }
    };
    let by = match (at(0), at(1)) {
        ("half", "past" | "after") => Some(30),
        ("quarter", "past" | "after") | ("1/4", "past") => Some(15),
        ("quarter" | "cuarto", "to" | "of" | "til" | "until" | "before" | "para") => Some(-15),
        ("five", "past" | "after") => Some(5),
        ("ten", "past" | "after") => Some(10),
        ("twenty", "past" | "after") => Some(20),
        ("five", "to") if timely => Some(-5),
        ("ten", "to") if timely => Some(-10),
        ("twenty", "to") if timely => Some(-20),
        _ => None,
    };
    if let Some(by) = by {
        let skip = 2 + usize::from(matches!(at(2), "las" | "la"));
        if let Some(clock) = hour_at(skip) {
            return Some((moved(clock, by), true, skip + 1));
        }
        return None;
    }
    if matches!((at(0), at(1)), ("medio", "dia")) {
        return Some((Clock { hour: 12, minute: 0, pm: Some(true) }, true, 2));
    }
    if matches!((at(0), at(1)), ("media", "noche")) {
        return Some((Clock { hour: 12, minute: 0, pm: Some(false) }, true, 2));
    }
    if let Some(clock) = hour_at(0) {
        let by = match (at(1), at(2)) {
            ("y", "media") => Some((30, 3)),
            ("y", "cuarto" | "15") => Some((15, 3)),
            ("menos", "cuarto") => Some((-15, 3)),
            ("thirty", _) => Some((30, 2)),
            ("fifteen", _) => Some((15, 2)),
            ("forty" | "fortyfive", _) => Some((45, 2 + usize::from(at(1) == "forty" && at(2) == "five"))),
            _ => None,
        };
        if let Some((by, used)) = by {
            return Some((moved(clock, by), true, used));
        }
    }
    if let Some((clock, sure)) = written(at(0)) {
        return Some((clock, sure, 1));
    }
    // "at seven", "las siete", "la una".
    let named = number_named(at(0)).or_else(|| (at(0) == "una" && back(words, i, 1) == "la").then_some(1));
    named.filter(|_| timely).map(|hour| (Clock { hour, minute: 0, pm: None }, false, 1))
}

/// A count, not a time, stands before these.
fn counted(word: &str) -> bool {
    matches!(
        word,
        "min"
            | "hour"
            | "hora"
            | "horas"
            | "day"
            | "days"
            | "dias"
            | "dia"
            | "week"
            | "weeks"
            | "semana"
            | "semanas"
            | "month"
            | "months"
            | "mes"
            | "meses"
            | "mile"
            | "miles"
            | "people"
            | "times"
            | "veces"
            | "year"
            | "years"
            | "anos"
            | "dollars"
            | "more"
            | "mas"
            | "late"
            | "kids"
            | "hijos"
            | "clients"
            | "shifts"
            | "turnos"
            | "percent"
            | "away"
            | "behind"
            | "early"
            | "tarde"
            | "m"
            | "bucks"
            | "other"
            | "different"
            | "pills"
            | "of"
            | "nights"
            | "weekends"
    )
}

/// Said of the night: eleven is pm, two is am, twelve is midnight.
fn at_night(clock: Clock) -> bool {
    (5..12).contains(&clock.hour)
}

/// The am or pm after word `i`, if `i` has none: am/pm and the words it took.
fn half_after(words: &[&str], i: usize, clock: Clock, spanish: bool) -> (Option<bool>, usize) {
    let at = |n: usize| word(words, i + n);
    let noon = clock.hour == 12;
    match at(1) {
        "am" => (Some(false), 1),
        "pm" | "p" => (Some(true), 1),
        "noon" if noon => (Some(true), 1),
        "midnight" if noon => (Some(false), 1),
        "a" if !spanish && i > 0 && matches!(words[i - 1], "my" | "at" | "the") => (Some(false), 1),
        "de" | "en" | "por" if at(2) == "la" => match at(3) {
            "manana" | "madrugada" => (Some(false), 3),
            "tarde" => (Some(true), 3),
            "noche" => (Some(at_night(clock)), 3),
            _ => (None, 0),
        },
        "in" if at(2) == "the" => match at(3) {
            "morning" => (Some(false), 3),
            "afternoon" | "evening" => (Some(true), 3),
            _ => (None, 0),
        },
        "at" if at(2) == "night" => (Some(at_night(clock)), 2),
        // These are days as well and are read again.
        "tonight" if clock.hour >= 4 => (Some(at_night(clock)), 0),
        "this" if at(2) == "afternoon" => (Some(true), 0),
        "this" if at(2) == "morning" => (Some(false), 0),
        "oclock" => (None, 1),
        "o" if at(2) == "clock" => (None, 2),
        _ => (None, 0),
    }
}

/// Words before a bare number that make it a time.
fn timely(words: &[&str], i: usize, spanish: bool) -> bool {
    matches!(
        back(words, i, 1),
        "at" | "my"
            | "the"
            | "las"
            | "la"
            | "mi"
            | "until"
            | "hasta"
            | "after"
            | "before"
            | "by"
            | "around"
            | "about"
            | "from"
            | "since"
            | "desde"
            | "start"
            | "starting"
            | "than"
            | "not"
            | "past"
            | "tomorrow"
            | "today"
            | "de"
            | "tonight"
    ) || (back(words, i, 1) == "of" && back(words, i, 2) == "instead")
        || (back(words, i, 1) == "i" && back(words, i, 2) == "until")
        || weekday_named(back(words, i, 1), spanish).is_some()
}

/// A clock time at word `i`: the time, whether it names an own shift, and the words it took.
pub(super) fn clock_at(words: &[&str], i: usize, spanish: bool) -> Option<(Clock, bool, usize)> {
    let expected = timely(words, i, spanish);
    let (mut clock, mut sure, mut used) = spoken(words, i, expected)?;
    if clock.pm.is_none() && (1..=12).contains(&clock.hour) {
        let (pm, more) = half_after(words, i + used - 1, clock, spanish);
        clock.pm = pm;
        sure |= more > 0;
        used += more;
    }
    let before = back(words, i, 1);
    let after = word(words, i + used);
    if !sure {
        let military = words[i].len() == 4 && matches!(after, "hour");
        let shiftlike = matches!(after, "shift" | "turno" | "instead");
        let plain = clock.hour != 0 && !counted(after) && (expected || shiftlike);
        if !(military || plain) {
            return None;
        }
    }
    let own = matches!(before, "my" | "mi" | "the")
        || matches!(after, "shift" | "one" | "turno" | "client" | "visit")
        // "el turno de las 3", "la de la una": a visit (visita) and a shift (jornada) are feminine.
        || (matches!(before, "las" | "la")
            && back(words, i, 2) == "de"
            && matches!(back(words, i, 3), "turno" | "visita" | "el" | "la" | "cliente"));
    Some((clock, own, used))
}

/// A stretch at word `i`: one word "3-11", or two times with a word between.
pub(super) fn span_at(words: &[&str], i: usize, spanish: bool) -> Option<(Span, usize)> {
    let before = back(words, i, 1);
    let (from, mut until, mut used) = if let Some((a, b)) = words[i].split_once('-') {
        (written(a)?.0, written(b)?.0, 1)
    } else {
        let led =
            matches!(before, "between" | "entre" | "from" | "de" | "desde" | "my" | "the" | "mi" | "las");
        let (from, _, first) = spoken(words, i, led)?;
        let (pm, more) =
            if from.pm.is_none() { half_after(words, i + first - 1, from, spanish) } else { (from.pm, 0) };
        let from = Clock { pm, ..from };
        let mut next = i + first + more;
        let connector = word(words, next);
        let from_las = before == "las" && matches!(back(words, i, 2), "de" | "desde" | "entre");
        let joined = matches!(connector, "to" | "until" | "through" | "hasta")
            || (connector == "a" && (spanish || before == "de" || from_las))
            || (connector == "and" && before == "between")
            || (connector == "y" && (before == "entre" || from_las && back(words, i, 2) == "entre"));
        if !joined {
            return None;
        }
        next += 1;
        while matches!(word(words, next), "las" | "la" | "like" | "about" | "around") {
            next += 1;
        }
        let (until, _, last) = spoken(words, next, true)?;
        (from, until, next + last - i)
    };
    if until.pm.is_none() {
        let (pm, more) = half_after(words, i + used - 1, until, spanish);
        until.pm = pm;
        used += more;
    }
    if counted(word(words, i + used)) {
        return None;
    }
    let from = if from.pm.is_none() { Clock { pm: inherited(from, until), ..from } } else { from };
    let own = matches!(before, "my" | "mi" | "the")
        || matches!(word(words, i + used), "shift" | "one" | "turno")
        || (before == "de" && matches!(back(words, i, 2), "turno" | "el"));
    Some((Span { from, until, own, day: None }, used))
}

/// "4-6pm" is 4 pm; "10-2pm" is 10 am.
fn inherited(from: Clock, until: Clock) -> Option<bool> {
    let pm = until.pm?;
    let earlier = (from.hour % 12, from.minute) < (until.hour % 12, until.minute);
    Some(if earlier { pm } else { !pm })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn span(text: &str) -> Option<(Vec<i64>, Vec<i64>)> {
        let words: Vec<&str> = text.split(' ').collect();
        span_at(&words, 0, text.contains(" a ")).map(|(span, _)| (span.from.minutes(), span.until.minutes()))
    }

    #[test]
    fn times_are_read_in_all_spellings() {
        for (text, minutes) in [
            ("7a", vec![420]),
            ("7am", vec![420]),
            ("7:30pm", vec![1170]),
            ("0700", vec![420]),
            ("noon", vec![720]),
            ("12am", vec![0]),
            ("630am", vec![390]),
            ("15:00", vec![900]),
            ("8:15", vec![495, 1215]),
            ("7:00a", vec![420]),
            ("7ish", vec![420, 1140]),
            ("0030", vec![30]),
            ("half past 7", vec![450, 1170]),
            ("quarter to 8", vec![465, 1185]),
            ("quarter to 1", vec![45, 765]),
            ("quarter past seven am", vec![435]),
            ("7 y media", vec![450, 1170]),
            ("8 menos cuarto", vec![465, 1185]),
            ("cuarto para las 8", vec![465, 1185]),
            ("12 noon", vec![720]),
            ("11 at night", vec![1380]),
            ("2 de la noche", vec![120]),
            ("12 de la noche", vec![0]),
            ("7 in the morning", vec![420]),
            ("1900 hour", vec![1140]),
        ] {
            let words: Vec<&str> = text.split(' ').collect();
            let (clock, _, used) =
                clock_at(&words, 0, text.contains(" y ")).unwrap_or_else(|| panic!("{text}"));
            assert_eq!(used, words.len() - usize::from(text.ends_with("hour")), "{text}");
            let mut got = clock.minutes();
            got.sort_unstable();
            assert_eq!(got, minutes, "{text}");
        }
        for text in ["7", "25:70", "7:5", "13pm", "99", "2461"] {
            assert_eq!(clock_at(&[text], 0, false), None, "{text}");
        }
    }

    #[test]
    fn a_bare_number_is_a_time_only_where_a_time_is_expected() {
        assert!(clock_at(&["my", "7"], 1, false).is_some());
        assert!(clock_at(&["las", "7"], 1, true).is_some());
        assert!(clock_at(&["running", "20"], 1, false).is_none());
        assert!(clock_at(&["about", "20", "min"], 1, false).is_none());
    }

    #[test]
    fn stretches_are_read() {
        assert_eq!(span("4-6pm"), Some((vec![960], vec![1080])));
        assert_eq!(span("10-2"), Some((vec![600, 1320], vec![120, 840])));
        assert_eq!(span("8:30 to 11:30"), Some((vec![510, 1230], vec![690, 1410])));
        assert_eq!(span("8 a 12"), Some((vec![480, 1200], vec![0, 720])));
        assert_eq!(span("25-35 min"), None);
    }

    #[test]
    fn seven_means_half_past_six_to_nearly_half_past_seven() {
        let seven = Clock { hour: 7, minute: 0, pm: Some(false) };
        assert!(seven.means(390) && seven.means(449));
        assert!(!seven.means(389) && !seven.means(450));
    }
}
