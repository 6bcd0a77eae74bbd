//! Taking back and correcting what was said before: "nvm i can make it", "wrong day i meant thursday".
use super::answering::is_listed;
use super::understanding::Why;
use super::{OutcomeKind, Routing};
use crate::agency::{Caregiver, Shift};
use crate::calendar::plus_minutes;
use crate::callout::{CallOut, Phase};
use crate::case::Event;
use crate::conversation::{Asked, Deciding, Question};
use crate::effect::To;
use crate::id::{CaseId, ShiftKey};
use crate::language::{self, Action, IntentReading, Reading};
use crate::texts::{Say, When};

/// How long after a call-out "wrong day" is about it.
const CORRECTED_WITHIN_HOURS: i64 = 24;
/// Most shifts that a question lists.
const CHOICES: usize = 6;

/// Words after which the right thing follows.
const MEANT: &[&str] = &[
    " i meant to say ",
    " i meant ",
    " meant to say ",
    " meant ",
    " i mean ",
    " quise decir ",
    " quiero decir ",
    " queria decir ",
];
/// Words that say that what was said is wrong.
const WRONG: &[&str] = &[
    " wrong day ",
    " wrong date ",
    " wrong shift ",
    " wrong one ",
    " wrong time ",
    " dia equivocado ",
    " turno equivocado ",
    " me equivoque de dia ",
    " me equivoque ",
];

/// Lower case, without accents and signs, a space at either end.
fn plain(text: &str) -> String {
    let mut flat = String::from(" ");
    for c in text.chars().take(400).flat_map(char::to_lowercase) {
        let c = match c {
            'á' => 'a',
            'é' => 'e',
            'í' => 'i',
            'ó' => 'o',
            'ú' => 'u',
            c => c,
        };
        match c {
            '\'' | '’' | '‘' => {}
            c if c.is_alphanumeric() || matches!(c, ':' | '/') => flat.push(c),
            ',' | ';' | '.' | '!' | '?' | '\n' | '-' => {
                // A pause ends what "not" is about.
                if !flat.ends_with(" | ") {
                    flat.push_str(if flat.ends_with(' ') { "| " } else { " | " });
                }
            }
            _ if flat.ends_with(' ') => {}
            _ => flat.push(' '),
        }
    }
    flat.push(' ');
    flat
}

/// What she says she meant instead, if her words correct what she wrote before: `thursday` in "wrong day i meant
/// thursday", in "not tuesday, i meant thursday" and in "thursday, wrong day sorry".
fn meant(text: &str) -> Option<String> {
    let flat = plain(text);
    let last = |marks: &[&str]| {
        marks.iter().filter_map(|m| flat.rfind(m).map(|at| (at, at + m.len()))).max_by_key(|(_, end)| *end)
    };
    let (from, until) = last(MEANT).or_else(|| last(WRONG))?;
    let rest = flat.get(until..).unwrap_or_default();
    let said = |part: &str| part.chars().filter(|c| c.is_alphanumeric()).count() > 1;
    let rest = without_not(rest);
    if said(&rest) {
        return Some(rest);
    }
    let first = without_not(flat.get(..from).unwrap_or_default());
    said(&first).then_some(first)
}

/// Leaves out "not tuesday" and polite words.
fn without_not(text: &str) -> String {
    let mut kept = Vec::new();
    let mut negated = false;
    for word in text.split_whitespace() {
        match word {
            "not" | "no" => negated = true,
            "|" | "but" | "its" | "is" | "sino" | "es" => negated = false,
            "sorry" | "oops" | "lol" | "perdon" | "disculpe" | "my" | "bad" | "the" => {}
            _ if negated => {}
            word => kept.push(word),
        }
    }
    kept.join(" ")
}

