//! Imports of a session: a file is read again by every text that imports it.

use std::collections::BTreeMap;
use std::sync::{Arc, PoisonError, RwLock};

use rhai::{AST, Engine, EvalAltResult, Module, ModuleResolver, Position, Scope, Shared};

/// The compiled modules so far, by the path that imports name. Clones share them.
#[derive(Clone, Default)]
pub(super) struct Modules(Arc<RwLock<BTreeMap<String, AST>>>);

impl Modules {
    /// Adds modules, in place of earlier ones of the same path.
    pub(super) fn add(&self, modules: BTreeMap<String, AST>) {
        self.0.write().unwrap_or_else(PoisonError::into_inner).extend(modules);
    }

    /// Looks at them.
    pub(super) fn with<T>(&self, look: impl FnOnce(&BTreeMap<String, AST>) -> T) -> T {
        look(&self.0.read().unwrap_or_else(PoisonError::into_inner))
    }
}

impl ModuleResolver for Modules {
    fn resolve(
        &self,
        engine: &Engine,
        _source: Option<&str>,
        path: &str,
        pos: Position,
    ) -> Result<Shared<Module>, Box<EvalAltResult>> {
        let ast = self.with(|modules| modules.get(path).cloned());
        let ast = ast.ok_or_else(|| EvalAltResult::ErrorModuleNotFound(path.to_owned(), pos))?;
        let mut module = Module::eval_ast_as_new(Scope::new(), &ast, engine)
            .map_err(|error| EvalAltResult::ErrorInModule(path.to_owned(), error, pos))?;
        module.set_id(path);
        module.build_index();
        Ok(Shared::new(module))
    }
}
