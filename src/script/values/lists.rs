//! Lists compared with texts, and videos with anything else: an error, never quietly true or false.

use rhai::{Array, Dynamic, Engine};

use super::VideoValue;
use crate::script::error::{Fault, Outcome};

const COMPARING: [&str; 6] = ["==", "!=", "<", "<=", ">", ">="];

pub(super) fn register(engine: &mut Engine) {
    for operator in COMPARING {
        engine.register_fn(operator, |_: &mut Array, text: &str| list_and_text(text));
        engine.register_fn(operator, |text: &str, _: Array| list_and_text(text));
    }
    engine.register_fn("==", |_: VideoValue, other: Dynamic| with_video(&other));
    engine.register_fn("==", |other: Dynamic, _: VideoValue| with_video(&other));
    engine.register_fn("!=", |_: VideoValue, other: Dynamic| with_video(&other).map(|equal| !equal));
    engine.register_fn("!=", |other: Dynamic, _: VideoValue| with_video(&other).map(|equal| !equal));
}

fn list_and_text(text: &str) -> Outcome<bool> {
    Err(Fault::new("mixed-comparison", "a list is never compared with text")
        .hint(format!("write v.has_tag({text:?}) for tags, or list.contains({text:?})"))
        .into())
}

/// No video is an absent value; a text is a mistake.
fn with_video(other: &Dynamic) -> Outcome<bool> {
    if other.is_string() {
        let fault = Fault::new("mixed-comparison", "a Video is never compared with text");
        return Err(fault.hint("compare its id: v.id == \"…\"").into());
    }
    Ok(false)
}
