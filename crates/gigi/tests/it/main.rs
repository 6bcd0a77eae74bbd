//! Stories over the wire: a signed webhook in; texts, WellSky requests and pages out.
#![expect(clippy::unwrap_used, reason = "a test")]
mod advice;
mod agency;
mod answers;
mod call_outs;
mod clients;
mod clocks;
mod complaints;
mod confirmations;
mod doctor;
mod files;
mod incidents;
mod lateness;
mod leads;
mod mirror;
mod no_shows;
mod notes;
mod outreach;
mod pages;
mod rehearsals;
mod requests;
mod schedule;
mod search;
mod talk;
mod teaching;
mod trouble;
mod widening;
