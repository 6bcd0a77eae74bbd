//! What the embedded model adds to the rules: it raises an alarm that they missed, and says what kind of thing a text is that
//! they could not place. Binding, windows and questions are the rules' own; what the model alone heard is acted on only when it is
//! very sure, and an acceptance or a stop that only the model heard never is: those are asked back or shown to a human.
use super::context::{Context, Found};
use super::model::{self, INTENTS};
use super::reply::{self, Verdict};
use super::{Action, Intent, Sender, callout, late, reason, say, thread};

/// From here on an alarm goes off; low, because a missed one is worse than a false one.
const ALARM: f32 = 0.6;
/// From here on the kind of a text is taken from the model.
const KIND: f32 = 0.55;
/// Below this the model does not hear it at all.
const UNLIKELY: f32 = 0.15;
/// From here on it is acted on.
const SURE: f32 = 0.85;

/// What was heard in one text.
pub(super) struct Heard {
    scores: [f32; INTENTS.len()],
}

impl Heard {
    pub(super) fn in_text(context: &Context<'_>) -> Self {
        Self { scores: model::scores(context) }
    }

    fn score(&self, intent: Intent) -> f32 {
        INTENTS.iter().position(|known| *known == intent).map_or(0.0, |at| self.scores[at])
    }

    /// Danger and abuse that the word lists did not find.
    pub(super) fn alarms(&self, found: &[Found]) -> Vec<Found> {
        let known = |intent| found.iter().any(|one| one.reading.intent == intent);
        [Intent::MedicalEmergency, Intent::AbuseNeglectSafety]
            .into_iter()
            .filter(|intent| self.score(*intent) >= ALARM && !known(*intent))
            .map(|intent| {
                let confidence = f64::from(self.score(intent)).max(0.6);
                Found::new(intent, confidence, "model").action(Action::Human).urgent(true)
            })
            .collect()
    }

    /// The kind of a text in which the rules found nothing.
    pub(super) fn kind(&self, context: &Context<'_>) -> Vec<Found> {
        let sender = context.message.sender;
        let best = INTENTS
            .iter()
            .zip(&self.scores)
            .filter(|(intent, _)| may_say(sender, **intent, !context.offers.is_empty()))
            .max_by(|a, b| a.1.total_cmp(b.1));
        let Some((intent, score)) = best.filter(|(_, score)| **score >= KIND) else { return Vec::new() };
        self.found(context, *intent, *score)
    }

    fn found(&self, context: &Context<'_>, intent: Intent, score: f32) -> Vec<Found> {
        let confidence = f64::from(score);
        let plain = |intent| {
            let sure = Found::new(intent, confidence, "model");
            if score >= SURE { sure } else { sure.action(Action::Human) }
        };
        match intent {
            Intent::CallOutSingle | Intent::CallOutMulti if callout::has_lookalike(&context.text.flat) => {
                Vec::new()
            }
            Intent::CallOutSingle | Intent::CallOutMulti => {
                let why = reason::find(context, &context.text.flat).map(|why| why.reason);
                let sure = if score >= SURE { 0.88 } else { 0.75 };
                vec![callout::bound(context, "model".to_owned(), sure, why)]
            }
            Intent::OfferAccept => {
                let verdict = Verdict::Yes { weak: true, thanks: true, asks: context.text.question };
                let asked_back = |one: Found| match one.action {
                    Action::Act => one.ask(say::which_offer(context)),
                    _ => one,
                };
                reply(context, verdict).into_iter().map(asked_back).collect()
            }
            Intent::OfferDecline => reply(context, Verdict::No),
            Intent::OfferConditional => reply(context, Verdict::Conditional),
            Intent::RunningLate => {
                vec![late::find(context, true).unwrap_or_else(|| plain(intent).ask(say::how_late(context)))]
            }
            Intent::LeaveEarly | Intent::ReliefMissing => {
                let here = context.live.iter().find(|shift| context.running(shift));
                let shifts = here.map(|shift| shift.id.clone()).into_iter().collect();
                vec![plain(intent).shifts(shifts).urgent(true)]
            }
            Intent::ClientNoShowReport => vec![plain(intent).urgent(true)],
            Intent::OptOutInHelp => vec![plain(intent).action(Action::Human)],
            Intent::UnclearOrAdversarial | Intent::MedicalEmergency | Intent::AbuseNeglectSafety => {
                Vec::new()
            }
            _ => vec![plain(intent)],
        }
    }

    /// What the rules would act on and the model hears as something else is asked back: a wrong yes puts nobody at a bedside.
    /// A code is never doubted: it can mean nothing else.
    pub(super) fn doubts(&self, context: &Context<'_>, found: &mut [Found]) {
        if !reply::codes(context).is_empty() {
            return;
        }
        let out = self.score(Intent::CallOutSingle).max(self.score(Intent::CallOutMulti));
        let no = self.score(Intent::OfferDecline).max(self.score(Intent::OptOutInHelp));
        let yes = self.score(Intent::OfferAccept);
        let calm = self.score(Intent::UnclearOrAdversarial).max(self.score(Intent::HrPayCredential));
        for one in found.iter_mut().filter(|one| one.action == Action::Act) {
            let doubted = match one.reading.intent {
                Intent::OfferAccept => yes < UNLIKELY && no.max(calm).max(out) >= KIND,
                Intent::OfferDecline => no < UNLIKELY && yes >= KIND,
                Intent::CallOutSingle | Intent::CallOutMulti => out < UNLIKELY && calm.max(yes) >= KIND,
                _ => false,
            };
            if !doubted {
                continue;
            }
            let question = match one.reading.intent {
                Intent::OfferAccept | Intent::OfferDecline => say::which_offer(context),
                _ if one.reading.shifts.is_empty() => say::what_about(context),
                _ => say::which_shift(context, &one.reading.shifts),
            };
            *one = one.clone().because("model disagrees").ask(question);
        }
    }
}

/// An answer to what was offered, bound as the rules bind it.
fn reply(context: &Context<'_>, verdict: Verdict) -> Vec<Found> {
    let found = reply::to_offers(context, verdict, &thread::asked(context));
    found.into_iter().map(|one| one.because("model")).collect()
}

/// Whether somebody like this can mean it.
fn may_say(sender: Sender, intent: Intent, offered: bool) -> bool {
    let of_caregiver = matches!(
        intent,
        Intent::RunningLate
            | Intent::LeaveEarly
            | Intent::ReliefMissing
            | Intent::SwapOrTimeChange
            | Intent::AvailabilityHours
            | Intent::EvvClockIssue
            | Intent::Retraction
    );
    let of_client = matches!(intent, Intent::ClientCancelReschedule | Intent::ClientNoShowReport);
    match (sender, intent) {
        (Sender::Caregiver, Intent::OfferAccept | Intent::OfferDecline | Intent::OfferConditional) => offered,
        (_, Intent::OfferAccept | Intent::OfferDecline | Intent::OfferConditional) => false,
        (Sender::Caregiver, Intent::LeadCareInquiry | Intent::JobApplicant) => false,
        (Sender::Caregiver, _) => !of_client,
        (
            Sender::Client | Sender::Family,
            Intent::LeadCareInquiry | Intent::JobApplicant | Intent::EvvClockIssue,
        ) => false,
        (Sender::Client | Sender::Family, _) => !of_caregiver,
        (Sender::Unknown, _) => true,
        (Sender::Prospect | Sender::Applicant, _) => !of_caregiver,
    }
}
