//! What answers to offers do.
use gigi_core::policy::WriteRoute;

use crate::agency::{Agency, DANA, MIGUEL, ROSA};

#[tokio::test]
async fn b26_b28_b30_b31_yes_in_its_usual_forms_takes_the_shift() {
    for yes in
        ["YES", "ok", "y", "k", "si", "sí puedo", "👍", "No problem, I'll be there", "I'm sorry, yes I can"]
    {
        let agency = Agency::open(WriteRoute::Api).await;
        let (winner, _) = agency.call_out().await[0].clone();
        agency.text(&winner, yes).await;
        assert_eq!(agency.on_heroines(), Some(agency.id(&winner)), "{yes:?}: {:?}", agency.told(&winner));
        let confirmed = agency.last(&winner);
        assert!(confirmed.contains("You're confirmed"), "{yes:?}: {confirmed}");
    }
}

#[tokio::test]
async fn b27_b29_b31_no_in_its_usual_forms_is_recorded_and_loops_nowhere() {
    let nos = [
        "NO",
        "no",
        "n",
        "PASS 1",
        "Absolutely not",
        "definitely not",
        "of course not",
        "for sure not tonight",
        "I'm sorry, doctor's appointment",
        "no puedo",
    ];
    for no in nos {
        let agency = Agency::open(WriteRoute::Api).await;
        let (first, _) = agency.call_out().await[0].clone();
        agency.text(&first, no).await;
        let history = agency.history(1).await;
        assert!(history.contains(&format!("{} says no", agency.name(&first))), "{no:?}: {history}");
        let told = agency.told(&first).len();
        agency.text(&first, no).await;
        assert!(agency.told(&first).len() <= told + 1, "{no:?}: no loop");
        assert_eq!(agency.on_heroines(), Some(agency.id(&agency.sim.heroine().number)), "{no:?}");
    }
}

#[tokio::test]
async fn s6_a_question_is_answered_and_the_offer_stays_open() {
    let agency = Agency::open(WriteRoute::Api).await;
    let (first, code) = agency.call_out().await[0].clone();
    agency.text(&first, "what time? how far is it?").await;
    let answer = agency.last(&first);
    assert!(answer.contains("7:00a") && answer.contains("min from you"), "{answer}");
    assert!(!answer.contains("Rosa"), "no name before the yes: {answer}");
    agency.text(&first, &format!("TAKE {code}")).await;
    assert_eq!(agency.on_heroines(), Some(agency.id(&first)));
}

#[tokio::test]
async fn b33_yes_and_whats_the_address_is_a_yes_and_the_address_only_comes_after_the_write() {
    let agency = Agency::open(WriteRoute::Api).await;
    let (first, _) = agency.call_out().await[0].clone();
    agency.text(&first, "Yes. What's the address?").await;
    assert_eq!(agency.on_heroines(), Some(agency.id(&first)));
    let told = agency.told(&first);
    let address = told.iter().position(|t| t.contains("address")).unwrap();
    let confirmed = told.iter().position(|t| t.contains("You're confirmed")).unwrap();
    assert!(address >= confirmed, "{told:?}");
}

#[tokio::test]
async fn b34_maybe_holds_the_offer_and_does_not_count() {
    let agency = Agency::open(WriteRoute::Api).await;
    let (first, _) = agency.call_out().await[0].clone();
    agency.text(&first, "maybe, let me check with my husband").await;
    assert_eq!(agency.writes(), 0);
    assert!(agency.last(&first).contains("stays open"), "{}", agency.last(&first));
}

