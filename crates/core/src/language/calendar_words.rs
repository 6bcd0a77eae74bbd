//! Names of weekdays, months, numbers and parts of the day, English and Spanish, and how they are misspelt.

use jiff::civil::Weekday;

/// A part of the day.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Part {
    Morning,
    Afternoon,
    Evening,
    Night,
    Overnight,
}

impl Part {
    /// Whether a shift from `start` to `end` (minutes of the day, local) is in it.
    pub(super) fn holds(self, start: i64, crosses_midnight: bool) -> bool {
        match self {
            Self::Morning => (240..720).contains(&start),
            Self::Afternoon => (660..1020).contains(&start),
            Self::Evening => (900..1320).contains(&start),
            Self::Night => !(240..960).contains(&start) || crosses_midnight,
            Self::Overnight => !(240..1200).contains(&start) || crosses_midnight,
        }
    }
}

/// Words for parts of the day.
pub(super) const PARTS: &[(&str, Part)] = &[
    ("morning", Part::Morning),
    ("mornings", Part::Morning),
    ("por la manana", Part::Morning),
    ("en la manana", Part::Morning),
    ("de la manana", Part::Morning),
    ("afternoon", Part::Afternoon),
    ("afternoons", Part::Afternoon),
    ("por la tarde", Part::Afternoon),
    ("en la tarde", Part::Afternoon),
    ("de la tarde", Part::Afternoon),
    ("evening", Part::Evening),
    ("evenings", Part::Evening),
    ("evening shift", Part::Evening),
    ("a la tarde", Part::Afternoon),
    ("al mediodia", Part::Afternoon),
    ("night", Part::Night),
    ("nights", Part::Night),
    ("por la noche", Part::Night),
    ("en la noche", Part::Night),
    ("de la noche", Part::Night),
    ("la manana del", Part::Morning),
    ("la tarde del", Part::Afternoon),
    ("la noche del", Part::Night),
    ("overnight", Part::Overnight),
    ("overnights", Part::Overnight),
    ("graveyard", Part::Overnight),
    ("graveyard shift", Part::Overnight),
    ("noc", Part::Overnight),
    ("noc shift", Part::Overnight),
    ("nocs", Part::Overnight),
    ("night shift", Part::Night),
    ("turno de noche", Part::Night),
    ("turno nocturno", Part::Night),
    ("turno de dia", Part::Morning),
    ("turno de tarde", Part::Afternoon),
    ("day shift", Part::Morning),
    ("swing shift", Part::Afternoon),
    ("1st shift", Part::Morning),
    ("first shift", Part::Morning),
    ("am shift", Part::Morning),
    ("2nd shift", Part::Afternoon),
    ("second shift", Part::Afternoon),
    ("pm shift", Part::Afternoon),
    ("3rd shift", Part::Overnight),
    ("third shift", Part::Overnight),
    ("primer turno", Part::Morning),
    ("segundo turno", Part::Afternoon),
    ("tercer turno", Part::Overnight),
];

pub(super) fn day_number(word: &str) -> Option<i8> {
    let digits = word.trim_end_matches(|c: char| c.is_ascii_alphabetic());
    if !matches!(&word[digits.len()..], "" | "st" | "nd" | "rd" | "th") {
        return None;
    }
    digits.parse::<i8>().ok().filter(|n| (1..=31).contains(n))
}

/// Numbers up to twelve as words; "one" and "un" are left out, they are rarely numbers.
pub(super) fn number_named(word: &str) -> Option<i64> {
    Some(match word {
        "two" | "dos" => 2,
        "three" | "tres" => 3,
        "four" | "cuatro" => 4,
        "five" | "cinco" => 5,
        "six" | "seis" => 6,
        "seven" | "siete" => 7,
        "eight" | "ocho" => 8,
        "nine" | "nueve" => 9,
        "ten" | "diez" => 10,
        "eleven" | "once" => 11,
        "twelve" | "doce" => 12,
        _ => return None,
    })
}

