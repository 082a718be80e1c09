//! Values that somebody tries out, as text.

use std::fmt::Write as _;
use std::sync::Arc;

use jiff::Timestamp;

use super::Style;
use super::age::{age, moment, running_time, span};
use super::number::{counted, grouped, len};
use super::paragraph::Page;
use super::table::{Column, Table};
use super::text::{clean, truncate, width};
use super::videos::videos_table;
use crate::model::{Asset, AssetKind, ByteSize, FieldValue, Known, Missing, Rest, Shown, Video, VideoField};

/// Columns of the names in a list of fields: the longest name and a gap.
const NAME_COLUMNS: usize = 19;
/// The least number of bytes that is also said in a larger unit.
const LARGE: u64 = 1_000;

/// The value for people, ended by a line feed.
#[must_use]
pub fn shown(value: &Shown, now: Timestamp, style: &Style) -> String {
    let mut page = Page::new(style);
    match value {
        Shown::Video(video) => fields_of_video(&mut page, video, now),
        Shown::Videos(videos, rest) => {
            page.block(&match (videos.is_empty(), rest) {
                (true, Rest::NotRead(..) | Rest::NotSorted(_)) => String::new(),
                _ => videos_table(videos, now, style),
            });
            page.line(&beside(len(videos), *rest));
        }
        Shown::Asset(asset) => fields_of_asset(&mut page, asset, now),
        Shown::Assets(files, unknown) => {
            if !files.is_empty() {
                page.block(&table_of_files(files, style));
            }
            page.line(&sum_of_files(files, unknown));
            for (kind, reason) in unknown {
                page.item(&format!("{kind}: unknown, {reason}"));
            }
        }
        Shown::List(items, count) => list(&mut page, items, *count, now, style),
        Shown::Map(entries, count) => map(&mut page, entries, *count, now, style),
        Shown::Nothing | Shown::Plain(_) | Shown::Bytes(_) | Shown::Text(_) | Shown::Moment(_) => {
            page.line(&compact(value, now));
        }
    }
    page.finish()
}

/// What there is beside the videos of a table.
fn beside(shown: u64, rest: Rest) -> String {
    let counts = |counted: Option<u64>| match counted {
        Some(counted) => format!("the platform counts {} candidates", grouped(counted)),
        None => "the platform does not count them".to_owned(),
    };
    match rest {
        Rest::None => counted(shown, "video", "videos"),
        Rest::Of(all) => format!("the first {shown} of {} videos", grouped(u64::try_from(all).unwrap_or(u64::MAX))),
        Rest::More(candidates) => {
            format!("the first {shown}; there are more, and {}; .count() counts the matches", counts(candidates))
        }
        Rest::NotRead(read, candidates) => format!(
            "{} among the first {} candidates; {}, and .count() reads all of them",
            counted(shown, "match", "matches"),
            grouped(read),
            counts(candidates)
        ),
        Rest::NotSorted(candidates) => format!(
            "not shown: its order needs every candidate to be read; {}, and .to_array() reads all of them",
            counts(candidates)
        ),
    }
}

fn fields_of_video(page: &mut Page<'_>, video: &Video, now: Timestamp) {
    page.heading(&format!("Video {} {}", video.id, video.title()));
    for &field in VideoField::ALL {
        let text = told(field.of(video), |value| field_value(&value, now));
        page.named(field.name(), NAME_COLUMNS, &text);
    }
}

/// A value, `()` as scripts see an absent one, or why it is unknown.
fn told<T>(value: Known<T>, show: impl FnOnce(T) -> String) -> String {
    match value {
        Known::Value(value) => show(value),
        Known::Absent => "()".to_owned(),
        Known::Unknown(reason) => format!("{} unknown: {reason}", Style::UNKNOWN),
    }
}

fn field_value(value: &FieldValue<'_>, now: Timestamp) -> String {
    match value {
        FieldValue::Text(text) => (*text).to_owned(),
        FieldValue::Word(word) => (*word).to_owned(),
        FieldValue::Tags(tags) => tags.join(", "),
        FieldValue::Bool(flag) => flag.to_string(),
        FieldValue::Time(at) => since(*at, now),
        FieldValue::Duration(millis) => running_time(*millis),
        FieldValue::Bytes(bytes) => size(*bytes),
        FieldValue::Map(map) => {
            let pairs: Vec<String> = map.iter().map(|(name, value)| format!("{name}: {value}")).collect();
            pairs.join(", ")
        }
    }
}

