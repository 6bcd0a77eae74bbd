//! Durable execution of the core over ports.
//!
//! # How one event becomes a committed decision
//!
//! 1. Something arrives (a text, a status callback, a word from the board) and is stored as an [`ports::Arrival`]. Only
//!    then the sender gets its 200. A second copy of the same thing is recognised by its id.
//! 2. [`Engine::run_until_idle`] takes arrivals, due timers and due effects, oldest first. For each it loads the
//!    documents that may change (cases, conversations) with their versions, lets the core decide, and commits **one**
//!    [`ports::Commit`]: documents, timers, journal, outbox, and the mark that the input is consumed. If a version
//!    moved in between, nothing is written and the step is done again on fresh documents.
//! 3. Effects are claimed from the outbox under a lease, performed through the vendor ports, and their result comes
//!    back as an event in the commit that also closes the outbox row. A crash between performing and recording leaves
//!    the row *begun*: whoever finds it asks the vendor what happened before anything is repeated.
//!
//! This is "at least once, made visible", never "exactly once": see `perform.rs`.
//!
//! The engine never sleeps and never looks at a clock of its own: callers wake it and ask
//! [`Engine::next_due`] when to come back.
mod brake;
mod clocks;
mod consult;
mod engine;
mod evening;
pub mod mirror;
mod perform;
pub mod ports;
mod ranking;
mod step;
mod sync;
#[cfg(feature = "testing")]
pub mod testing;

pub use clocks::{CareLogs, ClocksRead};
pub use engine::{Engine, EngineError, EngineParts};
pub use sync::{Progress, SyncStatus, Turn};
