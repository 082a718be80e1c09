//! Videos that a search found.

use std::fmt::Write as _;
use std::io::Write;
use std::sync::Arc;

use jiff::Timestamp;
use serde::Serialize;
use serde_json::{Map, Value};

use super::age::{age, running_time};
use super::json::pretty;
use super::number::{counted, grouped};
use super::sheet::{self, Field};
use super::table::{Column, Table};
use super::{Error, Style};
use crate::model::{ByteSize, FieldValue, Known, Video, VideoField};

/// The videos as a table.
#[must_use]
pub fn videos_table(videos: &[Arc<Video>], now: Timestamp, style: &Style) -> String {
    if videos.is_empty() {
        return "No video matches.\n".to_owned();
    }
    let mut table = Table::new([
        Column::fixed("id"),
        Column::text("title", 16, 1),
        Column::fixed("state"),
        Column::number("unchanged"),
        Column::number("size").droppable(2),
        Column::number("length").droppable(3),
        Column::text("tags", 10, 2).droppable(1),
    ]);
    for video in videos {
        let tags = match &video.tags {
            Known::Value(tags) => tags.join(", "),
            other => plain(other, |_| String::new()),
        };
        table.row(vec![
            video.id.as_str().into(),
            video.name.value().map_or("(no title)", AsRef::as_ref).into(),
            plain(&video.state, ToString::to_string).into(),
            plain(&video.updated_at, |at| age(*at, now)).into(),
            plain(&video.size, |bytes| ByteSize(*bytes).to_string()).into(),
            plain(&video.duration, |millis| running_time(*millis)).into(),
            tags.into(),
        ]);
    }
    table.render(style)
}

fn plain<T>(value: &Known<T>, show: impl FnOnce(&T) -> String) -> String {
    match value {
        Known::Value(value) => show(value),
        Known::Absent => String::new(),
        Known::Unknown(_) => Style::UNKNOWN.to_owned(),
    }
}

/// The videos as a list of objects with every field of the query language. A field is `null` when the platform says
/// that there is no value, and named in `unknown[]` when it could not be learned. Durations are in milliseconds.
///
/// # Errors
/// Fails only when a value cannot be written as JSON.
pub fn videos_json(videos: &[Arc<Video>]) -> serde_json::Result<String> {
    let objects: Vec<Map<String, Value>> = videos.iter().map(|video| object(video)).collect();
    pretty(&objects)
}

fn object(video: &Video) -> Map<String, Value> {
    let mut object = Map::new();
    let mut unknown = Vec::new();
    for &field in VideoField::ALL {
        let value = match field.of(video) {
            Known::Value(value) => json(&value),
            Known::Absent => Value::Null,
            Known::Unknown(_) => {
                unknown.push(Value::from(field.name()));
                Value::Null
            }
        };
        object.insert(field.name().to_owned(), value);
    }
    object.insert("unknown".to_owned(), Value::Array(unknown));
    object
}

fn json(value: &FieldValue<'_>) -> Value {
    match value {
        FieldValue::Text(text) => (*text).into(),
        FieldValue::Word(word) => (*word).into(),
        FieldValue::Time(at) => at.to_string().into(),
        FieldValue::Duration(millis) => (*millis).into(),
        FieldValue::Bytes(bytes) => (*bytes).into(),
        FieldValue::Bool(flag) => (*flag).into(),
        FieldValue::Tags(tags) => tags.iter().map(|tag| Value::from(tag.as_ref())).collect(),
        FieldValue::Map(map) => {
            map.iter().map(|(name, value)| (name.as_ref().to_owned(), Value::from(value.as_ref()))).collect()
        }
    }
}

/// Writes one row a video with every field of the query language; unknown and absent values are empty.
///
/// # Errors
/// Fails when the writer does.
pub fn videos_csv(videos: &[Arc<Video>], out: &mut dyn Write) -> Result<(), Error> {
    let header: Vec<&str> = VideoField::ALL.iter().map(|field| field.name()).collect();
    let row = |video: &'_ Arc<Video>| -> Vec<Field<'static>> {
        VideoField::ALL.iter().map(|field| cell(&field.of(video))).collect()
    };
    sheet::write(out, &header, videos.iter().map(row))
}

