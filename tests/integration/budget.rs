//! What a plan, a commit and a decision may cost, in counts that are the same on every machine.
//!
//! A figure over its budget fails. Look first for what became more: `cargo run --release --example bench` shows where
//! calls, bytes and memory go. A cost that is meant gets a new budget here, and its reason in the description of the
//! change; a figure that fell gets a lower one, so that it stays there.

mod allocations;
mod served;

use vodsweep::model::Platform;
use vodsweep::provider::http::PaceConfig;
use vodsweep::script::PolicySource;

use served::{Served, ready_made};

/// Sizes of the library; every budget is that of the larger one.
const SMALL: u64 = 150;
const LARGE: u64 = 4 * SMALL;

const UNPACED: PaceConfig = PaceConfig { requests_per_second: None, concurrency: 16 };

/// What a plan of a ready-made policy may cost on a library of [`LARGE`].
struct Budget {
    policy: &'static str,
    sizes: bool,
    calls: u64,
    kilobytes: u64,
}

const fn unsized_plan(policy: &'static str, calls: u64, kilobytes: u64) -> Budget {
    Budget { policy, sizes: false, calls, kilobytes }
}

const fn sized_plan(policy: &'static str, calls: u64, kilobytes: u64) -> Budget {
    Budget { policy, sizes: true, calls, kilobytes }
}

const BRIGHTCOVE: [Budget; 7] = [
    unsized_plan("export_ids", 10, 864),
    unsized_plan("stale_videos", 4, 10),
    sized_plan("stale_videos", 18, 31),
    unsized_plan("two_step", 4, 77),
    sized_plan("two_step", 117, 266),
    sized_plan("old_masters", 120, 243),
    sized_plan("superseded_renditions", 1_364, 2_921),
];

const APSARA: [Budget; 9] = [
    unsized_plan("export_ids", 9, 981),
    unsized_plan("forgotten_images", 10, 1_014),
    unsized_plan("stale_videos", 3, 12),
    sized_plan("stale_videos", 4, 59),
    unsized_plan("two_step", 3, 83),
    sized_plan("two_step", 6, 487),
    sized_plan("old_masters", 9, 974),
    sized_plan("superseded_renditions", 32, 5_178),
    sized_plan("spare_definitions", 19, 2_844),
];

/// Calls for a hundred entries of a commit: it counts the library, reads every video again, and looks for what it deleted.
struct CommitBudget {
    videos: u64,
    masters: u64,
}

const COMMIT_BRIGHTCOVE: CommitBudget = CommitBudget { videos: 134, masters: 123 };
const COMMIT_APSARA: CommitBudget = CommitBudget { videos: 20, masters: 126 };

/// A policy that asks for the files of one video after the other: twenty videos of the platform share an answer all the same.
const ONE_BY_ONE: &str = r#"search("state:active").each(|v| if assets(v).renditions.len() > 9 { delete_video(v); });"#;
const ONE_BY_ONE_CALLS: u64 = 52;

const INACTIVE: &str = r#"search("state:inactive").each(|v| delete_video(v, "inactive"));"#;

/// Bytes of the heap that are asked for in all, for one video or entry.
const DECODED_VIDEO_BYTES: u64 = 7_860;
const DECIDED_VIDEO_BYTES: u64 = 4_980;
const PROPOSED_VIDEO_BYTES: u64 = 1_850;
const PLANNED_ENTRY_BYTES: u64 = 9_260;

/// Gathers what is over its budget, so that one run tells everything.
#[derive(Default)]
struct Overruns(Vec<String>);

impl Overruns {
    fn check(&mut self, what: &str, figure: u64, budget: u64) {
        if figure > budget {
            self.0.push(format!("{what}: {figure}, and the budget is {budget}"));
        }
    }

