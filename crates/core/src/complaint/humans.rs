//! What a human says about a complaint: who owns it, what was done, how it was resolved.
use super::machine::Working;
use super::waking::first_name;
use super::{Cause, Happened, Resolution, Settling, Step};
use crate::case::Command;
use crate::effect::TimerName;
use crate::escalation::{Ack, Escalation, PageWhy};
use crate::fact::Fact;
use crate::private::Redacted;

impl Working<'_> {
    pub(super) fn said(&mut self, by: &str, command: &Command) {
        match command {
            Command::ConfirmExclusion => self.exclusion(by, true),
            Command::LiftExclusion => self.exclusion(by, false),
            _ if !self.case.is_open() => {}
            Command::Acknowledge | Command::TakeOver => self.claim(by, *command == Command::TakeOver),
            Command::Resume => self.release(by),
            Command::Did { step, note } => self.did(by, *step, note),
            Command::Resolve { notes, cause } => self.resolve(by, notes, *cause),
            Command::Close { how } => {
                self.close(format!("{by}: {how}"));
            }
            // What is said about other kinds of case.
            _ => {}
        }
    }

    /// Whether the complaint is about her.
    fn is_about(&self, by: &str) -> bool {
        self.policy
            .ladder
            .iter()
            .position(|r| r.name == by)
            .is_some_and(|rung| self.case.spared.contains(&rung))
            || self
                .case
                .spared
                .iter()
                .filter_map(|r| self.policy.ladder.get(*r))
                .any(|r| first_name(&r.name).is_some_and(|name| name.eq_ignore_ascii_case(by)))
    }

    /// One owner. Who answers a page stops the ladder even where the complaint is somebody else's (b68).
    fn claim(&mut self, by: &str, wants_it: bool) {
        if self.is_about(by) {
            return self.happened(Happened::ClaimRefused { by: by.to_owned(), owner: None });
        }
        let mut heard = false;
        if let Some(e) = self.case.escalation.as_mut().filter(|e| e.is_waiting()) {
            e.acked = Some(Ack { by: by.to_owned(), at: self.now });
            heard = true;
        }
        if heard {
            self.out.facts.push(Fact::Acknowledged { by: by.to_owned() });
            self.out.timer(TimerName::Ladder, None);
        }
        match &self.case.owner {
            Some(owner) if owner.by == by => {}
            Some(owner) => {
                let owner = Some(owner.by.clone());
                if wants_it || !heard {
                    self.happened(Happened::ClaimRefused { by: by.to_owned(), owner });
                }
            }
            None => {
                self.case.owner = Some(Ack { by: by.to_owned(), at: self.now });
                self.happened(Happened::Claimed { by: by.to_owned() });
                self.out.timer(TimerName::Ladder, None);
            }
        }
    }

    fn release(&mut self, by: &str) {
        if self.case.owner.take().is_none() {
            return;
        }
        self.happened(Happened::Released { by: by.to_owned() });
        // It needs an owner again: the ladder begins when the office is open.
        let office = &self.policy.complaints.office;
        self.case.why = Some(PageWhy::Complaint);
        let open = office.next_open(self.now, &self.policy.agency.zone);
        self.out.timer(TimerName::Ladder, Some(open));
    }

    fn did(&mut self, by: &str, step: Step, note: &Redacted<String>) {
        // Settled is said by resolving, not by ticking a box.
        if step == Step::Close || self.is_about(by) {
            return;
        }
        let now = self.now;
        let Some(d) = self.case.deadlines.iter_mut().find(|d| d.step == step && d.done.is_none()) else {
            return;
        };
        d.done = Some((now, by.to_owned()));
        let kept = now <= d.due && !d.missed;
        self.happened(Happened::Did { step, by: by.to_owned(), note: note.clone(), kept });
        if self.case.owner.is_none() || self.case.escalation.as_ref().is_some_and(Escalation::is_waiting) {
            self.claim(by, false);
        }
        self.set_deadline();
    }

    fn resolve(&mut self, by: &str, notes: &Redacted<String>, cause: Cause) {
        if notes.expose().trim().is_empty() || self.case.resolution.is_some() || self.is_about(by) {
            return;
        }
        if let Some(owner) = self.case.owner.as_ref().filter(|o| o.by != by) {
            let owner = Some(owner.by.clone());
            return self.happened(Happened::ClaimRefused { by: by.to_owned(), owner });
        }
        self.claim(by, false);
        let ack = Ack { by: by.to_owned(), at: self.now };
        self.case.resolution = Some(Resolution { by: ack, notes: notes.clone(), cause });
        self.case.over = true;
        self.case.waiting = None;
        self.out.timer(TimerName::Answer, None);
        self.happened(Happened::Resolved { by: by.to_owned(), notes: notes.clone(), cause });
        if self.case.reopened > 0 {
            // She was asked once; the second time a human asks her.
            self.case.settling = Settling::ByHand;
            return self.happened(Happened::NotAskedSettled);
        }
        self.ask_settled();
    }

    fn exclusion(&mut self, by: &str, holds: bool) {
        let ack = Ack { by: by.to_owned(), at: self.now };
        let mut changed = Vec::new();
        for barred in self.case.barred.iter_mut().filter(|b| b.lifted.is_none()) {
            if holds && barred.confirmed.is_none() {
                barred.confirmed = Some(ack.clone());
                changed.push(barred.caregiver.clone());
            } else if !holds {
                barred.lifted = Some(ack.clone());
                changed.push(barred.caregiver.clone());
            }
        }
        for caregiver in changed {
            let by = by.to_owned();
            self.happened(if holds {
                Happened::ExclusionConfirmed { caregiver, by }
            } else {
                Happened::ExclusionLifted { caregiver, by: Some(by) }
            });
        }
    }
}
