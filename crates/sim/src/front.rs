//! Starts the simulated world and holds it: [`Sim`].

use std::net::SocketAddr;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError, Weak};

use axum::Router;
use jiff::Timestamp;
use jiff::tz::TimeZone;
use serde_json::Value;
use tokio::net::TcpListener;
use tokio::runtime::Handle;
use tokio::sync::watch;
use tokio::task::JoinHandle;

use crate::clock::{Clock, SimClock};
use crate::courier::Courier;
use crate::phones::Phone;
use crate::requests::{Request, RequestLog};
use crate::toggles::Toggles;
use crate::twilio::{Account, Carrier, Received};
use crate::wellsky::{Hooks, Tokens, hooks::Delivery};
use crate::world::{AgencySize, Assignment, Document, Heroine, OfficeError, ShiftKey, World};

/// Which world, and where it listens.
#[derive(Clone)]
pub struct SimConfig {
    /// What the world grows from.
    pub seed: u64,
    /// How big the agency is.
    pub agency: AgencySize,
    /// Where the agency lives.
    pub zone: TimeZone,
    /// What time it is.
    pub clock: SimClock,
    /// Posts webhooks. The caller builds it, because only the caller knows its TLS provider and limits.
    pub http: reqwest::Client,
    /// Credential that the token route accepts.
    pub client_id: String,
    /// Secret of that credential.
    pub client_secret: String,
    /// The account at the fake Twilio.
    pub account: Account,
    /// Where the simulated WellSky listens; port 0 takes any free one.
    pub wellsky: SocketAddr,
    /// Where the control plane listens.
    pub control: SocketAddr,
    /// Where the fake Twilio listens.
    pub twilio: SocketAddr,
    /// Where the dead legacy host listens.
    pub legacy: SocketAddr,
    /// How the simulator behaves at the start and after every reset.
    pub toggles: Toggles,
}

impl SimConfig {
    /// The small agency of seed 1 near Chicago on free loopback ports.
    pub fn new(http: reqwest::Client, clock: SimClock) -> Self {
        let any = SocketAddr::from(([127, 0, 0, 1], 0));
        Self {
            seed: 1,
            agency: AgencySize::Small,
            zone: TimeZone::get("America/Chicago").unwrap_or(TimeZone::UTC),
            clock,
            http,
            client_id: "simulated-client-id".to_owned(),
            client_secret: "simulated-client-secret".to_owned(),
            account: Account::default(),
            wellsky: any,
            control: any,
            twilio: any,
            legacy: any,
            toggles: Toggles::default(),
        }
    }
}

/// Everything the planes share.
pub(crate) struct Core {
    pub(crate) config: SimConfig,
    pub(crate) clock: Clock,
    pub(crate) courier: Courier,
    pub(crate) hooks: Hooks,
    pub(crate) carrier: Carrier,
    world: Mutex<World>,
    toggles: Mutex<Toggles>,
    tokens: Mutex<Tokens>,
    log: Mutex<RequestLog>,
    serial: AtomicU64,
    stop: watch::Sender<bool>,
    me: Weak<Core>,
}

/// Locks, also after a panic elsewhere: the simulator's data is never half-written.
pub(crate) fn locked<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

