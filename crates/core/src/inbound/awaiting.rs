//! Clients and relatives who wait for somebody: "nobody came", "where is my aide", "she is here now".
use super::understanding::Why;
use super::{OutcomeKind, Routing};
use crate::agency::{Identity, Shift};
use crate::calendar::plus_minutes;
use crate::case::{Case, Event};
use crate::effect::To;
use crate::escalation::PageWhy;
use crate::id::{CaseId, ClientId};
use crate::language::{Answer, Intent, Reading};
use crate::texts::{Say, VisitLine, When};
use crate::visit::{Doubt, Sign, expected};

/// Hours ahead within which a visit is the one that is asked about.
const AHEAD_MINUTES: i64 = 12 * 60;

/// "She's here now", "never mind she just came", "ya llego".
fn says_came(text: &str) -> bool {
    const CAME: &[&str] = &[
        " she is here ",
        " shes here ",
        " he is here ",
        " hes here ",
        " she just came ",
        " she just got here ",
        " she came ",
        " he came ",
        " she arrived ",
        " she has arrived ",
        " she just arrived ",
        " just walked in ",
        " somebody is here ",
        " someone is here ",
        " they are here ",
        " they came ",
        " aide is here ",
        " caregiver is here ",
        " just showed up ",
        " she showed up ",
        " ya llego ",
        " ya esta aqui ",
        " acaba de llegar ",
    ];
    const NOT: &[&str] =
        &[" not ", " nobody ", " never came ", " until ", " if ", " when ", " yesterday ", " no "];
    let lower = text
        .to_lowercase()
        .replace(['\'', '\u{2019}'], "")
        .replace('ó', "o")
        .replace('í', "i")
        .replace('á', "a");
    let mut flat = String::from(" ");
    for word in lower.split(|c: char| !c.is_alphanumeric()).filter(|w| !w.is_empty()).take(30) {
        flat.push_str(word);
        flat.push(' ');
    }
    !text.contains('?') && CAME.iter().any(|c| flat.contains(c)) && !NOT.iter().any(|n| flat.contains(n))
}

