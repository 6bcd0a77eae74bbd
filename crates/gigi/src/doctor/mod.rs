//! `gigi doctor`: what is set up, what answers, and what to do about what does not. Each finding says what was expected,
//! what was seen, how to fix it and how sure that is. Rows `D..` are those of the WellSky diagnosis table
//! (`docs/operate/doctor.md`). Nothing is written to WellSky, no text is sent, no secret is shown.
mod probe;
mod wellsky;

use std::io::Write as _;
use std::process::ExitCode;

use gigi_core::id::AgencyId;
use gigi_store::Schema;
use secrecy::ExposeSecret as _;
use serde::Serialize;

use crate::config::{Config, ConfigError, Wellsky};

/// What the command line may change.
#[derive(Clone, Debug, clap::Args)]
pub struct Options {
    /// One JSON document instead of text.
    #[arg(long)]
    json: bool,
    /// Only what needs no network.
    #[arg(long)]
    offline: bool,
}

/// How a check ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum State {
    /// Does not work.
    Failure,
    /// Works, and somebody should know.
    Warning,
    /// As it should be.
    Ok,
    /// Could not be looked at.
    Skipped,
}

/// How sure a diagnosis is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Sure {
    /// Confirmed by a second call or by the configuration itself.
    Certain,
    /// What this answer usually means.
    Likely,
    /// One of several explanations.
    Guess,
}

/// One finding.
#[derive(Clone, Debug, Serialize)]
pub struct Finding {
    /// What was looked at.
    pub check: &'static str,
    /// Row of the diagnosis table.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub row: Option<&'static str>,
    /// How it ended.
    pub state: State,
    /// What should be.
    pub expected: String,
    /// What is: status, beginning of the message, the vendor's request id. No secret.
    pub seen: String,
    /// What to do.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub fix: Option<String>,
    /// How sure the row is.
    pub sure: Sure,
}

impl Finding {
    fn ok(check: &'static str, seen: impl Into<String>) -> Self {
        let seen = seen.into();
        Self {
            check,
            row: None,
            state: State::Ok,
            expected: String::new(),
            seen,
            fix: None,
            sure: Sure::Certain,
        }
    }

    fn skipped(check: &'static str, why: impl Into<String>) -> Self {
        Self { state: State::Skipped, ..Self::ok(check, why) }
    }

    fn failure(check: &'static str, expected: &str, seen: impl Into<String>, fix: impl Into<String>) -> Self {
        let (expected, fix) = (expected.to_owned(), Some(fix.into()));
        Self { state: State::Failure, expected, fix, ..Self::ok(check, seen) }
    }

    fn warning(check: &'static str, seen: impl Into<String>, fix: impl Into<String>) -> Self {
        Self { state: State::Warning, fix: Some(fix.into()), ..Self::ok(check, seen) }
    }

    fn row(mut self, row: &'static str, sure: Sure) -> Self {
        (self.row, self.sure) = (Some(row), sure);
        self
    }
}

/// Runs every check. Exit code 0: nothing fails; 1: something does; 2: the report could not be written.
pub async fn run(options: Options) -> ExitCode {
    let findings = examine(Config::from_env(), options.offline).await;
    let worst = findings.iter().map(|f| f.state).min().unwrap_or(State::Ok);
    let text = if options.json { as_json(&findings) } else { as_text(&findings) };
    match (writeln!(std::io::stdout(), "{text}"), worst) {
        (Err(_), _) => ExitCode::from(2),
        (Ok(()), State::Failure) => ExitCode::FAILURE,
        _ => ExitCode::SUCCESS,
    }
}

/// Everything there is to say about a configuration, failures first.
pub async fn examine(config: Result<Config, ConfigError>, offline: bool) -> Vec<Finding> {
    let config = match config {
        Ok(config) => config,
        Err(ConfigError(wrong)) => {
            let finding =
                |w: String| Finding::failure("configuration", "settings that can be meant", w, "correct it");
            return wrong.into_iter().map(finding).collect();
        }
    };
    let mut findings = vec![Finding::ok("configuration", "every setting can be read")];
    findings.extend(settings(&config));
    findings.push(database(&config).await);
    match &config.wellsky {
        Wellsky::Inside => findings
            .push(Finding::skipped("wellsky", "a simulated WellSky runs inside: nothing to connect to")),
        Wellsky::Connect { .. } if offline => findings.push(Finding::skipped("wellsky", "--offline")),
        Wellsky::Connect { client_id, client_secret, agency_id, host } => {
            findings.extend(wellsky::examine(host, client_id, client_secret, agency_id).await);
        }
    }
    // Stable: within a state the order of the checks stays.
    findings.sort_by_key(|f| f.state);
    findings
}

