//! A video as scripts see it: getters and no setters.

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use rhai::{Dynamic, Engine, NativeCallContext};

use super::convert::field_value;
use crate::model::{Assets, FieldType, Known, Video, VideoField};
use crate::script::error::Outcome;
use crate::script::foresight::Foresight;
use crate::script::functions::parse_json;
use crate::script::session::{Session, unknown};

/// A video that a script was given, with what was looked up of its files so far.
#[derive(Debug, Clone)]
pub(crate) struct VideoValue(Arc<Seen>);

#[derive(Debug)]
struct Seen {
    video: Arc<Video>,
    files: Mutex<Assets>,
    origin: Option<Arc<str>>,
    /// What is foreseen during the walk that gave it.
    foresight: Option<Arc<Foresight>>,
}

impl VideoValue {
    /// A video that no walk gave; `origin` is the query that found it.
    pub(crate) fn new(video: Arc<Video>, origin: Option<Arc<str>>) -> Self {
        let files = Mutex::new(Assets::new(video.id.clone()));
        Self(Arc::new(Seen { video, files, origin, foresight: None }))
    }

    /// A video from a walk.
    pub(super) fn walked(video: Arc<Video>, query: &Arc<str>, foresight: Option<&Arc<Foresight>>) -> Self {
        let files = Mutex::new(Assets::new(video.id.clone()));
        let (origin, foresight) = (Some(Arc::clone(query)), foresight.cloned());
        Self(Arc::new(Seen { video, files, origin, foresight }))
    }

    /// What is foreseen during the walk that gave it.
    pub(super) fn foresight(&self) -> Option<&Foresight> {
        self.0.foresight.as_deref()
    }

    pub(crate) fn video(&self) -> &Arc<Video> {
        &self.0.video
    }

    /// The query of the listing that it came from.
    pub(crate) fn origin(&self) -> Option<&Arc<str>> {
        self.0.origin.as_ref()
    }

    /// What was looked up of its files; shared by all copies of this value.
    pub(crate) fn files(&self) -> MutexGuard<'_, Assets> {
        self.0.files.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

pub(super) fn register(engine: &mut Engine) {
    engine.register_type_with_name::<VideoValue>("Video");
    engine.register_fn("to_string", |value: &mut VideoValue| show(value));
    engine.register_fn("to_debug", |value: &mut VideoValue| show(value));
    engine.register_fn("==", |a: VideoValue, b: VideoValue| a.video().id == b.video().id);
    engine.register_fn("!=", |a: VideoValue, b: VideoValue| a.video().id != b.video().id);
    for field in VideoField::ALL.iter().copied() {
        engine.register_get(field.name(), move |context: NativeCallContext<'_>, value: &mut VideoValue| {
            get(&context, value.video(), field)
        });
    }
    engine.register_get("native", |context: NativeCallContext<'_>, value: &mut VideoValue| {
        // Whatever is missing in it is a value of this video that is none.
        Session::of(&context)?.absent(value.video(), "native");
        parse_json(&value.video().native)
    });
    engine.register_fn("has_tag", |context: NativeCallContext<'_>, value: &mut VideoValue, tag: &str| {
        match value.video().has_tag(tag) {
            Known::Value(has) => Ok(has),
            Known::Absent => Ok(false),
            Known::Unknown(reason) => Err(unknown(value.video(), VideoField::Tags.name(), &reason, &context)),
        }
    });
}

fn get(context: &NativeCallContext<'_>, video: &Arc<Video>, field: VideoField) -> Outcome<Dynamic> {
    match field.of(video) {
        Known::Value(value) => {
            if field.kind() == FieldType::Map {
                Session::of(context)?.absent(video, field.name());
            }
            Ok(field_value(value))
        }
        Known::Absent => {
            Session::of(context)?.absent(video, field.name());
            Ok(absent(field))
        }
        Known::Unknown(reason) => Err(unknown(video, field.name(), &reason, context)),
    }
}

/// No tags is an empty list, so that `tags.len()` and `custom_fields.x` need no care.
fn absent(field: VideoField) -> Dynamic {
    match field.kind() {
        FieldType::Tags => Dynamic::from_array(rhai::Array::new()),
        FieldType::Map => Dynamic::from_map(rhai::Map::new()),
        _ => Dynamic::UNIT,
    }
}

fn show(value: &VideoValue) -> String {
    format!("video {} ({})", value.video().id, value.video().title())
}
