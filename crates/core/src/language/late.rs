//! Coming, but late; leaving early; not relieved.

use super::bind;
use super::calendar_words::{number_named, tens_named};
use super::clock::Relation;
use super::context::{Context, Found, Local};
use super::phrases::rule;
use super::thread::Asked;
use super::{Action, Intent, Sender, reason, say, window};

rule!(NOT_LATE = words [
    r"(?:paid|pay|check|paycheck|payment) (?:is |was |came )?late", r"late (?:pay|fee|paycheck|shift|night)", r"too late", r"never late", r"not (?:going to be )?late", r"(?:she|he|relief|client|mr [a-z]+|mrs [a-z]+) (?:is|was|are|always|came) late", r"is it too late", r"last night", r"was late (?:yesterday|last)", r"stay(?:ed|ing)? late", r"better late", r"how late", r"later",
    r"mas tarde", r"por la tarde", r"en la tarde", r"de la tarde", r"esta tarde", r"buenas tardes", r"late than", r"late afternoon", r"late (?:reply|response|text|notice|message|answer|night)", r"for the late", r"late in the",
]);
rule!(LATE = words [
    r"(?:running|run|be|am|going to be|will be|might be|maybe|gonna be|arriving|arrive|arrving|come in|coming|get there|little|bit|few|min|hour|[0-9]+|be there|start|a tad|super|very|so|slightly|probably|half) late", r"running (?:a )?(?:bit |little |few )?(?:behind|[0-9]+)", r"late", r"(?:few |[0-9]+ )?min behind", r"stuck (?:in|behind|at|on)(?: [a-z]+)? ?(?:traffic|a train|train|accident|the bus|the highway|the bridge)?", r"traffic", r"overslept", r"slept (?:in|through)", r"on my way", r"(?:will |going to |ill |i can |can |should |gonna )?be (?:there|here|in) (?:by|at|in|around|about|like|closer|within|shortly|soon|asap|a few)", r"be there [0-9][0-9:]*", r"(?:min|hour) away", r"(?:there|arriving|arrive|get there|here) (?:in|by|at|around) (?:about )?[0-9]+", r"eta", r"still coming", r"(?:missed|waiting (?:for|on)) (?:the|my|a) (?:bus|train|uber|lyft|ride)", r"bus (?:is late|didnt come|never came|is running|late)", r"need (?:about )?[0-9]+ (?:more )?min", r"give me [0-9]+ min", r"(?:cant|wont) (?:be|get|come|make|make it|arrive)(?: it| there| in)* (?:(?:until|before|by)(?: like| about| around| maybe| after)? (?:[0-9][0-9:]* ?(?:am|pm|a|p)?|noon)|on time)", r"behind schedule",
    r"(?:voy|llego|llegare|llegando|ando|vengo|estare|voy a llegar|poco|minutos|min|algo|hora) (?:un poco |algo |bien |muy |como )?tarde", r"tarde", r"retras(?:o|ada|ado|e)", r"atrasad[oa]", r"en camino", r"(?:llego|llegare|estoy ahi|ahi estoy|estare ahi|llegando|voy a llegar) (?:en|a las|como|tipo)(?: [a-z]+)? ?[0-9]*", r"me quede dormid[oa]", r"atorad[oa]", r"trafico", r"tranque", r"no puedo (?:llegar|estar) (?:a tiempo|antes|hasta)", r"perdi el (?:bus|camion|tren|autobus)",
]);
rule!(WEAK_LATE = words [r"on my way", r"en camino", r"voy en camino"]);
rule!(
    MINUTES =
        raw_one[r"\b(?:(\d{1,3})\s?(?:-|to|or|a|o)\s?)?(\d{1,3})\s?(?:more |minutos |mas )?(?:min|m)\b"]
);
rule!(HOURS = raw_one[r"\b(\d{1,2})(?:\.(\d))? ?(?:hour|hora)"]);
rule!(HALF_HOUR = words [r"half (?:an |a )?hour", r"media hora", r"1/2 hour"]);
rule!(HOUR_AND_HALF = words [r"hour and a half", r"hora y media", r"1 1/2 hour"]);
rule!(ONE_HOUR = words[r"(?:an|one|una|a|about an) (?:hour|hora)"]);
rule!(
    BARE_IN = raw_one[r"\b(?:there|here|llego|llegare|arrive|arriving|ahi) (?:in|en)(?: about| like| unos| como)? (\d{1,3})\b"]
);
rule!(
    BARE_LATE = raw_one[r"\b(?:(\d{1,3})-)?(\d{1,3}) (?:late|behind|tarde)\b|\b(?:late|running|behind|be) (?:by |about |like |maybe )*(?:(\d{1,3})-)?(\d{1,3})\b"]
);
rule!(FROM_NOW = words [
    r"(?:there|here|arrive|arriving|home|be|llego|ahi|llegare|llegando) (?:in|en)(?: about| like| around| another| unos| como| aprox)*", r"(?:min|hour) away", r"minutos? de distancia", r"away", r"eta(?: is)?(?: in)?", r"estoy a",
]);
rule!(IS_LATE_WORD = words [r"late", r"behind", r"tarde", r"retraso", r"atrasad[oa]"]);

