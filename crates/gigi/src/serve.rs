//! `gigi serve`: the real service. `gigi migrate`: brings the database up to date and ends (a release phase).
use std::pin::pin;
use std::time::Duration;

use anyhow::Context as _;
use gigi_core::id::AgencyId;
use gigi_sim::Sim;
use gigi_store::Schema;
use secrecy::ExposeSecret as _;
use std::sync::Arc;
use tokio::net::TcpListener;
use tokio::signal::unix::{Signal, SignalKind, signal};
use tokio::sync::watch;
use tokio::time::timeout;

use crate::app::{self, App, Board, Parts};
use crate::clock::SystemClock;
use crate::config::{Config, Wellsky};
use crate::simulate;
use crate::worker::{Loops, Pace};

/// Requests that may go at once after a pause: one ranking and its neighbours, and the first read of a small agency.
const BURST: u32 = 60;
/// Time to finish what is in hand; Heroku kills after 30 seconds.
const DRAIN: Duration = Duration::from_secs(25);
/// Time for open connections after that; live pages would hold theirs for ever.
const GOODBYE: Duration = Duration::from_secs(2);

/// The wish to end: SIGTERM or SIGINT.
pub struct Stop {
    term: Signal,
    int: Signal,
}

impl Stop {
    /// Listens for both signals.
    ///
    /// # Errors
    /// When the system refuses.
    pub fn on_signal() -> std::io::Result<Self> {
        Ok(Self { term: signal(SignalKind::terminate())?, int: signal(SignalKind::interrupt())? })
    }

    pub(crate) async fn wanted(&mut self) {
        tokio::select! {
            _ = self.term.recv() => {}
            _ = self.int.recv() => {}
        }
    }
}

/// Serves and works until it is time to stop, then drains.
///
/// # Errors
/// When the server ends by itself.
pub async fn run(listener: TcpListener, app: App, pace: Pace, mut stop: Stop) -> anyhow::Result<()> {
    let App { engine, router, mirrored } = app;
    let loops = Loops::start(&engine, &pace, mirrored);
    let closing = watch::Sender::new(false);
    let mut closed = closing.subscribe();
    let server = axum::serve(listener, router).with_graceful_shutdown(async move {
        // An error means that the owner is gone, which is a stop as well.
        let _ = closed.wait_for(|c| *c).await;
    });
    let mut server = pin!(async move { server.await });
    tokio::select! {
        ended = &mut server => return ended.context("the server ended"),
        () = stop.wanted() => {}
    }
    tracing::info!("stopping: nothing new is begun, what is in hand is finished");
    closing.send_replace(true);
    // Webhooks that are being answered are stored while the loops drain.
    let (drained, _) = tokio::join!(loops.drain(DRAIN), timeout(GOODBYE, server));
    if !drained {
        tracing::warn!("not everything was finished in time; it is taken up again at the next start");
    }
    Ok(())
}

/// What an instance is made of, as the environment says; and the simulated world, if it runs inside.
pub(crate) async fn parts(config: Config) -> anyhow::Result<(Parts, Option<Sim>)> {
    let board = match &config.board_password {
        Some(password) => Board::Password(password.clone()),
        None if config.only_this_machine() => Board::ThisMachine,
        None => {
            tracing::warn!(
                "GIGI_BOARD_PASSWORD is not set and Gigi can be reached from outside: the pages are closed"
            );
            Board::Closed
        }
    };
    let clock = Arc::new(SystemClock);
    let http = crate::http::client().context("the HTTP client cannot be built")?;
    let model = config.llm.map(|llm| crate::adapters::llm::model(llm, http));
    let (agency, wellsky, sim) = match config.wellsky {
        Wellsky::Connect { client_id, client_secret, agency_id, host, .. } => {
            let wellsky = gigi_wellsky::Config::new(client_id, client_secret, agency_id.as_str())
                .host(host)
                .rate(config.requests_per_second, BURST);
            (agency_id, wellsky, None)
        }
        Wellsky::Inside => {
            let sim = simulate::inside(&config.policy).await?;
            tracing::info!(control = sim.control_url(), "a simulated WellSky runs inside");
            let (id, secret, agency) = sim.credentials();
            let wellsky =
                gigi_wellsky::Config::new(id, secret, agency.as_str()).host(sim.wellsky_url()).unthrottled();
            (agency, wellsky, Some(sim))
        }
    };
    let agency = AgencyId::new(agency);
    let store = gigi_store::open(config.database.expose_secret(), &agency, Schema::Expect).await?;
    let parts = Parts {
        store,
        agency,
        clock,
        policy: config.policy,
        wellsky,
        webhook_secret: config.webhook_secret,
        twilio: config.twilio,
        model,
        texts_leave: config.texts_leave,
        board,
        demo: None,
    };
    Ok((parts, sim))
}

/// The real service.
///
/// # Errors
/// When the database or the port cannot be used.
pub async fn serve(config: Config) -> anyhow::Result<()> {
    let listen = config.listen;
    let listener =
        TcpListener::bind(listen).await.with_context(|| format!("{listen} cannot be listened on"))?;
    for remark in &config.remarks {
        tracing::warn!("{remark}");
    }
    let stop = Stop::on_signal()?;
    // The simulator lives as long as its handle.
    let (parts, _sim) = parts(config).await?;
    let clock = Arc::clone(&parts.clock);
    let app = app::join(parts)?;
    tracing::info!("Gigi listens on http://{}", listener.local_addr()?);
    run(listener, app, Pace { clock, speed: 1.0 }, stop).await
}

/// Brings the database up to date.
///
/// # Errors
/// When it cannot be used.
pub async fn migrate(config: Config) -> anyhow::Result<()> {
    // The schema is the same for every agency.
    gigi_store::open(config.database.expose_secret(), &AgencyId::new("migrate"), Schema::Migrate).await?;
    tracing::info!("the database is up to date");
    Ok(())
}
