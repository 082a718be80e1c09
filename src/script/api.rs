//! The reference of what policies can call and read. A test holds it against the engine, so that it cannot drift.

use super::testing;
use crate::model::VideoField;

/// One function or method.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct FunctionEntry {
    /// Its name.
    pub name: &'static str,
    /// How it is written, with its result.
    pub signature: &'static str,
    /// What it does, in one line.
    pub doc: &'static str,
}

/// One readable field.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct FieldEntry {
    /// The type that has it.
    pub owner: &'static str,
    /// Its name.
    pub name: &'static str,
    /// What it holds, in one line.
    pub doc: &'static str,
}

/// Everything that this program adds to the language.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Reference {
    /// Functions and methods, by topic.
    pub functions: &'static [FunctionEntry],
    /// Fields by type.
    pub fields: Vec<FieldEntry>,
    /// Functions that only tests of policies have.
    pub testing: &'static [FunctionEntry],
    /// Fields that only tests of policies read.
    pub testing_fields: Vec<FieldEntry>,
    /// Names of sizes with their bytes.
    pub constants: &'static [(&'static str, i64)],
}

/// The reference.
#[must_use]
pub fn api() -> Reference {
    let video =
        VideoField::ALL.iter().map(|field| FieldEntry { owner: "Video", name: field.name(), doc: field.help() });
    let others = FIELDS.iter().map(|(owner, name, doc)| FieldEntry { owner, name, doc });
    let of_plan = testing::FIELDS.iter().map(|(name, doc)| FieldEntry { owner: "Plan", name, doc });
    Reference {
        functions: FUNCTIONS,
        fields: video.chain(others).collect(),
        testing: testing::FUNCTIONS,
        testing_fields: of_plan.collect(),
        constants: &super::functions::UNITS,
    }
}

pub(super) const fn entry(name: &'static str, signature: &'static str, doc: &'static str) -> FunctionEntry {
    FunctionEntry { name, signature, doc }
}

