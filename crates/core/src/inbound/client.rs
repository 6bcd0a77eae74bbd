//! A client who was asked whether a replacement may come, and says yes or no (S11).
use super::{OutcomeKind, Routing};
use crate::agency::Identity;
use crate::case::Event;
use crate::effect::To;
use crate::language::{Answer, Reading};
use crate::texts::Say;

/// "Can you send someone else", "a different person please", "otra persona" (`domain.md 4.19`): a no to this one.
fn wants_another(text: &str) -> bool {
    const ANOTHER: &[&str] = &[
        " someone else ",
        " somebody else ",
        " another person ",
        " another caregiver ",
        " another aide ",
        " a different ",
        " otra persona ",
        " otra muchacha ",
        " alguien mas ",
    ];
    let mut flat = String::from(" ");
    let plain = text.to_lowercase().replace('á', "a");
    for word in plain.split(|c: char| !c.is_alphanumeric()).filter(|w| !w.is_empty()).take(30) {
        flat.push_str(word);
        flat.push(' ');
    }
    ANOTHER.iter().any(|words| flat.contains(words))
}

impl Routing<'_> {
    /// Whether the text is the answer of the client herself. Danger and everything that is more than a yes or a no go
    /// the usual way, to a person; so do relatives, who may not be the ones to decide.
    pub(super) fn client_answers(&mut self, identities: &[Identity], reading: &Reading) -> bool {
        let [Identity::Client(client)] = identities else { return false };
        let asked = self.call_outs().find(|c| c.waits_for_client(client));
        // "We don't need anyone", and then "ok" to the read-back of that: the newer question is answered.
        let newer = self.requests().any(|r| {
            r.waits_for_client(client) && asked.and_then(|c| c.client_asked_at()) <= Some(r.head.opened)
        });
        let asked = asked.map(|c| c.id()).filter(|_| !newer);
        let agrees = match &reading.answers {
            _ if wants_another(self.heard.text.body.expose()) => false,
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
