//! Words the message providers act on themselves, and the same wish in plain words (domain.md 1.13, 2.3).

use super::context::{Context, Found};
use super::phrases::rule;
use super::tongue::Tongue;
use super::{Intent, Sender, callout, reason};

rule!(PLAIN_STOP = words [
    r"(?:stop|quit) (?:texting|messaging|sending|contacting|calling|bothering|spamming)(?: me)?",
    r"(?:dont|no longer|no more|never) (?:ever )?(?:text|message|contact)(?: (?:me|this number|my phone|my number|us))(?: anymore| again| any more| ever)?",
    r"(?:dont|no longer) (?:send|want|wish)(?: to)? (?:me |get |receive |any |these |your |more |anymore )*(?:texts|messages|text messages|msgs|sms)",
    r"no more (?:texts|messages|text messages)",
    r"(?:take|remove) me (?:off|from) (?:your|the|this|of) ?(?:your |the )?(?:list|text list|texts|messages|text)",
    r"(?:take|remove|delete|erase) my (?:number|phone)",
    r"unsubscribe me", r"opt (?:me )?out", r"lose my number",
    r"stop (?:(?:all|with|the|these|those|your) )*(?:texts|texting|messages|messaging|text messages|msgs)",
    r"no (?:me )?(?:manden|mande|envien|envie|escriban|escriba|mandes|envies)(?: mas)?(?: mensajes| textos)?",
    r"(?:dejen|deje|deja|paren|pare) de (?:mandar|enviar|escribir|mandarme|enviarme|escribirme|molestar|molestarme)",
    r"(?:quiteme|saquenme|quitenme|borrenme) de (?:la|su|esta) lista",
    r"no quiero (?:recibir )?(?:mas )?(?:mensajes|textos)", r"(?:ya )?no quiero (?:seguir )?recib(?:ir|iendo) (?:esto|nada|mas)",
    r"(?:quite|quiten|quita|saque|saquen|saca|borre|borren|borra|baje|bajen|baja|elimine|eliminen|elimina|desapunte|desapunten|desapunta)me (?:ya )?de (?:su|tu|esta|sus) lista",
    r"(?:estuvo|esta|basta)(?: bueno)? de tant[oa]s? (?:mensajes?|textos?)", r"salganse de mi (?:telefono|celular|numero)",
]);

rule!(
    /// "Ok. STOP", "no stop", "k stop thanks": the keyword behind a word of assent or refusal.
    ANSWERED_STOP = whole [
        r"(?:(?:ok|k|yes|y|no|n|si|pass|please|just|i said|said|sure|thanks|and|alright|sorry|hi|hey) )*(?:stop|unsubscribe|s t o p)(?: (?:now|thanks|please|ok|already|for good|forever|ya|gracias|por favor))*",
    ]
);
rule!(
    /// The contrary, wherever it stands: "dont stop sending me these, i need hours", "no dejen de avisarme".
    GO_ON = words [r"(?:dont|never)(?: ever)? (?:stop|unsubscribe|opt)", r"no (?:dej[ae]n?|par[ae]n?|dejes|pares) de [a-z]+[aei]r(?:me|nos|le)?"]
);
rule!(
    UNLESS = words[r"(?:if|since|because|until|why) (?:you|yall|u|they|these|this|it|ustedes)?(?: people| guys| texts| messages)? ?(?:dont|never|no (?:dej[ae]n?|par[ae]n?))"]
);
rule!(
    /// Of something: a person, a place, a day.
    SCOPE = words [r"(?:(?:unsubscribe me|(?:opt|opting) (?:me )?out|(?:take|remove) me (?:off|from) (?:the|your|this|ur) (?:text )?list) (?:from|of|for|in)|(?:quite|quiten|saque|saquen|borre|borren)me de (?:la|su|esta) lista (?:de|para)) (?P<what>.{1,60})"]
);
rule!(
    /// At some hours only: "no texts before 8am".
    AT_HOURS = words [
        r"(?:no(?: more)? texts?|stop (?:texting|messaging|calling)|dont (?:text|message|call)|quit (?:texting|calling)|no me (?:escriban?|manden?|llamen?|texteen?))(?: [a-z]+){0,3} (?:before|after|until|till|past|antes de|despues de|hasta) (?:[0-9]+ ?(?:am|pm|a|p)?|noon|midnight|dark|las|work)",
        r"(?:dont|stop|no|quit) text(?:s|ing)?(?: me)? (?:on )?(?:(?:mon|tues|wednes|thurs|fri|satur|sun)days?|weekends?|while|during|when i)", r"(?:stop|quit|dont) call(?:ing)? (?:my|mom|mother|dad|her|him|the house)", r"no (?:me )?(?:manden?|envien?|escriban?) mas (?:esta|por hoy|hoy|el|la|los)", r"no (?:me )?(?:mande|manden|mandes|envie|envien)(?: mas)? (?:turnos?|trabajos?) (?:de|en|para|los|el|tan)",
    ]
);

