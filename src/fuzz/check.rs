//! Policies: any text is compiled, and what compiles runs over a small library within tight bounds.

use std::collections::BTreeSet;
use std::sync::Arc;
use std::time::{Duration, Instant};

use jiff::Timestamp;

use super::Input;
use super::text::harmless;
use super::videos::{nothing, video};
use crate::model::{
    Action, Asset, AssetId, AssetKind, Assets, Capabilities, Diagnostic, Known, Platform, Rule, Video, VideoId,
};
use crate::report::{Style, diagnostic};
use crate::script::{Limits, MemoryCatalog, Outcome, Policy, PolicySource, RunOptions, run};

const ANY: Rule = Rule { action: Action::DeleteVideo, deliveries: &[], shared_in: true, otherwise: "" };

static CAPABILITIES: Capabilities = Capabilities {
    rules: &[
        ANY,
        Rule { action: Action::DeleteMaster, ..ANY },
        Rule { action: Action::DeleteRendition, ..ANY },
        Rule { action: Action::DeletePoster, ..ANY },
    ],
    playlists: true,
    native_search: true,
    ..Capabilities::none(Platform::Brightcove)
};

fn limits() -> Limits {
    Limits {
        operations: 3_000,
        operations_per_item: 200,
        call_depth: 12,
        expr_depth: 48,
        string_bytes: 4_096,
        array_len: 500,
        map_len: 500,
        time: Duration::from_millis(500),
        proposals: 50,
        source_bytes: 1 << 20,
        file_bytes: 1 << 10,
        ..Limits::default()
    }
}

/// Far more than the bounds allow: a machine under load is no finding.
const LONGEST: Duration = Duration::from_secs(15);

/// Compiling and running a policy.
pub(super) fn check(data: &[u8]) {
    let (text, mut input) = Input::text_first(data);
    let started = Instant::now();
    let source = PolicySource::from_text("fuzz.rhai", &text, &[]);
    match Policy::compile(&source) {
        Ok(policy) => {
            policy.warnings().iter().for_each(|found| placed(found, &text));
            let videos = library(&mut input);
            let ids: BTreeSet<VideoId> = videos.iter().map(|video| video.id.clone()).collect();
            let catalog = videos.iter().fold(MemoryCatalog::new(&CAPABILITIES, videos.clone()), |catalog, video| {
                catalog.with_assets(files(&video.id))
            });
            let now = Timestamp::from_second(1_767_225_600).unwrap_or_default();
            let options = RunOptions { limits: limits(), ..RunOptions::at(now) };
            match run(&policy, Arc::new(catalog), options) {
                Ok(outcome) => only_of(&outcome, &ids),
                Err(found) => placed(&found, &text),
            }
        }
        Err(found) => {
            assert!(!found.is_empty(), "a policy was refused without a word");
            for found in &found {
                placed(found, &text);
            }
        }
    }
    assert!(started.elapsed() < LONGEST, "it took {:?}", started.elapsed());
}

/// Three videos as the bytes say, and one of which nothing is known.
fn library(input: &mut Input<'_>) -> Vec<Video> {
    let mut videos = vec![nothing("unknown")];
    for id in ["a", "b", "c"] {
        let mut video = video(input);
        video.id = nothing(id).id;
        videos.push(video);
    }
    videos
}

fn files(video: &VideoId) -> Assets {
    let asset = |kind: AssetKind, id: &str| {
        let Ok(id) = AssetId::new(id) else { panic!("an id of ours is empty") };
        let mut asset = Asset::bare(id, video.clone(), kind);
        asset.bytes = Known::Value(300);
        Arc::new(asset)
    };
    let mut assets = Assets::new(video.clone());
    assets.set(AssetKind::Master, Known::Value(vec![asset(AssetKind::Master, "m")]));
    let renditions = vec![asset(AssetKind::Rendition, "r1"), asset(AssetKind::Rendition, "r2")];
    assets.set(AssetKind::Rendition, Known::Value(renditions));
    assets.set(AssetKind::Poster, Known::unknown("not read"));
    assets
}

/// Everything that is wished is about videos of the library, and files of theirs.
fn only_of(outcome: &Outcome, ids: &BTreeSet<VideoId>) {
    for proposal in &outcome.proposals {
        assert!(ids.contains(&proposal.video.id), "a deletion of {}, which is not in the library", proposal.video.id);
        let kind = proposal.asset.as_ref().map(|asset| asset.kind);
        // The planner looks up a master that the script did not.
        let open = kind.is_none() && proposal.action == Action::DeleteMaster;
        assert!(open || kind == proposal.action.kind(), "{} of another kind", proposal.action);
        let owner = proposal.asset.as_ref().is_none_or(|asset| asset.video == proposal.video.id);
        assert!(owner, "a file of another video");
        assert!(!proposal.reason.text.trim().is_empty(), "a deletion without a reason");
    }
    assert!(outcome.proposals.len() <= limits().proposals, "more deletions than are allowed");
    assert!(outcome.keeps.iter().all(|keep| ids.contains(&keep.video.id)), "a video from elsewhere is kept");
}

/// The place of a mistake is in the text, and showing it harms nobody.
fn placed(found: &Diagnostic, text: &str) {
    assert!(!found.message.is_empty(), "a mistake without words");
    if let Some(span) = &found.span {
        let own = found.source.as_ref().map_or(text, |source| source.text.as_ref());
        assert!(own.get(span.clone()).is_some(), "{span:?} is not in a text of {} bytes: {found:?}", own.len());
    }
    harmless(&diagnostic(found, &Style::plain(72)), false);
}
