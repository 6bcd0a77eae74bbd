//! What a client has to be told.

use std::time::Duration;

use reqwest::Url;
use secrecy::SecretString;

use crate::error::{Error, Misuse};

/// Production host of the API.
pub const PRODUCTION_HOST: &str = "https://connect.clearcareonline.com";

/// Settings of a [`Client`](crate::Client). Start with [`Config::new`] and change what differs.
///
/// ```
/// use gigi_wellsky::Config;
/// let config = Config::new("client-id", "client-secret", "9001").host("http://127.0.0.1:4010").replicas(2);
/// assert!(!format!("{config:?}").contains("client-secret"));
/// ```
#[derive(Clone, Debug)]
pub struct Config {
    pub(crate) host: String,
    pub(crate) client_id: SecretString,
    pub(crate) client_secret: SecretString,
    pub(crate) agency_id: String,
    pub(crate) rate_per_second: u32,
    pub(crate) burst: u32,
    pub(crate) unthrottled: bool,
    pub(crate) replicas: u32,
    pub(crate) in_flight: usize,
    pub(crate) timeout: Duration,
    pub(crate) body_limit: usize,
    pub(crate) content_type: ContentType,
    pub(crate) retry: RetryPolicy,
    pub(crate) permissions: Vec<Permission>,
    pub(crate) read_only: bool,
}

/// Content type of request bodies. Production has been seen to take both.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Default)]
pub enum ContentType {
    /// `application/json`
    #[default]
    Json,
    /// `application/fhir+json`
    FhirJson,
}

impl ContentType {
    pub(crate) fn header(self) -> &'static str {
        match self {
            ContentType::Json => "application/json",
            ContentType::FhirJson => "application/fhir+json",
        }
    }
}

/// Writes that are refused before they are sent unless the configuration allows them, because each of them does harm
/// when it is a mistake. Notes, admin tasks, intake and subscriptions need none.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Permission {
    /// Clocking in and out: a legal record of a visit.
    Evv,
    /// Entering and correcting visits: payroll and billing.
    CareLogs,
    /// Deleting people, contacts and visits.
    Deletes,
    /// Storing files, which production has answered with a crash.
    Documents,
}

/// How often and how patiently a call is repeated. Delays double and carry jitter of up to their own length.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct RetryPolicy {
    /// Repetitions after the first attempt.
    pub times: usize,
    /// First delay.
    pub min_delay: Duration,
    /// Longest delay without a `Retry-After`.
    pub max_delay: Duration,
    /// Longest `Retry-After` that is waited out; a longer one is returned as
    /// [`Error::Throttled`](crate::Error::Throttled) at once, for the caller to schedule.
    pub max_retry_after: Duration,
}

impl Default for RetryPolicy {
    fn default() -> Self {
        RetryPolicy {
            times: 3,
            min_delay: Duration::from_millis(250),
            max_delay: Duration::from_secs(5),
            max_retry_after: Duration::from_secs(20),
        }
    }
}

impl Config {
    /// Production host, 10 requests per second with a burst of 10, time-out 30 seconds, answers up to 8 MiB.
    ///
    /// The agency id goes into the bodies of writes; searches do not carry it, because filtering by it has been
    /// seen to lose records.
    pub fn new(
        client_id: impl Into<SecretString>,
        client_secret: impl Into<SecretString>,
        agency_id: impl Into<String>,
    ) -> Self {
        Config {
            host: PRODUCTION_HOST.to_owned(),
            client_id: client_id.into(),
            client_secret: client_secret.into(),
            agency_id: agency_id.into(),
            rate_per_second: 10,
            burst: 10,
            unthrottled: false,
            replicas: 1,
            in_flight: 16,
            timeout: Duration::from_secs(30),
            body_limit: 8 * 1024 * 1024,
            content_type: ContentType::Json,
            retry: RetryPolicy::default(),
            permissions: Vec::new(),
            read_only: false,
        }
    }

    /// Another host: scheme, name and port, without `/v1`.
    #[must_use]
    pub fn host(mut self, host: impl Into<String>) -> Self {
        self.host = host.into();
        self
    }

    /// Requests per second of all replicas together, and how many may go at once after a pause. Whatever is set
    /// here, no second sees more than 100 requests (the vendor's limit).
    #[must_use]
    pub fn rate(mut self, per_second: u32, burst: u32) -> Self {
        self.rate_per_second = per_second;
        self.burst = burst;
        self
    }

    /// How many processes share the rate; each takes its part.
    #[must_use]
    pub fn replicas(mut self, replicas: u32) -> Self {
        self.replicas = replicas;
        self
    }

