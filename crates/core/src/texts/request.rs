//! What people are told about a change that somebody asked for. Nothing is promised before WellSky shows it.
use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use super::{Letterhead, When, numbered, say_es, say_range_es};
use crate::agency::Tongue;
use crate::calendar::{clock, say, say_range};

/// A text about a request.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", tag = "request")]
pub enum RequestSay {
    /// Which visit does the client mean?
    Which {
        /// Visits to choose from.
        options: Vec<When>,
    },
    /// Is it right that this visit is not wanted?
    ReadBack {
        /// The visit.
        when: When,
    },
    /// It is: a human takes it off the schedule.
    CancelHeard {
        /// The visit.
        when: When,
    },
    /// It is off the schedule; to the client.
    CancelDone {
        /// The visit.
        when: When,
    },
    /// It is off the schedule; to the caregiver.
    VisitOff {
        /// The visit.
        when: When,
        /// The client as she knows her.
        client: String,
    },
    /// It is not right: everything stays.
    Kept {
        /// The visit.
        when: When,
    },
    /// A change was asked for; a human decides.
    ChangeHeard {
        /// The visit, if it is known and the asker may hear of it.
        when: Option<When>,
        /// To a client.
        client: bool,
    },
    /// WellSky shows the change; to the asker.
    Changed {
        /// The visit as it was.
        when: When,
    },
    /// A swap is done; to the other caregiver.
    YoursNow {
        /// The visit.
        when: When,
        /// The client.
        client: String,
    },
    /// It cannot be.
    Refused {
        /// The visit.
        when: Option<When>,
        /// To a client.
        client: bool,
    },
    /// Would the other caregiver take it?
    SwapAsk {
        /// The visit.
        when: When,
        /// Who asks, such as `Keisha E.`
        asker: String,
        /// City.
        area: Option<String>,
    },
    /// Is another hour all right with the client?
    TimeAsk {
        /// The visit as it stands.
        when: When,
        /// Who asks.
        caregiver: String,
        /// New start.
        from: Option<Timestamp>,
        /// New end.
        until: Option<Timestamp>,
    },
    /// A wish about hours.
    HoursHeard {
        /// More work is wanted.
        more: bool,
    },
    /// News about a client.
    StatusHeard {
        /// She has died.
        death: bool,
        /// Somebody can be alerted.
        person: bool,
    },
    /// A question about pay or papers.
    PayHeard {
        /// The office is asked to have answered by then.
        by: Timestamp,
    },
    /// Thanks for a yes or a no to somebody else's wish.
    Thanks,
}

impl RequestSay {
    /// The sentences.
    pub fn words(&self, tongue: Tongue, head: Letterhead<'_>) -> String {
        if tongue == Tongue::Spanish { self.spanish(head) } else { self.english(head) }
    }

