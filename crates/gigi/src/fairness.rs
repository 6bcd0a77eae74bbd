//! `gigi fairness`: who was asked, who won, who gets the hours she wants; how unequal it is, and the weight that moves it.
use std::io::Write;

use anyhow::Context as _;
use gigi_core::agency::Roster;
use gigi_core::fairness::{Fairness, fairness};
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
    let found = fairness(&policy, &roster, &engine.reach(&roster).await?, SystemClock.now());
    let mut out = std::io::stdout();
    if options.json {
        let weights: Vec<f64> = policy.matching.weights.iter().map(|w| w.fairness).collect();
        return writeln!(out, "{}", json!({"fairness": found, "weights": weights}))
            .context("standard output");
    }
    as_table(&mut out, &found, &roster, &policy, options.top).context("standard output")
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
    let said = |gini: Option<f64>| gini.map_or_else(|| "nothing yet".to_owned(), |g| format!("{g:.2}"));
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
