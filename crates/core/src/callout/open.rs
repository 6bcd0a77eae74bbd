//! The beginning: the report, the question which shift, the clock.
use jiff::Timestamp;

use super::{CallOut, Phase, Report, Step};
use crate::calendar::{hours_between, plus_minutes};
use crate::case::{CaseShift, Personal};
use crate::effect::{Effect, Purpose, TimerName, To};
use crate::escalation::PageWhy;
use crate::fact::Fact;
use crate::id::CaregiverId;
use crate::matching::Exclusion;
use crate::texts::{Say, StaffNote, VisitLine};

/// Counter of the questions that a case has asked.
const QUESTION: &str = "question";

impl Step<'_> {
    pub(super) fn reported(&mut self, report: &Report) {
        if self.case.reporter.is_some() {
            return self.repeated();
        }
        self.case.reporter = Some(report.caregiver.clone());
        self.case.reason = report.reason;
        self.case.no_show = report.no_show;
        if !report.no_show {
            self.fact(Fact::CalledOut { caregiver: report.caregiver.clone(), reason: report.reason });
        }
        match &report.shift {
            Some(shift) => self.begin(shift, report.read_back),
            None => self.ask_which(report),
        }
    }

    /// WellSky shows it without a caregiver: worked like a call-out that nobody made.
    pub(super) fn unassigned(&mut self, shift: &CaseShift) {
        if self.case.shift.is_some() || self.case.reporter.is_some() {
            return;
        }
        let lead = hours_between(self.now, shift.key.start) * 60.0;
        #[expect(clippy::cast_possible_truncation, reason = "minutes of notice")]
        self.fact(Fact::Unassigned { lead_minutes: lead as i64 });
        self.begin(shift, false);
    }

    fn ask_which(&mut self, report: &Report) {
        if report.options.is_empty() {
            self.answer(&report.caregiver, Say::NoShift);
            return self.escalate(PageWhy::NoShift);
        }
        self.ask(&report.caregiver, &report.options);
    }

    fn ask(&mut self, reporter: &CaregiverId, options: &[CaseShift]) {
        self.case.options = options.to_vec();
        // Counted: the policy says how often a case may ask.
        self.case.head.key(QUESTION);
        let keys: Vec<_> = options.iter().map(|s| s.key.clone()).collect();
        self.answer(reporter, Say::WhichShift { options: options.iter().map(super::when).collect() });
        self.out.personal.push(Personal::Ask { caregiver: reporter.clone(), options: keys.clone() });
        self.fact(Fact::AskedWhich { options: keys });
        self.set(TimerName::Answer, plus_minutes(self.now, self.policy.clock.answer_minutes));
        // A start close by does not wait for the answer (`domain.md` part 0, 9).
        if options.iter().any(|s| hours_between(self.now, s.key.start) < self.policy.clock.page_hours) {
            self.escalate(PageWhy::WhichShift);
        }
    }

    /// Her answer fits several of the choices: one more question about those, if it is another question and the case
    /// may still ask; otherwise a human.
    pub(super) fn choice_narrowed(&mut self, options: &[CaseShift]) {
        if self.case.phase != Phase::Triage {
            return;
        }
        let asked = self.case.head.counters.get(QUESTION).copied().unwrap_or(0);
        let narrower = !options.is_empty() && options.len() < self.case.options.len();
        match self.case.reporter.clone() {
            Some(reporter) if narrower && asked < self.policy.language.questions => {
                self.ask(&reporter, options);
            }
            _ => self.choice_unclear(),
        }
    }

    pub(super) fn shift_chosen(&mut self, shift: &CaseShift) {
        if self.case.phase == Phase::Triage && self.case.shift.is_none() {
            self.clear(TimerName::Answer);
            self.begin(shift, false);
        }
    }

    pub(super) fn choice_unclear(&mut self) {
        if self.case.phase == Phase::Triage
            && let Some(reporter) = self.case.reporter.clone()
        {
            self.answer(&reporter, Say::PersonWillCall { after: None });
            self.clear(TimerName::Answer);
            self.escalate(PageWhy::WhichShift);
        }
    }

    /// The same call-out again: the truth about where it stands, nothing else (b9).
    pub(super) fn repeated(&mut self) {
        if let (Some(reporter), Some(when)) = (self.case.reporter.clone(), self.when()) {
            let covered = self.case.phase == Phase::Filled;
            self.answer(&reporter, Say::CallOutKnown { when, covered });
        }
    }

    fn begin(&mut self, shift: &CaseShift, read_back: bool) {
        let notice = hours_between(self.now, shift.key.start) * 60.0;
        #[expect(clippy::cast_possible_truncation, reason = "minutes of notice")]
        self.fact(Fact::ShiftMatched { shift: shift.key.clone(), notice_minutes: notice as i64 });
        self.case.shift = Some(shift.clone());
        self.case.phase = Phase::Offering;
        if let Some(reporter) = self.case.reporter.clone() {
            self.case.barred.insert(reporter.clone(), Exclusion::CalledOut);
            if self.case.no_show {
                return self.begin_absent(shift, &reporter);
            }
            let is_late = self.lead() < self.policy.matching.late_notice_hours;
            if is_late && self.case.reason.is_some_and(|r| !r.may_be_protected()) {
                self.out.personal.push(Personal::CancelledLate { caregiver: reporter.clone() });
            }
            if !read_back {
                let please_phone = !self.policy.text_counts_as_notice;
                self.answer(&reporter, Say::CallOutHeard { when: super::when(shift), please_phone });
            }
        }
        self.start_clock(shift);
        self.rank();
        if self.policy.writing.note_call_outs && self.case.reporter.is_some() {
            self.case.noted = true;
            self.plan("note", Effect::NoteCallOut);
        }
    }

    /// Sets the latest moments of `domain.md 4.17`.
    pub(super) fn start_clock(&mut self, shift: &CaseShift) {
        let clock = &self.policy.clock;
        let (start, lead) = (shift.key.start, self.lead());
        if lead < clock.page_hours {
            let nobodys = self.case.reporter.is_none();
            self.escalate(match (nobodys, self.case.no_show) {
                (true, _) => PageWhy::Unassigned,
                (false, true) => PageWhy::NoShow,
                (false, false) => PageWhy::CloseStart,
            });
        } else {
            if lead < clock.tell_coordinator_hours {
                let nobodys = self.case.reporter.is_none();
                self.note_staff(if nobodys { StaffNote::Unassigned } else { StaffNote::CallOut });
            }
            let before = if lead > clock.far_hours {
                clock.far_unfilled_page_hours
            } else {
                clock.unfilled_page_hours
            };
            self.set(TimerName::Human, before_start(start, before).max(self.now));
        }
        self.set(TimerName::Client, self.client_deadline(start));
        self.set(TimerName::End, plus_minutes(start.max(self.now), clock.search_after_start_minutes));
    }

    /// When the client hears at the latest that somebody is searched for: so many hours before the start, and if that
    /// is at night, an hour before the evening's quiet hours (`domain.md 4.17`: "by 20:00 the evening before").
    fn client_deadline(&self, start: Timestamp) -> Timestamp {
        let due = before_start(start, self.policy.clock.tell_client_hours);
        if due <= self.now {
            return self.now;
        }
        let (quiet, zone) = (&self.policy.quiet.hours, &self.policy.agency.zone);
        let mut evening = due;
        // Walk back to the last moment before quiet hours; a window is at most a day long.
        for _ in 0..96 {
            if !quiet.contains(evening, zone) {
                break;
            }
            evening = plus_minutes(evening, -15);
        }
        let due = if evening < due { plus_minutes(evening, -45) } else { due };
        due.max(self.now)
    }

    /// Asks for a fresh ranking, once at a time.
    pub(super) fn rank(&mut self) {
        if self.case.ranking.is_none() && self.case.taken_over.is_none() {
            self.case.ranking = Some(self.plan("rank", Effect::Rank));
        }
    }

    /// Tells the client that somebody is searched for, once.
    pub(super) fn tell_client_we_look(&mut self) {
        if self.case.client_told == Some(None) {
            return;
        }
        let Some(shift) = self.case.shift.clone() else { return };
        self.case.client_told = Some(None);
        if self.policy.may_text_client(&shift.client) {
            let when = super::when(&shift);
            let say = match self.case.reporter {
                Some(_) if self.case.no_show => Say::Visit { line: VisitLine::ClientNoShow { when } },
                Some(_) => Say::ClientArranging { when },
                None => Say::ClientOpen { when },
            };
            self.text(To::Client(shift.client), say, self.client_purpose());
            self.fact(Fact::ClientTold { caregiver: None });
        } else {
            self.escalate(PageWhy::PhoneClient);
        }
    }

    /// News about a visit in the next hours do not wait for the morning.
    pub(super) fn client_purpose(&self) -> Purpose {
        if self.lead() < self.policy.quiet.urgent_within_hours {
            Purpose::UrgentNotice
        } else {
            Purpose::Notice
        }
    }
}

fn before_start(start: Timestamp, hours: f64) -> Timestamp {
    #[expect(clippy::cast_possible_truncation, reason = "hours of a policy")]
    plus_minutes(start, -((hours * 60.0) as i64))
}

impl CallOut {
    /// Whether this number of hers is asked which shift she means.
    pub fn waits_for_choice(&self) -> bool {
        self.phase == Phase::Triage && !self.options.is_empty()
    }
}
