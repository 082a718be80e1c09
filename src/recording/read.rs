//! Reads a recording, and says what is wrong with one that cannot be read.

use std::collections::HashSet;

use serde::Deserialize;
use serde_json::Value;

use super::document::{Recording, SCHEMA};
use super::{PREFIX, RecordingError};

/// The beginning of every version of the schema.
const ANY_VERSION: &str = "vodsweep.recording/";

/// Whether a text looks like a recording of some version, whole or not. Everything else may be another document.
#[must_use]
pub fn is_recording(text: &str) -> bool {
    // It is the first member: what was cut off or damaged later is still recognised.
    let start: String = text.chars().filter(|sign| !sign.is_whitespace()).take(64).collect();
    start.starts_with(&format!("{{\"schema\":\"{ANY_VERSION}"))
}

impl Recording {
    /// Reads a recording.
    ///
    /// # Errors
    /// Fails on a text that is no recording of this version, is not whole, or contradicts itself.
    pub fn from_json(text: &str) -> Result<Self, RecordingError> {
        #[derive(Deserialize)]
        struct Named {
            #[serde(default)]
            schema: Option<Value>,
        }
        let named: Named = serde_json::from_str(text).map_err(|error| match error.classify() {
            serde_json::error::Category::Eof => RecordingError::Truncated(error.line()),
            serde_json::error::Category::Data => RecordingError::Other,
            _ => RecordingError::Json(error),
        })?;
        match named.schema.as_ref().and_then(Value::as_str) {
            Some(SCHEMA) => {}
            Some(other) if other.starts_with(ANY_VERSION) => return Err(RecordingError::Version(other.to_owned())),
            _ => return Err(RecordingError::Other),
        }
        let recording: Self = serde_json::from_str(text).map_err(RecordingError::Damaged)?;
        recording.verify()?;
        Ok(recording)
    }

    fn verify(&self) -> Result<(), RecordingError> {
        let wrong = |message: String| Err(RecordingError::Inconsistent(message));
        let (said, there) = (self.trailer.coverage.videos, self.videos.len() as u64);
        if said != there {
            return wrong(format!("it says that it holds {said} videos, and holds {there}"));
        }
        if !self.header.library.starts_with(PREFIX) {
            return wrong(format!("its library {:?} does not begin with {PREFIX}", self.header.library));
        }
        let mut seen = HashSet::with_capacity(self.videos.len());
        match self.videos.iter().find(|item| !seen.insert(&item.video.id)) {
            Some(twice) => wrong(format!("video {} is in it twice", twice.video.id)),
            None => Ok(()),
        }
    }
}
