//! Days and times as people text them, matched against the sender's real shifts (domain.md 6.7 to 6.10). Each row says
//! which shifts are bound, or with `?` which ones the question lists.

mod rows;

use gigi_core::language::{Action, KnownShift, Message, OfferedShift, OpenOffer, Sender, understand};
use jiff::Timestamp;
use rows::at;

/// A shift that is called by its id, from `start` for `hours`.
fn shift(id: &str, start: &str, hours: i64) -> KnownShift {
    let start = at(start);
    let end = start.checked_add(jiff::SignedDuration::from_hours(hours)).expect("an end");
    KnownShift { id: id.to_owned(), start, end, client: String::new() }
}

fn caregiver(now: &str, shifts: Vec<KnownShift>) -> Message {
    Message {
        id: "m".to_owned(),
        at: at(now),
        zone: "America/Chicago".to_owned(),
        sender: Sender::Caregiver,
        text: String::new(),
        shifts,
        offers: Vec::new(),
        thread: Vec::new(),
    }
}

/// The shifts bound, or those that the question lists.
fn bound(message: &Message) -> String {
    let reading = understand(message);
    let Some(found) = reading.intents.iter().find(|one| one.intent.is_call_out()) else {
        return format!(
            "no call-out: {:?}",
            reading.intents.iter().map(|one| one.intent).collect::<Vec<_>>()
        );
    };
    if reading.action == Action::Ask {
        let question = reading.question.unwrap_or_default();
        let zone = jiff::tz::TimeZone::get("America/Chicago").expect("a zone");
        let mut listed: Vec<&KnownShift> = message
            .shifts
            .iter()
            .filter(|shift| {
                let start = shift.start.to_zoned_datetime(zone.clone());
                let (hour, half) = (start.hour() % 12, if start.hour() < 12 { "a" } else { "p" });
                let hour = if hour == 0 { 12 } else { hour };
                let label = format!("{}/{} {hour}:{:02}{half}-", start.month(), start.day(), start.minute());
                question.contains(&format!(" {label}"))
            })
            .collect();
        listed.sort_by_key(|shift| shift.start);
        return format!("?{}", listed.iter().map(|shift| shift.id.as_str()).collect::<Vec<_>>().join(" "));
    }
    found.shifts.join(" ")
}

fn check(situation: &Message, rows: &[(&str, &str)]) {
    rows::check(situation, rows, bound);
}

/// Monday 23 November 2026, 06:00: morning shifts all week, a second one on Tuesday, nights from Thursday.
fn week() -> Vec<KnownShift> {
    vec![
        shift("mon", "11-23T07:00", 4),
        shift("tue", "11-24T07:00", 4),
        shift("tuepm", "11-24T15:00", 8),
        shift("wed", "11-25T09:00", 4),
        shift("thu", "11-26T23:00", 8),
        shift("fri", "11-27T23:00", 8),
        shift("sat", "11-28T09:00", 4),
        shift("mon2", "11-30T07:00", 4),
        shift("fri2", "12-04T09:00", 4),
    ]
}

#[test]
fn b6_b10_one_day_of_the_week() {
    check(
        &caregiver("11-23T06:00", week()),
        &[
            ("cant work today", "mon"),
            ("can't make my 7a tmrw", "tue"),
            ("cant do tmrw", "?tue tuepm"),
            ("cant do tomorrow 3p", "tuepm"),
            ("can't do the 3-11 tomorrow", "tuepm"),
            ("cant work 2nd shift tomorrow", "tuepm"),
            ("cant work all day tommorow", "tue tuepm"),
            ("cant make my 7a and 3p tomorrow", "tue tuepm"),
            ("cant work wensday", "wed"),
            ("cant work on the 25th", "wed"),
            ("cant work wed the 25th", "wed"),
            ("cant work weds 11/25", "wed"),
            ("cant work thur nite", "thu"),
            ("cant work the overnight thursday", "thu"),
            ("cant do the graveyard on friday", "fri"),
            ("cant work mon", "mon"),
            ("cant work this monday", "mon"),
            ("cant work next monday", "mon2"),
            ("cant work the 30th", "mon2"),
            ("cant work this friday", "fri"),
            ("cant work next friday", "?fri fri2"),
            ("cant work in 2 days", "wed"),
            ("cant work day after tomorrow", "wed"),
            ("cant work sat nite", "?sat"),
            ("cant work sunday", "?mon tue tuepm wed thu fri"),
            ("cant work 2/30", "?mon tue tuepm wed thu fri"),
            ("cant work friday the 28th", "?fri sat"),
            ("no puedo trabajar pasado mañana", "wed"),
            ("no puedo ir mañana por la mañana", "tue"),
            ("no puedo ir mañana a las 3 de la tarde", "tuepm"),
            ("no puedo ir el lunes que viene", "mon2"),
            ("no puedo ir el jueves en la noche", "thu"),
            ("no puedo ir ahorita", "mon"),
            ("no puedo trabajar el sabado", "sat"),
            ("no puedo ir el 25/11", "wed"),
        ],
    );
}

