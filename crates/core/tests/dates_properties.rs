//! What must hold of days and times in every zone of the United States and at every hour of 2026 and 2027
//! (domain.md part 6), sampled. Everything is asked through `understand`: "cant work FRIDAY" of a person with shifts.

use std::fmt::Write as _;

use gigi_core::language::{Action, Intent, KnownShift, Message, Reading, Sender, understand};
use jiff::civil::{Date, Time, Weekday, date, time};
use jiff::tz::TimeZone;
use jiff::{SignedDuration, Span, Timestamp, ZonedDateTime};
use proptest::prelude::*;
use proptest::sample::select;

/// Every zone of the United States in the tz database, states and territories, without the links to older names.
const ZONES: [&str; 35] = [
    "America/New_York",
    "America/Detroit",
    "America/Kentucky/Louisville",
    "America/Kentucky/Monticello",
    "America/Indiana/Indianapolis",
    "America/Indiana/Vincennes",
    "America/Indiana/Winamac",
    "America/Indiana/Marengo",
    "America/Indiana/Petersburg",
    "America/Indiana/Vevay",
    "America/Indiana/Tell_City",
    "America/Indiana/Knox",
    "America/Chicago",
    "America/Menominee",
    "America/North_Dakota/Center",
    "America/North_Dakota/New_Salem",
    "America/North_Dakota/Beulah",
    "America/Denver",
    "America/Boise",
    "America/Phoenix",
    "America/Shiprock",
    "America/Los_Angeles",
    "America/Anchorage",
    "America/Juneau",
    "America/Sitka",
    "America/Metlakatla",
    "America/Yakutat",
    "America/Nome",
    "America/Adak",
    "Pacific/Honolulu",
    "America/Puerto_Rico",
    "America/St_Thomas",
    "Pacific/Guam",
    "Pacific/Saipan",
    "Pacific/Pago_Pago",
];

const ENGLISH: [&str; 7] = ["monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"];
const SHORT: [&str; 7] = ["mon", "tues", "weds", "thurs", "fri", "sat", "sun"];
const MISSPELT: [&str; 7] = ["mondy", "teusday", "wensday", "thrusday", "firday", "saterday", "sundy"];
const SPANISH: [&str; 7] = ["lunes", "martes", "miércoles", "jueves", "viernes", "sábado", "domingo"];
const MONTHS: [&str; 12] =
    ["jan", "feb", "march", "apr", "may", "june", "july", "aug", "sept", "oct", "nov", "dec"];
const MESES: [&str; 12] = [
    "enero",
    "febrero",
    "marzo",
    "abril",
    "mayo",
    "junio",
    "julio",
    "agosto",
    "septiembre",
    "octubre",
    "noviembre",
    "diciembre",
];

fn zone(name: &str) -> TimeZone {
    TimeZone::get(name).unwrap_or_else(|_| panic!("{name} is in the tz database"))
}

fn after(day: Date, days: i64) -> Date {
    day.checked_add(Span::new().days(days)).expect("a date of this century")
}

fn instant(day: Date, at: Time, zone: &TimeZone) -> Timestamp {
    day.to_datetime(at).to_zoned_datetime(zone.clone()).expect("a moment").timestamp()
}

/// Every hour of 2026 and 2027 in every zone.
fn moments() -> impl Strategy<Value = (&'static str, ZonedDateTime)> {
    (select(&ZONES[..]), 0..17_520_i64, 0..60_i64).prop_map(|(name, hour, minute)| {
        let begin = instant(date(2026, 1, 1), time(0, 0, 0, 0), &zone(name));
        let at = begin.checked_add(SignedDuration::from_mins(60 * hour + minute)).expect("a moment");
        (name, at.to_zoned_datetime(zone(name)))
    })
}

/// A shift from `start` to the wall-clock time `hours` later.
fn shift(id: &str, day: Date, start: Time, hours: i64, zone: &TimeZone) -> KnownShift {
    let begin = day.to_datetime(start);
    let end = begin.checked_add(Span::new().hours(hours)).expect("an end");
    let end = end.to_zoned_datetime(zone.clone()).expect("a moment").timestamp();
    KnownShift { id: id.to_owned(), start: instant(day, start, zone), end, client: String::new() }
}

/// A shift on each of the next `days` days, called by its date, from yesterday on.
fn daily(now: &ZonedDateTime, days: i64, start: Time, hours: i64) -> Vec<KnownShift> {
    (-1..days)
        .map(|n| after(now.date(), n))
        .map(|day| shift(&day.to_string(), day, start, hours, now.time_zone()))
        .collect()
}

