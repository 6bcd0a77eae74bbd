//! A client for the WellSky Personal Care Connect API (formerly ClearCare), the system in which home-care agencies
//! keep their caregivers, clients and schedule.
//!
//! # Mental model
//!
//! The API borrows FHIR's names and little else. Six things to know:
//!
//! * A **[`Practitioner`](wire::Practitioner)** is a caregiver or an applicant, a **[`Patient`](wire::Patient)** a
//!   client or a prospect; tags in `meta` tell which ([`is_hired`](wire::Practitioner::is_hired),
//!   [`is_client`](wire::Patient::is_client)). Winning or hiring somebody turns the tag over; the id stays.
//! * An **[`Appointment`](wire::Appointment)** is a planned shift. It can be searched only per client or per caregiver
//!   and per [`Window`] of days. All occurrences of a recurring shift share one id, so a shift is identified by a
//!   [`ShiftKey`](wire::ShiftKey). An open shift is one with nobody [`assigned`](wire::Appointment::assigned).
//! * An **[`Encounter`](wire::Encounter)** is the visit that took place. Clocking in takes the *appointment's* id and
//!   gives the *encounter's*, which everything after it wants. Notes ([`NewTaskLog`](wire::NewTaskLog)) hang on visits;
//!   to-dos for the office are [`NewAdminTask`](wire::NewAdminTask)s.
//! * A list is a **[`Listing`]**: the records, those that could not be read (set aside, the rest goes on), and whether
//!   it is complete. Do not conclude from the absence of a record when it is not.
//! * Documents are **lossless**: unknown fields and odd spellings survive reading, changing and putting back.
//! * Nobody has seen the API put a caregiver on a shift. [`put_appointment`](Client::put_appointment) exists, and says
//!   [`Error::WritesNotAvailable`] where WellSky has no such operation.
//!
//! # Getting started
//!
//! A [`Client`] is made of a [`Config`], an HTTP client and a [`Clock`], all given by the caller. The examples here run
//! against the simulator of this repository, in which every person is invented.
//!
//! ```
//! use std::sync::Arc;
//! use gigi_wellsky::{Client, Config};
//!
//! # mod simulator { include!(concat!(env!("CARGO_MANIFEST_DIR"), "/doc/simulator.rs")); }
//! # simulator::against(async |sim, _| {
//! # let _ = rustls::crypto::ring::default_provider().install_default();
//! # let (id, secret, agency) = sim.credentials();
//! # let host = sim.wellsky_url();
//! # let now = || "2026-11-23T18:00:00Z".parse().unwrap();
//! let config = Config::new(id, secret, agency).host(host); // without `host`: production
//! // Redirects off, so that a write never arrives without its body; they are reported instead.
//! let http = reqwest::Client::builder().redirect(reqwest::redirect::Policy::none()).build().unwrap();
//! let wellsky = Client::new(config, http, Arc::new(now))?;
//!
//! wellsky.authenticate().await?; // are host and credentials right?
//! let agency = wellsky.organizations().await?;
//! assert_eq!(agency.items[0].name.text().as_deref(), Some("Example Home Care"));
//! # Ok(()) });
//! ```
//!
//! # Who is calling, and what has she to do?
//!
//! ```
//! use gigi_wellsky::wire::Appointment;
//!
//! # mod simulator { include!(concat!(env!("CARGO_MANIFEST_DIR"), "/doc/simulator.rs")); }
//! # simulator::against(async |_, wellsky| {
//! // Mobile, home and work phones are three filters of the API; this asks all of them and checks what came.
//! let found = wellsky.practitioners_by_phone("(202) 555-0100").await?;
//! let keisha = &found.items[0];
//! assert_eq!(keisha.full_name().as_deref(), Some("Keisha Example"));
//!
//! let id = keisha.id.get().expect("what was searched has an id");
//! let shifts = wellsky.upcoming_shifts_of_caregiver(id, 2).await?;
//! let starts: Vec<String> =
//!     shifts.items.iter().filter_map(Appointment::starts_at).map(|at| at.to_string()).collect();
//! assert_eq!(starts, ["2026-11-24T13:00:00Z", "2026-11-25T13:00:00Z"]);
//! # Ok(()) });
//! ```
//!
//! # Lists that may be incomplete
//!
//! ```
//! # mod simulator { include!(concat!(env!("CARGO_MANIFEST_DIR"), "/doc/simulator.rs")); }
//! # simulator::against(async |sim, wellsky| {
//! # let sim_breaks_one_record = |sim: &gigi_sim::Sim| sim.edit_toggles(|t| {
//! #     let (resource, field) = ("practitioners".to_owned(), "name".to_owned());
//! #     t.spoiled = Some(gigi_sim::toggles::Spoiled { resource, index: 3, field, value: "no list".into() });
//! # });
//! let everybody = wellsky.active_caregivers().await?;
//! assert!(everybody.is_whole());
//!
//! sim_breaks_one_record(&sim);
//! let most = wellsky.active_caregivers().await?;
//! assert_eq!(most.items.len(), everybody.items.len() - 1);
//! assert_eq!(most.quarantined[0].path, "entry[3].resource.name");
//! assert!(most.complete && !most.is_whole()); // it came, and could not be read
//! # Ok(()) });
//! ```
//!
//! # Changing one thing and nothing else
//!
//! What a `PUT` does with fields it is not sent is not documented. So read, change, put back: every field that this
//! crate has no name for goes back as it came. [`change_patient`](Client::change_patient) and its kin do all three.
//!
//! ```
//! use gigi_wellsky::wire::{NewPerson, ProspectStage};
//!
//! # mod simulator { include!(concat!(env!("CARGO_MANIFEST_DIR"), "/doc/simulator.rs")); }
//! # simulator::against(async |_, wellsky| {
//! let grace = NewPerson {
//!     first_name: "Grace".into(),
//!     last_name: "Sample".into(),
//!     mobile: Some("202-555-0188".into()),
//!     ..NewPerson::default()
//! };
//! let id = wellsky.create_prospect(&grace).await?.id.expect("the answer names it");
//! let moved = wellsky.move_prospect(&id, ProspectStage::AssessmentScheduled).await?;
//! assert_eq!((moved.status_id(), moved.is_client()), (Some(20), Some(false)));
//! # Ok(()) });
//! ```
//!
//! # Errors
//!
//! Every failure is an [`Error`] whose variant says what helps. Three of them deserve attention:
//!
//! * [`Error::RouteNotMatched`]: the gateway answers an unknown path with a 403 that talks about tokens. It is not
//!   about the token.
//! * [`Error::UnknownOutcome`]: a write that was sent and not answered, or answered by somebody else. Read back before
//!   repeating it.
//! * [`Error::WritesNotAvailable`]: this WellSky has no operation to change a shift, which as far as anybody knows is
//!   the normal case.
//!
//! ```
//! use gigi_wellsky::{Error, wire::Id};
//!
//! # mod simulator { include!(concat!(env!("CARGO_MANIFEST_DIR"), "/doc/simulator.rs")); }
//! # simulator::against(async |sim, wellsky| {
//! # let shift = Id::from(sim.heroine().shift.appointment_id);
//! let mut appointment = wellsky.appointment(&shift).await?;
//! appointment.set_caregiver(None);
//! match wellsky.put_appointment(&appointment).await {
//!     Ok(()) => { /* read it again before you believe it */ }
//!     Err(Error::WritesNotAvailable(_)) => { /* a person enters it in WellSky */ }
//!     Err(Error::UnknownOutcome(_)) => { /* look first, then decide */ }
//!     Err(error) if error.is_transient() => { /* later */ }
//!     Err(error) => return Err(error),
//! }
//! assert!(matches!(wellsky.patient(&Id::from("1")).await, Err(Error::NotFound(_))));
//! # Ok(()) });
//! ```
//!
//! Reads are repeated on refused connections, broken answers and 429, 502, 503, 504, with growing, jittered delays
//! that respect `Retry-After`. Creates are never repeated, because the API has no idempotency key. An expired or
//! revoked token is replaced once per call. Redirects are reported and not followed.
//!
//! # What must be allowed first
//!
//! Clocking, care logs, deletes and documents do harm when they are a mistake; each is refused as [`Error::Misuse`]
//! before it is sent unless [`Config::allow`] was called with its [`Permission`]. [`Config::read_only`] refuses all
//! writes.
//!
//! # Units and formats
//!
//! | what | here | on the wire |
//! |---|---|---|
//! | instants | [`jiff::Timestamp`] | UTC; a text without an offset is UTC too. What this crate writes has an offset, except care logs, which are documented without |
//! | search days | [`jiff::civil::Date`] | `YYYYMMDD`; whose midnight bounds them is not documented, so the methods that take instants ask for days to spare and keep what overlaps |
//! | due dates of admin tasks | [`jiff::civil::DateTime`] | without zone, the agency's wall clock |
//! | phones | ten digits, any punctuation accepted | ten digits; a work phone may carry `x` and an extension |
//! | ids | [`wire::Id`], text | text or number, written back as they came |
//! | positions | degrees of latitude and longitude | the same |
//! | mileage | miles | the same |
//! | [`wire::ChargeItem::hours`] | hours | `quantity.value` |
//! | `retry_after`, time-outs | [`std::time::Duration`] | seconds or a date |
//!
//! # Load
//!
//! All calls of a client and its clones share a throttle of 10 requests per second ([`Config::rate`]), divided by
//! the number of [`Config::replicas`]. Whatever is configured, no second sees more than 100. They are counted in the metric
//! `wellsky_requests_total{route, outcome}` and in [`Client::requests_made`]. [`Client::in_bulk`] leaves half of the rate to
//! calls in a hurry.
//!
//! # Privacy
//!
//! Secrets and tokens are never printed. `Debug` of documents shows no content. Log spans carry the path template
//! (`/v1/patients/{id}/`), never an id. Error messages are shortened and stripped of tokens, mail addresses and
//! phone-like numbers.

mod ceiling;
mod client;
mod config;
mod error;
mod exchange;
mod page;
mod retry;
pub mod route;
mod token;
mod transport;
pub mod wire;

use std::sync::Arc;

pub use client::{Client, Created, PatientFilter, PractitionerFilter, Window};
pub use config::{Config, ContentType, PRODUCTION_HOST, Permission, RetryPolicy};
pub use error::{Context, Error, Misuse};
pub use page::Listing;
pub use route::Route;

/// Where the current time comes from. This crate reads no clock of its own.
pub type Clock = Arc<dyn Fn() -> jiff::Timestamp + Send + Sync>;
