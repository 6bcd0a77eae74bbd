//! What needs no WellSky: settings, database, policy, the provider of texts, the public address.
use gigi_core::id::AgencyId;
use gigi_store::Schema;
use secrecy::ExposeSecret as _;

use super::finding::{Finding, Sure};
use super::row::Row;
use crate::adapters::twilio::TwilioConfig;
use crate::config::{Config, Environment, Wellsky};

/// Everything about the configuration; with `offline` nothing is called.
pub(super) async fn examine(config: &Config, offline: bool) -> Vec<Finding> {
    let mut findings = vec![Finding::ok("configuration", "every setting can be read")];
    findings.extend(environment(config));
    findings.push(policy(config));
    findings.push(database(config).await);
    findings.extend(texts(config, offline).await);
    findings.extend(public_url(config, offline).await);
    findings
}

/// An agency's id is a number.
pub(super) fn agency_id(agency: &str) -> Option<Finding> {
    let digits = !agency.is_empty() && agency.chars().all(|c| c.is_ascii_digit());
    (!digits).then(|| {
        Finding::warning("agency id", "digits", "WELLSKY_AGENCY_ID holds something else")
            .row(Row::D22, Sure::Likely)
    })
}

/// Whether the label and the address speak of the same system.
fn environment(config: &Config) -> Option<Finding> {
    let Wellsky::Connect { host, environment, .. } = &config.wellsky else { return None };
    let sandbox = host.contains("sandbox");
    let production = host.starts_with(gigi_wellsky::PRODUCTION_HOST);
    let differ = match environment {
        Environment::Production => sandbox,
        Environment::Sandbox | Environment::Mock => production,
    };
    differ.then(|| {
        let what = format!("WELLSKY_ENVIRONMENT is {environment}, WELLSKY_API_URL is {host}");
        Finding::warning("environment", "a label and an address that mean the same", what)
            .row(Row::D38, Sure::Likely)
    })
}

fn policy(config: &Config) -> Finding {
    let rungs = config.policy.ladder.len();
    if rungs > 0 {
        return Finding::ok("policy", format!("{rungs} on the ladder"));
    }
    let (expected, what) = ("somebody who is woken when a shift stays open", "the policy has no [[ladder]]");
    let finding = if config.texts_leave {
        Finding::failure("policy", expected, what)
    } else {
        Finding::warning("policy", expected, what)
    };
    finding.fix("name at least two people with their phones in the file that GIGI_POLICY names")
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
            Err(e) => {
                Finding::failure("database", expected, e.to_string()).fix("look at the database's own log")
            }
        },
        Err(gigi_store::OpenError::InUse(_)) => Finding::ok("database", "in use by a running Gigi"),
        Err(e) => Finding::failure("database", expected, e.to_string())
            .fix("correct DATABASE_URL, or run `gigi migrate`"),
    }
}

async fn texts(config: &Config, offline: bool) -> Vec<Finding> {
    let Some(twilio) = &config.twilio else {
        let what = "no provider: texts are shown on the board only, and nobody can text in";
        let fix = "set GIGI_SMS_PROVIDER=twilio and the account";
        return vec![Finding::warning("texts", "a provider of texts", what).fix(fix)];
    };
    let mut findings = Vec::new();
    findings.push(if config.texts_leave {
        Finding::ok("texts", "Twilio, and texts leave")
    } else {
        let fix = "set GIGI_OPERATIONS_SMS_ENABLED=true when the board shows what you want";
        Finding::warning("texts", "texts that leave", "Twilio is set up, texts do not leave (shadow)")
            .fix(fix)
    });
    if !offline {
        findings.push(twilio_account(twilio).await);
    }
    findings
}

/// Lists one message: the account and its token are right, and nothing is sent.
async fn twilio_account(twilio: &TwilioConfig) -> Finding {
    const CHECK: &str = "twilio";
    const EXPECTED: &str = "200 to a list of one message";
    let url = format!("{}/2010-04-01/Accounts/{}/Messages.json", twilio.api_url, twilio.account_sid);
    let Ok(http) = crate::http::client() else { return Finding::skipped(CHECK, "no HTTP client") };
    let call = http
        .get(url)
        .query(&[("PageSize", "1")])
        .basic_auth(&twilio.account_sid, Some(twilio.auth_token.expose_secret()))
        .timeout(std::time::Duration::from_secs(15));
    match call.send().await.map(|answer| answer.status().as_u16()) {
        Ok(200) => Finding::ok(CHECK, "account and token are taken"),
        Ok(401 | 403) => Finding::failure(CHECK, EXPECTED, "401: Twilio refuses account and token")
            .fix("copy TWILIO_ACCOUNT_SID and the primary TWILIO_AUTH_TOKEN from Twilio's console again"),
        Ok(404) => Finding::failure(CHECK, EXPECTED, "404: Twilio knows no such account")
            .fix("copy TWILIO_ACCOUNT_SID from Twilio's console again; it begins with AC"),
        Ok(status) => Finding::warning(CHECK, EXPECTED, status.to_string())
            .fix("Twilio is slow or down: look at its status page, try again later"),
        Err(e) => {
            let why = if e.is_timeout() { "no answer in 15 s" } else { "no connection" };
            Finding::failure(CHECK, EXPECTED, why).fix("check this machine's network, proxy and certificates")
        }
    }
}

async fn public_url(config: &Config, offline: bool) -> Vec<Finding> {
    const CHECK: &str = "public URL";
    let Some(url) = config.public_url.as_deref() else {
        return vec![Finding::ok(CHECK, "none is set: nothing calls this machine from outside")];
    };
    let mut findings = Vec::new();
    let local = url.contains("//127.0.0.1") || url.contains("//localhost");
    if url.starts_with("http://") && !local {
        let what = "GIGI_PUBLIC_URL is plain http: texts of caregivers and clients travel readable";
        let fix = "put a TLS proxy in front and set the https address";
        findings.push(Finding::warning(CHECK, "an https address", what).row(Row::D45, Sure::Likely).fix(fix));
    }
    if offline {
        return findings;
    }
    let Ok(http) = crate::http::client() else { return findings };
    // A text without a signature must be refused by us, not taken and not lost on the way.
    let hook = format!("{url}/webhooks/twilio/sms");
    let call = http.post(&hook).form(&[("Body", "doctor")]).timeout(std::time::Duration::from_secs(10));
    findings.push(match call.send().await.map(|answer| answer.status().as_u16()) {
        Ok(403) => Finding::ok(CHECK, "Gigi answers there, and refuses a text without a signature"),
        Ok(status) => {
            let what = format!("{status} to a text without a signature");
            let fix = "something else answers at GIGI_PUBLIC_URL: point its proxy at Gigi, paths unchanged";
            Finding::warning(CHECK, "403 from a running Gigi", what).fix(fix)
        }
        Err(_) => {
            let fix = "start `gigi serve`, and check name, proxy and certificate of GIGI_PUBLIC_URL";
            Finding::warning(CHECK, "403 from a running Gigi", "nobody answers there").fix(fix)
        }
    });
    findings
}
