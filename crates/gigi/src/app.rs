//! The composition root: builds the ports, the engine and the router. The only place that knows everyone.
use std::sync::Arc;

use anyhow::Context as _;
use axum::Router;
use gigi_core::id::AgencyId;
use gigi_core::policy::Policy;
use gigi_engine::ports::{ChatModel, Clock, Messenger};
use gigi_engine::{Engine, EngineParts};
use gigi_sim::Sim;
use gigi_store::SqlStore;
use secrecy::SecretString;
use tokio::sync::watch;

use crate::adapters::console::Console;
use crate::adapters::twilio::{Twilio, TwilioConfig};
use crate::adapters::wellsky::WellSky;
use crate::clock::SystemIds;
use crate::hooks::twilio::TwilioHooks;
use crate::hooks::wellsky::WellSkyHooks;
use crate::web::Pages;
use crate::web::leads::LeadForm;
use crate::{demo, hooks, web};

/// What an instance is made of.
pub struct Parts {
    /// Database.
    pub store: SqlStore,
    /// Whose.
    pub agency: AgencyId,
    /// Time.
    pub clock: Arc<dyn Clock>,
    /// The agency's rules.
    pub policy: Policy,
    /// WellSky, or the simulator.
    pub wellsky: gigi_wellsky::Config,
    /// What WellSky's webhooks carry; none are taken without.
    pub webhook_secret: Option<SecretString>,
    /// Twilio, if it is the provider.
    pub twilio: Option<TwilioConfig>,
    /// A hosted language model, if the agency has one.
    pub model: Option<Arc<dyn ChatModel>>,
    /// Whether texts leave.
    pub texts_leave: bool,
    /// Who may see the pages.
    pub board: Board,
    /// The simulated world, in the demo.
    pub demo: Option<(Sim, Arc<crate::clock::DemoClock>)>,
}

/// Who may see the pages.
#[derive(Clone, Debug)]
pub enum Board {
    /// Whoever knows the password.
    Password(SecretString),
    /// Whoever sits at this machine.
    ThisMachine,
    /// Nobody: reachable from outside and no password is set.
    Closed,
}

/// A joined instance.
pub struct App {
    /// The engine.
    pub engine: Engine,
    /// Everything that is served.
    pub router: Router,
    /// Whether the mirror was read: set by the loops, read by `/readyz`.
    pub mirrored: watch::Sender<bool>,
}

/// Joins the parts.
///
/// # Errors
/// When a client cannot be built.
pub fn join(parts: Parts) -> anyhow::Result<App> {
    let Parts {
        store,
        agency,
        clock,
        policy,
        wellsky,
        webhook_secret,
        twilio,
        model,
        texts_leave,
        board,
        demo,
    } = parts;
    let http = crate::http::client().context("the HTTP client cannot be built")?;
    let wellsky_clock = Arc::clone(&clock);
    let client = gigi_wellsky::Client::new(wellsky, http.clone(), Arc::new(move || wellsky_clock.now()))
        .context("the WellSky client cannot be built")?;
    let messenger: Arc<dyn Messenger> = match &twilio {
        Some(account) if texts_leave => Arc::new(Twilio::new(account.clone(), http)),
        _ => Arc::new(Console),
    };
    let policy = Arc::new(policy);
    let store = Arc::new(store);
    let engine = Engine::new(EngineParts {
        store: Arc::clone(&store) as _,
        messenger: Arc::clone(&messenger),
        records: Arc::new(WellSky::new(client, policy.agency.zone.tz().clone())),
        clock: Arc::clone(&clock),
        ids: Arc::new(SystemIds),
        model,
        policy: Arc::clone(&policy),
        agency,
        owner: crate::clock::process_name(),
    });
    let mirrored = watch::Sender::new(false);
    let mut router = web::health::routes(Arc::clone(&store), mirrored.subscribe());
    if let Some(secret) = webhook_secret {
        router = router.merge(hooks::wellsky::routes(WellSkyHooks {
            engine: engine.clone(),
            clock: Arc::clone(&clock),
            secret,
        }));
    }
    if let Some(account) = twilio {
        router = router.merge(hooks::twilio::routes(TwilioHooks {
            engine: engine.clone(),
            clock: Arc::clone(&clock),
            account_sid: account.account_sid,
            auth_token: account.auth_token,
            public_url: account.public_url,
        }));
    }
    router = router.merge(web::leads::routes(LeadForm {
        engine: engine.clone(),
        clock: Arc::clone(&clock),
        policy: Arc::clone(&policy),
    }));
    let pages = Pages {
        engine: engine.clone(),
        store,
        clock: Arc::clone(&clock),
        policy,
        is_live: messenger.is_live(),
        is_demo: demo.is_some(),
    };
    let mut behind_the_door = web::pages(pages.clone());
    if let Some((sim, clock)) = demo {
        behind_the_door = behind_the_door.merge(demo::routes(pages, sim, clock));
    }
    router = router.merge(web::door::guard(behind_the_door, board));
    Ok(App { engine, router: web::harden(router), mirrored })
}
