//! The files that an attempt to plan asks for, each with what it held right before it was read.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError};

use sha2::{Digest, Sha256};

use crate::script::{FileSink, PolicySource};

/// The digest of what a file held; `None` where it could not be read.
pub(super) type Fingerprint = Option<[u8; 32]>;

/// Gathers files while policies are compiled and run, so that a save in the middle of it is noticed afterwards.
#[derive(Debug, Clone, Default)]
pub struct Wanted {
    files: Arc<Mutex<BTreeMap<PathBuf, Fingerprint>>>,
}

impl Wanted {
    /// Notes the policies and everything that they import. Call it before they are compiled.
    #[must_use]
    pub fn of(scripts: &[PathBuf]) -> Self {
        let wanted = Self::default();
        for script in scripts {
            PolicySource::visit_files(script, &mut |file| wanted.note(file));
        }
        wanted
    }

    /// Notes a file that is about to be read; only the first time counts.
    pub fn note(&self, file: &Path) {
        let mut files = self.files.lock().unwrap_or_else(PoisonError::into_inner);
        if !files.contains_key(file) {
            files.insert(file.to_owned(), fingerprint(file));
        }
    }

    /// What notes the files that a running policy reads.
    #[must_use]
    pub fn sink(&self) -> FileSink {
        let wanted = self.clone();
        Arc::new(move |file: &Path| wanted.note(file))
    }

    /// The files so far.
    pub(super) fn files(&self) -> BTreeMap<PathBuf, Fingerprint> {
        self.files.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }
}

/// Only regular files are read: a pipe would be waited for without end.
pub(super) fn fingerprint(file: &Path) -> Fingerprint {
    if !fs::metadata(file).is_ok_and(|about| about.is_file()) {
        return None;
    }
    fs::read(file).ok().map(|content| Sha256::digest(content).into())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn imports_are_wanted_whether_they_are_there_or_not() {
        let folder = tempfile::tempdir().expect("a folder");
        let at = |name: &str| folder.path().join(name);
        fs::create_dir(at("lib")).expect("a folder");
        fs::write(at("a.rhai"), "import \"lib/one\" as one; import \"lib/none\" as none;").expect("written");
        fs::write(at("lib/one.rhai"), "import \"lib/two\" as two;").expect("written");
        let files = Wanted::of(&[at("a.rhai")]).files();
        let seen: Vec<_> = files.iter().map(|(path, held)| (path.clone(), held.is_some())).collect();
        let expected = [("a.rhai", true), ("lib/none.rhai", false), ("lib/one.rhai", true), ("lib/two.rhai", false)];
        assert_eq!(seen, expected.map(|(name, held)| (at(name), held)));
    }

    #[test]
    fn a_file_is_remembered_as_it_was_when_it_was_first_asked_for() {
        let folder = tempfile::tempdir().expect("a folder");
        let list = folder.path().join("list.txt");
        fs::write(&list, "one").expect("written");
        let wanted = Wanted::default();
        let sink = wanted.sink();
        sink(&list);
        let before = wanted.files();
        fs::write(&list, "two").expect("written");
        sink(&list);
        assert_eq!(wanted.files(), before);
    }
}
