//! What surrounds the library: the clock, the platform, and what the configuration of an account would say.

use rhai::{Dynamic, Engine, INT, NativeCallContext};

use super::super::given::Given;
use super::super::words::word;
use super::super::world::World;
use crate::model::{Platform, VideoId};
use crate::plan::{ProtectedId, Shields};
use crate::query;
use crate::script::error::{Fault, Outcome};
use crate::script::functions::described;

type Context<'a> = NativeCallContext<'a>;

const PLATFORMS: [&str; 2] = ["brightcove", "apsara"];
const SHIELDS: [&str; 4] = ["shared_out", "live", "ingesting", "last_playable"];

pub(super) fn register(engine: &mut Engine) {
    engine.register_fn("clock", |context: Context<'_>, time: Dynamic| -> Outcome<()> {
        let now = Given { name: "clock", value: &time }.time()?;
        World::of(&context)?.state().now = now;
        Ok(())
    });
    engine.register_fn("platform", |context: Context<'_>, name: &str| platform(&context, name));
    engine.register_fn("protect", |context: Context<'_>, query: &str| protect(&context, query));
    engine.register_fn("protect_id", |context: Context<'_>, id: Dynamic| protect_id(&context, &id, None));
    engine
        .register_fn("protect_id", |context: Context<'_>, id: Dynamic, why: &str| protect_id(&context, &id, Some(why)));
    engine.register_fn("protect_folder", |context: Context<'_>, folder: &str| -> Outcome<()> {
        World::of(&context)?.state().account.folders.push(folder.to_owned());
        Ok(())
    });
    engine.register_fn("limit", |context: Context<'_>, name: &str, value: Dynamic| limit(&context, name, &value));
    engine.register_fn("shield", |context: Context<'_>, name: &str, is_on: bool| shield(&context, name, is_on));
    register_troubles(engine);
}

fn register_troubles(engine: &mut Engine) {
    engine.register_fn("fail_listing", |context: Context<'_>, videos: INT, why: &str| {
        let videos = usize::try_from(videos).map_err(|_| negative("fail_listing"))?;
        World::of(&context)?.change(|state| {
            state.shelf.fails_after = Some((videos, why.to_owned()));
            Ok(())
        })
    });
    engine.register_fn("platform_counts", |context: Context<'_>, videos: INT| {
        let videos = u64::try_from(videos).map_err(|_| negative("platform_counts"))?;
        World::of(&context)?.change(|state| {
            state.shelf.counted = Some(videos);
            Ok(())
        })
    });
    engine.register_fn("deleted_last_day", |context: Context<'_>, entries: INT| -> Outcome<()> {
        let entries = u64::try_from(entries).map_err(|_| negative("deleted_last_day"))?;
        World::of(&context)?.state().account.deleted_last_day = entries;
        Ok(())
    });
}

fn negative(function: &str) -> Fault {
    Fault::new("wrong-count", format!("`{function}` takes a number from 0"))
}

/// Says on which platform the library is. What a video is by default depends on it, so it comes first.
fn platform(context: &Context<'_>, name: &str) -> Outcome<()> {
    let parse = |name: &str| match name {
        "brightcove" => Some(Platform::Brightcove),
        "apsara" => Some(Platform::Apsara),
        _ => None,
    };
    let platform = word("platform", name, parse, &PLATFORMS)?;
    World::of(context)?.change(|state| {
        if state.platform != platform && state.shelf.len() > 0 {
            return Err(Fault::new("too-late", "the platform is chosen before the first video is added")
                .hint(format!("begin the test with platform({name:?});"))
                .into());
        }
        state.platform = platform;
        Ok(())
    })
}

fn protect(context: &Context<'_>, text: &str) -> Outcome<()> {
    let world = World::of(context)?;
    query::parse(text, world.now()).map_err(|mistake| Fault {
        code: mistake.code,
        message: format!("the protected query {text:?} cannot be read: {}", mistake.message),
        hint: mistake.hint,
    })?;
    world.state().account.protected.push(text.to_owned());
    Ok(())
}

fn protect_id(context: &Context<'_>, id: &Dynamic, why: Option<&str>) -> Outcome<()> {
    let id = super::super::said::Target::of("protect_id", id)?.video().clone();
    let lower =
        VideoId::new(id.as_str().to_ascii_lowercase()).map_err(|error| Fault::new("empty-id", error.to_string()))?;
    let protected = ProtectedId { until: None, reason: why.map(str::to_owned) };
    World::of(context)?.state().account.ids.insert(lower, protected);
    Ok(())
}

fn limit(context: &Context<'_>, name: &str, value: &Dynamic) -> Outcome<()> {
    let written = match (value.as_int(), value.as_immutable_string_ref()) {
        (Ok(number), _) => number.to_string(),
        (_, Ok(text)) => text.to_string(),
        _ => {
            let message = format!("`limit` takes a number or a text such as \"10%\", not {}", described(value));
            return Err(Fault::new("wrong-type", message).into());
        }
    };
    let world = World::of(context)?;
    let set = world.state().account.limits.set(name, &written);
    Ok(set.map_err(|error| Fault::new("wrong-limit", format!("limit {name}: {}", error.message)))?)
}

fn shield(context: &Context<'_>, name: &str, is_on: bool) -> Outcome<()> {
    type Switch = fn(&mut Shields) -> &mut bool;
    let parse = |name: &str| -> Option<Switch> {
        match name {
            "shared_out" => Some(|shields| &mut shields.shared_out),
            "live" => Some(|shields| &mut shields.live),
            "ingesting" => Some(|shields| &mut shields.ingesting),
            "last_playable" => Some(|shields| &mut shields.last_playable),
            _ => None,
        }
    };
    let switch = word("shield", name, parse, &SHIELDS)?;
    *switch(&mut World::of(context)?.state().account.shields) = is_on;
    Ok(())
}
