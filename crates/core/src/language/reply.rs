//! Yes, no, "if after 3", "let me check" and "TAKE 4": answers to offers (behaviours 26 to 34, 38, 39).

use super::clock::Relation;
use super::context::{Context, Found, Local};
use super::phrases::rule;
use super::thread::Asked;
use super::{Action, Intent, each, say, window};

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

rule!(
    /// A "no" that means yes.
    FALSE_NO = words [
        r"no (?:problem|problems|prob|probs|worries|issue|issues|biggie|big deal|sweat|doubt)(?: at all)?", r"not a (?:problem|prob|issue)", r"np", r"(?:dont|wouldnt|would not|do not) mind", r"why not", r"cant wait", r"no (?:question|doubt)(?: about (?:it|that))?", r"without (?:a )?doubt", r"no reason not(?: to)?",
        r"sin (?:ningun )?problema", r"no hay (?:ningun )?problema", r"como no", r"no te preocupes", r"no se preocupe", r"por ?que no",
    ]
);
rule!(NO = words [
    r"(?:absolutely|definitely|of course|for sure|certainly|probably|sorry|unfortunately|def|most definitely|hell|heck|oh|um) (?:no|not|cant)", r"no way", r"no", r"n", r"cant", r"wont", r"not (?:today|tonight|tomorrow|available|interested|able|this time|this one|now|for me|really|possible|going|free|working|happening|a chance|this week|this weekend|anymore|good for me|me)", r"(?:am|are) not", r"pass", r"decline", r"declined", r"skip", r"hard pass", r"thumbsdown",
    r"i am (?:good|ok|set|all set|fine)(?: on that| on this| for now| today| tonight)? thanks", r"am good(?: on that| on this one)?$", r"(?:am|have been|already) (?:busy|working|booked|scheduled|committed|out of town|away|on vacation|off that day|at my other job|at work)", r"busy", r"out of town", r"(?:have|got|had) (?:other |another |prior )?(?:plans|commitment|commitments|obligations|engagement)", r"too (?:far|early|late|much|long|short notice|tired|short)", r"(?:i )?(?:have|got) (?:a |an |my )?(?:other job|another job|other shift|another shift|another client)", r"(?:maybe )?(?:next time|another time|some other time)", r"(?:dont|do not|doesnt) (?:want|think so|think i can|have|work for me|think)", r"rather not", r"id rather not", r"doesnt work", r"(?:that|it|this) wont work", r"unfortunately", r"regretfully", r"nah", r"negative", r"find someone else", r"ask someone else", r"count me out", r"unavailable", r"thanks but no", r"thumbs down",
    r"claro que no", r"por supuesto que no", r"para nada", r"hoy no", r"esta vez no", r"no (?:puedo|gracias|estoy|me)", r"imposible", r"paso", r"(?:ya )?tengo (?:cita|planes|otro trabajo|trabajo|otro turno|otro cliente|compromiso|que trabajar)", r"(?:estoy|ando) (?:ocupad[oa]|trabajando|fuera|lejos)", r"ocupad[oa]", r"lo siento no", r"muy lejos", r"otra vez sera", r"la proxima", r"ya trabajo", r"rechazo", r"tampoco", r"de ninguna manera", r"ni modo",
]);
rule!(SOFT_NO = words [
    r"sorry", r"my apologies", r"apologies", r"wish i could", r"i would if i could", r"lo siento", r"perdon", r"disculpe", r"disculpa", r"que pena", r"lamento", r"appointment", r"am working", r"i work", r"am sick", r"already off", r"need my rest", r"have my kids", r"no babysitter", r"no sitter", r"no car", r"no ride",
]);
rule!(STRONG_YES = words [
    r"yes", r"y", r"sure", r"ya (?:i|sure|ok|that|lol)", r"sure thing", r"absolutely", r"definitely", r"of course", r"for sure", r"certainly", r"totally", r"i can", r"can do(?: it| that| this)?", r"i will (?:take|do|be|cover|work|go|accept|come|help|be there|pick)", r"i would (?:love|like|be happy|take|do) ?(?:to|it|that)?", r"i (?:accept|take|want|got)(?: it| this| that| the)?", r"(?:take|taking|takin) (?:it|that|this|the|them)", r"ill take", r"take", r"sign me up", r"count me in", r"am (?:in|down|available|free|there|game|interested|on it|able)", r"i got (?:it|this|you|u)", r"(?:put|pencil|mark) me (?:down|in|on|up)", r"(?:am )?happy to", r"(?:would )?love to", r"glad to", r"be there", r"accept(?:ed)?", r"confirm(?:ed)?", r"affirmative", r"works for me", r"that works", r"works", r"will do(?: it)?", r"give it to me", r"mine", r"assign me", r"let me (?:have|take|do|get) (?:it|that|this|the)", r"im on it", r"yes maam", r"interested", r"available", r"i am(?: coming)?$",
    r"si", r"claro", r"por supuesto", r"acepto", r"(?:yo )?(?:lo|la) (?:tomo|hago|cubro|acepto|agarro|quiero)", r"tomo", r"puedo", r"(?:ahi|alli) (?:estare|estoy|voy)", r"cuenta(?:n)? conmigo", r"cuente conmigo", r"con (?:mucho )?gusto", r"seguro", r"estoy disponible", r"disponible", r"me apunto", r"yo voy", r"encantada", r"encantado", r"confirmo", r"me interesa", r"lo quiero", r"yo quiero",
]);
rule!(WEAK_YES = words [
    r"ok", r"k", r"alright", r"fine", r"thumbsup", r"okyes", r"sounds (?:good|great|fine)", r"got it", r"bet", r"cool", r"perfect", r"great", r"all good", r"yessir", r"bueno", r"dale", r"va", r"vale", r"listo", r"de acuerdo", r"perfecto", r"esta bien", r"sale", r"orale",
]);
rule!(THANKS = words [r"thanks", r"gracias", r"appreciate(?: it)?", r"welcome", r"de nada", r"god bless", r"bless you", r"smile"]);
rule!(COND = words [
    r"(?:only )?if", r"only", r"unless", r"as long as", r"depending", r"depends", r"provided", r"but (?:i |id |i would |i will |will |would )?(?:only |still |just )?(?:have|dont have|need|can|cant|could|would|will|gotta|got|wont|be|not|leave|late|only|after|until)", r"half", r"part of", r"partial", r"instead", r"can you (?:do|pay|give)", r"[0-9]+ an hour", r"(?:leave|leaving|out|off|done|gone) (?:by|at|before)", r"(?:what|how) about", r"can i (?:start|come|do|leave|go|bring)", r"(?:run|running|be|am|bit|little|min) late", r"bonus", r"extra pay", r"time and a half", r"double(?: time| pay)?", r"more money", r"need a ride", r"if you (?:can|pay|give)", r"cant (?:[a-z]+ ){0,3}until", r"just the", r"not (?:until|before|after)",
    r"si es", r"si (?:me|pueden|puede|no|hay|pagan|empieza|termina|fuera)", r"solo", r"solamente", r"nada mas", r"siempre y cuando", r"(?:nomas|nada mas|con tal de|con tal|siempre|mientras) que(?: no)?", r"que (?:sea|empiece|empezara|no sea)", r"pero (?:solo|tengo|puedo|no|hasta|despues|salgo|llego|necesito|me|a partir)", r"medio turno", r"la mitad", r"a partir de",
]);
rule!(
    /// A time she can come, which only matters if it is not the offer's.
    AT_A_TIME = words [r"(?:could|can) (?:i )?(?:only )?(?:do|work|start|come|be|leave|stay|go)(?: in| there| here)? (?:from|after|until|between|at|by|around|[0-9])"]
);
rule!(REFUSES = words [
    r"but (?:i |unfortunately |sadly |sorry )*(?:cant|wont|am not able|am (?:busy|working|booked|scheduled)|have (?:an? |my )?(?:other|another|plans|appointment|class|kids))(?: (?:do|make|take|work|cover)(?: it| that| this)?| today| tomorrow| tonight| this time| right now| sorry)*$", r"pero no (?:puedo|voy a poder)(?: hoy| manana)?$",
]);
rule!(
    BUSY_UNTIL = words[r"(?:work|working|busy|appointment|class|other job|trabajo|ocupad[oa]|cita|on shift|scheduled)[a-z ]* (?:until|hasta)"]
);
rule!(
    /// "if" that asks for nothing.
    FALSE_IF = words [
        r"if (?:nobody|no one|noone|nobodys|no ones)(?: else)? (?:has |have )?(?:took|taken|got|gotten|grabbed|claimed|picked)(?: it| that| this)?(?: up)?(?: yet| already)?",
        r"if (?:its |it is |that is |thats |the shift is |this is )?(?:still )?(?:open|available|not taken|not filled|there|needed)", r"if (?:you|u|yall)(?: still)? need(?: me| it| someone| help)?(?: to)?", r"(?:let me know|lmk|text me|call me) if", r"if (?:thats |that is |its |it is )?(?:ok|alright|fine|possible)", r"si (?:todavia|aun) (?:esta|hay|lo|me)[a-z ]*", r"only one", r"not only", r"si me necesita[n]?", r"si esta disponible",
    ]
);
rule!(HOLD = words [
    r"maybe", r"(?:will|ill|can) try", r"i guess", r"possibly", r"let me (?:check|see|ask|look|think|find|get back|talk|call|know|double check|figure)", r"(?:will|ill|going to|gotta|have to|need to) (?:check|see|ask|let you know|get back|think about|think on|look at|talk to|find out)", r"get back to you", r"not sure", r"unsure", r"i dont know (?:yet|if|about|maybe|what|let|when)", r"i dont know$", r"might(?: be able)?", r"give me (?:a )?(?:min|sec|second|few|moment|hour|bit|5|10|15|20|30)", r"hold on", r"one (?:sec|second|moment|min)", r"(?:am )?checking", r"(?:can|could) i let you know", r"tentative(?:ly)?", r"perhaps", r"pending", r"thinking about it", r"i think so", r"probably", r"lmk later", r"tbd", r"potentially",
    r"tal vez", r"quizas?", r"a lo mejor", r"dejame (?:ver|checar|revisar|preguntar|pensar|consultar)", r"dejeme (?:ver|checar|revisar|preguntar|pensar|consultar)", r"(?:te|le|les) (?:aviso|confirmo|digo|dejo saber)", r"no (?:se|estoy segur[oa])", r"voy a (?:ver|checar|revisar|preguntar)", r"creo que si", r"un momento", r"puede ser", r"posiblemente", r"ahorita (?:le|te) (?:aviso|digo)",
]);
rule!(ASKS = words [
    r"(?:what|which|who|where|when|how|whats|wheres|whos) (?:is|are|time|day|days|area|city|town|address|client|does|do|much|far|long|many|would|will|kind|about|shift|part|hours|hour|they|it|the|s)", r"is (?:it|this|that|the|she|he|there)", r"are (?:they|there|you)", r"does (?:it|she|he|the)", r"do (?:they|you|i)", r"how (?:far|much|long|many)", r"what time", r"(?:whats|what is) (?:the|it)", r"a que hora", r"que (?:dia|hora|area|turno|paga)", r"quien es", r"donde (?:es|queda|esta)", r"cuant[oa]s? (?:paga|pagan|horas|es|dura|tiempo)", r"cual es", r"que tan lejos", r"es (?:hombre|mujer|lejos)", r"hay que",
]);
rule!(MONEY_OR_WAY = words [r"pay", r"pays", r"rate", r"how far", r"how much", r"bonus", r"mileage", r"overtime", r"paga", r"pagan", r"lejos", r"hoyer", r"how heavy", r"smoke", r"pets", r"dogs"]);
rule!(CAN = words [r"can", r"could", r"available", r"free", r"able", r"would", r"puedo", r"podria", r"yes", r"si", r"ok", r"sure", r"only", r"solo", r"maybe", r"after", r"despues"]);
rule!(EVERY = words [r"both(?: of them| shifts)?", r"all of them", r"all (?:three|3|four|4)", r"either(?: one)?", r"las dos", r"los dos", r"ambos", r"ambas", r"todos", r"neither", r"none of them", r"ninguno"]);
rule!(EITHER = words [r"either(?: one)?", r"cualquiera"]);
rule!(NEITHER = words [r"neither", r"none of them", r"ninguno"]);
rule!(OFFER_CLEAR = words [r"take", r"accept", r"the shift", r"open shift", r"acepto", r"tomo", r"cover it", r"i want it"]);

