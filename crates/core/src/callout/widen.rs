//! When nobody is left who may be asked: what else can be tried, and what only a human may allow (`domain.md 3.33`).
use super::{CallOut, Phase, Step};
use crate::escalation::PageWhy;
use crate::fact::Fact;
use crate::matching::{Exclusion, Ranking, Widened};

impl CallOut {
    /// Whether a human was told that only overtime is left, and has not allowed it.
    pub fn wants_overtime_allowed(&self) -> bool {
        let told = self.escalation.as_ref().is_some_and(|e| matches!(e.why, PageWhy::OvertimeLeft { .. }));
        told && !self.widened.overtime && self.phase == Phase::Offering
    }
}

impl Step<'_> {
    /// Nobody of the usual list is left. Longer ways are tried without asking; people who cannot be asked just now are
    /// waited for while there is time; otherwise a human hears, and what she could allow.
    pub(super) fn list_is_at_its_end(&mut self, ranking: &Ranking) {
        let count = |why: Exclusion| ranking.excluded.get(&why).map_or(0, Vec::len);
        if !self.case.widened.travel && count(Exclusion::TooFar) > 0 {
            self.case.widened.travel = true;
            self.fact(Fact::Widened { widened: self.case.widened, by: None });
            return self.rank();
        }
        if self.moves_start() {
            return;
        }
        // People who were asked and can still answer are somebody; the clock decides when a human hears.
        // Whoever named other hours has said that she cannot take it as it stands.
        if self.case.offers.iter().any(|o| o.state.is_open() && o.hours.is_none()) {
            return;
        }
        let later = ranking.excluded.iter().any(|(why, who)| why.may_pass() && !who.is_empty());
        if later && self.lead() > self.policy.clock.far_unfilled_page_hours {
            return;
        }
        let people = count(Exclusion::WeekHours);
        let told = self.case.escalation.as_ref().is_some_and(|e| {
            matches!(e.why, PageWhy::NobodyLeft | PageWhy::OvertimeLeft { .. } | PageWhy::CallsLeft)
        });
        if told {
            return;
        }
        self.escalate(match people {
            0 if self.case.calls_to_make().next().is_some() => PageWhy::CallsLeft,
            0 => PageWhy::NobodyLeft,
            people => PageWhy::OvertimeLeft { people },
        });
    }

    /// A human allows overtime for this shift: those who were left out for it are asked.
    pub(super) fn overtime_allowed(&mut self, by: &str) {
        if self.case.widened.overtime {
            return;
        }
        self.case.widened = Widened { overtime: true, ..self.case.widened };
        self.fact(Fact::Widened { widened: self.case.widened, by: Some(by.to_owned()) });
        if self.case.phase == Phase::Offering {
            self.rank();
        }
    }
}
