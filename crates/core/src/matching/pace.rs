//! How long people take to answer, and what a silence so far says.
//!
//! A wave is sized, live odds are said and a rehearsal is played by the same curve, so that none of them expects what
//! another does not.
use crate::calendar::hours_between;
use jiff::Timestamp;

/// Answers are quick, unhurried or slow: share of the answers, and the mean minutes of each (exponential). Proposals:
/// two thirds of texts are answered within minutes, some only after a visit. No source gives numbers for home care.
pub const PACES: [(f64, f64); 3] = [(0.6, 4.0), (0.3, 20.0), (0.1, 120.0)];

/// Share of those who do not say yes who say no; the others are silent.
pub const SAY_NO: f64 = 0.5;

/// The share of answers that have come after so many minutes.
pub fn answered_within(minutes: f64) -> f64 {
    let late: f64 = PACES.iter().map(|(share, mean)| share * (-minutes.max(0.0) / mean).exp()).sum();
    1.0 - late
}

/// An offer that waits for its answer.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Waiting {
    /// Minutes since it was made.
    minutes: f64,
    /// Share of the curve's yeses that can still come, given the silence so far.
    yes: f64,
    /// The same of its noes.
    no: f64,
}

impl Waiting {
    /// An offer that is taken with this chance and has met with silence for so many minutes.
    pub fn new(chance: f64, minutes: f64) -> Self {
        let minutes = minutes.max(0.0);
        let still_silent = 1.0 - (chance + (1.0 - chance) * SAY_NO) * answered_within(minutes);
        let share = |of: f64| of / still_silent.max(1e-9);
        Self { minutes, yes: share(chance), no: share((1.0 - chance) * SAY_NO) }
    }

    /// One made then, of which noes are not told apart from silence.
    pub fn unless_yes(chance: f64, minutes: f64) -> Self {
        let minutes = minutes.max(0.0);
        Self { minutes, yes: chance / (1.0 - chance * answered_within(minutes)).max(1e-9), no: 0.0 }
    }

    /// An offer made at `sent`.
    pub fn since(chance: f64, sent: Timestamp, now: Timestamp) -> Self {
        Self::new(chance, hours_between(sent, now) * 60.0)
    }

    /// The same offer after so many more minutes of silence.
    pub fn after(self, minutes: f64) -> Self {
        let minutes = minutes.max(0.0);
        let silent = (1.0 - self.says_yes(minutes) - self.says_no(minutes)).max(1e-9);
        Self { minutes: self.minutes + minutes, yes: self.yes / silent, no: self.no / silent }
    }

    fn answers(&self, within: f64) -> f64 {
        answered_within(self.minutes + within.max(0.0)) - answered_within(self.minutes)
    }

    /// Chance of a yes within so many minutes from now.
    pub fn says_yes(&self, within: f64) -> f64 {
        (self.yes * self.answers(within)).clamp(0.0, 1.0)
    }

    /// Chance of a no within so many minutes from now.
    pub fn says_no(&self, within: f64) -> f64 {
        (self.no * self.answers(within)).clamp(0.0, 1.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn silence_makes_a_yes_less_likely_and_a_fresh_offer_is_worth_its_chance() {
        let fresh = Waiting::new(0.4, 0.0);
        assert!((fresh.says_yes(1e9) - 0.4).abs() < 1e-9 && (fresh.says_no(1e9) - 0.3).abs() < 1e-9);
        let chances: Vec<f64> =
            [0.0, 5.0, 30.0, 180.0].map(|minutes| Waiting::new(0.4, minutes).says_yes(1e9)).into();
        assert!(chances.windows(2).all(|w| w[1] < w[0]), "{chances:?}");
        let (later, then) = (fresh.after(30.0), Waiting::new(0.4, 30.0));
        assert!((later.says_yes(60.0) - then.says_yes(60.0)).abs() < 1e-9);
        assert!(fresh.says_yes(5.0) > 0.15 && fresh.says_yes(0.0) < 1e-12);
        assert!(Waiting::unless_yes(1.0, 1e9).says_yes(1e9) <= 1.0, "no division by nothing");
    }
}
