//! `gigi demo`: the whole story in one process. A simulated WellSky, a fake Twilio and the phones of invented people on
//! one side, the real service on the other, one clock for both. Nothing is installed, nothing leaves the machine, and the
//! database is gone when the demo ends.
mod phones;

use std::io::Write as _;
use std::net::{Ipv4Addr, SocketAddr};
use std::sync::Arc;
use std::time::Duration;

use anyhow::Context as _;
use axum::Router;
use gigi_core::id::AgencyId;
use gigi_core::phone::Phone;
use gigi_core::policy::{Policy, Rung, WriteRoute};
use gigi_engine::ports::Clock as _;
use gigi_sim::toggles::AppointmentWrite;
use gigi_sim::{AgencySize, Role, Sim, SimConfig};
use gigi_store::Schema;
use jiff::Timestamp;

use crate::adapters::twilio::{Sender, TwilioConfig};
use crate::app::{self, Board, Parts};
use crate::clock::DemoClock;
use crate::serve::{Stop, run};
use crate::web::Pages;
use crate::worker::Pace;

/// Monday 23 November 2026, 3:30 PM in Chicago: tomorrow's early shifts are still to come.
const BEGINS: &str = "2026-11-23T15:30:00-06:00";
/// Real time between two looks at what people want to say.
const LOOK_EVERY: Duration = Duration::from_millis(250);

/// What the command line may change.
#[derive(Clone, Debug, clap::Args)]
pub struct Options {
    /// Demo seconds per real second.
    #[arg(long, default_value_t = 1.0, value_parser = speed)]
    speed: f64,
    /// Port of the pages; 0 takes any free one.
    #[arg(long, default_value_t = 8080)]
    port: u16,
    /// What the invented agency grows from.
    #[arg(long, default_value_t = 1)]
    seed: u64,
    /// small, large or storm.
    #[arg(long, default_value = "small")]
    agency: AgencySize,
}

fn speed(text: &str) -> Result<f64, String> {
    match text.parse::<f64>() {
        Ok(speed) if (0.1..=600.0).contains(&speed) => Ok(speed),
        _ => Err("a number from 0.1 to 600".into()),
    }
}

/// The routes that only the demo has.
pub(crate) fn routes(pages: Pages, sim: Sim, clock: Arc<DemoClock>) -> Router {
    phones::routes(phones::Demo { pages, sim, clock })
}

/// Runs until it is interrupted.
///
/// # Errors
/// When the port is taken or the machine refuses a folder, a port or a database.
pub async fn start(options: Options) -> anyhow::Result<()> {
    let begins: Timestamp = BEGINS.parse().context("the demo's first instant")?;
    let clock = Arc::new(DemoClock::new(begins, options.speed));
    let address = SocketAddr::from((Ipv4Addr::LOCALHOST, options.port));
    let listener = tokio::net::TcpListener::bind(address)
        .await
        .with_context(|| format!("port {} cannot be used; choose another with --port", options.port))?;
    let url = format!("http://{}", listener.local_addr()?);
    let folder = tempfile::tempdir().context("no temporary folder")?;

    let sim = world(&options, &clock).await?;
    let account = sim.carrier().account().clone();
    let (id, secret, agency_id) = sim.credentials();
    let agency = AgencyId::new(agency_id.as_str());
    let database = format!("sqlite:{}/gigi.sqlite", folder.path().display());
    let store = gigi_store::open(&database, &agency, Schema::Migrate).await?;
    let app = app::join(Parts {
        store,
        agency,
        clock: Arc::clone(&clock) as _,
        policy: policy(&sim)?,
        wellsky: gigi_wellsky::Config::new(id, secret, agency_id).host(sim.wellsky_url()).unthrottled(),
        webhook_secret: None,
        model: None,
        twilio: Some(TwilioConfig {
            account_sid: account.sid.clone(),
            auth_token: account.auth_token.clone().into(),
            sender: Sender::Number(account.number.clone()),
            api_url: sim.twilio_url(),
            public_url: url.clone(),
        }),
        texts_leave: true,
        board: Board::ThisMachine,
        demo: Some((sim.clone(), Arc::clone(&clock))),
    })?;
    sim.carrier().set_webhook(&format!("{url}/webhooks/twilio/sms"));
    sim.carrier().phones().people(|p| p.set_on(true));
    let people = tokio::spawn(lively(sim.clone()));
    greet(&url, &sim, &account.auth_token, &account.sid);
    let pace = Pace { clock, speed: options.speed };
    let ended = run(listener, app, pace, Stop::on_signal()?).await;
    people.abort();
    ended
}

async fn world(options: &Options, clock: &Arc<DemoClock>) -> anyhow::Result<Sim> {
    let time = Arc::clone(clock);
    let mut config = SimConfig::new(crate::http::client()?, Arc::new(move || time.now()));
    config.seed = options.seed;
    config.agency = options.agency;
    // No public source shows that the real WellSky takes this write; `serve` asks the office by default.
    config.toggles.appointment_write = AppointmentWrite::OnSingle;
    Sim::start(config).await.context("the simulated world cannot start")
}

/// The demo agency's rules: everything at its default, but WellSky is written directly and the office's phones are the ladder.
fn policy(sim: &Sim) -> anyhow::Result<Policy> {
    let mut policy = Policy::default();
    policy.agency.name = "Example Home Care".into();
    policy.writing.route = WriteRoute::Api;
    policy.confirm.enabled = true;
    // The invented WellSky takes prospects.
    policy.leads.route = WriteRoute::Api;
    for person in sim.directory().into_iter().filter(|p| p.role == Role::Coordinator).take(2) {
        policy.ladder.push(Rung { name: person.name, phone: Phone::parse(&person.number)?, minutes: 5 });
    }
    Ok(policy.checked()?)
}

/// People look at their phones.
async fn lively(sim: Sim) {
    let mut turn = tokio::time::interval(LOOK_EVERY);
    turn.set_missed_tick_behavior(tokio::time::MissedTickBehavior::Delay);
    loop {
        turn.tick().await;
        sim.tick().await;
    }
}

fn greet(url: &str, sim: &Sim, token: &str, sid: &str) {
    let number = sim.heroine().number;
    let heroine =
        sim.directory().into_iter().find(|p| p.number == number).map(|p| p.name).unwrap_or_default();
    // A reader who has gone away does not end the demo.
    let _ = writeln!(
        std::io::stdout(),
        "Gigi's demo agency is running: invented people, a simulated WellSky, nothing leaves this machine.\n\
         \n  board    {url}/\n  phones   {url}/phones\n\
         \nOn the phones page, text as {heroine}: \"cant make my 7a tmrw, been sick all nite\"\n\
         and watch the board. Or sign a webhook yourself: account {sid}, token {token}.\n\
         Ctrl-C ends the demo and forgets everything."
    );
}
