//! Plans a whole library over HTTP: a served sandbox in one process, the planning client in this one.
//!
//! Prints time, calls and the peak memory of the client at each size. `cargo bench --bench library [-- SIZE…]`.
#![allow(
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::print_stdout,
    reason = "a bench that cannot go on stops, and its result is printed"
)]

use std::io::{BufRead as _, BufReader};
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::sync::Arc;
use std::time::Instant;

use jiff::Timestamp;
use vodsweep::cli::{Interrupt, ProviderCatalog};
use vodsweep::model::{Account, Platform, Secret};
use vodsweep::plan::{self, Context, Draft, LibraryView};
use vodsweep::provider::Connection;
use vodsweep::provider::apsara::{Apsara, ApsaraConfig};
use vodsweep::provider::brightcove::{Brightcove, BrightcoveConfig};
use vodsweep::provider::http::{HttpConfig, PaceConfig, TallyCounts};
use vodsweep::script::{Catalog, Policy, PolicySource, RunOptions, run};

/// Every video is listed, and five conditions are decided for each.
const POLICY: &str = r#"// Looks at every video.
search()
    .filter(|v| v.state == "inactive" && v.duration > minutes(1) && days_since(v.updated_at) > 365
        && !v.has_tag("keep") && v.delivery != "live_origin")
    .each(|v| delete_video(v, "inactive for a year"));
"#;

struct Served(Child);

impl Drop for Served {
    fn drop(&mut self) {
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

fn main() {
    let mut sizes: Vec<u32> = std::env::args().skip(1).filter_map(|arg| arg.parse().ok()).collect();
    if sizes.is_empty() {
        sizes = vec![1_000, 10_000, 100_000];
    }
    println!(
        "{:>10} {:>9} {:>9} {:>12} {:>7} {:>12} {:>9}",
        "platform", "videos", "seconds", "us a video", "calls", "peak memory", "entries"
    );
    for size in sizes {
        measure(size);
    }
}

fn vodsweep(folder: &Path, args: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_vodsweep"));
    command.args(args).current_dir(folder).stderr(Stdio::null());
    command
}

fn measure(size: u32) {
    let folder = tempfile::tempdir().expect("a folder");
    let made = vodsweep(folder.path(), &["sandbox", "reset", "--videos", &size.to_string()]).status();
    assert!(made.expect("the program starts").success());
    let mut child =
        vodsweep(folder.path(), &["sandbox", "serve"]).stdout(Stdio::piped()).spawn().expect("the program starts");
    let out = child.stdout.take().expect("piped");
    let _served = Served(child);
    let mut line = String::new();
    BufReader::new(out).read_line(&mut line).expect("a line");
    let address = line.trim().trim_start_matches("listening on ").to_owned();
    let status =
        vodsweep(folder.path(), &["sandbox", "status", "--format", "json"]).output().expect("the program starts");
    let status: serde_json::Value = serde_json::from_slice(&status.stdout).expect("JSON");
    let text = |key: &str| status[key].as_str().expect("a text").to_owned();

    let http = HttpConfig::new(PaceConfig { requests_per_second: None, concurrency: 16 });
    let account = |platform| Account { name: "bench".into(), platform, account_id: text("account_id") };

    let keys = (Secret::new(text("client_id")), Secret::new(text("client_secret")));
    let brightcove = Arc::new(
        Brightcove::new(BrightcoveConfig {
            oauth: address.clone(),
            cms: address.clone(),
            http: http.clone(),
            ..BrightcoveConfig::new(account(Platform::Brightcove), keys.0, keys.1)
        })
        .expect("a provider"),
    );
    row(size, "brightcove", Connection::custom(Arc::clone(&brightcove)), || brightcove.calls());

    let keys = (Secret::new(text("access_key_id")), Secret::new(text("access_key_secret")));
    let apsara = Arc::new(
        Apsara::new(ApsaraConfig {
            endpoint: Some(address),
            paced: false,
            http,
            ..ApsaraConfig::new(account(Platform::Apsara), text("region"), keys.0, keys.1)
        })
        .expect("a provider"),
    );
    row(size, "apsara", Connection::custom(Arc::clone(&apsara)), || apsara.calls());
}

/// Plans the whole library on one platform. The peak memory is that of all rows so far.
fn row(size: u32, platform: &str, connection: Connection, calls: impl Fn() -> TallyCounts) {
    let runtime = tokio::runtime::Runtime::new().expect("a runtime");
    let catalog: Arc<dyn Catalog> =
        Arc::new(ProviderCatalog::new(connection.reader(), runtime.handle().clone(), Interrupt::default()));
    // The first search prepares the library; that is the server's time and not ours.
    let started = Instant::now();
    let entries = plan_all(&catalog);
    let took = started.elapsed();
    let calls = calls();
    println!(
        "{platform:>10} {size:>9} {:>9.2} {:>12.1} {:>7} {:>9} MB {entries:>9}",
        took.as_secs_f64(),
        took.as_secs_f64() * 1e6 / f64::from(size),
        calls.reads + calls.tokens,
        peak_memory_mb(),
    );
}

fn plan_all(catalog: &Arc<dyn Catalog>) -> usize {
    let policy = Policy::compile(&PolicySource::from_text("bench.rhai", POLICY, &[])).expect("compiles");
    let outcome = run(&policy, Arc::clone(catalog), RunOptions::at(Timestamp::now())).expect("runs");
    let library = LibraryView {
        videos_total: catalog.total().expect("a count"),
        videos_seen: outcome.seen.len() as u64,
        complete: !outcome.is_incomplete(),
        inventory_age_seconds: None,
    };
    assert!(library.complete);
    let draft = Draft {
        proposals: outcome.proposals,
        keeps: outcome.keeps,
        unreadable: outcome.unreadable,
        ..Draft::default()
    };
    let context = Context::new(catalog.account(), catalog.capabilities(), library, Timestamp::now());
    plan::build(draft, context).entries.len()
}

/// The most memory that this process ever had, from the kernel; 0 where it does not say.
fn peak_memory_mb() -> u64 {
    let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    let kilobytes = status.lines().find_map(|line| line.strip_prefix("VmHWM:"));
    kilobytes.and_then(|text| text.trim().trim_end_matches("kB").trim().parse::<u64>().ok()).unwrap_or(0) / 1_000
}