impl Routing<'_> {
    /// Deals with a client or relative who waits for somebody. `false`: it is about something else, or danger.
    pub(super) fn awaited(&mut self, identities: &[Identity], reading: &Reading) -> bool {
        let whose = |i: &Identity| match i {
            Identity::Client(id) => Some((id.clone(), false)),
            Identity::Contact(id) => Some((id.clone(), true)),
            Identity::Caregiver(_) => None,
        };
        let mut all = identities.iter().filter_map(whose);
        // A number on two files: nobody knows whose visit is meant.
        let (Some((client, relative)), None) = (all.next(), all.next()) else { return false };
        if reading.intents.iter().any(|i| i.intent.is_danger() || i.intent == Intent::OptOutInHelp) {
            return false;
        }
        if self.answers_visit(&client, relative, reading) {
            return true;
        }
        if !reading.intents.iter().any(|i| i.intent == Intent::ClientNoShowReport) {
            return false;
        }
        let surely = reading
            .intents
            .iter()
            .filter(|i| i.intent == Intent::ClientNoShowReport)
            .any(|i| i.confidence >= self.heard.policy.language.act || i.is_by_words());
        if !surely && !self.visit_runs(identities) {
            // A faint sound of it while nobody is expected: a person reads it, like everything unclear.
            return false;
        }
        self.out.reading = Some(reading.clone());
        let visits = self.heard.roster.visits_to(&client);
        let around: Vec<&Shift> = visits
            .filter(|s| s.is_on() && s.end > self.now && s.start() < plus_minutes(self.now, AHEAD_MINUTES))
            .collect();
        let running = around.iter().rev().find(|s| s.start() <= self.now).copied();
        let Some(shift) = running else {
            if let Some(next) = around.first().filter(|_| !relative) {
                // Before the start there is nothing to doubt: the time, and nothing else.
                let when = When { start: next.start(), end: next.end };
                let say = Say::Visit { line: VisitLine::NotYet { when } };
                self.out.replies.push((To::Phone(self.heard.text.from.clone()), say));
                self.done(OutcomeKind::Replied, "asks before the start: told the time");
                return true;
            }
            return self.nobody_expected(relative, "nobody came, and no visit is on the schedule");
        };
        let (key, when) = (shift.key.clone(), When { start: shift.start(), end: shift.end });
        let open =
            self.call_outs().find(|c| c.is_unfilled() && c.shift.as_ref().is_some_and(|s| s.key == key));
        if let Some(case) = open.map(|c| c.id()) {
            // Somebody is searched for already: the truth about that, and a human hears that the home asks.
            if let Some(fact) = self.understood() {
                self.tell(case, Event::Heard { fact });
            }
            let alert = !self.heard.policy.ladder.is_empty();
            let say = if relative {
                Say::Visit { line: VisitLine::Relative { alert } }
            } else {
                Say::ClientArranging { when }
            };
            self.out.replies.push((To::Phone(self.heard.text.from.clone()), say));
            let name = self.name.clone();
            self.hand_over(PageWhy::NobodyCame, name, "nobody came yet, cover is being searched for");
            return true;
        }
        let Some(expected) = expected(self.heard.policy, self.heard.roster, shift) else {
            return self.nobody_expected(relative, "nobody came, and nobody is on the visit");
        };
        let phone = self.heard.text.from.clone();
        let doubt = Doubt::NobodyCame { phone, relative, words: self.said() };
        self.doubt(expected, doubt);
        self.done(OutcomeKind::Acted, "says that nobody came");
        true
    }

    /// Nobody is on the schedule to be asked: a human hears at once.
    fn nobody_expected(&mut self, relative: bool, words: &str) -> bool {
        let alert = !self.heard.policy.ladder.is_empty();
        let say =
            if relative { Say::Visit { line: VisitLine::Relative { alert } } } else { Say::PersonWillAnswer };
        self.because(Why::PersonsBusiness);
        self.out.replies.push((To::Phone(self.heard.text.from.clone()), say));
        let name = self.name.clone();
        self.hand_over(PageWhy::NobodyCame, name, words);
        true
    }

    /// The client's yes or no to what she was asked, or her word that somebody has come.
    fn answers_visit(&mut self, client: &ClientId, relative: bool, reading: &Reading) -> bool {
        let of_client = |c: &&Case| c.is_open() && c.shift().is_some_and(|s| s.client == *client);
        let visit = self.heard.cases.iter().filter(of_client).find_map(|c| c.as_visit().map(|v| (c.id(), v)));
        let no_show = self
            .call_outs()
            .find(|c| c.is_open() && c.no_show && c.shift.as_ref().is_some_and(|s| s.client == *client));
        let no_show: Option<CaseId> = no_show.map(|c| c.id());
        let asked = visit.and_then(|(id, v)| v.question.map(|q| (id, q)));
        let report = reading.intents.iter().any(|i| i.intent == Intent::ClientNoShowReport);
        let event = if says_came(self.heard.text.body.expose()) {
            visit.map(|(id, _)| id).or(no_show).map(|id| (id, Event::TurnedUp { sign: Sign::Client }))
        } else {
            match (asked.filter(|_| !relative && !report), yes_or_no(self.heard.text.body.expose(), reading))
            {
                (Some((id, _)), Some(agrees)) => Some((id, Event::ClientAnswered { agrees })),
                _ => None,
            }
        };
        let Some((case, event)) = event else { return false };
        self.out.reading = Some(reading.clone());
        self.out.answers = true;
        if let Some(fact) = self.understood() {
            self.tell(case, Event::Heard { fact });
        }
        if let (Event::ClientAnswered { agrees: false }, Some((_, crate::visit::ClientQuestion::Safe))) =
            (&event, asked)
        {
            // "Are you safe?" "No": the words of an emergency, whatever else she writes.
            self.out.replies.push((To::Phone(self.heard.text.from.clone()), Say::Emergency));
        }
        self.tell(case, event);
        self.done(OutcomeKind::Acted, "answers what she was asked about her visit");
        true
    }
}

/// A short yes or no; the first word decides where the reading does not.
fn yes_or_no(text: &str, reading: &Reading) -> Option<bool> {
    match &reading.answers {
        Some(Answer::Yes) => return Some(true),
        Some(Answer::No) => return Some(false),
        _ => {}
    }
    let lower = text.to_lowercase();
    let words: Vec<&str> = lower.split(|c: char| !c.is_alphanumeric()).filter(|w| !w.is_empty()).collect();
    if words.len() > 8 {
        return None;
    }
    match words.first().copied() {
        Some("ok" | "yes" | "yep" | "yeah" | "si" | "sí" | "okay" | "fine" | "safe") => Some(true),
        Some("no" | "nope" | "not") => Some(false),
        _ if lower.contains("i am ok")
            || lower.contains("im ok")
            || lower.contains("i'm ok")
            || lower.contains("i'm safe") =>
        {
            Some(true)
        }
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::says_came;

    #[test]
    fn somebody_has_come_in_the_clients_words() {
        for text in ["she's here now", "Never mind, she just came", "shes here thank you", "ya llegó"] {
            assert!(says_came(text), "{text:?}");
        }
        for text in
            ["she is not here", "nobody came", "is she here?", "she came yesterday", "when she is here"]
        {
            assert!(!says_came(text), "{text:?}");
        }
    }
}
