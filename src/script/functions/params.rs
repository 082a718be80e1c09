//! Settings of a policy, typed by their default and overridden from outside.

use rhai::{Dynamic, Engine, NativeCallContext};
use serde_json::Value;

use super::described;
use crate::model::ByteSize;
use crate::script::error::{Fault, Outcome};
use crate::script::session::Session;
use crate::script::values::text;

pub(super) fn register(engine: &mut Engine) {
    engine.register_fn("param", |context: NativeCallContext<'_>, name: &str, default: Dynamic| {
        param(&context, name, default)
    });
    engine.register_fn("param", |context: NativeCallContext<'_>, name: &str, default: Dynamic, _help: &str| {
        param(&context, name, default)
    });
}

fn param(context: &NativeCallContext<'_>, name: &str, default: Dynamic) -> Outcome<Dynamic> {
    let session = Session::of(context)?;
    check_size(&session, name, &default)?;
    if let Some(json) = to_json(&default) {
        let first = session.gathered().defaults.entry(name.to_owned()).or_insert_with(|| json.clone()).clone();
        if first != json {
            return Err(Fault::new("conflicting-setting", conflict(name, &first, &json)).hint(CONFLICT_HINT).into());
        }
    }
    let written = session.fixed.overrides.get(name);
    let value = match written {
        Some(written) => read(name, written, &default)?,
        None => default,
    };
    let json = to_json(&value).ok_or_else(|| {
        Fault::new("wrong-type", format!("the setting `{name}` cannot be {}", described(&value)))
            .hint("a setting is a whole number, a number, true or false, or text")
    })?;
    session.gathered().params.insert(name.to_owned(), json);
    Ok(value)
}

/// Settings are written into the plan and shown.
fn check_size(session: &Session, name: &str, default: &Dynamic) -> Outcome<()> {
    let limits = &session.fixed.limits;
    let most = limits.setting_bytes;
    let longest = default.as_immutable_string_ref().map_or(0, |text| text.len()).max(name.len());
    let fault = if longest > most {
        Fault::new("too-large", format!("the name and the value of a setting have at most {most} bytes, not {longest}"))
            .hint("read a long list from a file: read_lines(\"list.txt\")")
    } else if session.gathered().params.len() >= limits.settings && !session.gathered().params.contains_key(name) {
        Fault::new("too-many-settings", format!("a policy has at most {} settings", limits.settings))
            .hint("is `param` called in a loop?")
    } else {
        return Ok(());
    };
    Err(fault.into())
}

/// What to do about a setting with two defaults.
pub(crate) const CONFLICT_HINT: &str = "ask for it once: let value = param(…), and use the variable";

/// Says that a setting has two defaults.
pub(crate) fn conflict(name: &str, first: &Value, second: &Value) -> String {
    format!("the setting `{name}` has two defaults: {first} and {second}")
}

/// The value as it is written into a plan.
pub(crate) fn to_json(value: &Dynamic) -> Option<Value> {
    if let Ok(number) = value.as_int() {
        Some(Value::from(number))
    } else if let Ok(number) = value.as_float() {
        Some(Value::from(number))
    } else if let Ok(flag) = value.as_bool() {
        Some(Value::from(flag))
    } else {
        value.as_immutable_string_ref().ok().map(|text| Value::from(text.as_str()))
    }
}

/// Reads what was written for a setting, as its default is.
fn read(name: &str, written: &str, default: &Dynamic) -> Outcome<Dynamic> {
    let wrong = |wanted: &str| -> Fault {
        Fault::new("wrong-parameter", format!("the setting `{name}` must be {wanted}, not {written:?}"))
            .hint(format!("write --set {name}={default}"))
    };
    if default.is_int() {
        let number = written.trim().parse::<i64>().ok();
        let size = || ByteSize::parse(written).ok().and_then(|size| i64::try_from(size.0).ok());
        number.or_else(size).map(Dynamic::from_int).ok_or_else(|| wrong("a whole number").into())
    } else if default.is_float() {
        let number = written.trim().parse::<f64>().ok().filter(|number| number.is_finite());
        number.map(Dynamic::from_float).ok_or_else(|| wrong("a number").into())
    } else if default.is_bool() {
        written.trim().parse::<bool>().map(Dynamic::from_bool).map_err(|_| wrong("true or false").into())
    } else if default.is_string() {
        Ok(text(written))
    } else {
        let message = format!("the default of the setting `{name}` cannot be {}", described(default));
        Err(Fault::new("wrong-type", message).hint("give a number, true or false, or text").into())
    }
}
