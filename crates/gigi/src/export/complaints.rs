//! Complaints as a log and as evidence packs.
use std::collections::{BTreeMap, BTreeSet};

use gigi_core::complaint::{Complaint, Party, Step};
use gigi_core::texts::{ask, matter};
use jiff::Timestamp;

use super::{quoted, stamp, timeline};
use crate::web::complaint::{because, looked, stands, step_words, wish_words};
use crate::web::incident::RESTRICTED;
use crate::web::words::{Line, Names, plain};

/// Columns of the log.
pub(super) const COLUMNS: [&str; 19] = [
    "number",
    "received",
    "from",
    "complainant",
    "client",
    "about",
    "class",
    "class because",
    "words",
    "owner",
    "call",
    "plan",
    "written answer",
    "settled",
    "resolution",
    "root cause",
    "complainant agrees",
    "closed",
    "how",
];

/// Columns of the trend.
pub(super) const TREND: [&str; 4] = ["month", "counted by", "what", "complaints"];

/// Complaints of each month by class, matter and root cause (`domain.md 4.31`: trend monthly).
pub(super) fn trend(names: &Names<'_>, all: &[&Complaint]) -> Vec<Vec<String>> {
    let mut counts: BTreeMap<(String, &str, String), usize> = BTreeMap::new();
    for c in all {
        let month = names.policy.agency.zone.at(c.head.opened).strftime("%Y-%m").to_string();
        let mut count =
            |by: &'static str, what: String| *counts.entry((month.clone(), by, what)).or_default() += 1;
        count("class", c.class.name().to_owned());
        for m in &c.matters {
            count("matter", matter(*m).to_owned());
        }
        if let Some(resolution) = &c.resolution {
            count("root cause", plain(&resolution.cause));
        }
    }
    counts.into_iter().map(|((month, by, what), n)| vec![month, by.to_owned(), what, n.to_string()]).collect()
}

fn words(c: &Complaint, hidden: &BTreeSet<String>) -> Vec<String> {
    let shown = |w: &gigi_core::case::Words| {
        if hidden.contains(&w.message) { RESTRICTED.to_owned() } else { w.text.expose().clone() }
    };
    c.words.iter().map(shown).collect()
}

fn party(party: Party) -> &'static str {
    match party {
        Party::Client => "client",
        Party::Family => "family",
        Party::Caregiver => "caregiver",
        Party::Unknown => "unknown",
    }
}

/// One line of the log.
pub(super) fn columns(names: &Names<'_>, c: &Complaint, hidden: &BTreeSet<String>) -> Vec<String> {
    let step = |step: Step| {
        let of = c.deadlines.iter().rev().find(|d| d.step == step);
        of.map(|d| format!("due {}, {}", stamp(names, d.due), stands(names, d))).unwrap_or_default()
    };
    let about: Vec<&str> = c.matters.iter().map(|m| matter(*m)).collect();
    let why: Vec<String> = c.because.iter().map(because).collect();
    vec![
        c.head.number.to_string(),
        stamp(names, c.head.opened),
        party(c.party).to_owned(),
        c.from.expose().clone(),
        c.client.as_ref().map(|id| names.client(id)).unwrap_or_default(),
        about.join("; "),
        c.class.name().to_owned(),
        why.join("; "),
        words(c, hidden).join(" | "),
        c.owner.as_ref().map(|o| o.by.clone()).unwrap_or_default(),
        step(Step::Call),
        step(Step::Plan),
        step(Step::Answer),
        step(Step::Close),
        c.resolution.as_ref().map(|r| r.notes.expose().clone()).unwrap_or_default(),
        c.resolution.as_ref().map(|r| plain(&r.cause)).unwrap_or_default(),
        plain_settling(c).to_owned(),
        c.closed.as_ref().map(|(at, _)| stamp(names, *at)).unwrap_or_default(),
        c.closed.as_ref().map(|(_, how)| how.clone()).unwrap_or_default(),
    ]
}

fn plain_settling(c: &Complaint) -> &'static str {
    use gigi_core::complaint::Settling;
    match c.settling {
        Settling::Not => "",
        Settling::Asked { .. } => "asked",
        Settling::ByHand => "to be asked by a person",
        Settling::Agreed => "yes",
        Settling::Silent => "no answer",
    }
}

/// The evidence pack.
pub(super) fn pack(
    names: &Names<'_>,
    c: &Complaint,
    lines: &[(Timestamp, Line)],
    hidden: &BTreeSet<String>,
    now: Timestamp,
) -> String {
    let mut out = format!(
        "# Complaint {}\n\n{}\n\nWritten {}.\n\n",
        c.head.number,
        names.policy.agency.name,
        stamp(names, now)
    );
    let mut item = |what: &str, words: String| out.push_str(&format!("- {what}: {words}\n"));
    item("Received", stamp(names, c.head.opened));
    item("From", format!("{} ({})", c.from.expose(), party(c.party)));
    if let Some(client) = &c.client {
        item("Client", names.client(client));
    }
    item("Class", c.class.name().to_owned());
    for why in &c.because {
        item("Class because", because(why));
    }
    item(
        "Owner",
        c.owner
            .as_ref()
            .map_or_else(|| "nobody".into(), |o| format!("{}, since {}", o.by, stamp(names, o.at))),
    );
    out.push_str("\n## Exact words\n\n");
    for text in words(c, hidden) {
        out.push_str(&format!("{}\n", quoted(&text)));
    }
    out.push_str("## Asked and answered\n\n");
    for (topic, text) in &c.told {
        out.push_str(&format!("- {} {}\n", ask(*topic), text.expose()));
    }
    for wish in &c.wishes {
        out.push_str(&format!("- Wishes: {}\n", wish_words(*wish)));
    }
    out.push_str("\n## Looked up\n\n");
    for line in looked(names, c) {
        out.push_str(&format!("- {line}\n"));
    }
    out.push_str("\n## Deadlines\n\n| step | due | kept or missed |\n| --- | --- | --- |\n");
    for d in &c.deadlines {
        out.push_str(&format!(
            "| {} | {} | {} |\n",
            step_words(d.step),
            stamp(names, d.due),
            stands(names, d)
        ));
    }
    out.push_str("\n## Resolution\n\n");
    match &c.resolution {
        Some(r) => out.push_str(&format!(
            "{}\n\n- Root cause: {}\n- By {}, {}\n",
            r.notes.expose(),
            plain(&r.cause),
            r.by.by,
            stamp(names, r.by.at)
        )),
        None => out.push_str("Not resolved.\n"),
    }
    match &c.closed {
        Some((at, how)) => out.push_str(&format!("- Closed {}: {how}\n\n", stamp(names, *at))),
        None => out.push_str("- Still open\n\n"),
    }
    out.push_str(&timeline(names, lines));
    out
}
