//! "after 2", "8:30 to 11:30", "leave by 5", "the last 2 hours", as instants on the day of a shift.

use super::Window;
use super::bounds::Piece;
use super::calendar_words::Part;
use super::clock::{Clock, Relation, Span};
use super::context::{Context, Local};
use super::dates::When;
use super::day::plus;
use jiff::{SignedDuration, Timestamp};

/// No window reaches further than this from its shift.
const FARTHEST: SignedDuration = SignedDuration::from_hours(24);

/// The stretch a text offers or asks for, on the day of `shift`. None if the words say none, contradict each other,
/// or leave the day around the shift.
pub(super) fn on_shift(context: &Context<'_>, when: &When, shift: &Local) -> Option<Window> {
    let window = by_span(context, when, shift)
        .or_else(|| by_times(context, when, shift))
        .or_else(|| by_piece(when, shift))
        .or_else(|| by_part(context, when, shift))?;
    let near = |at: Timestamp| {
        at >= shift.start.checked_sub(FARTHEST).unwrap_or(Timestamp::MIN)
            && at <= shift.end.checked_add(FARTHEST).unwrap_or(Timestamp::MAX)
    };
    let ordered = match (window.from, window.until) {
        (Some(from), Some(until)) => from < until,
        (None, None) => false,
        _ => true,
    };
    (ordered && window.from.is_none_or(near) && window.until.is_none_or(near)).then_some(window)
}

fn by_span(context: &Context<'_>, when: &When, shift: &Local) -> Option<Window> {
    // "can't do my 7-11 but could do 8:30 to 10:30": the shift's own hours are no offer.
    let others: Vec<&Span> = when.spans.iter().filter(|span| !span_repeats(span, shift)).collect();
    let span = match (others.as_slice(), when.spans.as_slice()) {
        ([first, rest @ ..], _) if rest.iter().all(|span| span == first) => *first,
        ([], [.., last]) => last,
        _ => return None,
    };
    let from = within(shift, span.from, None, Relation::After);
    let until = within(shift, span.until, Some(from), Relation::Until);
    Some(Window { from: instant(context, shift, from), until: instant(context, shift, until) })
}

fn by_times(context: &Context<'_>, when: &When, shift: &Local) -> Option<Window> {
    if when.spans.len() > 1 {
        return None;
    }
    let mut window = Window::default();
    for time in &when.times {
        match time.relation {
            Relation::After => {
                window.from = instant(context, shift, within(shift, time.clock, None, Relation::After));
            }
            Relation::Until => {
                let after = window.from.map(|from| minutes_from_midnight(shift, from));
                window.until = instant(context, shift, within(shift, time.clock, after, Relation::Until));
            }
            Relation::At | Relation::Instead => {}
        }
    }
    // "yes if I can leave at 3"
    if window == Window::default()
        && let Some(time) = when.times.iter().find(|time| time.leaving && time.relation == Relation::At)
    {
        window.until = instant(context, shift, within(shift, time.clock, None, Relation::Until));
    }
    (window != Window::default()).then_some(window)
}

/// "the first half", in hours that pass, not by the wall clock.
fn by_piece(when: &When, shift: &Local) -> Option<Window> {
    let length = shift.start.duration_until(shift.end);
    let half = shift.start.checked_add(length / 2).ok()?;
    let after = |hours: i64| shift.start.checked_add(SignedDuration::from_hours(hours)).ok();
    let before = |hours: i64| shift.end.checked_sub(SignedDuration::from_hours(hours)).ok();
    let (from, until) = match when.piece? {
        Piece::FirstHalf => (Some(shift.start), Some(half)),
        Piece::LastHalf => (Some(half), Some(shift.end)),
        Piece::FirstHours(hours) => (Some(shift.start), after(hours)),
        Piece::LastHours(hours) => (before(hours), Some(shift.end)),
        Piece::AllButFirst(hours) => (after(hours), Some(shift.end)),
        Piece::AllButLast(hours) => (Some(shift.start), before(hours)),
    };
    // A piece longer than the shift is no piece of it.
    let inside = |at: Timestamp| at >= shift.start && at <= shift.end;
    (inside(from?) && inside(until?)).then_some(Window { from, until })
}

fn by_part(context: &Context<'_>, when: &When, shift: &Local) -> Option<Window> {
    let noon = instant(context, shift, 720).filter(|noon| *noon > shift.start && *noon < shift.end);
    let mut window = None;
    for part in &when.parts {
        match part {
            Part::Morning => {
                window = noon.map(|noon| Window { from: Some(shift.start), until: Some(noon) }).or(window);
            }
            Part::Afternoon if shift.start_minute >= 720 || noon.is_some() => {
                window = Some(Window { from: Some(noon.unwrap_or(shift.start)), until: None });
            }
            Part::Afternoon | Part::Evening | Part::Night | Part::Overnight => {}
        }
    }
    window
}

fn minutes_from_midnight(shift: &Local, at: Timestamp) -> i64 {
    shift.start_minute + (at.as_second() - shift.start.as_second()).div_euclid(60)
}

/// Minutes after the midnight before the shift. Of the readings of an open "3" the one inside the shift counts,
/// then the one nearest to it that people are awake at.
fn within(shift: &Local, clock: Clock, after: Option<i64>, relation: Relation) -> i64 {
    let end = shift.end_from_midnight;
    let mut options: Vec<i64> = clock.minutes();
    let next_day: Vec<i64> = options.iter().map(|minute| minute + 1440).collect();
    options.extend(next_day);
    if let Some(after) = after {
        return options.iter().copied().filter(|minute| *minute > after).min().unwrap_or(after);
    }
    // "until 7" of a shift from seven leaves nothing, and "after 11" of one until eleven.
    let inside = options.iter().copied().find(|minute| match relation {
        Relation::Until => *minute > shift.start_minute && *minute <= end,
        _ => *minute >= shift.start_minute && *minute < end,
    });
    let distance = |minute: i64| {
        let far = if minute < shift.start_minute { shift.start_minute - minute } else { minute - end };
        let asleep = !(300..1380).contains(&minute.rem_euclid(1440));
        far + if asleep { 600 } else { 0 }
    };
    inside
        .or_else(|| options.iter().copied().min_by_key(|minute| distance(*minute)))
        .unwrap_or(shift.start_minute)
}

/// The instant `minute` minutes after the midnight before the shift, by the wall clock; in a night in which the clock
/// is put forward or back as RFC 5545 has it (domain.md 6.3).
fn instant(context: &Context<'_>, shift: &Local, minute: i64) -> Option<Timestamp> {
    let date = plus(shift.date, minute.div_euclid(1440));
    let rest = minute.rem_euclid(1440);
    let (hour, minute) = (i8::try_from(rest / 60).ok()?, i8::try_from(rest % 60).ok()?);
    let zoned = date.at(hour, minute, 0, 0).to_zoned_datetime(context.zone.clone()).ok()?;
    Some(zoned.timestamp())
}

fn span_repeats(span: &Span, shift: &Local) -> bool {
    span.from.is(shift.start_minute) && span.until.is(shift.end_minute)
}

/// Whether the clock times said are the shift's own ("yes, 7 to 11"): then they ask for nothing.
pub(super) fn repeats(when: &When, shift: &Local) -> bool {
    let spans = when.spans.iter().all(|span| span_repeats(span, shift));
    let times = when.times.iter().all(|time| match time.relation {
        Relation::At | Relation::After => time.clock.is(shift.start_minute),
        Relation::Until => time.clock.is(shift.end_minute),
        Relation::Instead => false,
    });
    spans && times && when.piece.is_none()
}
