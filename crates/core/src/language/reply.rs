//! Yes, no, "if after 3", "let me check" and "TAKE 4": answers to offers (behaviours 26 to 34, 38, 39).

mod beside;
mod words;

use super::calendar_words::{number_named, tens_named};
use super::clock::Relation;
use super::context::{Context, Found, Local};
use super::phrases::rule;
use super::thread::Asked;
use super::{Action, Intent, each, say, window};
pub(super) use beside::{
    arrives_otherwise, denies_no, echoes_or_bargains, leads_with_code, mixes_offers, points_at_offer,
    says_neither, takes_otherwise,
};
use words::{
    ASKS, AT_A_TIME, BOTH, BUSY_UNTIL, CAN, COND, EITHER, ENOUGH, EVERY, EXCEPT, FALSE_IF, FALSE_NO, HOLD,
    IRONY, LET_GO, MERELY, MONEY_OR_WAY, NEITHER, NEITHER_NOR, NO, NO_AND_WHY, OFFER_CLEAR, REFUSES,
    RIGHT_AWAY, SOFT_NO, STRONG_YES, TAKES_OTHER, THANKS, WEAK_YES,
};

/// What an answer says, before it is known what it answers.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Verdict {
    /// Yes; weak for "ok", "k" and a thumb, which may only mean "read"; with thanks it is weaker still.
    Yes {
        weak: bool,
        thanks: bool,
        asks: bool,
    },
    No,
    Conditional,
    Hold,
    Question,
    /// Both yes and no.
    Torn,
    None,
}

/// "No problem" no longer says no, "me tomo el día libre" takes nothing, "I'm ok on hours" is a no.
pub(super) fn without_false_no(flat: &str) -> String {
    let flat = ENOUGH.replace(&TAKES_OTHER.replace(&NEITHER_NOR.replace(flat, "_"), "_"), "no");
    let flat = LET_GO.replace(&flat, "paso");
    FALSE_NO.replace(&MERELY.replace(&flat, "$it okyes"), "okyes")
}

/// "let me get back to you on 3" says maybe to 3.
pub(super) fn held(flat: &str) -> String {
    HOLD.replace(flat, "maybe")
}

/// "both", "either", "none of them".
pub(super) fn says_every(flat: &str) -> bool {
    EVERY.is(flat) && !EXCEPT.is(flat)
}

/// "both", which is two.
pub(super) fn says_both(flat: &str) -> bool {
    BOTH.is(flat)
}

/// "everything but Tuesday".
pub(super) fn leaves_out(flat: &str) -> bool {
    EXCEPT.is(flat)
}

/// "yeah right, all the way to Oak Park", but neither "yeah right away" nor "yeah no problem".
pub(super) fn ironic(flat: &str) -> bool {
    IRONY.is(&RIGHT_AWAY.replace(&FALSE_NO.replace(flat, "okyes"), "_"))
}

/// "yes if it's still open": a condition that asks for nothing, and no other.
pub(super) fn only_if_open(context: &Context<'_>) -> bool {
    let flat = &context.text.flat;
    FALSE_IF.is(flat) && !COND.is(&FALSE_IF.replace(flat, "_"))
}

