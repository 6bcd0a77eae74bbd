//! Who is woken for a complaint, and when: the ladder without those whom it is about.
use super::machine::Working;
use crate::effect::TimerName;
use crate::escalation::{Climb, Escalation, PageWhy};
use crate::fact::Fact;
use crate::id::EffectKey;
use crate::texts::Say;

/// Whether a human will hear.
pub(super) enum Woken {
    /// Paged in this decision; her name, where it is one.
    Now(Option<String>),
    /// When the office opens.
    Later,
    /// Nobody can be woken.
    Nobody,
}

impl Working<'_> {
    /// Everybody whom it is about, and for what passed also the owner, as long as somebody else is left.
    fn sparing(&self, why: &PageWhy) -> Vec<usize> {
        let mut spared = self.case.spared.clone();
        if *why == PageWhy::ComplaintOverdue
            && let Some(owner) = self.owners_rung()
            && (0..self.policy.ladder.len()).any(|rung| rung != owner && !spared.contains(&rung))
        {
            spared.push(owner);
        }
        spared
    }

    pub(super) fn owners_rung(&self) -> Option<usize> {
        let owner = self.case.owner.as_ref()?;
        self.policy.ladder.iter().position(|r| r.name == owner.by)
    }

    /// Wakes a human now, or when the office opens. Whoever is being woken already is not woken twice.
    pub(super) fn wake(&mut self, why: PageWhy, urgent: bool) -> Woken {
        let waits = self.case.escalation.as_ref().is_some_and(Escalation::is_waiting);
        if waits && why != PageWhy::ComplaintNow && why != PageWhy::ManagerAsked {
            return Woken::Later;
        }
        let office = &self.policy.complaints.office;
        let open = office.next_open(self.now, &self.policy.agency.zone);
        self.case.why = Some(why.clone());
        if !urgent && open > self.now {
            self.out.facts.push(Fact::HeldUntil { until: open });
            self.out.timer(TimerName::Ladder, Some(open));
            let spared = self.sparing(&why);
            let anybody = (0..self.policy.ladder.len()).any(|rung| !spared.contains(&rung));
            return if anybody { Woken::Later } else { Woken::Nobody };
        }
        match self.wake_from_start(why) {
            Climb::Page { rung, .. } => {
                Woken::Now(self.policy.ladder.get(rung).and_then(|r| first_name(&r.name)))
            }
            Climb::NobodyOnLadder | Climb::Exhausted => Woken::Nobody,
        }
    }

    fn wake_from_start(&mut self, why: PageWhy) -> Climb {
        let spared = self.sparing(&why);
        let (escalation, climb) = Escalation::start_sparing(self.policy, why.clone(), self.now, &spared);
        self.case.escalation = Some(escalation);
        self.page(climb.clone(), &why);
        climb
    }

    fn page(&mut self, climb: Climb, why: &PageWhy) {
        let say = Say::Page { case: self.case.head.number, start: None, priority: None, why: why.clone() };
        self.out.wake(self.policy, &mut self.case.head, climb, why, say);
    }

    pub(super) fn ladder(&mut self) {
        match (&mut self.case.escalation, self.case.why.clone()) {
            (Some(e), Some(why)) if e.is_waiting() => {
                let climb = e.next(self.policy, self.now);
                self.page(climb, &why);
            }
            // Held until the office opens: now it begins, unless somebody has taken it meanwhile.
            (_, Some(why)) if self.case.owner.is_none() || why != PageWhy::Complaint => {
                self.wake_from_start(why);
            }
            _ => {}
        }
    }

    pub(super) fn text_failed(&mut self, key: &EffectKey, why: &str) {
        let page = self.out.trouble(key, why);
        if !self.case.is_open() {
            return;
        }
        if page {
            if self.case.escalation.as_ref().is_some_and(Escalation::is_waiting) {
                self.ladder();
            }
            return;
        }
        self.not_asked(key);
        self.case.over = true;
        self.case.waiting = None;
        self.out.timer(TimerName::Answer, None);
        if self.case.owner.is_none() {
            self.wake(PageWhy::ComplaintCall, self.case.class.is_urgent());
        }
    }
}

/// How a complainant may hear somebody on the ladder named: by her first name, if the policy's words begin with one.
pub(crate) fn first_name(name: &str) -> Option<String> {
    const NO_NAMES: &[&str] = &[
        "office",
        "on",
        "oncall",
        "call",
        "owner",
        "manager",
        "nurse",
        "coordinator",
        "second",
        "first",
        "the",
        "backup",
        "admin",
        "administrator",
        "rn",
        "care",
        "rung",
        "scheduler",
        "supervisor",
    ];
    let first = name.split(|c: char| !c.is_alphabetic()).find(|w| !w.is_empty())?;
    let name = first.chars().count() > 1 && !NO_NAMES.contains(&first.to_lowercase().as_str());
    name.then(|| first.to_owned())
}
