//! The arguments of everything that can read an inventory, and those of `sync`.

use clap::Args;
use jiff::SignedDuration;

use super::TextFormat;
use crate::model::parse_millis;

/// Whether the library is read from its inventory or from the platform.
#[derive(Debug, Clone, Default, Args)]
pub struct ReadingArgs {
    /// Ask no platform: read the inventory that `sync` made
    #[arg(long, conflicts_with = "live")]
    pub offline: bool,
    /// Read an inventory that is not older as it is, and refresh an older one first: 90s, 10m, 12h, 7d
    #[arg(long, value_name = "DURATION", value_parser = parse_age, allow_hyphen_values = true, conflicts_with = "live")]
    pub max_age: Option<SignedDuration>,
    /// Read the platform itself, also where there is an inventory
    #[arg(long)]
    pub live: bool,
}

impl ReadingArgs {
    /// Whether any of them is given.
    #[must_use]
    pub const fn is_given(&self) -> bool {
        self.offline || self.live || self.max_age.is_some()
    }
}

/// Arguments of `sync`.
#[derive(Debug, Args)]
pub struct SyncArgs {
    /// List everything, not only what changed; makes a damaged inventory anew
    #[arg(long)]
    pub full: bool,
    /// Form of the report
    #[arg(long, value_name = "FORM", default_value = "table")]
    pub format: TextFormat,
}

fn parse_age(text: &str) -> Result<SignedDuration, String> {
    let millis = parse_millis(text).map_err(|error| error.to_string())?;
    i64::try_from(millis).map(SignedDuration::from_millis).map_err(|_| "it is too long".to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_age_is_a_number_with_a_unit() {
        assert_eq!(parse_age("12h"), Ok(SignedDuration::from_hours(12)));
        assert_eq!(parse_age("7d"), Ok(SignedDuration::from_hours(168)));
        assert_eq!(
            parse_age("7"),
            Err("\"7\" is not a duration; write a number with a unit such as 90s, 10m or 2h".to_owned())
        );
    }
}