rule!(EVERYTHING = words [r"texts?", r"messages?", r"msgs?", r"sms", r"mensajes?", r"textos?", r"notifications?", r"alerts?", r"reminders?", r"list", r"(?:these|those|them|this|it|everything|all|anything|here)$"]);

/// "Ok. STOP": whatever it answers, it is the keyword.
pub(super) fn answered_stop(context: &Context<'_>) -> Option<Found> {
    let clauses = &context.text.clauses;
    let begins =
        (1..=clauses.len().min(3)).any(|n| ANSWERED_STOP.is(&clauses[..n].concat().replace("  ", " ")));
    begins.then(|| Found::new(Intent::OptOutInHelp, 0.97, "stop").certain())
}

/// "Wrong person. I been getting texts for a Denise": news of the number, and no wish.
fn is_not_hers(flat: &str) -> bool {
    rule!(WRONG = words [r"wrong (?:person|number|guy|lady|phone|one)", r"numero equivocado", r"persona equivocada", r"(?:texts?|messages?) for (?:a |somebody |someone )[a-z]+"]);
    rule!(WISH = words [r"stop[a-z]*", r"quit[a-z]*", r"remov[a-z]*", r"delet[a-z]*", r"unsub[a-z]*", r"los[e]", r"block[a-z]*", r"leave me", r"no more", r"dont", r"never", r"take (?:me|my|this)", r"off", r"please", r"borr[a-z]*", r"dej[a-z]*", r"no (?:me )?(?:manden?|escriban?|envien?)", r"ya no", r"paren"]);
    WRONG.is(flat) && !WISH.is(flat)
}

/// Silence about something, or at some hours: a person minds it, the texts go on.
fn is_limited(flat: &str) -> bool {
    let texts =
        |what: &str| EVERYTHING.is(what) || FROM_ALL.is(what.split_whitespace().next().unwrap_or_default());
    let scoped =
        SCOPE.all(flat).iter().filter_map(|found| found.name("what")).any(|what| !texts(what.as_str()));
    scoped || AT_HOURS.is(flat)
}

