//! Facts about carrying out a plan.

mod acceptance;
mod crash;
mod crash_matrix;
mod crash_moved;
mod drift;
mod marks;
mod outcomes;
mod readings;
mod refreshing;
mod stopping;
mod waits;
mod world;

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use async_trait::async_trait;
use jiff::Timestamp;
use tempfile::TempDir;

use super::{
    Acceptance, Accepted, Cancel, Clock, Context, Ending, Event, ExecuteError, ExecuteOptions, Platform, Summary,
    accept, commit, resume,
};
use crate::model::{Action, AssetId, AssetKind, Known, TargetOptions, Video};
use crate::plan::{Entry, EntryAsset, EntryVideo, Fingerprint, LibraryView, LimitCheck, Plan, Reason, SCHEMA, Tool};
use crate::store::{EntryState, Store};
use world::{World, account};

fn at(seconds: i64) -> Timestamp {
    Timestamp::from_second(1_795_232_760 + seconds).unwrap()
}

/// A clock that stands still and never waits; it remembers how long it was asked to, and can raise the stop flag.
#[derive(Default)]
struct StillClock {
    slept: Mutex<Vec<Duration>>,
    cancels: Option<Cancel>,
}

#[async_trait]
impl Clock for StillClock {
    fn now(&self) -> Timestamp {
        let slept: Duration = self.slept.lock().unwrap().iter().sum();
        at(0) + jiff::SignedDuration::try_from(slept).unwrap()
    }

    async fn sleep(&self, time: Duration) {
        self.slept.lock().unwrap().push(time);
        if let Some(cancel) = &self.cancels {
            cancel.cancel();
        }
    }
}

/// A library, a state folder, and what is done with them.
struct Stage {
    folder: TempDir,
    world: Arc<World>,
    options: ExecuteOptions,
}

impl Stage {
    fn new(world: Arc<World>) -> Self {
        Self { folder: tempfile::tempdir().unwrap(), world, options: ExecuteOptions::default() }
    }

    fn store(&self) -> Store {
        Store::open(self.folder.path()).unwrap()
    }

    fn context(&self) -> Context {
        let platform = Platform { library: self.world.clone(), deleter: self.world.clone() };
        let protection =
            |_: &Entry, video: &Video| (video.has_tag("keep") == Known::Value(true)).then(|| "tagged keep".to_owned());
        let mut context = Context::new(platform, Arc::new(self.store()), Arc::new(protection));
        context.options = self.options;
        context.clock = Arc::new(StillClock::default());
        context
    }

    /// A plan that deletes every video of the library.
    fn plan_of_videos(&self) -> Plan {
        let held = self.world.held();
        plan(held.videos.values().map(|video| (video.clone(), None)).collect())
    }

    /// A plan that deletes every rendition of the library.
    fn plan_of_renditions(&self) -> Plan {
        let held = self.world.held();
        let all = held.videos.values().flat_map(|video| {
            held.renditions[&video.id].iter().map(|rendition| (video.clone(), Some(rendition.clone())))
        });
        plan(all.collect())
    }

    fn accepted(&self, plan: Plan) -> Accepted {
        let store = self.store();
        let check = Acceptance { now: at(0), today: at(0), now_is_given: false, account: &account(), store: &store };
        accept(plan, check).unwrap()
    }

    async fn commit(&self, plan: Plan) -> (Summary, Vec<Event>) {
        self.commit_in(&self.context(), plan).await
    }

    async fn commit_in(&self, context: &Context, plan: Plan) -> (Summary, Vec<Event>) {
        let mut events = Vec::new();
        let summary = commit(&self.accepted(plan), context, &mut |event| events.push(event)).await.unwrap();
        (summary, events)
    }

    async fn resume(&self) -> Option<Summary> {
        let run = self.store().runs().unwrap().remove(0).id;
        resume(&run, &self.context(), &mut |_| {}).await.unwrap()
    }

    /// The states of the only run, and what the journal says about those that did not end in a deletion.
    fn journal(&self) -> (Vec<EntryState>, Vec<String>) {
        let store = self.store();
        let entries = store.entries(&store.runs().unwrap()[0]).unwrap();
        (entries.iter().map(|entry| entry.state).collect(), entries.into_iter().filter_map(|e| e.error).collect())
    }
}

fn plan(targets: Vec<(Video, Option<AssetId>)>) -> Plan {
    Plan {
        schema: SCHEMA.into(),
        id: "sha256:1a2b3c4d5e6f".into(),
        created_at: at(-60),
        expires_at: at(86_400),
        tool: Tool { name: "vodsweep".into(), version: "0".into() },
        account: account(),
        policies: Vec::new(),
        library: LibraryView { videos_total: None, videos_seen: 0, complete: true, inventory_age_seconds: None },
        limits: limits(),
        blocked: false,
        blocked_because: Vec::new(),
        entries: (1..).zip(targets).map(|(seq, (video, rendition))| entry(seq, &video, rendition)).collect(),
        kept: Vec::new(),
        refresh: None,
        unknown: Vec::new(),
        totals: BTreeMap::new(),
    }
}

/// Limits that stand in nobody's way.
fn limits() -> Vec<LimitCheck> {
    let row = |name: &str, allowed: serde_json::Number| LimitCheck {
        name: name.into(),
        allowed,
        actual: Some(0.into()),
        unknown: 0,
        unknown_as: 0,
        exceeded: false,
        set_for_this_plan: false,
    };
    let all = serde_json::Number::from_f64(1.0).unwrap();
    vec![row("entries", 10_000.into()), row("share", all), row("survivors", 0.into()), row("per_day", 10_000.into())]
}

fn entry(seq: u32, video: &Video, rendition: Option<AssetId>) -> Entry {
    Entry {
        seq,
        action: if rendition.is_some() { Action::DeleteRendition } else { Action::DeleteVideo },
        video: EntryVideo {
            id: video.id.clone(),
            name: None,
            state: video.state.get(),
            created_at: None,
            updated_at: video.updated_at.get(),
            tags: Vec::new(),
        },
        asset: rendition.map(|id| EntryAsset { id, kind: AssetKind::Rendition, label: None, bytes: Some(10) }),
        bytes: Some(10),
        bytes_later: None,
        reasons: vec![Reason { policy: "old.rhai".into(), line: 1, text: "old".into() }],
        fingerprint: Fingerprint::of(video),
        options: TargetOptions::default(),
        warnings: Vec::new(),
        copies: Vec::new(),
        files: Vec::new(),
    }
}
