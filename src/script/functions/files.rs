//! Lists to compare the library with, below the script's folder. A file is read once a run, so that a change in
//! the middle changes nothing.

use rhai::{Array, Dynamic, Engine, Map, NativeCallContext};

use super::super::folder::{is_below, locate, read_below};
use crate::script::error::{Fault, Outcome};
use crate::script::limits::Limits;
use crate::script::session::Session;
use crate::script::values::text;

type Read = fn(&str, &str, &Limits) -> Outcome<Dynamic>;

pub(super) fn register(engine: &mut Engine) {
    let readers: [(&str, Read); 3] = [("read_lines", lines), ("read_csv", csv), ("read_json", json)];
    for (name, read) in readers {
        engine.register_fn(name, move |context: NativeCallContext<'_>, path: &str| {
            let session = Session::of(&context)?;
            let Some(folder) = &session.folder() else {
                let message = format!("{path:?} cannot be read: this policy has no folder");
                return Err(Fault::new("no-folder", message).into());
            };
            let limits = &session.fixed.limits;
            if let Some(hears) = &session.fixed.on_file
                && is_below(path)
            {
                hears(&folder.join(path));
            }
            // However a path is written, a file is one file.
            let key = (name, locate(folder, path)?);
            if let Some(value) = session.gathered().files.get(&key) {
                return Ok(value.clone());
            }
            let value = read(path, &read_below(folder, path, limits.file_bytes)?, limits)?;
            if let Ok(rows) = value.as_array_ref() {
                session.fixed.progress.grant(rows.len() as u64);
                session.fixed.progress.may_ask_about(rows.len() as u64);
            }
            session.gathered().files.insert(key, value.clone());
            Ok::<Dynamic, Box<rhai::EvalAltResult>>(value)
        });
    }
}

fn too_many(path: &str, most: usize, what: &str) -> Fault {
    Fault::new("too-large", format!("{path:?} has more than {most} {what}")).hint("split it into smaller files")
}

/// The lines that are not blank, without the white space around them.
fn lines(path: &str, contents: &str, limits: &Limits) -> Outcome<Dynamic> {
    let contents = contents.trim_start_matches('\u{feff}');
    let lines = contents.lines().map(str::trim).filter(|line| !line.is_empty());
    let most = limits.array_len;
    let list: Array = lines.take(most + 1).map(text).collect();
    if list.len() > most { Err(too_many(path, most, "lines").into()) } else { Ok(Dynamic::from_array(list)) }
}

/// One map a row, by the names in the first row.
fn csv(path: &str, contents: &str, limits: &Limits) -> Outcome<Dynamic> {
    let contents = contents.trim_start_matches('\u{feff}');
    let bad = |error: csv::Error| Fault::new("bad-csv", format!("{path:?} is not a CSV table: {error}"));
    let mut reader = csv::ReaderBuilder::new().trim(csv::Trim::All).from_reader(contents.as_bytes());
    let names = reader.headers().map_err(bad)?.clone();
    let mut rows = Array::new();
    let mut cells = 0;
    for record in reader.records() {
        let record = record.map_err(bad)?;
        cells += names.len();
        if cells > limits.map_len || rows.len() >= limits.array_len {
            return Err(too_many(path, limits.map_len, "cells").into());
        }
        let row: Map = names.iter().zip(record.iter()).map(|(name, value)| (name.into(), text(value))).collect();
        rows.push(Dynamic::from_map(row));
    }
    Ok(Dynamic::from_array(rows))
}

fn json(path: &str, contents: &str, limits: &Limits) -> Outcome<Dynamic> {
    if count_values(contents) > limits.array_len {
        return Err(too_many(path, limits.array_len, "values").into());
    }
    serde_json::from_str::<Dynamic>(contents.trim_start_matches('\u{feff}'))
        .map_err(|error| Fault::new("bad-json", format!("{path:?} is not JSON: {error}")).into())
}

/// The values of a JSON text, at least, without reading it: two bytes can be a value of a hundred bytes.
fn count_values(contents: &str) -> usize {
    let (mut count, mut quoted, mut escaped) = (1, false, false);
    for byte in contents.bytes() {
        match byte {
            _ if escaped => escaped = false,
            b'\\' if quoted => escaped = true,
            b'"' => quoted = !quoted,
            b',' | b'[' | b'{' if !quoted => count += 1,
            _ => {}
        }
    }
    count
}

/// The platform's own object as a map.
pub(crate) fn parse_json(native: &str) -> Outcome<Dynamic> {
    serde_json::from_str::<Dynamic>(native)
        .map_err(|error| Fault::new("bad-json", format!("the platform's object is not JSON: {error}")).into())
}
