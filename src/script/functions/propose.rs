//! Proposals. These functions write down a wish with its reason; the planner decides, and nothing here deletes.

use std::sync::Arc;

use jiff::ToSpan as _;
use jiff::civil::Date;
use jiff::tz::TimeZone;
use rhai::{Dynamic, Engine, FnPtr, INT, NativeCallContext, Position};

use super::options::{self, Asked};
use super::wrong_type;
use crate::model::{Action, Asset, AssetKind};
use crate::plan::{Keep, Proposal, Reason};
use crate::script::error::{Fault, Outcome, Raised, Stop};
use crate::script::limits::clipped;
use crate::script::native::{Argument, Told, Wish};
use crate::script::session::{Session, line_of, unknown};
use crate::script::values::{AssetValue, AssetsValue, VideoValue};

type Context<'a> = NativeCallContext<'a>;

/// How long a quarantine lasts unless the script says it.
const QUARANTINE_DAYS: INT = 30;

pub(super) fn register(engine: &mut Engine) {
    for wish in Wish::ALL {
        engine.register_fn(wish.name(), move |context: Context<'_>, video: Dynamic| {
            proposed(&context, wish, video, None)
        });
        engine.register_fn(wish.name(), move |context: Context<'_>, video: Dynamic, last: Dynamic| {
            proposed(&context, wish, video, Some(last))
        });
    }
    engine.register_fn("delete_asset", |context: Context<'_>, asset: Dynamic| delete_asset(&context, asset, None));
    engine.register_fn("delete_asset", |context: Context<'_>, asset: Dynamic, last: Dynamic| {
        delete_asset(&context, asset, Some(last))
    });
    engine.register_fn("delete_images", |context: Context<'_>, video: Dynamic| delete_images(&context, video, None));
    engine.register_fn("delete_images", |context: Context<'_>, video: Dynamic, last: Dynamic| {
        delete_images(&context, video, Some(last))
    });
    register_renditions(engine);
}

fn register_renditions(engine: &mut Engine) {
    engine.register_fn("delete_renditions", |context: Context<'_>, video: Dynamic| {
        delete_renditions(&context, video, None, None)
    });
    engine.register_fn("delete_renditions", |context: Context<'_>, video: Dynamic, second: Dynamic| {
        match second.clone().try_cast::<FnPtr>() {
            Some(filter) => delete_renditions(&context, video, Some(&filter), None),
            None => delete_renditions(&context, video, None, Some(second)),
        }
    });
    engine.register_fn("delete_renditions", |context: Context<'_>, video: Dynamic, filter: FnPtr, last: Dynamic| {
        delete_renditions(&context, video, Some(&filter), Some(last))
    });
}

/// Where a proposing function was called.
struct Place<'a> {
    function: &'a str,
    /// The script as the engine names it.
    source: &'a str,
    at: Position,
}

impl<'a> Place<'a> {
    fn of(context: &'a Context<'_>) -> Self {
        let source = context.call_source().unwrap_or_default();
        Self { function: context.fn_name(), source, at: context.call_position() }
    }
}

/// One call of a proposing function, read and ready to record.
struct Call {
    session: Arc<Session>,
    asked: Asked,
    reason: Reason,
}

impl Call {
    fn new(context: &Context<'_>, video: &VideoValue, last: Option<Dynamic>) -> Outcome<Self> {
        Self::at(&Place::of(context), Session::of(context)?, video, argument(last))
    }

    fn at(place: &Place<'_>, session: Arc<Session>, video: &VideoValue, argument: Argument) -> Outcome<Self> {
        let mut asked = match argument {
            Argument::None => Asked::default(),
            Argument::Text(reason) => Asked::because(reason),
            Argument::Other(value) => options::read(place.function, value)?,
        };
        let reason = reason(&session, place, video, asked.reason.take());
        Ok(Self { session, asked, reason })
    }

