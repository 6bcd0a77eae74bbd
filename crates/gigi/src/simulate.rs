//! `gigi sim`: the simulated WellSky, Twilio and phones alone, for trying out a client or a `gigi serve` against them.
use std::io::Write as _;
use std::net::{Ipv4Addr, SocketAddr};
use std::sync::Arc;

use anyhow::Context as _;
use gigi_core::policy::Policy;
use gigi_engine::ports::Clock as _;
use gigi_sim::{AgencySize, Sim, SimClock, SimConfig};
use serde_json::json;

use crate::clock::SystemClock;
use crate::serve::Stop;

/// What the command line may change.
#[derive(Clone, Debug, clap::Args)]
pub struct Options {
    /// Port of the simulated WellSky; 0 takes any free one.
    #[arg(long, default_value_t = 4010)]
    port: u16,
    /// Port of the control plane.
    #[arg(long, default_value_t = 4011)]
    control_port: u16,
    /// Port of the fake Twilio.
    #[arg(long, default_value_t = 4012)]
    twilio_port: u16,
    /// Port of the dead legacy host, where every path is a 404 page; 0 takes any free one.
    #[arg(long, default_value_t = 0)]
    legacy_port: u16,
    /// What the invented agency grows from.
    #[arg(long, default_value_t = 1)]
    seed: u64,
    /// Let time stand still at this instant, such as 2026-11-23T18:00:00Z, until the control plane moves it: every
    /// answer is then the same in every run.
    #[arg(long)]
    at: Option<jiff::Timestamp>,
    /// small, large or storm.
    #[arg(long, default_value = "small")]
    agency: AgencySize,
    /// Print where it listens as one JSON line.
    #[arg(long)]
    json: bool,
}

/// The simulated WellSky of a process that has no other, where the agency of the policy lives.
pub(crate) async fn inside(policy: &Policy) -> anyhow::Result<Sim> {
    let mut config = SimConfig::new(crate::http::client()?, Arc::new(|| SystemClock.now()));
    config.zone = policy.agency.zone.tz().clone();
    Sim::start(config).await.context("the simulated WellSky cannot start")
}

/// Runs until it is interrupted.
///
/// # Errors
/// When a port is taken.
pub async fn start(options: Options) -> anyhow::Result<()> {
    let at = |port| SocketAddr::from((Ipv4Addr::LOCALHOST, port));
    let clock: SimClock = match options.at {
        Some(instant) => gigi_sim::clock::fixed(instant),
        None => Arc::new(|| SystemClock.now()),
    };
    let mut config = SimConfig::new(crate::http::client()?, clock);
    config.seed = options.seed;
    config.agency = options.agency;
    config.wellsky = at(options.port);
    config.control = at(options.control_port);
    config.twilio = at(options.twilio_port);
    config.legacy = at(options.legacy_port);
    let mut stop = Stop::on_signal()?;
    let begun = SystemClock.now();
    let sim = Sim::start(config).await.context("a port cannot be used")?;
    let started_ms = SystemClock.now().duration_since(begun).as_millis();
    let (id, secret, agency) = sim.credentials();
    let account = sim.carrier().account();
    let mut out = std::io::stdout();
    // A reader who has gone away does not end the simulator.
    let _ = if options.json {
        writeln!(
            out,
            "{}",
            json!({"wellsky": sim.wellsky_url(), "control": sim.control_url(), "twilio": sim.twilio_url(),
                "legacy": sim.legacy_url(), "started_ms": started_ms, "client_id": id, "client_secret": secret, "agency_id": agency, "account_sid": account.sid,
                "auth_token": account.auth_token, "from": account.number})
        )
    } else {
        writeln!(
            out,
            "A simulated agency is running; every name, number and secret is invented.\n\
             \n  WELLSKY_API_URL={}\n  WELLSKY_CLIENT_ID={id}\n  WELLSKY_CLIENT_SECRET={secret}\n  \
             WELLSKY_AGENCY_ID={agency}\n  TWILIO_API_URL={}\n  TWILIO_ACCOUNT_SID={}\n  TWILIO_AUTH_TOKEN={}\n  \
             TWILIO_FROM={}\n\n  control plane: {}\n  legacy host: {}\n  started in {started_ms} ms",
            sim.wellsky_url(),
            sim.twilio_url(),
            account.sid,
            account.auth_token,
            account.number,
            sim.control_url(),
            sim.legacy_url(),
        )
    };
    stop.wanted().await;
    sim.stop().await;
    Ok(())
}
