//! A sandbox of its own for each case, one plan for all of them, and a clock that never waits.

use std::collections::BTreeMap;
use std::path::Path;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use async_trait::async_trait;
use jiff::{SignedDuration, Timestamp};
use tempfile::TempDir;
use tokio::sync::OnceCell;
use vodsweep::cli::{Interrupt, ProviderCatalog};
use vodsweep::execute::{self, Acceptance, Clock, Context, ExecuteError, Platform as Halves, Summary, accept};
use vodsweep::model::{Account, Action, Assets, KindSet, Platform, Secret, VideoId};
use vodsweep::plan::{self, Draft, Entry, LibraryView, Limits, Plan, PolicyRecord, Protection, Shields};
use vodsweep::provider::Connection;
use vodsweep::provider::apsara::{self, ApsaraConfig};
use vodsweep::provider::brightcove::BrightcoveConfig;
use vodsweep::provider::http::{HttpConfig, PaceConfig, RetryPolicy};
use vodsweep::query::{Matcher, parse};
use vodsweep::sandbox::{Faults, Happened, ResetOptions, Sandbox, ServeOptions, Served, Server};
use vodsweep::script::{Catalog, Policy, PolicySource, RunOptions, run};
use vodsweep::store::{EntryState, RunRecord, Store};

/// More than one page, so that listings can go wrong between pages.
const VIDEOS: u64 = 130;

/// Whole videos, more than the first wave takes, and some masters.
const POLICY: &str = r#"
search("state:inactive").each(|v| delete_video(v, "inactive"));
search("state:active has_master:true created_at:<2018-01-01").each(|v| delete_master(v, "old"));
"#;

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Dialect {
    Brightcove,
    Apsara,
}

pub const BOTH: [Dialect; 2] = [Dialect::Brightcove, Dialect::Apsara];

pub fn now() -> Timestamp {
    "2026-01-01T00:00:00Z".parse().expect("a time")
}

/// A clock that moves only when somebody waits.
#[derive(Default)]
struct Quick(Mutex<Duration>);

#[async_trait]
impl Clock for Quick {
    fn now(&self) -> Timestamp {
        now() + SignedDuration::try_from(*self.0.lock().expect("not poisoned")).expect("a short wait")
    }

    async fn sleep(&self, time: Duration) {
        *self.0.lock().expect("not poisoned") += time;
        tokio::task::yield_now().await;
    }
}

/// One library, with the state folder of whoever plans and commits.
pub struct Stage {
    folder: TempDir,
    pub dialect: Dialect,
    pub sandbox: Sandbox,
    /// One for each server: to make one costs more than a case.
    connections: Mutex<BTreeMap<String, Connection>>,
}

impl Stage {
    pub fn new(dialect: Dialect) -> Self {
        // A journal is made durable at every step; where there is a disk in memory that costs nothing.
        let memory = Some(Path::new("/dev/shm")).filter(|path| path.is_dir()).map(Path::to_path_buf);
        let folder = tempfile::tempdir_in(memory.unwrap_or_else(std::env::temp_dir)).expect("a folder");
        let options = ResetOptions { videos: VIDEOS, seed: 11, now: now() };
        let sandbox = Sandbox::reset(folder.path(), options).expect("a library");
        Self { folder, dialect, sandbox, connections: Mutex::default() }
    }

    pub async fn serve(&self, faults: &str) -> Server {
        let faults = Faults::parse(faults).unwrap_or_else(|mistake| panic!("{mistake}\n{faults}"));
        // The library stands still, but requests are signed by the clock of this machine.
        let options =
            ServeOptions { faults, record: true, server_time: Some(Timestamp::now()), ..ServeOptions::default() };
        self.sandbox.serve(options).await.expect("a server")
    }

    fn connect(&self, server: &Server) -> Connection {
        let mut connections = self.connections.lock().expect("not poisoned");
        connections.entry(server.url()).or_insert_with(|| self.connection(server)).clone()
    }