impl Routing<'_> {
    /// She called out of the wrong shift and says which one she meant.
    pub(super) fn corrected(&mut self, caregiver: &Caregiver, reading: &Reading, shifts: &[Shift]) -> bool {
        let Some(words) = meant(self.heard.text.body.expose()) else { return false };
        let since = plus_minutes(self.now, -CORRECTED_WITHIN_HOURS * 60);
        let mut recent: Vec<&CallOut> = self
            .own_call_outs(caregiver)
            .filter(|c| c.phase != Phase::Triage && c.head.opened > since)
            .collect();
        recent.sort_by_key(|c| c.head.opened);
        let Some(newest) = recent.last().copied() else { return false };
        let together = recent.iter().filter(|c| c.head.opened == newest.head.opened).count();
        let (case, known) = (newest.id(), newest.shift.as_ref().map(|s| s.key.clone()));
        let again = self.as_call_out(reading, &words, shifts);
        let out = again.intents.iter().find(|i| i.intent.is_call_out());
        let Some(out) = out else { return false };
        if let Some(fact) = self.understood() {
            self.tell(case, Event::Heard { fact });
        }
        let bound: Vec<Shift> = out
            .shifts
            .iter()
            .filter_map(|id| ShiftKey::parse(id))
            .filter_map(|key| shifts.iter().find(|s| s.key == key).cloned())
            .collect();
        match (again.action, bound.as_slice()) {
            // Several shifts were called out of in one breath: which of them was wrong, a person asks.
            _ if together > 1 => self.ask_for_call("corrected one of several call-outs"),
            (Action::Act, [one]) if Some(&one.key) == known.as_ref() => {
                self.tell(case, Event::Repeated);
                self.done(OutcomeKind::Acted, "corrected a call-out into what is known");
            }
            (Action::Act, [one]) => self.instead(case, one),
            _ => self.ask_instead(case, known.as_ref(), &again, shifts),
        }
        true
    }

    /// What "thursday" binds to if it is what she cannot work.
    fn as_call_out(&self, reading: &Reading, words: &str, shifts: &[Shift]) -> Reading {
        let lead = if reading.language == "es" { "No puedo trabajar" } else { "I can't work" };
        let known = self.shifts_for_reading(shifts);
        let mut message = self.message(language::Sender::Caregiver, known, Vec::new());
        message.text = format!("{lead} {words}");
        message.thread.clear();
        self.read(&message)
    }

    fn ask_instead(&mut self, case: CaseId, known: Option<&ShiftKey>, again: &Reading, shifts: &[Shift]) {
        let zone = &self.heard.policy.agency.zone;
        let question = again.question.clone().unwrap_or_default();
        let near = plus_minutes(self.now, 7 * 24 * 60);
        let others = || shifts.iter().filter(|s| Some(&s.key) != known);
        let mut options: Vec<&Shift> =
            others().filter(|s| is_listed(&question, s.start(), s.end, zone)).collect();
        if options.is_empty() {
            options = others().filter(|s| s.start() < near).collect();
        }
        options.truncate(CHOICES);
        let keys: Vec<ShiftKey> = options.iter().map(|s| s.key.clone()).collect();
        let listed: Vec<When> = options.iter().map(|s| When { start: s.start(), end: s.end }).collect();
        let asking = Question::Instead { options: keys.clone() };
        if keys.is_empty() || !self.may_ask(&asking, &[case]) {
            return self.ask_for_call("corrected a call-out, which shift is meant is not clear");
        }
        self.out.conversation.pose(asking, &[case], self.now);
        self.out.conversation.asked =
            Some(Asked { case: Some(case), deciding: Deciding::Instead, options: keys, at: self.now });
        self.because(Why::Corrected);
        self.because(Why::SeveralShifts { fit: listed.len() });
        let to = To::Phone(self.heard.text.from.clone());
        self.out.replies.push((to, Say::WhichShift { options: listed }));
        self.done(OutcomeKind::Replied, "asked which shift is meant instead");
    }

    /// The call-out of `case` was a mistake; this is the shift she cannot work.
    pub(super) fn instead(&mut self, case: CaseId, right: &Shift) {
        let reporter = self.call_outs().find(|c| c.id() == case).and_then(|c| c.reporter.clone());
        let Some(reporter) = reporter else { return };
        self.take_back(case);
        match self.open_case_of(&right.key) {
            Some(existing) if existing != case => self.tell(existing, Event::Repeated),
            Some(_) => {}
            None => {
                let fact = self.understood();
                self.new_call_out(reporter, right, fact);
            }
        }
        self.done(OutcomeKind::Acted, "called out of another shift than she meant: corrected");
    }

    pub(super) fn take_back(&mut self, case: CaseId) {
        if let Some(fact) = self.understood()
            && !self.hears(case)
        {
            self.tell(case, Event::Heard { fact });
        }
        self.tell(case, Event::Retracted);
    }

    /// "Nvm i can make it": her call-out is taken back, if it is clear which.
    pub(super) fn took_back(&mut self, caregiver: &Caregiver, intent: &IntentReading) -> bool {
        let hers: Vec<(CaseId, Option<ShiftKey>, When)> = self
            .own_call_outs(caregiver)
            .map(|c| {
                let when = c.shift.as_ref().map_or(When { start: self.now, end: self.now }, |s| When {
                    start: s.key.start,
                    end: s.end,
                });
                (c.id(), c.shift.as_ref().map(|s| s.key.clone()), when)
            })
            .collect();
        let named: Vec<ShiftKey> = intent.shifts.iter().filter_map(|id| ShiftKey::parse(id)).collect();
        // Without a day or a time the words bind to the next shift, which says nothing about which call-out is meant.
        let says_which = says_when(self.heard.text.body.expose());
        let meant: Vec<CaseId> = hers
            .iter()
            .filter(|(_, key, _)| says_which && key.as_ref().is_some_and(|k| named.contains(k)))
            .map(|(id, ..)| *id)
            .collect();
        let elsewhere = !named.is_empty() && meant.is_empty() && says_which;
        match (hers.as_slice(), meant.as_slice()) {
            ([], _) => false,
            // "I can make it thursday" when she called out of Tuesday: Tuesday's bedside is not left to a guess.
            _ if elsewhere => {
                self.ask_for_call("takes a call-out back and names another shift");
                true
            }
            ([(one, ..)], _) | (_, [one]) => {
                self.out.conversation.asked = None;
                self.take_back(*one);
                self.done(OutcomeKind::Acted, "took the call-out back");
                true
            }
            (several, _) => {
                self.because(Why::SeveralCallOuts);
                let keyed: Vec<(CaseId, ShiftKey, When)> = several
                    .iter()
                    .filter_map(|(id, key, when)| Some((*id, key.clone()?, when.clone())))
                    .collect();
                let cases: Vec<CaseId> = keyed.iter().map(|(id, ..)| *id).collect();
                let options: Vec<ShiftKey> = keyed.iter().map(|(_, key, _)| key.clone()).collect();
                let asking = Question::WhichBack { options: options.clone() };
                if keyed.len() < 2 || keyed.len() > CHOICES || !self.may_ask(&asking, &cases) {
                    self.ask_for_call("took back one of several call-outs");
                    return true;
                }
                for case in &cases {
                    if let Some(fact) = self.understood() {
                        self.tell(*case, Event::Heard { fact });
                    }
                }
                self.out.conversation.pose(asking, &cases, self.now);
                self.out.conversation.asked =
                    Some(Asked { case: None, deciding: Deciding::CanWork, options, at: self.now });
                let listed = keyed.into_iter().map(|(_, _, when)| when).collect();
                let to = To::Phone(self.heard.text.from.clone());
                self.out.replies.push((to, Say::WhichBack { options: listed }));
                self.done(OutcomeKind::Replied, "asked which call-out is taken back");
                true
            }
        }
    }
}

