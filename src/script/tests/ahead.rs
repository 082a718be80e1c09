//! Files that are looked up ahead of a script: fewer answers to wait for, and the same plan.

use std::sync::Arc;

use super::fixture::{compile, files, library_of, now, unknown_files, video};
use crate::model::{Account, Assets, Capabilities, KindSet, Known, Video, VideoId};
use crate::query::Listing;
use crate::script::foresight::AHEAD;
use crate::script::{
    Candidates, Catalog, CatalogError, Coverage, LookedAhead, MemoryCatalog, Outcome, RunOptions, run,
};

const VIDEOS: usize = 300;

/// A library of which nothing is at hand before it is asked for, so that nothing of it can be foreseen.
struct Slow(Arc<MemoryCatalog>);

/// A library that gives the files of several videos in another order than it was asked for.
struct Muddled(Arc<MemoryCatalog>);

impl Catalog for Muddled {
    fn account(&self) -> &Account {
        self.0.account()
    }

    fn capabilities(&self) -> &'static Capabilities {
        self.0.capabilities()
    }

    fn candidates(&self, listing: &Listing) -> Result<Box<dyn Candidates>, CatalogError> {
        self.0.candidates(listing)
    }

    fn total(&self) -> Result<Option<u64>, CatalogError> {
        self.0.total()
    }

    fn video(&self, id: &VideoId) -> Result<Option<Arc<Video>>, CatalogError> {
        self.0.video(id)
    }

    fn assets(&self, videos: &[Arc<Video>], kinds: KindSet) -> Vec<Assets> {
        self.0.assets(videos, kinds).into_iter().rev().collect()
    }

    fn references(&self, video: &VideoId) -> Result<Vec<String>, CatalogError> {
        self.0.references(video)
    }
}

#[test]
fn files_are_never_taken_for_those_of_another_video() {
    for text in [
        "search().each(|v| if assets(v).renditions.len() > 0 { delete_renditions(v); });",
        "search().with_assets().each(|v| { if assets(v).renditions.len() > 0 { delete_renditions(v); } });",
    ] {
        let policy = compile(text).unwrap_or_else(|found| panic!("{found:#?}"));
        let outcome = run(&policy, Arc::new(Muddled(library())), RunOptions::at(now())).expect("a plan");
        assert!(!outcome.proposals.is_empty(), "{text}");
        for wish in &outcome.proposals {
            let owner = wish.asset.as_ref().map(|asset| &asset.video);
            assert_eq!(owner, Some(&wish.video.id), "{text}");
        }
    }
}

struct SlowWalk(Box<dyn Candidates>);

impl Iterator for SlowWalk {
    type Item = Result<Arc<Video>, CatalogError>;

    fn next(&mut self) -> Option<Self::Item> {
        self.0.next()
    }
}

impl Candidates for SlowWalk {
    fn coverage(&self) -> Coverage {
        self.0.coverage()
    }
}

impl Catalog for Slow {
    fn account(&self) -> &Account {
        self.0.account()
    }

    fn capabilities(&self) -> &'static Capabilities {
        self.0.capabilities()
    }

    fn candidates(&self, listing: &Listing) -> Result<Box<dyn Candidates>, CatalogError> {
        Ok(Box::new(SlowWalk(self.0.candidates(listing)?)))
    }

    fn total(&self) -> Result<Option<u64>, CatalogError> {
        self.0.total()
    }

    fn video(&self, id: &VideoId) -> Result<Option<Arc<Video>>, CatalogError> {
        self.0.video(id)
    }

    fn assets(&self, videos: &[Arc<Video>], kinds: KindSet) -> Vec<Assets> {
        self.0.assets(videos, kinds)
    }

    fn references(&self, video: &VideoId) -> Result<Vec<String>, CatalogError> {
        self.0.references(video)
    }
}

/// A third of the videos are clips, some are of unknown age, and the files of some cannot be looked up.
fn library() -> Arc<MemoryCatalog> {
    let videos = (0..VIDEOS).map(|number| {
        let mut video = video(&format!("v{number:03}"), i64::try_from(number).unwrap_or(0));
        video.is_clip = Known::Value(number % 3 == 0);
        if number % 17 == 5 {
            video.updated_at = Known::unknown("not told");
        }
        video
    });
    let catalog = (0..VIDEOS).fold(library_of(videos.collect()), |catalog, number| {
        let name = format!("v{number:03}");
        catalog.with_assets(if number % 29 == 7 { unknown_files(&name) } else { files(&name) })
    });
    Arc::new(catalog)
}

