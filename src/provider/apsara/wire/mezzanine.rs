//! What is told of the source file of a video or sound.

use serde::Deserialize;

use super::field::{Field, required};
use super::object::object;
use crate::model::{Known, Millis, Text};

#[derive(Deserialize, Default)]
#[serde(bound(deserialize = "'de: 'a"), default, rename_all = "PascalCase")]
struct Wire<'a> {
    status: Field<'a>,
    file_name: Field<'a>,
    size: Field<'a>,
    duration: Field<'a>,
}

/// The source file as far as a video's own fields hang on it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(in super::super) struct Mezzanine {
    /// Whether the platform keeps it.
    pub(in super::super) has_master: Known<bool>,
    /// The name of the uploaded file.
    pub(in super::super) original_filename: Known<Text>,
    /// Its bytes.
    pub(in super::super) size: Known<u64>,
    /// Its running time.
    pub(in super::super) duration: Known<Millis>,
}

impl Mezzanine {
    /// A source file of which nothing could be learned.
    pub(in super::super) fn unknown(reason: &str) -> Self {
        Self {
            has_master: Known::unknown(reason),
            original_filename: Known::unknown(reason),
            size: Known::unknown(reason),
            duration: Known::unknown(reason),
        }
    }

    /// A source file that the platform says it does not have.
    pub(in super::super) fn missing() -> Self {
        let reason = "ApsaraVideo has no source file of it any more";
        Self { has_master: Known::Value(false), ..Self::unknown(reason) }
    }
}

/// Reads `MezzanineInfo` of `BatchGetMediaInfos` or `Mezzanine` of `GetMezzanineInfo`.
pub(in super::super) fn mezzanine(raw: Option<&str>) -> Mezzanine {
    let wire: Wire<'_> = match raw.map(object) {
        Some(Ok(wire)) => wire,
        Some(Err(_)) => return Mezzanine::unknown("ApsaraVideo gave a source file that cannot be read"),
        None => return Mezzanine::unknown("ApsaraVideo did not tell of the source file"),
    };
    Mezzanine {
        has_master: has_master(&required(
            wire.status.text("the status of the source file"),
            "the status of the source file",
        )),
        original_filename: wire.file_name.text("FileName"),
        size: measured(wire.size.number("Size"), "Size"),
        duration: measured(wire.duration.seconds("Duration"), "Duration"),
    }
}

/// An unfinished or failed upload is no source file that could be transcoded again.
fn has_master(status: &Known<Text>) -> Known<bool> {
    match status {
        Known::Value(word) => match word.as_ref() {
            "Normal" => Known::Value(true),
            "Deleted" | "Uploading" | "UploadFail" => Known::Value(false),
            other => {
                Known::unknown(format!("ApsaraVideo gave the source file a status without a meaning here: {other}"))
            }
        },
        Known::Absent => Known::unknown("ApsaraVideo did not give the status of the source file"),
        Known::Unknown(reason) => Known::Unknown(reason.clone()),
    }
}

/// A size or running time. Zero stands for what was not measured yet: it is not small, it is not known.
pub(super) fn measured(value: Known<u64>, name: &str) -> Known<u64> {
    match required(value, name) {
        Known::Value(0) => Known::unknown(format!("ApsaraVideo has not measured {name} yet")),
        other => other,
    }
}
