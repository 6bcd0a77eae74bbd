//! Hard rules: failing one means not offered (`domain.md` 3.1–3.8).
use std::collections::BTreeSet;

use jiff::civil::{Date, Time};
use jiff::{SignedDuration, Timestamp, ToSpan};

use super::exclusion::Exclusion;
use super::overtime::Workweek;
use super::schedule::{Lines, horizon};
use super::{Reach, Widened, rule};
use crate::agency::{Card, Caregiver, Listed, Roster, Works};
use crate::area_code::AreaZones;
use crate::calendar::Zone;
use crate::id::{CaregiverId, ClientId, ShiftKey, TagId};
use crate::place::{Place, Point};
use crate::policy::caregiver::{CaregiverRecord, Presence};
use crate::policy::matching::TagMeaning;
use crate::policy::skills::Level;
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
    /// What was allowed beside the usual rules.
    pub widened: Widened,
}

/// What the rules found on the way and the score needs again.
#[derive(Clone, Copy, Debug)]
pub(super) struct Fit {
    /// Minutes of travel from where she will really be; `None` where a place is not known.
    pub(super) minutes: Option<f64>,
    /// Hours in the week with this shift, ways included.
    pub(super) week_hours: f64,
    /// Hours at a premium that this shift adds.
    pub(super) premium: f64,
    /// What is not on file, a bit for each [`Gap`].
    pub(super) gaps: u8,
}

/// What the files of client and case say about single caregivers, a bit each.
pub(super) mod note {
    pub(in crate::matching) const DO_NOT_SEND: u8 = 1;
    pub(in crate::matching) const FAMILIAR: u8 = 2;
}

/// Everything about the shift that does not depend on the candidate, computed once.
pub(super) struct Context<'a> {
    pub(super) policy: &'a Policy,
    roster: &'a Roster,
    pub(super) need: &'a Need,
    pub(super) rules: &'a ClientRules,
    pub(super) required: BTreeSet<TagId>,
    pub(super) required_marks: Option<u128>,
    /// The level of care that is needed.
    pub(super) level: Option<Level>,
    pub(super) avoiding: u128,
    pub(super) home: BTreeSet<Presence>,
    pub(super) driver: bool,
    pub(super) driving: u128,
    /// Whether any credential is asked for.
    pub(super) asks_papers: bool,
    /// Whether the home asks anything of a person beside skills.
    pub(super) asks_home: bool,
    /// Whether anything but skills and places is asked even of people without a record.
    pub(super) asks_more: bool,
    pub(super) notes: Vec<u8>,
    records: Vec<Option<&'a CaregiverRecord>>,
    pub(super) lines: Lines,
    /// The square of the longest way, as [`Point::apart`] counts.
    pub(super) farthest: f32,
    allow_overtime: bool,
    pub(super) night: bool,
    /// The local days of start and end.
    pub(super) dates: (Date, Date),
    /// Symptoms that were reported after this count.
    pub(super) symptoms_after: Timestamp,
    /// The longest way from which she would still be there in time, minutes.
    minutes_left: i64,
    now: Timestamp,
    urgent: bool,
    quiet: bool,
    /// Where numbers are at home whose owners may be in quiet hours now.
    quiet_area: AreaZones,
}

