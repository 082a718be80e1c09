//! What scripts ask for, before anything is decided.

use std::sync::Arc;

use super::Reason;
use crate::model::{Action, Asset, Assets, TargetOptions, Video, VideoId};

/// One deletion that a script asked for. It is only a wish: the planner decides.
#[derive(Debug, Clone)]
pub struct Proposal {
    /// What to do.
    pub action: Action,
    /// The video as the script saw it.
    pub video: Arc<Video>,
    /// The file; `None` exactly when the action deletes the whole video, or for a master that the script
    /// did not look up.
    pub asset: Option<Arc<Asset>>,
    /// What the script looked up of the video's files so far.
    pub assets: Option<Assets>,
    /// Why, and where in which script.
    pub reason: Reason,
    /// Explicit options.
    pub options: TargetOptions,
}

/// A video that a script shields from every proposal of the plan.
#[derive(Debug, Clone)]
pub struct Keep {
    /// The video.
    pub video: Arc<Video>,
    /// Why, and where in which script.
    pub reason: Reason,
}

/// A video that a rule could not be decided for: it is kept, counted and named.
#[derive(Debug, Clone)]
pub struct Unreadable {
    /// The video's id.
    pub video: VideoId,
    /// Its title as far as known.
    pub name: Option<String>,
    /// The field or file kind that is unknown: `updated_at`, `master`.
    pub field: String,
    /// The script.
    pub policy: String,
    /// The line in it; `None` when a query and not the script asked.
    pub line: Option<u32>,
    /// Why it is unknown.
    pub message: String,
}
