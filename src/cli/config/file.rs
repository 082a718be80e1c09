//! The text of `vodsweep.toml` and its meaning.

use std::collections::BTreeMap;
use std::path::Path;

use jiff::SignedDuration;
use serde::Deserialize;

use super::{
    AccountConfig, BrightcoveAccount, ClientId, ConfigError, PlatformConfig, ProtectConfig, SandboxDialect,
    SecretSource,
};
use crate::model::{Diagnostic, SourceText, closest, parse_millis};
use crate::plan::{Limits, Shields};

/// All accounts that can be named.
#[derive(Debug, Clone)]
pub struct Config {
    /// The account that is used when none is named.
    pub default_account: Option<String>,
    /// The accounts by name.
    pub accounts: BTreeMap<String, AccountConfig>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct FileText {
    default_account: Option<String>,
    #[serde(default)]
    accounts: BTreeMap<String, AccountText>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct AccountText {
    platform: PlatformText,
    account_id: Option<toml::Value>,
    client_id: Option<String>,
    client_secret: Option<String>,
    region: Option<String>,
    access_key_id: Option<String>,
    access_key_secret: Option<String>,
    security_token: Option<String>,
    endpoint: Option<String>,
    #[serde(default)]
    endpoints: EndpointsText,
    #[serde(default)]
    pace: PaceText,
    #[serde(default)]
    limits: BTreeMap<String, toml::Value>,
    #[serde(default)]
    protect: ProtectText,
    #[serde(default)]
    shields: ShieldsText,
}

#[derive(Deserialize)]
#[serde(rename_all = "kebab-case")]
enum PlatformText {
    Brightcove,
    Apsara,
    Sandbox,
    SandboxApsara,
}

#[derive(Deserialize, Default)]
#[serde(deny_unknown_fields)]
struct EndpointsText {
    oauth: Option<String>,
    cms: Option<String>,
}

#[derive(Deserialize, Default)]
#[serde(deny_unknown_fields)]
struct PaceText {
    requests_per_second: Option<f64>,
    concurrency: Option<usize>,
}

#[derive(Deserialize, Default)]
#[serde(deny_unknown_fields)]
struct ProtectText {
    query: Option<String>,
    #[serde(default)]
    ids: Vec<ProtectedIdText>,
    ids_file: Option<String>,
    #[serde(default)]
    folders: Vec<String>,
}

/// `"42"`, or `{ id = "42", until = "2027-01-31", reason = "case 7" }`.
#[derive(Deserialize)]
#[serde(untagged)]
enum ProtectedIdText {
    Line(String),
    Table { id: String, until: Option<String>, reason: Option<String> },
}

impl ProtectedIdText {
    /// The same as a line of a file of ids.
    fn line(&self) -> String {
        match self {
            Self::Line(line) => line.clone(),
            Self::Table { id, until, reason } => {
                let part = |text: &Option<String>| text.clone().unwrap_or_default();
                format!("{id},{},{}", part(until), part(reason))
            }
        }
    }
}

#[derive(Deserialize, Default)]
#[serde(deny_unknown_fields)]
struct ShieldsText {
    shared_out: Option<bool>,
    live: Option<bool>,
    ingesting: Option<bool>,
    ingest_grace: Option<String>,
    last_playable: Option<bool>,
}

impl Config {
    /// The built-in accounts: what there is without a configuration.
    #[must_use]
    pub fn built_in() -> Self {
        Self { default_account: Some("sandbox".to_owned()), accounts: BTreeMap::new() }.with_sandbox()
    }

    /// Reads a configuration file.
    ///
    /// # Errors
    /// Names the file, the key and the place; a literal secret is refused without being repeated.
    pub fn read(path: &Path) -> Result<Self, ConfigError> {
        let bytes = std::fs::read(path).map_err(|source| ConfigError::Read { path: path.to_path_buf(), source })?;
        let text = String::from_utf8(bytes).map_err(|_| {
            let source = std::io::Error::new(std::io::ErrorKind::InvalidData, "it is not UTF-8 text");
            ConfigError::Read { path: path.to_path_buf(), source }
        })?;
        Self::parse(&path.display().to_string(), &text, path.parent().unwrap_or(Path::new("")))
    }

    /// Reads a configuration text; `folder` is where relative paths start.
    ///
    /// # Errors
    /// As [`Config::read`].
    pub fn parse(name: &str, text: &str, folder: &Path) -> Result<Self, ConfigError> {
        let file: FileText = toml::from_str(text).map_err(|error| explain(name, text, &error))?;
        let mut accounts = BTreeMap::new();
        for (account, written) in file.accounts {
            if account.is_empty() || account.chars().any(|c| c.is_whitespace() || c.is_control()) {
                return Err(ConfigError::value("accounts", format!("{account:?} is not a name for an account")));
            }
            accounts.insert(account.clone(), written.into_account(&account, folder)?);
        }
        let config = Self { default_account: file.default_account, accounts }.with_sandbox();
        if let Some(default) = &config.default_account
            && !config.accounts.contains_key(default)
        {
            return Err(config.unknown(default));
        }
        Ok(config)
    }

    /// The account of a name, or the default one.
    ///
    /// # Errors
    /// Fails with a suggestion when there is no such account, and when there is no default.
    pub fn account(&self, name: Option<&str>) -> Result<&AccountConfig, ConfigError> {
        let own = || self.accounts.values().filter(|account| !matches!(account.platform, PlatformConfig::Sandbox(_)));
        let name = match (name, &self.default_account) {
            (Some(name), _) => name,
            (None, Some(default)) => default,
            (None, None) => {
                match (own().next(), own().count()) {
                    (Some(only), 1) => return Ok(only),
                    (None, _) => return self.accounts.get("sandbox").ok_or_else(|| self.unknown("sandbox")),
                    _ => {}
                }
                let hint = "set default_account in the configuration, or name one with --account".to_owned();
                return Err(ConfigError::UnknownAccount { name: "(none named)".to_owned(), hint });
            }
        };
        self.accounts.get(name).ok_or_else(|| self.unknown(name))
    }

    fn unknown(&self, name: &str) -> ConfigError {
        let names: Vec<&str> = self.accounts.keys().map(String::as_str).collect();
        let hint = match closest(name, names.iter().copied()) {
            Some(near) => format!("did you mean {near}?"),
            None => format!("there are {}", names.join(", ")),
        };
        ConfigError::UnknownAccount { name: name.to_owned(), hint }
    }

    fn with_sandbox(mut self) -> Self {
        for (name, dialect) in [("sandbox", SandboxDialect::Brightcove), ("sandbox-apsara", SandboxDialect::Apsara)] {
            self.accounts.entry(name.to_owned()).or_insert_with(|| AccountConfig {
                name: name.to_owned(),
                platform: PlatformConfig::Sandbox(dialect),
                requests_per_second: None,
                concurrency: None,
                limits: Limits::default(),
                shields: Shields::default(),
                protect: ProtectConfig::default(),
            });
        }
        self
    }
}

impl AccountText {
    fn into_account(self, name: &str, folder: &Path) -> Result<AccountConfig, ConfigError> {
        let key = |rest: &str| format!("accounts.{name}.{rest}");
        let mut limits = Limits::default();
        for (limit, value) in &self.limits {
            let text = match value {
                toml::Value::String(text) => text.clone(),
                other => other.to_string(),
            };
            limits
                .set(limit, &text)
                .map_err(|error| ConfigError::value(key(&format!("limits.{limit}")), error.message))?;
        }
        if let Some(rate) = self.pace.requests_per_second
            && !(rate.is_finite() && rate > 0.0)
        {
            return Err(ConfigError::value(key("pace.requests_per_second"), "it must be more than 0"));
        }
        if self.pace.concurrency == Some(0) {
            return Err(ConfigError::value(key("pace.concurrency"), "it must be at least 1"));
        }
        if self.protect.query.as_ref().is_some_and(|query| query.trim().is_empty()) {
            return Err(ConfigError::value(
                key("protect.query"),
                "an empty query would protect everything; leave it out",
            ));
        }
        if let Some(line) = self.protect.ids.iter().map(ProtectedIdText::line).find(|line| line.trim().is_empty()) {
            return Err(ConfigError::value(key("protect.ids"), format!("{line:?} is not a video id")));
        }
        let shields = self.shields.read(&key("shields.ingest_grace"))?;
        let protect = ProtectConfig {
            query: self.protect.query.clone(),
            ids: self.protect.ids.iter().map(ProtectedIdText::line).collect(),
            ids_file: self.protect.ids_file.as_ref().map(|file| folder.join(file)),
            folders: self.protect.folders.clone(),
        };
        Ok(AccountConfig {
            name: name.to_owned(),
            requests_per_second: self.pace.requests_per_second,
            concurrency: self.pace.concurrency,
            platform: self.platform(name, folder)?,
            limits,
            shields,
            protect,
        })
    }

    fn platform(self, name: &str, folder: &Path) -> Result<PlatformConfig, ConfigError> {
        let key = |rest: &str| format!("accounts.{name}.{rest}");
        let need =
            |value: Option<String>, rest: &str| value.ok_or_else(|| ConfigError::value(key(rest), "it is missing"));
        match self.platform {
            PlatformText::Sandbox => Ok(PlatformConfig::Sandbox(SandboxDialect::Brightcove)),
            PlatformText::SandboxApsara => Ok(PlatformConfig::Sandbox(SandboxDialect::Apsara)),
            PlatformText::Apsara => {
                for (rest, value) in [
                    ("access_key_id", &self.access_key_id),
                    ("access_key_secret", &self.access_key_secret),
                    ("security_token", &self.security_token),
                ] {
                    if let Some(text) = value {
                        SecretSource::parse(&key(rest), text, folder)?;
                    }
                }
                if let Some(endpoint) = &self.endpoint {
                    check_address(&key("endpoint"), endpoint)?;
                }
                Ok(PlatformConfig::Apsara { region: need(self.region, "region")? })
            }
            PlatformText::Brightcove => {
                let account_id = match self.account_id {
                    Some(toml::Value::String(id)) => id,
                    Some(toml::Value::Integer(id)) => id.to_string(),
                    Some(_) => {
                        return Err(ConfigError::value(key("account_id"), "write it in quotes: \"57838016001\""));
                    }
                    None => return Err(ConfigError::value(key("account_id"), "it is missing")),
                };
                if account_id.is_empty() || !account_id.bytes().all(|byte| byte.is_ascii_digit()) {
                    let message = format!("{account_id:?} is not a Brightcove account id, which is all digits");
                    return Err(ConfigError::value(key("account_id"), message));
                }
                for (rest, value) in
                    [("endpoints.oauth", &self.endpoints.oauth), ("endpoints.cms", &self.endpoints.cms)]
                {
                    if let Some(address) = value {
                        check_address(&key(rest), address)?;
                    }
                }
                let client_id = need(self.client_id, "client_id")?;
                let client_id = match SecretSource::parse(&key("client_id"), &client_id, folder) {
                    Ok(source) => ClientId::Source(source),
                    Err(_) => ClientId::Literal(client_id),
                };
                let secret = need(self.client_secret, "client_secret")?;
                Ok(PlatformConfig::Brightcove(BrightcoveAccount {
                    account_id,
                    client_id,
                    client_secret: SecretSource::parse(&key("client_secret"), &secret, folder)?,
                    oauth: self.endpoints.oauth,
                    cms: self.endpoints.cms,
                }))
            }
        }
    }
}

impl ShieldsText {
    fn read(&self, grace_key: &str) -> Result<Shields, ConfigError> {
        let default = Shields::default();
        let ingest_grace = match &self.ingest_grace {
            None => default.ingest_grace,
            Some(text) => {
                let millis = parse_millis(text).map_err(|error| ConfigError::value(grace_key, error.to_string()))?;
                SignedDuration::from_millis(i64::try_from(millis).unwrap_or(i64::MAX))
            }
        };
        Ok(Shields {
            shared_out: self.shared_out.unwrap_or(default.shared_out),
            live: self.live.unwrap_or(default.live),
            ingesting: self.ingesting.unwrap_or(default.ingesting),
            ingest_grace,
            last_playable: self.last_playable.unwrap_or(default.last_playable),
        })
    }
}

/// Accepts `https` anywhere and `http` only to this machine: credentials go over it.
fn check_address(key: &str, address: &str) -> Result<(), ConfigError> {
    let url = reqwest::Url::parse(address)
        .map_err(|_| ConfigError::value(key, "it is not an address; write https://host or http://127.0.0.1:PORT"))?;
    let loopback = match url.host_str() {
        Some("localhost") => true,
        Some(host) => {
            host.trim_matches(['[', ']']).parse::<std::net::IpAddr>().is_ok_and(|address| address.is_loopback())
        }
        None => false,
    };
    match url.scheme() {
        "https" if url.has_host() => Ok(()),
        "http" if loopback => Ok(()),
        "http" => Err(ConfigError::value(key, "plain http is allowed to this machine only; use https")),
        _ => Err(ConfigError::value(key, "only https addresses work here")),
    }
}

/// Turns a TOML error into a diagnostic with its place and, for an unknown key, the key that was meant.
///
/// The text that is shown has no values in it: one of them may be a secret that somebody wrote where it does not
/// belong, and a mistake nearby must not print it.
fn explain(name: &str, text: &str, error: &toml::de::Error) -> ConfigError {
    let message = error.message().trim();
    let shown = match message.split_once(", expected ") {
        Some((start, expected)) if start.starts_with("invalid") => {
            format!("a value is of the wrong type, expected {expected}")
        }
        _ => message.lines().next().unwrap_or(message).to_owned(),
    };
    let mut diagnostic = Diagnostic::error("configuration", shown);
    if let Some(span) = error.span() {
        let source = SourceText::new(name, without_values(text));
        let typed = text.get(span.clone()).unwrap_or_default().to_owned();
        diagnostic = diagnostic.at(&source, span);
        if let Some((_, expected)) = message.split_once("expected ").filter(|_| message.starts_with("unknown")) {
            let known: Vec<&str> = expected.split('`').skip(1).step_by(2).collect();
            diagnostic = match closest(typed.trim_matches(['"', '\'']), known.iter().copied()) {
                Some(near) => diagnostic.hint(format!("did you mean {near}?")),
                None => diagnostic.hint(format!("there are {}", known.join(", "))),
            };
        }
    }
    ConfigError::Text(Box::new(diagnostic))
}

/// The text with every value blanked out, byte for byte, so that places in it stay the same.
fn without_values(text: &str) -> String {
    text.split_inclusive('\n')
        .map(|line| {
            let value = match line.find('=') {
                Some(at) => at + 1,
                None if line.trim_start().starts_with(['[', '#']) || line.trim().is_empty() => line.len(),
                // The middle of a text of several lines, or something that is no TOML at all.
                None => 0,
            };
            let (key, value) = line.split_at(value);
            let blank = |c: char| if c.is_whitespace() { c.to_string() } else { "*".repeat(c.len_utf8()) };
            let blanked: String = value.chars().map(blank).collect();
            [key, blanked.as_str()].concat()
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    const GOOD: &str = r#"
default_account = "main"
[accounts.main]
platform = "brightcove"
account_id = "57838016001"
client_id = "env:ID"
client_secret = "env:SECRET"
[accounts.main.limits]
entries = 20
share = "50%"
[accounts.main.shields]
ingest_grace = "48h"
"#;

    fn parse(text: &str) -> Result<Config, ConfigError> {
        Config::parse("vodsweep.toml", text, Path::new("/etc"))
    }

    #[test]
    fn a_configuration_sets_limits_and_keeps_the_sandbox() {
        let config = parse(GOOD).expect("valid");
        let account = config.account(None).expect("the default");
        assert_eq!((account.name.as_str(), account.limits.entries), ("main", 20));
        assert_eq!(account.shields.ingest_grace, SignedDuration::from_hours(48));
        assert!(config.account(Some("sandbox")).is_ok());
    }

    #[test]
    fn an_unknown_key_gets_its_place_and_a_suggestion() {
        let error = parse("[accounts.main]\nplatfrom = \"brightcove\"\n").expect_err("a typo");
        let ConfigError::Text(diagnostic) = error else { panic!("not a text error: {error}") };
        assert_eq!(diagnostic.hint.as_deref(), Some("did you mean platform?"));
        assert_eq!(diagnostic.span, Some(16..24));
    }

    #[test]
    fn a_mistake_near_a_literal_secret_does_not_show_it() {
        for text in [
            "[accounts.main]\nplatform = \"brightcove\"\nclient_secret = \"CANARY\"\npase = 3\n",
            "[accounts.main]\nclient_secret = CANARY\n",
            "[accounts.main]\nclient_secret = \"CANARY\n",
            "[accounts.main]\nclient_secrets = \"CANARY\"\n",
            "[accounts.main]\nplatform = \"brightcove\"\nclient_secret = [\"CANARY\"]\n",
            "[accounts.main]\nclient_secret = \"\"\"\nCANARY\n",
        ] {
            let Err(ConfigError::Text(diagnostic)) = parse(text) else { panic!("accepted: {text}") };
            assert!(!format!("{diagnostic:?}").contains("CANARY"), "{diagnostic:?}");
        }
    }

    #[test]
    fn protected_ids_can_have_an_end_and_a_reason() {
        let ids =
            "[accounts.main.protect]\nids = [\"1\", { id = \"2\", until = \"2027-01-31\", reason = \"case 7\" }]\n";
        let config = parse(&format!("{GOOD}{ids}")).expect("valid");
        assert_eq!(config.account(None).expect("the default").protect.ids, ["1", "2,2027-01-31,case 7"]);
        assert!(parse(&format!("{GOOD}[accounts.main.protect]\nids = [\"\"]\n")).is_err());
        assert!(parse(&format!("{GOOD}[accounts.main.protect]\nquery = \"\"\n")).is_err());
    }

    #[test]
    fn an_unknown_account_gets_a_suggestion() {
        let config = parse(GOOD).expect("valid");
        let Err(ConfigError::UnknownAccount { hint, .. }) = config.account(Some("mian")) else { panic!("found") };
        assert_eq!(hint, "did you mean main?");
    }

    #[test]
    fn plain_http_is_for_loopback_only() {
        let with = |address: &str| {
            parse(&format!("{GOOD}[accounts.main.endpoints]\ncms = \"{address}\"\n"))
                .map(|_| ())
                .map_err(|e| e.to_string())
        };
        for good in ["http://127.0.0.1:8080", "http://localhost:1", "http://[::1]:80", "https://example.com"] {
            assert_eq!(with(good), Ok(()), "{good}");
        }
        for bad in ["http://example.com", "http://127.0.0.1.example.com", "ftp://localhost", "nonsense"] {
            assert!(with(bad).is_err(), "{bad}");
        }
    }
}