const FUNCTIONS: &[FunctionEntry] = &[
    entry("search", "search([query[, #{ sort, limit }]]) -> Videos", "A lazy listing of the videos that match."),
    entry("search_native", "search_native(text) -> Videos", "Candidates by the platform's own query language."),
    entry("count", "count([query]) -> number; videos.count() -> number", "How many videos match."),
    entry("video", "video(id) -> Video", "One video; an error when there is none."),
    entry("find_video", "find_video(id) -> Video or ()", "One video, or () when there is none."),
    entry("assets", "assets(video) -> Assets", "The files of a video, looked up as they are asked for."),
    entry("references", "references(video) -> list", "The manual playlists that hold a video, by id."),
    entry("filter", "videos.filter(|v| condition) -> Videos", "Only the videos for which the condition holds."),
    entry("each", "videos.each(|v| …) -> number", "Does something for every video; gives how many."),
    entry("take", "videos.take(n) -> Videos", "At most this many videos."),
    entry("sort_by", "videos.sort_by(|v| key) -> Videos", "In the order of the key, smallest first."),
    entry("with_assets", "videos.with_assets() -> Videos", "Fetches masters and renditions ahead, many videos a call."),
    entry("sum", "videos.sum(|v| number) -> number", "The sum over all videos; () counts as none."),
    entry("group_by", "videos.group_by(|v| key) -> map", "Lists of videos by the text of their key."),
    entry("to_array", "videos.to_array() -> list", "All videos as a plain list."),
    entry(
        "delete_video",
        "delete_video(video[, reason or #{ reason, force, unlink_playlists }])",
        "Proposes to delete a whole video.",
    ),
    entry(
        "delete_master",
        "delete_master(video[, reason or #{ reason, force }])",
        "Proposes to delete the source file.",
    ),
    entry("delete_asset", "delete_asset(asset[, reason or #{ reason, force }])", "Proposes to delete one file."),
    entry(
        "delete_renditions",
        "delete_renditions(video[, |r| condition][, reason or #{ reason, force }]) -> number",
        "Proposes to delete renditions; gives how many.",
    ),
    entry(
        "delete_images",
        "delete_images(video[, reason or #{ reason, force }]) -> number",
        "Proposes to delete posters, thumbnails and images.",
    ),
    entry(
        "quarantine",
        "quarantine(video[, reason or #{ days, reason, force }])",
        "Proposes to hide a video now and to delete it later: `vodsweep due` does, after 30 days unless `days` says else.",
    ),
    entry("keep", "keep(video[, reason])", "Shields a video from every proposal of this plan."),
    entry("has_tag", "video.has_tag(text) -> bool", "Whether it carries a tag, ignoring case."),
    entry(
        "known",
        "known(video, field) -> bool",
        "Whether the field, or the list of files (\"renditions\"), could be read.",
    ),
    entry("value_or", "value_or(video, field, default)", "The field, or the default when it is absent or unknown."),
    entry(
        "param",
        "param(name, default[, help])",
        "A setting, overridden by --set name=value and typed by its default.",
    ),
    entry("now", "now() -> Time", "The clock of the run; it stands still."),
    entry("today", "today() -> Time", "The start of the day in UTC."),
    entry("date", "date(text) -> Time", "A moment from 2024-01-31 or 2024-01-31T12:00:00Z."),
    entry("days_ago", "days_ago(n) -> Time", "The moment this many days before now."),
    entry("hours_ago", "hours_ago(n) -> Time", "The moment this many hours before now."),
    entry("days_since", "days_since(time) -> number or ()", "Whole days since a moment; () for an absent one."),
    entry("seconds", "seconds(n) -> Duration", "A span of time."),
    entry("minutes", "minutes(n) -> Duration", "A span of time."),
    entry("hours", "hours(n) -> Duration", "A span of time."),
    entry("bytes", "bytes(text) -> number", "Bytes of a size such as 1.5GB."),
    entry("show_bytes", "show_bytes(n) -> text", "A number of bytes for people: 1.4 GB."),
    entry("quote", "quote(text) -> text", "A text made safe inside a query."),
    entry(
        "read_lines",
        "read_lines(path) -> list",
        "The lines of a file below the script's folder, blank ones left out.",
    ),
    entry("read_csv", "read_csv(path) -> list of maps", "The rows of a CSV file, by the names in its first row."),
    entry("read_json", "read_json(path)", "The value of a JSON file."),
    entry("print", "print(value)", "Says something, with its line."),
    entry("info", "info(value)", "Says something worth knowing."),
    entry("warn", "warn(value)", "Says that something looks wrong."),
];