    /// Four times the videos may cost four times as much. Pages are cut to whole ones, and the videos are drawn by lot.
    fn check_growth(&mut self, what: &str, small: u64, large: u64) {
        let allowed = small * LARGE / SMALL * 5 / 4 + 3;
        if large > allowed {
            self.0.push(format!("{what}: {small} at {SMALL} videos and {large} at {LARGE}, which is more than linear"));
        }
    }

    #[track_caller]
    fn none(self) {
        let help = "find what costs more, or change the constants of tests/integration/budget.rs and say why";
        assert!(self.0.is_empty(), "over budget:\n  {}\n{help}", self.0.join("\n  "));
    }
}

fn plans_keep_to(platform: Platform, budgets: &[Budget]) {
    let (small, large) = (Served::new(platform, SMALL, UNPACED), Served::new(platform, LARGE, UNPACED));
    let mut overruns = Overruns::default();
    for Budget { policy, sizes, calls, kilobytes } in budgets {
        let what = format!("{policy} on {platform}, {} sizes", if *sizes { "with" } else { "without" });
        let source = ready_made(policy);
        let (before, after) = (small.plan(&source, *sizes).1, large.plan(&source, *sizes).1);
        overruns.check(&format!("calls of {what}"), after.calls, *calls);
        overruns.check(&format!("kilobytes of {what}"), after.kilobytes, *kilobytes);
        overruns.check_growth(&format!("calls of {what}"), before.calls, after.calls);
        overruns.check_growth(&format!("kilobytes of {what}"), before.kilobytes, after.kilobytes);
    }
    overruns.none();
}

fn commits_keep_to(platform: Platform, budget: &CommitBudget) {
    let mut overruns = Overruns::default();
    let inactive = PolicySource::from_text("inactive.rhai", INACTIVE, &[]);
    let jobs = [("videos", inactive, budget.videos), ("masters", ready_made("old_masters"), budget.masters)];
    for (what, source, budget) in jobs {
        let served = Served::new(platform, LARGE, UNPACED);
        let plan = served.plan(&source, true).0;
        let entries = plan.entries.len() as u64;
        assert!(entries >= 9, "{entries} {what} on {platform} are too few to count by");
        let calls = served.commit(plan) * 100 / entries;
        overruns.check(&format!("calls for 100 of {entries} {what} on {platform}"), calls, budget);
    }
    overruns.none();
}

#[test]
fn plans_on_brightcove_keep_to_their_calls_and_bytes() {
    plans_keep_to(Platform::Brightcove, &BRIGHTCOVE);
}

#[test]
fn plans_on_apsaravideo_keep_to_their_calls_and_bytes() {
    plans_keep_to(Platform::Apsara, &APSARA);
}

#[test]
fn commits_on_brightcove_keep_to_their_calls() {
    commits_keep_to(Platform::Brightcove, &COMMIT_BRIGHTCOVE);
}

#[test]
fn commits_on_apsaravideo_keep_to_their_calls() {
    commits_keep_to(Platform::Apsara, &COMMIT_APSARA);
}

#[test]
fn files_that_are_asked_for_one_by_one_keep_to_their_calls() {
    let served = Served::new(Platform::Apsara, LARGE, UNPACED);
    let cost = served.plan(&PolicySource::from_text("one_by_one.rhai", ONE_BY_ONE, &[]), false).1;
    let mut overruns = Overruns::default();
    overruns.check("calls of a policy that asks one by one", cost.calls, ONE_BY_ONE_CALLS);
    overruns.none();
}

#[test]
fn decoding_and_deciding_keep_to_their_bytes_of_the_heap() {
    let counted = allocations::counted();
    let mut overruns = Overruns::default();
    overruns.check("heap bytes to decode a video", counted.decoded, DECODED_VIDEO_BYTES);
    overruns.check("heap bytes to decide about a video", counted.decided, DECIDED_VIDEO_BYTES);
    overruns.check("heap bytes to propose a video", counted.proposed, PROPOSED_VIDEO_BYTES);
    overruns.check("heap bytes to plan an entry", counted.planned, PLANNED_ENTRY_BYTES);
    overruns.none();
}
