//! Texts of people who set out to write what is easily misread, by the harm that a misreading would do: nobody is awarded what she refused,
//! called off from what she works, silenced who only minds a thing, or left alone in danger.
use super::*;
use gigi_core::language::{Action, Reading};

/// Asked about two shifts: 4 on Tuesday morning in Oak Park, 5 on Wednesday afternoon in Cicero. Her own: Tuesday 7a, Friday 3p.
fn two_offers() -> Message {
    let text = "Open shifts: 4: Tue 11/24 7a-11a Oak Park. 5: Wed 11/25 3p-7p Cicero. Reply TAKE or PASS and the number.";
    Message { offers: vec![four(), five()], thread: vec![gigi(text, "11-23T17:55")], ..caregiver() }
}

fn one_offer() -> Message {
    let text = "Open shift 5: Wed 11/25 3p-7p Cicero. Reply TAKE 5 or PASS 5.";
    let own = shift("wed10", "11-25T10:00", "11-25T14:00", "Mr Hale");
    Message {
        offers: vec![five()],
        shifts: vec![own],
        thread: vec![gigi(text, "11-23T17:55")],
        ..caregiver()
    }
}

fn family() -> Message {
    Message { sender: Sender::Family, shifts: vec![tuesday()], ..caregiver() }
}

fn read(situation: &Message, text: &str) -> Reading {
    understand(&Message { text: text.to_owned(), ..situation.clone() })
}

/// The codes that would be awarded.
fn taken(reading: &Reading) -> Vec<String> {
    let accepts = reading.intents.iter().filter(|one| one.intent == Intent::OfferAccept);
    if reading.action == Action::Act {
        accepts.flat_map(|one| one.offers.clone()).collect()
    } else {
        Vec::new()
    }
}

fn says(reading: &Reading, kind: fn(Intent) -> bool) -> bool {
    reading.intents.iter().any(|one| kind(one.intent))
}

/// Every text that `holds` is not true of.
fn all(situation: &Message, texts: &[&str], what: &str, holds: impl Fn(&Reading) -> bool) {
    let failed: Vec<String> = texts
        .iter()
        .filter(|text| !holds(&read(situation, text)))
        .map(|text| {
            format!("{text}: {}", super::show(&Message { text: (*text).to_owned(), ..situation.clone() }))
        })
        .collect();
    assert!(failed.is_empty(), "not {what}:\n{}", failed.join("\n"));
}

#[test]
fn b39_the_one_she_refuses_beside_another_is_not_awarded() {
    let texts = [
        "4 yes not 5",
        "4 ok not 5",
        "4 not 5",
        "4. wednesday i got to be in court at 8",
        "el martes, el miercoles tengo cita",
        "paso el 5",
        "me tomo el dia libre el miercoles",
        "I'll do the morning one, wednesdays mess with my school",
        "miercoles voy a la iglesia, ponme el otro",
        "Wednesday I have class so give me the other one",
    ];
    all(&two_offers(), &texts, "free of 5", |reading| !taken(reading).contains(&"5".to_owned()));
    let none = [
        "paso el 4 y el 5",
        "no tomo el 4 y el 5 tampoco",
        "dejo pasar el 4 y el 5",
        "paso el 4 y tambien el 5",
        "either. ok tuesday",
        "Rosa said she'd take 4 and I'll take 5",
        "I can do 1 of the 2",
        "4. Sorry I mean 5",
    ];
    all(&two_offers(), &none, "free of both", |reading| taken(reading).is_empty());
}

#[test]
fn b38_a_pick_stands_beside_what_speaks_against_the_other() {
    for text in ["4 yes not 5", "4 not 5", "4 yes, not the other"] {
        assert_eq!(taken(&read(&two_offers(), text)), ["4"], "{text}");
    }
    for text in ["el 4 y el 5", "dame los dos"] {
        assert_eq!(taken(&read(&two_offers(), text)), ["4", "5"], "{text}");
    }
    // Never the no to both that the second half sounds like.
    let texts =
        ["4, el miercoles tengo cita", "oak park. wednesday is ceremony", "passaic no conozco, dame el otro"];
    all(&two_offers(), &texts, "asked or taken", |reading| {
        reading.action != Action::Act || says(reading, |intent| intent == Intent::OfferAccept)
    });
}