#[tokio::test]
async fn s5_b35_b36_two_yes_in_the_same_second_and_a_third_later() {
    for route in [WriteRoute::Api, WriteRoute::Office] {
        let agency = Agency::open(route).await;
        let offers = agency.call_out().await;
        let [(a, _), (b, _), (c, _)] = [0, 1, 2].map(|n: usize| offers[n].clone());
        tokio::join!(agency.send(&a, "yes i can"), agency.send(&b, "yes i can"));
        agency.rest().await;
        let first: Vec<&String> = [&a, &b]
            .into_iter()
            .filter(|n| agency.told(n).iter().any(|t| t.contains("You're first")))
            .collect();
        assert_eq!(first.len(), 1, "exactly one is first ({route:?})");
        let winner = first[0].clone();
        let other = if winner == a { &b } else { &a };
        let heard = agency.last(other);
        let told = heard.contains("Somebody else was first") || heard.contains("is filled");
        assert!(told || heard.contains("cubierto") || heard.contains("primero"), "at once: {heard}");
        if route == WriteRoute::Office {
            agency.sim.office_assign(agency.sim.heroine().shift, Some(agency.id(&winner))).unwrap();
        }
        agency.minutes(20).await;
        agency.text(&c, "yes i can still do it").await;
        let late = agency.last(&c);
        assert!(late.contains("is filled") || late.contains("cubierto"), "{late}");
        assert_eq!(agency.on_heroines(), Some(agency.id(&winner)));
        assert_eq!(agency.writes(), 1, "one assignment, ever");
    }
}

#[tokio::test]
async fn s7_b24_yes_then_my_car_died() {
    let agency = Agency::open(WriteRoute::Api).await;
    let offers = agency.call_out().await;
    let (winner, _) = offers[0].clone();
    agency.text(&winner, "yes").await;
    assert_eq!(agency.on_heroines(), Some(agency.id(&winner)));
    agency.text(&winner, "sorry my car died, i cant make it after all").await;
    let heard = agency.last(&winner);
    assert!(heard.contains("after all") && heard.contains("somebody else"), "{heard}");
    assert!(agency.told(DANA).iter().any(|t| t.contains("cannot come after all")), "the manager hears");
    let again = agency.offers_after(offers.len());
    assert!(!again.is_empty(), "the search goes on at once");
    assert!(again.iter().all(|(to, _)| *to != winner), "without her: {again:?}");
    let (second, code) = again[0].clone();
    agency.text(&second, &format!("TAKE {code}")).await;
    assert_eq!(agency.on_heroines(), Some(agency.id(&second)), "{}", agency.history(1).await);
    assert!(agency.last(&second).contains("You're confirmed"));
    let short = agency.name(&second).split(' ').next().unwrap().to_owned();
    assert!(agency.last(ROSA).contains(&short), "the client hears the new name: {}", agency.last(ROSA));
}

#[tokio::test]
async fn s7_whoever_has_the_shift_never_hears_that_it_is_filled() {
    for words in ["what time was it again?", "maybe, let me check", "could I start at 8 instead?", "yes"] {
        let agency = Agency::open(WriteRoute::Api).await;
        let (winner, _) = agency.call_out().await[0].clone();
        agency.text(&winner, "yes").await;
        agency.text(&winner, words).await;
        let told = agency.told(&winner);
        assert!(!told.iter().any(|t| t.contains("is filled")), "{words:?}: {told:?}");
        assert_eq!(agency.on_heroines(), Some(agency.id(&winner)), "{words:?}");
    }
}

#[tokio::test]
async fn b37_a_yes_after_the_offer_expired_is_told_so() {
    let agency = Agency::open(WriteRoute::Api).await;
    let (first, _) = agency.call_out().await[0].clone();
    agency.minutes(12 * 60 + 5).await;
    agency.text(&first, "yes i can do it").await;
    let heard = agency.last(&first);
    assert!(heard.contains("has passed"), "{heard}");
    assert_ne!(agency.on_heroines(), Some(agency.id(&first)));
}

#[tokio::test]
async fn b37_a_yes_after_the_visit_was_cancelled_is_told_so() {
    let agency = Agency::open(WriteRoute::Api).await;
    let (first, _) = agency.call_out().await[0].clone();
    agency.sim.office_cancel(agency.sim.heroine().shift).unwrap();
    agency.text(&first, "yes i can do it").await;
    let heard = agency.last(&first);
    assert!(heard.contains("no longer open"), "{heard}");
    assert_eq!(agency.writes(), 0);
}