const FIELDS: &[(&str, &str, &str)] = &[
    ("Video", "native", "The platform's own object as a map."),
    ("Assets", "master", "The source file, or ()."),
    ("Assets", "renditions", "Transcodes."),
    ("Assets", "posters", "Large still pictures."),
    ("Assets", "thumbnails", "Small still pictures."),
    ("Assets", "images", "Other labelled pictures."),
    ("Assets", "snapshots", "Pictures taken at a moment."),
    ("Assets", "text_tracks", "Captions, subtitles, chapters."),
    ("Assets", "audio_tracks", "Alternative sound tracks."),
    ("Assets", "manifests", "Streaming playlist files."),
    ("Assets", "bytes", "Bytes of the master and all renditions."),
    ("Asset", "id", "The platform's id."),
    ("Asset", "kind", "master, rendition, poster, thumbnail, image, snapshot, text_track, audio_track or manifest."),
    ("Asset", "label", "A label for people."),
    ("Asset", "bytes", "Size in bytes."),
    ("Asset", "status", "The platform's word for its state."),
    ("Asset", "format", "Container format: mp4, hls."),
    ("Asset", "definition", "Quality word: 1080p, HD."),
    ("Asset", "codec", "Codec name."),
    ("Asset", "width", "Width in pixels."),
    ("Asset", "height", "Height in pixels."),
    ("Asset", "bitrate", "Bit rate as the platform states it."),
    ("Asset", "duration", "Running time."),
    ("Asset", "created_at", "When it was made or uploaded."),
    ("Asset", "superseded", "Whether a newer file replaced it."),
    ("Asset", "encrypted", "Whether it is encrypted."),
    ("Asset", "playable", "Whether a viewer can play the video from it."),
    ("Asset", "video", "The video that it belongs to."),
    ("Asset", "native", "The platform's own object as a map."),
    ("Time", "year", "The year, in UTC."),
    ("Time", "month", "The month, from 1."),
    ("Time", "day", "The day of the month."),
    ("Time", "hour", "The hour of the day."),
    ("Time", "minute", "The minute of the hour."),
    ("Time", "date", "The day as text: 2024-01-31."),
    ("Duration", "seconds", "In seconds, with a fraction."),
    ("Duration", "minutes", "In minutes, with a fraction."),
    ("Duration", "hours", "In hours, with a fraction."),
    ("Error", "message", "What is wrong, for `catch (error)`."),
];

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use rhai::Engine;
    use serde_json::Value;

    use super::*;
    use crate::script::engine::{self, REFUSED};
    use crate::script::functions::PRINT;

    /// The names that the engine itself says this program registered.
    fn registered() -> BTreeSet<String> {
        let mut engine = Engine::new_raw();
        engine::own(&mut engine);
        let metadata: Value = serde_json::from_str(&engine.gen_fn_metadata_to_json(false).unwrap()).unwrap();
        let functions = metadata["functions"].as_array().unwrap();
        functions.iter().map(|function| function["name"].as_str().unwrap().to_owned()).collect()
    }

    #[test]
    fn every_function_is_in_the_reference_and_nothing_else() {
        let internal = ["to_string", "to_debug", PRINT];
        let words = registered().into_iter().filter(|name| name.chars().all(|c| c.is_alphanumeric() || c == '_'));
        let mut engine: BTreeSet<String> =
            words.filter(|name| !internal.contains(&name.as_str()) && !REFUSED.contains(&name.as_str())).collect();
        engine.insert("print".to_owned());
        let listed: BTreeSet<String> = FUNCTIONS.iter().map(|function| function.name.to_owned()).collect();
        assert_eq!(engine, listed);
    }

    #[test]
    fn every_function_and_field_of_tests_is_in_the_reference_and_nothing_else() {
        let mut engine = Engine::new_raw();
        testing::own(&mut engine);
        let metadata: Value = serde_json::from_str(&engine.gen_fn_metadata_to_json(false).unwrap()).unwrap();
        let functions = metadata["functions"].as_array().unwrap();
        let names: BTreeSet<String> = functions.iter().map(|f| f["name"].as_str().unwrap().to_owned()).collect();
        let words = names.iter().filter(|name| name.chars().all(|c| c.is_alphanumeric() || c == '_'));
        let words: BTreeSet<&str> =
            words.map(String::as_str).filter(|name| !["to_string", "to_debug"].contains(name)).collect();
        let listed: BTreeSet<&str> = api().testing.iter().map(|function| function.name).collect();
        assert_eq!(words, listed);
        let fields: BTreeSet<&str> = names.iter().filter_map(|name| name.strip_prefix("get$")).collect();
        let listed = api().testing_fields.iter().map(|field| field.name).chain(["message"]).collect();
        assert_eq!(fields, listed);
    }

    #[test]
    fn every_field_is_in_the_reference_and_nothing_else() {
        let engine: BTreeSet<String> =
            registered().iter().filter_map(|name| name.strip_prefix("get$").map(str::to_owned)).collect();
        let listed: BTreeSet<String> = api().fields.iter().map(|field| field.name.to_owned()).collect();
        assert_eq!(engine, listed);
    }
}
