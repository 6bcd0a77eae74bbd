//! The order in which the rules look, and the order in which what they found is acted on (domain.md 5 and 5.0).

use super::about;
use super::answer::{self, Answered};
use super::context::{Context, Found};
use super::hear;
use super::phrases::rule;
use super::reply::{self, Verdict};
use super::thread::Asked;
use crate::policy::Thresholds;

use super::{
    Action, Answer, Intent, Message, Reading, Sender, bind, callout, each, emergency, keywords, late, other,
    reason, say,
};

/// From here on danger is what a text is about, whatever else it says.
const CLEAR_DANGER: f64 = 0.5;
/// Until here an illness is heard but faintly.
const FAINTLY: f64 = 0.6;

/// 16, 17, 20, 5, 4, 1, 2, 3, 23, 19, 18, 9, 6 to 8, rest.
fn rank(intent: Intent) -> u8 {
    match intent {
        Intent::MedicalEmergency => 0,
        Intent::AbuseNeglectSafety => 1,
        Intent::ClientNoShowReport => 2,
        Intent::ReliefMissing => 3,
        Intent::LeaveEarly => 4,
        Intent::CallOutSingle => 5,
        Intent::CallOutMulti => 6,
        Intent::RunningLate => 7,
        Intent::OptOutInHelp => 8,
        Intent::ClientCancelReschedule => 9,
        Intent::Complaint => 10,
        Intent::Retraction => 11,
        Intent::OfferAccept => 12,
        Intent::OfferDecline => 13,
        Intent::OfferConditional => 14,
        Intent::SwapOrTimeChange => 15,
        Intent::AvailabilityHours => 16,
        Intent::ScheduleQuery => 17,
        Intent::EvvClockIssue => 18,
        Intent::HrPayCredential => 19,
        Intent::ClientStatusChange => 20,
        Intent::LeadCareInquiry => 21,
        Intent::JobApplicant => 22,
        Intent::WrongNumberUnknown => 23,
        Intent::UnclearOrAdversarial => 24,
    }
}

pub(super) fn read(message: &Message, thresholds: &Thresholds) -> Reading {
    let context = Context::new(message);
    let (found, answer) = all(&context, thresholds);
    finish(&context, found, answer)
}

/// What the rules made of a text.
#[derive(Default)]
pub(super) struct Ruled {
    pub(super) found: Vec<Found>,
    pub(super) answer: Option<Answer>,
    /// Nothing else can be meant: a provider's keyword, a tapback, another machine, an injection.
    pub(super) settled: bool,
}

impl Ruled {
    fn settled(found: Vec<Found>, answer: Option<Answer>) -> Self {
        Self { found, answer, settled: true }
    }
}

fn all(context: &Context<'_>, thresholds: &Thresholds) -> (Vec<Found>, Option<Answer>) {
    let ruled = rules(context);
    let found = if ruled.settled {
        let mut found = ruled.found;
        found.iter_mut().for_each(|one| about::fill(context, one));
        found
    } else {
        hear::weigh(context, &ruled, thresholds)
    };
    (found, ruled.answer)
}

