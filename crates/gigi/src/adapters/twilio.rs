//! Twilio: sending, looking for a text of unknown fate, and the signature of its webhooks (`domain.md` 1A, 1B).
use std::collections::BTreeMap;

use async_trait::async_trait;
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use gigi_engine::ports::{Messenger, OutgoingText, SendError};
use hmac::{Hmac, KeyInit, Mac};
use jiff::{SignedDuration, Timestamp};
use secrecy::{ExposeSecret, SecretString};
use serde_json::Value;
use sha1::Sha1;
use subtle::ConstantTimeEq;

/// The account that texts leave from.
#[derive(Clone, Debug)]
pub struct TwilioConfig {
    /// `https://api.twilio.com`, or a test's.
    pub api_url: String,
    /// Account.
    pub account_sid: String,
    /// Primary token: opens the API and signs webhooks.
    pub auth_token: SecretString,
    /// A messaging service (`MG…`) or a number.
    pub sender: Sender,
    /// What providers call us by; no slash at the end.
    pub public_url: String,
}

/// What a text leaves from.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Sender {
    /// A messaging service.
    Service(String),
    /// A number, E.164.
    Number(String),
}

/// Texts through Twilio.
#[derive(Debug)]
pub struct Twilio {
    config: TwilioConfig,
    http: reqwest::Client,
}

impl Twilio {
    /// Joins account and client.
    pub fn new(config: TwilioConfig, http: reqwest::Client) -> Self {
        Self { config, http }
    }

    fn messages(&self) -> String {
        format!("{}/2010-04-01/Accounts/{}/Messages.json", self.config.api_url, self.config.account_sid)
    }

    fn signed(&self, request: reqwest::RequestBuilder) -> reqwest::RequestBuilder {
        request.basic_auth(&self.config.account_sid, Some(self.config.auth_token.expose_secret()))
    }
}

#[async_trait]
impl Messenger for Twilio {
    async fn send(&self, outbox: i64, text: &OutgoingText, now: Timestamp) -> Result<String, SendError> {
        // An offer that waits longer in Twilio's queue than it is worth must not be delivered (`domain.md 1.3`).
        let seconds =
            text.expires.map_or(4 * 3600, |t| t.duration_since(now).as_secs()).clamp(60, 36_000).to_string();
        let callback = format!("{}/webhooks/twilio/status?o={outbox}", self.config.public_url);
        let sender = match &self.config.sender {
            Sender::Service(sid) => ("MessagingServiceSid", sid.as_str()),
            Sender::Number(number) => ("From", number.as_str()),
        };
        let form = [
            ("To", text.to.e164()),
            ("Body", text.body.expose()),
            ("ValidityPeriod", &seconds),
            ("StatusCallback", &callback),
            sender,
        ];
        let sent = self.signed(self.http.post(self.messages())).form(&form).send().await;
        let response = match sent {
            Ok(response) => response,
            Err(e) if e.is_connect() => {
                return Err(SendError::NotSent { why: "Twilio cannot be reached".into(), retry_after: None });
            }
            Err(_) => return Err(SendError::Unknown { why: "Twilio did not answer".into() }),
        };
        let status = response.status().as_u16();
        let retry_after =
            response.headers().get("retry-after").and_then(|v| v.to_str().ok()).and_then(|v| v.parse().ok());
        let body: Value = response.json().await.unwrap_or(Value::Null);
        let code = body["code"].as_i64();
        match status {
            201 => match body["sid"].as_str() {
                Some(sid) => Ok(sid.to_owned()),
                None => Err(SendError::Unknown { why: "Twilio's answer has no sid".into() }),
            },
            429 => Err(SendError::NotSent { why: "429".into(), retry_after }),
            400..500 => Err(SendError::Refused {
                code: code.map_or_else(|| status.to_string(), |c| c.to_string()),
                opted_out: code == Some(21610),
            }),
            _ => Err(SendError::Unknown { why: format!("Twilio answered {status}") }),
        }
    }

    async fn find(
        &self,
        _outbox: i64,
        text: &OutgoingText,
        since: Timestamp,
    ) -> Result<Option<String>, SendError> {
        let from = since.saturating_sub(SignedDuration::from_mins(2)).unwrap_or(since);
        let query = [("To", text.to.e164().to_owned()), ("DateSent>", from.strftime("%Y-%m-%d").to_string())];
        let away = |why: &str| SendError::NotSent { why: why.to_owned(), retry_after: None };
        let response = self
            .signed(self.http.get(self.messages()))
            .query(&query)
            .send()
            .await
            .map_err(|_| away("Twilio cannot be asked"))?;
        if !response.status().is_success() {
            return Err(away("Twilio cannot be asked"));
        }
        let body: Value = response.json().await.map_err(|_| away("Twilio's list cannot be read"))?;
        let messages = body["messages"].as_array().map(Vec::as_slice).unwrap_or_default();
        let ours = |m: &&Value| {
            m["body"].as_str() == Some(text.body.expose())
                && m["to"].as_str() == Some(text.to.e164())
                && m["date_created"].as_str().and_then(rfc2822).is_none_or(|t| t >= from)
        };
        Ok(messages.iter().find(ours).and_then(|m| m["sid"].as_str()).map(str::to_owned))
    }

