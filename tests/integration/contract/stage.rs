//! A library to test on: a sandbox behind the provider of one of its dialects, or the same videos in memory.

use std::sync::Arc;

use futures_util::{StreamExt, TryStreamExt};
use jiff::Timestamp;
use tempfile::TempDir;
use tokio::sync::OnceCell;
use vodsweep::model::{
    Account, Action, Asset, AssetId, AssetKind, Assets, KindSet, Platform, Secret, Target, TargetOptions, Video,
};
use vodsweep::provider::apsara::{self, ApsaraConfig};
use vodsweep::provider::brightcove::{Brightcove, BrightcoveConfig, CAPABILITIES};
use vodsweep::provider::http::{HttpConfig, PaceConfig, RetryPolicy};
use vodsweep::provider::{Connection, Counted, Deleter, Deletion, Library, Memory, Page, Pages};
use vodsweep::query::{Listing, Matcher, parse};
use vodsweep::sandbox::{ResetOptions, Sandbox, ServeOptions, Server};

/// How many videos a stage has.
pub const VIDEOS: usize = 250;
/// How many items of sound there are beside them, in the dialect that tells them apart.
pub const AUDIO: usize = 8;

/// A served sandbox with its library of made-up videos.
pub struct Served {
    _folder: TempDir,
    pub sandbox: Sandbox,
    pub server: Server,
}

/// One provider with its library.
pub struct Stage {
    pub library: Arc<dyn Library>,
    pub deleter: Arc<dyn Deleter>,
    pub served: Option<Served>,
    /// How many videos, and what else is listed with them.
    pub total: usize,
}

/// A video with all that a provider tells of it.
type Everything = (Arc<Video>, Assets, Vec<String>);

pub const UNPACED: PaceConfig = PaceConfig { requests_per_second: None, concurrency: 8 };

impl Served {
    pub async fn new(videos: u64, options: ServeOptions) -> Self {
        let folder = tempfile::tempdir().expect("a folder");
        let now: Timestamp = "2026-01-01T00:00:00Z".parse().expect("a time");
        let sandbox = Sandbox::reset(folder.path(), ResetOptions { videos, seed: 11, now }).expect("a library");
        // The library stands still, but requests are signed by the clock of this machine.
        let options = ServeOptions { server_time: Some(Timestamp::now()), ..options };
        let server = sandbox.serve(options).await.expect("a server");
        Self { _folder: folder, sandbox, server }
    }

    /// The provider of the other dialect, to be opened.
    pub fn apsara(&self) -> ApsaraConfig {
        let status = self.sandbox.status().expect("a status");
        let key = Secret::new(status.access_key_id);
        let account_id = apsara::account_id(&status.region, &key, Some(&status.account_id));
        let account = Account { name: "test".to_owned(), platform: Platform::Apsara, account_id };
        ApsaraConfig {
            endpoint: Some(self.server.url()),
            paced: false,
            http: HttpConfig { retry: RetryPolicy::without_delay(), ..HttpConfig::new(UNPACED) },
            ..ApsaraConfig::new(account, status.region, key, Secret::new(status.access_key_secret))
        }
    }

    pub fn provider(&self, pace: PaceConfig) -> Brightcove {
        let status = self.sandbox.status().expect("a status");
        let account =
            Account { name: "test".to_owned(), platform: Platform::Brightcove, account_id: status.account_id };
        let http = HttpConfig { retry: RetryPolicy::without_delay(), ..HttpConfig::new(pace) };
        let config = BrightcoveConfig {
            oauth: self.server.url(),
            cms: self.server.url(),
            http,
            ..BrightcoveConfig::new(account, Secret::new(status.client_id), Secret::new(status.client_secret))
        };
        Brightcove::new(config).expect("a provider")
    }
}

impl Stage {
    pub async fn brightcove() -> Self {
        Self::of(Served::new(VIDEOS as u64, ServeOptions { record: true, ..ServeOptions::default() }).await)
    }

    pub async fn apsara() -> Self {
        Self::of_apsara(Served::new(VIDEOS as u64, ServeOptions { record: true, ..ServeOptions::default() }).await)
    }

    pub fn of(served: Served) -> Self {
        let connection = Connection::custom(Arc::new(served.provider(UNPACED)));
        Self { library: connection.library(), deleter: connection.deleter(), served: Some(served), total: VIDEOS }
    }

    pub fn of_apsara(served: Served) -> Self {
        let connection = Connection::apsara(served.apsara()).expect("a provider");
        let total = VIDEOS + AUDIO;
        Self { library: connection.library(), deleter: connection.deleter(), served: Some(served), total }
    }

