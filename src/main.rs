//! The `vodsweep` command.

use std::alloc::System;
use std::process::ExitCode;

use cap::Cap;

/// Counts what is held, so that a policy cannot take all memory.
#[global_allocator]
static HEAP: Cap<System> = Cap::new(System, usize::MAX);

fn main() -> ExitCode {
    vodsweep::script::measure_memory_with(|| HEAP.allocated());
    vodsweep::cli::main()
}
