//! What would hurt most to miss: where it may be in a text and was not heard, a person looks before anything else is done.
use super::super::context::Found;
use super::super::phrases::rule;
use super::super::{Action, Intent, bind, reply, say};
use super::scores::may_say;
use super::{BOTH, Heard, alike};
use jiff::civil::Date;

/// From here on it may be danger, an acceptance or a call-out that is being missed: a person looks, or she is asked, before anything is
/// done. Of texts kept back that were settled as something else, one in five with so much of a call-out in them was one.
const PERHAPS: f32 = 0.1;
/// The same of a call-out.
const PERHAPS_OUT: f32 = 0.06;
/// The same where more texts resemble it: a stop, a yes beside a plain no.
const RATHER: f32 = 0.3;
/// The same of a yes beside a condition, where several offers are open ("7 for sure, and I'll let you know on 8").
const YES_OF_SEVERAL: f32 = 0.15;
/// The same of a yes beside a plain no that leaves one out ("Solo Norwalk, Downey no").
const BESIDE_NO: f32 = 0.12;
/// The same by the second opinion.
const SECOND: f32 = 0.35;
/// The same where the words point at a shift of her own.
const DOUBTFUL: f32 = 0.005;

rule!(
    /// A no to all the others: "Solo Norwalk, Downey no".
    ONLY = words [r"only", r"just", r"solo", r"solamente", r"nomas"]
);

impl Heard<'_, '_> {
    /// What would hurt most to miss, and is not among what was heard.
    pub(super) fn mind_what_is_missed(&self, kept: &mut [Found]) {
        let sender = self.context.message.sender;
        let offered = !self.context.offers.is_empty();
        let says = |intent: Intent| kept.iter().any(|one| one.reading.intent == intent);
        // "sorry, I can't do it after all" gives up what she said yes to, and no other shift.
        let withdraws = says(Intent::Retraction) && says(Intent::OfferDecline);
        let louder = self.score(Intent::OfferAccept) > self.score(Intent::OfferConditional);
        let perhaps = [
            Intent::MedicalEmergency,
            Intent::AbuseNeglectSafety,
            Intent::CallOutSingle,
            Intent::OptOutInHelp,
            Intent::OfferAccept,
        ]
        .into_iter()
        .filter(|intent| {
            // "not the Oak Park one" is a plain no.
            let plain_no = *intent == Intent::OfferAccept && self.plain && says(Intent::OfferDecline);
            let stops = *intent == Intent::OptOutInHelp;
            let least = match intent {
                _ if plain_no && ONLY.is(&self.context.text.flat) => BESIDE_NO,
                _ if plain_no => RATHER,
                _ if stops || withdraws && intent.is_call_out() => RATHER,
                _ if intent.is_call_out() => PERHAPS_OUT,
                _ => PERHAPS,
            };
            // What the other opinion hears is not missed either, but for plain answers to offers.
            let answered = self.plain && kept.iter().any(|one| one.reading.intent.answers_offer());
            let harms = intent.is_call_out() || *intent == Intent::OfferAccept;
            let seconds = harms && !answered && !withdraws && self.second(*intent) >= SECOND;
            may_say(sender, *intent, offered) && (self.score(*intent) >= least || seconds)
        })
        .filter(|intent| !kept.iter().any(|one| alike(one.reading.intent, *intent)))
        // "Yes if" sounds like a yes; "anytime after 9:30 works, so yes" more so.
        .any(|intent| {
            intent != Intent::OfferAccept
                || self.context.offers.len() > 1
                    && self.score(intent) >= YES_OF_SEVERAL
                    && (louder || !kept.iter().any(|one| self.names_other_hours(one)))
                || !kept.iter().any(|one| self.is_surely_conditional(one))
        });
        let out = self.score(Intent::CallOutSingle) >= PERHAPS;
        let endangered = [Intent::MedicalEmergency, Intent::AbuseNeglectSafety]
            .into_iter()
            .any(|intent| self.score(intent) >= PERHAPS);
        // "Shift in Mesa yes. And can I go in 7:30 with Mr Dorsey tomorrow": the yes points at what is offered.
        let takes = || {
            offered
                && !kept.iter().any(|one| one.reading.intent.answers_offer())
                && reply::apart(self.context).iter().any(|one| one.reading.intent == Intent::OfferAccept)
        };
        if perhaps || takes() {
            // An acceptance and a call-out have their own lines, and are answered by a read-back.
            let guarded = |one: &&mut Found| {
                let intent = one.reading.intent;
                // To be late beyond doubt tells a time and takes nothing from anybody.
                let late = intent == Intent::RunningLate && self.score(intent) >= BOTH;
                matches!(one.action, Action::Act | Action::Ignore)
                    && !one.certain
                    && (endangered || out || !late)
                    && !intent.is_call_out()
                    && intent != Intent::OfferAccept
            };
            for one in kept.iter_mut().filter(guarded) {
                *one = self.ask_back(one.clone());
            }
        }
    }

    /// "Lola in the morning no" beside an open offer: what points at a shift of her own and at none that is offered is not settled as a no
    /// to the offer.
    pub(super) fn mind_her_own_shifts(&self, kept: &mut [Found]) {
        let context = self.context;
        let on = |day: Date| context.when.may_mean(day);
        let says_own_day = context.when.says_day()
            && context.live.iter().any(|shift| on(shift.date))
            && !context.offers.iter().any(|offer| on(offer.date));
        let points = says_own_day || bind::names_client(context);
        let out = kept.iter().any(|one| one.reading.intent.is_call_out());
        if !points || out || self.score(Intent::CallOutSingle) < DOUBTFUL {
            return;
        }
        let declines =
            |one: &&mut Found| one.reading.intent == Intent::OfferDecline && one.action == Action::Act;
        for one in kept.iter_mut().filter(declines) {
            *one = self.doubt(one.clone()).ask(say::what_about(context));
        }
    }

    fn is_surely_conditional(&self, one: &Found) -> bool {
        one.reading.intent == Intent::OfferConditional
            && (self.names_other_hours(one) || self.score(Intent::OfferConditional) >= BOTH)
    }
}