    fn english(&self, head: Letterhead<'_>) -> String {
        let agency = head.agency;
        let range = |w: &When| say_range(w.start, w.end, head.zone);
        let hour = |t: &Timestamp| clock(&head.zone.at(*t));
        match self {
            Self::Which { options } => {
                format!("Which visit do you mean? {} Reply with the number.", numbered(options, range))
            }
            Self::ReadBack { when } => {
                format!("{agency}: no visit {}, is that right? Reply OK or NO.", range(when))
            }
            Self::CancelHeard { when } => format!(
                "Thank you. The office takes {} off the schedule; we text you when it is done.",
                range(when)
            ),
            Self::CancelDone { when } => format!("{agency}: your visit {} is off the schedule.", range(when)),
            Self::VisitOff { when, client } => format!(
                "{agency}: your visit {} with {} was cancelled. You don't need to go.",
                range(when),
                client.trim_end_matches('.')
            ),
            Self::Kept { when } => format!("OK, nothing was changed. Your visit {} stays.", range(when)),
            Self::ChangeHeard { when: Some(when), client: false } => format!(
                "Noted for the office. Nothing changes until they confirm: you are still on for {}.",
                range(when)
            ),
            Self::ChangeHeard { when: None, client: false } => {
                "Noted for the office. Nothing changes until they confirm: your shifts stay as they are.".into()
            }
            Self::ChangeHeard { when: Some(when), client: true } => format!(
                "Noted for the office. Your visit {} stays as it is until we confirm a change.",
                range(when)
            ),
            Self::ChangeHeard { when: None, client: true } => {
                "Thanks, noted for the office. A coordinator will get back to you; nothing changes until then.".into()
            }
            Self::Changed { when } => {
                format!("{agency}: the change you asked for is in the schedule, in place of {}.", range(when))
            }
            Self::YoursNow { when, client } => format!(
                "{agency}: {} with {} is yours now. Open the WellSky app for the address and care plan.",
                range(when),
                client.trim_end_matches('.')
            ),
            Self::Refused { when: Some(when), client: false } => {
                format!("Sorry, that change can't be made. You are still on for {}.", range(when))
            }
            Self::Refused { when: Some(when), client: true } => {
                format!("Sorry, that change can't be made. Your visit {} stays as it is.", range(when))
            }
            Self::Refused { when: None, .. } => "Sorry, that change can't be made.".into(),
            Self::SwapAsk { when, asker, area } => format!(
                "{agency}: {} asks if you would take over {}{}. Reply OK or NO.",
                asker.trim_end_matches('.'),
                range(when),
                area.as_ref().map(|a| format!(", {a} area")).unwrap_or_default()
            ),
            Self::TimeAsk { when, caregiver, from, until } => {
                let change = match (from, until) {
                    (Some(from), Some(until)) => format!("from {} to {}", hour(from), hour(until)),
                    (Some(from), None) => format!("at {}", hour(from)),
                    (None, Some(until)) => format!("until {}", hour(until)),
                    (None, None) => "at another time".into(),
                };
                format!(
                    "{agency}: {} asks to come {change} instead of {}. Is that ok with you? Reply OK or NO.",
                    caregiver.trim_end_matches('.'),
                    range(when)
                )
            }
            Self::HoursHeard { more: true } => {
                "Noted: you'd like more hours. You will be asked sooner when shifts open up. Changes to your \
                 availability are confirmed by the office."
                    .into()
            }
            Self::HoursHeard { more: false } => {
                "Noted for the office, who confirm changes to your availability. Your current shifts stay as they are."
                    .into()
            }
            Self::StatusHeard { death: true, person } => format!(
                "We are so sorry. {}You don't need to do anything now.",
                if *person { "We are alerting a coordinator to call you. " } else { "" }
            ),
            Self::StatusHeard { death: false, person } => format!(
                "Thank you for telling us. {}Visits stay on the schedule until the office has talked to you.",
                if *person { "We are alerting a coordinator. " } else { "" }
            ),
            Self::PayHeard { by } => format!(
                "Thanks, your question goes to the office; they are asked to get back to you by {}. If hours are \
                 missing, please text us which days.",
                say(*by, head.zone)
            ),
            Self::Thanks => "Thank you, noted. We text you when it is settled.".into(),
        }
    }

