//! What tests drive the engine with: a store in memory, a clock that is set, phones that are scripted, a WellSky that
//! can be told to fail. Behind the feature `testing`; nothing of it is in the binary.
mod crash;
mod mem_store;
mod people;
mod world;

pub use crash::{CrashPoint, Mortal};
pub use mem_store::{Flaw, MemStore};
pub use people::{caregiver, client};
pub use world::{CountedIds, FakePhones, FakeRecords, PhoneFault, RecordFault, Replay, TestClock};
