//! Rankings: who may be asked for a shift, on what the mirror holds and what WellSky says now; and the joint plan of a
//! storm.
use std::collections::{BTreeMap, BTreeSet};
use std::sync::PoisonError;

use futures_util::future::join_all;
use gigi_core::agency::{Roster, Shift};
use gigi_core::callout::{CallOut, Phase};
use gigi_core::case::{CaseShift, Event, Seen};
use gigi_core::id::{CaregiverId, CaseId, ClientId, ShiftKey};
use gigi_core::matching::eligible::{recheck, week_of};
use gigi_core::matching::{
    Exclusion, Need, OpenShift, Ranking, Reach, Taught, Widened, jointly, rank, wave_size, why_not,
};
use jiff::{SignedDuration, Timestamp};

use crate::engine::{Engine, EngineError};
use crate::ports::{Covered, MirrorUpdate, Whose};

/// A joint plan is made again after so many seconds even if the same shifts are open: people have answered meanwhile.
const PLAN_SECONDS: i64 = 60;

/// The plan of a storm, and what it was made of.
#[derive(Clone, Debug)]
pub(crate) struct Plan {
    at: Timestamp,
    open: BTreeSet<CaseId>,
    gives: BTreeMap<CaseId, CaregiverId>,
}

impl Engine {
    /// Reads these caregivers' schedules around the shift into the mirror; `false` if any could not be read.
    async fn refresh(
        &self,
        key: &ShiftKey,
        end: Timestamp,
        who: &[CaregiverId],
    ) -> Result<bool, EngineError> {
        let policy = &self.parts().policy;
        let (week_from, week_until) = week_of(key.start, policy);
        let day = SignedDuration::from_hours(24);
        let from = week_from.min(key.start.saturating_sub(day).unwrap_or(week_from));
        let until = week_until.max(end.saturating_add(day).unwrap_or(week_until));
        let reads = join_all(who.iter().map(|c| self.parts().records.schedule_of(c, from, until))).await;
        let mut update = MirrorUpdate { at: Some(self.now()), ..MirrorUpdate::default() };
        let mut whole = true;
        for (caregiver, read) in who.iter().zip(reads) {
            match read {
                Ok(shifts) => {
                    update.shifts.extend(shifts);
                    let whose = Whose::Caregiver(caregiver.clone());
                    update.covered.push(Covered { whose, from, until, except: BTreeSet::new() });
                }
                Err(_) => whole = false,
            }
        }
        if !update.covered.is_empty() {
            self.apply(&update).await?;
        }
        Ok(whole)
    }

    /// What is known about reaching each caregiver.
    ///
    /// # Errors
    /// The store's.
    pub async fn reach(&self, roster: &Roster) -> Result<BTreeMap<CaregiverId, Reach>, EngineError> {
        let by_phone = self.parts().store.reach(self.now()).await?;
        let of = |c: &gigi_core::agency::Caregiver| {
            let reach = c.text_to.as_ref().and_then(|p| by_phone.get(p))?;
            Some((c.id.clone(), reach.clone()))
        };
        Ok(roster.caregivers().filter_map(of).collect())
    }

    async fn call_outs(&self) -> Result<Vec<CallOut>, EngineError> {
        let active = self.parts().store.active_cases().await?;
        Ok(active.iter().filter_map(|c| c.doc.as_call_out()).cloned().collect())
    }

    /// The open call-out about a shift, if there is one.
    ///
    /// # Errors
    /// The store's.
    pub async fn call_out_about(&self, key: &ShiftKey) -> Result<Option<CallOut>, EngineError> {
        let about = |c: &CallOut| c.is_open() && c.shift.as_ref().is_some_and(|s| s.key == *key);
        Ok(self.call_outs().await?.into_iter().find(about))
    }

    /// Whom the search itself rules out: by its own case, and because they are away then by another.
    ///
    /// # Errors
    /// The store's.
    pub async fn ruled_out(
        &self,
        case: Option<&CallOut>,
        key: &ShiftKey,
    ) -> Result<BTreeMap<CaregiverId, Exclusion>, EngineError> {
        let mut barred = ruled_out(case, key, &self.call_outs().await?);
        let client = match case.and_then(|c| c.shift.as_ref()) {
            Some(shift) => Some(shift.client.clone()),
            None => self.roster().await?.shift(key).map(|s| s.client.clone()),
        };
        if let Some(client) = client {
            self.bar(&mut barred, &client).await?;
        }
        Ok(barred)
    }

    /// Every rule that one caregiver would break on a shift, on what the mirror holds.
    ///
    /// # Errors
    /// The store's.
    pub async fn rules_broken(
        &self,
        shift: &CaseShift,
        who: &CaregiverId,
    ) -> Result<Vec<Exclusion>, EngineError> {
        let roster = self.roster().await?;
        let need = need_of(shift);
        let reach = self.reach(&roster).await?.remove(who).unwrap_or_default();
        let mut broken = why_not(&self.parts().policy, &roster, &need, who, &reach, self.now());
        broken.extend(self.ruled_out(None, &shift.key).await?.get(who));
        Ok(broken)
    }

