//! The ladder to humans (`domain.md 4.21`): page a rung, wait for its acknowledgement, wake the next.
use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use crate::calendar::plus_minutes;
use crate::policy::Policy;

/// Why a human is woken. One sentence each in [`crate::texts`].
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum PageWhy {
    /// A call-out with little time left.
    CloseStart,
    /// Nobody said yes in time.
    Unfilled,
    /// Nobody (else) may be asked.
    NobodyLeft,
    /// Only people for whom it is overtime are left; a human may allow it.
    OvertimeLeft {
        /// How many.
        people: usize,
    },
    /// Only people are left who must be phoned.
    CallsLeft,
    /// Who has the shift now cannot be texted.
    PhoneWinner,
    /// A client must be asked on the phone whether her visit may begin at another time.
    AskMove,
    /// The client agrees to another start: move the visit in WellSky.
    MoveAgreed,
    /// Two people can do half of the shift each.
    TwoHalves,
    /// No text left the house: nobody was asked.
    NobodyReached,
    /// Which shift is meant is not known.
    WhichShift,
    /// No shift of hers was found.
    NoShift,
    /// Somebody said yes; she must be entered in WellSky by hand.
    EnterAssignment,
    /// WellSky refused the assignment.
    WriteRefused,
    /// WellSky cannot be reached; an assignment waits.
    WellskyDown,
    /// The winner cannot come after all.
    WinnerWithdrew,
    /// The winner wants something else, or to think again.
    WinnerUnsure,
    /// The schedule changed under us.
    ScheduleChanged,
    /// The first caregiver can come after all, but somebody else has the shift.
    RetractedTooLate,
    /// A client must be asked on the phone whether the replacement may come.
    AskClient,
    /// The client would rather have the visit at another time than with the replacement as planned.
    ClientWantsMove,
    /// The client must be phoned.
    PhoneClient,
    /// A caregiver wants to leave early, or nobody relieves her.
    Leaving,
    /// A message that needs a person.
    Message,
    /// Somebody wants to be phoned, or Gigi has asked as often as it may.
    WantsCall,
    /// A machine seems to answer our texts; nobody answers it any more.
    Loop,
    /// A message that could not be handled by machine at all.
    NotHandled,
    /// So much fails that nothing new is begun.
    Failing,
    /// Somebody asks about the schedule again while WellSky cannot be read.
    OldSchedule,
    /// Somebody asks for care today, or is not safe.
    HotLead,
    /// Somebody asks for care.
    Lead,
    /// Somebody who asks for care stopped answering, or no text reaches her.
    LeadSilent,
    /// A case manager or a hospital wants to refer somebody.
    Referral,
    /// WellSky refused a prospect.
    LeadNotEntered,
    /// Somebody who asks for care is on a client's file.
    LeadIsClient,
    /// Somebody wants the schedule to be different.
    ChangeAsked,
    /// A client does not want a visit, and has confirmed it: take it off in WellSky.
    CancelAsked,
    /// Everybody agrees to a change: enter it in WellSky.
    ChangeAgreed,
    /// What was agreed is still not in WellSky.
    NotEntered,
    /// News about a client: hospital, a death, a change of condition.
    StatusChange,
    /// A question about pay or papers.
    PayQuestion,
    /// A shift on the schedule has nobody.
    Unassigned,
    /// A complaint that cannot wait.
    ComplaintNow,
    /// A complaint that needs an owner.
    Complaint,
    /// The complainant fell silent, or wants to be phoned.
    ComplaintCall,
    /// A deadline of a complaint has passed.
    ComplaintOverdue,
    /// A complaint that was settled is not.
    ComplaintReopened,
    /// A wish about who comes that the law may forbid.
    ManagerAsked,
    /// A report that the law asks for is due.
    ReportDue,
    /// Another task of an emergency is due.
    IncidentTask,
    /// A caregiver is so late that somebody should decide about cover.
    LateLong,
    /// A caregiver is late and does not say how long.
    LateUnknown,
    /// A late caregiver has not said that she is there.
    NotArrived,
    /// A client or a relative says that nobody came.
    NobodyCame,
    /// A caregiver is not relieved; the next one may not come.
    NoRelief,
    /// No clock-in, and no answer.
    NoClockIn,
    /// She did not come; the rest of the shift is searched for.
    NoShow,
    /// She turned up after somebody else was found.
    TurnedUpLate,
    /// A clock-in or clock-out needs correcting.
    ClockTrouble,
    /// Clock-ins cannot be seen.
    ClocksBlind,
    /// People who work early the next day have not confirmed.
    Unconfirmed {
        /// How many.
        people: usize,
    },
    /// Words that may mean danger.
    Emergency,
    /// Words that may mean abuse or neglect.
    Safety,
}

/// Who took it, and when.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Ack {
    /// Name from the policy, or the page's user.
    pub by: String,
    /// When.
    pub at: Timestamp,
}

