//! What Gigi has asked, so that nobody is asked twice the same or three times about one thing (`domain.md 5.0`, b76).
use jiff::{SignedDuration, Timestamp};
use serde::{Deserialize, Serialize};

use super::Conversation;
use crate::id::{CaseId, ShiftKey};

/// How long a question is remembered; a case lives at most as long as a shift can be ahead.
const REMEMBERED: SignedDuration = SignedDuration::from_hours(14 * 24);
/// How long questions that belong to no case count together.
const TOGETHER: SignedDuration = SignedDuration::from_hours(12);

/// What a question asks. Two that are equal are the same question.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", tag = "question")]
pub enum Question {
    /// Which of these can't you work?
    WhichShift {
        /// The choices.
        options: Vec<ShiftKey>,
    },
    /// Which of these can you work after all?
    WhichBack {
        /// The choices.
        options: Vec<ShiftKey>,
    },
    /// Which of these did you mean instead?
    Instead {
        /// The choices.
        options: Vec<ShiftKey>,
    },
    /// Can't you work one of these? Asked where the words alone did not say so.
    Proposed {
        /// The choices.
        options: Vec<ShiftKey>,
    },
    /// Which of these offers?
    WhichOffer {
        /// Their numbers.
        codes: Vec<u8>,
    },
    /// About how late?
    HowLate {
        /// For which shift.
        shift: ShiftKey,
    },
    /// Is that yes for her own shifts or for an offer?
    WhichYes {
        /// The offer's number.
        code: u8,
    },
    /// Say it in other words.
    SayAgain,
}

/// A question that was asked.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Posed {
    /// The cases it was asked for; none: it belongs to the conversation alone.
    pub cases: Vec<CaseId>,
    /// What was asked.
    pub question: Question,
    /// When.
    pub at: Timestamp,
}

/// What the next words of the sender decide.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Deciding {
    /// Which shift she cannot work.
    #[default]
    CannotWork,
    /// Which of her call-outs she takes back.
    CanWork,
    /// Which shift she meant instead of the one whose case this is.
    Instead,
    /// Whether she cannot work one of these, which was only a guess.
    Proposed,
}

impl Conversation {
    /// Whether this may be asked: not asked before for the same case, and not more than `most` questions for any of the
    /// cases (or, where there is no case, in half a day).
    pub fn may_ask(&self, question: &Question, cases: &[CaseId], most: u32, now: Timestamp) -> bool {
        let recent = now.saturating_sub(TOGETHER).unwrap_or(now);
        let alone = |p: &&Posed| p.cases.is_empty() && p.at > recent;
        let about = |case: CaseId| self.posed.iter().filter(move |p| p.cases.contains(&case));
        let limit = usize::try_from(most).unwrap_or(usize::MAX);
        let known = if cases.is_empty() {
            self.posed.iter().filter(alone).any(|p| p.question == *question)
        } else {
            cases.iter().any(|case| about(*case).any(|p| p.question == *question))
        };
        let spent = if cases.is_empty() {
            self.posed.iter().filter(alone).count() >= limit
        } else {
            cases.iter().any(|case| about(*case).count() >= limit)
        };
        !known && !spent
    }

    /// Remembers that it was asked.
    pub fn pose(&mut self, question: Question, cases: &[CaseId], now: Timestamp) {
        self.posed.retain(|p| p.at > now.saturating_sub(REMEMBERED).unwrap_or(now));
        self.posed.push(Posed { cases: cases.to_vec(), question, at: now });
        if self.posed.len() > 60 {
            self.posed.remove(0);
        }
    }

    /// Something was understood: what was unclear before is over.
    pub fn understood(&mut self) {
        self.posed.retain(|p| p.question != Question::SayAgain);
    }
}

#[cfg(test)]
mod tests {
    use uuid::Uuid;

    use super::*;
    use crate::phone::Phone;

    #[test]
    fn b76_never_the_same_twice_and_never_a_third_for_one_case() {
        let now: Timestamp = "2026-11-23T21:00:00Z".parse().unwrap();
        let mut c = Conversation::new(Phone::parse("2025550101").unwrap());
        let case = CaseId(Uuid::from_u128(1));
        let shift = |n: &str| ShiftKey::new(n, now);
        let first = Question::WhichShift { options: vec![shift("1"), shift("2"), shift("3")] };
        let narrower = Question::WhichShift { options: vec![shift("1"), shift("2")] };
        let third = Question::Instead { options: vec![shift("1")] };
        assert!(c.may_ask(&first, &[case], 2, now));
        c.pose(first.clone(), &[case], now);
        assert!(!c.may_ask(&first, &[case], 2, now), "the same");
        assert!(c.may_ask(&narrower, &[case], 2, now));
        c.pose(narrower, &[case], now);
        assert!(!c.may_ask(&third, &[case], 2, now), "a third");
        let other = CaseId(Uuid::from_u128(2));
        assert!(c.may_ask(&first, &[other], 2, now), "another case is another matter");
    }

    #[test]
    fn what_was_unclear_last_week_does_not_count_today() {
        let then: Timestamp = "2026-11-16T21:00:00Z".parse().unwrap();
        let now: Timestamp = "2026-11-23T21:00:00Z".parse().unwrap();
        let mut c = Conversation::new(Phone::parse("2025550101").unwrap());
        c.pose(Question::SayAgain, &[], then);
        assert!(!c.may_ask(&Question::SayAgain, &[], 2, then));
        assert!(c.may_ask(&Question::SayAgain, &[], 2, now));
    }
}