rule!(
    /// Whoever was never a client's or a caregiver's number has no shift to be taken off.
    STRANGER_OUT = words [
        r"(?:take me (?:off|out)|remove me)(?: please| now| thanks| asap)*$", r"(?:quit|saqu|borr|elimin|baj)(?:e|en)me(?: por favor| ya| gracias| de (?:ahi|aqui|esto|este|esta lista))*$", r"(?:borr|quit|sac|elimin|desapunt|baj)[ae]n?me de (?:ahi|aqui|esto)",
    ]
);
rule!(
    /// A client is on no list but that of the texts.
    CLIENT_OUT = words [r"(?:borr|quit|sac|elimin|desapunt|baj)(?:a|e|en|an|que|quen)?me de (?:ahi|aqui|esto)", r"^ (?:elimin|desapunt|borr)(?:a|e|en|an)me(?: por favor| ya| gracias)*$"]
);
rule!(
    /// The contrary of what follows.
    CONTRARY = raw_one [r"^(?: (?:no|hey|lol))* (?:dont|never)(?: ever)?\s*$", r" (?:but|please|and|so) (?:dont|never)(?: ever)?\s*$"]
);
rule!(FROM_ALL = words [r"your", r"this", r"all", r"everything", r"here", r"list", r"now", r"gigi"]);
rule!(OF_TEXTS = words [r"texts?", r"messages?", r"msgs?", r"sms", r"text messages", r"stuff", r"anything", r"spam", r"(?:these|those|them|this|it)$", r"(?:these|those|this) (?:(?:open|new|shift|work|group|mass|damn|dumb|automated|text) )*(?:shifts?|offers?|links?|alerts?|reminders?|things?)", r"notifications"]);

rule!(
    /// No wish for silence is without one of these, in English or Spanish.
    STOPS = words [
        r"stop[a-z]*", r"quit[a-z]*", r"unsub[a-z]*", r"remov[a-z]*", r"delet[a-z]*", r"opt", r"off", r"lose", r"block[a-z]*", r"leave", r"end", r"no", r"not", r"dont", r"do not", r"never", r"enough", r"without", r"cancel[a-z]*", r"help", r"info", r"start", r"rather", r"please", r"wrong", r"tired",
        r"none", r"eras[a-z]*", r"scrap", r"back", r"out",
        r"ya", r"nunca", r"alto", r"par[aeo][a-z]*", r"dej[ae][a-z]*", r"basta", r"quit[ae][a-z]*", r"borr[ae][a-z]*", r"saque[a-z]*", r"sacame", r"baja", r"ayuda",
    ]
);
rule!(
    /// Other things that stop.
    OTHER_STOPS = words [
        r"(?:cant|wont|cannot|nothing will|nothings going to) stop", r"stop(?:ped|s)? (?:coming|working|loading|sending to|by|at|in|for|and)", r"stopping (?:by|at|in|for)", r"(?:the|my|our)(?: [a-z]+){0,2} (?:insurance|401k|dental|vision|plan|benefits|deductions?|garnishment)", r"(?:bus|train|metro) stops?", r"stops? (?:right |near |close )",
    ]
);

rule!(
    /// Whom they shall not send.
    SENT = words [
        r"(?:dont|stop|quit|never|not|wont) send(?:ing)? (?:me |us )?(?:(?:all|these|those|this|the|any|more|new|different|random|another|other|your) )*(?P<whom>[a-z]+)", r"no (?:me |nos )?(?:anden )?(?:manden?|envien?|mandando) (?:mas )?(?:a|tan) [a-z]+", r"(?:stop|dejen de|ya no) (?:me )?(?:anden )?mand(?:ando|ar|en) (?:a|tan) [a-z]+",
    ]
);
rule!(
    /// What is sent by text, and words before it.
    NOBODY = whole [
        r"me", r"us", r"it", r"all", r"your", r"every", r"nothing", r"new", r"open", r"offer", r"shift", r"link", r"reminder", r"job", r"jobs", r"work", r"alerts", r"notifications", r"notices", r"sms", r"mass", r"automated", r"group", r"questions", r"surveys", r"a", r"an", r"any", r"anything", r"anymore", r"more", r"text", r"texts", r"message", r"messages", r"msgs", r"stuff", r"this", r"these", r"those", r"that", r"them", r"to", r"no", r"offers", r"shifts", r"links", r"reminders", r"so", r"the", r"my", r"another", r"out", r"openings?", r"opportunit[a-z]+", r"requests?", r"pings?", r"e ?mails?", r"codes?", r"info", r"updates?", r"calls?", r"availab[a-z]+", r"crap", r"spam", r"things",
    ]
);