#[test]
fn b10_ranges_lists_and_exceptions() {
    check(
        &caregiver("11-23T06:00", week()),
        &[
            ("cant work tues to thurs", "tue tuepm wed thu"),
            ("cant work wed thru fri", "wed thu fri"),
            ("out mon-wed", "mon tue tuepm wed"),
            ("cant work the 24th through the 26th", "tue tuepm wed thu"),
            ("can't work from tomorrow until friday", "tue tuepm wed thu fri"),
            ("cant work until thursday", "?mon tue tuepm wed thu"),
            ("cant work through wednesday", "mon tue tuepm wed"),
            ("cant work the rest of the week", "mon tue tuepm wed thu fri sat"),
            ("cant work all week except thursday", "mon tue tuepm wed fri sat"),
            ("cant work any day but friday", "?mon tue tuepm wed thu sat"),
            ("cant work next week", "mon2 fri2"),
            ("cant work mon wed or fri this week", "mon wed fri"),
            ("cant work wed and fri", "wed fri"),
            ("cant work wednesday not thursday", "wed"),
            ("cant work tomorrow morning and friday night", "tue fri"),
            ("cant work tomorrow at 3 or wed at 9", "tuepm wed"),
            ("cant work starting wednesday", "?wed thu fri sat mon2 fri2"),
            ("cant work every monday", "?mon mon2"),
            ("cant work this weekend", "?fri sat"),
            ("covid, out the next 2 days", "?mon tue tuepm wed"),
            ("out the next few days", "?mon tue tuepm wed thu"),
            ("no puedo trabajar de lunes a miércoles", "mon tue tuepm wed"),
            ("no puedo trabajar toda la semana menos el jueves", "mon tue tuepm wed fri sat"),
            ("no puedo ir del 24 al 26", "tue tuepm wed thu"),
            ("no puedo ir el martes ni el miercoles", "tue tuepm wed"),
            ("no puedo ir la próxima semana", "mon2 fri2"),
        ],
    );
    // Without a shift in the night before, the weekend is clear; and with none left today, so are two days.
    let quiet = caregiver("11-23T12:00", vec![week()[3].clone(), week()[6].clone()]);
    check(&quiet, &[("cant work this weekend", "sat"), ("covid, out the next 2 days", "wed")]);
}

#[test]
fn days_offered_instead_are_not_called_out_of() {
    check(
        &caregiver("11-23T06:00", week()),
        &[
            ("cant work wed but friday is fine", "wed"),
            ("cant do wednesday, I can do saturday though", "wed"),
            ("no puedo el miércoles pero sí puedo el sábado", "wed"),
        ],
    );
}

#[test]
fn monday_on_a_monday() {
    let both = vec![shift("mon", "11-23T15:00", 4), shift("mon2", "11-30T07:00", 4)];
    check(
        &caregiver("11-23T06:00", both.clone()),
        &[("cant work mon", "mon"), ("cant work monday morning", "?mon2")],
    );
    check(
        &caregiver("11-23T16:00", both.clone()),
        &[("cant work monday", "?mon mon2"), ("cant work next monday", "mon2")],
    );
    check(&caregiver("11-23T20:00", both), &[("cant work monday", "?mon2")]);
}

