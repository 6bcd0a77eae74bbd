//! What days, ranges and lists are read from which words.

use super::super::normalise::Text;
use super::*;

// Monday 23 November 2026, 18:00 in Chicago.
fn monday() -> ZonedDateTime {
    "2026-11-23T18:00:00-06:00[America/Chicago]".parse().unwrap()
}

fn when(text: &str, now: &ZonedDateTime) -> When {
    let text = Text::new(text);
    let spanish = [" el ", " de ", " del ", " los ", " la ", "manana", " y ", " menos ", " que "]
        .iter()
        .any(|word| text.flat.contains(word));
    read(&text.words(), now, spanish, Busy::default())
}

fn days(text: &str, now: &ZonedDateTime) -> Vec<Vec<String>> {
    let show = |day: &Day| day.options.iter().map(|date| date.strftime("%a %m/%d").to_string()).collect();
    when(text, now).days.iter().map(show).collect()
}

fn one(text: &str) -> String {
    days(text, &monday()).into_iter().flatten().collect::<Vec<_>>().join(", ")
}

/// Reports all rows that differ.
fn check(rows: &[(&str, &str)]) {
    let wrong: Vec<String> = rows
        .iter()
        .filter(|(text, expected)| one(text) != *expected)
        .map(|(text, expected)| format!("{text:?}\n  expected {expected}\n  got      {}", one(text)))
        .collect();
    assert!(wrong.is_empty(), "{} differ:\n{}", wrong.len(), wrong.join("\n"));
}

#[test]
fn days_resolve_at_receipt() {
    check(&[
        ("cant work tmrw", "Tue 11/24"),
        ("day after tomorrow", "Wed 11/25"),
        ("on thurs", "Thu 11/26"),
        ("11/24", "Tue 11/24"),
        ("11/24/26", "Tue 11/24"),
        ("2026-11-24", "Tue 11/24"),
        ("11-24 i cant", "Tue 11/24"),
        ("the 24th", "Tue 11/24"),
        ("nov 30", "Mon 11/30"),
        ("30 november", "Mon 11/30"),
        ("friday the 27th", "Fri 11/27"),
        ("the 27th friday", "Fri 11/27"),
        ("mon 30", "Mon 11/30"),
        ("monday nov 30th", "Mon 11/30"),
        ("tomorrow tuesday", "Tue 11/24"),
        ("in 2 days", "Wed 11/25"),
        ("a week from tomorrow", "Tue 12/01"),
        ("monday after next", "Mon 12/07"),
        ("this coming monday", "Mon 11/30"),
        ("wensday", "Wed 11/25"),
        ("sat nite", "Sat 11/28"),
        ("tommorow", "Tue 11/24"),
        ("2morrow", "Tue 11/24"),
        ("been working 24/7 so tired", ""),
        ("be there in 1/2 hour", ""),
        ("at 7 may i come later", ""),
        ("been sick since monday cant come tomorrow", "Tue 11/24"),
        ("forgot to clock out last friday", ""),
    ]);
}