fn read(now: &ZonedDateTime, name: &str, text: &str, shifts: &[KnownShift]) -> Reading {
    understand(&Message {
        id: "m".to_owned(),
        at: now.timestamp(),
        zone: name.to_owned(),
        sender: Sender::Caregiver,
        text: text.to_owned(),
        shifts: shifts.to_vec(),
        offers: Vec::new(),
        thread: Vec::new(),
    })
}

/// Ids of the shifts called out of; `None` if it was asked.
fn out_of(reading: &Reading) -> Option<Vec<String>> {
    let found = reading
        .intents
        .iter()
        .find(|one| matches!(one.intent, Intent::CallOutSingle | Intent::CallOutMulti))?;
    (reading.action == Action::Act).then(|| found.shifts.clone())
}

fn index(day: Date) -> usize {
    usize::try_from(day.weekday().to_monday_zero_offset()).expect("a weekday")
}

fn number(n: i8) -> usize {
    usize::try_from(n).expect("a month") - 1
}

/// Ways to write a date that say which one it is.
fn forms(day: Date) -> Vec<String> {
    let (month, number_of_day) = (day.month(), day.day());
    let suffix = match number_of_day {
        1 | 21 | 31 => "st",
        2 | 22 => "nd",
        3 | 23 => "rd",
        _ => "th",
    };
    let (named, mes, at) = (MONTHS[number(month)], MESES[number(month)], index(day));
    let mut out = vec![
        format!("cant work {month}/{number_of_day}"),
        format!("cant work {month:02}/{number_of_day:02}"),
        format!("cant work {month}/{number_of_day}/{}", day.year()),
        format!("cant work {month}/{number_of_day}/{}", day.year() - 2000),
        format!("cant work {day}"),
        format!("cant work {named} {number_of_day}"),
        format!("cant work {named} {number_of_day}{suffix}"),
        format!("cant work the {number_of_day}{suffix} of {named}"),
        format!("cant work {} {named} {number_of_day}", ENGLISH[at]),
        format!("cant work {} {month}/{number_of_day}", SHORT[at]),
        format!("cant work on the {number_of_day}{suffix}"),
        format!("cant work {} the {number_of_day}{suffix}", ENGLISH[at]),
        format!("no puedo ir el {number_of_day} de {mes}"),
        format!("no puedo ir el {} {number_of_day} de {mes}", SPANISH[at]),
        format!("no puedo ir el {} {number_of_day}", SPANISH[at]),
        format!("no puedo trabajar el día {number_of_day}"),
    ];
    if number_of_day > 12 {
        out.push(format!("no puedo ir el {number_of_day}/{month}"));
    }
    out
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(192))]

    #[test]
    fn a_weekday_is_a_day_of_that_name_and_never_past((name, now) in moments(), wanted in 0_usize..7, form in 0..4) {
        let text = match form {
            0 => format!("cant work {}", ENGLISH[wanted]),
            1 => format!("cant work {}", SHORT[wanted]),
            2 => format!("cant work {}", MISSPELT[wanted]),
            _ => format!("no puedo trabajar el {}", SPANISH[wanted]),
        };
        let shifts = daily(&now, 15, time(9, 0, 0, 0), 4);
        let reading = read(&now, name, &text, &shifts);
        let ahead = (wanted + 7 - index(now.date())) % 7;
        match out_of(&reading) {
            Some(bound) => {
                prop_assert_eq!(bound.len(), 1, "{}", text);
                let day: Date = bound[0].parse().expect("a date");
                prop_assert_eq!(index(day), wanted, "{}", text);
                prop_assert!(day >= now.date(), "{} is {}", text, day);
                prop_assert_eq!(day, after(now.date(), i64::try_from(ahead).expect("small")), "{}", text);
            }
            // The day's own name is a question once its shift has begun.
            None => prop_assert!(ahead == 0 && now.hour() >= 9, "{} was asked at {}", text, now),
        }
    }

    #[test]
    fn a_date_in_any_form_is_that_date((name, now) in moments(), ahead in 1..14_i64, form in any::<prop::sample::Index>()) {
        let day = after(now.date(), ahead);
        let forms = forms(day);
        let text = form.get(&forms);
        let shifts = daily(&now, 15, time(9, 0, 0, 0), 4);
        let bound = out_of(&read(&now, name, text, &shifts));
        prop_assert_eq!(bound, Some(vec![day.to_string()]), "{} at {}", text, now);
    }

    #[test]
    fn a_range_is_exactly_its_days((name, now) in moments(), from in 1..7_i64, length in 1..6_i64, form in 0..9) {
        let (first, last) = (after(now.date(), from), after(now.date(), from + length));
        let (a, b) = (index(first), index(last));
        let text = match form {
            0 => format!("cant work {} to {}", SHORT[a], SHORT[b]),
            1 => format!("cant work {} thru {}", ENGLISH[a], ENGLISH[b]),
            2 => format!("out {}-{}", SHORT[a], SHORT[b]),
            3 => format!("cant work {}/{} through {}/{}", first.month(), first.day(), last.month(), last.day()),
            4 => format!("cant work {}/{}-{}/{}", first.month(), first.day(), last.month(), last.day()),
            5 => format!("no puedo trabajar de {} a {}", SPANISH[a], SPANISH[b]),
            6 => format!(
                "no puedo trabajar del {} de {} al {} de {}",
                first.day(), MESES[number(first.month())], last.day(), MESES[number(last.month())]
            ),
            7 => format!(
                "cant work {} {} to {} {}",
                MONTHS[number(first.month())], first.day(), MONTHS[number(last.month())], last.day()
            ),
            _ => {
                let mut list = String::from("cant work");
                for n in 0..=length {
                    let _ = write!(list, " {}", SHORT[index(after(first, n))]);
                }
                list
            }
        };
        let shifts = daily(&now, 15, time(9, 0, 0, 0), 4);
        let expected: Vec<String> = (0..=length).map(|n| after(first, n).to_string()).collect();
        let bound = out_of(&read(&now, name, &text, &shifts));
        if bound.is_none() && length >= 6 - from && [0, 1, 2, 5, 8].contains(&form) && a.max(b) == b {
            // A list that comes round to today's own name may be asked about.
            return Ok(());
        }
        let round = (0..=length).any(|n| after(first, n).weekday() == now.date().weekday()) && form == 8;
        if !round {
            prop_assert_eq!(bound, Some(expected), "{} at {}", text, now);
        }
    }

    #[test]
    fn an_exception_is_taken_out((name, now) in moments(), out in 0_usize..7) {
        let shifts = daily(&now, 15, time(23, 30, 0, 0), 7);
        let text = format!("cant work next week except {}", ENGLISH[out]);
        let monday = after(now.date(), 7 - i64::try_from(index(now.date())).expect("small"));
        let expected: Vec<String> = (0..7_usize)
            .filter(|n| *n != out)
            .map(|n| after(monday, i64::try_from(n).expect("small")).to_string())
            .collect();
        let known: Vec<&String> = shifts.iter().map(|shift| &shift.id).collect();
        let expected: Vec<String> = expected.into_iter().filter(|id| known.contains(&id)).collect();
        prop_assert_eq!(out_of(&read(&now, name, &text, &shifts)), Some(expected), "{} at {}", text, now);
    }

    #[test]
    fn an_overnight_shift_is_found_by_its_evening((name, now) in moments(), ahead in 0..6_i64, start in 18_i8..24) {
        let day = after(now.date(), ahead);
        let shifts = [shift("night", day, time(start, 0, 0, 0), 9, now.time_zone())];
        let text = format!("cant work {} night", ENGLISH[index(day)]);
        let reading = read(&now, name, &text, &shifts);
        if now.timestamp() < shifts[0].start {
            prop_assert_eq!(out_of(&reading), Some(vec!["night".to_owned()]), "{} at {}", text, now);
            if ahead == 0 && now.hour() >= 5 {
                let tonight = out_of(&read(&now, name, "cant work tonight", &shifts));
                prop_assert_eq!(tonight, Some(vec!["night".to_owned()]), "tonight at {}", now);
            }
            // By the morning it ends it is asked about, never taken for another day's.
            let morning = format!("cant work {} morning", ENGLISH[index(after(day, 1))]);
            let reading = read(&now, name, &morning, &shifts);
            prop_assert_eq!(out_of(&reading), None, "{} at {}", morning, now);
            prop_assert!(reading.question.is_some_and(|question| question.contains("1)")));
        }
    }

    #[test]
    fn after_midnight_tonight_is_the_night_that_runs((name, now) in moments(), hour in 0_i8..5) {
        let begin = now.date().at(hour, 30, 0, 0).to_zoned_datetime(zone(name)).expect("a moment");
        let before = after(begin.date(), -1);
        let shifts = [
            shift("now", before, time(22, 0, 0, 0), 9, begin.time_zone()),
            shift("next", begin.date(), time(22, 0, 0, 0), 9, begin.time_zone()),
        ];
        for text in ["cant work tonight", "cant work today", "no puedo trabajar esta noche"] {
            prop_assert_eq!(out_of(&read(&begin, name, text, &shifts)), Some(vec!["now".to_owned()]), "{} at {}", text, begin);
        }
        prop_assert_eq!(out_of(&read(&begin, name, "cant work tomorrow", &shifts[1..])), Some(vec!["next".to_owned()]));
    }

    #[test]
    fn the_same_clocks_in_another_zone_bind_the_same(
        (one, now) in moments(),
        other in select(&ZONES[..]),
        text in select(vec![
            "cant make my 7a tomorrow", "cant make my 7a", "cant work tonight", "cant work tomorrow", "cant work friday",
            "cant work wed to fri", "out the next 2 days", "cant work this weekend", "cant work today", "cant work mon or tue",
            "cant work next friday", "cant do my 3-11", "no puedo ir mañana a las 7", "no puedo trabajar toda la semana menos el jueves",
        ]),
    ) {
        // A moment that both clocks show exactly once.
        let there = now.datetime().to_zoned_datetime(zone(other)).expect("a moment");
        prop_assume!(there.datetime() == now.datetime());
        let ambiguous = |name: &str| !matches!(
            zone(name).to_ambiguous_zoned_datetime(now.datetime()).offset(),
            jiff::tz::AmbiguousOffset::Unambiguous { .. }
        );
        prop_assume!(!ambiguous(one) && !ambiguous(other));
        let shifts = |now: &ZonedDateTime| {
            let mut all = daily(now, 9, time(7, 0, 0, 0), 4);
            all.extend(daily(now, 9, time(15, 0, 0, 0), 8).into_iter().map(|s| KnownShift { id: format!("{}pm", s.id), ..s }));
            all
        };
        let here = read(&now, one, text, &shifts(&now));
        let away = read(&there, other, text, &shifts(&there));
        prop_assert_eq!(out_of(&here), out_of(&away), "{} at {} and {}", text, now, there);
        prop_assert_eq!(here.question, away.question, "{} at {} and {}", text, now, there);
    }

    #[test]
    fn windows_lie_within_a_day_of_the_shift(
        (name, now) in moments(),
        start in 0_i8..24,
        hours in 1..14_i64,
        hour in 0..24_i64,
        form in 0..12,
    ) {
        let day = after(now.date(), 1);
        let shifts = [shift("x", day, time(start, 30, 0, 0), hours, now.time_zone())];
        let other = (hour * 7 + 3) % 12 + 1;
        let twelve = hour % 12 + 1;
        let bound = match form {
            0 => format!("after {twelve}"),
            1 => format!("until {twelve}"),
            2 => format!("{twelve}-{other}"),
            3 => format!("{twelve}:15 to {other}"),
            4 => format!("from {twelve}pm"),
            5 => format!("before {twelve}am"),
            6 => "the first half".to_owned(),
            7 => "the last 2 hours".to_owned(),
            8 => format!("after {hour}:00"),
            9 => format!("de {twelve} a {other}"),
            10 => "the morning".to_owned(),
            _ => format!("between {twelve} and noon"),
        };
        let text = format!("cant work my whole shift, can do only {bound}");
        let reading = read(&now, name, &text, &shifts);
        let day = SignedDuration::from_hours(24);
        for window in reading.intents.iter().filter_map(|one| one.window) {
            for at in [window.from, window.until].into_iter().flatten() {
                prop_assert!(at >= shifts[0].start.checked_sub(day).expect("early"), "{} at {}: {}", text, now, at);
                prop_assert!(at <= shifts[0].end.checked_add(day).expect("late"), "{} at {}: {}", text, now, at);
            }
            if let (Some(from), Some(until)) = (window.from, window.until) {
                prop_assert!(from < until, "{} at {}: {} to {}", text, now, from, until);
            }
        }
    }
}