/// A moment, and how long ago it was.
fn since(at: Timestamp, now: Timestamp) -> String {
    let ahead = at.as_second().saturating_sub(now.as_second());
    if ahead > 0 {
        format!("{}, in {}", moment(at), span(ahead))
    } else {
        format!("{}, {} ago", moment(at), age(at, now))
    }
}

fn size(bytes: u64) -> String {
    if bytes < LARGE { bytes.to_string() } else { format!("{bytes} ({})", ByteSize(bytes)) }
}

fn fields_of_asset(page: &mut Page<'_>, asset: &Asset, now: Timestamp) {
    page.heading(&format!("{} {} of video {}", asset.kind, asset.id, asset.video));
    let number = |value: &Known<u32>| told(value.as_ref(), ToString::to_string);
    let flag = |value: &Known<bool>| told(value.as_ref(), ToString::to_string);
    let text = |value: &Known<_>| told(value.as_ref(), |text: &crate::model::Text| text.as_ref().to_owned());
    for (name, value) in [
        ("label", text(&asset.label)),
        ("bytes", told(asset.bytes.as_ref(), |bytes| size(*bytes))),
        ("status", text(&asset.status)),
        ("format", text(&asset.format)),
        ("definition", text(&asset.definition)),
        ("codec", text(&asset.codec)),
        ("width", number(&asset.width)),
        ("height", number(&asset.height)),
        ("bitrate", told(asset.bitrate.as_ref(), ToString::to_string)),
        ("duration", told(asset.duration.as_ref(), |millis| running_time(*millis))),
        ("created_at", told(asset.created_at.as_ref(), |at| since(*at, now))),
        ("superseded", flag(&asset.superseded)),
        ("encrypted", flag(&asset.encrypted)),
        ("playable", flag(&asset.playable)),
    ] {
        page.named(name, NAME_COLUMNS, &value);
    }
}

fn table_of_files(files: &[Arc<Asset>], style: &Style) -> String {
    let mut table = Table::new([
        Column::fixed("kind"),
        Column::text("id", 12, 1),
        Column::text("label", 8, 1).droppable(2),
        Column::fixed("quality").droppable(1),
        Column::fixed("format").droppable(3),
        Column::number("size"),
    ]);
    let cell = |value: &Known<crate::model::Text>| match value {
        Known::Value(text) => text.as_ref().to_owned(),
        Known::Absent => String::new(),
        Known::Unknown(_) => Style::UNKNOWN.to_owned(),
    };
    for file in files {
        let size = match &file.bytes {
            Known::Value(bytes) => ByteSize(*bytes).to_string(),
            Known::Absent => String::new(),
            Known::Unknown(_) => Style::UNKNOWN.to_owned(),
        };
        table.row(vec![
            file.kind.as_str().into(),
            file.id.as_str().into(),
            cell(&file.label).into(),
            cell(&file.definition).into(),
            cell(&file.format).into(),
            size.into(),
        ]);
    }
    table.render(style)
}

fn sum_of_files(files: &[Arc<Asset>], unknown: &[(AssetKind, Missing)]) -> String {
    let bytes: u64 = files.iter().filter_map(|file| file.bytes.get()).sum();
    let unsized_files = files.iter().filter(|file| file.bytes.get().is_none()).count();
    let mut text = format!("{}, {}", counted(len(files), "file", "files"), ByteSize(bytes));
    if unsized_files > 0 {
        let _ = write!(text, ", {unsized_files} of unknown size");
    }
    if !unknown.is_empty() {
        text.push_str(", and what could not be looked up:");
    }
    text
}

fn list(page: &mut Page<'_>, items: &[Shown], count: usize, now: Timestamp, style: &Style) {
    let line = format!("[{}]", items.iter().map(|item| compact(item, now)).collect::<Vec<_>>().join(", "));
    if count == items.len() && width(&line) <= style.columns() {
        page.line(&line);
        return;
    }
    for (place, item) in items.iter().enumerate() {
        short(page, &format!("  [{place}]"), 8, &compact(item, now), style);
    }
    page.line(&shown_of(items.len(), count, "values"));
}

