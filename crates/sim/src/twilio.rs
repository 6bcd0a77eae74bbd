//! A fake Twilio: takes messages, keeps an append-only ledger, calls back, and carries texts from simulated phones to
//! the agency's webhook, signed (domain.md, parts 1A and 1B).

mod api;
mod ledger;
pub mod signature;
mod text;

use std::sync::{Arc, Mutex};

use jiff::Timestamp;
use serde_json::{Value, json};
use sha2::{Digest, Sha256};

pub use ledger::{Attempt, Callback, Callbacks, CarrierFaults, Received, Sent};
pub use text::segments;

pub(crate) use api::handle;

use crate::clock::Clock;
use crate::courier::Courier;
use crate::front::locked;
use crate::phones::Phones;
use crate::world::World;
use text::{Keyword, keyword};

/// The account that the agency has at the fake Twilio.
#[derive(Clone, Debug)]
pub struct Account {
    /// `AC` and 32 hex digits.
    pub sid: String,
    /// Secret that signs webhooks and opens the API.
    pub auth_token: String,
    /// The agency's number, E.164.
    pub number: String,
    /// A messaging service that may be named instead of the number.
    pub messaging_service_sid: String,
}

impl Default for Account {
    fn default() -> Self {
        Self {
            sid: "AC00000000000000000000000000005150".to_owned(),
            auth_token: "simulated-auth-token".to_owned(),
            number: "+12025550199".to_owned(),
            messaging_service_sid: "MG00000000000000000000000000005150".to_owned(),
        }
    }
}

/// Where inbound texts are posted.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Webhook {
    url: String,
    signed_as: String,
}

#[derive(Default)]
struct State {
    seed: u64,
    serial: u64,
    webhook: Option<Webhook>,
    sent: Vec<Sent>,
    received: Vec<Received>,
    blocked: std::collections::BTreeSet<String>,
    faults: CarrierFaults,
}

/// The handle of the fake Twilio. Clones share everything.
#[derive(Clone)]
pub struct Carrier {
    account: Arc<Account>,
    clock: Clock,
    courier: Courier,
    phones: Phones,
    state: Arc<Mutex<State>>,
}

impl Carrier {
    pub(crate) fn new(account: Account, clock: Clock, courier: Courier, world: &World) -> Self {
        let carrier = Self {
            account: Arc::new(account),
            clock,
            courier,
            phones: Phones::default(),
            state: Arc::default(),
        };
        carrier.reset(world);
        carrier
    }

    /// Forgets every message, opt-out and fault; the webhook stays.
    pub(crate) fn reset(&self, world: &World) {
        let mut state = locked(&self.state);
        *state = State { seed: world.seed, webhook: state.webhook.take(), ..State::default() };
        self.phones.reset(world);
    }

    /// The account whose messages this carrier takes.
    pub fn account(&self) -> &Account {
        &self.account
    }

    /// The simulated phones at the other end.
    pub fn phones(&self) -> &Phones {
        &self.phones
    }

    /// Sets where inbound texts are posted; the signature is computed over the same URL.
    pub fn set_webhook(&self, url: &str) {
        self.set_webhook_signed_as(url, url);
    }

    /// Like [`Carrier::set_webhook`] for a receiver behind a proxy that believes to be called `signed_as`.
    pub fn set_webhook_signed_as(&self, url: &str, signed_as: &str) {
        locked(&self.state).webhook = Some(Webhook { url: url.to_owned(), signed_as: signed_as.to_owned() });
    }

    /// Every accepted message, oldest first.
    pub fn sent(&self) -> Vec<Sent> {
        locked(&self.state).sent.clone()
    }

    /// The accepted messages to one number, oldest first.
    pub fn sent_to(&self, number: &str) -> Vec<Sent> {
        locked(&self.state).sent.iter().filter(|m| m.to == number).cloned().collect()
    }

    /// Every text that somebody wrote, oldest first.
    pub fn received(&self) -> Vec<Received> {
        locked(&self.state).received.clone()
    }

    /// Whether a number has opted out.
    pub fn is_blocked(&self, number: &str) -> bool {
        locked(&self.state).blocked.contains(number)
    }

    /// The faults as they stand; counters show what is left.
    pub fn faults(&self) -> CarrierFaults {
        locked(&self.state).faults.clone()
    }