/// The rules alone.
pub(super) fn rules(context: &Context<'_>) -> Ruled {
    if context.text.raw.is_empty() {
        let found = Found::new(Intent::UnclearOrAdversarial, 0.6, "").ask(say::what_about(context));
        return Ruled::settled(vec![found], None);
    }
    if let Some(found) = keywords::keyword(context) {
        return Ruled::settled(vec![found], None);
    }
    if let Some(answered) = answer::reaction(context) {
        return Ruled::settled(answered.found, answered.answer);
    }
    let mut found: Vec<Found> = Vec::new();
    if let Some(stop) = keywords::answered_stop(context).filter(|_| !callout::says_out_or_late(context)) {
        return Ruled::settled(vec![stop], None);
    }
    found.extend(emergency::danger(context));
    found.extend(emergency::abuse(context));
    found.extend(other::no_show(context));
    found.extend(keywords::plain_stop(context));
    if let Some(injection) = other::injection(context) {
        // Nothing in such a text is carried out, but danger in it is still heard.
        found.retain(|one| rank(one.reading.intent) <= 2 || one.reading.intent == Intent::OptOutInHelp);
        if found.is_empty() {
            found.push(injection);
        }
        return Ruled::settled(found, None);
    }
    if found.is_empty()
        && let Some(auto) = other::auto_reply(context)
    {
        return Ruled::settled(vec![auto], None);
    }
    let pressing = !found.is_empty();
    let answer = match context.message.sender {
        Sender::Caregiver => of_caregiver(context, &mut found, pressing),
        Sender::Client | Sender::Family => of_client(context, &mut found),
        Sender::Prospect | Sender::Applicant | Sender::Unknown => {
            of_stranger(context, &mut found);
            None
        }
    };
    if found.is_empty()
        && answer.is_none()
        && let Some(acknowledged) = other::acknowledgement(context)
    {
        return Ruled::settled(vec![acknowledged], None);
    }
    // "YES" to a confirmation, and nothing beside it.
    let confirms = match context.asked() {
        Asked::Confirm(_) => true,
        Asked::OutOf(_) | Asked::Other => {
            context.offers.is_empty() && context.message.sender != Sender::Caregiver
        }
        _ => false,
    };
    let bare = confirms && found.is_empty() && context.text.words().len() <= 5 && !context.text.question;
    if bare && matches!(answer, Some(Answer::Yes | Answer::No)) {
        return Ruled::settled(vec![answer::alone()], answer);
    }
    Ruled { found, answer, settled: false }
}

fn of_client(context: &Context<'_>, found: &mut Vec<Found>) -> Option<Answer> {
    if found.is_empty()
        && matches!(context.asked(), Asked::WhichShift(_))
        && let Some(answered) = answer::find(context, context.asked(), reply::verdict(context))
    {
        found.extend(answered.found.into_iter().map(|mut one| {
            one.reading.intent = Intent::ClientCancelReschedule;
            one
        }));
        return answered.answer;
    }
    let more = other::of_client(context);
    if !found.is_empty() {
        // Beside danger or an absence only the wish to cancel and news of the client add something.
        found.extend(more.into_iter().filter(|one| {
            matches!(
                one.reading.intent,
                Intent::ClientCancelReschedule | Intent::ClientStatusChange | Intent::Complaint
            ) && found_allows(context, one.reading.intent)
        }));
        return None;
    }
    found.extend(more);
    if found.is_empty() {
        found.extend(other::wrong_number(context));
    }
    if found.is_empty() { answer_of_client(context) } else { None }
}

/// Beside a no-show "where is she, she is late again" adds nothing.
fn found_allows(context: &Context<'_>, intent: Intent) -> bool {
    match intent {
        Intent::ClientCancelReschedule => {
            context.text.flat.contains(" cancel") && !context.text.flat.contains(" will cancel ")
        }
        _ => context.text.words().len() > 8,
    }
}

/// A bare yes or no of a client to what Gigi asked: may the replacement come, is the visit still wanted.
fn answer_of_client(context: &Context<'_>) -> Option<Answer> {
    let asked = context.asked();
    if !matches!(asked, Asked::Confirm(_) | Asked::OutOf(_) | Asked::Other) || context.text.words().len() > 8
    {
        return None;
    }
    match reply::verdict(context) {
        Verdict::Yes { .. } => Some(Answer::Yes),
        Verdict::No => Some(Answer::No),
        _ => None,
    }
}

fn of_stranger(context: &Context<'_>, found: &mut Vec<Found>) {
    if context.message.sender == Sender::Unknown {
        found.extend(callout::find(context));
    }
    if found.is_empty() {
        found.extend(other::wrong_number(context));
    }
    if found.is_empty() {
        found.extend(other::of_stranger(context));
    }
}