    fn connection(&self, server: &Server) -> Connection {
        let status = self.sandbox.status().expect("a status");
        let pace = PaceConfig { requests_per_second: None, concurrency: 8 };
        // A fault that lasts is not over after six tries either.
        let retry = RetryPolicy { tries: 3, ..RetryPolicy::without_delay() };
        let http = HttpConfig { retry, ..HttpConfig::new(pace) };
        let name = "test".to_owned();
        let connection = match self.dialect {
            Dialect::Brightcove => {
                let account = Account { name, platform: Platform::Brightcove, account_id: status.account_id };
                let keys = (Secret::new(status.client_id), Secret::new(status.client_secret));
                let config = BrightcoveConfig::new(account, keys.0, keys.1);
                Connection::brightcove(BrightcoveConfig { oauth: server.url(), cms: server.url(), http, ..config })
            }
            Dialect::Apsara => {
                let key = Secret::new(status.access_key_id);
                let account_id = apsara::account_id(&status.region, &key, Some(&status.account_id));
                let account = Account { name, platform: Platform::Apsara, account_id };
                let secret = Secret::new(status.access_key_secret);
                let config = ApsaraConfig::new(account, status.region, key, secret);
                Connection::apsara(ApsaraConfig { endpoint: Some(server.url()), paced: false, http, ..config })
            }
        };
        connection.expect("a connection")
    }

    /// Plans over a server, as the command line does; the message when it fails.
    pub async fn plan(&self, server: &Server) -> Result<Plan, String> {
        let library = self.connect(server).reader();
        let runtime = tokio::runtime::Handle::current();
        let work = move || {
            let catalog: Arc<dyn Catalog> = Arc::new(ProviderCatalog::new(library, runtime, Interrupt::default()));
            planned(&catalog)
        };
        tokio::task::spawn_blocking(work).await.expect("no panic")
    }

    /// The plan of an untroubled library; the same for every stage of a dialect.
    pub async fn good_plan(&self) -> Plan {
        static PLANS: [OnceCell<Plan>; 2] = [const { OnceCell::const_new() }; 2];
        let cell = if self.dialect == Dialect::Brightcove { &PLANS[0] } else { &PLANS[1] };
        let plan = cell.get_or_init(|| async {
            let server = self.serve("").await;
            self.plan(&server).await.expect("a plan")
        });
        plan.await.clone()
    }

    pub fn store(&self) -> Arc<Store> {
        Arc::new(Store::open(&self.folder.path().join("state")).expect("a journal"))
    }

    fn context(&self, server: &Server) -> Context {
        let protected = protection();
        let guard = move |entry: &Entry, video: &vodsweep::model::Video| {
            let shields = Shields::default();
            let shielded = || if entry.options.force { None } else { shields.on_video(video, now()) };
            protected.protects(video, now()).or_else(shielded)
        };
        let mut context = Context::new(Halves::of(&self.connect(server)), self.store(), Arc::new(guard));
        context.clock = Arc::new(Quick::default());
        context
    }

    /// Commits the plan; `None` when the library could not be counted, and so no run was begun.
    pub async fn commit(&self, server: &Server, plan: Plan) -> Option<Summary> {
        let context = self.context(server);
        let account = context.platform.library.account().clone();
        let check =
            Acceptance { now: now(), today: now(), now_is_given: false, account: &account, store: &context.store };
        let accepted = accept(plan, check).expect("an accepted plan");
        match execute::commit(&accepted, &context, &mut |_| {}).await {
            Err(ExecuteError::Uncounted(_)) => {
                assert!(self.store().runs().expect("runs").is_empty(), "a run was opened");
                None
            }
            ended => Some(ended.expect("a run")),
        }
    }

