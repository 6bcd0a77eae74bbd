//! Which shift or visit something other than a call-out is about: the clock that would not start, the visit that is cancelled, the
//! hour that is asked for (behaviours 6, 22, 59). Nothing where several could be meant: those intents never change a shift by
//! themselves.
use super::bind::{self, Bound};
use super::context::{Context, Found, Local};
use super::phrases::rule;
use super::thread::{self, Asked};
use super::{Intent, Sender, Speaker};

rule!(
    /// Asks about more than one shift.
    WHOLE_SCHEDULE = words [
        r"schedule", r"hours", r"this week", r"next week", r"week", r"horario", r"semana", r"(?:what|which|que) days?", r"shifts", r"turnos", r"any(?:thing|more)?", r"how many",
    ]
);
rule!(BEFORE_TODAY = words [r"yesterday", r"ayer", r"last night", r"anoche", r"the other day"]);

/// Minutes before a shift from which on somebody clocks in.
const CLOCK_AHEAD: i64 = 60;

/// Gives a finding without shifts the ones it is about.
pub(super) fn fill(context: &Context<'_>, one: &mut Found) {
    if one.reading.shifts.is_empty() {
        one.reading.shifts = shifts(context, one.reading.intent);
    }
}

/// What the rules take it to be about.
pub(super) fn shifts(context: &Context<'_>, intent: Intent) -> Vec<String> {
    match intent {
        Intent::EvvClockIssue => clocked(context).into_iter().collect(),
        Intent::ClientNoShowReport => awaited(context).into_iter().collect(),
        Intent::ScheduleQuery => asked_about(context),
        Intent::ClientCancelReschedule => said(context).unwrap_or_else(|| near(context, 24)),
        Intent::SwapOrTimeChange => {
            let later: Vec<&Local> = context.live.iter().filter(|shift| !context.running(shift)).collect();
            match (said(context), later.as_slice()) {
                (Some(said), _) => said,
                (None, [only]) if !context.when.says_day() => vec![only.id.clone()],
                (None, _) => Vec::new(),
            }
        }
        Intent::ClientStatusChange if context.when.says_day() => said(context).unwrap_or_default(),
        Intent::Retraction => taken_back(context),
        Intent::RunningLate => bind::at_hand(context, 24).into_iter().collect(),
        _ => Vec::new(),
    }
}

/// What the words bind without doubt; nothing if they name no day, time or client.
fn said(context: &Context<'_>) -> Option<Vec<String>> {
    let when = &context.when;
    let points = when.says_day()
        || when.own_time()
        || when.next_shift
        || !when.parts.is_empty()
        || bind::names_client(context);
    if !points {
        return None;
    }
    match context.binding().bound.clone() {
        Bound::These(ids) => Some(ids),
        // Only times of the change itself were said ("can tomorrow be 10 to 2").
        Bound::Ask(ids) if ids.len() == 1 && on_said_days(context, &ids) => Some(ids),
        Bound::Ask(_) => Some(Vec::new()),
        Bound::Nothing => None,
    }
}

/// Whether no other days were said than those of the shifts.
fn on_said_days(context: &Context<'_>, ids: &[String]) -> bool {
    let when = &context.when;
    !when.says_day() || ids.iter().filter_map(|id| context.shift(id)).any(|shift| when.may_mean(shift.date))
}

/// The one shift that runs or starts within so many hours; none if there are several.
fn near(context: &Context<'_>, hours: i64) -> Vec<String> {
    let mut soon = context.live.iter().filter(|shift| context.minutes_until(shift) <= hours * 60);
    match (soon.next(), soon.next()) {
        (Some(only), None) => vec![only.id.clone()],
        (Some(first), Some(_)) if context.running(first) => vec![first.id.clone()],
        _ => Vec::new(),
    }
}