    /// The first few whom the rules allow on a shift, with the minutes that each has to go, on what the mirror holds: for
    /// a human who phones somebody to bridge the time until the late one comes. Nobody is asked.
    ///
    /// # Errors
    /// The store's.
    pub async fn who_could(
        &self,
        shift: &CaseShift,
        most: usize,
    ) -> Result<Vec<(CaregiverId, Option<u32>)>, EngineError> {
        let roster = self.roster().await?;
        let mut barred = self.ruled_out(None, &shift.key).await?;
        if let Some(late) = &shift.original {
            barred.insert(late.clone(), Exclusion::CalledOut);
        }
        let reach = self.reach(&roster).await?;
        let ranking = rank(&self.parts().policy, &roster, &need_of(shift), &barred, &reach, self.now());
        Ok(ranking.candidates.into_iter().take(most).map(|c| (c.caregiver, c.minutes_away)).collect())
    }

    /// Adds those who are not wanted at this client's any more.
    async fn bar(
        &self,
        barred: &mut BTreeMap<CaregiverId, Exclusion>,
        client: &ClientId,
    ) -> Result<(), EngineError> {
        for caregiver in self.parts().store.unwanted(client).await? {
            barred.entry(caregiver).or_insert(Exclusion::DoNotSend);
        }
        Ok(())
    }

    /// Ranks on what the mirror holds, re-reads those who would be asked, and ranks again. In a storm the order follows
    /// the joint plan.
    pub(crate) async fn rank_now(
        &self,
        case: &CallOut,
        shift: &CaseShift,
    ) -> Result<(Ranking, Option<Seen>), EngineError> {
        let (seen, found) = self.look(shift).await?;
        let need = need(case, shift, found.as_ref());
        let (policy, now) = (&self.parts().policy, self.now());
        let others = self.call_outs().await?;
        let mut barred = ruled_out(Some(case), &shift.key, &others);
        self.bar(&mut barred, &shift.client).await?;
        let as_of = self.mirror_as_of().await?;
        let age = as_of.map(|t| now.duration_since(t).as_secs());
        let roster = self.roster().await?;
        let reach = self.reach(&roster).await?;
        let mut first = rank(policy, &roster, &need, &barred, &reach, now);
        first.data_age_seconds = age;
        let taught = Taught::by(reach.values());
        let wording = policy.outreach.wording;
        first.learn(&taught, wording, &shift.key, &roster, &reach);
        let plan = self.plan_together(case, &first, &others, &roster, &reach).await?;
        if let Some(plan) = &plan {
            first.follow(plan, case.id());
        }
        let likely: Vec<CaregiverId> = first
            .candidates
            .iter()
            .take(wave_size(policy, &case.waiting(now), &first.candidates, shift.key.start, now) + 1)
            .map(|c| c.caregiver.clone())
            .collect();
        if seen.is_none() {
            return Ok((first, seen));
        }
        let fresh = self.refresh(&shift.key, shift.end, &likely).await?;
        let roster = self.roster().await?;
        let mut ranking = rank(policy, &roster, &need, &barred, &reach, now);
        ranking.learn(&taught, wording, &shift.key, &roster, &reach);
        if let Some(plan) = &plan {
            ranking.follow(plan, case.id());
        }
        ranking.fresh = fresh;
        ranking.data_age_seconds = age;
        Ok((ranking, seen))
    }