    /// Changes the faults.
    pub fn edit_faults(&self, change: impl FnOnce(&mut CarrierFaults)) {
        change(&mut locked(&self.state).faults);
    }

    /// Somebody texts the agency. Posts the signed webhook once and waits for its answer; the returned record has the
    /// status that was seen.
    pub async fn text(&self, from: &str, body: &str) -> Received {
        let (received, lost) = self.take(from, body);
        if lost { received } else { self.deliver(received).await }
    }

    /// Posts an inbound text again, with the same `MessageSid`, as a carrier does when it is unsure. `None` when there is
    /// no such text.
    pub async fn redeliver(&self, sid: &str) -> Option<Received> {
        let received = locked(&self.state).received.iter().find(|r| r.sid == sid).cloned()?;
        Some(self.deliver(received).await)
    }

    /// Records an inbound text and acts on keywords; the flag says that a fault loses the webhook.
    fn take(&self, from: &str, body: &str) -> (Received, bool) {
        let at = self.clock.now();
        let mut state = locked(&self.state);
        let sid = state.next_sid();
        let word = keyword(body, state.blocked.contains(from));
        match word {
            Some(Keyword::Stop) => {
                state.blocked.insert(from.to_owned());
            }
            Some(Keyword::Start) => {
                state.blocked.remove(from);
            }
            _ => {}
        }
        let received = Received {
            sid,
            from: from.to_owned(),
            to: self.account.number.clone(),
            body: body.to_owned(),
            at,
            opt_out_type: word.map(|w| w.name().to_owned()),
            attempts: Vec::new(),
        };
        state.received.push(received.clone());
        let lost = state.faults.lose_inbound_next > 0;
        state.faults.lose_inbound_next = state.faults.lose_inbound_next.saturating_sub(1);
        drop(state);
        self.phones.wrote(from, body, at);
        if let Some(word) = word {
            self.phones.carrier_said(from, word.reply(), at);
        }
        (received, lost)
    }

    async fn deliver(&self, received: Received) -> Received {
        let webhook = locked(&self.state).webhook.clone();
        let mut status = None;
        if let Some(webhook) = webhook {
            let params = self.inbound_params(&received);
            let token = format!("{}-{}", received.sid, received.attempts.len());
            status = self.post(&webhook.url, &webhook.signed_as, &params, &token).await;
        }
        let attempt = Attempt { at: self.clock.now(), status };
        let mut state = locked(&self.state);
        match state.received.iter_mut().find(|r| r.sid == received.sid) {
            Some(entry) => {
                entry.attempts.push(attempt);
                entry.clone()
            }
            None => received,
        }
    }

    fn inbound_params(&self, received: &Received) -> Vec<(String, String)> {
        let segments = segments(&received.body).to_string();
        let mut params: Vec<(String, String)> = [
            ("AccountSid", self.account.sid.as_str()),
            ("ApiVersion", "2010-04-01"),
            ("Body", received.body.as_str()),
            ("From", received.from.as_str()),
            ("FromCity", ""),
            ("FromCountry", "US"),
            ("FromState", ""),
            ("FromZip", ""),
            ("MessageSid", received.sid.as_str()),
            ("NumMedia", "0"),
            ("NumSegments", segments.as_str()),
            ("SmsMessageSid", received.sid.as_str()),
            ("SmsSid", received.sid.as_str()),
            ("SmsStatus", "received"),
            ("To", received.to.as_str()),
            ("ToCity", ""),
            ("ToCountry", "US"),
            ("ToState", ""),
            ("ToZip", ""),
        ]
        .into_iter()
        .map(|(key, value)| (key.to_owned(), value.to_owned()))
        .collect();
        if let Some(kind) = &received.opt_out_type {
            params.push(("OptOutType".to_owned(), kind.clone()));
        }
        params
    }

    /// Posts a signed form; the status that was answered.
    async fn post(
        &self,
        url: &str,
        signed_as: &str,
        params: &[(String, String)],
        token: &str,
    ) -> Option<u16> {
        let signature = signature::sign(&self.account.auth_token, signed_as, params);
        let body = url::form_urlencoded::Serializer::new(String::new()).extend_pairs(params).finish();
        let request = self
            .courier
            .http
            .post(url)
            .header("content-type", "application/x-www-form-urlencoded; charset=UTF-8")
            .header("x-twilio-signature", signature)
            .header("i-twilio-idempotency-token", token)
            .header("user-agent", "TwilioProxy/1.1")
            .body(body);
        request.send().await.ok().map(|answer| answer.status().as_u16())
    }

