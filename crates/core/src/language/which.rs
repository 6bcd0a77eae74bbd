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

/// From here on something is meant where no rule bound anything.
const MEANT: f32 = 0.5;
/// How much it counts that nothing is pointed at: that something is meant the intent says already.
const NOTHING: f32 = 3.0;
/// From here on it is meant without a question.
const SURELY: f32 = 0.75;
/// Until here what the rules bound by a day, a time or a name that was said is not meant after all.
const HARDLY: f32 = 0.15;
/// An acceptance that is bound otherwise than the rules bound it is acted on from here on.
const CLEARLY: f32 = 0.85;

/// What the model hears in the words of a finding, beside what they point at.
#[derive(Clone, Copy)]
pub(super) struct Sounds {
    /// How likely one is meant and not several, 0 to 1.
    pub(super) single: f32,
    /// Beside a yes to an offer, a no or a condition may be meant for another.
    pub(super) torn: bool,
}

/// How likely an answer to several offers is about one of them, by how many the rules bound: none, one, or more.
const ONE_OFFER: [f32; 3] = [0.8, 0.9, 0.6];
/// Of more candidates than this only the likeliest are weighed together: every set of them is looked at.
const TOGETHER: usize = 10;
/// No candidate is less likely than this, and none likelier than all but this.
const DOUBT: f32 = 0.01;

/// What points at what, of one finding.
struct Pointed {
    /// Likeliest of all where only one can be meant; else all that are meant.
    ids: Vec<String>,
    /// No doubt about any of them.
    sure: bool,
    /// How likely it is exactly these.
    chance: f32,
    /// Whatever may be meant.
    perhaps: Vec<String>,
}

impl Pointed {
    /// `ruled` is what the rules bound by words that say it.
    fn new(likely: &[(String, f32)], one_only: bool, single: f32, ruled: &[String]) -> Self {
        let single = if one_only { 1.0 } else { single };
        let perhaps: Vec<String> =
            likely.iter().filter(|(_, p)| *p > HARDLY).map(|(id, _)| id.clone()).collect();
        let (set, chance) = likeliest_set(likely, single);
        if ruled.is_empty() {
            let ids: Vec<String> = set.iter().map(|n| likely[*n].0.clone()).collect();
            let sure = chance >= SURELY || each_beyond(likely, &ids);
            return Self { ids, sure, chance, perhaps };
        }
        let best = likely.iter().max_by(|a, b| a.1.total_cmp(&b.1));
        // More than was said is never added to it.
        let chosen = |(id, p): &(String, f32)| {
            ruled.contains(id) && *p >= HARDLY && (!one_only || best.is_some_and(|best| best.0 == *id))
        };
        let ids: Vec<String> = likely.iter().filter(|one| chosen(one)).map(|(id, _)| id.clone()).collect();
        let same = set.iter().map(|n| &likely[*n].0).eq(&ids);
        let agree = ids == ruled;
        Self {
            sure: agree || same && chance >= SURELY || each_beyond(likely, &ids),
            chance: if same { chance } else { 0.0 },
            ids,
            perhaps,
        }
    }
}

/// Whether each of them, and none of the others, is meant without a doubt.
fn each_beyond(likely: &[(String, f32)], ids: &[String]) -> bool {
    let told = |(id, p): &(String, f32)| if ids.contains(id) { *p >= SURELY } else { *p <= 1.0 - SURELY };
    !ids.is_empty() && likely.iter().all(told)
}

/// The set of candidates that is likeliest to be meant, and how likely that very set is. What one points at says little alone: that
/// exactly one is meant, or several, and that something is, weighs the sets against each other.
fn likeliest_set(likely: &[(String, f32)], single: f32) -> (Vec<usize>, f32) {
    let mut order: Vec<usize> = (0..likely.len()).collect();
    order.sort_by(|a, b| likely[*b].1.total_cmp(&likely[*a].1));
    order.truncate(TOGETHER);
    let chances: Vec<f32> = order.iter().map(|n| likely[*n].1.clamp(DOUBT, 1.0 - DOUBT)).collect();
    let chance = |set: u32| -> f32 {
        chances.iter().enumerate().map(|(n, p)| if set >> n & 1 == 1 { *p } else { 1.0 - p }).product()
    };
    let none = chance(0);
    let (mut one, mut many) = (0.0, 0.0);
    let sets = 1..1_u32 << chances.len();
    for set in sets.clone() {
        if set.count_ones() == 1 { one += chance(set) } else { many += chance(set) }
    }
    let weight = |set: u32| {
        if set.count_ones() == 1 { single * chance(set) / one } else { (1.0 - single) * chance(set) / many }
    };
    let Some((set, weight)) = sets.map(|set| (set, weight(set))).max_by(|a, b| a.1.total_cmp(&b.1)) else {
        return (Vec::new(), 0.0);
    };
    // With a single candidate it is meant or nothing is.
    let share = if chances.len() == 1 { 1.0 } else { weight };
    let mut chosen: Vec<usize> = (0..chances.len()).filter(|n| set >> n & 1 == 1).map(|n| order[n]).collect();
    chosen.sort_unstable();
    let something = 1.0 - none.powf(NOTHING);
    if something < MEANT { (Vec::new(), 0.0) } else { (chosen, share * something) }
}

