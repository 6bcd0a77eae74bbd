//! Which of the person's own shifts a text is about (domain.md 6.7 to 6.9).

use std::collections::BTreeSet;

use super::calendar_words::{Part, number_named};
use super::clock::Relation;
use super::context::{Context, Local};
use super::dates::When;
use super::day::{Choice, Day, plus};
use super::phrases::rule;
use jiff::civil::Date;

/// Minutes of the day until which a shift that starts after midnight still belongs to the night before, for those who
/// say "tonight".
const BEFORE_DAWN: i64 = 300;

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
rule!(CANNOT = words [r"cant", r"wont", r"not", r"no puedo", r"no podre", r"no voy", r"out", r"off"]);
rule!(CAN = words [
    r"i (?:can|could)", r"(?:can|could) (?:do|work|come|cover|still)", r"am (?:free|available|open|good)",
    r"(?:is|are|would be|will be) (?:fine|ok|good|better|open|free)", r"works", r"(?:si )?puedo", r"podria",
]);
rule!(TITLED = words[r"(?:mr|mrs|ms|miss|mister|sr|sra|senor|senora|don|dona) (?P<name>[a-z]+)"]);

rule!(BOTH = words [r"both", r"los dos", r"las dos", r"ambos", r"ambas", r"(?:none|neither|either|any) of the (?:two|2)"]);
rule!(NOT_ONE = words[r"not (?:to |for |with )?(?:(?:mr|mrs|ms|miss|sr|sra) )?[a-z]+"]);
rule!(ALL_OF = words [
    r"(?:all|of (?:my|the|those|these)|los|mis) (?:of )?(?P<count>three|3|tres|four|4|cuatro|five|5|cinco)",
]);

/// Names that are more often other words.
const WORDS_NOT_NAMES: &[&str] = &[
    "may", "will", "hope", "sun", "client", "the", "and", "june", "april", "august", "rich", "don", "dona",
    "mrs", "miss", "mister", "senora", "senor", "young", "day", "days", "early", "home", "house", "care",
    "paz", "luz", "mar", "sol", "para", "con", "los", "las", "del",
];

/// What the whole text is about: asked of [`Context::binding`], which keeps it.
pub(super) fn bind(context: &Context<'_>) -> Binding {
    match without_offered_days(context) {
        Some(when) => bind_with(context, &when, &context.text.flat),
        None => bind_with(context, &context.when, &context.text.flat),
    }
}

/// "can't do Wednesday but Friday is fine": without the days that the person can.
fn without_offered_days(context: &Context<'_>) -> Option<When> {
    if context.when.days.len() < 2 {
        return None;
    }
    let (cannot, others): (Vec<&String>, Vec<&String>) =
        context.text.clauses.iter().partition(|clause| CANNOT.is(clause));
    if !cannot.iter().any(|clause| context.when_in(clause).says_day()) {
        return None;
    }
    let offered: Vec<When> =
        others.into_iter().filter(|clause| CAN.is(clause)).map(|clause| context.when_in(clause)).collect();
    let mut when = context.when.clone();
    when.days.retain(|day| !offered.iter().flat_map(|can| &can.days).any(|can| can.options == day.options));
    if when.days.is_empty() || when.days.len() == context.when.days.len() {
        return None;
    }
    when.several = when.range || when.days.len() > 1;
    when.times.iter_mut().for_each(|time| time.day = None);
    when.spans.iter_mut().for_each(|span| span.day = None);
    Some(when)
}

/// Binds days and times read from other words.
pub(super) fn bind_with(context: &Context<'_>, when: &When, flat: &str) -> Binding {
    let (candidates, hinted, stranger) = of_client(context, flat);
    let to_come = candidates.iter().find(|shift| !context.running(shift));
    let bound = if candidates.is_empty() {
        Bound::Nothing
    } else if when.all && all_counted(flat, candidates.len()) {
        Bound::These(ids(candidates.iter().copied()))
    } else if when.next_shift && to_come.is_some() {
        Bound::These(ids(to_come.copied()))
    } else if when.says_day() {
        on_days(context, when, flat, &candidates, hinted)
    } else if !when.habits.is_empty() {
        // "every tuesday" reaches further than the shifts that are known.
        asked(context, candidates.iter().filter(|shift| when.habits.contains(&shift.date.weekday())).copied())
    } else if when.no_such_date {
        Bound::Ask(upcoming(context))
    } else {
        without_day(context, when, flat, &candidates, hinted)
    };
    Binding { bound, stranger }
}

