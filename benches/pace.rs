//! How much of its pace a plan and a commit use, against a server that refuses whoever is faster than the platform allows.
//!
//! `cargo bench --bench pace`; it takes a minute or two, most of which is waiting. It fails when a call is refused.
#![allow(
    clippy::expect_used,
    clippy::print_stdout,
    reason = "a bench that cannot go on stops, and its result is printed"
)]

#[path = "../tests/integration/budget/served.rs"]
mod served;

use std::time::{Duration, Instant};

use vodsweep::model::Platform;
use vodsweep::provider::brightcove::BrightcoveConfig;
use vodsweep::script::PolicySource;

use served::{Served, ready_made};

const VIDEOS: u64 = 1_500;
const INACTIVE: &str = r#"search("state:inactive").each(|v| delete_video(v, "inactive"));"#;

fn main() {
    let served = Served::new(Platform::Brightcove, VIDEOS, BrightcoveConfig::PACE);
    let started = Instant::now();
    let cost = served.plan(&ready_made("old_masters"), true).1;
    row(&format!("fetch ({} kB)", cost.kilobytes), cost.calls, started.elapsed());
    let inactive = PolicySource::from_text("inactive.rhai", INACTIVE, &[]);
    let plan = served.plan(&inactive, false).0;
    let started = Instant::now();
    row("commit", served.commit(plan), started.elapsed());
}

fn row(what: &str, calls: u64, took: Duration) {
    let pace = BrightcoveConfig::PACE.requests_per_second.expect("a pace");
    // The token comes from another service, outside the pace.
    let calls = u32::try_from(calls - 1).expect("few calls");
    let rate = f64::from(calls) / took.as_secs_f64();
    println!(
        "{what:16} {calls:>5} calls {:>6.1} s {rate:>6.2}/s, {:.1} % of {pace}/s",
        took.as_secs_f64(),
        rate / pace * 100.0
    );
}