fn scrubbed(flat: &str) -> String {
    NOT_LATE.replace(flat, "_")
}

/// The words that say late, if any.
pub(super) fn words(flat: &str) -> Option<String> {
    LATE.find(&scrubbed(flat))
}

fn number(found: &regex::Captures<'_>, group: usize) -> Option<i64> {
    found.get(group).and_then(|m| m.as_str().parse().ok())
}

/// Minutes named in a text, the longer end of a range.
fn minutes(flat: &str) -> Option<i64> {
    if HOUR_AND_HALF.is(flat) {
        return Some(90);
    }
    if HALF_HOUR.is(flat) {
        return Some(30);
    }
    if let Some(found) = HOURS.captures(flat) {
        let tenths = number(&found, 2).unwrap_or(0);
        let rest = MINUTES.captures(flat).and_then(|found| number(&found, 2)).unwrap_or(0);
        return number(&found, 1).map(|hours| hours * 60 + tenths * 6 + rest);
    }
    if let Some(found) = MINUTES.captures(flat) {
        let (low, high) = (number(&found, 1), number(&found, 2)?);
        return Some(low.map_or(high, |low| low.max(high)));
    }
    if ONE_HOUR.is(flat) {
        return Some(60);
    }
    if let Some(found) = BARE_IN.captures(flat) {
        return number(&found, 1).filter(|minutes| (1..=240).contains(minutes));
    }
    let found = BARE_LATE.captures(flat)?;
    let values: Vec<i64> = (1..=4).filter_map(|group| number(&found, group)).collect();
    values.into_iter().max().filter(|minutes| (1..=240).contains(minutes))
}

/// Minutes after the shift's start at which she will be there (behaviours 54 and 55).
pub(super) fn eta(context: &Context<'_>, shift: Option<&Local>) -> Option<i64> {
    let flat = &context.text.flat;
    let clock = context.when.times.iter().find(|time| !matches!(time.relation, Relation::Instead));
    let instead = context.when.times.iter().find(|time| time.relation == Relation::Instead);
    let near = |minute: i64, to: i64| {
        // The reading of an open "8:15" that is nearest to the start.
        let ahead = (minute - to).rem_euclid(720);
        if ahead > 600 { ahead - 720 } else { ahead }
    };
    if let (Some(arrival), Some(instead)) = (clock, instead) {
        let (a, b) = (arrival.clock.minutes(), instead.clock.minutes());
        return Some(near(*a.first()?, *b.first()?));
    }
    if let Some(minutes) = minutes(flat) {
        let from_now = FROM_NOW.is(flat) && !IS_LATE_WORD.is(flat);
        return match (from_now, shift) {
            (true, Some(shift)) => Some((minutes - context.minutes_until(shift)).max(0)),
            (true, None) => None,
            (false, _) => Some(minutes),
        };
    }
    let shift = shift?;
    let Some(arrival) = clock else { return loosely(context, shift) };
    let minute = *arrival.clock.minutes().first()?;
    Some(match arrival.clock.pm {
        Some(_) => minute - shift.start_minute,
        None => near(minute, shift.start_minute),
    })
}

rule!(CLOCK = raw_one[r"\b(1[0-2]|[1-9]):?([0-5][0-9])\b"]);
rule!(THERE_AT = raw_one[r"\b(?:be|get|arrive) (?:there|here) (1[0-2]|[1-9])\b"]);
rule!(QUARTER_PAST = words[r"(?:a )?quarter (?:past|after)", r"y cuarto"]);
rule!(HALF_PAST = words[r"half past", r"y media"]);

