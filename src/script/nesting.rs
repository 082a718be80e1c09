//! Bounds how deep values are nested. The engine walks, copies and drops values by recursion, so a list in a list
//! in a list, without an end, would overflow the stack and end the whole program.
//!
//! A script can only wrap a value that it has in a variable (or a parameter), one level an operation, so it is
//! enough to look at the variables every few operations. Looking at many values is done less often; the stack of
//! the script's thread has room for what can be wrapped in between.

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use rhai::{Dynamic, Engine, EvalContext, FnPtr};

use super::error::{Outcome, Raised, Stop};
use super::limits::Limits;
use super::progress::Progress;
use super::values::VideosValue;

/// Operations between two looks at the variables of a function.
const LOOK_EVERY: u64 = 32;

/// Values looked at for one operation.
const VALUES_PER_OPERATION: u64 = 8;

/// Levels that a closure counts for: one that holds itself twice, again and again, doubles with each of them.
const CLOSURE_LEVELS: usize = 12;

/// Bytes of stack: the deepest that can be wrapped between two looks at a million values, copied or shown.
pub(super) const STACK_BYTES: usize = 1 << 30;

/// Looks at the variables of a running script.
struct Guard {
    most: usize,
    progress: Arc<Progress>,
    /// When to look next, by the depth of the function call.
    due: Vec<AtomicU64>,
}

/// Lets an engine end a script that nests values too deeply.
pub(super) fn guard(engine: &mut Engine, limits: &Limits, progress: Arc<Progress>) {
    let due = (0..=limits.call_depth).map(|_| AtomicU64::new(LOOK_EVERY)).collect();
    let guard = Guard { most: limits.nesting, progress, due };
    #[expect(deprecated, reason = "the engine marks it volatile, not deprecated; nothing else sees the variables")]
    engine.on_var(move |_, _, context| guard.pass(&context).map(|()| None));
}

impl Guard {
    fn pass(&self, context: &EvalContext<'_, '_, '_, '_, '_, '_>) -> Outcome<()> {
        let now = self.progress.total();
        let Some(due) = self.due.get(context.call_level().min(self.due.len() - 1)) else { return Ok(()) };
        if now < due.load(Ordering::Relaxed) {
            return Ok(());
        }
        let mut seen = 0;
        let shallow = context.scope().iter_raw().all(|(_, _, value)| is_within(value, self.most, &mut seen));
        due.store(now + LOOK_EVERY.max(seen / VALUES_PER_OPERATION), Ordering::Relaxed);
        if shallow { Ok(()) } else { Err(Raised::Stopped(Stop::Nesting(self.most)).into_error()) }
    }
}

fn is_within(value: &Dynamic, left: usize, seen: &mut u64) -> bool {
    *seen += 1;
    if value.is_locked() {
        return true;
    }
    if value.is_array() {
        let array = value.as_array_ref();
        return array.is_ok_and(|list| left > 0 && list.iter().all(|item| is_within(item, left - 1, seen)));
    }
    if value.is_map() {
        let map = value.as_map_ref();
        return map.is_ok_and(|map| left > 0 && map.values().all(|item| is_within(item, left - 1, seen)));
    }
    if let Some(pointer) = value.read_lock::<FnPtr>() {
        let Some(left) = left.checked_sub(CLOSURE_LEVELS) else { return false };
        return pointer.iter_curry().all(|item| is_within(item, left, seen));
    }
    if let Some(videos) = value.read_lock::<VideosValue>() {
        let mut held = videos.held();
        let Some(left) = left.checked_sub(CLOSURE_LEVELS) else { return false };
        return held.all(|item| is_within(item, left, seen));
    }
    true
}