#[test]
fn b4_after_midnight() {
    let both = vec![shift("today", "11-24T15:00", 4), shift("next", "11-25T15:00", 4)];
    check(
        &caregiver("11-24T00:30", both.clone()),
        &[
            ("cant work tomorrow", "?today next"),
            ("cant work today", "today"),
            ("cant work tomorrow, wednesday", "next"),
            ("no puedo ir mañana", "?today next"),
        ],
    );
    check(&caregiver("11-24T00:30", vec![both[1].clone()]), &[("cant work tomorrow", "next")]);
    check(&caregiver("11-24T00:30", vec![both[0].clone()]), &[("cant work tomorrow", "today")]);
    check(&caregiver("11-24T06:00", both), &[("cant work tomorrow", "next")]);

    // The night that runs goes before the one to come.
    let nights = vec![shift("now", "11-23T23:00", 8), shift("coming", "11-24T23:00", 8)];
    check(
        &caregiver("11-24T01:10", nights.clone()),
        &[
            ("cant work tonight", "now"),
            ("cant work today", "now"),
            ("cant work tomorrow", "coming"),
            ("cant do my next shift", "coming"),
        ],
    );
    check(&caregiver("11-24T05:30", nights.clone()), &[("cant work tonight", "coming")]);
    check(&caregiver("11-24T01:10", vec![nights[1].clone()]), &[("cant work tonight", "coming")]);
    let early = vec![shift("early", "11-24T03:00", 5), shift("coming", "11-24T23:00", 8)];
    check(&caregiver("11-24T00:30", early.clone()), &[("cant work tonight", "early")]);
    check(&caregiver("11-23T22:00", vec![early[0].clone()]), &[("cant make it tonight", "early")]);
}

#[test]
fn b5_overnight_shifts_by_evening_and_by_morning() {
    let nights = vec![shift("thu", "11-26T23:00", 8), shift("sat", "11-28T23:00", 8)];
    check(
        &caregiver("11-26T12:00", nights.clone()),
        &[
            ("cant work tonight", "thu"),
            ("cant work thursday night", "thu"),
            ("cant work the overnight", "thu"),
            ("cant make my 11p", "thu"),
            ("cant do the 11-7", "thu"),
            // It starts on Thursday: Friday morning is asked about.
            ("cant work friday morning", "?thu"),
            ("cant work tomorrow morning", "?thu"),
            ("cant work friday", "?thu"),
            ("cant work saturday", "sat"),
            ("cant work sunday morning", "?sat"),
            ("cant work friday afternoon", "?thu sat"),
        ],
    );
    let after_midnight = vec![shift("fri", "11-27T00:00", 8)];
    check(
        &caregiver("11-26T12:00", after_midnight),
        &[("cant work tonight", "fri"), ("cant work thursday night", "?fri"), ("cant work friday", "fri")],
    );
}

#[test]
fn b1_own_times_are_the_next_shift_within_a_day() {
    let two =
        vec![shift("am", "11-24T07:00", 4), shift("pm", "11-24T19:00", 4), shift("late", "11-26T06:30", 4)];
    check(
        &caregiver("11-23T20:00", two.clone()),
        &[
            ("cant make my 7a", "am"),
            ("cant make my 7am", "am"),
            ("cant make my 7:00a", "am"),
            ("cant make my 0700", "am"),
            ("cant make my 7pm", "pm"),
            ("cant make my 1900 shift", "pm"),
            ("cant make my 7", "?am pm"),
            ("cant make the 7 o'clock", "?am pm"),
            ("cant make my seven am", "am"),
            ("cant make my 7ish one in the morning", "am"),
            ("cant make my 7.00am", "am"),
            ("cant make my quarter past seven am", "?am pm late"),
            ("no puedo ir a mi turno de las 7 de la mañana", "am"),
            ("no puedo llegar a mi turno de las siete de la noche", "pm"),
            ("cant make my noon shift", "?am pm late"),
        ],
    );
    // The bounds of "7": half past six is in, half past seven is not.
    let at_half =
        |start: &str| caregiver("11-23T20:00", vec![shift("x", start, 4), shift("y", "11-24T12:00", 2)]);
    check(&at_half("11-24T06:30"), &[("cant make my 7a", "x")]);
    check(&at_half("11-24T07:29"), &[("cant make my 7a", "x")]);
    check(&at_half("11-24T06:29"), &[("cant make my 7a", "?x y")]);
    check(&at_half("11-24T07:30"), &[("cant make my 7a", "?x y"), ("cant make my half past 7", "x")]);
    // Beyond a day it is asked about.
    check(&caregiver("11-23T20:00", vec![two[2].clone()]), &[("cant make my 7a", "?late")]);
    // A day by the clock, to the minute.
    let seven = vec![shift("x", "11-24T07:00", 4), shift("y", "11-26T12:00", 2)];
    check(&caregiver("11-23T07:00", seven.clone()), &[("cant make my 7a", "x")]);
    check(&caregiver("11-23T06:59", seven), &[("cant make my 7a", "?x")]);
    // An only shift at seven in the evening is "7" as well.
    check(
        &caregiver("11-23T20:00", vec![two[1].clone()]),
        &[("cant make my 7", "pm"), ("cant make the 7-11", "pm")],
    );
}

