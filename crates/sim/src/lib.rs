#![doc = include_str!("../README.md")]

pub mod clock;
mod control;
mod courier;
mod front;
pub mod people;
pub mod phones;
pub mod requests;
pub mod toggles;
pub mod twilio;
mod wellsky;
pub mod world;

pub use clock::SimClock;
pub use front::{Sim, SimConfig};
pub use toggles::Toggles;
pub use twilio::Carrier;
pub use wellsky::hooks::{CRITERIA, Delivery};
pub use world::{AgencySize, Role, ShiftKey};
