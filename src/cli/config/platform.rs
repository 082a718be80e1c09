//! What an account says of its platform: everything that is needed to reach it, and nothing that means nothing there.

use std::path::Path;

use super::text::{AccountText, PlatformText, SignatureText};
use super::{ApsaraAccount, BrightcoveAccount, ClientId, ConfigError, PlatformConfig, SandboxDialect, SecretSource};

const FOLDERS: &str = "this platform has no folders, so it would protect nothing; protect.query = \"category:NAME\" protects \
                       a category";

impl AccountText {
    pub(super) fn platform(self, name: &str, folder: &Path) -> Result<PlatformConfig, ConfigError> {
        let key = |rest: &str| format!("accounts.{name}.{rest}");
        if let Some((rest, why)) = self.out_of_place() {
            return Err(ConfigError::value(key(rest), why));
        }
        match self.platform {
            PlatformText::Sandbox => Ok(PlatformConfig::Sandbox(SandboxDialect::Brightcove)),
            PlatformText::SandboxApsara => Ok(PlatformConfig::Sandbox(SandboxDialect::Apsara)),
            PlatformText::Apsara => self.apsara(name, folder).map(PlatformConfig::Apsara),
            PlatformText::Brightcove => self.brightcove(name, folder).map(PlatformConfig::Brightcove),
        }
    }
}

impl AccountText {
    /// A setting that means nothing on this platform: to ignore it could leave something unprotected or unreached.
    fn out_of_place(&self) -> Option<(&'static str, &'static str)> {
        const OTHER: &str = "it is a setting of the other platform";
        let apsara = matches!(self.platform, PlatformText::Apsara | PlatformText::SandboxApsara);
        let rules = if apsara {
            [
                ("protect.folders", !self.protect.folders.is_empty(), FOLDERS),
                ("client_id", self.client_id.is_some(), OTHER),
                ("client_secret", self.client_secret.is_some(), OTHER),
                ("endpoints.oauth", self.endpoints.oauth.is_some(), OTHER),
                ("endpoints.cms", self.endpoints.cms.is_some(), "it is called endpoint on this platform"),
                ("", false, ""),
                ("", false, ""),
            ]
        } else {
            [
                ("region", self.region.is_some(), OTHER),
                ("access_key_id", self.access_key_id.is_some(), OTHER),
                ("access_key_secret", self.access_key_secret.is_some(), OTHER),
                ("security_token", self.security_token.is_some(), OTHER),
                (
                    "endpoint",
                    self.endpoint.is_some(),
                    "it is called endpoints.cms and endpoints.oauth on this platform",
                ),
                ("signature", self.signature.is_some(), OTHER),
                ("refresh_cdn", self.refresh_cdn.is_some(), OTHER),
            ]
        };
        rules.into_iter().find(|(_, there, _)| *there).map(|(rest, _, why)| (rest, why))
    }

    fn brightcove(self, name: &str, folder: &Path) -> Result<BrightcoveAccount, ConfigError> {
        let key = |rest: &str| format!("accounts.{name}.{rest}");
        let need =
            |value: Option<String>, rest: &str| value.ok_or_else(|| ConfigError::value(key(rest), "it is missing"));
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
        for (rest, value) in [("endpoints.oauth", &self.endpoints.oauth), ("endpoints.cms", &self.endpoints.cms)] {
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
        Ok(BrightcoveAccount {
            account_id,
            client_id,
            client_secret: SecretSource::parse(&key("client_secret"), &secret, folder)?,
            oauth: self.endpoints.oauth,
            cms: self.endpoints.cms,
        })
    }

    fn apsara(self, name: &str, folder: &Path) -> Result<ApsaraAccount, ConfigError> {
        let key = |rest: &str| format!("accounts.{name}.{rest}");
        let need =
            |value: Option<String>, rest: &str| value.ok_or_else(|| ConfigError::value(key(rest), "it is missing"));
        let secret = |text: String, rest: &str| SecretSource::parse(&key(rest), &text, folder);
        let account_id = match self.account_id {
            None => None,
            Some(toml::Value::String(id)) => Some(id),
            Some(toml::Value::Integer(id)) => Some(id.to_string()),
            Some(_) => {
                return Err(ConfigError::value(key("account_id"), "write it in quotes: \"1234567890123456\""));
            }
        };
        if let Some(id) = account_id.as_ref().filter(|id| id.is_empty() || !id.bytes().all(|b| b.is_ascii_digit())) {
            let message = format!("{id:?} is not the number of an Alibaba Cloud account, which is all digits");
            return Err(ConfigError::value(key("account_id"), message));
        }
        if let Some(endpoint) = &self.endpoint {
            check_address(&key("endpoint"), endpoint)?;
        }
        Ok(ApsaraAccount {
            region: need(self.region, "region")?,
            account_id,
            access_key_id: secret(need(self.access_key_id, "access_key_id")?, "access_key_id")?,
            access_key_secret: secret(need(self.access_key_secret, "access_key_secret")?, "access_key_secret")?,
            security_token: self.security_token.map(|text| secret(text, "security_token")).transpose()?,
            endpoint: self.endpoint,
            old_signature: self.signature == Some(SignatureText::V1),
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

#[cfg(test)]
mod tests {
    use std::path::Path;

    use crate::cli::config::Config;

    fn refused(text: &str) -> String {
        Config::parse("vodsweep.toml", text, Path::new("/etc")).expect_err("refused").to_string()
    }

    #[test]
    fn a_setting_of_the_other_platform_is_a_mistake_and_never_ignored() {
        let apsara = "[accounts.cn]\nplatform = \"apsara\"\nregion = \"cn-shanghai\"\naccess_key_id = \"env:A\"\n\
                      access_key_secret = \"env:B\"\n";
        let brightcove = "[accounts.main]\nplatform = \"brightcove\"\naccount_id = \"1\"\nclient_id = \"env:A\"\n\
                          client_secret = \"env:B\"\n";
        assert!(Config::parse("vodsweep.toml", &format!("{apsara}{brightcove}"), Path::new("/etc")).is_ok());
        for (account, line, said) in [
            (apsara, "client_id = \"env:X\"", "accounts.cn.client_id"),
            (apsara, "[accounts.cn.protect]\nfolders = [\"News\"]", "category:NAME"),
            (apsara, "[accounts.cn.endpoints]\ncms = \"http://127.0.0.1:1\"", "endpoint on this platform"),
            (brightcove, "region = \"cn-shanghai\"", "accounts.main.region"),
            (brightcove, "refresh_cdn = true", "accounts.main.refresh_cdn"),
        ] {
            let message = refused(&format!("{account}{line}\n"));
            assert!(message.contains(said), "{line}: {message}");
        }
    }
}
