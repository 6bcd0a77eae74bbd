//! What caregivers and clients are told while somebody's coming is in doubt, and in the evening before. Clock times to a
//! client only where a timer keeps them; a caregiver's reason never; to a relative nothing but that somebody looks.
use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use crate::agency::Tongue;
use crate::calendar::{clock, say_range};

use super::{Letterhead, When, say_range_es};

/// One text.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", tag = "line")]
pub enum VisitLine {
    /// To the caregiver: where is she?
    AreYouThere {
        /// Her shift.
        when: When,
    },
    /// To the caregiver, who is there.
    HereThanks,
    /// To the caregiver, who did not come.
    Absent {
        /// Her shift.
        when: When,
    },
    /// To whoever is there: the next one is late.
    PleaseStay,
    /// To the client: how late.
    ClientLate {
        /// Her visit.
        when: When,
        /// Minutes.
        minutes: i64,
        /// When the caregiver expects to be there.
        at: Timestamp,
    },
    /// To the client to whom nobody came.
    NobodyCame {
        /// Her visit.
        when: When,
        /// A human is being woken.
        alert: bool,
        /// When she hears again.
        next: Timestamp,
        /// She may be alone: is she safe?
        alone: bool,
    },
    /// To the client: nothing new.
    StillLooking {
        /// Her visit.
        when: When,
        /// When she hears again.
        next: Timestamp,
    },
    /// To the client: a human has it.
    PersonHasIt {
        /// Her visit.
        when: When,
    },
    /// To the client: has she come?
    HasSheCome {
        /// Her visit.
        when: When,
    },
    /// To the client: the caregiver is there, as far as we know.
    ClientHere {
        /// Her visit.
        when: When,
    },
    /// To the client: somebody else is searched for.
    ClientNoShow {
        /// Her visit.
        when: When,
    },
    /// To the client who asks before the start.
    NotYet {
        /// Her visit.
        when: When,
    },
    /// To a relative.
    Relative {
        /// A human is being woken.
        alert: bool,
    },
    /// To the caregiver: clock times are corrected by hand.
    ClockNoted {
        /// The shift.
        when: When,
        /// Out, otherwise in.
        out: bool,
        /// The time she says.
        claimed: Option<Timestamp>,
    },
    /// In the evening: her shifts of the next day.
    Evening {
        /// Each with how the client is named to her.
        shifts: Vec<(When, String)>,
        /// So many more that do not fit into a text.
        more: usize,
    },
    /// She confirmed.
    EveningThanks,
    /// Before the start, to somebody who did not confirm.
    Reminder {
        /// Her shift.
        when: When,
    },
    /// A bare yes, while an offer is open too.
    WhichYes {
        /// The offer's number.
        code: u8,
        /// The offered shift.
        when: When,
    },
    /// Second in line for a shift whose winner may not make it.
    KeptOnStandby {
        /// The offer's number.
        code: u8,
        /// When.
        when: When,
    },
}

impl VisitLine {
    /// The words.
    pub fn words(&self, tongue: Tongue, head: Letterhead<'_>) -> String {
        match tongue {
            Tongue::English => self.english(head),
            Tongue::Spanish => self.spanish(head),
        }
    }

    fn english(&self, head: Letterhead<'_>) -> String {
        let agency = head.agency;
        let range = |w: &When| say_range(w.start, w.end, head.zone);
        let hour = |t: &Timestamp| clock(&head.zone.at(*t));
        match self {
            Self::AreYouThere { when } => format!(
                "{}: are you there, and ok? Reply HERE if you are with the client, or about how many minutes you need.",
                range(when)
            ),
            Self::HereThanks => "Thanks, good to know you are there.".into(),
            Self::Absent { when } => format!(
                "We have no sign of you for {}, so we are looking for somebody else. If you are there, reply HERE now.",
                range(when)
            ),
            Self::PleaseStay => {
                "The next caregiver is late. Please stay with the client until she is there or the office calls you."
                    .into()
            }
            Self::ClientLate { when, minutes, at } => format!(
                "{agency}: your caregiver for {} is about {minutes} min late and expects to be there about {}.",
                range(when),
                hour(at)
            ),
            Self::NobodyCame { when, alert, next, alone } => format!(
                "{agency}: we are sorry. We are asking your caregiver for {} where she is{}. You hear from us by {}.{}",
                range(when),
                if *alert { "; a coordinator is being alerted" } else { "" },
                hour(next),
                if *alone { " Are you safe? If not, call 911." } else { "" }
            ),
            Self::StillLooking { when, next } => format!(
                "{agency}: no news yet about {}. We are on it. You hear from us by {}.",
                range(when),
                hour(next)
            ),
            Self::PersonHasIt { when } => {
                format!("{agency}: a coordinator is working on your visit {}.", range(when))
            }
            Self::HasSheCome { when } => {
                format!("{agency}: has your caregiver come for {}? Reply OK or NO.", range(when))
            }
            Self::ClientHere { when } => format!(
                "{agency}: as far as we know your caregiver is with you now for {}. If not, please text us.",
                range(when)
            ),
            Self::ClientNoShow { when } => format!(
                "{agency}: your caregiver for {} did not come. We are looking for somebody else and will text you who comes.",
                range(when)
            ),
            Self::NotYet { when } => format!("{agency}: your next visit is {}.", range(when)),
            Self::Relative { alert } => format!(
                "Thank you for telling us. Somebody is looking into it{} and a person will call you.",
                if *alert { ", a coordinator is being alerted" } else { "" }
            ),
            Self::ClockNoted { when, out, claimed } => format!(
                "Thanks, noted: clock-{} for {}{}. The office corrects clock times by hand, and a person looks at your hours.",
                if *out { "out" } else { "in" },
                range(when),
                claimed.map(|t| format!(", you say {}", hour(&t))).unwrap_or_default()
            ),
            Self::Evening { shifts, more } => format!(
                "{agency}: please confirm your shifts. {}{}. Reply OK for all of them, or tell us which one you can't work.",
                listed(shifts, range),
                if *more > 0 { format!("; and {more} more, see the app") } else { String::new() }
            ),
            Self::EveningThanks => "Thank you, noted.".into(),
            Self::Reminder { when } => {
                format!("{agency}: please confirm that you come {}. Reply OK, or tell us if you can't.", range(when))
            }
            Self::WhichYes { code, when } => format!(
                "Is that for your own shifts? Then reply MINE. For the open shift #{code} {} reply TAKE {code}.",
                range(when)
            ),
            Self::KeptOnStandby { code, when } => format!(
                "Thank you! Somebody else was first for #{code} {}. You stay second in line; we'll text you if it opens up.",
                range(when)
            ),
        }
    }

