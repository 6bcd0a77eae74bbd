//! The rehearsal as a page: one file, pictures drawn as SVG, no script, nothing fetched.
use std::fmt::Write as _;

use gigi_core::rehearsal::Summary;

use super::Rehearsed;
use super::table::{interval, mistakes, percent, rows};

/// Mistakes on the page.
const LISTED: usize = 200;
const STYLE: &str = "body{font:16px/1.5 system-ui,sans-serif;max-width:60rem;margin:2rem auto;padding:0 1rem;color:#1d2733}\
h1{font-size:1.6rem}h2{font-size:1.15rem;margin-top:2rem}svg{width:100%;height:auto;max-width:44rem}\
.wide{overflow-x:auto}table{border-collapse:collapse;font-variant-numeric:tabular-nums}\
th,td{padding:.3rem .8rem;border-bottom:1px solid #dfe4ea;text-align:right;white-space:nowrap}\
th:first-child,td:first-child{text-align:left}p,li{max-width:44rem}";
const BLUE: &str = "#2463a8";
const GREY: &str = "#b9c3cf";

fn escape(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;").replace('"', "&quot;")
}

pub(super) fn page(rehearsed: &Rehearsed) -> String {
    let calls = rehearsed.summaries.first().map_or(0, |s| s.callouts);
    let source = escape(&rehearsed.source);
    let mut out = format!(
        "<!doctype html>\n<html lang=\"en\"><meta charset=\"utf-8\">\
         <meta name=\"viewport\" content=\"width=device-width,initial-scale=1\">\n\
         <title>Rehearsal</title><style>{STYLE}</style>\n\
         <h1>Rehearsal of {calls} call-outs</h1>\n<p>Source: {source}{}. The people are modelled: who says yes, and how \
         fast, is a proposal and the same under every policy.</p>\n",
        rehearsed.plays_in_words()
    );
    let rate = |s: &Summary| (s.fill_rate, percent(s.fill_rate), Some(s.interval));
    out.push_str("<h2>Shifts filled by their start</h2>\n");
    out.push_str(&bars(&rehearsed.summaries, 1.0, &rate));
    out.push_str("<p>The line is the 95 % interval.</p>\n<h2>Offers for each filled shift</h2>\n");
    let most = rehearsed.summaries.iter().map(|s| s.offers_per_filled).fold(1.0, f64::max);
    let offers = |s: &Summary| (s.offers_per_filled, format!("{:.1}", s.offers_per_filled), None);
    out.push_str(&bars(&rehearsed.summaries, most, &offers));
    out.push_str("<h2>Side by side</h2>\n<div class=\"wide\"><table><tr><th></th>");
    for s in &rehearsed.summaries {
        let _ = write!(out, "<th>{}</th>", s.policy);
    }
    out.push_str("</tr>\n");
    for (name, cells) in rows(rehearsed) {
        let cells: String = cells.iter().map(|c| format!("<td>{c}</td>")).collect();
        let _ = writeln!(out, "<tr><td>{}</td>{cells}</tr>", name.trim());
    }
    out.push_str("</table></div>\n<h2>Live odds of ours against what happened</h2>\n");
    if let Some(ours) = rehearsed.summaries.first() {
        out.push_str(&calibration(ours));
        out.push_str("<div class=\"wide\"><table><tr><th>said</th><th>happened</th><th>95 % interval</th><th>times</th></tr>\n");
        for bin in ours.calibration.iter().filter(|b| b.count > 0) {
            let (said, was) = (percent(bin.predicted), percent(bin.happened));
            let range = interval(bin.interval);
            let _ =
                writeln!(out, "<tr><td>{said}</td><td>{was}</td><td>{range}</td><td>{}</td></tr>", bin.count);
        }
        out.push_str("</table></div>\n");
    }
    out.push_str("<h2>Who was asked how often by ours</h2>\n");
    out.push_str(&load(rehearsed));
    out.push_str("<h2>Mistakes of ours</h2>\n<ul>\n");
    let mut listed = 0;
    for (what, mistake) in mistakes(rehearsed).take(LISTED) {
        let _ = writeln!(out, "<li>{}: {}</li>", escape(&what), escape(&mistake));
        listed += 1;
    }
    out.push_str(if listed == 0 { "<li>none</li>\n</ul>\n" } else { "</ul>\n" });
    for remark in &rehearsed.remarks {
        let _ = writeln!(out, "<p>{}.</p>", escape(remark));
    }
    out
}

fn head(height: usize, title: &str) -> String {
    format!(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 640 {height}\" font-family=\"sans-serif\" \
         font-size=\"14\" role=\"img\" aria-label=\"{title}\">\n"
    )
}

/// A bar: length, label, interval.
type Bar = (f64, String, Option<(f64, f64)>);

