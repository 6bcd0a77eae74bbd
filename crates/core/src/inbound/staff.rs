//! A text from somebody on the ladder: "OK 12" takes case 12, "OT 12" lets overtime be offered for it.
use super::{OutcomeKind, Routing};
use crate::case::{Case, Command, Event};
use crate::complaint::Step;
use crate::effect::To;
use crate::id::CaseId;
use crate::private::Redacted;
use crate::texts::Say;

impl Routing<'_> {
    pub(super) fn staff(&mut self, rung: usize) {
        let by = self.heard.policy.ladder.get(rung).map(|r| r.name.clone()).unwrap_or_default();
        let text = self.heard.text.body.expose().to_lowercase();
        let words: Vec<&str> = text.split(|c: char| !c.is_alphanumeric()).filter(|w| !w.is_empty()).collect();
        let number = words.iter().find_map(|w| w.parse::<u64>().ok());
        let says = |list: &[&str]| words.iter().any(|w| list.contains(w));
        let command = if says(&["resume", "continue"]) {
            Some(Command::Resume)
        } else if says(&["mine", "takeover"]) {
            Some(Command::TakeOver)
        } else if says(&["agrees"]) {
            Some(Command::ClientAgrees)
        } else if says(&["refuses"]) {
            Some(Command::ClientRefuses)
        } else if says(&["cover", "noshow"]) {
            Some(Command::FindCover)
        } else if says(&["ot", "overtime"]) {
            Some(Command::AllowOvertime)
        } else if says(&["close", "done", "closed"]) {
            Some(Command::Close { how: "settled".into() })
        } else if says(&["ok", "okay", "k", "yes", "got", "ack", "on"])
            || number.is_some()
            || text.contains('👍')
        {
            Some(Command::Acknowledge)
        } else {
            None
        };
        let waiting: Vec<&Case> = self.heard.cases.iter().filter(|c| c.waits_for_human()).collect();
        let meant = match number {
            Some(n) => self.heard.cases.iter().find(|c| c.head().number == n).map(Case::id),
            None if waiting.len() == 1 => waiting.first().map(|c| c.id()),
            None => None,
        };
        // "CALLED 12": the call-back of a complaint was made.
        let complaint =
            |id: CaseId| self.heard.cases.iter().any(|c| c.id() == id && c.as_complaint().is_some());
        let command = if says(&["called", "spoke"]) && meant.is_some_and(complaint) {
            Some(Command::Did { step: Step::Call, note: Redacted::new("said by text".into()) })
        } else {
            command
        };
        match (command, meant) {
            (Some(command), Some(case)) => {
                let acknowledged = !matches!(command, Command::Resume | Command::Close { .. });
                let refused = self.refused(case, &by, &command);
                self.tell(case, Event::Said { by, command });
                if let Some(say) = refused {
                    self.out.replies.push((To::Rung(rung), say));
                } else if acknowledged {
                    let number =
                        self.heard.cases.iter().find(|c| c.id() == case).map_or(0, |c| c.head().number);
                    self.out.replies.push((To::Rung(rung), Say::AckThanks { case: number }));
                }
                self.done(OutcomeKind::Acted, "staff command");
            }
            (Some(_), None) if !waiting.is_empty() => {
                let mut cases: Vec<u64> = waiting.iter().map(|c| c.head().number).collect();
                cases.sort_unstable();
                self.out.replies.push((To::Rung(rung), Say::AckWhich { cases }));
                self.done(OutcomeKind::Replied, "which case?");
            }
            _ => self.done(OutcomeKind::Ignored, "staff text that names no open case"),
        }
    }

    /// What she hears whose word changes nothing: a complaint has one owner, and is never for her whom it is about; an
    /// incident stays open while tasks are (b68, b77).
    fn refused(&self, case: CaseId, by: &str, command: &Command) -> Option<Say> {
        let case = self.heard.cases.iter().find(|c| c.id() == case)?;
        let number = case.head().number;
        let rung = self.heard.policy.ladder.iter().position(|r| r.name == by);
        let about = |spared: &[usize]| rung.is_some_and(|rung| spared.contains(&rung));
        let takes = matches!(command, Command::Acknowledge | Command::TakeOver);
        match case {
            Case::Complaint(c) if takes && about(&c.spared) => {
                Some(Say::TakenBy { case: number, owner: None })
            }
            Case::Incident(i) if takes && about(&i.spared) => {
                Some(Say::TakenBy { case: number, owner: None })
            }
            Case::Complaint(c) if takes => {
                let owner = c.owner.as_ref().filter(|o| o.by != by)?.by.clone();
                Some(Say::TakenBy { case: number, owner: Some(owner) })
            }
            Case::Incident(i) if matches!(command, Command::Close { .. }) => {
                let open = i.open_tasks().count();
                (open > 0).then_some(Say::StillOpen { case: number, open })
            }
            _ => None,
        }
    }
}