rule!(NO_AND_WHY = raw_one[r"(?:^|[^o,] ?)\bno[,.;:]+ ?(?:problem|issue)s?\b (?:with|at|w/)"]);

/// "No problem" no longer says no.
pub(super) fn without_false_no(flat: &str) -> String {
    FALSE_NO.replace(flat, "okyes")
}

/// "let me get back to you on 3" says maybe to 3.
pub(super) fn held(flat: &str) -> String {
    HOLD.replace(flat, "maybe")
}

/// "both", "either", "none of them".
pub(super) fn says_every(flat: &str) -> bool {
    EVERY.is(flat)
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
        FALSE_NO.replace(&context.text.flat, "okyes")
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

/// Offers named by code, each taken (`true`) or passed.
pub(super) fn codes(context: &Context<'_>) -> Vec<(String, bool)> {
    let words = context.text.words();
    let is_code = |i: usize| {
        let word = words[i].trim_start_matches('#');
        let next = words.get(i + 1).copied().unwrap_or("");
        let timed = matches!(next, "am" | "pm" | "min" | "hour" | "oclock" | "days" | "miles");
        (context.offers.iter().any(|offer| offer.id == word) && !timed).then(|| word.to_owned())
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
    let suffix = first_verb.is_none_or(|at| at > named[0].0);
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
        if near_verb && (alone || hash || !suffix) {
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
    let area = |offer: &Local| {
        context.open_offer(&offer.id).is_some_and(|open| {
            open.shift.area.len() > 3
                && context.text.flat.contains(&super::normalise::fold(&open.shift.area.to_lowercase()))
        })
    };
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
    let conditional = matches!(verdict(context), Verdict::Conditional);
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
    found
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
            if all.len() > 1 && EVERY.is(flat) && !EITHER.is(flat) && !explicit {
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
