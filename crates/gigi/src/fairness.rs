//! `gigi fairness`: who was asked, who won, who gets the hours she wants; how unequal it is, by person and by branch; the
//! weight that moves it; and how often people say yes by hour, place in the wave, time left and wording.
use std::io::Write;

use anyhow::Context as _;
use gigi_core::agency::Roster;
use gigi_core::fairness::{Fairness, fairness};
use gigi_core::matching::Taught;
use gigi_core::matching::learned::Rate;
use gigi_core::policy::Policy;
use gigi_engine::ports::Clock as _;
use serde_json::json;

use crate::clock::SystemClock;
use crate::config::Config;
use crate::{app, serve};

/// How much of the answer.
#[derive(Clone, Debug, clap::Args)]
pub struct Options {
    /// Caregivers to print, those with most offers first.
    #[arg(long, value_name = "N", default_value_t = 20)]
    top: usize,
    /// Print one JSON object with everybody.
    #[arg(long)]
    json: bool,
}

/// Counts what the database remembers.
///
/// # Errors
/// When the database cannot be read.
pub async fn start(options: Options, config: Config) -> anyhow::Result<()> {
    let (parts, _sim) = serve::parts(config).await?;
    let policy = parts.policy.clone();
    let engine = app::join(parts)?.engine;
    let roster = engine.roster().await?;
    let reach = engine.reach(&roster).await?;
    let found = fairness(&policy, &roster, &reach, SystemClock.now());
    let rates = Taught::by(reach.values()).rates(policy.outreach.wording);
    let mut out = std::io::stdout();
    if options.json {
        let weights: Vec<f64> = policy.matching.weights.iter().map(|w| w.fairness).collect();
        return writeln!(out, "{}", json!({"fairness": found, "weights": weights, "rates": rates}))
            .context("standard output");
    }
    as_table(&mut out, &found, &roster, &policy, options.top).context("standard output")?;
    by_branch(&mut out, &found).context("standard output")?;
    measured(&mut out, &rates).context("standard output")
}

fn said(gini: Option<f64>) -> String {
    gini.map_or_else(|| "-".to_owned(), |g| format!("{g:.2}"))
}

/// A line for each branch; nothing where no branch is known.
fn by_branch(out: &mut impl Write, found: &Fairness) -> std::io::Result<()> {
    if found.branches.iter().all(|b| b.branch.is_none()) {
        return writeln!(
            out,
            "\nby branch: no record and no tag names one (`branch` in a caregiver's record, `agency.branch_tags`)"
        );
    }
    writeln!(
        out,
        "\n{:<28} {:>7} {:>7} {:>6} {:>11} {:>10} {:>9}",
        "branch", "people", "offers", "wins", "Gini offers", "Gini wins", "h missing"
    )?;
    for branch in &found.branches {
        writeln!(
            out,
            "{:<28} {:>7} {:>7} {:>6} {:>11} {:>10} {:>9.0}",
            branch.branch.as_deref().unwrap_or("none on file"),
            branch.people,
            branch.offers,
            branch.wins,
            said(branch.gini_offers),
            said(branch.gini_wins),
            branch.hours_missing
        )?;
    }
    Ok(())
}

/// How often people said yes, by how they were asked.
fn measured(out: &mut impl Write, rates: &[Rate]) -> std::io::Result<()> {
    writeln!(
        out,
        "\n{:<8} {:<14} {:>7} {:>6} {:>7} {:>7} {:>7}",
        "asked by", "", "offers", "yeses", "rate", "factor", "chosen"
    )?;
    for rate in rates {
        let share = rate.rate.map_or_else(|| "-".to_owned(), |r| format!("{:.0} %", r * 100.0));
        let factor = rate.factor.map_or_else(String::new, |f| format!("{f:.2}"));
        let chosen = rate.chosen.map_or_else(String::new, |c| format!("{:.0} %", c * 100.0));
        let line = format!(
            "{:<8} {:<14} {:>7} {:>6} {share:>7} {factor:>7} {chosen:>7}",
            rate.by, rate.which, rate.offers, rate.yeses
        );
        writeln!(out, "{}", line.trim_end())?;
    }
    writeln!(
        out,
        "factor: by what a chance of a yes is multiplied before a wave is sized; 1.00 where nothing was learnt.\n\
         chosen: how many of the offers in a language are worded so now (`outreach.wording`). The hour is counted and moves nothing."
    )
}

fn as_table(
    out: &mut impl Write,
    found: &Fairness,
    roster: &Roster,
    policy: &Policy,
    top: usize,
) -> std::io::Result<()> {
    writeln!(
        out,
        "{:<28} {:>7} {:>6} {:>5} {:>8} {:>10}",
        "caregiver", "offers", "yeses", "lost", "h wanted", "h this week"
    )?;
    for share in found.shares.iter().take(top) {
        let name = roster.caregiver(&share.caregiver).map(|c| c.name.full()).unwrap_or_default();
        let wanted = share.hours_wanted.map_or_else(|| "-".to_owned(), |h| format!("{h:.0}"));
        writeln!(
            out,
            "{name:<28} {:>7} {:>6} {:>5} {wanted:>8} {:>10.1}",
            share.offers, share.yeses, share.lost, share.hours_scheduled
        )?;
    }
    if found.shares.len() > top {
        writeln!(out, "and {} more", found.shares.len() - top)?;
    }
    writeln!(
        out,
        "\nGini of offers in 60 days  {}\nGini of wins               {}\nhours wanted, not given    {:.0}",
        said(found.gini_offers),
        said(found.gini_wins),
        found.hours_missing
    )?;
    let weights = policy.matching.weights.iter().map(|w| format!("{:.2}", w.fairness)).collect::<Vec<_>>();
    writeln!(
        out,
        "weight of the turn         {} (`fairness` in `matching.weights`, by lead time)",
        weights.join(", ")
    )
}

#[cfg(test)]
mod tests {
    use super::*;
    use gigi_core::matching::Answers;
    use gigi_core::policy::WordingRule;

    #[test]
    fn both_wordings_are_shown_with_what_came_of_them_and_how_often_each_is_chosen() {
        let mut taught = Taught::default();
        taught.wordings[0] = Answers { offers: 100, accepts: 20, lost: 0 };
        taught.warm[0] = Answers { offers: 100, accepts: 26, lost: 1 };
        let rates = taught.rates(WordingRule::Learn);
        let mut out = Vec::new();
        measured(&mut out, &rates).unwrap();
        let text = String::from_utf8(out).unwrap();
        let lines: Vec<&str> = text.lines().filter(|line| line.starts_with("wording")).collect();
        assert_eq!(
            lines,
            [
                "wording  English plain      100     20    20 %    0.91    19 %",
                "wording  English warm       100     26    26 %    1.09    81 %",
                "wording  Spanish plain        0      0       -    1.00   100 %",
                "wording  Spanish warm         0      0       -    1.00     0 %",
            ]
        );
        let shown = json!(rates);
        let warm = shown.as_array().unwrap().iter().find(|row| row["which"] == "English warm").unwrap();
        assert_eq!((&warm["offers"], &warm["yeses"]), (&json!(100), &json!(26)));
        assert!(warm["chosen"].as_f64().unwrap() > 0.8, "{warm}");
    }
}
