//! Messages with the place that they are said at. They go to the listener of the run, never to the standard output.

use rhai::{Dynamic, Engine, NativeCallContext};

use crate::script::error::Outcome;
use crate::script::message::Level;
use crate::script::session::Session;

/// The name that the parser gives to `print`: the engine's own `print` does not tell where it was called.
pub(crate) const PRINT: &str = "print_message";

pub(super) fn register(engine: &mut Engine) {
    for (name, level) in [(PRINT, Level::Print), ("info", Level::Info), ("warn", Level::Warn)] {
        engine.register_fn(name, move |context: NativeCallContext<'_>, value: Dynamic| -> Outcome<()> {
            let session = Session::of(&context)?;
            let shown = if session.is_silent() { String::new() } else { shown(&context, value) };
            session.say(level, context.call_position(), context.call_source(), &shown);
            Ok(())
        });
    }
}

/// The value as the script itself would show it.
fn shown(context: &NativeCallContext<'_>, value: Dynamic) -> String {
    let plain = value.to_string();
    context.call_native_fn::<rhai::ImmutableString>("to_string", (value,)).map_or(plain, |text| text.to_string())
}
