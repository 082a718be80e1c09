//! The reference as definitions for Rhai's language server: <https://rhai.rs/book/engine/metadata/definitions.html>.
//!
//! They are made of the signatures of the reference, so that an editor says what `vodsweep api` says.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use super::by_owner;
use crate::script::{FieldEntry, FunctionEntry, Reference};

/// One way to call a function, in the words of the language server.
#[derive(Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Way {
    pub(super) name: String,
    /// The names and types of what it takes.
    pub(super) params: Vec<(String, &'static str)>,
    /// The type of what it gives; `None` when it gives nothing.
    pub(super) result: Option<String>,
}

/// The reference as a definition file.
pub(in crate::cli) fn definitions(reference: &Reference) -> String {
    let mut text = String::from(
        "/// What vodsweep gives to policies and to their tests.\n///\n\
         /// Written by `vodsweep api --format rhai`.\nmodule static;\n",
    );
    types(&mut text, &reference.fields);
    types(&mut text, &reference.testing_fields);
    for (name, bytes) in reference.constants {
        let _ = write!(text, "\n/// {bytes} bytes.\nconst {name}: int;\n");
    }
    functions(&mut text, reference.functions, "");
    functions(&mut text, reference.testing, "In tests of policies only. ");
    text
}

fn types(text: &mut String, fields: &[FieldEntry]) {
    for (owner, list) in by_owner(fields) {
        let _ = write!(text, "\ntype {owner} = #{{\n");
        for field in list {
            let _ = writeln!(text, "    /// {}\n    {}: {},", field.doc, field.name, field_type(owner, field.name));
        }
        text.push_str("};\n");
    }
}

fn functions(text: &mut String, list: &[FunctionEntry], before: &str) {
    for function in list {
        for way in ways(function) {
            let params: Vec<String> = way.params.iter().map(|(name, kind)| format!("{name}: {kind}")).collect();
            let result = way.result.map_or_else(String::new, |result| format!(" -> {result}"));
            let _ = write!(
                text,
                "\n/// {before}{}\n///\n/// `{}`\nfn {}({}){result};\n",
                function.doc,
                function.signature,
                way.name,
                params.join(", ")
            );
        }
    }
}

/// Every way to call a function that its signature allows, with fewer arguments first.
pub(super) fn ways(function: &FunctionEntry) -> Vec<Way> {
    let mut found: BTreeMap<(usize, Option<&str>), Way> = BTreeMap::new();
    for written in function.signature.split("; ") {
        let Some((call, result)) = split_call(written) else { continue };
        let Some((before, arguments)) = call.split_once('(') else { continue };
        let receiver = before.split_once('.').map(|(receiver, _)| receiver);
        let result = result.map(result_type);
        for arguments in choices(arguments) {
            let mut params: Vec<(String, &'static str)> = Vec::new();
            if let Some(receiver) = receiver {
                params.push((receiver.to_owned(), param_type(receiver)));
            }
            for argument in arguments {
                let (name, kind) = param(argument);
                let taken = params.iter().filter(|(other, _)| other.starts_with(&name)).count();
                params.push((if taken == 0 { name } else { format!("{name}_{}", taken + 1) }, kind));
            }
            let way = Way { name: function.name.to_owned(), params, result: result.clone() };
            found.entry((way.params.len(), receiver)).or_insert(way);
        }
    }
    found.into_values().collect()
}

/// The call without its closing bracket, and what stands behind the arrow.
fn split_call(written: &str) -> Option<(&str, Option<&str>)> {
    let end = closing(written)?;
    let result = written.get(end + 1..)?.trim().strip_prefix("->").map(str::trim);
    Some((written.get(..end)?, result))
}

/// Where the bracket closes that the call opens first.
fn closing(written: &str) -> Option<usize> {
    let mut depth = 0_usize;
    for (at, c) in written.char_indices() {
        match c {
            '(' => depth += 1,
            ')' if depth == 1 => return Some(at),
            ')' => depth -= 1,
            _ => {}
        }
    }
    None
}

/// The arguments of every way to call: without what stands in square brackets, and with it, from left to right.
fn choices(arguments: &str) -> Vec<Vec<&str>> {
    let mut all: Vec<Vec<&str>> = vec![Vec::new()];
    // The parts that must be there come first; each bracket adds one choice to those before it.
    let (must, mut rest) = arguments.split_once('[').unwrap_or((arguments, ""));
    for part in parts(must) {
        for list in &mut all {
            list.push(part);
        }
    }
    while !rest.is_empty() {
        let end = rest.find(['[', ']']).unwrap_or(rest.len());
        let (own, after) = rest.split_at(end);
        let own = parts(own);
        if !own.is_empty() {
            let mut more = all.clone();
            for list in &mut more {
                list.extend(own.iter().copied());
            }
            all.extend(more);
        }
        rest = after.trim_start_matches(['[', ']']);
    }
    all
}

/// What stands between the commas that are in no bracket.
fn parts(text: &str) -> Vec<&str> {
    let mut found = Vec::new();
    let (mut depth, mut start) = (0_usize, 0);
    for (at, c) in text.char_indices() {
        match c {
            '{' | '(' => depth += 1,
            '}' | ')' => depth = depth.saturating_sub(1),
            ',' if depth == 0 => {
                found.push(text.get(start..at).unwrap_or_default());
                start = at + 1;
            }
            _ => {}
        }
    }
    found.push(text.get(start..).unwrap_or_default());
    found.into_iter().map(str::trim).filter(|part| !part.is_empty()).collect()
}

/// The name and type of an argument as it is written in a signature.
fn param(written: &str) -> (String, &'static str) {
    if written.starts_with('|') {
        return ("closure".to_owned(), "Fn");
    }
    if written.starts_with("#{") {
        return ("options".to_owned(), "Map");
    }
    let word: String = written.chars().take_while(|c| c.is_alphanumeric() || *c == '_').collect();
    if written.contains(" or ") {
        return (word.to_lowercase(), "?");
    }
    let kind = param_type(&word);
    (word, kind)
}

fn param_type(word: &str) -> &'static str {
    match word {
        "query" | "text" | "id" | "name" | "field" | "path" | "reason" | "help" | "why" | "part" | "action"
        | "source" | "kind" | "playlist" => "String",
        "video" => "Video",
        "videos" => "Videos",
        "asset" => "Asset",
        "time" => "Time",
        "plan" => "Plan",
        "n" => "int",
        "condition" | "bool" => "bool",
        _ => "?",
    }
}