    /// The videos of the other stage, read once.
    pub async fn memory() -> Self {
        static EVERYTHING: OnceCell<Vec<Everything>> = OnceCell::const_new();
        let everything = EVERYTHING.get_or_init(|| async { Self::brightcove().await.everything().await }).await;
        let account = Account { name: "memory".to_owned(), platform: Platform::Brightcove, account_id: "1".to_owned() };
        let memory = Memory::new(account, &CAPABILITIES);
        for (video, assets, playlists) in everything {
            memory.insert(Video::clone(video), assets.clone(), playlists.clone());
        }
        let connection = Connection::memory(memory);
        Self { library: connection.library(), deleter: connection.deleter(), served: None, total: VIDEOS }
    }

    async fn everything(&self) -> Vec<Everything> {
        let mut all = Vec::new();
        for video in self.videos().await {
            let assets = self.library.assets(&video, KindSet::ALL).await.expect("assets");
            let playlists = self.library.references(&video.id).await.expect("playlists");
            all.push((video, assets, playlists));
        }
        all
    }

    /// Every video that an empty listing gives.
    pub async fn videos(&self) -> Vec<Arc<Video>> {
        videos(self.library.list(Listing::default())).await
    }

    /// The videos that match a query, tested exactly.
    pub async fn matching(&self, text: &str) -> Vec<Arc<Video>> {
        let query = parse(text, "2026-01-01T00:00:00Z".parse().expect("a time")).expect("a query");
        let matcher = Matcher::new(&query);
        let listing = Listing { query: Some(Arc::new(query)), ..Listing::default() };
        let mut found = videos(self.library.list(listing)).await;
        found.retain(|video| matcher.test(video).is_true());
        found
    }

    /// Whether the platform has an action at all.
    pub fn can(&self, action: Action) -> bool {
        self.library.capabilities().rules.iter().any(|rule| rule.action == action)
    }

    /// The first videos that pass a test.
    pub async fn some(&self, count: usize, test: impl Fn(&Video) -> bool) -> Vec<Arc<Video>> {
        let found: Vec<_> = self.videos().await.into_iter().filter(|video| test(video)).take(count).collect();
        assert!(!found.is_empty(), "the library has such a video");
        found
    }

    /// The first file of a kind that the platform lets one delete.
    pub async fn deletable(&self, kind: AssetKind) -> (Arc<Video>, Arc<Asset>) {
        let action = Action::on(kind);
        for video in self.videos().await {
            if self.library.capabilities().refusal(action, &video).is_some() {
                continue;
            }
            let assets = self.library.assets(&video, KindSet::of(kind)).await.expect("assets");
            if let Some(asset) = assets.iter().next() {
                return (video, Arc::clone(asset));
            }
        }
        panic!("no video of the library has a deletable {kind}");
    }

    /// The first video that is, or is not, in a manual playlist.
    pub async fn linked(&self, wanted: bool) -> (Arc<Video>, Vec<String>) {
        for video in self.videos().await {
            let playlists = self.library.references(&video.id).await.expect("playlists");
            if playlists.is_empty() != wanted {
                return (video, playlists);
            }
        }
        panic!("no video of the library has such playlists");
    }

    /// The id of a file that no video has, in the platform's form.
    pub fn strange_file(&self, kind: AssetKind) -> AssetId {
        let id = match (self.library.capabilities().platform, kind) {
            (Platform::Apsara, AssetKind::Poster) => "https://nowhere.sandbox.invalid/999.jpg",
            (Platform::Apsara, AssetKind::Snapshot) => "SpriteSnapshot",
            _ => "999",
        };
        AssetId::new(id).expect("an id")
    }

    pub async fn delete(&self, target: &Target) -> Deletion {
        let mut answers = self.deleter.delete(std::slice::from_ref(target)).await;
        assert_eq!(answers.len(), 1, "one answer a target");
        answers.remove(0)
    }
}

pub async fn pages(pages: Pages) -> Vec<Page> {
    pages.try_collect().await.expect("every page")
}

pub async fn videos(list: Pages) -> Vec<Arc<Video>> {
    list.map(|page| page.expect("a page").videos).collect::<Vec<_>>().await.concat()
}

pub fn whole(video: &Video) -> Target {
    Target { action: Action::DeleteVideo, video: video.id.clone(), asset: None, options: TargetOptions::default() }
}

pub fn file(asset: &Asset) -> Target {
    Target {
        action: Action::on(asset.kind),
        video: asset.video.clone(),
        asset: Some(asset.into()),
        options: TargetOptions::default(),
    }
}

pub fn exactly(count: usize) -> Counted {
    Counted::Exactly(count as u64)
}
