//! Tables of texts and what they are read as, for the stories of texts and of dates.
use gigi_core::language::Message;
use jiff::Timestamp;

/// A moment in Chicago in November 2026 (UTC-6).
pub(crate) fn at(text: &str) -> Timestamp {
    format!("2026-{text}:00-06:00").parse().expect("a moment")
}

/// Checks every row as `shown` and reports all that differ.
pub(crate) fn check(situation: &Message, rows: &[(&str, &str)], shown: impl Fn(&Message) -> String) {
    let wrong: Vec<String> = rows
        .iter()
        .filter_map(|(text, expected)| {
            let got = shown(&Message { text: (*text).to_owned(), ..situation.clone() });
            (got != *expected).then(|| format!("  {text:?}\n    expected {expected}\n    got      {got}"))
        })
        .collect();
    assert!(wrong.is_empty(), "{} of {} differ:\n{}", wrong.len(), rows.len(), wrong.join("\n"));
}
