//! What answers have taught about offers, whoever was asked: how often people say yes by the time left and by the place in
//! the wave (`domain.md` 3.24, 3.28).
//!
//! How often one person says yes is [`Reach::chance`]. What all of them show together moves that chance up or down by a
//! factor, and by little where little was asked. The hour is counted and moves nothing. Of the two wordings in each language:
//! [`super::wording`].
use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::wording::Wording;
use super::{Answers, Ranking, Reach};
use crate::agency::{Roster, Tongue};
use crate::calendar::hours_between;
use crate::id::{CaregiverId, ShiftKey};
use crate::policy::WordingRule;

/// How an offer was made.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Asking {
    /// Place in its wave, 1 for the first; 0 where nobody wrote it down.
    pub rank: u8,
    /// Minutes from the text to the start of the shift; less than nothing once it has begun.
    pub lead_minutes: i64,
    /// Local hour of the text, 0 to 23.
    pub hour: u8,
    /// The language.
    pub tongue: Tongue,
    /// The wording; from before there were two it was the plain one.
    #[serde(default)]
    pub wording: Wording,
    /// One of several in a text, which has a wording of its own: it teaches nothing about either.
    #[serde(default)]
    pub listed: bool,
}

/// Lower bounds of the time left, hours: the rows of `domain.md 3.32`, the longest first.
pub const LEADS: [f64; 5] = [24.0, 12.0, 4.0, 2.0, f64::MIN];
/// Places in a wave that are told apart; the last one is "or later".
pub const RANKS: usize = 5;
/// Yeses that every rate starts with, at the rate of all: those of forty offers to people unknown. A proposal.
pub(super) const WEIGHT: f64 = 10.0;
/// How far a rate may move a chance. A proposal.
const MOST: (f64, f64) = (0.5, 2.0);

/// Offers and yeses of 60 days, counted by how they were made.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Taught {
    /// By the local hour of the text.
    pub hours: [Answers; 24],
    /// By place in the wave: first, second, …, fifth or later.
    pub ranks: [Answers; RANKS],
    /// By the time left, as [`LEADS`].
    pub leads: [Answers; LEADS.len()],
    /// In the plain wording: English, Spanish.
    pub wordings: [Answers; 2],
    /// In the warm wording: English, Spanish.
    #[serde(default)]
    pub warm: [Answers; 2],
}

/// One line of what was measured.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Rate {
    /// `hour`, `rank`, `lead` or `wording`.
    pub by: &'static str,
    /// Which: `07:00`, `2`, `4 h or more`, `English warm`.
    pub which: String,
    /// Offers.
    pub offers: u32,
    /// Yeses, those that came second among them.
    pub yeses: u32,
    /// `yeses / offers`; `None` where nobody was asked.
    pub rate: Option<f64>,
    /// By what a chance is multiplied; `None` where it moves none.
    pub factor: Option<f64>,
    /// Share of the offers in this language that is worded so now; `None` for what is not chosen.
    pub chosen: Option<f64>,
}

impl Rate {
    pub(super) fn of(by: &'static str, which: String, row: &Answers, factor: Option<f64>) -> Self {
        Self {
            by,
            which,
            offers: row.offers,
            yeses: row.accepts,
            rate: (row.offers > 0).then(|| f64::from(row.accepts) / f64::from(row.offers)),
            factor,
            chosen: None,
        }
    }
}

fn lead(hours: f64) -> usize {
    LEADS.iter().position(|from| hours >= *from).unwrap_or(LEADS.len() - 1)
}

fn place(rank: usize) -> usize {
    rank.clamp(1, RANKS) - 1
}

impl Answers {
    pub(crate) fn count(&mut self, accepted: bool, lost: bool) {
        self.offers += 1;
        self.accepts += u32::from(accepted);
        self.lost += u32::from(lost);
    }
}

impl Taught {
    /// Counts one offer.
    pub fn count(&mut self, asking: &Asking, accepted: bool, lost: bool) {
        #[expect(clippy::cast_precision_loss, reason = "minutes of days")]
        let hours = asking.lead_minutes as f64 / 60.0;
        let rank = (asking.rank > 0).then(|| place(asking.rank.into()));
        let worded = match asking.wording {
            Wording::Plain => &mut self.wordings,
            Wording::Warm => &mut self.warm,
        };
        let worded = (!asking.listed).then_some(worded);
        let rows = [
            self.hours.get_mut(usize::from(asking.hour)),
            rank.and_then(|at| self.ranks.get_mut(at)),
            self.leads.get_mut(lead(hours)),
            worded.and_then(|rows| rows.get_mut(asking.tongue as usize)),
        ];
        rows.into_iter().flatten().for_each(|row| row.count(accepted, lost));
    }