#[test]
fn ranges_and_lists_are_exactly_their_days() {
    check(&[
        ("this weekend", "Sat 11/28, Sun 11/29"),
        ("out the next 2 days", "Tue 11/24, Wed 11/25"),
        ("for a couple of days", "Tue 11/24, Wed 11/25"),
        ("next 48 hours", "Tue 11/24, Wed 11/25"),
        ("wed to fri", "Wed 11/25, Thu 11/26, Fri 11/27"),
        ("wed thru fri", "Wed 11/25, Thu 11/26, Fri 11/27"),
        ("wed-fri", "Wed 11/25, Thu 11/26, Fri 11/27"),
        ("wed - fri", "Wed 11/25, Thu 11/26, Fri 11/27"),
        ("tue-wed-fri", "Tue 11/24, Wed 11/25, Fri 11/27"),
        ("tomorrow-thursday", "Tue 11/24, Wed 11/25, Thu 11/26"),
        ("fri to mon", "Fri 11/27, Sat 11/28, Sun 11/29, Mon 11/30"),
        ("from tomorrow until friday", "Tue 11/24, Wed 11/25, Thu 11/26, Fri 11/27"),
        ("the 24th through the 26th", "Tue 11/24, Wed 11/25, Thu 11/26"),
        ("the 24th to 26", "Tue 11/24, Wed 11/25, Thu 11/26"),
        ("24th-26th", "Tue 11/24, Wed 11/25, Thu 11/26"),
        ("11/24-11/26", "Tue 11/24, Wed 11/25, Thu 11/26"),
        ("11/24 - 11/26", "Tue 11/24, Wed 11/25, Thu 11/26"),
        ("nov 24-26", "Tue 11/24, Wed 11/25, Thu 11/26"),
        ("24-26 nov", "Tue 11/24, Wed 11/25, Thu 11/26"),
        ("nov 24, 25 and 26", "Tue 11/24, Wed 11/25, Thu 11/26"),
        ("the 24th, 25th & 27th", "Tue 11/24, Wed 11/25, Fri 11/27"),
        ("through thursday", "Mon 11/23, Tue 11/24, Wed 11/25, Thu 11/26"),
        ("rest of the week", "Mon 11/23, Tue 11/24, Wed 11/25, Thu 11/26, Fri 11/27, Sat 11/28, Sun 11/29"),
        ("all week except thursday", "Mon 11/23, Tue 11/24, Wed 11/25, Fri 11/27, Sat 11/28, Sun 11/29"),
        ("this week but not wed or fri", "Mon 11/23, Tue 11/24, Thu 11/26, Sat 11/28, Sun 11/29"),
        ("any day but friday", "Mon 11/23, Tue 11/24, Wed 11/25, Thu 11/26, Sat 11/28, Sun 11/29"),
        ("next week", "Mon 11/30, Tue 12/01, Wed 12/02, Thu 12/03, Fri 12/04, Sat 12/05, Sun 12/06"),
        ("tues wed or fri this wk", "Tue 11/24, Wed 11/25, Fri 11/27"),
        ("monday and tuesday next week", "Mon 11/30, Tue 12/01"),
        ("tues and thurs next week", "Tue 12/01, Thu 12/03"),
        ("tue/thu", "Tue 11/24, Thu 11/26"),
        ("cant do thursday not tuesday", "Thu 11/26"),
        ("here today but not tomorrow", "Mon 11/23, Tue 11/24"),
        ("sorry not tomorrow", "Tue 11/24"),
        ("week of the 30th", "Mon 11/30, Tue 12/01, Wed 12/02, Thu 12/03, Fri 12/04, Sat 12/05, Sun 12/06"),
        ("dec 30 to jan 2", "Wed 12/30, Thu 12/31, Fri 01/01, Sat 01/02"),
        ("can i move tuesday to friday", "Tue 11/24, Fri 11/27"),
        ("pass 4 and the 24th", "Tue 11/24"),
    ]);
}

#[test]
fn spanish_days() {
    check(&[
        ("no puedo ir mañana por la mañana", "Tue 11/24"),
        ("mañna no puedo", "Tue 11/24"),
        ("pasado mañana no puedo", "Wed 11/25"),
        ("mañana y pasado", "Tue 11/24, Wed 11/25"),
        ("el lunes que viene", "Mon 11/30"),
        ("el próximo lunes", "Mon 11/30"),
        ("el 24/11 no puedo", "Tue 11/24"),
        ("el 24 no puedo", "Tue 11/24"),
        ("24 de noviembre", "Tue 11/24"),
        ("el martes 24", "Tue 11/24"),
        ("miercoles, sabado y domigo", "Wed 11/25, Sat 11/28, Sun 11/29"),
        ("de miércoles a viernes", "Wed 11/25, Thu 11/26, Fri 11/27"),
        ("desde mañana hasta el viernes", "Tue 11/24, Wed 11/25, Thu 11/26, Fri 11/27"),
        ("del 24 al 26", "Tue 11/24, Wed 11/25, Thu 11/26"),
        ("del 24 al 26 de noviembre", "Tue 11/24, Wed 11/25, Thu 11/26"),
        ("24, 25 y 26 de noviembre", "Tue 11/24, Wed 11/25, Thu 11/26"),
        ("los próximos dos días", "Tue 11/24, Wed 11/25"),
        ("el fin de semana", "Sat 11/28, Sun 11/29"),
        (
            "toda la semana menos el jueves",
            "Mon 11/23, Tue 11/24, Wed 11/25, Fri 11/27, Sat 11/28, Sun 11/29",
        ),
        ("en dos dias", "Wed 11/25"),
        ("el viernes pasado", ""),
        ("3ra vez esta semana", ""),
    ]);
    assert_eq!(when("los lunes no puedo", &monday()).habits, [Weekday::Monday]);
    assert_eq!(when("mañana por la mañana", &monday()).days[0].part, Some(Part::Morning));
    assert_eq!(when("la noche del martes", &monday()).days[0].part, Some(Part::Night));
}

