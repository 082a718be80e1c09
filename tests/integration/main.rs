//! Tests of the whole program from outside, and of the shape of its source.
#![allow(
    clippy::expect_used,
    clippy::unwrap_used,
    clippy::indexing_slicing,
    unreachable_pub,
    reason = "a test that cannot go on fails, and a test crate has no outside"
)]

mod budget;
mod check;
mod commands;
mod commit;
mod contract;
mod crash;
mod documents;
mod drift;
mod evidence;
mod explain;
mod faults;
mod guide;
mod inventory;
mod layers;
mod limits;
mod new_policy;
mod plan;
mod platforms;
mod policy_tests;
mod protection;
mod proxy;
mod quarantine;
mod record;
mod repl;
mod secrets;
mod source;
mod tidy;
mod watch;
mod world;
