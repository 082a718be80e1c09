//! The functions given to scripts: one file a group. They ask and propose; none of them acts.

mod files;
mod guards;
mod messages;
mod options;
mod params;
pub(super) mod propose;
mod search;
mod sizes;
mod time;
mod unknowns;

pub(super) use files::parse_json;
pub(super) use guards::register as guard;
pub(super) use messages::PRINT;
pub(super) use options::{known as known_options, wrong_days};
pub(super) use params::{CONFLICT_HINT, conflict, to_json};
pub(super) use sizes::UNITS;
pub(super) use time::{date, midnight, whole_days};
pub(super) use unknowns::kind_of;

use rhai::{Dynamic, Engine};

use super::error::Fault;

/// Makes every function known to the engine.
pub(super) fn register(engine: &mut Engine) {
    search::register(engine);
    propose::register(engine);
    params::register(engine);
    time::register(engine);
    sizes::register(engine);
    unknowns::register(engine);
    files::register(engine);
    messages::register(engine);
}

/// What to call a value in a message.
pub(super) fn described(value: &Dynamic) -> String {
    match value.type_name() {
        "string" => "text".to_owned(),
        "i64" | "f64" => "a number".to_owned(),
        "bool" => "true or false".to_owned(),
        "array" => "a list".to_owned(),
        "map" => "a map".to_owned(),
        "()" => "an absent value".to_owned(),
        other => format!("a {}", other.rsplit("::").next().unwrap_or(other).trim_end_matches("Value")),
    }
}

/// The error of an argument that is not what the function takes.
fn wrong_type(function: &str, wanted: &str, got: &Dynamic) -> Fault {
    Fault::new("wrong-type", format!("`{function}` takes {wanted}, not {}", described(got)))
}
