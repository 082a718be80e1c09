//! Building the library of a test: videos, their files, what holds them, and what cannot be read of them.

use std::sync::Arc;

use rhai::{Array, Dynamic, Engine, FnPtr, INT, Map, NativeCallContext};

use super::super::library::{Birth, change, fields_of, first_files, new_asset, new_video};
use super::super::said::Target;
use super::super::world::{State, World};
use crate::model::{AssetKind, KindSet, Platform, Video, VideoId};
use crate::script::error::{Fault, Outcome};
use crate::script::folder::read_below;
use crate::script::functions::kind_of;
use crate::script::session::Session;
use crate::script::values::{AssetValue, VideoValue};

type Context<'a> = NativeCallContext<'a>;

/// The most videos that one call makes.
const MOST: INT = 100_000;

pub(super) fn register(engine: &mut Engine) {
    engine.register_fn("add_video", |context: Context<'_>| add_video(&context, &Map::new()));
    engine.register_fn("add_video", |context: Context<'_>, fields: Dynamic| {
        add_video(&context, &fields_of("add_video", fields)?)
    });
    engine.register_fn("add_videos", |context: Context<'_>, count: INT, fields: FnPtr| {
        add_videos(&context, count, &fields)
    });
    engine.register_fn("change_video", |context: Context<'_>, video: Dynamic, fields: Dynamic| {
        change_video(&context, &video, &fields_of("change_video", fields)?)
    });
    engine.register_fn("add_asset", |context: Context<'_>, video: Dynamic, fields: Dynamic| {
        add_asset(&context, &video, &fields_of("add_asset", fields)?)
    });
    engine.register_fn("fail_assets", |context: Context<'_>, video: Dynamic, why: &str| {
        fail_assets(&context, &video, KindSet::ALL, why)
    });
    engine.register_fn("fail_assets", |context: Context<'_>, video: Dynamic, kind: &str, why: &str| {
        let words: Vec<&'static str> = AssetKind::ALL.into_iter().map(AssetKind::as_str).collect();
        let kind = super::super::words::word("kind of file", kind, kind_of, &words)?;
        fail_assets(&context, &video, KindSet::of(kind), why)
    });
    engine.register_fn("add_reference", |context: Context<'_>, video: Dynamic, playlist: &str| {
        let id = id_of("add_reference", &video)?;
        World::of(&context)?.change(|state| Ok(state.shelf.refer(&id, playlist)?))
    });
    engine.register_fn("load_library", |context: Context<'_>, path: &str| load_library(&context, path));
}

fn id_of(function: &str, video: &Dynamic) -> Outcome<VideoId> {
    Ok(Target::of(function, video)?.video().clone())
}

fn add(state: &mut State, fields: &Map) -> Outcome<VideoValue> {
    let mut number = state.shelf.len() + 1;
    // An id that a test gave itself is not given again.
    while VideoId::new(number.to_string()).is_ok_and(|id| state.shelf.video(&id).is_some()) {
        number += 1;
    }
    let video = new_video(fields, Birth { platform: state.platform, now: state.now, number })?;
    let value = VideoValue::new(Arc::new(video.clone()), None);
    let files = first_files(&video);
    state.shelf.add(video, files.as_ref(), fields.contains_key("has_master"))?;
    Ok(value)
}

fn add_video(context: &Context<'_>, fields: &Map) -> Outcome<VideoValue> {
    let progress = &Session::of(context)?.fixed.progress;
    progress.grant(1);
    progress.met_video();
    World::of(context)?.change(|state| add(state, fields))
}

fn add_videos(context: &Context<'_>, count: INT, fields: &FnPtr) -> Outcome<Array> {
    if !(0..=MOST).contains(&count) {
        let message = format!("`add_videos` makes 0 to {MOST} videos, not {count}");
        return Err(Fault::new("wrong-count", message).into());
    }
    let mut videos = Array::new();
    for number in 1..=count {
        let made: Dynamic = fields.call_within_context(context, (number,))?;
        videos.push(Dynamic::from(add_video(context, &fields_of("add_videos", made)?)?));
    }
    Ok(videos)
}

fn change_video(context: &Context<'_>, video: &Dynamic, fields: &Map) -> Outcome<VideoValue> {
    let id = id_of("change_video", video)?;
    World::of(context)?.change(|state| {
        let mut video = known(state, &id)?;
        change(&mut video, fields)?;
        let value = VideoValue::new(Arc::new(video.clone()), None);
        state.shelf.put(video, fields.contains_key("has_master"))?;
        Ok(value)
    })
}

fn known(state: &State, id: &VideoId) -> Result<Video, Fault> {
    state.shelf.video(id).cloned().ok_or_else(|| {
        Fault::new("no-such-video", format!("there is no video {id} in the library of this test"))
            .hint("add it first: let v = add_video(#{ … });")
    })
}

fn add_asset(context: &Context<'_>, video: &Dynamic, fields: &Map) -> Outcome<AssetValue> {
    let id = id_of("add_asset", video)?;
    World::of(context)?.change(|state| {
        let owner = known(state, &id)?;
        let asset = new_asset(&owner, fields, |kind| state.shelf.files(&id, kind) + 1)?;
        let asset = Arc::new(asset);
        state.shelf.add_asset(Arc::clone(&asset))?;
        Ok(AssetValue { asset, owner: VideoValue::new(Arc::new(owner), None) })
    })
}

fn fail_assets(context: &Context<'_>, video: &Dynamic, kinds: KindSet, why: &str) -> Outcome<()> {
    let id = id_of("fail_assets", video)?;
    World::of(context)?.change(|state| Ok(state.shelf.fail(&id, kinds, &why.into())?))
}

fn load_library(context: &Context<'_>, path: &str) -> Outcome<Array> {
    let session = Session::of(context)?;
    let world = World::of(context)?;
    let text = read_below(world.folder(), path, session.fixed.limits.file_bytes)?;
    let recorded = (world.platforms.recording)(&text).map_err(|why| {
        Fault::new("bad-library", format!("{path:?} is not a recorded library: {why}")).hint(
            "it has to be a file of `vodsweep record`, or an array of videos as Brightcove's GET /videos returns it",
        )
    })?;
    world.change(|state| {
        if state.platform != recorded.platform {
            let library = if recorded.platform == Platform::Apsara { "apsara" } else { "brightcove" };
            return Err(Fault::new("bad-library", format!("{path:?} is a library of {}", recorded.platform.title()))
                .hint(format!("write platform(\"{library}\") before it is loaded"))
                .into());
        }
        let mut videos = Array::with_capacity(recorded.items.len());
        let counted = state.shelf.counted.unwrap_or(state.shelf.len() as u64);
        if recorded.missing > 0 {
            // What could not be listed then is missing here too, and blocks the plan.
            state.shelf.counted = Some(counted + recorded.missing + recorded.items.len() as u64);
        }
        for (video, files) in recorded.items {
            session.fixed.progress.grant(1);
            session.fixed.progress.met_video();
            let value = VideoValue::new(Arc::new(video.clone()), None);
            state.shelf.add(video, Some(&files), true)?;
            videos.push(Dynamic::from(value));
        }
        Ok(videos)
    })
}
