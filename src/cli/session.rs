//! What a command works with: configuration, account, state folder, runtime.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use jiff::Timestamp;
use tokio::runtime::Runtime;

use super::args::Global;
use super::config::{AccountConfig, Config, Located, user_dir};
use super::{Exit, Failure, Interrupt, Opened, Terminal};
use crate::model::Account;
use crate::plan::Protection;
use crate::query::{Expr, Matcher};
use crate::store::{Operator, Store};

/// How many protected ids a notice names.
const NAMED: usize = 5;

/// Everything of one call of the program.
pub struct Session {
    /// Where to write.
    pub terminal: Terminal,
    /// The clock of policies and plans.
    pub now: Timestamp,
    /// Whether `--now` set it.
    pub now_is_given: bool,
    /// Whether the user asked to stop.
    pub interrupt: Interrupt,
    /// The configuration.
    pub config: Config,
    /// The file that it came from.
    pub config_path: Option<PathBuf>,
    /// The state folder.
    pub state_dir: PathBuf,
    account: Option<String>,
    runtime: Runtime,
}

/// A variable of the environment.
pub(super) fn env(name: &str) -> Option<String> {
    std::env::var(name).ok()
}

impl Session {
    /// Reads the configuration and starts the runtime; asks no platform.
    ///
    /// # Errors
    /// Fails on a configuration that cannot be read.
    pub fn start(global: &Global) -> Result<Self, Failure> {
        let terminal = Terminal::detect(global, &env);
        let cwd = std::env::current_dir()
            .map_err(|error| Failure::new(Exit::Failed, format!("failed to find the current folder: {error}")))?;
        let user = user_dir(&env);
        let located = Located::find(&cwd, global.config.as_deref(), global.state_dir.as_deref(), user.as_deref());
        let config = match &located.config {
            Some(path) => Config::read(path)?,
            None => Config::built_in(),
        };
        let runtime = tokio::runtime::Builder::new_multi_thread()
            .worker_threads(2)
            .enable_all()
            .build()
            .map_err(|error| Failure::new(Exit::Failed, format!("failed to start threads: {error}")))?;
        let interrupt = Interrupt::default();
        interrupt.listen(&runtime);
        Ok(Self {
            terminal,
            now: global.now.unwrap_or_else(Timestamp::now),
            now_is_given: global.now.is_some(),
            interrupt,
            config,
            config_path: located.config,
            state_dir: located.state_dir,
            account: global.account.clone(),
            runtime,
        })
    }

    /// The runtime, for work that waits.
    #[must_use]
    pub fn runtime(&self) -> &Runtime {
        &self.runtime
    }

    /// The selected account's configuration.
    ///
    /// # Errors
    /// Fails when there is no such account.
    pub fn account(&self) -> Result<&AccountConfig, Failure> {
        Ok(self.config.account(self.account.as_deref())?)
    }

    /// The account that `--account` names, if it names one.
    ///
    /// # Errors
    /// Fails when there is no such account.
    pub fn named_account(&self) -> Result<Option<&AccountConfig>, Failure> {
        self.account.as_deref().map(|name| self.config.account(Some(name))).transpose().map_err(Failure::from)
    }

    /// The journal of the state folder.
    ///
    /// # Errors
    /// Fails when the folder cannot be used.
    pub fn store(&self) -> Result<Arc<Store>, Failure> {
        let operator = Operator::new(whoami::username().ok(), whoami::hostname().ok());
        Store::open(&self.state_dir)
            .map(|store| Arc::new(store.on_behalf_of(operator)))
            .map_err(|error| self.state_failure(&error))
    }

    /// A state folder that cannot be used.
    pub(super) fn state_failure(&self, error: &dyn std::error::Error) -> Failure {
        let hint = format!("the state folder is {}; choose another with --state-dir", self.state_dir.display());
        Failure::from_error(Exit::Failed, error).hint(hint)
    }

    /// Whether a run or plan of this library is meant: always, unless `--account` names another.
    #[must_use]
    pub fn selects(&self, account: &Account) -> bool {
        self.account.as_ref().is_none_or(|name| *name == account.name)
    }