#[test]
fn b29_a_yes_with_another_hour_or_another_meaning_is_no_acceptance() {
    let texts = [
        "5 but 430",
        "I can do it, id be there around 5",
        "yeah but its gonna be midnight by the time i get there",
        "el 5 pero 4:30",
        "I'm ok on hours this week",
        "15 yes 5 no",
        "Take 5? Girl I can't even do the ones I got",
        "$22 and I'm there",
        "Rosa said she would take 5",
    ];
    all(&one_offer(), &texts, "no acceptance", |reading| taken(reading).is_empty());
}

#[test]
fn b38_an_answer_to_a_newer_question_takes_no_older_shift() {
    let mut asked = one_offer();
    asked.thread.push(gigi("Mr Hale asks if you could bring his newspaper up. Is that ok?", "11-23T17:58"));
    let texts =
        ["Sure I'll do it", "of course! I'll do that", "yes thats fine with me", "Claro, yo se lo llevo"];
    all(&asked, &texts, "no acceptance", |reading| taken(reading).is_empty());
    assert_eq!(taken(&read(&asked, "sure. and I'll take 5")), ["5"]);
}

#[test]
fn b29_a_no_of_idiom_is_a_yes_or_asked() {
    let texts = [
        "cant pass that up lol",
        "wont turn that down",
        "aint turning down no hours",
        "no pues va",
        "no pos si",
        "ese dia no trabajo, anoteme",
        "no me la quites q la quiero",
        "paso por cicero de camino asi q si",
        "omw",
        "leaving now for cicero",
    ];
    all(&one_offer(), &texts, "no decline", |reading| {
        !(reading.action == Action::Act && says(reading, |intent| intent == Intent::OfferDecline))
            && reading.action != Action::Ignore
    });
}

#[test]
fn b6_what_only_sounds_like_a_call_out_calls_nobody_off() {
    let works = Message { shifts: week(), ..caregiver() };
    let texts = [
        "what if I cant come tomorrow, who covers?",
        "q pasa si mañana no puedo ir, me corren?",
        "el viernes pasado no pude ir, ya mande el papel",
        "quien dijo q no voy mañana? yo si voy",
        "no me quiten el turno del viernes xfa",
        "did you take me off Friday like Marie said",
        "sorry I couldn't come to the phone, what did you need",
        "mañana no voy a poder antes de las 7:15, el tren",
        "I can't get to Mrs Rivera by 7. I'll get there for 7:30",
        "Friday I should be fine dont take me off",
        "not feeling so hot, will let you know in the morning",
        "just the saturday",
    ];
    all(&works, &texts, "no call-out acted on", |reading| {
        !(reading.action == Action::Act && says(reading, Intent::is_call_out))
    });
    let offered = one_offer();
    let texts = [
        "its 112 out and my car got no air i am not driving to cicero",
        "couldnt make it to mr hale from cicero w/ no car",
    ];
    all(&offered, &texts, "no call-out acted on", |reading| {
        !(reading.action == Action::Act && says(reading, Intent::is_call_out))
    });
}

#[test]
fn b7_what_she_can_work_is_not_what_she_is_called_out_of() {
    let works = Message { shifts: week(), ..caregiver() };
    let called_out = |text: &str| {
        let reading = read(&works, text);
        let outs = reading.intents.iter().filter(|one| one.intent.is_call_out());
        let ids: Vec<String> = outs.flat_map(|one| one.shifts.clone()).collect();
        if reading.action == Action::Act { ids } else { Vec::new() }
    };
    for (text, wrong) in [
        ("I can do Saturday just not wednesday", "sat9"),
        ("I told Brenda Friday I can't do wednesday", "fri3"),
        ("Need off wednesday. I'm back Friday no problem", "fri3"),
    ] {
        assert!(!called_out(text).contains(&wrong.to_owned()), "{text}");
    }
    let asked = |question: &str| Message { thread: vec![gigi(question, "11-23T17:58")], ..works.clone() };
    let two = asked(
        "To be sure: you are out Wed 11/25 7a-11a Mrs Rivera and Fri 11/27 3p-7p Walter Hale. Is that right?",
    );
    for text in ["yes", "yes pls"] {
        let reading = read(&two, text);
        assert_eq!(reading.intents[0].shifts, ["wed7", "fri3"], "{text}");
    }
    // Another day named beside the yes is asked about.
    assert_eq!(read(&two, "yes, I'm back with Walter Hale Saturday morning").action, Action::Ask);
    let confirm = asked("Hi, are you all set for tomorrow 7a with Mrs Rivera?");
    for text in [
        "todavía no, apenas estoy lavando el uniforme jaja",
        "no me gusta manejar con hielo pero ahi voy a estar",
    ] {
        let reading = read(&confirm, text);
        assert!(!(reading.action == Action::Act && says(&reading, Intent::is_call_out)), "{text}");
    }
}

