//! Writes a recording video by video, so that a large library does not have to fit into memory.

use std::io::{self, Write};

use super::document::{Header, Trailer};
use super::item::RecordedItem;

/// A recording that is being written. Without [`RecordingWriter::finish`] it is one that was cut off.
#[must_use = "a recording is complete only when it is finished"]
pub struct RecordingWriter<W: Write> {
    out: W,
    begun: bool,
}

impl<W: Write> RecordingWriter<W> {
    /// Writes what comes before the videos.
    ///
    /// # Errors
    /// Fails when the target cannot be written.
    pub fn begin(mut out: W, header: &Header) -> io::Result<Self> {
        let text = serde_json::to_string(header)?;
        out.write_all(text.strip_suffix('}').unwrap_or(&text).as_bytes())?;
        out.write_all(b",\"videos\":[")?;
        Ok(Self { out, begun: false })
    }

    /// Writes one video, on a line of its own.
    ///
    /// # Errors
    /// Fails when the target cannot be written.
    pub fn item(&mut self, item: &RecordedItem) -> io::Result<()> {
        self.out.write_all(if self.begun { b",\n" } else { b"\n" })?;
        self.begun = true;
        serde_json::to_writer(&mut self.out, item)?;
        Ok(())
    }

    /// Writes what comes after the videos.
    ///
    /// # Errors
    /// Fails when the target cannot be written.
    pub fn finish(mut self, trailer: &Trailer) -> io::Result<()> {
        let text = serde_json::to_string(trailer)?;
        self.out.write_all(b"\n],")?;
        self.out.write_all(text.strip_prefix('{').unwrap_or(&text).as_bytes())?;
        self.out.write_all(b"\n")?;
        self.out.flush()
    }
}

impl<W: Write> std::fmt::Debug for RecordingWriter<W> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("RecordingWriter").finish_non_exhaustive()
    }
}