/// The Sundays on which the clocks of most of the country are put forward and back.
const GAPS: [Date; 2] = [date(2026, 3, 8), date(2027, 3, 14)];
const FOLDS: [Date; 2] = [date(2026, 11, 1), date(2027, 11, 7)];

#[test]
fn shifts_in_a_gap_or_a_fold_belong_to_their_own_night() {
    for name in ZONES {
        for (night, start) in GAPS
            .map(|day| (day, time(2, 30, 0, 0)))
            .into_iter()
            .chain(FOLDS.map(|day| (day, time(1, 30, 0, 0))))
        {
            let zone = zone(name);
            let shifts: Vec<KnownShift> = (-1..=1)
                .map(|n| after(night, n))
                .map(|day| shift(&day.to_string(), day, start, 5, &zone))
                .collect();
            let friday = instant(after(night, -2), time(12, 0, 0, 0), &zone).to_zoned_datetime(zone.clone());
            for (text, day) in [
                ("cant work sunday", night),
                ("cant work saturday", after(night, -1)),
                ("no puedo trabajar el domingo", night),
                ("cant work monday", after(night, 1)),
            ] {
                assert_eq!(
                    out_of(&read(&friday, name, text, &shifts)),
                    Some(vec![day.to_string()]),
                    "{name} {night} {text}"
                );
            }
            // Saturday at ten in the evening: tonight's is the one after midnight.
            let evening = instant(after(night, -1), time(22, 0, 0, 0), &zone).to_zoned_datetime(zone.clone());
            let tonight = out_of(&read(&evening, name, "cant work tonight", &shifts));
            assert_eq!(tonight, Some(vec![night.to_string()]), "{name} {night} tonight");
            // Within the hour itself, both times if there are two.
            for minutes in [0, 30, 60, 90, 120, 150, 180] {
                let begin = instant(night, time(0, 30, 0, 0), &zone);
                let at = begin
                    .checked_add(SignedDuration::from_mins(minutes))
                    .unwrap()
                    .to_zoned_datetime(zone.clone());
                let bound = out_of(&read(&at, name, "cant work tonight", &shifts)).unwrap_or_default();
                assert!(bound.iter().all(|id| *id == night.to_string()), "{name} {at} bound {bound:?}");
            }
        }
    }
}

