//! What people text and what it is read as, in their words. Each table has one situation; the expectation names the
//! intents with shifts or offers in brackets, minutes late after `@`, the action, and `!` for urgent.

mod asked;
mod call_outs;
mod misread;
mod offers;
mod others;
mod pointing;
#[path = "../rows/mod.rs"]
mod rows;
mod several;

use gigi_core::language::{
    Answer, Intent, KnownShift, Message, OfferedShift, OpenOffer, Sender, Speaker, Turn, understand,
};
use proptest::prelude::*;
use rows::at;

fn shift(id: &str, start: &str, end: &str, client: &str) -> KnownShift {
    KnownShift { id: id.to_owned(), start: at(start), end: at(end), client: client.to_owned() }
}

fn offer(code: &str, start: &str, end: &str, area: &str) -> OpenOffer {
    OpenOffer {
        code: code.to_owned(),
        sent_at: at("11-23T17:55"),
        shift: OfferedShift { id: format!("o{code}"), start: at(start), end: at(end), area: area.to_owned() },
    }
}

/// A caregiver, Monday 23 November 2026, 18:00.
fn caregiver() -> Message {
    Message {
        id: "m".to_owned(),
        at: at("11-23T18:00"),
        zone: "America/Chicago".to_owned(),
        sender: Sender::Caregiver,
        text: String::new(),
        shifts: Vec::new(),
        offers: Vec::new(),
        thread: Vec::new(),
    }
}

fn tuesday() -> KnownShift {
    shift("tue7", "11-24T07:00", "11-24T11:00", "Mrs Rivera")
}

fn week() -> Vec<KnownShift> {
    vec![
        tuesday(),
        shift("tue3", "11-24T15:00", "11-24T19:00", "Walter Hale"),
        shift("wed7", "11-25T07:00", "11-25T11:00", "Mrs Rivera"),
        shift("fri3", "11-27T15:00", "11-27T19:00", "Walter Hale"),
        shift("sat9", "11-28T09:00", "11-28T13:00", "Walter Hale"),
    ]
}

fn four() -> OpenOffer {
    offer("4", "11-24T07:00", "11-24T11:00", "Oak Park")
}

fn five() -> OpenOffer {
    offer("5", "11-25T15:00", "11-25T19:00", "Cicero")
}

fn gigi(text: &str, when: &str) -> Turn {
    Turn { from: Speaker::Gigi, text: text.to_owned(), at: at(when) }
}

fn said(text: &str, when: &str) -> Turn {
    Turn { from: Speaker::Sender, text: text.to_owned(), at: at(when) }
}

fn show(message: &Message) -> String {
    let reading = understand(message);
    let name = |value: serde_json::Value| value.as_str().unwrap_or_default().to_owned();
    let mut parts: Vec<String> = reading
        .intents
        .iter()
        .map(|one| {
            let mut out = name(serde_json::to_value(one.intent).expect("a name"));
            if !one.shifts.is_empty() {
                out.push_str(&format!("({})", one.shifts.join(",")));
            }
            if !one.offers.is_empty() {
                out.push_str(&format!("[{}]", one.offers.join(",")));
            }
            if let Some(eta) = one.eta_minutes {
                out.push_str(&format!("@{eta}"));
            }
            out
        })
        .collect();
    match &reading.answers {
        Some(Answer::Choice(numbers)) => parts.push(format!("choice{numbers:?}")),
        Some(Answer::Yes) => parts.push("yes".to_owned()),
        Some(Answer::No) => parts.push("no".to_owned()),
        Some(Answer::Shift(ids)) => parts.push(format!("shift{ids:?}")),
        None => {}
    }
    let urgent = if reading.urgent { "!" } else { "" };
    format!("{} {}{urgent}", parts.join(" + "), name(serde_json::to_value(reading.action).expect("a name")))
}

/// Checks every row and reports all that differ.
fn check(situation: &Message, rows: &[(&str, &str)]) {
    rows::check(situation, rows, show);
}

/// The intents of a text in a situation.
fn names(situation: &Message, text: &str) -> Vec<Intent> {
    let message = Message { text: text.to_owned(), ..situation.clone() };
    understand(&message).intents.into_iter().map(|one| one.intent).collect()
}

#[test]
fn questions_name_day_and_time_in_the_senders_language() {
    let message = Message { shifts: week(), text: "can't work tomorrow".to_owned(), ..caregiver() };
    assert_eq!(
        understand(&message).question.unwrap(),
        "Which shift do you mean? 1) Tue 11/24 7:00a-11:00a 2) Tue 11/24 3:00p-7:00p Reply with the number."
    );
    let message = Message { text: "no puedo trabajar mañana".to_owned(), ..message };
    let question = understand(&message).question.unwrap();
    assert!(question.contains("mar 11/24 7:00a-11:00a") && !question.contains("manana"), "{question}");
}

#[test]
fn names_are_those_of_the_contract() {
    let text =
        r#"{"at":"2026-11-23T18:00:00-06:00","zone":"America/Chicago","sender":"neighbour","text":"STOP"}"#;
    let message: Message = serde_json::from_str(text).unwrap();
    assert_eq!(message.sender, Sender::Unknown);
    let reading = serde_json::to_value(understand(&message)).unwrap();
    assert_eq!(reading["intents"][0]["intent"], "opt_out_in_help");
    assert_eq!(reading["action"], "act");
    assert!(reading.get("answers").is_none());
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn any_text_is_read_without_panic(text in "\\PC{0,300}") {
        let message = Message { shifts: week(), offers: vec![four(), five()], text, ..caregiver() };
        let reading = understand(&message);
        for one in &reading.intents {
            prop_assert!((0.0..=1.0).contains(&one.confidence));
            if one.intent == gigi_core::language::Intent::OfferAccept && reading.action == gigi_core::language::Action::Act {
                prop_assert_eq!(one.offers.len(), 1);
            }
        }
    }

    #[test]
    fn words_in_any_order_bind_only_known_shifts(words in prop::collection::vec(prop::sample::select(vec![
        "cant", "yes", "no", "tomorrow", "7a", "until", "friday", "take", "4", "5", "3-11", "mañana", "a", "las", "next", "2", "days", "to", "the",
        "24th", "13/45", "99/99", "after", "25:70", "sick", "late", "min", "both", "pass", "mr", "r", "-", "11/24", "noon", "leave", "by",
    ]), 0..14)) {
        let message = Message { shifts: week(), offers: vec![four(), five()], text: words.join(" "), ..caregiver() };
        for one in understand(&message).intents {
            for id in &one.shifts {
                prop_assert!(week().iter().any(|shift| shift.id == *id));
            }
        }
    }
}

#[test]
fn very_long_and_strange_texts_are_bounded() {
    let long = "no puedo ir mañana ".repeat(4_000);
    let zalgo = "y\u{0335}\u{0321}\u{0336}e\u{0337}s\u{0338}".repeat(3_000);
    let rtl = "\u{202E}לא יכול לבוא מחר\u{202C} مرحبا".repeat(500);
    for text in
        [long, zalgo, rtl, "😀".repeat(20_000), "(".repeat(60_000), "1) ".repeat(5_000), "ﷺ".repeat(5_000)]
    {
        let message = Message { shifts: week(), offers: vec![four()], text, ..caregiver() };
        assert!(understand(&message).intents.len() < 25);
    }
}