    fn is_live(&self) -> bool {
        true
    }
}

fn rfc2822(text: &str) -> Option<Timestamp> {
    jiff::fmt::rfc2822::parse(text).ok().map(|z| z.timestamp())
}

/// Whether a form webhook was signed with this token: HMAC-SHA1 over the URL as Twilio called it and every parameter,
/// sorted by name, compared in constant time (`domain.md 1.11`). Twilio signs some URLs with and some without an explicit
/// port, so both are accepted.
pub fn is_signed(token: &str, url: &str, params: &[(String, String)], signature: &str) -> bool {
    let mut sorted: BTreeMap<&str, Vec<&str>> = BTreeMap::new();
    for (key, value) in params {
        let values = sorted.entry(key).or_default();
        if !values.contains(&value.as_str()) {
            values.push(value);
        }
    }
    let mut tail = String::new();
    for (key, values) in &mut sorted {
        values.sort_unstable();
        for value in values {
            tail.push_str(key);
            tail.push_str(value);
        }
    }
    let Ok(given) = STANDARD.decode(signature) else { return false };
    spellings(url).iter().any(|url| {
        let Ok(mut mac) = Hmac::<Sha1>::new_from_slice(token.as_bytes()) else { return false };
        mac.update(url.as_bytes());
        mac.update(tail.as_bytes());
        mac.finalize().into_bytes().as_slice().ct_eq(&given).into()
    })
}

/// The URL without its fragment, as it is, and with the default port added or taken away.
fn spellings(url: &str) -> Vec<String> {
    let url = url.split('#').next().unwrap_or(url);
    let mut all = vec![url.to_owned()];
    if let Some((scheme, rest)) = url.split_once("://") {
        let (host, path) = rest.split_at(rest.find('/').unwrap_or(rest.len()));
        let port = if scheme == "https" { ":443" } else { ":80" };
        match host.strip_suffix(port) {
            Some(bare) => all.push(format!("{scheme}://{bare}{path}")),
            None if !host.contains(':') => all.push(format!("{scheme}://{host}{port}{path}")),
            None => {}
        }
    }
    all
}

#[cfg(test)]
mod tests {
    use super::*;

    fn call(number: &str) -> Vec<(String, String)> {
        [
            ("CallSid", "CA1234567890ABCDE"),
            ("Caller", number),
            ("Digits", "1234"),
            ("From", number),
            ("To", "+18005551212"),
        ]
        .map(|(k, v)| (k.to_owned(), v.to_owned()))
        .to_vec()
    }

    #[test]
    fn golden_signatures_of_the_vendors_own_validator() {
        let first = "https://example.com/myapp.php?foo=1&bar=2";
        assert!(is_signed("12345", first, &call("+14158675310"), "L/OH5YylLD5NRKLltdqwSvS0BnU="));
        let second = "https://mycompany.com/myapp.php?foo=1&bar=2";
        assert!(is_signed("12345", second, &call("+14158675309"), "RSOYDt4T1cUTdK1PDd93/VVr8B8="));
        let text: Vec<(String, String)> = [
            ("AccountSid", "AC00000000000000000000000000000001"),
            ("ApiVersion", "2010-04-01"),
            ("Body", "cant make my 7a tmrw 😷 & +1"),
            ("From", "+15005550006"),
            ("FromCity", ""),
            ("MessageSid", "SM00000000000000000000000000000001"),
            ("SmsMessageSid", "SM00000000000000000000000000000001"),
            ("SmsSid", "SM00000000000000000000000000000001"),
            ("NumMedia", "0"),
            ("NumSegments", "1"),
            ("SmsStatus", "received"),
            ("To", "+15005550001"),
        ]
        .map(|(k, v)| (k.to_owned(), v.to_owned()))
        .to_vec();
        let url = "https://agency.example/webhooks/twilio/sms";
        assert!(is_signed("unit-test-token", url, &text, "yJvNKiNmyEtkXzsllMEm79kHIss="));
    }

    #[test]
    fn f47_any_change_breaks_the_signature() {
        let (url, sign) = ("https://example.com/myapp.php?foo=1&bar=2", "L/OH5YylLD5NRKLltdqwSvS0BnU=");
        let params = call("+14158675310");
        assert!(!is_signed("12346", url, &params, sign));
        assert!(!is_signed("12345", "https://example.com/myapp.php?foo=1&bar=3", &params, sign));
        assert!(!is_signed("12345", url, &params, ""));
        assert!(!is_signed("12345", url, &params, "not base64 !"));
        for at in 0..params.len() {
            let mut changed = params.clone();
            changed[at].1.push('x');
            assert!(!is_signed("12345", url, &changed, sign));
        }
        assert!(is_signed("12345", "https://example.com:443/myapp.php?foo=1&bar=2", &params, sign));
    }
}
