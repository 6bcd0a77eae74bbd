//! Two wordings of an offer in each language, and which of them somebody gets.
//!
//! Both say the same: when, where, how far, how to answer, until when. The warm one says as well what a client would be
//! without. Which of them makes people come is not known beforehand, and is learnt from the answers of all of them, in
//! each language for itself:
//!
//! * the plain one alone until [`KNOWN`] offers in it have been counted, so that there is something to compare with;
//! * then the warm one as often as it is likely to be the better one: `Φ((w − p) / √(Vw + Vp))`, where `w` and `p` are the
//!   two rates of yeses, each begun with ten yeses at the rate of both, `rate = (10 + yeses) / (10 / r + offers)`, and
//!   `V = rate (1 − rate) / (10 / r + offers)`. With little known that is one in two; what is known moves it;
//! * never less than one in ten of either, because answers are forgotten after 60 days ([`LEAST`]).
//!
//! The draw is a hash of shift and person: the same in every process, and no matter of who she is.
use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::learned::{Rate, Taught, WEIGHT, factor};
use super::{Answers, Ranking, Reach};
use crate::agency::{Roster, Tongue};
use crate::fnv;
use crate::id::{CaregiverId, ShiftKey};
use crate::policy::WordingRule;
use crate::storm::dice::Dice;

/// Offers in the plain wording that are counted before the other one is tried. A proposal.
pub const KNOWN: u32 = 20;
/// Share of the offers that the worse one still gets. A proposal.
pub const LEAST: f64 = 0.1;

/// How an offer is worded.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Wording {
    /// What is open and how to answer.
    #[default]
    Plain,
    /// The same, and that a client would be without.
    Warm,
}

impl Wording {
    /// Both.
    pub const ALL: [Self; 2] = [Self::Plain, Self::Warm];

    /// In words.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Plain => "plain",
            Self::Warm => "warm",
        }
    }
}

impl Taught {
    /// Answers in one language: to the plain wording, to the warm one.
    fn worded(&self, tongue: Tongue) -> [Answers; 2] {
        let of = |rows: &[Answers; 2]| rows.get(tongue as usize).copied().unwrap_or_default();
        [of(&self.wordings), of(&self.warm)]
    }

    /// By what a chance is multiplied in this wording; 1 while there is nothing to compare it with.
    pub fn by_wording(&self, tongue: Tongue, wording: Wording) -> f64 {
        let rows = self.worded(tongue);
        if rows.iter().any(|row| row.offers == 0) {
            return 1.0;
        }
        factor(&rows, wording as usize)
    }

    /// The share of the offers in one language, 0 to 1, that is made in the warm wording now.
    pub fn warm_share(&self, rule: WordingRule, tongue: Tongue) -> f64 {
        match rule {
            WordingRule::Plain => return 0.0,
            WordingRule::Warm => return 1.0,
            WordingRule::Learn => {}
        }
        let rows = self.worded(tongue);
        let [plain, warm] = rows;
        if plain.offers < KNOWN {
            return 0.0;
        }
        let all = |of: fn(&Answers) -> u32| f64::from(of(&plain) + of(&warm));
        let begun = WEIGHT / ((1.0 + all(|row| row.accepts)) / (4.0 + all(|row| row.offers)));
        let [(p, vp), (w, vw)] = rows.map(|row| {
            let offers = begun + f64::from(row.offers);
            let rate = ((WEIGHT + f64::from(row.accepts)) / offers).min(1.0);
            (rate, rate * (1.0 - rate) / offers)
        });
        let z = (w - p) / (vp + vw).max(1e-12).sqrt();
        // The normal distribution function within .01.
        (1.0 / (1.0 + (-1.702 * z).exp())).clamp(LEAST, 1.0 - LEAST)
    }

    /// The wording in which somebody is offered this shift.
    pub fn wording(
        &self,
        rule: WordingRule,
        tongue: Tongue,
        shift: &ShiftKey,
        caregiver: &CaregiverId,
    ) -> Wording {
        if drawn(shift, caregiver) < self.warm_share(rule, tongue) { Wording::Warm } else { Wording::Plain }
    }

    /// What was measured of the wordings, line by line.
    pub(super) fn rates_of_wordings(&self, rule: WordingRule) -> Vec<Rate> {
        let mut lines = Vec::new();
        for (tongue, name) in [(Tongue::English, "English"), (Tongue::Spanish, "Spanish")] {
            let warm = self.warm_share(rule, tongue);
            for (wording, row) in Wording::ALL.into_iter().zip(self.worded(tongue)) {
                let chosen = if wording == Wording::Warm { warm } else { 1.0 - warm };
                let factor = Some(self.by_wording(tongue, wording));
                let which = format!("{name} {}", wording.name());
                lines.push(Rate { chosen: Some(chosen), ..Rate::of("wording", which, &row, factor) });
            }
        }
        lines
    }
}

/// 0 to 1, one excluded: the same for the same shift and person, and none of the numbers by which equals are ordered.
fn drawn(shift: &ShiftKey, caregiver: &CaregiverId) -> f64 {
    let start = shift.start.as_second().to_le_bytes();
    let parts: [&[u8]; 4] =
        [b"wording", shift.appointment.as_str().as_bytes(), &start, caregiver.as_str().as_bytes()];
    let bytes = parts.into_iter().flat_map(|part| part.iter().chain(&[0xff]));
    (Dice::new(fnv::of(fnv::NOTHING, bytes.copied())).bits() >> 11) as f64 / (1u64 << 53) as f64
}

