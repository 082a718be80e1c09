//! The deleting half: [`Deleter`] for an `ApsaraVideo` VOD library.
//!
//! Nothing that is deleted here comes back: there is no recycle bin. Targets are packed into requests so that the
//! answer, or a reading after it, tells for each how it ended.

mod answer;
#[cfg(any(test, fuzzing))]
pub(super) mod fuzz;
mod listed;
mod marking;
mod packing;
mod settle;
mod single;
mod unlisted;

use async_trait::async_trait;
use futures_util::stream::{self, StreamExt as _};

pub(super) use self::answer::Acknowledged;
use self::packing::{Request, pack};
use super::refresh;
use super::shared::{Apsara, Shared};
use crate::model::{Action, Target};
use crate::provider::{Copies, Deleter, Deletion, Error, ErrorKind, Marking, Refreshed, Verification};

/// The most ids that one deleting request takes, of whatever kind.
const MOST: usize = 20;

/// One target's place in the call, and the id by which a request names it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Named<'a> {
    place: usize,
    id: &'a str,
}

/// How the targets of one request ended.
type Ended = Vec<(usize, Deletion)>;

#[async_trait]
impl Deleter for Apsara {
    /// A call may become several requests; their results stay attributable all the same.
    fn batch(&self, action: Action) -> usize {
        match action {
            Action::DeleteVideo
            | Action::DeleteMaster
            | Action::DeleteRendition
            | Action::DeletePoster
            | Action::DeleteSnapshot
            | Action::Quarantine
            | Action::Release => MOST,
            Action::DeleteThumbnail
            | Action::DeleteImage
            | Action::DeleteTextTrack
            | Action::DeleteAudioTrack
            | Action::DeleteManifest => 1,
        }
    }

    fn verification(&self, action: Action) -> Verification {
        match action {
            Action::DeleteVideo
            | Action::DeleteMaster
            | Action::DeleteRendition
            | Action::Quarantine
            | Action::Release => Verification::Prompt,
            // Whether a video forgets the address of a deleted picture is not documented.
            _ => Verification::Delayed,
        }
    }

    async fn delete(&self, targets: &[Target]) -> Vec<Deletion> {
        let requests = pack(targets);
        let wide = self.shared.vod.concurrency().max(1);
        let mut calls = Vec::with_capacity(requests.len());
        for request in requests {
            calls.push(perform(&self.shared, request));
        }
        let ended: Vec<Ended> = stream::iter(calls).buffer_unordered(wide).collect().await;
        in_order(targets.iter(), ended)
    }

    async fn mark(&self, markings: &[Marking]) -> Vec<Deletion> {
        let ended = marking::mark(&self.shared, markings).await;
        in_order(markings.iter().map(|marking| &marking.target), ended)
    }

    async fn refresh(&self, copies: &[Copies]) -> Refreshed {
        refresh::refresh(&self.shared, copies).await
    }
}

/// How each target ended, in their order.
fn in_order<'a>(targets: impl ExactSizeIterator<Item = &'a Target>, ended: Vec<Ended>) -> Vec<Deletion> {
    let mut by_place: Vec<Option<Deletion>> = (0..targets.len()).map(|_| None).collect();
    for (place, deletion) in ended.into_iter().flatten() {
        if let Some(slot) = by_place.get_mut(place) {
            *slot = Some(deletion);
        }
    }
    let unanswered = |target| Error::new(ErrorKind::Malformed, format!("there was no answer for {target}"));
    by_place
        .into_iter()
        .zip(targets)
        .map(|(deletion, target)| deletion.unwrap_or_else(|| Deletion::InDoubt(unanswered(target))))
        .collect()
}

async fn perform(shared: &Shared, request: Request<'_>) -> Ended {
    match request {
        Request::Videos(named) => listed::videos(shared, &named).await,
        Request::Masters { force, named } => listed::masters(shared, force, &named).await,
        Request::Attached(named) => listed::attached(shared, &named).await,
        Request::Upload(named) => vec![(named.place, single::upload(shared, named.id).await)],
        Request::Poster(named) => vec![(named.place, single::poster(shared, named.id).await)],
        Request::Unlisted { of, named } => unlisted::delete(shared, of, &named).await,
        Request::None { place, refusal } => vec![(place, Deletion::Refused(refusal))],
    }
}