impl<'a> Context<'a> {
    pub(super) fn new(policy: &'a Policy, roster: &'a Roster, need: &'a Need, now: Timestamp) -> Self {
        let (client, matching, zone) = (roster.client(&need.client), &policy.matching, &policy.agency.zone);
        let rules = policy.rules_of(&need.client);
        let meaning = |tag: &TagId| matching.tag_meanings.get(tag).copied();
        let tags = || client.into_iter().flat_map(|c| &c.tags);
        let is_verified = |tag: &TagId| policy.caregivers.values().any(|r| r.skills.contains_key(tag));
        let is_skill = |tag: &&TagId| match &matching.required_tags {
            Some(listed) => listed.contains(*tag),
            None => {
                let names_branch = policy.agency.branch_tags.contains_key(*tag);
                let is_plain =
                    meaning(tag).is_none() && !matching.tag_levels.contains_key(*tag) && !names_branch;
                is_plain && (roster.skills().contains(*tag) || is_verified(tag))
            }
        };
        let required: BTreeSet<TagId> = tags().filter(is_skill).cloned().collect();
        let level = rules.level.max(tags().filter_map(|tag| matching.tag_levels.get(tag).copied()).max());
        let mut home = rules.home.clone();
        home.extend(tags().filter_map(|t| meaning(t)?.has()));
        let caregivers_with = |wanted: &dyn Fn(TagMeaning) -> bool| {
            let with = matching.tag_meanings.iter().filter(|(_, m)| wanted(**m)).map(|(tag, _)| tag.clone());
            roster.known_marks_of(&with.collect())
        };
        let mut notes = vec![0; roster.caregivers().len()];
        let mut mark = |id: &CaregiverId, bit: u8| {
            if let Some(note) = roster.position(id).and_then(|at| notes.get_mut(at)) {
                *note |= bit;
            }
        };
        rules.exclude.iter().for_each(|id| mark(id, note::DO_NOT_SEND));
        if rules.familiar_only {
            // A visit that was called off made nobody familiar.
            let been = roster.visits_to(&need.client).filter(|s| s.is_on() && s.start() < now);
            been.filter_map(|s| s.caregiver.as_ref()).for_each(|id| mark(id, note::FAMILIAR));
        }
        let place = Point::of(need.position.or_else(|| client.and_then(|c| c.home)));
        let farthest = policy.longest_way(rules, client)
            * if need.widened.travel { matching.widened_travel } else { 1.0 };
        let symptom_days = if rules.immunocompromised {
            matching.symptom_days_immunocompromised
        } else {
            matching.symptom_days
        };
        let symptoms = SignedDuration::from_hours(24 * i64::from(symptom_days));
        let local = (zone.at(need.key.start), zone.at(need.end));
        let leaves = zone.at(now).time();
        let night = is_night((need.key.start, need.end), zone);
        let driver = rules.driver || tags().any(|t| meaning(t) == Some(TagMeaning::NeedsDriver));
        // A way that begins at night needs more time to get ready for (`domain.md 3.5`).
        let ready = match leaves.hour() {
            6..22 => matching.ready_minutes,
            _ => matching.ready_at_night_minutes,
        };
        let late = match rules.allowed_lateness_minutes {
            _ if rules.around_the_clock => 0,
            Some(minutes) => minutes,
            None => matching.allowed_lateness_minutes,
        };
        // A shift that has begun is late in any case: then the question is only whether anything is left to work.
        let goal =
            if now > need.key.start { need.end.as_second() } else { need.key.start.as_second() + late * 60 };
        let asks_papers = !matching.credentials.is_empty() || !rules.credentials.is_empty();
        let asks_home = night
            || driver
            || !home.is_empty()
            || level.is_some()
            || rules.no_smokers
            || rules.lift_pounds.is_some()
            || rules.language.is_some()
            || rules.sex.is_some();
        let mut lines = lines(policy, need, place);
        if driver {
            lines.at_most_in_24(matching.most_hours_in_24_driving);
        }
        Self {
            lines,
            farthest: Point::apart_for(farthest),
            allow_overtime: matching.allow_overtime || need.widened.overtime,
            avoiding: caregivers_with(&|m| m.avoids().is_some_and(|p| home.contains(&p))),
            driver,
            driving: caregivers_with(&|m| m == TagMeaning::Drives),
            asks_more: asks_papers || asks_home || rules.familiar_only || matching.age_on_file,
            asks_papers,
            asks_home,
            records: roster.aligned(&policy.caregivers),
            night,
            dates: (local.0.date(), local.1.date()),
            minutes_left: (goal - now.as_second()).div_euclid(60) - ready,
            home,
            required_marks: roster.marks_of(&required),
            required,
            level,
            symptoms_after: need.key.start.saturating_sub(symptoms).unwrap_or(need.key.start),
            rules,
            notes,
            policy,
            roster,
            need,
            now,
            urgent: policy.is_urgent(need.key.start, now),
            quiet: policy.quiet.hours.contains(now, zone),
            quiet_area: roster.areas_in(&policy.quiet.hours, now),
        }
    }

