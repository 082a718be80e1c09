//! `record`: saves a library as a file, without what tells whose it is. It only reads.

use std::io::{self, Write};
use std::path::Path;
use std::sync::Arc;

use crate::cli::args::{RecordArgs, TextFormat};
use crate::cli::{Exit, Failure, ProviderCatalog, Session, unreadable};
use crate::model::{Assets, KindSet, MediaType, Video, VideoField};
use crate::query::{Cause, Expr, Field, Listing, Matcher, Query, Term, Test, Verdict, parse};
use crate::recording::{Coverage, Header, Key, RecordedItem, RecordingWriter, Rules, Scope, Scrubber, Trailer};
use crate::report::{self, Recorded, WalkProgress};
use crate::script::Catalog;
use crate::store::write_atomically_with;

/// How many videos' files are looked up together.
const BATCH: usize = 64;

/// Records.
///
/// # Errors
/// Fails when the library cannot be read and when the file is there or cannot be written; no half of a file is left.
pub(in crate::cli) fn run(session: &Session, args: &RecordArgs) -> Result<Exit, Failure> {
    let rules = Rules::new(&args.keep, args.scrub_tags).map_err(|error| {
        Failure::from_error(Exit::Usage, &error).hint("`vodsweep record --help` says what is replaced and what is kept")
    })?;
    let text = args.query.join(" ");
    let query =
        parse(&text, session.now).map_err(|diagnostic| Failure::from_diagnostics(Exit::Usage, vec![diagnostic]))?;
    refuse_to_replace(&args.out, args.force)?;
    let key = match args.seed {
        Some(seed) => Key::of_seed(seed),
        None => Key::random().map_err(|error| Failure::from_error(Exit::Failed, &error))?,
    };
    let opened = session.open()?;
    let library = opened.library();
    let catalog = ProviderCatalog::new(library, session.runtime().handle().clone(), session.interrupt.clone());
    let mut recorder = Recorder {
        session,
        args,
        matcher: Matcher::new(&query),
        with_sound: text.trim().is_empty() || query.names_field(VideoField::MediaType),
        catalog: &catalog,
        scrubber: Scrubber::new(key, rules),
        found: Found::default(),
    };
    let listing = Listing { query: Some(Arc::new(with_sources(query))), ..Listing::default() };
    let scope = if text.trim().is_empty() && args.limit.is_none() { Scope::All } else { Scope::Part };
    // A failure of the library leaves the writing as an error of it, and is told as what it was.
    let mut failure = None;
    let written = write_atomically_with(&args.out, |out| {
        recorder.write(out, &listing, scope).map_err(|error| {
            let told = io::Error::other("it was not finished");
            match error {
                Broken::Library(error) => failure = Some(error),
                Broken::File(error) => return error,
            }
            told
        })
    });
    match (failure, written) {
        (Some(failure), _) => return Err(failure),
        (None, Err(error)) => return Err(Failure::from_error(Exit::Failed, &error)),
        (None, Ok(())) => {}
    }
    recorder.tell()
}

/// Refuses a file that is there, before anything is read.
fn refuse_to_replace(out: &Path, force: bool) -> Result<(), Failure> {
    // What is no file, such as a pipe, is written to and not replaced.
    if !force && out.is_file() {
        let message = format!("there is a file {} already, and nothing was recorded", out.display());
        return Err(Failure::new(Exit::Usage, message).hint("--force replaces it"));
    }
    Ok(())
}

/// The query with a part that is always true and hangs on the source file: some platforms tell of source files only
/// when they are asked to.
fn with_sources(query: Query) -> Query {
    let present = || Expr::Term(Term::Field { field: Field::Video(VideoField::HasMaster), test: Test::Present });
    let always = Expr::Or(vec![present(), Expr::Not(Box::new(present()))]);
    Query { text: query.text, root: Expr::And(vec![query.root, always]) }
}

/// Why a recording was not finished.
enum Broken {
    Library(Failure),
    File(io::Error),
}

impl From<io::Error> for Broken {
    fn from(error: io::Error) -> Self {
        Self::File(error)
    }
}

/// What was found while recording.
#[derive(Default)]
struct Found {
    videos: u64,
    undecided: u64,
    missing: Option<u64>,
    /// Videos of which no file could be looked up, and why for the first one.
    without_files: u64,
    why: Option<String>,
    header: Option<Header>,
}

struct Recorder<'a> {
    session: &'a Session,
    args: &'a RecordArgs,
    matcher: Matcher,
    /// Whether sound is recorded too: a query finds videos unless it names the sort.
    with_sound: bool,
    catalog: &'a ProviderCatalog,
    scrubber: Scrubber,
    found: Found,
}

