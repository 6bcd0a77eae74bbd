//! A client for the WellSky Personal Care Connect API (formerly ClearCare), the system in which home-care agencies
//! keep their caregivers, clients and schedule.
//!
//! # Mental model
//!
//! The API borrows FHIR's names and little else. Five things to know:
//!
//! * A **[`Practitioner`](wire::Practitioner)** is a caregiver or an applicant, a **[`Patient`](wire::Patient)** a
//!   client or a prospect; tags in `meta` tell which ([`is_hired`](wire::Practitioner::is_hired),
//!   [`is_client`](wire::Patient::is_client)).
//! * An **[`Appointment`](wire::Appointment)** is a planned shift. It can be searched only per client or per caregiver
//!   and per [`Window`] of days. All occurrences of a recurring shift share one id, so a shift is identified by a
//!   [`ShiftKey`](wire::ShiftKey). An open shift is one with nobody [`assigned`](wire::Appointment::assigned).
//! * An **[`Encounter`](wire::Encounter)** is the visit that took place. Notes ([`NewTaskLog`](wire::NewTaskLog))
//!   hang on visits; to-dos for the office are [`NewAdminTask`](wire::NewAdminTask)s.
//! * A list is a **[`Listing`]**: the records, those that could not be read (set aside, the rest goes on), and whether
//!   it is complete. Do not conclude from the absence of a record when it is not.
//! * Documents are **lossless**: unknown fields and odd spellings survive reading, changing and putting back.
//!
//! # Example
//!
//! ```no_run
//! use std::sync::Arc;
//! use gigi_wellsky::{Client, Config, PractitionerFilter, wire::Appointment};
//!
//! # async fn example(http: reqwest::Client, now: fn() -> jiff::Timestamp) -> Result<(), gigi_wellsky::Error> {
//! let config = Config::new("client-id", "client-secret", "9001");
//! let wellsky = Client::new(config, http, Arc::new(now))?;
//!
//! // Who is calling, and what has she to do in the next two days?
//! let found = wellsky.practitioners_by_phone("(202) 555-0142").await?;
//! for caregiver in found.items.iter().filter_map(|person| person.id.get()) {
//!     let from = now();
//!     let to = from + jiff::SignedDuration::from_hours(48);
//!     let shifts = wellsky.appointments_of_caregiver_between(caregiver, from, to).await?;
//!     let starts: Vec<_> = shifts.items.iter().filter_map(Appointment::starts_at).collect();
//!     # let _ = starts;
//! }
//!
//! // All caregivers in use.
//! let caregivers = wellsky.search_practitioners(&PractitionerFilter::default().active(true).is_hired(true)).await?;
//! assert!(caregivers.is_whole());
//! # Ok(())
//! # }
//! ```
//!
//! # Errors
//!
//! Every failure is an [`Error`] whose variant says what helps. Three of them deserve attention:
//!
//! * [`Error::RouteNotMatched`]: the gateway answers an unknown path with a 403 that talks about tokens. It is not
//!   about the token.
//! * [`Error::UnknownOutcome`]: a write that was sent and not answered. Read back before repeating it.
//! * [`Error::WritesNotAvailable`]: this WellSky has no operation to change a shift, which as far as anybody knows is
//!   the normal case.
//!
//! Reads are repeated on refused connections, broken answers and 429, 502, 503, 504, with growing, jittered delays
//! that respect `Retry-After`. Creates are never repeated, because the API has no idempotency key. An expired or
//! revoked token is replaced once per call. Redirects are reported and not followed.
//!
//! # Units and formats
//!
//! Instants are [`jiff::Timestamp`]s; texts without an offset are UTC. Search days are [`jiff::civil::Date`]s, and it
//! is not documented whose midnight bounds them, which is why the methods that take instants ask for days to spare.
//! Phones are ten digits. Ids are text, even where the wire has numbers.
//!
//! # Load
//!
//! All calls of a client and its clones share a throttle of 10 requests per second ([`Config::rate`]), divided by
//! the number of [`Config::replicas`]. Whatever is configured, no second sees more than 100. They are counted in the metric `wellsky_requests_total{route, outcome}` and in
//! [`Client::requests_made`].
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
