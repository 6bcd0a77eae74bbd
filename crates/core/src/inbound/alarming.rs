//! Danger and abuse: the fixed text at once, and an incident of its own (`domain.md` 4.26 to 4.30).
use super::complaining::accused;
use super::{OutcomeKind, Routing, Target};
use crate::agency::{Identity, Shift};
use crate::case::{Case, Event, Words};
use crate::effect::To;
use crate::escalation::PageWhy;
use crate::id::CaseId;
use crate::incident::{Alarm, Incident, Kind};
use crate::language::Sender;
use crate::language::grievance::in_peril;
use crate::private::Redacted;
use crate::texts::Say;

impl Routing<'_> {
    /// The sender's incident, while it is open.
    pub(super) fn incident(&self) -> Option<&Incident> {
        let id = self.out.conversation.incident?;
        self.heard.cases.iter().find(|c| c.id() == id).and_then(Case::as_incident).filter(|c| c.is_open())
    }

    /// The incident to which whatever this sender writes now belongs.
    pub(super) fn joined_incident(&self) -> Option<CaseId> {
        self.incident().filter(|i| i.joins(self.heard.policy, self.now)).map(|i| i.head.id)
    }

    /// Opens an incident or makes the open one graver, and answers with the fixed words.
    pub(super) fn alarm(&mut self, why: PageWhy, name: Option<String>, words: &str) {
        let text = self.heard.text;
        let body = text.body.expose();
        let caregiver = match self.heard.roster.who_has(&text.from).as_slice() {
            [Identity::Caregiver(id)] => Some(id.clone()),
            _ => None,
        };
        let staff = self.out.sender == Sender::Caregiver || caregiver.is_some();
        let kind = match why {
            PageWhy::Emergency => Kind::Medical,
            _ if staff && in_peril(body).is_some() => Kind::Peril,
            _ => Kind::Abuse,
        };
        let spared = if kind == Kind::Medical { Vec::new() } else { accused(self.heard.policy, body) };
        let rungs = self.heard.policy.ladder.len();
        let known: Vec<usize> = self.incident().map(|i| i.spared.clone()).unwrap_or_default();
        let alert =
            (0..rungs).any(|r| kind == Kind::Medical || (!spared.contains(&r) && !known.contains(&r)));
        let say = match (kind, alert) {
            (Kind::Peril, alert) => Say::LeaveNow { alert },
            (_, true) => Say::Emergency,
            (_, false) => Say::EmergencyOnly,
        };
        self.out.replies.push((To::Phone(text.from.clone()), say));
        let from = name.unwrap_or_else(|| format!("number ending {}", text.from.last_four()));
        let alarm = Alarm {
            kind,
            phone: text.from.clone(),
            from: Redacted::new(from),
            client: self.whose_home(),
            caregiver,
            words: Words { message: text.id.clone(), text: text.body.clone() },
            spared,
        };
        let raised = Event::Endangered { alarm: Box::new(alarm) };
        let fact = self.understood().map(|fact| Event::Heard { fact });
        match self.incident().map(|i| i.head.id) {
            Some(id) => {
                if let Some(fact) = fact {
                    self.tell(id, fact);
                }
                self.tell(id, raised);
            }
            None => {
                let events = fact.into_iter().chain([raised]).collect();
                self.out.events.push((Target::NewIncident, events));
            }
        }
        self.done(OutcomeKind::HandedOver, words);
    }

    /// The client whose file has this number, or with whom the caregiver is now.
    fn whose_home(&self) -> Option<crate::id::ClientId> {
        let runs = |s: &&Shift| s.is_on() && s.start() <= self.now && s.end > self.now;
        match self.heard.roster.who_has(&self.heard.text.from).as_slice() {
            [Identity::Client(id) | Identity::Contact(id)] => Some(id.clone()),
            [Identity::Caregiver(id)] => self.heard.roster.shifts_of(id).find(runs).map(|s| s.client.clone()),
            _ => None,
        }
    }
}
