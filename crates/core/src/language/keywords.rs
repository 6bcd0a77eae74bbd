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
    r"no quiero (?:recibir )?(?:mas )?(?:mensajes|textos)",
]);

rule!(
    /// Whoever was never a client's or a caregiver's number has no shift to be taken off.
    STRANGER_OUT = words [
        r"(?:take me (?:off|out)|remove me)(?: please| now| thanks| asap)*$", r"(?:quit|saqu|borr|elimin)(?:e|en)me(?: por favor| ya| gracias)*$",
    ]
);
rule!(
    /// The contrary of what follows.
    CONTRARY = raw_one [r"^(?: (?:no|hey|lol))* (?:dont|never)(?: ever)?\s*$", r" (?:but|please|and|so) (?:dont|never)(?: ever)?\s*$"]
);
rule!(OF_TEXTS = words [r"texts?", r"messages?", r"msgs?", r"sms", r"text messages", r"stuff", r"anything", r"spam", r"these", r"notifications"]);

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
        r"(?:dont|stop|quit|never|not|wont) send(?:ing)? (?:me |us )?(?P<whom>[a-z]+)", r"no (?:me |nos )?(?:manden?|envien?) (?:mas )?a [a-z]+",
    ]
);
rule!(
    /// What is sent by text, and words before it.
    NOBODY = whole [
        r"me", r"us", r"it", r"all", r"your", r"every", r"nothing", r"new", r"open", r"offer", r"shift", r"link", r"reminder", r"job", r"jobs", r"work", r"alerts", r"notifications", r"notices", r"sms", r"mass", r"automated", r"group", r"questions", r"surveys", r"a", r"an", r"any", r"anything", r"anymore", r"more", r"text", r"texts", r"message", r"messages", r"msgs", r"stuff", r"this", r"these", r"those", r"that", r"them", r"to", r"no", r"offers", r"shifts", r"links", r"reminders", r"so", r"the", r"my", r"another", r"out", r"crap", r"spam", r"things",
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
    read && plain_stop(context).is_none()
        && (!STOPS.is(flat) || OTHER_STOPS.is(flat) || somebody || says_contrary(flat))
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
fn says_contrary(flat: &str) -> bool {
    rule!(OPTS = words[r"(?:dont|didnt|did not)(?: want| mean| wish)?(?: to)?$"]);
    let wish = PLAIN_STOP.find(flat);
    wish.and_then(|words| Some((words.starts_with("opt"), flat.split_once(&words)?.0)))
        .is_some_and(|(opts, before)| CONTRARY.is(before) || opts && OPTS.is(before))
}

/// A plain wish to get no more texts. From anybody; the rest of the message is read too (domain.md 0.16).
pub(super) fn plain_stop(context: &Context<'_>) -> Option<Found> {
    let flat = &context.text.flat;
    let known = !matches!(context.message.sender, Sender::Unknown | Sender::Prospect | Sender::Applicant);
    // Somebody's other phone: "this is Maria, have fever, take me off".
    let calls_out = || callout::is_call_out(flat) || reason::find(context, flat).is_some();
    let stranger = || if known || calls_out() { None } else { STRANGER_OUT.find(flat) };
    let words = PLAIN_STOP.find(flat).or_else(stranger).filter(|_| !says_contrary(flat))?;
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
