//! What the environment says, read once at the start. A typo, half of a pair or an impossible value refuses to start
//! with one clear line; every finding is named at once. Secrets may come from a file (`NAME_FILE`) and never print.
use std::collections::BTreeMap;
use std::net::{IpAddr, Ipv4Addr, SocketAddr};

use gigi_core::policy::Policy;
use secrecy::SecretString;
use url::Url;

use crate::adapters::llm::{LlmConfig, Wire};
use crate::adapters::twilio::{Sender, TwilioConfig};

/// Everything `gigi serve` needs to know.
#[derive(Clone, Debug)]
pub struct Config {
    /// Where the agency's system is.
    pub wellsky: Wellsky,
    /// Requests to WellSky per second.
    pub requests_per_second: u32,
    /// What WellSky's webhooks carry.
    pub webhook_secret: Option<SecretString>,
    /// Twilio, when it is the provider.
    pub twilio: Option<TwilioConfig>,
    /// A hosted language model, when one is named.
    pub llm: Option<LlmConfig>,
    /// Whether operational texts really leave.
    pub texts_leave: bool,
    /// `sqlite:PATH` or `postgres://…`; may hold a password.
    pub database: SecretString,
    /// Where to listen.
    pub listen: SocketAddr,
    /// What providers call, without a slash at the end.
    pub public_url: Option<String>,
    /// The agency's rules.
    pub policy: Policy,
    /// Opens the pages.
    pub board_password: Option<SecretString>,
    /// Lines to say at the start.
    pub remarks: Vec<String>,
}

/// Where the agency's system is.
#[derive(Clone, Debug)]
pub enum Wellsky {
    /// The simulator, inside this process.
    Inside,
    /// WellSky, or a simulator at an address.
    Connect {
        /// Credential.
        client_id: String,
        /// Its secret.
        client_secret: SecretString,
        /// The agency.
        agency_id: String,
        /// Host with scheme, without `/v1`.
        host: String,
        /// What the agency calls it.
        environment: Environment,
    },
}

/// Which of the vendor's systems, by the agency's own word.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Environment {
    /// A simulator.
    Mock,
    /// The vendor's system for trying out.
    Sandbox,
    /// The agency's own data.
    Production,
}

impl std::fmt::Display for Environment {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(match self {
            Self::Mock => "mock",
            Self::Sandbox => "sandbox",
            Self::Production => "production",
        })
    }
}

/// The environment cannot be meant like this. Every finding, never a value of a secret.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{}", .0.join("; "))]
pub struct ConfigError(pub Vec<String>);

/// One setting: name, whether it is a secret (and so may come from `NAME_FILE`), what it means.
type Setting = (&'static str, bool, &'static str);

