//! One thing that was looked at, and how it ended.
use serde::Serialize;

use super::row::Row;

/// How a check ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum State {
    /// Does not work.
    Failure,
    /// Works, and somebody should do something.
    Warning,
    /// Works, and is not what people expect; Gigi copes, other software may not.
    Note,
    /// As it should be.
    Ok,
    /// Could not be looked at.
    Skipped,
}

/// How sure a diagnosis is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Sure {
    /// Confirmed by a second call or by what was given itself.
    Certain,
    /// What this answer usually means.
    Likely,
    /// One of several explanations.
    Guess,
}

/// One finding.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Finding {
    /// What was looked at.
    pub check: &'static str,
    /// Row of the diagnosis table.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub row: Option<Row>,
    /// How it ended.
    pub state: State,
    /// What should be.
    pub expected: String,
    /// What is: status, beginning of the message, the vendor's request id. No secret.
    pub seen: String,
    /// What to do.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub fix: Option<String>,
    /// How sure the row is.
    pub sure: Sure,
}

impl Finding {
    fn new(state: State, check: &'static str, seen: impl Into<String>) -> Self {
        let (row, expected, fix) = (None, String::new(), None);
        Self { check, row, state, expected, seen: seen.into(), fix, sure: Sure::Certain }
    }

    pub(super) fn ok(check: &'static str, seen: impl Into<String>) -> Self {
        Self::new(State::Ok, check, seen)
    }

    pub(super) fn skipped(check: &'static str, why: impl Into<String>) -> Self {
        Self::new(State::Skipped, check, why)
    }

    pub(super) fn failure(check: &'static str, expected: &str, seen: impl Into<String>) -> Self {
        Self { expected: expected.to_owned(), ..Self::new(State::Failure, check, seen) }
    }

    pub(super) fn warning(check: &'static str, expected: &str, seen: impl Into<String>) -> Self {
        Self { expected: expected.to_owned(), ..Self::new(State::Warning, check, seen) }
    }

    /// Something odd that Gigi copes with.
    pub(super) fn note(check: &'static str, row: Row, seen: impl Into<String>) -> Self {
        Self::new(State::Note, check, seen).row(row, Sure::Certain)
    }

    /// Names the row; its advice stands unless something better is said.
    pub(super) fn row(mut self, row: Row, sure: Sure) -> Self {
        (self.row, self.sure) = (Some(row), sure);
        self.fix.get_or_insert_with(|| row.entry().fix.to_owned());
        self
    }

    pub(super) fn fix(mut self, fix: impl Into<String>) -> Self {
        self.fix = Some(fix.into());
        self
    }
}
