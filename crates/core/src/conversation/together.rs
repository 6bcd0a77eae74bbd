//! Several shifts in one text (b52): offers of other cases that are made to the same number within a few seconds join
//! the text that has not left yet (`docs/decisions/0020-several-shifts-in-one-text.md`).
use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use super::{Conversation, OpenOffer};
use crate::agency::Tongue;
use crate::id::{CaregiverId, CaseId};
use crate::texts::{Letterhead, Offered, Say, When, segments};

/// Most shifts in one text: with more it would be longer than two segments.
const MOST: usize = 3;
/// Segments that a text may have.
const SEGMENTS: usize = 2;

/// An offer text that is planned. Until it leaves, other offers may join it and closed ones are taken out.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Leaving {
    /// Its name in the outbox: that of the first offer, or its own once others have joined.
    pub key: String,
    /// Whose number it is.
    pub caregiver: CaregiverId,
    /// Until when another offer may join.
    pub until: Timestamp,
    /// The offers, in the order they came.
    pub offers: Vec<(CaseId, u32)>,
}

/// What is put behind the first offer's name.
const JOINT: &str = "/together";

impl Leaving {
    /// Others have joined: the text gets a name of its own, so that the first offer's end does not take it back. Returns
    /// the name that it had.
    pub fn becomes_joint(&mut self) -> String {
        let before = self.key.clone();
        if !self.key.ends_with(JOINT) {
            self.key.push_str(JOINT);
        }
        before
    }
}

impl Conversation {
    /// The text that another offer to this caregiver may join now.
    pub fn may_join(&self, caregiver: &CaregiverId, now: Timestamp) -> Option<&Leaving> {
        self.leaving.as_ref().filter(|l| l.caregiver == *caregiver && self.has_room(now))
    }

    /// Whether a text is leaving that another offer may join.
    pub(super) fn has_room(&self, now: Timestamp) -> bool {
        self.leaving.as_ref().is_some_and(|l| now < l.until && (1..MOST).contains(&self.of_text(l).len()))
    }

    /// Offers of a text that can still be answered, soonest shift first.
    fn of_text(&self, leaving: &Leaving) -> Vec<&OpenOffer> {
        let of = |o: &&OpenOffer| leaving.offers.contains(&(o.case, o.no));
        let mut open: Vec<&OpenOffer> = self.open.iter().filter(of).collect();
        open.sort_by_key(|o| (o.shift.key.start, o.code));
        open
    }

    /// The offers of the text that is leaving, as far as they stand: the one of the text's own case first.
    pub fn leaving_offers(&self) -> Vec<OpenOffer> {
        self.leaving.iter().flat_map(|l| self.of_text(l)).cloned().collect()
    }

    /// The words of the text that is leaving; `None` when nothing of it stands any more. One offer reads as ever. What
    /// does not fit into two segments is left out: first the ways, then the areas.
    pub fn leaving_words(&self, tongue: Tongue, head: Letterhead<'_>) -> Option<String> {
        let open = self.leaving.as_ref().map(|l| self.of_text(l))?;
        let when = |o: &OpenOffer| When { start: o.shift.key.start, end: o.shift.end };
        if let [only] = open.as_slice() {
            let say = Say::Offer {
                code: only.code,
                when: when(only),
                area: only.shift.area.clone(),
                minutes_away: only.minutes_away,
                until: only.expires,
                wording: only.wording,
            };
            return Some(say.render(tongue, head));
        }
        let until = open.iter().map(|o| o.expires).min()?;
        let words = |ways: bool, areas: bool| {
            let offers = open.iter().map(|o| Offered {
                code: o.code,
                when: when(o),
                area: o.shift.area.clone().filter(|_| areas),
                minutes_away: o.minutes_away.filter(|_| ways),
            });
            Say::Offers { offers: offers.collect(), until }.render(tongue, head)
        };
        let tries = [(true, true), (false, true)];
        let fits = tries.into_iter().map(|(w, a)| words(w, a)).find(|text| segments(text) <= SEGMENTS);
        Some(fits.unwrap_or_else(|| words(false, false)))
    }

    /// The words that were remembered when the text was planned are not what leaves: other ones do.
    pub fn reword(&mut self, before: Option<&str>, after: &str, at: Timestamp) {
        let same = |text: &str| before.is_some_and(|b| b == text);
        match self.thread.iter_mut().rev().find(|e| e.ours && same(e.text.expose())) {
            Some(known) => *known = super::Exchange { ours: true, text: after.into(), at },
            None => self.remember(true, after, at),
        }
    }

