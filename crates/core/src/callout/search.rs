//! The search: waves, their timers, texts that did not arrive, and what is done when nobody is left.
use super::{Offer, OfferState, Phase, Step, offered};
use crate::calendar::plus_minutes;
use crate::case::{Personal, Seen, TextOutcome};
use crate::effect::{Effect, TimerName};
use crate::escalation::PageWhy;
use crate::fact::Fact;
use crate::id::EffectKey;
use crate::matching::{Exclusion, Ranking, wave_size};
use crate::texts::Say;

impl Step<'_> {
    pub(super) fn ranked(&mut self, ranking: &Ranking, seen: Option<&Seen>) {
        self.case.ranking = None;
        if self.case.phase != Phase::Offering || self.case.taken_over.is_some() {
            return;
        }
        self.fact(Fact::Ranked { ranking: ranking.clone() });
        if self.schedule_settled(seen) {
            return;
        }
        if self.case.pool.is_some() {
            // Somebody has said yes: nobody else is asked before one is chosen.
            return;
        }
        let Some(shift) = self.case.shift.clone() else { return };
        let rule = self.policy.wave(self.lead());
        let next = plus_minutes(self.now, rule.gap_minutes);
        let urgent = self.policy.is_urgent(shift.key.start, self.now);
        let until = self.policy.may_ask_from(shift.key.start, self.now);
        if until > self.now {
            self.fact(Fact::HeldUntil { until });
            return self.set(TimerName::Wave, until);
        }
        self.list_calls(ranking);
        let ruled_out = self.case.ruled_out();
        let candidates: Vec<_> =
            ranking.candidates.iter().filter(|c| !ruled_out.contains_key(&c.caregiver)).collect();
        if candidates.is_empty() {
            self.set(TimerName::Wave, next);
            return self.list_is_at_its_end(ranking);
        }
        let open = self.case.waiting(self.now);
        let size = wave_size(self.policy, &open, candidates.iter().copied(), shift.key.start, self.now);
        self.case.wave += 1;
        // An offer never outlives the moment from which the visit could not be saved any more.
        let last = plus_minutes(shift.key.start.max(self.now), self.policy.clock.search_after_start_minutes)
            .min(shift.end);
        let expires = plus_minutes(self.now, rule.valid_minutes).min(last);
        let mut to = Vec::new();
        for (at, candidate) in candidates.into_iter().take(size).enumerate() {
            let no = u32::try_from(self.case.offers.len()).unwrap_or(u32::MAX).saturating_add(1);
            let effect = Effect::Offer {
                no,
                to: candidate.caregiver.clone(),
                shift: offered(&shift),
                expires,
                minutes_away: candidate.minutes_away,
                urgent,
                rank: u8::try_from(at + 1).unwrap_or(u8::MAX),
                wording: candidate.wording,
            };
            self.plan("offer", effect);
            to.push(candidate.caregiver.clone());
            let unreliable = candidate.is_unreliable();
            self.case.offers.push(Offer {
                no,
                caregiver: candidate.caregiver.clone(),
                short_name: crate::private::Redacted::new(candidate.short_name.expose().to_string()),
                wave: self.case.wave,
                code: None,
                at: self.now,
                expires,
                minutes_away: candidate.minutes_away,
                state: OfferState::Open,
                part: None,
                hours: None,
                unreliable,
                chance: Some(candidate.chance),
                by_voice: false,
            });
        }
        self.fact(Fact::Wave { no: self.case.wave, to, next });
        self.set(TimerName::Wave, next);
    }

    /// WellSky may say that there is nothing left to search for.
    pub(super) fn schedule_settled(&mut self, seen: Option<&Seen>) -> bool {
        let paged = self.case.escalation.as_ref().is_some_and(|e| e.is_waiting());
        let settled = self.settled_by(seen);
        if settled && paged && self.case.escalation.is_none() {
            self.note_staff(crate::texts::StaffNote::ClosedBySchedule);
        }
        settled
    }

    fn settled_by(&mut self, seen: Option<&Seen>) -> bool {
        match seen {
            Some(Seen::Cancelled) => {
                self.fact(Fact::ScheduleChanged { how: "cancelled in WellSky".into() });
                self.settled("the shift was cancelled in WellSky", None);
                true
            }
            Some(Seen::Gone) => {
                self.fact(Fact::ScheduleChanged { how: "moved or deleted in WellSky".into() });
                if self.case.move_wanted.is_some() {
                    self.settled("the visit was moved in WellSky, as the client asked", None);
                    return true;
                }
                if self.moved_as_agreed() {
                    self.settled("the visit was moved in WellSky, as agreed", None);
                    return true;
                }
                self.settled("the shift was moved or deleted in WellSky", Some(PageWhy::ScheduleChanged));
                true
            }
            Some(Seen::On { caregiver }) if !self.case.expected().contains(caregiver) => {
                self.fact(Fact::ScheduleChanged { how: "assigned by hand in WellSky".into() });
                self.settled("assigned by hand in WellSky", None);
                true
            }
            Some(Seen::On { .. }) | None => false,
        }
    }

    pub(super) fn admitted(&mut self, no: u32, code: u8) {
        let Some(offer) = self.case.offer_mut(no) else { return };
        offer.code = Some(code);
        let caregiver = offer.caregiver.clone();
        self.fact(Fact::Offered { caregiver, code });
    }

    pub(super) fn not_admitted(&mut self, no: u32, why: Exclusion) {
        let Some(offer) = self.case.offer_mut(no) else { return };
        let accepted = offer.state == OfferState::Accepted;
        if !offer.state.is_open() && !accepted {
            return;
        }
        let caregiver = offer.caregiver.clone();
        if why == Exclusion::OptedOut && accepted {
            return;
        }
        offer.state = OfferState::Unreached;
        if !why.may_pass() {
            self.case.barred.insert(caregiver.clone(), why);
        }
        self.fact(Fact::NotOffered { caregiver: caregiver.clone(), why });
        self.out.personal.push(Personal::CloseOffer { caregiver, no });
        self.wave_fell_through(why.may_pass());
    }

    pub(super) fn texted(&mut self, key: &EffectKey, outcome: &TextOutcome) {
        let TextOutcome::Failed { why } = outcome else { return };
        if key.0.starts_with("page/") {
            self.fact(Fact::Trouble { what: "page".into(), why: why.clone() });
            if let Some(e) = &mut self.case.escalation
                && e.is_waiting()
            {
                let (climb, why) = (e.next(self.policy, self.now), e.why.clone());
                self.wake(climb, &why);
            }
        } else if let Some(no) = key.0.strip_prefix("offer/").and_then(|n| n.parse::<u32>().ok()) {
            let Some(offer) = self.case.offer_mut(no).filter(|o| o.state.is_open()) else { return };
            offer.state = OfferState::Unreached;
            let caregiver = offer.caregiver.clone();
            self.case.barred.insert(caregiver.clone(), Exclusion::NoPhone);
            self.fact(Fact::Unreached { caregiver: caregiver.clone(), why: why.clone() });
            self.out.personal.push(Personal::CloseOffer { caregiver, no });
            self.wave_fell_through(false);
        } else {
            self.fact(Fact::Trouble { what: "text".into(), why: why.clone() });
        }
    }

    /// When nobody of the newest wave can answer any more, the next one does not wait for the timer; when no text of
    /// it got out at all, a human hears that nobody was asked (b14).
    fn wave_fell_through(&mut self, wait: bool) {
        if self.case.phase != Phase::Offering || wait {
            return;
        }
        let wave = self.case.wave;
        let newest: Vec<_> = self.case.offers.iter().filter(|o| o.wave == wave).map(|o| o.state).collect();
        if newest.iter().any(|s| s.is_open() || *s == OfferState::Accepted) {
            return;
        }
        let nobody_ever = self.case.offers.iter().all(|o| o.state == OfferState::Unreached);
        if nobody_ever && newest.len() > 1 {
            self.escalate(PageWhy::NobodyReached);
        }
        self.rank();
    }

    pub(super) fn timer(&mut self, name: TimerName) {
        if !self.case.is_open() && name != TimerName::Ladder {
            return;
        }
        if name == TimerName::Wave {
            self.case.next_wave = None;
        }
        match name {
            TimerName::Wave if self.case.phase == Phase::Offering => self.rank(),
            TimerName::Pool => self.choose(),
            TimerName::Human if self.case.is_unfilled() => self.escalate(PageWhy::Unfilled),
            TimerName::Client if self.case.is_unfilled() => self.tell_client_we_look(),
            TimerName::Answer if self.case.phase == Phase::Triage => self.escalate(PageWhy::WhichShift),
            TimerName::Ladder => {
                if let Some(e) = &mut self.case.escalation
                    && e.is_waiting()
                {
                    let (climb, why) = (e.next(self.policy, self.now), e.why.clone());
                    self.wake(climb, &why);
                }
            }
            TimerName::Consent => self.client_is_silent(),
            TimerName::Look if self.case.phase == Phase::Filling => {
                self.plan("look", Effect::Look);
            }
            TimerName::Entry if self.case.phase == Phase::Filling => {
                if let Some(e) = &mut self.case.escalation {
                    e.acked = None;
                    let (climb, why) = (e.next(self.policy, self.now), e.why.clone());
                    self.wake(climb, &why);
                } else {
                    self.escalate(PageWhy::EnterAssignment);
                }
                self.set(TimerName::Entry, plus_minutes(self.now, self.policy.writing.entry_due_minutes));
            }
            TimerName::End => self.end(),
            _ => {}
        }
    }

    /// The search makes no sense any more. A filled case is done; an unfilled one needs a human's word.
    fn end(&mut self) {
        match self.case.phase {
            Phase::Filled => self.close("the shift has begun, covered"),
            Phase::Filling => {
                // A yes that nobody entered until now: people stay awake about it.
                self.escalate(PageWhy::EnterAssignment);
                self.set(TimerName::End, plus_minutes(self.now, 60));
            }
            _ => {
                self.close_offers(|code, when| Say::NoLongerOpen { code, when });
                self.clear(TimerName::Wave);
                if self.case.escalation.as_ref().is_some_and(|e| e.acked.is_some()) {
                    self.close("unfilled, with a human");
                } else {
                    self.escalate(PageWhy::Unfilled);
                    self.set(TimerName::End, plus_minutes(self.now, 60));
                }
            }
        }
    }
}