impl Ranking {
    /// Gives each candidate the wording that she would be asked in, and moves her chance by what was learnt of it.
    pub(super) fn word(
        &mut self,
        taught: &Taught,
        rule: WordingRule,
        shift: &ShiftKey,
        roster: &Roster,
        reach: &BTreeMap<CaregiverId, Reach>,
    ) {
        for candidate in &mut self.candidates {
            let who = &candidate.caregiver;
            let filed = || roster.caregiver(who).map(|c| c.tongue).unwrap_or_default();
            let tongue = reach.get(who).and_then(|r| r.tongue).unwrap_or_else(filed);
            candidate.wording = taught.wording(rule, tongue, shift, who);
            candidate.chance *= taught.by_wording(tongue, candidate.wording);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// So many offers and yeses in English: plain, warm.
    fn taught(plain: (u32, u32), warm: (u32, u32)) -> Taught {
        let row = |(offers, accepts)| Answers { offers, accepts, lost: 0 };
        let mut taught = Taught::default();
        (taught.wordings[0], taught.warm[0]) = (row(plain), row(warm));
        taught
    }

    fn share(plain: (u32, u32), warm: (u32, u32)) -> f64 {
        taught(plain, warm).warm_share(WordingRule::Learn, Tongue::English)
    }

    #[test]
    fn an_agency_that_has_just_begun_asks_in_plain_words_and_then_tries_both() {
        assert!(share((0, 0), (0, 0)) < 1e-9 && share((19, 5), (0, 0)) < 1e-9);
        assert!((share((20, 5), (0, 0)) - 0.5).abs() < 0.05, "{}", share((20, 5), (0, 0)));
        assert!((0.5..0.75).contains(&share((20, 0), (3, 1))), "a few answers say little");
        let spanish = taught((500, 100), (20, 5)).warm_share(WordingRule::Learn, Tongue::Spanish);
        assert!(spanish < 1e-9, "nobody was asked in Spanish yet");
    }

    #[test]
    fn the_better_wording_is_chosen_more_often_and_the_other_one_is_never_forgotten() {
        let shares: Vec<f64> = [20, 40, 60, 80, 120].map(|yes| share((300, 60), (300, yes))).into();
        assert!(shares.is_sorted(), "{shares:?}");
        assert!((shares[0] - LEAST).abs() < 1e-9 && (shares[4] - 1.0 + LEAST).abs() < 1e-9, "{shares:?}");
        assert!((shares[2] - 0.5).abs() < 1e-9, "alike");
        assert!((0.8..0.9).contains(&share((100, 20), (100, 26))), "{}", share((100, 20), (100, 26)));
    }

    #[test]
    fn the_agency_may_say_which() {
        let learnt = taught((300, 20), (300, 120));
        assert!(learnt.warm_share(WordingRule::Plain, Tongue::English) < 1e-9);
        assert!(taught((0, 0), (0, 0)).warm_share(WordingRule::Warm, Tongue::English) > 1.0 - 1e-9);
    }

    #[test]
    fn who_gets_which_is_drawn_by_shift_and_person_and_the_same_every_time() {
        let learnt = taught((40, 10), (40, 10));
        let draw = |n: usize, who: &str| {
            let start =
                jiff::Timestamp::from_second(1_795_000_000 + 3_600 * i64::try_from(n).unwrap()).unwrap();
            learnt.wording(WordingRule::Learn, Tongue::English, &ShiftKey::new("55", start), &who.into())
        };
        let warm = (0..2_000).filter(|n| draw(*n, "82001") == Wording::Warm).count();
        assert!((900..1_100).contains(&warm), "{warm} of 2000");
        assert!((0..50).any(|n| draw(n, "82001") != draw(n, "82002")), "not the same for everybody");
        assert!((0..50).all(|n| draw(n, "82001") == draw(n, "82001")));
    }

    #[test]
    fn a_wording_that_people_answer_moves_their_chances_and_one_alone_moves_none() {
        let learnt = taught((400, 60), (400, 140));
        let (plain, warm) = (
            learnt.by_wording(Tongue::English, Wording::Plain),
            learnt.by_wording(Tongue::English, Wording::Warm),
        );
        assert!((0.6..0.7).contains(&plain) && (1.3..1.4).contains(&warm), "{plain} {warm}");
        let alone = taught((400, 20), (0, 0));
        assert!((alone.by_wording(Tongue::English, Wording::Plain) - 1.0).abs() < 1e-9);
        let lines = learnt.rates_of_wordings(WordingRule::Learn);
        let shown: Vec<&str> = lines.iter().map(|l| l.which.as_str()).collect();
        assert_eq!(shown, ["English plain", "English warm", "Spanish plain", "Spanish warm"]);
        assert_eq!((lines[1].offers, lines[1].yeses, lines[1].rate), (400, 140, Some(0.35)));
        assert!(lines[1].chosen.unwrap() > 0.89 && lines[1].factor.unwrap() > 1.3);
    }
}
