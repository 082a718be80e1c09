//! Plan, commit and resume under every fault and every change by others, on both platforms, measured against what the
//! platform itself says that happened.

mod binary;
mod committing;
mod events;
mod kinds;
mod planning;
mod stage;
mod truth;