fn settings(config: &Config) -> Vec<Finding> {
    let mut findings = Vec::new();
    match (&config.twilio, config.texts_leave) {
        (Some(_), true) => findings.push(Finding::ok("texts", "Twilio, and texts leave")),
        (Some(_), false) => findings.push(Finding::warning(
            "texts",
            "Twilio is set up, texts do not leave (shadow)",
            "set GIGI_OPERATIONS_SMS_ENABLED=true when the board shows what you want",
        )),
        (None, _) => findings.push(Finding::warning(
            "texts",
            "no provider: texts are shown on the board only, and nobody can text in",
            "set GIGI_SMS_PROVIDER=twilio and the account",
        )),
    }
    if let Some(url) = config.public_url.as_deref().filter(|u| u.starts_with("http://")) {
        let local = url.contains("//127.0.0.1") || url.contains("//localhost");
        if !local {
            findings.push(
                Finding::warning(
                    "public URL",
                    "GIGI_PUBLIC_URL is plain http: texts of caregivers and clients travel readable",
                    "put a TLS proxy in front and set the https address",
                )
                .row("D45", Sure::Likely),
            );
        }
    }
    if config.policy.ladder.is_empty() {
        findings.push(Finding::failure(
            "policy",
            "somebody who is woken when a shift stays open",
            "the policy has no [[ladder]]",
            "name at least two people with their phones in the file that GIGI_POLICY names",
        ));
    } else {
        findings.push(Finding::ok("policy", format!("{} on the ladder", config.policy.ladder.len())));
    }
    findings
}

async fn database(config: &Config) -> Finding {
    let expected = "a database that can be opened";
    let file = config.database.expose_secret().strip_prefix("sqlite:").map(|p| p.trim_start_matches("//"));
    if file.is_some_and(|path| !std::path::Path::new(path).exists()) {
        return Finding::ok("database", "there is none yet; the first start makes it");
    }
    match gigi_store::open(config.database.expose_secret(), &AgencyId::new("doctor"), Schema::Expect).await {
        Ok(store) => match store.answers().await {
            Ok(()) => Finding::ok("database", "answers, schema up to date"),
            Err(e) => Finding::failure("database", expected, e.to_string(), "look at the database's own log"),
        },
        Err(gigi_store::OpenError::InUse(_)) => Finding::ok("database", "in use by a running Gigi"),
        Err(e) => Finding::failure(
            "database",
            expected,
            e.to_string(),
            "correct DATABASE_URL, or run `gigi migrate`",
        ),
    }
}

fn as_json(findings: &[Finding]) -> String {
    // A document of strings cannot fail to serialise; if it does, an empty one says more than a panic.
    serde_json::to_string_pretty(&serde_json::json!({ "findings": findings })).unwrap_or_default()
}

fn as_text(findings: &[Finding]) -> String {
    let mut text = String::new();
    for f in findings {
        let state = match f.state {
            State::Failure => "FAILS",
            State::Warning => "look ",
            State::Ok => "ok   ",
            State::Skipped => "     ",
        };
        let row = f.row.map(|r| format!(" [{r}]")).unwrap_or_default();
        text.push_str(&format!("{state} {}{row}: {}\n", f.check, f.seen));
        if f.state == State::Failure {
            text.push_str(&format!("      expected: {}\n", f.expected));
        }
        if let Some(fix) = &f.fix {
            let sure = match f.sure {
                Sure::Certain => "certain",
                Sure::Likely => "likely",
                Sure::Guess => "a guess",
            };
            text.push_str(&format!("      do: {fix} ({sure})\n"));
        }
    }
    let failures = findings.iter().filter(|f| f.state == State::Failure).count();
    text.push_str(&match failures {
        0 => "Nothing fails.".to_owned(),
        1 => "One check fails.".to_owned(),
        n => format!("{n} checks fail."),
    });
    text
}
