//! Pages: plain HTML from the server, one style sheet, one small script that asks again when something changed.
//!
//! | path | shows |
//! | --- | --- |
//! | `/` | the board: what needs a person, what is being filled, what is settled |
//! | `/cases/{number}` | the time-line of one case, with every reason |
//! | `/messages`, `/messages/{seq}` | every text, how it was read and why; the form to correct that |
//! | `/corrections.tsv` | corrections as training lines, without people in them |
//! | `/backups` | clients with visits in the next week for whom hardly anybody could step in |
//! | `/clock-corrections.csv` | clock times that people say were not right, for whoever corrects them |
//! | `/events` | server-sent events: `change` whenever a case changed |
//! | `/api/v1/cases`, `/api/v1/cases/{number}` | the same as JSON |
//! | `/leads` | the form for people who want care, open to everybody |
//! | `/healthz`, `/readyz`, `/metrics` | for machines |
//!
//! Everything that shows client data sits behind [`door`].
pub mod api;
pub mod board;
pub mod case;
pub mod complaint;
pub mod door;
pub mod health;
pub mod incident;
pub mod leads;
mod live;
pub mod messages;
mod requests;
pub mod visits;
pub mod words;

use std::sync::Arc;

use askama::Template;
use axum::Router;
use axum::http::{HeaderValue, StatusCode, header};
use axum::response::{Html, IntoResponse, Response};
use axum::routing::get;
use gigi_core::calendar;
use gigi_core::policy::Policy;
use gigi_engine::Engine;
use gigi_engine::ports::Clock;
use gigi_store::SqlStore;
use tower_http::catch_panic::CatchPanicLayer;
use tower_http::set_header::SetResponseHeaderLayer;

/// What every page needs.
#[derive(Clone)]
pub struct Pages {
    /// Moves cases, knows the mirror.
    pub engine: Engine,
    /// Remembers.
    pub store: Arc<SqlStore>,
    /// Time.
    pub clock: Arc<dyn Clock>,
    /// The agency's rules.
    pub policy: Arc<Policy>,
    /// Whether texts leave.
    pub is_live: bool,
    /// Whether this is the demo.
    pub is_demo: bool,
}

/// The head of every page.
pub(crate) struct Frame {
    pub(crate) agency: String,
    pub(crate) now: String,
    pub(crate) mirror: String,
    pub(crate) mirror_is_old: bool,
    pub(crate) is_live: bool,
    pub(crate) is_demo: bool,
    pub(crate) active: &'static str,
}

impl Pages {
    pub(crate) async fn frame(&self, active: &'static str) -> Result<Frame, PageError> {
        let now = self.clock.now();
        let as_of = self.engine.mirror_as_of().await?;
        let age = as_of.map(|t| now.duration_since(t).as_secs());
        Ok(Frame {
            agency: self.policy.agency.name.clone(),
            now: calendar::say(now, &self.policy.agency.zone),
            mirror: match age {
                None => "WellSky not read yet".into(),
                Some(s) => format!("WellSky read {} ago", words::span(s)),
            },
            mirror_is_old: age.is_none_or(|s| s > 2 * 3600),
            is_live: self.is_live,
            is_demo: self.is_demo,
            active,
        })
    }
}

/// A page could not be shown. What went wrong is in the log; the page says that it is not the reader's fault.
#[derive(Debug, thiserror::Error)]
pub(crate) enum PageError {
    /// The store's.
    #[error(transparent)]
    Store(#[from] gigi_engine::ports::StoreError),
    /// The engine's.
    #[error(transparent)]
    Engine(#[from] gigi_engine::EngineError),
    /// The template's.
    #[error(transparent)]
    Template(#[from] askama::Error),
    /// There is no such thing.
    #[error("not found")]
    NotFound,
}

impl IntoResponse for PageError {
    fn into_response(self) -> Response {
        if matches!(self, Self::NotFound) {
            return (StatusCode::NOT_FOUND, "There is no such page.\n").into_response();
        }
        tracing::error!(error = &self as &dyn std::error::Error, "a page could not be shown");
        (StatusCode::INTERNAL_SERVER_ERROR, "This page cannot be shown now; Gigi itself goes on working.\n")
            .into_response()
    }
}

pub(crate) fn show(template: &impl Template) -> Result<Response, PageError> {
    Ok(Html(template.render()?).into_response())
}

/// The pages and the JSON behind them.
pub fn pages(pages: Pages) -> Router {
    Router::new()
        .route("/", get(board::show))
        .merge(case::routes())
        .merge(messages::routes())
        .merge(api::routes())
        .merge(visits::routes())
        .route("/events", get(live::events))
        .with_state(pages)
        .route("/static/gigi.css", get(|| asset("text/css", include_str!("../../static/gigi.css"))))
        .route("/static/gigi.js", get(|| asset("text/javascript", include_str!("../../static/gigi.js"))))
        .route("/static/icon.svg", get(|| asset("image/svg+xml", include_str!("../../static/icon.svg"))))
}

async fn asset(kind: &'static str, text: &'static str) -> Response {
    // Revalidated: the files change with the binary and are small.
    ([(header::CONTENT_TYPE, kind), (header::CACHE_CONTROL, "no-cache")], text).into_response()
}

/// Headers that every answer carries, and an answer for a handler that panicked.
pub fn harden(router: Router) -> Router {
    let fixed = |name, value| SetResponseHeaderLayer::if_not_present(name, HeaderValue::from_static(value));
    router
        .layer(fixed(
            header::CONTENT_SECURITY_POLICY,
            "default-src 'self'; frame-ancestors 'none'; base-uri 'none'; form-action 'self'; object-src 'none'",
        ))
        .layer(fixed(header::X_CONTENT_TYPE_OPTIONS, "nosniff"))
        .layer(fixed(header::REFERRER_POLICY, "no-referrer"))
        .layer(fixed(header::CACHE_CONTROL, "no-store"))
        .layer(CatchPanicLayer::new())
}
