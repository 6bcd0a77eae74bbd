// The hidden part of the examples in the documentation: an invented agency on a Monday at noon near Chicago, and a
// client of it. Included by each example.

use gigi_sim::{Sim, SimConfig, clock};
use gigi_wellsky::{Client, Config, Error, Permission};

/// Runs an example against a fresh simulator.
pub fn against<F>(example: impl FnOnce(Sim, Client) -> F)
where
    F: Future<Output = Result<(), Error>>,
{
    // A second installation fails harmlessly when examples share a process.
    let _ = rustls::crypto::ring::default_provider().install_default();
    let none = reqwest::redirect::Policy::none();
    let http = reqwest::Client::builder().redirect(none).no_proxy().tls_certs_only([]).build().unwrap();
    let noon = "2026-11-23T18:00:00Z".parse().unwrap();
    let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(1).enable_all().build().unwrap();
    runtime.block_on(async {
        let sim = Sim::start(SimConfig::new(http.clone(), clock::fixed(noon))).await.unwrap();
        let (id, secret, agency) = sim.credentials();
        let config = Config::new(id, secret, agency).host(sim.wellsky_url()).allow(Permission::Evv);
        let wellsky = Client::new(config, http, clock::fixed(noon)).unwrap();
        example(sim, wellsky).await.unwrap();
    });
}
