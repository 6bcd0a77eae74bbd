//! Answers to one offer and to several.
use super::*;

#[test]
fn b38_one_of_several_offers_pointed_at_by_what_it_is_not() {
    let two = Message { offers: vec![four(), five()], ..caregiver() };
    check(
        &two,
        &[
            ("put me down for Cicero not the other", "offer_accept[5] act"),
            ("yes to cicero, the other one no", "offer_accept[5] + offer_decline[4] act"),
            ("yes to one of them, you pick", "offer_accept ask"),
            ("the one that is farther out", "offer_accept ask"),
            ("not the Oak Park one", "offer_decline[4] act"),
        ],
    );
}

#[test]
fn b26_b28_b30_one_offer_taken() {
    let lone = Message { offers: vec![four()], ..caregiver() };
    let taken = "offer_accept[4] act";
    let rows: Vec<(&str, &str)> = [
        "YES",
        "yes",
        "y",
        "k",
        "ok",
        "si",
        "Sí",
        "sí puedo",
        "1",
        "4",
        "#4",
        "TAKE 4",
        "take 4 please",
        "👍",
        "👍🏽",
        "sure thing",
        "yea i got u",
        "I can do it",
        "I'll take it",
        "No problem, I'll be there",
        "I'm sorry, yes I can",
        "absolutely!",
        "of course",
        "yep sign me up",
        "count me in",
        "yes I can work tomorrow",
        "yes 7-11",
        "I can do 7a-11a",
        "claro que sí",
        "yo lo tomo",
        "acepto",
        "ahí estaré",
        "4 yes",
        "I want 4",
        "Liked “Open shift Tue 11/24 7:00a-11:00a Oak Park. Reply TAKE 4 or PASS 4”",
        "Loved \"Open shift Tue 11/24, reply TAKE 4\"",
        "Reacted 👍 to “Open shift: Tue 11/24 7:00a-11:00a. TAKE 4 or PASS 4”",
        "vâng",
        "oui",
        "да",
        "네",
        "opo",
        "tomo la 4",
        "why not, put me down",
        "yes if its still open",
        "yes, no problem!",
    ]
    .into_iter()
    .map(|text| (text, taken))
    .collect();
    check(&lone, &rows);
    // Kind words take nothing by themselves.
    check(&lone, &[("happy to help", "offer_accept[4] ask")]);
}

#[test]
fn b27_b29_b31_one_offer_declined() {
    let lone = Message { offers: vec![four()], ..caregiver() };
    let passed = "offer_decline[4] act";
    let rows: Vec<(&str, &str)> = [
        "NO",
        "no",
        "n",
        "2",
        "Absolutely not",
        "definitely not",
        "of course not",
        "for sure not tonight",
        "no thx",
        "nope sorry",
        "PASS 4",
        "pass",
        "I'm sorry, doctor's appointment",
        "can't do it",
        "im good thanks",
        "not available",
        "sorry i have plans",
        "already working that day",
        "too far for me",
        "maybe next time",
        "I wish I could",
        "no puedo",
        "no gracias",
        "claro que no",
        "tengo cita",
        "👎",
        "Disliked “Open shift Tue 11/24. TAKE 4 or PASS 4”",
        "нет",
        "non",
        "아니요",
        "can't tomorrow",
        "Sorry I can't take it",
        "hard pass lol",
        "4 no",
        "not interested",
        "unfortunately I am out of town",
        "no way",
        "lo siento, no",
    ]
    .into_iter()
    .map(|text| (text, passed))
    .collect();
    check(&lone, &rows);
}

#[test]
fn b18_b21_b32_b33_b34_conditions_questions_and_holds() {
    let lone = Message { offers: vec![four()], ..caregiver() };
    let kept_open = "offer_conditional[4] act";
    let rows: Vec<(&str, &str)> = [
        "yes if after 9",
        "maybe if its after 9",
        "can do 8:30 to 10:30",
        "yes but i have to leave by 10",
        "I can do half the shift",
        "yes but only until 9",
        "after 8",
        "if you pay time and a half",
        "what time? who is it? how far?",
        "whats the pay",
        "how far is it",
        "maybe",
        "let me check",
        "let me ask my husband first",
        "not sure yet",
        "dejame ver",
        "tal vez",
        "sí pero hasta las 9",
        "solo puedo después de las 8",
        "cuánto pagan?",
        "a qué hora es?",
        "ok but I would be 30 min late",
    ]
    .into_iter()
    .map(|text| (text, kept_open))
    .collect();
    check(&lone, &rows);
    // A call-out may be missed in it, so a person looks too.
    let seen = "offer_conditional[4] human";
    check(&lone, &[("only the morning", seen), ("no but I can do 9-11", seen)]);
    check(
        &lone,
        &[
            ("Yes. What's the address?", "offer_accept[4] + schedule_query act"),
            ("Sure! who is it?", "offer_accept[4] + schedule_query ask"),
            ("ok thanks", "offer_accept ask"),
            ("yes to wednesday", "offer_accept ask"),
        ],
    );
}

