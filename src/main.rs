//! The `vodsweep` command.

fn main() {}
