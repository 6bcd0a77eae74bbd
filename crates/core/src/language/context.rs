//! Everything the rules look at for one message, computed once.

use std::cell::OnceCell;

use super::bind::{self, Binding};
use super::dates::{self, Busy, When};
use super::normalise::{Text, fold};
use super::phrases::rule;
use super::thread::{self, Asked};
use super::tongue::{self, Tongue};
use super::translate;
use super::{Action, Intent, IntentReading, KnownShift, Message, OpenOffer};
use jiff::civil::Date;
use jiff::tz::TimeZone;
use jiff::{Timestamp, ZonedDateTime};

/// A shift with its local clock.
#[derive(Clone, Debug)]
pub(super) struct Local {
    pub(super) id: String,
    pub(super) client: String,
    pub(super) start: Timestamp,
    pub(super) end: Timestamp,
    /// Minutes until it starts by the wall clock, negative once it has: "within a day" is meant by the clock, also
    /// in the nights in which it is put forward or back.
    pub(super) ahead: i64,
    /// The day it belongs to: the one it starts on (domain.md 0.22).
    pub(super) date: Date,
    /// Minutes after local midnight.
    pub(super) start_minute: i64,
    pub(super) end_minute: i64,
    pub(super) crosses_midnight: bool,
    /// Minutes from the midnight before its start to its end, by the wall clock: 1860 for 07:00 the next day.
    pub(super) end_from_midnight: i64,
}

impl Local {
    fn new(id: &str, client: &str, start: Timestamp, end: Timestamp, now: &ZonedDateTime) -> Self {
        let zone = now.time_zone();
        let (from, to) = (start.to_zoned_datetime(zone.clone()), end.to_zoned_datetime(zone.clone()));
        let minute = |at: &ZonedDateTime| i64::from(at.hour()) * 60 + i64::from(at.minute());
        Self {
            id: id.to_owned(),
            client: fold(&client.to_lowercase()),
            start,
            end,
            ahead: now.datetime().duration_until(from.datetime()).as_secs().div_euclid(60),
            date: from.date(),
            start_minute: minute(&from),
            end_minute: minute(&to),
            crosses_midnight: from.date() != to.date(),
            end_from_midnight: from.date().duration_until(to.date()).as_hours() * 60 + minute(&to),
        }
    }
}

/// One message with its surroundings.
pub(super) struct Context<'m> {
    pub(super) message: &'m Message,
    pub(super) zone: TimeZone,
    pub(super) now: ZonedDateTime,
    busy: Busy,
    pub(super) text: Text,
    pub(super) tongue: Tongue,
    pub(super) when: When,
    /// Shifts that have not ended, by start.
    pub(super) live: Vec<Local>,
    /// Shifts that have ended, by end.
    pub(super) ended: Vec<Local>,
    /// Offers as shifts; `id` is the code.
    pub(super) offers: Vec<Local>,
    asked: OnceCell<Asked>,
    bound: OnceCell<Binding>,
}

/// "I told Brenda Monday I can't do tomorrow", "I'm back Thursday and Friday": days on which something was said, or she works again.
fn without_told_days(flat: &str) -> String {
    rule!(
        TOLD = words[r"(?:told|spoke (?:to|with)|talked (?:to|with)|informed|notified|texted|messaged|emailed)(?: (?:the|my|your|ms|mr|mrs|miss))? [a-z]+ (?:on |last )?(?:mon|tues|wednes|thurs|fri|satur|sun)day (?P<then>that|about|i|im|how|we|but|and)"]
    );
    rule!(
        BACK = words[r"(?:i am|i will be|he is|she is|will be) back (?:(?:with|w|at|to|on|in|by) (?:(?:mr|mrs|ms|miss) )?(?:[a-z]+ )?)?(?:mon|tues|wednes|thurs|fri|satur|sun)day(?: (?:and|or) (?:mon|tues|wednes|thurs|fri|satur|sun)day)?"]
    );
    BACK.replace(&TOLD.replace(flat, "told $then"), "back")
}

