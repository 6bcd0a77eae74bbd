//! Hard rules: failing one means not offered (`domain.md` 3.1–3.8, those that the mirror can know).
use std::collections::BTreeSet;

use jiff::{SignedDuration, Timestamp, ToSpan};
use serde::{Deserialize, Serialize};

use super::Reach;
use crate::agency::{Caregiver, Roster, Shift};
use crate::calendar::{Zone, hours_between};
use crate::id::{ClientId, ShiftKey, TagId};
use crate::place::Place;
use crate::policy::{ClientRules, Policy};

/// The shift that needs somebody.
#[derive(Clone, Debug, PartialEq)]
pub struct Need {
    /// Which.
    pub key: ShiftKey,
    /// Whose home.
    pub client: ClientId,
    /// End.
    pub end: Timestamp,
    /// Where, if the schedule has it.
    pub position: Option<Place>,
}

/// The one reason why somebody is not asked. The first that applies, in this order.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Exclusion {
    /// Called out of this very shift (H19).
    CalledOut,
    /// Said no to this shift (H19).
    Declined,
    /// Said yes to this shift and took it back.
    Withdrew,
    /// A rule broke between the offer and the yes.
    FailedRecheck,
    /// Has an offer for this shift already.
    AlreadyAsked,
    /// Not active in WellSky (H1).
    NotActive,
    /// Applicant, not hired (H1).
    NotHired,
    /// On the client's do-not-send list (H2).
    DoNotSend,
    /// Lacks a tag the client needs (H3).
    MissingTag,
    /// The client takes only people who have been there (H16).
    NotFamiliar,
    /// Works then, or could not travel in between (H11).
    Overlap,
    /// Has said yes to another shift at that time (H17).
    ClaimedOther,
    /// Too little rest before or after (L3, `domain.md 2.46`).
    TooLittleRest,
    /// Would pass the weekly hours (H13).
    WeekHours,
    /// Lives too far away (H15).
    TooFar,
    /// Cannot be there in time (H12).
    CannotArrive,
    /// Cannot be texted: opted out (H18).
    OptedOut,
    /// No number on file (H18).
    NoPhone,
    /// Never texted in quiet hours, by policy.
    QuietHours,
    /// As many open offers as the policy allows.
    TooManyOpenOffers,
    /// As many offer texts today as the policy allows.
    TooManyOffersToday,
}

impl Exclusion {
    /// In words.
    pub const fn words(self) -> &'static str {
        match self {
            Self::CalledOut => "called out of this shift",
            Self::Declined => "declined this shift",
            Self::Withdrew => "accepted and withdrew",
            Self::FailedRecheck => "no longer fitted when she said yes",
            Self::AlreadyAsked => "was asked already",
            Self::NotActive => "not active",
            Self::NotHired => "not hired",
            Self::DoNotSend => "on the client's do-not-send list",
            Self::MissingTag => "lacks a skill that the client needs",
            Self::NotFamiliar => "the client takes only familiar people",
            Self::Overlap => "has another visit then (travel included)",
            Self::ClaimedOther => "has said yes to another shift then",
            Self::TooLittleRest => "too little rest between shifts",
            Self::WeekHours => "would pass the weekly hours",
            Self::TooFar => "lives too far away",
            Self::CannotArrive => "cannot be there in time",
            Self::OptedOut => "opted out of texts",
            Self::NoPhone => "no phone number on file",
            Self::QuietHours => "never texted in quiet hours",
            Self::TooManyOpenOffers => "has as many open offers as allowed",
            Self::TooManyOffersToday => "had as many offers today as allowed",
        }
    }

    /// Whether it can have passed when the next wave is ranked.
    pub const fn may_pass(self) -> bool {
        matches!(
            self,
            Self::QuietHours | Self::TooManyOpenOffers | Self::TooManyOffersToday | Self::ClaimedOther
        )
    }
}

