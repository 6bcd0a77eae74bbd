//! What is a call-out, of which shifts, and what only sounds like one.
use super::*;

#[test]
fn b1_b3_b6_call_outs_in_many_wordings_with_one_shift_ahead() {
    let one = Message { shifts: vec![tuesday()], ..caregiver() };
    check(
        &one,
        &[
            ("hi its Dana, I cant make my 7a tmrw been throwing up since lunch", "call_out_single(tue7) act"),
            ("I need to call out tomorrow morning", "call_out_single(tue7) act"),
            ("calling off for tmr sorry, tested positive for covid", "call_out_single(tue7) act"),
            ("have a fever of 102, wont be in tomorrow", "call_out_single(tue7) act"),
            ("My son is sick, school called. I can not come in tomorrow.", "call_out_single(tue7) act"),
            ("car died 😩 no way I can make it to Mrs Rivera tomorrow", "call_out_single(tue7) act"),
            ("I am not available for my shift tomorrow", "call_out_single(tue7) act"),
            ("im at the ER with my back, cannot work tues", "call_out_single(tue7) act"),
            ("I have to go to a funeral on 11/24 so cant work", "call_out_single(tue7) act"),
            ("gonna have to miss my shift with Ms R tomorrow, family emergency", "call_out_single(tue7) act"),
            ("please find someone to cover my 7am", "call_out_single(tue7) act"),
            ("Wont be able to do the 7-11 tomorrow, jury duty", "call_out_single(tue7) act"),
            ("taking a sick day tomorrow", "call_out_single(tue7) act"),
            ("i can't come", "call_out_single(tue7) act"),
            ("my babysitter cancelled so I can't do tomorrow", "call_out_single(tue7) act"),
            ("flu. out tomorrow.", "call_out_single(tue7) act"),
            ("roads are ice here, not going to make it in tomorrow", "call_out_single(tue7) act"),
            ("I'm so sorry but I need tomorrow off", "call_out_single(tue7) act"),
            ("sorry my car died", "call_out_single(tue7) ask"),
            ("ill be out sick tmw", "call_out_single(tue7) act"),
            ("my grandma fell ill so I can't work tomorrow", "call_out_single(tue7) act"),
            (
                "My daughter fell and broke her arm, were at the hospital, cant work tomorrow",
                "call_out_single(tue7) act",
            ),
            ("cancel my shift tomorrow", "call_out_single(tue7) act"),
            ("No puedo ir mañana", "call_out_single(tue7) act"),
            ("hola, estoy enferma y no voy a poder trabajar mañana", "call_out_single(tue7) act"),
            ("no podré llegar mañana a las 7, mi hijo tiene fiebre", "call_out_single(tue7) act"),
            ("se me descompuso el carro, no puedo ir mañana por la mañana", "call_out_single(tue7) act"),
            ("tengo gripe, no voy a ir el martes", "call_out_single(tue7) act"),
            ("el 24/11 no puedo trabajar", "call_out_single(tue7) act"),
            ("Tôi bị ốm, ngày mai không đi làm được", "call_out_single(tue7) act"),
            ("Je suis malade, je ne peux pas venir demain", "call_out_single(tue7) act"),
            ("Я заболела, завтра не приду", "call_out_single(tue7) act"),
            ("아파서 내일 일 못 가요", "call_out_single(tue7) act"),
            ("Hindi ako makakapasok bukas, may sakit ako", "call_out_single(tue7) act"),
        ],
    );
}

