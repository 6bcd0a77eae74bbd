//! A whole agency on loopback: simulated WellSky, Twilio and phones on one side, Gigi's webhooks and engine on the other,
//! one clock for both. Nothing sleeps: time is moved, the engine runs until idle, the simulator settles.
use std::sync::Arc;

use gigi::adapters::twilio::{Sender, Twilio, TwilioConfig};
use gigi::adapters::wellsky::WellSky;
use gigi::hooks::twilio::{TwilioHooks, routes};
use gigi_core::id::AgencyId;
use gigi_core::phone::Phone;
use gigi_core::policy::{Policy, Rung, WriteRoute};
use gigi_engine::ports::Clock;
use gigi_engine::testing::{CountedIds, TestClock};
use gigi_engine::{Engine, EngineParts};
use gigi_sim::toggles::AppointmentWrite;
use gigi_sim::{Sim, SimConfig};
use gigi_store::SqlStore;
use jiff::{SignedDuration, Timestamp};

/// The story's world.
pub(crate) struct Agency {
    pub(crate) sim: Sim,
    pub(crate) engine: Engine,
    pub(crate) store: Arc<SqlStore>,
    clock: Arc<TestClock>,
    pub(crate) url: String,
    server: tokio::task::JoinHandle<()>,
    _folder: tempfile::TempDir,
}

impl Drop for Agency {
    fn drop(&mut self) {
        self.server.abort();
    }
}

impl Agency {
    /// Monday 23 November 2026, 15:30 in Chicago; people answer only when the story says so.
    pub(crate) async fn open(route: WriteRoute) -> Self {
        let start: Timestamp = "2026-11-23T21:30:00Z".parse().unwrap();
        let clock = Arc::new(TestClock::at(start));
        let http = gigi::http::client().unwrap();
        let sim_clock = Arc::clone(&clock);
        let mut config = SimConfig::new(http.clone(), Arc::new(move || sim_clock.now()));
        config.toggles.appointment_write = AppointmentWrite::OnSingle;
        config.toggles.tasklog_reject_share = 0.0;
        let sim = Sim::start(config).await.unwrap();
        sim.carrier().phones().people(|p| p.set_on(false));
        let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
        let url = format!("http://{}", listener.local_addr().unwrap());

        let folder = tempfile::tempdir().unwrap();
        let agency = AgencyId::new(sim.credentials().2);
        let database = format!("sqlite:{}/gigi.sqlite", folder.path().display());
        let store = Arc::new(gigi_store::open(&database, &agency).await.unwrap());
        let rung = |n: u32| Rung {
            name: format!("Office {n}"),
            phone: Phone::parse(&format!("2025550{n}")).unwrap(),
            minutes: 5,
        };
        let mut policy = Policy { ladder: vec![rung(180), rung(181)], ..Policy::default() };
        policy.agency.name = "Example Home Care".into();
        policy.writing.route = route;
        let policy = policy.checked().unwrap();
        let account = sim.carrier().account().clone();
        let twilio = TwilioConfig {
            api_url: sim.twilio_url(),
            account_sid: account.sid.clone(),
            auth_token: account.auth_token.clone().into(),
            sender: Sender::Number(account.number.clone()),
            public_url: url.clone(),
        };
        let (id, secret, agency_id) = sim.credentials();
        let wellsky_clock = Arc::clone(&clock);
        let wellsky = gigi_wellsky::Client::new(
            gigi_wellsky::Config::new(id, secret, agency_id).host(sim.wellsky_url()).rate(100, 100),
            http.clone(),
            Arc::new(move || wellsky_clock.now()),
        )
        .unwrap();
        let zone = policy.agency.zone.tz().clone();
        let engine = Engine::new(EngineParts {
            store: Arc::clone(&store) as _,
            messenger: Arc::new(Twilio::new(twilio, http)),
            records: Arc::new(WellSky::new(wellsky, zone)),
            clock: Arc::clone(&clock) as _,
            ids: Arc::new(CountedIds::default()),
            policy: Arc::new(policy),
            agency,
            owner: "test".into(),
        });
        let router = routes(TwilioHooks {
            engine: engine.clone(),
            clock: Arc::clone(&clock) as _,
            account_sid: account.sid.clone(),
            auth_token: account.auth_token.clone().into(),
            public_url: url.clone(),
        });
        let server = tokio::spawn(async move { axum::serve(listener, router).await.unwrap() });
        sim.carrier().set_webhook(&format!("{url}/webhooks/twilio/sms"));
        engine.sync_people().await.unwrap();
        assert_eq!(engine.sync_shifts(14, 14).await.unwrap(), 0, "every client's schedule can be read");
        Self { sim, engine, store, clock, url, server, _folder: folder }
    }

    /// Everything that is due now happens, on both sides.
    pub(crate) async fn rest(&self) {
        for _ in 0..3 {
            self.engine.run_until_idle().await.unwrap();
            self.sim.settle().await;
        }
    }

    /// Time passes; what becomes due on the way happens when it is due.
    pub(crate) async fn minutes(&self, minutes: i64) {
        let end = self.clock.now() + SignedDuration::from_mins(minutes);
        while let Some(due) = self.engine.next_due().await.unwrap().filter(|t| *t <= end) {
            self.clock.set(due);
            self.rest().await;
            if self.engine.next_due().await.unwrap() == Some(due) {
                self.clock.set(due + SignedDuration::from_secs(1));
            }
        }
        self.clock.set(end);
        self.rest().await;
    }

    /// Somebody texts; the webhook is answered 200 and everything that follows happens.
    pub(crate) async fn text(&self, from: &str, body: &str) {
        let received = self.sim.carrier().text(from, body).await;
        assert_eq!(received.attempts.last().map(|a| a.status), Some(Some(200)), "{received:?}");
        self.rest().await;
    }

    /// What a phone was told by Gigi, in order.
    pub(crate) fn told(&self, number: &str) -> Vec<String> {
        self.sim.carrier().sent_to(number).into_iter().map(|s| s.body).collect()
    }

    /// Who has an offer that was not answered: number and code.
    pub(crate) fn offers(&self) -> Vec<(String, String)> {
        let code = |body: &str| body.split("TAKE ").nth(1).and_then(|r| r.chars().next()).map(String::from);
        let offers = self.sim.carrier().sent().into_iter().filter(|s| s.body.contains("PASS"));
        offers.filter_map(|s| Some((s.to, code(&s.body)?))).collect()
    }
}
