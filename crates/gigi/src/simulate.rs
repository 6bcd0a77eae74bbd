//! `gigi sim`: the simulated WellSky, Twilio and phones alone, for trying out a client or a `gigi serve` against them.
use std::io::Write as _;
use std::net::{Ipv4Addr, SocketAddr};
use std::sync::Arc;

use anyhow::Context as _;
use gigi_engine::ports::Clock as _;
use gigi_sim::{AgencySize, Sim, SimConfig};
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
    /// Port of the dead legacy host, which answers everything with a page.
    #[arg(long, default_value_t = 4013)]
    legacy_port: u16,
    /// What the invented agency grows from.
    #[arg(long, default_value_t = 1)]
    seed: u64,
    /// small, large or storm.
    #[arg(long, default_value = "small")]
    agency: AgencySize,
    /// Print where it listens as one JSON line.
    #[arg(long)]
    json: bool,
}

/// Runs until it is interrupted.
///
/// # Errors
/// When a port is taken.
pub async fn start(options: Options) -> anyhow::Result<()> {
    let at = |port| SocketAddr::from((Ipv4Addr::LOCALHOST, port));
    let mut config = SimConfig::new(crate::http::client()?, Arc::new(|| SystemClock.now()));
    config.seed = options.seed;
    config.agency = options.agency;
    config.wellsky = at(options.port);
    config.control = at(options.control_port);
    config.twilio = at(options.twilio_port);
    config.legacy = at(options.legacy_port);
    let mut stop = Stop::on_signal()?;
    let sim = Sim::start(config).await.context("a port cannot be used")?;
    let (id, secret, agency) = sim.credentials();
    let account = sim.carrier().account();
    let mut out = std::io::stdout();
    // A reader who has gone away does not end the simulator.
    let _ = if options.json {
        writeln!(
            out,
            "{}",
            json!({"wellsky": sim.wellsky_url(), "control": sim.control_url(), "twilio": sim.twilio_url(),
                "legacy": sim.legacy_url(), "client_id": id, "client_secret": secret, "agency_id": agency, "account_sid": account.sid,
                "auth_token": account.auth_token, "from": account.number})
        )
    } else {
        writeln!(
            out,
            "A simulated agency is running; every name, number and secret is invented.\n\
             \n  WELLSKY_API_URL={}\n  WELLSKY_CLIENT_ID={id}\n  WELLSKY_CLIENT_SECRET={secret}\n  \
             WELLSKY_AGENCY_ID={agency}\n  TWILIO_API_URL={}\n  TWILIO_ACCOUNT_SID={}\n  TWILIO_AUTH_TOKEN={}\n  \
             TWILIO_FROM={}\n\n  control plane: {}\n  legacy host, which is dead: {}",
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