#[tokio::test]
async fn b38_with_two_open_offers_a_bare_yes_is_asked_about() {
    let agency = Agency::open(WriteRoute::Api).await;
    let first = agency.call_out().await;
    agency.text("+12025550101", "my kid has a fever, cant work tomorrow 9am").await;
    agency.text("+12025550106", "I have covid, can't come tomorrow at 7").await;
    agency.text("+12025550104", "cant do my 2pm tomorrow").await;
    let all = agency.offers();
    let twice = first
        .iter()
        .map(|(to, _)| to)
        .chain(all.iter().map(|(to, _)| to))
        .find(|to| all.iter().filter(|(t, _)| t == *to).count() > 1)
        .unwrap_or_else(|| panic!("somebody has two offers: {all:?}"))
        .clone();
    let before = agency.sim.state()["history"].as_array().map(Vec::len);
    agency.text(&twice, "yes").await;
    let asked = agency.last(&twice);
    assert!(asked.contains("Which one?") || asked.contains("Cual"), "{asked}");
    assert_eq!(agency.sim.state()["history"].as_array().map(Vec::len), before, "nothing was written");
    agency.text(&twice, "TAKE 2").await;
    assert!(
        agency
            .told(&twice)
            .iter()
            .any(|t| t.contains("#2") && (t.contains("confirmed") || t.contains("confirmad")))
    );
}

#[tokio::test]
async fn b39_a_yes_to_a_question_of_ours_does_not_take_an_open_offer() {
    let agency = Agency::open(WriteRoute::Api).await;
    agency.call_out().await;
    agency.text("+12025550101", "my kid has a fever, cant work tomorrow 9am").await;
    agency.text("+12025550110", "cant do my shift tomorrow at 6pm, sick").await;
    agency.minutes(95).await;
    let busy = agency.offers().into_iter().map(|(to, _)| to).find(|to| {
        let phone = agency.sim.directory().into_iter().find(|p| p.number == *to).unwrap();
        phone.next_shifts.len() > 1
    });
    let busy = busy.expect("somebody who was offered the shift works herself this week");
    agency.text(&busy, "i cant make it to my shift").await;
    assert!(agency.last(&busy).contains("Which shift can't you work?"), "{}", agency.last(&busy));
    agency.text(&busy, "yes").await;
    assert_eq!(agency.writes(), 0, "the yes answers the question: {:?}", agency.told(&busy));
    assert!(!agency.told(&busy).iter().any(|t| t.contains("You're first")));
}

#[tokio::test]
async fn b43_b44_when_all_decline_the_next_are_asked_and_then_a_human() {
    let agency = Agency::open(WriteRoute::Api).await;
    agency.call_out().await;
    let mut answered = 0;
    for _ in 0..20 {
        let offers = agency.offers();
        let Some((to, code)) = offers.get(answered).cloned() else { break };
        agency.text(&to, &format!("PASS {code}")).await;
        answered += 1;
        if agency.offers().len() == answered {
            agency.minutes(31).await;
        }
    }
    let mut asked: Vec<String> = agency.offers().into_iter().map(|(to, _)| to).collect();
    let offers = asked.len();
    asked.sort();
    asked.dedup();
    assert_eq!(asked.len(), offers, "nobody is asked twice");
    assert!(asked.len() > 5, "also those far down the list: {asked:?}");
    let page = agency.told(DANA);
    assert!(
        page.iter().any(|t| t.contains("nobody else may be asked") && t.contains("Reply OK")),
        "{page:?}"
    );
}

/// Offers of three days in one text to each; the two who were offered all three in English.
async fn three_offers_each(agency: &Agency) -> (String, String) {
    let keisha = agency.sim.heroine().number;
    agency.text(&keisha, "I have covid, cant work tue wed or thu").await;
    let offers = agency.sim.carrier().sent().into_iter().filter(|s| s.body.contains("3 open shifts:"));
    let mut numbers: Vec<String> = offers.map(|s| s.to).collect();
    numbers.dedup();
    let [one, two] = [0, 1].map(|n: usize| numbers[n].clone());
    (one, two)
}

