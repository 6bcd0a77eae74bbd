//! What people who complain are told, sentence by sentence. No fault is admitted, nothing is argued, nobody's discipline
//! is named (`domain.md 4.32`); a page is named only where one is planned in the same decision (b77).
use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use crate::agency::Tongue;
use crate::calendar::say;
use crate::complaint::Topic;
use crate::language::grievance::Matter;

use super::{Letterhead, say_es};

/// One sentence of a text to somebody who complains.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", tag = "line")]
pub enum ComplaintLine {
    /// The first words: an apology without fault.
    Sorry,
    /// Somebody is woken in this very decision.
    Alerting {
        /// Her first name.
        who: Option<String>,
        /// Until when she is asked to call.
        by: Timestamp,
    },
    /// Somebody hears when the office opens.
    Asked {
        /// Until when she is asked to call.
        by: Timestamp,
    },
    /// The policy names nobody to wake: what was done, and no more.
    Recorded {
        /// Case number.
        case: u64,
    },
    /// She is not offered these visits any more.
    Excluded {
        /// As the complainant may hear her named.
        who: Option<String>,
        /// She has visits there on the schedule, which only a human changes.
        ahead: bool,
    },
    /// A wish that a manager answers.
    Manager,
    /// A question.
    Ask {
        /// About what.
        topic: Topic,
    },
    /// The end of the questions: what was noted, and what comes next.
    Summary {
        /// What it is about.
        matters: Vec<Matter>,
        /// Until when somebody is asked to call; nothing where nobody can be asked.
        by: Option<Timestamp>,
    },
    /// Asked once, after a human has resolved it.
    IsItSettled,
    /// She says that it is.
    Closed,
    /// She says that it is not.
    Reopened {
        /// Who is woken for it now.
        who: Option<String>,
        /// Until when she is asked to call.
        by: Timestamp,
    },
}

impl ComplaintLine {
    /// The sentence.
    pub fn words(&self, tongue: Tongue, head: Letterhead<'_>) -> String {
        if tongue == Tongue::Spanish { self.spanish(head) } else { self.english(head) }
    }

    fn english(&self, head: Letterhead<'_>) -> String {
        let at = |t: &Timestamp| say(*t, head.zone);
        match self {
            Self::Sorry => "Thank you for telling us. We're sorry you had to.".into(),
            Self::Alerting { who, by } => {
                let who = who.as_deref().unwrap_or("A coordinator");
                format!("{who} is being alerted now and asked to call you by {}.", at(by))
            }
            Self::Asked { by } => format!("A coordinator will be asked to call you by {}.", at(by)),
            Self::Recorded { case } => format!("It is on record as case {case}."),
            Self::Excluded { who, ahead } => {
                let who = who.as_deref().unwrap_or("that caregiver");
                let checks = if *ahead { " and check visits already planned" } else { "" };
                format!("We stop offering {who} these visits; our office will confirm it{checks}.")
            }
            Self::Manager => {
                "We plan visits by skills and schedule. A manager will be asked to talk with you about your wish."
                    .into()
            }
            Self::Ask { topic } => ask(*topic).into(),
            Self::Summary { matters, by } => {
                let about: Vec<&str> = matters.iter().take(3).map(|m| matter(*m)).collect();
                let next = by.map(|by| format!(" Next: a call by {}, then an answer in writing.", at(&by)));
                format!("Thank you. We noted: {}.{}", about.join(", "), next.unwrap_or_default())
            }
            Self::IsItSettled => format!(
                "{}: our office has worked on your complaint. Is it settled for you? Reply OK, or tell us what is still open.",
                head.agency
            ),
            Self::Closed => "Thank you. We close it as settled. You can text us any time.".into(),
            Self::Reopened { who, by } => match who {
                Some(who) => format!(
                    "Thank you for saying so. It is open again; {who} is being alerted and asked to call you by {}.",
                    at(by)
                ),
                None => format!(
                    "Thank you for saying so. It is open again; a coordinator will be asked to call you by {}.",
                    at(by)
                ),
            },
        }
    }