/// Reads yes and no.
pub(super) fn verdict(context: &Context<'_>) -> Verdict {
    // "no, problem with my car" is no "no problem".
    let flat = if NO_AND_WHY.is(&context.text.lower) {
        context.text.flat.clone()
    } else {
        without_false_no(&context.text.flat)
    };
    let conditions = FALSE_IF.replace(&flat, "_");
    let words = flat.split_whitespace().count();
    let no = NO.is(&flat) && !(words > 1 && flat.contains(" y no ")) || NEITHER.is(&flat);
    let weak_words = WEAK_YES.is(&flat);
    let strong = STRONG_YES.is(&without_negated(&flat));
    let spanish_if = context.text.lower.contains("sí");
    let asks = context.text.question || ASKS.is(&flat);
    let stretch = says_window(context);
    if REFUSES.is(&flat)
        || (BUSY_UNTIL.is(&flat)
            && !flat.contains(" can ")
            && !flat.contains(" puedo ")
            && !flat.contains(" after "))
    {
        return Verdict::No;
    }
    let other_time =
        AT_A_TIME.is(&flat) && !context.offers.iter().any(|offer| window::repeats(&context.when, offer));
    // "sí" with its accent is yes; without, "si" may be "if".
    let condition = if spanish_if { conditions.replace(" si ", " ") } else { conditions };
    let conditional = COND.is(&condition) || stretch || other_time;
    if HOLD.is(&flat)
        && !stretch
        && !(no
            && !flat.contains(" not sure ")
            && !flat.contains(" dont know ")
            && words <= 3
            && !flat.contains("maybe"))
    {
        return if flat.contains(" next time ") || flat.contains(" another time ") {
            Verdict::No
        } else {
            Verdict::Hold
        };
    }
    if conditional {
        let open = CAN.is(&without_negated(&flat)) && (stretch || strong);
        if no && !open && !flat.contains(" until ") {
            return Verdict::No;
        }
        if strong || weak_words || stretch || open {
            return Verdict::Conditional;
        }
        return if asks {
            Verdict::Question
        } else if SOFT_NO.is(&flat) {
            Verdict::No
        } else {
            Verdict::Conditional
        };
    }
    match (strong || weak_words, no) {
        (true, true) if strong && context.text.flat.contains(" yes ") && !idiom(&flat) => Verdict::Torn,
        (_, true) => Verdict::No,
        (true, false) => {
            if asks && (!strong || asks_of_offer(context, &flat) || !yes_clause(context)) {
                return Verdict::Question;
            }
            Verdict::Yes { weak: !strong, thanks: THANKS.is(&flat), asks }
        }
        (false, false) if asks => Verdict::Question,
        (false, false) if SOFT_NO.is(&flat) => Verdict::No,
        (false, false) => Verdict::None,
    }
}

/// "absolutely not" holds a yes word that is none.
fn without_negated(flat: &str) -> String {
    rule!(NEGATED = words [
        r"(?:absolutely|definitely|of course|for sure|certainly|sure|most definitely) (?:not|no|cant)", r"(?:not|am not|isnt|arent) (?:available|interested|in|down|free|able|sure|there|going to be able|on it|game)", r"(?:cant|wont|dont|not|no) (?:be |really |currently |able |want |think i can |even )*(?:take|available|accept|work|works|do|be there|able|want|can|confirm|interested|cover|puedo|estoy disponible|acepto|tomo)(?: it| that| this| the| them)*", r"(?:wish|wished|want|wanted|like|love|able|never|not|cant|couldnt)(?: [a-z]+){0,4} say yes", r"quisiera (?:decir(?:le)? que si|poder)", r"doesnt work", r"claro que no", r"por supuesto que no", r"no (?:lo|la) (?:tomo|quiero|acepto)", r"wish i could", r"if i could", r"unavailable", r"(?:does not|doesnt|wont) (?:work|works)",
    ]);
    NEGATED.replace(flat, "_")
}

fn idiom(flat: &str) -> bool {
    flat.contains(" not _ ") || flat.contains(" yes no ")
}

/// Whether the pay or the way is asked about. "Yes I can, also when do I get my mileage check" asks of her own pay.
fn asks_of_offer(context: &Context<'_>, flat: &str) -> bool {
    let own = |clause: &String| MONEY_OR_WAY.is(clause) && !clause.contains(" my ");
    MONEY_OR_WAY.is(flat) && (context.text.clauses.iter().any(own) || context.text.clauses.len() < 2)
}

