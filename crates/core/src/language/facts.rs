//! What is known beside the words, as the model hears it: who writes, what waits for an answer, which shifts are near, and what the
//! rules made of the text. The rules' own finding is a fact among others: the model has learnt where they can be trusted.
use super::answer;
use super::bind::{self, Bound};
use super::context::Context;
use super::order::Ruled;
use super::reply::{self, Verdict};
use super::thread::Asked;
use super::{Action, Answer, Sender, callout, late, told};

/// Names of facts are short byte strings; the model hashes them.
pub(super) type Fact = [u8; 4];

fn asked_code(asked: &Asked) -> u8 {
    match asked {
        Asked::Nothing => 0,
        Asked::Told => 1,
        Asked::Offer => 2,
        Asked::WhichShift(_) => 3,
        Asked::OutOf(_) => 4,
        Asked::Confirm(_) => 5,
        Asked::HowLate => 6,
        Asked::Other => 7,
        Asked::Part(_) => 8,
    }
}

fn verdict_code(verdict: Verdict) -> u8 {
    match verdict {
        Verdict::Yes { weak: false, asks: false, .. } => 0,
        Verdict::Yes { weak: false, asks: true, .. } => 1,
        Verdict::Yes { weak: true, thanks: false, .. } => 2,
        Verdict::Yes { weak: true, thanks: true, .. } => 3,
        Verdict::No => 4,
        Verdict::Conditional => 5,
        Verdict::Hold => 6,
        Verdict::Question => 7,
        Verdict::Torn => 8,
        Verdict::None => 9,
    }
}

pub(super) fn sender_code(sender: Sender) -> u8 {
    match sender {
        Sender::Caregiver => 0,
        Sender::Client | Sender::Family => 1,
        Sender::Prospect => 2,
        Sender::Applicant => 3,
        Sender::Unknown => 4,
    }
}

/// How near a stretch of minutes is, coarsely.
fn bucket(minutes: i64, edges: &[i64]) -> u8 {
    u8::try_from(edges.iter().filter(|edge| minutes >= **edge).count()).unwrap_or(u8::MAX)
}

/// Everything beside the words.
pub(super) fn of(context: &Context<'_>, ruled: &Ruled) -> Vec<Fact> {
    let mut facts: Vec<Fact> = Vec::with_capacity(48);
    let sender = sender_code(context.message.sender);
    let offers = u8::try_from(context.offers.len().min(2)).unwrap_or(2);
    let asked = asked_code(context.asked());
    let verdict = verdict_code(reply::verdict(context));
    let words = context.text.words().len();
    let length = bucket(i64::try_from(words).unwrap_or(99), &[1, 2, 3, 5, 8, 13, 25]);
    facts.push([1, sender, 0, 0]);
    facts.push([2, sender, offers, 0]);
    facts.push([3, asked, 0, 0]);
    facts.push([4, verdict, 0, 0]);
    facts.push([5, asked, verdict, 0]);
    facts.push([6, offers, verdict, 0]);
    facts.push([7, offers, asked, verdict]);
    facts.push([8, length, sender, 0]);
    facts.push([9, u8::from(context.text.question), sender, 0]);
    facts.push([10, offers, u8::from(context.text.question), 0]);
    near(context, sender, &mut facts);
    when(context, sender, offers, &mut facts);
    let flat = &context.text.flat;
    let named = u8::from(bind::names_client(context));
    facts.push([30, named, sender, 0]);
    facts.push([31, u8::from(callout::is_call_out(flat)), offers, asked]);
    facts.push([32, u8::from(callout::has_lookalike(flat)), 0, 0]);
    facts.push([33, u8::from(late::words(flat).is_some()), sender, 0]);
    facts.push([34, u8::from(!reply::codes(context).is_empty()), 0, 0]);
    facts.push([35, context.tongue as u8, 0, 0]);
    if answer::quotes(context) {
        facts.push([36, 0, 0, 0]);
    }
    ruling(ruled, sender, offers, asked, &mut facts);
    counts(context, sender, &mut facts);
    told::add(context, &mut facts);
    facts
}

