//! One request and its answer: throttle, time-out, size limit, counting. No retry and no token logic here.

use std::num::NonZeroU32;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

use governor::{DefaultDirectRateLimiter, Quota, RateLimiter};
use jiff::Timestamp;
use reqwest::header::{ACCEPT, AUTHORIZATION, CONTENT_TYPE, HeaderMap, HeaderValue, RETRY_AFTER};
use reqwest::{Response, Url};
use secrecy::{ExposeSecret, SecretString};
use serde_json::Value;
use tokio::sync::Semaphore;

use crate::Clock;
use crate::ceiling::Ceiling;
use crate::config::{Config, ContentType};
use crate::error::{self, Context, Error, Misuse};
use crate::route::Route;

/// What to send.
pub(crate) struct Request<'a> {
    pub(crate) route: Route,
    pub(crate) path: &'a str,
    pub(crate) query: &'a [(&'static str, String)],
    pub(crate) body: Body<'a>,
    pub(crate) bearer: Option<&'a SecretString>,
    /// Texts that must not survive in an error message.
    pub(crate) secrets: &'a [&'a str],
}

/// The body of a request.
pub(crate) enum Body<'a> {
    None,
    Json(&'a Value),
    Form(&'a [(&'static str, &'a str)]),
}

/// An answer with a status of the 200s.
pub(crate) struct Answer {
    pub(crate) status: u16,
    pub(crate) body: Vec<u8>,
    pub(crate) request_id: Option<String>,
}

/// A failed request, and what is known about its fate.
pub(crate) struct Failure {
    pub(crate) error: Error,
    pub(crate) fate: Fate,
}

/// How far a failed request got.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Fate {
    /// It surely did not reach the server.
    NotSent,
    /// No answer in time.
    TimedOut,
    /// The connection broke, before or within the answer.
    Broken,
    /// There is an answer with this status.
    Answered(u16),
}

pub(crate) struct Exchange {
    http: reqwest::Client,
    host: Url,
    clock: Clock,
    throttle: DefaultDirectRateLimiter,
    quota: Quota,
    ceiling: Ceiling,
    in_flight: Semaphore,
    timeout: Duration,
    body_limit: usize,
    content_type: ContentType,
    made: AtomicU64,
}

impl Exchange {
    pub(crate) fn new(config: &Config, http: reqwest::Client, clock: Clock) -> Result<Self, Error> {
        let (period, burst) = config.quota()?;
        let quota = Quota::with_period(period)
            .zip(NonZeroU32::new(burst))
            .map(|(quota, burst)| quota.allow_burst(burst))
            .ok_or_else(|| Misuse::new("the request rate cannot be kept"))?;
        Ok(Exchange {
            http,
            host: config.host_url()?,
            clock,
            throttle: RateLimiter::direct(quota),
            quota,
            ceiling: Ceiling::new(config.ceiling()),
            in_flight: Semaphore::new(config.in_flight.min(Semaphore::MAX_PERMITS)),
            timeout: config.timeout,
            body_limit: config.body_limit,
            content_type: config.content_type,
            made: AtomicU64::new(0),
        })
    }

    /// Half of the rate and half of the burst.
    pub(crate) fn half_rate(&self) -> Option<Quota> {
        let quota = Quota::with_period(self.quota.replenish_interval() * 2)?;
        Some(quota.allow_burst(NonZeroU32::new(self.quota.burst_size().get() / 2).unwrap_or(NonZeroU32::MIN)))
    }

    /// Requests sent so far, tokens and repetitions included.
    pub(crate) fn made(&self) -> u64 {
        self.made.load(Ordering::Relaxed)
    }

    /// The most requests that left within any one second.
    pub(crate) fn busiest_second(&self) -> usize {
        self.ceiling.busiest_second()
    }

    pub(crate) async fn send(&self, request: Request<'_>) -> Result<Answer, Failure> {
        // The semaphore is never closed, so an error cannot occur; losing the permit would only lift the limit.
        let _permit = self.in_flight.acquire().await.ok();
        self.throttle.until_ready().await;
        let _slot = self.ceiling.enter().await;
        self.made.fetch_add(1, Ordering::Relaxed);
        let route = request.route.name();
        let result = self.exchange(request).await;
        let outcome = match &result {
            Ok(_) => "ok",
            Err(Failure { fate: Fate::TimedOut, .. }) => "timeout",
            Err(failure) => failure.error.name(),
        };
        metrics::counter!("wellsky_requests_total", "route" => route, "outcome" => outcome).increment(1);
        result
    }

