//! The hard rules that need no schedule: what the files of caregiver, client and agency say of each other
//! (`domain.md` 3.1–3.4, 3.6). They come first, because they end the judgement of most.
use super::eligible::{Context, note};
use super::exclusion::{Exclusion, Gap};
use super::{Reach, rule};
use crate::agency::{Card, Caregiver, Listed, Tongue};
use crate::id::TagId;
use crate::place::Point;
use crate::policy::caregiver::CaregiverRecord;
use crate::policy::matching::{TagMeaning, Unknown};
use crate::policy::skills::Level;

impl Context<'_> {
    /// The rules that need no schedule; gives back what is not on file. Most people are ruled out here, so it stays small.
    #[inline(always)]
    pub(super) fn judge_person(
        &self,
        at: usize,
        listed: Listed<'_>,
        every: &mut Option<&mut Vec<Exclusion>>,
    ) -> Result<u8, Exclusion> {
        let Listed { caregiver, card } = listed;
        let (matching, rules) = (&self.policy.matching, self.rules);
        let (record, notes) = (self.record(at), self.notes.get(at).copied().unwrap_or_default());
        rule!(every, !card.active, Exclusion::NotActive);
        rule!(every, !card.hired, Exclusion::NotHired);
        rule!(every, notes & note::DO_NOT_SEND != 0, Exclusion::DoNotSend);
        if let Some(record) = record {
            rule!(every, record.is_held(self.dates.0), Exclusion::OnHold);
            rule!(every, record.exclude_clients.contains(&self.need.client), Exclusion::DoesNotGo);
            rule!(every, record.excluded_by_law, Exclusion::ExcludedByLaw);
        }
        let asks = self.asks_more || record.is_some();
        if asks {
            rule!(every, self.asks_papers && !self.has_credentials(record), Exclusion::Credential);
            let grown = record.and_then(|r| r.is_grown(self.dates.0));
            rule!(every, !grown.unwrap_or(!matching.age_on_file), Exclusion::TooYoung);
        }
        rule!(every, !self.has_skills(caregiver, card, record), Exclusion::MissingTag);
        let mut gaps = 0;
        if asks {
            let misfit;
            (misfit, gaps) = if self.asks_home { self.suits(caregiver, card, record) } else { (None, 0) };
            if let Some(why) = misfit {
                rule!(every, true, why);
            }
            rule!(every, rules.familiar_only && notes & note::FAMILIAR == 0, Exclusion::NotFamiliar);
            rule!(every, gaps != 0 && matching.unknown == Unknown::Fail, Exclusion::NotOnFile);
        }
        let apart = card.home.apart(self.lines.place);
        let own = record.and_then(|r| r.max_travel_minutes).map(Point::apart_for);
        // Not a number, where a place is not known, is never farther.
        rule!(every, apart > own.unwrap_or(self.farthest), Exclusion::TooFar);
        Ok(gaps)
    }

    /// Every credential that is asked for is on file and lasts through the last day of the shift. What the law asks for
    /// is never assumed: not on file is not there.
    fn has_credentials(&self, record: Option<&CaregiverRecord>) -> bool {
        let lasts = |name: &String| {
            record.and_then(|r| r.credentials.get(name)).is_some_and(|through| self.dates.1 <= *through)
        };
        self.policy.matching.credentials.iter().chain(&self.rules.credentials).all(lasts)
    }

    /// Every skill that is asked for is among her tags, or verified in her record; one whose verification has run out
    /// before the shift ends does not count (`domain.md 3.3`).
    fn has_skills(&self, caregiver: &Caregiver, card: &Card, record: Option<&CaregiverRecord>) -> bool {
        match (record.filter(|r| !r.skills.is_empty()), self.required_marks) {
            (None, Some(required)) => required & !card.marks == 0,
            (None, None) => self.required.is_subset(&caregiver.tags),
            (Some(record), _) => self.required.iter().all(|tag| self.has_tag(caregiver, record, tag)),
        }
    }

    /// Whether a tag of hers counts for this shift.
    fn has_tag(&self, caregiver: &Caregiver, record: &CaregiverRecord, tag: &TagId) -> bool {
        record.skills.get(tag).map_or_else(|| caregiver.tags.contains(tag), |skill| skill.counts(self.dates))
    }

    /// Whether her tags have this meaning, those aside whose verification has run out.
    fn has_meaning(&self, caregiver: &Caregiver, record: &CaregiverRecord, meaning: TagMeaning) -> bool {
        let mut meant = self.policy.matching.tag_meanings.iter().filter(|(_, m)| **m == meaning);
        meant.any(|(tag, _)| self.has_tag(caregiver, record, tag))
    }

    /// The level of care she gives, by her record or else by the highest of her tags that count.
    fn level_of(&self, caregiver: &Caregiver, record: Option<&CaregiverRecord>) -> Option<Level> {
        let counts = |tag: &TagId| match record {
            Some(record) => self.has_tag(caregiver, record, tag),
            None => caregiver.tags.contains(tag),
        };
        let tags = self.policy.matching.tag_levels.iter();
        let by_tags = || tags.filter(|(tag, _)| counts(tag)).map(|(_, level)| *level).max();
        record.and_then(|r| r.level).or_else(by_tags)
    }

    /// What the home asks of a person: the first misfit, and what nobody has written down.
    fn suits(
        &self,
        caregiver: &Caregiver,
        card: &Card,
        record: Option<&CaregiverRecord>,
    ) -> (Option<Exclusion>, u8) {
        let mut misfit = None;
        let mut gaps = 0;
        let mut ask = |needed: bool, fits: Option<bool>, why: Exclusion, gap: Gap| match fits {
            _ if !needed => {}
            Some(true) => {}
            Some(false) => misfit = misfit.or(Some(why)),
            None => gaps |= 1 << gap as u8,
        };
        let rules = self.rules;
        if let Some(needed) = self.level {
            let fits = self.level_of(caregiver, record).map(|level| needed <= level);
            ask(true, fits, Exclusion::Level, Gap::Level);
        }
        if let Some(pounds) = rules.lift_pounds {
            ask(
                true,
                record.and_then(|r| r.lift_pounds).map(|most| pounds <= most),
                Exclusion::Lift,
                Gap::Lift,
            );
        }
        if !self.home.is_empty() {
            let avoids = record.and_then(|r| r.avoids.as_ref());
            let fits = if card.marks & self.avoiding == 0 {
                avoids.map(|a| a.is_disjoint(&self.home))
            } else {
                Some(false)
            };
            ask(true, fits, Exclusion::Aversion, Gap::Home);
        }
        ask(rules.no_smokers, record.and_then(|r| r.smokes).map(|s| !s), Exclusion::Smokes, Gap::Smoking);
        if self.driver {
            let by_tag = match record.filter(|r| !r.skills.is_empty()) {
                Some(record) => self.has_meaning(caregiver, record, TagMeaning::Drives),
                None => card.marks & self.driving != 0,
            };
            let drives = if by_tag { Some(true) } else { record.and_then(|r| r.drives) };
            ask(true, drives, Exclusion::DoesNotDrive, Gap::Driving);
        }
        if let Some(language) = &rules.language {
            let written = match caregiver.tongue {
                Tongue::Spanish => language == "spanish",
                Tongue::English => language == "english",
            };
            let spoken = record.and_then(|r| r.languages.as_ref()).map(|l| l.contains(language));
            ask(true, if written { Some(true) } else { spoken }, Exclusion::Language, Gap::Language);
        }
        if let Some(required) = &rules.sex {
            let fits = record.and_then(|r| r.sex).map(|sex| sex == required.value);
            ask(true, fits, Exclusion::IntimateCare, Gap::IntimateCare);
        }
        if self.night && record.and_then(|r| r.overnight) == Some(false) {
            misfit = misfit.or(Some(Exclusion::NoNights));
        }
        (misfit, gaps)
    }

    /// She reported symptoms so lately that she is not to be near this client when the shift starts (`domain.md 3.6`,
    /// H20). What the office wrote settles what she reported until that day.
    pub(super) fn may_infect(&self, reach: &Reach, record: Option<&CaregiverRecord>) -> bool {
        let lately = || reach.symptoms.filter(|at| *at > self.symptoms_after);
        match record.and_then(|r| r.symptoms_until) {
            None => lately().is_some(),
            Some(until) => {
                let zone = &self.policy.agency.zone;
                self.dates.0 <= until || lately().is_some_and(|at| zone.at(at).date() > until)
            }
        }
    }
}
