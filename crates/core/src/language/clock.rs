//! Clock times and stretches of time as people write them: "7a", "8:30", "noon", "the 3-11", "de 4 a 6".

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
    /// "after 3", "from 3".
    After,
    /// "until 3", "before 3", "by 3".
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
}

/// A stretch: "3-11", "8:30 to 11:30".
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Span {
    pub(super) from: Clock,
    pub(super) until: Clock,
    /// "my 3-11", "the 3-11".
    pub(super) own: bool,
}

/// The word `7`, `7a`, `7:30pm`, `0700`: the time, and whether it can only be a time.
fn written(word: &str) -> Option<(Clock, bool)> {
    match word {
        "noon" | "midday" | "mediodia" => return Some((Clock { hour: 12, minute: 0, pm: Some(true) }, true)),
        "midnight" | "medianoche" => return Some((Clock { hour: 12, minute: 0, pm: Some(false) }, true)),
        _ => {}
    }
    let digits_end = word.find(|c: char| !c.is_ascii_digit() && c != ':').unwrap_or(word.len());
    let (number, suffix) = word.split_at(digits_end);
    let pm = match suffix {
        "" => None,
        "a" | "am" => Some(false),
        "p" | "pm" => Some(true),
        _ => return None,
    };
    let (hour, minute, sure) = match number.split_once(':') {
        Some((hour, minute)) if minute.len() == 2 => (hour.parse().ok()?, minute.parse().ok()?, true),
        Some(_) => return None,
        None if number.len() == 4 && number.starts_with('0') => {
            (number[..2].parse().ok()?, number[2..].parse().ok()?, true)
        }
        None if number.len() == 3 && pm.is_some() => {
            (number[..1].parse().ok()?, number[1..].parse().ok()?, true)
        }
        None if number.len() == 4 && pm.is_some() => {
            (number[..2].parse().ok()?, number[2..].parse().ok()?, true)
        }
        None if (1..=2).contains(&number.len()) => (number.parse().ok()?, 0, pm.is_some()),
        None => return None,
    };
    // "0700" is the twenty-four hour clock.
    let pm = if pm.is_none() && suffix.is_empty() && number.len() == 4 && number.starts_with('0') {
        Some(false)
    } else {
        pm
    };
    if !(0..24).contains(&hour) || !(0..60).contains(&minute) || (pm.is_some() && !(1..=12).contains(&hour)) {
        return None;
    }
    Some((Clock { hour, minute, pm }, sure))
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
            | "semanas"
            | "month"
            | "months"
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
    )
}

/// The am or pm after word `i`, if `i` has none: am/pm and the words it took.
fn half_after(words: &[&str], i: usize, spanish: bool) -> (Option<bool>, usize) {
    let at = |n: usize| words.get(i + n).copied().unwrap_or("");
    match at(1) {
        "am" => (Some(false), 1),
        "pm" | "p" => (Some(true), 1),
        "a" if !spanish && i > 0 && matches!(words[i - 1], "my" | "at" | "the") => (Some(false), 1),
        "de" | "en" | "por" if at(2) == "la" => match at(3) {
            "manana" | "madrugada" => (Some(false), 3),
            "tarde" | "noche" => (Some(true), 3),
            _ => (None, 0),
        },
        "in" if at(2) == "the" => match at(3) {
            "morning" => (Some(false), 3),
            "afternoon" | "evening" => (Some(true), 3),
            _ => (None, 0),
        },
        "oclock" => (None, 1),
        _ => (None, 0),
    }
}

