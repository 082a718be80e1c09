//! Changes to a JSON document that keep it JSON.

use serde_json::{Map, Value};

use super::Input;

const HOSTILE: &str = "\u{1b}[2J\u{7}\u{9b}31m\u{202e}";
const ODD: [&str; 6] =
    ["a\r\nb\tc", "2024-01-31T10:00:00+01:00", "-1", "1e999", "新\u{301}\u{301}\u{301}\u{301}\u{301}", "|`<b>"];

/// The document after as many changes as the input holds, at most eight.
pub(crate) fn mutated(mut document: Value, input: &mut Input<'_>) -> Value {
    for _ in 0..8 {
        if input.is_empty() {
            break;
        }
        change(&mut document, input, 0);
    }
    document
}

/// Walks down to a place that the input names and changes it.
fn change(value: &mut Value, input: &mut Input<'_>, depth: u8) {
    let choice = input.byte();
    let members = match value {
        Value::Array(list) => list.len(),
        Value::Object(object) => object.len(),
        _ => 0,
    };
    if members > 0 && depth < 6 && choice % 8 < 6 {
        let index = input.below(members);
        let inner = match value {
            Value::Array(list) => list.get_mut(index),
            Value::Object(object) => object.values_mut().nth(index),
            _ => None,
        };
        if let Some(inner) = inner {
            return change(inner, input, depth + 1);
        }
    }
    match value {
        Value::Array(list) if choice >= 192 => rearrange(list, input),
        Value::Object(object) if choice >= 192 => rename(object, input),
        _ => *value = other(value, input),
    }
}

fn rearrange(list: &mut Vec<Value>, input: &mut Input<'_>) {
    let index = input.below(list.len().max(1));
    match (input.byte() % 3, list.get(index).cloned()) {
        (0, Some(_)) => drop(list.remove(index)),
        (1, Some(same)) => list.push(same),
        _ => list.push(other(&Value::Null, input)),
    }
}

fn rename(object: &mut Map<String, Value>, input: &mut Input<'_>) {
    let key = object.keys().nth(input.below(object.len().max(1))).cloned().unwrap_or_default();
    match input.byte() % 3 {
        0 => drop(object.remove(&key)),
        1 => {
            let value = object.remove(&key).unwrap_or_default();
            object.insert(input.text(), value);
        }
        _ => {
            let value = other(&Value::Null, input);
            object.insert(input.text(), value);
        }
    }
}

/// A value in the place of another.
fn other(value: &Value, input: &mut Input<'_>) -> Value {
    match input.byte() % 14 {
        0 => Value::Null,
        1 => Value::Bool(true),
        2 => Value::Bool(false),
        3 => input.number().into(),
        4 => input.number().wrapping_neg().cast_signed().into(),
        5 => f64::from_bits(input.number()).into(),
        6 => Value::String(input.text()),
        7 => Value::String(String::new()),
        8 => Value::Array(vec![value.clone()]),
        9 => Value::Array(Vec::new()),
        10 => Value::Object(Map::from_iter([(input.text(), value.clone())])),
        11 => Value::String(value.to_string()),
        12 => u64::MAX.into(),
        _ => input.pick(HOSTILE, &ODD).into(),
    }
}
