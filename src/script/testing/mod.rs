//! Tests of policies, written in the language of policies: a test builds a small library, runs the policy over it with
//! the real planner, and says what the plan must be.
//!
//! A test can reach nothing but what it builds and files below its own folder, and nothing here deletes or writes.

mod api;
mod assertion;
mod discovery;
mod fields;
mod file;
mod functions;
mod given;
mod library;
mod plan_value;
mod planning;
mod policies;
mod record;
mod said;
mod shelf;
mod snapshot;
#[cfg(test)]
mod tests;
mod trial;
mod words;
mod world;

pub use discovery::{DiscoveryError, SUFFIX, discover};
pub use file::{Test, TestFile};
pub use record::{Failure, PolicyRun, TestResult};
pub use snapshot::{Compared, Taken};
pub use trial::TestOptions;
pub use world::{Platforms, Recorded, RecordedLibrary};

pub(super) use api::{FIELDS, FUNCTIONS};
pub(super) use plan_value::FIELDS as PLAN_FIELDS;
pub(super) use world::World;

use rhai::Engine;

use super::engine;
use super::limits::Limits;

/// An engine with everything of policies and the functions of tests.
pub(super) fn engine(limits: &Limits) -> Engine {
    let mut engine = engine::full(limits);
    own(&mut engine);
    engine
}

/// What tests have beside the language of policies.
pub(super) fn own(engine: &mut Engine) {
    given::register(engine);
    assertion::register(engine);
    plan_value::register(engine);
    functions::register(engine);
}
