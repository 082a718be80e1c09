//! The configured accounts.

use serde::Serialize;

use super::Style;
use super::json::pretty;
use super::table::{Column, Table};
use crate::model::Account;

/// One configured account.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct AccountLine {
    /// The account.
    #[serde(flatten)]
    pub account: Account,
    /// Whether it is used when none is named.
    pub default: bool,
    /// Where it is reached, when that is not the platform's own address.
    pub endpoint: Option<String>,
}

/// The accounts as a table; the default one is marked by `*`.
#[must_use]
pub fn accounts_table(accounts: &[AccountLine], style: &Style) -> String {
    if accounts.is_empty() {
        return "No account is configured.\n".to_owned();
    }
    let mut table = Table::new([
        Column::fixed(""),
        Column::text("account", 8, 1),
        Column::fixed("platform"),
        Column::text("id", 8, 1),
        Column::text("endpoint", 8, 1).droppable(1),
    ]);
    for line in accounts {
        table.row(vec![
            (if line.default { "*" } else { "" }).into(),
            line.account.name.as_str().into(),
            line.account.platform.title().into(),
            line.account.account_id.as_str().into(),
            line.endpoint.as_deref().unwrap_or_default().into(),
        ]);
    }
    table.render(style)
}

/// The accounts as JSON: `{name, platform, account_id, default, endpoint}`.
///
/// # Errors
/// Fails only when a value cannot be written as JSON.
pub fn accounts_json(accounts: &[AccountLine]) -> serde_json::Result<String> {
    pretty(accounts)
}

#[cfg(test)]
mod tests {
    use insta::assert_snapshot;

    use super::*;
    use crate::report::samples;

    #[test]
    fn the_default_account_is_marked() {
        let main = AccountLine { account: samples::account(), default: true, endpoint: None };
        let other = AccountLine {
            account: Account { name: "other".to_owned(), ..samples::account() },
            default: false,
            endpoint: Some("http://127.0.0.1:8080".to_owned()),
        };
        assert_snapshot!(accounts_table(&[main, other], &Style::plain(80)), @"
           account  platform                id           endpoint
        *  main     Brightcove Video Cloud  57838016001
           other    Brightcove Video Cloud  57838016001  http://127.0.0.1:8080
        ");
    }
}
