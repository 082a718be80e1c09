//! The emulated library: videos and their files, in words that belong to no platform, kept on disk.

pub(super) mod change;
mod derive;
pub(super) mod files;
mod generate;
pub(super) mod header;
pub(super) mod import;
pub(super) mod item;
mod log;
pub(super) mod patch;
pub(super) mod recorded;
pub(super) mod rng;
pub(super) mod shelf;
pub(super) mod vault;
mod vocabulary;

pub(super) use generate::Plan;

#[cfg(test)]
mod tests;
