//! Entry points of the fuzzer: functions over bytes that panic when a property is broken, not only on a crash.
//!
//! They are compiled for tests and for fuzzing only. The fuzzer itself is a crate of its own in `tests/fuzz`, which no
//! build of this one sees; its manifest says how a campaign is run. An ordinary test replays the seeds and every input
//! that once broke something, from `tests/fixtures/fuzz/TARGET/`.

mod check;
mod config;
mod input;
mod mutation;
mod plan;
mod query;
mod recording;
mod state;
#[cfg(test)]
mod tests;
mod text;
mod videos;

pub(crate) use input::Input;
pub(crate) use mutation::mutated;

/// A property over bytes: it panics when they break it.
pub type Target = fn(&[u8]);

/// Every target by the name of its fuzzer and of its folder of seeds.
pub const TARGETS: [(&str, Target); 9] = [
    ("query", query::query),
    ("plan", plan::plan),
    ("config", config::config),
    ("check", check::check),
    ("brightcove", crate::provider::brightcove::fuzz::answers),
    ("apsara", crate::provider::apsara::fuzz::answers),
    ("state", state::state),
    ("text", text::text),
    ("recording", recording::recording),
];

/// Runs one target.
///
/// # Panics
/// When the bytes break a property of it, and when there is no such target.
pub fn run(name: &str, data: &[u8]) {
    let target = TARGETS.into_iter().find(|(known, _)| *known == name).map(|(_, target)| target);
    let Some(target) = target else { panic!("no target is called {name}") };
    target(data);
}
