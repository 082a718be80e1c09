//! The digest that ties a plan's id to its content.
//!
//! It is taken over the content and not over the bytes of the file, so that re-indenting a plan is harmless and
//! changing any value, dropping an entry or adding a key is not.

use std::fmt::Write as _;

use serde_json::Value;
use sha2::{Digest, Sha256};

/// The id of a document: `sha256:` and the hex digest of its canonical content without the key `id`.
#[must_use]
pub(super) fn digest(document: &Value) -> String {
    let mut canonical = String::new();
    match document {
        Value::Object(map) => write_object(&mut canonical, map.iter().filter(|(key, _)| key.as_str() != "id")),
        other => write_value(&mut canonical, other),
    }
    let mut id = String::from("sha256:");
    for byte in Sha256::digest(canonical.as_bytes()) {
        let _ = write!(id, "{byte:02x}");
    }
    id
}

/// Writes compact JSON with sorted keys, whatever order the map type keeps.
fn write_value(out: &mut String, value: &Value) {
    match value {
        Value::Array(items) => {
            out.push('[');
            for (index, item) in items.iter().enumerate() {
                if index > 0 {
                    out.push(',');
                }
                write_value(out, item);
            }
            out.push(']');
        }
        Value::Object(map) => write_object(out, map.iter()),
        plain => {
            let _ = write!(out, "{plain}");
        }
    }
}

fn write_object<'a>(out: &mut String, members: impl Iterator<Item = (&'a String, &'a Value)>) {
    let mut members: Vec<_> = members.collect();
    members.sort_by_key(|(key, _)| *key);
    out.push('{');
    for (index, (key, value)) in members.into_iter().enumerate() {
        if index > 0 {
            out.push(',');
        }
        let _ = write!(out, "{}:", Value::String(key.clone()));
        write_value(out, value);
    }
    out.push('}');
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn the_digest_ignores_layout_and_order_but_no_value() {
        let one = digest(&json!({"id": "x", "a": 1, "b": [1, {"c": "d"}]}));
        let reordered: Value = serde_json::from_str("{ \"b\": [1, {\"c\": \"d\"}], \"a\": 1 }").expect("JSON");
        assert_eq!(one, digest(&reordered));
        assert_ne!(one, digest(&json!({"a": 1, "b": [1, {"c": "e"}]})));
        assert_ne!(one, digest(&json!({"a": 1, "b": [1, {"c": "d"}], "extra": null})));
        assert_eq!(one.len(), "sha256:".len() + 64);
    }
}
