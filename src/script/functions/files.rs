//! Lists to compare the library with, below the script's folder. A file is read once a run, so that a change in
//! the middle changes nothing.

use rhai::{Array, Dynamic, Engine, Map, NativeCallContext};

use super::super::folder::read_below;
use crate::script::error::{Fault, Outcome};
use crate::script::session::Session;
use crate::script::values::text;

type Read = fn(&str, &str) -> Outcome<Dynamic>;

pub(super) fn register(engine: &mut Engine) {
    let readers: [(&str, Read); 3] = [("read_lines", lines), ("read_csv", csv), ("read_json", json)];
    for (name, read) in readers {
        engine.register_fn(name, move |context: NativeCallContext<'_>, path: &str| {
            let session = Session::of(&context)?;
            let key = format!("{name} {path}");
            if let Some(value) = session.gathered().files.get(&key) {
                return Ok(value.clone());
            }
            let value = read(path, &contents(&session, path)?)?;
            if let Ok(rows) = value.as_array_ref() {
                session.fixed.progress.grant(rows.len() as u64);
            }
            session.gathered().files.insert(key, value.clone());
            Ok::<Dynamic, Box<rhai::EvalAltResult>>(value)
        });
    }
}

fn contents(session: &Session, path: &str) -> Outcome<String> {
    let Some(folder) = &session.fixed.folder else {
        return Err(Fault::new("no-folder", format!("{path:?} cannot be read: this policy has no folder")).into());
    };
    Ok(read_below(folder, path, session.fixed.limits.file_bytes)?)
}

/// The lines that are not blank, without the white space around them.
#[expect(clippy::unnecessary_wraps, reason = "one of several readers that can fail")]
fn lines(_path: &str, contents: &str) -> Outcome<Dynamic> {
    let contents = contents.trim_start_matches('\u{feff}');
    let lines = contents.lines().map(str::trim).filter(|line| !line.is_empty());
    Ok(Dynamic::from_array(lines.map(text).collect::<Array>()))
}

/// One map a row, by the names in the first row.
fn csv(path: &str, contents: &str) -> Outcome<Dynamic> {
    let contents = contents.trim_start_matches('\u{feff}');
    let bad = |error: csv::Error| Fault::new("bad-csv", format!("{path:?} is not a CSV table: {error}"));
    let mut reader = csv::ReaderBuilder::new().trim(csv::Trim::All).from_reader(contents.as_bytes());
    let names = reader.headers().map_err(bad)?.clone();
    let mut rows = Array::new();
    for record in reader.records() {
        let record = record.map_err(bad)?;
        let row: Map = names.iter().zip(record.iter()).map(|(name, value)| (name.into(), text(value))).collect();
        rows.push(Dynamic::from_map(row));
    }
    Ok(Dynamic::from_array(rows))
}

fn json(path: &str, contents: &str) -> Outcome<Dynamic> {
    serde_json::from_str::<Dynamic>(contents.trim_start_matches('\u{feff}'))
        .map_err(|error| Fault::new("bad-json", format!("{path:?} is not JSON: {error}")).into())
}

/// The platform's own object as a map.
pub(crate) fn parse_json(native: &str) -> Outcome<Dynamic> {
    serde_json::from_str::<Dynamic>(native)
        .map_err(|error| Fault::new("bad-json", format!("the platform's object is not JSON: {error}")).into())
}