/// One climb of the ladder.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Escalation {
    /// The newest reason.
    pub why: PageWhy,
    /// When the climb began.
    pub since: Timestamp,
    /// The rung paged last.
    pub rung: usize,
    /// How often the ladder was climbed to its end.
    pub round: u32,
    /// Who has it.
    pub acked: Option<Ack>,
    /// Rungs that are left out: the matter is about these people.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub spared: Vec<usize>,
}

/// What a climb does next.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Climb {
    /// Page this rung and wait until then.
    Page {
        /// Rung, from 0.
        rung: usize,
        /// When the next rung is due.
        until: Timestamp,
    },
    /// The policy names nobody.
    NobodyOnLadder,
    /// Climbed as often as the policy allows; every channel was used.
    Exhausted,
}

impl Escalation {
    /// Starts at the first rung. A climb that is already acknowledged starts again: something new happened.
    pub fn start(policy: &Policy, why: PageWhy, now: Timestamp) -> (Self, Climb) {
        Self::start_sparing(policy, why, now, &[])
    }

    /// The same, never through these rungs: nobody hears of a matter about herself by being woken for it. If they are
    /// the whole ladder, nobody is woken, and that is a fact of the case.
    pub fn start_sparing(policy: &Policy, why: PageWhy, now: Timestamp, spared: &[usize]) -> (Self, Climb) {
        let mut new = Self { why, since: now, rung: 0, round: 0, acked: None, spared: spared.to_vec() };
        new.rung = (0..policy.ladder.len()).find(|r| !spared.contains(r)).unwrap_or(policy.ladder.len());
        let climb = new.page(policy, now);
        (new, climb)
    }

    fn page(&self, policy: &Policy, now: Timestamp) -> Climb {
        match policy.ladder.get(self.rung) {
            Some(rung) => Climb::Page { rung: self.rung, until: plus_minutes(now, rung.minutes) },
            None => Climb::NobodyOnLadder,
        }
    }

    /// The rung did not answer: the next one, or the first again.
    pub fn next(&mut self, policy: &Policy, now: Timestamp) -> Climb {
        if (0..policy.ladder.len()).all(|rung| self.spared.contains(&rung)) {
            return Climb::NobodyOnLadder;
        }
        loop {
            self.rung += 1;
            if self.rung >= policy.ladder.len() {
                self.rung = 0;
                self.round += 1;
                if self.round >= policy.clock.rounds {
                    return Climb::Exhausted;
                }
            }
            if !self.spared.contains(&self.rung) {
                return self.page(policy, now);
            }
        }
    }

    /// The same rung hears a new reason at once.
    pub fn renew(&mut self, policy: &Policy, why: PageWhy, now: Timestamp) -> Climb {
        self.why = why;
        self.page(policy, now)
    }

    /// Whether somebody still has to say that she has it.
    pub const fn is_waiting(&self) -> bool {
        self.acked.is_none()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::policy::Rung;

    #[test]
    fn b45_the_ladder_is_climbed_until_somebody_answers_and_ends() {
        let rung = |name: &str, n: u32| Rung {
            name: name.into(),
            phone: crate::phone::Phone::parse(&format!("20255501{n}")).unwrap(),
            minutes: 5,
        };
        let mut policy = Policy { ladder: vec![rung("on call", 90), rung("owner", 91)], ..Policy::default() };
        policy.clock.rounds = 2;
        let now: Timestamp = "2026-11-24T11:00:00Z".parse().unwrap();
        let (mut climb, first) = Escalation::start(&policy, PageWhy::Unfilled, now);
        assert_eq!(first, Climb::Page { rung: 0, until: plus_minutes(now, 5) });
        let rungs: Vec<_> = (0..3).map(|_| climb.next(&policy, now)).collect();
        assert!(matches!(rungs[0], Climb::Page { rung: 1, .. }));
        assert!(matches!(rungs[1], Climb::Page { rung: 0, .. }));
        assert!(matches!(rungs[2], Climb::Page { rung: 1, .. }));
        assert_eq!(climb.next(&policy, now), Climb::Exhausted);
    }

    #[test]
    fn whom_it_is_about_is_never_woken_for_it() {
        let rung = |name: &str, n: u32| Rung {
            name: name.into(),
            phone: crate::phone::Phone::parse(&format!("20255501{n}")).unwrap(),
            minutes: 5,
        };
        let policy = Policy { ladder: vec![rung("Dana", 90), rung("Miguel", 91)], ..Policy::default() };
        let now: Timestamp = "2026-11-24T11:00:00Z".parse().unwrap();
        let (mut climb, mut step) = Escalation::start_sparing(&policy, PageWhy::Complaint, now, &[0]);
        for _ in 0..policy.clock.rounds {
            assert!(matches!(step, Climb::Page { rung: 1, .. }), "{step:?}");
            step = climb.next(&policy, now);
        }
        assert_eq!(step, Climb::Exhausted);
        let (mut nobody, step) = Escalation::start_sparing(&policy, PageWhy::Complaint, now, &[0, 1]);
        assert_eq!((step, nobody.next(&policy, now)), (Climb::NobodyOnLadder, Climb::NobodyOnLadder));
    }
}