    /// Opens the account of a plan or a run: the one named by `--account`, else the one it was made for.
    ///
    /// Whether it really is the same library is judged afterwards, by the platform's own id.
    ///
    /// # Errors
    /// As [`Session::open`].
    pub fn open_for(&self, account: &Account) -> Result<Opened, Failure> {
        if self.account.is_some() {
            return self.open();
        }
        match self.config.account(Some(&account.name)) {
            Ok(config) => Opened::new(self, config.clone()),
            Err(_) => Err(Failure::new(
                Exit::Refused,
                format!("it was made for the account {account}, which is not configured here"),
            )
            .hint("use the configuration that it was made with, or name the account with --account")),
        }
    }

    /// Opens the selected account. The built-in sandbox is started in this process.
    ///
    /// # Errors
    /// Fails when a secret is missing or the sandbox cannot be started; it asks no platform.
    pub fn open(&self) -> Result<Opened, Failure> {
        Opened::new(self, self.account()?.clone())
    }
}

impl std::fmt::Debug for Session {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Session").field("state_dir", &self.state_dir).finish_non_exhaustive()
    }
}

/// What an account protects, read and ready.
///
/// # Errors
/// Fails when the query or the file of ids cannot be read: that is never "nothing protected".
pub(super) fn protection(config: &AccountConfig, now: Timestamp) -> Result<Protection, Failure> {
    let key = |rest: &str| format!("accounts.{}.protect.{rest}", config.name);
    let clock = Timestamp::now();
    let mut protection = Protection { clock: Some(clock), ..Protection::default() };
    if let Some(text) = &config.protect.query {
        // By both clocks: an age in the query must not end a protection because `--now` is another.
        let read = |now| {
            crate::query::parse(text, now).map(|query| query.root).map_err(|diagnostic| {
                let note = format!("in {} of the configuration", key("query"));
                Failure::from_diagnostics(Exit::Usage, vec![diagnostic.note(note)])
            })
        };
        let either = Expr::Or(vec![read(now)?, read(clock)?]);
        protection.query = Some((text.clone(), Matcher::of(&either)));
    }
    if let Some(path) = &config.protect.ids_file {
        let fail = |message: String| {
            Failure::new(Exit::Usage, format!("{}: {}: {message}", key("ids_file"), path.display()))
                .hint("nothing is planned or deleted while the protection cannot be read")
        };
        let text = read_list(path).map_err(fail)?;
        protection.add(crate::plan::parse_protected_ids(&text).map_err(fail)?);
    }
    for line in &config.protect.ids {
        let ids = crate::plan::parse_protected_ids(line)
            .map_err(|message| Failure::new(Exit::Usage, format!("{}: {message}", key("ids"))))?;
        protection.add(ids);
    }
    protection.folders = config.protect.folders.iter().cloned().collect();
    Ok(protection)
}

/// The text of a list of ids. An export that failed leaves an empty file, which must not pass for "nothing protected".
fn read_list(path: &Path) -> Result<String, String> {
    let metadata = std::fs::metadata(path).map_err(|error| error.to_string())?;
    if metadata.is_dir() {
        return Err("it is a folder".to_owned());
    }
    // Reading from a pipe or a device may wait for ever, and twice the same from it is not to be had.
    if !metadata.is_file() {
        return Err("it is not a regular file".to_owned());
    }
    let bytes = std::fs::read(path).map_err(|error| error.to_string())?;
    let text = String::from_utf8(bytes).map_err(|_| "it is not UTF-8 text".to_owned())?;
    if text.trim_start_matches('\u{feff}').trim().is_empty() {
        return Err("it is empty; a list that is meant to have no ids says so in a comment (# …)".to_owned());
    }
    Ok(text)
}

/// What a person should know of the protections: that some have ended.
pub(super) fn ended_protections(protection: &Protection, now: Timestamp) -> Option<String> {
    let ended = protection.ended(now);
    let named: Vec<String> = ended.iter().take(NAMED).map(|(id, until)| format!("{id} at {until}")).collect();
    let more = if ended.len() > NAMED { format!(" and {} more", ended.len() - NAMED) } else { String::new() };
    let named = format!("{}{more}", named.join(", "));
    match ended.len() {
        0 => None,
        1 => Some(format!("1 protection has ended and protects no longer: {named}")),
        many => Some(format!("{many} protections have ended and protect no longer: {named}")),
    }
}
