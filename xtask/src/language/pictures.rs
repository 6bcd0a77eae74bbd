//! The confusion matrix and the reliability plot as SVG: small, the same bytes for the same numbers, readable in a diff.
use std::fmt::Write as _;

use gigi_core::language::Intent;
use gigi_core::language::model::INTENTS;

const CELL: usize = 26;
const LEFT: usize = 190;
const TOP: usize = 180;

fn name(intent: Intent) -> String {
    serde_json::to_value(intent).ok().and_then(|v| v.as_str().map(str::to_owned)).unwrap_or_default()
}

fn head(width: usize, height: usize) -> String {
    format!(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"{width}\" height=\"{height}\" viewBox=\"0 0 {width} {height}\" \
         font-family=\"sans-serif\" font-size=\"12\">\n<rect width=\"100%\" height=\"100%\" fill=\"#ffffff\"/>\n"
    )
}

/// Rows are what the texts are, columns what they were read as; `pairs` are (is, read as). The darker, the larger the row's share.
pub(super) fn confusion(pairs: &[(Intent, Intent)]) -> String {
    let size = INTENTS.len() * CELL;
    let mut svg = head(LEFT + size + 20, TOP + size + 20);
    let count = |is: Intent, read: Intent| pairs.iter().filter(|pair| **pair == (is, read)).count();
    for (row, is) in INTENTS.into_iter().enumerate() {
        let y = TOP + row * CELL;
        let all = pairs.iter().filter(|pair| pair.0 == is).count().max(1);
        let _ = writeln!(
            svg,
            "<text x=\"{}\" y=\"{}\" text-anchor=\"end\">{}</text>",
            LEFT - 8,
            y + 17,
            name(is)
        );
        let x = LEFT + row * CELL + 17;
        let _ =
            writeln!(svg, "<text transform=\"translate({x},{}) rotate(-90)\">{}</text>", TOP - 8, name(is));
        for (column, read) in INTENTS.into_iter().enumerate() {
            let texts = count(is, read);
            let x = LEFT + column * CELL;
            let share = texts as f64 / all as f64;
            let light = 100.0 - 65.0 * share;
            let hue = if is == read { 160 } else { 15 };
            let fill = if texts == 0 { "#f6f6f6".to_owned() } else { format!("hsl({hue},60%,{light:.0}%)") };
            let _ = writeln!(
                svg,
                "<rect x=\"{x}\" y=\"{y}\" width=\"{}\" height=\"{}\" fill=\"{fill}\"/>",
                CELL - 1,
                CELL - 1
            );
            if texts > 0 {
                let _ = writeln!(
                    svg,
                    "<text x=\"{}\" y=\"{}\" text-anchor=\"middle\" font-size=\"11\">{texts}</text>",
                    x + CELL / 2,
                    y + 17
                );
            }
        }
    }
    svg.push_str("</svg>\n");
    svg
}

/// One point of the reliability plot.
pub(super) struct Bin {
    /// Mean confidence of its texts.
    pub(super) said: f64,
    /// Share of them that were read rightly.
    pub(super) was: f64,
    pub(super) texts: usize,
}

/// Ten bins of equal width; `readings` are (confidence, right).
pub(super) fn bins(readings: &[(f64, bool)]) -> Vec<Bin> {
    (0..10)
        .filter_map(|bin| {
            let (from, until) = (f64::from(bin) / 10.0, f64::from(bin + 1) / 10.0);
            let within: Vec<_> =
                readings.iter().filter(|(said, _)| *said >= from && (*said < until || bin == 9)).collect();
            let texts = within.len();
            (texts > 0).then(|| Bin {
                said: within.iter().map(|(said, _)| said).sum::<f64>() / texts as f64,
                was: within.iter().filter(|(_, right)| *right).count() as f64 / texts as f64,
                texts,
            })
        })
        .collect()
}

/// How often a reading with a confidence is right; on the diagonal it keeps its word.
pub(super) fn reliability(bins: &[Bin]) -> String {
    let (left, top, size) = (60.0, 20.0, 360.0);
    let mut svg = head(460, 450);
    let x = |share: f64| left + share * size;
    let y = |share: f64| top + (1.0 - share) * size;
    for step in 0..=5 {
        let share = f64::from(step) / 5.0;
        let _ = writeln!(
            svg,
            "<line x1=\"{0:.0}\" y1=\"{1:.0}\" x2=\"{2:.0}\" y2=\"{1:.0}\" stroke=\"#e0e0e0\"/>\
             <text x=\"{3:.0}\" y=\"{4:.0}\" text-anchor=\"end\">{5:.1}</text>\
             <text x=\"{6:.0}\" y=\"{7:.0}\" text-anchor=\"middle\">{5:.1}</text>",
            x(0.0),
            y(share),
            x(1.0),
            x(0.0) - 6.0,
            y(share) + 4.0,
            share,
            x(share),
            y(0.0) + 18.0
        );
    }
    let _ = writeln!(
        svg,
        "<line x1=\"{:.0}\" y1=\"{:.0}\" x2=\"{:.0}\" y2=\"{:.0}\" stroke=\"#999999\" stroke-dasharray=\"4 4\"/>",
        x(0.0),
        y(0.0),
        x(1.0),
        y(1.0)
    );
    let points: Vec<String> = bins.iter().map(|b| format!("{:.1},{:.1}", x(b.said), y(b.was))).collect();
    let _ = writeln!(
        svg,
        "<polyline points=\"{}\" fill=\"none\" stroke=\"#1b7f5c\" stroke-width=\"2\"/>",
        points.join(" ")
    );
    for bin in bins {
        let _ = writeln!(
            svg,
            "<circle cx=\"{:.1}\" cy=\"{:.1}\" r=\"{:.1}\" fill=\"#1b7f5c\"/>\
             <text x=\"{:.1}\" y=\"{:.1}\" font-size=\"11\">{}</text>",
            x(bin.said),
            y(bin.was),
            3.0 + (bin.texts as f64).sqrt() / 6.0,
            x(bin.said) + 8.0,
            y(bin.was) + 16.0,
            bin.texts
        );
    }
    let _ = writeln!(
        svg,
        "<text x=\"{:.0}\" y=\"{:.0}\" text-anchor=\"middle\">confidence of the reading</text>\
         <text transform=\"translate(16,{:.0}) rotate(-90)\" text-anchor=\"middle\">share read rightly</text>",
        x(0.5),
        y(0.0) + 40.0,
        y(0.5)
    );
    svg.push_str("</svg>\n");
    svg
}