fn map(page: &mut Page<'_>, entries: &[(String, Shown)], count: usize, now: Timestamp, style: &Style) {
    if entries.is_empty() {
        page.line("#{}");
        return;
    }
    let names = entries.iter().map(|(name, _)| width(name)).max().unwrap_or(0).min(style.columns() / 3);
    for (name, value) in entries {
        short(page, &format!("  {}", clean(name)), names + 4, &compact(value, now), style);
    }
    if count > entries.len() {
        page.line(&shown_of(entries.len(), count, "entries"));
    }
}

fn shown_of(shown: usize, count: usize, what: &str) -> String {
    if shown == count { format!("{count} {what}") } else { format!("the first {shown} of {count} {what}") }
}

/// A name and a value on one line, cut where there is no more room.
fn short(page: &mut Page<'_>, name: &str, columns: usize, value: &str, style: &Style) {
    let name = truncate(name, columns.saturating_sub(2), style.ellipsis());
    let gap = " ".repeat(columns.saturating_sub(width(&name)));
    let room = style.columns().saturating_sub(columns);
    page.verbatim(&format!("{name}{gap}{}", truncate(&clean(value), room, style.ellipsis())));
}

/// The value on one line.
fn compact(value: &Shown, now: Timestamp) -> String {
    match value {
        Shown::Nothing => "()".to_owned(),
        Shown::Plain(text) => text.clone(),
        Shown::Bytes(number) => u64::try_from(*number).map_or_else(|_| number.to_string(), size),
        Shown::Text(text) => format!("{text:?}"),
        Shown::Moment(at) => since(*at, now),
        Shown::Video(video) => format!("video {} ({})", video.id, video.title()),
        Shown::Videos(_, Rest::Of(all)) => counted(u64::try_from(*all).unwrap_or(u64::MAX), "video", "videos"),
        Shown::Videos(videos, _) => counted(len(videos), "video", "videos"),
        Shown::Asset(asset) => format!("{} {}", asset.kind, asset.id),
        Shown::Assets(files, _) => counted(len(files), "file", "files"),
        Shown::List(items, count) => {
            let more = if *count > items.len() { ", …" } else { "" };
            format!("[{}{more}]", items.iter().map(|item| compact(item, now)).collect::<Vec<_>>().join(", "))
        }
        Shown::Map(entries, count) => {
            let more = if *count > entries.len() { ", …" } else { "" };
            let pairs = entries.iter().map(|(name, value)| format!("{name}: {}", compact(value, now)));
            format!("#{{ {}{more} }}", pairs.collect::<Vec<_>>().join(", "))
        }
    }
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use insta::assert_snapshot;

    use super::*;
    use crate::model::{AssetId, Known};
    use crate::report::samples::{self, now};

    fn text(value: &Shown) -> String {
        shown(value, now(), &Style::plain(80))
    }

    fn file(kind: AssetKind, id: &str) -> Asset {
        Asset::bare(AssetId::new(id).expect("an id"), "1".try_into().expect("an id"), kind)
    }

    #[test]
    fn a_video_is_an_aligned_list_of_its_fields() {
        let mut video = samples::video("1");
        video.size = Known::Value(1_400_000_000);
        video.duration = Known::Value(3_723_000);
        video.has_master = Known::Value(true);
        video.description = Known::Absent;
        video.custom_fields = Known::Value(
            [("unit".into(), "a long text that does not fit into one line of eighty columns".into())].into(),
        );
        assert_snapshot!(text(&Shown::Video(Arc::new(video))), @"
        Video 1 Evening news
          id                 1
          name               Evening news
          description        ()
          state              inactive
          created_at         ? unknown: not read
          updated_at         2024-01-01 00:00 UTC, 2 y ago
          published_at       ? unknown: not read
          duration           1:02:03
          tags               news
          reference_id       ? unknown: not read
          folder             ? unknown: not read
          custom_fields      unit: a long text that does not fit into one line of eighty
                             columns
          original_filename  ? unknown: not read
          delivery           ? unknown: not read
          has_master         true
          complete           ? unknown: not read
          is_clip            ? unknown: not read
          clip_source_id     ? unknown: not read
          shared_in          ? unknown: not read
          shared_out         ? unknown: not read
          thumbnail_url      ? unknown: not read
          size               1400000000 (1.4 GB)
          storage_class      ? unknown: not read
          category           ? unknown: not read
          status             ? unknown: not read
          media_type         ? unknown: not read
          plays_from_master  ? unknown: not read
        ");
    }

    #[test]
    fn a_cut_listing_says_what_was_not_read() {
        let none = |rest| text(&Shown::Videos(Vec::new(), rest));
        assert_snapshot!(none(Rest::NotRead(1_000, Some(4_000_000))), @"
        0 matches among the first 1,000 candidates; the platform counts 4,000,000
        candidates, and .count() reads all of them
        ");
        assert_snapshot!(none(Rest::NotSorted(None)), @"
        not shown: its order needs every candidate to be read; the platform does not
        count them, and .to_array() reads all of them
        ");
        assert_snapshot!(text(&Shown::Videos(vec![Arc::new(samples::video("1"))], Rest::Of(1_234))), @"
        id  title         state     unchanged  size  length  tags
        1   Evening news  inactive        2 y     ?       ?  news
        the first 1 of 1,234 videos
        ");
    }

    #[test]
    fn files_are_a_table_with_what_is_unknown_below() {
        let master = Asset { bytes: Known::Value(2_000_000_000), ..file(AssetKind::Master, "m") };
        let poster = Asset { label: Known::Absent, bytes: Known::Absent, ..file(AssetKind::Poster, "p") };
        let unknown = vec![(AssetKind::Rendition, "the lookup failed".into())];
        assert_snapshot!(text(&Shown::Assets(vec![Arc::new(master), Arc::new(poster)], unknown)), @"
        kind    id  label  quality  format    size
        master  m                           2.0 GB
        poster  p
        2 files, 2.0 GB, 1 of unknown size, and what could not be looked up:
          • rendition: unknown, the lookup failed
        ");
        assert_snapshot!(text(&Shown::Assets(Vec::new(), Vec::new())), @"
        0 files, 0 B
        ");
    }

    #[test]
    fn lists_and_maps_stay_on_one_line_where_they_fit() {
        let words = |n: usize| (0..n).map(|n| Shown::Text(format!("word {n}"))).collect::<Vec<_>>();
        assert_snapshot!(text(&Shown::List(words(3), 3)), @r#"
        ["word 0", "word 1", "word 2"]
        "#);
        assert_snapshot!(text(&Shown::List(words(12), 400)), @r#"
          [0]   "word 0"
          [1]   "word 1"
          [2]   "word 2"
          [3]   "word 3"
          [4]   "word 4"
          [5]   "word 5"
          [6]   "word 6"
          [7]   "word 7"
          [8]   "word 8"
          [9]   "word 9"
          [10]  "word 10"
          [11]  "word 11"
        the first 12 of 400 values
        "#);
        let map = vec![
            ("a".to_owned(), Shown::Map(vec![("b".to_owned(), Shown::Nothing)], 1)),
            ("a longer name".to_owned(), Shown::List(words(30), 30)),
            ("videos".to_owned(), Shown::Videos(Vec::new(), Rest::Of(7))),
        ];
        assert_snapshot!(text(&Shown::Map(map, 60)), @r#"
          a              #{ b: () }
          a longer name  ["word 0", "word 1", "word 2", "word 3", "word 4", "word 5", "…
          videos         7 videos
        the first 3 of 60 entries
        "#);
    }

    #[test]
    fn nothing_that_steers_a_terminal_is_shown() {
        let bad = "\u{1b}[2J\u{202e}";
        for value in [
            Shown::Text(bad.to_owned()),
            Shown::Plain(bad.to_owned()),
            Shown::Map(vec![(bad.to_owned(), Shown::Text(bad.to_owned()))], 1),
            Shown::List(vec![Shown::Text(bad.to_owned()); 20], 20),
        ] {
            assert!(!text(&value).contains(['\u{1b}', '\u{202e}']), "{value:?}");
        }
    }

    #[test]
    fn a_moment_says_how_far_it_is() {
        let at = |text: &str| shown(&Shown::Moment(samples::time(text)), now(), &Style::plain(80));
        assert_eq!(at("2024-01-31T08:15:00Z"), "2024-01-31 08:15 UTC, 2 y ago\n");
        assert_eq!(at("2026-06-04T12:00:00Z"), "2026-06-04 12:00 UTC, in 3 d\n");
    }
}
