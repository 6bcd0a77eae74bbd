//! The mail to WellSky's support: what was called, what came back, with the vendor's request ids. No secret, nobody's name.
use gigi_engine::ports::Clock as _;

use super::Report;
use super::finding::{Finding, State};
use super::row::Row;
use crate::clock::SystemClock;

/// Rows that the agency or its machine must mend; the vendor cannot.
const OURS: &[Row] = &[
    Row::D01,
    Row::D02,
    Row::D03,
    Row::D04,
    Row::D05,
    Row::D07,
    Row::D10,
    Row::D11,
    Row::D12,
    Row::D13,
    Row::D14,
    Row::D16,
    Row::D18,
    Row::D23,
    Row::D30,
    Row::D31,
    Row::D33,
    Row::D34,
    Row::D35,
    Row::D37,
    Row::D39,
    Row::D40,
    Row::D47,
];

fn is_theirs(finding: &Finding) -> bool {
    finding.state <= State::Warning && finding.row.is_some_and(|row| !OURS.contains(&row))
}

/// The mail, or why there is nothing to write.
pub(super) fn draft(report: &Report) -> String {
    let theirs: Vec<&Finding> = report.findings.iter().filter(|f| is_theirs(f)).collect();
    if theirs.is_empty() {
        return match report.findings.iter().find(|f| f.state == State::Failure) {
            None => {
                "Nothing fails that WellSky's support could help with: there is no mail to write.".to_owned()
            }
            Some(first) => format!(
                "This is not for WellSky's support, it is mended here. {}: {}\nDo: {}",
                first.check,
                first.seen,
                first.fix.as_deref().unwrap_or("see the report")
            ),
        };
    }
    let agency = report.agency.as_deref().unwrap_or("(the agency's id)");
    let now = SystemClock.now().strftime("%Y-%m-%d %H:%M UTC");
    let mut text = format!(
        "To: WellSky Personal Care support\nSubject: Connect API, agency {agency}: {}\n\nHello,\n\nour integration with the \
         Connect API does not work as documented. Agency {agency}, {}, looked at on {now}.\n",
        subject(theirs.first().copied()),
        report.wellsky
    );
    for (n, f) in theirs.iter().enumerate() {
        text.push_str(&format!(
            "\n{}. {}\n   expected: {}\n   seen: {}\n",
            n + 1,
            f.check,
            f.expected,
            f.seen
        ));
        if let Some(row) = f.row {
            let entry = row.entry();
            text.push_str(&format!("   we read it as: {}\n   because: {}\n", entry.means, entry.proof));
        }
    }
    text.push_str(
        "\nThe token comes from POST /oauth/accesstoken at the host's root and is sent as `Authorization: Bearer`. A request id \
         above is your x-amzn-RequestId. Please tell us whether this is enabled for our agency, and what we should change.\n\n\
         Thank you",
    );
    text
}

fn subject(first: Option<&Finding>) -> String {
    first
        .map(|f| format!("{} ({})", f.check, f.seen.split(" (").next().unwrap_or_default()))
        .unwrap_or_default()
}
