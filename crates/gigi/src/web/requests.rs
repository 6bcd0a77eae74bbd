//! Requests in words: the card on the board, what the office must know to decide, the steps on the time-line.
use gigi_core::request::{Kind, Party, Request, RequestStep, Stage};
use gigi_core::texts::page_why;

use super::words::Names;

impl Names<'_> {
    /// Title, what was written, where it stands.
    pub(crate) fn request_card(&self, request: &Request) -> (String, String, String) {
        let Some(asking) = &request.asking else {
            return ("Request".into(), String::new(), String::new());
        };
        let about =
            request.shift().map(|s| format!(", {}", self.range(s.key.start, s.end))).unwrap_or_default();
        let title = format!("{}: {}{about}", kind(asking.kind), asking.from.expose());
        let last = request.words.last().map(|w| w.text.expose().clone()).unwrap_or_default();
        let acked = request.escalation.as_ref().and_then(|e| e.acked.as_ref());
        let stands = match (&request.closed, request.stage) {
            (Some(how), _) => format!("Closed: {how}"),
            (None, Stage::Choosing | Stage::ReadBack) => "being asked what is meant".into(),
            (None, Stage::Other) => "approved, the other caregiver is asked".into(),
            (None, Stage::Client) => "approved, the client is asked".into(),
            (None, Stage::Watching) => "to be changed in WellSky; Gigi watches for it".into(),
            (None, Stage::Office) => match (acked, &request.why) {
                (Some(ack), _) => format!("{} has it", ack.by),
                (None, Some(why)) => page_why(why).to_owned(),
                (None, None) => "noted for the office".into(),
            },
        };
        (title, format!("\u{201c}{last}\u{201d}"), stands)
    }

    /// What the office must know to decide.
    pub(crate) fn request_told(&self, request: &Request) -> Vec<(&'static str, String)> {
        let Some(asking) = &request.asking else { return Vec::new() };
        let mut told =
            vec![("Wish", kind(asking.kind).to_owned()), ("Asked by", asking.from.expose().clone())];
        match (request.shift(), asking.options.as_slice()) {
            (Some(shift), _) => {
                let who = shift.original.as_ref().map_or_else(|| "nobody".into(), |c| self.caregiver(c));
                let client = self.client(&shift.client);
                told.push(("Visit", format!("{client}, {}", self.range(shift.key.start, shift.end))));
                told.push(("On it", who));
                told.push(("Priority", format!("{:?}", shift.priority)));
                told.push(("Shift in WellSky", shift.key.appointment.to_string()));
            }
            (None, options) if !options.is_empty() => {
                let listed: Vec<String> = options.iter().map(|s| self.range(s.key.start, s.end)).collect();
                told.push(("May mean", listed.join("; ")));
            }
            (None, _) if asking.kind.of_a_visit() => told.push(("Visit", "not said; please ask".into())),
            (None, _) => {}
        }
        if let Some(window) = asking.window {
            let at = |t: Option<jiff::Timestamp>| t.map_or_else(|| "open".into(), |t| self.time(t));
            told.push(("Hours wanted", format!("{} to {}", at(window.from), at(window.until))));
        }
        match (&asking.with, asking.kind) {
            (Some((with, _)), _) => told.push(("With", self.caregiver(with))),
            (None, Kind::Swap) => told.push(("With", "not said, or several of that name".into())),
            (None, _) => {}
        }
        if matches!(asking.by, Party::Contact(_)) {
            let may = "may not decide by the client's file; she heard nothing about visits";
            told.push(("A relative", may.into()));
        }
        if let Some(due) = request.due {
            told.push(("Answer due", self.time(due)));
        }
        told
    }

    pub(super) fn request_step(&self, step: &RequestStep) -> (&'static str, String) {
        match step {
            RequestStep::Asked { kind: what, shift } => {
                let about = shift.as_ref().map(|s| format!(", {}", self.shift(s))).unwrap_or_default();
                ("", format!("{}{about}", kind(*what)))
            }
            RequestStep::AskedBack { stage: Stage::Choosing } => ("", "Asked which visit is meant".into()),
            RequestStep::AskedBack { .. } => ("", "Read back, and asked whether that is right".into()),
            RequestStep::Confirmed { yes: true } => ("good", "It is right".into()),
            RequestStep::Confirmed { yes: false } => ("", "It is not right: nothing changes".into()),
            RequestStep::Approved { by } => ("good", format!("{by}: it may be so")),
            RequestStep::Declined { by, why } => ("", format!("{by}: it can't be ({why})")),
            RequestStep::Consulted { stage } => ("", format!("{} is asked", whom(*stage))),
            RequestStep::Answered { stage, agrees, by } => {
                let agrees = if *agrees { "agrees" } else { "does not agree" };
                let heard = by.as_ref().map(|by| format!(", {by} heard it")).unwrap_or_default();
                ("", format!("{} {agrees}{heard}", whom(*stage)))
            }
            RequestStep::ToBeEntered => {
                ("", "To be changed in WellSky by a person; Gigi watches for it".into())
            }
            RequestStep::Shown => ("good", "WellSky shows it".into()),
        }
    }
}

const fn whom(stage: Stage) -> &'static str {
    match stage {
        Stage::Other => "The other caregiver",
        _ => "The client",
    }
}

/// What is wanted, in a few words.
const fn kind(kind: Kind) -> &'static str {
    match kind {
        Kind::Swap => "Swap",
        Kind::TimeChange => "Other hours",
        Kind::Cancel => "Visit not wanted",
        Kind::Move => "Visit at another time",
        Kind::MoreHours => "More hours",
        Kind::Availability => "Availability",
        Kind::Status => "News about a client",
        Kind::Death => "A client has died",
        Kind::Pay => "Pay or papers",
    }
}
