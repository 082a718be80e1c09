//! Lets a request go right or wrong.

use std::sync::Arc;

use axum::body::{Body, Bytes, to_bytes};
use axum::http::request::Parts;
use axum::http::{HeaderValue, StatusCode, header};
use axum::middleware::Next;
use axum::response::Response;
use futures_util::stream;
use serde_json::Value;

use super::answer;
use super::call::Call;
use super::does::{Cut, Does};
use super::engine::Engine;
use super::page;
use super::sort::Sort;
use crate::sandbox::apsara::Gateway;
use crate::sandbox::brightcove::Tokens;
use crate::sandbox::clock::Clock;
use crate::sandbox::library::vault::Vault;
use crate::sandbox::wire::{Gate, Line};

/// What faults reach into.
#[derive(Debug, Clone)]
pub(in crate::sandbox) struct Platforms {
    pub(in crate::sandbox) vault: Arc<Vault>,
    pub(in crate::sandbox) clock: Clock,
    pub(in crate::sandbox) apsara: Arc<Gateway>,
    pub(in crate::sandbox) tokens: Arc<Tokens>,
    pub(in crate::sandbox) gate: Gate,
}

/// What became of a request.
#[derive(Debug)]
pub(in crate::sandbox) struct Acted {
    pub(in crate::sandbox) response: Response,
    /// The fault that hit it, in the word of the file.
    pub(in crate::sandbox) fault: Option<&'static str>,
    /// Whether the client gets an answer at all.
    pub(in crate::sandbox) answered: bool,
}

/// A request with what is needed to carry it out.
struct Job {
    parts: Parts,
    body: Bytes,
    next: Next,
}

impl Job {
    async fn run(self) -> Response {
        self.next.run(axum::extract::Request::from_parts(self.parts, Body::from(self.body))).await
    }
}

/// Lets a request go right or wrong: first come late requests and what others do, then the request itself.
pub(in crate::sandbox) async fn act(
    engine: &Engine,
    platforms: &Platforms,
    call: &Call,
    line: &Line,
    (parts, body, next): (Parts, Bytes, Next),
) -> Acted {
    let turn = engine.turn(call);
    for late in turn.late {
        late.await;
    }
    for (event, draw) in turn.events {
        let happened = platforms.vault.happen(platforms.clock.now(), |shelf| event.changes(shelf, &call.ids, draw));
        if let Err(error) = happened {
            tracing::warn!(%error, "an event could not happen");
        }
    }
    let job = Job { parts, body, next };
    let Some(does) = turn.does else {
        let response = job.run().await;
        let response = if engine.keeps_pages() { paged(engine, call, response, |_, _| {}).await } else { response };
        return Acted { response, fault: None, answered: true };
    };
    let fault = Some(does.word());
    let nothing = |line: &Line| {
        line.reset();
        Acted { response: Response::new(Body::empty()), fault, answered: false }
    };
    let response = match does {
        Does::ResetBefore => return nothing(line),
        Does::ResetAfter => {
            job.run().await;
            return nothing(line);
        }
        Does::ApplyLate { requests } => {
            engine.postpone(*requests, Box::pin(job.run()));
            return nothing(line);
        }
        Does::Refuse(time) => {
            platforms.gate.close(*time).await;
            return nothing(line);
        }
        Does::Answer { bad, applied } => {
            if *applied {
                job.run().await;
            }
            answer::bad(bad, call, &platforms.apsara)
        }
        Does::Ignore => answer::acknowledged(call, &platforms.apsara),
        Does::ExpireToken => expire(platforms, call, job).await,
        Does::Stall { time, applied } => {
            let response = if *applied { job.run().await } else { answer::page(StatusCode::GATEWAY_TIMEOUT) };
            tokio::time::sleep(*time).await;
            response
        }
        Does::Slow { pieces, pause } => slow(job.run().await, *pieces, *pause).await,
        Does::Truncate(cut) => truncate(job.run().await, *cut, line).await,
        Does::ShortPage { items } => paged(engine, call, job.run().await, |list, _| page::shorten(list, *items)).await,
        Does::Duplicates { items } => {
            paged(engine, call, job.run().await, |list, before| page::repeat(list, before, *items)).await
        }
        Does::Shuffle { items } => {
            let mut draw = engine.draw();
            let happened =
                platforms.vault.happen(platforms.clock.now(), |shelf| page::inserted(shelf, *items, &mut draw));
            if let Err(error) = happened {
                tracing::warn!(%error, "videos could not be inserted");
            }
            job.run().await
        }
    };
    Acted { response, fault, answered: true }
}

/// Makes the token in use a bad one; then the platform itself answers. A key without a token is told that it is disabled.
async fn expire(platforms: &Platforms, call: &Call, job: Job) -> Response {
    platforms.tokens.revoke_all();
    if call.operation.is_none() || call.has_token {
        platforms.apsara.expire_tokens();
        return job.run().await;
    }
    platforms.apsara.refusal(400, "InvalidAccessKeyId.Inactive", "Specified access key is disabled.")
}

async fn bytes_of(response: Response) -> (axum::http::response::Parts, Bytes) {
    let (parts, body) = response.into_parts();
    // Bodies are made in memory here, so reading one cannot fail.
    (parts, to_bytes(body, usize::MAX).await.unwrap_or_default())
}

/// Lets `change` work on the items of a page, and on those of the page before.
async fn paged(
    engine: &Engine,
    call: &Call,
    response: Response,
    change: impl FnOnce(&mut Vec<Value>, &[Value]),
) -> Response {
    if !call.is(Sort::List) {
        return response;
    }
    let (mut parts, bytes) = bytes_of(response).await;
    let mut body: Value = serde_json::from_slice(&bytes).unwrap_or_default();
    let Some(list) = page::items(call.dialect, &mut body) else {
        return Response::from_parts(parts, Body::from(bytes));
    };
    let before = engine.page_before(call, list);
    change(list, &before);
    parts.headers.remove(header::CONTENT_LENGTH);
    Response::from_parts(parts, Body::from(body.to_string()))
}

async fn slow(response: Response, pieces: usize, pause: std::time::Duration) -> Response {
    let (mut parts, bytes) = bytes_of(response).await;
    parts.headers.insert(header::CONTENT_LENGTH, HeaderValue::from(bytes.len()));
    let size = bytes.len().div_ceil(pieces).max(1);
    let body = stream::unfold(bytes, move |mut rest| async move {
        if rest.is_empty() {
            return None;
        }
        tokio::time::sleep(pause).await;
        let piece = rest.split_to(size.min(rest.len()));
        Some((Ok::<_, std::convert::Infallible>(piece), rest))
    });
    Response::from_parts(parts, Body::from_stream(body))
}

async fn truncate(response: Response, cut: Cut, line: &Line) -> Response {
    let (mut parts, bytes) = bytes_of(response).await;
    let half = bytes.len() / 2;
    match cut {
        // There is no body to be cut: then it is the head.
        Cut::Body | Cut::Json if bytes.is_empty() => line.cut_after("HTTP/1.1 2".len()),
        Cut::Body => line.cut_in_body(half),
        Cut::Json => {
            parts.headers.remove(header::CONTENT_LENGTH);
            return Response::from_parts(parts, Body::from(bytes.slice(..half)));
        }
    }
    parts.headers.insert(header::CONTENT_LENGTH, HeaderValue::from(bytes.len()));
    if bytes.is_empty() {
        parts.headers.remove(header::CONTENT_LENGTH);
    }
    Response::from_parts(parts, Body::from(bytes))
}
