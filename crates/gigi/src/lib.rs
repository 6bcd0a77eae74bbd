//! Wiring and edges: everything that joins the engine to the world. A library so that tests can build the whole service
//! with their own clock; the binary is a few lines on top.
pub mod adapters;
pub mod app;
pub mod backups;
pub mod clock;
pub mod config;
pub mod demo;
pub mod doctor;
pub mod export;
pub mod fairness;
pub mod hooks;
pub mod http;
pub mod progress;
pub mod rank;
pub mod rehearse;
pub mod serve;
pub mod simulate;
pub mod sync;
pub mod teach;
pub mod web;
pub mod worker;
