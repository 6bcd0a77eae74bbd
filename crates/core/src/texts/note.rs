//! Words of the notes in WellSky. Staff read them, caregivers among them: no reason of anybody, no names beyond those
//! that the record itself shows.
use crate::calendar::{Zone, clock, say, say_range};
use crate::note::Note;
use crate::request::Kind;

/// Headline and text. `case` is the number under which Gigi keeps everything about it.
pub fn note(note: &Note, case: u64, zone: &Zone) -> (&'static str, String) {
    let span = |w: &super::When| say_range(w.start, w.end, zone);
    match note {
        Note::Late { when, minutes } => (
            "Late",
            format!("Visit {}: the caregiver said she would be about {minutes} min late.", span(when)),
        ),
        Note::NobodyCame { when } => (
            "Nobody came",
            format!("Visit {}: the home said that nobody had come. Being looked into.", span(when)),
        ),
        Note::NoShow { when } => (
            "No-show",
            format!("Visit {}: the caregiver did not come. Cover is being looked for.", span(when)),
        ),
        Note::Clock { when, out, claimed } => {
            let side = if *out { "clock-out" } else { "clock-in" };
            let time =
                claimed.map_or_else(String::new, |t| format!(" She says it was at {}.", clock(&zone.at(t))));
            let text = format!("Visit {}: trouble with the {side}.{time} Nothing was clocked.", span(when));
            ("Clock to be corrected", text)
        }
        Note::CareAlert { at } => (
            "Care alert",
            format!(
                "{}: words of a medical emergency were reported by text. Ask the office before the next visit.",
                say(*at, zone)
            ),
        ),
        Note::Changed { kind, when } => {
            ("Schedule changed", format!("Visit {}: {}, as was asked.", span(when), done(*kind)))
        }
        Note::ToChange { kind, when } => (
            "SCHEDULE CHANGE",
            format!(
                "Visit {}: please {}. Gigi case {case} has who asked and who agreed.",
                span(when),
                to_do(*kind)
            ),
        ),
        Note::Complaint { class, by } => (
            "COMPLAINT",
            format!(
                "A complaint of class {} needs a call by {}. Everything about it is in Gigi, case {case}.",
                class.name(),
                say(*by, zone)
            ),
        ),
        Note::Prospect { prospect } => {
            let town = prospect.town.as_ref().map_or_else(String::new, |t| format!(", {}", t.expose()));
            let heard = prospect
                .heard
                .as_ref()
                .map_or_else(String::new, |h| format!(" Heard of us: {}.", h.expose()));
            (
                "NEW PROSPECT",
                format!(
                    "Please enter {} {}, {}{town}.{heard} Gigi case {case} has the answers.",
                    prospect.first.expose(),
                    prospect.last.expose(),
                    prospect.phone.spoken()
                ),
            )
        }
    }
}

const fn done(kind: Kind) -> &'static str {
    match kind {
        Kind::Swap => "another caregiver has it",
        Kind::Cancel => "taken off",
        _ => "its time was changed",
    }
}

const fn to_do(kind: Kind) -> &'static str {
    match kind {
        Kind::Swap => "put the other caregiver on it",
        Kind::Cancel => "take it off",
        _ => "change its time",
    }
}
