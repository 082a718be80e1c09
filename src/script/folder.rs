//! Files that a script may read: those below its own folder, and no others.

use std::fs::{self, File, Metadata};
use std::io::{self, Read};
use std::path::{Component, Path, PathBuf};

use super::error::Fault;

/// Reads a text file below the folder.
///
/// An absolute path, a `..` and a symbolic link that leads out are refused, and so is a file that becomes another
/// one between the look at its path and its opening.
pub(super) fn read_below(folder: &Path, path: &str, limit_bytes: u64) -> Result<String, Fault> {
    let place = locate(folder, path)?;
    let file = open(&place, path)?;
    if locate(folder, path)? != place || !is_same(&file, &place) {
        return Err(Fault::new("unreadable-file", format!("{path:?} was replaced while it was opened")));
    }
    read_open(file, path, limit_bytes)
}

/// Reads a text file of at most this many bytes; `name` is what to call it.
pub(super) fn read_text(file: &Path, name: &str, limit_bytes: u64) -> Result<String, Fault> {
    read_open(open(file, name)?, name, limit_bytes)
}

/// Whether the path is written as one below the folder; where its links lead is another question.
pub(super) fn is_below(path: &str) -> bool {
    let plain = |part| matches!(part, Component::Normal(_) | Component::CurDir);
    !path.trim().is_empty() && !path.contains('\\') && Path::new(path).components().all(plain)
}

/// Where a file below the folder is, with every link followed.
pub(super) fn locate(folder: &Path, path: &str) -> Result<PathBuf, Fault> {
    if !is_below(path) {
        return Err(Fault::new("outside-folder", format!("{path:?} is not a path below the script's folder"))
            .hint("write a relative path without `..`, such as \"lists/keep.txt\""));
    }
    let unreadable = |error: io::Error| missing(path, &error);
    let root = fs::canonicalize(folder).map_err(unreadable)?;
    let file = fs::canonicalize(root.join(path)).map_err(unreadable)?;
    if file.starts_with(&root) {
        Ok(file)
    } else {
        Err(Fault::new("outside-folder", format!("{path:?} leads out of the script's folder"))
            .hint("copy the file into the script's folder"))
    }
}

/// Opens a regular file. Anything else is refused by what was opened, since a pipe would be waited for without end.
fn open(file: &Path, name: &str) -> Result<File, Fault> {
    let unreadable = |error: io::Error| missing(name, &error);
    let is_regular = |about: &Metadata| {
        if about.is_dir() {
            return Err(Fault::new("not-a-file", format!("{name:?} is a folder")).hint("name a file in it"));
        }
        if !about.is_file() {
            return Err(Fault::new("not-a-file", format!("{name:?} is not a regular file")));
        }
        Ok(())
    };
    is_regular(&fs::metadata(file).map_err(unreadable)?)?;
    let mut how = File::options();
    how.read(true);
    #[cfg(target_os = "linux")]
    std::os::unix::fs::OpenOptionsExt::custom_flags(&mut how, NO_WAITING);
    let opened = how.open(file).map_err(unreadable)?;
    is_regular(&opened.metadata().map_err(unreadable)?)?;
    Ok(opened)
}

/// `O_NONBLOCK` of Linux: a pipe that took the place of the file is opened at once, and then refused.
#[cfg(target_os = "linux")]
const NO_WAITING: i32 = 0o4000;

#[cfg(unix)]
fn is_same(file: &File, place: &Path) -> bool {
    use std::os::unix::fs::MetadataExt;
    let (Ok(opened), Ok(there)) = (file.metadata(), fs::symlink_metadata(place)) else { return false };
    (opened.dev(), opened.ino()) == (there.dev(), there.ino())
}

#[cfg(not(unix))]
fn is_same(_file: &File, _place: &Path) -> bool {
    true
}

/// Reads no more than the limit, whatever the file says of its size, and however it grows meanwhile.
fn read_open(file: File, name: &str, limit_bytes: u64) -> Result<String, Fault> {
    let size = file.metadata().map_or(0, |about| about.len());
    let mut bytes = Vec::new();
    file.take(limit_bytes + 1).read_to_end(&mut bytes).map_err(|error| missing(name, &error))?;
    let read = bytes.len() as u64;
    if read > limit_bytes {
        let message = format!("{name:?} has {} bytes; at most {limit_bytes} are read", size.max(read));
        return Err(Fault::new("file-too-large", message));
    }
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
