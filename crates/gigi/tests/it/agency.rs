//! A whole agency on loopback: simulated WellSky, Twilio and phones on one side, the service as it is composed for users
//! on the other, one clock for both. Nothing sleeps: time is moved, the engine runs until idle, the simulator settles.
use std::net::SocketAddr;
use std::sync::Arc;

use gigi::adapters::twilio::{Sender, TwilioConfig};
use gigi::app::{self, App, Board, Parts};
use gigi_core::id::{AgencyId, CaregiverId};
use gigi_core::phone::Phone;
use gigi_core::policy::{Policy, Rung, WriteRoute};
use gigi_engine::Engine;
use gigi_engine::ports::{ChatModel, Clock, Consultation};
use gigi_engine::testing::TestClock;
use gigi_sim::toggles::AppointmentWrite;
use gigi_sim::{ShiftKey, Sim, SimConfig};
use jiff::{SignedDuration, Timestamp};
use serde_json::Value;
use tokio::net::TcpListener;
use tokio::task::JoinHandle;

/// Rosa Sample, the client of the heroine's shift.
pub(crate) const ROSA: &str = "+12025550132";
/// The coordinator, first on the ladder.
pub(crate) const DANA: &str = "+12025550180";
/// Second on the ladder.
pub(crate) const MIGUEL: &str = "+12025550181";

/// What WellSky's webhooks carry.
pub(crate) const HOOK_SECRET: &str = "made-up-hook-secret";

/// The story's world.
pub(crate) struct Agency {
    pub(crate) sim: Sim,
    clock: Arc<TestClock>,
    policy: Policy,
    database: String,
    address: SocketAddr,
    pub(crate) url: String,
    pub(crate) http: reqwest::Client,
    model: Option<Arc<dyn ChatModel>>,
    running: Option<(Engine, JoinHandle<()>)>,
    folder: tempfile::TempDir,
}

impl Drop for Agency {
    fn drop(&mut self) {
        if let Some((_, server)) = &self.running {
            server.abort();
        }
    }
}

impl Agency {
    /// Monday 23 November 2026, 15:30 in Chicago; people answer only when the story says so.
    pub(crate) async fn open(route: WriteRoute) -> Self {
        Self::open_with(route, |_| {}).await
    }

    /// The same, with some rules changed.
    pub(crate) async fn open_with(route: WriteRoute, rules: impl FnOnce(&mut Policy)) -> Self {
        Self::open_all(route, rules, None).await
    }

    /// The same, with a hosted language model.
    pub(crate) async fn open_advised(model: Arc<dyn ChatModel>) -> Self {
        Self::open_all(WriteRoute::Api, |_| {}, Some(model)).await
    }

    async fn open_all(
        route: WriteRoute,
        rules: impl FnOnce(&mut Policy),
        model: Option<Arc<dyn ChatModel>>,
    ) -> Self {
        let start: Timestamp = "2026-11-23T21:30:00Z".parse().unwrap();
        let clock = Arc::new(TestClock::at(start));
        let http = gigi::http::client().unwrap();
        let sim_clock = Arc::clone(&clock);
        let mut config = SimConfig::new(http.clone(), Arc::new(move || sim_clock.now()));
        config.toggles.appointment_write = AppointmentWrite::OnSingle;
        config.toggles.tasklog_reject_share = 0.0;
        let sim = Sim::start(config).await.unwrap();
        sim.carrier().phones().people(|p| p.set_on(false));
        let rung = |n: u32| Rung {
            name: format!("Office {n}"),
            phone: Phone::parse(&format!("2025550{n}")).unwrap(),
            minutes: 5,
        };
        let mut policy = Policy { ladder: vec![rung(180), rung(181)], ..Policy::default() };
        policy.agency.name = "Example Home Care".into();
        policy.writing.route = route;
        rules(&mut policy);
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = listener.local_addr().unwrap();
        let folder = tempfile::tempdir().unwrap();
        let mut agency = Self {
            sim,
            clock,
            policy: policy.checked().unwrap(),
            database: format!("sqlite:{}/gigi.sqlite", folder.path().display()),
            address,
            url: format!("http://{address}"),
            http,
            model,
            running: None,
            folder,
        };
        agency.run_on(listener).await;
        agency.sim.carrier().set_webhook(&format!("{}/webhooks/twilio/sms", agency.url));
        assert!(agency.engine().sync_people().await.unwrap());
        assert_eq!(
            agency.engine().sync_shifts(14, 14).await.unwrap(),
            0,
            "every client's schedule can be read"
        );
        agency
    }

