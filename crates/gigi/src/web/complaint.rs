//! A complaint in words: its line on the board, its page, its time-line.
use gigi_core::complaint::{Because, Cause, Complaint, Deadline, Happened, Party, Settling, Step, Visit};
use gigi_core::language::grievance::Wish;
use gigi_core::texts::{ask, letter, matter, page_why};
use jiff::Timestamp;
use serde::Serialize;

use super::case::Owed;
use super::words::{Names, plain};

/// What the page of a complaint shows beside the time-line.
#[derive(Clone, Debug, Serialize)]
pub struct ComplaintView {
    /// `C2`.
    pub class: &'static str,
    /// Why it has that class.
    pub because: Vec<String>,
    /// Whose it is.
    pub owner: Option<String>,
    /// What is known, by question.
    pub told: Vec<(&'static str, String)>,
    /// What is wished.
    pub wishes: Vec<&'static str>,
    /// What was looked up.
    pub looked: Vec<String>,
    /// Who is not offered these visits any more, and whether a human has confirmed it.
    pub barred: Vec<String>,
    /// One of them stands.
    pub lift: bool,
    /// One of them waits for a human's yes.
    pub confirm: bool,
    /// Steps with their clocks.
    pub steps: Vec<Owed>,
    /// How it was resolved.
    pub resolution: Option<String>,
    /// Whether the complainant agrees.
    pub settling: Option<&'static str>,
    /// It may be resolved now.
    pub open: bool,
    /// Root causes to choose from: value and words.
    pub causes: Vec<(String, String)>,
    /// The written answer, to be finished by a human.
    pub draft: String,
}

/// In words.
pub(crate) const fn step_words(step: Step) -> &'static str {
    match step {
        Step::Call => "phone the complainant",
        Step::Manager => "tell a manager",
        Step::Plan => "make a plan",
        Step::Answer => "send the written answer",
        Step::Close => "settle it",
    }
}

/// Why a complaint has its class.
pub(crate) fn because(why: &Because) -> String {
    match why {
        Because::About { matter: m } => format!("it is about {}", matter(*m)),
        Because::Protected => "it wishes for somebody by origin, faith, age or sex".into(),
        Because::Threat => "it threatens to leave, to sue or to tell others".into(),
        Because::Repeated { cases } => {
            let numbers: Vec<String> = cases.iter().map(|n| format!("#{n}")).collect();
            format!("there were complaints about the same client's care lately: {}", numbers.join(", "))
        }
        Because::NewFaces { caregivers } => {
            format!(
                "faces keep changing ({caregivers} different caregivers within seven days on the schedule)"
            )
        }
    }
}

pub(crate) const fn wish_words(wish: Wish) -> &'static str {
    match wish {
        Wish::NotHer => "not that caregiver again",
        Wish::Protected => "somebody by origin, faith, age or sex: nothing is stored, a manager answers",
        Wish::SamePerson => "the same person each time",
        Wish::OtherTime => "other hours",
    }
}

/// Kept, missed or open.
pub(crate) fn stands(names: &Names<'_>, d: &Deadline) -> String {
    match (&d.done, d.kept()) {
        (Some((at, by)), Some(false)) => format!("done late, {} by {by}", names.time(*at)),
        (Some((at, by)), _) => format!("done in time, {} by {by}", names.time(*at)),
        (None, Some(false)) => "missed, still to be done".into(),
        (None, _) => "open".into(),
    }
}

fn visit(names: &Names<'_>, v: &Visit) -> String {
    let who = v.caregiver.as_ref().map_or_else(|| "nobody".to_owned(), |c| names.caregiver(c));
    format!("{}: {who}", names.range(v.key.start, v.end))
}