/// What the rules found on the way and the score needs again.
#[derive(Clone, Copy, Debug)]
pub(super) struct Fit {
    pub(super) minutes: Option<f64>,
    pub(super) week_hours: f64,
}

/// Everything about the shift that does not depend on the candidate, computed once.
pub(super) struct Context<'a> {
    policy: &'a Policy,
    roster: &'a Roster,
    need: &'a Need,
    rules: ClientRules,
    required: BTreeSet<TagId>,
    site: Option<Place>,
    familiar: BTreeSet<&'a crate::id::CaregiverId>,
    week: (Timestamp, Timestamp),
    now: Timestamp,
    urgent: bool,
    quiet: bool,
}

impl<'a> Context<'a> {
    pub(super) fn new(policy: &'a Policy, roster: &'a Roster, need: &'a Need, now: Timestamp) -> Self {
        let client = roster.client(&need.client);
        let rules = policy.client(&need.client);
        let required = client
            .map(|c| match &policy.matching.required_tags {
                Some(listed) => c.tags.intersection(listed).cloned().collect(),
                None => c.tags.intersection(roster.skills()).cloned().collect(),
            })
            .unwrap_or_default();
        let familiar = if rules.familiar_only {
            roster
                .visits_to(&need.client)
                .filter(|s| s.start() < now)
                .filter_map(|s| s.caregiver.as_ref())
                .collect()
        } else {
            BTreeSet::new()
        };
        Self {
            policy,
            roster,
            need,
            site: need.position.or_else(|| client.and_then(|c| c.home)),
            rules,
            required,
            familiar,
            week: week_of(need.key.start, &policy.agency.zone, policy.matching.week_starts),
            now,
            urgent: policy.is_urgent(need.key.start, now),
            quiet: policy.quiet.hours.contains(now, &policy.agency.zone),
        }
    }

    pub(super) fn judge(&self, caregiver: &Caregiver, reach: &Reach) -> Result<Fit, Exclusion> {
        let (policy, matching) = (self.policy, &self.policy.matching);
        let (start, end) = (self.need.key.start, self.need.end);
        if !caregiver.active {
            return Err(Exclusion::NotActive);
        }
        if !caregiver.hired {
            return Err(Exclusion::NotHired);
        }
        if self.rules.exclude.contains(&caregiver.id) {
            return Err(Exclusion::DoNotSend);
        }
        if !self.required.is_subset(&caregiver.tags) {
            return Err(Exclusion::MissingTag);
        }
        if self.rules.familiar_only && !self.familiar.contains(&caregiver.id) {
            return Err(Exclusion::NotFamiliar);
        }
        let mut week_hours = 0.0;
        let rest = SignedDuration::from_secs((matching.rest_hours * 3600.0) as i64);
        for shift in self.roster.shifts_of(&caregiver.id).filter(|s| s.is_on() && s.key != self.need.key) {
            if shift.start() < self.week.1 && self.week.0 < shift.end {
                week_hours += hours_between(shift.start().max(self.week.0), shift.end.min(self.week.1));
            }
            if shift.end < start.saturating_sub(SignedDuration::from_hours(24)).unwrap_or(start)
                || shift.start() > end.saturating_add(SignedDuration::from_hours(24)).unwrap_or(end)
            {
                continue;
            }
            if shift.overlaps(start, end, policy.buffer(self.travel_from(shift))) {
                return Err(Exclusion::Overlap);
            }
            if self.breaks_rest(shift, rest) {
                return Err(Exclusion::TooLittleRest);
            }
        }
        let buffer = policy.buffer(None);
        let widened =
            (start.saturating_sub(buffer).unwrap_or(start), end.saturating_add(buffer).unwrap_or(end));
        if reach.claims.iter().any(|(from, to)| *from < widened.1 && widened.0 < *to) {
            return Err(Exclusion::ClaimedOther);
        }
        let week_hours = week_hours + hours_between(start.max(self.week.0), end.min(self.week.1));
        if week_hours > matching.week_hours && !matching.allow_overtime {
            return Err(Exclusion::WeekHours);
        }
        let minutes = caregiver.home.zip(self.site).map(|(home, site)| home.minutes_to(site));
        if minutes.is_some_and(|m| m > matching.max_travel_minutes) {
            return Err(Exclusion::TooFar);
        }
        let way = minutes.unwrap_or(matching.unknown_travel_minutes as f64) as i64 + matching.ready_minutes;
        let latest = start
            .saturating_add(SignedDuration::from_mins(matching.allowed_lateness_minutes))
            .unwrap_or(start);
        // A shift that has begun is late in any case: then the question is only whether anything is left to work.
        let goal = if self.now > start { end } else { latest };
        if self.now.saturating_add(SignedDuration::from_mins(way)).unwrap_or(self.now) > goal {
            return Err(Exclusion::CannotArrive);
        }
        if caregiver.text_to.is_none() {
            return Err(Exclusion::NoPhone);
        }
        if reach.opted_out {
            return Err(Exclusion::OptedOut);
        }
        if self.quiet && policy.quiet.never.contains(&caregiver.id) {
            return Err(Exclusion::QuietHours);
        }
        if reach.open_offers >= policy.caps.open_offers {
            return Err(Exclusion::TooManyOpenOffers);
        }
        if !self.urgent && reach.offers_today >= policy.caps.offer_texts_per_day {
            return Err(Exclusion::TooManyOffersToday);
        }
        Ok(Fit { minutes, week_hours })
    }

