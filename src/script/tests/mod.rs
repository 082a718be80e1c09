//! Policies run over a small library in memory.

mod absent;
mod attacks;
mod chains;
mod completions;
mod fixture;
mod limits;
mod mistakes;
mod names;
mod proposals;
mod ready;
mod sources;
mod traced;
mod unknowns;
mod values;
