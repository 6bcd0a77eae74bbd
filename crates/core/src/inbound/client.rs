//! A client who was asked whether a replacement may come, and says yes or no (S11).
use super::{OutcomeKind, Routing};
use crate::agency::Identity;
use crate::case::Event;
use crate::effect::To;
use crate::language::{Answer, Reading};
use crate::texts::Say;

impl Routing<'_> {
    /// Whether the text is the answer of the client herself. Danger and everything that is more than a yes or a no go
    /// the usual way, to a person; so do relatives, who may not be the ones to decide.
    pub(super) fn client_answers(&mut self, identities: &[Identity], reading: &Reading) -> bool {
        let [Identity::Client(client)] = identities else { return false };
        let asked = self.call_outs().find(|c| c.waits_for_client(client)).map(|c| c.id());
        let agrees = match &reading.answers {
            Some(Answer::Yes) => true,
            Some(Answer::No) => false,
            _ => return false,
        };
        let Some(case) = asked.filter(|_| !reading.intents.iter().any(|i| i.intent.is_danger())) else {
            return false;
        };
        if let Some(fact) = self.understood_by(reading) {
            self.tell(case, Event::Heard { fact });
        }
        self.tell(case, Event::ClientAnswered { agrees });
        self.out.replies.push((To::Phone(self.heard.text.from.clone()), Say::ClientThanks { agrees }));
        self.done(
            OutcomeKind::Acted,
            if agrees { "agrees to the replacement" } else { "refuses the replacement" },
        );
        true
    }
}