/// Binds `one`.
pub(super) fn settle(context: &Context<'_>, ruled: &Ruled, one: Found, sounds: Sounds) -> Found {
    let intent = one.reading.intent;
    if one.certain {
        one
    } else if intent.answers_offer() {
        of_offers(context, ruled, one, sounds)
    } else if pointing::of_shifts(intent) {
        let mut one = of_shifts(context, ruled, one, sounds);
        // "am I on for sat?" is about no shift of another day.
        if intent == Intent::ScheduleQuery && context.when.says_day() {
            let on = |id: &String| context.shift(id).is_some_and(|shift| context.when.may_mean(shift.date));
            one.reading.shifts.retain(on);
        }
        one
    } else {
        one
    }
}

fn of_shifts(context: &Context<'_>, ruled: &Ruled, mut one: Found, sounds: Sounds) -> Found {
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
    let mut pointed = Pointed::new(&likely, one_only, sounds.single, &said);
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

fn of_offers(context: &Context<'_>, ruled: &Ruled, mut one: Found, sounds: Sounds) -> Found {
    // "yes to wednesday" while one of Monday is open: asked about, as the rules do.
    if context.offers.len() < 2 && (one.action == Action::Ask || !one.reading.offers.is_empty()) {
        return one;
    }
    let single = ONE_OFFER[one.reading.offers.len().min(2)];
    let pointed = Pointed::new(&pointing::likely(context, ruled, one.reading.intent), false, single, &[]);
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
    // "both" of three is no answer.
    let counts = !reply::says_both(&context.text.flat) || context.offers.len() == 2;
    // "can't do either of those", "both"
    let every =
        counts && reply::says_every(&context.text.flat) && one.reading.offers.len() == context.offers.len();
    // Where pointing is unsure, what the rules bound stands; an acceptance that they did not bind is never bound here.
    let stands = every || if one.reading.offers.is_empty() { accepts } else { !pointed.sure };
    if !stands {
        one.reading.offers = codes;
    }
    // Two at once are taken only where that is beyond doubt.
    let clear = pointed.chance >= CLEARLY;
    let bound = match one.reading.offers.len() {
        _ if !counts => false,
        0 => false,
        1 => same || clear,
        // "tues and sat"
        several => {
            let by_days = context.when.days.len() >= several;
            every || !sounds.torn && (clear || same && (by_days || pointed.chance >= SURELY))
        }
    };
    match one.action {
        Action::Act if accepts && !bound => one.ask(say::which_offer(context)),
        _ => one,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn likely(chances: &[f32]) -> Vec<(String, f32)> {
        chances.iter().enumerate().map(|(n, p)| (n.to_string(), *p)).collect()
    }

    #[test]
    fn of_one_shift_the_likeliest_is_meant_however_faint_the_words_point() {
        let (set, chance) = likeliest_set(&likely(&[0.5, 0.06, 0.03]), 0.97);
        assert_eq!(set, [0]);
        assert!(chance > SURELY, "{chance}");
    }

    #[test]
    fn of_several_shifts_more_than_one_is_meant() {
        assert_eq!(likeliest_set(&likely(&[0.9, 0.4, 0.02]), 0.05).0, [0, 1]);
        assert_eq!(likeliest_set(&likely(&[0.9, 0.4, 0.02]), 0.95).0, [0]);
    }

    #[test]
    fn two_that_are_as_likely_are_no_answer() {
        let (_, chance) = likeliest_set(&likely(&[0.7, 0.7]), 0.95);
        assert!(chance < SURELY, "{chance}");
    }

    #[test]
    fn nothing_is_meant_where_nothing_points_anywhere() {
        assert!(likeliest_set(&likely(&[0.02, 0.03]), 0.9).0.is_empty());
        assert!(likeliest_set(&[], 0.9).0.is_empty());
    }
}