/// Minutes after the start, from an hour as it is written by who is late and nobody else: "closer to 730", "820", "be there 7",
/// "like a quarter past". Only what lies within four hours of the start.
fn loosely(context: &Context<'_>, shift: &Local) -> Option<i64> {
    let flat = &context.text.flat;
    let after_start = |minute: i64| Some((minute - shift.start_minute).rem_euclid(720)).filter(|m| *m <= 240);
    if let Some(found) = CLOCK.captures(flat) {
        return after_start(number(&found, 1)? * 60 + number(&found, 2)?);
    }
    if let Some(found) = THERE_AT.captures(flat) {
        return after_start(number(&found, 1)? * 60);
    }
    // The next one: past which hour goes without saying.
    let past = if QUARTER_PAST.is(flat) {
        15
    } else if HALF_PAST.is(flat) {
        30
    } else {
        return None;
    };
    let now = i64::from(context.now.minute());
    Some(((past - now).rem_euclid(60) - context.minutes_until(shift)).max(0))
}

/// A text that says the sender comes late.
pub(super) fn find(context: &Context<'_>, asked: bool) -> Option<Found> {
    let flat = &context.text.flat;
    if context.message.sender != Sender::Caregiver {
        return None;
    }
    let shift = match context.asked() {
        // "can you confirm tomorrow 9a?" "yes but ill be 15 late"
        Asked::Confirm(Some(id)) if context.shift(id).is_some() => Some(id.clone()),
        _ => bind::at_hand(context, 14),
    };
    let local = shift.as_deref().and_then(|id| context.shift(id));
    let eta = eta(context, local).or_else(|| if asked { bare_number(flat) } else { None });
    let words = match words(flat) {
        Some(words) => words,
        None if asked && (eta.is_some() || !context.when.times.is_empty()) => flat.trim().to_owned(),
        None => return None,
    };
    let weak = WEAK_LATE.is(&words) && eta.is_none() && !IS_LATE_WORD.is(flat);
    if weak && local.is_none_or(|shift| !context.running(shift)) {
        // "on my way" before the start is just news.
        return (local.is_some() && !asked)
            .then(|| Found::new(Intent::UnclearOrAdversarial, 0.86, words).action(Action::Ignore));
    }
    let mut found = Found::new(Intent::RunningLate, 0.92, words).shifts(shift.iter().cloned().collect());
    found.reading.eta_minutes = eta;
    found.reading.reason = reason::find(context, flat).map(|why| why.reason);
    if shift.is_none() {
        return Some(found.action(Action::Human));
    }
    Some(if eta.is_none() && !weak { found.ask(say::how_late(context)) } else { found })
}

/// Minutes as an answer to "how late?", in figures or in words.
fn bare_number(flat: &str) -> Option<i64> {
    let words: Vec<&str> = flat.split_whitespace().collect();
    let figures = words.iter().find_map(|word| word.parse::<i64>().ok());
    let named = || {
        let at = words.iter().position(|word| tens(word).is_some())?;
        let ones = words.get(at + 1).and_then(|word| number_named(word)).filter(|ones| *ones < 10);
        Some(tens(words[at])? + ones.unwrap_or(0))
    };
    figures.or_else(named).filter(|minutes| (1..=240).contains(minutes))
}

/// From an hour on people say hours.
fn tens(word: &str) -> Option<i64> {
    match word {
        "ten" | "diez" => Some(10),
        "fifteen" | "quince" => Some(15),
        word => tens_named(word).filter(|minutes| *minutes < 60),
    }
}

rule!(LEAVE = words [
    r"(?:leave|leaving|go home|get off|head out|heading out|off|out|go|leave work) (?:a (?:bit|little) |an hour |[0-9]+ (?:min|hour) )?early", r"(?:have|need|got|going|want|had|about) to (?:leave|go|head out|be (?:out|gone|off)|get out)(?: of here)?(?: here)? (?:at|by|now|before|around|right now|asap|in|because|early)", r"(?:can|could|may) i (?:leave|go home|get off|head out|go)(?: (?:at|by|now|early|around|before|in|a))?", r"(?:leaving|going home) (?:now|at|by|early|in)", r"i am leaving", r"cut (?:my|the|this) (?:shift|visit|day) short", r"(?:have|need) to leave (?:my|the|work|this) ?(?:shift|client)?", r"(?:have|need) to (?:go|leave) home", r"cant stay (?:until|past|the whole|here|after|for the whole|any longer|longer)", r"have to (?:go|leave) (?:get|pick)(?: up)? my",
    r"(?:salir|irme|salirme|ir) (?:mas )?(?:temprano|antes)", r"(?:tengo|necesito|debo) (?:que )?(?:irme|salir|salirme)(?: ya| ahora| a las| antes)?", r"me (?:tengo|voy) (?:que ir|a ir)(?: ya| ahora| a las| antes)?", r"(?:puedo|podria) (?:irme|salir)(?: a las| antes| temprano)?", r"me voy (?:ya|ahora|temprano|antes)",
]);
rule!(
    BARE_LEAVE = whole[r"(?:sorry |hey |but )?(?:i )?(?:really )?(?:have|need) to (?:go|leave)(?: now| asap| please| right now| soon)?"]
);
rule!(NOT_LEAVE = words [r"leave early for", r"(?:she|he|aide|caregiver) left early", r"go early", r"leave by the (?:door|key)", r"leave (?:the|a) (?:key|note|keys|door|garbage)", r"go early to"]);