    /// What somebody works, by start.
    pub(super) fn works(&self, card: &Card) -> Works<'a> {
        self.roster.works(card)
    }

    /// The record of the caregiver at this place of the list.
    pub(super) fn record(&self, at: usize) -> Option<&'a CaregiverRecord> {
        self.records.get(at).copied().flatten()
    }

    /// Judges the caregiver at this place of the list. With `every`, all rules that she breaks are collected there and
    /// the first of them in the order of [`Exclusion`] is returned.
    // Most of five thousand people are ruled out in its first lines.
    #[inline(always)]
    pub(super) fn judge(
        &self,
        at: usize,
        listed: Listed<'_>,
        reach: &Reach,
        mut every: Option<&mut Vec<Exclusion>>,
    ) -> Result<Fit, Exclusion> {
        let gaps = self.judge_person(at, listed, &mut every)?;
        self.judge_schedule(at, listed, reach, gaps, every)
    }

    /// The rules about time and texts.
    #[inline(never)]
    fn judge_schedule(
        &self,
        at: usize,
        Listed { caregiver, card }: Listed<'_>,
        reach: &Reach,
        gaps: u8,
        mut every: Option<&mut Vec<Exclusion>>,
    ) -> Result<Fit, Exclusion> {
        let (matching, record) = (&self.policy.matching, self.record(at));
        let shift = (self.need.key.start, self.need.end);
        rule!(&mut every, self.may_infect(reach, record), Exclusion::Symptoms);
        if let Some(record) = record {
            let zone = &self.policy.agency.zone;
            rule!(
                &mut every,
                record.unavailable.iter().any(|u| u.meets(shift, zone)),
                Exclusion::Unavailable
            );
        }
        // Her other files in other branches; hardly anybody has one.
        let files: Vec<Works<'_>> = match record.filter(|r| !r.same_as.is_empty()) {
            Some(record) => {
                let others = record.same_as.iter().filter_map(|id| self.roster.listed_as(id));
                others.map(|other| self.roster.works(other.card)).collect()
            }
            None => Vec::new(),
        };
        let works = self.roster.works(card);
        let mut load = self.lines.begin();
        self.lines.add(&mut load, works, self.roster, self.need);
        files.iter().for_each(|file| self.lines.add(&mut load, *file, self.roster, self.need));
        if !reach.claims.is_empty() {
            self.lines.add_claims(&mut load, &reach.claims, works, &files);
        }
        rule!(&mut every, load.overlap, Exclusion::Overlap);
        rule!(&mut every, self.has_claimed(reach), Exclusion::ClaimedOther);
        rule!(&mut every, load.little_rest, Exclusion::TooLittleRest);
        rule!(&mut every, self.lines.is_too_long_a_day(&load), Exclusion::TooLongDay);
        self.lines.add_week(&mut load, works, self.roster, self.need);
        files.iter().for_each(|file| self.lines.add_week(&mut load, *file, self.roster, self.need));
        if !reach.claims.is_empty() {
            self.lines.add_claimed_week(&mut load, &reach.claims, works, &files);
        }
        rule!(&mut every, self.lines.days_in_a_row(&load) > self.lines.most_days, Exclusion::TooManyDays);
        #[expect(clippy::cast_precision_loss, reason = "seconds of a week")]
        let week_hours = (load.week + load.added_way) as f64 / 3600.0;
        rule!(
            &mut every,
            matching.hard_week_hours.is_some_and(|most| week_hours > most),
            Exclusion::LegalHours
        );
        let premium = self.lines.premium(&load, works, &files, (self.roster, self.need), &reach.claims);
        rule!(
            &mut every,
            !self.allow_overtime && (week_hours > matching.week_hours || premium > 0.0),
            Exclusion::WeekHours
        );
        let from_home = card.home.minutes_to(self.lines.place);
        rule!(&mut every, !self.can_arrive(from_home), Exclusion::CannotArrive);
        rule!(&mut every, !card.has_phone, Exclusion::NoPhone);
        rule!(&mut every, reach.opted_out, Exclusion::OptedOut);
        rule!(&mut every, reach.paused, Exclusion::Paused);
        rule!(&mut every, self.is_quiet_for(caregiver, card, record), Exclusion::QuietHours);
        rule!(
            &mut every,
            matching.spare_people_on_shift && !self.urgent && self.is_with_client(works),
            Exclusion::WithClient
        );
        rule!(&mut every, reach.open_offers >= self.policy.caps.open_offers, Exclusion::TooManyOpenOffers);
        rule!(
            &mut every,
            !self.urgent && reach.offers_today >= self.policy.caps.offer_texts_per_day,
            Exclusion::TooManyOffersToday
        );
        // Some rules are cheaper to look at together; what is said first is the first in their own order.
        match every.and_then(|all| all.iter().min().copied()) {
            Some(why) => Err(why),
            None => {
                let minutes = self.lines.minutes_from(&load, from_home);
                Ok(Fit { minutes, week_hours, premium, gaps })
            }
        }
    }

    /// Somebody who said yes to another shift at that time has no time for this one.
    fn has_claimed(&self, reach: &Reach) -> bool {
        if reach.claims.is_empty() {
            return false;
        }
        let buffer = self.policy.buffer(None);
        let from = self.need.key.start.saturating_sub(buffer).unwrap_or(self.need.key.start);
        let until = self.need.end.saturating_add(buffer).unwrap_or(self.need.end);
        reach.claims.iter().any(|(start, end)| *start < until && from < *end)
    }

    fn can_arrive(&self, from_home: Option<f64>) -> bool {
        #[expect(clippy::cast_possible_truncation, reason = "minutes of travel")]
        let way = from_home.map_or(self.policy.matching.unknown_travel_minutes, |minutes| minutes as i64);
        way <= self.minutes_left
    }

    /// Quiet hours are the recipient's (`domain.md 2.12`); an urgent shift may break them, unless she is never texted then.
    fn is_quiet_for(&self, caregiver: &Caregiver, card: &Card, record: Option<&CaregiverRecord>) -> bool {
        let never = || self.policy.quiet.never.contains(&caregiver.id);
        if let Some(is_quiet) = record.and_then(|record| self.is_quiet_at_home(record)) {
            return is_quiet && (!self.urgent || never());
        }
        // Of her number nothing is known but the area code. Where the agency's own quiet hours hold a wave back, that is
        // not for a ranking to say.
        let area = card.area.meets(self.quiet_area);
        (area && !self.quiet && !self.urgent) || ((area || self.quiet) && never())
    }

    /// Somebody with several files may be at home in several zones: quiet in one of them is quiet. Nothing where no zone
    /// is on file.
    fn is_quiet_at_home(&self, record: &CaregiverRecord) -> Option<bool> {
        let zones = self.policy.zones_on_file(record);
        zones.map(|zone| self.policy.quiet.hours.contains(self.now, zone)).reduce(|one, other| one || other)
    }

    fn is_with_client(&self, works: Works<'_>) -> bool {
        let now = self.now.as_second();
        let begun = works.before(now + 1);
        // Visits overlap seldom; the last two that have begun are enough.
        works.iter().take(begun).rev().take(2).any(|b| now < b.end)
    }
}