/// "none of the three", "los dos del viejito Ortiz", of exactly so many.
fn all_counted(flat: &str, many: usize) -> bool {
    let count = |word: &str| word.parse().ok().or_else(|| number_named(word));
    let counted = |found: &regex::Captures<'_>| found.name("count").and_then(|word| count(word.as_str()));
    many > 1
        && (many == 2 && BOTH.is(flat)
            || ALL_OF.all(flat).iter().filter_map(counted).any(|n| usize::try_from(n) == Ok(many)))
}

/// A question about `shifts`, or about the week's if there are none.
fn asked<'s>(context: &Context<'_>, shifts: impl IntoIterator<Item = &'s Local>) -> Bound {
    let these = ids(shifts);
    Bound::Ask(if these.is_empty() { upcoming(context) } else { these })
}

/// Whether the text names a client of the person's.
pub(super) fn names_client(context: &Context<'_>) -> bool {
    of_client(context, &context.text.flat).1
}

/// Whether these words name a client of the person's.
pub(super) fn client_in(context: &Context<'_>, flat: &str) -> bool {
    of_client(context, flat).1
}

/// Whether the text names the client of this shift.
pub(super) fn named_in(context: &Context<'_>, shift: &Local) -> bool {
    is_named_in(&context.text.flat, shift)
}

/// Whether these words name the client of this shift.
pub(super) fn is_named_in(flat: &str, shift: &Local) -> bool {
    let words: Vec<&str> = flat.split_whitespace().collect();
    names(&shift.client)
        .iter()
        .any(|name| name.len() >= 3 && words.contains(name) && !WORDS_NOT_NAMES.contains(name))
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

/// Narrows by clock times and parts of the day. An own time ("my 7a") must match; others narrow if they can. Times
/// that stand beside another of the days said than `day` say nothing here.
fn by_time<'c>(when: &When, day: Option<usize>, flat: &str, shifts: Vec<&'c Local>) -> Vec<&'c Local> {
    let here = |beside: Option<usize>| day.is_none() || beside.is_none() || beside == day;
    let spans: Vec<_> = when.spans.iter().filter(|span| here(span.day)).collect();
    let times: Vec<_> = when.times.iter().filter(|time| here(time.day)).collect();
    let fits = |shift: &Local, own_only: bool| {
        spans
            .iter()
            .filter(|span| span.own || !own_only)
            .any(|span| span.from.means(shift.start_minute) && span.until.means(shift.end_minute))
            || times
                .iter()
                .filter(|time| time.relation == Relation::At && (time.own || !own_only))
                .any(|time| time.clock.means(shift.start_minute))
    };
    let mut left = shifts;
    if spans.iter().any(|span| span.own) || times.iter().any(|time| time.own) {
        left.retain(|shift| fits(shift, true));
    } else if !APPOINTMENT.is(flat) && left.iter().any(|shift| fits(shift, false)) {
        left.retain(|shift| fits(shift, false));
    }
    // In a list each day has its own part, see `on_several`.
    if !when.several && left.len() > 1 && left.iter().any(|shift| part_holds(&when.parts, shift)) {
        left.retain(|shift| part_holds(&when.parts, shift));
    }
    left
}

/// Whether each of several own times ("my 7a and my 3p") is the start of exactly one of `shifts`, and all are named.
fn all_named(when: &When, shifts: &[&Local]) -> bool {
    let own: Vec<_> = when.times.iter().filter(|time| time.own).collect();
    let one = |time: &super::clock::ClockWord| {
        shifts.iter().filter(|shift| time.clock.means(shift.start_minute)).count() == 1
    };
    own.len() > 1 && own.len() == shifts.len() && own.iter().all(|time| one(time))
}

