//! A stored file as scripts see it: getters and no setters.

use std::sync::Arc;

use rhai::{Dynamic, Engine, NativeCallContext};

use super::convert::{int, text, time};
use super::{DurationValue, VideoValue};
use crate::model::{Asset, Known};
use crate::script::error::Outcome;
use crate::script::functions::parse_json;
use crate::script::session::{Session, unknown};

/// A file together with the video that it belongs to.
#[derive(Debug, Clone)]
pub(crate) struct AssetValue {
    /// The file.
    pub(crate) asset: Arc<Asset>,
    /// Its video as the script was given it.
    pub(crate) owner: VideoValue,
}

type Get = fn(&Asset) -> Known<Dynamic>;

fn words(value: &Known<Arc<str>>) -> Known<Dynamic> {
    value.as_ref().map(|word| text(word))
}

const GETTERS: [(&str, Get); 14] = [
    ("label", |asset| words(&asset.label)),
    ("bytes", |asset| asset.bytes.as_ref().map(|bytes| int(*bytes))),
    ("status", |asset| words(&asset.status)),
    ("format", |asset| words(&asset.format)),
    ("definition", |asset| words(&asset.definition)),
    ("codec", |asset| words(&asset.codec)),
    ("width", |asset| asset.width.as_ref().map(|pixels| int(u64::from(*pixels)))),
    ("height", |asset| asset.height.as_ref().map(|pixels| int(u64::from(*pixels)))),
    ("bitrate", |asset| asset.bitrate.as_ref().map(|rate| int(*rate))),
    ("duration", |asset| {
        asset.duration.as_ref().map(|millis| Dynamic::from(DurationValue(i64::try_from(*millis).unwrap_or(i64::MAX))))
    }),
    ("created_at", |asset| asset.created_at.as_ref().map(|at| time(*at))),
    ("superseded", |asset| asset.superseded.as_ref().map(|flag| Dynamic::from_bool(*flag))),
    ("encrypted", |asset| asset.encrypted.as_ref().map(|flag| Dynamic::from_bool(*flag))),
    ("playable", |asset| asset.playable.as_ref().map(|flag| Dynamic::from_bool(*flag))),
];

pub(super) fn register(engine: &mut Engine) {
    engine.register_type_with_name::<AssetValue>("Asset");
    engine.register_fn("to_string", |value: &mut AssetValue| show(value));
    engine.register_fn("to_debug", |value: &mut AssetValue| show(value));
    engine.register_fn("==", |a: AssetValue, b: AssetValue| same(&a, &b));
    engine.register_fn("!=", |a: AssetValue, b: AssetValue| !same(&a, &b));
    engine.register_get("id", |value: &mut AssetValue| text(value.asset.id.as_str()));
    engine.register_get("kind", |value: &mut AssetValue| text(value.asset.kind.as_str()));
    engine.register_get("video", |value: &mut AssetValue| value.owner.clone());
    engine.register_get("native", |context: NativeCallContext<'_>, value: &mut AssetValue| {
        Session::of(&context)?.absent(value.owner.video(), &format!("{} native", value.asset.kind));
        parse_json(&value.asset.native)
    });
    for (name, get) in GETTERS {
        engine.register_get(name, move |context: NativeCallContext<'_>, value: &mut AssetValue| -> Outcome<Dynamic> {
            match get(&value.asset) {
                Known::Value(found) => Ok(found),
                Known::Absent => {
                    Session::of(&context)?.absent(value.owner.video(), &format!("{} {name}", value.asset.kind));
                    Ok(Dynamic::UNIT)
                }
                Known::Unknown(reason) => {
                    let field = format!("{} {name}", value.asset.kind);
                    Err(unknown(value.owner.video(), &field, &reason, &context))
                }
            }
        });
    }
}

fn same(a: &AssetValue, b: &AssetValue) -> bool {
    (&a.asset.video, a.asset.kind, &a.asset.id) == (&b.asset.video, b.asset.kind, &b.asset.id)
}

fn show(value: &AssetValue) -> String {
    format!("{} {} of video {}", value.asset.kind, value.asset.id, value.asset.video)
}
