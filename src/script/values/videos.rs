//! A lazy listing. Nothing is read before something is asked of it.
//!
//! The engine knows the boundaries of each video here, so an unknown value in a closure keeps that one video and
//! the walk goes on; whatever the closure had proposed for it before is taken back.

use std::cmp::Ordering;
use std::sync::Arc;

use rhai::{Array, Dynamic, Engine, FnPtr, INT, Map, NativeCallContext};

use super::VideoValue;
use super::call::{Call, Native};
use super::walk::{Body, Stream, Walk};
use crate::model::{FieldValue, VideoField};
use crate::query::{Listing, Matcher};
use crate::script::error::{Fault, Outcome, Raised};
use crate::script::native::Acts;
use crate::script::session::{Session, line_of};

/// Where the videos of a listing come from.
#[derive(Debug)]
pub(crate) struct Origin {
    /// What to list.
    pub(crate) listing: Listing,
    /// What to test exactly.
    pub(crate) matcher: Option<Matcher>,
    /// The query as written.
    pub(crate) text: Arc<str>,
    /// The order wanted; none is the library's own.
    pub(crate) sort: Option<SortKey>,
    /// How many are wanted at most.
    pub(crate) limit: Option<usize>,
}

/// An order by one field.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct SortKey {
    /// The field.
    pub(crate) field: VideoField,
    /// Largest first.
    pub(crate) descending: bool,
}

impl SortKey {
    /// Orders two videos; those without a value come last in either direction.
    pub(super) fn compare(self, a: &VideoValue, b: &VideoValue) -> Ordering {
        let (left, right) = (self.field.of(a.video()), self.field.of(b.video()));
        match (left.value(), right.value()) {
            (Some(left), Some(right)) => {
                let order = compare_values(*left, *right);
                if self.descending { order.reverse() } else { order }
            }
            (Some(_), None) => Ordering::Less,
            (None, Some(_)) => Ordering::Greater,
            (None, None) => Ordering::Equal,
        }
    }
}

fn compare_values(left: FieldValue<'_>, right: FieldValue<'_>) -> Ordering {
    match (left, right) {
        (FieldValue::Text(a), FieldValue::Text(b)) | (FieldValue::Word(a), FieldValue::Word(b)) => a.cmp(b),
        (FieldValue::Bool(a), FieldValue::Bool(b)) => a.cmp(&b),
        (FieldValue::Time(a), FieldValue::Time(b)) => a.cmp(&b),
        (FieldValue::Duration(a), FieldValue::Duration(b)) | (FieldValue::Bytes(a), FieldValue::Bytes(b)) => a.cmp(&b),
        (FieldValue::Tags(a), FieldValue::Tags(b)) => a.len().cmp(&b.len()),
        (FieldValue::Map(a), FieldValue::Map(b)) => a.len().cmp(&b.len()),
        _ => Ordering::Equal,
    }
}

/// One step of a chain.
#[derive(Clone)]
pub(super) enum Step {
    Filter(Call),
    Take(usize),
    SortBy(Call),
    WithAssets,
}

/// A lazy listing with its steps.
#[derive(Clone)]
pub(crate) struct VideosValue {
    pub(super) session: Arc<Session>,
    pub(super) origin: Arc<Origin>,
    pub(super) steps: Vec<Step>,
    /// What the body of the loop does that walks this very value.
    pub(super) looped: Option<Arc<Acts>>,
}

impl VideosValue {
    /// The listing that a call makes.
    pub(crate) fn new(session: Arc<Session>, origin: Origin, context: &NativeCallContext<'_>) -> Self {
        let looped = looped(&session, context);
        Self { session, origin: Arc::new(origin), steps: Vec::new(), looped }
    }

    /// What the closures of the chain hold.
    pub(crate) fn held(&self) -> impl Iterator<Item = &Dynamic> {
        let calls = self.steps.iter().filter_map(|step| match step {
            Step::Filter(call) | Step::SortBy(call) => Some(call),
            Step::Take(_) | Step::WithAssets => None,
        });
        calls.flat_map(Call::held)
    }

