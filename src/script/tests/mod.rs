//! Policies run over a small library in memory.

mod chains;
mod fixture;
mod limits;
mod mistakes;
mod names;
mod proposals;
mod ready;
mod sources;
mod unknowns;
mod values;
