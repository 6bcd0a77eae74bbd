//! The machine, played: one queue for all call-outs, so that they meet in the same caregivers' caps and evenings.
use std::collections::{BTreeMap, BTreeSet};

use jiff::{SignedDuration, Timestamp};
use uuid::Uuid;

use super::measure::{Asked, Outcome};
use super::odds::{Outlook, odds};
use super::people::{People, Word};
use super::spread::Spread;
use super::stage::{Stage, need};
use super::{Agency, PastCallOut, Style};
use crate::calendar::DayPart;
use crate::callout::{CallOut, OfferState, Phase, Reply, Report};
use crate::case::{AssignOutcome, Case, CaseShift, Decision, Event, Head, Personal, Seen, decide};
use crate::conversation::{Conversation, Proposal};
use crate::effect::{Effect, TimerName, To};
use crate::fact::Fact;
use crate::id::{AgencyId, CaregiverId, CaseId};
use crate::matching::eligible::recheck;
use crate::matching::{Exclusion, Need, Ranking, Reach, Taught, Waiting, Widened, rank_best, why_not};
use crate::policy::Policy;
use crate::texts::Say;

/// Seconds until WellSky has been read for a ranking or a recheck.
pub(super) const READING: i64 = 3;
/// Seconds until an assignment that Gigi wrote shows.
pub(super) const WRITING: i64 = 10;
/// Seconds until the office has entered an assignment (office route).
pub(super) const ENTERING: i64 = 300;
/// Seconds until a client who must agree to a replacement has done so.
const AGREEING: i64 = 600;
/// With more people than these on the list its odds do not hang on somebody who is busy.
const FEW: usize = 24;
/// Candidates that a case is shown beyond those it has asked: more than it can ask before it ranks again.
const SHOWN: usize = 64;

enum Item {
    Begin(usize),
    Rank(usize),
    Recheck(usize, CaregiverId),
    Look(usize),
    Hear(usize, Box<Event>),
    Timer(usize, TimerName),
}

struct Playing {
    case: Case,
    timers: BTreeMap<TimerName, Timestamp>,
    /// Who could be asked when it ranked last, best first.
    ranked: Vec<CaregiverId>,
    /// What is expected of each of them when she is asked.
    expects: BTreeMap<CaregiverId, f64>,
    /// Who was with a client then and could be asked otherwise: until when, and her chance.
    busy: Vec<(Timestamp, f64)>,
    /// Chances of those who will be asked once the list is at its end because only their way is too long, best first.
    far: Vec<f64>,
    /// When the office will have entered whom.
    entered: Option<(Timestamp, CaregiverId)>,
    odds: Vec<f64>,
}

struct Play<'a> {
    policy: &'a Policy,
    stage: Stage<'a>,
    people: People,
    style: Style,
    queue: BTreeMap<(Timestamp, u64), Item>,
    planned: u64,
    past: &'a [PastCallOut],
    cases: Vec<Option<Playing>>,
    /// Open call-outs by the start of their shift.
    around: BTreeSet<(Timestamp, usize)>,
    talks: BTreeMap<CaregiverId, Conversation>,
    reach: BTreeMap<CaregiverId, Reach>,
    /// What all of it teaches together.
    taught: Taught,
    spread: Spread,
    /// When time alone changes what `reach` says about somebody.
    fading: BTreeSet<(Timestamp, CaregiverId)>,
    log: bool,
}

pub(super) fn play(
    policy: &Policy,
    agency: &Agency,
    past: &[PastCallOut],
    people: People,
    style: Style,
    log: bool,
    each: &mut dyn FnMut(),
) -> Outcome {
    let mut play = Play {
        policy,
        stage: Stage::new(policy, agency, past, style),
        people,
        style,
        queue: BTreeMap::new(),
        planned: 0,
        past,
        cases: past.iter().map(|_| None).collect(),
        around: BTreeSet::new(),
        talks: BTreeMap::new(),
        reach: BTreeMap::new(),
        taught: Taught::default(),
        spread: Spread::default(),
        fading: BTreeSet::new(),
        log,
    };
    for (at, call) in past.iter().enumerate() {
        play.plan(call.at, Item::Begin(at));
    }
    while let Some(((now, _), item)) = play.queue.pop_first() {
        if play.happen(item, now) {
            each();
        }
    }
    play.stage.finish()
}

fn later(now: Timestamp, seconds: i64) -> Timestamp {
    now.saturating_add(SignedDuration::from_secs(seconds)).unwrap_or(now)
}

