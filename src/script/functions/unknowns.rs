//! Dealing with unknown values on purpose.

use rhai::{Dynamic, Engine, NativeCallContext};

use super::wrong_type;
use crate::model::{AssetKind, FieldType, Known, VideoField, closest};
use crate::script::error::{Fault, Outcome};
use crate::script::session::Session;
use crate::script::values::{AssetsValue, VideoValue, field_value};

pub(super) fn register(engine: &mut Engine) {
    engine.register_fn("known", |context: NativeCallContext<'_>, video: Dynamic, field: &str| -> Outcome<bool> {
        let video = video_of("known", video)?;
        if let Some(kind) = kind_of(field) {
            return Ok(AssetsValue::new(video, Session::of(&context)?).list(kind).is_ok());
        }
        Ok(!field_of(field)?.of(video.video()).is_unknown())
    });
    engine.register_fn("value_or", |video: Dynamic, field: &str, default: Dynamic| -> Outcome<Dynamic> {
        let video = video_of("value_or", video)?;
        let field = field_of(field)?;
        Ok(match field.of(video.video()) {
            Known::Value(value) => field_value(value),
            Known::Absent if field.kind() == FieldType::Tags => Dynamic::from_array(rhai::Array::new()),
            Known::Absent | Known::Unknown(_) => default,
        })
    });
}

/// The kind of file that a word means: `master`, `renditions`, `rendition`.
pub(crate) fn kind_of(word: &str) -> Option<AssetKind> {
    AssetKind::parse(word).or_else(|| AssetKind::parse(word.strip_suffix('s')?))
}

fn video_of(function: &str, value: Dynamic) -> Outcome<VideoValue> {
    let wrong = wrong_type(function, "a Video", &value);
    value.try_cast::<VideoValue>().ok_or_else(|| wrong.into())
}

fn field_of(name: &str) -> Outcome<VideoField> {
    VideoField::parse(name).ok_or_else(|| {
        let fault = Fault::new("unknown-field", format!("a Video has no field `{name}`"));
        match closest(name, VideoField::ALL.iter().map(|field| field.name())) {
            Some(near) => fault.hint(format!("did you mean `{near}`?")).into(),
            None => fault.into(),
        }
    })
}