#[test]
fn b8_s23_what_only_sounds_like_a_call_out() {
    let one = Message {
        shifts: vec![shift("now", "11-23T14:00", "11-23T20:00", "Mrs Rivera"), tuesday()],
        ..caregiver()
    };
    check(
        &one,
        &[
            ("Client is sick but I'm with her", "unclear_or_adversarial human"),
            ("please cancel my dentist reminder lol wrong text", "retraction(now) act"),
            ("need to cancel my dentist", "hr_pay_credential act"),
            ("I'm sick of this app", "unclear_or_adversarial human"),
            ("I can't make the training thursday", "hr_pay_credential act"),
            ("cant make the dementia training class thursday", "hr_pay_credential act"),
            ("do I have to call out for the practice shift?", "hr_pay_credential act"),
            ("cant make it to the staff meeting tomorrow", "unclear_or_adversarial human"),
            ("how do I call out if I'm ever sick", "hr_pay_credential act"),
            ("how much notice do i need to give to call out", "hr_pay_credential act"),
            ("I can't clock in", "evv_clock_issue(now) act"),
            ("she can't do her exercises today, says she is tired", "client_status_change(now) act"),
            ("no puedo ir a la capacitación del jueves", "hr_pay_credential act"),
            ("How many sick hours do I have left", "hr_pay_credential act"),
        ],
    );
}

#[test]
fn b1_b10_s28_several_shifts() {
    let many = Message { shifts: week(), ..caregiver() };
    check(
        &many,
        &[
            ("can't work tomorrow", "call_out_single ask"),
            ("cant make my 7a tmrw", "call_out_single(tue7) act"),
            ("i cant do the 3-7 tomorrow", "call_out_single(tue3) act"),
            ("Can't do Hale tomorrow", "call_out_single(tue3) act"),
            ("cant make it to mrs r tmrw", "call_out_single(tue7) act"),
            ("out all day tomorrow, stomach bug", "call_out_multi(tue7,tue3) act"),
            ("I have covid, out the next 2 days", "call_out_multi(tue7,tue3,wed7) act"),
            ("cant work tues wed or fri this wk, court", "call_out_multi(tue7,tue3,wed7,fri3) act"),
            ("I can't work from tomorrow until friday", "call_out_multi(tue7,tue3,wed7,fri3) act"),
            ("need off wed to fri", "call_out_multi(wed7,fri3) act"),
            ("calling off this weekend", "call_out_multi(sat9) act"),
            ("I'm sick and can't come in", "call_out_single ask"),
            ("cant do saturday", "call_out_single(sat9) act"),
            ("no puedo trabajar el miércoles", "call_out_single(wed7) act"),
            ("pasado mañana no puedo ir", "call_out_single(wed7) act"),
            ("no puedo ir mañana a las 3", "call_out_single(tue3) act"),
            ("I can't work until friday", "call_out_multi(tue7,tue3,wed7,fri3) ask"),
            ("cant make it sunday", "call_out_single ask"),
            ("I quit, dont put me on anymore", "call_out_multi human"),
            ("can't work tomorrow morning", "call_out_single(tue7) act"),
            ("not coming in on the 25th", "call_out_single(wed7) act"),
            ("11/27 I wont be able to work my shift", "call_out_single(fri3) act"),
            ("cant work next friday", "call_out_single(fri3) act"),
        ],
    );
}

#[test]
fn b10_what_she_can_work_is_not_called_out_of() {
    let evenings = Message {
        shifts: vec![
            shift("mon8", "11-23T20:00", "11-23T23:00", "Fritz"),
            shift("tue8", "11-24T20:00", "11-24T23:00", "Fritz"),
            shift("wed8", "11-25T20:00", "11-25T23:00", "Fritz"),
            shift("fri7", "11-27T07:00", "11-27T11:00", "Nola"),
        ],
        ..caregiver()
    };
    check(
        &evenings,
        &[
            // Two days are named, one is meant: it is a call-out of one shift, and tonight's is nothing urgent.
            ("hoy voy, pero mañana no puedo", "call_out_single(tue8) act"),
            ("hoy si trabajo, mañana no puedo ir", "call_out_single(tue8) act"),
            ("hoy sí, mañana no", "call_out_single(tue8) act"),
            ("tomorrow and wed I am absent. Today I work.", "call_out_multi(tue8,wed8) act"),
            (
                "Today yes but tomorrow and Wednesday I have to be at the hospital",
                "call_out_multi(tue8,wed8) act",
            ),
        ],
    );
}