    async fn run_on(&mut self, listener: TcpListener) {
        let (id, secret, agency_id) = self.sim.credentials();
        let account = self.sim.carrier().account().clone();
        let agency = AgencyId::new(agency_id.as_str());
        let store = gigi_store::open(&self.database, &agency, gigi_store::Schema::Migrate).await.unwrap();
        let App { engine, router, mirrored } = app::join(Parts {
            store,
            agency,
            clock: Arc::clone(&self.clock) as _,
            policy: self.policy.clone(),
            wellsky: gigi_wellsky::Config::new(id, secret, agency_id)
                .host(self.sim.wellsky_url())
                .unthrottled()
                .retry(gigi_wellsky::RetryPolicy { times: 0, ..gigi_wellsky::RetryPolicy::default() }),
            webhook_secret: Some(HOOK_SECRET.into()),
            twilio: Some(TwilioConfig {
                account_sid: account.sid,
                auth_token: account.auth_token.into(),
                sender: Sender::Number(account.number),
                api_url: self.sim.twilio_url(),
                public_url: self.url.clone(),
            }),
            model: self.model.clone(),
            texts_leave: true,
            board: Board::ThisMachine,
            demo: None,
        })
        .unwrap();
        mirrored.send_replace(true);
        let server = tokio::spawn(async move { axum::serve(listener, router).await.unwrap() });
        self.running = Some((engine, server));
    }

    /// The database while nobody else uses it: what was kept of every question to the model.
    pub(crate) async fn consultations(&mut self) -> Vec<Consultation> {
        self.kill().await;
        let (_, _, agency) = self.sim.credentials();
        let agency = AgencyId::new(agency.as_str());
        let store = gigi_store::open(&self.database, &agency, gigi_store::Schema::Migrate).await.unwrap();
        store.consultations(100).await.unwrap()
    }

    /// The database while nobody else uses it, with the rules and the time, for files made of it.
    pub(crate) async fn store(&mut self) -> (gigi_store::SqlStore, Policy, Timestamp) {
        self.kill().await;
        let (_, _, agency) = self.sim.credentials();
        let agency = AgencyId::new(agency.as_str());
        let store = gigi_store::open(&self.database, &agency, gigi_store::Schema::Migrate).await.unwrap();
        (store, self.policy.clone(), self.clock.now())
    }

    /// Stops Gigi and starts one of its commands on the database that it leaves; what the command prints.
    pub(crate) async fn command(&mut self, arguments: &[&str]) -> String {
        if self.running.is_some() {
            self.kill().await;
        }
        let done = std::process::Command::new(env!("CARGO_BIN_EXE_gigi"))
            .args(arguments)
            .env_clear()
            .env("DATABASE_URL", &self.database)
            .output()
            .unwrap();
        assert!(done.status.success(), "{arguments:?}: {}", String::from_utf8_lossy(&done.stderr));
        String::from_utf8(done.stdout).unwrap()
    }

    /// The clock, for stories in which time passes while something is under way.
    pub(crate) fn clock(&self) -> &TestClock {
        &self.clock
    }

    pub(crate) fn engine(&self) -> &Engine {
        &self.running.as_ref().unwrap().0
    }

    /// The process dies here: whatever was in memory is gone.
    pub(crate) async fn kill(&mut self) {
        let (engine, server) = self.running.take().unwrap();
        server.abort();
        // Aborted is what it shall be.
        let _ = server.await;
        drop(engine);
    }

    /// And is started again on the same database and port.
    pub(crate) async fn start_again(&mut self) {
        assert!(self.folder.path().exists());
        let listener = TcpListener::bind(self.address).await.unwrap();
        self.run_on(listener).await;
    }

    /// Killed and started again.
    pub(crate) async fn crash(&mut self) {
        self.kill().await;
        self.start_again().await;
    }

    /// Everything that is due now happens, on both sides.
    pub(crate) async fn rest(&self) {
        for _ in 0..3 {
            self.engine().run_until_idle().await.unwrap();
            self.sim.settle().await;
        }
    }

    /// Time passes; what becomes due on the way happens when it is due.
    pub(crate) async fn minutes(&self, minutes: i64) {
        let end = self.clock.now() + SignedDuration::from_mins(minutes);
        while let Some(due) = self.engine().next_due().await.unwrap().filter(|t| *t <= end) {
            self.clock.set(due.max(self.clock.now()));
            self.rest().await;
            if self.engine().next_due().await.unwrap() == Some(due) {
                self.clock.set(due + SignedDuration::from_secs(1));
            }
        }
        self.clock.set(end);
        self.rest().await;
    }

    /// Time passes until this instant.
    pub(crate) async fn until(&self, instant: &str) {
        let instant: Timestamp = instant.parse().unwrap();
        self.minutes(instant.duration_since(self.clock.now()).as_mins()).await;
    }

    /// The regular read of the schedule comes round.
    pub(crate) async fn look_at_wellsky(&self) {
        self.engine().sync_shifts(1, 8).await.unwrap();
        self.rest().await;
    }

