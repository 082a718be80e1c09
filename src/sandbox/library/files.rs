//! The files of a video: shapes, and the keys under which their deletion is remembered.
//!
//! Nothing here is stored: files are derived from the video each time (`derive`), minus what was deleted.

use jiff::Timestamp;

/// All files of a video that still exist.
#[derive(Debug, Clone, Default)]
pub(crate) struct Files {
    /// The source file.
    pub(crate) master: Option<Master>,
    /// Transcodes of the master.
    pub(crate) renditions: Vec<Rendition>,
    /// Progressive files besides the renditions (dynamic delivery only).
    pub(crate) downloads: Vec<Rendition>,
    /// Audio of dynamic delivery.
    pub(crate) audio_tracks: Vec<AudioTrack>,
    /// Still pictures.
    pub(crate) images: Vec<Image>,
    /// Manifests of remote videos.
    pub(crate) manifests: Vec<Manifest>,
}

/// The source file.
#[derive(Debug, Clone)]
pub(crate) struct Master {
    /// Its asset id.
    pub(crate) id: String,
    /// Its size in bytes.
    pub(crate) bytes: u64,
    /// Pixels across and down.
    pub(crate) frame: (u32, u32),
    /// Bits per second.
    pub(crate) bitrate: u64,
    /// When it was uploaded.
    pub(crate) uploaded_at: Timestamp,
}

/// A transcode of the master.
#[derive(Debug, Clone)]
pub(crate) struct Rendition {
    /// Its asset id; a path such as `default/video900` for dynamic delivery.
    pub(crate) id: String,
    /// Whether it is sound only.
    pub(crate) audio_only: bool,
    /// Its size in bytes; 0 where the files are elsewhere.
    pub(crate) bytes: u64,
    /// Pixels across and down; none for sound.
    pub(crate) frame: Option<(u32, u32)>,
    /// Bits per second.
    pub(crate) bitrate: u64,
    /// The language of a sound rendition.
    pub(crate) language: Option<String>,
    /// Where a remote one is.
    pub(crate) remote_url: Option<String>,
    /// When it was made.
    pub(crate) uploaded_at: Timestamp,
}

/// One audio track of dynamic delivery.
#[derive(Debug, Clone)]
pub(crate) struct AudioTrack {
    /// Language and variant, `en_main`.
    pub(crate) id: String,
    /// The language.
    pub(crate) language: String,
    /// `main`, `alternate`, `commentary`.
    pub(crate) variant: String,
    /// Bits per second, of each quality.
    pub(crate) bitrates: Vec<u64>,
    /// Whether it plays by itself.
    pub(crate) default: bool,
}

/// A still picture.
#[derive(Debug, Clone)]
pub(crate) struct Image {
    /// `poster`, `thumbnail`, `wide`, …
    pub(crate) label: String,
    /// Its asset id, where the old ingest gave it one.
    pub(crate) asset_id: Option<String>,
    /// Where it is.
    pub(crate) src: String,
    /// Pixels across and down.
    pub(crate) frame: (u32, u32),
    /// Its size in bytes.
    pub(crate) bytes: u64,
    /// Whether it is on somebody else's server.
    pub(crate) remote: bool,
}

/// A manifest of a remote video.
#[derive(Debug, Clone)]
pub(crate) struct Manifest {
    /// Its asset id.
    pub(crate) id: String,
    /// Which sort it is.
    pub(crate) sort: ManifestSort,
    /// Where it is.
    pub(crate) url: String,
}

/// The sorts of manifests.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum ManifestSort {
    /// HTTP Live Streaming.
    Hls,
    /// MPEG-DASH.
    Dash,
    /// Adobe's, obsolete.
    Hds,
    /// Smooth Streaming, server side.
    Ism,
    /// Smooth Streaming, client side.
    Ismc,
}

/// Names one deletable file of a video.
#[derive(Debug, Clone, Copy)]
pub(crate) enum FileKey<'a> {
    /// The master.
    Master,
    /// A rendition, by id.
    Rendition(&'a str),
    /// An audio track, by id.
    Audio(&'a str),
    /// An image, by label.
    Image(&'a str),
    /// A manifest, by id.
    Manifest(&'a str),
}

impl FileKey<'_> {
    /// The text under which its deletion is remembered.
    pub(crate) fn text(self) -> String {
        match self {
            Self::Master => "master".to_owned(),
            Self::Rendition(id) => format!("rendition:{id}"),
            Self::Audio(id) => format!("audio:{id}"),
            Self::Image(label) => format!("image:{label}"),
            Self::Manifest(id) => format!("manifest:{id}"),
        }
    }
}
