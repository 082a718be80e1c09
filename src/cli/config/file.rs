//! The text of `vodsweep.toml` and its meaning.

use std::collections::BTreeMap;
use std::path::Path;

use super::mistake::explain;
use super::text::{AccountText, FileText, ProtectedIdText};
use super::{AccountConfig, ConfigError, PlatformConfig, ProtectConfig, SandboxDialect};
use crate::model::closest;
use crate::plan::{Limits, Shields};

/// All accounts that can be named.
#[derive(Debug, Clone)]
pub struct Config {
    /// The account that is used when none is named.
    pub default_account: Option<String>,
    /// The accounts by name.
    pub accounts: BTreeMap<String, AccountConfig>,
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
                refresh_cdn: true,
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
        let ids: Option<Vec<String>> = self.protect.ids.iter().map(ProtectedIdText::line).collect();
        let ids = ids.ok_or_else(|| {
            let message = "one of them is not a video id; write \"42\" or { id = \"42\", until = 2027-01-31 }";
            ConfigError::value(key("protect.ids"), message)
        })?;
        for line in &ids {
            crate::plan::parse_protected_ids(line)
                .map_err(|message| ConfigError::value(key("protect.ids"), message))?;
        }
        if let Some(folder) = self.protect.folders.iter().find(|folder| folder.trim() != *folder || folder.is_empty()) {
            return Err(ConfigError::value(key("protect.folders"), format!("{folder:?} is not a folder id")));
        }
        let shields = self.shields.read(&key("shields.ingest_grace"))?;
        let protect = ProtectConfig {
            query: self.protect.query.clone(),
            ids,
            ids_file: self.protect.ids_file.as_ref().map(|file| folder.join(file)),
            folders: self.protect.folders.clone(),
        };
        Ok(AccountConfig {
            name: name.to_owned(),
            requests_per_second: self.pace.requests_per_second,
            concurrency: self.pace.concurrency,
            refresh_cdn: self.refresh_cdn.unwrap_or(true),
            platform: self.platform(name, folder)?,
            limits,
            shields,
            protect,
        })
    }
}

#[cfg(test)]
mod tests {
    use jiff::SignedDuration;

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
        let dated = "[accounts.main.protect]\nids = [{ id = \"2\", until = 2027-01-31, reason = \"a\\n3 # b\" }]\n";
        let config = parse(&format!("{GOOD}{dated}")).expect("valid");
        assert_eq!(config.account(None).expect("the default").protect.ids, ["2,2027-01-31,a 3   b"]);
        for ids in [
            "[\"\"]",
            "[\"# 42\"]",
            "[\"42\\n43\"]",
            "[\"4 2\"]",
            "[\"42,soon\"]",
            "[42]",
            "[{ id = \"42,2020-01-01\" }]",
            "[{ id = \"42#\" }]",
            "[{ id = \"42\", until = \"2027-01-31,x\" }]",
            "[{ id = \"42\", untill = \"2027-01-31\" }]",
        ] {
            assert!(parse(&format!("{GOOD}[accounts.main.protect]\nids = {ids}\n")).is_err(), "{ids}");
        }
        for folder in ["", " f1"] {
            assert!(
                parse(&format!("{GOOD}[accounts.main.protect]\nfolders = [\"{folder}\"]\n")).is_err(),
                "{folder:?}"
            );
        }
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
