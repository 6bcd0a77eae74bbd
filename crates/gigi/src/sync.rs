//! `gigi sync`: reads everything from WellSky into the database once and says what it took. What `gigi serve` does at its
//! first start, without serving.
use std::io::Write as _;

use anyhow::{Context as _, bail, ensure};
use gigi_engine::Turn;
use gigi_engine::ports::Clock as _;
use serde_json::json;

use crate::clock::SystemClock;
use crate::config::Config;
use crate::progress::Shown;
use crate::serve::Stop;
use crate::worker::keep_reading;
use crate::{app, serve};

/// Seconds for which others leave the reading to us; renewed while it goes on.
const LEASE: i64 = 180;

/// What the command line may change.
#[derive(Clone, Debug, clap::Args)]
pub struct Options {
    /// Print the result as one JSON object.
    #[arg(long)]
    json: bool,
}

/// Reads everything.
///
/// # Errors
/// When the database or WellSky cannot be used, or something could not be read.
pub async fn start(options: Options, config: Config) -> anyhow::Result<()> {
    let mut stop = Stop::on_signal()?;
    // The simulator, if there is one inside, lives as long as its handle.
    let (parts, _sim) = serve::parts(config).await?;
    let engine = app::join(parts)?.engine;
    ensure!(engine.lease("mirror", LEASE).await?, "another process is reading WellSky into this database");
    let began = SystemClock.now();
    let shown = Shown::new();
    let show = |progress| shown.show(progress);
    let turn = tokio::select! {
        turn = engine.sync_everything(&show) => turn?,
        () = keep_reading(&engine, LEASE) => bail!("the reading ended"),
        () = stop.wanted() => bail!("interrupted; what was read is kept"),
    };
    let seconds = SystemClock.now().duration_since(began).as_secs_f64();
    drop(shown);
    engine.lease("mirror", 0).await?;
    let busiest = engine.sync_status().requests.busiest_second;
    say(&turn, seconds, busiest, options.json).context("the result cannot be written")?;
    let aside = engine.sync_status().aside;
    for (_, record) in aside.iter().filter(|_| !options.json) {
        writeln!(std::io::stdout(), "  {} {}: {}", record.resource, record.path, record.reason)?;
    }
    ensure!(turn.people_read, "people could not be read");
    ensure!(turn.clients_failed == 0, "the schedules of {} clients could not be read", turn.clients_failed);
    Ok(())
}

fn say(turn: &Turn, seconds: f64, busiest: u64, as_json: bool) -> std::io::Result<()> {
    let mut out = std::io::stdout();
    if as_json {
        let mut result = json!(turn);
        result["seconds"] = json!(seconds);
        result["busiest_second"] = json!(busiest);
        return writeln!(out, "{result}");
    }
    writeln!(
        out,
        "people         {}\nshifts         {} of {} clients\nrequests       {}\nseconds        {seconds:.1}\n\
         busiest second {busiest} requests\nset aside      {} records\nchanges        {}",
        turn.people, turn.shifts, turn.clients, turn.requests, turn.set_aside, turn.changes
    )
}
