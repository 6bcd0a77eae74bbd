//! A client who was asked whether a replacement may come: she agrees, wants somebody else, another time, or no visit
//! (S11, L12).
use super::{OutcomeKind, Routing};
use crate::agency::Identity;
use crate::case::{CaseShift, Event, Words};
use crate::effect::To;
use crate::id::{CaseId, ClientId};
use crate::language::grievance::plain_words;
use crate::language::{Answer, Reading};
use crate::private::Redacted;
use crate::request::{Asking, Kind, Party, Request, Stage};
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
    let flat = flat(text);
    // "A different day" is another time.
    ANOTHER.iter().any(|words| flat.contains(words)) && !OTHER_TIME.iter().any(|words| flat.contains(words))
}

/// Another time of this visit, whoever comes.
const OTHER_TIME: &[&str] = &[
    " another time ",
    " other time ",
    " different time ",
    " another day ",
    " other day ",
    " different day ",
    " another hour ",
    " different hour ",
    " reschedule ",
    " otra hora ",
    " otro dia ",
    " otro horario ",
];

/// The first words of a text, plain, with a space at either end.
fn flat(text: &str) -> String {
    // "Can't" is one word, and no "can".
    let whole = text.replace(['\'', '\u{2019}'], "");
    format!(" {} ", plain_words(&whole).into_iter().take(30).collect::<Vec<_>>().join(" "))
}

/// "MOVE", "can it be later", "could she come at 10 instead", "otra hora": neither a yes nor a no to what was asked.
fn wants_move(text: &str) -> bool {
    const MOVE: &[&str] = &[
        " move it ",
        " move the visit ",
        " move to ",
        " moved to ",
        " push it ",
        " mover ",
        " cambiar la hora ",
    ];
    /// Wishes only together with a word of asking: "fine, see you later" is a yes.
    const SHIFTED: &[&str] = &[
        " later ",
        " earlier ",
        " come at ",
        " come on ",
        " come after ",
        " come before ",
        " start at ",
        " mas tarde ",
        " mas temprano ",
        " venir a las ",
        " venga a las ",
    ];
    const ASKS: &[&str] = &[
        " can ",
        " could ",
        " if ",
        " rather ",
        " prefer ",
        " but ",
        " only ",
        " please ",
        " puede ",
        " podria ",
        " prefiero ",
        " pero ",
        " favor ",
    ];
    let flat = flat(text);
    let has = |list: &[&str]| list.iter().any(|words| flat.contains(words));
    matches!(flat.trim(), "move" | "move please" | "mover")
        || has(OTHER_TIME)
        || has(MOVE)
        || (has(SHIFTED) && has(ASKS))
}

/// "SKIP", as the question offers it. Longer words about no visit are read like any wish to have none.
fn skips(text: &str) -> bool {
    matches!(
        flat(text).trim(),
        "skip"
            | "skip it"
            | "skip please"
            | "skip the visit"
            | "skip this visit"
            | "skip this one"
            | "no visit"
            | "sin visita"
            | "ninguna visita"
    )
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
        let danger = reading.intents.iter().any(|i| i.intent.is_danger());
        let Some(asked) = asked.filter(|_| !newer && !danger) else { return false };
        let (case, shift) = (asked.id(), asked.shift.clone());
        let text = self.heard.text.body.expose();
        if let Some(shift) = shift.filter(|_| skips(text)) {
            self.out.reading = Some(reading.clone());
            self.out.answers = true;
            self.wants_no_visit(client, shift);
            return true;
        }
        if wants_move(text) && !wants_another(text) {
            return self.wants_other_time(case, reading);
        }
        let agrees = match &reading.answers {
            _ if wants_another(self.heard.text.body.expose()) => false,
            Some(Answer::Yes) => true,
            Some(Answer::No) => false,
            _ => return false,
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

    /// A client who was asked whether somebody may come and wants nobody: read back like every visit that is not wanted.
    pub(super) fn wants_no_visit(&mut self, client: &ClientId, shift: CaseShift) {
        let short = self.client_name(client);
        let from = self.name.clone().unwrap_or_else(|| format!("client {short}"));
        let text = self.heard.text;
        let asking = Asking {
            kind: Kind::Cancel,
            by: Party::Client(client.clone()),
            phone: text.from.clone(),
            from: Redacted::new(from),
            short_name: Redacted::new(short),
            words: Words { message: text.id.clone(), text: text.body.clone() },
            shift: Some(shift),
            options: Vec::new(),
            with: None,
            window: None,
        };
        self.stand_back(&asking);
        self.request(asking);
    }

    /// What a search hears of the client's word about a visit that she did not want.
    pub(super) fn visit_unwanted(&mut self, request: &Request, agrees: bool) {
        let cancel = request.kind() == Some(Kind::Cancel) && request.stage == Stage::ReadBack;
        let Some(case) = request.shift().filter(|_| cancel).and_then(|s| self.open_case_of(&s.key)) else {
            return;
        };
        let event = if agrees {
            Event::ClientSkips { sure: true }
        } else {
            Event::ClientKeeps { by: "the client".into() }
        };
        self.tell(case, event);
    }

    /// Another time is agreed on by a human, with her and with whoever would come.
    fn wants_other_time(&mut self, case: CaseId, reading: &Reading) -> bool {
        let window = reading.intents.iter().find_map(|i| i.window);
        if let Some(fact) = self.understood_by(reading) {
            self.tell(case, Event::Heard { fact });
        }
        self.tell(case, Event::ClientWantsMove { window });
        let person = !self.heard.policy.ladder.is_empty();
        let say = Say::ClientMoveHeard { person };
        self.out.replies.push((To::Phone(self.heard.text.from.clone()), say));
        self.done(OutcomeKind::HandedOver, "would rather have another time");
        true
    }
}

#[cfg(test)]
mod tests {
    use super::{skips, wants_another, wants_move};

    #[test]
    fn another_time_another_person_and_no_visit_are_told_apart() {
        for text in [
            "MOVE",
            "move please",
            "can it be later",
            "ok but could she come at 10 instead",
            "I'd rather have another day",
            "a different time please",
            "can we reschedule",
            "otra hora por favor",
            "¿puede venir más tarde?",
        ] {
            assert!(wants_move(text) && !wants_another(text) && !skips(text), "{text}");
        }
        for text in
            ["ok", "yes thats fine, see you later", "no", "ok thanks", "can you send someone else please"]
        {
            assert!(!wants_move(text), "{text}");
        }
        for text in ["SKIP", "skip it", "no visit", "Skip this one."] {
            assert!(skips(text) && !wants_move(text), "{text}");
        }
        for text in ["can you send someone else please", "a different person", "otra persona por favor"] {
            assert!(wants_another(text) && !skips(text), "{text}");
        }
    }
}
