//! Findings as SARIF 2.1.0, the form that code scanning reads.

use std::fmt::Write as _;

use serde_json::{Value, json};

use super::Place;
use crate::model::{Diagnostic, Lint, Severity};
use crate::report::json::pretty;

const SCHEMA: &str = "https://json.schemastore.org/sarif-2.1.0.json";

/// The findings of one check with the rules that they come from; a rule that found nothing is left out.
///
/// # Errors
/// Fails when it cannot be written as JSON.
pub fn check_sarif(found: &[Diagnostic], lints: &[&Lint]) -> serde_json::Result<String> {
    let used: Vec<&Lint> =
        lints.iter().copied().filter(|lint| found.iter().any(|found| found.code == lint.code)).collect();
    let rules: Vec<Value> = used.iter().map(|lint| rule(lint)).collect();
    let results: Vec<Value> = found.iter().map(|found| result(found, &used)).collect();
    let driver = json!({ "name": "vodsweep", "version": env!("CARGO_PKG_VERSION"), "rules": rules });
    let run = json!({ "tool": { "driver": driver }, "columnKind": "unicodeCodePoints", "results": results });
    pretty(&json!({ "$schema": SCHEMA, "version": "2.1.0", "runs": [run] }))
}

fn rule(lint: &Lint) -> Value {
    json!({
        "id": lint.code,
        "shortDescription": { "text": lint.code.replace('-', " ") },
        "fullDescription": { "text": lint.meaning },
        "defaultConfiguration": { "level": level(lint.severity) },
    })
}

fn result(found: &Diagnostic, rules: &[&Lint]) -> Value {
    let text = match &found.hint {
        Some(hint) => format!("{}; {hint}", found.message),
        None => found.message.clone(),
    };
    let mut result = json!({ "ruleId": found.code, "level": level(found.severity), "message": { "text": text } });
    let Some(fields) = result.as_object_mut() else { return result };
    if let Some(index) = rules.iter().position(|rule| rule.code == found.code) {
        fields.insert("ruleIndex".to_owned(), json!(index));
    }
    if let Some(place) = Place::of(found) {
        let region = json!({
            "startLine": place.line,
            "startColumn": place.column,
            "endLine": place.end_line,
            "endColumn": place.end_column,
        });
        let physical = json!({ "artifactLocation": { "uri": uri(place.path) }, "region": region });
        fields.insert("locations".to_owned(), json!([{ "physicalLocation": physical }]));
    }
    result
}

const fn level(severity: Severity) -> &'static str {
    match severity {
        Severity::Error => "error",
        Severity::Warning => "warning",
        Severity::Advice => "note",
    }
}

/// A path as a relative reference: what has a meaning in an address is written as its bytes.
fn uri(path: &str) -> String {
    let path = path.strip_prefix("./").unwrap_or(path).replace('\\', "/");
    path.bytes().fold(String::with_capacity(path.len()), |mut uri, byte| {
        if byte.is_ascii_alphanumeric() || b"/-._~".contains(&byte) {
            uri.push(char::from(byte));
        } else {
            let _ = write!(uri, "%{byte:02X}");
        }
        uri
    })
}
