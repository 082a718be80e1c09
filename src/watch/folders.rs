//! Which folders have to be watched for a file, since an editor may put another file in its place.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

/// The folders for these files: the one that a path names, the one that its target lies in when it is a link, and the
/// nearest one above where the folder is not there yet.
pub(super) fn of<'a>(files: impl Iterator<Item = &'a PathBuf>) -> BTreeSet<PathBuf> {
    files.flat_map(|file| [Some(nearest(file)), target(file)]).flatten().collect()
}

/// The folder of a path as it is written.
pub(super) fn named(file: &Path) -> PathBuf {
    match file.parent() {
        Some(parent) if !parent.as_os_str().is_empty() => parent.to_owned(),
        _ => PathBuf::from("."),
    }
}

fn nearest(file: &Path) -> PathBuf {
    let named = named(file);
    let there = named.ancestors().find_map(|folder| {
        let folder = if folder.as_os_str().is_empty() { Path::new(".") } else { folder };
        fs::canonicalize(folder).ok().filter(|folder| folder.is_dir())
    });
    there.unwrap_or(named)
}

fn target(file: &Path) -> Option<PathBuf> {
    fs::canonicalize(file).ok().map(|target| named(&target))
}