    fn record(&self, video: &VideoValue, action: Action, asset: Option<Arc<Asset>>) -> Outcome<()> {
        if self.session.keeps_unordered(video.video()) {
            return Ok(());
        }
        let files = video.files();
        let assets = (!files.looked_up().is_empty()).then(|| files.clone());
        drop(files);
        let most = self.session.fixed.limits.proposals;
        let mut gathered = self.session.gathered();
        if gathered.wishes.stored() >= most {
            return Err(Raised::Stopped(Stop::Proposals(most)).into_error());
        }
        gathered.wishes.add(Proposal {
            action,
            video: Arc::clone(video.video()),
            asset,
            assets,
            reason: self.reason.clone(),
            options: self.asked.options,
        });
        Ok(())
    }
}

/// The reason given, or else the condition around the call, or else the query that found the video.
fn reason(session: &Session, place: &Place<'_>, video: &VideoValue, given: Option<String>) -> Reason {
    let &Place { source, at, .. } = place;
    let policy = match source {
        "" => session.fixed.policy.as_ref().to_owned(),
        module => module.to_owned(),
    };
    let most = session.fixed.limits.reason_bytes;
    if let Some(text) = given {
        let text = if text.len() <= most { text } else { clipped(&text, most) };
        return Reason { policy, line: line_of(at), text };
    }
    let (line, text) = match (session.reasons().at(source, at), video.origin()) {
        (Some(condition), _) => (condition.line, condition.text.clone()),
        (None, Some(query)) if !query.is_empty() => (line_of(at), format!("found by {query}")),
        (None, _) => (line_of(at), "proposed without a condition".to_owned()),
    };
    Reason { policy, line, text: clipped(&text, most) }
}

fn video_of(function: &str, value: Dynamic) -> Outcome<VideoValue> {
    if value.is_string() {
        let id = value.into_string().unwrap_or_default();
        return Err(Fault::new("wrong-type", format!("`{function}` takes a Video, not text"))
            .hint(format!("get it with video({id:?})"))
            .into());
    }
    let shown = wrong_type(function, "a Video", &value);
    if value.is::<AssetValue>() {
        return Err(shown.hint("write delete_asset(asset), or use `asset.video`").into());
    }
    value.try_cast::<VideoValue>().ok_or_else(|| shown.into())
}

fn proposed(context: &Context<'_>, wish: Wish, video: Dynamic, last: Option<Dynamic>) -> Outcome<()> {
    let place = Place { function: wish.name(), ..Place::of(context) };
    let video = video_of(wish.name(), video)?;
    Wanted::new(&place, Session::of(context)?, wish, &video, argument(last))?.record()
}

/// What a body calls for a video without the interpreter, ready to record.
pub(in crate::script) fn wanted<'a>(
    session: &Arc<Session>,
    told: Told<'_>,
    video: &'a VideoValue,
) -> Outcome<Wanted<'a>> {
    let place = Place { function: told.call.wish.name(), source: &told.call.source, at: told.call.at };
    Wanted::new(&place, Arc::clone(session), told.call.wish, video, told.argument)
}

/// A call of a proposing function that needs to know nothing more.
pub(in crate::script) struct Wanted<'a> {
    video: &'a VideoValue,
    what: What,
    at: Position,
}

enum What {
    Propose(Call, Action, Option<Arc<Asset>>),
    Keep(Arc<Session>, Keep),
    /// It is known that there is nothing to delete.
    Nothing,
}

impl<'a> Wanted<'a> {
    fn new(
        place: &Place<'_>,
        session: Arc<Session>,
        wish: Wish,
        video: &'a VideoValue,
        last: Argument,
    ) -> Outcome<Self> {
        let what = match wish {
            Wish::DeleteVideo => What::Propose(Call::at(place, session, video, last)?, Action::DeleteVideo, None),
            Wish::DeleteMaster => master(Call::at(place, session, video, last)?, video),
            Wish::Quarantine => quarantined(Call::at(place, session, video, last)?)?,
            Wish::Keep => {
                let keep = kept(place, &session, video, last)?;
                What::Keep(session, keep)
            }
        };
        Ok(Self { video, what, at: place.at })
    }

    /// Writes it down. The only errors are bounds that are reached.
    pub(in crate::script) fn record(self) -> Outcome<()> {
        let recorded = match self.what {
            What::Propose(call, action, asset) => call.record(self.video, action, asset),
            What::Keep(session, keep) => session.keep(keep),
            What::Nothing => Ok(()),
        };
        recorded.map_err(|mut error| {
            if error.position().is_none() {
                error.set_position(self.at);
            }
            error
        })
    }
}

