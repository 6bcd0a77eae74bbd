//! SQLite and PostgreSQL behind [`gigi_engine::ports::Store`]: the only crate with SQL.
//!
//! [`open`] takes `sqlite:PATH` or `postgres://…`. Both databases get the same statements ([`sql`](crate) keeps every
//! one of them); what differs is how a transaction begins, how effects are claimed, and the type of an identity column.
//!
//! * SQLite: one connection writes (`BEGIN IMMEDIATE`), four read; WAL, `synchronous=FULL`; a version below 3.51.3 is
//!   refused (older ones have a WAL-reset corruption race); a second process on the same file is refused.
//! * PostgreSQL: versions are compared in conditional updates, claims skip locked rows; N replicas may share it.
//!
//! Instants are stored as microseconds UTC, documents as JSON text that is read whole.
mod commit;
mod consultations;
mod db;
mod mirror;
pub mod read;
mod sql;
mod store;
pub mod talk;

pub use db::{OpenError, Schema, SqlStore, open};