    async fn exchange(&self, request: Request<'_>) -> Result<Answer, Failure> {
        let operation = request.route.name();
        let mut url = self.host.clone();
        url.set_path(request.path);
        if !request.query.is_empty() {
            url.query_pairs_mut().extend_pairs(request.query);
        }
        let mut builder = self.http.request(request.route.method(), url.clone()).timeout(self.timeout);
        builder = builder.header(ACCEPT, "application/json");
        if let Some(token) = request.bearer {
            builder = builder.header(AUTHORIZATION, bearer(token).ok_or_else(|| not_a_header(operation))?);
        }
        builder = match request.body {
            Body::None => builder,
            Body::Json(value) => {
                builder.header(CONTENT_TYPE, self.content_type.header()).body(value.to_string())
            }
            Body::Form(fields) => builder.form(fields),
        };

        let response = builder.send().await.map_err(|error| network(operation, error, request.secrets))?;
        let status = response.status().as_u16();
        let mut context = Context {
            operation,
            status: Some(status),
            request_id: header(&response, "x-amzn-requestid").or_else(|| header(&response, "x-amz-apigw-id")),
            retry_after: retry_after(response.headers(), (self.clock)()),
            ..Context::default()
        };
        if *response.url() != url {
            // The caller's HTTP client followed a redirect by itself. What it then sent, and where, is anybody's
            // guess (a POST may have become a GET), so the answer is not used.
            context.message = "the HTTP client followed a redirect".to_owned();
            return Err(Failure {
                error: Error::Redirected(Box::new(context)),
                fate: Fate::Answered(status),
            });
        }
        let error_type = header(&response, "x-amzn-errortype");
        let location = header(&response, "location");
        let body = match self.read(response).await {
            Ok(body) => body,
            Err(Unread::TooLarge) => {
                context.message = format!("larger than {} bytes", self.body_limit);
                let error = Error::Decode(Box::new(context));
                return Err(Failure { error, fate: Fate::Answered(status) });
            }
            Err(Unread::Network(error)) => {
                let mut failure = network(operation, error, request.secrets);
                if let Error::Transport(broken) = &mut failure.error {
                    broken.status = Some(status);
                    broken.request_id = context.request_id;
                }
                return Err(failure);
            }
        };
        if (200..300).contains(&status) {
            return Ok(Answer { status, body, request_id: context.request_id });
        }
        let error = error::from_status(context, error_type.as_deref(), &body, request.secrets);
        Err(Failure { error: with_location(error, location.as_deref()), fate: Fate::Answered(status) })
    }

    async fn read(&self, mut response: Response) -> Result<Vec<u8>, Unread> {
        if response.content_length().is_some_and(|length| length > self.body_limit as u64) {
            return Err(Unread::TooLarge);
        }
        let mut body = Vec::new();
        while let Some(chunk) = response.chunk().await.map_err(Unread::Network)? {
            if body.len() + chunk.len() > self.body_limit {
                return Err(Unread::TooLarge);
            }
            body.extend_from_slice(&chunk);
        }
        Ok(body)
    }
}

enum Unread {
    TooLarge,
    Network(reqwest::Error),
}

/// `Bearer`, whatever `token_type` says, and marked so that it is not printed.
fn bearer(token: &SecretString) -> Option<HeaderValue> {
    let mut value = HeaderValue::from_str(&format!("Bearer {}", token.expose_secret())).ok()?;
    value.set_sensitive(true);
    Some(value)
}

fn not_a_header(operation: &'static str) -> Failure {
    let message = "the token has characters that no header can carry".to_owned();
    let error = Error::AuthRejected(Box::new(Context { operation, message, ..Context::default() }));
    Failure { error, fate: Fate::NotSent }
}

fn header(response: &Response, name: &str) -> Option<String> {
    let text = response.headers().get(name)?.to_str().ok()?;
    // The gateway appends a colon and a URL to some error types.
    Some(text.split(':').next().unwrap_or_default().trim().chars().take(80).collect())
}

/// A hint instead of the redirect's target, which may carry ids.
fn with_location(mut error: Error, location: Option<&str>) -> Error {
    if let (Error::Redirected(context), Some(_)) = (&mut error, location) {
        context.message = "check the host and the final slash".to_owned();
    }
    error
}

fn network(operation: &'static str, error: reqwest::Error, secrets: &[&str]) -> Failure {
    let fate = if error.is_connect() || error.is_builder() {
        Fate::NotSent
    } else if error.is_timeout() {
        Fate::TimedOut
    } else {
        Fate::Broken
    };
    let error = error.without_url();
    let mut message = match fate {
        Fate::TimedOut => "no answer in time".to_owned(),
        _ => error.to_string(),
    };
    let mut source = std::error::Error::source(&error);
    while let (Some(cause), false) = (source, fate == Fate::TimedOut) {
        message = format!("{message}: {cause}");
        source = cause.source();
    }
    let message = error::redact(&message, secrets);
    let context = Context { operation, message, ..Context::default() };
    Failure { error: Error::Transport(Box::new(context)), fate }
}

/// `Retry-After` as seconds or as a date.
fn retry_after(headers: &HeaderMap, now: Timestamp) -> Option<Duration> {
    let text = headers.get(RETRY_AFTER)?.to_str().ok()?.trim();
    if let Ok(seconds) = text.parse::<u64>() {
        return Some(Duration::from_secs(seconds));
    }
    let until = jiff::fmt::rfc2822::parse(text).ok()?.timestamp();
    Some(Duration::try_from(until.duration_since(now)).unwrap_or(Duration::ZERO))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn retry_after_is_read_in_both_ways() {
        let now: Timestamp = "1994-11-06T08:49:00Z".parse().unwrap();
        let read = |text: &str| {
            let mut headers = HeaderMap::new();
            headers.insert(RETRY_AFTER, HeaderValue::from_str(text).unwrap());
            retry_after(&headers, now)
        };
        assert_eq!(read("7"), Some(Duration::from_secs(7)));
        assert_eq!(read("Sun, 06 Nov 1994 08:49:37 GMT"), Some(Duration::from_secs(37)));
        assert_eq!(read("Sun, 06 Nov 1994 08:00:00 GMT"), Some(Duration::ZERO));
        assert_eq!(read("soon"), None);
    }

    #[test]
    fn the_bearer_header_does_not_print() {
        let value = bearer(&SecretString::from("0123456789abcdef")).unwrap();
        assert_eq!(format!("{value:?}"), "Sensitive");
        assert!(bearer(&SecretString::from("line\nbreak")).is_none());
    }
}
