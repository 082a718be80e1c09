//! Imports from the snapshot: a file that changes while a policy runs changes nothing in that run.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, PoisonError};

use rhai::{AST, Engine, EvalAltResult, Module, ModuleResolver, Position, Scope, Shared};

/// The compiled modules of one policy.
pub(super) struct Snapshot {
    modules: Arc<BTreeMap<String, AST>>,
    ready: Mutex<BTreeMap<String, Shared<Module>>>,
}

impl Snapshot {
    pub(super) fn new(modules: Arc<BTreeMap<String, AST>>) -> Self {
        Self { modules, ready: Mutex::new(BTreeMap::new()) }
    }
}

impl ModuleResolver for Snapshot {
    fn resolve(
        &self,
        engine: &Engine,
        _source: Option<&str>,
        path: &str,
        pos: Position,
    ) -> Result<Shared<Module>, Box<EvalAltResult>> {
        if let Some(module) = self.ready.lock().unwrap_or_else(PoisonError::into_inner).get(path) {
            return Ok(Shared::clone(module));
        }
        let ast = self.modules.get(path).ok_or_else(|| EvalAltResult::ErrorModuleNotFound(path.to_owned(), pos))?;
        let mut module = Module::eval_ast_as_new(Scope::new(), ast, engine)
            .map_err(|error| EvalAltResult::ErrorInModule(path.to_owned(), error, pos))?;
        module.set_id(path);
        module.build_index();
        let module = Shared::new(module);
        self.ready.lock().unwrap_or_else(PoisonError::into_inner).insert(path.to_owned(), Shared::clone(&module));
        Ok(module)
    }
}
