//! Asking the library: listings, single videos, their files, and what points at them.

use std::sync::Arc;

use rhai::{Array, Dynamic, Engine, EvalAltResult, INT, Map, NativeCallContext};

use super::options::unknown_option;
use super::wrong_type;
use crate::model::{Diagnostic, VideoField, VideoId, closest};
use crate::query::{self, Expr, Field, Listing, Literal, Matcher, Order, Query, Term, Test};
use crate::script::error::{Fault, Outcome, Raised};
use crate::script::session::Session;
use crate::script::values::{AssetsValue, Origin, SortKey, VideoValue, VideosValue, text};

type Context<'a> = NativeCallContext<'a>;

pub(super) fn register(engine: &mut Engine) {
    engine.register_fn("search", |context: Context<'_>| search(&context, "", Map::new()));
    engine.register_fn("search", |context: Context<'_>, query: &str| search(&context, query, Map::new()));
    engine.register_fn("search", |context: Context<'_>, query: &str, options: Map| search(&context, query, options));
    engine.register_fn("search_native", |context: Context<'_>, query: &str| native(&context, query));
    engine.register_fn("count", |context: Context<'_>, query: &str| count(&context, query));
    engine.register_fn("count", |context: Context<'_>| count(&context, ""));
    engine.register_fn("find_video", |context: Context<'_>, id: &str| find(&context, id));
    engine.register_fn("video", |context: Context<'_>, id: &str| -> Outcome<Dynamic> {
        let found = find(&context, id)?;
        if found.is_unit() {
            return Err(Fault::new("no-such-video", format!("there is no video {id:?}"))
                .hint("find_video(id) gives () instead of an error")
                .into());
        }
        Ok(found)
    });
    engine.register_fn("assets", |context: Context<'_>, video: Dynamic| -> Outcome<AssetsValue> {
        let wrong = wrong_type("assets", "a Video", &video);
        let video = video.try_cast::<VideoValue>().ok_or(wrong)?;
        Ok(AssetsValue::new(video, Session::of(&context)?))
    });
    engine.register_fn("references", |context: Context<'_>, video: VideoValue| references(&context, &video));
    engine.register_fn("quote", |text: &str| query::quote(text));
}

fn search(context: &Context<'_>, written: &str, options: Map) -> Outcome<VideosValue> {
    let session = Session::of(context)?;
    let mut query = parse(&session, written)?;
    if !query.names_field(VideoField::MediaType) {
        query.root = and_videos(query.root);
    }
    let (sort, limit) = read_options(options)?;
    let matcher = Some(Matcher::new(&query));
    let listing = Listing { query: Some(Arc::new(query)), native: None, order: Order::default() };
    Ok(VideosValue::new(session, Origin { listing, matcher, text: written.into(), sort, limit }, context))
}

/// A library holds sound as well; a policy means videos unless it says otherwise.
fn and_videos(root: Expr) -> Expr {
    let videos = Expr::Term(Term::Field {
        field: Field::Video(VideoField::MediaType),
        test: Test::AnyOf(vec![Literal::Text("video".into())]),
    });
    match root {
        Expr::And(mut parts) => {
            parts.push(videos);
            Expr::And(parts)
        }
        other => Expr::And(vec![other, videos]),
    }
}

fn parse(session: &Session, written: &str) -> Outcome<Query> {
    check_length(session, written)?;
    query::parse(written, session.now()).map_err(|diagnostic| refused(&diagnostic))
}

fn check_length(session: &Session, written: &str) -> Outcome<()> {
    let most = session.fixed.limits.query_bytes;
    if written.len() <= most {
        return Ok(());
    }
    Err(Fault::new("too-large", format!("a query has at most {most} bytes, not {}", written.len()))
        .hint("search for less and decide the rest in .filter(…)")
        .into())
}

#[expect(clippy::unnecessary_box_returns, reason = "the engine's errors are boxed everywhere")]
fn refused(diagnostic: &Diagnostic) -> Box<EvalAltResult> {
    let place = match (&diagnostic.source, &diagnostic.span) {
        (Some(source), Some(span)) => format!(" (column {} of {:?})", source.position_of(span.start).1, source.text),
        _ => String::new(),
    };
    let mut fault = Fault::new(diagnostic.code, format!("{}{place}", diagnostic.message));
    fault.hint.clone_from(&diagnostic.hint);
    fault.into()
}

fn read_options(options: Map) -> Outcome<(Option<SortKey>, Option<usize>)> {
    let (mut sort, mut limit) = (None, None);
    for (key, value) in options {
        match key.as_str() {
            "sort" => sort = Some(sort_key(&value)?),
            "limit" => {
                let count = value.as_int().ok().and_then(|count| usize::try_from(count).ok());
                limit = Some(count.ok_or_else(|| wrong_type("search", "a number of videos as `limit`", &value))?);
            }
            other => return Err(unknown_option("search", other, &["sort", "limit"]).into()),
        }
    }
    Ok((sort, limit))
}

fn sort_key(value: &Dynamic) -> Outcome<SortKey> {
    let wrong = || wrong_type("search", "the name of a field as `sort`, such as \"-updated_at\"", value);
    let name = value.clone().into_string().map_err(|_| wrong())?;
    let (bare, descending) = name.strip_prefix('-').map_or((name.as_str(), false), |bare| (bare, true));
    let Some(field) = VideoField::parse(bare) else {
        let fault = Fault::new("unknown-field", format!("a Video has no field `{bare}` to sort by"));
        return Err(match closest(bare, VideoField::ALL.iter().map(|field| field.name())) {
            Some(near) => fault.hint(format!("did you mean `{near}`?")).into(),
            None => fault.into(),
        });
    };
    Ok(SortKey { field, descending })
}

fn native(context: &Context<'_>, written: &str) -> Outcome<VideosValue> {
    let session = Session::of(context)?;
    check_length(&session, written)?;
    let capabilities = session.fixed.catalog.capabilities();
    if !capabilities.native_search {
        let message = format!("{} has no query language to pass through", capabilities.platform.title());
        return Err(Fault::new("not-supported", message).hint("use search(query)").into());
    }
    if written.trim().is_empty() {
        return Err(Fault::new("query-value", "`search_native` needs a query")
            .hint("search() lists everything")
            .into());
    }
    let listing = Listing { query: None, native: Some(written.into()), order: Order::default() };
    let origin = Origin { listing, matcher: None, text: written.into(), sort: None, limit: None };
    Ok(VideosValue::new(session, origin, context))
}

fn count(context: &Context<'_>, written: &str) -> Outcome<INT> {
    let session = Session::of(context)?;
    if written.trim().is_empty() {
        let catalog = &session.fixed.catalog;
        let total = session.fixed.progress.asking(|| catalog.total()).map_err(|e| Raised::catalog(e, context))?;
        if let Some(total) = total {
            return Ok(INT::try_from(total).unwrap_or(INT::MAX));
        }
    }
    let before = session.left_out().0;
    let mut found: INT = 0;
    for video in search(context, written, Map::new())?.stream()? {
        video?;
        found += 1;
    }
    session.counted_all(before, context)?;
    Ok(found)
}

fn find(context: &Context<'_>, id: &str) -> Outcome<Dynamic> {
    let session = Session::of(context)?;
    let id = VideoId::new(id.trim()).map_err(|_| {
        Fault::new("empty-id", "the id of a video must not be empty").hint("check the list that it came from")
    })?;
    let fixed = &session.fixed;
    let found = fixed.progress.asking(|| fixed.catalog.video(&id)).map_err(|error| Raised::catalog(error, context))?;
    Ok(match found {
        None => Dynamic::UNIT,
        Some(video) => {
            session.walked(&video);
            session.give(&video);
            Dynamic::from(VideoValue::new(video, None))
        }
    })
}

fn references(context: &Context<'_>, video: &VideoValue) -> Outcome<Array> {
    let session = Session::of(context)?;
    let fixed = &session.fixed;
    // Where there are no manual playlists, none holds the video.
    if !fixed.catalog.capabilities().playlists {
        return Ok(Array::new());
    }
    let found = fixed.progress.asking(|| fixed.catalog.references(&video.video().id));
    let playlists = found.map_err(|error| Raised::catalog(error, context))?;
    Ok(playlists.iter().map(|id| text(id)).collect())
}
