//! The reference of what only tests can call and read. A test holds it against the engine, so that it cannot drift.

use crate::script::api::{FunctionEntry, entry};

/// The functions of tests, by topic.
pub(in crate::script) const FUNCTIONS: &[FunctionEntry] = &[
    entry(
        "add_video",
        "add_video([#{ field: value, … }]) -> Video",
        "Adds a video: every field of a Video by its name; what is left out is as an active video of now has it.",
    ),
    entry("add_videos", "add_videos(n, |i| #{ … }) -> list", "Adds n videos; the closure is given 1, 2, 3, …"),
    entry("change_video", "change_video(video, #{ … }) -> Video", "Sets further fields of a video."),
    entry(
        "add_asset",
        "add_asset(video, #{ kind, bytes, … }) -> Asset",
        "Adds a file: every field of an Asset by its name; a master or rendition has 1 MB unless it says else.",
    ),
    entry("unknown", "unknown(why)", "As the value of a field: the platform did not give it. () means: there is none."),
    entry("fail_assets", "fail_assets(video[, kind], why)", "Lets lookups of its files fail: they are unknown."),
    entry("add_reference", "add_reference(video, playlist)", "Lets a manual playlist hold the video."),
    entry(
        "load_library",
        "load_library(path) -> list",
        "Adds the videos of a JSON file as `vodsweep sandbox import` takes it, below the test's folder.",
    ),
    entry(
        "platform",
        "platform(name)",
        "On which platform the library is: brightcove (unless this says else) or apsara.",
    ),
    entry("clock", "clock(date or Time)", "Sets the clock of the test and of its policies; it begins at 2026-01-01."),
    entry("protect", "protect(query)", "Protects what matches, as the configuration of an account does."),
    entry("protect_id", "protect_id(id[, why])", "Protects a video by its id."),
    entry("protect_folder", "protect_folder(id)", "Protects the videos of a folder."),
    entry(
        "limit",
        "limit(name, value)",
        "Sets a limit. In tests share is 100% and survivors is 0, as libraries are small; the others are the usual ones.",
    ),
    entry("shield", "shield(name, bool)", "Switches a built-in shield: shared_out, live, ingesting or last_playable."),
    entry("deleted_last_day", "deleted_last_day(n)", "How many entries earlier runs deleted, for the limit per_day."),
    entry("platform_counts", "platform_counts(n)", "How many videos the platform counts, whatever there is."),
    entry("fail_listing", "fail_listing(n, why)", "Lets every listing fail after n videos."),
    entry(
        "run_policy",
        "run_policy([path][, #{ setting: value }]) -> Plan",
        "Runs the policy beside the test, or another below its folder, and plans what it asked for.",
    ),
    entry("assert", "assert(condition[, text])", "Fails the test when the condition does not hold."),
    entry("assert_eq", "assert_eq(a, b)", "Fails the test when the values are different."),
    entry("assert_fails", "assert_fails(|| …[, part])", "Expects an error whose message has this part."),
    entry(
        "assert_deleted",
        "assert_deleted(plan, video or asset[, action])",
        "It is deleted, or something of it is; an action is such as \"delete_master\".",
    ),
    entry("assert_quarantined", "assert_quarantined(plan, video)", "It goes into quarantine."),
    entry(
        "assert_kept",
        "assert_kept(plan, video or asset[, source])",
        "A proposal about it is not taken over, by \"keep\", \"protection\", \"shield\" or \"capability\".",
    ),
    entry("assert_untouched", "assert_untouched(plan, video or asset)", "The plan does not speak of it at all."),
    entry("assert_unknown", "assert_unknown(plan, video[, field])", "A rule could not be decided for it."),
    entry(
        "assert_reason",
        "assert_reason(plan, video or asset, part)",
        "A reason of what is done or kept has this part.",
    ),
    entry(
        "assert_warned",
        "assert_warned(plan, video or asset, part)",
        "An entry about it has a warning with this part.",
    ),
    entry("assert_blocked", "assert_blocked(plan[, part])", "A commit would be refused, for a cause with this part."),
    entry(
        "assert_snapshot",
        "assert_snapshot(plan[, name])",
        "The plan is as the text in the folder POLICY.snap beside the test says.",
    ),
];

/// The fields that only tests can read.
pub(in crate::script) const FIELDS: &[(&str, &str)] = &super::plan_value::FIELDS;