#[test]
fn b10_where_it_is_not_clear_what_a_call_out_points_at_she_is_asked() {
    let tomorrow = Message { shifts: week(), ..caregiver() };
    check(
        &tomorrow,
        &[
            ("one of those days this week I cant work, I will tell you which", "call_out_single ask"),
            ("can't do wed or fri, not sure which one yet", "call_out_multi(wed7,fri3) ask"),
            ("one of the two tomorrow i cant make, dont know which yet", "call_out_single ask"),
            (
                "can't tomorrow or can't wednesday, haven't decided which yet",
                "call_out_multi(tue7,tue3,wed7) ask",
            ),
            ("I have it in me to do one tomorrow, not two. you choose", "call_out_single ask"),
            ("Hale tomorrow no, Rivera is fine", "call_out_single(tue3) ask"),
        ],
    );
}

#[test]
fn b4_b5_b27_urgent_overnight_and_running_shifts() {
    let tonight = Message { shifts: vec![shift("n", "11-23T23:00", "11-24T07:00", "Boone")], ..caregiver() };
    check(
        &Message { at: at("11-23T21:30"), ..tonight.clone() },
        &[
            ("cant make it tonight", "call_out_single(n) act!"),
            ("no puedo ir esta noche", "call_out_single(n) act!"),
            ("calling out for my 11p", "call_out_single(n) act!"),
            ("car wont start, cant get to work", "call_out_single(n) act!"),
        ],
    );
    check(
        &Message { at: at("11-24T01:10"), ..tonight.clone() },
        &[
            ("cant finish tonight im throwing up, cant work", "call_out_single(n) act!"),
            ("I have to leave now, my kid is in the hospital", "leave_early(n) human!"),
        ],
    );
    let both =
        vec![shift("a", "11-24T15:00", "11-24T19:00", ""), shift("b", "11-25T15:00", "11-25T19:00", "")];
    check(
        &Message { at: at("11-24T00:30"), shifts: both, ..caregiver() },
        &[("cant work tomorrow", "call_out_single ask"), ("cant work today", "call_out_single(a) act")],
    );
}

#[test]
fn b2_b11_strangers_and_clients_that_do_not_match() {
    let unknown = Message { sender: Sender::Unknown, ..caregiver() };
    check(
        &unknown,
        &[
            ("hi this is Ana's sister, she is sick and cant come to work today", "call_out_single human"),
            ("I'm not able to work my shift tonight", "call_out_single human"),
        ],
    );
    check(&caregiver(), &[("I can't work tomorrow, sick", "call_out_single human")]);
    let one = Message { shifts: vec![tuesday()], ..caregiver() };
    check(&one, &[("cant make it to Mr Dobbs tomorrow", "call_out_single(tue7) act")]);
    let reading = understand(&Message { text: "cant make it to Mr Dobbs tomorrow".to_owned(), ..one });
    assert!(reading.intents[0].because.iter().any(|word| word == "client_mismatch"));
}

