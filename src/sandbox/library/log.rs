//! The append-only log of changes: one JSON object a line.
//!
//! A line counts once its line feed is written. A process may die in the middle of a line: readers leave such a tail
//! alone and the next writer, who holds the lock, cuts it off.

use std::fs::{File, OpenOptions};
use std::io::{Read, Seek, SeekFrom, Write};
use std::path::{Path, PathBuf};

use super::change::Entry;
use crate::sandbox::error::Error;

/// How far a process has read the log.
#[derive(Debug)]
pub(super) struct Log {
    path: PathBuf,
    read_to: u64,
}

impl Log {
    /// The log in this file, of which nothing has been read.
    pub(super) const fn new(path: PathBuf) -> Self {
        Self { path, read_to: 0 }
    }

    /// The length of the file; 0 when there is none.
    pub(super) fn file_len(&self) -> u64 {
        std::fs::metadata(&self.path).map_or(0, |metadata| metadata.len())
    }

    /// Whether the file is exactly as long as what was read.
    pub(super) fn is_read(&self) -> bool {
        self.file_len() == self.read_to
    }

    /// Whether the file became shorter than what was read: another library took its place.
    pub(super) fn was_replaced(&self) -> bool {
        self.file_len() < self.read_to
    }

    /// The entries of all complete lines that were not read yet.
    pub(super) fn read_tail(&mut self) -> Result<Vec<Entry>, Error> {
        let mut file = match File::open(&self.path) {
            Ok(file) => file,
            Err(cause) if cause.kind() == std::io::ErrorKind::NotFound => return Ok(Vec::new()),
            Err(cause) => return Err(self.failed("open")(cause)),
        };
        let mut bytes = Vec::new();
        file.seek(SeekFrom::Start(self.read_to)).map_err(self.failed("read"))?;
        file.read_to_end(&mut bytes).map_err(self.failed("read"))?;
        let complete = bytes.iter().rposition(|&byte| byte == b'\n').map_or(0, |last| last + 1);
        bytes.truncate(complete);
        let lines = bytes.split(|&byte| byte == b'\n').filter(|line| !line.is_empty());
        let entries = lines.map(|line| self.entry(line)).collect::<Result<Vec<_>, _>>()?;
        self.read_to += complete as u64;
        Ok(entries)
    }

    fn entry(&self, line: &[u8]) -> Result<Entry, Error> {
        serde_json::from_slice(line).map_err(|cause| Error::Damaged {
            path: self.path.clone(),
            reason: format!("a line is no change: {cause}"),
        })
    }

    /// Appends an entry. The caller holds the lock and has read the tail.
    pub(super) fn append(&mut self, entry: &Entry) -> Result<(), Error> {
        let mut line = serde_json::to_vec(entry)
            .map_err(|cause| Error::Damaged { path: self.path.clone(), reason: cause.to_string() })?;
        line.push(b'\n');
        let mut file = OpenOptions::new()
            .create(true)
            .write(true)
            .truncate(false)
            .open(&self.path)
            .map_err(self.failed("open"))?;
        file.set_len(self.read_to).map_err(self.failed("write"))?;
        file.seek(SeekFrom::Start(self.read_to)).map_err(self.failed("write"))?;
        file.write_all(&line).map_err(self.failed("write"))?;
        self.read_to += line.len() as u64;
        Ok(())
    }

    fn failed(&self, action: &'static str) -> impl FnOnce(std::io::Error) -> Error + use<> {
        failed(action, &self.path)
    }
}

/// Turns the failure of a file operation into ours.
pub(super) fn failed(action: &'static str, path: &Path) -> impl FnOnce(std::io::Error) -> Error + use<> {
    let path = path.to_owned();
    move |source| Error::File { action, path, source }
}
