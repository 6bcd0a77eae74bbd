//! The one constructor of HTTP clients: TLS provider, limits, no redirects.
use std::time::Duration;

/// A client for vendors. Installs the process's TLS provider (ring) on first use.
///
/// # Errors
/// When the TLS set-up fails, which no input can cause.
#[expect(clippy::disallowed_methods, reason = "this is the one place that may build a client")]
pub fn client() -> reqwest::Result<reqwest::Client> {
    // A second installation is refused and harmless.
    let _ = rustls::crypto::ring::default_provider().install_default();
    reqwest::Client::builder()
        .user_agent(concat!("gigi/", env!("CARGO_PKG_VERSION")))
        .connect_timeout(Duration::from_secs(10))
        .timeout(Duration::from_secs(30))
        .redirect(reqwest::redirect::Policy::none())
        .build()
}