fn cell(value: &Known<FieldValue<'_>>) -> Field<'static> {
    match value {
        Known::Value(FieldValue::Tags(tags)) => Field::text(tags.join(";")),
        Known::Value(FieldValue::Duration(number) | FieldValue::Bytes(number)) => Field::Number(Some(*number)),
        Known::Value(value) => match json(value) {
            Value::String(text) => Field::text(text),
            other => Field::text(other.to_string()),
        },
        Known::Absent | Known::Unknown(_) => Field::Number(None),
    }
}

/// What the videos of a search come to.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize)]
pub struct VideoSum {
    /// Videos.
    pub videos: u64,
    /// Bytes of those whose size is known.
    pub bytes: u64,
    /// Videos whose size is not known.
    pub bytes_unknown: u64,
    /// Running time in milliseconds of those whose running time is known.
    pub duration: u64,
}

impl VideoSum {
    /// Takes one more video into the sum.
    pub fn add(&mut self, video: &Video) {
        self.videos += 1;
        match video.size.get() {
            Some(bytes) => self.bytes = self.bytes.saturating_add(bytes),
            None => self.bytes_unknown += 1,
        }
        self.duration = self.duration.saturating_add(video.duration.get().unwrap_or(0));
    }

    /// The sum in one line, ended by a line feed.
    #[must_use]
    pub fn line(&self) -> String {
        let mut line = format!(
            "{}, {}, {} h of running time",
            counted(self.videos, "video", "videos"),
            ByteSize(self.bytes),
            grouped(self.duration / 3_600_000)
        );
        if self.bytes_unknown > 0 {
            let _ = write!(line, ", {} of unknown size", grouped(self.bytes_unknown));
        }
        line.push('\n');
        line
    }

    /// The sum as JSON.
    ///
    /// # Errors
    /// Fails only when a value cannot be written as JSON.
    pub fn json(&self) -> serde_json::Result<String> {
        pretty(self)
    }
}

#[cfg(test)]
mod tests {
    use insta::assert_snapshot;

    use super::*;
    use crate::report::samples::{self, now};

    fn videos() -> Vec<Arc<Video>> {
        let mut sized = samples::video("6300000000001");
        sized.size = Known::Value(1_400_000_000);
        sized.duration = Known::Value(3_723_000);
        sized.reference_id = Known::Absent;
        vec![Arc::new(sized), Arc::new(samples::video("6300000000002"))]
    }

    #[test]
    fn an_unknown_value_is_a_question_mark_not_nothing() {
        assert_snapshot!(videos_table(&videos(), now(), &Style::plain(80)), @"
        id             title         state     unchanged    size   length  tags
        6300000000001  Evening news  inactive        2 y  1.4 GB  1:02:03  news
        6300000000002  Evening news  inactive        2 y       ?        ?  news
        ");
        assert_snapshot!(videos_table(&[], now(), &Style::plain(80)), @"
        No video matches.
        ");
    }

    #[test]
    fn json_names_what_is_unknown() {
        let list: Value = serde_json::from_str(&videos_json(&videos()).expect("JSON")).expect("JSON");
        assert_eq!(list[0]["id"], "6300000000001");
        assert_eq!(list[0]["size"], 1_400_000_000);
        assert_eq!(list[0]["tags"][0], "news");
        let unknown = list[0]["unknown"].as_array().expect("a list");
        assert!(unknown.contains(&"folder".into()) && !unknown.contains(&"reference_id".into()));
    }

    #[test]
    fn csv_has_a_column_a_field() {
        let mut out = Vec::new();
        videos_csv(&videos(), &mut out).expect("a vector takes everything");
        let text = String::from_utf8_lossy(&out).into_owned();
        assert_eq!(text.lines().count(), 3);
        assert_eq!(text.lines().next().map(|line| line.split(',').count()), Some(VideoField::ALL.len()));
    }

    #[test]
    fn a_sum_counts_unknown_sizes_apart() {
        let mut sum = VideoSum::default();
        for video in videos() {
            sum.add(&video);
        }
        assert_eq!(sum.line(), "2 videos, 1.4 GB, 1 h of running time, 1 of unknown size\n");
    }
}