/// Shifts that a day as said may mean.
#[derive(Default)]
struct OnDay<'c> {
    shifts: Vec<&'c Local>,
    /// It is a question which of them is meant.
    doubt: bool,
}

/// Shifts that are in `day` if it is `date`.
fn on_date<'c>(day: &Day, date: Date, candidates: &[&'c Local]) -> Vec<&'c Local> {
    let after_midnight = |shift: &Local| shift.date == plus(date, 1) && shift.start_minute < BEFORE_DAWN;
    if day.tonight && day.choice == Choice::First {
        // Said after midnight: the night that runs goes before the one to come (domain.md 6.7).
        let now: Vec<&Local> = candidates
            .iter()
            .filter(|shift| {
                (shift.date == date && shift.crosses_midnight && shift.ahead <= 0) || after_midnight(shift)
            })
            .copied()
            .collect();
        if !now.is_empty() {
            return now;
        }
    }
    let in_part =
        |shift: &Local| day.part.is_none_or(|part| part.holds(shift.start_minute, shift.crosses_midnight));
    let same: Vec<&Local> =
        candidates.iter().filter(|shift| shift.date == date && in_part(shift)).copied().collect();
    if day.tonight && same.is_empty() {
        return candidates.iter().filter(|shift| after_midnight(shift)).copied().collect();
    }
    same
}

/// Shifts that people also call by `day`, though they do not start on it: an overnight shift by the morning it ends,
/// and one that starts after midnight by the evening before. Asked about, never acted on.
fn near_date<'c>(day: &Day, candidates: &[&'c Local]) -> Vec<&'c Local> {
    let near = |shift: &Local, date: Date| {
        let ends = shift.crosses_midnight && plus(shift.date, 1) == date && shift.end_minute <= 720;
        let evening = shift.date == plus(date, 1) && shift.start_minute < BEFORE_DAWN;
        match day.part {
            None | Some(Part::Morning) => ends,
            Some(Part::Night | Part::Overnight | Part::Evening) => evening,
            Some(Part::Afternoon) => false,
        }
    };
    candidates.iter().filter(|shift| day.options.iter().any(|date| near(shift, *date))).copied().collect()
}

fn of_day<'c>(
    when: &When,
    index: Option<usize>,
    day: &Day,
    flat: &str,
    candidates: &[&'c Local],
) -> OnDay<'c> {
    let found: Vec<Vec<&Local>> =
        day.options.iter().map(|date| by_time(when, index, flat, on_date(day, *date, candidates))).collect();
    let all = || found.iter().flatten().copied().collect::<Vec<_>>();
    let filled = found.iter().filter(|shifts| !shifts.is_empty()).count();
    match day.choice {
        Choice::TodayIfAhead => {
            let today: Vec<&Local> =
                found.first().into_iter().flatten().filter(|shift| shift.ahead > 0).copied().collect();
            if today.is_empty() {
                OnDay { shifts: all(), doubt: true }
            } else {
                OnDay { shifts: today, doubt: false }
            }
        }
        Choice::First => OnDay {
            shifts: found.into_iter().find(|shifts| !shifts.is_empty()).unwrap_or_default(),
            doubt: false,
        },
        Choice::Each => OnDay { shifts: all(), doubt: filled > 1 },
        Choice::Confirm => OnDay { shifts: all(), doubt: true },
    }
}

/// "can't do ida or carl": each of several clients that are named has one of `shifts`, and there are no others.
fn one_each(shifts: &[&Local]) -> bool {
    let clients: BTreeSet<&str> = shifts.iter().map(|shift| shift.client.as_str()).collect();
    shifts.len() > 1 && clients.len() == shifts.len() && !clients.contains("")
}

/// Whether each of `shifts` is meant, by a word for all, by its own time or by its client; `hinted`: clients are named.
fn all_meant(when: &When, shifts: &[&Local], hinted: bool) -> bool {
    when.all || all_named(when, shifts) || hinted && one_each(shifts)
}