/// A number in 0..1 that depends on nothing but its arguments.
pub(crate) fn spread(seed: u64, serial: u64, salt: u64) -> f64 {
    let mut x = seed ^ serial.wrapping_mul(0x9E37_79B9_7F4A_7C15) ^ salt.wrapping_mul(0xD1B5_4A32_D192_ED03);
    for _ in 0..3 {
        x = (x ^ (x >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        x = (x ^ (x >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        x ^= x >> 31;
    }
    (x >> 11) as f64 / (1_u64 << 53) as f64
}

impl Core {
    pub(crate) fn world(&self) -> MutexGuard<'_, World> {
        locked(&self.world)
    }

    pub(crate) fn tokens(&self) -> MutexGuard<'_, Tokens> {
        locked(&self.tokens)
    }

    pub(crate) fn toggles(&self) -> Toggles {
        locked(&self.toggles).clone()
    }

    pub(crate) fn set_toggles(&self, toggles: Toggles) {
        *locked(&self.toggles) = toggles;
    }

    pub(crate) fn log(&self, request: Request) {
        locked(&self.log).push(request);
    }

    pub(crate) fn requests(&self) -> (Vec<Request>, usize) {
        let log = locked(&self.log);
        (log.entries(), log.busiest_second())
    }

    /// Numbers the requests of the data plane, from 1.
    pub(crate) fn next_serial(&self) -> u64 {
        self.serial.fetch_add(1, Ordering::SeqCst) + 1
    }

    /// A number in 0..1 for one request.
    pub(crate) fn dice(&self, serial: u64, salt: u64) -> f64 {
        spread(self.world().seed, serial, salt)
    }

    pub(crate) fn me(&self) -> Option<Arc<Core>> {
        self.me.upgrade()
    }

    /// Waits until the simulator stops: what a hanging connection does.
    pub(crate) async fn stopped(&self) {
        // the sender lives in self, so waiting cannot fail
        let _ = self.stop.subscribe().wait_for(|stop| *stop).await;
    }

    pub(crate) fn reset(&self, seed: u64, agency: AgencySize) {
        let world = World::generate(seed, agency, &self.config.zone, self.clock.now());
        self.carrier.reset(&world);
        *self.world() = world;
        self.set_toggles(self.config.toggles.clone());
        *self.tokens() = Tokens::default();
        *locked(&self.log) = RequestLog::default();
        self.hooks.clear();
        self.serial.store(0, Ordering::SeqCst);
    }

    pub(crate) fn directory(&self) -> Vec<Phone> {
        let now = self.clock.now();
        self.carrier.phones().directory(&self.world(), now)
    }

    pub(crate) async fn tick(&self) -> Vec<Received> {
        let mut sent = Vec::new();
        for text in self.carrier.phones().due(self.clock.now()) {
            sent.push(self.carrier.text(&text.from, &text.body).await);
        }
        sent
    }

    pub(crate) fn fire(&self, criteria: &str, id: u64) -> usize {
        self.hooks.fire(self, criteria, id, &self.toggles())
    }

    /// The office ticks an admin task off; `false` when there is no such task.
    pub(crate) fn complete_task(&self, id: u64) -> bool {
        let found = self.change("adminTasks", id, |body| body.insert("status".into(), "completed".into()));
        if found {
            for criteria in ["admintask.changed", "admintask.status.changed", "admintask.status.complete"] {
                self.fire(criteria, id);
            }
        }
        found
    }
}

impl Core {
    /// The office rewords an admin task.
    pub(crate) fn reword_task(&self, id: u64, description: &str) -> bool {
        let changed =
            self.change("adminTasks", id, |body| body.insert("description".into(), description.into()));
        if changed {
            self.fire("admintask.changed", id);
        }
        changed
    }

    /// Somebody new in the office.
    pub(crate) fn add_admin(&self, given: &str, family: &str) -> u64 {
        let now = self.clock.now();
        let id = {
            let mut world = self.world();
            let id = world.fresh_id("admins");
            let body = serde_json::json!({"resourceType": "AgencyAdmin", "id": id.to_string(), "active": true,
                "name": [{"family": family, "given": [given]}]});
            let body = body.as_object().cloned().unwrap_or_default();
            world.collection("admins").insert(id, Document { body, created: now, updated: now });
            id
        };
        self.fire("agency_admin.created", id);
        id
    }

    /// Somebody leaves the office.
    pub(crate) fn deactivate_admin(&self, id: u64) -> bool {
        let changed = self.change("admins", id, |body| body.insert("active".into(), false.into()));
        if changed {
            self.fire("agency_admin.deactivated.changed", id);
        }
        changed
    }

    fn change(
        &self,
        collection: &'static str,
        id: u64,
        how: impl FnOnce(&mut serde_json::Map<String, Value>) -> Option<Value>,
    ) -> bool {
        let now = self.clock.now();
        let mut world = self.world();
        let Some(document) = world.collection(collection).get_mut(&id) else { return false };
        how(&mut document.body);
        document.updated = now;
        true
    }
}

/// Ends the servers when the last [`Sim`] goes.
struct Running {
    core: Arc<Core>,
    servers: Mutex<Vec<JoinHandle<()>>>,
    addresses: [SocketAddr; 4],
}

impl Drop for Running {
    fn drop(&mut self) {
        self.core.stop.send_replace(true);
    }
}

/// The simulated world, listening on loopback. Clones are the same world; it stops when the last one is dropped.
#[derive(Clone)]
pub struct Sim {
    running: Arc<Running>,
}

impl Sim {
    /// Builds the agency, binds the ports and starts to answer.
    ///
    /// # Errors
    /// When a port cannot be bound. Must be called on a tokio runtime.
    pub async fn start(config: SimConfig) -> std::io::Result<Sim> {
        let listeners = [
            TcpListener::bind(config.wellsky).await?,
            TcpListener::bind(config.control).await?,
            TcpListener::bind(config.twilio).await?,
            TcpListener::bind(config.legacy).await?,
        ];
        let mut addresses = [config.wellsky; 4];
        for (address, listener) in addresses.iter_mut().zip(&listeners) {
            *address = listener.local_addr()?;
        }
        let clock = Clock::new(Arc::clone(&config.clock));
        let courier = Courier::new(config.http.clone(), Handle::current());
        let world = World::generate(config.seed, config.agency, &config.zone, clock.now());
        let carrier = Carrier::new(config.account.clone(), clock.clone(), courier.clone(), &world);
        let core = Arc::new_cyclic(|me| Core {
            clock,
            courier,
            carrier,
            hooks: Hooks::default(),
            world: Mutex::new(world),
            toggles: Mutex::new(config.toggles.clone()),
            tokens: Mutex::default(),
            log: Mutex::default(),
            serial: AtomicU64::new(0),
            stop: watch::Sender::new(false),
            me: me.clone(),
            config,
        });
        let routers = [
            Router::new().fallback(crate::wellsky::handle).with_state(Arc::clone(&core)),
            crate::control::router(Arc::clone(&core)),
            Router::new().fallback(crate::twilio::handle).with_state(Arc::clone(&core)),
            Router::new().fallback(crate::wellsky::legacy).with_state(Arc::clone(&core)),
        ];
        let servers = listeners
            .into_iter()
            .zip(routers)
            .map(|(listener, router)| tokio::spawn(serve(listener, router, core.stop.subscribe())))
            .collect();
        Ok(Sim { running: Arc::new(Running { core, servers: Mutex::new(servers), addresses }) })
    }

    fn core(&self) -> &Core {
        &self.running.core
    }

    fn url(&self, which: usize) -> String {
        format!("http://{}", self.running.addresses[which])
    }

    /// Host of the simulated WellSky, without `/v1`: what `WELLSKY_API_URL` wants.
    pub fn wellsky_url(&self) -> String {
        self.url(0)
    }

    /// Host of the control plane.
    pub fn control_url(&self) -> String {
        self.url(1)
    }

    /// Host of the fake Twilio: what `TWILIO_API_URL` wants.
    pub fn twilio_url(&self) -> String {
        self.url(2)
    }

    /// The host of the legacy API, where every path is a 404 page.
    pub fn legacy_url(&self) -> String {
        self.url(3)
    }

    /// Client id and secret that the token route accepts, and the agency's id.
    pub fn credentials(&self) -> (String, String, String) {
        let config = &self.core().config;
        (config.client_id.clone(), config.client_secret.clone(), self.core().world().agency_id.to_string())
    }

    /// The fake Twilio: texts, ledger, faults, phones, people.
    pub fn carrier(&self) -> &Carrier {
        &self.core().carrier
    }

    /// The present of the simulated world.
    pub fn now(&self) -> Timestamp {
        self.core().clock.now()
    }

    /// Moves the present on by `seconds`. A caller that gave a clock of its own and moves that one does not need this.
    pub fn advance(&self, seconds: i64) -> Timestamp {
        self.core().clock.advance(seconds)
    }

    /// A new world in the same place: everything is forgotten, toggles are as configured. Never touches the clock.
    pub fn reset(&self, seed: u64, agency: AgencySize) {
        self.core().reset(seed, agency);
    }

    /// The toggles as they stand.
    pub fn toggles(&self) -> Toggles {
        self.core().toggles()
    }

    /// Changes some toggles.
    pub fn edit_toggles(&self, change: impl FnOnce(&mut Toggles)) {
        change(&mut locked(&self.core().toggles));
    }

    /// Reads the world. Do not call back into the simulator from `look`: the world is locked meanwhile.
    pub fn with_world<T>(&self, look: impl FnOnce(&World) -> T) -> T {
        look(&self.core().world())
    }

    /// Changes the world behind everybody's back, as things happen that no API shows.
    pub fn edit_world<T>(&self, change: impl FnOnce(&mut World) -> T) -> T {
        change(&mut self.core().world())
    }

    /// The people of the demo's story.
    pub fn heroine(&self) -> Heroine {
        self.with_world(|world| world.heroine.clone())
    }

    /// Everything as JSON, for asserts.
    pub fn state(&self) -> Value {
        self.with_world(World::dump)
    }

    /// Who is on a shift now: outer `None` when there is no such shift, inner `None` when nobody is on it.
    pub fn assignee(&self, key: ShiftKey) -> Option<Option<u64>> {
        self.with_world(|world| world.shifts.get(&key).map(|shift| shift.caregiver))
    }

    /// Every assignment of a shift, oldest first, beginning with the seeded one.
    pub fn history(&self, key: ShiftKey) -> Vec<Assignment> {
        self.with_world(|world| world.history.iter().filter(|a| a.shift == key).cloned().collect())
    }

    /// The admin tasks that were created, oldest first.
    pub fn admin_tasks(&self) -> Vec<Value> {
        self.with_world(|world| {
            let tasks = world.collections.get("adminTasks");
            let body = |task: &Document| Value::Object(task.body.clone());
            tasks.map(|tasks| tasks.values().map(body).collect()).unwrap_or_default()
        })
    }

    /// The human in WellSky's web page puts somebody on a shift, or takes everybody off.
    ///
    /// # Errors
    /// [`OfficeError`] when the shift or caregiver does not exist.
    pub fn office_assign(&self, key: ShiftKey, caregiver: Option<u64>) -> Result<(), OfficeError> {
        let now = self.now();
        self.core().world().office_assign(key, caregiver, now)
    }

    /// The human in WellSky's web page cancels a shift.
    ///
    /// # Errors
    /// [`OfficeError::NoSuchShift`].
    pub fn office_cancel(&self, key: ShiftKey) -> Result<(), OfficeError> {
        self.core().world().office_cancel(key)
    }

    /// The human in WellSky's web page ticks an admin task off; `false` when there is no such task.
    pub fn office_complete_task(&self, id: u64) -> bool {
        self.core().complete_task(id)
    }

    /// The human in WellSky's web page rewords an admin task; `false` when there is no such task.
    pub fn office_reword_task(&self, id: u64, description: &str) -> bool {
        self.core().reword_task(id, description)
    }

    /// Somebody new in the office; the id.
    pub fn office_adds_admin(&self, given: &str, family: &str) -> u64 {
        self.core().add_admin(given, family)
    }

    /// Somebody leaves the office; `false` when there is nobody with this id.
    pub fn office_deactivates_admin(&self, id: u64) -> bool {
        self.core().deactivate_admin(id)
    }

    /// Ends every WellSky token at once.
    pub fn revoke_tokens(&self) {
        self.core().tokens().revoke_all();
    }

    /// Fires a webhook at every active subscriber of `criteria`; the number of subscribers.
    pub fn fire(&self, criteria: &str, id: u64) -> usize {
        self.core().fire(criteria, id)
    }

    /// Lets go of webhooks that the toggles `delay` or `reorder` hold back.
    pub fn release_webhooks(&self) {
        self.core().hooks.release(self.core());
    }

    /// The webhooks that went out, oldest first.
    pub fn webhooks(&self) -> Vec<Delivery> {
        self.core().hooks.deliveries()
    }

    /// The requests that arrived, oldest first.
    pub fn requests(&self) -> Vec<Request> {
        self.core().requests().0
    }

    /// The most WellSky requests in any one second of simulated time.
    pub fn busiest_second(&self) -> usize {
        self.core().requests().1
    }

    /// Everybody's phone with their next visits.
    pub fn directory(&self) -> Vec<Phone> {
        self.core().directory()
    }

    /// Sends the texts that people have decided to send by now (see [`crate::people::People`]); call it whenever time
    /// has moved.
    pub async fn tick(&self) -> Vec<Received> {
        self.core().tick().await
    }

    /// Waits until no webhook and no status callback is on its way.
    pub async fn settle(&self) {
        self.core().courier.settled().await;
    }

    /// Stops listening and waits until open connections are closed.
    pub async fn stop(&self) {
        self.core().stop.send_replace(true);
        let servers = std::mem::take(&mut *locked(&self.running.servers));
        for server in servers {
            // a server that panicked has stopped too
            let _ = server.await;
        }
    }
}

async fn serve(listener: TcpListener, router: Router, mut stop: watch::Receiver<bool>) {
    let stopped = async move {
        // an error means that the simulator is gone, which is a stop as well
        let _ = stop.wait_for(|stop| *stop).await;
    };
    if let Err(error) = axum::serve(listener, router).with_graceful_shutdown(stopped).await {
        tracing::warn!(%error, "a simulated server ended");
    }
}