/// Every setting, once: the reader, the "did you mean" and the help read this table.
pub const SETTINGS: &[Setting] = &[
    ("WELLSKY_CLIENT_ID", false, "WellSky Connect credential"),
    ("WELLSKY_CLIENT_SECRET", true, "its secret"),
    ("WELLSKY_AGENCY_ID", false, "the agency's id in WellSky"),
    ("WELLSKY_ENVIRONMENT", false, "mock, sandbox or production; mock when no credential is set"),
    ("WELLSKY_API_URL", false, "overrides the host of the environment"),
    ("WELLSKY_REQUESTS_PER_SECOND", false, "requests to WellSky per second, 1 to 100, default 40"),
    (
        "WELLSKY_WEBHOOK_SECRET",
        true,
        "what WellSky's webhooks carry as Authorization: Bearer ...; unset: none are taken",
    ),
    (
        "GIGI_OPERATIONS_SMS_ENABLED",
        false,
        "true lets operational texts leave; otherwise they are only shown",
    ),
    ("GIGI_SMS_PROVIDER", false, "console (default) or twilio"),
    ("TWILIO_ACCOUNT_SID", false, "Twilio account"),
    ("TWILIO_AUTH_TOKEN", true, "its primary token"),
    ("TWILIO_MESSAGING_SERVICE_SID", false, "messaging service that texts leave from"),
    ("TWILIO_FROM", false, "or the number that they leave from"),
    ("TWILIO_API_URL", false, "overrides https://api.twilio.com"),
    ("RINGCENTRAL_CLIENT_ID", false, "RingCentral (not built yet)"),
    ("RINGCENTRAL_CLIENT_SECRET", true, "RingCentral (not built yet)"),
    ("RINGCENTRAL_JWT", true, "RingCentral (not built yet)"),
    ("RINGCENTRAL_FROM", false, "RingCentral (not built yet)"),
    ("RINGCENTRAL_SERVER", false, "RingCentral (not built yet)"),
    ("DATABASE_URL", true, "sqlite:PATH (default: gigi.sqlite in the data folder) or postgres://..."),
    ("GIGI_DATA", false, "data folder, default data"),
    ("PORT", false, "port to listen on, default 8080"),
    ("GIGI_BIND", false, "address to listen on, default 127.0.0.1"),
    ("GIGI_PUBLIC_URL", false, "the URL that providers call; signatures are computed over it"),
    ("GIGI_POLICY", false, "the agency's policy file (TOML)"),
    ("GIGI_BOARD_PASSWORD", true, "opens the pages; needed unless Gigi is only reachable from this machine"),
    ("GIGI_ALLOW_EPHEMERAL_DISK", false, "true: SQLite on a disk that forgets, for trying out only"),
    ("GIGI_LOG", false, "log filter, such as info or gigi_engine=debug"),
    (
        "GIGI_LLM_PROVIDER",
        false,
        "hosted language model: off (default), openai or anthropic (the wire format)",
    ),
    ("GIGI_LLM_URL", false, "its base URL; default https://api.openai.com/v1 or https://api.anthropic.com"),
    ("GIGI_LLM_MODEL", false, "name of the model"),
    ("GIGI_LLM_API_KEY", true, "its key; may be unset only with a URL of one's own"),
];

/// Prefixes under which a name that nobody knows is suspicious.
const OURS: [&str; 4] = ["WELLSKY_", "GIGI_", "TWILIO_", "RINGCENTRAL_"];

impl Config {
    /// Reads the process's environment.
    ///
    /// # Errors
    /// [`ConfigError`] with every finding.
    pub fn from_env() -> Result<Self, ConfigError> {
        Self::read(
            &std::env::vars_os()
                .filter_map(|(k, v)| Some((k.into_string().ok()?, v.into_string().ok()?)))
                .collect(),
        )
    }

    /// Reads an environment.
    ///
    /// # Errors
    /// [`ConfigError`] with every finding.
    ///
    /// ```
    /// use gigi::config::Config;
    /// let half = [("WELLSKY_CLIENT_ID".to_owned(), "id".to_owned())].into();
    /// assert!(Config::read(&half).unwrap_err().to_string().contains("WELLSKY_CLIENT_SECRET"));
    /// ```
    pub fn read(env: &BTreeMap<String, String>) -> Result<Self, ConfigError> {
        let mut reader = Reader { env, wrong: Vec::new(), remarks: Vec::new() };
        reader.names();
        let wellsky = reader.wellsky();
        let requests_per_second = reader.requests_per_second();
        let webhook_secret = reader.webhook_secret();
        let texts_leave = reader.switch("GIGI_OPERATIONS_SMS_ENABLED");
        let public_url = reader.public_url();
        let twilio = reader.provider(public_url.as_deref());
        if texts_leave && twilio.is_none() {
            reader.remarks.push(
                "GIGI_OPERATIONS_SMS_ENABLED is true, but no provider is set: texts are only shown".into(),
            );
        }
        if !texts_leave {
            reader.remarks.push("shadow: texts are shown on the board and do not leave".into());
        }
        let llm = reader.llm();
        let listen = reader.listen();
        let policy = reader.policy();
        let data_folder = reader.get("GIGI_DATA").unwrap_or_else(|| "data".into());
        let mut database =
            reader.get("DATABASE_URL").unwrap_or_else(|| format!("sqlite:{}/gigi.sqlite", data_folder));
        if env.contains_key("DYNO") && database.starts_with("postgres") && !database.contains("sslmode=") {
            // Heroku sets this variable itself, without a mode, and its databases take TLS only.
            database.push_str(if database.contains('?') { "&sslmode=require" } else { "?sslmode=require" });
        }
        let disk_is_ephemeral = env.contains_key("DYNO") && !reader.switch("GIGI_ALLOW_EPHEMERAL_DISK");
        if disk_is_ephemeral && database.starts_with("sqlite:") {
            reader.wrong.push(
                "this disk forgets everything at the next restart (Heroku), so SQLite is refused: set DATABASE_URL to a \
                 PostgreSQL"
                    .into(),
            );
        }
        let board_password = reader.get("GIGI_BOARD_PASSWORD").map(SecretString::from);
        let Reader { wrong, remarks, .. } = reader;
        match (wellsky, listen, policy, wrong.is_empty()) {
            (Some(wellsky), Some(listen), Some(policy), true) => Ok(Self {
                wellsky,
                requests_per_second,
                webhook_secret,
                twilio,
                llm,
                texts_leave,
                database: database.into(),
                listen,
                public_url,
                policy,
                board_password,
                remarks,
            }),
            _ => Err(ConfigError(wrong)),
        }
    }

