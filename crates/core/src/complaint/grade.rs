//! How grave a complaint is: a pure function of its words and of what is known, with its reasons (`domain.md 4.31`).
use serde::{Deserialize, Serialize};

use super::{Found, Party};
use crate::language::grievance::{Grievance, Matter, Wish};
use crate::policy::Complaints;

/// Classes of complaints, the gravest first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub enum Class {
    /// Safety: a human within minutes.
    C1,
    /// A visit missed now, somebody unfit, medication, privacy, discrimination: a human within half an hour.
    C2,
    /// Quality, attitude, lateness, new faces, damage.
    C3,
    /// Bills, preferences, the app.
    C4,
}

impl Class {
    /// `C1`.
    pub const fn name(self) -> &'static str {
        match self {
            Self::C1 => "C1",
            Self::C2 => "C2",
            Self::C3 => "C3",
            Self::C4 => "C4",
        }
    }

    /// Wakes somebody at any hour.
    pub const fn is_urgent(self) -> bool {
        matches!(self, Self::C1 | Self::C2)
    }

    /// One class graver. Only words about safety make a C1.
    const fn climbed(self) -> Self {
        match self {
            Self::C4 => Self::C3,
            Self::C3 | Self::C2 => Self::C2,
            Self::C1 => Self::C1,
        }
    }
}

/// Why a complaint has its class.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", tag = "why")]
pub enum Because {
    /// What it is about.
    About {
        /// What.
        matter: Matter,
    },
    /// Somebody of another origin, faith, age or sex is wished for.
    Protected,
    /// It threatens to leave, to sue, to tell others.
    Threat,
    /// There was another complaint about the same client's care lately.
    Repeated {
        /// Numbers of those cases.
        cases: Vec<u64>,
    },
    /// New faces, again and again.
    NewFaces {
        /// Different caregivers within seven days, as the schedule says.
        caregivers: usize,
    },
}

/// The class that a matter has by itself.
pub const fn class_of(matter: Matter) -> Class {
    match matter {
        Matter::Hurt => Class::C1,
        Matter::Missed | Matter::Unfit | Matter::Medication | Matter::Privacy | Matter::Discrimination => {
            Class::C2
        }
        Matter::Late
        | Matter::OnPhone
        | Matter::Attitude
        | Matter::Tasks
        | Matter::NewFaces
        | Matter::Damage
        | Matter::Office
        | Matter::Care => Class::C3,
        Matter::Billing | Matter::Hours | Matter::App => Class::C4,
    }
}

/// Grades a complaint. Whatever speaks for a climb, it climbs one class and never to C1: that is for safety alone.
pub fn grade(
    rules: &Complaints,
    said: &Grievance,
    third_new: bool,
    party: Party,
    found: &Found,
) -> (Class, Vec<Because>) {
    let gravest = said.matters.iter().map(|(m, _)| class_of(*m)).min().unwrap_or(Class::C3);
    let mut because: Vec<Because> = said
        .matters
        .iter()
        .filter(|(m, _)| class_of(*m) == gravest)
        .map(|(matter, _)| Because::About { matter: *matter })
        .collect();
    let mut class = gravest;
    if said.wishes(Wish::Protected) && party != Party::Caregiver {
        class = class.min(Class::C2);
        because.push(Because::Protected);
    }
    let mut climbs = Vec::new();
    if said.threat.is_some() {
        climbs.push(Because::Threat);
    }
    if !found.earlier.is_empty() && gravest <= Class::C3 {
        climbs.push(Because::Repeated { cases: found.earlier.clone() });
    }
    let faces = said.matters.iter().any(|(m, _)| *m == Matter::NewFaces);
    if third_new || (faces && found.caregivers_this_week >= rules.new_faces) {
        climbs.push(Because::NewFaces { caregivers: found.caregivers_this_week });
    }
    if !climbs.is_empty() {
        class = class.climbed();
        because.extend(climbs);
    }
    (class, because)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::language::grievance::{grievance, third_new};

    fn graded(text: &str, found: &Found) -> Class {
        let third = third_new(text).is_some();
        grade(&Complaints::default(), &grievance(text), third, Party::Family, found).0
    }

    #[test]
    fn b61_b62_classes_follow_the_words_and_what_is_known() {
        let none = Found::default();
        for (text, class) in [
            ("mom got hurt because of your aide", Class::C1),
            ("she was asleep when I came in", Class::C2),
            ("she forgot his insulin", Class::C2),
            ("The girl you sent was on her phone the whole time", Class::C3),
            ("no more black caregivers", Class::C2),
            ("this bill is wrong", Class::C4),
            ("this bill is wrong, I will find another agency", Class::C3),
            ("she was rude. we will cancel the service", Class::C2),
            ("this is the third new caregiver this week", Class::C2),
        ] {
            assert_eq!(graded(text, &none), class, "{text}");
        }
        let again = Found { earlier: vec![4], ..Found::default() };
        assert_eq!(graded("she was rude", &again), Class::C2, "the second within thirty days");
        assert_eq!(graded("this bill is wrong", &again), Class::C4, "a bill says nothing about care");
        let faces = Found { caregivers_this_week: 3, ..Found::default() };
        assert_eq!(graded("someone new came today", &faces), Class::C2);
        assert_eq!(graded("she was rude", &faces), Class::C3);
    }

    proptest! {
        #[test]
        fn more_words_never_make_a_complaint_less_grave(
            one in prop::sample::select(vec!["she was rude", "asleep on the couch", "the bill is wrong", "he got hurt", "hm"]),
            more in prop::sample::select(vec!["she was late", "we will cancel the service", "forgot her pills", "ok thank you"]),
            earlier in prop::collection::vec(1u64..9, 0..3),
        ) {
            let found = Found { earlier, ..Found::default() };
            let (alone, both) = (graded(one, &found), graded(&format!("{one}. {more}"), &found));
            prop_assert!(both <= alone || one == "hm", "{both:?} {alone:?}");
            let without = graded(one, &Found::default());
            prop_assert!(graded(one, &found) <= without);
            prop_assert!(graded(one, &found) != Class::C1 || without == Class::C1, "only words about safety make a C1");
        }
    }
}