#[test]
fn windows_over_a_gap_and_a_fold_are_by_the_wall_clock() {
    let zone = zone("America/Chicago");
    for (night, hours) in [(date(2026, 3, 7), 7), (date(2026, 10, 31), 9)] {
        let shifts = [shift("n", night, time(23, 0, 0, 0), 8, &zone)];
        // domain.md 6.2: seven and nine hours that pass.
        let length = shifts[0].start.duration_until(shifts[0].end);
        assert_eq!(length, SignedDuration::from_hours(hours));
        let noon = instant(night, time(12, 0, 0, 0), &zone).to_zoned_datetime(zone.clone());
        let reading =
            read(&noon, "America/Chicago", "cant do my whole shift tonight, can only work after 5", &shifts);
        let window = reading.intents.iter().find_map(|one| one.window).expect("a window");
        assert_eq!(window.from, Some(instant(after(night, 1), time(5, 0, 0, 0), &zone)));
        let reading = read(
            &noon,
            "America/Chicago",
            "cant do my whole shift tonight, can only do the last 2 hours",
            &shifts,
        );
        let window = reading.intents.iter().find_map(|one| one.window).expect("a window");
        assert_eq!(window.from, Some(instant(after(night, 1), time(5, 0, 0, 0), &zone)));
    }
}