rule!(
    /// What they shall stop doing.
    DOING = words [r"(?:(?:stop|quit)|(?:dej[ae]n?|par[ae]n?) de) (?P<what>[a-z]+(?:ing|[aei]r(?:me|nos|les?)?))"]
);
rule!(
    /// Of these, what may be meant of the texts; "stop taking union dues out my check" is not.
    TEXTING = whole [
        r"text(?:ing|ear|earme)", r"messaging", r"send(?:ing)?", r"contact(?:ing|ar|arme|arnos)", r"call(?:ing)?", r"both[a-z]*", r"spam[a-z]*", r"blowing", r"hitting", r"harass[a-z]*", r"notifying", r"ping[a-z]*", r"writing", r"reaching", r"e ?mailing", r"buzzing", r"using", r"annoying", r"bugging", r"pestering", r"offering", r"asking", r"trying", r"doing", r"getting", r"being", r"it", r"everything",
        r"mand[a-z]*", r"envi[a-z]*", r"escrib[a-z]*", r"molest[a-z]*", r"llam[a-z]*", r"fregar[a-z]*", r"joder[a-z]*", r"chingar[a-z]*", r"fastidi[a-z]*", r"ofrec[a-z]*", r"insist[a-z]*", r"usar[a-z]*", r"estar", r"andar", r"seguir",
    ]
);

rule!(
    /// A wish for silence in one of the rarer languages; what was put into English first (`translate`) is among it.
    IN_OTHER_TONGUES = raw_one [
        r"\b(?:stop|unsubscribe|opt out)", r"\b(?:h?uwag|wag|tama na|tigil[a-z]*|itigil)\b.*\b(?:text|mag text|itext|mensahe|sms)", r"\b(?:dung|ngung|thoi)\b.*\b(?:gui|nhan|tin|text)\b",
        r"(?:문자|연락|메시지|메세지).*(?:그만|마세요|마라|말아|싫)", r"\b(?:arret|cess|plus de|ne m)[a-z]*.*\b(?:message|texto|sms|ecri)", r"(?:не|хватит|перестаньте|прекратите)\b.*(?:пишите|писать|сообщени|смс)",
    ]
);

/// Whether something else stops in it than the texts, or nothing does.
pub(super) fn stops_else(context: &Context<'_>) -> bool {
    let flat = &context.text.flat;
    let read = matches!(context.tongue, Tongue::English | Tongue::Spanish | Tongue::Unknown);
    // "please don't send Tonya again"
    let sends_whom =
        |found: &regex::Captures<'_>| found.name("whom").is_none_or(|whom| !NOBODY.is(whom.as_str()));
    let somebody = SENT.all(flat).iter().any(sends_whom);
    let doing = DOING.all(flat);
    let other =
        |found: &regex::Captures<'_>| found.name("what").is_some_and(|what| !TEXTING.is(what.as_str()));
    let others = !doing.is_empty() && doing.iter().all(other);
    // In other languages the model takes many a "call me" for it: the words must say so.
    if !read {
        return !IN_OTHER_TONGUES.is(flat);
    }
    plain_stop(context).is_none()
        && (!STOPS.is(flat)
            || OTHER_STOPS.is(flat)
            || somebody
            || others
            || is_not_hers(flat)
            || is_limited(flat)
            || says_contrary(context))
}

