//! `cargo bench -p gigi`: from a call-out's webhook to the first offer at the provider, cold start, idle memory. Prints
//! numbers; nothing fails on them. WellSky and Twilio are the simulator's, at 0 ms, in this process.
#![expect(clippy::unwrap_used, clippy::print_stdout, reason = "a benchmark")]
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::sync::Arc;
use std::time::{Duration, Instant};

use gigi::adapters::twilio::{Sender, TwilioConfig};
use gigi::app::{self, Board, Parts};
use gigi::clock::{DemoClock, SystemClock};
use gigi::worker::{Loops, Pace};
use gigi_core::id::AgencyId;
use gigi_core::policy::Policy;
use gigi_engine::ports::Clock as _;
use gigi_sim::{AgencySize, Role, Sim, SimConfig};

/// Call-outs measured.
const CALL_OUTS: usize = 15;

async fn patiently(what: &str, mut true_now: impl AsyncFnMut() -> bool) {
    let mut turn = tokio::time::interval(Duration::from_millis(1));
    for _ in 0..120_000 {
        turn.tick().await;
        if true_now().await {
            return;
        }
    }
    panic!("{what}: not within two minutes");
}

/// The storm's agency, with more caregivers until there are five hundred: copies without a phone of their own.
fn crowd(sim: &Sim) {
    sim.edit_world(|world| {
        let copies: Vec<_> = world.practitioners.values().cloned().collect();
        let missing = 500_usize.saturating_sub(copies.len());
        for (n, mut copy) in copies.into_iter().cycle().take(missing).enumerate() {
            let id = 9_000_000 + u64::try_from(n).unwrap();
            copy.body.insert("id".into(), id.to_string().into());
            copy.body.remove("telecom");
            world.practitioners.insert(id, copy);
        }
    });
}

/// The service in this process, on a Monday afternoon: quiet hours would hold the offers.
async fn webhook_to_first_offer(size: AgencySize) {
    let clock = Arc::new(DemoClock::new("2026-11-23T21:30:00Z".parse().unwrap(), 1.0));
    let time = Arc::clone(&clock);
    let mut config = SimConfig::new(gigi::http::client().unwrap(), Arc::new(move || time.now()));
    config.agency = size;
    let sim = Sim::start(config).await.unwrap();
    if size == AgencySize::Storm {
        crowd(&sim);
    }
    let account = sim.carrier().account().clone();
    let (id, secret, agency_id) = sim.credentials();
    let folder = tempfile::tempdir().unwrap();
    let agency = AgencyId::new(agency_id.as_str());
    let database = format!("sqlite:{}/gigi.sqlite", folder.path().display());
    let store = gigi_store::open(&database, &agency, gigi_store::Schema::Migrate).await.unwrap();
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let url = format!("http://{}", listener.local_addr().unwrap());
    let app = app::join(Parts {
        store,
        agency,
        clock: Arc::clone(&clock) as _,
        policy: Policy::default(),
        wellsky: gigi_wellsky::Config::new(id, secret, agency_id).host(sim.wellsky_url()).rate(100, 100),
        webhook_secret: None,
        model: None,
        twilio: Some(TwilioConfig {
            account_sid: account.sid,
            auth_token: account.auth_token.into(),
            sender: Sender::Number(account.number),
            api_url: sim.twilio_url(),
            public_url: url.clone(),
        }),
        texts_leave: true,
        board: Board::ThisMachine,
        demo: None,
    })
    .unwrap();
    sim.carrier().set_webhook(&format!("{url}/webhooks/twilio/sms"));
    let mut mirrored = app.mirrored.subscribe();
    let loops = Loops::start(&app.engine, &Pace { clock, speed: 1.0 }, app.mirrored);
    let server = tokio::spawn(async move { axum::serve(listener, app.router).await.unwrap() });
    mirrored.wait_for(|m| *m).await.unwrap();
    // The first read of the past goes on for a while.
    let (mut quiet, mut before) = (0, 0);
    patiently("the first reads", async || {
        let now = sim.requests().len();
        quiet = if now == before { quiet + 1 } else { 0 };
        before = now;
        quiet > 1_000
    })
    .await;
    let people = app.engine.roster().await.unwrap().caregivers().count();

    let tomorrow = "2026-11-24T13:00:00Z".parse().unwrap();
    let callers: Vec<String> = sim
        .directory()
        .into_iter()
        .filter(|p| p.role == Role::Caregiver && p.next_shifts.first().is_some_and(|s| s.start >= tomorrow))
        .map(|p| p.number)
        .take(CALL_OUTS)
        .collect();
    let mut waits = Vec::new();
    for from in callers {
        let before = sim.carrier().sent().len();
        let received = sim.carrier().text(&from, "I'm sick, I can't make my next shift").await;
        let mut first = None;
        patiently("an answer", async || {
            let sent = sim.carrier().sent();
            first = sent.iter().skip(before).find(|s| s.body.contains("TAKE ")).map(|s| s.at);
            let asked = sent.iter().skip(before).any(|s| s.to == from && !s.body.starts_with("Got it"));
            first.is_some() || asked
        })
        .await;
        waits.extend(first.map(|at| at.duration_since(received.at)));
        // What the texts led to settles before the next one.
        let mut quiet = 0;
        patiently("rest", async || {
            quiet += 1;
            quiet > 150
        })
        .await;
    }
    waits.sort();
    match (waits.get(waits.len() / 2), waits.last()) {
        (Some(median), Some(worst)) => println!(
            "webhook to first offer, {people} caregivers: median {} ms, worst {} ms of {}",
            median.as_millis(),
            worst.as_millis(),
            waits.len()
        ),
        _ => println!("webhook to first offer, {people} caregivers: nobody had an offer"),
    }
    loops.drain(Duration::from_secs(5)).await;
    server.abort();
}

