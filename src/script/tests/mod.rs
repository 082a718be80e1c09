//! Policies run over a small library in memory.

mod absent;
mod ahead;
mod attacks;
mod chains;
mod commonest;
mod commonest_kinds;
mod completions;
mod findings;
pub(in crate::script) mod fixture;
mod limits;
mod mistakes;
mod names;
mod proposals;
mod ready;
mod repl;
mod sources;
mod traced;
mod unknowns;
mod values;
