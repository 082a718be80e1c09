//! What decoding, deciding and planning ask of the heap, counted in a process in which nothing else happens.

use std::alloc::System;
use std::process::Command;
use std::sync::Arc;

use cap::Cap;
use jiff::Timestamp;
use vodsweep::plan::{self, Context, Draft, LibraryView};
use vodsweep::provider::brightcove::{CAPABILITIES, decode_page};
use vodsweep::script::{Catalog, MemoryCatalog, Outcome, Policy, PolicySource, RunOptions, run};

use page::{VIDEOS, page};

#[path = "../../../benches/decode/page.rs"]
mod page;

#[global_allocator]
static HEAP: Cap<System> = Cap::new(System, usize::MAX);

const PAGES: usize = 20;

/// Five conditions, of which the last is false.
const DECIDE: &str = r#"
search().filter(|v| v.state == "active" && v.has_master && !v.is_clip && v.duration > seconds(1)
        && days_since(v.updated_at) > 100_000)
    .each(|v| delete_video(v, "never"));
"#;
const PROPOSE: &str = r#"search().each(|v| delete_video(v, "all of them"));"#;

/// Bytes for one video or entry, rounded up.
pub struct Counted {
    pub decoded: u64,
    pub decided: u64,
    pub proposed: u64,
    pub planned: u64,
}

/// Counts in a process of its own: here other tests run at the same time.
pub fn counted() -> Counted {
    let program = std::env::current_exe().expect("a program");
    let alone = ["--exact", "budget::allocations::counted_alone", "--ignored", "--nocapture", "--test-threads=1"];
    let output = Command::new(program).args(alone).output().expect("it starts");
    let text = String::from_utf8_lossy(&output.stdout).into_owned();
    let figure = |name: &str| {
        let mut words = text.split_whitespace().skip_while(|word| *word != name).skip(1);
        words.next().and_then(|word| word.parse().ok()).unwrap_or_else(|| panic!("no figure {name} in\n{text}"))
    };
    Counted {
        decoded: figure("heap-decoded"),
        decided: figure("heap-decided"),
        proposed: figure("heap-proposed"),
        planned: figure("heap-planned"),
    }
}

#[test]
#[ignore = "prints what the whole process asks of the heap; another test runs it alone"]
fn counted_alone() {
    let pages: Vec<String> = (0..PAGES).map(page).collect();
    let (videos, for_pages) =
        measured(|| pages.iter().flat_map(|body| decode_page(body).expect("a page")).collect::<Vec<_>>());
    let count = videos.len();
    assert_eq!(count, PAGES * VIDEOS);
    let catalog: Arc<dyn Catalog> = Arc::new(MemoryCatalog::new(&CAPABILITIES, videos));
    let (none, for_rule) = measured(|| ran(&catalog, DECIDE));
    assert!(none.proposals.is_empty() && none.unreadable.is_empty());
    let (all, for_wishes) = measured(|| ran(&catalog, PROPOSE));
    assert_eq!(all.proposals.len(), count);
    let (entries, for_plan) = measured(|| planned(&catalog, all));
    assert_eq!(entries, count);
    let each = |bytes: usize| bytes.div_ceil(count);
    println!("\nheap-decoded {} heap-decided {}", each(for_pages), each(for_rule));
    println!("heap-proposed {} heap-planned {}", each(for_wishes), each(for_plan));
}

/// What a piece of work gives, and how many bytes were asked for meanwhile, given back or not.
fn measured<T>(work: impl FnOnce() -> T) -> (T, usize) {
    let before = HEAP.total_allocated();
    let done = work();
    (done, HEAP.total_allocated() - before)
}

fn now() -> Timestamp {
    "2026-01-01T00:00:00Z".parse().expect("a time")
}

fn ran(catalog: &Arc<dyn Catalog>, text: &str) -> Outcome {
    let policy = Policy::compile(&PolicySource::from_text("budget.rhai", text, &[])).expect("it compiles");
    run(&policy, Arc::clone(catalog), RunOptions::at(now())).expect("it runs")
}

fn planned(catalog: &Arc<dyn Catalog>, outcome: Outcome) -> usize {
    let seen = outcome.seen.len() as u64;
    let library =
        LibraryView { videos_total: Some(seen), videos_seen: seen, complete: true, inventory_age_seconds: None };
    let context = Context::new(catalog.account(), catalog.capabilities(), library, now());
    let draft = Draft { proposals: outcome.proposals, keeps: outcome.keeps, ..Draft::default() };
    plan::build(draft, context).entries.len()
}
