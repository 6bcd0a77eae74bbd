//! Telling a machine at the other end from a person (b51, S22): an auto-responder answers at once, says the same thing
//! again and again, and never stops. Two machines must not answer each other: the first time is shown to a human, and
//! after that there is silence until somebody like a person writes.
use jiff::{SignedDuration, Timestamp};
use serde::{Deserialize, Serialize};

use super::Conversation;
use crate::fnv;

/// The same words so often within an hour are a machine's.
const SAME: usize = 4;
/// Shorter texts may well be repeated by people: "no" to four offers, "ok".
const SAME_LETTERS: usize = 15;
/// An answer within so many seconds of ours was not typed.
const QUICK_SECONDS: i64 = 5;
/// So many of them in a row.
const QUICK: usize = 5;
/// Texts of ours to one number in five minutes, and in an hour, whatever it wrote.
const OURS: (usize, usize) = (10, 20);
/// Texts from one number in five minutes.
const THEIRS: usize = 15;
/// After such a pause a text that was not said before is taken for a person's.
const PAUSE: SignedDuration = SignedDuration::from_mins(2);

/// A text that came in, as far as its rhythm goes. No words are kept here.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Beat {
    /// When.
    pub at: Timestamp,
    /// What its letters and digits come to; two texts with the same are the same.
    pub words: u64,
    /// How many letters and digits.
    pub length: usize,
    /// It came within seconds of a text of ours.
    pub quick: bool,
    /// It followed another of theirs, with no text of ours between.
    #[serde(default)]
    pub more: bool,
}

/// Who seems to write.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Voice {
    /// Somebody.
    Person,
    /// Something.
    Machine {
        /// Noticed just now: a human must hear of it once.
        noticed_now: bool,
        /// Exactly this was said and handled before.
        said_before: bool,
    },
}

fn sum(text: &str) -> (u64, usize) {
    let letters = text.chars().filter(|c| c.is_alphanumeric()).flat_map(char::to_lowercase);
    let (mut hash, mut length) = (fnv::NOTHING, 0);
    for letter in letters {
        hash = fnv::add(hash, u64::from(u32::from(letter)));
        length += 1;
    }
    (hash, length)
}

fn before(now: Timestamp, span: SignedDuration) -> Timestamp {
    now.saturating_sub(span).unwrap_or(now)
}

impl Conversation {
    /// Listens to the rhythm of a text that has just come in, before anything else is done with it. A client may ask the
    /// same thing again and again, because she has forgotten the answer (b59): the same words at a person's pace are no
    /// sign of a machine then.
    pub fn listen(&mut self, text: &str, client: bool, now: Timestamp) -> Voice {
        let (words, length) = sum(text);
        // Several texts of hers after one of ours ("ok thanks", a heart, "bye") are one answer.
        let last = self.thread.last();
        let more = last.is_some_and(|e| !e.ours);
        let quick = last.is_some_and(|e| e.ours && now.duration_since(e.at).as_secs() <= QUICK_SECONDS);
        self.beats.retain(|b| b.at > before(now, SignedDuration::from_hours(1)));
        let paused = self.beats.last().is_none_or(|b| now.duration_since(b.at) >= PAUSE);
        let said_before = self.beats.iter().any(|b| b.words == words);
        self.beats.push(Beat { at: now, words, length, quick, more });
        if self.beats.len() > 40 {
            self.beats.remove(0);
        }
        if self.muted.is_some() && paused && !said_before {
            self.muted = None;
            // What made it look like a machine is over.
            self.beats.drain(..self.beats.len() - 1);
        }
        if self.muted.is_some() {
            return Voice::Machine { noticed_now: false, said_before };
        }
        if !self.is_mechanical(words, length, client, now) {
            return Voice::Person;
        }
        self.muted = Some(now);
        Voice::Machine { noticed_now: true, said_before }
    }

    fn is_mechanical(&self, words: u64, length: usize, client: bool, now: Timestamp) -> bool {
        let five = before(now, SignedDuration::from_mins(5));
        let same = self.beats.iter().filter(|b| b.words == words && (b.quick || !client)).count();
        let quick = self.beats.iter().rev().filter(|b| !b.more).take_while(|b| b.quick).count();
        let theirs = self.beats.iter().filter(|b| b.at > five).count();
        let ours = |since: Timestamp| self.answered.iter().filter(|t| **t > since).count();
        (same >= SAME && length >= SAME_LETTERS)
            || quick >= QUICK
            || theirs >= THEIRS
            || ours(five) >= OURS.0
            || ours(before(now, SignedDuration::from_hours(1))) >= OURS.1
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::phone::Phone;

    fn at(second: i64) -> Timestamp {
        Timestamp::from_second(1_795_469_400 + second).unwrap()
    }

    fn conversation() -> Conversation {
        Conversation::new(Phone::parse("2025550101").unwrap())
    }

    #[test]
    fn b51_the_same_words_four_times_in_an_hour_are_a_machines_and_are_noticed_once() {
        let mut c = conversation();
        let auto = "I'm driving and will see your message later";
        for minute in [0, 10, 20] {
            assert_eq!(c.listen(auto, false, at(minute * 60)), Voice::Person);
        }
        let noticed = Voice::Machine { noticed_now: true, said_before: true };
        assert_eq!(c.listen(auto, false, at(1_800)), noticed);
        let silent = Voice::Machine { noticed_now: false, said_before: true };
        assert_eq!(c.listen("i'm DRIVING, and will see your message later!", false, at(2_000)), silent);
        assert_eq!(
            c.listen("ok im here, what do you need?", false, at(2_300)),
            Voice::Person,
            "after a pause"
        );
    }

    #[test]
    fn b51_answers_that_nobody_can_have_typed() {
        let mut c = conversation();
        let voices: Vec<Voice> = (0..6)
            .map(|n| {
                c.remember(true, "a text of ours", at(n * 20));
                c.listen(&format!("Ticket {n} was created"), false, at(n * 20 + 1))
            })
            .collect();
        assert!(voices[..4].iter().all(|v| *v == Voice::Person), "{voices:?}");
        assert_eq!(voices[4], Voice::Machine { noticed_now: true, said_before: false });
        assert_eq!(voices[5], Voice::Machine { noticed_now: false, said_before: false });
    }

    #[test]
    fn people_who_are_brief_or_hasty_are_people() {
        let mut c = conversation();
        for n in 0..6 {
            c.remember(true, "an offer", at(n * 300));
            assert_eq!(c.listen("no", false, at(n * 300 + 40)), Voice::Person);
        }
        let mut c = conversation();
        for (n, piece) in ["hey", "its keisha", "cant make it", "tmrw", "so sorry"].iter().enumerate() {
            let second = i64::try_from(n).unwrap() * 4;
            assert_eq!(c.listen(piece, false, at(second)), Voice::Person, "{piece}");
            c.remember(true, "an answer", at(second + 1));
        }
    }
}