/// A clause of its own says yes; the question is another clause.
fn yes_clause(context: &Context<'_>) -> bool {
    let first = context.text.clauses.first().map(String::as_str).unwrap_or("");
    let first_yes = STRONG_YES.is(first) && !ASKS.is(first);
    let yes = |clause: &str| [" yes ", " si ", " sure "].iter().any(|word| clause.starts_with(word));
    let starts = yes(first) || context.text.clauses.iter().any(|clause| yes(clause) && !ASKS.is(clause));
    (first_yes && context.text.clauses.len() > 1 && !context.text.flat.contains(" but "))
        || starts && !context.text.flat.contains(" but ")
}

/// Clock times that are not those of any offer.
fn says_window(context: &Context<'_>) -> bool {
    let when = &context.when;
    let bounded = !when.spans.is_empty()
        || when.times.iter().any(|time| matches!(time.relation, Relation::After | Relation::Until));
    bounded && !context.offers.iter().any(|offer| window::repeats(when, offer))
}

/// The words, a code that is spelt out in figures: "take twenty two", "la treinta y uno".
fn spelt(context: &Context<'_>) -> Vec<String> {
    let unit = |word: &str| match word {
        "one" | "uno" | "una" => Some(1),
        word => number_named(word).filter(|n| *n < 10),
    };
    let open = |number: i64| {
        let code = number.to_string();
        context.offers.iter().any(|offer| offer.id == code).then_some(code)
    };
    let words = context.text.words();
    let mut out = Vec::with_capacity(words.len());
    let mut at = 0;
    while let Some(word) = words.get(at) {
        let and = usize::from(words.get(at + 1).is_some_and(|next| *next == "y"));
        let ten = tens_named(word);
        let one = words.get(at + 1 + and).and_then(|next| unit(next));
        let of_two = ten.zip(one).and_then(|(ten, one)| open(ten + one));
        let (word, used) = of_two
            .map(|code| (code, 2 + and))
            .or_else(|| ten.and_then(open).map(|code| (code, 1)))
            .unwrap_or_else(|| ((*word).to_owned(), 1));
        out.push(word);
        at += used;
    }
    out
}

/// Offers named by code, each taken (`true`) or passed.
pub(super) fn codes(context: &Context<'_>) -> Vec<(String, bool)> {
    let spelt = spelt(context);
    let words: Vec<&str> = spelt.iter().map(String::as_str).collect();
    let is_code = |i: usize| {
        let word = words[i].trim_start_matches('#');
        let next = words.get(i + 1).copied().unwrap_or("");
        let timed = matches!(next, "am" | "pm" | "min" | "hour" | "oclock" | "days" | "miles");
        // "2 of the 3" counts.
        let counts =
            matches!(next, "of" | "de" | "questions" | "question" | "things" | "preguntas" | "cosas");
        (context.offers.iter().any(|offer| offer.id == word) && !timed && !counts).then(|| word.to_owned())
    };
    let verb = |word: &str| match word {
        "take" | "yes" | "accept" | "want" | "tomo" | "acepto" | "si" | "tome" | "ok" | "taking"
        | "thumbsup" | "do" | "tomar" => Some(true),
        "pass" | "no" | "decline" | "skip" | "not" | "paso" | "cant" | "rechazo" | "dont" | "except"
        | "pasar" => Some(false),
        _ => None,
    };
    let filler = |word: &str| {
        matches!(
            word,
            "i" | "will"
                | "the"
                | "shift"
                | "offer"
                | "number"
                | "num"
                | "please"
                | "and"
                | "to"
                | "on"
                | "it"
                | "one"
                | "la"
                | "el"
                | "numero"
                | "turno"
                | "y"
                | "option"
                | "code"
                | "oferta"
                | "thanks"
                | "for"
                | "of"
                | "can"
                | "only"
                | "just"
                | "gracias"
                | "opcion"
                | "puedo"
                | "me"
                | "would"
                | "like"
                | "id"
        ) || verb(word).is_some()
    };
    let named: Vec<(usize, String)> =
        (0..words.len()).filter_map(|i| is_code(i).map(|code| (i, code))).collect();
    if named.is_empty() {
        return Vec::new();
    }
    let first_verb = words.iter().position(|word| verb(word).is_some());
    // "15 yes 16 no" where 15 is hers already.
    let of_another = |at: usize| at > 0 && words[at - 1].len() <= 3 && words[at - 1].parse::<u16>().is_ok();
    let suffix = first_verb.is_none_or(|at| at > named[0].0 || of_another(at));
    let hash = words.iter().any(|word| word.starts_with('#'));
    let mut out: Vec<(String, bool)> = Vec::new();
    for (i, code) in &named {
        let verdict = if suffix {
            // "4 yes 5 no": the next verb, else the code alone is a yes.
            words[i + 1..].iter().find_map(|word| verb(word))
        } else {
            // "cant take 4" and "dont want 4" are passes.
            let before = &words[..*i];
            let near = before.iter().rposition(|word| verb(word).is_some());
            near.map(|at| {
                let negated = at > 0 && verb(before[at - 1]) == Some(false);
                verb(before[at]) == Some(true) && !negated
            })
        };
        let near_verb = if suffix {
            true
        } else {
            words[..*i].iter().rposition(|word| verb(word).is_some()).is_some_and(|at| {
                i - at <= 6
                    && words[at + 1..*i].iter().all(|word| {
                        filler(word)
                            || context.offers.iter().any(|offer| offer.id == word.trim_start_matches('#'))
                    })
            })
        };
        let alone =
            words.iter().enumerate().all(|(at, word)| filler(word) || named.iter().any(|(n, _)| *n == at));
        if near_verb && (alone || hash || !suffix || leads_with_code(context).as_ref() == Some(code)) {
            let taken = verdict.unwrap_or(true);
            if !out.iter().any(|(known, _)| known == code) {
                out.push((code.clone(), taken));
            }
        }
    }
    out
}

