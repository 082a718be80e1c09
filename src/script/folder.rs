//! Files that a script may read: those below its own folder, and no others.

use std::fs;
use std::io;
use std::path::{Component, Path, PathBuf};

use super::error::Fault;

/// Reads a text file below the folder.
///
/// An absolute path, a `..` and a symbolic link that leads out are refused.
pub(super) fn read_below(folder: &Path, path: &str, limit_bytes: u64) -> Result<String, Fault> {
    let file = locate(folder, path)?;
    read_text(&file, path, limit_bytes)
}

fn locate(folder: &Path, path: &str) -> Result<PathBuf, Fault> {
    let written = Path::new(path);
    let plain = written.components().all(|part| matches!(part, Component::Normal(_) | Component::CurDir));
    if path.trim().is_empty() || !plain || path.contains('\\') {
        return Err(Fault::new("outside-folder", format!("{path:?} is not a path below the script's folder"))
            .hint("write a relative path without `..`, such as \"lists/keep.txt\""));
    }
    let unreadable = |error: io::Error| missing(path, &error);
    let root = fs::canonicalize(folder).map_err(unreadable)?;
    let file = fs::canonicalize(root.join(written)).map_err(unreadable)?;
    if file.starts_with(&root) {
        Ok(file)
    } else {
        Err(Fault::new("outside-folder", format!("{path:?} leads out of the script's folder"))
            .hint("copy the file into the script's folder"))
    }
}

/// Reads a text file of at most this many bytes; `name` is what to call it.
pub(super) fn read_text(file: &Path, name: &str, limit_bytes: u64) -> Result<String, Fault> {
    let about = fs::metadata(file).map_err(|error| missing(name, &error))?;
    if about.is_dir() {
        return Err(Fault::new("not-a-file", format!("{name:?} is a folder")).hint("name a file in it"));
    }
    if !about.is_file() {
        return Err(Fault::new("not-a-file", format!("{name:?} is not a regular file")));
    }
    if about.len() > limit_bytes {
        let message = format!("{name:?} has {} bytes; at most {limit_bytes} are read", about.len());
        return Err(Fault::new("file-too-large", message));
    }
    let bytes = fs::read(file).map_err(|error| missing(name, &error))?;
    String::from_utf8(bytes).map_err(|error| {
        let at = error.utf8_error().valid_up_to();
        Fault::new("not-utf8", format!("{name:?} is not UTF-8 text (first bad byte at {at})")).hint("save it as UTF-8")
    })
}

fn missing(name: &str, error: &io::Error) -> Fault {
    match error.kind() {
        io::ErrorKind::NotFound => Fault::new("no-such-file", format!("there is no file {name:?}")),
        _ => Fault::new("unreadable-file", format!("{name:?} cannot be read: {error}")),
    }
}
