//! Whole plans as text to be reviewed and kept: one line an entry, without what changes from run to run.
//!
//! Snapshots are read here; whoever runs the tests writes them.

use std::fmt::Write as _;
use std::path::PathBuf;

use super::plan_value::PlanValue;
use super::said::source;
use crate::model::ByteSize;
use crate::plan::{Entry, Kept, LimitCheck, Plan, PolicyRecord};
use crate::script::error::Fault;
use crate::script::folder::read_below;

/// The largest snapshot that is read, in bytes.
const LARGEST: u64 = 16 << 20;

/// How a snapshot compares with the one that is kept.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Compared {
    /// It is the same.
    Same,
    /// There is none yet.
    Missing,
    /// Another one is kept, with this text.
    Differs(String),
}

/// A snapshot that a test took.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Taken {
    /// Its file.
    pub path: PathBuf,
    /// Its text.
    pub text: String,
    /// How it compares.
    pub compared: Compared,
}

/// Where the snapshots of one test are, and whether new ones are accepted.
#[derive(Debug, Clone)]
pub(super) struct Snapshots {
    /// The folder that everything is read below.
    pub(super) root: PathBuf,
    /// The folder of the test file's snapshots within it.
    pub(super) folder: String,
    /// The name of the test.
    pub(super) test: String,
    /// Whether a text that differs takes the place of the old one.
    pub(super) accept: bool,
}

impl Snapshots {
    /// Compares a text with the snapshot of this name.
    ///
    /// # Errors
    /// Fails on a name that is no file name, and on a snapshot that is there and cannot be read.
    pub(super) fn compare(&self, name: Option<&str>, text: String) -> Result<Taken, Fault> {
        if name.is_some_and(|name| name.is_empty() || !name.chars().all(|c| c.is_alphanumeric() || "-_".contains(c))) {
            return Err(Fault::new("bad-name", "the name of a snapshot has letters, digits, - and _ only"));
        }
        let whose = self.test.strip_prefix("test_").unwrap_or(&self.test);
        let file = name.map_or_else(|| format!("{whose}.txt"), |name| format!("{whose}-{name}.txt"));
        let within = format!("{}/{file}", self.folder);
        let compared = match read_below(&self.root, &within, LARGEST) {
            Ok(old) if old.replace("\r\n", "\n") == text => Compared::Same,
            Ok(old) => Compared::Differs(old),
            Err(fault) if fault.code == "no-such-file" => Compared::Missing,
            Err(fault) => return Err(fault),
        };
        Ok(Taken { path: self.root.join(&self.folder).join(file), text, compared })
    }
}

/// The plan as a snapshot.
pub(super) fn text(value: &PlanValue) -> String {
    let plan = value.plan.as_ref();
    let mut out = String::new();
    for policy in &plan.policies {
        let _ = writeln!(out, "policy   {}", called(policy));
    }
    let library = &plan.library;
    let total = library.videos_total.map_or_else(|| "an unknown number of".to_owned(), |total| total.to_string());
    let incomplete = if library.complete { "" } else { ", incomplete" };
    let _ = writeln!(out, "library  {total} videos, {} read{incomplete}", library.videos_seen);
    let _ = writeln!(out, "total    {}, {}", counted(plan.entries.len()), size(value.bytes()));
    for (action, totals) in &plan.totals {
        let unknown = match totals.bytes_unknown {
            0 => String::new(),
            unknown => format!(", {unknown} of unknown size"),
        };
        let _ = writeln!(out, "  {action}  {}, {}{unknown}", totals.count, size(totals.bytes));
    }
    section(&mut out, "planned", plan.entries.iter().map(entry));
    section(&mut out, "kept", plan.kept.iter().map(kept));
    section(&mut out, "unknown", unknown(plan));
    section(&mut out, "limits", plan.limits.iter().map(limit));
    section(&mut out, "blocked", plan.blocked_because.iter().map(|cause| line(&cause.0)));
    out
}

