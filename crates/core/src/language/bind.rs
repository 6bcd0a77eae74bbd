//! Which of the person's own shifts a text is about (domain.md 6.7 to 6.9).

use super::calendar_words::Part;
use super::clock::Relation;
use super::context::{Context, Local};
use super::dates::When;
use super::phrases::rule;

/// The shifts a text is about.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Bound {
    /// These, without doubt.
    These(Vec<String>),
    /// Perhaps one of these.
    Ask(Vec<String>),
    /// There are no shifts to choose from.
    Nothing,
}

/// A binding, with whether a client was named that none of the shifts has.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Binding {
    pub(super) bound: Bound,
    pub(super) stranger: bool,
}

rule!(APPOINTMENT = stems ["appointment", "court", "cita", "class", "dentist", "doctor", "interview", "juzgado"]);
rule!(TITLED = words[r"(?:mr|mrs|ms|miss|mister|sr|sra|senor|senora|don|dona) (?P<name>[a-z]+)"]);

/// Names that are more often other words.
const WORDS_NOT_NAMES: &[&str] = &[
    "may", "will", "mark", "rose", "joy", "hope", "grace", "sun", "client", "the", "and", "june", "april",
    "august", "art", "bill", "rich", "pat", "sue", "don", "dona", "mrs", "miss", "mister", "senora", "senor",
    "young", "day", "days", "early", "home", "house", "care", "paz", "luz", "mar", "sol", "para", "con",
    "los", "las", "del",
];

pub(super) fn bind(context: &Context<'_>) -> Binding {
    bind_with(context, &context.when, &context.text.flat)
}

/// Binds days and times read from other words.
pub(super) fn bind_with(context: &Context<'_>, when: &When, flat: &str) -> Binding {
    let (candidates, hinted, stranger) = of_client(context, flat);
    let bound = if candidates.is_empty() {
        Bound::Nothing
    } else if when.next_shift {
        Bound::These(ids(candidates.iter().take(1).copied()))
    } else if when.says_day() {
        on_days(context, when, flat, &candidates)
    } else {
        without_day(context, when, flat, &candidates, hinted)
    };
    Binding { bound, stranger }
}

/// Whether the text names a client of the person's.
pub(super) fn names_client(context: &Context<'_>) -> bool {
    of_client(context, &context.text.flat).1
}

fn ids<'s>(shifts: impl IntoIterator<Item = &'s Local>) -> Vec<String> {
    shifts.into_iter().map(|shift| shift.id.clone()).collect()
}

/// Shifts in the next week: what a question lists when nothing fits.
fn upcoming(context: &Context<'_>) -> Vec<String> {
    let week: Vec<&Local> =
        context.live.iter().filter(|shift| context.minutes_until(shift) <= 7 * 1440).take(6).collect();
    if week.is_empty() { ids(context.live.iter().take(3)) } else { ids(week) }
}

/// Shifts of the client the text names: all shifts if it names none, or one the person does not have.
fn of_client<'c>(context: &'c Context<'_>, flat: &str) -> (Vec<&'c Local>, bool, bool) {
    let words: Vec<&str> = flat.split_whitespace().collect();
    let mut wanted: Vec<String> = TITLED
        .all(flat)
        .iter()
        .filter_map(|found| found.name("name"))
        .map(|m| m.as_str().to_owned())
        .collect();
    let titled = !wanted.is_empty();
    if !titled {
        for shift in &context.live {
            for name in names(&shift.client) {
                if name.len() >= 3 && words.contains(&name) && !WORDS_NOT_NAMES.contains(&name) {
                    wanted.push(name.to_owned());
                }
            }
        }
    }
    if wanted.is_empty() {
        return (context.live.iter().collect(), false, false);
    }
    let matching: Vec<&Local> =
        context.live.iter().filter(|shift| wanted.iter().any(|name| is_named(&shift.client, name))).collect();
    if matching.is_empty() {
        (context.live.iter().collect(), false, context.live.iter().any(|shift| !shift.client.is_empty()))
    } else {
        (matching, true, false)
    }
}

fn names(client: &str) -> Vec<&str> {
    client
        .split(|c: char| !c.is_alphanumeric())
        .filter(|name| {
            !name.is_empty() && !matches!(*name, "mr" | "mrs" | "ms" | "miss" | "sr" | "sra" | "dr")
        })
        .collect()
}

/// A name or an initial.
fn is_named(client: &str, name: &str) -> bool {
    names(client).iter().any(|own| {
        *own == name
            || (name.len() == 1 && own.starts_with(name))
            || (own.len() == 1 && name.starts_with(own))
    })
}

fn part_holds(parts: &[Part], shift: &Local) -> bool {
    parts.iter().any(|part| part.holds(shift.start_minute, shift.crosses_midnight))
}

