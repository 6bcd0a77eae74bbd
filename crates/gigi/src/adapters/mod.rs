//! Where the engine's ports meet vendors.
pub mod console;
pub mod llm;
pub mod twilio;
pub mod wellsky;
