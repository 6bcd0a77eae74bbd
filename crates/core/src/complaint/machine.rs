//! What a complaint does when something is heard or a clock has run.
use jiff::Timestamp;

use super::deadline::{self, Step};
use super::grade::{Class, grade};
use super::intake::order;
use super::waking::Woken;
use super::{Barred, Complaint, Happened, Opening, Party, Saying, Settling, Topic};
use crate::calendar::plus_minutes;
use crate::case::Decision;
use crate::effect::{Effect, Planned, Purpose, TimerName, To};
use crate::escalation::{Ack, PageWhy};
use crate::fact::Fact;
use crate::id::EffectKey;
use crate::language::grievance::{Matter, Wish};
use crate::note::{About, Note};
use crate::policy::Policy;
use crate::private::Redacted;
use crate::texts::{ComplaintLine, Say, StaffNote};

/// Most letters kept of one answer.
const LONGEST: usize = 400;

/// One decision in the making.
pub(super) struct Working<'a> {
    pub(super) policy: &'a Policy,
    pub(super) case: Complaint,
    pub(super) out: Decision,
    pub(super) now: Timestamp,
}

impl Working<'_> {
    pub(super) fn begin(&mut self, opening: &Opening) {
        let case = &mut self.case;
        case.phone = Some(opening.phone.clone());
        case.tongue = opening.tongue;
        case.from = opening.from.clone();
        case.party = opening.party;
        case.client.clone_from(&opening.client);
        case.caregiver.clone_from(&opening.caregiver);
        case.found = opening.found.clone();
        let saying = &opening.saying;
        case.words.push(saying.words.clone());
        case.spared.clone_from(&saying.spared);
        let rules = &self.policy.complaints;
        let (class, because) = grade(rules, &saying.said, saying.third_new, case.party, &case.found);
        case.class = class;
        case.because.clone_from(&because);
        case.deadlines = deadline::deadlines(rules, class, self.now, &self.policy.agency.zone);
        self.happened(Happened::Graded { class, because });
        let mut lines = vec![ComplaintLine::Sorry];
        self.keep(saying);
        let soon = self.wishes(saying, &mut lines);
        let protected = self.case.wishes.contains(&Wish::Protected);
        let why = match class {
            _ if protected => PageWhy::ManagerAsked,
            Class::C1 | Class::C2 => PageWhy::ComplaintNow,
            Class::C3 | Class::C4 if soon => PageWhy::ComplaintNow,
            Class::C3 | Class::C4 => PageWhy::Complaint,
        };
        let woken = self.wake(why, class.is_urgent() || soon);
        let by = self.call_due();
        lines.push(match woken {
            Woken::Now(who) => ComplaintLine::Alerting { who, by },
            Woken::Later => ComplaintLine::Asked { by },
            Woken::Nobody => ComplaintLine::Recorded { case: self.case.head.number },
        });
        // Not where somebody would read it whom it accuses.
        if class.is_urgent()
            && self.case.spared.is_empty()
            && let Some(client) = self.case.client.clone()
        {
            let note = Note::Complaint { class, by };
            self.out.note(self.policy, &mut self.case.head, About::client(&client), note, Some(by));
        }
        self.ask_next(saying, &mut lines);
        self.text(lines, Purpose::Answer);
        self.set_deadline();
    }

    pub(super) fn hear(&mut self, saying: &Saying) {
        if self.case.words.iter().any(|w| w.message == saying.words.message) {
            return;
        }
        self.case.words.push(saying.words.clone());
        for rung in &saying.spared {
            if !self.case.spared.contains(rung) {
                self.case.spared.push(*rung);
            }
        }
        if self.case.asks_settled() {
            match saying.settled {
                Some(true) => return self.agreed(),
                Some(false) => return self.reopened(),
                None => {}
            }
        }
        let mut lines = Vec::new();
        // "Don't send her again" is no answer to "when did it happen?": what is wished is kept, the question is not.
        let beside = |topic: &Topic| {
            !saying.said.wishes.is_empty() && *topic != Topic::Outcome && !saying.told.contains(topic)
        };
        let answered = self.case.waiting.take().filter(|topic| saying.answers && !beside(topic));
        if let Some(topic) = answered {
            self.out.timer(TimerName::Answer, None);
            let words: String = saying.words.text.expose().chars().take(LONGEST).collect();
            self.case.told.entry(topic).or_insert_with(|| Redacted::new(words));
            self.happened(Happened::Told { topics: vec![topic] });
        }
        let climbed = self.climb(saying, answered);
        self.keep(saying);
        let soon = self.wishes(saying, &mut lines);
        if climbed || soon {
            let by = self.call_due();
            if let Woken::Now(who) = self.wake(PageWhy::ComplaintNow, true) {
                lines.push(ComplaintLine::Alerting { who, by });
            }
        }
        let was_over = self.case.over;
        self.ask_next(saying, &mut lines);
        if lines.is_empty() && was_over {
            self.tell_owner();
        }
        self.text(lines, Purpose::Answer);
        self.set_deadline();
    }

    /// What later words add; whether it is graver for them, so that somebody must be woken. The answer to a question
    /// is no second complaint.
    fn climb(&mut self, saying: &Saying, answered: Option<Topic>) -> bool {
        let rules = &self.policy.complaints;
        let said = &saying.said;
        let nothing = said.matters.iter().all(|(m, _)| *m == Matter::Care);
        if nothing && said.threat.is_none() && !said.wishes(Wish::Protected) && !saying.third_new {
            return false;
        }
        let (class, because) = grade(rules, said, saying.third_new, self.case.party, &self.case.found);
        let hurt = answered == Some(Topic::Hurt) && class == Class::C1;
        if class >= self.case.class && !hurt {
            return false;
        }
        self.case.class = class;
        self.case
            .because
            .extend(because.iter().filter(|b| !self.case.because.contains(b)).cloned().collect::<Vec<_>>());
        self.happened(Happened::Climbed { class, because });
        for new in deadline::deadlines(rules, class, self.now, &self.policy.agency.zone) {
            match self.case.deadlines.iter_mut().find(|d| d.step == new.step) {
                Some(known) if known.done.is_none() && new.due < known.due => known.due = new.due,
                Some(_) => {}
                None => self.case.deadlines.push(new),
            }
        }
        class.is_urgent()
    }

    /// Keeps what the words are about and wish.
    fn keep(&mut self, saying: &Saying) {
        let case = &mut self.case;
        for (matter, _) in &saying.said.matters {
            if !case.matters.contains(matter) && (*matter != Matter::Care || case.matters.is_empty()) {
                case.matters.push(*matter);
            }
        }
        for (caregiver, _) in &saying.about {
            if !case.about.contains(caregiver) {
                case.about.push(caregiver.clone());
            }
        }
        let words: String = saying.words.text.expose().chars().take(LONGEST).collect();
        for topic in &saying.told {
            case.told.entry(*topic).or_insert_with(|| Redacted::new(words.clone()));
        }
        if !saying.told.is_empty() {
            self.happened(Happened::Told { topics: saying.told.clone() });
        }
    }

    /// Does what the policy lets Gigi do about wishes. `true`: she who is not wanted has a visit there soon.
    fn wishes(&mut self, saying: &Saying, lines: &mut Vec<ComplaintLine>) -> bool {
        if self.case.party == Party::Caregiver || self.case.party == Party::Unknown {
            return false;
        }
        for (wish, _) in &saying.said.wishes {
            if self.case.wishes.contains(wish) {
                continue;
            }
            self.case.wishes.push(*wish);
            match wish {
                Wish::Protected => {
                    self.happened(Happened::Protected);
                    lines.push(ComplaintLine::Manager);
                }
                Wish::SamePerson | Wish::OtherTime => self.happened(Happened::Noted { wish: *wish }),
                Wish::NotHer => {}
            }
        }
        if self.case.wishes.contains(&Wish::Protected) {
            // A filter that rests on such a reason must not stand (`domain.md 2.51`).
            let ack = Ack { by: "the reason given may not be a filter".into(), at: self.now };
            let standing: Vec<_> =
                self.case.barred.iter_mut().filter(|b| b.lifted.is_none() && b.confirmed.is_none()).collect();
            let mut lifted = Vec::new();
            for barred in standing {
                barred.lifted = Some(ack.clone());
                lifted.push(barred.caregiver.clone());
            }
            for caregiver in lifted {
                self.happened(Happened::ExclusionLifted { caregiver, by: None });
            }
            return false;
        }
        if !self.case.wishes.contains(&Wish::NotHer) || self.case.client.is_none() {
            return false;
        }
        let [(caregiver, name)] = saying.about.as_slice() else { return false };
        if self.case.barred.iter().any(|b| b.caregiver == *caregiver) {
            return false;
        }
        let barred = Barred { caregiver: caregiver.clone(), since: self.now, confirmed: None, lifted: None };
        self.case.barred.push(barred);
        let ahead: Vec<_> = self
            .case
            .found
            .ahead
            .iter()
            .filter(|v| v.caregiver.as_ref() == Some(caregiver) && v.end > self.now)
            .map(|v| v.key.clone())
            .collect();
        let until = plus_minutes(self.now, self.policy.complaints.visit_soon_hours * 60);
        let soon = ahead.iter().any(|key| key.start < until);
        self.happened(Happened::Excluded { caregiver: caregiver.clone(), ahead: ahead.clone() });
        lines.push(ComplaintLine::Excluded {
            who: name.as_ref().map(|n| n.expose().clone()),
            ahead: !ahead.is_empty(),
        });
        soon
    }

    /// The next question, or the end of them with what was noted.
    fn ask_next(&mut self, saying: &Saying, lines: &mut Vec<ComplaintLine>) {
        if self.case.over {
            return;
        }
        let most = self.policy.language.questions as usize;
        let first = match self.case.party {
            Party::Unknown => Some(Topic::From),
            Party::Client | Party::Family => {
                let unknown = self.case.wishes.contains(&Wish::NotHer)
                    && !self.case.wishes.contains(&Wish::Protected)
                    && self.case.barred.is_empty();
                unknown.then_some(Topic::Who)
            }
            Party::Caregiver => None,
        };
        let stop = saying.wants_call
            || self.case.owner.is_some()
            || self.case.party == Party::Caregiver
            || self.case.wishes.contains(&Wish::Protected)
            || self.case.asked.len() >= most;
        let case = &self.case;
        let open = |t: &Topic| !case.told.contains_key(t) && !case.asked.contains(t);
        let next = first.into_iter().chain(order(case.class, &case.matters)).find(open).filter(|_| !stop);
        match next {
            Some(topic) => {
                lines.push(ComplaintLine::Ask { topic });
                self.case.asked.push(topic);
                self.case.waiting = Some(topic);
                let due = plus_minutes(self.now, self.policy.complaints.silent_minutes);
                self.out.timer(TimerName::Answer, Some(due));
            }
            None => {
                self.case.over = true;
                if !self.case.asked.is_empty() {
                    let matters = self.case.matters.clone();
                    let by = (!self.policy.ladder.is_empty()).then(|| self.call_due());
                    lines.push(ComplaintLine::Summary { matters, by });
                }
                if saying.wants_call && self.case.escalation.is_none() {
                    self.wake(PageWhy::ComplaintCall, self.case.class.is_urgent());
                }
            }
        }
    }

    pub(super) fn unanswered(&mut self) {
        let Some(topic) = self.case.waiting.take() else { return };
        self.case.over = true;
        self.happened(Happened::Unanswered { topic });
        let heard = self.case.owner.is_some()
            || self.case.escalation.is_some()
            || matches!(self.case.why, Some(PageWhy::Complaint));
        if !heard {
            self.wake(PageWhy::ComplaintCall, self.case.class.is_urgent());
        }
    }

    /// Deadlines that have passed wake somebody else than the owner.
    pub(super) fn deadline(&mut self) {
        let now = self.now;
        let mut missed = Vec::new();
        for d in self.case.deadlines.iter_mut().filter(|d| d.done.is_none() && !d.missed && d.due <= now) {
            d.missed = true;
            missed.push((d.step, d.due));
        }
        for (step, due) in &missed {
            self.happened(Happened::Missed { step: *step, due: *due });
        }
        if !missed.is_empty() {
            let call = missed.iter().any(|(step, _)| *step == Step::Call);
            self.wake(PageWhy::ComplaintOverdue, call && self.case.class.is_urgent());
        }
        self.set_deadline();
    }

    pub(super) fn set_deadline(&mut self) {
        let open = self.case.deadlines.iter().filter(|d| d.done.is_none() && !d.missed);
        let due = open.map(|d| d.due).min();
        self.out.timer(TimerName::Deadline, due);
    }

    fn call_due(&self) -> Timestamp {
        let call = self.case.deadlines.iter().find(|d| d.step == Step::Call);
        call.map_or(self.now, |d| d.due)
    }

    /// The question whether it is settled did not reach her: nobody may take her silence for a yes.
    pub(super) fn not_asked(&mut self, key: &EffectKey) {
        if matches!(&self.case.settling, Settling::Asked { key: asked } if asked == key) {
            self.case.settling = Settling::ByHand;
            self.out.timer(TimerName::Settle, None);
            self.happened(Happened::NotAskedSettled);
        }
    }

    /// Asks once whether it is settled.
    pub(super) fn ask_settled(&mut self) {
        let may = match (&self.case.party, &self.case.client) {
            (Party::Client | Party::Family, Some(client)) => self.policy.may_text_client(client),
            _ => false,
        };
        if !may || self.case.settling != Settling::Not {
            self.case.settling = Settling::ByHand;
            return self.happened(Happened::NotAskedSettled);
        }
        let key = self.text(vec![ComplaintLine::IsItSettled], Purpose::Notice);
        self.happened(Happened::AskedSettled);
        if let Some(key) = key {
            self.case.settling = Settling::Asked { key };
            let due = plus_minutes(self.now, self.policy.complaints.settle_days * 24 * 60);
            self.out.timer(TimerName::Settle, Some(due));
        }
    }

    fn agreed(&mut self) {
        self.case.settling = Settling::Agreed;
        self.happened(Happened::Settled);
        self.text(vec![ComplaintLine::Closed], Purpose::Answer);
        self.close("settled, the complainant agrees".into());
    }

    pub(super) fn silence(&mut self) {
        if !self.case.asks_settled() {
            return;
        }
        let days = self.policy.complaints.settle_days;
        self.case.settling = Settling::Silent;
        self.happened(Happened::Silence { days });
        self.close(format!("resolved; asked whether it is settled, no answer in {days} days"));
    }

    fn reopened(&mut self) {
        self.case.settling = Settling::Not;
        self.case.resolution = None;
        self.case.reopened += 1;
        self.happened(Happened::NotSettled);
        self.out.timer(TimerName::Settle, None);
        let zone = &self.policy.agency.zone;
        for new in deadline::deadlines(&self.policy.complaints, self.case.class, self.now, zone) {
            if new.step == Step::Call {
                self.case.deadlines.retain(|d| d.step != Step::Call || d.done.is_some());
                self.case.deadlines.push(new);
            }
        }
        let by = self.case.next_deadline().map_or(self.now, |d| d.due);
        let line = match self.wake(PageWhy::ComplaintReopened, self.case.class.is_urgent()) {
            Woken::Now(who) => ComplaintLine::Reopened { who, by },
            Woken::Later => ComplaintLine::Reopened { who: None, by },
            Woken::Nobody => ComplaintLine::Recorded { case: self.case.head.number },
        };
        self.text(vec![line], Purpose::Answer);
        self.set_deadline();
    }

    /// The owner hears that there is more to read.
    fn tell_owner(&mut self) {
        let Some(rung) = self.owners_rung() else { return };
        let case = Some(self.case.head.number);
        let say = Say::StaffNote { case, start: None, what: StaffNote::WroteAgain };
        let effect = Effect::Text { to: To::Rung(rung), say, purpose: Purpose::Page };
        let key = self.case.head.key("note");
        self.out.effects.push(Planned { key, effect });
    }

    pub(super) fn close(&mut self, how: String) {
        let (now, done) = (self.now, "Gigi".to_owned());
        if let Some(d) = self.case.deadlines.iter_mut().find(|d| d.step == Step::Close) {
            d.done.get_or_insert((now, done));
        }
        self.out.facts.push(Fact::Closed { how: how.clone() });
        self.case.closed = Some((self.now, how));
        self.case.waiting = None;
        for name in [TimerName::Ladder, TimerName::Deadline, TimerName::Answer, TimerName::Settle] {
            self.out.timer(name, None);
        }
    }

    pub(super) fn happened(&mut self, what: Happened) {
        self.out.facts.push(Fact::Complaint { what });
    }

    fn text(&mut self, lines: Vec<ComplaintLine>, purpose: Purpose) -> Option<EffectKey> {
        let phone = self.case.phone.clone().filter(|_| !lines.is_empty())?;
        let key = self.case.head.key("complaint");
        let to = To::Writer { phone, tongue: self.case.tongue };
        let effect = Effect::Text { to, say: Say::Complaint { lines }, purpose };
        self.out.effects.push(Planned { key: key.clone(), effect });
        Some(key)
    }
}
