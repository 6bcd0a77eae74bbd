//! Emergencies and suspected abuse as a log without words and as evidence packs.
use gigi_core::incident::{Incident, Task};
use jiff::Timestamp;

use super::{quoted, stamp, timeline};
use crate::web::incident::{kind_words, stands};
use crate::web::words::{Line, Names};

/// Columns of the log.
pub(super) const COLUMNS: [&str; 12] = [
    "number",
    "received",
    "kind",
    "state",
    "taken by",
    "report by phone",
    "inquiry",
    "report in writing",
    "next of kin",
    "cover",
    "incident report",
    "closed",
];

/// One line of the log: neither who wrote nor what.
pub(super) fn columns(names: &Names<'_>, i: &Incident, now: Timestamp) -> Vec<String> {
    let task = |task: Task| {
        let of = i.todo.iter().find(|t| t.task == task);
        let said = |t: &gigi_core::incident::Todo| {
            // Notes stay in the pack.
            let words = match (&t.recorded, t.kept(now)) {
                (Some(r), _) if !r.done => "not needed",
                (Some(_), Some(false)) => "done late",
                (Some(_), _) => "done in time",
                (None, Some(false)) => "late",
                (None, _) => "open",
            };
            format!("due {}, {words}", stamp(names, t.due))
        };
        of.map(said).unwrap_or_default()
    };
    let taken = i.escalation.as_ref().and_then(|e| e.acked.as_ref());
    vec![
        i.head.number.to_string(),
        stamp(names, i.head.opened),
        kind_words(i.kind).to_owned(),
        names.policy.incidents.state.clone().unwrap_or_default(),
        taken.map(|a| a.by.clone()).unwrap_or_default(),
        task(Task::ReportByPhone),
        task(Task::Inquiry),
        task(Task::WrittenReport),
        task(Task::NextOfKin),
        task(Task::Cover),
        task(Task::IncidentReport),
        i.closed.as_ref().map(|(at, _)| stamp(names, *at)).unwrap_or_default(),
    ]
}

/// The evidence pack.
pub(super) fn pack(names: &Names<'_>, i: &Incident, lines: &[(Timestamp, Line)], now: Timestamp) -> String {
    let restricted =
        if i.is_restricted() { "RESTRICTED: do not show this to anybody whom it accuses.\n\n" } else { "" };
    let mut out = format!(
        "# Incident {}\n\n{restricted}{}\n\nWritten {}.\n\n- Kind: {}\n- Received: {}\n- From: {}\n",
        i.head.number,
        names.policy.agency.name,
        stamp(names, now),
        kind_words(i.kind),
        stamp(names, i.head.opened),
        i.from.expose(),
    );
    if let Some(client) = &i.client {
        out.push_str(&format!("- Client: {}\n", names.client(client)));
    }
    out.push_str("\n## Exact words\n\n");
    for words in &i.words {
        out.push_str(&format!("{}\n", quoted(words.text.expose())));
    }
    out.push_str("## To do\n\n| task | due | kept or missed |\n| --- | --- | --- |\n");
    for todo in &i.todo {
        let line = format!(
            "| {} | {} | {} |\n",
            todo.task.words(),
            stamp(names, todo.due),
            stands(names, todo, now)
        );
        out.push_str(&line);
    }
    match &i.closed {
        Some((at, how)) => out.push_str(&format!("\nClosed {} by {how}\n\n", stamp(names, *at))),
        None => out.push_str("\nStill open.\n\n"),
    }
    out.push_str(&timeline(names, lines));
    out
}
