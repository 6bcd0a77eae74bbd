//! `GET /healthz`: the process lives. `GET /readyz`: the database answers and the mirror was read once; 503 before.
//! `GET /metrics`: Prometheus text. None of them shows anything about people.
use std::sync::{Arc, OnceLock};

use axum::Router;
use axum::extract::State;
use axum::http::{StatusCode, header};
use axum::response::{IntoResponse, Response};
use axum::routing::get;
use gigi_store::SqlStore;
use metrics_exporter_prometheus::{PrometheusBuilder, PrometheusHandle};
use tokio::sync::watch;

#[derive(Clone)]
struct Health {
    store: Arc<SqlStore>,
    mirrored: watch::Receiver<bool>,
}

/// The three routes.
pub fn routes(store: Arc<SqlStore>, mirrored: watch::Receiver<bool>) -> Router {
    Router::new()
        .route("/healthz", get(|| async { "ok\n" }))
        .route("/readyz", get(ready))
        .route("/metrics", get(numbers))
        .with_state(Health { store, mirrored })
}

async fn ready(State(health): State<Health>) -> Response {
    if health.store.answers().await.is_err() {
        return (StatusCode::SERVICE_UNAVAILABLE, "the database does not answer\n").into_response();
    }
    if !*health.mirrored.borrow() {
        return (StatusCode::SERVICE_UNAVAILABLE, "people and shifts were not read from WellSky yet\n")
            .into_response();
    }
    "ready\n".into_response()
}

/// Collects the process's metrics from now on. The recorder is one per process.
pub fn collect() -> &'static Option<PrometheusHandle> {
    static RECORDER: OnceLock<Option<PrometheusHandle>> = OnceLock::new();
    RECORDER.get_or_init(|| PrometheusBuilder::new().install_recorder().ok())
}

async fn numbers() -> Response {
    match collect() {
        Some(handle) => {
            handle.run_upkeep();
            ([(header::CONTENT_TYPE, "text/plain; version=0.0.4")], handle.render()).into_response()
        }
        None => (StatusCode::SERVICE_UNAVAILABLE, "no recorder\n").into_response(),
    }
}