#[test]
fn s2_b54_b55_late_is_not_a_call_out() {
    let soon = Message { at: at("11-24T06:45"), shifts: vec![tuesday()], ..caregiver() };
    check(
        &soon,
        &[
            ("running 20 late", "running_late(tue7)@20 act"),
            ("Running 25-35 min late, not calling out!", "running_late(tue7)@35 act"),
            ("bus didnt come, be there 7:15 instead of 7", "running_late(tue7)@15 act"),
            ("I'll be there at 7:20", "running_late(tue7)@20 act"),
            ("omw be there in 25 min", "running_late(tue7)@10 act"),
            ("stuck in traffic", "running_late(tue7) ask"),
            ("flat tire, I will be about an hour late", "running_late(tue7)@60 act"),
            ("overslept!! there in half an hour", "running_late(tue7)@15 act"),
            ("can't get there until 7:45, so sorry", "running_late(tue7)@45 act"),
            ("voy tarde, llego en 30 minutos", "running_late(tue7)@30 act"),
            ("llego tarde 15 min por el tráfico", "running_late(tue7)@15 act"),
            ("I am still coming, just 10 late", "running_late(tue7)@10 act"),
            ("car died, cant make it at all", "call_out_single(tue7) act!"),
            ("опаздываю 20 минут", "running_late(tue7)@20 act"),
        ],
    );
    let asked = Message {
        thread: vec![
            said("running late", "11-24T06:40"),
            gigi("Thanks for telling us. What time will you be there?", "11-24T06:41"),
        ],
        ..soon
    };
    check(
        &asked,
        &[
            ("20 min", "running_late(tue7)@20 act"),
            ("7:30", "running_late(tue7)@30 act"),
            ("15", "running_late(tue7)@15 act"),
        ],
    );
}

#[test]
fn leaving_early_and_not_relieved() {
    let here =
        Message { shifts: vec![shift("now", "11-23T14:00", "11-23T20:00", "Mrs Rivera")], ..caregiver() };
    check(
        &here,
        &[
            ("can i leave early today, daycare called about my kid", "leave_early(now) human!"),
            ("I have to go at 7 instead of 8 is that ok", "leave_early(now) human!"),
            ("me tengo que ir ya, mi hija está enferma", "leave_early(now) human!"),
        ],
    );
    check(
        &Message { at: at("11-23T20:15"), ..here },
        &[
            ("its 8:15 and nobody is here to relieve me", "relief_missing(now) human!"),
            ("my relief never showed", "relief_missing(now) human!"),
            ("is anyone coming??", "relief_missing(now) human!"),
            ("no ha llegado mi relevo", "relief_missing(now) human!"),
        ],
    );
}

#[test]
fn answers_to_which_shift() {
    let which = Message {
        shifts: week(),
        thread: vec![
            said("cant work tomorrow", "11-23T17:57"),
            gigi(
                "Which shift do you mean? 1) Tue 11/24 7:00a-11:00a 2) Tue 11/24 3:00p-7:00p Reply with the number.",
                "11-23T17:58",
            ),
        ],
        ..caregiver()
    };
    check(
        &which,
        &[
            ("2", "call_out_single(tue3) + choice[2] act"),
            ("the first one", "call_out_single(tue7) + choice[1] act"),
            ("1 and 2", "call_out_multi(tue7,tue3) + choice[1, 2] act"),
            ("both", "call_out_multi(tue7,tue3) + choice[1, 2] act"),
            ("all of them", "call_out_multi(tue7,tue3) + choice[1, 2] act"),
            ("the 7am one", "call_out_single(tue7) + shift[\"tue7\"] act"),
            ("Mrs R", "call_out_single(tue7) + shift[\"tue7\"] act"),
            ("tomorrow's 3pm", "call_out_single(tue3) + shift[\"tue3\"] act"),
            ("los dos", "call_out_multi(tue7,tue3) + choice[1, 2] act"),
            ("nevermind i can make it", "retraction(tue7) act"),
        ],
    );
}

#[test]
fn b9_retractions_and_s7() {
    let after = Message {
        shifts: vec![tuesday()],
        thread: vec![
            said("cant make my 7a tmrw car wont start", "11-23T17:40"),
            gigi("Got it, Tue 11/24 7:00a-11:00a. We are looking for cover.", "11-23T17:41"),
        ],
        ..caregiver()
    };
    check(
        &after,
        &[
            ("nvm i can make it", "retraction(tue7) act"),
            ("false alarm car started im going", "retraction(tue7) act"),
            ("scratch that, got a ride", "retraction(tue7) act"),
            ("olvídelo, ya puedo ir", "retraction(tue7) act"),
            ("I'm feeling better I can work", "retraction(tue7) act"),
        ],
    );
    let won = Message {
        shifts: vec![tuesday()],
        thread: vec![
            said("yes", "11-23T17:40"),
            gigi("You're confirmed for Tue 11/24 7:00a-11:00a.", "11-23T17:45"),
        ],
        ..caregiver()
    };
    check(
        &won,
        &[
            ("sorry my car died", "call_out_single(tue7) ask"),
            ("changed my mind, I cant do it", "call_out_single(tue7) + retraction(tue7) act"),
        ],
    );
}

