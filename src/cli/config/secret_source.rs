//! Where a secret really is. A configuration never contains one.

use std::fmt;
use std::path::{Path, PathBuf};
use std::process::Command;

use super::ConfigError;
use crate::model::Secret;

/// A reference to a secret: `env:NAME`, `file:PATH`, `keyring:SERVICE/USER` or `command:LINE`.
#[derive(Clone, PartialEq, Eq)]
pub enum SecretSource {
    /// An environment variable.
    Env(String),
    /// The content of a file, without the line end.
    File(PathBuf),
    /// An entry of the operating system's keyring.
    Keyring {
        /// The service.
        service: String,
        /// The user.
        user: String,
    },
    /// What a shell command prints, without the line end.
    Command(String),
}

impl fmt::Debug for SecretSource {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Env(name) => write!(f, "env:{name}"),
            Self::File(path) => write!(f, "file:{}", path.display()),
            Self::Keyring { service, user } => write!(f, "keyring:{service}/{user}"),
            // A command line may have been given a secret as an argument.
            Self::Command(_) => f.write_str("command:…"),
        }
    }
}

impl SecretSource {
    /// Reads a reference; `folder` is where relative file paths start.
    ///
    /// # Errors
    /// Refuses a text that is not a reference, without repeating it: it may be the secret itself.
    pub fn parse(key: &str, text: &str, folder: &Path) -> Result<Self, ConfigError> {
        let refuse = |message: &str| Err(ConfigError::value(key, message));
        match text.split_once(':') {
            Some(("env", name)) if !name.is_empty() => Ok(Self::Env(name.to_owned())),
            Some(("file", path)) if !path.is_empty() => Ok(Self::File(folder.join(path))),
            Some(("command", line)) if !line.trim().is_empty() => Ok(Self::Command(line.to_owned())),
            Some(("keyring", entry)) => match entry.split_once('/') {
                Some((service, user)) if !service.is_empty() && !user.is_empty() => {
                    Ok(Self::Keyring { service: service.to_owned(), user: user.to_owned() })
                }
                _ => refuse("write a keyring entry as keyring:SERVICE/USER"),
            },
            Some(("env" | "file" | "command", _)) => refuse("name something after the colon"),
            _ => refuse(
                "secrets are not written into the configuration; refer to one with env:NAME, file:PATH, \
                 keyring:SERVICE/USER or command:LINE",
            ),
        }
    }

    /// Fetches the secret.
    ///
    /// # Errors
    /// Says which source failed and why, never what it gave.
    pub fn resolve(&self, key: &str, env: &dyn Fn(&str) -> Option<String>) -> Result<Secret, ConfigError> {
        let fail = |message: String| ConfigError::value(key, message);
        let text = match self {
            Self::Env(name) => env(name).ok_or_else(|| fail(format!("the environment variable {name} is not set")))?,
            Self::File(path) => std::fs::read_to_string(path)
                .map_err(|error| fail(format!("cannot read {}: {}", path.display(), error.kind())))?,
            Self::Keyring { service, user } => keyring_password(service, user).map_err(fail)?,
            Self::Command(line) => run(line).map_err(fail)?,
        };
        let text = text.trim_end_matches(['\r', '\n']);
        if text.trim().is_empty() {
            return Err(fail(format!("{self:?} is empty")));
        }
        Ok(Secret::new(text.to_owned()))
    }
}

fn run(line: &str) -> Result<String, String> {
    let (shell, flag) = if cfg!(windows) { ("cmd", "/C") } else { ("sh", "-c") };
    let output = Command::new(shell)
        .args([flag, line])
        .stderr(std::process::Stdio::inherit())
        .output()
        .map_err(|error| format!("cannot start the command: {}", error.kind()))?;
    if !output.status.success() {
        return Err(format!("the command failed ({})", output.status));
    }
    String::from_utf8(output.stdout).map_err(|_| "the command printed something that is not UTF-8".to_owned())
}

fn keyring_password(service: &str, user: &str) -> Result<String, String> {
    install_keyring_store()?;
    let entry = keyring_core::Entry::new(service, user).map_err(|error| error.to_string())?;
    entry.get_password().map_err(|error| format!("the keyring entry {service}/{user} cannot be read: {error}"))
}

fn install_keyring_store() -> Result<(), String> {
    if keyring_core::get_default_store().is_some() {
        return Ok(());
    }
    #[cfg(target_os = "linux")]
    let store = linux_keyutils_keyring_store::Store::new();
    #[cfg(target_os = "macos")]
    let store = apple_native_keyring_store::keychain::Store::new();
    #[cfg(target_os = "windows")]
    let store = windows_native_keyring_store::Store::new();
    #[cfg(not(any(target_os = "linux", target_os = "macos", target_os = "windows")))]
    return Err("there is no keyring on this system; use env:, file: or command:".to_owned());
    #[cfg(any(target_os = "linux", target_os = "macos", target_os = "windows"))]
    {
        keyring_core::set_default_store(store.map_err(|error| format!("the keyring is not available: {error}"))?);
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parse(text: &str) -> Result<SecretSource, ConfigError> {
        SecretSource::parse("accounts.main.client_secret", text, Path::new("/etc"))
    }

    #[test]
    fn a_literal_secret_is_refused_by_key_and_not_repeated() {
        let error = parse("hunter2-canary").expect_err("a literal").to_string();
        assert!(error.starts_with("accounts.main.client_secret: secrets are not written"));
        assert!(!error.contains("canary"));
    }

    #[test]
    fn a_missing_variable_is_named() {
        let error = parse("env:NOWHERE").expect("a reference").resolve("k", &|_| None).expect_err("not set");
        assert_eq!(error.to_string(), "k: the environment variable NOWHERE is not set");
    }

    #[test]
    fn files_start_at_the_configuration_and_lose_their_line_end() {
        let dir = tempfile::tempdir().expect("a folder");
        std::fs::write(dir.path().join("secret"), "abc\n").expect("a file");
        let source = SecretSource::parse("k", "file:secret", dir.path()).expect("a reference");
        assert_eq!(source.resolve("k", &|_| None).expect("a secret").expose(), "abc");
    }

    #[cfg(unix)]
    #[test]
    fn a_command_gives_what_it_prints_and_its_failure_is_told() {
        assert_eq!(parse("command:printf abc").expect("ok").resolve("k", &|_| None).expect("ok").expose(), "abc");
        let error = parse("command:exit 3").expect("ok").resolve("k", &|_| None).expect_err("fails");
        assert!(error.to_string().contains("the command failed"), "{error}");
    }
}