/// What was looked up, one line each.
pub(crate) fn looked(names: &Names<'_>, c: &Complaint) -> Vec<String> {
    let found = &c.found;
    let mut lines: Vec<String> = found.visits.iter().map(|v| format!("Visit {}", visit(names, v))).collect();
    for (case, key, who) in &found.call_outs {
        lines.push(format!("{} called out of {} (case {case})", names.caregiver(who), names.time(key.start)));
    }
    if c.client.is_some() {
        lines.push(format!(
            "{} different caregivers in 14 days, {} in 7",
            found.caregivers_fortnight, found.caregivers_this_week
        ));
    }
    for barred in c.barred.iter().filter(|b| b.lifted.is_none()) {
        let theirs = found.ahead.iter().filter(|v| v.caregiver.as_ref() == Some(&barred.caregiver));
        lines.extend(
            theirs.map(|v| format!("Still on the schedule, to be changed by hand: {}", visit(names, v))),
        );
    }
    lines
}

/// The page.
pub(crate) fn view(names: &Names<'_>, c: &Complaint, now: Timestamp) -> ComplaintView {
    let row = |d: &Deadline| Owed {
        name: d.step.name(),
        words: step_words(d.step),
        due: names.time(d.due),
        stands: stands(names, d),
        open: c.is_open() && d.done.is_none() && d.step != Step::Close,
    };
    let barred = |b: &gigi_core::complaint::Barred| {
        let who = names.caregiver(&b.caregiver);
        match (&b.lifted, &b.confirmed) {
            (Some(l), _) => format!("{who}: lifted ({})", l.by),
            (None, Some(by)) => format!("{who}: not offered these visits, confirmed by {}", by.by),
            (None, None) => {
                format!("{who}: not offered these visits since {}, to be confirmed", names.time(b.since))
            }
        }
    };
    let client = c.client.as_ref().map(|id| names.client(id));
    let agency = &names.policy.agency;
    ComplaintView {
        class: c.class.name(),
        because: c.because.iter().map(because).collect(),
        owner: c.owner.as_ref().map(|o| o.by.clone()),
        told: c.told.iter().map(|(t, w)| (ask(*t), w.expose().clone())).collect(),
        wishes: c.wishes.iter().map(|w| wish_words(*w)).collect(),
        looked: looked(names, c),
        barred: c.barred.iter().map(barred).collect(),
        lift: c.barred.iter().any(|b| b.lifted.is_none()),
        confirm: c.barred.iter().any(|b| b.lifted.is_none() && b.confirmed.is_none()),
        steps: c.deadlines.iter().map(row).collect(),
        resolution: c
            .resolution
            .as_ref()
            .map(|r| format!("{} ({}, root cause: {})", r.notes.expose(), r.by.by, plain(&r.cause))),
        settling: match c.settling {
            Settling::Not => None,
            Settling::Asked { .. } => Some("The complainant was asked whether it is settled"),
            Settling::ByHand => Some("Please ask the complainant whether it is settled, then close it"),
            Settling::Agreed => Some("The complainant says that it is settled"),
            Settling::Silent => Some("The complainant did not answer whether it is settled"),
        },
        open: c.is_open() && c.resolution.is_none(),
        causes: Cause::ALL.iter().map(|cause| (plain(cause).replace(' ', "_"), plain(cause))).collect(),
        draft: letter::draft(c, &agency.name, &agency.zone, client.as_deref(), now),
    }
}

/// Title, what happened, where it stands: for the board.
pub(crate) fn card(names: &Names<'_>, c: &Complaint) -> (String, String, String) {
    let whose = match (&c.client, c.party) {
        (Some(client), Party::Family) => format!("family of {}", names.client(client)),
        (Some(client), _) => names.client(client),
        (None, _) => c.from.expose().clone(),
    };
    let last = c.words.last().map(|w| w.text.expose().clone()).unwrap_or_default();
    let owner = c.owner.as_ref().map_or_else(
        || c.why.as_ref().map_or_else(|| "nobody owns it yet".to_owned(), |w| page_why(w).to_owned()),
        |o| format!("{} owns it", o.by),
    );
    let next = c.next_deadline().map(|d| {
        let late = if d.missed { "overdue" } else { "next" };
        format!("; {late}: {} by {}", step_words(d.step), names.time(d.due))
    });
    let stands = match (&c.closed, &c.resolution) {
        (Some((_, how)), _) => format!("Closed: {how}"),
        (None, Some(_)) => format!("Resolved, waits for the complainant; {owner}"),
        (None, None) => format!("{owner}{}", next.unwrap_or_default()),
    };
    (format!("Complaint {}: {whose}", c.class.name()), format!("\u{201c}{last}\u{201d}"), stands)
}