    /// Takes a closed offer out of the text that is leaving; whether it was in it.
    pub(super) fn leaves_without(&mut self, case: CaseId, no: u32) {
        if let Some(leaving) = &mut self.leaving {
            leaving.offers.retain(|offer| *offer != (case, no));
        }
    }
}

#[cfg(test)]
mod tests {
    use uuid::Uuid;

    use super::super::Proposal;
    use super::*;
    use crate::calendar::{Zone, plus_minutes};
    use crate::effect::OfferedShift;
    use crate::id::ShiftKey;
    use crate::matching::Exclusion;
    use crate::phone::Phone;
    use crate::policy::Policy;

    fn now() -> Timestamp {
        "2026-11-23T21:00:00Z".parse().unwrap()
    }

    fn case(n: u128) -> CaseId {
        CaseId(Uuid::from_u128(n))
    }

    /// Offers the shift of so many days ahead; it joins what is leaving if it may.
    fn offer(c: &mut Conversation, policy: &Policy, day: u128) -> Result<u8, Exclusion> {
        let start = plus_minutes(now(), 24 * 60 * i64::try_from(day).unwrap());
        let shift = OfferedShift {
            key: ShiftKey::new("55", start),
            end: plus_minutes(start, 240),
            area: Some("Arlington Heights".into()),
        };
        let proposal = Proposal {
            case: case(day),
            no: 1,
            shift: &shift,
            minutes_away: Some(12),
            expires: start,
            urgent: false,
            rank: 1,
            tongue: Tongue::English,
            wording: crate::matching::Wording::Warm,
        };
        let joins = c.may_join(&"ada".into(), now()).is_some();
        let code = c.admit_into(policy, &proposal, joins, now())?;
        match &mut c.leaving {
            Some(leaving) if joins => leaving.offers.push((case(day), 1)),
            _ => {
                c.leaving = Some(Leaving {
                    key: format!("{day}/offer/1"),
                    caregiver: "ada".into(),
                    until: plus_minutes(now(), 1),
                    offers: vec![(case(day), 1)],
                });
            }
        }
        Ok(code)
    }

    fn words(c: &Conversation, tongue: Tongue) -> String {
        let zone = Zone::named("America/Chicago").unwrap();
        let head = Letterhead { agency: "Example Home Care of Northern Illinois", zone: &zone };
        c.leaving_words(tongue, head).unwrap()
    }

    #[test]
    fn b52_three_days_are_one_text_that_counts_once_and_fits_two_segments() {
        let mut policy = Policy::default();
        policy.caps.open_offers = 9;
        policy.caps.offer_texts_per_day = 1;
        let mut c = Conversation::new(Phone::parse("2025550101").unwrap());
        // Out of order: the text lists them by the day.
        for day in [2, 1, 3] {
            offer(&mut c, &policy, day).unwrap();
        }
        for tongue in [Tongue::English, Tongue::Spanish] {
            let text = words(&c, tongue);
            assert!(segments(&text) <= 2, "{text}");
            let places: Vec<_> = ["#2 ", "#1 ", "#3 "].map(|n| text.find(n).unwrap()).into();
            assert!(places.is_sorted(), "{text}");
        }
        assert_eq!(c.reach(now()).offers_today, 1, "one text");
        assert_eq!(
            offer(&mut c, &policy, 4),
            Err(Exclusion::TooManyOffersToday),
            "a fourth would be a second text"
        );
    }

    #[test]
    fn b52_what_is_taken_meanwhile_is_not_in_the_text_and_the_last_one_reads_as_ever() {
        let policy = Policy::default();
        let mut c = Conversation::new(Phone::parse("2025550101").unwrap());
        offer(&mut c, &policy, 1).unwrap();
        let alone = words(&c, Tongue::English);
        let listed =
            |c: &Conversation| -> Vec<bool> { c.history.iter().map(|h| h.asking.unwrap().listed).collect() };
        assert_eq!(listed(&c), [false]);
        offer(&mut c, &policy, 2).unwrap();
        assert_eq!(listed(&c), [true, true], "neither is read in its own words");
        assert_ne!(words(&c, Tongue::English), alone);
        c.close_offer(case(2), 1);
        assert_eq!(words(&c, Tongue::English), alone);
        c.close_offer(case(1), 1);
        assert!(c.leaving_offers().is_empty());
        assert!(c.may_join(&"ada".into(), now()).is_none(), "nothing is left to join");
    }
}
