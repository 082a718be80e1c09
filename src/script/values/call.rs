//! The closures that a listing calls for one video after the other.

use std::sync::Arc;

use rhai::{
    Caches, Dynamic, Engine, EvalContext, FnArgsVec, FnPtr, GlobalRuntimeState, NativeCallContext, Position, Scope,
};

use super::VideoValue;
use crate::model::{Video, VideoField};
use crate::script::error::Outcome;
use crate::script::functions::propose;
use crate::script::native::{Acts, Case, Closure, Term};
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
        let native = Session::of(context).ok().and_then(|session| known(&session, &closure, context));
        let place = Place { global: context.global_runtime_state().clone(), position: context.call_position() };
        Self { closure: Arc::new(closure), native, place: Arc::new(place) }
    }

    /// What the closure says of a video, as far as that can be told without it.
    pub(super) fn verdict(&self, session: &Arc<Session>) -> Native<Term> {
        let term = self.native.as_deref().map(|native| &native.verdict).filter(|term| term.tells());
        self.native(session, term.map(|term| session.bound(|bindings| bindings.bind(term))))
    }

    /// What the closure does for a video, as far as that can be told without it.
    pub(super) fn acts(&self, session: &Arc<Session>) -> Native<Acts> {
        let acts = self.native.as_deref().map(|native| &native.acts).filter(|acts| acts.tells());
        self.native(session, acts.map(|acts| session.bound(|bindings| acts.bound(bindings))))
    }

    fn native<T>(&self, session: &Arc<Session>, told: Option<T>) -> Native<T> {
        Native { told: told.map(Arc::new), closure: Some(Arc::clone(&self.closure)), session: Arc::clone(session) }
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

/// What is known of a closure, where the engine would call the one that was read.
fn known(session: &Session, closure: &FnPtr, context: &NativeCallContext<'_>) -> Option<Arc<Closure>> {
    let natives = session.natives();
    let known = natives.closure(closure.fn_name())?;
    let is_the_one = known.source.as_ref() == context.call_source().unwrap_or_default()
        && known.captured == closure.curry().len()
        && session.can_call(context, known.depth);
    is_the_one.then(|| Arc::clone(known))
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

/// What a closure says or does, with what stands still during the walk put in.
pub(super) struct Native<T> {
    told: Option<Arc<T>>,
    /// What the closure captured.
    closure: Option<Arc<FnPtr>>,
    session: Arc<Session>,
}

impl<T> Clone for Native<T> {
    fn clone(&self) -> Self {
        let (told, closure, session) = (self.told.clone(), self.closure.clone(), Arc::clone(&self.session));
        Self { told, closure, session }
    }
}

impl<T> Native<T> {
    fn for_video<'a>(&'a self, video: &'a Video, asked: &'a dyn Fn(VideoField)) -> Option<(&'a T, Case<'a>)> {
        let captured = self.closure.as_ref().map_or(&[] as &[Dynamic], |closure| closure.curry());
        let fixed = &self.session.fixed;
        let case = Case { video, now: fixed.now, captured, text_bytes: fixed.limits.string_bytes, asked };
        Some((self.told.as_deref()?, case))
    }
}

impl Native<Term> {
    /// Whether it holds for the video; `None` where only the closure can tell.
    pub(super) fn holds(&self, video: &Arc<Video>) -> Option<bool> {
        let asked = |field: VideoField| self.session.absent(video, field.name());
        let (term, case) = self.for_video(video, &asked)?;
        term.holds(&case)
    }

    /// As [`Native::holds`], for a video whose turn has not come: that it was asked is not noted.
    pub(super) fn peek(&self, video: &Arc<Video>) -> Option<bool> {
        let (term, case) = self.for_video(video, &|_| {})?;
        term.holds(&case)
    }
}

impl Native<Acts> {
    /// What the body of a loop does, which captures nothing.
    pub(super) fn of_loop(acts: &Acts, session: &Arc<Session>) -> Self {
        let told = Arc::new(session.bound(|bindings| acts.bound(bindings)));
        Self { told: Some(told), closure: None, session: Arc::clone(session) }
    }

    /// Does for the video what the body does; false where the interpreter must.
    pub(super) fn done(&self, video: &VideoValue) -> Outcome<bool> {
        let asked = |field: VideoField| self.session.absent(video.video(), field.name());
        let Some((acts, case)) = self.for_video(video.video(), &asked) else { return Ok(false) };
        let mut wanted = Vec::new();
        let told = acts.tell(&case, &mut |told| {
            if wanted.is_empty() {
                wanted.reserve_exact(1);
            }
            // An argument that is wrong is told by the interpreter, before anything of this video is proposed.
            wanted.push(propose::wanted(&self.session, told, video).ok()?);
            Some(())
        });
        if told.is_none() {
            return Ok(false);
        }
        wanted.into_iter().try_for_each(propose::Wanted::record)?;
        Ok(true)
    }

    /// Whether the body can be left to this for a video whose turn has not come.
    pub(super) fn can_do(&self, video: &Arc<Video>) -> bool {
        self.for_video(video, &|_| {}).is_some_and(|(acts, case)| acts.tell(&case, &mut |_| Some(())).is_some())
    }
}
