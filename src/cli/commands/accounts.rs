//! `accounts`: what can be named with `--account`.

use crate::cli::args::{AccountsArgs, TextFormat};
use crate::cli::config::{AccountConfig, PlatformConfig};
use crate::cli::{Exit, Failure, Session};
use crate::model::Account;
use crate::report::{self, AccountLine};

/// Lists the accounts.
///
/// # Errors
/// Fails when the list cannot be written.
pub(in crate::cli) fn run(session: &Session, args: &AccountsArgs) -> Result<Exit, Failure> {
    // A name that does not exist is a mistake here too; that there is no default is not.
    session.named_account()?;
    let default = session.config.account(None).ok().map(|account| account.name.as_str());
    let lines: Vec<AccountLine> = session.config.accounts.values().map(|account| line(account, default)).collect();
    let text = match args.format {
        TextFormat::Table => report::accounts_table(&lines, &session.terminal.out),
        TextFormat::Json => report::accounts_json(&lines).map_err(|error| Failure::from_error(Exit::Failed, &error))?,
    };
    session.terminal.result(&text)?;
    match &session.config_path {
        Some(path) => session.terminal.say(&format!("configuration: {}", path.display())),
        None => session.terminal.say("there is no configuration, only the built-in accounts"),
    }
    Ok(Exit::Done)
}

fn line(config: &AccountConfig, default: Option<&str>) -> AccountLine {
    let (account_id, endpoint) = match &config.platform {
        PlatformConfig::Brightcove(own) => (own.account_id.clone(), own.cms.clone()),
        PlatformConfig::Apsara(own) => (own.region.clone(), own.endpoint.clone()),
        PlatformConfig::Sandbox(_) => ("sandbox".to_owned(), Some("built in".to_owned())),
    };
    let account = Account { name: config.name.clone(), platform: config.platform.platform(), account_id };
    AccountLine { account, default: default == Some(&config.name), endpoint }
}