    fn then(&self, step: Step, context: &NativeCallContext<'_>) -> Outcome<Self> {
        let most = self.session.fixed.limits.steps;
        if self.steps.len() >= most {
            return Err(Fault::new("too-many-steps", format!("a chain has at most {most} steps"))
                .hint("put the conditions into one .filter(…)")
                .into());
        }
        let mut longer = self.clone();
        longer.steps.push(step);
        longer.looped = looped(&self.session, context);
        Ok(longer)
    }

    fn each(&self, call: &Call) -> Outcome<INT> {
        let mut caller = call.caller(&self.session)?;
        let acts = call.acts(&self.session);
        let mut done = 0;
        for video in Walk::start(self, Body::Closure(acts.clone()))? {
            let video = video?;
            if acts.done(&video)? || guarded(&self.session, &video, || caller.call(&video))?.is_some() {
                done += 1;
            }
        }
        Ok(done)
    }

    fn count(&self, context: &NativeCallContext<'_>) -> Outcome<INT> {
        let before = self.session.left_out().0;
        let mut count = 0;
        for video in self.stream()? {
            video?;
            count += 1;
        }
        self.session.counted_all(before, context)?;
        Ok(count)
    }

    fn sum(&self, context: &NativeCallContext<'_>, call: &Call) -> Outcome<Dynamic> {
        let before = self.session.left_out().0;
        let mut caller = call.caller(&self.session)?;
        let (mut whole, mut real, mut is_real) = (0_i64, 0.0, false);
        for video in self.stream()? {
            let video = video?;
            let Some(value) = guarded(&self.session, &video, || caller.call(&video))? else { continue };
            if let Ok(number) = value.as_int() {
                let more = whole.checked_add(number);
                whole = more.ok_or_else(|| Fault::new("overflow", "the sum is too large for a number"))?;
            } else if let Ok(number) = value.as_float() {
                real += number;
                is_real = true;
            } else if !value.is_unit() {
                return Err(wrong_result("sum", "a number or ()", &value));
            }
        }
        self.session.counted_all(before, context)?;
        #[expect(clippy::cast_precision_loss, reason = "a sum of fractions is a fraction")]
        Ok(if is_real { Dynamic::from_float(real + whole as f64) } else { Dynamic::from_int(whole) })
    }

    fn group_by(&self, call: &Call) -> Outcome<Map> {
        let mut caller = call.caller(&self.session)?;
        let mut groups: std::collections::BTreeMap<String, Array> = std::collections::BTreeMap::new();
        for video in self.stream()? {
            let video = video?;
            if let Some(key) = guarded(&self.session, &video, || caller.call(&video))? {
                let name = if key.is_unit() { String::new() } else { key.to_string() };
                if name.len() > self.session.fixed.limits.string_bytes {
                    return Err(Fault::new("too-large", "the key of a group is too large").into());
                }
                groups.entry(name).or_default().push(Dynamic::from(video));
            }
        }
        Ok(groups.into_iter().map(|(name, videos)| (name.into(), Dynamic::from_array(videos))).collect())
    }

    fn to_array(&self) -> Outcome<Array> {
        let most = self.session.fixed.limits.array_len;
        let mut all = Array::new();
        for video in self.stream()? {
            if all.len() >= most {
                return Err(Fault::new("too-large", format!("more than {most} videos do not fit into an array"))
                    .hint("walk them with .filter(…).each(…), which keeps none of them in memory")
                    .into());
            }
            all.push(Dynamic::from(video?));
        }
        Ok(all)
    }

    /// Whether the first video is known only when every candidate was read.
    pub(crate) fn is_sorted(&self) -> bool {
        self.origin.sort.is_some() || self.steps.iter().any(|step| matches!(step, Step::SortBy(_)))
    }

    pub(crate) fn stream(&self) -> Outcome<Stream> {
        Walk::start(self, Body::Unknown)
    }

