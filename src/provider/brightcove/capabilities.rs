//! What the CMS API can delete, as data.

use crate::model::{Action, Capabilities, Delivery, Platform, Rule};

const PICTURES: &[Delivery] = &[Delivery::StaticOrigin, Delivery::Remote, Delivery::DynamicOrigin];

/// What Brightcove Video Cloud can do.
pub const CAPABILITIES: Capabilities = Capabilities {
    rules: &[
        Rule { action: Action::DeleteVideo, deliveries: &[], shared_in: true, otherwise: "" },
        Rule { action: Action::DeleteMaster, deliveries: &[], shared_in: false, otherwise: "" },
        Rule {
            action: Action::DeleteRendition,
            deliveries: &[Delivery::Remote, Delivery::StaticOrigin],
            shared_in: false,
            otherwise: "Brightcove Video Cloud deletes single renditions of remote and legacy videos only; for Dynamic \
                        Delivery, retranscode with a leaner ingest profile (which needs the master)",
        },
        Rule {
            action: Action::DeletePoster,
            deliveries: PICTURES,
            shared_in: false,
            otherwise: "Brightcove Video Cloud deletes posters of stored and remote videos only",
        },
        Rule {
            action: Action::DeleteThumbnail,
            deliveries: PICTURES,
            shared_in: false,
            otherwise: "Brightcove Video Cloud deletes thumbnails of stored and remote videos only",
        },
        Rule { action: Action::DeleteImage, deliveries: &[], shared_in: false, otherwise: "" },
        Rule { action: Action::DeleteTextTrack, deliveries: &[], shared_in: false, otherwise: "" },
        Rule {
            action: Action::DeleteAudioTrack,
            deliveries: &[Delivery::DynamicOrigin],
            shared_in: false,
            otherwise: "Brightcove Video Cloud has separate audio tracks for Dynamic Delivery videos only",
        },
        Rule {
            action: Action::DeleteManifest,
            deliveries: &[Delivery::Remote],
            shared_in: false,
            otherwise: "Brightcove Video Cloud deletes manifests of remote videos only; others are made on request",
        },
        // What a recipient may change of a video that was shared in, and whether a new sharing undoes it, is not documented.
        Rule { action: Action::Quarantine, deliveries: &[], shared_in: false, otherwise: "" },
        Rule { action: Action::Release, deliveries: &[], shared_in: false, otherwise: "" },
    ],
    playlists: true,
    native_search: true,
    quarantine_hides: true,
    ..Capabilities::none(Platform::Brightcove)
};