fn case_id(at: usize) -> CaseId {
    CaseId(Uuid::from_u128(at as u128 + 1))
}

impl Play<'_> {
    fn plan(&mut self, when: Timestamp, item: Item) {
        self.planned += 1;
        self.queue.insert((when, self.planned), item);
    }

    /// Returns whether a call-out is over.
    fn happen(&mut self, item: Item, now: Timestamp) -> bool {
        match item {
            Item::Begin(at) => self.begin(at, now),
            Item::Rank(at) => self.rank(at, now),
            Item::Recheck(at, who) => self.recheck(at, who, now),
            Item::Look(at) => {
                let entered = self.cases.get(at).and_then(Option::as_ref).and_then(|p| p.entered.clone());
                let caregiver = entered.filter(|(when, _)| *when <= now).map(|(_, who)| who);
                self.hear(at, &Event::Looked { seen: Some(Seen::On { caregiver }) }, now);
            }
            Item::Hear(at, event) => {
                self.count_vain(at, &event);
                self.hear(at, &event, now);
            }
            Item::Timer(at, name) => return self.timer(at, name, now),
        }
        false
    }

    fn begin(&mut self, at: usize, now: Timestamp) {
        let past = self.past;
        let Some((call, shift)) = past.get(at).zip(self.stage.shift(at)) else { return };
        let head = Head::new(case_id(at), at as u64 + 1, AgencyId::new("rehearsal"), now);
        let client = self.stage.roster.client(&shift.client);
        let shift = CaseShift {
            key: shift.key.clone(),
            client: shift.client.clone(),
            end: shift.end,
            area: client.and_then(|c| c.city.clone()),
            position: shift.position,
            priority: self.policy.client(&shift.client).priority,
            original: shift.caregiver.clone(),
            client_short: crate::private::Redacted::new(client.map(|c| c.name.short()).unwrap_or_default()),
        };
        let report = Report::of(call.caregiver.clone(), shift.clone());
        self.around.insert((shift.key.start, at));
        let playing = Playing {
            case: Case::CallOut(Box::new(CallOut::blank(head))),
            timers: BTreeMap::new(),
            ranked: Vec::new(),
            expects: BTreeMap::new(),
            busy: Vec::new(),
            far: Vec::new(),
            entered: None,
            odds: Vec::new(),
        };
        if let Some(place) = self.cases.get_mut(at) {
            *place = Some(playing);
        }
        self.hear(at, &Event::Reported(report), now);
    }

    fn call_out(&self, at: usize) -> Option<&CallOut> {
        self.cases.get(at)?.as_ref()?.case.as_call_out()
    }

    fn hear(&mut self, at: usize, event: &Event, now: Timestamp) {
        let Some(playing) = self.cases.get_mut(at).and_then(Option::as_mut) else { return };
        let Decision { case, effects, timers, facts, personal, .. } =
            decide(self.policy, &playing.case, event, now);
        playing.case = case;
        for timer in &timers {
            match timer.due {
                Some(due) => playing.timers.insert(timer.name, due.max(now)),
                None => playing.timers.remove(&timer.name),
            };
        }
        for timer in timers {
            // What a timer was set to before is passed over when it comes.
            if let Some(due) = timer.due {
                self.plan(due.max(now), Item::Timer(at, timer.name));
            }
        }
        for change in personal {
            self.personal(at, change, now);
        }
        for planned in effects {
            self.perform(at, planned.effect, now);
        }
        if facts.iter().any(|f| matches!(f, Fact::Wave { .. })) && self.style.sizes_waves() {
            self.predict(at, now);
        }
        let told = self.call_out(at).and_then(|c| match (&c.phase, &c.winner) {
            (Phase::Filled, Some(winner)) => Some(winner.clone()),
            _ => None,
        });
        if let Some(winner) = told {
            self.stage.filled(at, winner, now);
        }
    }

    fn personal(&mut self, at: usize, change: Personal, now: Timestamp) {
        let (who, offered) = (change.who().clone(), self.call_out(at).and_then(CallOut::offered));
        let Some(talk) = self.talks.get_mut(&who) else { return };
        talk.change(case_id(at), change, offered.as_ref(), now);
        self.touched(&who, now);
    }

    /// What a ranking knows of her changes now, and again by time alone.
    fn touched(&mut self, who: &CaregiverId, now: Timestamp) {
        let Some(talk) = self.talks.get(who) else { return };
        let reach = talk.reach(now);
        self.taught.add(&reach.taught);
        self.spread.add(&reach);
        if let Some(before) = self.reach.insert(who.clone(), reach) {
            self.taught.take(&before.taught);
            self.spread.take(&before);
        }
        let after = [1, 24, 14 * 24, 60 * 24];
        let offers = talk.history.iter().flat_map(|h| after.map(|hours| later(h.at, hours * 3_600)));
        let ends = talk.open.iter().map(|o| o.shift.end);
        if let Some(next) = offers.chain(ends).filter(|t| *t > now).min() {
            self.fading.insert((next, who.clone()));
        }
    }

    fn refresh(&mut self, now: Timestamp) {
        while let Some((_, who)) = self.fading.first().filter(|(when, _)| *when <= now).cloned() {
            self.fading.pop_first();
            self.touched(&who, now);
        }
    }

    fn perform(&mut self, at: usize, effect: Effect, now: Timestamp) {
        match effect {
            Effect::Rank => self.plan(later(now, READING), Item::Rank(at)),
            Effect::Recheck { caregiver } => self.plan(later(now, READING), Item::Recheck(at, caregiver)),
            Effect::Look => self.plan(now, Item::Look(at)),
            Effect::Assign { caregiver } => {
                let event = Event::Assigned { caregiver, outcome: AssignOutcome::Shown };
                self.plan(later(now, WRITING), Item::Hear(at, Box::new(event)));
            }
            Effect::AskOffice { caregiver } => {
                if let Some(playing) = self.cases.get_mut(at).and_then(Option::as_mut) {
                    playing.entered = Some((later(now, ENTERING), caregiver));
                }
            }
            Effect::Offer { no, to, shift, expires, minutes_away, urgent, rank, wording } => {
                let tongue = self.stage.roster.caregiver(&to).map(|c| c.tongue).unwrap_or_default();
                let case = case_id(at);
                let shift = &shift;
                let proposal =
                    Proposal { case, no, shift, minutes_away, expires, urgent, rank, tongue, wording };
                self.offer(at, &to, &proposal, now);
            }
            Effect::Text { to: To::Caregiver(_), .. } => {
                if let Some(told) = self.stage.told(at) {
                    told.texts += 1;
                }
            }
            Effect::Page { .. } => self.stage.outcome.pages += 1,
            // Modelled clients agree, after a while.
            Effect::Text { to: To::Client(_), say: Say::ClientMay { .. }, .. } => {
                self.plan(
                    later(now, AGREEING),
                    Item::Hear(at, Box::new(Event::ClientAnswered { agrees: true })),
                );
            }
            Effect::Text { .. }
            | Effect::NoteCallOut
            | Effect::Note { .. }
            | Effect::EnterProspect { .. }
            | Effect::ChangeProspect { .. } => {}
        }
    }

    fn offer(&mut self, at: usize, to: &CaregiverId, proposal: &Proposal<'_>, now: Timestamp) {
        let Proposal { no, shift, urgent, .. } = *proposal;
        let phone = self.stage.roster.caregiver(to).and_then(|c| c.text_to.clone());
        let Some(phone) = phone else {
            return self
                .plan(now, Item::Hear(at, Box::new(Event::NotAdmitted { no, why: Exclusion::NoPhone })));
        };
        let talk = self.talks.entry(to.clone()).or_insert_with(|| Conversation::new(phone));
        let admitted = talk.admit(self.policy, proposal, now);
        let made = talk.open.iter().find(|o| o.case == proposal.case && o.no == no);
        let worded = made.map(|o| o.wording).unwrap_or_default();
        match admitted {
            Err(why) => self.plan(now, Item::Hear(at, Box::new(Event::NotAdmitted { no, why }))),
            Ok(code) => {
                self.plan(now, Item::Hear(at, Box::new(Event::Admitted { no, code })));
                let answer = self.people.answer(to, &shift.key, worded, &self.policy.agency.zone);
                let reply = match answer.word {
                    Word::Yes => Some(Reply::Accept),
                    Word::No => Some(Reply::Decline),
                    Word::Silence => None,
                };
                if let Some(reply) = reply {
                    let when = now.saturating_add(answer.after).unwrap_or(now);
                    self.plan(
                        when,
                        Item::Hear(at, Box::new(Event::Replied { no, reply, others: Vec::new() })),
                    );
                }
                let (caregiver, shift) = (to.clone(), shift.key.clone());
                let asked = Asked { at: now, caregiver, shift, urgent, wording: worded };
                self.stage.asked(at, asked, self.log);
                self.touched(to, now);
            }
        }
    }

    fn rank(&mut self, at: usize, now: Timestamp) {
        let Some(case) = self.call_out(at).filter(|c| c.phase == Phase::Offering) else { return };
        let Some(shift) = self.stage.shift(at) else { return };
        let (need, start) = (Need { widened: case.widened, ..need(shift) }, shift.key.start);
        let mut barred = BTreeMap::new();
        let day = 24 * 3600;
        let near = (later(start, -day), 0)..(later(start, day), usize::MAX);
        for (_, other) in self.around.range(near).filter(|(_, other)| *other != at) {
            let away = self.call_out(*other).into_iter().flat_map(|c| c.keeps_away(start));
            barred.extend(away.map(|who| (who.clone(), Exclusion::AwayThen)));
        }
        barred.extend(case.ruled_out());
        let asked = case.offers.len();
        self.refresh(now);
        self.stage.bring_up_to_date(now);
        let roster = &self.stage.roster;
        let mut ranking = rank_best(self.policy, roster, &need, &barred, &self.reach, now, asked + SHOWN);
        let wording = self.policy.outreach.wording;
        ranking.learn(&self.taught, wording, &need.key, roster, &self.reach);
        let part = DayPart::of(start, &self.policy.agency.zone);
        let clean = Reach::default();
        // What was learned of the time left is in part that answers come too late, which the odds count themselves.
        let expects: Vec<(CaregiverId, f64)> = ranking
            .candidates
            .iter()
            .filter(|_| self.style.sizes_waves())
            .map(|c| {
                let reach = self.reach.get(&c.caregiver).unwrap_or(&clean);
                (c.caregiver.clone(), self.spread.chance(reach, part))
            })
            .collect();
        let busy = self.busy(&ranking, &need, now);
        let far = self.far(&ranking, &need, &barred, now);
        // What is asked of the excluded is only whether there are any.
        ranking.excluded.values_mut().for_each(|who| who.truncate(1));
        if !self.style.sizes_waves() {
            // Waves that do not look at chances ask as many as the table says.
            ranking.candidates.iter_mut().for_each(|c| c.chance = 0.0);
        }
        if let Some(playing) = self.cases.get_mut(at).and_then(Option::as_mut) {
            playing.ranked = ranking.candidates.iter().map(|c| c.caregiver.clone()).collect();
            playing.expects.extend(expects);
            playing.busy = busy;
            playing.far = far;
        }
        self.hear(at, &Event::Ranked { ranking, seen: None }, now);
    }

    /// Those whom only a visit keeps from being asked now. Where many can be asked they change no odds.
    fn busy(&self, ranking: &Ranking, need: &Need, now: Timestamp) -> Vec<(Timestamp, f64)> {
        if !self.style.sizes_waves() || ranking.candidates.len() > FEW {
            return Vec::new();
        }
        let (roster, clean) = (&self.stage.roster, Reach::default());
        let part = DayPart::of(need.key.start, &self.policy.agency.zone);
        let with_client = ranking.excluded.get(&Exclusion::WithClient).into_iter().flatten();
        let until = |who: &CaregiverId| {
            let mut visits = roster.shifts_of(who).filter(|s| s.is_on() && s.start() <= now && now < s.end);
            let reach = self.reach.get(who).unwrap_or(&clean);
            // Once the shift is urgent, nobody is spared.
            let end = visits.next_back()?.end.min(self.policy.urgent_from(need.key.start)).max(now);
            // As if asked when she leaves: what else forbids it then counts.
            why_not(self.policy, roster, need, who, reach, end)
                .is_empty()
                .then(|| (end, self.spread.chance(reach, part)))
        };
        with_client.filter_map(until).collect()
    }

    /// Those whom only a long way keeps from being asked: the machine asks them by itself when nobody else is left. Where
    /// many can be asked they change no odds.
    fn far(
        &self,
        ranking: &Ranking,
        need: &Need,
        barred: &BTreeMap<CaregiverId, Exclusion>,
        now: Timestamp,
    ) -> Vec<f64> {
        let few = self.style.sizes_waves() && ranking.candidates.len() <= FEW;
        if !few || need.widened.travel || !ranking.excluded.contains_key(&Exclusion::TooFar) {
            return Vec::new();
        }
        let need = Need { widened: Widened { travel: true, ..need.widened }, ..need.clone() };
        let near: BTreeSet<&CaregiverId> = ranking.candidates.iter().map(|c| &c.caregiver).collect();
        let (roster, clean) = (&self.stage.roster, Reach::default());
        let part = DayPart::of(need.key.start, &self.policy.agency.zone);
        let wide = rank_best(self.policy, roster, &need, barred, &self.reach, now, near.len() + SHOWN);
        let far = wide.candidates.iter().map(|c| &c.caregiver).filter(|who| !near.contains(who));
        far.map(|who| self.spread.chance(self.reach.get(who).unwrap_or(&clean), part)).collect()
    }

    fn recheck(&mut self, at: usize, who: CaregiverId, now: Timestamp) {
        let Some(shift) = self.stage.shift(at) else { return };
        let mut reach = self.reach.get(&who).cloned().unwrap_or_default();
        // Her claim on this very shift is no obstacle to it; one on another at the same hours is.
        if let Some(own) = reach.claims.iter().position(|c| *c == (shift.key.start, shift.end)) {
            reach.claims.remove(own);
        }
        let case = self.call_out(at);
        let asked = case.and_then(|c| c.offers.iter().rev().find(|o| o.caregiver == who)).map(|o| o.at);
        let asked = asked.unwrap_or(now);
        let need = Need { widened: case.map(|c| c.widened).unwrap_or_default(), ..need(shift) };
        let failed = recheck(self.policy, &self.stage.roster, &need, &who, &reach, asked).err();
        self.hear(at, &Event::Rechecked { caregiver: who, failed, seen: None }, now);
    }

    /// The chance, as Gigi sees it right after a wave, that the shift is filled by its start.
    fn predict(&mut self, at: usize, now: Timestamp) {
        let Some(playing) = self.cases.get_mut(at).and_then(Option::as_mut) else { return };
        let Some(case) = playing.case.as_call_out() else { return };
        let Some(start) = case.shift.as_ref().map(|s| s.key.start) else { return };
        let expected = |who: &CaregiverId| playing.expects.get(who).copied();
        let open: Vec<Waiting> = case
            .offers
            .iter()
            .filter(|o| o.state == OfferState::Open && now < o.expires)
            .filter_map(|o| Some(Waiting::since(expected(&o.caregiver)?, o.at, now)))
            .collect();
        let asked: BTreeSet<&CaregiverId> = case.offers.iter().map(|o| &o.caregiver).collect();
        let rest: Vec<f64> =
            playing.ranked.iter().filter(|who| !asked.contains(who)).filter_map(expected).collect();
        let next_wave = playing.timers.get(&TimerName::Wave).copied();
        let odds = odds(
            self.policy,
            &Outlook { start, open: &open, rest: &rest, far: &playing.far, busy: &playing.busy, next_wave },
            now,
        );
        playing.odds.push(odds);
    }

    /// A yes that comes when another has the shift.
    fn count_vain(&mut self, at: usize, event: &Event) {
        let Event::Replied { reply: Reply::Accept, .. } = event else { return };
        let taken = self.call_out(at).is_some_and(|c| matches!(c.phase, Phase::Filling | Phase::Filled));
        if taken && let Some(told) = self.stage.told(at) {
            told.in_vain += 1;
        }
    }

    fn timer(&mut self, at: usize, name: TimerName, now: Timestamp) -> bool {
        let Some(playing) = self.cases.get_mut(at).and_then(Option::as_mut) else { return false };
        if playing.timers.get(&name) != Some(&now) {
            return false;
        }
        playing.timers.remove(&name);
        self.hear(at, &Event::Timer { name }, now);
        // A yes that is being written when the search ends still ends in a confirmation.
        let filling = self.call_out(at).is_some_and(|c| c.phase == Phase::Filling);
        if name != TimerName::End || filling {
            return false;
        }
        // No human works in a rehearsal: what is unfilled at the end of the search stays so.
        let Some(playing) = self.cases.get_mut(at).and_then(Option::take) else { return false };
        let start = playing.case.shift().map(|s| s.key.start).unwrap_or(now);
        self.around.remove(&(start, at));
        self.stage.over(at, &playing.odds);
        let open: Vec<CaregiverId> = playing
            .case
            .as_call_out()
            .into_iter()
            .flat_map(|c| &c.offers)
            .map(|o| o.caregiver.clone())
            .collect();
        for who in open {
            self.touched(&who, now);
        }
        true
    }
}
