//! Files that only their owner can read, written whole or not at all.

use std::fs::{self, DirBuilder, File, OpenOptions};
use std::io::{self, Write};
use std::path::Path;

use super::StoreError;

/// Makes a folder and its parents, for the owner only.
pub(super) fn private_folder(path: &Path) -> Result<(), StoreError> {
    let mut builder = DirBuilder::new();
    builder.recursive(true);
    #[cfg(unix)]
    std::os::unix::fs::DirBuilderExt::mode(&mut builder, 0o700);
    builder.create(path).map_err(|source| StoreError::io("create", path, source))
}

/// Opens a file for reading and writing, making it for the owner only when it is not there. It is not emptied.
pub(super) fn private_file(path: &Path) -> Result<File, StoreError> {
    private(path).map_err(|source| StoreError::io("open", path, source))
}

fn private(path: &Path) -> io::Result<File> {
    let mut options = OpenOptions::new();
    options.read(true).write(true).create(true).truncate(false);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    options.open(path)
}

/// Writes a file whole or not at all: beside its place first, made durable, then moved there.
///
/// The file is for its owner only; a file that was there before is replaced. What is there and is no file, such as a
/// pipe or `/dev/stdout`, is written through and stays what it is; so is the target of a link.
pub fn write_atomically(path: &Path, text: &str) -> Result<(), StoreError> {
    write_atomically_with(path, |out| out.write_all(text.as_bytes()))
}

/// As [`write_atomically`], for what is too long to be held in memory.
pub fn write_atomically_with(
    path: &Path,
    fill: impl FnOnce(&mut dyn Write) -> io::Result<()>,
) -> Result<(), StoreError> {
    let failed = |source| StoreError::io("write", path, source);
    match fs::metadata(path) {
        Ok(found) if found.is_dir() => return Err(failed(io::ErrorKind::IsADirectory.into())),
        Ok(found) if !found.is_file() => {
            let through = |out: File| {
                let mut out = io::BufWriter::new(out);
                fill(&mut out)?;
                out.flush()
            };
            return OpenOptions::new().write(true).open(path).and_then(through).map_err(failed);
        }
        Ok(_) => {}
        Err(error) if error.kind() == io::ErrorKind::NotFound => {}
        Err(error) => return Err(failed(error)),
    }
    let target = fs::canonicalize(path).unwrap_or_else(|_| path.to_path_buf());
    replace(&target, fill).map_err(failed)?;
    sync_folder_of(&target)
}

fn replace(path: &Path, fill: impl FnOnce(&mut dyn Write) -> io::Result<()>) -> io::Result<()> {
    let name = path.file_name().unwrap_or_default().to_string_lossy();
    let draft = path.with_file_name(format!(".{name}.{}.draft", std::process::id()));
    let written = write_durably(&draft, fill).and_then(|()| fs::rename(&draft, path));
    if written.is_err() {
        // Nothing more can be done about a draft that cannot be removed, and the first error says why.
        let _ = fs::remove_file(&draft);
    }
    written
}

fn write_durably(path: &Path, fill: impl FnOnce(&mut dyn Write) -> io::Result<()>) -> io::Result<()> {
    let draft = private(path)?;
    draft.set_len(0)?;
    let mut out = io::BufWriter::new(draft);
    fill(&mut out)?;
    out.into_inner().map_err(io::IntoInnerError::into_error)?.sync_all()
}

/// Makes the renaming itself durable. Only Unix lets a folder be opened for that.
#[cfg(unix)]
fn sync_folder_of(path: &Path) -> Result<(), StoreError> {
    let folder = match path.parent() {
        Some(parent) if !parent.as_os_str().is_empty() => parent,
        _ => Path::new("."),
    };
    File::open(folder).and_then(|folder| folder.sync_all()).map_err(|source| StoreError::io("write", folder, source))
}

#[cfg(not(unix))]
fn sync_folder_of(_path: &Path) -> Result<(), StoreError> {
    Ok(())
}