    /// Whether somebody without a password may see the pages: only this machine can reach us.
    pub fn only_this_machine(&self) -> bool {
        self.listen.ip().is_loopback() && self.public_url.is_none()
    }
}

/// Requests to WellSky per second unless the environment says otherwise. The vendor allows 100 to everybody who uses a
/// credential.
const REQUESTS_PER_SECOND: u32 = 40;
/// Shortest secret of a webhook.
const SHORTEST_SECRET: usize = 16;

struct Reader<'a> {
    env: &'a BTreeMap<String, String>,
    wrong: Vec<String>,
    remarks: Vec<String>,
}

impl Reader<'_> {
    fn requests_per_second(&mut self) -> u32 {
        let Some(text) = self.get("WELLSKY_REQUESTS_PER_SECOND") else { return REQUESTS_PER_SECOND };
        match text.parse() {
            Ok(rate) if (1..=100).contains(&rate) => rate,
            _ => {
                self.wrong.push("WELLSKY_REQUESTS_PER_SECOND must be a number from 1 to 100".into());
                REQUESTS_PER_SECOND
            }
        }
    }

    fn webhook_secret(&mut self) -> Option<SecretString> {
        let secret = self.get("WELLSKY_WEBHOOK_SECRET")?;
        if secret.len() < SHORTEST_SECRET {
            self.wrong.push(format!(
                "WELLSKY_WEBHOOK_SECRET must have at least {SHORTEST_SECRET} characters: whoever guesses it can send webhooks"
            ));
        }
        Some(secret.into())
    }

    /// Names that look like ours and are not.
    fn names(&mut self) {
        let known = |name: &str| {
            SETTINGS.iter().any(|(k, secret, _)| {
                name == *k || (*secret && name.strip_suffix("_FILE").is_some_and(|n| n == *k))
            })
        };
        for name in self.env.keys() {
            let ours = OURS.iter().any(|p| name.starts_with(p)) && !name.starts_with("GIGI_TEST_");
            if known(name) || !ours {
                continue;
            }
            let bare = name.strip_suffix("_FILE").unwrap_or(name);
            let near = SETTINGS.iter().min_by_key(|(k, ..)| strsim::damerau_levenshtein(k, bare));
            match near {
                Some((k, ..)) if strsim::damerau_levenshtein(k, bare) <= 3 && *k != bare => {
                    self.wrong.push(format!("{name} is not a setting; did you mean {k}?"));
                }
                Some((k, ..)) if *k == bare => {
                    self.wrong.push(format!("{k} is no secret and is not read from a file"));
                }
                _ => self.remarks.push(format!("{name} is not a setting and does nothing")),
            }
        }
    }

    /// A value, from the variable or from the file that `NAME_FILE` names. Empty counts as unset.
    fn get(&mut self, name: &'static str) -> Option<String> {
        let secret = SETTINGS.iter().any(|(k, secret, _)| *k == name && *secret);
        let value = self.env.get(name).map(|v| v.trim().to_owned()).filter(|v| !v.is_empty());
        let path = self.env.get(&format!("{name}_FILE")).filter(|p| secret && !p.is_empty());
        match (value, path) {
            (Some(_), Some(_)) => {
                self.wrong.push(format!("{name} and {name}_FILE are both set; keep one"));
                None
            }
            (None, Some(path)) => match std::fs::read_to_string(path) {
                Ok(text) if !text.trim().is_empty() => Some(text.trim().to_owned()),
                Ok(_) => {
                    self.wrong.push(format!("the file that {name}_FILE names is empty"));
                    None
                }
                Err(e) => {
                    self.wrong.push(format!("the file that {name}_FILE names cannot be read ({})", e.kind()));
                    None
                }
            },
            (value, None) => value,
        }
    }

    fn switch(&mut self, name: &'static str) -> bool {
        match self.get(name).as_deref().map(str::to_ascii_lowercase).as_deref() {
            Some("true" | "1" | "yes" | "on") => true,
            None | Some("false" | "0" | "no" | "off") => false,
            Some(_) => {
                self.wrong.push(format!("{name} must be true or false"));
                false
            }
        }
    }

    fn http_url(&mut self, name: &'static str) -> Option<String> {
        let text = self.get(name)?;
        let fits = Url::parse(&text).is_ok_and(|u| {
            matches!(u.scheme(), "http" | "https")
                && u.has_host()
                && u.query().is_none()
                && u.username().is_empty()
        });
        if fits {
            return Some(text.trim_end_matches('/').to_owned());
        }
        self.wrong.push(format!("{name} must be a URL such as https://gigi.example.org"));
        None
    }

    fn public_url(&mut self) -> Option<String> {
        let url = self.http_url("GIGI_PUBLIC_URL")?;
        if Url::parse(&url).is_ok_and(|u| u.path() != "/") {
            self.wrong.push("GIGI_PUBLIC_URL must not have a path".into());
        }
        Some(url)
    }

    fn wellsky(&mut self) -> Option<Wellsky> {
        const PARTS: [&str; 3] = ["WELLSKY_CLIENT_ID", "WELLSKY_CLIENT_SECRET", "WELLSKY_AGENCY_ID"];
        let values = PARTS.map(|name| self.get(name));
        let missing: Vec<&str> =
            PARTS.iter().zip(&values).filter(|(_, v)| v.is_none()).map(|(name, _)| *name).collect();
        let url = self.http_url("WELLSKY_API_URL");
        let environment = self.get("WELLSKY_ENVIRONMENT");
        let label = match environment.as_deref() {
            Some("mock") => Environment::Mock,
            Some("sandbox") => Environment::Sandbox,
            Some("production") => Environment::Production,
            Some(other) => {
                self.wrong
                    .push(format!("WELLSKY_ENVIRONMENT must be mock, sandbox or production, not {other:?}"));
                return None;
            }
            None if missing.len() == PARTS.len() => {
                self.remarks.push("no WellSky credential is set: a simulated WellSky is used (mock)".into());
                Environment::Mock
            }
            None => Environment::Production,
        };
        let host = url.or_else(|| match label {
            Environment::Mock => None,
            Environment::Sandbox => Some(SANDBOX_HOST.into()),
            Environment::Production => Some(gigi_wellsky::PRODUCTION_HOST.into()),
        });
        let Some(host) = host else { return Some(Wellsky::Inside) };
        if let [Some(client_id), Some(secret), Some(agency_id)] = values {
            let client_secret = secret.into();
            return Some(Wellsky::Connect { client_id, client_secret, agency_id, host, environment: label });
        }
        if environment.as_deref() == Some("mock") || environment.is_none() && missing.len() == PARTS.len() {
            self.wrong.push(format!(
                "WELLSKY_API_URL names a simulator elsewhere, but {} is not set",
                missing.join(" and ")
            ));
        } else {
            let asked = environment
                .map_or("a WellSky credential is set".to_owned(), |e| format!("WELLSKY_ENVIRONMENT is {e}"));
            self.wrong.push(format!("{asked}, but {} is not", missing.join(" and ")));
        }
        None
    }

    fn provider(&mut self, public_url: Option<&str>) -> Option<TwilioConfig> {
        let provider = self.get("GIGI_SMS_PROVIDER");
        match provider.as_deref() {
            None | Some("console" | "twilio") => {}
            Some("ringcentral") => {
                self.wrong
                    .push("GIGI_SMS_PROVIDER=ringcentral is not built yet; use twilio or console".into());
            }
            Some(other) => {
                self.wrong.push(format!("GIGI_SMS_PROVIDER must be console or twilio, not {other:?}"));
            }
        }
        let (sid, token) = (self.get("TWILIO_ACCOUNT_SID"), self.get("TWILIO_AUTH_TOKEN"));
        let (service, from) = (self.get("TWILIO_MESSAGING_SERVICE_SID"), self.get("TWILIO_FROM"));
        let api_url = self.http_url("TWILIO_API_URL");
        if provider.as_deref() != Some("twilio") {
            match (&sid, &token) {
                (Some(_), None) => {
                    self.wrong.push("TWILIO_ACCOUNT_SID is set, but TWILIO_AUTH_TOKEN is not".into());
                }
                (None, Some(_)) => {
                    self.wrong.push("TWILIO_AUTH_TOKEN is set, but TWILIO_ACCOUNT_SID is not".into());
                }
                (Some(_), Some(_)) => self.remarks.push(
                    "Twilio's account is set, but GIGI_SMS_PROVIDER is not twilio: it is not used".into(),
                ),
                (None, None) => {}
            }
            return None;
        }
        let mut need = |value: &Option<String>, name: &str| {
            if value.is_none() {
                self.wrong.push(format!("GIGI_SMS_PROVIDER is twilio, but {name} is not set"));
            }
        };
        need(&sid, "TWILIO_ACCOUNT_SID");
        need(&token, "TWILIO_AUTH_TOKEN");
        need(&service.clone().or(from.clone()), "TWILIO_MESSAGING_SERVICE_SID or TWILIO_FROM");
        if public_url.is_none() {
            self.wrong.push(
                "GIGI_SMS_PROVIDER is twilio, but GIGI_PUBLIC_URL, which Twilio calls and signs, is not set"
                    .into(),
            );
        }
        let sender = match (service, from) {
            (Some(service), _) => Sender::Service(service),
            (None, Some(from)) => match gigi_core::phone::Phone::parse(&from) {
                Ok(phone) => Sender::Number(phone.e164().to_owned()),
                Err(_) => {
                    self.wrong.push("TWILIO_FROM must be a number such as +12025550100".into());
                    return None;
                }
            },
            (None, None) => return None,
        };
        Some(TwilioConfig {
            account_sid: sid?,
            auth_token: token?.into(),
            sender,
            api_url: api_url.unwrap_or_else(|| "https://api.twilio.com".into()),
            public_url: public_url?.to_owned(),
        })
    }

    fn llm(&mut self) -> Option<LlmConfig> {
        let provider = self.get("GIGI_LLM_PROVIDER");
        let url = self.http_url("GIGI_LLM_URL");
        let (model, key) = (self.get("GIGI_LLM_MODEL"), self.get("GIGI_LLM_API_KEY"));
        let (wire, default) = match provider.as_deref() {
            Some("openai") => (Wire::OpenAi, "https://api.openai.com/v1"),
            Some("anthropic") => (Wire::Anthropic, "https://api.anthropic.com"),
            None | Some("off") => {
                if url.is_some() || model.is_some() || key.is_some() {
                    self.remarks
                        .push("a language model is set, but GIGI_LLM_PROVIDER is off: it is not used".into());
                }
                return None;
            }
            Some(other) => {
                self.wrong.push(format!("GIGI_LLM_PROVIDER must be off, openai or anthropic, not {other:?}"));
                return None;
            }
        };
        if model.is_none() {
            self.wrong.push("GIGI_LLM_PROVIDER is set, but GIGI_LLM_MODEL is not".into());
        }
        if key.is_none() && url.is_none() {
            self.wrong.push(
                "GIGI_LLM_PROVIDER is set, but neither GIGI_LLM_API_KEY nor a GIGI_LLM_URL of your own is"
                    .into(),
            );
        }
        self.remarks.push(
            "a hosted language model is asked about texts that are not certain: it sees them without names, numbers and \
             addresses, and chooses between questions only"
                .into(),
        );
        Some(LlmConfig {
            wire,
            url: url.unwrap_or_else(|| default.to_owned()),
            model: model?,
            key: key.map(SecretString::from),
        })
    }

    fn listen(&mut self) -> Option<SocketAddr> {
        let port = self.get("PORT").map_or(Ok(8080), |p| p.parse::<u16>());
        let ip = self.get("GIGI_BIND").map_or(Ok(IpAddr::V4(Ipv4Addr::LOCALHOST)), |a| a.parse::<IpAddr>());
        if port.is_err() {
            self.wrong.push("PORT must be a number from 0 to 65535".into());
        }
        if ip.is_err() {
            self.wrong.push("GIGI_BIND must be an IP address such as 127.0.0.1 or 0.0.0.0".into());
        }
        Some(SocketAddr::new(ip.ok()?, port.ok()?))
    }

    fn policy(&mut self) -> Option<Policy> {
        let read = match self.get("GIGI_POLICY") {
            None => Ok(Policy::default()),
            Some(path) => std::fs::read_to_string(&path)
                .map_err(|e| format!("GIGI_POLICY: {path} cannot be read ({})", e.kind()))
                .and_then(|text| {
                    toml::from_str::<Policy>(&text).map_err(|e| format!("GIGI_POLICY: {path}: {e}"))
                }),
        };
        match read.and_then(|p| p.checked().map_err(|e| e.to_string())) {
            Ok(policy) => {
                if policy.ladder.is_empty() {
                    self.remarks.push(
                        "the policy has no [[ladder]]: nobody can be woken when a shift stays open".into(),
                    );
                }
                Some(policy)
            }
            Err(e) => {
                self.wrong.push(e.trim_end().replace('\n', " "));
                None
            }
        }
    }
}