#[test]
fn s3_b18_a_call_out_with_another_window() {
    let message = Message {
        shifts: vec![tuesday()],
        text: "Can't work with the client tomorrow, could do 8:30 to 10:30".to_owned(),
        ..caregiver()
    };
    assert_eq!(show(&message), "call_out_single(tue7) + swap_or_time_change(tue7) act");
    let window = understand(&message).intents[0].window.unwrap();
    assert_eq!((window.from, window.until), (Some(at("11-24T08:30")), Some(at("11-24T10:30"))));
}

#[test]
fn b6_undecided_and_half_said_call_outs_are_asked_about() {
    let one = Message { shifts: vec![tuesday()], ..caregiver() };
    check(
        &one,
        &[
            ("might have to call out tomorrow not sure yet", "call_out_single(tue7) ask"),
            ("if this fever doesnt break I wont be able to work tomorrow", "call_out_single(tue7) ask"),
            ("Im not feeling good", "call_out_single(tue7) ask"),
            ("hey i woke up with pink eye idk what to do about tmrw", "call_out_single(tue7) ask"),
            (
                "I passed out this morning, going to urgent care, cant make it tomorrow",
                "call_out_single(tue7) act",
            ),
            (
                "My son had a seizure and we are in the hospital can't come tomorrow",
                "call_out_single(tue7) act",
            ),
            (
                "My husband hit me and I'm at my sisters, cant work tomorrow",
                "abuse_neglect_safety + call_out_single(tue7) act!",
            ),
            ("No creo que pueda ir mañana, mi bebé está enferma", "call_out_single(tue7) act"),
            ("Rivera canceled tomorrow", "client_cancel_reschedule(tue7) human"),
            (
                "Mrs Rivera said she doesn't need me tomorrow",
                "client_cancel_reschedule(tue7) + client_status_change(tue7) human",
            ),
            ("calling in to report my hours", "evv_clock_issue act"),
            ("I can't do the lift by myself with Mrs Rivera", "unclear_or_adversarial human"),
            ("I'm at Mrs Rivera's and she has a fever of 101", "client_status_change human"),
        ],
    );
}

#[test]
fn b7_reasons_are_categories() {
    use gigi_core::language::Reason;
    let one = Message { shifts: vec![tuesday()], ..caregiver() };
    for (text, reason) in [
        ("cant work tomorrow, throwing up", Some(Reason::Illness)),
        ("cant work tomorrow, my kid has a fever", Some(Reason::ChildOrFamily)),
        ("grandma is in the ER, I can't be at work tomorrow", Some(Reason::ChildOrFamily)),
        ("my car broke down cant come tomorrow", Some(Reason::Transport)),
        ("snowed in, not going to make it tomorrow", Some(Reason::Weather)),
        ("court tomorrow, cant do my shift", Some(Reason::Appointment)),
        ("my uncle passed away, can't work tomorrow", Some(Reason::Bereavement)),
        ("something came up, I can't make it tomorrow", Some(Reason::Personal)),
        ("no puedo ir mañana, se me descompuso el carro", Some(Reason::Transport)),
        ("cant work tomorrow", None),
    ] {
        let reading = understand(&Message { text: text.to_owned(), ..one.clone() });
        assert_eq!(reading.intents[0].reason, reason, "{text}");
    }
}
