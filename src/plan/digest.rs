//! The digest that ties a plan's id to its content.
//!
//! It is taken over the content and not over the bytes of the file, so that re-indenting a plan is harmless and
//! changing any value, dropping an entry or adding a key is not.

use std::fmt::{self, Write};

use serde_json::Value;
use sha2::{Digest, Sha256};

/// A list of a document that is longer than what should be held twice: its key, and its items as they are asked for.
pub(super) type LongList<'a> = (&'static str, Box<dyn Iterator<Item = serde_json::Result<Value>> + 'a>);

/// The id of a document: `sha256:` and the hex digest of its canonical content without the key `id`.
#[must_use]
pub(super) fn digest(document: &Value) -> String {
    let mut sink = Sink(Sha256::new());
    match document {
        Value::Object(map) => write_object(&mut sink, map.iter().filter(|(key, _)| key.as_str() != "id")),
        other => write_value(&mut sink, other),
    }
    sink.id()
}

/// As [`digest`], for a document of which some lists are given beside the rest of it.
pub(super) fn digest_with(rest: &Value, lists: Vec<LongList<'_>>) -> serde_json::Result<String> {
    enum Member<'a> {
        Short(&'a Value),
        Long(LongList<'a>),
    }
    let empty = serde_json::Map::new();
    let rest = rest.as_object().unwrap_or(&empty).iter().filter(|(key, _)| key.as_str() != "id");
    let mut members: Vec<(&str, Member<'_>)> = rest
        .filter(|(key, _)| lists.iter().all(|(name, _)| name != key))
        .map(|(key, value)| (key.as_str(), Member::Short(value)))
        .collect();
    members.extend(lists.into_iter().map(|list| (list.0, Member::Long(list))));
    members.sort_by_key(|(key, _)| *key);
    let mut sink = Sink(Sha256::new());
    let mut opening = "{";
    for (key, member) in members {
        let _ = write!(sink, "{opening}{}:", Value::from(key));
        opening = ",";
        match member {
            Member::Short(value) => write_value(&mut sink, value),
            Member::Long((_, items)) => write_items(&mut sink, items)?,
        }
    }
    sink.put("}");
    Ok(sink.id())
}

/// Hashes a text without holding it.
struct Sink(Sha256);

impl Sink {
    fn put(&mut self, text: &str) {
        self.0.update(text.as_bytes());
    }

    fn id(self) -> String {
        let mut id = String::from("sha256:");
        for byte in self.0.finalize() {
            let _ = write!(id, "{byte:02x}");
        }
        id
    }
}

impl Write for Sink {
    fn write_str(&mut self, text: &str) -> fmt::Result {
        self.put(text);
        Ok(())
    }
}

/// Writes compact JSON with sorted keys, whatever order the map type keeps.
fn write_value(out: &mut Sink, value: &Value) {
    match value {
        Value::Array(items) => {
            out.put("[");
            for (index, item) in items.iter().enumerate() {
                if index > 0 {
                    out.put(",");
                }
                write_value(out, item);
            }
            out.put("]");
        }
        Value::Object(map) => write_object(out, map.iter()),
        plain => {
            let _ = write!(out, "{plain}");
        }
    }
}

fn write_items(out: &mut Sink, items: impl Iterator<Item = serde_json::Result<Value>>) -> serde_json::Result<()> {
    out.put("[");
    for (index, item) in items.enumerate() {
        if index > 0 {
            out.put(",");
        }
        write_value(out, &item?);
    }
    out.put("]");
    Ok(())
}

fn write_object<'a>(out: &mut Sink, members: impl Iterator<Item = (&'a String, &'a Value)>) {
    let mut members: Vec<_> = members.collect();
    members.sort_by_key(|(key, _)| *key);
    out.put("{");
    for (index, (key, value)) in members.into_iter().enumerate() {
        if index > 0 {
            out.put(",");
        }
        let _ = write!(out, "{}:", Value::from(key.as_str()));
        write_value(out, value);
    }
    out.put("}");
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