/// Host of the sandbox, as documented by the vendor (unconfirmed by us).
const SANDBOX_HOST: &str = "https://connect-sandbox.clearcareonline.com";

#[cfg(test)]
mod tests {
    use secrecy::ExposeSecret as _;

    use super::*;

    fn env(pairs: &[(&str, &str)]) -> BTreeMap<String, String> {
        pairs.iter().map(|(k, v)| ((*k).to_owned(), (*v).to_owned())).collect()
    }

    fn refused(pairs: &[(&str, &str)]) -> String {
        Config::read(&env(pairs)).unwrap_err().to_string()
    }

    #[test]
    fn nothing_set_is_a_simulated_agency_on_loopback_and_says_so() {
        let config = Config::read(&env(&[])).unwrap();
        assert!(matches!(config.wellsky, Wellsky::Inside));
        assert_eq!(config.listen.to_string(), "127.0.0.1:8080");
        assert!(config.remarks.iter().any(|r| r.contains("simulated WellSky")), "{:?}", config.remarks);
        assert!(!config.texts_leave);
    }

    #[test]
    fn half_a_pair_refuses_and_names_the_other_half() {
        assert_eq!(
            refused(&[("WELLSKY_CLIENT_ID", "x"), ("WELLSKY_AGENCY_ID", "1")]),
            "a WellSky credential is set, but WELLSKY_CLIENT_SECRET is not"
        );
        assert!(refused(&[("WELLSKY_ENVIRONMENT", "production")]).contains("WELLSKY_CLIENT_ID and"));
        assert!(refused(&[("TWILIO_ACCOUNT_SID", "AC1")]).contains("TWILIO_AUTH_TOKEN"));
        let twilio = refused(&[("GIGI_SMS_PROVIDER", "twilio"), ("TWILIO_ACCOUNT_SID", "AC1")]);
        for missing in ["TWILIO_AUTH_TOKEN", "TWILIO_FROM", "GIGI_PUBLIC_URL"] {
            assert!(twilio.contains(missing), "{twilio}");
        }
    }