rule!(
    /// Says plainly that it is her own shift.
    OWN_SHIFT = words [
        r"call(?:ing|in)? (?:out|off|in)", r"my (?:own |next |morning |night |other )?(?:shift|shifts|client|clients|visit|schedule)", r"(?:coming|come) in(?:to work)?", r"sick day", r"cover (?:my|for me|me)", r"(?:day|today|tonight|tomorrow) off", r"mi (?:turno|cliente|clienta)", r"to work", r"be in", r"wont be in", r"me off the schedule",
    ]
);

/// Whether "can't" is about her own shift and not about the offer that waits.
fn about_own_shift(context: &Context<'_>) -> bool {
    // An offer that she has said yes to is a shift of hers by now (S7: "sorry my car died").
    let hers = |code: &str| {
        let shift = context.message.offers.iter().find(|o| o.code == code).map(|o| &o.shift.id);
        context.live.iter().any(|own| Some(&own.id) == shift)
    };
    if context.offers.iter().all(|offer| hers(&offer.id))
        || OWN_SHIFT.is(&context.text.flat)
        || bind::names_client(context)
    {
        return true;
    }
    let when = &context.when;
    if when.own_time()
        && !context.offers.iter().any(|offer| when.times.iter().any(|t| t.clock.means(offer.start_minute)))
    {
        return true;
    }
    if when.says_day() {
        let offered = context.offers.iter().any(|offer| when.may_mean(offer.date));
        let own = context.live.iter().any(|shift| when.may_mean(shift.date));
        // "can't work Mon thru Thurs": the offer lies in it, and so do her own shifts.
        return own && (!offered || when.several || when.range);
    }
    false
}

fn of_caregiver(context: &Context<'_>, found: &mut Vec<Found>, pressing: bool) -> Option<Answer> {
    let asked = context.asked();
    let verdict = reply::verdict(context);

    // Codes can only mean offers; the rest of the text is read as well.
    let by_code = reply::by_code(context);
    let coded = !by_code.is_empty();
    found.extend(by_code);

    // "tomorrow no, thursday yes": an own shift beside an offer.
    let each::Beside { out: own, stays } = each::own_beside(context);
    if stays && !coded {
        let replies = reply::apart(context);
        if !replies.is_empty() {
            found.extend(replies);
            return None;
        }
    }
    if !own.is_empty() {
        if !coded {
            found.extend(reply::apart(context));
        }
        let answer = match asked {
            Asked::Confirm(Some(id)) if own.contains(id) => Some(Answer::No),
            _ => None,
        };
        found.push(answer::out_of(context, own, context.text.flat.trim()));
        extra(context, found);
        return answer;
    }

    if !coded && let Some(Answered { answer, found: more }) = answer::find(context, asked, verdict) {
        let out = more.iter().any(|one| one.reading.intent.is_call_out());
        found.extend(more);
        // "yes and I'll take wed too": the confirmation is answered, and an offer beside it.
        if !context.offers.is_empty() && matches!(asked, Asked::Confirm(_) | Asked::Other) {
            found.extend(reply::apart(context));
        }
        if !out {
            found.extend(late::find(context, false).filter(|one| one.reading.intent == Intent::RunningLate));
        }
        return answer;
    }

    if let Some(retraction) = other::retraction(context) {
        found.push(retraction);
        return None;
    }

    found.extend(late::relief_missing(context));
    let call_out = callout::find(context);
    if let Some(call_out) = call_out {
        let reply_with_if = verdict == Verdict::Conditional
            && !context.offers.is_empty()
            && context.text.flat.contains(" if ");
        let beside_code = !coded || callout::is_call_out(&context.text.flat) && !only_passes(context);
        if beside_code && !reply_with_if && about_own_shift(context) {
            if call_out.reading.confidence >= 0.85
                || call_out.action == Action::Ask
                || call_out.action == Action::Human
            {
                let leaving = running_leave(context);
                if let Some(leave) = leaving {
                    found.push(leave);
                } else {
                    found.push(call_out);
                }
            }
            extra(context, found);
            return None;
        }
        if !coded && !context.offers.is_empty() {
            decline_or_condition(context, found, verdict, asked, &call_out);
            return None;
        }
    }

    let late_found = late::find(context, *asked == Asked::HowLate);
    let leave = late::leave_early(context);
    let says_yes = matches!(verdict, Verdict::Yes { .. } | Verdict::Conditional | Verdict::Hold);
    let offer_first = !context.offers.is_empty() && says_yes && *asked == Asked::Offer && !pressing;
    if let Some(leave) = leave.filter(|_| !offer_first) {
        found.push(leave);
        return None;
    }
    if let Some(late) = late_found.filter(|_| !offer_first && !coded) {
        found.push(late);
        extra(context, found);
        return None;
    }

    let others = other::of_caregiver(context);
    if !coded && !context.offers.is_empty() && !pressing {
        let elsewhere = others.iter().any(|one| {
            matches!(one.reading.intent, Intent::EvvClockIssue | Intent::ClientStatusChange)
                || (one.reading.intent == Intent::HrPayCredential && !about_offer_pay(context))
                || (one.reading.intent == Intent::ScheduleQuery && context.text.flat.contains(" i work "))
        });
        let other_asked =
            matches!(asked, Asked::Other | Asked::Confirm(_) | Asked::OutOf(_) | Asked::WhichShift(_));
        let plain = matches!(verdict, Verdict::Yes { .. } | Verdict::No);
        let for_offers = (plain || !elsewhere) && (!other_asked || context.text.flat.contains(" take "));
        if for_offers {
            let replies = reply::to_offers(context, verdict, asked);
            if !replies.is_empty() {
                // "y", "2", a thumb: to the one offer that was asked about last they can mean nothing else.
                let words = context.text.words();
                let number = matches!(words.as_slice(), [one] if one.parse::<u8>().is_ok());
                let only_still = plain && reply::only_if_open(context);
                let bare = (words.len() <= 2 && plain || number) && *asked == Asked::Offer || only_still;
                found.extend(replies.into_iter().map(|one| if bare { one.certain() } else { one }));
                if elsewhere {
                    found.extend(others);
                }
                return None;
            }
        }
    }
    found
        .extend(others.into_iter().filter(|one| !(coded && one.reading.intent == Intent::AvailabilityHours)));
    if found.is_empty() {
        found.extend(reply::to_offers(context, verdict, asked));
    }
    if found.is_empty() {
        found.extend(other::wrong_number(context));
    }
    None
}