impl<'m> Context<'m> {
    pub(super) fn new(message: &'m Message) -> Self {
        let zone = TimeZone::get(&message.zone).unwrap_or(TimeZone::UTC);
        let now = message.at.to_zoned_datetime(zone.clone());
        let first = Text::new(&message.text);
        let tongue = tongue::detect(&first, &message.thread);
        let text = match tongue {
            Tongue::English | Tongue::Spanish | Tongue::Unknown => first,
            other => Text::translated(&message.text, |flat| translate::into_english(other, &flat)),
        };
        let mut live: Vec<Local> = message
            .shifts
            .iter()
            .filter(|shift| shift.end > message.at)
            .map(|shift: &KnownShift| Local::new(&shift.id, &shift.client, shift.start, shift.end, &now))
            .collect();
        live.sort_by(|a, b| (a.start, &a.id).cmp(&(b.start, &b.id)));
        let mut over: Vec<&KnownShift> =
            message.shifts.iter().filter(|shift| shift.end <= message.at).collect();
        over.sort_by(|a, b| (a.end, &a.id).cmp(&(b.end, &b.id)));
        let ended = over.iter().map(|s| Local::new(&s.id, &s.client, s.start, s.end, &now)).collect();
        let offers = message
            .offers
            .iter()
            .map(|offer| Local::new(&offer.code.to_lowercase(), "", offer.shift.start, offer.shift.end, &now))
            .collect();
        let today = now.date();
        let busy =
            Busy { over_midnight: live.iter().any(|shift| shift.start <= message.at && shift.date < today) };
        let meant = without_told_days(&text.flat);
        let words: Vec<&str> = meant.split_whitespace().collect();
        let when = dates::read(&words, &now, tongue == Tongue::Spanish, busy);
        let (asked, bound) = (OnceCell::new(), OnceCell::new());
        Self { message, zone, now, busy, text, tongue, when, live, ended, offers, asked, bound }
    }

    pub(super) fn at(&self) -> Timestamp {
        self.message.at
    }

    /// The day it is where she works.
    pub(super) fn today(&self) -> Date {
        self.now.date()
    }

    /// What waits for an answer.
    pub(super) fn asked(&self) -> &Asked {
        self.asked.get_or_init(|| thread::asked(self))
    }

    /// Which of her shifts the whole text is about.
    pub(super) fn binding(&self) -> &Binding {
        self.bound.get_or_init(|| bind::bind(self))
    }

    /// Days and times of one clause.
    pub(super) fn when_in(&self, clause: &str) -> When {
        let words: Vec<&str> = clause.split_whitespace().collect();
        let mut when = dates::read(&words, &self.now, self.tongue == Tongue::Spanish, self.busy);
        // "Leave starting Monday, all my shifts need coverage through the 30th": half of an open range is open.
        when.unsure |= self.when.unsure && when.range;
        when
    }

    /// Minutes from receipt until the shift starts; negative once it has.
    pub(super) fn minutes_until(&self, shift: &Local) -> i64 {
        (shift.start.as_second() - self.at().as_second()).div_euclid(60)
    }

    pub(super) fn running(&self, shift: &Local) -> bool {
        shift.start <= self.at()
    }

    pub(super) fn shift(&self, id: &str) -> Option<&Local> {
        self.live.iter().find(|shift| shift.id == id)
    }

    /// The code of an offer as the caller wrote it.
    pub(super) fn code(&self, lower: &str) -> String {
        self.open_offer(lower).map_or_else(|| lower.to_owned(), |offer| offer.code.clone())
    }

    /// The offer with this code, as the caller gave it; codes are compared in lower case.
    pub(super) fn open_offer(&self, lower: &str) -> Option<&OpenOffer> {
        self.message.offers.iter().find(|offer| offer.code.to_lowercase() == lower)
    }
}

/// One thing found, with what it asks of the caller.
#[derive(Clone, Debug)]
pub(super) struct Found {
    pub(super) reading: IntentReading,
    pub(super) action: Action,
    pub(super) question: Option<String>,
    pub(super) urgent: bool,
    /// Can mean nothing else, whatever the model thinks: a code, a number from a list.
    pub(super) certain: bool,
}

impl Found {
    /// An intent with nothing bound; the action follows the confidence (domain.md 5.0).
    pub(super) fn new(intent: Intent, confidence: f64, because: impl Into<String>) -> Self {
        let because = because.into();
        Self {
            reading: IntentReading {
                intent,
                confidence,
                shifts: Vec::new(),
                offers: Vec::new(),
                eta_minutes: None,
                window: None,
                reason: None,
                because: if because.is_empty() { Vec::new() } else { vec![because] },
            },
            action: if confidence >= 0.85 { Action::Act } else { Action::Human },
            question: None,
            urgent: false,
            certain: false,
        }
    }

    pub(super) fn certain(mut self) -> Self {
        self.certain = true;
        self
    }

    pub(super) fn shifts(mut self, shifts: Vec<String>) -> Self {
        self.reading.shifts = shifts;
        self
    }

    pub(super) fn offers(mut self, offers: Vec<String>) -> Self {
        self.reading.offers = offers;
        self
    }

    pub(super) fn action(mut self, action: Action) -> Self {
        self.action = action;
        self
    }

    pub(super) fn urgent(mut self, urgent: bool) -> Self {
        self.urgent = urgent;
        self
    }

    /// Asks `question`; a confidence that would act is lowered into the band that asks.
    pub(super) fn ask(mut self, question: String) -> Self {
        self.action = Action::Ask;
        self.question = Some(question);
        self.reading.confidence = self.reading.confidence.min(0.84);
        self
    }

    pub(super) fn because(mut self, word: &str) -> Self {
        self.reading.because.push(word.to_owned());
        self
    }
}
