//! How every JSON answer is written.

use serde::Serialize;

/// Indented JSON, keys in the order of declaration, ended by a line feed.
pub(super) fn pretty<T: Serialize + ?Sized>(value: &T) -> serde_json::Result<String> {
    let mut text = serde_json::to_string_pretty(value)?;
    text.push('\n');
    Ok(text)
}
