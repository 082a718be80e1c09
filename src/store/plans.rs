//! The folder of saved plans.

use std::io::{self, Write};
use std::path::{Path, PathBuf};

use jiff::Timestamp;

use super::files::private_folder;
use super::{StoreError, write_atomically_with};

/// Where plans are saved when no other place is named.
#[derive(Debug, Clone)]
pub struct PlanFolder {
    path: PathBuf,
}

/// A plan file of the folder.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct SavedPlan {
    /// The file's name, which begins with the moment of planning.
    pub name: String,
    /// Where it is.
    pub path: PathBuf,
}

impl PlanFolder {
    /// The plan folder of a state folder. Nothing is made until a plan is saved.
    #[must_use]
    pub fn of(state_folder: &Path) -> Self {
        Self { path: state_folder.join("plans") }
    }

    /// A name that sorts by time and says which script and plan it is: `20261121T034600Z-old_masters-1a2b3c4d.json`.
    #[must_use]
    pub fn name_for(created_at: Timestamp, script: &Path, plan_id: &str) -> String {
        let stem = script.file_stem().unwrap_or_default().to_string_lossy();
        let stem: String =
            stem.chars().map(|c| if c.is_alphanumeric() || c == '_' || c == '-' { c } else { '_' }).take(60).collect();
        let stem = if stem.is_empty() { "plan" } else { &stem };
        let digest: String = plan_id.trim_start_matches("sha256:").chars().take(8).collect();
        format!("{}-{stem}-{digest}.json", created_at.strftime("%Y%m%dT%H%M%SZ"))
    }

    /// Saves a plan under a name, whole or not at all, and says where.
    pub fn save(&self, name: &str, fill: impl FnOnce(&mut dyn Write) -> io::Result<()>) -> Result<PathBuf, StoreError> {
        private_folder(&self.path)?;
        let path = self.path.join(name);
        write_atomically_with(&path, fill)?;
        Ok(path)
    }

    /// The saved plans, newest first; none when there is no folder yet.
    pub fn list(&self) -> Result<Vec<SavedPlan>, StoreError> {
        let failed = |source| StoreError::io("read", &self.path, source);
        let entries = match std::fs::read_dir(&self.path) {
            Ok(entries) => entries,
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => return Ok(Vec::new()),
            Err(error) => return Err(failed(error)),
        };
        let mut plans = Vec::new();
        for entry in entries {
            let path = entry.map_err(failed)?.path();
            let name = path.file_name().unwrap_or_default().to_string_lossy().into_owned();
            if !name.starts_with('.') && path.extension().is_some_and(|extension| extension == "json") {
                plans.push(SavedPlan { name, path });
            }
        }
        plans.sort_by(|a, b| b.cmp(a));
        Ok(plans)
    }

    /// The plan that was saved last.
    pub fn latest(&self) -> Result<Option<SavedPlan>, StoreError> {
        Ok(self.list()?.into_iter().next())
    }
}
