//! The text of a policy with everything that it imports, read once: what runs is this snapshot.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use rhai::{ASTNode, Expr, Position, Stmt};
use sha2::{Digest, Sha256};

use super::engine;
use super::error::Fault;
use super::folder::{is_below, read_below, read_text};
use super::limits::Limits;
use super::tree::{offset, word_len};
use crate::model::{Diagnostic, SourceText};

/// A policy's text and the texts of its modules, as they were when it was loaded.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PolicySource {
    main: SourceText,
    folder: Option<PathBuf>,
    modules: BTreeMap<String, SourceText>,
    sha256: String,
}

impl PolicySource {
    /// Reads a policy and, recursively, what it imports below its folder.
    ///
    /// # Errors
    /// Fails when a file is missing, a folder, too large, not UTF-8 or outside the script's folder, and when modules
    /// import each other in a circle; the diagnostic shows the `import`.
    pub fn load(path: &Path) -> Result<Self, Box<Diagnostic>> {
        let limits = Limits::default();
        let name: Arc<str> = path.to_string_lossy().into();
        let text = read_text(path, &name, limits.source_bytes).map_err(|fault| Box::new(without_place(fault)))?;
        let folder = folder_of(path);
        Self::gathered(SourceText::new(name, text), folder)
    }

    /// A policy from text that imports and reads below a folder.
    ///
    /// # Errors
    /// As [`PolicySource::load`], for what it imports.
    pub(super) fn in_folder(name: &str, text: &str, folder: &Path) -> Result<Self, Box<Diagnostic>> {
        Self::gathered(SourceText::new(name, text), folder.to_owned())
    }

    fn gathered(main: SourceText, folder: PathBuf) -> Result<Self, Box<Diagnostic>> {
        let limits = Limits::default();
        let mut gather = Gather { folder: &folder, limits, modules: BTreeMap::new(), open: Vec::new() };
        gather.imports_of(&main)?;
        let modules = gather.modules;
        let sha256 = digest(&main, &modules);
        Ok(Self { main, folder: Some(folder), modules, sha256 })
    }

    /// A policy from text, without a folder: it cannot read files, and imports only what is given.
    #[must_use]
    pub fn from_text(name: &str, text: &str, modules: &[(&str, &str)]) -> Self {
        let main = SourceText::new(name, text);
        let modules = modules.iter().map(|(path, text)| ((*path).to_owned(), SourceText::new(*path, *text))).collect();
        let sha256 = digest(&main, &modules);
        Self { main, folder: None, modules, sha256 }
    }

    /// The path as the user wrote it.
    #[must_use]
    pub fn name(&self) -> &str {
        &self.main.name
    }

    /// The policy's own text.
    #[must_use]
    pub fn text(&self) -> &SourceText {
        &self.main
    }

    /// The folder that the policy may read below.
    #[must_use]
    pub fn folder(&self) -> Option<&Path> {
        self.folder.as_deref()
    }

    /// The texts of the modules by the path that imports name.
    #[must_use]
    pub fn modules(&self) -> &BTreeMap<String, SourceText> {
        &self.modules
    }

    /// Hex digest over the policy and all its modules.
    #[must_use]
    pub fn sha256(&self) -> &str {
        &self.sha256
    }

    /// The files that the policy imports.
    #[must_use]
    pub fn imported(&self) -> Vec<PathBuf> {
        let below = |folder: &PathBuf| self.modules.keys().map(|path| folder.join(file_name(path))).collect();
        self.folder.as_ref().map_or_else(Vec::new, below)
    }

    /// Names every file that a policy is made of, each right before it is read: the policy and, recursively, what it
    /// imports. Unlike [`PolicySource::load`] it goes on after a file that is missing, so that it can be waited for.
    pub fn visit_files(path: &Path, visit: &mut dyn FnMut(&Path)) {
        let limits = Limits::default();
        visit(path);
        let Ok(text) = read_text(path, "the policy", limits.source_bytes) else { return };
        let folder = folder_of(path);
        let mut open = imports(&SourceText::new("policy", text));
        let mut met = BTreeSet::new();
        while let Some((import, _)) = open.pop() {
            let file = file_name(&import);
            if met.len() >= limits.modules || !is_below(&file) || !met.insert(file.clone()) {
                continue;
            }
            visit(&folder.join(&file));
            if let Ok(text) = read_below(&folder, &file, limits.source_bytes) {
                open.extend(imports(&SourceText::new(import.as_str(), text)));
            }
        }
    }

