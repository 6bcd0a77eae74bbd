//! An incident in words: its line on the board, its page, its time-line; and which messages are restricted.
use std::collections::BTreeSet;

use gigi_core::incident::{Happened, Incident, Kind, Task, Todo};
use gigi_core::texts::page_why;
use gigi_engine::ports::{Store, Stored};
use jiff::Timestamp;
use serde::Serialize;

use super::case::Owed;
use super::words::Names;

/// What stands in place of words that only the incident's own page and file show.
pub(crate) const RESTRICTED: &str = "restricted, see the case";

/// What the page of an incident shows beside the time-line.
#[derive(Clone, Debug, Serialize)]
pub struct IncidentView {
    /// In words.
    pub kind: &'static str,
    /// Its words stand nowhere else.
    pub restricted: bool,
    /// Exactly what was written, oldest first.
    pub words: Vec<String>,
    /// Tasks with their clocks.
    pub tasks: Vec<Owed>,
}

pub(crate) const fn kind_words(kind: Kind) -> &'static str {
    match kind {
        Kind::Medical => "Possible emergency",
        Kind::Peril => "Caregiver in danger",
        Kind::Abuse => "Safety report",
    }
}

/// Done in time, late, not needed, open.
pub(crate) fn stands(names: &Names<'_>, todo: &Todo, now: Timestamp) -> String {
    match (&todo.recorded, todo.kept(now)) {
        (Some(r), _) if !r.done => {
            format!("not needed, {} by {}: {}", names.time(r.at), r.by, r.note.expose())
        }
        (Some(r), Some(false)) => format!("done late, {} by {}: {}", names.time(r.at), r.by, r.note.expose()),
        (Some(r), _) => format!("done in time, {} by {}: {}", names.time(r.at), r.by, r.note.expose()),
        (None, Some(false)) => "late, still to be done".into(),
        (None, _) => "open".into(),
    }
}

/// The page.
pub(crate) fn view(names: &Names<'_>, i: &Incident, now: Timestamp) -> IncidentView {
    let row = |t: &Todo| Owed {
        name: t.task.name(),
        words: t.task.words(),
        due: names.time(t.due),
        stands: stands(names, t, now),
        open: i.is_open() && t.recorded.is_none(),
    };
    IncidentView {
        kind: kind_words(i.kind),
        restricted: i.is_restricted(),
        words: i.words.iter().map(|w| w.text.expose().clone()).collect(),
        tasks: i.todo.iter().map(row).collect(),
    }
}

/// Title, what happened, where it stands: for the board. A restricted one says neither who wrote nor what.
pub(crate) fn card(names: &Names<'_>, i: &Incident) -> (String, String, String) {
    let kind = kind_words(i.kind);
    let (title, what) = if i.is_restricted() {
        (format!("{kind} (restricted)"), RESTRICTED.to_owned())
    } else {
        let last = i.words.last().map(|w| w.text.expose().clone()).unwrap_or_default();
        (format!("{kind}: {}", i.from.expose()), format!("\u{201c}{last}\u{201d}"))
    };
    let owed: Vec<&Todo> = i.open_tasks().collect();
    let next = owed.iter().min_by_key(|t| t.due);
    let next =
        next.map(|t| format!("; {} to do, next: {} by {}", owed.len(), short(t.task), names.time(t.due)));
    let stands = match (&i.closed, i.escalation.as_ref().and_then(|e| e.acked.as_ref())) {
        (Some((_, how)), _) if i.is_restricted() => {
            format!("Closed by {}", how.split(':').next().unwrap_or_default())
        }
        (Some((_, how)), _) => format!("Closed: {how}"),
        (None, Some(ack)) => format!("{} has it{}", ack.by, next.unwrap_or_default()),
        (None, None) => i.why.as_ref().map(page_why).unwrap_or_default().to_owned(),
    };
    (title, what, stands)
}

const fn short(task: Task) -> &'static str {
    match task {
        Task::ReportByPhone => "report by phone",
        Task::Inquiry => "inquiry",
        Task::WrittenReport => "report in writing",
        Task::NextOfKin => "next of kin",
        Task::Cover => "cover",
        Task::IncidentReport => "incident report",
    }
}

/// A line of the time-line.
pub(crate) fn happened(names: &Names<'_>, what: &Happened) -> (&'static str, String) {
    match what {
        Happened::Raised { kind } => ("bad", format!("Alarm: {}", kind_words(*kind).to_lowercase())),
        Happened::Set { task, due } => ("", format!("To do by {}: {}", names.time(*due), task.words())),
        Happened::Recorded { task, by, note, done: false, .. } => {
            ("", format!("Not needed, says {by}: {} - {}", short(*task), note.expose()))
        }
        Happened::Recorded { task, by, note, kept, .. } => {
            let (tone, late) = if *kept { ("good", "") } else { ("bad", ", after its deadline") };
            (tone, format!("{by} did it: {}{late} - {}", short(*task), note.expose()))
        }
        Happened::Due { task, late: false } => ("", format!("Reminded: {}", short(*task))),
        Happened::Due { task, late: true } => ("bad", format!("Late: {}", short(*task))),
        Happened::NotClosed { by, open } => {
            ("bad", format!("{by} wanted to close it: {open} tasks are open"))
        }
    }
}

/// Provider's ids of messages whose words stand nowhere but on the page and in the file of their incident.
pub(crate) async fn restricted(store: &impl Store) -> Stored<BTreeSet<String>> {
    let incidents = store.cases_of("incident", Timestamp::MIN).await?;
    let of = incidents.iter().filter_map(|c| c.as_incident()).filter(|i| i.is_restricted());
    Ok(of.flat_map(|i| &i.words).map(|w| w.message.clone()).collect())
}