#[test]
fn b20_a_stop_behind_a_yes_is_a_stop_and_takes_nothing() {
    for text in [
        "Ok. STOP.",
        "yeah stop",
        "sí stop",
        "no STOP",
        "ok stop. found another job",
        "k. STOP",
        "pass and stop. for good",
    ] {
        let reading = read(&one_offer(), text);
        assert_eq!(reading.intents[0].intent, Intent::OptOutInHelp, "{text}");
        assert!(taken(&reading).is_empty(), "{text}");
    }
}

#[test]
fn b20_who_minds_a_thing_is_not_silenced() {
    let opts_out = |reading: &Reading| says(reading, |intent| intent == Intent::OptOutInHelp);
    let texts = [
        "Unsubscribe me from Janelle please",
        "opt me out of fridays",
        "take me off the list for Renton",
        "no and please no texts before 8am",
        "no me escriban antes de las 7",
        "Yes! dont stop sending me these, i need hours",
        "don't unsubscribe me though",
        "no. dont text me fridays, thats my one day off",
        "Stop taking union dues out my check I never signed nothing",
    ];
    all(&one_offer(), &texts, "heard", |reading| !opts_out(reading));
    let texts = [
        "stop sending me these strangers",
        "stop mandando a la Cindy, tata no la quiere",
        "gọi điện cho tôi nhé, tôi không rành nhắn tin",
    ];
    all(&family(), &texts, "heard", |reading| !opts_out(reading));
    // And the plain wish is.
    let texts = [
        "bórrenme de su lista de mensajes",
        "quit texting me at 2am!!!",
        "stop messaging me at night. actually just stop messaging me",
    ];
    all(&family(), &texts, "silenced", opts_out);
}

#[test]
fn b73_danger_without_a_word_of_danger_is_noticed() {
    let texts = [
        "sats 79 on 2 liters. he say he fine",
        "his meter keep reading LO",
        "bled thru the 3rd washcloth now, from shaving",
        "y papi tiene la presión en 220",
        "two of his toes went black overnight",
        "her mouth is all swole up since the new antibiotic",
        "she just went limp on me",
        "he's in the bathtub and can't get out, been in there 2 hours",
        "gave me his watch, said he wont be needing it after tonight",
        "hindi na po ako makatayo, nahihilo ako at nagsusuka ng dugo",
        "бабушка подавилась таблеткой",
        "elle a avalé de l'eau de javel",
        "mom put Renee on her checking account last week",
        "Paul told him he's not allowed to call me",
        "Teresa me anda pidiendo dinero prestado",
        "viene tomada, huele a cerveza",
    ];
    all(&family(), &texts, "noticed", |reading| says(reading, Intent::is_danger) && reading.urgent);
}

#[test]
fn b62_a_visit_that_is_wanted_is_not_cancelled() {
    let texts = [
        "no la cancelen por favor, yo trabajo",
        "no se puede cancelar, ella necesita su insulina",
        "quien cancelo lo del martes? yo no fui",
        "please don't cancel tomorrow",
        "no manden a la señora Nora, mande a otra",
    ];
    all(&family(), &texts, "kept", |reading| {
        !(reading.action == Action::Act && says(reading, |intent| intent == Intent::ClientCancelReschedule))
    });
}