/// Tens as words, from twenty on.
pub(super) fn tens_named(word: &str) -> Option<i64> {
    Some(match word {
        "twenty" | "veinte" => 20,
        "thirty" | "treinta" => 30,
        "forty" | "cuarenta" => 40,
        "fifty" | "cincuenta" => 50,
        "sixty" | "sesenta" => 60,
        "seventy" | "setenta" => 70,
        "eighty" | "ochenta" => 80,
        "ninety" | "noventa" => 90,
        _ => return None,
    })
}

pub(super) fn month_named(word: &str) -> Option<i8> {
    Some(match word {
        "jan" | "january" | "enero" | "ene" => 1,
        "feb" | "february" | "febrero" => 2,
        "march" | "marzo" => 3,
        "apr" | "april" | "abril" | "abr" => 4,
        "may" | "mayo" => 5,
        "jun" | "june" | "junio" => 6,
        "jul" | "july" | "julio" => 7,
        "aug" | "august" | "agosto" => 8,
        "sep" | "sept" | "september" | "septiembre" => 9,
        "oct" | "october" | "octubre" => 10,
        "nov" | "november" | "noviembre" => 11,
        "dec" | "december" | "diciembre" | "dic" => 12,
        _ => return None,
    })
}

pub(super) fn weekday_named(word: &str, spanish: bool) -> Option<Weekday> {
    Some(match word {
        "mon" | "monday" | "lunes" => Weekday::Monday,
        "tue" | "tues" | "tuesday" | "martes" => Weekday::Tuesday,
        "wed" | "wednesday" | "miercoles" => Weekday::Wednesday,
        "thu" | "thur" | "thurs" | "thursday" | "jueves" => Weekday::Thursday,
        "fri" | "friday" | "viernes" => Weekday::Friday,
        "sat" | "saturday" | "sabado" => Weekday::Saturday,
        "sun" | "sunday" | "domingo" => Weekday::Sunday,
        "lun" if spanish => Weekday::Monday,
        "mar" if spanish => Weekday::Tuesday,
        "mie" if spanish => Weekday::Wednesday,
        "jue" if spanish => Weekday::Thursday,
        "vie" if spanish => Weekday::Friday,
        "sab" if spanish => Weekday::Saturday,
        "dom" if spanish => Weekday::Sunday,
        _ => return None,
    })
}

/// "mondays", "los lunes": a habit, not a date.
pub(super) fn weekdays_named(word: &str, after_los: bool) -> Option<Weekday> {
    match word {
        "lunes" | "martes" | "miercoles" | "jueves" | "viernes" if after_los => weekday_named(word, true),
        "sabados" => Some(Weekday::Saturday),
        "domingos" => Some(Weekday::Sunday),
        _ => word
            .strip_suffix('s')
            .filter(|day| day.ends_with("day"))
            .and_then(|day| weekday_named(day, false)),
    }
}

