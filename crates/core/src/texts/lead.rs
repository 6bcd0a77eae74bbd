//! What people who ask for care are told, sentence by sentence. No price beyond the published range, no promise of a
//! caregiver, no advice (`domain.md 4.35`).
use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use crate::agency::Tongue;
use crate::calendar::say;
use crate::lead::Topic;

use super::Letterhead;

/// One sentence of a text to somebody who asks for care.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", tag = "line")]
pub enum LeadLine {
    /// The first words.
    Hello,
    /// The published range, dollars per hour.
    Price {
        /// Lowest.
        from: u32,
        /// Highest.
        to: u32,
    },
    /// The agency publishes none.
    NoPrice,
    /// Numbers of insurances and cards do not belong here.
    NoNumbers,
    /// The home may lie outside the area.
    OutOfArea,
    /// Care today: what is done, and no more than that.
    Today,
    /// A question.
    Ask {
        /// About what.
        topic: Topic,
    },
    /// The question went unanswered; said once.
    Still,
    /// Everything was asked.
    Done {
        /// No call before then.
        after: Option<Timestamp>,
    },
    /// To a case manager.
    Referrer,
}

impl LeadLine {
    /// The sentence.
    pub fn words(&self, tongue: Tongue, head: Letterhead<'_>) -> String {
        let agency = head.agency;
        let spanish = tongue == Tongue::Spanish;
        let pick = |en: &str, es: &str| if spanish { es.to_owned() } else { en.to_owned() };
        match self {
            Self::Hello if spanish => format!("{agency}: gracias por escribir. STOP para no recibir textos."),
            Self::Hello => format!("{agency}: thanks for writing. STOP ends texts."),
            Self::Price { from, to } if spanish => {
                format!("El precio es de ${from} a ${to} por hora segun el cuidado.")
            }
            Self::Price { from, to } => {
                format!("Our rates are ${from} to ${to} an hour, depending on the care.")
            }
            Self::NoPrice => pick(
                "A coordinator will go over prices with you by phone.",
                "Un coordinador le explica los precios por telefono.",
            ),
            Self::NoNumbers => pick(
                "Please don't text insurance or card numbers.",
                "Por favor no envie numeros de seguro o tarjeta.",
            ),
            Self::OutOfArea => pick(
                "That may be outside the area we serve; a coordinator will check.",
                "Puede estar fuera de nuestra zona; un coordinador lo revisa.",
            ),
            Self::Today => pick(
                "We can't promise care today. A coordinator is being alerted now.",
                "No podemos prometer cuidado para hoy. Avisamos ahora a un coordinador.",
            ),
            Self::Ask { topic } => question(*topic, spanish).to_owned(),
            Self::Still => pick(
                "Whenever you have a minute, please answer our last question.",
                "Cuando pueda, responda por favor nuestra ultima pregunta.",
            ),
            Self::Done { after } => {
                let when = after.map(|t| say(t, head.zone));
                match (when, spanish) {
                    (None, false) => "Thank you. A coordinator is asked to call you.".into(),
                    (None, true) => "Gracias. Pedimos a un coordinador que le llame.".into(),
                    (Some(t), false) => format!("Thank you. A coordinator is asked to call you after {t}."),
                    (Some(t), true) => {
                        let (_, hour) = t.split_once(' ').unwrap_or(("", &t));
                        format!("Gracias. Pedimos a un coordinador que le llame despues de {hour}.")
                    }
                }
            }
            Self::Referrer => pick(
                "Thank you for thinking of us. A coordinator is asked to call you at this number. Please don't text patient details.",
                "Gracias por pensar en nosotros. Pedimos a un coordinador que le llame. Por favor no envie datos del paciente.",
            ),
        }
    }
}

/// The question, also the label on the form.
pub const fn question(topic: Topic, spanish: bool) -> &'static str {
    match (topic, spanish) {
        (Topic::Relation, false) => "Who is the care for?",
        (Topic::Name, false) => "What is your first and last name?",
        (Topic::Town, false) => "Which town or ZIP code is the home in?",
        (Topic::Start, false) => "When should care start?",
        (Topic::Hours, false) => "About which hours and days?",
        (Topic::Help, false) => "What kind of help is needed?",
        (Topic::Safe, false) => "Does the person live alone, and is she or he safe right now?",
        (Topic::Pay, false) => {
            "How would care be paid: private, long-term care insurance, VA, Medicaid? Please no insurance numbers."
        }
        (Topic::Heard, false) => "How did you hear about us?",
        (Topic::CallTime, false) => "When is a good time to call you?",
        (Topic::Relation, true) => "Para quien es el cuidado?",
        (Topic::Name, true) => "Su nombre y apellido, por favor?",
        (Topic::Town, true) => "En que ciudad o ZIP esta la casa?",
        (Topic::Start, true) => "Cuando deberia empezar el cuidado?",
        (Topic::Hours, true) => "Que horas y dias, mas o menos?",
        (Topic::Help, true) => "Que ayuda se necesita?",
        (Topic::Safe, true) => "La persona vive sola, y esta segura ahora?",
        (Topic::Pay, true) => {
            "Como se pagaria: privado, seguro de cuidado a largo plazo, VA, Medicaid? Sin numeros de seguro, por favor."
        }
        (Topic::Heard, true) => "Como supo de nosotros?",
        (Topic::CallTime, true) => "A que hora le podemos llamar?",
    }
}
