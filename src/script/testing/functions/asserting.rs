//! Assertions about any values, and about errors.

use rhai::{Dynamic, Engine, FnPtr, ImmutableString, NativeCallContext};

use super::super::assertion::{Unmet, message_of};
use crate::script::error::Outcome;

type Context<'a> = NativeCallContext<'a>;

pub(super) fn register(engine: &mut Engine) {
    engine.register_fn("assert", |context: Context<'_>, holds: bool| {
        check(&context, holds, "the condition does not hold")
    });
    engine.register_fn("assert", |context: Context<'_>, holds: bool, text: &str| check(&context, holds, text));
    engine.register_fn("assert_eq", |context: Context<'_>, a: Dynamic, b: Dynamic| equal(&context, a, b));
    engine.register_fn("assert_fails", |context: Context<'_>, work: FnPtr| fails(&context, &work, ""));
    engine.register_fn("assert_fails", |context: Context<'_>, work: FnPtr, part: &str| fails(&context, &work, part));
}

fn check(context: &Context<'_>, holds: bool, text: &str) -> Outcome<()> {
    if holds { Ok(()) } else { Err(Unmet::new(text).at(context)) }
}

fn equal(context: &Context<'_>, a: Dynamic, b: Dynamic) -> Outcome<()> {
    let (left, right) = (shown(context, &a), shown(context, &b));
    let (kind_a, kind_b) = (a.type_id(), b.type_id());
    // Values of kinds that do not compare are different.
    if context.call_native_fn::<bool>("==", (a, b)).unwrap_or(false) {
        return Ok(());
    }
    let unmet = Unmet::new("the values are different").note(format!("left:  {left}")).note(format!("right: {right}"));
    let unmet = if kind_a != kind_b && left == right { unmet.hint("they are of different kinds") } else { unmet };
    Err(unmet.at(context))
}

/// The value as a script would write it.
fn shown(context: &Context<'_>, value: &Dynamic) -> String {
    let plain = value.to_string();
    context.call_native_fn::<ImmutableString>("to_debug", (value.clone(),)).map_or(plain, |text| text.to_string())
}

/// Whether a call fails with an error that says this. An assertion within it, or a stop, passes through.
fn fails(context: &Context<'_>, work: &FnPtr, part: &str) -> Outcome<()> {
    let Err(error) = work.call_within_context::<Dynamic>(context, ()) else {
        let unmet = Unmet::new(format!("it must fail{}, and it does not", because(part)));
        return Err(unmet.at(context));
    };
    let Some(message) = message_of(&error) else { return Err(error) };
    if message.contains(part) {
        return Ok(());
    }
    Err(Unmet::new(format!("it fails{}", because(part).replace(" with", ", but not with")))
        .note(format!("it says: {message}"))
        .at(context))
}

fn because(part: &str) -> String {
    if part.is_empty() { String::new() } else { format!(" with {part:?}") }
}
