//! `GET /api/v1/cases` and `/api/v1/cases/{number}`: what the pages show, as JSON.
use axum::extract::{Path, State};
use axum::response::{IntoResponse, Response};
use axum::routing::get;
use axum::{Json, Router};

use super::{PageError, Pages, board, case};

pub(crate) fn routes() -> Router<Pages> {
    Router::new().route("/api/v1/cases", get(all)).route("/api/v1/cases/{number}", get(one))
}

async fn all(State(pages): State<Pages>) -> Result<Response, PageError> {
    Ok(Json(board::cards(&pages).await?).into_response())
}

async fn one(State(pages): State<Pages>, Path(number): Path<i64>) -> Result<Response, PageError> {
    Ok(Json(case::history(&pages, number).await?).into_response())
}
