//! The functions that only tests have: one file a group. They build, run and compare; none of them reaches a platform.

mod account;
mod asserting;
mod building;
mod plans;
mod running;
mod snapshots;

use rhai::Engine;

/// Makes every function of tests known to the engine.
pub(super) fn register(engine: &mut Engine) {
    building::register(engine);
    account::register(engine);
    running::register(engine);
    asserting::register(engine);
    plans::register(engine);
    snapshots::register(engine);
}