    /// Somebody texts; the webhook is answered 200 and everything that follows happens.
    pub(crate) async fn text(&self, from: &str, body: &str) {
        self.send(from, body).await;
        self.rest().await;
    }

    /// Somebody texts; the webhook is answered 200, nothing was handled yet.
    pub(crate) async fn send(&self, from: &str, body: &str) {
        let received = self.sim.carrier().text(from, body).await;
        assert_eq!(received.attempts.last().map(|a| a.status), Some(Some(200)), "{received:?}");
    }

    /// The heroine calls out of tomorrow's seven o'clock; the first wave goes out.
    pub(crate) async fn call_out(&self) -> Vec<(String, String)> {
        let keisha = self.sim.heroine();
        self.text(&keisha.number, "cant make my 7a tmrw, been sick all nite").await;
        self.offers()
    }

    /// What a phone was told by Gigi, in order.
    pub(crate) fn told(&self, number: &str) -> Vec<String> {
        self.sim.carrier().sent_to(number).into_iter().map(|s| s.body).collect()
    }

    /// What a phone was told last.
    pub(crate) fn last(&self, number: &str) -> String {
        self.told(number).pop().unwrap_or_default()
    }

    /// Every offer text that went out, in order: number and code.
    pub(crate) fn offers(&self) -> Vec<(String, String)> {
        let code = |body: &str| body.split("TAKE ").nth(1).and_then(|r| r.chars().next()).map(String::from);
        let is_offer = |body: &str| body.contains("open shift") || body.contains("turno libre");
        let offers = self.sim.carrier().sent().into_iter().filter(|s| is_offer(&s.body));
        offers.filter_map(|s| Some((s.to, code(&s.body)?))).collect()
    }

    /// Offers since there were so many.
    pub(crate) fn offers_after(&self, before: usize) -> Vec<(String, String)> {
        self.offers().split_off(before)
    }

    /// Id of the owner of a phone.
    pub(crate) fn id(&self, number: &str) -> u64 {
        let directory = self.sim.directory();
        directory.iter().find(|p| p.number == number).unwrap().person_id.parse().unwrap()
    }

    /// The same, as the core knows it.
    pub(crate) fn caregiver(&self, number: &str) -> CaregiverId {
        CaregiverId::new(self.id(number).to_string())
    }

    /// Full name of the owner of a phone.
    pub(crate) fn name(&self, number: &str) -> String {
        self.sim.directory().into_iter().find(|p| p.number == number).unwrap().name
    }

    /// Who is on a shift in WellSky.
    pub(crate) fn on(&self, shift: ShiftKey) -> Option<u64> {
        self.sim.assignee(shift).expect("the shift is there")
    }

    /// Who is on the heroine's shift in WellSky.
    pub(crate) fn on_heroines(&self) -> Option<u64> {
        self.on(self.sim.heroine().shift)
    }

    /// How often anything but the seeded schedule put somebody on the heroine's shift.
    pub(crate) fn writes(&self) -> usize {
        self.sim.history(self.sim.heroine().shift).len() - 1
    }

    /// The next shift of a person, by its place in the list on the phones page.
    pub(crate) fn next_shift(&self, number: &str, nth: usize) -> ShiftKey {
        let phone = self.sim.directory().into_iter().find(|p| p.number == number).unwrap();
        let shift = phone.next_shifts.get(nth).unwrap();
        ShiftKey { appointment_id: shift.appointment_id, start: shift.start }
    }

    /// All cases as the board's JSON has them, newest change first.
    pub(crate) async fn cases(&self) -> Vec<Value> {
        let all: Value = self.get("/api/v1/cases").await.json().await.unwrap();
        all.as_array().unwrap().clone()
    }

    /// One case's history in words.
    pub(crate) async fn history(&self, number: u64) -> String {
        let case: Value = self.get(&format!("/api/v1/cases/{number}")).await.json().await.unwrap();
        let lines = case["lines"].as_array().unwrap();
        lines.iter().map(|l| l["text"].as_str().unwrap().to_owned()).collect::<Vec<_>>().join("\n")
    }

    /// One case as JSON.
    pub(crate) async fn case(&self, number: u64) -> Value {
        self.get(&format!("/api/v1/cases/{number}")).await.json().await.unwrap()
    }

    /// A page.
    pub(crate) async fn get(&self, path: &str) -> reqwest::Response {
        self.http.get(format!("{}{path}", self.url)).send().await.unwrap()
    }

    /// A click on the board.
    pub(crate) async fn click(&self, case: u64, command: &str, how: &str) -> u16 {
        let url = format!("{}/cases/{case}/{command}", self.url);
        let answer = self.http.post(url).form(&[("how", how)]).send().await.unwrap().status().as_u16();
        self.rest().await;
        answer
    }
}
