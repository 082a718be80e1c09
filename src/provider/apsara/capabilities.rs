//! What `ApsaraVideo` VOD can delete, as data.

use super::detail::LOOKED_UP;
use crate::model::{Action, Capabilities, Delivery, MinimumStorage, Platform, Remark, Rule, VideoField};

/// What videos and audio are delivered as; images and auxiliary media are single files without parts.
const STORED: &[Delivery] = &[Delivery::Stored];

const NO_QUARANTINE: &str = "only videos and audio of ApsaraVideo VOD can be put into quarantine; an image or an \
                             auxiliary file is kept or deleted";

/// What `ApsaraVideo` VOD can do. No way to keep a video from being played and to undo that is documented, so one in
/// quarantine is only marked.
pub const CAPABILITIES: Capabilities = Capabilities {
    platform: Platform::Apsara,
    quarantine_hides: false,
    rules: &[
        Rule { action: Action::DeleteVideo, deliveries: &[], shared_in: true, otherwise: "" },
        Rule {
            action: Action::DeleteMaster,
            deliveries: STORED,
            shared_in: true,
            otherwise: "only videos and audio of ApsaraVideo VOD have a master; an image or an auxiliary file is deleted \
                        whole, with delete_video",
        },
        Rule {
            action: Action::DeleteRendition,
            deliveries: STORED,
            shared_in: true,
            otherwise: "only videos and audio of ApsaraVideo VOD have renditions; an image or an auxiliary file is \
                        deleted whole, with delete_video",
        },
        Rule {
            action: Action::DeletePoster,
            deliveries: STORED,
            shared_in: true,
            otherwise: "only videos and audio of ApsaraVideo VOD have a cover; an image is deleted whole, with \
                        delete_video",
        },
        Rule {
            action: Action::DeleteSnapshot,
            deliveries: STORED,
            shared_in: true,
            otherwise: "ApsaraVideo VOD takes snapshots of videos only; an image is deleted whole, with delete_video",
        },
        Rule { action: Action::Quarantine, deliveries: STORED, shared_in: true, otherwise: NO_QUARANTINE },
        Rule { action: Action::Release, deliveries: STORED, shared_in: true, otherwise: NO_QUARANTINE },
    ],
    playlists: false,
    native_search: true,
    looked_up: LOOKED_UP,
    minimum_storage: &[
        MinimumStorage { class: "IA", days: 30, master_only: false },
        MinimumStorage { class: "Archive", days: 60, master_only: false },
        MinimumStorage { class: "ColdArchive", days: 180, master_only: false },
        MinimumStorage { class: "SourceIA", days: 30, master_only: true },
        MinimumStorage { class: "SourceArchive", days: 60, master_only: true },
        MinimumStorage { class: "SourceColdArchive", days: 180, master_only: true },
    ],
    refreshes: true,
    remarks: &[
        Remark { field: VideoField::Status, word: "Transcoding", text: "it is being transcoded", shields: true },
        Remark { field: VideoField::Status, word: "Checking", text: "it waits for its review", shields: true },
        Remark {
            field: VideoField::Status,
            word: "Blocked",
            text: "it was blocked by a review, and may have to be kept as evidence",
            shields: false,
        },
        Remark {
            field: VideoField::StorageClass,
            word: "Changing",
            text: "its storage class is being changed, and what a deletion does meanwhile is not documented",
            shields: true,
        },
        Remark {
            field: VideoField::StorageClass,
            word: "SourceChanging",
            text: "the storage class of its source is being changed, and what a deletion does meanwhile is not documented",
            shields: true,
        },
    ],
};