/// "what does it pay", not "my check is short".
fn about_offer_pay(context: &Context<'_>) -> bool {
    rule!(OWN_PAY = words [r"my (?:check|pay|paycheck|hour|w2|pto|direct deposit|license|cpr|bonus)", r"paid", r"paychecks?", r"payroll", r"paystub", r"pto", r"w ?-?2", r"mi cheque", r"pagaron", r"training", r"license", r"cpr", r"meeting"]);
    !OWN_PAY.is(&context.text.flat)
}

/// "pass 4, can't do it": the can't belongs to the code.
fn only_passes(context: &Context<'_>) -> bool {
    !OWN_SHIFT.is(&context.text.flat)
        && !context.when.says_day()
        && reason::find(context, &context.text.flat).is_none()
}

/// She is at work and wants to go: not a call-out of the shift that runs.
fn running_leave(context: &Context<'_>) -> Option<Found> {
    let running = context.live.iter().any(|shift| context.running(shift));
    if !running || context.text.flat.contains(" calling out ") || context.text.flat.contains(" call out ") {
        return None;
    }
    late::leave_early(context)
}

/// "sorry can't, I'm sick" while an offer waits: a decline, and perhaps more.
fn decline_or_condition(
    context: &Context<'_>,
    found: &mut Vec<Found>,
    verdict: Verdict,
    asked: &Asked,
    call_out: &Found,
) {
    let verdict = match verdict {
        Verdict::None | Verdict::Question => Verdict::No,
        other => other,
    };
    let replies = reply::to_offers(context, verdict, asked);
    let declined = replies.iter().any(|one| one.reading.intent == Intent::OfferDecline);
    found.extend(replies);
    let lasting = matches!(
        call_out.reading.reason,
        Some(
            super::Reason::Illness
                | super::Reason::Transport
                | super::Reason::Bereavement
                | super::Reason::ChildOrFamily
        )
    );
    if declined && lasting && !context.when.says_day() {
        let own: Vec<String> = context
            .live
            .iter()
            .filter(|shift| context.minutes_until(shift) <= 1440)
            .map(|shift| shift.id.clone())
            .collect();
        if !own.is_empty() {
            let mut also = call_out.clone();
            also.reading.shifts.clear();
            also.reading.confidence = 0.65;
            found.push(also.ask(say::own_shift_too(context, &own)));
        }
    }
}

