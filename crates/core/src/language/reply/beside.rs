//! What an answer to an offer says beside yes and no: another hour, another person, another offer; idioms that turn it round.
use super::super::context::{Context, Local};
use super::super::phrases::rule;
use super::words::{EITHER, FALSE_NO, NEITHER, NEITHER_NOR, OFFER_CLEAR, TAKES_OTHER, THIRD};
use super::{codes, pointed_at};

/// "Take 12? Girl, I can't even…" repeats what was asked; "$22 and I'm there" names a price. Neither is a yes yet.
pub(in super::super) fn echoes_or_bargains(context: &Context<'_>) -> bool {
    rule!(ECHO = raw_one[r"\b(?:take|yes|tomo|tomar)\s*#?[0-9]+\s*(?:\?{2,}|\?\s*[a-z])"]);
    rule!(PRICE = raw_one [r"\$\s*[0-9]", r"\b[0-9]+(?:\s*(?:dollars|bucks|dolares))?\s*(?:an|per|la|por|/)\s*(?:hour|hr|hora)\b"]);
    let lower = &context.text.lower;
    ECHO.is(lower) || PRICE.is(lower)
}

/// "I'd be there around 9" of a shift from 8, "but its gonna be midnight by the time I get there".
pub(in super::super) fn arrives_otherwise(context: &Context<'_>) -> bool {
    rule!(ARRIVES = words [
        r"(?:be|get|got|come|arrive|make it) (?:there|in|over)(?: [a-z]+){0,2} (?P<a>[0-9]{1,2}:?[0-9]{0,2}|noon|midnight)", r"(?:around|about|like|closer to|more like) (?P<b>[0-9]{1,2}:?[0-9]{0,2})", r"(?P<c>[0-9]{1,2}:?[0-9]{0,2}) ?ish", r"(?:but|pero)(?: at| a las| llego(?: a las)?| como| entro(?: a las)?)? (?P<d>[0-9]{1,2}:?[0-9]{0,2})", r"its (?:going to be|gonna be|more like) (?P<e>[0-9]{1,2}:?[0-9]{0,2}|noon|midnight)",
    ]);
    let starts = |said: &str| {
        let digits: String = said.chars().filter(char::is_ascii_digit).collect();
        let Ok(number) = digits.parse::<i64>() else { return false };
        let (hour, minute) = if digits.len() > 2 { (number / 100, number % 100) } else { (number, 0) };
        let same = |offer: &Local| (offer.start_minute - hour * 60 - minute) % 720 == 0;
        context.offers.iter().any(same)
    };
    let said = |found: &regex::Captures<'_>| {
        ["a", "b", "c", "d", "e"]
            .iter()
            .find_map(|name| found.name(name))
            .map(|said| said.as_str().to_owned())
    };
    let of_code = |said: &str| context.offers.iter().any(|offer| offer.id == said);
    let otherwise = |found: &regex::Captures<'_>| {
        said(found).is_some_and(|said| !(starts(&said) || found.name("d").is_some() && of_code(&said)))
    };
    ARRIVES.all(&context.text.flat).iter().any(otherwise)
}

/// One code is put right by another, or any of them would do: which are meant is for her to say.
pub(in super::super) fn mixes_offers(context: &Context<'_>) -> bool {
    rule!(CORRECTS = words [r"i mean(?:t)?", r"scratch that", r"no wait", r"wait no", r"make that", r"quise decir", r"digo"]);
    let flat = &context.text.flat;
    context.offers.len() > 1 && (CORRECTS.is(flat) || EITHER.is(flat))
}

/// "wont turn that down": a no that is none.
pub(in super::super) fn denies_no(flat: &str) -> bool {
    NEITHER_NOR.is(flat) || FALSE_NO.is(flat)
}

/// "me tomo el dia libre", "Rosa said she'd take it": it is not the shift that is taken, or not by her.
pub(in super::super) fn takes_otherwise(flat: &str) -> bool {
    TAKES_OTHER.is(flat) || THIRD.is(flat)
}

/// "neither", somewhere in it.
pub(in super::super) fn says_neither(flat: &str) -> bool {
    NEITHER.is(flat)
}

/// Whether its words can only be about what is offered: a code, its place, its day, "take", "the shift".
pub(in super::super) fn points_at_offer(context: &Context<'_>) -> bool {
    !codes(context).is_empty() || pointed_at(context).1 || OFFER_CLEAR.is(&context.text.flat)
}

/// "17 but I would need to leave by 1:30": the code that a condition is about.
pub(in super::super) fn leads_with_code(context: &Context<'_>) -> Option<String> {
    rule!(
        LED = raw_one[r"^\s*(?:yes |si |ok )*(?:(?:the|el|la|number|numero|take|tomo) )*#?(?P<code>[0-9]{1,3})[,.]? (?:but|if|pero|si|unless|only if)\b"]
    );
    let lower = context.text.lower.replace(['\n', '\t'], " ");
    let code = LED.captures(&lower)?.name("code")?.as_str().to_owned();
    context.offers.iter().any(|offer| offer.id == code).then_some(code)
}
