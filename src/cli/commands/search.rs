//! `search`: the videos that match a query.

use std::sync::Arc;

use crate::cli::args::{ListFormat, SearchArgs};
use crate::cli::inventory::{AccountCatalog, Reading};
use crate::cli::{Exit, Failure, ProviderCatalog, Session, explain, unreadable};
use crate::model::{Assets, KindSet, Known, Video, VideoField};
use crate::query::{Cause, Listing, Matcher, Query, Verdict, parse};
use crate::report::{self, VideoSum};
use crate::script::Catalog;

/// How many videos' files are looked up together.
const LOOKUP_BATCH: usize = 64;

/// Lists the matches; a match is decided here, on the fetched video.
///
/// # Errors
/// Fails on a query that cannot be read and on a page that cannot be read.
pub(in crate::cli) fn run(session: &Session, args: &SearchArgs) -> Result<Exit, Failure> {
    let query = parse(&args.query, session.now)
        .map_err(|diagnostic| Failure::from_diagnostics(Exit::Usage, vec![diagnostic]))?;
    let opened = session.open()?;
    let platform =
        ProviderCatalog::new(opened.library(), session.runtime().handle().clone(), session.interrupt.clone());
    if args.explain_query {
        let listing = Listing { query: Some(Arc::new(query)), ..Listing::default() };
        session.terminal.result(&explain::listing_text(&platform, &listing, args.reading.offline))?;
        return Ok(Exit::Done);
    }
    let reading = Arc::new(Reading::open(session, &opened, &args.reading)?);
    let catalog = AccountCatalog::new(Arc::clone(&reading), platform);
    let found = find(session, &catalog, query, args.limit)?;
    let mut videos = found.videos;
    if args.sum {
        videos = sized(&catalog, &videos);
    }
    let text = render(session, &videos, args)?;
    session.terminal.result(&text)?;
    if found.undecided > 0 {
        session.terminal.say(&format!(
            "{} further videos could not be decided: a value that the query asks for is unknown",
            found.undecided
        ));
    }
    if found.incomplete {
        session.terminal.complain("warning: the listing gave fewer videos than the platform counted");
        return Ok(Exit::Blocked);
    }
    Ok(Exit::Done)
}

struct Found {
    videos: Vec<Arc<Video>>,
    undecided: u64,
    incomplete: bool,
}

fn find(session: &Session, catalog: &AccountCatalog, query: Query, limit: Option<usize>) -> Result<Found, Failure> {
    let all_media = query.names_field(VideoField::MediaType);
    let matcher = Matcher::new(&query);
    let listing = Listing { query: Some(Arc::new(query)), ..Listing::default() };
    let progress = report::WalkProgress::new(session.terminal.progress());
    let mut walk = catalog.candidates(&listing).map_err(|error| unreadable(&error))?;
    let mut found = Found { videos: Vec::new(), undecided: 0, incomplete: false };
    let limit = limit.unwrap_or(usize::MAX);
    while found.videos.len() < limit {
        let Some(video) = walk.next() else {
            let coverage = walk.coverage();
            found.incomplete = coverage.counted.is_some_and(|counted| coverage.seen < counted);
            break;
        };
        let video = video.map_err(|error| unreadable(&error))?;
        let coverage = walk.coverage();
        progress.seen(coverage.seen, coverage.counted);
        if !all_media && video.media_type.get() == Some(crate::model::MediaType::Audio) {
            continue;
        }
        match matcher.test(&video) {
            Verdict::True => found.videos.push(video),
            Verdict::Undecided(undecided) if matches!(undecided.cause, Cause::Unknown(_)) => found.undecided += 1,
            Verdict::False | Verdict::Undecided(_) => {}
        }
    }
    progress.finish();
    Ok(found)
}

/// The videos with their sizes filled in from their files.
fn sized(catalog: &AccountCatalog, videos: &[Arc<Video>]) -> Vec<Arc<Video>> {
    videos
        .chunks(LOOKUP_BATCH)
        .flat_map(|chunk| {
            let files = catalog.assets(chunk, KindSet::SIZED);
            chunk.iter().zip(files).map(|(video, files)| with_size(video, &files)).collect::<Vec<_>>()
        })
        .collect()
}

fn with_size(video: &Arc<Video>, files: &Assets) -> Arc<Video> {
    match files.bytes_of(KindSet::SIZED) {
        Known::Value(bytes) => Arc::new(Video { size: Known::Value(bytes), ..video.as_ref().clone() }),
        Known::Absent | Known::Unknown(_) => Arc::clone(video),
    }
}

fn render(session: &Session, videos: &[Arc<Video>], args: &SearchArgs) -> Result<String, Failure> {
    let fail = |error: &dyn std::error::Error| Failure::from_error(Exit::Failed, error);
    let mut sum = VideoSum::default();
    for video in videos {
        sum.add(video);
    }
    match args.format {
        ListFormat::Table => {
            let mut text = report::videos_table(videos, session.now, &session.terminal.out);
            text.push_str(&sum.line());
            Ok(text)
        }
        ListFormat::Json if args.sum => sum.json().map_err(|error| fail(&error)),
        ListFormat::Json => report::videos_json(videos).map_err(|error| fail(&error)),
        ListFormat::Csv => {
            let mut text = Vec::new();
            report::videos_csv(videos, &mut text).map_err(|error| fail(&error))?;
            Ok(String::from_utf8_lossy(&text).into_owned())
        }
    }
}