    fn spanish(&self, head: Letterhead<'_>) -> String {
        let agency = head.agency;
        let range = |w: &When| say_range_es(w, head.zone);
        let hour = |t: &Timestamp| clock(&head.zone.at(*t));
        match self {
            Self::AreYouThere { when } => format!(
                "{}: esta ahi, y esta bien? Responda HERE si esta con el cliente, o cuantos minutos necesita.",
                range(when)
            ),
            Self::HereThanks => "Gracias, que bueno que esta ahi.".into(),
            Self::Absent { when } => format!(
                "No tenemos senal de usted para {}, por eso buscamos a otra persona. Si esta ahi, responda HERE ya.",
                range(when)
            ),
            Self::PleaseStay => {
                "La siguiente cuidadora viene tarde. Por favor quede con el cliente hasta que llegue o la oficina le llame."
                    .into()
            }
            Self::ClientLate { when, minutes, at } => format!(
                "{agency}: su cuidadora de {} viene unos {minutes} min tarde y espera llegar a las {}.",
                range(when),
                hour(at)
            ),
            Self::NobodyCame { when, alert, next, alone } => format!(
                "{agency}: lo sentimos. Preguntamos a su cuidadora de {} donde esta{}. Le escribimos antes de las {}.{}",
                range(when),
                if *alert { "; avisamos a un coordinador" } else { "" },
                hour(next),
                if *alone { " Esta a salvo? Si no, llame al 911." } else { "" }
            ),
            Self::StillLooking { when, next } => format!(
                "{agency}: aun sin noticias de {}. Seguimos en ello. Le escribimos antes de las {}.",
                range(when),
                hour(next)
            ),
            Self::PersonHasIt { when } => {
                format!("{agency}: un coordinador se ocupa de su visita {}.", range(when))
            }
            Self::HasSheCome { when } => {
                format!("{agency}: ya llego su cuidadora de {}? Responda OK o NO.", range(when))
            }
            Self::ClientHere { when } => format!(
                "{agency}: segun sabemos su cuidadora de {} ya esta con usted. Si no, escribanos por favor.",
                range(when)
            ),
            Self::ClientNoShow { when } => format!(
                "{agency}: su cuidadora de {} no llego. Buscamos a otra persona y le avisamos quien viene.",
                range(when)
            ),
            Self::NotYet { when } => format!("{agency}: su proxima visita es {}.", range(when)),
            Self::Relative { alert } => format!(
                "Gracias por avisar. Alguien lo esta revisando{} y una persona le llamara.",
                if *alert { ", avisamos a un coordinador" } else { "" }
            ),
            Self::ClockNoted { when, out, claimed } => format!(
                "Gracias, anotado: {} de {}{}. La oficina corrige las horas a mano y una persona revisa sus horas.",
                if *out { "salida" } else { "entrada" },
                range(when),
                claimed.map(|t| format!(", usted dice {}", hour(&t))).unwrap_or_default()
            ),
            Self::Evening { shifts, more } => format!(
                "{agency}: confirme sus turnos por favor. {}{}. Responda OK para todos, o diga cual no puede.",
                listed(shifts, range),
                if *more > 0 { format!("; y {more} mas, vea la app") } else { String::new() }
            ),
            Self::EveningThanks => "Gracias, anotado.".into(),
            Self::Reminder { when } => {
                format!("{agency}: confirme por favor que viene {}. Responda OK, o avise si no puede.", range(when))
            }
            Self::WhichYes { code, when } => format!(
                "Es para sus propios turnos? Responda MINE. Para el turno libre #{code} {} responda TAKE {code}.",
                range(when)
            ),
            Self::KeptOnStandby { code, when } => format!(
                "Gracias! Otra persona fue primera para #{code} {}. Usted queda segunda; le avisamos si se libera.",
                range(when)
            ),
        }
    }
}

/// `1) Tue 11/24 7:00a-11:00a Rosa S; 2) ...`
fn listed(shifts: &[(When, String)], range: impl Fn(&When) -> String) -> String {
    let numbered = shifts.len() > 1;
    let one = |(at, (when, client)): (usize, &(When, String))| {
        let no = if numbered { format!("{}) ", at + 1) } else { String::new() };
        format!("{no}{} {}", range(when), client.trim_end_matches('.'))
    };
    shifts.iter().enumerate().map(one).collect::<Vec<_>>().join("; ")
}