/// Her shifts, a client's visits: how near, running, just over.
fn near(context: &Context<'_>, sender: u8, facts: &mut Vec<Fact>) {
    let running =
        context.live.iter().filter(|shift| context.running(shift)).map(|s| context.minutes_until(s)).max();
    let next =
        context.live.iter().filter(|shift| !context.running(shift)).map(|s| context.minutes_until(s)).min();
    let since_end = context
        .message
        .shifts
        .iter()
        .filter(|shift| shift.end <= context.at())
        .map(|shift| (context.at().as_second() - shift.end.as_second()) / 60)
        .min();
    let running = running.map_or(0, |minutes| 1 + bucket(-minutes, &[5, 15, 45, 120]));
    let next = next.map_or(0, |minutes| 1 + bucket(minutes, &[30, 60, 240, 720, 1440, 4320]));
    let over = since_end.map_or(0, |minutes| 1 + bucket(minutes, &[60, 240, 1440]));
    facts.push([11, sender, running, 0]);
    facts.push([12, sender, next, 0]);
    facts.push([13, sender, over, 0]);
    facts.push([14, sender, running.min(1), over.min(1)]);
    let left = context
        .message
        .shifts
        .iter()
        .filter(|s| s.start <= context.at() && s.end > context.at())
        .map(|s| (s.end.as_second() - context.at().as_second()) / 60)
        .min();
    facts.push([15, sender, left.map_or(0, |minutes| 1 + bucket(minutes, &[20, 60, 180])), 0]);
}

/// How many shifts and offers there are, and how many the words point at.
fn counts(context: &Context<'_>, sender: u8, facts: &mut Vec<Fact>) {
    let small = |n: usize| u8::try_from(n.min(4)).unwrap_or(4);
    let (state, bound) = match &context.binding().bound {
        Bound::These(ids) => (1, ids.len()),
        Bound::Ask(ids) => (2, ids.len()),
        Bound::Nothing => (0, 0),
    };
    facts.push([16, sender, small(context.live.len()), 0]);
    facts.push([17, small(context.offers.len()), 0, 0]);
    facts.push([18, sender, state, small(bound)]);
    let said = u8::from(context.when.says_day() || bind::names_client(context));
    facts.push([19, small(context.live.len()), small(context.offers.len()), said]);
}

/// Which days and times are said, and whether shifts or offers lie on them.
fn when(context: &Context<'_>, sender: u8, offers: u8, facts: &mut Vec<Fact>) {
    let when = &context.when;
    let own = context.live.iter().any(|shift| when.may_mean(shift.date));
    let offered = context.offers.iter().any(|offer| when.may_mean(offer.date));
    facts.push([20, u8::from(when.says_day()), u8::from(own), u8::from(offered)]);
    facts.push([21, sender, u8::from(when.says_day()), u8::from(when.several || when.range)]);
    facts.push([22, u8::from(when.past), u8::from(!when.habits.is_empty()), 0]);
    let times = u8::try_from(when.times.len().min(2)).unwrap_or(2);
    let spans = u8::try_from(when.spans.len().min(1)).unwrap_or(1);
    facts.push([23, times, spans, offers]);
    facts.push([24, u8::try_from(when.parts.len().min(2)).unwrap_or(2), offers, 0]);
    facts.push([25, u8::from(when.own_time()), u8::from(when.next_shift), u8::from(when.all)]);
}

/// What the rules found, as facts that may be wrong.
fn ruling(ruled: &Ruled, sender: u8, offers: u8, asked: u8, facts: &mut Vec<Fact>) {
    for (n, one) in ruled.found.iter().enumerate() {
        let intent = one.reading.intent as u8;
        let sure = u8::from(one.reading.confidence >= 0.9);
        let action = match one.action {
            Action::Act => 0,
            Action::Ask => 1,
            Action::Human => 2,
            Action::Ignore => 3,
        };
        facts.push([40, intent, 0, 0]);
        facts.push([41, intent, action, sure]);
        facts.push([42, intent, sender, 0]);
        facts.push([43, intent, offers, asked]);
        if n == 0 {
            facts.push([44, intent, 0, 0]);
        }
    }
    if ruled.found.is_empty() {
        facts.push([45, sender, offers, asked]);
    }
    let answer = match &ruled.answer {
        None => 0,
        Some(Answer::Yes) => 1,
        Some(Answer::No) => 2,
        Some(Answer::Choice(_)) => 3,
        Some(Answer::Shift(_)) => 4,
    };
    facts.push([46, answer, asked, 0]);
}