    /// How many calls may be under way at once, so that a slow WellSky does not eat all connections.
    #[must_use]
    pub fn in_flight(mut self, calls: usize) -> Self {
        self.in_flight = calls;
        self
    }

    /// Longest wait for one answer, body included.
    #[must_use]
    pub fn timeout(mut self, timeout: Duration) -> Self {
        self.timeout = timeout;
        self
    }

    /// Largest answer in bytes.
    #[must_use]
    pub fn body_limit(mut self, bytes: usize) -> Self {
        self.body_limit = bytes;
        self
    }

    /// Content type of request bodies.
    #[must_use]
    pub fn content_type(mut self, content_type: ContentType) -> Self {
        self.content_type = content_type;
        self
    }

    /// Repetition of failed calls.
    #[must_use]
    pub fn retry(mut self, retry: RetryPolicy) -> Self {
        self.retry = retry;
        self
    }

    /// Allows a kind of write that is off otherwise.
    #[must_use]
    pub fn allow(mut self, permission: Permission) -> Self {
        self.permissions.push(permission);
        self
    }

    /// Refuses every write before it is sent, whatever was allowed: for diagnosis and for a first look at an agency. The
    /// [`Error::Misuse`](crate::Error::Misuse) names the operation that would have been sent.
    #[must_use]
    pub fn read_only(mut self) -> Self {
        self.read_only = true;
        self
    }

    /// The host as a URL, checked.
    pub(crate) fn host_url(&self) -> Result<Url, Error> {
        let url = Url::parse(self.host.trim()).map_err(|_| Misuse::new("the host is not a URL"))?;
        if !matches!(url.scheme(), "https" | "http") || url.host_str().is_none() {
            return Err(Misuse::new("the host must start with https:// and a name").into());
        }
        if !matches!(url.path(), "" | "/") || url.query().is_some() || !url.username().is_empty() {
            return Err(Misuse::new("the host must stand alone, without /v1 or any other path").into());
        }
        Ok(url)
    }

    /// No limit at all: for a simulator on this machine, where a limit protects nobody.
    #[must_use]
    pub fn unthrottled(mut self) -> Self {
        self.unthrottled = true;
        self
    }

    /// Period of one request and burst, for this replica.
    pub(crate) fn quota(&self) -> Result<(Duration, u32), Error> {
        if self.unthrottled {
            return Ok((Duration::from_nanos(1), u32::MAX));
        }
        if self.rate_per_second == 0 || self.burst == 0 || self.replicas == 0 || self.in_flight == 0 {
            return Err(Misuse::new("rate, burst, replicas and in_flight must be at least 1").into());
        }
        if self.rate_per_second > VENDOR_LIMIT {
            return Err(Misuse::new("the vendor asks for at most 100 requests per second").into());
        }
        let period = Duration::from_secs(1) * self.replicas / self.rate_per_second;
        Ok((period, (self.burst.min(VENDOR_LIMIT) / self.replicas).max(1)))
    }

    /// Requests that this replica may have at the server in any one second, whatever rate and burst say.
    pub(crate) fn ceiling(&self) -> usize {
        if self.unthrottled {
            return usize::MAX;
        }
        usize::try_from(VENDOR_LIMIT / self.replicas.max(1)).unwrap_or(1).max(1)
    }
}

const VENDOR_LIMIT: u32 = 100;

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn config() -> Config {
        Config::new("id", "secret", "9001")
    }

    #[test]
    fn a_host_with_a_path_is_refused_because_v1_would_be_doubled() {
        assert!(config().host_url().is_ok());
        assert!(config().host("http://127.0.0.1:4010/").host_url().is_ok());
        for bad in
            ["https://connect.clearcareonline.com/v1", "connect.clearcareonline.com", "ftp://example.org", ""]
        {
            assert!(matches!(config().host(bad).host_url(), Err(Error::Misuse(_))), "{bad}");
        }
    }

    #[test]
    fn two_replicas_share_the_rate() {
        assert_eq!(config().quota().unwrap(), (Duration::from_millis(100), 10));
        assert_eq!(config().replicas(2).quota().unwrap(), (Duration::from_millis(200), 5));
        assert!(config().rate(101, 1).quota().is_err());
        assert!(config().replicas(0).quota().is_err());
    }

    proptest! {
        #[test]
        fn no_second_sees_more_than_the_vendor_asks_for(rate in 1u32..=100, burst in 1u32..=1000, replicas in 1u32..=100) {
            let config = config().rate(rate, burst).replicas(replicas);
            let (period, _) = config.quota().unwrap();
            prop_assert!(f64::from(replicas) / period.as_secs_f64() <= 100.01);
            prop_assert!(config.ceiling() * usize::try_from(replicas).unwrap() <= 100);
        }
    }
}
