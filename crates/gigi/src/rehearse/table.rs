//! The rehearsal as text.
use std::fmt::Write as _;

use gigi_core::calendar::say;

use super::Rehearsed;

/// Mistakes that are listed; all of them are in the JSON.
const LISTED: usize = 10;

pub(super) fn percent(share: f64) -> String {
    format!("{:.1} %", share * 100.0)
}

pub(super) fn interval((low, high): (f64, f64)) -> String {
    format!("{:.1}-{:.1} %", low * 100.0, high * 100.0)
}

/// Rows of the comparison: name and one cell for each policy.
pub(super) fn rows(rehearsed: &Rehearsed) -> Vec<(&'static str, Vec<String>)> {
    let column =
        |of: &dyn Fn(&gigi_core::rehearsal::Summary) -> String| rehearsed.summaries.iter().map(of).collect();
    vec![
        ("filled by the start", column(&|s| percent(s.fill_rate))),
        ("  95 % interval", column(&|s| interval(s.interval))),
        ("minutes to fill, median", column(&|s| format!("{:.1}", s.minutes_median))),
        ("  nine of ten within", column(&|s| format!("{:.0}", s.minutes_p90))),
        ("offers per filled shift", column(&|s| format!("{:.1}", s.offers_per_filled))),
        ("texts per filled shift", column(&|s| format!("{:.1}", s.texts_per_filled))),
        ("yes in vain", column(&|s| s.yes_in_vain.to_string())),
        ("people asked", column(&|s| s.people_asked.to_string())),
        ("most offers to one", column(&|s| s.most_offers.to_string())),
        ("Gini of offers", column(&|s| format!("{:.2}", s.gini_offers))),
        ("Gini of shifts won", column(&|s| format!("{:.2}", s.gini_wins))),
        ("mistakes", column(&|s| s.mistakes.values().sum::<usize>().to_string())),
    ]
}

pub(super) fn text(rehearsed: &Rehearsed) -> String {
    let calls = rehearsed.summaries.first().map_or(0, |s| s.callouts);
    let mut out = format!(
        "{calls} call-outs of {}, with modelled people{}\n\n{:<26}",
        rehearsed.source,
        rehearsed.plays_in_words(),
        ""
    );
    for s in &rehearsed.summaries {
        let _ = write!(out, "{:>15}", s.policy);
    }
    out.push('\n');
    for (name, cells) in rows(rehearsed) {
        let _ = write!(out, "{name:<26}");
        for cell in cells {
            let _ = write!(out, "{cell:>15}");
        }
        out.push('\n');
    }
    let Some(summary) = rehearsed.summaries.first() else {
        return out;
    };
    let wrong = mistakes(rehearsed).count();
    if wrong > 0 {
        let kinds: Vec<String> = summary.mistakes.iter().map(|(kind, n)| format!("{n} {kind}")).collect();
        let _ = write!(out, "\nMistakes of ours: {}\n", kinds.join(", "));
        for (told, mistake) in mistakes(rehearsed).take(LISTED) {
            let _ = writeln!(out, "  {told}: {mistake}");
        }
        if wrong > LISTED {
            let _ = writeln!(out, "  and {} more (--json, --report)", wrong - LISTED);
        }
    }
    out.push_str("\nLive odds of ours against what happened:\n");
    for bin in summary.calibration.iter().filter(|b| b.count > 0) {
        let (said, was) = (percent(bin.predicted), percent(bin.happened));
        let _ = writeln!(
            out,
            "  said {said:>7}   happened {was:>7}   {:>13}   {:>6} times",
            interval(bin.interval),
            bin.count
        );
    }
    for remark in &rehearsed.remarks {
        let _ = write!(out, "\n{remark}");
    }
    let _ =
        write!(out, "\n{:.1} s for all {} policies", rehearsed.took.as_secs_f64(), rehearsed.summaries.len());
    out
}

/// Which shift and what, of ours.
pub(super) fn mistakes(rehearsed: &Rehearsed) -> impl Iterator<Item = (String, String)> {
    let zone = &rehearsed.policy.agency.zone;
    rehearsed.ours().iter().flat_map(move |o| {
        o.mistakes.iter().filter_map(move |(at, mistake)| {
            let told = o.told.get(*at)?;
            let notice = gigi_core::calendar::hours_between(told.at, told.shift.start);
            let what = format!(
                "{} client {}, {notice:.1} h of notice, {} offers",
                say(told.shift.start, zone),
                told.client,
                told.offers
            );
            Some((what, mistake.words()))
        })
    })
}
