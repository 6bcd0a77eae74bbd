//! `gigi doctor`: what is set up, what answers, and what to do about what does not. Each finding says what was expected,
//! what was seen, how to fix it and how sure that is. Rows `D..` are those of the table in `row.rs`, which is printed as
//! `docs/operate/doctor.md`.
//!
//! Nothing is written to WellSky unless `--allow-writes` says so, and then only to a mock or a sandbox; nobody is ever
//! clocked in or out; no text is sent; no secret is shown.
mod call;
mod data;
mod finding;
mod lint;
mod mail;
mod probe;
mod reads;
mod report;
mod row;
mod setup;
mod token;
mod visit;
mod writes;

use std::io::Write as _;
use std::process::ExitCode;

use secrecy::{ExposeSecret as _, SecretString};
use url::Url;

pub use call::ForeignCall;
pub use finding::{Finding, State, Sure};
pub use row::{Entry, Row, table};

use crate::config::{Config, ConfigError, Environment, Wellsky};
use crate::simulate;
use probe::Prober;
use token::Account;
use visit::Visit;

/// What the command line may change.
#[derive(Clone, Debug, Default, clap::Args)]
pub struct Options {
    /// One JSON document instead of text.
    #[arg(long)]
    pub json: bool,
    /// Only what needs no network.
    #[arg(long)]
    pub offline: bool,
    /// Drafts the mail to the vendor, with the evidence and without a secret.
    #[arg(long)]
    pub support_mail: bool,
    /// Also tries what has to be written (a shift put back unchanged, a note). Only for a mock or a sandbox.
    #[arg(long)]
    pub allow_writes: bool,
    /// Explains a call that other software makes, such as 'GET /v1/appointments/'. It is made only when it changes
    /// nothing; `{token}` in a header stands for a fresh token.
    #[arg(long, value_name = "METHOD PATH", conflicts_with = "offline")]
    pub call: Option<String>,
    /// A header of that call, such as 'Authorization: BearerToken {token}'.
    #[arg(long, value_name = "NAME: VALUE", requires = "call")]
    pub header: Vec<String>,
    /// The body of that call, JSON or the name of a file after @.
    #[arg(long, value_name = "JSON", requires = "call")]
    pub body: Option<String>,
}

/// Everything that was found, the worst first.
pub struct Report {
    /// Which WellSky was looked at: environment and host.
    pub wellsky: String,
    /// The agency's id, which the mail to the vendor names.
    pub agency: Option<String>,
    /// Each thing that was looked at.
    pub findings: Vec<Finding>,
}

/// Runs every check. Exit code 0: nothing fails; 1: something does; 2: it could not run.
pub async fn run(options: Options) -> ExitCode {
    let call =
        match options.call.as_deref().map(|c| ForeignCall::read(c, &options.header, options.body.as_deref()))
        {
            None => None,
            Some(Ok(call)) => Some(call),
            Some(Err(why)) => return cannot(&why),
        };
    let show = |step: &str| {
        if !options.json {
            // Nobody reads standard error: the report itself is what counts.
            let _ = writeln!(std::io::stderr(), "looking at {step} ...");
        }
    };
    let report = examine(Config::from_env(), &options, call.as_ref(), &show).await;
    let text = match (options.json, options.support_mail) {
        (true, mail) => report::as_json(&report, mail),
        (false, true) => mail::draft(&report),
        (false, false) => report::as_text(&report),
    };
    let fails = report.findings.iter().any(|f| f.state == State::Failure);
    match (writeln!(std::io::stdout(), "{text}"), fails) {
        (Err(_), _) => ExitCode::from(2),
        (Ok(()), true) => ExitCode::FAILURE,
        (Ok(()), false) => ExitCode::SUCCESS,
    }
}

fn cannot(why: &str) -> ExitCode {
    // As above.
    let _ = writeln!(std::io::stderr(), "gigi doctor: {why}");
    ExitCode::from(2)
}

