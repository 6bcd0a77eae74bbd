//! Wiring and edges: everything that joins the engine to the world. A library so that tests can build the whole service
//! with their own clock; the binary is a few lines on top.
pub mod adapters;
pub mod hooks;
pub mod http;