/// Narrows by clock times and parts of the day. An own time ("my 7a") must match; others narrow if they can.
fn by_time<'c>(when: &When, flat: &str, shifts: Vec<&'c Local>) -> Vec<&'c Local> {
    let fits = |shift: &Local, own_only: bool| {
        when.spans
            .iter()
            .filter(|span| span.own || !own_only)
            .any(|span| span.from.means(shift.start_minute) && span.until.means(shift.end_minute))
            || when
                .times
                .iter()
                .filter(|time| time.relation == Relation::At && (time.own || !own_only))
                .any(|time| time.clock.means(shift.start_minute))
    };
    let mut left = shifts;
    if when.own_time() {
        left.retain(|shift| fits(shift, true));
    } else if !APPOINTMENT.is(flat) && left.iter().any(|shift| fits(shift, false)) {
        left.retain(|shift| fits(shift, false));
    }
    if left.len() > 1 && left.iter().any(|shift| part_holds(&when.parts, shift)) {
        left.retain(|shift| part_holds(&when.parts, shift));
    }
    left
}

fn on_days(context: &Context<'_>, when: &When, flat: &str, candidates: &[&Local]) -> Bound {
    let on = |date| candidates.iter().filter(|shift| shift.date == date).copied().collect::<Vec<_>>();
    if when.several {
        let mut all: Vec<&Local> = Vec::new();
        for day in &when.days {
            let date = day.options.first().copied();
            for shift in date.map(on).unwrap_or_default() {
                if !all.iter().any(|known| known.id == shift.id) {
                    all.push(shift);
                }
            }
        }
        let all = by_time(when, flat, all);
        let last = when.days.last().and_then(|day| day.options.first().copied());
        let doubtful = when.open_end && all.iter().any(|shift| Some(shift.date) == last)
            || when.days.iter().any(|day| day.options.len() > 1);
        return match (all.is_empty(), doubtful) {
            (true, _) => Bound::Ask(upcoming(context)),
            (false, true) => Bound::Ask(ids(all)),
            (false, false) => Bound::These(ids(all)),
        };
    }
    let Some(day) = when.days.first() else {
        return Bound::Ask(upcoming(context));
    };
    let mut found: Vec<Vec<&Local>> = day
        .options
        .iter()
        .map(|date| by_time(when, flat, on(*date)))
        .filter(|shifts| !shifts.is_empty())
        .collect();
    if found.is_empty() {
        // Nothing that day at that time: the day's other shifts if there are any, else the week's.
        let day_only = ids(day.options.iter().flat_map(|date| on(*date)));
        return Bound::Ask(if day_only.is_empty() { upcoming(context) } else { day_only });
    }
    if found.len() > 1 && !day.in_order {
        return Bound::Ask(ids(found.into_iter().flatten()));
    }
    let shifts = found.swap_remove(0);
    let night_meant = when.parts.contains(&Part::Night);
    let wrong_part = night_meant && !shifts.iter().any(|shift| part_holds(&when.parts, shift));
    if !day.unsure && !wrong_part && (shifts.len() == 1 || when.all) {
        Bound::These(ids(shifts))
    } else {
        Bound::Ask(ids(shifts))
    }
}

fn without_day(context: &Context<'_>, when: &When, flat: &str, candidates: &[&Local], hinted: bool) -> Bound {
    let soon: Vec<&Local> =
        candidates.iter().filter(|shift| context.minutes_until(shift) <= 1440).copied().collect();
    let fitting = by_time(when, flat, soon.clone());
    match fitting.len() {
        1 => return Bound::These(ids(fitting)),
        0 => {}
        _ if when.all => return Bound::These(ids(fitting)),
        _ => return Bound::Ask(ids(fitting)),
    }
    if when.own_time() {
        let later = by_time(when, flat, candidates.to_vec());
        return Bound::Ask(if later.is_empty() { upcoming(context) } else { ids(later.into_iter().take(6)) });
    }
    // No shift in the next day. A named client with one visit ahead is still clear.
    if hinted && soon.is_empty() {
        return if candidates.len() == 1 {
            Bound::These(ids(candidates.iter().copied()))
        } else {
            Bound::Ask(ids(candidates.iter().take(6).copied()))
        };
    }
    Bound::Ask(upcoming(context))
}

/// The shift somebody who is late, leaving or clocking in talks about: the one said, else the one that runs, else
/// the next within `hours`.
pub(super) fn at_hand(context: &Context<'_>, hours: i64) -> Option<String> {
    let hinted = of_client(context, &context.text.flat).1;
    if (context.when.says_day() || context.when.own_time() || hinted)
        && let Bound::These(found) = bind(context).bound
    {
        return found.into_iter().next();
    }
    // The clock times of a late message are arrivals; "instead of 8" is the start.
    let start_said: Vec<&Local> = context
        .live
        .iter()
        .filter(|shift| context.minutes_until(shift) <= hours * 60)
        .filter(|shift| {
            context
                .when
                .times
                .iter()
                .any(|time| time.relation == Relation::Instead && time.clock.means(shift.start_minute))
        })
        .collect();
    if let [only] = start_said.as_slice() {
        return Some(only.id.clone());
    }
    context
        .live
        .iter()
        .filter(|shift| context.minutes_until(shift) <= hours * 60)
        .min_by_key(|shift| context.minutes_until(shift).abs())
        .map(|shift| shift.id.clone())
}
