//! What an incident does when something is heard or a clock has run.
use jiff::Timestamp;

use super::task::{Recorded, tasks};
use super::{Alarm, Happened, Incident, Kind, Task};
use crate::calendar::plus_minutes;
use crate::case::{Command, Decision, Words};
use crate::effect::{Effect, Planned, Purpose, TimerName, To};
use crate::escalation::{Ack, Climb, Escalation, PageWhy};
use crate::fact::Fact;
use crate::id::EffectKey;
use crate::note::{About, Note};
use crate::policy::Policy;
use crate::private::Redacted;
use crate::texts::{Say, StaffNote};

/// One decision in the making.
pub(super) struct Working<'a> {
    pub(super) policy: &'a Policy,
    pub(super) case: Incident,
    pub(super) out: Decision,
    pub(super) now: Timestamp,
}

impl Working<'_> {
    /// The first alarm, or a further one of the same person.
    pub(super) fn raise(&mut self, alarm: &Alarm) {
        if self.case.words.iter().any(|w| w.message == alarm.words.message) {
            return;
        }
        let first = self.case.phone.is_none();
        self.case.phone.get_or_insert_with(|| alarm.phone.clone());
        if first {
            self.case.from = alarm.from.clone();
        }
        let case = &mut self.case;
        case.client = case.client.take().or_else(|| alarm.client.clone());
        case.caregiver = case.caregiver.take().or_else(|| alarm.caregiver.clone());
        case.words.push(alarm.words.clone());
        let mut spared = case.spared.clone();
        spared.extend(alarm.spared.iter().filter(|r| !case.spared.contains(r)));
        let accused_anew = spared.len() > case.spared.len();
        case.spared = spared;
        let graver = first || alarm.kind > case.kind;
        if graver {
            case.kind = alarm.kind.max(case.kind);
            let kind = self.case.kind;
            self.happened(Happened::Raised { kind });
            // Caregivers read it there: nothing about a suspicion.
            if let (Kind::Medical, Some(client)) = (kind, self.case.client.clone()) {
                let note = Note::CareAlert { at: self.now };
                self.out.note(self.policy, &mut self.case.head, About::client(&client), note, None);
            }
            for todo in tasks(self.policy, kind, self.now) {
                if self.case.todo.iter().all(|t| t.task != todo.task) {
                    self.happened(Happened::Set { task: todo.task, due: todo.due });
                    self.case.todo.push(todo);
                }
            }
            self.set_reminder();
        }
        let acked = self.case.escalation.as_ref().is_some_and(|e| e.acked.is_some());
        if graver || acked || accused_anew {
            self.wake_from_start(why(alarm.kind));
        }
    }

    /// Something else that the same person writes soon after.
    pub(super) fn hear(&mut self, why: &PageWhy, words: &Words) {
        if self.case.words.iter().any(|w| w.message == words.message) {
            return;
        }
        self.case.words.push(words.clone());
        let Some(ack) = self.case.escalation.as_ref().and_then(|e| e.acked.clone()) else { return };
        if matches!(why, PageWhy::WantsCall | PageWhy::Leaving | PageWhy::NotHandled) {
            let again = self.case.why.clone().unwrap_or(PageWhy::Emergency);
            return self.wake_from_start(again);
        }
        let Some(rung) = self.policy.ladder.iter().position(|r| r.name == ack.by) else { return };
        let case = Some(self.case.head.number);
        let say = Say::StaffNote { case, start: None, what: StaffNote::WroteAgain };
        let effect = Effect::Text { to: To::Rung(rung), say, purpose: Purpose::Page };
        let key = self.case.head.key("note");
        self.out.effects.push(Planned { key, effect });
    }

    pub(super) fn ladder(&mut self) {
        if let (Some(e), Some(why)) = (&mut self.case.escalation, self.case.why.clone())
            && e.is_waiting()
        {
            let climb = e.next(self.policy, self.now);
            self.page(climb, &why);
        }
    }

    pub(super) fn text_failed(&mut self, key: &EffectKey, why: &str) {
        if !key.0.starts_with("page/") {
            return;
        }
        self.out.facts.push(Fact::Trouble { what: "page".into(), why: why.to_owned() });
        if self.case.is_open() {
            self.ladder();
        }
    }

    /// A task is due, or will be. Before it is, nobody is woken at night for it; a report that is late is told at any
    /// hour once, and again in the day.
    pub(super) fn remind(&mut self) {
        let (now, quiet) = (self.now, &self.policy.quiet.hours);
        let open = quiet.next_outside(now, &self.policy.agency.zone);
        let again = plus_minutes(now, self.policy.incidents.remind_minutes);
        let mut due = Vec::new();
        for todo in self.case.todo.iter_mut().filter(|t| t.recorded.is_none() && t.remind <= now) {
            let late = todo.due <= now;
            let just_late = late && todo.task.is_report() && now < plus_minutes(todo.due, 1);
            if open > now && !just_late {
                todo.remind = if late { open } else { open.min(todo.due) };
                continue;
            }
            todo.remind = if late { again } else { todo.due };
            due.push((todo.task, late));
        }
        for (task, late) in &due {
            self.happened(Happened::Due { task: *task, late: *late });
        }
        let waits = self.case.escalation.as_ref().is_some_and(Escalation::is_waiting);
        if !due.is_empty() && !waits {
            let report = due.iter().any(|(task, _)| task.is_report());
            self.wake_from_start(if report { PageWhy::ReportDue } else { PageWhy::IncidentTask });
        }
        self.set_reminder();
    }

    fn set_reminder(&mut self) {
        let next = self.case.open_tasks().map(|t| t.remind).min();
        self.out.timer(TimerName::Deadline, next);
    }

    pub(super) fn said(&mut self, by: &str, command: &Command) {
        match command {
            Command::Acknowledge | Command::TakeOver => self.acknowledged(by),
            Command::Task { task, note, done } => self.record(by, *task, note, *done),
            Command::Close { how } => {
                let open = self.case.open_tasks().count();
                if open > 0 {
                    return self.happened(Happened::NotClosed { by: by.to_owned(), open });
                }
                self.case.closed = Some((self.now, format!("{by}: {how}")));
                self.out.facts.push(Fact::Closed { how: format!("{by}: {how}") });
                self.out.timer(TimerName::Ladder, None);
                self.out.timer(TimerName::Deadline, None);
            }
            // What is said about other kinds of case.
            _ => {}
        }
    }

    fn acknowledged(&mut self, by: &str) {
        let accused = self.policy.ladder.iter().position(|r| r.name == by);
        if accused.is_some_and(|rung| self.case.spared.contains(&rung)) {
            return;
        }
        let ack = Ack { by: by.to_owned(), at: self.now };
        if let Some(e) = &mut self.case.escalation {
            e.acked = Some(ack);
            self.out.facts.push(Fact::Acknowledged { by: by.to_owned() });
            self.out.timer(TimerName::Ladder, None);
        }
    }

    fn record(&mut self, by: &str, task: Task, note: &Redacted<String>, done: bool) {
        let now = self.now;
        // What was done is said in a word or two; why something is not needed must be.
        if note.expose().trim().is_empty() {
            return;
        }
        let open = self.case.todo.iter_mut().find(|t| t.task == task && t.recorded.is_none());
        let Some(todo) = open else { return };
        todo.recorded = Some(Recorded { at: now, by: by.to_owned(), note: note.clone(), done });
        let kept = todo.kept(now).unwrap_or(true);
        self.happened(Happened::Recorded { task, by: by.to_owned(), note: note.clone(), done, kept });
        let reminding = matches!(self.case.why, Some(PageWhy::ReportDue | PageWhy::IncidentTask));
        if reminding && self.case.escalation.as_ref().is_some_and(Escalation::is_waiting) {
            self.acknowledged(by);
        }
        self.set_reminder();
    }

    fn wake_from_start(&mut self, why: PageWhy) {
        let spared: &[usize] = if self.case.kind == Kind::Medical { &[] } else { &self.case.spared };
        let (escalation, climb) = Escalation::start_sparing(self.policy, why.clone(), self.now, spared);
        self.case.why = Some(why.clone());
        self.case.escalation = Some(escalation);
        self.page(climb, &why);
    }

    fn page(&mut self, climb: Climb, why: &PageWhy) {
        let say = Say::Page { case: self.case.head.number, start: None, priority: None, why: why.clone() };
        self.out.wake(self.policy, &mut self.case.head, climb, why, say);
    }

    fn happened(&mut self, what: Happened) {
        self.out.facts.push(Fact::Incident { what });
    }
}

const fn why(kind: Kind) -> PageWhy {
    match kind {
        Kind::Medical => PageWhy::Emergency,
        Kind::Peril | Kind::Abuse => PageWhy::Safety,
    }
}
