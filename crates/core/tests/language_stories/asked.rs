//! Short answers to what Gigi asked: which of the listed shifts, and when she will be there.
use super::*;

/// Asked which of two shifts she is out of.
fn which(question: &str) -> Message {
    Message {
        shifts: week(),
        thread: vec![said("i cant make it tomorrow, sick", "11-23T17:57"), gigi(question, "11-23T17:58")],
        ..caregiver()
    }
}

#[test]
fn s6_a_number_a_part_of_the_day_or_early_picks_one_of_the_listed_shifts() {
    let rows = [
        ("7", "call_out_single(tue7) + shift[\"tue7\"] act"),
        ("3", "call_out_single(tue3) + shift[\"tue3\"] act"),
        ("the 3 one", "call_out_single(tue3) + shift[\"tue3\"] act"),
        ("evening", "call_out_single(tue3) + shift[\"tue3\"] act"),
        ("the morning", "call_out_single(tue7) + shift[\"tue7\"] act"),
        ("early one", "call_out_single(tue7) + shift[\"tue7\"] act"),
        ("la de las 3", "call_out_single(tue3) + shift[\"tue3\"] act"),
        ("walter", "call_out_single(tue3) + shift[\"tue3\"] act"),
    ];
    check(&which("Sorry you're not well. Which shift: Tue 7a or Tue 3p?"), &rows);
    check(&which("Which one do you mean, tomorrow 7a with Mrs Rivera or 3p with Walter Hale?"), &rows);
}

#[test]
fn s6_what_is_denied_is_not_picked_and_another_day_is_what_she_says() {
    check(
        &which("Which one do you mean, tomorrow 7a with Mrs Rivera or 3p with Walter Hale?"),
        &[
            ("not walter, the other", "call_out_single(tue7) + shift[\"tue7\"] act"),
            ("no la de las 7, la otra", "call_out_single(tue3) + shift[\"tue3\"] act"),
            ("neither, i meant friday", "call_out_single(fri3) + shift[\"fri3\"] act"),
        ],
    );
}

#[test]
fn b39_in_a_numbered_list_a_number_is_its_place() {
    check(
        &which(
            "Which shift do you mean? 1) Tue 11/24 7:00a-11:00a 2) Tue 11/24 3:00p-7:00p Reply with the number.",
        ),
        &[
            ("2", "call_out_single(tue3) + choice[2] act"),
            ("3", "call_out_single(tue3) + shift[\"tue3\"] act"),
            ("7", "call_out_single(tue7) + shift[\"tue7\"] act"),
        ],
    );
}

/// Half past six in the morning; her shift is at seven, and she has said that she will be late.
fn how_late() -> Message {
    Message {
        at: at("11-24T06:40"),
        shifts: week(),
        thread: vec![
            said("running late", "11-24T06:38"),
            gigi("Thanks for telling us. What time will you be there?", "11-24T06:38"),
        ],
        ..caregiver()
    }
}

#[test]
fn b54_when_she_will_be_there_as_people_write_it() {
    check(
        &how_late(),
        &[
            ("720", "running_late(tue7)@20 act"),
            ("gps says 742", "running_late(tue7)@42 act"),
            ("like a quarter past", "running_late(tue7)@15 act"),
            ("twenty-five", "running_late(tue7)@25 act"),
            ("be there 8", "running_late(tue7)@60 act"),
            ("veinte minutos", "running_late(tue7)@20 act"),
        ],
    );
}

#[test]
fn b54_late_to_one_and_not_to_the_other_or_tomorrow() {
    let day = Message { at: at("11-24T06:30"), shifts: week(), ..caregiver() };
    check(
        &day,
        &[
            ("gonna be late to walter not mrs rivera, 15 min", "running_late(tue3)@15 act"),
            ("I'll be late today, closer to 730", "running_late(tue7)@30 act"),
            ("15분 늦을 것 같아요", "running_late(tue7)@15 act"),
        ],
    );
    let confirm = Message {
        shifts: vec![tuesday()],
        thread: vec![gigi("You're on Tue 11/24 7:00a. Reply YES to confirm.", "11-23T17:30")],
        ..caregiver()
    };
    check(&confirm, &[("yes but ill be 15 late, dropping kids off", "running_late(tue7)@15 act")]);
}

#[test]
fn b6_all_of_so_many_and_one_of_them() {
    let two = Message {
        shifts: vec![
            shift("tue7", "11-24T07:00", "11-24T11:00", "Opal Rivera"),
            shift("thu7", "11-26T07:00", "11-26T11:00", "Opal Rivera"),
        ],
        ..caregiver()
    };
    check(
        &two,
        &[
            ("los dos de Opal no puedo, me lastimé la mano", "call_out_multi(tue7,thu7) act"),
            ("i can't do none of the two, got the flu", "call_out_multi(tue7,thu7) act"),
            ("I cant do one of my opals this week", "call_out_single ask"),
            ("no puedo ir uno de los dos días", "call_out_single ask"),
        ],
    );
}
