//! The last argument of the proposing functions: a reason, or a map of options.

use rhai::{Dynamic, INT, Map};

use super::wrong_type;
use crate::model::{TargetOptions, closest};
use crate::script::error::{Fault, Outcome};

/// The longest quarantine in days: some ten years.
const LONGEST_QUARANTINE: INT = 3650;

/// What was asked for beside the proposal itself.
#[derive(Debug, Default)]
pub(super) struct Asked {
    pub(super) reason: Option<String>,
    pub(super) options: TargetOptions,
    /// How long a quarantine lasts, where that was said.
    pub(super) days: Option<INT>,
}

impl Asked {
    /// Only a reason.
    pub(super) fn because(reason: String) -> Self {
        Self { reason: some_text(reason), ..Self::default() }
    }
}

/// The options of a proposing function.
pub(in crate::script) fn known(function: &str) -> &'static [&'static str] {
    match function {
        "delete_video" => &["reason", "force", "unlink_playlists"],
        "quarantine" => &["days", "reason", "force"],
        _ => &["reason", "force"],
    }
}

/// Reads the argument: each function knows its own options.
pub(super) fn read(function: &str, argument: Dynamic) -> Outcome<Asked> {
    if argument.is_string() {
        let reason = argument.into_string().unwrap_or_default();
        return Ok(Asked::because(reason));
    }
    let known = known(function);
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
            "days" if known.contains(&"days") => asked.days = Some(days(function, &value)?),
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

fn days(function: &str, value: &Dynamic) -> Outcome<INT> {
    let days = value.as_int().map_err(|_| wrong_type(function, "a whole number as `days`", value))?;
    wrong_days(days).map_or(Ok(days), |fault| Err(fault.into()))
}

/// The error of a number of days that no quarantine has; `None` when it can have it.
pub(in crate::script) fn wrong_days(days: INT) -> Option<Fault> {
    let fault = |text: &str| Some(Fault::new("wrong-days", format!("{text}, and `days` is {days}")));
    match days {
        ..1 => fault("a quarantine lasts at least one day"),
        1..=LONGEST_QUARANTINE => None,
        _ => fault("a quarantine lasts at most 3650 days"),
    }
}

fn flag(function: &str, key: &str, value: &Dynamic) -> Outcome<bool> {
    value.as_bool().map_err(|_| wrong_type(function, &format!("true or false as `{key}`"), value).into())
}

fn some_text(text: String) -> Option<String> {
    (!text.trim().is_empty()).then_some(text)
}
