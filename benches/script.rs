//! What a rule costs for one video, without the platform.

use std::sync::Arc;

use divan::Bencher;
use jiff::{SignedDuration, Timestamp};
use vodsweep::model::{Capabilities, Known, MediaType, Platform, Video, VideoId, VideoState};
use vodsweep::script::{Catalog, MemoryCatalog, Policy, PolicySource, RunOptions, run};

static CAPABILITIES: Capabilities = Capabilities::none(Platform::Brightcove);

const VIDEOS: u32 = 100_000;

const RULE: &str = r#"
search().filter(|v| v.state == "active" && v.has_master && !v.is_clip
        && v.name != "x" && days_since(v.updated_at) > 100_000).count();
"#;

/// A body as people write it: a function of its own, and a reason that names a number. It proposes one video of ten.
const BODY: &str = r#"
fn is_stale(v, days) {
    let age = days_since(v.updated_at);
    if !v.has_master || v.is_clip { return false; }
    age > days
}
search().each(|v| {
    if v.state == "active" && v.name != "x" && is_stale(v, 8) {
        delete_video(v, `${v.name} is unchanged for ${days_since(v.updated_at)} days`);
    }
});
"#;

fn main() {
    divan::main();
}

fn library(now: Timestamp) -> Arc<dyn Catalog> {
    let videos = (0..VIDEOS).filter_map(|number| {
        let mut video = Video::unknown(VideoId::new(number.to_string()).ok()?, "not set up");
        video.name = Known::Value("a name".into());
        video.state = Known::Value(VideoState::Active);
        video.has_master = Known::Value(true);
        video.is_clip = Known::Value(false);
        video.updated_at = Known::Value(now - SignedDuration::from_hours(24 * i64::from(number % 10)));
        video.media_type = Known::Value(MediaType::Video);
        Some(video)
    });
    Arc::new(MemoryCatalog::new(&CAPABILITIES, videos.collect()))
}

/// A five-condition rule that holds up to its last condition, decided without and with the interpreter; divide by the
/// videos for the cost of one, the walk included.
#[divan::bench(args = ["native", "interpreted"], sample_count = 20)]
fn five_conditions(bencher: Bencher<'_, '_>, how: &str) {
    decided(bencher, RULE, how);
}

/// The walk alone, which is a part of all the others.
#[divan::bench(sample_count = 20)]
fn a_walk(bencher: Bencher<'_, '_>) {
    decided(bencher, "search().count();", "native");
}

/// The same with a function and a proposal.
#[divan::bench(args = ["native", "interpreted"], sample_count = 20)]
fn a_whole_body(bencher: Bencher<'_, '_>, how: &str) {
    decided(bencher, BODY, how);
}

fn decided(bencher: Bencher<'_, '_>, text: &str, how: &str) {
    let now = Timestamp::UNIX_EPOCH;
    let source = PolicySource::from_text("bench", text, &[]);
    let Ok(policy) = Policy::compile(&source) else { return };
    let policy = if how == "native" { policy } else { policy.interpreted() };
    let catalog = library(now);
    bencher
        .counter(divan::counter::ItemsCount::new(VIDEOS))
        .bench_local(|| run(&policy, Arc::clone(&catalog), RunOptions::at(now)).is_ok());
}

/// Everything that `check` finds in one ready-made policy, from its text on.
#[divan::bench]
fn check() -> usize {
    Policy::inspect(&PolicySource::from_text("bench", include_str!("../scripts/superseded_renditions.rhai"), &[])).len()
}

/// Compiling and checking, as on every save under `watch`.
#[divan::bench]
fn compile() -> bool {
    Policy::compile(&PolicySource::from_text("bench", RULE, &[])).is_ok()
}
