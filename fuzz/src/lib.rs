//! Messages built from bytes, and what must hold of every reading.

use arbitrary::{Arbitrary, Result, Unstructured};
use gigi_core::language::{
    Action, Answer, KnownShift, Message, OfferedShift, OpenOffer, Reading, Sender, Speaker, Turn,
};
use jiff::{SignedDuration, Timestamp};

/// Longest text that is tried, in bytes.
const LONGEST_TEXT: usize = 64 * 1024;
/// Longest question, in characters: what a provider takes as one message (domain.md 1.4).
const LONGEST_QUESTION: usize = 1_600;
/// More things than there are kinds cannot be said by one text.
const MOST_INTENTS: usize = 25;

/// Zones with every rule that sites of an agency have, some that they have not, and two that do not exist.
pub const ZONES: [&str; 20] = [
    "America/Chicago",
    "America/New_York",
    "America/Denver",
    "America/Los_Angeles",
    "America/Phoenix",
    "America/Anchorage",
    "America/Adak",
    "Pacific/Honolulu",
    "America/Detroit",
    "America/Boise",
    "America/Indiana/Indianapolis",
    "America/Indiana/Knox",
    "America/Puerto_Rico",
    "Pacific/Guam",
    "Pacific/Apia",
    "Australia/Lord_Howe",
    "Asia/Kathmandu",
    "UTC",
    "",
    "Moon/Tycho",
];

/// Words that the rules know, so that mutations reach them.
const WORDS: &str = "cant work tomorrow tonight today mon tue wed thu fri sat sun monday friday next week weekend \
    until till through to from and or not except but all both every the my at after before by noon midnight half past \
    quarter 7 7a 7am 0700 3-11 11/24 24th 2/30 nov de la el a las manana hoy pasado lunes viernes que viene hasta desde \
    yes no take pass 4 5 1 2 stop help ok thanks sick late min hour first last days morning night overnight mr rivera";

/// A message with its situation.
#[derive(Debug)]
pub struct Situation(pub Message);

impl<'a> Arbitrary<'a> for Situation {
    fn arbitrary(u: &mut Unstructured<'a>) -> Result<Self> {
        let at = instant(u, Timestamp::UNIX_EPOCH)?;
        let zone = u.choose(&ZONES)?.to_string();
        let sender = *u.choose(&[
            Sender::Caregiver,
            Sender::Client,
            Sender::Family,
            Sender::Prospect,
            Sender::Applicant,
            Sender::Unknown,
        ])?;
        let mut shifts = Vec::new();
        for n in 0..u.int_in_range(0..=8)? {
            let start = instant(u, at)?;
            let end = start.saturating_add(SignedDuration::from_mins(u.int_in_range(-60..=4_000)?));
            let client = if u.arbitrary()? { word(u)? } else { "Mrs Rivera".to_owned() };
            shifts.push(KnownShift { id: format!("s{n}"), start, end: end.unwrap_or(start), client });
        }
        let mut offers = Vec::new();
        for n in 0..u.int_in_range(0..=5)? {
            let start = instant(u, at)?;
            let end = start.saturating_add(SignedDuration::from_mins(u.int_in_range(-60..=1_000)?));
            let shift =
                OfferedShift { id: format!("o{n}"), start, end: end.unwrap_or(start), area: word(u)? };
            offers.push(OpenOffer { code: (n + 3).to_string(), sent_at: instant(u, at)?, shift });
        }
        let mut thread = Vec::new();
        for _ in 0..u.int_in_range(0..=4)? {
            let from = if u.arbitrary()? { Speaker::Gigi } else { Speaker::Sender };
            thread.push(Turn { from, text: turn(u)?, at: instant(u, at)? });
        }
        let id = "m".to_owned();
        Ok(Self(Message { id, at, zone, sender, text: text(u)?, shifts, offers, thread }))
    }
}