fn section(out: &mut String, title: &str, lines: impl Iterator<Item = String>) {
    let lines: Vec<String> = lines.collect();
    if !lines.is_empty() {
        let _ = writeln!(out, "\n{title}");
        for line in &lines {
            let _ = writeln!(out, "  {line}");
        }
    }
}

/// The name of the policy's file, without folders, and its settings.
fn called(policy: &PolicyRecord) -> String {
    let name = policy.path.rsplit(['/', '\\']).next().unwrap_or(&policy.path);
    let params: Vec<String> = policy.params.iter().map(|(name, value)| format!("{name} = {value}")).collect();
    if params.is_empty() { name.to_owned() } else { format!("{name} ({})", params.join(", ")) }
}

fn counted(entries: usize) -> String {
    if entries == 1 { "1 entry".to_owned() } else { format!("{entries} entries") }
}

/// A size that loses nothing: a rounded one would hide a change.
fn size(bytes: u64) -> String {
    let short = ByteSize(bytes).to_string();
    if ByteSize::parse(&short).is_ok_and(|read| read.0 == bytes) { short } else { format!("{bytes} bytes") }
}

/// Text that stays on one line.
fn line(text: &str) -> String {
    text.split(['\n', '\r']).collect::<Vec<_>>().join(" ")
}

fn named(id: &str, name: Option<&str>) -> String {
    format!("{id} {}", name.map_or_else(|| "(no title)".to_owned(), |name| format!("{name:?}")))
}

fn entry(entry: &Entry) -> String {
    let mut parts = vec![entry.action.as_str().to_owned(), named(entry.video.id.as_str(), entry.video.name.as_deref())];
    if let Some(asset) = &entry.asset {
        parts
            .push(asset.label.as_ref().map_or_else(|| asset.id.to_string(), |label| format!("{} {label:?}", asset.id)));
    }
    parts.push(entry.bytes.map_or_else(|| "unknown size".to_owned(), size));
    if let Some(until) = entry.options.until {
        parts.push(format!("until {until}"));
    }
    if let Some(later) = entry.bytes_later {
        parts.push(format!("{} later", size(later)));
    }
    for (is_on, word) in [(entry.options.force, "force"), (entry.options.unlink_playlists, "unlink_playlists")] {
        parts.extend(is_on.then(|| word.to_owned()));
    }
    let reasons: Vec<String> = entry.reasons.iter().map(|reason| line(&reason.text)).collect();
    parts.push(reasons.join("; "));
    parts.extend(entry.warnings.iter().map(|warning| format!("WARNING: {}", line(warning))));
    parts.join("  ")
}

fn kept(kept: &Kept) -> String {
    let mut parts = vec![source(kept.source).to_owned()];
    parts.extend(kept.action.map(|action| action.as_str().to_owned()));
    parts.push(named(kept.video.id.as_str(), kept.video.name.as_deref()));
    parts.extend(kept.asset.as_ref().map(ToString::to_string));
    parts.push(line(&kept.reason));
    parts.join("  ")
}

fn unknown(plan: &Plan) -> impl Iterator<Item = String> {
    plan.unknown.iter().map(|note| {
        let video = named(note.video.id.as_str(), note.video.name.as_deref());
        format!("{video}  {}  {}", note.field, line(&note.message))
    })
}

fn limit(limit: &LimitCheck) -> String {
    let shown = |number: &serde_json::Number| match (limit.name.as_str(), number.as_u64(), number.as_f64()) {
        ("bytes", Some(bytes), _) => size(bytes),
        ("share", _, Some(share)) => format!("{:.1} %", share * 100.0),
        _ => number.to_string(),
    };
    let actual = limit.actual.as_ref().map_or_else(|| "unknown".to_owned(), shown);
    let bound = if limit.name == "survivors" { "at least" } else { "at most" };
    let exceeded = if limit.exceeded { "  EXCEEDED" } else { "" };
    format!("{}  {actual}, {bound} {}{exceeded}", limit.name, shown(&limit.allowed))
}
