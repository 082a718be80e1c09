//! Where planning reads: the library of an account, or a recording of one, without network. Neither can delete.

use std::collections::HashMap;
use std::path::Path;
use std::sync::Arc;

use super::args::PlanningArgs;
use super::commands::deleted_last_day;
use super::config::{AccountConfig, Config};
use super::inventory::{AccountCatalog, Reading};
use super::planning::{Planning, refreshing};
use super::{Exit, Failure, Opened, ProviderCatalog, Session, messages};
use crate::model::{Account, Assets, Capabilities, KindSet, Platform, Video, VideoId};
use crate::plan::Refreshing;
use crate::provider::capabilities;
use crate::query::Listing;
use crate::recording::{Recording, RecordingError};
use crate::script::{Candidates, Catalog, CatalogError, Coverage};

/// Where planning reads.
pub(super) enum Source {
    /// The library of an account.
    Account(Box<Opened>, Arc<Reading>),
    /// A recording, under the rules of an account.
    Recording(Box<AccountConfig>, Arc<RecordedCatalog>),
}

impl Source {
    /// Opens what the arguments name: a recording, or else the selected account. An inventory is refreshed.
    ///
    /// # Errors
    /// Fails when the recording or the inventory cannot be read, and as [`Session::open`].
    pub(super) fn open(session: &Session, args: &PlanningArgs) -> Result<Self, Failure> {
        let Some(path) = &args.recording else {
            let opened = session.open()?;
            let reading = Reading::open(session, &opened, &args.reading)?;
            return Ok(Self::Account(Box::new(opened), Arc::new(reading)));
        };
        let recording = read(path)?;
        let config = rules(session, recording.header.platform)?;
        session.terminal.say(&format!(
            "planning on a recording of {}, under the rules of the account {}; --now {} plans as on that day",
            recording.header.created_at.strftime("%Y-%m-%d"),
            config.name,
            recording.header.created_at.strftime("%Y-%m-%d"),
        ));
        let catalog = RecordedCatalog::new(recording).map_err(|error| unreadable(path, &error))?;
        Ok(Self::Recording(Box::new(config), Arc::new(catalog)))
    }

    /// The library as scripts see it; `observer` hears of every video that is read from a platform.
    pub(super) fn catalog(
        &self,
        session: &Session,
        observer: impl Fn(Coverage) + Send + Sync + 'static,
    ) -> Arc<dyn Catalog> {
        match self {
            Self::Account(opened, reading) => {
                let runtime = session.runtime().handle().clone();
                let platform = ProviderCatalog::new(opened.library(), runtime, session.interrupt.clone());
                platform.on_walk(observer);
                Arc::new(AccountCatalog::new(Arc::clone(reading), platform))
            }
            Self::Recording(_, catalog) => Arc::clone(catalog) as Arc<dyn Catalog>,
        }
    }

    /// The library.
    pub(super) fn account(&self) -> Account {
        match self {
            Self::Account(opened, _) => opened.account(),
            Self::Recording(_, catalog) => catalog.account.clone(),
        }
    }

    /// What the account's runs deleted in the last 24 hours, and what the content network is asked afterwards.
    ///
    /// # Errors
    /// Fails when the journal cannot be read.
    pub(super) fn today(&self, session: &Session) -> Result<(u64, Refreshing), Failure> {
        match self {
            Self::Account(opened, reading) => {
                let refreshing = refreshing(session, opened, !reading.is_offline())?;
                Ok((deleted_last_day(session, &opened.account())?, refreshing))
            }
            Self::Recording(..) => Ok((0, Refreshing::default())),
        }
    }

    /// Makes what is read young again before a library is read anew.
    ///
    /// # Errors
    /// Fails when an inventory cannot be refreshed.
    pub(super) fn renew(&self, session: &Session) -> Result<(), Failure> {
        match self {
            Self::Account(opened, reading) => reading.renew(session, opened),
            Self::Recording(..) => Ok(()),
        }
    }

    /// Planning on it.
    ///
    /// # Errors
    /// Fails when the journal cannot be read.
    pub(super) fn planning<'a>(
        &'a self,
        session: &'a Session,
        args: &'a PlanningArgs,
        catalog: Arc<dyn Catalog>,
        notice: &'a dyn Fn(&str),
    ) -> Result<Planning<'a>, Failure> {
        Ok(self.planning_of(session, args, catalog, self.today(session)?, notice))
    }

    /// Planning on it, where it was asked before what happened today.
    pub(super) fn planning_of<'a>(
        &'a self,
        session: &'a Session,
        args: &'a PlanningArgs,
        catalog: Arc<dyn Catalog>,
        (deleted_last_day, refreshing): (u64, Refreshing),
        notice: &'a dyn Fn(&str),
    ) -> Planning<'a> {
        let (config, inventory_age_seconds) = match self {
            Self::Account(opened, reading) => (&opened.config, reading.age_seconds()),
            Self::Recording(config, _) => (config.as_ref(), None),
        };
        Planning {
            config,
            catalog,
            args,
            now: session.now,
            deleted_last_day,
            refreshing,
            interrupt: &session.interrupt,
            messages: messages::to_stderr(session),
            notice,
            recorder: None,
            files: None,
            inventory_age_seconds,
        }
    }
}

