//! Which shift, visit or offer a text is about, where the words do not name a day alone.
use super::*;

#[test]
fn b10_several_of_her_shifts_in_few_words() {
    let five = Message { shifts: week(), ..caregiver() };
    check(
        &five,
        &[
            ("flu. cant do rivera or hale tomorrow", "call_out_multi(tue7,tue3) act"),
            ("cant do any of tomorrow, my son broke his arm", "call_out_multi(tue7,tue3) act"),
            ("mañana no puedo ninguno, estoy enferma", "call_out_multi(tue7,tue3) act"),
        ],
    );
    let three = Message { shifts: week().into_iter().skip(2).collect(), ..caregiver() };
    check(
        &three,
        &[
            (
                "me voy a Guatemala, mi papá está grave. No puedo ninguno de los tres turnos",
                "call_out_multi(wed7,fri3,sat9) act",
            ),
            (
                "family emergency, I can't work any of them, all three need cover",
                "call_out_multi(wed7,fri3,sat9) act",
            ),
        ],
    );
}

#[test]
fn b59_a_clock_goes_wrong_at_a_shift_that_was_worked() {
    let worked = shift("mon7", "11-23T07:00", "11-23T11:00", "Mrs Rivera");
    let next_day = Message { shifts: vec![worked, tuesday()], ..caregiver() };
    check(
        &next_day,
        &[
            ("phone died couldnt clock out at riveras", "evv_clock_issue(mon7) act"),
            ("el GPS no me agarró con Mrs Rivera y no marcó nada", "evv_clock_issue(mon7) human"),
        ],
    );
}

#[test]
fn b67_the_visit_that_runs_is_cancelled_no_more() {
    let visits = vec![
        shift("mon", "11-23T16:00", "11-23T20:00", "Denise"),
        shift("tue", "11-24T16:00", "11-24T20:00", "Denise"),
        shift("sat", "11-28T16:00", "11-28T20:00", "Denise"),
    ];
    let family = Message { sender: Sender::Family, shifts: visits, ..caregiver() };
    check(
        &family,
        &[
            ("skip the 28th, we're at the lake all week", "client_cancel_reschedule(sat) act"),
            (
                "please cancel everything this week, mom goes to my sister's",
                "client_cancel_reschedule(tue,sat) act",
            ),
        ],
    );
}

#[test]
fn b38_what_is_held_back_is_no_refusal() {
    let two = Message { offers: vec![four(), five()], ..caregiver() };
    check(
        &two,
        &[
            ("pass on 4, let me get back to u on 5", "offer_decline[4] + offer_conditional[5] act"),
            ("mañana sí puedo, el miércoles le aviso luego", "offer_accept[4] + offer_conditional[5] act"),
        ],
    );
    let long = offer("6", "11-28T08:00", "11-28T16:00", "Cicero");
    let three = Message { offers: vec![four(), five(), long], ..caregiver() };
    check(&three, &[("the 8 hour one, put my name on it", "offer_accept ask")]);
}
