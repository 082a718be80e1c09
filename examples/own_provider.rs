//! A provider of one's own: a folder of files as a video library, planned and committed like any other.
//!
//! Run it with `cargo run --example own_provider`. It makes a folder of its own and cleans up after itself.

#![allow(clippy::print_stdout, reason = "an example shows what it does")]

use std::error::Error as StdError;
use std::fs;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use async_trait::async_trait;
use futures_util::stream;
use jiff::Timestamp;
use vodsweep::cli::{Interrupt, ProviderCatalog};
use vodsweep::execute::{self, Acceptance, Platform as Halves, accept};
use vodsweep::model::{
    Account, Action, Assets, Capabilities, Delivery, KindSet, Known, MediaType, Platform, Rule, Target, Video, VideoId,
    VideoState,
};
use vodsweep::plan::{self, Context, Draft, LibraryView, Limits, Plan};
use vodsweep::provider::{
    Connection, Counted, Deleter, Deletion, Error, ErrorKind, Library, Lookup, Page, Pages, Presence, Pushdown,
    Verification,
};
use vodsweep::query::{Listing, Query};
use vodsweep::script::{Catalog, Policy, PolicySource, RunOptions, run};
use vodsweep::store::Store;

static CAPABILITIES: Capabilities = Capabilities {
    rules: &[Rule { action: Action::DeleteVideo, deliveries: &[], shared_in: true, otherwise: "" }],
    ..Capabilities::none(Platform::Brightcove)
};

/// A folder in which every file is a video and its name the id.
struct Folder {
    account: Account,
    path: PathBuf,
}

impl Folder {
    fn new(path: &Path) -> Self {
        let account_id = path.display().to_string();
        let account = Account { name: "folder".to_owned(), platform: Platform::Brightcove, account_id };
        Self { account, path: path.to_owned() }
    }

    fn read(&self, id: &VideoId) -> Result<Option<Arc<Video>>, Error> {
        let path = self.path.join(id.as_str());
        let metadata = match fs::metadata(&path) {
            Ok(metadata) => metadata,
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => return Ok(None),
            Err(error) => return Err(unavailable(&error)),
        };
        let modified = metadata.modified().map_err(|error| unavailable(&error))?;
        let time = Timestamp::try_from(modified).map_or_else(|_| Known::unknown("out of range"), Known::Value);
        let mut video = Video::unknown(id.clone(), "a folder does not say");
        video.name = Known::Value(id.as_str().into());
        video.state = Known::Value(VideoState::Active);
        video.created_at = time.clone();
        video.updated_at = time;
        video.tags = Known::Value(Vec::new());
        video.delivery = Known::Value(Delivery::Stored);
        video.media_type = Known::Value(MediaType::Video);
        video.complete = Known::Value(true);
        video.shared_in = Known::Value(false);
        video.shared_out = Known::Value(false);
        video.size = Known::Value(metadata.len());
        Ok(Some(Arc::new(video)))
    }

    fn all(&self) -> Result<Vec<Arc<Video>>, Error> {
        let mut videos = Vec::new();
        for entry in fs::read_dir(&self.path).map_err(|error| unavailable(&error))? {
            let name = entry.map_err(|error| unavailable(&error))?.file_name().to_string_lossy().into_owned();
            let Ok(id) = VideoId::new(name) else { continue };
            videos.extend(self.read(&id)?);
        }
        Ok(videos)
    }
}

fn unavailable(error: &std::io::Error) -> Error {
    Error::new(ErrorKind::Unavailable, format!("read the folder: {error}"))
}

#[async_trait]
impl Library for Folder {
    fn account(&self) -> &Account {
        &self.account
    }

