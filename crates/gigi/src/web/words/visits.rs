//! Facts about who comes, in words.
use gigi_core::clock::Side;
use gigi_core::id::CaregiverId;
use gigi_core::round::RoundNews;
use gigi_core::visit::{Sign, VisitNews};
use jiff::Timestamp;

use super::Names;

pub(super) fn visit(names: &Names<'_>, news: &VisitNews) -> (&'static str, String) {
    match news {
        VisitNews::Late { caregiver, minutes: Some(m) } => {
            ("bad", format!("{} is about {m} min late", names.caregiver(caregiver)))
        }
        VisitNews::Late { caregiver, minutes: None } => {
            ("bad", format!("{} is late and has not said how long", names.caregiver(caregiver)))
        }
        VisitNews::NobodyCame { relative: false } => ("bad", "The client says that nobody came".into()),
        VisitNews::NobodyCame { relative: true } => ("bad", "A relative says that nobody came".into()),
        VisitNews::NoRelief { outgoing } => {
            ("bad", format!("{} is still there and was not relieved", names.caregiver(outgoing)))
        }
        VisitNews::NoClockIn { caregiver } => {
            ("bad", format!("WellSky shows no clock-in of {}", names.caregiver(caregiver)))
        }
        VisitNews::Asked { caregiver } => {
            ("out", format!("{} is asked whether she is there", names.caregiver(caregiver)))
        }
        VisitNews::ClientAsked => ("out", "The client is asked whether she has come".into()),
        VisitNews::ClientTold { minutes } => ("out", format!("The client is told: about {minutes} min late")),
        VisitNews::Promised { until } => {
            ("", format!("The client was told that she hears by {}", names.time(*until)))
        }
        VisitNews::StayAsked { caregiver } => {
            ("out", format!("{} is asked to stay until then", names.caregiver(caregiver)))
        }
        VisitNews::Here { sign: Sign::Says } => ("good", "She says that she is there".into()),
        VisitNews::Here { sign: Sign::Client } => ("good", "The client says that she has come".into()),
        VisitNews::Here { sign: Sign::ClockIn(at) } => {
            ("good", format!("WellSky shows a clock-in at {}", names.time(*at)))
        }
        VisitNews::NoShow { caregiver } => {
            ("bad", format!("{} did not come: somebody else is searched for", names.caregiver(caregiver)))
        }
        VisitNews::Safe => ("good", "The client says that she is safe".into()),
    }
}

pub(super) fn clock(
    names: &Names<'_>,
    caregiver: &CaregiverId,
    side: Side,
    claimed: Option<Timestamp>,
) -> (&'static str, String) {
    let end = if side == Side::In { "clock-in" } else { "clock-out" };
    let said = claimed.map_or_else(|| "says no time".to_owned(), |t| format!("says {}", names.time(t)));
    ("in", format!("{}: {end} to be corrected, {said}", names.caregiver(caregiver)))
}

pub(super) fn round(names: &Names<'_>, news: &RoundNews) -> (&'static str, String) {
    match news {
        RoundNews::Asked { people, shifts } => {
            ("out", format!("{people} caregiver(s) are asked about {shifts} shift(s)"))
        }
        RoundNews::Confirmed { caregiver, shifts } => {
            ("good", format!("{} confirms {} shift(s)", names.caregiver(caregiver), shifts.len()))
        }
        RoundNews::Cannot { caregiver, shift } => {
            ("bad", format!("{} cannot work {}", names.caregiver(caregiver), names.shift(shift)))
        }
        RoundNews::AtRisk { caregivers, shifts } => {
            ("bad", format!("No word about {shifts} shift(s) from {}", names.list(caregivers)))
        }
        RoundNews::Reminded { caregiver, shift } => {
            ("out", format!("{} is reminded of {}", names.caregiver(caregiver), names.shift(shift)))
        }
        RoundNews::Unreached { caregiver } => {
            ("bad", format!("The text to {} did not arrive", names.caregiver(caregiver)))
        }
    }
}