/// "TAKE 9" where no such offer is open.
fn unknown_code(context: &Context<'_>) -> Option<String> {
    rule!(
        TAKE = whole[r"(?:i will |yes )?(?:take|tomo|accept|acepto)(?: number| offer| shift| la| el)? #?(?P<code>[0-9]{1,3})(?: please| thanks)?"]
    );
    TAKE.captures(&context.text.flat)
        .and_then(|found| found.name("code"))
        .map(|code| code.as_str().to_owned())
}

fn says_area(context: &Context<'_>, offer: &Local) -> bool {
    context.open_offer(&offer.id).is_some_and(|open| {
        open.shift.area.len() > 3
            && context.text.flat.contains(&super::normalise::fold(&open.shift.area.to_lowercase()))
    })
}

/// Whether it says where an open offer is.
pub(super) fn names_area(context: &Context<'_>) -> bool {
    context.offers.iter().any(|offer| says_area(context, offer))
}

/// The offers that the days, times or area in the text point at; all if it points at none.
fn pointed_at<'c>(context: &'c Context<'_>) -> (Vec<&'c Local>, bool) {
    let when = &context.when;
    let all: Vec<&Local> = context.offers.iter().collect();
    let mut left = all.clone();
    let mut pointed = false;
    if when.says_day() {
        pointed = true;
        left.retain(|offer| when.may_mean(offer.date));
    }
    let span_fits = |offer: &Local| {
        when.spans
            .iter()
            .any(|span| span.from.means(offer.start_minute) && span.until.means(offer.end_minute))
            || when
                .times
                .iter()
                .any(|time| time.relation == Relation::At && time.clock.means(offer.start_minute))
    };
    if left.iter().any(|offer| span_fits(offer)) {
        pointed = true;
        left.retain(|offer| span_fits(offer));
    }
    let part =
        |offer: &Local| when.parts.iter().any(|part| part.holds(offer.start_minute, offer.crosses_midnight));
    if left.len() > 1 && left.iter().any(|offer| part(offer)) {
        pointed = true;
        left.retain(|offer| part(offer));
    }
    let area = |offer: &Local| says_area(context, offer);
    if left.len() > 1 && left.iter().any(|offer| area(offer)) {
        pointed = true;
        left.retain(|offer| area(offer));
    }
    (left, pointed)
}

