//! What providers call: verify, store durably, answer. Nothing is decided here.
pub mod twilio;
pub mod wellsky;