    /// The plan over all open shifts, if there are so many that the policy calls it a storm. It is kept for a minute and
    /// made again earlier when another shift opens or closes, or when the person it names here cannot be asked any more.
    async fn plan_together(
        &self,
        case: &CallOut,
        ranking: &Ranking,
        others: &[CallOut],
        roster: &Roster,
        reach: &BTreeMap<CaregiverId, Reach>,
    ) -> Result<Option<BTreeMap<CaseId, CaregiverId>>, EngineError> {
        let (policy, now) = (&self.parts().policy, self.now());
        let is_open =
            |c: &&CallOut| c.phase == Phase::Offering && c.taken_over.is_none() && c.shift.is_some();
        let mut open: Vec<&CallOut> = others.iter().filter(|c| c.id() != case.id()).filter(is_open).collect();
        open.push(case);
        if open.len() < policy.storm.from_shifts {
            return Ok(None);
        }
        let ids: BTreeSet<CaseId> = open.iter().map(|c| c.id()).collect();
        let asked = |c: &CaregiverId| !ranking.candidates.iter().any(|one| one.caregiver == *c);
        let kept = self.inner.plan.lock().unwrap_or_else(PoisonError::into_inner).clone();
        if let Some(kept) = kept
            && kept.open == ids
            && now.duration_since(kept.at).as_secs() < PLAN_SECONDS
            && !kept.gives.get(&case.id()).is_some_and(asked)
        {
            return Ok(Some(kept.gives));
        }
        open.sort_by_key(|c| c.id());
        let mut rankings: Vec<Ranking> = Vec::with_capacity(open.len());
        for c in &open {
            let Some(shift) = &c.shift else { continue };
            let mut barred = ruled_out(Some(c), &shift.key, others);
            self.bar(&mut barred, &shift.client).await?;
            rankings.push(rank(policy, roster, &need(c, shift, None), &barred, reach, now));
        }
        let shifts: Vec<OpenShift<'_>> = open
            .iter()
            .zip(&rankings)
            .filter_map(|(c, ranking)| {
                let shift = c.shift.as_ref()?;
                Some(OpenShift {
                    case: c.id(),
                    client: &shift.client,
                    start: shift.key.start,
                    end: shift.end,
                    place: shift.position.or_else(|| roster.client(&shift.client).and_then(|c| c.home)),
                    priority: shift.priority,
                    candidates: &ranking.candidates,
                })
            })
            .collect();
        let offers = open.iter().flat_map(|c| &c.offers);
        let engaged = offers.filter(|o| o.state.is_open()).map(|o| o.caregiver.clone()).collect();
        let gives = jointly(policy, &shifts, &engaged);
        let plan = Plan { at: now, open: ids, gives: gives.clone() };
        *self.inner.plan.lock().unwrap_or_else(PoisonError::into_inner) = Some(plan);
        Ok(Some(gives))
    }

    pub(crate) async fn recheck_now(
        &self,
        case: &CallOut,
        shift: &CaseShift,
        who: &CaregiverId,
    ) -> Result<Event, EngineError> {
        let (seen, found) = self.look(shift).await?;
        self.refresh(&shift.key, shift.end, std::slice::from_ref(who)).await?;
        let roster = self.roster().await?;
        let mut reach = self.reach(&roster).await?.remove(who).unwrap_or_default();
        // Her claim on this very shift is no obstacle to it; one on another at the same hours is.
        if let Some(own) = reach.claims.iter().position(|c| *c == (shift.key.start, shift.end)) {
            reach.claims.remove(own);
        }
        // Whoever was phoned may have no conversation that keeps her yes to another shift.
        for other in self.call_outs().await?.iter().filter(|c| c.id() != case.id()) {
            let hers = other.winner.as_ref() == Some(who)
                || other.filling.as_ref().is_some_and(|f| f.caregiver == *who);
            if let Some(taken) = other.shift.as_ref().filter(|_| hers && other.is_open()) {
                let claim = (taken.key.start, taken.end);
                if !reach.claims.contains(&claim) {
                    reach.claims.push(claim);
                }
            }
        }
        let need = need(case, shift, found.as_ref());
        let failed = match roster.caregiver(who) {
            Some(_) if self.parts().store.unwanted(&shift.client).await?.contains(who) => {
                Some(Exclusion::DoNotSend)
            }
            Some(_) => {
                let ranked = case.offers.iter().rev().find(|o| o.caregiver == *who).map(|o| o.at);
                let asked_at = ranked.unwrap_or_else(|| self.now());
                // Whether she could be there in time was judged when she was asked; a yes is not refused for seconds.
                recheck(&self.parts().policy, &roster, &need, who, &reach, asked_at).err()
            }
            None => Some(Exclusion::NotActive),
        };
        Ok(Event::Rechecked { caregiver: who.clone(), failed, seen })
    }
}

/// Whom a search rules out by itself: its own list, and everybody who is away then by another case.
fn ruled_out(case: Option<&CallOut>, key: &ShiftKey, others: &[CallOut]) -> BTreeMap<CaregiverId, Exclusion> {
    let mut barred = case.map(CallOut::ruled_out).unwrap_or_default();
    for other in others.iter().filter(|other| Some(other.id()) != case.map(CallOut::id)) {
        for caregiver in other.keeps_away(key.start) {
            barred.entry(caregiver.clone()).or_insert(Exclusion::AwayThen);
        }
    }
    barred
}

fn need_of(shift: &CaseShift) -> Need {
    Need {
        key: shift.key.clone(),
        client: shift.client.clone(),
        end: shift.end,
        position: shift.position,
        widened: Widened::default(),
    }
}

fn need(case: &CallOut, shift: &CaseShift, found: Option<&Shift>) -> Need {
    Need {
        end: found.map_or(shift.end, |s| s.end),
        position: found.and_then(|s| s.position).or(shift.position),
        widened: case.widened,
        ..need_of(shift)
    }
}