#[test]
fn open_words_keep_both_readings() {
    assert_eq!(one("next friday"), "Fri 11/27, Fri 12/04");
    assert_eq!(one("next weekend"), "Sat 11/28, Sat 12/05, Sun 11/29, Sun 12/06");
    assert_eq!(one("friday the 28th"), "Fri 11/27, Sat 11/28");
    let after_midnight: ZonedDateTime = "2026-11-24T00:30:00-06:00[America/Chicago]".parse().unwrap();
    assert_eq!(days("tomorrow", &after_midnight), [["Tue 11/24", "Wed 11/25"]]);
    assert_eq!(days("tonight", &after_midnight), [["Mon 11/23", "Tue 11/24"]]);
    assert_eq!(days("tomorrow wednesday", &after_midnight), [["Wed 11/25"]]);
    for open in
        ["starting wednesday", "a few days", "for a week", "next 2 weeks", "tomorrow wednesday", "all month"]
    {
        let text = format!("i am out for {open}");
        assert!(when(&text, &monday()).unsure, "{text}");
    }
    for clear in ["wed to fri", "tomorrow wednesday and friday", "next 2 days", "my shift starting tomorrow"]
    {
        assert!(!when(clear, &monday()).unsure, "{clear}");
    }
}

#[test]
fn monday_on_a_monday_keeps_today_and_next_week() {
    let monday_said = when("cant do monday", &monday());
    assert_eq!(monday_said.days[0].choice, Choice::TodayIfAhead);
    assert_eq!(one("cant do monday"), "Mon 11/23, Mon 11/30");
    assert_eq!(one("mon wed or fri this week"), "Mon 11/23, Wed 11/25, Fri 11/27");
    let thursday: ZonedDateTime = "2026-11-26T09:00:00-06:00[America/Chicago]".parse().unwrap();
    assert_eq!(days("mon wed or fri this week", &thursday), [["Fri 11/27"]]);
    let sunday: ZonedDateTime = "2026-11-29T09:00:00-06:00[America/Chicago]".parse().unwrap();
    assert_eq!(days("mon or wed this week", &sunday), [["Mon 11/30"], ["Wed 12/02"]]);
    assert_eq!(when("cant work this week", &sunday).fringe.len(), 6);
}

#[test]
fn times_belong_to_the_day_they_stand_beside() {
    let said = when("my 7a tomorrow and friday at 3p", &monday());
    let days: Vec<Option<usize>> = said.times.iter().map(|time| time.day).collect();
    assert_eq!(days, [Some(0), Some(1)]);
}

#[test]
fn a_date_the_calendar_does_not_have_is_noticed() {
    for text in ["cant work 2/30", "cant work nov 31"] {
        let said = when(text, &monday());
        assert!(said.no_such_date && said.days.is_empty(), "{text}");
    }
    assert!(!when("bp was 120/80, temp 13/45", &monday()).says_day());
}

#[test]
fn endless_lists_are_cut_and_asked_about() {
    let text =
        (1..=4_000).map(|n| format!("{}/{}", n % 12 + 1, n % 28 + 1)).collect::<Vec<_>>().join(" and ");
    let said = when(&text, &monday());
    assert!(said.days.len() <= MOST_DAYS && said.unsure);
    let said = when(&"at 3 ".repeat(2_000), &monday());
    assert!(said.times.len() <= MOST_TIMES);
    let said = when(&"morning night ".repeat(2_000), &monday());
    assert!(said.parts.len() <= MOST_TIMES);
}