    /// Takes the run up again; `None` when there is nothing to do, or the library could not be counted.
    pub async fn resume(&self, server: &Server) -> Option<Summary> {
        let context = self.context(server);
        let run = self.record().id;
        match execute::resume(&run, &context, &mut |_| {}).await {
            Err(ExecuteError::Uncounted(_)) => None,
            ended => ended.expect("a run"),
        }
    }

    pub fn record(&self) -> RunRecord {
        self.store().runs().expect("runs").remove(0)
    }

    /// How far each entry came, by its number.
    pub fn states(&self) -> BTreeMap<u32, EntryState> {
        let record = self.record();
        let entries = self.store().entries(&record).expect("entries");
        entries.into_iter().map(|entry| (entry.seq, entry.state)).collect()
    }

    pub fn errors(&self) -> Vec<String> {
        let entries = self.store().entries(&self.record()).expect("entries");
        entries
            .into_iter()
            .filter_map(|entry| Some(format!("{} {}: {}", entry.seq, entry.state, entry.error?)))
            .collect()
    }

    pub fn happened(&self) -> Vec<Happened> {
        self.sandbox.happened().expect("a history")
    }

    /// The id of a video in the dialect of the stage.
    pub fn id(&self, happened: &Happened) -> VideoId {
        let text = if self.dialect == Dialect::Brightcove { &happened.video } else { &happened.media };
        VideoId::new(text.as_str()).expect("an id")
    }
}

/// Waits until a port that was closed for a while is open again.
pub async fn open(server: &Server) {
    while tokio::net::TcpStream::connect(server.addr()).await.is_err() {
        tokio::time::sleep(Duration::from_millis(1)).await;
    }
}

/// All requests of a server that ask for a deletion.
pub fn deletions(server: &Server) -> Vec<Served> {
    let deletes = |served: &Served| {
        served.method == "DELETE" || served.operation.as_ref().is_some_and(|name| name.starts_with("Delete"))
    };
    server.requests().into_iter().filter(deletes).collect()
}

fn protection() -> Protection {
    let query = parse("tags:keep", now()).expect("a query");
    Protection { query: Some(("tags:keep".to_owned(), Matcher::new(&query))), ..Protection::default() }
}

fn planned(catalog: &Arc<dyn Catalog>) -> Result<Plan, String> {
    let source = PolicySource::from_text("faults.rhai", POLICY, &[]);
    let policy = Policy::compile(&source).expect("a policy");
    let total = catalog.total().map_err(|error| error.message)?;
    let outcome =
        run(&policy, Arc::clone(catalog), RunOptions::at(now())).map_err(|diagnostic| diagnostic.message.clone())?;
    let complete = !outcome.is_incomplete();
    let losing = outcome.proposals.iter().filter(|proposal| proposal.action == Action::DeleteMaster);
    let losing: Vec<_> = losing.map(|proposal| Arc::clone(&proposal.video)).collect();
    let found: BTreeMap<VideoId, Assets> =
        catalog.assets(&losing, KindSet::SIZED).into_iter().map(|assets| (assets.video.clone(), assets)).collect();
    let seen = outcome.seen.len() as u64;
    let mut limits = Limits::default();
    limits.set("share", "100%").expect("a limit");
    limits.set("bytes", "900TB").expect("a limit");
    let record =
        PolicyRecord { path: "faults.rhai".to_owned(), sha256: source.sha256().to_owned(), params: outcome.params };
    let library = LibraryView {
        videos_total: total.map(|total| total.max(seen)),
        videos_seen: seen,
        complete,
        inventory_age_seconds: None,
    };
    Ok(plan::build(
        Draft {
            proposals: outcome.proposals,
            keeps: outcome.keeps,
            unreadable: outcome.unreadable,
            ..Draft::default()
        },
        plan::Context {
            policies: vec![record],
            limits,
            protection: protection(),
            assets: found,
            ..plan::Context::new(catalog.account(), catalog.capabilities(), library, now())
        },
    ))
}
