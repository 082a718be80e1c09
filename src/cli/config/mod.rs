//! Configuration: where it is found, what it may say, and where its secrets really are.

mod account;
mod error;
mod file;
mod locate;
mod mistake;
mod platform;
mod secret_source;
mod text;

pub use account::{
    AccountConfig, ApsaraAccount, BrightcoveAccount, ClientId, PlatformConfig, ProtectConfig, SandboxDialect,
};
pub use error::ConfigError;
pub use file::Config;
pub use locate::{Located, user_dir};
pub use secret_source::SecretSource;
