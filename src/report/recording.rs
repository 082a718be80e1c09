//! What became of a library that was recorded.

use std::path::Path;

use serde::Serialize;

use super::Style;
use super::json::pretty;
use super::number::grouped;
use super::paragraph::Page;
use super::table::{Column, Table};
use crate::recording::{Coverage, Header, Part, PartCount};

/// A recording that was made.
#[derive(Debug, Clone, Serialize)]
pub struct Recorded<'a> {
    /// Where it is.
    pub path: &'a Path,
    /// What it says of itself.
    #[serde(flatten)]
    pub header: &'a Header,
    /// How many videos there are in it, and how many were not listed.
    pub coverage: Coverage,
    /// Whether files were looked up.
    pub with_files: bool,
    /// Videos of which no file could be looked up.
    pub without_files: u64,
    /// Videos that the query could not decide, and that are not in it.
    pub undecided: u64,
    /// What became of the values.
    pub fields: Vec<PartCount>,
    /// Whether who knows the seed can check guesses.
    pub seeded: bool,
}

/// What was kept, replaced and removed, as a table.
#[must_use]
pub fn recorded_table(recorded: &Recorded<'_>, style: &Style) -> String {
    let mut page = Page::new(style);
    let files = if recorded.with_files { "with their files" } else { "without their files" };
    page.line(&format!(
        "Recorded {} videos of {} {files} as {}.",
        grouped(recorded.coverage.videos),
        recorded.header.platform.title(),
        recorded.path.to_string_lossy(),
    ));
    page.gap();
    let mut table = Table::new([
        Column::fixed("field"),
        Column::number("kept"),
        Column::number("scrubbed"),
        Column::number("removed"),
        Column::text("what it is", 20, 2).droppable(1),
    ]);
    for PartCount { field, count } in &recorded.fields {
        table.row(vec![
            field.as_str().into(),
            grouped(count.kept).into(),
            grouped(count.scrubbed).into(),
            grouped(count.removed).into(),
            field.help().into(),
        ]);
    }
    page.block(&table.render(style));
    page.gap();
    for note in notes(recorded) {
        page.line(note);
    }
    page.finish()
}

fn notes(recorded: &Recorded<'_>) -> Vec<&'static str> {
    let kept = |part: Part| recorded.fields.iter().any(|count| count.field == part && count.count.kept > 0);
    let texts = [
        Part::Name,
        Part::Description,
        Part::ReferenceId,
        Part::OriginalFilename,
        Part::CustomFields,
        Part::Category,
        Part::Urls,
        Part::Labels,
        Part::Native,
    ];
    let mut notes = Vec::new();
    if kept(Part::Tags) {
        notes.push("Tags are as they were, because policies decide by them; --scrub-tags replaces them.");
    }
    if texts.into_iter().any(kept) {
        notes.push("Texts were kept as they were: look through the file before you give it away.");
    }
    if recorded.seeded {
        notes.push("The stand-ins follow from --seed: who knows it can check guesses. Without it nobody can.");
    }
    notes
}

/// The same as JSON.
///
/// # Errors
/// Fails only when a value cannot be written as JSON.
pub fn recorded_json(recorded: &Recorded<'_>) -> serde_json::Result<String> {
    pretty(recorded)
}

#[cfg(test)]
mod tests {
    use insta::assert_snapshot;
    use jiff::Timestamp;

    use super::*;
    use crate::model::Platform;
    use crate::recording::{Count, Scope};

    fn counts() -> Vec<PartCount> {
        let count = |field, kept, scrubbed, removed| PartCount { field, count: Count { kept, scrubbed, removed } };
        vec![
            count(Part::Id, 4_200, 0, 0),
            count(Part::Tags, 1_100, 3, 0),
            count(Part::Name, 0, 600, 0),
            count(Part::Urls, 0, 1_800, 1_700),
        ]
    }

    #[test]
    fn what_was_kept_and_what_was_not_fits_wide_and_narrow() {
        let header = Header::new(Platform::Apsara, "recording-1".to_owned(), Scope::All, Timestamp::UNIX_EPOCH);
        let recorded = Recorded {
            path: Path::new("library.json"),
            header: &header,
            coverage: Coverage { videos: 600, missing: Some(0) },
            with_files: true,
            without_files: 0,
            undecided: 0,
            fields: counts(),
            seeded: true,
        };
        assert_snapshot!(recorded_table(&recorded, &Style::plain(100)), @"
        Recorded 600 videos of ApsaraVideo VOD with their files as library.json.

        field   kept  scrubbed  removed  what it is
        id     4,200         0        0  ids of videos, files, folders and clips
        tags   1,100         3        0  tags
        name       0       600        0  titles
        urls       0     1,800    1,700  web addresses; query strings and signatures are removed in any case

        Tags are as they were, because policies decide by them; --scrub-tags replaces them.
        The stand-ins follow from --seed: who knows it can check guesses. Without it nobody can.
        ");
        assert_snapshot!(recorded_table(&recorded, &Style::plain(44)), @"
        Recorded 600 videos of ApsaraVideo VOD with
        their files as library.json.

        field   kept  scrubbed  removed
        id     4,200         0        0
        tags   1,100         3        0
        name       0       600        0
        urls       0     1,800    1,700

        Tags are as they were, because policies
        decide by them; --scrub-tags replaces them.
        The stand-ins follow from --seed: who knows
        it can check guesses. Without it nobody can.
        ");
    }
}
