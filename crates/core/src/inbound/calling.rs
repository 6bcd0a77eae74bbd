//! Somebody wants a person, or Gigi must not ask any more: a human is asked to phone, and that is said.
use super::understanding::Why;
use super::{OutcomeKind, Routing};
use crate::effect::To;
use crate::escalation::PageWhy;
use crate::texts::Say;

/// Words that ask for a person or a phone call.
const PERSON: &[&str] = &[
    "talk to a person",
    "talk to a human",
    "talk to someone",
    "talk to somebody",
    "talk to a manager",
    "talk to my manager",
    "talk to a real",
    "talk to a live",
    "talk with someone",
    "talk with somebody",
    "speak to a",
    "speak to someone",
    "speak to somebody",
    "speak with a",
    "speak with someone",
    "speak with somebody",
    "speak to my",
    "speak to the",
    "talk to the office",
    "talk to the coordinator",
    "talk to a coordinator",
    "real person",
    "real human",
    "live person",
    "human please",
    "a human",
    "call me",
    "phone me",
    "give me a call",
    "someone call",
    "somebody call",
    "are you a bot",
    "are you a robot",
    "is this a bot",
    "is this a robot",
    "hablar con alguien",
    "hablar con una persona",
    "hablar con un",
    "hablar con la oficina",
    "llameme",
    "llamame",
    "llamenme",
    "me pueden llamar",
    "me puede llamar",
];
/// With one of these right before them, the same words ask for nothing now.
const NOT_NOW: &[&str] = &[" dont ", " do not ", " no need to ", " they ", " she ", " he "];
/// With one of these in the same sentence before them, they are for later.
const LATER: &[&str] = &[" if ", " si ", " when ", " cuando "];

/// Whether the words ask for a person: "can I talk to a person", "pls call me". Not: "call me if you need anything".
pub(super) fn asks_for_person(text: &str) -> bool {
    let mut flat = String::from(" ");
    for c in text.chars().take(600).flat_map(char::to_lowercase) {
        match c {
            'á' => flat.push('a'),
            'é' => flat.push('e'),
            'í' => flat.push('i'),
            'ó' => flat.push('o'),
            'ú' => flat.push('u'),
            '\'' | '’' => {}
            c if c.is_alphanumeric() => flat.push(c),
            '.' | '!' | '?' | '\n' => flat.push_str(" | "),
            _ if flat.ends_with(' ') => {}
            _ => flat.push(' '),
        }
    }
    flat.push(' ');
    PERSON.iter().any(|words| {
        flat.match_indices(&format!(" {words}")).any(|(at, found)| {
            let end = at + found.len();
            let whole = flat.get(end..).is_some_and(|rest| rest.starts_with(' '));
            let after = flat.get(end..).unwrap_or_default();
            let before = flat.get(..=at).unwrap_or_default();
            let sentence = before.rsplit('|').next().unwrap_or_default();
            whole
                && !after.starts_with(" if ")
                && !after.starts_with(" si ")
                && !after.starts_with(" a ")
                && !NOT_NOW.iter().any(|not| sentence.ends_with(not))
                && !LATER.iter().any(|later| sentence.contains(later))
        })
    })
}

impl Routing<'_> {
    /// Says that somebody will call, and asks a human to. In quiet hours nobody is woken for it, and the text says so.
    pub(super) fn ask_for_call(&mut self, words: &str) {
        if asks_for_person(self.heard.text.body.expose()) {
            self.because(Why::WantsPerson);
        }
        let policy = self.heard.policy;
        let open = policy.quiet.hours.next_outside(self.now, &policy.agency.zone);
        let after = (open > self.now).then_some(open);
        self.out.replies.push((To::Phone(self.heard.text.from.clone()), Say::PersonWillCall { after }));
        self.out.conversation.asked = None;
        let name = self.name.clone();
        self.hand_over(PageWhy::WantsCall, name, words);
        self.done(OutcomeKind::HandedOver, words);
    }
}

#[cfg(test)]
mod tests {
    use super::asks_for_person;

    #[test]
    fn a_person_is_asked_for_in_many_words() {
        for text in [
            "can I talk to a person",
            "Is there a REAL PERSON there??",
            "pls call me",
            "can someone call me back",
            "quiero hablar con una persona",
            "Llámeme por favor",
            "are you a bot",
        ] {
            assert!(asks_for_person(text), "{text:?}");
        }
        for text in [
            "call me if you need anything",
            "if you cant find anyone call me",
            "dont call me at work",
            "they call me K",
            "calling out sick",
            "ok thanks",
        ] {
            assert!(!asks_for_person(text), "{text:?}");
        }
    }
}