fn on_days(context: &Context<'_>, when: &When, flat: &str, candidates: &[&Local], hinted: bool) -> Bound {
    if when.several {
        return on_several(context, when, flat, candidates);
    }
    let Some(day) = when.days.first() else {
        return Bound::Ask(upcoming(context));
    };
    let found = of_day(when, None, day, flat, candidates);
    if found.shifts.is_empty() {
        // Nothing that day at that time: what else people call by it, the day's other shifts, else the week's.
        let near = near_date(day, candidates);
        let day_only = candidates.iter().filter(|shift| day.options.contains(&shift.date)).copied();
        return asked(context, if near.is_empty() { day_only.collect() } else { near });
    }
    let shifts = found.shifts;
    let night_meant = when.parts.contains(&Part::Night) && !day.tonight;
    let wrong_part = night_meant && !shifts.iter().any(|shift| part_holds(&when.parts, shift));
    let clear = shifts.len() == 1 || all_meant(when, &shifts, hinted);
    if !found.doubt && !when.unsure && !wrong_part && clear {
        Bound::These(ids(shifts))
    } else {
        Bound::Ask(ids(shifts))
    }
}

/// Every shift on the days said; days without one do not matter.
fn on_several(context: &Context<'_>, when: &When, flat: &str, candidates: &[&Local]) -> Bound {
    let mut doubt = when.unsure;
    let mut all: Vec<&Local> = Vec::new();
    let open_days = || when.days.iter().filter(|day| day.part.is_none());
    let day_parts: Vec<&Local> =
        open_days().flat_map(|day| of_day(when, None, day, flat, candidates).shifts).collect();
    let mut add = |shifts: Vec<&'_ Local>| {
        let before = all.len();
        for shift in shifts {
            if let Some(own) = candidates.iter().find(|known| known.id == shift.id)
                && !all.iter().any(|known| known.id == shift.id)
            {
                all.push(own);
            }
        }
        all.len() > before
    };
    for (index, day) in when.days.iter().enumerate() {
        let mut found = of_day(when, Some(index), day, flat, candidates);
        if found.shifts.is_empty() && (day.part.is_some() || when.own_time()) {
            // "tonight and tomorrow" of one who has no night shift: nothing is dropped without a question.
            let near = near_date(day, candidates);
            let whole = candidates.iter().filter(|shift| day.options.contains(&shift.date) && !when.range);
            let perhaps = if near.is_empty() { whole.copied().collect() } else { near };
            doubt |= add(perhaps);
        }
        if day.part.is_none() && day_parts.iter().any(|shift| part_holds(&when.loose_parts, shift)) {
            // "no nights this week"
            found.shifts.retain(|shift| part_holds(&when.loose_parts, shift));
        }
        doubt |= found.doubt && !found.shifts.is_empty();
        add(found.shifts);
    }
    for day in &when.fringe {
        let perhaps = of_day(when, None, day, flat, candidates).shifts;
        doubt |= add(perhaps.into_iter().filter(|shift| shift.ahead > 0).collect());
    }
    all.sort_by(|a, b| (a.start, &a.id).cmp(&(b.start, &b.id)));
    if all.is_empty() || doubt { asked(context, all) } else { Bound::These(ids(all)) }
}

fn without_day(context: &Context<'_>, when: &When, flat: &str, candidates: &[&Local], hinted: bool) -> Bound {
    let soon: Vec<&Local> = candidates.iter().filter(|shift| shift.ahead <= 1440).copied().collect();
    let fitting = by_time(when, None, flat, soon.clone());
    match fitting.len() {
        1 => return Bound::These(ids(fitting)),
        0 => {}
        _ if all_meant(when, &fitting, hinted) => return Bound::These(ids(fitting)),
        _ => return Bound::Ask(ids(fitting)),
    }
    if when.own_time() {
        let later = by_time(when, None, flat, candidates.to_vec());
        return asked(context, later.into_iter().take(6));
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
    // "late to bill, not grace"
    let flat = NOT_ONE.replace(&context.text.flat, "_");
    let hinted = of_client(context, &flat).1;
    if hinted
        && !context.when.says_day()
        && flat != context.text.flat
        && let Bound::These(found) = bind_with(context, &context.when, &flat).bound
    {
        return found.into_iter().next();
    }
    if (context.when.says_day() || context.when.own_time() || hinted)
        && let Bound::These(found) = &context.binding().bound
    {
        return found.first().cloned();
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
