//! Modelled people: how likely somebody is to say yes, and how long she takes to answer.
//!
//! An answer is a function of (seed, person, shift) and of nothing else. The same person answers the same way to the
//! same shift whoever asks her and when, so that two policies differ by what they do and not by luck (common random
//! numbers).
use jiff::{SignedDuration, Timestamp};

use crate::calendar::Zone;
use crate::fnv;
use crate::id::{CaregiverId, ShiftKey};
use crate::matching::Wording;
use crate::matching::pace::{PACES, SAY_NO};
use crate::storm::dice::Dice;

/// What somebody makes of an offer.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Word {
    /// Takes it.
    Yes,
    /// Says no.
    No,
    /// Never answers.
    Silence,
}

/// An answer, so long after the offer.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Answer {
    /// What.
    pub word: Word,
    /// How long after she was asked.
    pub after: SignedDuration,
}

/// Everybody who is asked, grown from a seed.
#[derive(Clone, Copy, Debug)]
pub struct People {
    seed: u64,
    /// How much likelier a yes is to an offer in warm words.
    warmth: f64,
}

impl People {
    /// People of a seed.
    pub const fn new(seed: u64) -> Self {
        Self { seed, warmth: 1.0 }
    }

    /// The same people, who say yes so much more often to an offer in warm words. Nobody knows whether there are such people:
    /// for those of a rehearsal it is 1, so that it claims nothing.
    #[must_use]
    pub const fn moved_by_warm_words(self, times: f64) -> Self {
        Self { warmth: times, ..self }
    }

    /// Whether it makes no difference to them how they are asked.
    pub(super) fn care_for_no_words(&self) -> bool {
        (self.warmth - 1.0).abs() < 1e-9
    }

    /// Chance that she takes a shift which starts then: between 2 % and 90 %, a quarter on average over everybody
    /// (what `domain.md 3.28` assumes of somebody unknown), different by person and by part of the day.
    pub fn chance(&self, caregiver: &CaregiverId, start: Timestamp, zone: &Zone) -> f64 {
        self.chance_in(Self::part(start, zone), caregiver)
    }

    /// The part of the day that a shift begins in, as people see it.
    pub(super) fn part(start: Timestamp, zone: &Zone) -> u8 {
        match zone.at(start).hour() {
            6..=11 => 1,
            12..=16 => 2,
            17..=21 => 3,
            _ => 4,
        }
    }

    fn chance_in(&self, part: u8, caregiver: &CaregiverId) -> f64 {
        let mut who = self.dice(&[caregiver.as_str().as_bytes()]);
        let willing = 0.08 + 0.51 * share(&mut who).powi(2);
        let likes = 0.5 + share(&mut self.dice(&[caregiver.as_str().as_bytes(), &[part]]));
        (willing * likes).clamp(0.02, 0.9)
    }

    /// What she makes of this shift.
    pub fn answer(&self, caregiver: &CaregiverId, shift: &ShiftKey, worded: Wording, zone: &Zone) -> Answer {
        self.answer_to(Self::part(shift.start, zone), caregiver, shift, worded)
    }

    /// [`People::answer`] in plain words to a shift in this part of the day.
    pub(super) fn answer_in(&self, part: u8, caregiver: &CaregiverId, shift: &ShiftKey) -> Answer {
        self.answer_to(part, caregiver, shift, Wording::Plain)
    }

    fn answer_to(&self, part: u8, caregiver: &CaregiverId, shift: &ShiftKey, worded: Wording) -> Answer {
        let start = shift.start.as_second().to_le_bytes();
        let appointment = shift.appointment.as_str().as_bytes();
        let mut dice = self.dice(&[caregiver.as_str().as_bytes(), appointment, &start]);
        let moved = if worded == Wording::Warm { self.warmth } else { 1.0 };
        let chance = (self.chance_in(part, caregiver) * moved).min(0.9);
        let mood = share(&mut dice);
        let word = if mood < chance {
            Word::Yes
        } else if mood < chance + (1.0 - chance) * SAY_NO {
            Word::No
        } else {
            Word::Silence
        };
        let mut pace = share(&mut dice);
        let mean = PACES
            .iter()
            .find(|(share, _)| {
                pace -= share;
                pace < 0.0
            })
            .map_or(PACES[0].1, |(_, mean)| *mean);
        let minutes = -mean * (1.0 - share(&mut dice)).ln();
        #[expect(clippy::cast_possible_truncation, reason = "seconds of a delay")]
        let seconds = (minutes * 60.0) as i64;
        // Nobody reads and types in less than ten seconds.
        Answer { word, after: SignedDuration::from_secs(seconds.clamp(10, 7 * 86_400)) }
    }

    fn dice(&self, parts: &[&[u8]]) -> Dice {
        let bytes = parts.iter().flat_map(|p| p.iter().chain(&[0xff]));
        Dice::new(fnv::of(fnv::NOTHING ^ self.seed, bytes.copied()))
    }
}

/// 0 to 1, one excluded.
pub(super) fn share(dice: &mut Dice) -> f64 {
    (dice.bits() >> 11) as f64 / (1u64 << 53) as f64
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::matching::pace::answered_within;

    #[test]
    fn people_say_yes_as_often_as_their_chance_and_answer_as_fast_as_the_curve_says() {
        let (people, zone) = (People::new(7), Zone::named("America/Chicago").unwrap());
        let shift = |n: i64| {
            ShiftKey::new("55", Timestamp::from_second(1_795_000_000 + n * 7_200).expect("in range"))
        };
        let asked: Vec<(f64, Answer)> = (0..20_000)
            .map(|n| {
                let (who, shift) = (CaregiverId::new(format!("c{}", n % 97)), shift(n));
                (people.chance(&who, shift.start, &zone), people.answer(&who, &shift, Wording::Plain, &zone))
            })
            .collect();
        let expected: f64 = asked.iter().map(|(chance, _)| chance).sum::<f64>() / 20_000.0;
        let yes = asked.iter().filter(|(_, a)| a.word == Word::Yes).count() as f64 / 20_000.0;
        assert!((expected - yes).abs() < 0.01, "{expected} {yes}");
        assert!((0.18..0.32).contains(&yes), "about a quarter: {yes}");
        for minutes in [5, 30, 120] {
            let within = asked.iter().filter(|(_, a)| a.after <= SignedDuration::from_mins(minutes)).count();
            let said = answered_within(minutes as f64);
            assert!((within as f64 / 20_000.0 - said).abs() < 0.02, "{minutes}: {within} {said}");
        }
    }
}
