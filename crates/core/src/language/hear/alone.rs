//! What only the model heard: built as the rules would have bound it, asked about unless the model is surer than usual; and what is said of
//! a text in which nothing was heard.
use super::super::context::Found;
use super::super::model::INTENTS;
use super::super::order::Ruled;
use super::super::reply::{self, Verdict};
use super::super::thread::Asked;
use super::super::{Action, Intent, Sender, answer, bind, callout, late, other, reason, say};
use super::scores::may_say;
use super::{ALONE, ALONE_ROUTED, BOTH, CHATTER, FAINT, GUESS, HEARD, Heard, SUREST};

impl Heard<'_, '_> {
    /// Nothing was sure: what is likeliest, for a human or a question.
    pub(super) fn likeliest(&self, ruled: &Ruled) -> Vec<Found> {
        let sender = self.context.message.sender;
        let best = INTENTS
            .into_iter()
            .filter(|intent| may_say(sender, *intent, !self.context.offers.is_empty()))
            .max_by(|a, b| self.score(*a).total_cmp(&self.score(*b)));
        match best {
            Some(intent)
                if intent != Intent::UnclearOrAdversarial && self.score(intent) >= self.named(intent) =>
            {
                let known = ruled.found.iter().find(|one| one.reading.intent == intent);
                let built = match known {
                    Some(one) => vec![self.ask_back(one.clone())],
                    None => self.build(intent),
                };
                let mut built: Vec<Found> = built
                    .into_iter()
                    .map(|one| if one.action == Action::Act { self.ask_back(one) } else { one })
                    .collect();
                for one in &mut built {
                    one.reading.confidence = f64::from(self.score(intent)).min(0.84);
                    // Too faint to ask about: a person looks.
                    if self.score(intent) < GUESS {
                        *one = one.clone().action(Action::Human);
                        one.question = None;
                    }
                    // Nobody is woken for a guess.
                    one.urgent &= self.score(intent) >= HEARD || intent.is_danger();
                }
                built
            }
            _ if ruled.answer.is_some() => {
                vec![answer::alone()]
            }
            _ => vec![self.chatter(ruled)],
        }
    }

    /// From here on a guess is named. A wish for silence counts by being named, so that one takes more.
    fn named(&self, intent: Intent) -> f32 {
        if intent == Intent::OptOutInHelp { GUESS } else { FAINT }
    }

    /// Nothing is wanted, if that is sure, no rule heard a wish and nobody is asked for; else the question or the person.
    fn chatter(&self, ruled: &Ruled) -> Found {
        let unclear = other::unclear(self.context);
        let score = self.score(Intent::UnclearOrAdversarial);
        // What a client or her family takes many words for is for a person, whatever it asks.
        let rambles = !self.short && matches!(self.context.message.sender, Sender::Client | Sender::Family);
        let wanted = self.context.text.question
            || rambles
            || ruled.found.iter().any(|one| one.reading.intent != Intent::UnclearOrAdversarial)
            || other::greets(self.context)
            || unclear.reading.confidence > 0.8 && unclear.action == Action::Human;
        if wanted || score < CHATTER || unclear.action == Action::Ignore {
            return unclear;
        }
        Found::new(Intent::UnclearOrAdversarial, f64::from(score), "model").action(Action::Ignore)
    }

    /// Something that only the model heard, bound as the rules bind it.
    pub(super) fn build(&self, intent: Intent) -> Vec<Found> {
        let (context, score) = (self.context, self.score(intent));
        let confidence = f64::from(score);
        let plain = |intent| {
            let sure = Found::new(intent, confidence, "model");
            let line = self.sure(intent) + ALONE_ROUTED;
            sure.action(if score >= line { Action::Act } else { Action::Human })
        };
        let sure = score >= (self.sure(intent) + ALONE).min(SUREST);
        let unless_sure =
            |one: Found| if one.action == Action::Act && !sure { self.ask_back(one) } else { one };
        match intent {
            Intent::CallOutSingle | Intent::CallOutMulti => {
                let why = reason::find(context, &context.text.flat).map(|why| why.reason);
                // The binding asks back when it is given less than it takes to act.
                let found = callout::bound(context, "model".to_owned(), if sure { 0.93 } else { 0.8 }, why);
                let mut found = self.counted(found);
                found.reading.confidence = confidence;
                // "no voy a poder, tengo cita" answers the offer, unless it points at a shift of her own.
                let points = context.when.says_day() || bind::names_client(context);
                if *context.asked() == Asked::Offer && !points && found.action == Action::Act {
                    found = self.ask_back(found);
                }
                vec![found]
            }
            Intent::OfferAccept => {
                let verdict = Verdict::Yes { weak: false, thanks: false, asks: context.text.question };
                self.reply(intent, verdict).into_iter().map(unless_sure).collect()
            }
            Intent::OfferDecline => self.reply(intent, Verdict::No).into_iter().map(unless_sure).collect(),
            Intent::OfferConditional => self.reply(intent, Verdict::Conditional),
            Intent::RunningLate => {
                vec![
                    late::find(context, true)
                        .filter(|one| one.reading.intent == intent)
                        .unwrap_or_else(|| plain(intent).ask(say::how_late(context))),
                ]
            }
            Intent::LeaveEarly | Intent::ReliefMissing => {
                let begun = context.message.shifts.iter().filter(|shift| shift.start <= context.at());
                let here = begun.max_by_key(|shift| shift.end).map(|shift| shift.id.clone());
                vec![plain(intent).shifts(here.into_iter().collect()).urgent(true)]
            }
            Intent::ClientNoShowReport => vec![plain(intent).urgent(true)],
            Intent::OptOutInHelp => {
                let sure = score >= self.sure(intent) + ALONE;
                vec![plain(intent).action(if sure { Action::Act } else { Action::Human })]
            }
            Intent::MedicalEmergency | Intent::AbuseNeglectSafety => {
                vec![Found::new(intent, confidence, "model").action(Action::Human).urgent(true)]
            }
            Intent::UnclearOrAdversarial => vec![other::unclear(context)],
            _ => vec![plain(intent)],
        }
    }

    /// An answer to what was offered, bound as the rules bind it. What the rules take some of its words for counts only where the model
    /// hears it as well: "saturday is the pumpkin patch" points at Saturday, and is a no.
    fn reply(&self, intent: Intent, verdict: Verdict) -> Vec<Found> {
        let context = self.context;
        let heard = |one: &Found| {
            let other = one.reading.intent;
            let least = if other == Intent::OfferAccept { BOTH } else { HEARD };
            other == intent || self.score(other) >= least
        };
        let mut found: Vec<Found> = Vec::new();
        for one in reply::to_offers(context, verdict, context.asked()).into_iter().filter(heard) {
            match found.iter_mut().find(|known| known.reading.intent == one.reading.intent) {
                Some(known) => known.reading.offers.extend(one.reading.offers),
                None => found.push(one),
            }
        }
        if !found.iter().any(|one| one.reading.intent == intent) {
            let only =
                if let [only] = context.offers.as_slice() { Some(context.code(&only.id)) } else { None };
            let one =
                Found::new(intent, f64::from(self.score(intent)), "model").offers(only.into_iter().collect());
            let unbound = one.reading.offers.is_empty() && intent == Intent::OfferAccept;
            found.push(if unbound { one.ask(say::which_offer(context)) } else { one });
        }
        found.into_iter().map(|one| one.because("model")).collect()
    }
}
