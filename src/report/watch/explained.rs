//! One entry with everything that the plan knows of it, or why a video is kept.

use jiff::Timestamp;

use crate::model::ByteSize;
use crate::plan::{Entry, Kept, Plan, UnknownNote};
use crate::report::age::{age, moment};
use crate::report::paragraph::Page;
use crate::report::plan::{act, source_word};
use crate::report::{Style, Tone};

/// What the plan says of the video of this id, or of the entry of this number.
pub(super) fn explained(plan: &Plan, name: &str, now: Timestamp, style: &Style) -> String {
    let name = name.trim();
    let mut page = Page::new(style);
    let of_video: Vec<&Entry> = plan.entries.iter().filter(|entry| entry.video.id.as_str() == name).collect();
    let by_number = || plan.entries.iter().find(|entry| entry.seq.to_string() == name.trim_start_matches('#'));
    let is_known = plan.kept.iter().any(|kept| kept.video.id.as_str() == name)
        || plan.unknown.iter().any(|note| note.video.id.as_str() == name);
    // An id may look like a number: what is an id is one.
    let entries: Vec<&Entry> =
        if of_video.is_empty() && !is_known { by_number().into_iter().collect() } else { of_video };
    let video = entries.first().map_or(name, |entry| entry.video.id.as_str());
    for entry in &entries {
        write_entry(&mut page, entry, now);
    }
    for kept in plan.kept.iter().filter(|kept| kept.video.id.as_str() == video) {
        write_kept(&mut page, kept);
    }
    for note in plan.unknown.iter().filter(|note| note.video.id.as_str() == video) {
        write_unknown(&mut page, note);
    }
    let text = page.finish();
    if !text.is_empty() {
        return text;
    }
    let mut page = Page::new(style);
    page.toned(&format!("The plan has no entry {name}, and keeps no video of that id."), Tone::Warn);
    page.line("No rule proposed anything for it, or the policy did not read it.");
    page.finish()
}

fn write_entry(page: &mut Page<'_>, entry: &Entry, now: Timestamp) {
    page.heading(&format!("Entry {}: {} {}", entry.seq, act(entry), entry.video.id));
    page.fact("title", entry.video.name.as_deref().unwrap_or("(no title)"));
    if let Some(asset) = &entry.asset {
        let label = asset.label.as_deref().map(|label| format!(" ({label})")).unwrap_or_default();
        page.fact("file", &format!("{}{label}", asset.id));
    }
    for reason in &entry.reasons {
        page.fact("why", &format!("{} ({}:{})", reason.text, reason.policy, reason.line));
    }
    for warning in &entry.warnings {
        page.fact("warning", warning);
    }
    let size =
        |bytes: Option<u64>| bytes.map_or_else(|| Style::UNKNOWN.to_owned(), |bytes| ByteSize(bytes).to_string());
    match entry.bytes_later {
        Some(later) => page.fact("size", &format!("{}, with its later deletion", ByteSize(later))),
        None => page.fact("size", &size(entry.bytes)),
    }
    let since = |at: Option<Timestamp>| {
        at.map_or_else(|| Style::UNKNOWN.to_owned(), |at| format!("{} ({} ago)", moment(at), age(at, now)))
    };
    page.fact("changed", &since(entry.video.updated_at));
    page.fact("created", &since(entry.video.created_at));
    let options = [(entry.options.force, "force"), (entry.options.unlink_playlists, "unlink_playlists")];
    let options: Vec<&str> = options.iter().filter(|(set, _)| *set).map(|(_, name)| *name).collect();
    if !options.is_empty() {
        page.fact("options", &options.join(", "));
    }
    page.fact("seen as", &fingerprint(entry));
}

/// What has to be the same at the commit, value by value; what could not be read is left out.
fn fingerprint(entry: &Entry) -> String {
    let Ok(serde_json::Value::Object(values)) = serde_json::to_value(&entry.fingerprint) else {
        return Style::UNKNOWN.to_owned();
    };
    let shown = values.iter().filter(|(_, value)| !value.is_null()).map(|(name, value)| match value {
        serde_json::Value::String(text) => format!("{name} {text}"),
        serde_json::Value::Array(list) => {
            let list: Vec<&str> = list.iter().filter_map(serde_json::Value::as_str).collect();
            format!("{name} [{}]", list.join(", "))
        }
        other => format!("{name} {other}"),
    });
    shown.collect::<Vec<_>>().join("; ")
}

fn write_kept(page: &mut Page<'_>, kept: &Kept) {
    page.heading(&format!("Kept: {}", kept.video.id));
    page.fact("title", kept.video.name.as_deref().unwrap_or("(no title)"));
    page.fact("kept by", source_word(kept.source));
    page.fact("why", &kept.reason);
    let proposed = kept.action.map(|action| match &kept.asset {
        Some(asset) => format!("{} {asset}", action.noun()),
        None => action.noun().to_owned(),
    });
    page.fact("proposed", proposed.as_deref().unwrap_or("nothing"));
}

fn write_unknown(page: &mut Page<'_>, note: &UnknownNote) {
    page.heading(&format!("Kept because a value is unknown: {}", note.video.id));
    page.fact("title", note.video.name.as_deref().unwrap_or("(no title)"));
    page.fact("value", &note.field);
    page.fact("why", &note.message);
    let line = note.line.map(|line| format!(":{line}")).unwrap_or_default();
    page.fact("asked by", &format!("{}{line}", note.policy));
}