#[test]
fn b12_times_beside_another_day_say_nothing_about_this_one() {
    let days = vec![
        shift("tue7", "11-24T07:00", 4),
        shift("tue3", "11-24T15:00", 4),
        shift("fri7", "11-27T07:00", 4),
        shift("fri3", "11-27T15:00", 4),
    ];
    check(
        &caregiver("11-23T12:00", days),
        &[
            ("cant make my 7a tomorrow and friday at 3p", "tue7 fri3"),
            ("cant work tomorrow morning or friday afternoon", "tue7 fri3"),
            ("cant work tomorrow and friday", "tue7 tue3 fri7 fri3"),
        ],
    );
}

#[test]
fn b18_b19_b20_windows_of_a_shift() {
    let offer = OpenOffer {
        code: "4".to_owned(),
        sent_at: at("11-23T17:55"),
        shift: OfferedShift {
            id: "o".to_owned(),
            start: at("11-24T08:00"),
            end: at("11-24T16:00"),
            area: String::new(),
        },
    };
    let situation = Message { offers: vec![offer], ..caregiver("11-23T18:00", Vec::new()) };
    let rows: &[(&str, &str, &str)] = &[
        ("after 2", "14:00", ""),
        ("I can do after 4pm only", "16:00", ""),
        ("8:30 to 11:30", "08:30", "11:30"),
        ("8.30 to 11.30 works", "08:30", "11:30"),
        ("I could do 10-2", "10:00", "14:00"),
        ("4-6pm only", "16:00", "18:00"),
        ("1 to 5 only", "13:00", "17:00"),
        ("til 3", "", "15:00"),
        ("until 2 only", "", "14:00"),
        ("yes if I can leave by 3", "", "15:00"),
        ("only before noon", "", "12:00"),
        ("between 9 and 1", "09:00", "13:00"),
        ("between 9 and noon only", "09:00", "12:00"),
        ("only the first half", "08:00", "12:00"),
        ("only the second half", "12:00", "16:00"),
        ("only the last 2 hours", "14:00", "16:00"),
        ("only the first three hours", "08:00", "11:00"),
        ("only the morning", "08:00", "12:00"),
        ("only from half past 9", "09:30", ""),
        ("until noon I have an appointment but 12:30-5", "12:30", "17:00"),
        ("I have class until 11 but can come after", "11:00", ""),
        ("puedo de 10 a 2", "10:00", "14:00"),
        ("puedo hasta las 3", "", "15:00"),
        ("puedo después de las 2", "14:00", ""),
        ("puedo de las 9 y media a las 12", "09:30", "12:00"),
    ];
    let clock = |at: Option<Timestamp>| {
        let zone = jiff::tz::TimeZone::get("America/Chicago").expect("a zone");
        at.map(|at| at.to_zoned_datetime(zone).strftime("%H:%M").to_string()).unwrap_or_default()
    };
    let wrong: Vec<String> = rows
        .iter()
        .filter_map(|(text, from, until)| {
            let reading = understand(&Message { text: (*text).to_owned(), ..situation.clone() });
            let got = reading.intents.iter().find_map(|one| one.window);
            let got = got.map(|window| (clock(window.from), clock(window.until)));
            (got != Some(((*from).to_owned(), (*until).to_owned()))).then(|| {
                let intents: Vec<_> = reading.intents.iter().map(|one| one.intent).collect();
                format!("  {text:?}\n    expected {from}..{until}\n    got {got:?} {intents:?}")
            })
        })
        .collect();
    assert!(wrong.is_empty(), "{} of {} differ:\n{}", wrong.len(), rows.len(), wrong.join("\n"));
}

#[test]
fn b22_a_window_that_contradicts_itself_is_none() {
    let own = caregiver("11-23T18:00", vec![shift("s", "11-24T15:00", 4)]);
    // Noon is before this shift: "only the morning" is no part of it.
    for text in
        ["cant do tomorrow afternoon, only the morning", "can't tomorrow, can only do the last 9 hours"]
    {
        let reading = understand(&Message { text: text.to_owned(), ..own.clone() });
        assert!(reading.intents.iter().all(|one| one.window.is_none()), "{text}: {:?}", reading.intents);
    }
}
