//! What people are told who ask about the schedule. Facts of the agency's system only: who asked may know them, and
//! nothing is said that is not there.
use jiff::Timestamp;
use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use super::{Letterhead, When, say_es, say_range_es};
use crate::agency::Tongue;
use crate::calendar::{say, say_range};

/// Most visits in one text: two segments hold no more.
pub const MOST_VISITS: usize = 4;

/// An answer to a question about the schedule.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", tag = "schedule")]
pub enum ScheduleSay {
    /// A caregiver's own visits.
    Own {
        /// The first few.
        visits: Vec<Own>,
        /// How many more there are.
        more: usize,
        /// First and last day that were asked about.
        asked: Option<(Date, Date)>,
        /// She asked where.
        place: bool,
        /// When WellSky was read, if that is long ago.
        as_of: Option<Timestamp>,
    },
    /// A client's visits.
    Visits {
        /// The first few.
        visits: Vec<Coming>,
        /// First and last day that were asked about.
        asked: Option<(Date, Date)>,
        /// When WellSky was read, if that is long ago.
        as_of: Option<Timestamp>,
    },
}

/// One visit of a caregiver's.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Own {
    /// When.
    pub when: When,
    /// The client as she knows her, such as `Rosa S.`
    pub client: String,
    /// Where it stands.
    pub state: OwnState,
}

/// Where a caregiver's visit stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum OwnState {
    /// Hers.
    On,
    /// She called out; nobody else has it yet.
    CalledOut,
    /// She said yes; WellSky does not show it yet.
    Confirming,
}

/// One visit to a client.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Coming {
    /// When.
    pub when: When,
    /// Who comes, such as `Keisha E.`; `None` while that is being arranged.
    pub caregiver: Option<String>,
}

impl ScheduleSay {
    /// The sentences.
    pub fn words(&self, tongue: Tongue, head: Letterhead<'_>) -> String {
        let spanish = tongue == Tongue::Spanish;
        let range = |w: &When| {
            if spanish { say_range_es(w, head.zone) } else { say_range(w.start, w.end, head.zone) }
        };
        let pick = |en: &'static str, es: &'static str| if spanish { es } else { en };
        let mut parts = Vec::new();
        match self {
            Self::Own { visits, more, asked, place, as_of } => {
                parts.extend(as_of.map(|at| old(at, spanish, head)));
                if visits.is_empty() {
                    parts.push(
                        pick("You have no visit", "No tiene visitas").to_owned() + &span(*asked, spanish),
                    );
                    return parts.join(" ");
                }
                let each = |own: &Own| {
                    let state = match own.state {
                        OwnState::On => "",
                        OwnState::CalledOut => pick(" (you called out)", " (aviso que no puede)"),
                        OwnState::Confirming => pick(" (being confirmed)", " (por confirmar)"),
                    };
                    let client = own.client.trim_end_matches('.');
                    format!("{} {} {client}{state}", range(&own.when), pick("with", "con"))
                };
                let list = visits.iter().map(each).collect::<Vec<_>>().join("; ");
                parts.push(format!("{}: {list}.", pick("You work", "Usted trabaja")));
                if *more > 0 {
                    parts.push(if spanish {
                        format!("Y {more} mas en la app WellSky.")
                    } else {
                        format!("And {more} more, see the WellSky app.")
                    });
                }
                if *place {
                    parts.push(
                        pick("Addresses are in the WellSky app.", "Las direcciones estan en la app WellSky.")
                            .into(),
                    );
                }
            }
            Self::Visits { visits, asked, as_of } => {
                parts.extend(as_of.map(|at| old(at, spanish, head)));
                let [first, rest @ ..] = visits.as_slice() else {
                    let none = pick("We don't see a visit for you", "No vemos una visita para usted");
                    parts.push(none.to_owned() + &span(*asked, spanish));
                    parts.push(
                        pick("A coordinator will get back to you.", "Un coordinador le respondera.").into(),
                    );
                    return parts.join(" ");
                };
                let each = |coming: &Coming| match &coming.caregiver {
                    Some(name) => {
                        format!(
                            "{} {} {}",
                            range(&coming.when),
                            pick("with", "con"),
                            name.trim_end_matches('.')
                        )
                    }
                    None => {
                        format!(
                            "{}, {}",
                            range(&coming.when),
                            pick("we are arranging who comes", "buscamos quien va")
                        )
                    }
                };
                if rest.is_empty() {
                    let next = pick("Your visit is", "Su visita es");
                    parts.push(format!("{next} {}.", each(first)));
                } else {
                    let list = visits.iter().map(each).collect::<Vec<_>>().join("; ");
                    parts.push(format!("{}: {list}.", pick("Your visits", "Sus visitas")));
                }
            }
        }
        parts.join(" ")
    }
}

fn old(at: Timestamp, spanish: bool, head: Letterhead<'_>) -> String {
    if spanish {
        format!("Datos de {}.", say_es(at, head.zone))
    } else {
        format!("As of {}.", say(at, head.zone))
    }
}

/// ` on Sat 11/28.`, ` from Mon 11/23 to Sun 11/29.`, ` in the next two weeks.`
fn span(asked: Option<(Date, Date)>, spanish: bool) -> String {
    let day = |date: Date| {
        let weekday = if spanish {
            super::weekday_named_es(date.weekday()).to_owned()
        } else {
            date.strftime("%a").to_string()
        };
        format!("{weekday} {}/{}", date.month(), date.day())
    };
    match (asked, spanish) {
        (None, false) => " in the next two weeks.".into(),
        (None, true) => " en las proximas dos semanas.".into(),
        (Some((one, last)), false) if one == last => format!(" on {}.", day(one)),
        (Some((one, last)), true) if one == last => format!(" el {}.", day(one)),
        (Some((from, to)), false) => format!(" from {} to {}.", day(from), day(to)),
        (Some((from, to)), true) => format!(" del {} al {}.", day(from), day(to)),
    }
}
