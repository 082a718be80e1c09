//! The files of a video. A kind is looked up when it is asked for, and only once.

use std::sync::Arc;

use rhai::{Array, Dynamic, Engine, NativeCallContext, Position};

use super::convert::int;
use super::{AssetValue, VideoValue};
use crate::model::{AssetKind, Assets, KindSet, Known, Missing};
use crate::script::error::{Outcome, Raised};
use crate::script::session::{Session, unknown, unknown_value};

/// The files of one video.
#[derive(Clone)]
pub(crate) struct AssetsValue {
    owner: VideoValue,
    session: Arc<Session>,
}

/// The lists, by the name of their getter.
const LISTS: [(&str, AssetKind); 8] = [
    ("renditions", AssetKind::Rendition),
    ("posters", AssetKind::Poster),
    ("thumbnails", AssetKind::Thumbnail),
    ("images", AssetKind::Image),
    ("snapshots", AssetKind::Snapshot),
    ("text_tracks", AssetKind::TextTrack),
    ("audio_tracks", AssetKind::AudioTrack),
    ("manifests", AssetKind::Manifest),
];

impl AssetsValue {
    pub(crate) fn new(owner: VideoValue, session: Arc<Session>) -> Self {
        Self { owner, session }
    }

    /// The files of a kind, looked up when they were not yet.
    pub(crate) fn list(&self, kind: AssetKind) -> Result<Vec<AssetValue>, Missing> {
        self.look_up(KindSet::of(kind));
        let files = self.owner.files();
        match files.of(kind) {
            Known::Value(list) => Ok(list
                .iter()
                .map(|asset| AssetValue { asset: Arc::clone(asset), owner: self.owner.clone() })
                .collect()),
            Known::Absent => Ok(Vec::new()),
            Known::Unknown(reason) => Err(reason),
        }
    }

    /// Looks up the kinds that were not looked up yet.
    pub(crate) fn look_up(&self, kinds: KindSet) {
        let wanted = kinds.without(self.owner.files().looked_up());
        if wanted.is_empty() {
            return;
        }
        let found = self.foreseen(wanted).or_else(|| self.asked(wanted));
        if let Some(assets) = found {
            self.owner.files().absorb(assets);
        }
    }

    fn foreseen(&self, kinds: KindSet) -> Option<Assets> {
        self.owner.foresight().and_then(|foresight| foresight.take(self.owner.video(), kinds))
    }

    /// Asks the platform, and for those that the script will ask for next.
    fn asked(&self, kinds: KindSet) -> Option<Assets> {
        let fixed = &self.session.fixed;
        let mut videos = vec![Arc::clone(self.owner.video())];
        videos.extend(self.owner.foresight().into_iter().flat_map(|foresight| foresight.companions(kinds)));
        let found = fixed.progress.asking(|| fixed.catalog.assets(&videos, kinds));
        // By their video and not by their place: the files of one must never be taken for those of another.
        let (own, others): (Vec<_>, Vec<_>) =
            found.into_iter().partition(|assets| assets.video == self.owner.video().id);
        if let Some(foresight) = self.owner.foresight() {
            foresight.keep(others.into_iter(), kinds);
        }
        own.into_iter().next()
    }

    fn array(&self, kind: AssetKind, context: &NativeCallContext<'_>) -> Outcome<Array> {
        let list = self.list(kind).map_err(|reason| unknown(self.owner.video(), kind.as_str(), &reason, context))?;
        Ok(list.into_iter().map(Dynamic::from).collect())
    }
}

impl IntoIterator for AssetsValue {
    type Item = Outcome<AssetValue>;
    type IntoIter = std::vec::IntoIter<Self::Item>;

    fn into_iter(self) -> Self::IntoIter {
        self.look_up(KindSet::ALL);
        let mut all = Vec::new();
        for kind in KindSet::ALL.iter() {
            match self.list(kind) {
                Ok(list) => all.extend(list.into_iter().map(Ok)),
                Err(reason) => {
                    let value = unknown_value(self.owner.video(), kind.as_str(), &reason);
                    all.push(Err(Raised::Unknown(value, Position::NONE, None).into_error()));
                }
            }
        }
        all.into_iter()
    }
}

pub(super) fn register(engine: &mut Engine) {
    engine.register_type_with_name::<AssetsValue>("Assets");
    engine.register_iterator_result::<AssetsValue, AssetValue>();
    engine.register_get("master", |context: NativeCallContext<'_>, files: &mut AssetsValue| -> Outcome<Dynamic> {
        let masters = files.array(AssetKind::Master, &context)?;
        if masters.is_empty() {
            files.session.absent(files.owner.video(), "master");
        }
        Ok(masters.into_iter().next().unwrap_or(Dynamic::UNIT))
    });
    for (name, kind) in LISTS {
        engine.register_get(name, move |context: NativeCallContext<'_>, files: &mut AssetsValue| {
            files.array(kind, &context)
        });
    }
    engine.register_get("bytes", |context: NativeCallContext<'_>, files: &mut AssetsValue| -> Outcome<Dynamic> {
        files.look_up(KindSet::SIZED);
        let bytes = files.owner.files().bytes_of(KindSet::SIZED);
        match bytes {
            Known::Value(bytes) => Ok(int(bytes)),
            Known::Absent => {
                files.session.absent(files.owner.video(), "bytes");
                Ok(Dynamic::UNIT)
            }
            Known::Unknown(reason) => Err(unknown(files.owner.video(), "bytes", &reason, &context)),
        }
    });
}