/// Wants to go before the end.
pub(super) fn leave_early(context: &Context<'_>) -> Option<Found> {
    if context.message.sender != Sender::Caregiver {
        return None;
    }
    let running = context.live.iter().find(|shift| context.running(shift)).map(|shift| shift.id.clone());
    let words = LEAVE.find(&NOT_LEAVE.replace(&context.text.flat, "_")).or_else(|| {
        let bare = context.text.clauses.iter().find(|clause| BARE_LEAVE.is(clause));
        bare.filter(|_| running.is_some()).map(|clause| clause.trim().to_owned())
    })?;
    let shift = if context.when.says_day() {
        bind::at_hand(context, 36)
    } else {
        running.or_else(|| bind::at_hand(context, 24))
    };
    let local = shift.as_deref().and_then(|id| context.shift(id));
    let mut found = Found::new(Intent::LeaveEarly, 0.92, words).shifts(shift.iter().cloned().collect());
    found.reading.reason = reason::find(context, &context.text.flat).map(|why| why.reason);
    if let Some(shift) = local {
        found.urgent = context.running(shift);
        let until = context.when.times.iter().find(|time| time.relation != Relation::Instead).copied();
        if let Some(mut until) = until {
            until.relation = Relation::Until;
            let when = super::dates::When { times: vec![until], ..Default::default() };
            found.reading.window = window::on_shift(context, &when, shift);
        }
    } else {
        found.action = Action::Human;
    }
    Some(found)
}

rule!(RELIEF = words [
    r"nobody (?:is |has |here |came |come |showed |coming |been |s )*(?:here )?(?:to )?relie(?:ve|ved|f)(?: me)?", r"(?:my|the|no) relief (?:is |has |just |still |person |aide |girl )*(?:isnt|not|hasnt|didnt|never|late|no show|nowhere|called|cant|wont|here|running)", r"no relief", r"relief (?:is )?(?:not|no show|didnt|hasnt|never|late|isnt)", r"(?:not|havent|hasnt|wasnt|never) (?:been )?relieved", r"(?:next|other|night|day|evening|morning|overnight|oncoming) (?:aide|caregiver|shift|girl|nurse|person|one) (?:is |has |still )*(?:isnt|not|hasnt|didnt|never|late|no show)", r"is (?:anyone|anybody|someone|somebody) coming", r"(?:who is|when is (?:someone|anyone|my relief)) (?:coming to )?(?:reliev|com)(?:ing|e)(?: me)?", r"still (?:here )?waiting (?:for|on) (?:my relief|relief|the next|someone to)", r"waiting (?:for|on) (?:my )?relief", r"waiting to be relieved", r"nobody (?:has )?(?:showed|shown|came|come)(?: up)?(?: yet)?(?: to take over)?", r"take over for me",
    r"(?:no (?:ha )?(?:llego|llegado|viene|vino|llega)|no aparece) (?:mi|el|la) (?:relevo|otra|siguiente|companera)", r"mi relevo no", r"nadie (?:me )?(?:releva|ha venido a relevarme|viene a relevarme|ha llegado|llega|llego|viene)", r"sin relevo",
]);

/// The next caregiver has not come.
pub(super) fn relief_missing(context: &Context<'_>) -> Option<Found> {
    if context.message.sender != Sender::Caregiver {
        return None;
    }
    let words = RELIEF.find(&context.text.flat)?;
    // The shift that runs, or the one that ended last: she is still there.
    let here = context
        .message
        .shifts
        .iter()
        .filter(|shift| shift.start <= context.at())
        .max_by_key(|shift| shift.end)
        .map(|shift| shift.id.clone());
    Some(Found::new(Intent::ReliefMissing, 0.93, words).shifts(here.into_iter().collect()).urgent(true))
}