impl Recorder<'_> {
    fn write(&mut self, out: &mut dyn Write, listing: &Listing, scope: Scope) -> Result<(), Broken> {
        let account = self.catalog.account();
        let library = self.scrubber.library_id(&account.account_id);
        let header = Header::new(account.platform, library, scope, self.session.now);
        self.found.header = Some(header.clone());
        let mut writer = RecordingWriter::begin(out, &header)?;
        let progress = WalkProgress::new(self.session.terminal.progress());
        let mut walk = self.catalog.candidates(listing).map_err(|error| Broken::Library(unreadable(&error)))?;
        let limit = self.args.limit.unwrap_or(usize::MAX);
        let mut chosen = Vec::with_capacity(BATCH);
        let mut taken = 0;
        self.found.missing = Some(0);
        while taken < limit {
            let Some(video) = walk.next() else {
                let coverage = walk.coverage();
                self.found.missing = coverage.counted.map(|counted| counted.saturating_sub(coverage.seen));
                break;
            };
            let video = video.map_err(|error| Broken::Library(unreadable(&error)))?;
            progress.seen(walk.coverage().seen, walk.coverage().counted);
            if self.wants(&video) {
                taken += 1;
                chosen.push(video);
            }
            if chosen.len() == BATCH {
                self.batch(&mut writer, &std::mem::take(&mut chosen))?;
            }
        }
        self.batch(&mut writer, &chosen)?;
        progress.finish();
        let coverage = Coverage { videos: self.found.videos, missing: self.found.missing };
        writer.finish(&Trailer { coverage, fields: self.scrubber.counts() })?;
        Ok(())
    }

    fn wants(&mut self, video: &Video) -> bool {
        if !self.with_sound && video.media_type.get() == Some(MediaType::Audio) {
            return false;
        }
        match self.matcher.test(video) {
            Verdict::True => true,
            Verdict::Undecided(undecided) => {
                self.found.undecided += u64::from(matches!(undecided.cause, Cause::Unknown(_)));
                false
            }
            Verdict::False => false,
        }
    }

    fn batch<W: Write>(&mut self, writer: &mut RecordingWriter<W>, videos: &[Arc<Video>]) -> Result<(), Broken> {
        let kinds = if self.args.no_assets { KindSet::NONE } else { KindSet::ALL };
        let files = if kinds.is_empty() || videos.is_empty() {
            videos.iter().map(|video| Assets::new(video.id.clone())).collect()
        } else {
            self.catalog.assets(videos, kinds)
        };
        if self.session.interrupt.is_raised() {
            return Err(Broken::Library(Failure::new(Exit::Interrupted, "interrupted; nothing was saved")));
        }
        for (video, files) in videos.iter().zip(&files) {
            self.note_failed(video, files, kinds);
            let (video, files) = (self.scrubber.video(video), self.scrubber.assets(files));
            writer.item(&RecordedItem::new(&video, &files))?;
            self.found.videos += 1;
        }
        Ok(())
    }

    /// Notes a video of which nothing could be looked up, unless its files are somebody else's.
    fn note_failed(&mut self, video: &Video, files: &Assets, kinds: KindSet) {
        let mut reasons = kinds.iter().map(|kind| match files.get(kind) {
            Some(crate::model::Known::Unknown(reason)) => Some(reason),
            _ => None,
        });
        let shared = video.shared_in.get() == Some(true);
        if let (false, false, Some(Some(first))) = (shared, kinds.is_empty(), reasons.next())
            && reasons.all(|reason| reason.is_some())
        {
            self.found.without_files += 1;
            self.found.why.get_or_insert_with(|| first.as_ref().to_owned());
        }
    }

    /// Shows what became of the library.
    fn tell(&self) -> Result<Exit, Failure> {
        let terminal = &self.session.terminal;
        let Some(header) = &self.found.header else { return Ok(Exit::Failed) };
        let recorded = Recorded {
            path: &self.args.out,
            header,
            coverage: Coverage { videos: self.found.videos, missing: self.found.missing },
            with_files: !self.args.no_assets,
            without_files: self.found.without_files,
            undecided: self.found.undecided,
            fields: self.scrubber.counts(),
            seeded: self.args.seed.is_some(),
        };
        let text = match self.args.format {
            TextFormat::Table => report::recorded_table(&recorded, &terminal.out),
            TextFormat::Json => {
                report::recorded_json(&recorded).map_err(|error| Failure::from_error(Exit::Failed, &error))?
            }
        };
        // A recording that went to standard output is the result; then what became of it is a message.
        if self.args.out == Path::new("/dev/stdout") {
            terminal.say(&text);
        } else {
            terminal.result(&text)?;
        }
        if self.found.undecided > 0 {
            terminal.say(&format!(
                "{} further videos could not be decided: a value that the query asks for is unknown",
                self.found.undecided
            ));
        }
        if let (Some(why), count) = (&self.found.why, self.found.without_files) {
            terminal.complain(&format!("warning: the files of {count} videos are recorded as unknown: {why}"));
        }
        if self.found.missing.is_some_and(|missing| missing > 0) {
            terminal.complain(
                "warning: the listing gave fewer videos than the platform counted; plans of the recording are blocked, \
                 as they would be on the platform",
            );
            return Ok(Exit::Blocked);
        }
        Ok(Exit::Done)
    }
}
