//! One text with several shifts, and what people answer to it (b52).
use gigi_core::agency::Tongue;
use gigi_core::calendar::Zone;
use gigi_core::texts::{Letterhead, Offered, Say, When};

use super::*;

/// Codes, start, end, area: Tuesday, Wednesday and Saturday morning, with the numbers that were free.
fn offered(codes: [&str; 3]) -> Message {
    let offers = vec![
        offer(codes[0], "11-24T07:00", "11-24T11:00", "Oak Park"),
        offer(codes[1], "11-25T15:00", "11-25T19:00", "Cicero"),
        offer(codes[2], "11-28T09:00", "11-28T13:00", "Oak Park"),
    ];
    let zone = Zone::named("America/Chicago").expect("bundled");
    let say = Say::Offers {
        offers: offers
            .iter()
            .map(|o| Offered {
                code: o.code.parse().expect("a number"),
                when: When { start: o.shift.start, end: o.shift.end },
                area: Some(o.shift.area.clone()),
                minutes_away: Some(12),
            })
            .collect(),
        until: at("11-24T05:00"),
    };
    let text = say.render(Tongue::English, Letterhead { agency: "Example Home Care", zone: &zone });
    Message { offers, thread: vec![gigi(&text, "11-23T17:55")], ..caregiver() }
}

fn show(message: &Message) -> String {
    let reading = understand(message);
    let mut yes: Vec<String> = Vec::new();
    let mut no: Vec<String> = Vec::new();
    for intent in &reading.intents {
        let name = serde_json::to_value(intent.intent).expect("a name");
        match name.as_str() {
            Some("offer_accept") => yes.extend(intent.offers.clone()),
            Some("offer_decline") => no.extend(intent.offers.clone()),
            _ => {}
        }
    }
    let action = serde_json::to_value(reading.action).expect("a name");
    format!("+{} -{} {}", yes.join(","), no.join(","), action.as_str().unwrap_or_default())
}

#[test]
fn b52_which_ones_can_you_take_is_answered_by_number_place_day_and_all() {
    rows::check(
        &offered(["1", "2", "3"]),
        &[
            ("1 and 3", "+1,3 - act"),
            ("1 & 3", "+1,3 - act"),
            ("1, 3", "+1,3 - act"),
            ("1 3", "+1,3 - act"),
            ("i can take 1 and 3", "+1,3 - act"),
            ("#1 and #3 please", "+1,3 - act"),
            ("TAKE 1 3", "+1,3 - act"),
            ("2", "+2 - act"),
            ("just 2", "+2 - act"),
            ("all", "+1,2,3 - act"),
            ("all of them", "+1,2,3 - act"),
            ("all 3", "+1,2,3 - act"),
            ("i can do all three", "+1,2,3 - act"),
            ("the 2nd", "+2 - act"),
            ("the second one", "+2 - act"),
            ("first and last", "+1,3 - act"),
            ("1st and 3rd", "+1,3 - act"),
            ("only saturday", "+3 - act"),
            ("just saturday", "+3 - act"),
            ("sat only", "+3 - act"),
            ("tues and sat", "+1,3 - act"),
            ("solo el sabado", "+3 - act"),
            ("la 1 y la 3", "+1,3 - act"),
            ("todas", "+1,2,3 - act"),
            ("la segunda", "+2 - act"),
            ("none", "+ -1,2,3 act"),
            ("none of them sorry", "+ -1,2,3 act"),
            ("PASS", "+ -1,2,3 act"),
            ("no", "+ -1,2,3 act"),
            ("ninguno", "+ -1,2,3 act"),
            ("1 yes 2 no", "+1 -2 act"),
            ("all but wednesday", "+1,3 -2 act"),
            ("can't do 2 but 1 and 3 are fine", "+1,3 -2 act"),
            ("yes", "+ - ask"),
            ("ok", "+ - ask"),
        ],
        show,
    );
}

#[test]
fn b52_the_second_is_the_second_in_the_text_whatever_its_number() {
    rows::check(
        &offered(["7", "2", "4"]),
        &[
            ("the second", "+2 - act"),
            ("the 1st", "+7 - act"),
            ("the 3rd", "+4 - act"),
            ("7 and 4", "+4,7 - act"),
            ("2", "+2 - act"),
            ("both", "+7,2,4 - ask"),
        ],
        show,
    );
}