#[test]
fn b38_two_offers_need_a_code_or_a_detail() {
    let two = Message { offers: vec![four(), five()], ..caregiver() };
    check(
        &two,
        &[
            ("yes", "offer_accept ask"),
            ("👍", "offer_accept ask"),
            ("sí", "offer_accept ask"),
            ("take 4", "offer_accept[4] act"),
            ("TAKE 5", "offer_accept[5] act"),
            ("take 4 pass 5", "offer_accept[4] + offer_decline[5] act"),
            ("yes to both", "offer_accept[4,5] act"),
            ("I'll take both of them", "offer_accept[4,5] act"),
            ("4 yes 5 no", "offer_accept[4] + offer_decline[5] act"),
            ("4 and 5", "offer_accept[4] + offer_accept[5] act"),
            ("#5", "offer_accept[5] act"),
            ("no", "offer_decline[4,5] act"),
            ("neither, sorry", "offer_decline[4,5] act"),
            ("yes to the one wednesday", "offer_accept[5] act"),
            ("I can do the 3-7", "offer_accept[5] act"),
            ("yes, the one in Cicero", "offer_accept[5] act"),
            ("i can take the morning one", "offer_accept[4] act"),
            ("pass on 4", "offer_decline[4] act"),
            ("take 9", "offer_accept ask"),
            ("paso la 4 pero tomo la 5", "offer_accept[5] + offer_decline[4] act"),
            ("take 4 if I can leave by 10", "offer_conditional[4] act"),
        ],
    );
    let reading = understand(&Message { text: "yes".to_owned(), ..two });
    let question = reading.question.unwrap();
    assert!(
        question.contains("4) Tue 11/24 7:00a-11:00a Oak Park") && question.contains("TAKE 5"),
        "{question}"
    );
}

#[test]
fn b39_a_yes_answers_the_newest_question() {
    let confirm = "Hi Dana, reminder: you work Tue 11/24 7:00a-11:00a. Reply YES to confirm.";
    let base = Message {
        shifts: vec![tuesday()],
        offers: vec![five()],
        thread: vec![
            gigi("Open shift Wed 11/25 3:00p-7:00p Cicero. TAKE 5 or PASS 5", "11-23T17:55"),
            gigi(confirm, "11-23T17:58"),
        ],
        ..caregiver()
    };
    check(
        &base,
        &[
            ("YES", "unclear_or_adversarial + yes act"),
            ("👍", "unclear_or_adversarial + yes act"),
            ("yes I will be there", "unclear_or_adversarial + yes act"),
            ("no I can't, I'm sick", "call_out_single(tue7) + no act"),
            ("take 5", "offer_accept[5] act"),
        ],
    );
    // Once that is answered, the next yes is for the offer.
    let mut later = base.clone();
    later.thread.push(said("yes", "11-23T17:59"));
    check(&later, &[("yes I'll take the shift", "offer_accept[5] act")]);
}

#[test]
fn s11_a_client_answers_about_the_replacement() {
    let asked = Message {
        sender: Sender::Client,
        thread: vec![gigi("Rosa can come Tue 11/24 at 7:00a instead. Is that ok with you?", "11-23T17:50")],
        ..caregiver()
    };
    check(
        &asked,
        &[
            ("yes thats fine", "unclear_or_adversarial + yes act"),
            ("no, I don't know her", "unclear_or_adversarial + no act"),
            ("ok", "unclear_or_adversarial + yes act"),
            ("sí, gracias", "unclear_or_adversarial + yes act"),
        ],
    );
}

#[test]
fn own_shift_or_offered_shift() {
    let both = Message { shifts: vec![tuesday()], offers: vec![five()], ..caregiver() };
    check(
        &both,
        &[
            ("can't do wednesday", "offer_decline[5] act"),
            ("I'm sick, I'm calling out of my shift tomorrow", "call_out_single(tue7) act"),
            ("cant work tomorrow, fever", "call_out_single(tue7) act"),
            ("cant, im sick", "call_out_single + offer_decline[5] ask"),
            (
                "pass 5, and I need to call out tomorrow too, flu",
                "call_out_single(tue7) + offer_decline[5] act",
            ),
        ],
    );
}

#[test]
fn b19_windows_of_conditional_answers() {
    let lone = Message { offers: vec![offer("4", "11-24T08:00", "11-24T16:00", "Oak Park")], ..caregiver() };
    for (text, from, until) in [
        ("after 2", Some("11-24T14:00"), None),
        ("can do after 10am", Some("11-24T10:00"), None),
        ("until 3", None, Some("11-24T15:00")),
        ("yes but only til 3", None, Some("11-24T15:00")),
        ("8:30 to 11:30 works", Some("11-24T08:30"), Some("11-24T11:30")),
        ("I can do 10-2", Some("11-24T10:00"), Some("11-24T14:00")),
        ("1 to 5 only", Some("11-24T13:00"), Some("11-24T17:00")),
        ("yes but i have to leave by 12:30", None, Some("11-24T12:30")),
        ("only the morning", Some("11-24T08:00"), Some("11-24T12:00")),
        ("puedo de 10 a 2", Some("11-24T10:00"), Some("11-24T14:00")),
        ("I can be there at 9", Some("11-24T09:00"), None),
    ] {
        let reading = understand(&Message { text: text.to_owned(), ..lone.clone() });
        let window = reading.intents[0].window.unwrap_or_else(|| panic!("{text}: {:?}", reading.intents));
        assert_eq!((window.from, window.until), (from.map(at), until.map(at)), "{text}");
        assert_eq!(reading.intents[0].intent, gigi_core::language::Intent::OfferConditional, "{text}");
    }
}
