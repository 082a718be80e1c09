//! From a save to what is shown, over a library that is remembered.

use std::sync::Arc;
use std::time::Duration;

use divan::Bencher;
use jiff::{SignedDuration, Timestamp};
use vodsweep::model::{Capabilities, Known, MediaType, Platform, Video, VideoId, VideoState};
use vodsweep::plan::{Context, Draft, LibraryView, Plan, PlanDiff, build};
use vodsweep::report::{Style, WatchPanel, WatchState, WatchView, watch_screen};
use vodsweep::script::{Catalog, MemoryCatalog, Outcome, Policy, PolicySource, RunOptions, run};
use vodsweep::watch::Remembered;

static CAPABILITIES: Capabilities = Capabilities::none(Platform::Brightcove);

const VIDEOS: u32 = 100_000;

/// A query that leaves a fifth, and a rule that leaves a twentieth of all.
const POLICY: &str = r#"
let days = param("days", 365, "how long a video must have been unchanged");
search("state:inactive -tags:keep updated_at:<" + days_ago(days))
    .filter(|v| v.has_master && !v.is_clip && days_since(v.updated_at) % 4 == 0)
    .each(|v| delete_video(v, "inactive and unchanged for " + days_since(v.updated_at) + " days"));
"#;

fn main() {
    divan::main();
}

fn now() -> Timestamp {
    Timestamp::from_second(1_790_000_000).unwrap_or_default()
}

fn library(videos: u32) -> Arc<dyn Catalog> {
    let videos = (0..videos).filter_map(|number| {
        let mut video =
            Video::unknown(VideoId::new((6_300_000_000_000 + u64::from(number)).to_string()).ok()?, "unset");
        let state = if number.is_multiple_of(5) { VideoState::Inactive } else { VideoState::Active };
        video.name = Known::Value(format!("Evening news {number}").into());
        video.state = Known::Value(state);
        video.tags = Known::Value(vec!["news".into(), "archive".into()]);
        video.has_master = Known::Value(true);
        video.is_clip = Known::Value(false);
        video.created_at = Known::Value(Timestamp::from_second(1_600_000_000).ok()?);
        video.updated_at = Known::Value(now() - SignedDuration::from_hours(24 * (400 + i64::from(number / 5 % 400))));
        video.media_type = Known::Value(MediaType::Video);
        Some(video)
    });
    Arc::new(Remembered::new(Arc::new(MemoryCatalog::new(&CAPABILITIES, videos.collect()))))
}

fn compiled() -> Option<Policy> {
    Policy::compile(&PolicySource::from_text("bench", POLICY, &[])).ok()
}

fn ran(catalog: &Arc<dyn Catalog>, policy: &Policy) -> Option<Outcome> {
    run(policy, Arc::clone(catalog), RunOptions::at(now())).ok()
}

fn planned(catalog: &Arc<dyn Catalog>, outcome: Outcome) -> Plan {
    let draft = Draft { proposals: outcome.proposals, keeps: outcome.keeps, ..Draft::default() };
    let library = LibraryView {
        videos_total: Some(outcome.seen.len() as u64),
        videos_seen: outcome.seen.len() as u64,
        complete: true,
        inventory_age_seconds: None,
    };
    build(draft, Context::new(catalog.account(), catalog.capabilities(), library, now()))
}

fn screen(plan: &Plan, diff: &PlanDiff) -> Vec<String> {
    let view = WatchView {
        scripts: "bench.rhai",
        account: "bench",
        state: WatchState::Planned { took: Duration::ZERO },
        plan: Some(plan),
        diff: Some(diff),
        said: &[],
        notes: &[],
        panel: WatchPanel::Changes,
        typed: None,
        read_at: None,
    };
    watch_screen(&view, &Style::plain(80), 24)
}

/// Everything between a save and the screen: compile, run, plan, compare, lay out.
fn replan(bencher: Bencher<'_, '_>, videos: u32) {
    let catalog = library(videos);
    let plan = || compiled().and_then(|policy| ran(&catalog, &policy)).map(|outcome| planned(&catalog, outcome));
    let Some(before) = plan() else { return };
    bencher.bench_local(|| {
        let after = plan()?;
        let diff = PlanDiff::between(&before, &after);
        Some((screen(&after, &diff), before.entries.len()))
    });
}

#[divan::bench(sample_count = 20)]
fn replan_100_000(bencher: Bencher<'_, '_>) {
    replan(bencher, VIDEOS);
}

/// Fifty thousand entries.
#[divan::bench(sample_count = 5)]
fn replan_1_000_000(bencher: Bencher<'_, '_>) {
    replan(bencher, 10 * VIDEOS);
}

/// The part of the script.
#[divan::bench(sample_count = 20)]
fn run_100_000(bencher: Bencher<'_, '_>) {
    let catalog = library(VIDEOS);
    let Some(policy) = compiled() else { return };
    bencher.bench_local(|| ran(&catalog, &policy).map(|outcome| outcome.proposals.len()));
}

/// The part of the planner, at five thousand entries.
#[divan::bench(sample_count = 20)]
fn build_100_000(bencher: Bencher<'_, '_>) {
    let catalog = library(VIDEOS);
    let Some(outcome) = compiled().and_then(|policy| ran(&catalog, &policy)) else { return };
    bencher.with_inputs(|| outcome.clone()).bench_local_values(|outcome| planned(&catalog, outcome).entries.len());
}

/// The part of comparing two plans and laying out the screen.
#[divan::bench(sample_count = 20)]
fn show_100_000(bencher: Bencher<'_, '_>) {
    let catalog = library(VIDEOS);
    let plan = compiled().and_then(|policy| ran(&catalog, &policy)).map(|outcome| planned(&catalog, outcome));
    let Some(plan) = plan else { return };
    bencher.bench_local(|| screen(&plan, &PlanDiff::between(&plan, &plan)));
}
