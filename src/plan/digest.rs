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
    #[test]
    fn the_digest_of_a_saved_document_stays_what_it_was() {
        let document: Value =
            serde_json::from_str(r#"{"o": {}, "neu\"": null, "id": "sha256:00", "b": [1, {"c": "d"}, []], "a": 1.5}"#)
                .expect("JSON");
        // SHA-256 of {"a":1.5,"b":[1,{"c":"d"},[]],"neu\"":null,"o":{}}
        assert_eq!(digest(&document), "sha256:6c09fef9e7fe38295f4d3496b89aeb6b79f0acd7e50b274255113d0bdabea8a2");
    }

    #[test]
    fn neither_moving_a_border_nor_a_level_goes_unnoticed() {
        let documents = [
            json!({"a": [1, 2]}),
            json!({"a": [12]}),
            json!({"a": [[1], 2]}),
            json!({"a": ["1,2"]}),
            json!({"a": 1, "b": 2}),
            json!({"a": {"b": 2}}),
            json!({"a": "1,\"b\":2"}),
        ];
        let digests: std::collections::BTreeSet<String> = documents.iter().map(digest).collect();
        assert_eq!(digests.len(), documents.len());
    }
}
