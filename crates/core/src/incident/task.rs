//! What a human does after an emergency or a suspicion of abuse, each with its clock.
use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use super::Kind;
use crate::calendar::plus_minutes;
use crate::policy::Policy;
use crate::private::Redacted;

/// One thing to do.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Task {
    /// The state's report by phone.
    ReportByPhone,
    /// The agency's own inquiry has begun.
    Inquiry,
    /// The state's report in writing.
    WrittenReport,
    /// The client's next of kin or emergency contact knows, unless she is accused.
    NextOfKin,
    /// Who is with the client now is decided.
    Cover,
    /// The incident report stands.
    IncidentReport,
}

impl Task {
    /// All of them.
    pub const ALL: [Self; 6] = [
        Self::ReportByPhone,
        Self::Inquiry,
        Self::WrittenReport,
        Self::NextOfKin,
        Self::Cover,
        Self::IncidentReport,
    ];

    /// The name in addresses and files.
    pub const fn name(self) -> &'static str {
        match self {
            Self::ReportByPhone => "report_by_phone",
            Self::Inquiry => "inquiry",
            Self::WrittenReport => "written_report",
            Self::NextOfKin => "next_of_kin",
            Self::Cover => "cover",
            Self::IncidentReport => "incident_report",
        }
    }

    /// In words.
    pub const fn words(self) -> &'static str {
        match self {
            Self::ReportByPhone => {
                "report to the state by phone (the duty is personal, nobody may hold it back)"
            }
            Self::Inquiry => "begin the agency's inquiry",
            Self::WrittenReport => "report to the state in writing",
            Self::NextOfKin => "tell the next of kin or emergency contact, unless accused",
            Self::Cover => "decide who is with the client now",
            Self::IncidentReport => "write the incident report",
        }
    }

    /// Reads a name.
    pub fn parse(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|t| t.name() == name)
    }

    /// A report that the law asks for.
    pub const fn is_report(self) -> bool {
        matches!(self, Self::ReportByPhone | Self::Inquiry | Self::WrittenReport)
    }
}

/// What a human has said about a task.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Recorded {
    /// When.
    pub at: Timestamp,
    /// Who.
    pub by: String,
    /// How; or why it is not needed.
    pub note: Redacted<String>,
    /// Done; otherwise it is not needed.
    pub done: bool,
}

/// A task with its clock.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Todo {
    /// What.
    pub task: Task,
    /// Until when.
    pub due: Timestamp,
    /// When somebody is reminded next.
    pub remind: Timestamp,
    /// What a human said.
    #[serde(default)]
    pub recorded: Option<Recorded>,
}

impl Todo {
    /// Whether it was done in time; `None` while it is open and not late.
    pub fn kept(&self, now: Timestamp) -> Option<bool> {
        match &self.recorded {
            Some(r) => Some(!r.done || r.at <= self.due),
            None => (now > self.due).then_some(false),
        }
    }
}

/// The tasks of a kind, counted from `from`. The first reminder comes at half of the time.
pub fn tasks(policy: &Policy, kind: Kind, from: Timestamp) -> Vec<Todo> {
    let (rules, zone) = (&policy.incidents, &policy.agency.zone);
    let report = plus_minutes(from, rules.report_hours * 60);
    let soon = plus_minutes(from, 60);
    let mut due = Vec::new();
    match kind {
        Kind::Medical => due.extend([(Task::NextOfKin, soon), (Task::IncidentReport, report)]),
        Kind::Peril => due.extend([(Task::Cover, soon), (Task::IncidentReport, report)]),
        Kind::Abuse => {
            let duty = rules.duty();
            due.push((Task::ReportByPhone, duty.phone_due(from)));
            if duty.inquiry {
                due.push((Task::Inquiry, soon));
            }
            let written = duty.written_due(from, &policy.complaints.office, zone);
            due.extend(written.map(|at| (Task::WrittenReport, at)));
            due.extend([(Task::NextOfKin, report), (Task::IncidentReport, report)]);
        }
    }
    let half = |at: Timestamp| plus_minutes(from, at.duration_since(from).as_mins() / 2);
    due.into_iter().map(|(task, due)| Todo { task, due, remind: half(due), recorded: None }).collect()
}