fn lines(policy: &Policy, need: &Need, place: Point) -> Lines {
    let (matching, zone) = (&policy.matching, &policy.agency.zone);
    let (start, end) = (need.key.start, need.end);
    let week = Workweek::of(start, zone, matching.week_starts, matching.workday_starts);
    let next = (end.as_second() > week.span().1)
        .then(|| Workweek::of(end, zone, matching.week_starts, matching.workday_starts));
    let date = zone.at(start).date();
    let midnight = |d: Date| {
        d.to_zoned_datetime(zone.tz().clone())
            .map_or_else(|_| start.as_second(), |z| z.timestamp().as_second())
    };
    #[expect(clippy::cast_possible_truncation, reason = "hours of rest and of a day")]
    let seconds = |hours: f64| (hours * 3600.0) as i64;
    let mut law = matching.state.law();
    law.week = law.week.min(matching.week_hours);
    let day = (midnight(date), midnight(date.saturating_add(1.days())));
    Lines {
        shift: (start.as_second(), end.as_second()),
        place,
        day,
        horizon: horizon(&week, day, matching.most_days_in_a_row),
        weeks: (week, next),
        rest: seconds(matching.rest_hours),
        most_in_24: seconds(matching.most_hours_in_24),
        most_days: matching.most_days_in_a_row,
        buffer: (matching.buffer_minutes * 60, matching.unknown_travel_minutes * 60),
        only_week: law.day.is_none() && law.consecutive.is_none() && law.spread.is_none() && !law.seventh_day,
        law,
    }
}