    /// For a loop, which need not be given the videos for which its body is done without the interpreter.
    fn loop_over(&self) -> Outcome<Stream> {
        let Some(looped) = &self.looped else { return self.stream() };
        Walk::start(self, Body::Loop(Native::of_loop(looped, &self.session)))
    }
}

/// Calls a closure for a video. `None` when it hung on an unknown value: the video is kept and noted.
pub(super) fn guarded<T>(
    session: &Session,
    video: &VideoValue,
    call: impl FnOnce() -> Outcome<T>,
) -> Outcome<Option<T>> {
    let before = session.gathered().wishes.mark();
    match call() {
        Ok(value) => Ok(Some(value)),
        Err(error) => match Raised::of(&error) {
            Some(Raised::Unknown(mut value, at, _)) => {
                session.gathered().wishes.cut(before);
                if value.video != video.video().id {
                    value.reason = format!("it hangs on video {}: {}", value.video, value.reason).into();
                    value.video = video.video().id.clone();
                    value.name = video.video().name.value().map(|name| name.as_ref().to_owned());
                }
                session.unreadable(&value, Some(line_of(at)));
                Ok(None)
            }
            _ => Err(error),
        },
    }
}

#[expect(clippy::unnecessary_box_returns, reason = "the engine's errors are boxed everywhere")]
pub(super) fn wrong_result(function: &str, wanted: &str, got: &Dynamic) -> Box<rhai::EvalAltResult> {
    Fault::new("wrong-result", format!("the closure of `{function}` gave {}, not {wanted}", got.type_name())).into()
}

impl IntoIterator for VideosValue {
    type Item = Outcome<VideoValue>;
    type IntoIter = Stream;

    fn into_iter(self) -> Stream {
        self.loop_over().unwrap_or_else(|error| Box::new(std::iter::once(Err(error))))
    }
}

pub(super) fn register(engine: &mut Engine) {
    engine.register_type_with_name::<VideosValue>("Videos");
    engine.register_iterator_result::<VideosValue, VideoValue>();
    engine.register_fn("filter", |context: NativeCallContext<'_>, videos: &mut VideosValue, closure: FnPtr| {
        videos.then(Step::Filter(Call::new(closure, &context)), &context)
    });
    engine.register_fn("sort_by", |context: NativeCallContext<'_>, videos: &mut VideosValue, closure: FnPtr| {
        videos.then(Step::SortBy(Call::new(closure, &context)), &context)
    });
    engine.register_fn("take", |context: NativeCallContext<'_>, videos: &mut VideosValue, count: INT| {
        videos.then(Step::Take(count_of(count)?), &context)
    });
    engine.register_fn("with_assets", |context: NativeCallContext<'_>, videos: &mut VideosValue| {
        videos.then(Step::WithAssets, &context)
    });
    engine.register_fn("each", |context: NativeCallContext<'_>, videos: &mut VideosValue, closure: FnPtr| {
        videos.each(&Call::new(closure, &context))
    });
    engine.register_fn("sum", |context: NativeCallContext<'_>, videos: &mut VideosValue, closure: FnPtr| {
        videos.sum(&context, &Call::new(closure, &context))
    });
    engine.register_fn("group_by", |context: NativeCallContext<'_>, videos: &mut VideosValue, closure: FnPtr| {
        videos.group_by(&Call::new(closure, &context))
    });
    engine.register_fn("count", |context: NativeCallContext<'_>, videos: &mut VideosValue| videos.count(&context));
    engine.register_fn("to_array", |videos: &mut VideosValue| videos.to_array());
}

/// What the body of the loop does that walks what this call makes.
fn looped(session: &Session, context: &NativeCallContext<'_>) -> Option<Arc<Acts>> {
    let natives = session.natives();
    let known = natives.looped(context.call_source().unwrap_or_default(), context.call_position())?;
    session.can_call(context, known.depth).then(|| Arc::clone(&known.acts))
}

/// A number of videos from a script.
fn count_of(count: INT) -> Outcome<usize> {
    usize::try_from(count)
        .map_err(|_| Fault::new("negative-count", format!("{count} is not a number of videos")).into())
}
