//! An absent value beside a number or a text: it is neither less nor more, and no ground to delete anything.

use rhai::{Engine, FLOAT, INT, ImmutableString, NativeCallContext};

use crate::script::error::Outcome;
use crate::script::session::Session;

pub(super) const ORDERS: [&str; 4] = ["<", "<=", ">", ">="];

pub(super) fn register(engine: &mut Engine) {
    for operator in ORDERS {
        engine.register_fn(operator, |context: NativeCallContext<'_>, (): (), (): ()| undecided(&context));
        engine.register_fn(operator, |context: NativeCallContext<'_>, (): (), _: INT| undecided(&context));
        engine.register_fn(operator, |context: NativeCallContext<'_>, _: INT, (): ()| undecided(&context));
        engine.register_fn(operator, |context: NativeCallContext<'_>, (): (), _: FLOAT| undecided(&context));
        engine.register_fn(operator, |context: NativeCallContext<'_>, _: FLOAT, (): ()| undecided(&context));
        engine.register_fn(operator, |context: NativeCallContext<'_>, (): (), _: ImmutableString| undecided(&context));
        engine.register_fn(operator, |context: NativeCallContext<'_>, _: ImmutableString, (): ()| undecided(&context));
    }
}

/// False, and remembered: a negation or an `else` makes a ground of it that is none.
pub(super) fn undecided(context: &NativeCallContext<'_>) -> Outcome<bool> {
    Session::of(context)?.unordered(context.call_position());
    Ok(false)
}