#[tokio::test]
async fn b36_b38_a_number_that_is_filled_is_said_to_be_and_the_others_stay_open() {
    let agency = Agency::open(WriteRoute::Api).await;
    let (winner, other) = three_offers_each(&agency).await;
    agency.text(&winner, "TAKE 1").await;
    let pages = (agency.told(DANA), agency.told(MIGUEL));
    // However often she asks for it, and whichever way.
    for words in ["TAKE 1", "take #1", "I'll take 1 please", "TAKE 1", "#1"] {
        agency.text(&other, words).await;
        let heard = agency.last(&other);
        assert!(heard.contains("Shift #1 Tue 11/24 7:00a-11:00a is filled - thank you."), "{words}: {heard}");
        assert!(heard.contains("Still open for you: #2 Wed 11/25") && heard.contains("#3 Thu"), "{heard}");
        agency.minutes(1).await;
    }
    let told = agency.told(&other);
    assert!(!told.iter().any(|t| t.contains("Which one?") || t.contains("coordinator")), "{told:#?}");
    assert_eq!((agency.told(DANA), agency.told(MIGUEL)), pages, "nobody is woken");
    assert_eq!(agency.cases().await.len(), 3, "no hand-over");
    // No question was used up: a bare yes is still asked about, and the code takes it.
    agency.text(&other, "yes").await;
    let asked = agency.last(&other);
    assert!(asked.contains("Which one? #2") && !asked.contains("#1"), "{asked}");
    agency.text(&other, "TAKE 2").await;
    assert!(agency.last(&other).contains("confirmed for #2"), "{:#?}", agency.told(&other));
}

#[tokio::test]
async fn b36_passing_on_what_is_filled_takes_nothing_else_back() {
    let agency = Agency::open(WriteRoute::Api).await;
    let (winner, other) = three_offers_each(&agency).await;
    agency.text(&winner, "1").await;
    agency.text(&other, "PASS 1").await;
    agency.text(&other, "2 and 3").await;
    let told = agency.told(&other);
    for number in ["confirmed for #2", "confirmed for #3"] {
        assert!(told.iter().any(|t| t.contains(number)), "{told:#?}");
    }
}

#[tokio::test]
async fn b26_b36_the_winner_who_says_it_again_and_the_second_who_does() {
    for route in [WriteRoute::Api, WriteRoute::Office] {
        let agency = Agency::open(route).await;
        let (winner, second) = three_offers_each(&agency).await;
        agency.text(&winner, "TAKE 1").await;
        agency.text(&second, "TAKE 1").await;
        let pages = agency.told(DANA).len();
        for _ in 0..2 {
            agency.text(&winner, "TAKE 1").await;
            let heard = agency.last(&winner);
            let hers =
                if route == WriteRoute::Api { "is yours, it is confirmed" } else { "You're first for #1" };
            assert!(heard.contains(hers) && !heard.contains("Still open"), "{route:?}: {heard}");
            agency.text(&second, "TAKE 1").await;
            let heard = agency.last(&second);
            let not = if route == WriteRoute::Api {
                "#1 Tue 11/24 7:00a-11:00a is filled"
            } else {
                "Somebody else was first for #1"
            };
            assert!(heard.contains(not) && heard.contains("Still open for you: #2"), "{route:?}: {heard}");
            agency.minutes(1).await;
        }
        assert!(
            !agency.told(&winner).iter().any(|t| t.contains("Which one?")),
            "{:#?}",
            agency.told(&winner)
        );
        assert_eq!(agency.told(DANA).len(), pages, "nobody is woken by it: {:#?}", agency.told(DANA));
        assert_eq!(agency.writes(), usize::from(route == WriteRoute::Api), "one assignment at the most");
    }
}

#[tokio::test]
async fn b36_an_only_offer_that_is_over_is_answered_as_ever_and_a_new_one_is_taken_by_its_own_number() {
    let agency = Agency::open(WriteRoute::Api).await;
    let offers = agency.call_out().await;
    let ((winner, code), (other, old)) = (offers[0].clone(), offers[1].clone());
    agency.text(&winner, &format!("TAKE {code}")).await;
    agency.text(&other, &format!("TAKE {old}")).await;
    let heard = agency.last(&other);
    assert!(heard.contains(&format!("Shift #{old}")) && heard.contains("is filled"), "{heard}");
    assert!(!heard.contains("Still open"), "{heard}");
    agency.text(&other, "yes").await;
    assert!(agency.last(&other).contains("is filled"), "{}", agency.last(&other));
    assert_eq!(agency.writes(), 1);
}

