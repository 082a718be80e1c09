//! Finds the files with tests that somebody named: a test file, the policy beside one, or a folder of them.

use std::fs;
use std::io;
use std::path::{Path, PathBuf};

/// How the name of a test file ends.
pub const SUFFIX: &str = ".test.rhai";

/// Why there is nothing to test.
#[derive(Debug, thiserror::Error)]
pub enum DiscoveryError {
    /// A path that cannot be read.
    #[error("read {}", .path.display())]
    Unreadable {
        /// The path.
        path: PathBuf,
        /// Why.
        source: io::Error,
    },
    /// A policy without a test file beside it.
    #[error("find tests of {}: there is no {} beside it", .policy.display(), .wanted)]
    Untested {
        /// The policy.
        policy: PathBuf,
        /// The name that the test file would have.
        wanted: String,
    },
}

/// The test files of these paths, sorted, each once.
///
/// # Errors
/// Fails on a path that cannot be read and on a policy without tests; a folder may have none.
pub fn discover(paths: &[PathBuf]) -> Result<Vec<PathBuf>, DiscoveryError> {
    let mut found = Vec::new();
    for path in paths {
        let unreadable = |source| DiscoveryError::Unreadable { path: path.clone(), source };
        if fs::metadata(path).map_err(unreadable)?.is_dir() {
            walk(path, &mut found)?;
        } else if is_test(path) {
            found.push(path.clone());
        } else {
            found.push(beside(path)?);
        }
    }
    found.sort();
    found.dedup();
    Ok(found)
}

fn is_test(path: &Path) -> bool {
    path.file_name().is_some_and(|name| name.to_string_lossy().ends_with(SUFFIX))
}

fn beside(policy: &Path) -> Result<PathBuf, DiscoveryError> {
    let stem = policy.file_stem().unwrap_or_default().to_string_lossy();
    let wanted = format!("{stem}{SUFFIX}");
    let test = policy.with_file_name(&wanted);
    if test.is_file() { Ok(test) } else { Err(DiscoveryError::Untested { policy: policy.to_owned(), wanted }) }
}

/// Links to folders are not followed: they may lead in a circle.
fn walk(folder: &Path, found: &mut Vec<PathBuf>) -> Result<(), DiscoveryError> {
    let unreadable = |source| DiscoveryError::Unreadable { path: folder.to_owned(), source };
    for entry in fs::read_dir(folder).map_err(unreadable)? {
        let entry = entry.map_err(unreadable)?;
        let path = entry.path();
        if entry.file_type().map_err(unreadable)?.is_dir() {
            if !entry.file_name().to_string_lossy().starts_with('.') {
                walk(&path, found)?;
            }
        } else if is_test(&path) {
            found.push(path);
        }
    }
    Ok(())
}