fn master(call: Call, video: &VideoValue) -> What {
    let master = video.files().get(AssetKind::Master).cloned();
    match master.as_ref().and_then(|found| found.value()).map(|list| list.first().cloned()) {
        // It was looked up, and there is none.
        Some(None) => What::Nothing,
        Some(Some(asset)) => What::Propose(call, Action::DeleteMaster, Some(asset)),
        None => What::Propose(call, Action::DeleteMaster, None),
    }
}

/// The day is fixed here, from the one clock of the run: the plan shows it, and the commit writes that very day.
fn quarantined(mut call: Call) -> Outcome<What> {
    let days = call.asked.days.unwrap_or(QUARANTINE_DAYS);
    call.asked.options.until = Some(last_day(&call.session, days)?);
    Ok(What::Propose(call, Action::Quarantine, None))
}

fn last_day(session: &Session, days: INT) -> Outcome<Date> {
    let today = session.now().to_zoned(TimeZone::UTC).date();
    today
        .checked_add(days.days())
        .map_err(|_| Fault::new("time-range", format!("{days} days after {today} is beyond the calendar")).into())
}

fn delete_asset(context: &Context<'_>, asset: Dynamic, last: Option<Dynamic>) -> Outcome<()> {
    let wrong = wrong_type("delete_asset", "an Asset", &asset);
    let Some(value) = asset.try_cast::<AssetValue>() else {
        return Err(wrong.hint("get one from assets(video), such as assets(video).renditions").into());
    };
    let call = Call::new(context, &value.owner, last)?;
    call.record(&value.owner, Action::on(value.asset.kind), Some(Arc::clone(&value.asset)))
}

fn delete_renditions(
    context: &Context<'_>,
    video: Dynamic,
    filter: Option<&FnPtr>,
    last: Option<Dynamic>,
) -> Outcome<INT> {
    let video = video_of("delete_renditions", video)?;
    let call = Call::new(context, &video, last)?;
    let mut count = 0;
    for value in listed(context, &call, &video, AssetKind::Rendition)? {
        let wanted = match filter {
            None => true,
            Some(filter) => filter.call_within_context::<bool>(context, (value.clone(),))?,
        };
        if wanted {
            call.record(&video, Action::DeleteRendition, Some(value.asset))?;
            count += 1;
        }
    }
    Ok(count)
}

fn delete_images(context: &Context<'_>, video: Dynamic, last: Option<Dynamic>) -> Outcome<INT> {
    let video = video_of("delete_images", video)?;
    let call = Call::new(context, &video, last)?;
    let kinds = [AssetKind::Poster, AssetKind::Thumbnail, AssetKind::Image, AssetKind::Snapshot];
    let mut found = Vec::new();
    for kind in kinds {
        found.extend(listed(context, &call, &video, kind)?);
    }
    let count = INT::try_from(found.len()).unwrap_or(INT::MAX);
    for value in found {
        call.record(&video, Action::on(value.asset.kind), Some(value.asset))?;
    }
    Ok(count)
}

fn listed(context: &Context<'_>, call: &Call, video: &VideoValue, kind: AssetKind) -> Outcome<Vec<AssetValue>> {
    let files = AssetsValue::new(video.clone(), Arc::clone(&call.session));
    files.list(kind).map_err(|reason| unknown(video.video(), kind.as_str(), &reason, context))
}

fn kept(place: &Place<'_>, session: &Session, video: &VideoValue, argument: Argument) -> Outcome<Keep> {
    let given = match argument {
        Argument::None => None,
        Argument::Text(text) => Some(text),
        Argument::Other(value) if value.is_string() => value.into_string().ok(),
        Argument::Other(value) => return Err(wrong_type("keep", "a reason (text) last", &value).into()),
    };
    Ok(Keep { video: Arc::clone(video.video()), reason: reason(session, place, video, given) })
}

fn argument(last: Option<Dynamic>) -> Argument {
    last.map_or(Argument::None, Argument::Other)
}