/// Whether the words say a day or a time at all.
fn says_when(text: &str) -> bool {
    const WHEN: &[&str] = &[
        "mon",
        "monday",
        "tue",
        "tues",
        "tuesday",
        "wed",
        "wednesday",
        "thu",
        "thur",
        "thurs",
        "thursday",
        "fri",
        "friday",
        "sat",
        "saturday",
        "sun",
        "sunday",
        "today",
        "tonight",
        "tomorrow",
        "tmrw",
        "tmr",
        "tom",
        "morning",
        "afternoon",
        "evening",
        "night",
        "noon",
        "lunes",
        "martes",
        "miercoles",
        "jueves",
        "viernes",
        "sabado",
        "domingo",
        "hoy",
        "manana",
        "tarde",
        "noche",
    ];
    plain(text).split_whitespace().any(|w| WHEN.contains(&w) || w.contains(|c: char| c.is_ascii_digit()))
}

#[cfg(test)]
mod tests {
    use super::meant;

    #[test]
    fn what_was_meant_instead_in_its_usual_forms() {
        for (said, right) in [
            ("wrong day i meant thursday", "thursday"),
            ("Oops wrong day!! I meant Thursday, not Tuesday", "thursday"),
            ("not tuesday, i meant thursday", "thursday"),
            ("sorry I meant the 2p not the 7a", "2p"),
            ("wrong day, its wednesday", "wednesday"),
            ("thursday, wrong day sorry", "thursday"),
            ("me equivoqué de día, quise decir el jueves", "el jueves"),
        ] {
            assert_eq!(meant(said).as_deref(), Some(right), "{said:?}");
        }
        for other in ["cant make it thursday", "what did you mean", "wrong day", "i meant"] {
            assert_eq!(meant(other), None, "{other:?}");
        }
    }
}
