//! "after 2", "8:30 to 11:30", "leave by 5", as instants on the day of a shift.

use super::Window;
use super::calendar_words::Part;
use super::clock::{Clock, Relation};
use super::context::{Context, Local};
use super::dates::{When, plus};
use jiff::Timestamp;

/// The stretch a text offers or asks for, on the day of `shift`.
pub(super) fn on_shift(context: &Context<'_>, when: &When, shift: &Local) -> Option<Window> {
    if let Some(span) = when.spans.first() {
        let from = within(shift, span.from, None);
        let until = within(shift, span.until, Some(from));
        return Some(Window { from: instant(context, shift, from), until: instant(context, shift, until) });
    }
    let mut window = Window::default();
    for time in &when.times {
        match time.relation {
            Relation::After => {
                window.from = instant(context, shift, within(shift, time.clock, None));
            }
            Relation::Until => {
                let after = window.from.map(|from| minutes_from_midnight(shift, from));
                window.until = instant(context, shift, within(shift, time.clock, after));
            }
            Relation::At | Relation::Instead => {}
        }
    }
    if window == Window::default() {
        for part in &when.parts {
            match part {
                Part::Morning => {
                    window = Window { from: Some(shift.start), until: instant(context, shift, 720) };
                }
                Part::Afternoon => {
                    window =
                        Window { from: instant(context, shift, 720.max(shift.start_minute)), until: None };
                }
                Part::Evening | Part::Night | Part::Overnight => {}
            }
        }
    }
    (window != Window::default()).then_some(window)
}

fn minutes_from_midnight(shift: &Local, at: Timestamp) -> i64 {
    shift.start_minute + (at.as_second() - shift.start.as_second()).div_euclid(60)
}

/// Minutes after the midnight before the shift. Of the readings of an open "3" the one inside the shift counts,
/// then the one nearest to it that people are awake at.
fn within(shift: &Local, clock: Clock, after: Option<i64>) -> i64 {
    let end = if shift.crosses_midnight { shift.end_minute + 1440 } else { shift.end_minute };
    let mut options: Vec<i64> = clock.minutes();
    let next_day: Vec<i64> = options.iter().map(|minute| minute + 1440).collect();
    options.extend(next_day);
    if let Some(after) = after {
        return options.iter().copied().filter(|minute| *minute > after).min().unwrap_or(after);
    }
    let inside = options.iter().copied().find(|minute| *minute >= shift.start_minute && *minute <= end);
    let distance = |minute: i64| {
        let far = if minute < shift.start_minute { shift.start_minute - minute } else { minute - end };
        let asleep = !(300..1380).contains(&minute.rem_euclid(1440));
        far + if asleep { 600 } else { 0 }
    };
    inside
        .or_else(|| options.iter().copied().min_by_key(|minute| distance(*minute)))
        .unwrap_or(shift.start_minute)
}

/// The instant `minute` minutes after the midnight before the shift, by the wall clock.
fn instant(context: &Context<'_>, shift: &Local, minute: i64) -> Option<Timestamp> {
    let date = plus(shift.date, minute.div_euclid(1440));
    let rest = minute.rem_euclid(1440);
    let (hour, minute) = (i8::try_from(rest / 60).ok()?, i8::try_from(rest % 60).ok()?);
    let zoned = date.at(hour, minute, 0, 0).to_zoned_datetime(context.zone.clone()).ok()?;
    Some(zoned.timestamp())
}

/// Whether the clock times said are the shift's own ("yes, 7 to 11"): then they ask for nothing.
pub(super) fn repeats(when: &When, shift: &Local) -> bool {
    let spans =
        when.spans.iter().all(|span| span.from.is(shift.start_minute) && span.until.is(shift.end_minute));
    let times = when.times.iter().all(|time| match time.relation {
        Relation::At | Relation::After => time.clock.is(shift.start_minute),
        Relation::Until => time.clock.is(shift.end_minute),
        Relation::Instead => false,
    });
    spans && times
}