/// The word that was meant by a misspelt day: a list of what thumbs make of them, and for the long English names
/// whatever is one letter (for "tomorrow" two letters) away.
pub(super) fn respelt(word: &str) -> Option<&'static str> {
    const NAMES: [&str; 7] = ["monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"];
    // Words of their own that are one letter away.
    const NOT_DAYS: [&str; 3] = ["sundae", "sundry", "midday"];
    let listed = match word {
        "2morow" | "2mmrw" | "tmrrw" | "tmorrow" | "tmmw" | "tmro" | "tmoro" | "tomoz" | "tomm" | "2mr" => {
            "tomorrow"
        }
        "2nigh" | "tonihgt" | "tonit" | "toniht" | "2nyt" => "tonight",
        "2dy" | "todya" | "tody" | "toady" | "todai" | "todey" => "today",
        "wensday" | "wendsday" | "wendesday" | "wensdey" | "wedsday" | "wenday" | "weds" => "wednesday",
        "thrusday" | "thirsday" | "thurday" | "thersday" | "thrs" | "thr" => "thursday",
        "teusday" | "tusday" | "tuesdy" | "tuseday" => "tuesday",
        "satday" | "sataday" | "satuday" | "saterdy" => "saturday",
        "mondy" | "mnday" | "munday" => "monday",
        "frday" | "fridy" | "firday" | "fryday" => "friday",
        "sundy" | "snday" => "sunday",
        "manna" | "mannana" | "mnana" | "maniana" | "mananna" | "manan" | "manaana" | "mañana" | "mnn"
        | "mananan" => "manana",
        "miercole" | "miercols" | "mierc" | "mircoles" | "miecoles" | "miercolez" => "miercoles",
        "savado" | "sabdo" | "zabado" | "sabdao" => "sabado",
        "biernes" | "viernez" | "vierne" | "viernse" => "viernes",
        "juebes" | "jueve" | "juves" | "juevez" => "jueves",
        "lunez" | "luness" => "lunes",
        "martez" => "martes",
        "domigo" | "domngo" | "dominog" => "domingo",
        _ => "",
    };
    if !listed.is_empty() {
        return Some(listed);
    }
    let letters = word.chars().count();
    if !(6..=10).contains(&letters) || !word.is_ascii() || NOT_DAYS.contains(&word) {
        return None;
    }
    let near = NAMES.iter().find(|name| word != **name && !plural_of(word, name) && slips(word, name) == 1);
    near.copied()
        .or_else(|| Some("tomorrow").filter(|name| word != *name && slips(word, name) <= 2))
        .or_else(|| Some("tonight").filter(|name| word != *name && slips(word, name) == 1))
}

fn plural_of(word: &str, name: &str) -> bool {
    word.strip_suffix('s') == Some(name)
}

/// Letters added, dropped, changed or swapped with their neighbour between two short words.
fn slips(a: &str, b: &str) -> usize {
    let (a, b) = (a.as_bytes(), b.as_bytes());
    let mut rows: Vec<Vec<usize>> = vec![(0..=b.len()).collect()];
    for i in 1..=a.len() {
        let mut row = vec![i; b.len() + 1];
        for j in 1..=b.len() {
            let changed = rows[i - 1][j - 1] + usize::from(a[i - 1] != b[j - 1]);
            row[j] = changed.min(rows[i - 1][j] + 1).min(row[j - 1] + 1);
            if i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1] {
                row[j] = row[j].min(rows[i - 2][j - 2] + 1);
            }
        }
        rows.push(row);
    }
    rows[a.len()][b.len()]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn spanish_abbreviations_count_only_in_spanish() {
        assert_eq!(weekday_named("mar", true), Some(Weekday::Tuesday));
        assert_eq!(weekday_named("mar", false), None);
        assert_eq!(weekday_named("tues", false), Some(Weekday::Tuesday));
    }

    #[test]
    fn misspelt_days_are_the_days_and_other_words_are_left_alone() {
        for (word, day) in [
            ("wensday", "wednesday"),
            ("thurdsay", "thursday"),
            ("saterday", "saturday"),
            ("tommorow", "tomorrow"),
            ("tomarrow", "tomorrow"),
            ("tonigth", "tonight"),
            ("manna", "manana"),
            ("savado", "sabado"),
        ] {
            assert_eq!(respelt(word), Some(day), "{word}");
        }
        for word in [
            "monday", "mondays", "sundae", "vienes", "partes", "sabido", "tomato", "knight", "toda", "banana",
        ] {
            assert_eq!(respelt(word), None, "{word}");
        }
    }

    #[test]
    fn habits_are_told_from_dates() {
        assert_eq!(weekdays_named("mondays", false), Some(Weekday::Monday));
        assert_eq!(weekdays_named("lunes", true), Some(Weekday::Monday));
        assert_eq!(weekdays_named("lunes", false), None);
        assert_eq!(weekdays_named("days", false), None);
    }

    #[test]
    fn overnight_shifts_are_night_whenever_they_start() {
        assert!(Part::Night.holds(1380, true) && Part::Overnight.holds(1380, true));
        assert!(!Part::Night.holds(420, false) && Part::Morning.holds(420, false));
    }
}
