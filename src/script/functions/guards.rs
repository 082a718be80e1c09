//! Standard functions of the language that its own bounds do not cover, written again with the same meaning.
//!
//! Here is what one call can make many times larger than what it is given, or what drops an error of a closure.

use rhai::{Array, Dynamic, Engine, FnPtr, INT, ImmutableString, NativeCallContext};

use crate::script::error::{Fault, Outcome, Raised};
use crate::script::session::Session;
use crate::script::values::{compare_keys, sort};

type Context<'a> = NativeCallContext<'a>;

pub(in crate::script) fn register(engine: &mut Engine) {
    engine.register_fn("pad", |context: Context<'_>, list: &mut Array, len: INT, item: Dynamic| {
        pad(&context, list, len, &item)
    });
    engine.register_fn("replace", |context: Context<'_>, text: &mut ImmutableString, old: &str, new: &str| {
        replace(&context, text, old, new)
    });
    engine.register_fn("replace", |context: Context<'_>, text: &mut ImmutableString, old: char, new: &str| {
        replace(&context, text, old.encode_utf8(&mut [0; 4]), new)
    });
    for name in ["sort", "sort_by"] {
        engine.register_fn(name, |context: Context<'_>, list: &mut Array, closure: FnPtr| -> Outcome<()> {
            *list = sorted(&context, std::mem::take(list), &closure)?;
            Ok(())
        });
    }
    for name in ["order", "order_by"] {
        engine.register_fn(name, |context: Context<'_>, list: &mut Array, closure: FnPtr| {
            sorted(&context, list.clone(), &closure)
        });
    }
    engine.register_fn("sort", |list: &mut Array| same_kind(list, "sort").map(|()| list.sort_by(compare_keys)));
    engine.register_fn("sort_desc", |list: &mut Array| {
        same_kind(list, "sort_desc").map(|()| list.sort_by(|a, b| compare_keys(b, a)))
    });
    engine.register_fn("order", |list: &mut Array| -> Outcome<Array> {
        same_kind(list, "order")?;
        let mut list = list.clone();
        list.sort_by(compare_keys);
        Ok(list)
    });
    engine.register_fn("order_desc", |list: &mut Array| -> Outcome<Array> {
        same_kind(list, "order_desc")?;
        let mut list = list.clone();
        list.sort_by(|a, b| compare_keys(b, a));
        Ok(list)
    });
    engine
        .register_fn("dedup", |context: Context<'_>, list: &mut Array, closure: FnPtr| dedup(&context, list, &closure));
}

fn too_large(what: &str) -> Fault {
    Fault::new("too-large", format!("{what} is too large"))
        .hint("walk a listing with .each(…), which keeps nothing in memory")
}

/// Fills a list up, and looks at the memory after every copy: what a closure holds is copied with it.
fn pad(context: &Context<'_>, list: &mut Array, len: INT, item: &Dynamic) -> Outcome<()> {
    let session = Session::of(context)?;
    let len = usize::try_from(len).unwrap_or(0);
    if len > session.fixed.limits.array_len {
        return Err(too_large("an array").into());
    }
    while list.len() < len {
        list.push(item.clone());
        if let Some(stop) = session.fixed.progress.glance() {
            return Err(Raised::Stopped(stop).into_error());
        }
    }
    Ok(())
}

/// Replaces after counting: a text of a million letters can become one of a million texts.
fn replace(context: &Context<'_>, text: &mut ImmutableString, old: &str, new: &str) -> Outcome<()> {
    let most = Session::of(context)?.fixed.limits.string_bytes;
    let count = text.matches(old).count();
    let longer = count.saturating_mul(new.len()).saturating_add(text.len()).saturating_sub(count * old.len());
    if longer > most {
        return Err(too_large("a text").into());
    }
    *text = text.as_str().replace(old, new).into();
    Ok(())
}

/// Sorts by a closure that gives a number below, at or above 0, or whether the first comes first.
fn sorted(context: &Context<'_>, list: Array, closure: &FnPtr) -> Outcome<Array> {
    sort(list, &mut |a, b| {
        let order = closure.call_raw(context, None, [a.clone(), b.clone()])?;
        if let Ok(number) = order.as_int() {
            return Ok(number > 0);
        }
        let first = order.as_bool().map_err(|kind| {
            Fault::new("wrong-result", format!("the closure of `{}` gave {kind}, not a number", context.fn_name()))
                .hint("give a number below 0, 0 or above 0: |a, b| a - b")
        })?;
        Ok(!first)
    })
}

fn same_kind(list: &Array, function: &str) -> Outcome<()> {
    let Some(first) = list.first() else { return Ok(()) };
    let sortable = first.is_int() || first.is_float() || first.is_string() || first.is_char() || first.is_bool();
    if (sortable || first.is_unit()) && list.iter().all(|item| item.type_id() == first.type_id()) {
        return Ok(());
    }
    Err(Fault::new("wrong-type", format!("`{function}` takes a list of numbers only, or of texts only"))
        .hint("say how: list.sort(|a, b| …)")
        .into())
}

/// Leaves out what the closure calls equal to the one before.
fn dedup(context: &Context<'_>, list: &mut Array, closure: &FnPtr) -> Outcome<()> {
    let mut kept = Array::with_capacity(list.len());
    for item in std::mem::take(list) {
        let equal = match kept.last() {
            None => false,
            Some(before) => closure.call_raw(context, None, [before.clone(), item.clone()])?.as_bool().unwrap_or(false),
        };
        if !equal {
            kept.push(item);
        }
    }
    *list = kept;
    Ok(())
}
