//! Hard rules: failing one means not offered (`domain.md` 3.1–3.8, those that the mirror can know).
use std::collections::BTreeSet;

use jiff::{SignedDuration, Timestamp, ToSpan};
use serde::{Deserialize, Serialize};

use super::Reach;
use crate::agency::{Booking, Caregiver, Listed, Roster};
use crate::calendar::Zone;
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
    /// Called out of another visit around then (H20).
    AwayThen,
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
            Self::AwayThen => "cannot work another visit around then",
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
    required_marks: Option<u128>,
    site: Option<Place>,
    familiar: BTreeSet<&'a crate::id::CaregiverId>,
    /// The shift, like all that follows in seconds since 1970.
    shift: (i64, i64),
    week: (i64, i64),
    /// The local day on which the shift starts.
    day: (i64, i64),
    /// Shifts that start outside of this say nothing about hours, rest or overlap.
    horizon: (i64, i64),
    /// Shifts that end before or start after this are neither too near nor in the way.
    near: (i64, i64),
    rest: i64,
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
        const DAY: i64 = 24 * 3600;
        let seconds = |(from, until): (Timestamp, Timestamp)| (from.as_second(), until.as_second());
        let week = seconds(week_of(need.key.start, &policy.agency.zone, policy.matching.week_starts));
        let shift = seconds((need.key.start, need.end));
        let near = (shift.0 - DAY, shift.1 + DAY);
        Self {
            policy,
            roster,
            need,
            shift,
            day: seconds(day_of(need.key.start, &policy.agency.zone)),
            // No shift is longer than two days.
            horizon: (week.0.min(near.0) - 2 * DAY, week.1.max(near.1)),
            near,
            #[expect(clippy::cast_possible_truncation, reason = "hours of rest")]
            rest: (policy.matching.rest_hours * 3600.0) as i64,
            site: need.position.or_else(|| client.and_then(|c| c.home)),
            rules,
            required_marks: roster.marks_of(&required),
            required,
            familiar,
            week,
            now,
            urgent: policy.is_urgent(need.key.start, now),
            quiet: policy.quiet.hours.contains(now, &policy.agency.zone),
        }
    }

    pub(super) fn judge(
        &self,
        Listed { caregiver, works, marks }: Listed<'_>,
        reach: &Reach,
    ) -> Result<Fit, Exclusion> {
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
        let has_all = match self.required_marks {
            Some(required) => required & !marks == 0,
            None => self.required.is_subset(&caregiver.tags),
        };
        if !has_all {
            return Err(Exclusion::MissingTag);
        }
        if self.rules.familiar_only && !self.familiar.contains(&caregiver.id) {
            return Err(Exclusion::NotFamiliar);
        }
        let mut week_seconds = within(self.shift, self.week);
        let first = works.partition_point(|b| b.start < self.horizon.0);
        for booking in works.iter().skip(first).take_while(|b| b.start <= self.horizon.1) {
            if booking.start == self.shift.0
                && self.roster.booked(booking).is_some_and(|shift| shift.key == self.need.key)
            {
                continue;
            }
            week_seconds += within((booking.start, booking.end), self.week);
            if booking.end < self.near.0 || booking.start > self.near.1 {
                continue;
            }
            if self.is_in_the_way(booking) {
                return Err(Exclusion::Overlap);
            }
            if self.breaks_rest(booking) {
                return Err(Exclusion::TooLittleRest);
            }
        }
        #[expect(clippy::cast_precision_loss, reason = "seconds of a week")]
        let week_hours = week_seconds as f64 / 3600.0;
        let buffer = policy.buffer(None);
        let widened =
            (start.saturating_sub(buffer).unwrap_or(start), end.saturating_add(buffer).unwrap_or(end));
        if reach.claims.iter().any(|(from, to)| *from < widened.1 && widened.0 < *to) {
            return Err(Exclusion::ClaimedOther);
        }
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

    /// Whether the two share time, the way between them and a buffer included.
    fn is_in_the_way(&self, other: &Booking) -> bool {
        let gap = self.gap(other);
        gap < 0 || gap < self.policy.buffer(self.travel_from(other)).as_secs()
    }

    /// Seconds between the two; negative when they share time.
    fn gap(&self, other: &Booking) -> i64 {
        (self.shift.0 - other.end).max(other.start - self.shift.1)
    }

    /// Travel minutes between this shift and that one.
    fn travel_from(&self, other: &Booking) -> Option<f64> {
        if self.roster.booked(other).is_some_and(|shift| shift.client == self.need.client) {
            return Some(0.0);
        }
        other.place.zip(self.site).map(|(a, b)| a.minutes_to(b))
    }

    /// Rest is owed between days of work, not between two visits of one day.
    fn breaks_rest(&self, other: &Booking) -> bool {
        if self.day.0 <= other.start && other.start < self.day.1 {
            return false;
        }
        self.gap(other) < self.rest
    }
}

/// Seconds of the first interval that lie in the second.
fn within(part: (i64, i64), whole: (i64, i64)) -> i64 {
    (part.1.min(whole.1) - part.0.max(whole.0)).max(0)
}

/// The local day that holds an instant.
fn day_of(when: Timestamp, zone: &Zone) -> (Timestamp, Timestamp) {
    let date = zone.at(when).date();
    let midnight =
        |d: jiff::civil::Date| d.to_zoned_datetime(zone.tz().clone()).map(|z| z.timestamp()).unwrap_or(when);
    (midnight(date), midnight(date.saturating_add(1.days())))
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
    let Some(listed) = roster.listed_as(&caregiver.id) else { return Err(Exclusion::NotActive) };
    match Context::new(policy, roster, need, now).judge(listed, &asked) {
        // Texting is not what she needs any more.
        Ok(_) | Err(Exclusion::OptedOut | Exclusion::NoPhone | Exclusion::QuietHours) => Ok(()),
        Err(why) => Err(why),
    }
}
