//! What the program holds in memory, as its allocator counts it: the one measure that no value of a script escapes.
//!
//! The engine bounds single values, and leaves out the keys of maps and what closures hold. Only a program may choose its
//! allocator, so it is the program that gives the gauge; without one, memory is bounded by the engine's bounds alone.

use std::sync::OnceLock;

static GAUGE: OnceLock<fn() -> usize> = OnceLock::new();

/// Tells how many bytes the whole program holds, for the bound on the memory of scripts. The first gauge stays.
pub fn measure_memory_with(gauge: fn() -> usize) {
    // A second gauge would measure the same.
    let _ = GAUGE.set(gauge);
}

/// Bytes held by the whole program at this moment; nought where nobody measures.
pub(super) fn held_bytes() -> usize {
    #[cfg(test)]
    measure_memory_with(counted::bytes);
    GAUGE.get().map_or(0, |gauge| gauge())
}

/// The allocator of this crate's own tests.
#[cfg(test)]
mod counted {
    use std::alloc::System;

    use cap::Cap;

    #[global_allocator]
    static HEAP: Cap<System> = Cap::new(System, usize::MAX);

    pub(super) fn bytes() -> usize {
        HEAP.allocated()
    }
}