    fn capabilities(&self) -> &'static Capabilities {
        &CAPABILITIES
    }

    fn pushdown(&self, _: &Query) -> Pushdown {
        Pushdown::default()
    }

    async fn count(&self, _: &Listing) -> Result<Counted, Error> {
        Ok(Counted::Exactly(self.all()?.len() as u64))
    }

    fn list(&self, _: Listing) -> Pages {
        let page = self.all().map(|videos| {
            let counted = Counted::Exactly(videos.len() as u64);
            Page { videos, counted }
        });
        Box::pin(stream::iter([page]))
    }

    async fn videos(&self, ids: &[VideoId]) -> Result<Vec<Lookup>, Error> {
        ids.iter().map(|id| Ok(self.read(id)?.map_or(Lookup::Gone, Lookup::Found))).collect()
    }

    fn read_batch(&self) -> usize {
        100
    }

    async fn assets(&self, video: &Video, kinds: KindSet) -> Result<Assets, Error> {
        Ok(Assets::unknown(video.id.clone(), kinds, "a folder has videos only"))
    }

    async fn references(&self, _: &VideoId) -> Result<Vec<String>, Error> {
        Ok(Vec::new())
    }

    async fn presence(&self, target: &Target) -> Result<Presence, Error> {
        Ok(if self.read(&target.video)?.is_some() { Presence::Present } else { Presence::Gone })
    }
}

#[async_trait]
impl Deleter for Folder {
    fn batch(&self, _: Action) -> usize {
        1
    }

    fn verification(&self, _: Action) -> Verification {
        Verification::Prompt
    }

    async fn delete(&self, targets: &[Target]) -> Vec<Deletion> {
        let remove = |target: &Target| match fs::remove_file(self.path.join(target.video.as_str())) {
            Ok(()) => Deletion::Done,
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => Deletion::NotThere,
            Err(error) => Deletion::Refused(Error::new(ErrorKind::Refused, error.to_string())),
        };
        targets.iter().map(remove).collect()
    }
}

fn planned(catalog: &Arc<dyn Catalog>, now: Timestamp) -> Result<Plan, Box<dyn StdError>> {
    let text = "// Drafts.\nsearch(\"name:draft*\").each(|v| delete_video(v, \"a draft\"));\n";
    let policy = Policy::compile(&PolicySource::from_text("drafts.rhai", text, &[]))
        .map_err(|mistakes| mistakes.into_iter().map(|mistake| mistake.message).collect::<Vec<_>>().join("; "))?;
    let outcome = run(&policy, Arc::clone(catalog), RunOptions::at(now)).map_err(|mistake| mistake.message)?;
    let mut limits = Limits::default();
    limits.set("share", "50%")?;
    let draft = Draft {
        proposals: outcome.proposals,
        keeps: outcome.keeps,
        unreadable: outcome.unreadable,
        ..Draft::default()
    };
    let library = LibraryView {
        videos_total: catalog.total().map_err(|error| error.message)?,
        videos_seen: outcome.seen.len() as u64,
        complete: true,
        inventory_age_seconds: None,
    };
    let context = Context { limits, ..Context::new(catalog.account(), catalog.capabilities(), library, now) };
    Ok(plan::build(draft, context))
}

fn main() -> Result<(), Box<dyn StdError>> {
    let home = std::env::temp_dir().join(format!("vodsweep-example-{}", std::process::id()));
    let library = home.join("library");
    fs::create_dir_all(&library)?;
    for name in ["draft-1.mp4", "final-1.mp4", "final-2.mp4", "final-3.mp4"] {
        fs::write(library.join(name), vec![0; 1_000])?;
    }
    let connection = Connection::custom(Arc::new(Folder::new(&library)));
    let runtime = tokio::runtime::Runtime::new()?;
    let catalog: Arc<dyn Catalog> =
        Arc::new(ProviderCatalog::new(connection.library(), runtime.handle().clone(), Interrupt::default()));
    let plan = planned(&catalog, Timestamp::now())?;
    println!("planned: {} of {} files", plan.entries.len(), plan.library.videos_seen);

    let store = Arc::new(Store::open(&home.join("state"))?);
    let account = connection.library().account().clone();
    let today = Timestamp::now();
    let accepted =
        accept(plan, Acceptance { now: today, today, now_is_given: false, account: &account, store: &store })?;
    let context = execute::Context::new(Halves::of(&connection), store, Arc::new(|_, _| None));
    let summary = runtime.block_on(execute::commit(&accepted, &context, &mut |_| {}))?;
    println!("deleted: {}", summary.totals.of(vodsweep::store::EntryState::Deleted));
    let mut left: Vec<_> = fs::read_dir(&library)?.filter_map(Result::ok).map(|entry| entry.file_name()).collect();
    left.sort();
    println!("left: {left:?}");
    assert!(left.iter().all(|name| name.to_string_lossy().starts_with("final")));
    fs::remove_dir_all(&home)?;
    Ok(())
}