    /// What everybody's answers teach together.
    pub fn by<'a>(reach: impl IntoIterator<Item = &'a Reach>) -> Self {
        let mut all = Self::default();
        reach.into_iter().for_each(|one| all.add(&one.taught));
        all
    }

    /// Adds what somebody's answers teach.
    pub fn add(&mut self, other: &Self) {
        self.both(other, |mine, hers| {
            mine.offers += hers.offers;
            mine.accepts += hers.accepts;
            mine.lost += hers.lost;
        });
    }

    /// Takes away what was added before.
    pub fn take(&mut self, other: &Self) {
        self.both(other, |mine, hers| {
            mine.offers = mine.offers.saturating_sub(hers.offers);
            mine.accepts = mine.accepts.saturating_sub(hers.accepts);
            mine.lost = mine.lost.saturating_sub(hers.lost);
        });
    }

    fn both(&mut self, other: &Self, change: impl Fn(&mut Answers, &Answers)) {
        let mine = self.hours.iter_mut().chain(&mut self.ranks).chain(&mut self.leads);
        let hers = other.hours.iter().chain(&other.ranks).chain(&other.leads);
        let mine = mine.chain(&mut self.wordings).chain(&mut self.warm);
        let hers = hers.chain(&other.wordings).chain(&other.warm);
        mine.zip(hers).for_each(|(mine, hers)| change(mine, hers));
    }

    /// By what a chance is multiplied with so many hours left.
    pub fn by_lead(&self, hours: f64) -> f64 {
        factor(&self.leads, lead(hours))
    }

    /// By what a chance is multiplied at this place of a wave, 1 for the first.
    pub fn by_rank(&self, rank: usize) -> f64 {
        factor(&self.ranks, place(rank))
    }

    /// Everything measured, line by line, with the wordings as this rule chooses them.
    pub fn rates(&self, rule: WordingRule) -> Vec<Rate> {
        let line = Rate::of;
        let mut lines = Vec::new();
        for (hour, row) in self.hours.iter().enumerate().filter(|(_, row)| row.offers > 0) {
            lines.push(line("hour", format!("{hour:02}:00"), row, None));
        }
        for (at, row) in self.ranks.iter().enumerate() {
            let later = if at + 1 == RANKS { " or later" } else { "" };
            lines.push(line("rank", format!("{}{later}", at + 1), row, Some(factor(&self.ranks, at))));
        }
        for (at, (from, row)) in LEADS.iter().zip(&self.leads).enumerate() {
            let which =
                if at + 1 == LEADS.len() { "less".to_owned() } else { format!("{from:.0} h or more") };
            lines.push(line("lead", which, row, Some(factor(&self.leads, at))));
        }
        lines.extend(self.rates_of_wordings(rule));
        lines
    }
}

/// `(10 + yeses) / (10 + yeses expected)` of one row, where everybody's rate is expected; between a half and two.
pub(super) fn factor(rows: &[Answers], at: usize) -> f64 {
    let (offers, accepts) = rows.iter().fold((0, 0), |all, row| (all.0 + row.offers, all.1 + row.accepts));
    let rate = f64::from(1 + accepts) / f64::from(4 + offers);
    rows.get(at).map_or(1.0, |row| {
        let expected = rate * f64::from(row.offers);
        ((WEIGHT + f64::from(row.accepts)) / (WEIGHT + expected)).clamp(MOST.0, MOST.1)
    })
}

