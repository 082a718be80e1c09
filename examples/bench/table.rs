//! The figures as lines of a table and as JSON.

use std::fmt;

use serde::Serialize;
use vodsweep::model::Platform;
use vodsweep::provider::brightcove::BrightcoveConfig;

use crate::job::{Job, Way};
use crate::measured::Measured;

/// What the columns mean.
pub(crate) const NOTES: &str = "\
entries   what the plan would delete; of the alternatives, what they found
received  bytes of the answers, without headers
cpu, peak of the client process, which makes the plan and its JSON text in memory; the server is another process
waiting   what the calls take at the default pace of nine a second, whoever makes them; ApsaraVideo VOD has other paces";

/// One line: a job at one size.
#[derive(Debug, Serialize)]
pub(crate) struct Row {
    videos: u64,
    platform: Platform,
    policy: String,
    way: Way,
    sizes: bool,
    #[serde(flatten)]
    measured: Measured,
    calls_per_1000_videos: f64,
    micros_per_video: f64,
    cpu_micros_per_video: f64,
    /// At the default pace; not known where operations have paces of their own.
    waiting_seconds: Option<f64>,
}

impl Row {
    pub(crate) fn new(videos: u64, job: &Job, measured: Measured) -> Self {
        let each = |total: f64| total / count(videos.max(1));
        let pace = BrightcoveConfig::PACE.requests_per_second.filter(|_| job.platform == Platform::Brightcove);
        Self {
            videos,
            platform: job.platform,
            policy: job.policy.name(),
            way: job.way,
            sizes: job.sizes,
            measured,
            calls_per_1000_videos: each(count(measured.calls)) * 1e3,
            micros_per_video: each(measured.wall_seconds) * 1e6,
            cpu_micros_per_video: each(measured.cpu_seconds) * 1e6,
            waiting_seconds: pace.map(|pace| count(measured.calls) / pace),
        }
    }
}

#[expect(clippy::cast_precision_loss, reason = "figures for people: no count comes near 2^52")]
fn count(number: u64) -> f64 {
    number as f64
}

/// The names of the columns.
pub(crate) fn head() -> String {
    format!(
        "{:>9} {:10} {:11} {:5} {:10} {:>8} {:>8} {:>7} {:>11} {:>8} {:>8} {:>9} {:>9} {:>8} {:>9}",
        "videos",
        "platform",
        "policy",
        "sizes",
        "way",
        "entries",
        "calls",
        "/1,000",
        "received",
        "wall",
        "cpu",
        "us/video",
        "cpu/video",
        "peak",
        "waiting"
    )
}

impl fmt::Display for Row {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Measured { entries, calls, received_bytes, wall_seconds, cpu_seconds, peak_memory_bytes, .. } =
            self.measured;
        let megabytes = |bytes: u64| count(bytes) / 1e6;
        write!(
            f,
            "{:>9} {:10} {:11} {:5} {:10} {entries:>8} {calls:>8} {:>7.1} {:>8.1} MB {wall_seconds:>6.2} s \
             {cpu_seconds:>6.2} s {:>9.1} {:>9.1} {:>5.0} MB {:>9}",
            self.videos,
            self.platform.to_string(),
            self.policy,
            if self.sizes { "yes" } else { "no" },
            self.way.as_str(),
            self.calls_per_1000_videos,
            megabytes(received_bytes),
            self.micros_per_video,
            self.cpu_micros_per_video,
            megabytes(peak_memory_bytes),
            self.waiting_seconds.map_or_else(|| "-".to_owned(), |seconds| format!("{seconds:.0} s")),
        )
    }
}