    #[test]
    fn a_typo_in_a_name_or_a_value_refuses() {
        assert!(refused(&[("WELLSKY_CLIENT_SECERT", "x")]).contains("did you mean WELLSKY_CLIENT_SECRET?"));
        assert!(refused(&[("WELLSKY_ENVIRONMENT", "prod")]).contains("mock, sandbox or production"));
        assert!(refused(&[("GIGI_OPERATIONS_SMS_ENABLED", "ture")]).contains("true or false"));
        assert!(refused(&[("GIGI_PUBLIC_URL", "gigi.example.org")]).contains("GIGI_PUBLIC_URL"));
        assert!(refused(&[("PORT", "eighty")]).contains("PORT"));
        assert!(refused(&[("GIGI_SMS_PROVIDER", "ringcentral")]).contains("not built yet"));
        let other = Config::read(&env(&[("TWILIO_EDGE", "ashburn")])).unwrap();
        assert!(other.remarks.iter().any(|r| r.contains("TWILIO_EDGE")));
    }

    #[test]
    fn a_language_model_is_off_unless_it_is_named_whole() {
        assert!(Config::read(&env(&[])).unwrap().llm.is_none());
        assert!(refused(&[("GIGI_LLM_PROVIDER", "openai")]).contains("GIGI_LLM_MODEL"));
        assert!(
            refused(&[("GIGI_LLM_PROVIDER", "openai"), ("GIGI_LLM_MODEL", "m")]).contains("GIGI_LLM_API_KEY")
        );
        assert!(refused(&[("GIGI_LLM_PROVIDER", "opnai")]).contains("off, openai or anthropic"));
        let own = [
            ("GIGI_LLM_PROVIDER", "openai"),
            ("GIGI_LLM_MODEL", "m"),
            ("GIGI_LLM_URL", "http://127.0.0.1:9000/v1/"),
        ];
        assert_eq!(Config::read(&env(&own)).unwrap().llm.unwrap().url, "http://127.0.0.1:9000/v1");
        let key = [
            ("GIGI_LLM_PROVIDER", "anthropic"),
            ("GIGI_LLM_MODEL", "m"),
            ("GIGI_LLM_API_KEY", "very-secret"),
        ];
        let config = Config::read(&env(&key)).unwrap();
        assert_eq!(config.llm.as_ref().unwrap().url, "https://api.anthropic.com");
        assert!(!format!("{config:?}").contains("very-secret"));
    }

