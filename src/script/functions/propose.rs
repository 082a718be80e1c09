//! Proposals. These functions write down a wish with its reason; the planner decides, and nothing here deletes.

use std::sync::Arc;

use jiff::ToSpan as _;
use jiff::civil::Date;
use jiff::tz::TimeZone;
use rhai::{Dynamic, Engine, FnPtr, INT, NativeCallContext};

use super::options::{self, Asked};
use super::wrong_type;
use crate::model::{Action, Asset, AssetKind};
use crate::plan::{Keep, Proposal, Reason};
use crate::script::error::{Fault, Outcome, Raised, Stop};
use crate::script::limits::clipped;
use crate::script::session::{Session, line_of, unknown};
use crate::script::values::{AssetValue, AssetsValue, VideoValue};

type Context<'a> = NativeCallContext<'a>;

/// How long a quarantine lasts unless the script says it.
const QUARANTINE_DAYS: INT = 30;

pub(super) fn register(engine: &mut Engine) {
    engine.register_fn("delete_video", |context: Context<'_>, video: Dynamic| delete_video(&context, video, None));
    engine.register_fn("delete_video", |context: Context<'_>, video: Dynamic, last: Dynamic| {
        delete_video(&context, video, Some(last))
    });
    engine.register_fn("delete_master", |context: Context<'_>, video: Dynamic| delete_master(&context, video, None));
    engine.register_fn("delete_master", |context: Context<'_>, video: Dynamic, last: Dynamic| {
        delete_master(&context, video, Some(last))
    });
    engine.register_fn("delete_asset", |context: Context<'_>, asset: Dynamic| delete_asset(&context, asset, None));
    engine.register_fn("delete_asset", |context: Context<'_>, asset: Dynamic, last: Dynamic| {
        delete_asset(&context, asset, Some(last))
    });
    engine.register_fn("delete_images", |context: Context<'_>, video: Dynamic| delete_images(&context, video, None));
    engine.register_fn("delete_images", |context: Context<'_>, video: Dynamic, last: Dynamic| {
        delete_images(&context, video, Some(last))
    });
    register_renditions(engine);
    engine.register_fn("quarantine", |context: Context<'_>, video: Dynamic| quarantine(&context, video, None));
    engine.register_fn("quarantine", |context: Context<'_>, video: Dynamic, last: Dynamic| {
        quarantine(&context, video, Some(last))
    });
    engine.register_fn("keep", |context: Context<'_>, video: Dynamic| keep(&context, video, None));
    engine.register_fn("keep", |context: Context<'_>, video: Dynamic, reason: Dynamic| {
        keep(&context, video, Some(reason))
    });
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

/// One call of a proposing function, read and ready to record.
struct Call {
    session: Arc<Session>,
    asked: Asked,
    reason: Reason,
}

impl Call {
    fn new(context: &Context<'_>, video: &VideoValue, last: Option<Dynamic>) -> Outcome<Self> {
        let session = Session::of(context)?;
        let asked = last.map_or_else(|| Ok(Asked::default()), |last| options::read(context.fn_name(), last))?;
        let reason = reason(&session, context, video, asked.reason.as_deref());
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
fn reason(session: &Session, context: &Context<'_>, video: &VideoValue, given: Option<&str>) -> Reason {
    let at = context.call_position();
    let source = context.call_source().unwrap_or_default();
    let policy = match source {
        "" => session.fixed.policy.as_ref().to_owned(),
        module => module.to_owned(),
    };
    let most = session.fixed.limits.reason_bytes;
    if let Some(text) = given {
        return Reason { policy, line: line_of(at), text: clipped(text, most) };
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

fn delete_video(context: &Context<'_>, video: Dynamic, last: Option<Dynamic>) -> Outcome<()> {
    let video = video_of(context.fn_name(), video)?;
    Call::new(context, &video, last)?.record(&video, Action::DeleteVideo, None)
}

fn delete_master(context: &Context<'_>, video: Dynamic, last: Option<Dynamic>) -> Outcome<()> {
    let video = video_of(context.fn_name(), video)?;
    let call = Call::new(context, &video, last)?;
    let master = video.files().get(AssetKind::Master).cloned();
    let file = master.as_ref().and_then(|found| found.value()).map(|list| list.first().cloned());
    match file {
        // It was looked up, and there is none: nothing to delete.
        Some(None) => Ok(()),
        Some(Some(asset)) => call.record(&video, Action::DeleteMaster, Some(asset)),
        None => call.record(&video, Action::DeleteMaster, None),
    }
}

/// The day is fixed here, from the one clock of the run: the plan shows it, and the commit writes that very day.
fn quarantine(context: &Context<'_>, video: Dynamic, last: Option<Dynamic>) -> Outcome<()> {
    let video = video_of(context.fn_name(), video)?;
    let mut call = Call::new(context, &video, last)?;
    let days = call.asked.days.unwrap_or(QUARANTINE_DAYS);
    call.asked.options.until = Some(last_day(&call.session, days)?);
    call.record(&video, Action::Quarantine, None)
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

fn keep(context: &Context<'_>, video: Dynamic, given: Option<Dynamic>) -> Outcome<()> {
    let video = video_of("keep", video)?;
    let session = Session::of(context)?;
    let text = match given {
        None => None,
        Some(value) if value.is_string() => value.into_string().ok(),
        Some(value) => return Err(wrong_type("keep", "a reason (text) last", &value).into()),
    };
    let reason = reason(&session, context, &video, text.as_deref());
    session.keep(Keep { video: Arc::clone(video.video()), reason })
}
