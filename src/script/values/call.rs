//! The closures that a listing calls for one video after the other.

use std::sync::Arc;

use rhai::{
    Caches, Dynamic, Engine, EvalContext, FnArgsVec, FnPtr, GlobalRuntimeState, NativeCallContext, Position, Scope,
};

use super::VideoValue;
use crate::model::{Video, VideoField};
use crate::script::error::Outcome;
use crate::script::native::{Case, Closure, Term};
use crate::script::session::Session;

/// A closure of the script with the place that it was given at.
#[derive(Clone)]
pub(crate) struct Call {
    closure: Arc<FnPtr>,
    /// What of it is decided without the interpreter.
    native: Option<Arc<Closure>>,
    place: Arc<Place>,
}

/// Where a closure was given: a lazy listing outlives the call that makes it.
struct Place {
    global: GlobalRuntimeState,
    position: Position,
}

impl Call {
    pub(super) fn new(closure: FnPtr, context: &NativeCallContext<'_>) -> Self {
        let native =
            Session::of(context).ok().and_then(|session| session.natives().closure(closure.fn_name()).cloned());
        let place = Place { global: context.global_runtime_state().clone(), position: context.call_position() };
        Self { closure: Arc::new(closure), native, place: Arc::new(place) }
    }

    /// What the closure says of a video, as far as that can be told without it.
    pub(super) fn verdict(&self, session: &Arc<Session>) -> Native {
        self.native(session, |closure| &closure.verdict)
    }

    /// Whether the closure does nothing for a video, as far as that can be told without it.
    pub(super) fn idle(&self, session: &Arc<Session>) -> Native {
        self.native(session, |closure| &closure.idle)
    }

    fn native(&self, session: &Arc<Session>, term: impl Fn(&Closure) -> &Term) -> Native {
        let term = self.native.as_deref().map(term).filter(|term| term.tells());
        let term = term.map(|term| session.bound(term));
        Native { term, closure: Some(Arc::clone(&self.closure)), session: Arc::clone(session) }
    }

    /// What the closure holds.
    pub(super) fn held(&self) -> impl Iterator<Item = &Dynamic> {
        self.closure.iter_curry()
    }

    /// Calls the closure again and again during one walk.
    pub(super) fn caller(&self, session: &Session) -> Outcome<Caller> {
        let engine = session.engine()?;
        let (global, caches) = self.fresh();
        Ok(Caller { call: self.clone(), engine, global, caches, scope: Scope::new() })
    }

    /// What a first call begins with.
    fn fresh(&self) -> (GlobalRuntimeState, Caches) {
        let mut global = self.place.global.clone();
        // A call by name counts as two levels.
        global.level = global.level.saturating_sub(1);
        let mut caches = Caches::new();
        // A call drops what it has pushed itself.
        caches.push_fn_resolution_cache();
        (global, caches)
    }
}

/// Calls one closure for many videos.
///
/// A call from outside makes the engine look up every function and operator of the closure anew, which takes longer than
/// to evaluate it. Here they are kept from one call to the next, as in a loop of the script.
pub(super) struct Caller {
    call: Call,
    engine: Arc<Engine>,
    global: GlobalRuntimeState,
    caches: Caches,
    scope: Scope<'static>,
}

impl Caller {
    /// What the closure gives for the video.
    pub(super) fn call(&mut self, video: &VideoValue) -> Outcome<Dynamic> {
        let closure = &self.call.closure;
        let video = Dynamic::from(video.clone());
        let mut values: FnArgsVec<Dynamic> = closure.iter_curry().cloned().chain([video]).collect();
        let mut args: FnArgsVec<&mut Dynamic> = values.iter_mut().collect();
        // The bound on modules is for one call.
        self.global.num_modules_loaded = self.call.place.global.num_modules_loaded;
        let result = EvalContext::new(&self.engine, &mut self.global, &mut self.caches, &mut self.scope, None)
            .call_fn_raw(closure.fn_name(), false, false, &mut args);
        result.map_err(|mut error| {
            (self.global, self.caches) = self.call.fresh();
            self.scope.clear();
            if error.position().is_none() {
                error.set_position(self.call.place.position);
            }
            error
        })
    }
}

/// A condition of a closure, with what stands still during the walk put in.
pub(super) struct Native {
    term: Option<Term>,
    /// What the condition may have captured.
    closure: Option<Arc<FnPtr>>,
    session: Arc<Session>,
}

impl Native {
    /// A condition on the body of a loop, which captures nothing.
    pub(super) fn of_loop(term: Term, session: &Arc<Session>) -> Self {
        Self { term: Some(term), closure: None, session: Arc::clone(session) }
    }

    /// Whether it holds for the video; `None` where only the closure can tell.
    pub(super) fn holds(&self, video: &Arc<Video>) -> Option<bool> {
        self.decide(video, &|field| self.session.absent(video, field.name()))
    }

    /// As [`Native::holds`], for a video whose turn has not come: that it was asked is not noted.
    pub(super) fn peek(&self, video: &Arc<Video>) -> Option<bool> {
        self.decide(video, &|_| {})
    }

    fn decide(&self, video: &Arc<Video>, asked: &dyn Fn(VideoField)) -> Option<bool> {
        let captured = self.closure.as_ref().map_or(&[] as &[Dynamic], |closure| closure.curry());
        let case = Case { video, now: self.session.fixed.now, captured, asked };
        self.term.as_ref()?.holds(&case)
    }
}