    /// Walks an accepted message through its life and calls back, away from the caller.
    fn follow(&self, sid: String) {
        let carrier = self.clone();
        self.courier.go(async move {
            let Some((message, faults)) = carrier.find(&sid) else { return };
            let mut steps: Vec<(&str, Option<u32>)> = Vec::new();
            if message.messaging_service_sid.is_some() {
                steps.push(("queued", None));
            }
            steps.push(("sent", None));
            match (faults.undeliverable.get(&message.to), faults.stuck.contains(&message.to)) {
                (Some(code), _) => steps.push(("undelivered", Some(*code))),
                (None, false) => steps.push(("delivered", None)),
                (None, true) => {}
            }
            if let Some((status, code)) = steps.last() {
                carrier.advance(&sid, status, *code);
            }
            match faults.callbacks {
                Callbacks::InOrder => {}
                Callbacks::Drop => return,
                Callbacks::Duplicate => steps = steps.iter().flat_map(|step| [*step, *step]).collect(),
                Callbacks::Reorder => steps.reverse(),
            }
            let Some(url) = message.status_callback.clone() else { return };
            for (place, (status, code)) in steps.into_iter().enumerate() {
                let params = carrier.callback_params(&message, status, code);
                let answered = carrier.post(&url, &url, &params, &format!("{sid}-{place}")).await;
                let callback = Callback { status: status.to_owned(), at: carrier.clock.now(), answered };
                if let Some(entry) = locked(&carrier.state).sent.iter_mut().find(|m| m.sid == sid) {
                    entry.callbacks.push(callback);
                }
            }
        });
    }

    fn find(&self, sid: &str) -> Option<(Sent, CarrierFaults)> {
        let state = locked(&self.state);
        Some((state.sent.iter().find(|m| m.sid == sid)?.clone(), state.faults.clone()))
    }

    fn advance(&self, sid: &str, status: &str, code: Option<u32>) {
        if let Some(message) = locked(&self.state).sent.iter_mut().find(|m| m.sid == sid) {
            message.status = status.to_owned();
            message.error_code = code;
        }
    }

    fn callback_params(&self, message: &Sent, status: &str, code: Option<u32>) -> Vec<(String, String)> {
        let mut params: Vec<(String, String)> = [
            ("AccountSid", self.account.sid.as_str()),
            ("ApiVersion", "2010-04-01"),
            ("From", message.from.as_str()),
            ("MessageSid", message.sid.as_str()),
            ("MessageStatus", status),
            ("SmsSid", message.sid.as_str()),
            ("SmsStatus", status),
            ("To", message.to.as_str()),
        ]
        .into_iter()
        .map(|(key, value)| (key.to_owned(), value.to_owned()))
        .collect();
        if let Some(code) = code {
            params.push(("ErrorCode".to_owned(), code.to_string()));
        }
        if matches!(status, "delivered" | "undelivered") {
            let done = self.clock.now().strftime("%y%m%d%H%M").to_string();
            params.push(("RawDlrDoneDate".to_owned(), done));
        }
        params
    }

    /// The ledger and the faults, for the control plane.
    pub(crate) fn dump(&self) -> Value {
        let state = locked(&self.state);
        json!({"sent": state.sent, "received": state.received, "blocked": state.blocked, "faults": state.faults,
            "webhook": state.webhook.as_ref().map(|w| w.url.clone())})
    }
}

impl State {
    fn next_sid(&mut self) -> String {
        self.serial += 1;
        let hash = Sha256::digest(format!("message/{}/{}", self.seed, self.serial));
        let hex: String = hash.iter().take(16).map(|byte| format!("{byte:02x}")).collect();
        format!("SM{hex}")
    }

    /// A number in 0..1 that depends only on the seed and how many messages there were.
    fn dice(&self) -> f64 {
        crate::front::spread(self.seed, self.serial, 7)
    }
}

/// How Twilio writes times: RFC 2822 in GMT.
fn rfc2822(at: Timestamp) -> String {
    at.strftime("%a, %d %b %Y %H:%M:%S +0000").to_string()
}
