//! What was looked up of the files of videos, kept for the very version of the video that it was looked up for.

use std::io;
use std::sync::Arc;

use jiff::Timestamp;
use rusqlite::{OptionalExtension as _, TransactionBehavior, params};

use super::frame::{Packer, Unpacker};
use super::pack::{Input, Pack, known, put_known, put_number, put_piece};
use super::{Inventory, InventoryError};
use crate::model::{Asset, AssetId, AssetKind, Assets, KindSet, Known, Millis, Text, Video, VideoId};

const LEVEL: i32 = 6;

impl Inventory {
    /// What is kept of the files of these versions of the videos, in the order given; kinds that are not kept are left
    /// out.
    ///
    /// # Errors
    /// Fails on a file that is damaged.
    pub fn files(&self, videos: &[Arc<Video>]) -> Result<Vec<Assets>, InventoryError> {
        let mut unpacker = Unpacker::new().map_err(|source| self.unusable(source))?;
        let connection = self.connection();
        let mut statement = connection
            .prepare_cached("SELECT data FROM files WHERE video = ?1 AND updated_at = ?2")
            .map_err(|source| self.unread(source))?;
        let mut look = |video: &Arc<Video>| {
            let Some(version) = version(video) else { return Ok(Assets::new(video.id.clone())) };
            let found: Option<Vec<u8>> = statement
                .query_row(params![video.id.as_str(), version], |row| row.get(0))
                .optional()
                .map_err(|source| self.unread(source))?;
            let Some(packed) = found else { return Ok(Assets::new(video.id.clone())) };
            self.unpacked(&packed, &video.id, &mut unpacker).map(|kept| believed(kept, video))
        };
        videos.iter().map(&mut look).collect()
    }

    /// Keeps what was found of the files of these versions of the videos. What is unknown is not kept, and neither are the
    /// files of a video that does not tell when it changed.
    ///
    /// # Errors
    /// Fails when the file cannot be written.
    pub fn keep_files(&self, found: &[(Arc<Video>, Assets)]) -> Result<(), InventoryError> {
        let mut packer = Packer::new(LEVEL).map_err(|source| self.unusable(source))?;
        let mut reader = Unpacker::new().map_err(|source| self.unusable(source))?;
        let failed = |source| self.unwritten(source);
        let mut connection = self.connection();
        let transaction = connection.transaction_with_behavior(TransactionBehavior::Immediate).map_err(failed)?;
        for (video, assets) in found {
            let (Some(version), true) = (version(video), assets.looked_up().iter().any(|kind| is_known(assets, kind)))
            else {
                continue;
            };
            let before: Option<Vec<u8>> = transaction
                .prepare_cached("SELECT data FROM files WHERE video = ?1 AND updated_at = ?2")
                .and_then(|mut statement| {
                    statement.query_row(params![video.id.as_str(), version], |row| row.get(0)).optional()
                })
                .map_err(failed)?;
            let mut all = match before {
                Some(data) => self.unpacked(&data, &video.id, &mut reader)?,
                None => Assets::new(video.id.clone()),
            };
            for kind in assets.looked_up().iter().filter(|kind| is_known(assets, *kind)) {
                if let Some(files) = assets.get(kind) {
                    all.set(kind, files.clone());
                }
            }
            let data = packer.pack(&written(&all)).map_err(|source| self.unusable(source))?;
            transaction
                .prepare_cached("INSERT OR REPLACE INTO files (video, updated_at, data) VALUES (?1, ?2, ?3)")
                .and_then(|mut statement| statement.execute(params![video.id.as_str(), version, data]))
                .map_err(failed)?;
        }
        transaction.commit().map_err(failed)
    }

    fn unpacked(&self, packed: &[u8], video: &VideoId, unpacker: &mut Unpacker) -> Result<Assets, InventoryError> {
        let damaged = || InventoryError::damaged(self.path(), "the files of a video cannot be read");
        let bytes = unpacker.unpack(packed).map_err(|_| damaged())?;
        read(&bytes, video).ok_or_else(damaged)
    }

    fn unusable(&self, source: io::Error) -> InventoryError {
        InventoryError::unusable("use", self.path(), source)
    }
}

/// The version of a video: when it last changed.
fn version(video: &Video) -> Option<String> {
    video.updated_at.get().map(|time| time.to_string())
}

/// What is kept, less a master that the video itself contradicts: whether a platform moves the time of the last change when
/// a master goes is not documented everywhere.
fn believed(kept: Assets, video: &Video) -> Assets {
    let contradicted = match (kept.get(AssetKind::Master), video.has_master.get()) {
        (Some(Known::Value(list)), Some(has_master)) => list.is_empty() == has_master,
        _ => false,
    };
    if !contradicted {
        return kept;
    }
    let mut rest = Assets::new(video.id.clone());
    for kind in kept.looked_up().without(KindSet::of(AssetKind::Master)).iter() {
        if let Some(files) = kept.get(kind) {
            rest.set(kind, files.clone());
        }
    }
    rest
}

fn is_known(assets: &Assets, kind: AssetKind) -> bool {
    assets.get(kind).is_some_and(|files| !files.is_unknown())
}

fn written(assets: &Assets) -> Vec<u8> {
    let (mut out, mut scratch) = (Vec::new(), Vec::new());
    for kind in assets.looked_up().iter() {
        put_piece(&mut out, kind.as_str().as_bytes());
        match assets.get(kind) {
            Some(Known::Value(list)) => {
                put_number(&mut out, list.len() as u64 + 1);
                for asset in list {
                    write(asset, &mut out, &mut scratch);
                }
            }
            _ => put_number(&mut out, 0),
        }
    }
    out
}

fn read(bytes: &[u8], video: &VideoId) -> Option<Assets> {
    let (mut input, mut assets) = (Input(bytes), Assets::new(video.clone()));
    while !input.is_empty() {
        let kind = AssetKind::parse(std::str::from_utf8(input.piece()?).ok()?)?;
        let files = match input.number()? {
            0 => Known::Absent,
            more => {
                let list = (1..more).map(|_| read_one(&mut input, video, kind).map(Arc::new));
                Known::Value(list.collect::<Option<_>>()?)
            }
        };
        assets.set(kind, files);
    }
    Some(assets)
}

/// The three-valued fields of a file, in the order in which they are written.
macro_rules! fields {
    ($($field:ident: $kind:ty;)+) => {
        fn write(asset: &Asset, out: &mut Vec<u8>, scratch: &mut Vec<u8>) {
            // A field that is added to the model and not here does not compile.
            let Asset { id, video: _, kind: _, copies, native, $($field),+ } = asset;
            put_known(out, &Known::Value(id.clone()), scratch);
            put_known(out, &Known::Value(copies.clone()), scratch);
            put_piece(out, native.as_bytes());
            $(put_known(out, $field, scratch);)+
        }

        fn read_one(input: &mut Input<'_>, video: &VideoId, kind: AssetKind) -> Option<Asset> {
            let Known::Value(id) = known::<AssetId>(input.known()?)? else { return None };
            let mut asset = Asset::bare(id, video.clone(), kind);
            let Known::Value(copies) = known(input.known()?)? else { return None };
            asset.copies = copies;
            asset.native = Text::read(input.piece()?)?;
            $(asset.$field = known::<$kind>(input.known()?)?;)+
            Some(asset)
        }
    };
}

fields! {
    label: Text;
    bytes: u64;
    status: Text;
    format: Text;
    definition: Text;
    codec: Text;
    width: u32;
    height: u32;
    bitrate: u64;
    duration: Millis;
    created_at: Timestamp;
    superseded: bool;
    encrypted: bool;
    playable: bool;
}
