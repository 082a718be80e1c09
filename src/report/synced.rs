//! What became of a sync.

use std::path::Path;

use jiff::Timestamp;
use serde::Serialize;

use super::Style;
use super::age::moment;
use super::json::pretty;
use super::number::grouped;
use super::paragraph::Page;
use crate::model::{Account, ByteSize};

/// An inventory that was brought up to date.
#[derive(Debug, Clone, Serialize)]
pub struct SyncedView<'a> {
    /// The library.
    pub account: &'a Account,
    /// The file.
    pub path: &'a Path,
    /// Its size in bytes.
    pub bytes: u64,
    /// When the sync began.
    pub synced_at: Timestamp,
    /// How many videos are held.
    pub videos: u64,
    /// How many the platform counted; `null` when it gives no count.
    pub counted: Option<u64>,
    /// Whether these are all.
    pub complete: bool,
    /// How many videos were held before.
    pub before: u64,
    /// The time from which on changes were asked for; `null` when everything was listed.
    pub changes_from: Option<Timestamp>,
    /// Videos that were not held before; `null` when everything was listed.
    pub new: Option<u64>,
    /// Videos that are not as they were held; `null` when everything was listed.
    pub changed: Option<u64>,
    /// Why everything was listed; `null` when it was not.
    pub why: Option<String>,
}

/// For people.
#[must_use]
pub fn synced_table(view: &SyncedView<'_>, style: &Style) -> String {
    let mut page = Page::new(style);
    page.heading(&format!("Inventory of {}", view.account));
    let videos = grouped(view.videos);
    page.fact(
        "holds",
        &match view.counted {
            _ if view.complete => format!("{videos} videos"),
            Some(counted) => format!("{videos} of {} videos; it is INCOMPLETE", grouped(counted)),
            None => format!("{videos} videos; it is INCOMPLETE"),
        },
    );
    let listed = match (view.changes_from, &view.why) {
        (Some(from), _) => format!(
            "what changed since {}: {} new, {} changed",
            moment(from),
            grouped(view.new.unwrap_or(0)),
            grouped(view.changed.unwrap_or(0)),
        ),
        (None, Some(why)) => format!("everything, because {why}"),
        (None, None) => "everything".to_owned(),
    };
    page.fact("listed", &listed);
    page.fact("synced", &moment(view.synced_at));
    page.fact("file", &format!("{}, {}", view.path.to_string_lossy(), ByteSize(view.bytes)));
    page.finish()
}

/// The same as JSON.
///
/// # Errors
/// Fails only when a value cannot be written as JSON.
pub fn synced_json(view: &SyncedView<'_>) -> serde_json::Result<String> {
    pretty(view)
}

#[cfg(test)]
mod tests {
    use insta::assert_snapshot;

    use super::*;
    use crate::model::Platform;

    #[test]
    fn what_was_listed_and_why_is_told_and_what_is_missing() {
        let account = Account { name: "main".into(), platform: Platform::Brightcove, account_id: "1".into() };
        let at = |text: &str| text.parse::<Timestamp>().expect("a time");
        let view = SyncedView {
            account: &account,
            path: Path::new(".vodsweep/inventory/a.db"),
            bytes: 1_500_000,
            synced_at: at("2026-06-01T12:00:00Z"),
            videos: 1_200,
            counted: Some(1_202),
            complete: false,
            before: 0,
            changes_from: None,
            new: None,
            changed: None,
            why: Some("it is the first sync".to_owned()),
        };
        assert_snapshot!(synced_table(&view, &Style::plain(100)), @"
        Inventory of main (Brightcove Video Cloud, 1)
          holds     1,200 of 1,202 videos; it is INCOMPLETE
          listed    everything, because it is the first sync
          synced    2026-06-01 12:00 UTC
          file      .vodsweep/inventory/a.db, 1.5 MB
        ");
        let changes = SyncedView {
            complete: true,
            counted: Some(1_200),
            before: 1_198,
            changes_from: Some(at("2026-05-31T08:15:00Z")),
            new: Some(2),
            changed: Some(14),
            why: None,
            ..view
        };
        assert_snapshot!(synced_table(&changes, &Style::plain(100)), @"
        Inventory of main (Brightcove Video Cloud, 1)
          holds     1,200 videos
          listed    what changed since 2026-05-31 08:15 UTC: 2 new, 14 changed
          synced    2026-06-01 12:00 UTC
          file      .vodsweep/inventory/a.db, 1.5 MB
        ");
    }
}
