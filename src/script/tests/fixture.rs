//! Builds videos, libraries and runs.

use std::sync::Arc;

use jiff::Timestamp;

use crate::model::{
    Action, Asset, AssetId, AssetKind, Assets, Capabilities, Delivery, Diagnostic, KindSet, Known, MediaType, Millis,
    Platform, Rule, Video, VideoId, VideoState,
};
use crate::script::{MemoryCatalog, Outcome, Policy, PolicySource, RunOptions, run};

macro_rules! rules {
    ($($action:ident),+ $(,)?) => {
        &[$(Rule { action: Action::$action, deliveries: &[], shared_in: false, otherwise: "" }),+]
    };
}

pub(in crate::script) static CAPABILITIES: Capabilities = Capabilities {
    rules: rules![DeleteVideo, DeleteMaster, DeleteRendition, DeletePoster, DeleteThumbnail, DeleteImage],
    playlists: true,
    native_search: true,
    ..Capabilities::none(Platform::Brightcove)
};

pub(in crate::script) fn now() -> Timestamp {
    "2026-01-01T00:00:00Z".parse().unwrap()
}

pub(in crate::script) fn days_ago(days: i64) -> Timestamp {
    now() - jiff::SignedDuration::from_hours(24 * days)
}

pub(in crate::script) fn id(id: &str) -> VideoId {
    VideoId::new(id).unwrap()
}

/// An active video with a master that was last changed this many days ago.
pub(in crate::script) fn video(name: &str, changed_days_ago: i64) -> Video {
    let mut video = Video::unknown(id(name), "not set up");
    let Video { id: _, .. } = &video;
    video.name = Known::Value(format!("Title {name}").into());
    video.description = Known::Absent;
    video.state = Known::Value(VideoState::Active);
    video.status = Known::Value("ACTIVE".into());
    video.created_at = Known::Value(days_ago(changed_days_ago + 1));
    video.updated_at = Known::Value(days_ago(changed_days_ago));
    video.published_at = Known::Absent;
    video.duration = Known::Value(Millis::from(90_000_u32));
    video.tags = Known::Value(vec!["News".into()]);
    video.reference_id = Known::Absent;
    video.folder = Known::Absent;
    video.custom_fields = Known::Value([("subject".into(), "sport".into())].into());
    video.original_filename = Known::Absent;
    video.delivery = Known::Value(Delivery::StaticOrigin);
    video.has_master = Known::Value(true);
    video.complete = Known::Value(true);
    video.is_clip = Known::Value(false);
    video.clip_source_id = Known::Absent;
    video.shared_in = Known::Value(false);
    video.shared_out = Known::Value(false);
    video.thumbnail_url = Known::Absent;
    video.size = Known::Absent;
    video.storage_class = Known::Absent;
    video.category = Known::Absent;
    video.media_type = Known::Value(MediaType::Video);
    video.plays_from_master = Known::Value(false);
    video.native = r#"{"id":"1","ad_keys":null,"n":3}"#.into();
    video
}

pub(in crate::script) fn asset(video: &str, kind: AssetKind, name: &str, bytes: u64) -> Arc<Asset> {
    let mut asset = Asset::bare(AssetId::new(name).unwrap(), id(video), kind);
    asset.bytes = Known::Value(bytes);
    asset.width = Known::Value(1280);
    Arc::new(asset)
}

/// A 2 GB master, two renditions, a poster and a thumbnail.
pub(in crate::script) fn files(video: &str) -> Assets {
    let mut assets = Assets::new(id(video));
    assets.set(AssetKind::Master, Known::Value(vec![asset(video, AssetKind::Master, "m", 2_000_000_000)]));
    let renditions = vec![asset(video, AssetKind::Rendition, "r1", 300), asset(video, AssetKind::Rendition, "r2", 100)];
    assets.set(AssetKind::Rendition, Known::Value(renditions));
    assets.set(AssetKind::Poster, Known::Value(vec![asset(video, AssetKind::Poster, "p", 10)]));
    assets.set(AssetKind::Thumbnail, Known::Value(vec![asset(video, AssetKind::Thumbnail, "t", 5)]));
    assets
}

/// Three videos changed 10, 400 and 800 days ago, all with files.
pub(in crate::script) fn library() -> MemoryCatalog {
    library_of(vec![video("a", 10), video("b", 400), video("c", 800)])
}

pub(in crate::script) fn library_of(videos: Vec<Video>) -> MemoryCatalog {
    let ids: Vec<_> = videos.iter().map(|video| video.id.to_string()).collect();
    ids.iter().fold(MemoryCatalog::new(&CAPABILITIES, videos), |catalog, id| catalog.with_assets(files(id)))
}

pub(in crate::script) fn unknown_files(video: &str) -> Assets {
    Assets::unknown(id(video), KindSet::ALL, "the lookup failed")
}

pub(in crate::script) fn compile(text: &str) -> Result<Policy, Vec<Diagnostic>> {
    Policy::compile(&PolicySource::from_text("test.rhai", text, &[]))
}

pub(in crate::script) fn run_on(catalog: MemoryCatalog, text: &str) -> Result<Outcome, Box<Diagnostic>> {
    let policy = compile(text).map_err(|mut found| Box::new(found.remove(0)))?;
    run(&policy, Arc::new(catalog), RunOptions::at(now()))
}

pub(in crate::script) fn go(text: &str) -> Outcome {
    run_on(library(), text).unwrap_or_else(|diagnostic| panic!("{diagnostic:#?}"))
}

pub(in crate::script) fn failure(text: &str) -> Diagnostic {
    match run_on(library(), text) {
        Ok(outcome) => panic!("it must fail, but gave {outcome:#?}"),
        Err(diagnostic) => *diagnostic,
    }
}

/// What was proposed, as `action video asset`.
pub(in crate::script) fn wishes(outcome: &Outcome) -> Vec<String> {
    let line = |p: &crate::plan::Proposal| {
        let asset = p.asset.as_ref().map_or(String::new(), |asset| format!(" {}", asset.id));
        format!("{} {}{asset}", p.action, p.video.id)
    };
    outcome.proposals.iter().map(line).collect()
}

/// What was printed.
pub(in crate::script) fn said(text: &str) -> Vec<String> {
    go(text).messages.into_iter().map(|message| message.text).collect()
}

/// The line and column of a diagnostic.
pub(in crate::script) fn place(diagnostic: &Diagnostic) -> (usize, usize) {
    let source = diagnostic.source.as_ref().expect("it has a source");
    source.position_of(diagnostic.span.as_ref().expect("it has a place").start)
}