pub(super) fn accept(context: &Context<'_>, lower: &str, words: &str) -> Found {
    Found::new(Intent::OfferAccept, 0.96, words).offers(vec![context.code(lower)])
}

pub(super) fn decline(context: &Context<'_>, lower: &[&str], words: &str) -> Found {
    Found::new(Intent::OfferDecline, 0.94, words)
        .offers(lower.iter().map(|code| context.code(code)).collect())
}

/// Readings of an answer by code; empty if the text names none.
pub(super) fn by_code(context: &Context<'_>) -> Vec<Found> {
    let several = super::several::answered(context);
    if !several.is_empty() {
        return several;
    }
    let named = codes(context);
    if named.is_empty() {
        return unknown_code(context)
            .map(|code| {
                let found =
                    Found::new(Intent::OfferAccept, 0.84, format!("take {code}")).because("no_such_offer");
                let question = if context.offers.is_empty() {
                    say::no_open_offer(context)
                } else {
                    say::which_offer(context)
                };
                vec![found.ask(question)]
            })
            .unwrap_or_default();
    }
    // "34 but 2:30": whatever comes behind the "but", it is no plain yes.
    let conditional = matches!(verdict(context), Verdict::Conditional)
        || leads_with_code(context).is_some() && !only_if_open(context);
    if context.offers.len() > 1 && !conditional {
        let apart = apart(context);
        if !apart.is_empty() {
            return apart.into_iter().map(Found::certain).collect();
        }
    }
    let mut found = Vec::new();
    for (code, taken) in &named {
        let words = context.text.flat.trim().chars().take(40).collect::<String>();
        found.push(match (taken, conditional && named.len() == 1) {
            (true, true) => conditional_on(context, code, words),
            (true, false) => accept(context, code, &words).certain(),
            (false, _) => decline(context, &[code], &words).certain(),
        });
    }
    found
}

/// Several offers answered apart, each group once; empty where the text points at none.
pub(super) fn apart(context: &Context<'_>) -> Vec<Found> {
    let apart = each::read(context);
    let words: String = context.text.flat.trim().chars().take(60).collect();
    let codes = |codes: &[String]| codes.iter().map(|code| context.code(code)).collect::<Vec<_>>();
    let mut found = Vec::new();
    for (intent, which) in [
        (Intent::OfferAccept, &apart.yes),
        (Intent::OfferDecline, &apart.no),
        (Intent::OfferConditional, &apart.maybe),
    ] {
        if !which.is_empty() {
            found.push(Found::new(intent, 0.94, &words).offers(codes(which)));
        }
    }
    found
}

fn conditional_on(context: &Context<'_>, lower: &str, words: String) -> Found {
    rule!(
        ONLY_PART = whole[r"(?:i can (?:do |work )?)?(?:only|just|solo|nomas|nada mas) (?:in |en |por )?(?:the |la |el )?(?:mornings?|afternoons?|evenings?|(?:first|second|last) half|manana|tarde|noche)(?: please)?"]
    );
    let mut found = Found::new(Intent::OfferConditional, 0.9, words).offers(vec![context.code(lower)]);
    if let Some(offer) = context.offers.iter().find(|offer| offer.id == lower) {
        found.reading.window = window::on_shift(context, &context.when, offer);
        // "I can be there at 8" of a shift from 7.
        if found.reading.window.is_none()
            && AT_A_TIME.is(&context.text.flat)
            && let [time] = context.when.times.as_slice()
            && !time.clock.means(offer.start_minute)
        {
            let after = super::clock::ClockWord { relation: Relation::After, ..*time };
            let when = super::dates::When { times: vec![after], ..Default::default() };
            found.reading.window = window::on_shift(context, &when, offer);
        }
    }
    if ONLY_PART.is(&context.text.flat) { found.action(Action::Human).certain() } else { found }
}