/// Everything there is to say about a configuration, or about one call of other software made with it.
pub async fn examine(
    config: Result<Config, ConfigError>,
    options: &Options,
    call: Option<&ForeignCall>,
    show: &(dyn Fn(&str) + Sync),
) -> Report {
    let mut report = Report { wellsky: "no WellSky".to_owned(), agency: None, findings: Vec::new() };
    let config = match config {
        Ok(config) => config,
        Err(ConfigError(wrong)) => {
            let finding = |w: String| {
                Finding::failure("configuration", "settings that can be meant", w).fix("correct it")
            };
            report.findings = wrong.into_iter().map(finding).collect();
            return report;
        }
    };
    if call.is_none() {
        show("the settings");
        report.findings = setup::examine(&config, options.offline).await;
    }
    match &config.wellsky {
        _ if options.offline => {
            report.findings.push(Finding::skipped("wellsky", "not looked at: --offline"));
        }
        Wellsky::Connect { client_id, client_secret, agency_id, host, environment } => {
            let account = Credentials { host, id: client_id, secret: client_secret, agency: agency_id };
            let found = connection(&config, &account, *environment, options, call, show).await;
            report.wellsky = format!("{environment} at {}", root_of(host));
            report.agency = Some(agency_id.clone());
            report.findings.extend(found);
        }
        Wellsky::Inside => match simulate::inside(&config.policy).await {
            Ok(sim) => {
                let (id, secret, agency) = sim.credentials();
                let (host, secret) = (sim.wellsky_url(), SecretString::from(secret));
                let account = Credentials { host: &host, id: &id, secret: &secret, agency: &agency };
                let found = connection(&config, &account, Environment::Mock, options, call, show).await;
                report.wellsky = "a simulated WellSky inside this process".to_owned();
                report.findings.extend(found);
                sim.stop().await;
            }
            Err(_) => report
                .findings
                .push(Finding::skipped("wellsky", "the simulated WellSky could not be started")),
        },
    }
    // Stable: within a state the order of the checks stays, and what names a row of the table comes first.
    report.findings.sort_by_key(|f| (f.state, f.row.is_none()));
    report
}

/// What a connection is made with.
struct Credentials<'a> {
    host: &'a str,
    id: &'a str,
    secret: &'a SecretString,
    agency: &'a str,
}

/// Scheme, name and port.
fn root_of(host: &str) -> String {
    Url::parse(host).map_or_else(|_| host.to_owned(), |u| u.origin().ascii_serialization())
}

/// One connection, step by step: network, token, what the gateway says to routes that do not exist, then one harmless
/// read of each kind. What comes later makes no sense when an earlier step fails.
async fn connection(
    config: &Config,
    credentials: &Credentials<'_>,
    environment: Environment,
    options: &Options,
    call: Option<&ForeignCall>,
    show: &(dyn Fn(&str) + Sync),
) -> Vec<Finding> {
    let Ok(http) = crate::http::client() else {
        return vec![Finding::failure("network", "an HTTP client", "it cannot be built").fix("report this")];
    };
    let secret = credentials.secret.expose_secret();
    let prober = Prober { http, secrets: vec![secret.to_owned(), credentials.id.to_owned()] };
    let root = root_of(credentials.host);
    let account = Account { host: credentials.host, root: root.clone(), id: credentials.id, secret };
    let may_write = options.allow_writes && environment != Environment::Production;
    if let Some(call) = call
        && let Some(found) = call.about_tokens(&prober, &account).await
    {
        return found;
    }
    let mut findings = Vec::new();
    if options.allow_writes && !may_write {
        let what = "not tried: this is production, and --allow-writes is for a mock or a sandbox";
        findings.push(Finding::skipped("writing", what));
    }
    findings.extend(setup::agency_id(credentials.agency));
    show("the network");
    let (network, without_token) = token::network(&prober, &root).await;
    let dead = network.state == State::Failure;
    findings.push(network);
    if dead {
        return findings;
    }
    show("the token");
    let (token, said) = token::token(&prober, &account).await;
    findings.push(said);
    let Some(token) = token else { return findings };
    let visit = Visit::begin(prober, root, credentials.agency, token, without_token.as_ref()).await;
    if let Some(call) = call {
        show("the call");
        findings.retain(|f| f.state < State::Ok);
        findings.extend(call.explain(&visit, may_write).await);
        return findings;
    }
    let sample = visit.reads(&mut findings, show).await;
    show("the data");
    visit.data(&sample, &config.policy.agency.zone, &mut findings).await;
    if may_write {
        show("writing");
        findings.extend(visit.writes(&sample, config.policy.writing.route).await);
    } else {
        findings.extend(writes::not_proven(config.policy.writing.route));
    }
    findings
}