#[tokio::test]
async fn f21_whoever_came_second_keeps_no_offer_open_and_may_be_asked_again() {
    let agency = Agency::open_with(WriteRoute::Api, |p| p.caps.open_offers = 1).await;
    let offers = agency.call_out().await;
    let [(a, _), (b, _)] = [0, 1].map(|n: usize| offers[n].clone());
    tokio::join!(agency.send(&a, "yes i can"), agency.send(&b, "yes i can"));
    agency.rest().await;
    let second = if agency.on_heroines() == Some(agency.id(&a)) { b } else { a };
    let before = agency.offers().len();
    agency.text("+12025550104", "cant do my 2pm tomorrow, my car died").await;
    agency.minutes(280).await;
    let asked: Vec<String> = agency.offers_after(before).into_iter().map(|(to, _)| to).collect();
    let history = agency.history(2).await;
    assert!(asked.contains(&second), "her one open offer is over: {asked:?} {history}");
}

#[tokio::test]
async fn b21_a_yes_under_a_condition_is_a_counter_offer_and_no_yes() {
    for words in ["yes if I can leave by 10", "I can do it but only until 9", "ok if it pays time and a half"]
    {
        let agency = Agency::open(WriteRoute::Api).await;
        let (first, code) = agency.call_out().await[0].clone();
        agency.text(&first, words).await;
        assert_eq!(agency.writes(), 0, "{words:?}: {:?}", agency.told(&first));
        assert!(!agency.told(&first).iter().any(|t| t.contains("You're first")), "{words:?}");
        let told = agency.told(DANA);
        let counter = |t: &String| t.contains("not the whole") || t.contains("something else than the whole");
        assert!(told.iter().any(counter), "{words:?}: {told:?}");
        agency.text(&first, &format!("TAKE {code}")).await;
        assert_eq!(agency.on_heroines(), Some(agency.id(&first)), "{words:?}: it stayed open");
    }
}

#[tokio::test]
async fn b22_hours_that_cannot_be_made_out_are_asked_about_once_and_never_put_into_words() {
    for words in ["maybe like the first few or so idk", "zxcv asdf", "from to", "can do from 25 to 61"] {
        let agency = Agency::open(WriteRoute::Api).await;
        let (first, _) = agency.call_out().await[0].clone();
        let before = agency.told(&first).len();
        agency.text(&first, words).await;
        agency.minutes(1).await;
        agency.text(&first, words).await;
        assert_eq!(agency.writes(), 0, "{words:?}");
        let told = agency.told(&first).split_off(before);
        let questions = told.iter().filter(|t| t.ends_with('?') || t.contains("in other words")).count();
        assert!(questions <= 1, "{words:?}: {told:?}");
        for text in told.iter().chain(&agency.told(DANA)) {
            let broken = ["None", "null", "from  ", "from to", "until  ", " - of it", "NaN"];
            assert!(!broken.iter().any(|b| text.contains(b)), "{words:?}: {text}");
        }
    }
}

#[tokio::test]
async fn s7_b24_whoever_came_second_is_texted_when_it_opens_up_again_as_she_was_told() {
    let agency = Agency::open_with(WriteRoute::Api, |p| p.visits.risky_hours = 0.0).await;
    let offers = agency.call_out().await;
    let [(a, _), (b, _)] = [0, 1].map(|n: usize| offers[n].clone());
    tokio::join!(agency.send(&a, "yes i can"), agency.send(&b, "yes i can"));
    agency.rest().await;
    let hers = |n: &str| agency.on_heroines() == Some(agency.id(n));
    let (first, second) = if hers(&a) { (a.clone(), b.clone()) } else { (b.clone(), a.clone()) };
    assert!(hers(&first), "{}", agency.history(1).await);
    let before = agency.offers().len();
    agency.text(&first, "sorry my car died, i cant make it after all").await;
    let again = agency.offers_after(before);
    let (_, code) = again.iter().find(|(to, _)| *to == second).unwrap_or_else(|| panic!("{again:?}"));
    agency.text(&second, &format!("TAKE {code}")).await;
    assert_eq!(agency.on_heroines(), Some(agency.id(&second)), "{}", agency.history(1).await);
}
