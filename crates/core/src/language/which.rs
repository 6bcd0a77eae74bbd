//! Which shifts or offers a finding is about in the end: what the rules bound, weighed by what was learnt of pointing. It may drop what the
//! rules bound and doubt it; it never adds to what they bound by the words, and never answers a question of theirs.
use super::clock::Relation;
use super::context::{Context, Found, Local};
use super::dates::When;
use super::day::Choice;
use super::order::Ruled;
use super::phrases::rule;
use super::{Action, Intent, callout, late, pointing, reply, say, window};

rule!(AT_ONCE = words [
    r"(?:right )?now", r"go(?:ing)? home", r"send (?:her|him) home", r"leave early", r"(?:out of|leave) (?:my|the|our) house", r"ahora(?: mismo| misma)?", r"que se vaya", r"a su casa",
]);

/// From here on what no rule bound is meant.
const MEANT: f32 = 0.5;
/// From here on it is meant without a question.
const SURELY: f32 = 0.75;
/// Until here what the rules bound by a day, a time or a name that was said is not meant after all.
const HARDLY: f32 = 0.15;
/// An acceptance that is bound otherwise than the rules bound it is acted on from here on.
const CLEARLY: f32 = 0.93;

/// What points at what, of one finding.
struct Pointed {
    /// Likeliest of all where only one can be meant; else all that are meant.
    ids: Vec<String>,
    /// No doubt about any of them.
    sure: bool,
    /// The same, by the stricter line.
    clear: bool,
    /// Whatever may be meant.
    perhaps: Vec<String>,
}

impl Pointed {
    /// `ruled` is what the rules bound by words that say it.
    fn new(likely: &[(String, f32)], one_only: bool, ruled: &[String]) -> Self {
        let best = likely.iter().max_by(|a, b| a.1.total_cmp(&b.1));
        let chosen = |(id, p): &(String, f32)| {
            let line = match (ruled.is_empty(), ruled.contains(id)) {
                (true, _) => MEANT,
                (false, true) => HARDLY,
                // More than was said is never added to it.
                (false, false) => f32::INFINITY,
            };
            *p >= line && (!one_only || best.is_some_and(|best| best.0 == *id))
        };
        let ids: Vec<String> = likely.iter().filter(|one| chosen(one)).map(|(id, _)| id.clone()).collect();
        let beyond = |line: f32| {
            let told = |(id, p): &(String, f32)| if ids.contains(id) { *p >= line } else { *p <= 1.0 - line };
            !ids.is_empty() && likely.iter().all(told)
        };
        let agree = !ruled.is_empty() && ids == ruled;
        let perhaps = likely.iter().filter(|(_, p)| *p > HARDLY).map(|(id, _)| id.clone()).collect();
        Self { sure: agree || beyond(SURELY), clear: beyond(CLEARLY), ids, perhaps }
    }
}

/// Binds `one`.
pub(super) fn settle(context: &Context<'_>, ruled: &Ruled, one: Found) -> Found {
    let intent = one.reading.intent;
    if one.certain {
        one
    } else if intent.answers_offer() {
        of_offers(context, ruled, one)
    } else if pointing::of_shifts(intent) {
        of_shifts(context, ruled, one)
    } else {
        one
    }
}

fn of_shifts(context: &Context<'_>, ruled: &Ruled, mut one: Found) -> Found {
    let intent = one.reading.intent;
    // What the rules ask about is asked, and a resignation has no shifts.
    if intent.is_call_out() && (one.action == Action::Ask || callout::is_open_ended(&context.text.flat)) {
        return one;
    }
    // After midnight "tonight" is the night that runs (domain.md 6.7), and a range has its days: rules, and not to be learnt otherwise.
    let resolved = context.when.range || context.when.days.iter().any(|day| day.choice == Choice::First);
    if intent.is_call_out() && resolved && !one.reading.shifts.is_empty() {
        return one;
    }
    let one_only = matches!(
        intent,
        Intent::RunningLate
            | Intent::LeaveEarly
            | Intent::ReliefMissing
            | Intent::ClientNoShowReport
            | Intent::EvvClockIssue
    );
    let said = if one.action == Action::Act { one.reading.shifts.clone() } else { Vec::new() };
    let mut likely = pointing::likely(context, ruled, intent);
    // What runs or is over can be cancelled no more, unless she is to be sent home.
    let to_come = |id: &String| context.shift(id).is_some_and(|shift| !context.running(shift));
    if intent == Intent::ClientCancelReschedule
        && !AT_ONCE.is(&context.text.flat)
        && likely.iter().any(|(id, _)| to_come(id))
    {
        likely.retain(|(id, _)| to_come(id));
    }
    let mut pointed = Pointed::new(&likely, one_only, &said);
    if intent.is_call_out() {
        return call_out(context, one, &pointed);
    }
    narrow(context, &wished(context, &one), &mut pointed.ids);
    // "can Rosa and I swap sat and sun": another day than those that were said is not meant.
    let elsewhere = |id: &String| context.shift(id).is_some_and(|shift| !context.when.may_mean(shift.date));
    let strays =
        intent == Intent::SwapOrTimeChange && context.when.says_day() && pointed.ids.iter().all(elsewhere);
    if pointed.ids.is_empty() || strays {
        return one;
    }
    if one.reading.shifts != pointed.ids {
        one.reading.shifts.clone_from(&pointed.ids);
        if intent == Intent::RunningLate
            && let [id] = pointed.ids.as_slice()
        {
            one.reading.eta_minutes = late::eta(context, context.shift(id)).or(one.reading.eta_minutes);
        }
    }
    one
}

