//! A served library on which plans and commits are counted: calls by the server, bytes by the client.

use std::path::Path;
use std::sync::Arc;

use async_trait::async_trait;
use jiff::Timestamp;
use tempfile::TempDir;
use tokio::runtime::Runtime;
use vodsweep::cli::{Interrupt, ProviderCatalog};
use vodsweep::execute::{self, Acceptance, Clock, Context, Ending, Platform as Halves, accept};
use vodsweep::model::{Account, Platform, Secret};
use vodsweep::plan::{self, Limits, Plan};
use vodsweep::provider::Connection;
use vodsweep::provider::apsara::{self, Apsara, ApsaraConfig};
use vodsweep::provider::brightcove::{Brightcove, BrightcoveConfig};
use vodsweep::provider::http::{HttpConfig, PaceConfig, TallyCounts};
use vodsweep::sandbox::{ResetOptions, Sandbox, ServeOptions, Server};
use vodsweep::script::{Catalog, Drafted, Policy, PolicySource, RunOptions, look_up, run};
use vodsweep::store::Store;

/// What a plan asked of its platform.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Cost {
    pub(crate) calls: u64,
    pub(crate) kilobytes: u64,
}

/// A library with its server.
pub(crate) struct Served {
    folder: TempDir,
    platform: Platform,
    pace: PaceConfig,
    runtime: Runtime,
    sandbox: Sandbox,
    server: Server,
}

/// An opened account with its counter.
struct Opened {
    connection: Connection,
    counts: Box<dyn Fn() -> TallyCounts>,
}

/// A clock that stands still.
struct Still;

#[async_trait]
impl Clock for Still {
    fn now(&self) -> Timestamp {
        now()
    }

    async fn sleep(&self, _time: std::time::Duration) {
        tokio::task::yield_now().await;
    }
}

fn now() -> Timestamp {
    "2026-01-01T00:00:00Z".parse().expect("a time")
}

impl Served {
    /// Serves a new library. Where a pace is kept, the server refuses whoever is faster than the platform allows.
    pub(crate) fn new(platform: Platform, videos: u64, pace: PaceConfig) -> Self {
        // A journal is made durable at every step; where there is a disk in memory that costs nothing.
        let memory = Some(Path::new("/dev/shm")).filter(|path| path.is_dir()).map(Path::to_path_buf);
        let folder = tempfile::tempdir_in(memory.unwrap_or_else(std::env::temp_dir)).expect("a folder");
        let sandbox = Sandbox::reset(folder.path(), ResetOptions { videos, seed: 1, now: now() }).expect("a library");
        let runtime = Runtime::new().expect("a runtime");
        // The library stands still, but requests are signed by the clock of this machine.
        let options = ServeOptions {
            record: true,
            enforce_limits: pace.requests_per_second.is_some(),
            server_time: Some(Timestamp::now()),
            ..ServeOptions::default()
        };
        let server = runtime.block_on(sandbox.serve(options)).expect("a server");
        Self { folder, platform, pace, runtime, sandbox, server }
    }

    fn open(&self) -> Opened {
        let status = self.sandbox.status().expect("a status");
        let http = HttpConfig::new(self.pace);
        let name = "test".to_owned();
        match self.platform {
            Platform::Brightcove => {
                let account = Account { name, platform: Platform::Brightcove, account_id: status.account_id };
                let keys = (Secret::new(status.client_id), Secret::new(status.client_secret));
                let config = BrightcoveConfig::new(account, keys.0, keys.1);
                let url = self.server.url();
                let config = BrightcoveConfig { oauth: url.clone(), cms: url, http, ..config };
                let provider = Arc::new(Brightcove::new(config).expect("a provider"));
                let connection = Connection::custom(Arc::clone(&provider));
                Opened { connection, counts: Box::new(move || provider.calls()) }
            }
            Platform::Apsara => {
                let key = Secret::new(status.access_key_id);
                let account_id = apsara::account_id(&status.region, &key, Some(&status.account_id));
                let account = Account { name, platform: Platform::Apsara, account_id };
                let config = ApsaraConfig::new(account, status.region, key, Secret::new(status.access_key_secret));
                let config = ApsaraConfig { endpoint: Some(self.server.url()), paced: false, http, ..config };
                let provider = Arc::new(Apsara::new(config).expect("a provider"));
                let connection = Connection::custom(Arc::clone(&provider));
                Opened { connection, counts: Box::new(move || provider.calls()) }
            }
        }
    }

    /// How many requests the server has answered, none of them with a refusal.
    fn answered(&self) -> u64 {
        assert_eq!(self.server.refused(), 0, "too fast for the platform");
        self.server.requests().len() as u64
    }

    /// Plans with a policy as the command line does.
    pub(crate) fn plan(&self, policy: &PolicySource, sizes: bool) -> (Plan, Cost) {
        let before = self.answered();
        let opened = self.open();
        let library = opened.connection.reader();
        let catalog: Arc<dyn Catalog> =
            Arc::new(ProviderCatalog::new(library, self.runtime.handle().clone(), Interrupt::default()));
        let plan = planned(policy, &catalog, sizes);
        let kilobytes = (opened.counts)().received_bytes.div_ceil(1_000);
        (plan, Cost { calls: self.answered() - before, kilobytes })
    }

    /// Commits a plan and gives the calls that it took.
    pub(crate) fn commit(&self, plan: Plan) -> u64 {
        let before = self.answered();
        let opened = self.open();
        let store = Arc::new(Store::open(&self.folder.path().join("state")).expect("a journal"));
        let mut context = Context::new(Halves::of(&opened.connection), store, Arc::new(|_, _| None));
        context.clock = Arc::new(Still);
        let account = context.platform.library.account().clone();
        let check =
            Acceptance { now: now(), today: now(), now_is_given: false, account: &account, store: &context.store };
        let accepted = accept(plan, check).expect("an accepted plan");
        let summary = self.runtime.block_on(execute::commit(&accepted, &context, &mut |_| {})).expect("a run");
        assert_eq!(summary.ending, Ending::Finished, "{:?}", summary.totals);
        self.answered() - before
    }
}

/// One of the policies in `scripts/`.
pub(crate) fn ready_made(name: &str) -> PolicySource {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("scripts").join(name).with_extension("rhai");
    PolicySource::load(&path).expect("a ready-made policy")
}

fn planned(policy: &PolicySource, catalog: &Arc<dyn Catalog>, sizes: bool) -> Plan {
    let policy = Policy::compile(policy).expect("it compiles");
    let total = catalog.total().expect("a count");
    let outcome = run(&policy, Arc::clone(catalog), RunOptions::at(now())).expect("it runs");
    let mut drafted = Drafted::default();
    drafted.add(&policy, outcome);
    let library = drafted.library(total);
    assert!(library.complete, "the library was not read to its end");
    let assets = look_up(catalog.as_ref(), &drafted.draft.proposals, sizes, &|| false).expect("not stopped");
    let mut limits = Limits::default();
    limits.set("share", "100%").expect("a limit");
    limits.set("bytes", "900TB").expect("a limit");
    let context = plan::Context {
        policies: drafted.policies,
        limits,
        assets,
        ..plan::Context::new(catalog.account(), catalog.capabilities(), library, now())
    };
    plan::build(drafted.draft, context)
}