    fn spanish(&self, head: Letterhead<'_>) -> String {
        let at = |t: &Timestamp| say_es(*t, head.zone);
        match self {
            Self::Sorry => "Gracias por avisarnos. Lamentamos lo que nos cuenta.".into(),
            Self::Alerting { who, by } => {
                let who = who.as_deref().unwrap_or("un coordinador");
                format!("Avisamos ahora a {who} para que le llame antes del {}.", at(by))
            }
            Self::Asked { by } => format!("Pediremos a un coordinador que le llame antes del {}.", at(by)),
            Self::Recorded { case } => format!("Queda registrado como caso {case}."),
            Self::Excluded { who, ahead } => {
                let who = who.as_deref().unwrap_or("esa cuidadora");
                let checks = if *ahead { " y revisa las visitas ya planeadas" } else { "" };
                format!("Ya no ofrecemos estas visitas a {who}; la oficina lo confirma{checks}.")
            }
            Self::Manager => {
                "Planeamos las visitas por habilidades y horario. Pediremos a un gerente que hable con usted."
                    .into()
            }
            Self::Ask { topic } => ask_es(*topic).into(),
            Self::Summary { matters, by } => {
                let about: Vec<&str> = matters.iter().take(3).map(|m| matter_es(*m)).collect();
                let next = by.map(|by| {
                    format!(" Sigue: una llamada antes del {} y una respuesta por escrito.", at(&by))
                });
                format!("Gracias. Anotamos: {}.{}", about.join(", "), next.unwrap_or_default())
            }
            Self::IsItSettled => format!(
                "{}: la oficina trabajo en su queja. Esta resuelta para usted? Responda OK, o diga que falta.",
                head.agency
            ),
            Self::Closed => "Gracias. La cerramos como resuelta. Puede escribirnos siempre.".into(),
            Self::Reopened { who, by } => format!(
                "Gracias por decirlo. Queda abierta; pediremos a {} que le llame antes del {}.",
                who.as_deref().unwrap_or("un coordinador"),
                at(by)
            ),
        }
    }
}

/// The question, also the label on the case's page.
pub const fn ask(topic: Topic) -> &'static str {
    match topic {
        Topic::From => "Who are you, and whose care is it about?",
        Topic::Who => "Which caregiver is it about, by first name or day?",
        Topic::Hurt => "Is anybody hurt or not safe right now?",
        Topic::When => "When did it happen?",
        Topic::Still => "Is it still going on?",
        Topic::Outcome => "What would make it right for you?",
        Topic::Reach => "When is a good time to call you?",
        Topic::MayTell => "May we tell the caregiver what you told us?",
        Topic::MakeUp => "Would you like another visit in its place? The office will try to arrange it.",
    }
}

const fn ask_es(topic: Topic) -> &'static str {
    match topic {
        Topic::From => "Quien es usted y de quien es el cuidado?",
        Topic::Who => "De cual cuidadora se trata, por nombre o dia?",
        Topic::Hurt => "Alguien esta herido o en peligro ahora?",
        Topic::When => "Cuando paso?",
        Topic::Still => "Sigue pasando?",
        Topic::Outcome => "Que lo arreglaria para usted?",
        Topic::Reach => "A que hora le podemos llamar?",
        Topic::MayTell => "Podemos decirle a la cuidadora lo que nos conto?",
        Topic::MakeUp => "Quiere otra visita en su lugar? La oficina tratara de organizarla.",
    }
}

/// What it is about, in a few words.
pub const fn matter(matter: Matter) -> &'static str {
    match matter {
        Matter::Hurt => "safety",
        Matter::Missed => "a missed visit",
        Matter::Unfit => "a caregiver not fit for work",
        Matter::Medication => "medication",
        Matter::Privacy => "privacy",
        Matter::Discrimination => "unequal treatment",
        Matter::Late => "lateness",
        Matter::OnPhone => "phone use at work",
        Matter::Attitude => "how you were treated",
        Matter::Tasks => "work not done",
        Matter::NewFaces => "changing caregivers",
        Matter::Damage => "damage",
        Matter::Office => "our office",
        Matter::Billing => "billing",
        Matter::Hours => "visit times",
        Matter::App => "the app",
        Matter::Care => "the care",
    }
}

const fn matter_es(matter: Matter) -> &'static str {
    match matter {
        Matter::Hurt => "seguridad",
        Matter::Missed => "una visita que falto",
        Matter::Unfit => "una cuidadora no apta",
        Matter::Medication => "medicinas",
        Matter::Privacy => "privacidad",
        Matter::Discrimination => "trato desigual",
        Matter::Late => "tardanza",
        Matter::OnPhone => "uso del telefono",
        Matter::Attitude => "el trato",
        Matter::Tasks => "trabajo sin hacer",
        Matter::NewFaces => "cambios de cuidadora",
        Matter::Damage => "un dano",
        Matter::Office => "nuestra oficina",
        Matter::Billing => "la factura",
        Matter::Hours => "el horario",
        Matter::App => "la aplicacion",
        Matter::Care => "el cuidado",
    }
}