    /// Travel minutes between this shift and that one.
    fn travel_from(&self, other: &Shift) -> Option<f64> {
        if other.client == self.need.client {
            return Some(0.0);
        }
        let there = other.position.or_else(|| self.roster.client(&other.client).and_then(|c| c.home));
        there.zip(self.site).map(|(a, b)| a.minutes_to(b))
    }

    /// Rest is owed between days of work, not between two visits of one day.
    fn breaks_rest(&self, other: &Shift, rest: SignedDuration) -> bool {
        let zone = &self.policy.agency.zone;
        let day = |t: Timestamp| zone.at(t).date();
        let (start, end) = (self.need.key.start, self.need.end);
        if day(other.start()) == day(start) {
            return false;
        }
        let gap = if other.start() < start {
            start.duration_since(other.end)
        } else {
            other.start().duration_since(end)
        };
        gap < rest
    }
}

/// The legal workweek that holds an instant: seven local days from the agency's first weekday.
pub fn week_of(when: Timestamp, zone: &Zone, first: i8) -> (Timestamp, Timestamp) {
    let date = zone.at(when).date();
    let back = (date.weekday().to_monday_one_offset() - first).rem_euclid(7);
    let from = date.saturating_sub(i64::from(back).days());
    let to = from.saturating_add(7.days());
    let instant =
        |d: jiff::civil::Date| d.to_zoned_datetime(zone.tz().clone()).map(|z| z.timestamp()).unwrap_or(when);
    (instant(from), instant(to))
}

/// Runs every hard rule for one person again, as at the moment of a yes. `AlreadyAsked` and the caps do not count: she
/// was asked.
///
/// # Errors
/// The one reason why she may not have the shift now.
pub fn recheck(
    policy: &Policy,
    roster: &Roster,
    need: &Need,
    caregiver: &Caregiver,
    reach: &Reach,
    now: Timestamp,
) -> Result<(), Exclusion> {
    let asked = Reach { open_offers: 0, offers_today: 0, ..reach.clone() };
    match Context::new(policy, roster, need, now).judge(caregiver, &asked) {
        // Texting is not what she needs any more.
        Ok(_) | Err(Exclusion::OptedOut | Exclusion::NoPhone | Exclusion::QuietHours) => Ok(()),
        Err(why) => Err(why),
    }
}
