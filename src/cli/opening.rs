//! Opens an account: its secrets are fetched, and the built-in sandbox is started if it is one.

use std::sync::Arc;

use jiff::Timestamp;

use super::config::{
    AccountConfig, ApsaraAccount, BrightcoveAccount, ClientId, PlatformConfig, SandboxDialect, SecretSource,
};
use super::session::env;
use super::{Exit, Failure, Session};
use crate::model::{Account, Platform, Secret};
use crate::provider::apsara::{self, ApsaraConfig, SignatureVersion};
use crate::provider::brightcove::BrightcoveConfig;
use crate::provider::http::{HttpConfig, PaceConfig};
use crate::provider::{Connection, Error, Library};
use crate::sandbox::{Sandbox, ServeOptions, Server, Status};

/// An opened account. The sandbox, if it is one, answers as long as this lives.
pub struct Opened {
    /// The configuration of the account.
    pub config: AccountConfig,
    /// The connection, with both halves.
    pub connection: Connection,
    /// How the platform is reached, for `doctor`.
    pub reached: Reached,
    _sandbox: Option<Server>,
}

/// How a platform is reached.
pub enum Reached {
    /// Brightcove Video Cloud.
    Brightcove(BrightcoveConfig),
    /// `ApsaraVideo` VOD.
    Apsara(ApsaraConfig),
}

impl Opened {
    /// Opens an account. The built-in sandbox is started in this process; no platform is asked.
    ///
    /// # Errors
    /// Fails when a secret is missing, the platform cannot be reached as configured, or the sandbox cannot be started.
    pub(super) fn new(session: &Session, config: AccountConfig) -> Result<Self, Failure> {
        let (reached, server) = match &config.platform {
            PlatformConfig::Brightcove(own) => (Reached::Brightcove(brightcove(&config, own)?), None),
            PlatformConfig::Apsara(own) => (Reached::Apsara(apsara(&config, own)?), None),
            PlatformConfig::Sandbox(dialect) => {
                let (server, status) = serve(session)?;
                (sandbox(&config, *dialect, &server, status), Some(server))
            }
        };
        let connection = reached.connect().map_err(|error| Failure::new(Exit::Usage, error.to_string()))?;
        Ok(Self { config, connection, reached, _sandbox: server })
    }

    /// The reading half.
    #[must_use]
    pub fn library(&self) -> Arc<dyn Library> {
        self.connection.library()
    }

    /// Which library it is.
    #[must_use]
    pub fn account(&self) -> Account {
        self.library().account().clone()
    }
}

impl Reached {
    fn connect(&self) -> Result<Connection, Error> {
        match self {
            Self::Brightcove(config) => Connection::brightcove(config.clone()),
            Self::Apsara(config) => Connection::apsara(config.clone()),
        }
    }
}

/// The account's own pace where it is configured, else the platform's.
fn paced(config: &AccountConfig, default: PaceConfig) -> HttpConfig {
    HttpConfig::new(PaceConfig {
        requests_per_second: config.requests_per_second.or(default.requests_per_second),
        concurrency: config.concurrency.unwrap_or(default.concurrency),
    })
}

fn brightcove(config: &AccountConfig, own: &BrightcoveAccount) -> Result<BrightcoveConfig, Failure> {
    let key = |rest: &str| format!("accounts.{}.{rest}", config.name);
    let client_id = match &own.client_id {
        ClientId::Literal(id) => Secret::new(id.clone()),
        ClientId::Source(source) => source.resolve(&key("client_id"), &env)?,
    };
    let account =
        Account { name: config.name.clone(), platform: Platform::Brightcove, account_id: own.account_id.clone() };
    let mut platform =
        BrightcoveConfig::new(account, client_id, own.client_secret.resolve(&key("client_secret"), &env)?);
    platform.http = paced(config, BrightcoveConfig::PACE);
    if let Some(oauth) = &own.oauth {
        platform.oauth.clone_from(oauth);
    }
    if let Some(cms) = &own.cms {
        platform.cms.clone_from(cms);
    }
    Ok(platform)
}

fn apsara(config: &AccountConfig, own: &ApsaraAccount) -> Result<ApsaraConfig, Failure> {
    let secret = |source: &SecretSource, rest: &str| source.resolve(&format!("accounts.{}.{rest}", config.name), &env);
    let key = secret(&own.access_key_id, "access_key_id")?;
    let account = Account {
        name: config.name.clone(),
        platform: Platform::Apsara,
        account_id: apsara::account_id(&own.region, &key, own.account_id.as_deref()),
    };
    let mut platform =
        ApsaraConfig::new(account, own.region.clone(), key, secret(&own.access_key_secret, "access_key_secret")?);
    if let Some(token) = &own.security_token {
        platform.security_token = Some(secret(token, "security_token")?);
    }
    platform.endpoint.clone_from(&own.endpoint);
    platform.signature = if own.old_signature { SignatureVersion::V1 } else { SignatureVersion::V3 };
    platform.refresh = config.refresh_cdn;
    platform.http = paced(config, ApsaraConfig::PACE);
    Ok(platform)
}

fn serve(session: &Session) -> Result<(Server, Status), Failure> {
    session
        .runtime()
        .block_on(async {
            let sandbox = Sandbox::open(&session.state_dir, Timestamp::now())?;
            let status = sandbox.status()?;
            let server = sandbox.serve(ServeOptions::default()).await?;
            Ok::<_, crate::sandbox::Error>((server, status))
        })
        .map_err(|error| session.state_failure(&error))
}

/// The sandbox as a platform. There is nobody to be considerate of, so it has no pace unless one is configured.
fn sandbox(config: &AccountConfig, dialect: SandboxDialect, server: &Server, status: Status) -> Reached {
    let http = paced(config, PaceConfig { requests_per_second: None, ..BrightcoveConfig::PACE });
    match dialect {
        SandboxDialect::Brightcove => {
            let account =
                Account { name: config.name.clone(), platform: Platform::Brightcove, account_id: status.account_id };
            let keys = (Secret::new(status.client_id), Secret::new(status.client_secret));
            Reached::Brightcove(BrightcoveConfig {
                oauth: server.url(),
                cms: server.url(),
                http,
                ..BrightcoveConfig::new(account, keys.0, keys.1)
            })
        }
        SandboxDialect::Apsara => {
            let key = Secret::new(status.access_key_id);
            let account = Account {
                name: config.name.clone(),
                platform: Platform::Apsara,
                account_id: apsara::account_id(&status.region, &key, Some(&status.account_id)),
            };
            Reached::Apsara(ApsaraConfig {
                endpoint: Some(server.url()),
                paced: false,
                refresh: config.refresh_cdn,
                http,
                ..ApsaraConfig::new(account, status.region, key, Secret::new(status.access_key_secret))
            })
        }
    }
}
