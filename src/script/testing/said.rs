//! What a plan says of one video or file, and in words for the message of an assertion.

use std::collections::BTreeSet;

use rhai::Dynamic;

use crate::model::{Action, AssetId, AssetKind, VideoId};
use crate::plan::{Entry, KeepSource, Kept, Plan, UnknownNote};
use crate::script::error::Fault;
use crate::script::functions::described;
use crate::script::values::{AssetValue, VideoValue};

/// The video or file that an assertion is about.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Target {
    video: VideoId,
    name: Option<String>,
    asset: Option<(AssetKind, AssetId)>,
}

impl Target {
    /// Reads an argument: a Video, an Asset, or the id of a video.
    pub(super) fn of(function: &str, value: &Dynamic) -> Result<Self, Fault> {
        let named =
            |video: &VideoValue| (video.video().id.clone(), video.video().name.value().map(ToString::to_string));
        if let Some(video) = value.read_lock::<VideoValue>() {
            let (video, name) = named(&video);
            return Ok(Self { video, name, asset: None });
        }
        if let Some(file) = value.read_lock::<AssetValue>() {
            let (video, name) = named(&file.owner);
            return Ok(Self { video, name, asset: Some((file.asset.kind, file.asset.id.clone())) });
        }
        let id = value.as_immutable_string_ref().ok().and_then(|id| VideoId::new(id.as_str()).ok());
        id.map(|video| Self { video, name: None, asset: None }).ok_or_else(|| {
            let shown = described(value);
            Fault::new("wrong-type", format!("`{function}` takes a Video, an Asset or the id of a video, not {shown}"))
                .hint("add_video(#{ … }) gives the Video")
        })
    }

    /// The id of the video.
    pub(super) fn video(&self) -> &VideoId {
        &self.video
    }

    /// What to call it.
    pub(super) fn title(&self) -> String {
        let video = match &self.name {
            Some(name) => format!("video {} ({name})", self.video),
            None => format!("video {}", self.video),
        };
        match &self.asset {
            Some((kind, id)) => format!("{kind} {id} of {video}"),
            None => video,
        }
    }

    /// Entries about it; a deletion of the whole video is about its files too.
    pub(super) fn entries<'p>(&'p self, plan: &'p Plan) -> impl Iterator<Item = &'p Entry> {
        plan.entries.iter().filter(move |entry| {
            entry.video.id == self.video
                && match (&self.asset, &entry.asset) {
                    (None, _) => true,
                    (Some(_), None) => entry.action == Action::DeleteVideo || self.is_of(entry.action),
                    (Some((kind, id)), Some(asset)) => (*kind, id) == (asset.kind, &asset.id),
                }
        })
    }

    /// Notes that it is kept.
    pub(super) fn kept<'p>(&'p self, plan: &'p Plan) -> impl Iterator<Item = &'p Kept> {
        plan.kept.iter().filter(move |kept| {
            kept.video.id == self.video
                && match (&self.asset, &kept.asset) {
                    (None, _) => true,
                    (Some(_), None) => kept.action.is_none_or(|action| action.kind().is_none() || self.is_of(action)),
                    (Some((kind, id)), Some(asset)) => {
                        id == asset && kept.action.is_none_or(|action| action.kind() == Some(*kind))
                    }
                }
        })
    }

    /// Notes that something of it is unknown.
    pub(super) fn unknown<'p>(&'p self, plan: &'p Plan) -> impl Iterator<Item = &'p UnknownNote> {
        plan.unknown.iter().filter(move |note| note.video.id == self.video)
    }

    fn is_of(&self, action: Action) -> bool {
        self.asset.as_ref().is_some_and(|(kind, _)| action.kind() == Some(*kind))
    }

    /// What the plan says of it, in words.
    pub(super) fn told(&self, plan: &Plan) -> String {
        let mut parts = Vec::new();
        let actions: BTreeSet<Action> = self.entries(plan).map(|entry| entry.action).collect();
        if !actions.is_empty() {
            let words: Vec<&str> = actions.iter().map(|action| action.as_str()).collect();
            parts.push(format!("the plan has {}", words.join(", ")));
        }
        let kept: BTreeSet<String> =
            self.kept(plan).map(|kept| format!("it is kept by {}: {}", source(kept.source), kept.reason)).collect();
        parts.extend(kept);
        parts.extend(self.unknown(plan).map(|note| format!("`{}` is unknown: {}", note.field, note.message)));
        if parts.is_empty() { "nothing was proposed for it".to_owned() } else { parts.join("; ") }
    }
}

/// The word of a source of keeping.
pub(super) const fn source(source: KeepSource) -> &'static str {
    match source {
        KeepSource::Keep => "keep",
        KeepSource::Protection => "protection",
        KeepSource::Shield => "shield",
        KeepSource::Capability => "capability",
    }
}

/// The words of all sources of keeping.
pub(super) const SOURCES: [(&str, KeepSource); 4] = [
    ("keep", KeepSource::Keep),
    ("protection", KeepSource::Protection),
    ("shield", KeepSource::Shield),
    ("capability", KeepSource::Capability),
];