    fn spanish(&self, head: Letterhead<'_>) -> String {
        let agency = head.agency;
        let range = |w: &When| say_range_es(w, head.zone);
        let hour = |t: &Timestamp| clock(&head.zone.at(*t));
        match self {
            Self::Which { options } => {
                format!("Que visita quiere decir? {} Responda con el numero.", numbered(options, range))
            }
            Self::ReadBack { when } => {
                format!("{agency}: sin visita {}, es correcto? Responda OK o NO.", range(when))
            }
            Self::CancelHeard { when } => format!(
                "Gracias. La oficina quita {} del horario; le avisamos cuando este hecho.",
                range(when)
            ),
            Self::CancelDone { when } => format!("{agency}: su visita {} ya no esta en el horario.", range(when)),
            Self::VisitOff { when, client } => format!(
                "{agency}: su visita {} con {} fue cancelada. No tiene que ir.",
                range(when),
                client.trim_end_matches('.')
            ),
            Self::Kept { when } => format!("De acuerdo, no se cambio nada. Su visita {} sigue.", range(when)),
            Self::ChangeHeard { when: Some(when), client: false } => format!(
                "Anotado para la oficina. Nada cambia hasta que confirmen: sigue con su turno {}.",
                range(when)
            ),
            Self::ChangeHeard { when: None, client: false } => {
                "Anotado para la oficina. Nada cambia hasta que confirmen: sus turnos siguen igual.".into()
            }
            Self::ChangeHeard { when: Some(when), client: true } => format!(
                "Anotado para la oficina. Su visita {} sigue igual hasta que confirmemos un cambio.",
                range(when)
            ),
            Self::ChangeHeard { when: None, client: true } => {
                "Gracias, anotado para la oficina. Un coordinador le respondera; nada cambia hasta entonces.".into()
            }
            Self::Changed { when } => {
                format!("{agency}: el cambio que pidio ya esta en el horario, en lugar de {}.", range(when))
            }
            Self::YoursNow { when, client } => format!(
                "{agency}: {} con {} ya es suyo. Abra la app WellSky para la direccion y el plan.",
                range(when),
                client.trim_end_matches('.')
            ),
            Self::Refused { when: Some(when), client: false } => {
                format!("Lo sentimos, ese cambio no es posible. Sigue con su turno {}.", range(when))
            }
            Self::Refused { when: Some(when), client: true } => {
                format!("Lo sentimos, ese cambio no es posible. Su visita {} sigue igual.", range(when))
            }
            Self::Refused { when: None, .. } => "Lo sentimos, ese cambio no es posible.".into(),
            Self::SwapAsk { when, asker, area } => format!(
                "{agency}: {} pregunta si usted puede tomar {}{}. Responda OK o NO.",
                asker.trim_end_matches('.'),
                range(when),
                area.as_ref().map(|a| format!(", zona {a}")).unwrap_or_default()
            ),
            Self::TimeAsk { when, caregiver, from, until } => {
                let change = match (from, until) {
                    (Some(from), Some(until)) => format!("de {} a {}", hour(from), hour(until)),
                    (Some(from), None) => format!("a las {}", hour(from)),
                    (None, Some(until)) => format!("hasta las {}", hour(until)),
                    (None, None) => "a otra hora".into(),
                };
                format!(
                    "{agency}: {} pide ir {change} en lugar de {}. Esta bien para usted? Responda OK o NO.",
                    caregiver.trim_end_matches('.'),
                    range(when)
                )
            }
            Self::HoursHeard { more: true } => {
                "Anotado: quiere mas horas. Le preguntaremos antes cuando haya turnos. La oficina confirma los cambios \
                 de disponibilidad."
                    .into()
            }
            Self::HoursHeard { more: false } => {
                "Anotado para la oficina, que confirma los cambios de disponibilidad. Sus turnos actuales siguen igual."
                    .into()
            }
            Self::StatusHeard { death: true, person } => format!(
                "Lo sentimos mucho. {}No tiene que hacer nada ahora.",
                if *person { "Avisamos a un coordinador para que le llame. " } else { "" }
            ),
            Self::StatusHeard { death: false, person } => format!(
                "Gracias por avisarnos. {}Las visitas siguen en el horario hasta que la oficina hable con usted.",
                if *person { "Avisamos a un coordinador. " } else { "" }
            ),
            Self::PayHeard { by } => format!(
                "Gracias, su pregunta va a la oficina; le pedimos que responda antes de {}. Si faltan horas, escriba que \
                 dias.",
                say_es(*by, head.zone)
            ),
            Self::Thanks => "Gracias, anotado. Le avisamos cuando este resuelto.".into(),
        }
    }
}