/// Whether the shift holds the small hours of a local night, one to four.
fn is_night((start, end): (Timestamp, Timestamp), zone: &Zone) -> bool {
    let hour = |h| Time::constant(h, 0, 0, 0);
    let night = crate::calendar::DailyWindow { from: hour(1), until: hour(4) };
    let step = SignedDuration::from_hours(1);
    let mut at = start;
    while at < end {
        if night.contains(at, zone) {
            return true;
        }
        let Ok(next) = at.saturating_add(step) else { return false };
        at = next;
    }
    false
}

/// The legal workweek that holds an instant: from when, until when.
pub fn week_of(when: Timestamp, policy: &Policy) -> (Timestamp, Timestamp) {
    let matching = &policy.matching;
    let week = Workweek::of(when, &policy.agency.zone, matching.week_starts, matching.workday_starts);
    let (from, until) = week.span();
    let instant = |seconds| Timestamp::from_second(seconds).unwrap_or(when);
    (instant(from), instant(until))
}

/// Runs every hard rule for one person again, as at the moment of a yes. `AlreadyAsked` and the caps do not count: she
/// was asked.
///
/// # Errors
/// The first rule that she breaks now.
pub fn recheck(
    policy: &Policy,
    roster: &Roster,
    need: &Need,
    caregiver: &CaregiverId,
    reach: &Reach,
    now: Timestamp,
) -> Result<(), Exclusion> {
    // Texting is not what she needs any more.
    why_not(policy, roster, need, caregiver, reach, now)
        .into_iter()
        .find(|why| !why.is_about_texting())
        .map_or(Ok(()), Err)
}

/// Every rule that somebody breaks, for the office's question "why not her?". Empty: she may be asked.
pub fn why_not(
    policy: &Policy,
    roster: &Roster,
    need: &Need,
    caregiver: &CaregiverId,
    reach: &Reach,
    now: Timestamp,
) -> Vec<Exclusion> {
    let found = roster.position(caregiver).zip(roster.listed_as(caregiver));
    let Some((at, listed)) = found else { return vec![Exclusion::NotActive] };
    let mut every = Vec::new();
    let fit = Context::new(policy, roster, need, now).judge(at, listed, reach, Some(&mut every));
    debug_assert_eq!(fit.is_ok(), every.is_empty());
    every.sort_unstable();
    every
}
