//! Configurations: any text, with a secret written where none belongs; and lists of protected ids after a NUL byte.

use std::collections::BTreeMap;
use std::path::Path;

use jiff::{SignedDuration, Timestamp};

use super::videos::nothing;
use super::{Input, text::harmless};
use crate::cli::config::{Config, ConfigError};
use crate::plan::{Protection, parse_protected_ids};
use crate::report::{Style, diagnostic};

/// The secret; no text of the fuzzer's own may hold it.
const MARKER: &str = "hunter2XYZZY";

/// Ways in which people write a secret into a configuration, right and wrong.
const WRITTEN: [&str; 13] = [
    "client_secret = \"hunter2XYZZY\"",
    "access_key_secret = 'hunter2XYZZY'",
    "security_token = \"\"\"hunter2XYZZY\"\"\"",
    "client_secret = hunter2XYZZY",
    "client_secret = \"hunter2XYZZY",
    "client_secret = [\"hunter2XYZZY\"]",
    "client_secret = { value = \"hunter2XYZZY\" }",
    "client_secrets = \"hunter2XYZZY\"",
    "access_key_secret = \"\"\"\nhunter2XYZZY",
    "client_secret = \"\"\"\nhunter2XYZZY==\n\"\"\"",
    "client_secret = \"\"\"\n[hunter2XYZZY\n\"\"\"\nx",
    "client_secret = [\n\"hunter2XYZZY==\"\n]",
    "client_secret =\nhunter2XYZZY==",
];

/// Reading a configuration and a list of ids.
pub(super) fn config(data: &[u8]) {
    let (text, mut input) = Input::text_first(data);
    if text.contains(MARKER) {
        return;
    }
    let read = Config::parse("vodsweep.toml", &text, Path::new("/etc"));
    match &read {
        Ok(config) => {
            assert!(config.accounts.contains_key("sandbox"), "the sandbox is always there");
            for account in config.accounts.values() {
                assert!(account.requests_per_second.is_none_or(|rate| rate.is_finite() && rate > 0.0));
                assert!(account.concurrency != Some(0));
                account.protect.ids.iter().for_each(|line| one_id(line));
            }
        }
        Err(error) => drop(said(error)),
    }
    secret_stays(&text, &mut input);
    protects(&String::from_utf8_lossy(input.rest()));
}

/// Everything that a person is shown of an error.
fn said(error: &ConfigError) -> String {
    let mut text = format!("{error} {error:?}");
    if let ConfigError::Text(found) = error {
        if let (Some(source), Some(span)) = (&found.source, &found.span) {
            assert!(source.text.get(span.clone()).is_some(), "{span:?} is not in the text");
        }
        let shown = diagnostic(found, &Style::plain(80));
        harmless(&shown, false);
        text.push_str(&shown);
    }
    text
}

/// Puts a secret on a line of its own, where what stands before it is complete, and looks for it in the error.
fn secret_stays(text: &str, input: &mut Input<'_>) {
    let lines: Vec<&str> = text.split_inclusive('\n').collect();
    let (before, after) = lines.split_at(input.below(lines.len() + 1));
    let before = before.concat();
    if toml::from_str::<toml::Table>(&before).is_err() {
        return;
    }
    let line = input.pick("client_secret = \"hunter2XYZZY\"", &WRITTEN);
    let planted = format!("{before}\n{line}\n{}", after.concat());
    match Config::parse("vodsweep.toml", &planted, Path::new("/etc")) {
        Ok(config) => assert!(!format!("{config:?}").contains(MARKER), "a literal secret was taken:\n{planted}"),
        Err(error) => assert!(!said(&error).contains(MARKER), "a secret is shown:\n{planted}\n{}", said(&error)),
    }
}

/// What stands for one id in the configuration protects one id, or is refused.
fn one_id(line: &str) {
    if let Ok(ids) = parse_protected_ids(line) {
        assert_eq!(ids.len(), 1, "{line:?} stands for one id");
    }
}

/// Every line of a list that was read protects its id to the end of what is written.
fn protects(text: &str) {
    let Ok(ids) = parse_protected_ids(text) else { return };
    let protection = Protection { ids, ..Protection::default() };
    let mut written = BTreeMap::new();
    for line in text.trim_start_matches('\u{feff}').lines() {
        let mut parts = line.split('#').next().unwrap_or_default().split(',').map(str::trim);
        let Some(id) = parts.next().filter(|id| !id.is_empty()) else { continue };
        let day = parts.next().filter(|date| !date.is_empty());
        let last = match day.map(|day| day.parse::<Timestamp>().ok().map(|end| end - SignedDuration::from_nanos(1))) {
            None => Some(Timestamp::MAX),
            Some(Some(moment)) => Some(moment),
            // A whole day: its beginning is within it, however it is written.
            Some(None) => day
                .and_then(|day| day.parse::<jiff::civil::Date>().ok())
                .and_then(|date| date.to_zoned(jiff::tz::TimeZone::UTC).ok().map(|start| start.timestamp())),
        };
        written.insert((id.to_owned(), line), last);
    }
    for ((id, line), last) in written {
        let Some(last) = last else { panic!("{line:?} was read, and its end is not known") };
        assert!(protection.protects(&nothing(&id), last).is_some(), "{line:?} does not protect at {last}");
    }
}