/// What else a call-out or a late message says: news of the client, the clock, pay.
fn extra(context: &Context<'_>, found: &mut Vec<Found>) {
    found.extend(other::of_caregiver(context).into_iter().filter(|one| {
        one.reading.confidence >= 0.85
            && matches!(one.reading.intent, Intent::EvvClockIssue)
            && context.text.words().len() > 6
            || matches!(one.reading.intent, Intent::HrPayCredential) && context.text.flat.contains(" check ")
    }));
}

/// Danger that is less likely than what else was heard: somebody looks at once, but it is not what the text is about.
fn suspected(one: &Found, likeliest: f64) -> bool {
    let confidence = one.reading.confidence;
    one.reading.intent.is_danger() && confidence < CLEAR_DANGER && confidence < likeliest
}

/// Harm done by somebody goes before an illness that is but faintly heard beside it: "the grocery money was 100, the slip says 38".
fn place(one: &Found, found: &[Found]) -> (u8, u8) {
    let heard = |intent: Intent| {
        found.iter().find(|one| one.reading.intent == intent).map_or(0.0, |one| one.reading.confidence)
    };
    let ill = heard(Intent::MedicalEmergency);
    let faint = ill < FAINTLY && heard(Intent::AbuseNeglectSafety) > ill;
    let behind = one.reading.intent == Intent::MedicalEmergency && faint;
    if behind { (rank(Intent::AbuseNeglectSafety), 1) } else { (rank(one.reading.intent), 0) }
}

fn finish(context: &Context<'_>, mut found: Vec<Found>, answers: Option<Answer>) -> Reading {
    let others = found.iter().filter(|one| !one.reading.intent.is_danger());
    let likeliest = others.map(|one| one.reading.confidence).fold(0.0, f64::max);
    let all = found.clone();
    found.sort_by_key(|one| if suspected(one, likeliest) { (u8::MAX, 0) } else { place(one, &all) });
    let mut kept: Vec<Found> = Vec::new();
    for one in found {
        let same = kept.iter().any(|known| {
            known.reading.intent == one.reading.intent
                && (known.reading.offers == one.reading.offers || known.reading.intent != Intent::OfferAccept)
                && (known.reading.offers == one.reading.offers
                    || known.reading.intent != Intent::OfferDecline)
        });
        if !same {
            kept.push(one);
        }
    }
    let asking = kept.iter().find(|one| one.action == Action::Ask);
    // "he hit me, I can't work tomorrow": a person is called, and the shift is looked after as well.
    let sure_too = kept.iter().any(|one| one.action == Action::Act && one.reading.intent.is_call_out());
    let action = match kept.first() {
        // Danger is never put off by a question.
        Some(first) if first.reading.intent.is_danger() && sure_too => Action::Act,
        Some(first) if rank(first.reading.intent) <= 4 || first.reading.intent == Intent::OptOutInHelp => {
            first.action
        }
        Some(_) if asking.is_some() => Action::Ask,
        Some(first) => first.action,
        None => Action::Act,
    };
    let question = if action == Action::Ask { asking.and_then(|one| one.question.clone()) } else { None };
    Reading {
        id: context.message.id.clone(),
        language: context.tongue.code().to_owned(),
        urgent: kept.iter().any(|one| one.urgent),
        intents: kept.into_iter().map(|one| one.reading).collect(),
        action,
        question,
        answers,
    }
}
