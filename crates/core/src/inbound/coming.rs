//! A caregiver who is late, who is there, or whom nobody relieves.
use jiff::SignedDuration;

use super::understanding::Why;
use super::{OutcomeKind, Routing, Target};
use crate::agency::{Caregiver, Shift};
use crate::calendar::plus_minutes;
use crate::callout::CallOut;
use crate::case::{Case, Event, Words};
use crate::conversation::Question;
use crate::effect::To;
use crate::escalation::PageWhy;
use crate::id::{CaregiverId, CaseId, ShiftKey};
use crate::language::IntentReading;
use crate::texts::{Say, StaffNote};
use crate::visit::{Doubt, Expected, Sign, expected};

/// Hours around an instant in which "the next one" should have come.
const RELIEF_MINUTES: i64 = 120;

/// Whether the words say that she has arrived: "here", "im here now", "just got here", "ya llegue". Not "nobody is here",
/// "be here at 8", "is anyone here", "I live here".
pub(super) fn says_here(text: &str) -> bool {
    const ALL: &[&str] = &[
        "here", "im", "i", "am", "now", "just", "got", "made", "it", "to", "the", "clients", "client", "at",
        "house", "home", "arrived", "arriving", "inside", "with", "her", "him", "yes", "ok", "hi", "hey",
        "hello", "sorry", "and", "already", "finally", "been", "since", "have", "ive", "in", "safe",
        "safely", "clocked", "am", "pm", "fine", "all", "good", "thanks", "thank", "you", "ya", "llegue",
        "estoy", "aqui", "ahi", "con", "el", "la", "cliente", "casa", "si", "acabo", "de", "llegar", "a",
        "ms", "mrs", "mr", "still",
    ];
    const CORE: &[&str] =
        &["here", "arrived", "inside", "llegue", "aqui", "llegar", "clocked", "made", "got"];
    let lower = text.to_lowercase().replace(['\'', '\u{2019}'], "").replace('é', "e").replace('í', "i");
    if lower.contains('?') {
        return false;
    }
    let words: Vec<&str> =
        lower.split(|c: char| !c.is_alphanumeric()).filter(|w| !w.is_empty()).take(14).collect();
    let known = |w: &&str| ALL.contains(w) || CORE.contains(w) || w.chars().all(|c| c.is_ascii_digit());
    let core = words.iter().any(|w| CORE.contains(w));
    let clocked = words.windows(2).any(|w| w == ["clocked", "in"]);
    let only_got =
        words.iter().all(|w| !matches!(*w, "here" | "arrived" | "inside" | "llegue" | "aqui" | "llegar"))
            && !clocked
            && !words.windows(2).any(|w| w == ["made", "it"]);
    core && !only_got && words.len() <= 12 && words.iter().all(known)
}

