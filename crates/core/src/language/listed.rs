//! Which of the shifts that a question listed a short answer picks: "7", "the evening one", "la de las 3", "not cole, the other".
//!
//! Among two or three shifts less is needed to point at one than in a text that comes by itself: a bare number is the hour it
//! starts at, "early" is whichever starts first.
use super::calendar_words::Part;
use super::clock::Relation;
use super::context::{Context, Local};
use super::dates::When;
use super::phrases::rule;
use super::{bind, callout};

rule!(EARLY = words [
    r"(?:early|earlier|earliest) ?(?:one|shift|visit)?", r"(?:mas )?tempran[oa]", r"(?:la|el|lo) de temprano",
]);
rule!(LATE = words [
    r"(?:the )?(?:late|later|latest) (?:one|shift|visit)", r"later", r"(?:la|el) (?:mas|de mas) tarde", r"(?:la|el) ultim[oa]",
]);
/// Words behind "not" and "no" with which they deny something else than a shift.
const OTHERWISE: &[&str] =
    &["puedo", "podre", "voy", "able", "going", "gonna", "sure", "idea", "problem", "se"];

/// The one of `listed` that the text picks; nothing if it picks none or several.
pub(super) fn picked<'c>(context: &'c Context<'_>, listed: &[&'c Local]) -> Option<&'c Local> {
    // What she can still work is not what she picks.
    if context.text.question || callout::kept(context).is_some() {
        return None;
    }
    let (denied, said): (Vec<&String>, Vec<&String>) =
        context.text.clauses.iter().partition(|clause| is_denied(clause));
    let mut left = listed.to_vec();
    for clause in denied {
        let denied = narrowed(context, clause, &left);
        if denied.len() < left.len() {
            left.retain(|shift| !denied.iter().any(|one| one.id == shift.id));
        }
    }
    let said: Vec<&str> = said.into_iter().map(|clause| clause.trim()).collect();
    match narrowed(context, &format!(" {} ", said.join(" ")), &left).as_slice() {
        [only] if listed.len() > 1 => Some(*only),
        _ => None,
    }
}

/// Those of the listed shifts that all of the text's words fit: "both of Mrs Reyes", "all day tomorrow"; all where it says until when.
pub(super) fn those(context: &Context<'_>, listed: &[String]) -> Vec<String> {
    rule!(THROUGH = words [r"thru", r"through", r"until", r"till", r"hasta"]);
    if THROUGH.is(&context.text.flat) {
        return Vec::new();
    }
    let shifts: Vec<&Local> = listed.iter().filter_map(|id| context.shift(id)).collect();
    narrowed(context, &context.text.flat, &shifts).iter().map(|shift| shift.id.clone()).collect()
}

fn is_denied(clause: &str) -> bool {
    let mut words = clause.split_whitespace();
    matches!(words.next(), Some("not" | "no")) && words.next().is_some_and(|next| !OTHERWISE.contains(&next))
}

/// Those of `shifts` that the words fit, each kind of word where it fits any.
fn narrowed<'c>(context: &Context<'_>, words: &str, shifts: &[&'c Local]) -> Vec<&'c Local> {
    let when = context.when_in(words);
    let mut left = shifts.to_vec();
    keep(&mut left, |shift| when.days.iter().any(|day| day.options.contains(&shift.date)));
    keep(&mut left, |shift| bind::is_named_in(words, shift));
    keep(&mut left, |shift| starts_at(&when, shift));
    if when.times.is_empty() {
        let bare = bare_hours(context, words);
        keep(&mut left, |shift| bare.iter().any(|when| starts_at(when, shift)));
    }
    if EARLY.is(words) {
        let first = left.iter().map(|shift| shift.start).min();
        keep(&mut left, |shift| Some(shift.start) == first);
    } else if LATE.is(words) {
        let last = left.iter().map(|shift| shift.start).max();
        keep(&mut left, |shift| Some(shift.start) == last);
    } else {
        let before = left.len();
        keep(&mut left, |shift| {
            when.parts.iter().any(|part| part.holds(shift.start_minute, shift.crosses_midnight))
        });
        if left.len() == before {
            // Between nine and four "the evening one" is the one at four.
            keep(&mut left, |shift| {
                when.parts.iter().any(|part| (*part == Part::Morning) == (shift.start_minute < 720))
            });
        }
    }
    left
}

fn keep(left: &mut Vec<&Local>, fits: impl Fn(&Local) -> bool) {
    if left.iter().any(|shift| fits(shift)) {
        left.retain(|shift| fits(shift));
    }
}

fn starts_at(when: &When, shift: &Local) -> bool {
    let starts = |time: &super::clock::ClockWord| {
        time.relation == Relation::At && time.clock.means(shift.start_minute)
    };
    when.times.iter().any(starts) || when.spans.iter().any(|span| span.from.means(shift.start_minute))
}

/// Bare numbers of a short answer, as hours.
fn bare_hours(context: &Context<'_>, words: &str) -> Vec<When> {
    let few = words.split_whitespace().count() <= 4;
    let numbers = words.split_whitespace().filter(|word| word.parse::<u32>().is_ok());
    numbers.filter(|_| few).map(|number| context.when_in(&format!(" at {number} "))).collect()
}
