//! Embeds the engine: runs a policy over a library in memory and prints the plan. Nothing is deleted.
//!
//! Run it with `cargo run --example embed`.

#![allow(clippy::print_stdout, reason = "an example shows what it does")]

use std::error::Error;
use std::sync::Arc;

use jiff::Timestamp;
use vodsweep::model::{Delivery, Known, MediaType, Video, VideoId, VideoState};
use vodsweep::plan::{self, Context, Draft, LibraryView};
use vodsweep::provider::brightcove::CAPABILITIES;
use vodsweep::report::{self, PlanView, Style};
use vodsweep::script::{Catalog, MemoryCatalog, Policy, PolicySource, RunOptions, run};

const POLICY: &str = r#"// Inactive videos that nobody touched for a year.
search("state:inactive -tags:keep")
    .filter(|v| days_since(v.updated_at) > 365)
    .each(|v| delete_video(v, "inactive for a year"));
"#;

fn video(id: &str, state: VideoState, updated_at: &str) -> Result<Video, Box<dyn Error>> {
    let mut video = Video::unknown(VideoId::new(id)?, "this library does not say");
    video.name = Known::Value(format!("Video {id}").into());
    video.state = Known::Value(state);
    video.created_at = Known::Value("2020-01-01T00:00:00Z".parse()?);
    video.updated_at = Known::Value(updated_at.parse()?);
    video.tags = Known::Value(Vec::new());
    video.delivery = Known::Value(Delivery::DynamicOrigin);
    video.media_type = Known::Value(MediaType::Video);
    video.complete = Known::Value(true);
    video.shared_in = Known::Value(false);
    video.shared_out = Known::Value(false);
    video.size = Known::Value(1_400_000_000);
    Ok(video)
}

fn main() -> Result<(), Box<dyn Error>> {
    let now: Timestamp = "2026-01-01T00:00:00Z".parse()?;
    let mut videos = vec![
        video("1", VideoState::Inactive, "2023-01-01T00:00:00Z")?,
        video("2", VideoState::Active, "2023-01-01T00:00:00Z")?,
        video("3", VideoState::Inactive, "2025-12-01T00:00:00Z")?,
    ];
    for id in 4..40 {
        videos.push(video(&id.to_string(), VideoState::Active, "2025-01-01T00:00:00Z")?);
    }
    let total = videos.len() as u64;
    let catalog: Arc<dyn Catalog> = Arc::new(MemoryCatalog::new(&CAPABILITIES, videos));

    let source = PolicySource::from_text("inactive.rhai", POLICY, &[]);
    let policy = Policy::compile(&source)
        .map_err(|mistakes| mistakes.into_iter().map(|mistake| mistake.message).collect::<Vec<_>>().join("; "))?;
    let outcome = run(&policy, Arc::clone(&catalog), RunOptions::at(now)).map_err(|mistake| mistake.message)?;

    let library = LibraryView {
        videos_total: Some(total),
        videos_seen: outcome.seen.len() as u64,
        complete: true,
        inventory_age_seconds: None,
    };
    let plan = plan::build(
        Draft {
            proposals: outcome.proposals,
            keeps: outcome.keeps,
            unreadable: outcome.unreadable,
            ..Draft::default()
        },
        Context::new(catalog.account(), catalog.capabilities(), library, now),
    );
    assert_eq!(plan.entries.len(), 1);
    print!("{}", report::plan_table(&plan, &PlanView::new(now, None), &Style::plain(100)));
    Ok(())
}
