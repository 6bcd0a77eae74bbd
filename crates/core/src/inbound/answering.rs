//! Her words as the answer to the question that Gigi asked last, and to nothing else.
use jiff::Timestamp;

use super::understanding::Why;
use super::{OutcomeKind, Routing, Target, case_shift};
use crate::agency::Shift;
use crate::calendar::Zone;
use crate::callout::{CallOut, Report};
use crate::case::{Command, Event};
use crate::conversation::{Asked, Deciding};
use crate::fact::Fact;
use crate::id::{CaregiverId, CaseId, ShiftKey};
use crate::language::{Action, Answer, Intent, Reading};

/// Whether a question names a shift. The reader lists shifts with date and clock time, whatever the language.
pub(super) fn is_listed(question: &str, start: Timestamp, end: Timestamp, zone: &Zone) -> bool {
    let (from, to) = (zone.at(start), zone.at(end));
    let clock = |at: &jiff::ZonedDateTime| {
        let (hour, half) = (at.hour() % 12, if at.hour() < 12 { 'a' } else { 'p' });
        format!("{}:{:02}{half}", if hour == 0 { 12 } else { hour }, at.minute())
    };
    question.contains(&format!(" {}/{} {}-{}", from.month(), from.day(), clock(&from), clock(&to)))
}

/// "ok thanks", "gracias", "thank you so much": no word of an answer in it.
fn only_thanks(text: &str) -> bool {
    const THANKS: &[&str] = &["thanks", "thank", "thx", "ty", "tysm", "gracias"];
    const BESIDE: &[&str] = &[
        "ok", "okay", "k", "you", "so", "much", "very", "a", "lot", "again", "muchas", "mil", "all",
        "alright",
    ];
    let lower = text.to_lowercase();
    let words: Vec<&str> =
        lower.split(|c: char| !c.is_alphanumeric()).filter(|w| !w.is_empty()).take(10).collect();
    words.iter().any(|w| THANKS.contains(w)) && words.iter().all(|w| THANKS.contains(w) || BESIDE.contains(w))
}

/// Whether an offer is named by its number: "TAKE 4", "pass #4".
fn names_code(text: &str, code: u8) -> bool {
    let words: Vec<String> = text
        .split(|c: char| !c.is_alphanumeric())
        .filter(|w| !w.is_empty())
        .take(200)
        .map(str::to_lowercase)
        .collect();
    let code = code.to_string();
    words.windows(2).any(|two| match two {
        [word, number] => matches!(word.as_str(), "take" | "pass" | "tome" | "paso") && *number == code,
        _ => false,
    })
}