/// A clock time at word `i`: the time, whether it names an own shift, and the words it took.
pub(super) fn clock_at(words: &[&str], i: usize, spanish: bool) -> Option<(Clock, bool, usize)> {
    let (mut clock, mut sure) = written(words[i])?;
    let mut used = 1;
    if clock.pm.is_none() {
        let (pm, more) = half_after(words, i, spanish);
        if (1..=12).contains(&clock.hour) {
            clock.pm = pm;
        }
        sure |= more > 0;
        used += more;
    }
    let before = if i == 0 { "" } else { words[i - 1] };
    let after = words.get(i + used).copied().unwrap_or("");
    if !sure {
        let timely = matches!(
            before,
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
        ) || (before == "of" && i >= 2 && words[i - 2] == "instead")
            || (before == "i" && i >= 2 && words[i - 2] == "until")
            || matches!(after, "shift" | "turno" | "instead");
        if !timely || counted(after) || clock.hour == 0 {
            return None;
        }
    }
    let own = matches!(before, "my" | "mi" | "the")
        || matches!(after, "shift" | "one" | "turno" | "client" | "visit")
        || (before == "las"
            && i >= 3
            && words[i - 2] == "de"
            && matches!(words[i - 3], "turno" | "el" | "cliente"));
    Some((clock, own, used))
}

/// How the time at word `i` is used.
pub(super) fn relation_before(words: &[&str], i: usize) -> Relation {
    let back = |n: usize| if i >= n { words[i - n] } else { "" };
    let nearest = match back(1) {
        "at" | "the" | "las" | "la" | "around" | "about" | "like" | "its" | "is" => 2,
        "de" if matches!(back(2), "despues" | "antes") => 2,
        _ => 1,
    };
    // "despues de las 3" has one more word between.
    let nearest = if nearest == 2 && matches!(back(2), "de" | "of" | "a") { 3 } else { nearest };
    match back(nearest) {
        "after" | "past" | "from" | "since" | "starting" | "desde" | "despues" | "partir" => Relation::After,
        "before" | "until" | "by" | "hasta" | "antes" => Relation::Until,
        "instead" | "than" | "not" | "vez" | "lugar" => Relation::Instead,
        "of" if back(nearest + 1) == "instead" => Relation::Instead,
        "if" | "its" | "it" if back(nearest + 1) == "after" => Relation::After,
        _ => Relation::At,
    }
}

/// A stretch at word `i`: one word "3-11", or two times with a word between.
pub(super) fn span_at(words: &[&str], i: usize, spanish: bool) -> Option<(Span, usize)> {
    let before = if i == 0 { "" } else { words[i - 1] };
    let word = words[i];
    let (from, mut until, mut used) = if let Some((a, b)) = word.split_once('-') {
        (written(a)?.0, written(b)?.0, 1)
    } else {
        let (from, _) = written(word)?;
        let (pm, more) = if from.pm.is_none() { half_after(words, i, spanish) } else { (from.pm, 0) };
        let from = Clock { pm, ..from };
        let mut next = i + 1 + more;
        let connector = words.get(next).copied().unwrap_or("");
        let joined = matches!(connector, "to" | "until" | "through" | "hasta")
            || (connector == "a" && spanish)
            || (connector == "and" && before == "between")
            || (connector == "y" && i >= 2 && words[i - 2] == "entre");
        if !joined {
            return None;
        }
        next += 1;
        while matches!(words.get(next).copied().unwrap_or(""), "las" | "la" | "like" | "about" | "around") {
            next += 1;
        }
        let (until, _) = written(words.get(next).copied().unwrap_or(""))?;
        (from, until, next + 1 - i)
    };
    if until.pm.is_none() {
        let (pm, more) = half_after(words, i + used - 1, spanish);
        until.pm = pm;
        used += more;
    }
    if counted(words.get(i + used).copied().unwrap_or("")) {
        return None;
    }
    let from = if from.pm.is_none() { Clock { pm: inherited(from, until), ..from } } else { from };
    let own = matches!(before, "my" | "mi" | "the")
        || matches!(words.get(i + used).copied().unwrap_or(""), "shift" | "one" | "turno");
    Some((Span { from, until, own }, used))
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
        ] {
            let (clock, _, _) = clock_at(&[text], 0, false).unwrap();
            assert_eq!(clock.minutes(), minutes, "{text}");
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