/// The provider keyword that is the whole message, in capitals.
pub(super) fn provider_keyword(raw: &str) -> Option<&'static str> {
    const WORDS: &[(&str, &str)] = &[
        ("stop", "STOP"),
        ("stopall", "STOPALL"),
        ("unsubscribe", "UNSUBSCRIBE"),
        ("end", "END"),
        ("quit", "QUIT"),
        ("cancel", "CANCEL"),
        ("revoke", "REVOKE"),
        ("optout", "OPTOUT"),
        ("start", "START"),
        ("unstop", "UNSTOP"),
        ("help", "HELP"),
        ("info", "INFO"),
        ("alto", "STOP"),
        ("parar", "STOP"),
        ("detener", "STOP"),
        ("arret", "STOP"),
    ];
    // "HELP!!" is a person, "Stop." is still the keyword.
    let word =
        raw.trim().trim_matches(|c: char| matches!(c, '.' | '"' | '\'' | '“' | '”') || c.is_whitespace());
    let word = if word.to_lowercase().starts_with("stop") { word.trim_end_matches('!') } else { word };
    let word = word.to_lowercase();
    WORDS.iter().find(|(keyword, _)| *keyword == word).map(|(_, name)| *name)
}

/// The whole message is a keyword.
pub(super) fn keyword(context: &Context<'_>) -> Option<Found> {
    let keyword = provider_keyword(&context.text.raw)?;
    let mut found = Found::new(Intent::OptOutInHelp, 0.99, keyword);
    // "Cancel" from somebody with work ahead may have meant the shift: the caller has her phoned (domain.md 0.1).
    let soon = context.live.iter().any(|shift| context.minutes_until(shift) <= 48 * 60);
    if (soon || !context.offers.is_empty()) && !matches!(keyword, "START" | "UNSTOP" | "HELP" | "INFO") {
        found = found.because("work_ahead");
    }
    Some(found)
}

/// "dont stop texting me", "but don't lose my number", "I don't want to opt out"; not "if yall dont stop texting me".
fn says_contrary(context: &Context<'_>) -> bool {
    rule!(OPTS = words[r"(?:dont|didnt|did not)(?: want| mean| wish)?(?: to)?$"]);
    let flat = &context.text.flat;
    if context.text.clauses.iter().any(|clause| GO_ON.is(clause)) && !UNLESS.is(flat) {
        return true;
    }
    let wish = PLAIN_STOP.find(flat);
    wish.and_then(|words| Some((words.starts_with("opt"), flat.split_once(&words)?.0)))
        .is_some_and(|(opts, before)| CONTRARY.is(before) || opts && OPTS.is(before))
}

/// A plain wish to get no more texts. From anybody; the rest of the message is read too (domain.md 0.16).
pub(super) fn plain_stop(context: &Context<'_>) -> Option<Found> {
    let flat = &context.text.flat;
    let known = !matches!(context.message.sender, Sender::Unknown | Sender::Prospect | Sender::Applicant);
    let client = matches!(context.message.sender, Sender::Client | Sender::Family);
    // Somebody's other phone: "this is Maria, have fever, take me off".
    let calls_out = || callout::is_call_out(flat) || reason::find(context, flat).is_some();
    let stranger = || if known || calls_out() { None } else { STRANGER_OUT.find(flat) };
    let clients = || if client { CLIENT_OUT.find(flat) } else { None };
    let words =
        PLAIN_STOP.find(flat).or_else(stranger).or_else(clients).filter(|_| !says_contrary(context))?;
    // "Please stop sending new people" is a complaint.
    let things = [
        "sending new",
        "sending different",
        "sending me new",
        "sending strangers",
        "calling out",
        "calling off",
    ];
    // "Stop sending me Yonkers" is about what is offered.
    let rest = flat.split_once(words.as_str()).map_or("", |(_, rest)| rest.trim());
    let of_something = words.contains("sending me") && !rest.is_empty() && !OF_TEXTS.is(rest)
        || is_limited(flat)
        // "no me manden a Rosa otra vez"
        || words.starts_with("no ") && rest.starts_with("a ") && !rest.starts_with("a mi");
    if things.iter().any(|thing| flat.contains(thing))
        || known && of_something
        || (words.ends_with("sending") && context.message.sender != Sender::Unknown && !flat.contains("text"))
    {
        return None;
    }
    Some(Found::new(Intent::OptOutInHelp, 0.95, words))
}