/// An instant: mostly within two weeks of `near`, sometimes anywhere in time.
pub fn instant(u: &mut Unstructured<'_>, near: Timestamp) -> Result<Timestamp> {
    if u.ratio(1, 12)? {
        return Ok(*u.choose(&[Timestamp::MIN, Timestamp::MAX, Timestamp::UNIX_EPOCH])?);
    }
    let near = if near == Timestamp::UNIX_EPOCH {
        // Anywhere in 2026 to 2028.
        Timestamp::from_second(1_767_225_600 + u.int_in_range(0..=94_000_000)?).unwrap_or(near)
    } else {
        near
    };
    let minutes = SignedDuration::from_mins(u.int_in_range(-2_000..=20_000)?);
    Ok(near.saturating_add(minutes).unwrap_or(near))
}

fn word(u: &mut Unstructured<'_>) -> Result<String> {
    Ok(u.arbitrary::<&str>()?.chars().take(200).collect())
}

/// What Gigi asks, or anything.
fn turn(u: &mut Unstructured<'_>) -> Result<String> {
    Ok(match u.int_in_range(0..=3)? {
        0 => "Which shift do you mean? 1) Tue 11/24 7:00a-11:00a 2) Tue 11/24 3:00p-7:00p Reply with the number.".to_owned(),
        1 => "Thanks for telling us. What time will you be there?".to_owned(),
        2 => "Open shift Tue 11/24 7:00a-11:00a. Reply TAKE 4 or PASS 4.".to_owned(),
        _ => word(u)?,
    })
}

/// Known words, or any Unicode, or one of these over and over.
pub fn text(u: &mut Unstructured<'_>) -> Result<String> {
    let known: Vec<&str> = WORDS.split_whitespace().collect();
    let mut out = String::new();
    if u.arbitrary()? {
        for _ in 0..u.int_in_range(0..=40)? {
            if u.ratio(1, 10)? {
                out.push_str(&word(u)?);
            } else {
                out.push_str(u.choose(&known)?);
            }
            out.push(if u.ratio(1, 8)? { *u.choose(&['.', ',', '-', '?', '/', ':', '\n'])? } else { ' ' });
        }
    } else {
        out.push_str(u.arbitrary::<&str>()?);
    }
    if u.ratio(1, 20)? && !out.is_empty() {
        out = out.repeat((LONGEST_TEXT / out.len()).clamp(1, 10_000));
    }
    while out.len() > LONGEST_TEXT {
        out.pop();
    }
    Ok(out)
}

/// Panics if a reading breaks a promise of `understand`.
pub fn check(message: &Message, reading: &Reading) {
    assert_eq!(reading.id, message.id);
    assert!(reading.intents.len() <= MOST_INTENTS, "{} intents", reading.intents.len());
    let known = |id: &String| message.shifts.iter().any(|shift| shift.id == *id);
    for one in &reading.intents {
        assert!((0.0..=1.0).contains(&one.confidence), "confidence {}", one.confidence);
        assert!(one.shifts.iter().all(known), "shifts {:?}", one.shifts);
        let offered = |code: &String| message.offers.iter().any(|offer| offer.code == *code);
        assert!(one.offers.iter().all(offered), "offers {:?}", one.offers);
        assert!(one.because.len() <= 50, "{} reasons", one.because.len());
        if let Some(window) = one.window
            && let (Some(from), Some(until)) = (window.from, window.until)
        {
            assert!(from < until, "window {from} to {until}");
        }
    }
    if reading.action == Action::Ask {
        let question = reading.question.as_ref().map_or(0, |question| question.chars().count());
        assert!((1..=LONGEST_QUESTION).contains(&question), "a question of {question} characters");
    }
    match &reading.answers {
        Some(Answer::Shift(ids)) => assert!(ids.iter().all(known), "answered {ids:?}"),
        Some(Answer::Choice(numbers)) => assert!(numbers.iter().all(|n| (1..=99).contains(n)), "{numbers:?}"),
        Some(Answer::Yes | Answer::No) | None => {}
    }
}
