//! The findings as text for people, readable without colour, and as JSON for programs.
use serde_json::json;

use super::finding::{Finding, State, Sure};
use super::{Report, mail};

pub(super) fn as_json(report: &Report, with_mail: bool) -> String {
    let mut document = json!({
        "wellsky": report.wellsky,
        "failures": failures(&report.findings),
        "findings": report.findings,
    });
    if with_mail {
        document["support_mail"] = mail::draft(report).into();
    }
    // A document of strings cannot fail to serialise; if it does, an empty one says more than a panic.
    serde_json::to_string_pretty(&document).unwrap_or_default()
}

fn failures(findings: &[Finding]) -> usize {
    findings.iter().filter(|f| f.state == State::Failure).count()
}

pub(super) fn as_text(report: &Report) -> String {
    let mut text = format!("WellSky: {}\n\n", report.wellsky);
    for f in &report.findings {
        text.push_str(&one(f));
    }
    text.push_str(&match failures(&report.findings) {
        0 => "\nNothing fails.".to_owned(),
        1 => "\nOne check fails.".to_owned(),
        n => format!("\n{n} checks fail."),
    });
    text
}

fn one(f: &Finding) -> String {
    let state = match f.state {
        State::Failure => "FAILS",
        State::Warning => "look ",
        State::Note => "note ",
        State::Ok => "ok   ",
        State::Skipped => "     ",
    };
    let row = f.row.map(|r| format!(" [{}]", r.name())).unwrap_or_default();
    let mut text = format!("{state} {}{row}: {}\n", f.check, f.seen);
    if f.state <= State::Warning && !f.expected.is_empty() {
        text.push_str(&format!("      expected: {}\n", f.expected));
    }
    if let Some(row) = f.row {
        text.push_str(&format!("      means: {}\n", row.entry().means));
    }
    if let Some(fix) = &f.fix {
        let sure = match f.sure {
            Sure::Certain => "certain",
            Sure::Likely => "likely",
            Sure::Guess => "a guess",
        };
        text.push_str(&format!("      do: {fix} ({sure})\n"));
    }
    text
}
