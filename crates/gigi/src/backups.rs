//! `gigi backups`: clients with visits in the next days for whom hardly anybody could step in. `gigi
//! export-clock-corrections`: what people say about their clock times.
use std::io::Write as _;
use std::path::PathBuf;

use anyhow::Context as _;
use gigi_core::calendar::say_range;
use gigi_core::matching::{Thin, thin_backups};
use gigi_core::policy::Policy;
use gigi_engine::ports::Clock as _;
use gigi_engine::{Engine, EngineError};
use jiff::Timestamp;
use serde_json::json;

use crate::clock::SystemClock;
use crate::config::Config;
use crate::{app, serve, web};

/// Days that are looked ahead.
pub const DAYS: i64 = 7;

/// How much of the answer.
#[derive(Clone, Debug, clap::Args)]
pub struct Options {
    /// Days to look ahead.
    #[arg(long, value_name = "N", default_value_t = DAYS, value_parser = clap::value_parser!(i64).range(1..=14))]
    days: i64,
    /// Print one JSON object.
    #[arg(long)]
    json: bool,
}

/// Where the lines go.
#[derive(Clone, Debug, clap::Args)]
pub struct Export {
    /// File to write; without one the lines are printed.
    file: Option<PathBuf>,
}

/// See [`thin_backups`].
///
/// # Errors
/// The store's.
pub async fn thin(
    engine: &Engine,
    policy: &Policy,
    now: Timestamp,
    days: i64,
) -> Result<Vec<Thin>, EngineError> {
    let roster = engine.roster().await?;
    Ok(thin_backups(policy, &roster, &engine.reach(&roster).await?, now, days))
}

/// Looks at what the database holds; an empty one is filled from WellSky first.
///
/// # Errors
/// When the database or WellSky cannot be used.
pub async fn start(options: Options, config: Config) -> anyhow::Result<()> {
    let (parts, _sim) = serve::parts(config).await?;
    let policy = parts.policy.clone();
    let engine = app::join(parts)?.engine;
    if engine.mirror_as_of().await?.is_none() {
        let turn = engine.sync_everything(&|_| {}).await?;
        anyhow::ensure!(turn.people_read, "people could not be read from WellSky");
    }
    let found = thin(&engine, &policy, SystemClock.now(), options.days).await?;
    let roster = engine.roster().await?;
    let client = |t: &Thin| roster.client(&t.client).map(|c| c.name.full()).unwrap_or_default();
    let names = |t: &Thin| -> Vec<String> {
        t.backups.iter().filter_map(|id| roster.caregiver(id)).map(|c| c.name.full()).collect()
    };
    let mut out = std::io::stdout();
    if options.json {
        let clients: Vec<_> = found
            .iter()
            .map(|t| {
                json!({
                    "client": t.client, "name": client(t), "priority": t.priority, "visits": t.visits,
                    "thin": t.thin, "worst": t.worst.to_string(), "end": t.end, "backups": t.backups,
                })
            })
            .collect();
        let whole = json!({"days": options.days, "counted": "people who pass every hard rule now", "clients": clients});
        return writeln!(out, "{whole}").context("standard output");
    }
    let table = || -> std::io::Result<()> {
        writeln!(out, "{:<28} {:<3} {:>9}  {:<28} could step in", "client", "", "visits", "worst visit")?;
        for t in &found {
            let worst = say_range(t.worst.start, t.end, &policy.agency.zone);
            let backups = if t.backups.is_empty() { "nobody".into() } else { names(t).join(", ") };
            let visits = format!("{} of {}", t.thin, t.visits);
            writeln!(
                out,
                "{:<28} {:<3} {visits:>9}  {worst:<28} {backups}",
                client(t),
                format!("{:?}", t.priority)
            )?;
        }
        writeln!(
            out,
            "\n{} client(s) with a visit in {} days for which fewer than two others pass every rule now. Nobody was asked.",
            found.len(),
            options.days
        )
    };
    let mut table = table;
    table().context("standard output")
}

/// The command.
///
/// # Errors
/// When the database cannot be read or the file cannot be written.
pub async fn export(options: Export, config: Config) -> anyhow::Result<()> {
    let (parts, _sim) = serve::parts(config).await.context(
        "the database cannot be read; while Gigi runs on SQLite, its page /clock-corrections.csv has the same lines",
    )?;
    let text = web::visits::csv(&parts.store, &parts.policy).await?;
    match &options.file {
        Some(path) => {
            std::fs::write(path, &text).with_context(|| format!("{} cannot be written", path.display()))
        }
        None => std::io::stdout().write_all(text.as_bytes()).context("standard output"),
    }
}
