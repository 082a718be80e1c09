//! Configuration: where it is found, what it may say, and where its secrets really are.

mod account;
mod error;
mod file;
mod locate;
mod secret_source;

pub use account::{AccountConfig, BrightcoveAccount, ClientId, PlatformConfig, ProtectConfig, SandboxDialect};
pub use error::ConfigError;
pub use file::Config;
pub use locate::{Located, user_dir};
pub use secret_source::SecretSource;