fn serve(folder: &Path, sim: Option<&Sim>, port: u16) -> Child {
    let mut command = Command::new(env!("CARGO_BIN_EXE_gigi"));
    command
        .arg("serve")
        .env_clear()
        .env("PORT", port.to_string())
        .env("GIGI_LOG", "error")
        .env("DATABASE_URL", format!("sqlite:{}/gigi.sqlite", folder.display()))
        .stdin(Stdio::null());
    if let Some(sim) = sim {
        let (id, secret, agency) = sim.credentials();
        command
            .env("WELLSKY_API_URL", sim.wellsky_url())
            .env("WELLSKY_ENVIRONMENT", "sandbox")
            .env("WELLSKY_CLIENT_ID", id)
            .env("WELLSKY_CLIENT_SECRET", secret)
            .env("WELLSKY_AGENCY_ID", agency);
    }
    command.spawn().unwrap()
}

/// The real binary: with nothing set (its simulated WellSky inside), then against a simulator elsewhere.
#[expect(clippy::disallowed_methods, reason = "a benchmark measures")]
async fn start_and_memory() {
    let http = gigi::http::client().unwrap();
    let sim = Sim::start(SimConfig::new(http.clone(), Arc::new(|| SystemClock.now()))).await.unwrap();
    let port = std::net::TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port();
    for (where_, outside) in [("inside", None), ("elsewhere", Some(&sim))] {
        let folder = tempfile::tempdir().unwrap();
        for start in ["first start", "start"] {
            let begun = Instant::now();
            let mut process = serve(folder.path(), outside, port);
            patiently("ready", async || {
                let answer = http.get(format!("http://127.0.0.1:{port}/readyz")).send().await;
                answer.is_ok_and(|a| a.status().is_success())
            })
            .await;
            let took = begun.elapsed().as_millis();
            let mut quiet = 0;
            patiently("idle", async || {
                quiet += 1;
                quiet > 5_000
            })
            .await;
            let status = std::fs::read_to_string(format!("/proc/{}/status", process.id())).unwrap();
            let rss = status.lines().find_map(|l| l.strip_prefix("VmRSS:")).unwrap_or(" unknown").trim();
            println!("WellSky {where_}, {start}: ready after {took} ms; {rss} five seconds later");
            process.kill().unwrap();
            process.wait().unwrap();
        }
    }
}

fn main() {
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build().unwrap();
    runtime.block_on(async {
        start_and_memory().await;
        webhook_to_first_offer(AgencySize::Small).await;
        webhook_to_first_offer(AgencySize::Storm).await;
    });
}