impl Routing<'_> {
    /// Late but coming: the shift is never reopened for it (S2).
    pub(super) fn late(&mut self, caregiver: &Caregiver, intent: &IntentReading, shifts: &[Shift]) -> bool {
        let soon = self.now.saturating_add(SignedDuration::from_hours(16)).unwrap_or(self.now);
        let shift = intent
            .shifts
            .iter()
            .filter_map(|id| ShiftKey::parse(id))
            .find_map(|key| shifts.iter().find(|s| s.key == key))
            .or_else(|| shifts.iter().find(|s| s.start() < soon));
        let Some(shift) = shift else { return false };
        // Whoever was taken for missing and writes that she comes: a human decides, the search goes on meanwhile.
        if let Some(case) = self.no_show_of(caregiver) {
            let to = To::Phone(self.heard.text.from.clone());
            self.out.replies.push((to, Say::PersonWillAnswer));
            self.hears_fact(case);
            if !self.heard.policy.ladder.is_empty() {
                let what = StaffNote::Late { caregiver: caregiver.name.short(), minutes: intent.eta_minutes };
                let say = Say::StaffNote { case: None, start: Some(shift.start()), what };
                self.out.replies.push((To::Rung(0), say));
            }
            self.done(OutcomeKind::Acted, "late, and taken for missing already");
            return true;
        }
        let Some(expected) = self.expected_at(shift, caregiver) else { return false };
        let minutes = intent.eta_minutes;
        let asking = Question::HowLate { shift: shift.key.clone() };
        let may_ask = minutes.is_none() && self.may_ask(&asking, &[]);
        if may_ask {
            self.because(Why::NoMinutes);
            self.out.conversation.pose(asking, &[], self.now);
        }
        let doubt = Doubt::Late { minutes, may_ask, words: self.said() };
        self.doubt(expected, doubt);
        self.done(OutcomeKind::Acted, "late but coming, no shift is opened");
        true
    }

    /// As [`expected`], for a shift that is hers by a yes which WellSky may not show yet.
    fn expected_at(&self, shift: &Shift, caregiver: &Caregiver) -> Option<Expected> {
        let hers = Shift { caregiver: Some(caregiver.id.clone()), ..shift.clone() };
        expected(self.heard.policy, self.heard.roster, &hers)
    }

    /// This message, as a case keeps it.
    pub(super) fn said(&self) -> Words {
        Words { message: self.heard.text.id.clone(), text: self.heard.text.body.clone() }
    }

    /// The open doubt about a shift.
    pub(super) fn visit_of(&self, key: &ShiftKey) -> Option<CaseId> {
        let about =
            |c: &&Case| c.is_open() && c.as_visit().and_then(|v| v.shift()).is_some_and(|s| s.key == *key);
        self.heard.cases.iter().find(about).map(Case::id)
    }

    /// One more reason to doubt, in the open case about the shift or in a new one.
    pub(super) fn doubt(&mut self, expected: Expected, doubt: Doubt) {
        let fact = self.understood().map(|fact| Event::Heard { fact });
        let target = self.visit_of(&expected.shift.key).map_or(Target::NewVisit, Target::Case);
        let event = Event::Doubted { expected: Box::new(expected), doubt };
        let events: Vec<Event> = fact.into_iter().chain([event]).collect();
        self.out.events.push((target, events));
    }

    fn hears_fact(&mut self, case: CaseId) {
        if let Some(fact) = self.understood() {
            self.tell(case, Event::Heard { fact });
        }
    }

    /// The open search for somebody because this caregiver did not come.
    fn no_show_of(&self, caregiver: &Caregiver) -> Option<CaseId> {
        self.own_call_outs(caregiver).find(|c| c.no_show).map(CallOut::id)
    }

    /// "I'm here", from somebody whose coming is in doubt. Otherwise it is not this case's business.
    pub(super) fn arrived(&mut self, caregiver: &Caregiver) -> bool {
        if !says_here(self.heard.text.body.expose()) {
            return false;
        }
        let hers = |c: &&Case| c.is_open() && c.as_visit().is_some_and(|v| v.expects(&caregiver.id));
        let visit = self.heard.cases.iter().find(hers).map(Case::id);
        let Some(case) = visit.or_else(|| self.no_show_of(caregiver)) else { return false };
        self.hears_fact(case);
        self.tell(case, Event::TurnedUp { sign: Sign::Says });
        self.done(OutcomeKind::Acted, "says that she is there");
        true
    }

    /// Nobody relieves her: she stays, and whoever should have come is looked for (`domain.md 5.5`).
    pub(super) fn not_relieved(&mut self, caregiver: &Caregiver) -> bool {
        let (from, until) = (plus_minutes(self.now, -RELIEF_MINUTES), plus_minutes(self.now, 15));
        let roster = self.heard.roster;
        let own: Vec<&Shift> = roster
            .shifts_of(&caregiver.id)
            .filter(|s| s.is_on() && s.start() <= self.now && s.end > plus_minutes(self.now, -12 * 60))
            .collect();
        let next = own.iter().rev().find_map(|own| {
            roster.visits_to(&own.client).find(|s| {
                s.is_on()
                    && s.key != own.key
                    && s.start() > own.start()
                    && s.start() >= from
                    && s.start() <= until
                    && s.caregiver.as_ref().is_some_and(|c| *c != caregiver.id)
            })
        });
        let expected = next.and_then(|s| expected(self.heard.policy, roster, s));
        let Some(expected) = expected else { return false };
        self.because(Why::PersonsBusiness);
        let doubt = Doubt::NoRelief { outgoing: caregiver.id.clone(), words: self.said() };
        if self.open_case_of(&expected.shift.key).is_some() {
            // The next one has called out, or is replaced already: a human phones the one who waits.
            return false;
        }
        self.doubt(expected, doubt);
        self.done(OutcomeKind::Acted, "is not relieved: the next one is looked for");
        true
    }

    /// What a call-out means for cases that asked whether she comes.
    pub(super) fn cannot_come(&mut self, caregiver: &CaregiverId, key: &ShiftKey) {
        if let Some(visit) = self.visit_of(key) {
            self.tell(visit, Event::CannotCome);
        }
        let asked = self.out.conversation.confirming.as_ref();
        let round = asked.filter(|c| c.options.contains(key)).map(|c| c.case);
        if let Some(round) = round {
            self.tell(round, Event::CannotWork { caregiver: caregiver.clone(), shift: key.clone() });
        }
    }

    pub(super) fn leaves_or_waits(&mut self, name: Option<String>) {
        let to = To::Phone(self.heard.text.from.clone());
        self.because(Why::PersonsBusiness);
        self.out.replies.push((to, Say::StayPlease));
        self.hand_over(PageWhy::Leaving, name, "wants to leave or waits for relief");
    }
}

#[cfg(test)]
mod tests {
    use super::says_here;

    #[test]
    fn arriving_in_its_usual_forms() {
        for text in [
            "here",
            "HERE",
            "I'm here",
            "im here now sorry",
            "just got here",
            "Here with her since 7",
            "made it",
            "arrived",
            "ya llegué",
            "estoy aquí con la cliente",
            "I'm inside with Ms",
        ] {
            assert!(says_here(text), "{text:?}");
        }
        for text in [
            "is anyone here?",
            "nobody is here to relieve me",
            "be here at 8",
            "I'll be there in 10",
            "got it",
            "ok",
            "still coming",
            "her son is here and yelling",
            "I got your text",
            "I got sick",
        ] {
            assert!(!says_here(text), "{text:?}");
        }
    }
}