fn result_type(written: &str) -> String {
    let one = |word: &str| match word.trim() {
        "number" => "int | float".to_owned(),
        "text" => "String".to_owned(),
        "bool" | "()" | "Video" | "Videos" | "Asset" | "Assets" | "Time" | "Duration" | "Plan" => {
            word.trim().to_owned()
        }
        "map" => "Map".to_owned(),
        list if list.starts_with("list") => "Array".to_owned(),
        _ => "?".to_owned(),
    };
    written.split(" or ").map(one).collect::<Vec<_>>().join(" | ")
}

fn field_type(owner: &str, name: &str) -> &'static str {
    use crate::model::{FieldType, VideoField};
    match (owner, name, VideoField::parse(name).filter(|_| owner == "Video").map(VideoField::kind)) {
        (_, _, Some(FieldType::Map)) | (_, "native", _) => "Map",
        ("Assets", "master", _) => "Asset | ()",
        (_, _, Some(FieldType::Text | FieldType::Word))
        | ("Asset", "label" | "status" | "format" | "definition" | "codec", _) => "String | ()",
        (_, _, Some(FieldType::Bool)) | ("Asset", "superseded" | "encrypted" | "playable", _) => "bool | ()",
        (_, _, Some(FieldType::Time)) | ("Asset", "created_at", _) => "Time | ()",
        (_, _, Some(FieldType::Duration)) | ("Asset", "duration", _) => "Duration | ()",
        (_, _, Some(FieldType::Bytes)) | ("Assets" | "Asset", "bytes" | "width" | "height" | "bitrate", _) => {
            "int | ()"
        }
        (_, _, Some(FieldType::Tags)) | ("Assets", ..) => "Array",
        ("Asset", "id" | "kind", _) | ("Time", "date", _) | ("Error", "message", _) => "String",
        ("Asset", "video", _) => "Video",
        ("Time", ..) => "int",
        ("Duration", ..) => "float",
        _ => "?",
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;
    use crate::script::{api, numbers_of_arguments};

    fn shown(name: &str) -> Vec<String> {
        let function = api().functions.iter().find(|function| function.name == name).expect("a function");
        let way = |way: Way| {
            let params: Vec<String> = way.params.iter().map(|(name, kind)| format!("{name}: {kind}")).collect();
            format!("({}) -> {}", params.join(", "), way.result.unwrap_or_default())
        };
        ways(function).into_iter().map(way).collect()
    }

    #[test]
    fn a_signature_is_every_way_to_call_it() {
        assert_eq!(
            shown("search"),
            ["() -> Videos", "(query: String) -> Videos", "(query: String, options: Map) -> Videos"]
        );
        assert_eq!(
            shown("count"),
            ["() -> int | float", "(query: String) -> int | float", "(videos: Videos) -> int | float"]
        );
        assert_eq!(shown("filter"), ["(videos: Videos, closure: Fn) -> Videos"]);
        assert_eq!(
            shown("delete_renditions"),
            [
                "(video: Video) -> int | float",
                "(video: Video, closure: Fn) -> int | float",
                "(video: Video, closure: Fn, reason: ?) -> int | float"
            ]
        );
        assert_eq!(shown("days_since"), ["(time: Time) -> int | float | ()"]);
    }

    #[test]
    fn the_ways_are_those_that_the_engine_takes() {
        for function in api().functions {
            let written: BTreeSet<usize> = ways(function).iter().map(|way| way.params.len()).collect();
            assert_eq!(written, numbers_of_arguments(function.name), "{}", function.signature);
        }
    }

    #[test]
    fn every_function_and_field_is_defined_with_its_own_words() {
        let reference = api();
        let text = definitions(&reference);
        for function in reference.functions.iter().chain(reference.testing) {
            assert!(text.contains(&format!("fn {}(", function.name)), "{}", function.name);
            assert!(text.contains(function.doc) && text.contains(function.signature), "{}", function.name);
        }
        for field in reference.fields.iter().chain(&reference.testing_fields) {
            assert!(text.contains(&format!("    /// {}\n    {}: ", field.doc, field.name)), "{}", field.name);
            assert_ne!((field.owner != "Plan").then(|| field_type(field.owner, field.name)), Some("?"));
        }
        assert!(text.starts_with("/// ") && text.contains("\nmodule static;\n"));
    }
}