/// Readings of an answer to the open offers.
pub(super) fn to_offers(context: &Context<'_>, verdict: Verdict, asked: &Asked) -> Vec<Found> {
    let words: String = context.text.flat.trim().chars().take(60).collect();
    let flat = &context.text.flat;
    let (pointed, explicit) = pointed_at(context);
    let codes: Vec<&str> = pointed.iter().map(|offer| offer.id.as_str()).collect();
    let all: Vec<&str> = context.offers.iter().map(|offer| offer.id.as_str()).collect();
    if context.offers.is_empty() {
        return match verdict {
            Verdict::Yes { weak: false, .. } if OFFER_CLEAR.is(flat) => {
                vec![
                    Found::new(Intent::OfferAccept, 0.84, words)
                        .because("no_open_offer")
                        .ask(say::no_open_offer(context)),
                ]
            }
            _ => Vec::new(),
        };
    }
    // "1" and "2" are yes and no where one offer is open that has neither code (behaviours 27, 28).
    let verdict = match (flat.trim(), all.len(), verdict) {
        ("1" | "ya", 1, Verdict::None) => Verdict::Yes { weak: false, thanks: false, asks: false },
        ("2", 1, Verdict::None) => Verdict::No,
        (_, _, verdict) => verdict,
    };
    let answered_apart = !matches!(verdict, Verdict::Question | Verdict::Hold | Verdict::Conditional)
        && (all.len() > 1 || verdict == Verdict::Torn || *asked != Asked::Offer);
    let found = apart(context);
    // "4 works. 5 maybe": what was said of each goes before what was said of all.
    let takes_one =
        all.len() > 1 && found.len() > 1 && found.iter().any(|one| one.reading.intent == Intent::OfferAccept);
    if !found.is_empty() && (answered_apart || takes_one) {
        return found;
    }
    match verdict {
        Verdict::Yes { weak: true, .. } if *asked == Asked::Told => Vec::new(),
        Verdict::Yes { weak: true, thanks: true, .. } => {
            vec![Found::new(Intent::OfferAccept, 0.62, words).ask(say::which_offer(context))]
        }
        Verdict::Yes { asks, .. } => {
            if all.len() > 1 && EVERY.is(flat) && !EITHER.is(flat) && !NEITHER.is(flat) && !explicit {
                return all.iter().map(|code| accept(context, code, &words)).collect();
            }
            let mut found = match codes.as_slice() {
                [only] => accept(context, only, &words),
                _ => Found::new(Intent::OfferAccept, 0.8, words).ask(say::which_offer(context)),
            };
            if asks {
                found = found.because("question");
            }
            vec![found]
        }
        Verdict::No => {
            let codes = if codes.is_empty() { &all } else { &codes };
            vec![decline(context, codes, &words)]
        }
        Verdict::Conditional => {
            let offer = if let [only] = codes.as_slice() { only } else { all[0] };
            let mut found = conditional_on(context, offer, words);
            if codes.len() != 1 && all.len() > 1 {
                found.reading.offers.clear();
            }
            vec![found]
        }
        Verdict::Hold => {
            let mut found = Found::new(Intent::OfferConditional, 0.86, "hold").because(&words);
            if let [only] = codes.as_slice() {
                found = found.offers(vec![context.code(only)]);
            }
            vec![found]
        }
        Verdict::Question => {
            let mut found = Found::new(Intent::OfferConditional, 0.88, "question").because(&words);
            if let [only] = codes.as_slice() {
                found = found.offers(vec![context.code(only)]);
            }
            vec![found]
        }
        Verdict::Torn => {
            vec![
                Found::new(Intent::OfferConditional, 0.65, words)
                    .action(Action::Ask)
                    .ask(say::which_offer(context)),
            ]
        }
        Verdict::None => Vec::new(),
    }
}
