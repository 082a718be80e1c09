//! Quarantine and release: state and tags of a video, written by one request.
//!
//! The platform replaces the whole list of tags, so what would lose one is refused before anything is sent.

use std::collections::BTreeSet;

use super::capabilities::CAPABILITIES;
use super::client::{Fields, Raw};
use super::{Shared, wire};
use crate::model::{Action, Known, Marked, Quarantine, Target, Text, Video, VideoState};
use crate::provider::{Deletion, Error, ErrorKind, Marking};

/// The most tags that a video has (documented).
const TAGS: usize = 1_200;

impl Shared {
    pub(super) async fn mark(&self, marking: &Marking) -> Deletion {
        let Marking { target, video } = marking;
        let marked = match written(target, video) {
            Ok(marked) => marked,
            Err(why) => return Deletion::Refused(Error::new(ErrorKind::Refused, format!("{target}: {why}"))),
        };
        let state = marked.state.map(|state| if state == VideoState::Active { "ACTIVE" } else { "INACTIVE" });
        let fields = Fields { tags: marked.tags.iter().map(AsRef::as_ref).collect(), state };
        match self.cms.set(target.video.as_str(), &fields).await {
            Ok(answer) => match shows(target, video, &marked, answer.as_ref()) {
                Ok(()) => Deletion::Done,
                Err(error) => Deletion::InDoubt(error),
            },
            Err(error) if error.kind == ErrorKind::NotFound => Deletion::NotThere,
            Err(error) => Deletion::failed(error),
        }
    }
}

/// What is to be written, or why nothing is.
fn written(target: &Target, video: &Video) -> Result<Marked, String> {
    if video.id != target.video {
        return Err(format!("what was read is video {}", video.id));
    }
    if let Some(reason) = CAPABILITIES.refusal(target.action, video) {
        return Err(reason);
    }
    match &video.state {
        _ if target.action != Action::Quarantine => {}
        Known::Value(VideoState::Active | VideoState::Inactive) => {}
        Known::Value(state) => return Err(format!("its state is {state}, which a release could not restore")),
        Known::Unknown(reason) => return Err(format!("its state is unknown: {reason}")),
        Known::Absent => return Err("its state is not known".to_owned()),
    }
    let marked = Quarantine::written(target, video)?;
    if marked.tags.len() > TAGS {
        return Err(format!("it has {TAGS} tags already, and Brightcove Video Cloud takes no more: remove one"));
    }
    if let Some(tag) = marked.tags.iter().find(|tag| tag.contains(',')) {
        return Err(format!("its tag {tag:?} has a comma in it and might not be kept: rename it"));
    }
    Ok(marked)
}

/// Whether the answer shows the video as it was to become. Where it does not, the change may still be under way.
fn shows(target: &Target, before: &Video, marked: &Marked, answer: Option<&Raw>) -> Result<(), Error> {
    let doubtful = |why: String| Error::new(ErrorKind::Unavailable, format!("{target}: {why}"));
    let Some(raw) = answer else {
        return Err(doubtful("it was accepted, but the answer does not show the video".to_owned()));
    };
    let video = wire::video(raw.get())?;
    if video.id != target.video {
        let message = format!("{target}: the answer shows video {}", video.id);
        return Err(Error::new(ErrorKind::Malformed, message));
    }
    if video.tags.value().map(|tags| folded(tags)) != Some(folded(&marked.tags)) {
        return Err(doubtful("it was accepted, but the answer shows other tags".to_owned()));
    }
    if video.state.get() != marked.state.or(before.state.get()) {
        return Err(doubtful("it was accepted, but the answer shows another state".to_owned()));
    }
    Ok(())
}

/// Tags that differ only in case are the same tag (documented).
fn folded(tags: &[Text]) -> BTreeSet<String> {
    tags.iter().map(|tag| tag.to_lowercase()).collect()
}