#[test]
fn the_leap_day_and_the_turn_of_the_year() {
    for name in ZONES {
        let at = |day: Date| instant(day, time(12, 0, 0, 0), &zone(name)).to_zoned_datetime(zone(name));
        let check = |now: &ZonedDateTime, text: &str, days: &[Date]| {
            let shifts = daily(now, 15, time(14, 0, 0, 0), 4);
            let expected: Vec<String> = days.iter().map(ToString::to_string).collect();
            assert_eq!(out_of(&read(now, name, text, &shifts)), Some(expected), "{name} {now} {text}");
        };
        let leap = at(date(2028, 2, 25));
        for text in [
            "cant work 2/29",
            "cant work feb 29th",
            "no puedo ir el 29 de febrero",
            "cant work tues the 29th",
        ] {
            check(&leap, text, &[date(2028, 2, 29)]);
        }
        check(
            &leap,
            "cant work the 28th through the 1st",
            &[date(2028, 2, 28), date(2028, 2, 29), date(2028, 3, 1)],
        );
        check(&at(date(2028, 2, 28)), "cant work tomorrow", &[date(2028, 2, 29)]);
        check(&at(date(2028, 2, 29)), "cant work tomorrow", &[date(2028, 3, 1)]);
        // No such day in 2027: asked.
        let common = at(date(2027, 2, 25));
        let shifts = daily(&common, 15, time(14, 0, 0, 0), 4);
        assert_eq!(out_of(&read(&common, name, "cant work 2/29", &shifts)), None, "{name}");
        let eve = at(date(2026, 12, 30));
        check(&eve, "cant work 12/31 to 1/2", &[date(2026, 12, 31), date(2027, 1, 1), date(2027, 1, 2)]);
        check(&eve, "cant work jan 1", &[date(2027, 1, 1)]);
        check(&eve, "cant work thurs and fri", &[date(2026, 12, 31), date(2027, 1, 1)]);
        assert_eq!(date(2026, 12, 31).weekday(), Weekday::Thursday);
    }
}
