//! The policies that a test file runs: the one beside it, and others below its folder, each compiled once.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError};

use super::discovery::SUFFIX;
use crate::model::Diagnostic;
use crate::script::error::Fault;
use crate::script::folder::locate;
use crate::script::policy::Policy;
use crate::script::source::PolicySource;

/// Compiled policies by the name that a test calls them by.
pub(super) struct Policies {
    folder: PathBuf,
    /// The name of the policy beside the test file.
    beside: String,
    compiled: Mutex<BTreeMap<String, Arc<Policy>>>,
}

impl Policies {
    /// The policies of a test file; none is compiled yet.
    pub(super) fn of(test: &Path) -> Self {
        let name = test.file_name().unwrap_or_default().to_string_lossy();
        let stem = name.strip_suffix(SUFFIX).unwrap_or(&name);
        let folder = test.parent().map(Path::to_owned).unwrap_or_default();
        Self { folder, beside: format!("{stem}.rhai"), compiled: Mutex::default() }
    }

    /// The folder that tests and policies are read below.
    pub(super) fn folder(&self) -> &Path {
        if self.folder.as_os_str().is_empty() { Path::new(".") } else { &self.folder }
    }

    /// The name of the policy beside the test file.
    pub(super) fn beside(&self) -> &str {
        &self.beside
    }

    /// Compiles a policy; `None` when there is no such file.
    ///
    /// # Errors
    /// Gives the mistakes of a policy that does not compile.
    pub(super) fn compile(&self, name: &str) -> Result<Option<Arc<Policy>>, Vec<Diagnostic>> {
        if let Some(policy) = self.compiled.lock().unwrap_or_else(PoisonError::into_inner).get(name) {
            return Ok(Some(Arc::clone(policy)));
        }
        if locate(self.folder(), name).is_err() {
            return Ok(None);
        }
        let source = PolicySource::load(&self.folder.join(name)).map_err(|mistake| vec![*mistake])?;
        let policy = Arc::new(Policy::compile(&source)?);
        self.compiled.lock().unwrap_or_else(PoisonError::into_inner).insert(name.to_owned(), Arc::clone(&policy));
        Ok(Some(policy))
    }

    /// The policy that a test asks for.
    ///
    /// # Errors
    /// Fails when it is not there, lies elsewhere or does not compile.
    pub(super) fn get(&self, name: Option<&str>) -> Result<Arc<Policy>, Fault> {
        let wanted = name.unwrap_or(&self.beside);
        match self.compile(wanted) {
            Ok(Some(policy)) => Ok(policy),
            Ok(None) => {
                locate(self.folder(), wanted).map_err(|fault| match name {
                    Some(_) => fault,
                    None => Fault::new("no-policy", format!("there is no policy {wanted:?} beside this test file"))
                        .hint("name one: run_policy(\"other.rhai\")"),
                })?;
                Err(Fault::new("no-policy", format!("the policy {wanted:?} cannot be read")))
            }
            Err(mistakes) => {
                let first = mistakes.first().map_or_else(String::new, |mistake| mistake.message.clone());
                Err(Fault::new("policy", format!("the policy {wanted:?} does not compile: {first}"))
                    .hint(format!("vodsweep check {wanted}")))
            }
        }
    }
}