impl Routing<'_> {
    /// Her words answer the question that waits. `false`: they do not, and the question goes on waiting.
    pub(super) fn answered_question(&mut self, reading: &Reading, shifts: &[Shift]) -> bool {
        let Some(asked) = self.out.conversation.asked.clone() else { return false };
        if !self.still_waits(&asked) {
            self.out.conversation.asked = None;
            return false;
        }
        if only_thanks(self.heard.text.body.expose()) {
            // Nothing is wanted, and nothing was answered (b75): the question waits, and its timer runs.
            self.done(OutcomeKind::Ignored, "thanks; the question waits");
            return true;
        }
        if !self.is_answer(reading) {
            return false;
        }
        self.out.answers = true;
        let chosen = self.chosen(&asked, reading, shifts);
        match (asked.deciding, asked.case) {
            (Deciding::CannotWork, Some(case)) => self.chose(case, &asked, reading, &chosen, shifts),
            (Deciding::CanWork, _) => self.chose_back(&asked, &chosen),
            (Deciding::Instead, Some(case)) => self.chose_instead(case, &chosen),
            (Deciding::Proposed, _) => self.chose_proposed(&chosen),
            (_, None) => self.out.conversation.asked = None,
        }
        true
    }

    fn still_waits(&self, asked: &Asked) -> bool {
        let case = |id| self.call_outs().find(|c| c.id() == id);
        match (asked.deciding, asked.case) {
            (Deciding::CannotWork, Some(id)) => case(id).is_some_and(CallOut::waits_for_choice),
            (Deciding::Instead, Some(id)) => case(id).is_some_and(CallOut::is_open),
            (Deciding::Proposed, _) => self.now.duration_since(asked.at).as_hours() < 12,
            (Deciding::CanWork, _) => asked.options.iter().any(|key| self.open_case_of(key).is_some()),
            (_, None) => false,
        }
    }

    /// Danger, an opt-out and a retraction are never an answer; thanks and an answer to an offer are not one either, and
    /// leave the question waiting.
    fn is_answer(&self, reading: &Reading) -> bool {
        let never = |intent| {
            matches!(
                intent,
                Intent::MedicalEmergency
                    | Intent::AbuseNeglectSafety
                    | Intent::OptOutInHelp
                    | Intent::Retraction
            )
        };
        if reading.intents.iter().any(|i| never(i.intent)) {
            return false;
        }
        if reading.answers.is_some() || reading.intents.iter().any(|i| i.intent.is_call_out()) {
            return true;
        }
        let act = self.heard.policy.language.act;
        let open = &self.out.conversation.open;
        let coded = open.iter().any(|o| names_code(self.heard.text.body.expose(), o.code));
        // A bare yes after a question answers the question, whatever is offered besides (b39).
        let something_else = |i: &crate::language::IntentReading| match i.intent {
            Intent::UnclearOrAdversarial => false,
            answer if answer.answers_offer() => coded,
            _ => i.confidence >= act,
        };
        reading.action != Action::Ignore && !reading.intents.iter().any(something_else)
    }

    fn chosen(&self, asked: &Asked, reading: &Reading, shifts: &[Shift]) -> Vec<Shift> {
        let from_intents = || -> Vec<ShiftKey> {
            let out = reading.intents.iter().filter(|i| i.intent.is_call_out());
            out.flat_map(|i| i.shifts.iter().filter_map(|s| ShiftKey::parse(s))).collect()
        };
        let mut keys: Vec<ShiftKey> = match &reading.answers {
            None if self.bare_number(asked).is_some() => self.bare_number(asked).into_iter().collect(),
            Some(Answer::Choice(numbers)) => {
                numbers.iter().filter_map(|n| asked.options.get(n.checked_sub(1)?).cloned()).collect()
            }
            Some(Answer::Shift(ids)) => ids.iter().filter_map(|s| ShiftKey::parse(s)).collect(),
            Some(Answer::Yes) if asked.options.len() == 1 => asked.options.clone(),
            _ if reading.action == Action::Act => from_intents(),
            _ => Vec::new(),
        };
        keys.dedup();
        keys.iter().filter_map(|key| shifts.iter().find(|s| s.key == *key).cloned()).collect()
    }

    /// "2", when something else was said since the question. Not when an offer left since: then it may be her number for
    /// that.
    fn bare_number(&self, asked: &Asked) -> Option<ShiftKey> {
        if self.out.conversation.open.iter().any(|o| o.sent_at > asked.at) {
            return None;
        }
        let text = self.heard.text.body.expose();
        let number = text.trim().trim_start_matches('#').trim_end_matches(['.', ')', '!']);
        number.parse::<usize>().ok()?.checked_sub(1).and_then(|at| asked.options.get(at).cloned())
    }

    /// Which shift she cannot work.
    fn chose(&mut self, case: CaseId, asked: &Asked, reading: &Reading, chosen: &[Shift], shifts: &[Shift]) {
        if let Some(fact) = self.understood() {
            self.tell(case, Event::Heard { fact });
        }
        self.out.conversation.asked = None;
        let Some((first, rest)) = chosen.split_first() else {
            let left = self.left(asked, reading, shifts);
            if left.is_empty() {
                self.because(Why::AskedEnough);
                self.tell(case, Event::ChoiceUnclear);
                return self.done(OutcomeKind::HandedOver, "the answer does not tell which shift");
            }
            self.because(Why::SeveralShifts { fit: left.len() });
            let options = left.iter().map(|s| case_shift(self.heard.policy, self.heard.roster, s)).collect();
            self.tell(case, Event::ChoiceNarrowed { options });
            return self.done(OutcomeKind::Acted, "the answer leaves fewer shifts");
        };
        let shift = case_shift(self.heard.policy, self.heard.roster, first);
        match self.open_case_of(&shift.key) {
            // The shift she means is worked already: the question's case is void, the other one answers.
            Some(existing) if existing != case => {
                self.tell(existing, Event::Repeated);
                let command = Command::Close { how: "that shift has a case already".into() };
                self.tell(case, Event::Said { by: "Gigi".into(), command });
            }
            _ => self.tell(case, Event::ShiftChosen { shift }),
        }
        let reporter = self.call_outs().find(|c| c.id() == case).and_then(|c| c.reporter.clone());
        for other in rest {
            if let Some(existing) = self.open_case_of(&other.key) {
                self.tell(existing, Event::Repeated);
            } else if let Some(reporter) = reporter.clone().filter(|_| !self.opens(&other.key)) {
                self.new_call_out(reporter, other, None);
            }
        }
        self.done(OutcomeKind::Acted, "said which shift");
    }

    /// What is left of the choices when her answer fits several of them but not all.
    fn left(&self, asked: &Asked, reading: &Reading, shifts: &[Shift]) -> Vec<Shift> {
        let zone = &self.heard.policy.agency.zone;
        let Some(question) = reading.question.as_ref().filter(|_| reading.action == Action::Ask) else {
            return Vec::new();
        };
        let left: Vec<Shift> = shifts
            .iter()
            .filter(|s| asked.options.contains(&s.key) && is_listed(question, s.start(), s.end, zone))
            .cloned()
            .collect();
        if left.len() < asked.options.len() { left } else { Vec::new() }
    }

    /// Which call-outs she takes back.
    fn chose_back(&mut self, asked: &Asked, chosen: &[Shift]) {
        self.out.conversation.asked = None;
        let back: Vec<CaseId> = chosen
            .iter()
            .filter(|s| asked.options.contains(&s.key))
            .filter_map(|s| self.open_case_of(&s.key))
            .collect();
        if back.is_empty() {
            return self.ask_for_call("took back one of several call-outs, which one is not clear");
        }
        for case in back {
            self.take_back(case);
        }
        self.done(OutcomeKind::Acted, "said which call-out she takes back");
    }

    /// Which shift she meant instead of the one she called out of.
    fn chose_instead(&mut self, case: CaseId, chosen: &[Shift]) {
        self.out.conversation.asked = None;
        match chosen {
            [one] => self.instead(case, one),
            _ => self.ask_for_call("corrected a call-out, which shift is meant is not clear"),
        }
    }

    /// She says that the guess was right: only now is it a call-out, and hers.
    fn chose_proposed(&mut self, chosen: &[Shift]) {
        self.out.conversation.asked = None;
        let owner = self.heard.roster.who_has(&self.heard.text.from);
        let [crate::agency::Identity::Caregiver(caregiver)] = owner.as_slice() else { return };
        if chosen.is_empty() {
            return self.ask_for_call("a guess of what was meant was wrong");
        }
        let fact = self.understood();
        for shift in chosen {
            self.cannot_come(caregiver, &shift.key);
            if let Some(existing) = self.open_case_of(&shift.key) {
                self.tell(existing, Event::Repeated);
                continue;
            }
            self.new_call_out(caregiver.clone(), shift, fact.clone());
        }
        self.done(OutcomeKind::Acted, "said that she cannot work");
    }

    /// A case of its own for a shift that she cannot work; `fact` is what was understood, where the case has to tell it.
    pub(super) fn new_call_out(&mut self, caregiver: CaregiverId, shift: &Shift, fact: Option<Fact>) {
        let shift = case_shift(self.heard.policy, self.heard.roster, shift);
        let heard = fact.map(|fact| Event::Heard { fact });
        let events = heard.into_iter().chain([Event::Reported(Report::of(caregiver, shift))]).collect();
        self.out.events.push((Target::NewCallOut, events));
    }

    /// The open call-out about a shift; one that is filled counts as long as the shift lies ahead.
    pub(super) fn case_about(&self, key: &ShiftKey) -> Option<&CallOut> {
        self.call_outs().find(|c| c.is_open() && c.shift.as_ref().is_some_and(|s| s.key == *key))
    }

    pub(super) fn open_case_of(&self, key: &ShiftKey) -> Option<CaseId> {
        self.case_about(key).map(CallOut::id)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_question_of_the_readers_names_its_shifts() {
        let zone = Zone::named("America/Chicago").unwrap();
        let at = |text: &str| text.parse::<Timestamp>().unwrap();
        let asked = "¿De qué turno habla? 1) mar 11/24 7:00a-11:00a 2) mar 11/24 12:00p-4:00p Responda con el numero.";
        assert!(is_listed(asked, at("2026-11-24T13:00:00Z"), at("2026-11-24T17:00:00Z"), &zone));
        assert!(is_listed(asked, at("2026-11-24T18:00:00Z"), at("2026-11-24T22:00:00Z"), &zone));
        assert!(!is_listed(asked, at("2026-11-25T13:00:00Z"), at("2026-11-25T17:00:00Z"), &zone));
        assert!(!is_listed(asked, at("2026-11-24T12:00:00Z"), at("2026-11-24T17:00:00Z"), &zone));
    }
}
