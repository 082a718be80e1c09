//! What the program holds in memory, as its allocator counts it: the one measure that no value of a script escapes.
//!
//! The engine bounds single values, and leaves out the keys of maps and what closures hold.

use std::alloc::System;

use cap::Cap;

#[global_allocator]
static HEAP: Cap<System> = Cap::new(System, usize::MAX);

/// Bytes held by the whole program at this moment.
pub(super) fn held_bytes() -> usize {
    usize::MAX - HEAP.remaining()
}
