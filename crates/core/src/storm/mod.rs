//! Storms: hundreds of shifts open at once, and everybody wants to know who goes where.
//!
//! A snow day opens more shifts than one ranking after the other can fill well: the first takes whom the last needs. [`solve`]
//! looks at all of them together. A [`Problem`] says who is eligible for what at which cost; the answer gives every shift
//! to one caregiver at the most, nobody two shifts that clash (travel between the clients counts), nobody more overtime
//! than is allowed, at the least sum of pair costs, overtime and unfilled shifts by urgency.
//!
//! ```text
//! Storm (file) ─▶ Problem ─▶ greedy ─▶ prices and bound ─▶ plans from wishes ─▶ best plan of part after part ─▶ Answer
//!                               start      duals               rounding, matcher      region, mix
//! ```
//!
//! The prices do most of it: they prove how good a plan can be at all, leave few pairs worth a look, and make each part
//! of a plan a storm small enough to be solved to the end. Why, and what else was tried: `docs/decisions/0013`.
//!
//! [`repair()`] mends a standing plan after one more call-out and moves hardly anybody. [`judge()`] reads the rules on its own
//! and is asked before a plan is shown; [`sample`] invents storms.
//!
//! Nothing here reads a clock: time comes in as a function. With a number of steps instead of a time the same seed gives
//! the same plan, on two threads as on one.
pub(crate) mod dice;
mod duals;
pub mod file;
pub mod judge;
mod matcher;
mod mix;
mod plan;
pub mod problem;
mod region;
pub mod repair;
mod rounding;
pub mod sample;
mod search;
mod start;

pub use file::Storm;
pub use judge::{Broken, judge};
pub use problem::{Invalid, Problem};
pub use repair::{Change, Repaired, repair};
pub use search::{Answer, Clock, Options, solve};