/// A line of the time-line.
pub(crate) fn happened(names: &Names<'_>, what: &Happened) -> (&'static str, String) {
    let reasons = |all: &[Because]| all.iter().map(because).collect::<Vec<_>>().join("; ");
    match what {
        Happened::Graded { class, because } => {
            ("bad", format!("A complaint of class {}: {}", class.name(), reasons(because)))
        }
        Happened::Climbed { class, because } => {
            ("bad", format!("Now class {}: {}", class.name(), reasons(because)))
        }
        Happened::Told { topics } => {
            let topics: Vec<&str> = topics.iter().map(|t| ask(*t)).collect();
            ("", format!("Known now: {}", topics.join(" ")))
        }
        Happened::Unanswered { topic } => ("", format!("No answer to: {}", ask(*topic))),
        Happened::Excluded { caregiver, ahead } => {
            let ahead: Vec<String> = ahead.iter().map(|k| names.time(k.start)).collect();
            let planned = if ahead.is_empty() {
                String::new()
            } else {
                format!("; still on the schedule there, to be changed by hand: {}", ahead.join(", "))
            };
            (
                "",
                format!(
                    "{} is not offered this client's visits any more{planned}",
                    names.caregiver(caregiver)
                ),
            )
        }
        Happened::ExclusionConfirmed { caregiver, by } => {
            ("good", format!("{by} confirms: {} is not sent there", names.caregiver(caregiver)))
        }
        Happened::ExclusionLifted { caregiver, by: Some(by) } => {
            ("", format!("{by} lifts it: {} may be offered these visits", names.caregiver(caregiver)))
        }
        Happened::ExclusionLifted { caregiver, by: None } => (
            "bad",
            format!(
                "Taken back: the reason given may not be a filter. {} may be offered these visits",
                names.caregiver(caregiver)
            ),
        ),
        Happened::Protected => {
            ("bad", "A wish about origin, faith, age or sex: nothing was stored, a manager answers".into())
        }
        Happened::Noted { wish } => ("", format!("Noted for the coordinator: {}", wish_words(*wish))),
        Happened::Claimed { by } => ("good", format!("{by} owns it")),
        Happened::ClaimRefused { by, owner: Some(owner) } => {
            ("", format!("{by} wanted it; it is with {owner}"))
        }
        Happened::ClaimRefused { by, owner: None } => {
            ("bad", format!("{by} may not take it: it is about her"))
        }
        Happened::Released { by } => ("bad", format!("{by} gave it back, it needs an owner")),
        Happened::Did { step, by, note, kept } => {
            let late = if *kept { "" } else { ", after its deadline" };
            let note = if note.expose().is_empty() { String::new() } else { format!(": {}", note.expose()) };
            let tone = if *kept { "good" } else { "bad" };
            (tone, format!("{by} did it: {}{late}{note}", step_words(*step)))
        }
        Happened::Missed { step, due } => {
            ("bad", format!("Deadline missed: {} by {}", step_words(*step), names.time(*due)))
        }
        Happened::Resolved { by, notes, cause } => {
            ("good", format!("{by} resolved it (root cause: {}): {}", plain(cause), notes.expose()))
        }
        Happened::AskedSettled => ("out", "The complainant is asked whether it is settled".into()),
        Happened::NotAskedSettled => {
            ("", "The complainant was not asked by text whether it is settled: a person asks her".into())
        }
        Happened::Settled => ("good", "The complainant says that it is settled".into()),
        Happened::NotSettled => ("bad", "The complainant says that it is not settled: open again".into()),
        Happened::Silence { days } => ("", format!("No answer in {days} days whether it is settled")),
    }
}
