//! A list in whichever of its forms it came.

use std::collections::BTreeMap;

use serde_json::value::RawValue;

/// The elements of a list as raw JSON; `None` when it is no list.
///
/// The operations write lists as arrays or as arrays wrapped in an object of one key (`{"Video": [...]}`), and how an
/// empty one is written is not documented. A single text is a list of one.
pub(super) fn elements(raw: &str) -> Option<Vec<&str>> {
    match raw.as_bytes().first()? {
        b'[' => {
            let list: Vec<&RawValue> = serde_json::from_str(raw).ok()?;
            Some(list.into_iter().map(RawValue::get).filter(|raw| *raw != "null").collect())
        }
        b'{' => {
            let object: BTreeMap<&str, &RawValue> = serde_json::from_str(raw).ok()?;
            match object.len() {
                0 => Some(Vec::new()),
                1 => wrapped(object.into_values().next()?.get()),
                _ => None,
            }
        }
        b'"' if raw == "\"\"" => Some(Vec::new()),
        b'"' => Some(vec![raw]),
        b'n' => Some(Vec::new()),
        _ => None,
    }
}

/// What a wrapping object holds: the list itself, or its only element.
fn wrapped(raw: &str) -> Option<Vec<&str>> {
    match raw.as_bytes().first()? {
        b'{' => Some(vec![raw]),
        _ => elements(raw),
    }
}
