//! Measures the planning job at several sizes of a library, and what two obvious programs need for the same job.
//!
//! `cargo run --release --example bench -- [--videos 1000,10000,100000] [--format table|json] [--policy FILE]`
//!
//! The server and every client are processes of their own, so that time and memory are those of one client. Nothing
//! but loopback is used, and no pace is kept: the last column says what waiting the calls mean at the default pace.
#![allow(clippy::print_stdout, reason = "an example shows what it does")]

mod alternatives;
mod args;
mod cms;
mod job;
mod measured;
mod planning;
mod process;
mod server;
mod table;

use std::error::Error;

use clap::Parser as _;
use vodsweep::model::Platform;

use args::{Args, Format, Role};
use job::{Job, Policy, Way};
use process::Served;
use table::Row;

/// An error of any sort, with its text for people.
pub(crate) type Failure = Box<dyn Error + Send + Sync>;

fn main() -> Result<(), Failure> {
    let args = Args::parse();
    match &args.role {
        Some(Role::Serve { videos, latency_ms }) => server::serve(*videos, *latency_ms),
        Some(Role::Measure) => process::answer(),
        None => measure_all(&args),
    }
}

fn measure_all(args: &Args) -> Result<(), Failure> {
    let mut rows = Vec::new();
    if args.format == Format::Table {
        println!("{}", table::head());
    }
    for &videos in &args.videos {
        let served = Served::start(videos, args.latency_ms)?;
        // The server makes its library and its index for the first who asks.
        for platform in [Platform::Brightcove, Platform::Apsara] {
            process::measure(&Job::new(Way::Vodsweep, platform, Policy::Nothing, false, &served.endpoint))?;
        }
        let mut found = None;
        for job in jobs(args, videos, &served) {
            let measured = process::measure(&job)?;
            if matches!(job.policy, Policy::OldMasters) {
                let first = *found.get_or_insert(measured.proposed);
                if first != measured.proposed {
                    return Err(format!("the ways disagree: {first} and {} masters", measured.proposed).into());
                }
            }
            let row = Row::new(videos, &job, measured);
            if args.format == Format::Table {
                println!("{row}");
            }
            rows.push(row);
        }
    }
    match args.format {
        Format::Json => println!("{}", serde_json::to_string_pretty(&rows)?),
        Format::Table => println!("\n{}", table::NOTES),
    }
    Ok(())
}

/// What is measured at one size: everything that is planned, then one job in three ways.
fn jobs(args: &Args, videos: u64, served: &Served) -> Vec<Job> {
    let mut jobs = Vec::new();
    let policy = args.policy.clone().map_or(Policy::EveryVideo, Policy::File);
    for platform in [Platform::Brightcove, Platform::Apsara] {
        for sizes in [false, true] {
            jobs.push(Job::new(Way::Vodsweep, platform, policy.clone(), sizes, &served.endpoint));
        }
    }
    if args.policy.is_none() {
        let ways: &[Way] = if videos <= args.compare_up_to { &Way::ALL } else { &[Way::Vodsweep] };
        for way in ways {
            jobs.push(Job::new(*way, Platform::Brightcove, Policy::OldMasters, true, &served.endpoint));
        }
    }
    jobs
}