/// A bar for each policy.
fn bars(summaries: &[Summary], most: f64, of: &dyn Fn(&Summary) -> Bar) -> String {
    let mut svg = head(summaries.len() * 34, "a bar for each policy");
    let x = |value: f64| 130.0 + 420.0 * value / most;
    for (at, s) in summaries.iter().enumerate() {
        let (value, label, interval) = of(s);
        let (y, fill) = (at * 34, if at == 0 { BLUE } else { GREY });
        let _ = writeln!(
            svg,
            "<text x=\"120\" y=\"{}\" text-anchor=\"end\">{}</text><rect x=\"130\" y=\"{}\" width=\"{:.1}\" height=\"24\" \
             fill=\"{fill}\"/><text x=\"{:.1}\" y=\"{}\">{label}</text>",
            y + 21,
            s.policy,
            y + 4,
            x(value) - 130.0,
            x(interval.map_or(value, |i| i.1)) + 8.0,
            y + 21
        );
        if let Some((low, high)) = interval {
            let _ = writeln!(
                svg,
                "<line x1=\"{:.1}\" x2=\"{:.1}\" y1=\"{mid}\" y2=\"{mid}\" stroke=\"#1d2733\" stroke-width=\"2\"/>",
                x(low),
                x(high),
                mid = y + 16
            );
        }
    }
    svg.push_str("</svg>\n");
    svg
}

/// Predicted across, happened upwards with its 95 % interval; the larger the dot, the more predictions.
fn calibration(ours: &Summary) -> String {
    let mut svg = head(330, "predicted odds against the share that was filled");
    let (x, y) = (|share: f64| 130.0 + 300.0 * share, |share: f64| 300.0 - 280.0 * share);
    let _ = writeln!(
        svg,
        "<rect x=\"130\" y=\"20\" width=\"300\" height=\"280\" fill=\"#f6f8fa\"/>\
         <line x1=\"130\" y1=\"300\" x2=\"430\" y2=\"20\" stroke=\"{GREY}\"/>\
         <text x=\"280\" y=\"322\" text-anchor=\"middle\">said</text>\
         <text x=\"120\" y=\"165\" text-anchor=\"end\">happened</text>"
    );
    let most = ours.calibration.iter().map(|b| b.count).max().unwrap_or(1).max(1) as f64;
    for bin in ours.calibration.iter().filter(|b| b.count > 0) {
        let _ = writeln!(
            svg,
            "<line x1=\"{at:.1}\" x2=\"{at:.1}\" y1=\"{:.1}\" y2=\"{:.1}\" stroke=\"#1d2733\" stroke-width=\"2\"/>",
            y(bin.interval.1),
            y(bin.interval.0),
            at = x(bin.predicted)
        );
        let _ = writeln!(
            svg,
            "<circle cx=\"{:.1}\" cy=\"{:.1}\" r=\"{:.1}\" fill=\"{BLUE}\" fill-opacity=\"0.8\"/>",
            x(bin.predicted),
            y(bin.happened),
            3.0 + 9.0 * (bin.count as f64 / most).sqrt()
        );
    }
    svg.push_str("</svg>\n");
    svg
}

/// A column for each number of offers: how many caregivers got so many.
fn load(rehearsed: &Rehearsed) -> String {
    const COLUMNS: usize = 20;
    let mut counts = [0usize; COLUMNS + 1];
    for load in rehearsed.ours().iter().flat_map(|o| o.load.values()) {
        if let Some(count) = counts.get_mut(load.offers.min(COLUMNS)) {
            *count += 1;
        }
    }
    let most = counts.iter().copied().max().unwrap_or(1).max(1) as f64;
    let mut svg = head(220, "caregivers by number of offers");
    for (offers, count) in counts.iter().enumerate() {
        let (x, height) = (10 + offers * 30, 160.0 * *count as f64 / most);
        let label = if offers == COLUMNS { format!("{offers}+") } else { offers.to_string() };
        let number = if *count > 0 { count.to_string() } else { String::new() };
        let _ = writeln!(
            svg,
            "<rect x=\"{x}\" y=\"{:.1}\" width=\"24\" height=\"{height:.1}\" fill=\"{BLUE}\"/>\
             <text x=\"{c}\" y=\"{:.1}\" text-anchor=\"middle\" font-size=\"11\">{number}</text>\
             <text x=\"{c}\" y=\"200\" text-anchor=\"middle\" font-size=\"11\">{label}</text>",
            180.0 - height,
            174.0 - height,
            c = x + 12
        );
    }
    svg.push_str("<text x=\"320\" y=\"217\" text-anchor=\"middle\" font-size=\"12\">offers</text></svg>\n");
    svg
}
