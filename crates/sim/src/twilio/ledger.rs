//! What the carrier remembers: every accepted message, every inbound text, every callback. Entries are only added.

use std::collections::{BTreeMap, BTreeSet};

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

/// A status callback that was posted.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Callback {
    /// `sent`, `delivered`, ...
    pub status: String,
    /// When, in simulated time.
    pub at: Timestamp,
    /// Status that the receiver answered; `None` when nobody did.
    pub answered: Option<u16>,
}

/// A message that was accepted for sending.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Sent {
    /// `SM` and 32 hex digits.
    pub sid: String,
    /// Recipient, E.164.
    pub to: String,
    /// Sender, E.164.
    pub from: String,
    /// Text.
    pub body: String,
    /// Where status callbacks go.
    pub status_callback: Option<String>,
    /// Messaging service, when one was named instead of a sender.
    pub messaging_service_sid: Option<String>,
    /// When it was accepted.
    pub at: Timestamp,
    /// Where it stands: `queued`, `accepted`, `sent`, `delivered`, `undelivered`.
    pub status: String,
    /// Why it was not delivered.
    pub error_code: Option<u32>,
    /// Callbacks posted so far.
    pub callbacks: Vec<Callback>,
}

/// One attempt to deliver an inbound text to the webhook.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Attempt {
    /// When, in simulated time.
    pub at: Timestamp,
    /// HTTP status of the answer; `None` when there was no answer or no webhook.
    pub status: Option<u16>,
}

/// A text from somebody's phone to the agency.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Received {
    /// `SM` and 32 hex digits; a redelivery has the same.
    pub sid: String,
    /// Who wrote, E.164.
    pub from: String,
    /// The agency's number, E.164.
    pub to: String,
    /// Text.
    pub body: String,
    /// When it was written.
    pub at: Timestamp,
    /// `STOP`, `START` or `HELP` when the carrier acted on it.
    pub opt_out_type: Option<String>,
    /// Every time it was posted to the webhook.
    pub attempts: Vec<Attempt>,
}

/// What happens to status callbacks.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Callbacks {
    /// Each arrives once, in order.
    #[default]
    InOrder,
    /// None arrives.
    Drop,
    /// Each arrives twice.
    Duplicate,
    /// The last comes first.
    Reorder,
}

/// Faults of the carrier. Counters run down to 0; shares are fixed by the seed and the message's number.
#[derive(Clone, Debug, PartialEq, Default, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct CarrierFaults {
    /// The next so many creates answer 503 and are not accepted.
    pub refuse_next: u32,
    /// Share (0..=1) of creates that answer 503 and are not accepted.
    pub refuse_share: f64,
    /// The next so many creates are accepted and never answered: the connection hangs.
    pub swallow_next: u32,
    /// The next so many creates are accepted and their connection breaks in the middle of the answer.
    pub break_next: u32,
    /// Share (0..=1) of creates that are accepted and never answered.
    pub swallow_share: f64,
    /// The next so many creates answer 429 with error 20429.
    pub throttle_next: u32,
    /// Numbers whose messages end `undelivered` with this error code (30003, 30005, 30006, 30008, ...).
    pub undeliverable: BTreeMap<String, u32>,
    /// Numbers that are refused at once with this error code (21211, 21612, 21614, ...).
    pub refused: BTreeMap<String, u32>,
    /// Numbers whose messages stay `sent` for ever.
    pub stuck: BTreeSet<String>,
    /// What happens to callbacks.
    pub callbacks: Callbacks,
    /// Inbound texts are recorded but not posted to the webhook (they must be found by listing).
    pub lose_inbound_next: u32,
}