/// When it is wished for: "skip the 15th, we're at the lake all weekend" skips the 15th. All of the text where no clause is the wish's own,
/// or it says no day.
fn wished(context: &Context<'_>, one: &Found) -> When {
    let own =
        |clause: &&String| one.reading.because.first().is_some_and(|words| clause.contains(words.as_str()));
    let said = context.text.clauses.iter().find(own).map(|clause| context.when_in(clause));
    said.filter(|when| when.says_day() && !when.range).unwrap_or_else(|| context.when.clone())
}

/// "skip the 15th", "the 1 pm one": of several shifts those on the day that was said, and then those at the time that was said.
fn narrow(context: &Context<'_>, when: &When, ids: &mut Vec<String>) {
    let mut keep = |fits: &dyn Fn(&Local) -> bool| {
        let here: Vec<String> =
            ids.iter().filter(|id| context.shift(id).is_some_and(fits)).cloned().collect();
        if ids.len() > 1 && !here.is_empty() {
            *ids = here;
        }
    };
    if when.says_day() {
        keep(&|shift| when.may_mean(shift.date));
    }
    keep(&|shift| {
        when.times.iter().any(|time| time.relation == Relation::At && time.clock.means(shift.start_minute))
    });
}

fn call_out(context: &Context<'_>, mut one: Found, pointed: &Pointed) -> Found {
    let when = &context.when;
    if pointed.ids.is_empty() {
        if one.action == Action::Act {
            let asked = if one.reading.shifts.is_empty() {
                pointed.perhaps.clone()
            } else {
                one.reading.shifts.clone()
            };
            one.reading.shifts.clear();
            return one.ask(say::which_shift(context, &asked));
        }
        return one;
    }
    if one.reading.shifts != pointed.ids {
        one.reading.shifts.clone_from(&pointed.ids);
        one.reading.intent = callout::kind(context, pointed.ids.len());
        one.reading.window = match pointed.ids.as_slice() {
            [id] => context
                .shift(id)
                .filter(|shift| callout::partial(context, shift))
                .and_then(|shift| window::on_shift(context, when, shift)),
            _ => None,
        };
        one.urgent =
            pointed.ids.iter().filter_map(|id| context.shift(id)).any(|s| context.minutes_until(s) < 240);
    }
    match one.action {
        Action::Act if !pointed.sure => {
            let asked =
                if pointed.perhaps.is_empty() { pointed.ids.clone() } else { pointed.perhaps.clone() };
            one.ask(say::which_shift(context, &asked))
        }
        _ => one,
    }
}

fn of_offers(context: &Context<'_>, ruled: &Ruled, mut one: Found) -> Found {
    // "yes to wednesday" while one of Monday is open: asked about, as the rules do.
    if context.offers.len() < 2 && (one.action == Action::Ask || !one.reading.offers.is_empty()) {
        return one;
    }
    let pointed = Pointed::new(&pointing::likely(context, ruled, one.reading.intent), false, &[]);
    let codes: Vec<String> = pointed.ids.iter().map(|id| context.code(id)).collect();
    if context.offers.len() < 2 {
        one.reading.offers = codes;
        return one;
    }
    let same = {
        let sorted = |codes: &[String]| codes.iter().cloned().collect::<std::collections::BTreeSet<_>>();
        sorted(&codes) == sorted(&one.reading.offers)
    };
    let accepts = one.reading.intent == Intent::OfferAccept;
    // Where pointing is unsure, what the rules bound stands; an acceptance that they did not bind is never bound here.
    // "can't do either of those"
    let every = reply::says_every(&context.text.flat)
        && one.reading.intent == Intent::OfferDecline
        && one.reading.offers.len() == context.offers.len();
    let stands = every || if one.reading.offers.is_empty() { accepts } else { !pointed.sure };
    if !stands {
        one.reading.offers = codes;
    }
    match one.action {
        Action::Act if accepts && (one.reading.offers.is_empty() || !(same || pointed.clear)) => {
            one.ask(say::which_offer(context))
        }
        _ => one,
    }
}