/// The shift whose clock went wrong: the day said, else the one that runs, else the last or the next one within hours.
fn clocked(context: &Context<'_>) -> Option<String> {
    let day = |shift: &&Local| context.when.may_mean(shift.date);
    let named = |shift: &&Local| bind::named_in(context, shift);
    if BEFORE_TODAY.is(&context.text.flat) || context.when.past {
        let yesterday = super::day::plus(context.today(), -1);
        let then: Vec<&Local> = context.ended.iter().filter(|s| s.date == yesterday || day(s)).collect();
        let last = then.iter().copied().find(named).or_else(|| then.last().copied());
        return last.or_else(|| context.ended.last()).map(|shift| shift.id.clone());
    }
    // A clock goes wrong at a shift that was worked or begins; tomorrow's has had no time for it.
    let begun = |shift: &&Local| context.minutes_until(shift) <= CLOCK_AHEAD;
    let all = || context.ended.iter().chain(context.live.iter().filter(begun));
    if context.when.says_day()
        && let Some(shift) = all().filter(day).find(named).or_else(|| all().find(day))
    {
        return Some(shift.id.clone());
    }
    if let Some(shift) = all().filter(named).min_by_key(|shift| context.minutes_until(shift).abs()) {
        return Some(shift.id.clone());
    }
    let running = context.live.iter().find(|shift| context.running(shift));
    let soon = context.live.iter().find(begun);
    running.or(soon).or_else(|| context.ended.last()).map(|shift| shift.id.clone())
}

/// The visit nobody came to: the one that should run, else the last that should have, else the next.
fn awaited(context: &Context<'_>) -> Option<String> {
    let running = context.live.iter().rev().find(|shift| context.running(shift));
    let soon = context.live.iter().find(|shift| context.minutes_until(shift) <= 60);
    running.or_else(|| context.ended.last()).or(soon).map(|shift| shift.id.clone())
}

fn asked_about(context: &Context<'_>) -> Vec<String> {
    let flat = &context.text.flat;
    // "what do I got today": all of the day, not one of it.
    if context.when.says_day() {
        let on = |shift: &&Local| context.when.may_mean(shift.date);
        let fits = |shift: &&Local| {
            let parts = &context.when.parts;
            parts.is_empty()
                || parts.iter().any(|part| part.holds(shift.start_minute, shift.crosses_midnight))
        };
        let that_day: Vec<&Local> = context.live.iter().filter(on).collect();
        let named: Vec<&Local> = that_day.iter().copied().filter(|s| bind::named_in(context, s)).collect();
        let of = if named.is_empty() { that_day } else { named };
        let part: Vec<&Local> = of.iter().copied().filter(fits).collect();
        let of = if part.is_empty() { of } else { part };
        return of.iter().map(|shift| shift.id.clone()).collect();
    }
    if let Some(said) = said(context) {
        return said;
    }
    if let Asked::Confirm(Some(id)) = context.asked() {
        return vec![id.clone()];
    }
    if WHOLE_SCHEDULE.is(flat) {
        return Vec::new();
    }
    match context.message.sender {
        Sender::Client | Sender::Family => {
            let next = context.live.first().filter(|shift| context.minutes_until(shift) <= 7 * 1440);
            next.map(|shift| vec![shift.id.clone()]).unwrap_or_default()
        }
        _ => near(context, 24),
    }
}

/// What was called out last, as Gigi repeated it; else the one shift near enough.
fn taken_back(context: &Context<'_>) -> Vec<String> {
    let repeated = context
        .message
        .thread
        .iter()
        .rev()
        .filter(|turn| turn.from == Speaker::Gigi)
        .find_map(|turn| thread::shift_in(context, &turn.text));
    if let Some(id) = repeated {
        return vec![id];
    }
    // Her own earlier words: "cant make my 7a".
    let before = context.message.thread.iter().rev().filter(|turn| turn.from == Speaker::Sender);
    for turn in before {
        let flat = &super::normalise::Text::new(&turn.text).flat;
        if super::callout::is_call_out(flat)
            && let Bound::These(ids) = bind::bind_with(context, &context.when_in(flat), flat).bound
        {
            return ids;
        }
    }
    near(context, 36)
}