    #[test]
    fn a_secret_may_come_from_a_file_and_never_prints() {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("secret");
        std::fs::write(&file, "very-secret\n").unwrap();
        let pairs = [
            ("WELLSKY_CLIENT_ID", "id"),
            ("WELLSKY_AGENCY_ID", "9001"),
            ("WELLSKY_ENVIRONMENT", "sandbox"),
            ("WELLSKY_CLIENT_SECRET_FILE", file.to_str().unwrap()),
        ];
        let config = Config::read(&env(&pairs)).unwrap();
        assert!(matches!(config.wellsky, Wellsky::Connect { .. }));
        assert!(!format!("{config:?}").contains("very-secret"));
        let both = [&pairs[..], &[("WELLSKY_CLIENT_SECRET", "x")]].concat();
        assert!(refused(&both).contains("both set"));
        assert!(refused(&[("WELLSKY_CLIENT_SECRET_FILE", "/nowhere/at/all")]).contains("cannot be read"));
    }

    #[test]
    fn a_policy_file_with_a_typo_refuses_with_its_line() {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("policy.toml");
        std::fs::write(&file, "[agency]\nnmae = \"Example\"\n").unwrap();
        let error = refused(&[("GIGI_POLICY", file.to_str().unwrap())]);
        assert!(error.contains("nmae") && !error.contains('\n'), "{error}");
    }

    #[test]
    fn sqlite_on_a_disk_that_forgets_is_refused() {
        assert!(refused(&[("DYNO", "web.1")]).contains("SQLite is refused"));
        let trying = [("DYNO", "web.1"), ("GIGI_ALLOW_EPHEMERAL_DISK", "true")];
        assert!(Config::read(&env(&trying)).is_ok());
        let heroku = [("DYNO", "web.1"), ("DATABASE_URL", "postgres://db.example.org/gigi")];
        let config = Config::read(&env(&heroku)).unwrap();
        assert!(config.database.expose_secret().ends_with("?sslmode=require"));
    }
}