impl Ranking {
    /// Chooses everybody's wording, and moves the chances by what was learnt of it, of the time left and of places in a wave.
    /// The score and the order stay: who says no often is asked later only by as much as [`Reach::chance`] says (`domain.md
    /// 3.28`). Shift, roster and `reach` are those of the ranking.
    pub fn learn(
        &mut self,
        taught: &Taught,
        rule: WordingRule,
        shift: &ShiftKey,
        roster: &Roster,
        reach: &BTreeMap<CaregiverId, Reach>,
    ) {
        let by_lead = taught.by_lead(hours_between(self.at, shift.start));
        self.word(taught, rule, shift, roster, reach);
        let by_rank: Vec<f64> = (1..=RANKS).map(|rank| taught.by_rank(rank)).collect();
        for (at, candidate) in self.candidates.iter_mut().enumerate() {
            let by_rank = by_rank.get(place(at + 1)).copied().unwrap_or(1.0);
            candidate.chance = (candidate.chance * by_lead * by_rank).clamp(0.05, 0.8);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn asking(rank: u8, hours: i64) -> Asking {
        Asking {
            rank,
            lead_minutes: hours * 60,
            hour: 7,
            tongue: Tongue::English,
            wording: if hours > 24 { Wording::Warm } else { Wording::Plain },
            listed: false,
        }
    }

    fn taught(offers: u32, yes: impl Fn(&Asking, u32) -> bool) -> Taught {
        let mut taught = Taught::default();
        for n in 0..offers {
            let how = asking(u8::try_from(1 + n % 4).expect("small"), if n % 8 < 4 { 30 } else { 1 });
            taught.count(&how, yes(&how, n / 8), false);
        }
        taught
    }

    #[test]
    fn nothing_asked_teaches_nothing() {
        let nothing = Taught::default();
        assert!((nothing.by_lead(3.0) - 1.0).abs() < 1e-9 && (nothing.by_rank(2) - 1.0).abs() < 1e-9);
        assert!(
            nothing
                .rates(WordingRule::Learn)
                .iter()
                .all(|r| r.rate.is_none() && r.factor.is_none_or(|f| (f - 1.0).abs() < 1e-9))
        );
    }

    #[test]
    fn people_who_say_yes_to_what_begins_soon_are_expected_to_and_little_teaches_little() {
        // Half of the offers that begin soon are taken, one in eight of the others.
        let soon = |how: &Asking, n: u32| n.is_multiple_of(if how.lead_minutes < 240 { 2 } else { 8 });
        let (much, little) = (taught(1_600, soon), taught(16, soon));
        assert!((1.3..2.0).contains(&much.by_lead(1.0)), "{}", much.by_lead(1.0));
        assert!((0.5..0.7).contains(&much.by_lead(48.0)), "{}", much.by_lead(48.0));
        assert!((little.by_lead(1.0) - 1.0).abs() < 0.35, "{}", little.by_lead(1.0));
        assert!((much.by_lead(8.0) - 1.0).abs() < 1e-9, "nobody was asked with 4 to 12 hours left");
        assert!((much.by_rank(1) - much.by_rank(3)).abs() < 0.05, "the place makes no difference here");
    }

    #[test]
    fn the_first_of_a_wave_may_say_yes_more_often_than_the_third() {
        let first = taught(800, |how, n| n.is_multiple_of(if how.rank == 1 { 2 } else { 8 }));
        assert!(
            first.by_rank(1) > 1.4 && first.by_rank(3) < 0.8,
            "{} {}",
            first.by_rank(1),
            first.by_rank(3)
        );
        assert!((first.by_rank(9) - first.by_rank(5)).abs() < 1e-9);
    }

    #[test]
    fn one_of_several_in_a_text_teaches_nothing_about_a_wording_and_an_old_offer_was_plain() {
        let mut taught = Taught::default();
        taught.count(&Asking { listed: true, ..asking(1, 30) }, true, false);
        assert_eq!((taught.warm[0].offers, taught.ranks[0].offers), (0, 1));
        taught.count(&asking(1, 30), true, false);
        assert_eq!((taught.warm[0].offers, taught.warm[0].accepts), (1, 1));
        let old = r#"{"rank":1,"lead_minutes":60,"hour":7,"tongue":"spanish"}"#;
        taught.count(&serde_json::from_str(old).unwrap(), false, false);
        assert_eq!(taught.wordings[1].offers, 1);
    }

    #[test]
    fn what_was_added_can_be_taken_away() {
        let (a, b) = (taught(40, |_, n| n == 0), taught(24, |_, n| n == 1));
        let mut both = a;
        both.add(&b);
        let words = |t: &Taught| [t.wordings[0].offers, t.warm[0].offers];
        assert_eq!((words(&a), words(&b), words(&both)), ([20, 20], [12, 12], [32, 32]));
        both.take(&b);
        assert_eq!(both, a);
    }
}