/// Runs a policy with and without foresight, which must end alike, and gives the lookups with it.
fn both(text: &str) -> Option<(Outcome, Vec<usize>)> {
    let policy = compile(text).unwrap_or_else(|found| panic!("{found:#?}"));
    let catalog = library();
    let foreseen = run(&policy, Arc::clone(&catalog) as _, RunOptions::at(now()));
    let waited = run(&policy, Arc::new(Slow(library())), RunOptions::at(now()));
    let told = |outcome: &Outcome| {
        let Outcome { proposals, keeps, unreadable, messages, seen, .. } = outcome;
        let mut seen: Vec<u64> = seen.iter().copied().collect();
        seen.sort_unstable();
        format!("{proposals:#?}\n{keeps:#?}\n{unreadable:#?}\n{messages:#?}\n{seen:?}")
    };
    let ends = [&foreseen, &waited].map(|end| end.as_ref().map_or_else(|error| format!("{error:#?}"), told));
    assert_eq!(ends[0], ends[1], "{text}");
    let lookups: Vec<usize> = catalog.lookups().iter().map(|(ids, _)| ids.len()).collect();
    let outcome = foreseen.ok()?;
    assert_eq!(waited.map(|waited| waited.looked_ahead.lookups), Ok(0), "{text}");
    assert!(outcome.looked_ahead.unused * 5 <= lookups.iter().sum::<usize>() as u64, "{text}: {lookups:?}");
    Some((outcome, lookups))
}

#[test]
fn files_of_the_next_videos_are_looked_up_together() {
    let text = "search().each(|v| if assets(v).master.bytes > 1 { delete_master(v, \"large\"); });";
    let (outcome, lookups) = both(text).expect("a plan");
    assert!(lookups.len() < 40, "{lookups:?}");
    assert!(lookups.iter().all(|together| *together <= AHEAD + 1), "{lookups:?}");
    let LookedAhead { asked, lookups: ahead, unused } = outcome.looked_ahead;
    assert_eq!(asked, VIDEOS as u64);
    assert!(ahead > 250, "{ahead}");
    // Those that failed were made again, and nothing else.
    assert!((1..=10).contains(&unused), "{unused}");
    assert_eq!(lookups.iter().sum::<usize>() as u64, VIDEOS as u64 + unused);
}

#[test]
fn only_videos_that_are_left_by_the_conditions_are_foreseen() {
    for text in [
        "search().each(|v| if v.is_clip { if assets(v).renditions.len() > 1 { delete_video(v); } });",
        "search().filter(|v| v.is_clip).filter(|v| assets(v).renditions.len() > 1).each(|v| delete_video(v));",
        "for v in search(\"-id:v036 -id:v123 -id:v210 -id:v297\") { if !v.is_clip { continue; } print(known(v, \"id\")); assets(v).bytes; }",
        "search(\"-is_clip:false\").each(|v| if assets(v).renditions.len() > 1 { delete_video(v); });",
    ] {
        let (outcome, lookups) = both(text).expect("a plan");
        assert!(lookups.len() < 50, "{text}: {lookups:?}");
        let asked_for = lookups.iter().sum::<usize>() as u64 - outcome.looked_ahead.unused;
        assert!((96..=100).contains(&asked_for), "{text}: {lookups:?}");
        assert!(outcome.looked_ahead.unused < 5, "{text}: {lookups:?}");
    }
}

#[test]
fn a_step_that_takes_many_videos_at_a_time_looks_ahead_by_itself() {
    let (outcome, _) =
        both("search().with_assets().each(|v| if assets(v).posters.len() > 1 { delete_video(v); });").expect("a plan");
    assert_eq!(outcome.looked_ahead.lookups, 0);
    let (outcome, _) =
        both("search().sort_by(|v| assets(v).posters.len()).each(|v| delete_video(v));").expect("a plan");
    assert!(outcome.looked_ahead.lookups > 200, "the order asks for one after the other");
}

#[test]
fn what_is_looked_up_ahead_changes_no_plan() {
    for text in [
        "search().filter(|v| assets(v).master.bytes > 1).take(50).each(|v| delete_master(v));",
        "search().each(|v| { if v.id.ends_with(\"7\") { delete_video(v); } else { print(assets(v).renditions.len()); } });",
        "search().each(|v| { assets(v).bytes; if days_since(v.updated_at) > 100 { delete_video(v); } });",
        "search().filter(|v| days_since(v.updated_at) > 50).each(|v| { assets(v).posters; keep(v, \"x\"); });",
        "search().each(|v| if v.is_clip { assets(v).master; delete_renditions(v, |r| r.bytes < 200); });",
        "let n = 0; search().filter(|v| v.is_clip).each(|v| { n += assets(v).posters.len(); if n > 60 { delete_video(v); } });",
        "for v in search(\"-id:v007 -is_clip:true\") { if v.id == \"v050\" { break; } print(assets(v).thumbnails.len()); }",
        "for v in search() { print(assets(v).thumbnails.len()); }",
        "search().each(|v| for other in search(\"id:v001\") { assets(other).master; assets(v).master; delete_video(other); });",
        "print(search().sum(|v| assets(v).posters.len()));",
        "search().sort_by(|v| assets(v).posters.len()).take(3).each(|v| delete_video(v));",
    ] {
        both(text);
    }
}