/// Reads a recording that the user named.
///
/// # Errors
/// Fails with what is wrong with the file, and what to do.
pub(super) fn read(path: &Path) -> Result<Recording, Failure> {
    let text = std::fs::read_to_string(path).map_err(|error| {
        Failure::new(Exit::Usage, format!("failed to read the recording {}: {error}", path.display()))
            .hint("`vodsweep record --out FILE` makes one")
    })?;
    Recording::from_json(&text).map_err(|error| unreadable(path, &error))
}

/// A file that is no recording, with what to do about it.
pub(super) fn unreadable(path: &Path, error: &RecordingError) -> Failure {
    let hint = match error {
        RecordingError::Version(_) => "record the library again with this program, or read the file with a newer one",
        RecordingError::Other | RecordingError::Json(_) => "`vodsweep record --out FILE` makes a recording",
        RecordingError::Truncated(_) | RecordingError::Damaged(_) | RecordingError::Inconsistent(_) => {
            "record the library again; a recording is not edited by hand"
        }
    };
    Failure::new(Exit::Usage, format!("failed to read the recording {}: {error}", path.display())).hint(hint)
}

/// The account whose limits, shields and protection a plan of a recording follows: the selected one, or, when that is on
/// another platform and was not asked for, one without rules of its own.
fn rules(session: &Session, platform: Platform) -> Result<AccountConfig, Failure> {
    let on = |config: &AccountConfig| config.platform.platform();
    if let Some(named) = session.named_account()? {
        return if on(named) == platform {
            Ok(named.clone())
        } else {
            Err(Failure::new(
                Exit::Usage,
                format!("the recording is of {}, and the account {} is not", platform.title(), named.name),
            )
            .hint("leave --account out, or name an account of that platform for its limits and protection"))
        };
    }
    if let Ok(config) = session.account()
        && on(config) == platform
    {
        return Ok(config.clone());
    }
    let name = match platform {
        Platform::Brightcove => "sandbox",
        Platform::Apsara => "sandbox-apsara",
    };
    Ok(Config::built_in().account(Some(name))?.clone())
}

/// A recording as scripts see it. What was not recorded is unknown.
pub(super) struct RecordedCatalog {
    account: Account,
    capabilities: &'static Capabilities,
    total: Option<u64>,
    videos: Arc<[Arc<Video>]>,
    files: HashMap<VideoId, (usize, Assets)>,
}

impl RecordedCatalog {
    fn new(recording: Recording) -> Result<Self, RecordingError> {
        let (account, total) = (recording.account(), recording.total());
        let mut videos = Vec::with_capacity(recording.videos.len());
        let mut files = HashMap::with_capacity(recording.videos.len());
        for (place, item) in recording.videos.into_iter().enumerate() {
            let (video, assets) = item.into_model()?;
            files.insert(video.id.clone(), (place, assets));
            videos.push(Arc::new(video));
        }
        Ok(Self { capabilities: capabilities(account.platform), account, total, videos: videos.into(), files })
    }
}

fn not_recorded(message: String, hint: &str) -> CatalogError {
    CatalogError { message, hint: Some(hint.to_owned()), interrupted: false }
}

impl Catalog for RecordedCatalog {
    fn account(&self) -> &Account {
        &self.account
    }

    fn capabilities(&self) -> &'static Capabilities {
        self.capabilities
    }

    fn candidates(&self, listing: &Listing) -> Result<Box<dyn Candidates>, CatalogError> {
        if listing.native.is_some() {
            let message = "search a recording in the platform's own language: there is no platform to ask".to_owned();
            return Err(not_recorded(message, "use search(\"…\"), or plan with the account"));
        }
        let coverage = Coverage { counted: self.total, seen: 0 };
        Ok(Box::new(Listed { videos: Arc::clone(&self.videos), next: 0, coverage }))
    }

    fn total(&self) -> Result<Option<u64>, CatalogError> {
        Ok(self.total)
    }

    fn video(&self, id: &VideoId) -> Result<Option<Arc<Video>>, CatalogError> {
        Ok(self.files.get(id).and_then(|(place, _)| self.videos.get(*place)).cloned())
    }

    fn assets(&self, videos: &[Arc<Video>], kinds: KindSet) -> Vec<Assets> {
        let look = |video: &Arc<Video>| {
            let mut found = Assets::unknown(video.id.clone(), kinds, "the video is not in the recording");
            if let Some((_, files)) = self.files.get(&video.id) {
                kinds.iter().for_each(|kind| {
                    if let Some(files) = files.get(kind) {
                        found.set(kind, files.clone());
                    }
                });
            }
            found
        };
        videos.iter().map(look).collect()
    }

    fn references(&self, video: &VideoId) -> Result<Vec<String>, CatalogError> {
        let message = format!("look up the playlists of video {video}: a recording does not hold playlists");
        Err(not_recorded(message, "plan with the account, or build the case in a test with add_reference(video, …)"))
    }
}

/// A walk through a recording.
struct Listed {
    videos: Arc<[Arc<Video>]>,
    next: usize,
    coverage: Coverage,
}

impl Iterator for Listed {
    type Item = Result<Arc<Video>, CatalogError>;

    fn next(&mut self) -> Option<Self::Item> {
        let video = self.videos.get(self.next)?;
        self.next += 1;
        self.coverage.seen += 1;
        Some(Ok(Arc::clone(video)))
    }
}

impl Candidates for Listed {
    fn coverage(&self) -> Coverage {
        self.coverage
    }
}
