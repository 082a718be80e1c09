//! The last argument of the deleting functions: a reason, or a map of options.

use rhai::{Dynamic, Map};

use super::wrong_type;
use crate::model::{TargetOptions, closest};
use crate::script::error::{Fault, Outcome};

/// What was asked for beside the deletion.
#[derive(Debug, Default)]
pub(super) struct Asked {
    pub(super) reason: Option<String>,
    pub(super) options: TargetOptions,
}

/// Reads the argument; only `delete_video` knows `unlink_playlists`.
pub(super) fn read(function: &str, argument: Dynamic) -> Outcome<Asked> {
    if argument.is_string() {
        let reason = argument.into_string().unwrap_or_default();
        return Ok(Asked { reason: some_text(reason), options: TargetOptions::default() });
    }
    let known: &[&str] =
        if function == "delete_video" { &["reason", "force", "unlink_playlists"] } else { &["reason", "force"] };
    let Some(map) = argument.clone().try_cast::<Map>() else {
        let wanted = format!("a reason (text) or options #{{ {} }} last", known.join(", "));
        return Err(wrong_type(function, &wanted, &argument).into());
    };
    let mut asked = Asked::default();
    for (key, value) in map {
        match key.as_str() {
            "reason" => match value.clone().into_string() {
                Ok(text) => asked.reason = some_text(text),
                Err(_) => return Err(wrong_type(function, "a text as `reason`", &value).into()),
            },
            "force" => asked.options.force = flag(function, "force", &value)?,
            "unlink_playlists" if known.contains(&"unlink_playlists") => {
                asked.options.unlink_playlists = flag(function, "unlink_playlists", &value)?;
            }
            other => return Err(unknown_option(function, other, known).into()),
        }
    }
    Ok(asked)
}

/// The error of an option that does not exist.
pub(super) fn unknown_option(function: &str, key: &str, known: &[&str]) -> Fault {
    let fault = Fault::new("unknown-option", format!("`{function}` has no option `{key}`"));
    match closest(key, known.iter().copied()) {
        Some(name) => fault.hint(format!("did you mean `{name}`?")),
        None => fault.hint(format!("it has: {}", known.join(", "))),
    }
}

fn flag(function: &str, key: &str, value: &Dynamic) -> Outcome<bool> {
    value.as_bool().map_err(|_| wrong_type(function, &format!("true or false as `{key}`"), value).into())
}

fn some_text(text: String) -> Option<String> {
    (!text.trim().is_empty()).then_some(text)
}