    /// The file of a module; `None` for the policy itself, and for texts without files.
    pub(super) fn file_of(&self, module: &str) -> Option<PathBuf> {
        let folder = self.folder.as_ref().filter(|_| self.modules.contains_key(module))?;
        Some(folder.join(file_name(module)))
    }

    /// The text that the engine calls by this name.
    pub(super) fn named(&self, name: &str) -> &SourceText {
        self.modules.get(name).unwrap_or(&self.main)
    }
}

struct Gather<'a> {
    folder: &'a Path,
    limits: Limits,
    modules: BTreeMap<String, SourceText>,
    open: Vec<String>,
}

impl Gather<'_> {
    fn imports_of(&mut self, source: &SourceText) -> Result<(), Box<Diagnostic>> {
        for (path, at) in imports(source) {
            let place = |fault: Fault| Box::new(placed(fault, source, at));
            if self.open.contains(&path) {
                let round = format!("{} → {path}", self.open.join(" → "));
                return Err(place(Fault::new("import-cycle", format!("modules import each other: {round}"))));
            }
            if self.modules.contains_key(&path) {
                continue;
            }
            if self.modules.len() >= self.limits.modules {
                let message = format!("a policy has at most {} modules", self.limits.modules);
                return Err(place(Fault::new("too-many-modules", message).hint("put them together into fewer files")));
            }
            let text = read_below(self.folder, &file_name(&path), self.limits.source_bytes).map_err(place)?;
            let module = SourceText::new(path.as_str(), text);
            self.modules.insert(path.clone(), module.clone());
            self.open.push(path);
            self.imports_of(&module)?;
            self.open.pop();
        }
        Ok(())
    }
}

/// The literal import paths of a text. A text that does not parse has none: compiling it says why.
fn imports(source: &SourceText) -> Vec<(String, Position)> {
    let mut found = Vec::new();
    let Ok(ast) = engine::bare().compile(source.text.as_ref()) else { return found };
    ast.walk(&mut |path| {
        if let Some(ASTNode::Stmt(Stmt::Import(parts, _))) = path.last()
            && let Expr::StringConstant(path, at) = &parts.0
        {
            found.push((path.to_string(), *at));
        }
        true
    });
    found
}

/// The folder that a policy may read below.
fn folder_of(path: &Path) -> PathBuf {
    match path.parent() {
        Some(parent) if !parent.as_os_str().is_empty() => parent.to_owned(),
        _ => PathBuf::from("."),
    }
}

fn file_name(path: &str) -> String {
    if Path::new(path).extension().is_some_and(|extension| extension == "rhai") {
        path.to_owned()
    } else {
        format!("{path}.rhai")
    }
}

fn without_place(fault: Fault) -> Diagnostic {
    let mut diagnostic = Diagnostic::error(fault.code, fault.message);
    diagnostic.hint = fault.hint;
    diagnostic
}

fn placed(fault: Fault, source: &SourceText, at: Position) -> Diagnostic {
    let start = offset(source, at).unwrap_or(0);
    without_place(fault).at(source, start..start + word_len(&source.text, start))
}

fn digest(main: &SourceText, modules: &BTreeMap<String, SourceText>) -> String {
    let mut hasher = Sha256::new();
    let texts = std::iter::once(("", &main.text)).chain(modules.iter().map(|(path, text)| (path.as_str(), &text.text)));
    for (path, text) in texts {
        for part in [path, text.as_ref()] {
            hasher.update((part.len() as u64).to_be_bytes());
            hasher.update(part.as_bytes());
        }
    }
    hasher.finalize().iter().fold(String::with_capacity(64), |mut hex, byte| {
        let _ = write!(hex, "{byte:02x}");
        hex
    })
}
