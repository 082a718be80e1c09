//! From a value of the engine to one that is shown. A listing is read only as far as it is shown.

use std::sync::Arc;

use rhai::{Dynamic, FnPtr};

use crate::model::{AssetKind, KindSet, Known, Rest, Shown, SourceText, Video};
use crate::script::error::Outcome;
use crate::script::functions::described;
use crate::script::lex::{Shape, code};
use crate::script::session::Session;
use crate::script::values::{AssetValue, AssetsValue, DurationValue, TimeValue, VideoValue, VideosValue};

/// Videos of a listing that are shown.
const ROWS: usize = 20;
/// Candidates that are read at most to find them: ten pages of every platform.
const CANDIDATES: u64 = 1_000;
/// Values of a list, and entries of a map, that are shown.
const ITEMS: usize = 50;
/// Depth to which values in values are shown.
const DEPTH: usize = 12;

/// What showing hangs on beside the value.
pub(super) struct Shower<'a> {
    pub(super) session: &'a Arc<Session>,
    /// Whether the sizes of videos are looked up.
    pub(super) sizes: bool,
    /// Whether a whole number is one of bytes.
    pub(super) bytes: bool,
}

impl Shower<'_> {
    /// The value to be shown; `None` for the value of a statement that has none.
    pub(super) fn show(&self, value: &Dynamic) -> Outcome<Option<Shown>> {
        if value.is_unit() {
            return Ok(None);
        }
        if let Some(videos) = value.read_lock::<VideosValue>() {
            return self.listing(&videos).map(Some);
        }
        Ok(Some(match value.as_int() {
            Ok(number) if self.bytes => Shown::Bytes(number),
            _ => self.value(value, DEPTH),
        }))
    }

    fn value(&self, value: &Dynamic, depth: usize) -> Shown {
        if let Some(video) = value.read_lock::<VideoValue>() {
            return Shown::Video(self.sized(vec![Arc::clone(video.video())]).remove(0));
        }
        if let Some(asset) = value.read_lock::<AssetValue>() {
            return Shown::Asset(Arc::clone(&asset.asset));
        }
        if let Some(files) = value.read_lock::<AssetsValue>() {
            return assets(&files);
        }
        if let Some(at) = value.read_lock::<TimeValue>() {
            return Shown::Moment(at.0);
        }
        if let Ok(text) = value.as_immutable_string_ref() {
            return Shown::Text(text.as_str().to_owned());
        }
        if let (Ok(list), true) = (value.as_array_ref(), depth > 0) {
            return self.list(&list, depth);
        }
        if let (Ok(map), true) = (value.as_map_ref(), depth > 0) {
            let first = map.iter().take(ITEMS);
            let first = first.map(|(name, value)| (name.to_string(), self.value(value, depth - 1)));
            return Shown::Map(first.collect(), map.len());
        }
        plain(value)
    }

    fn list(&self, list: &[Dynamic], depth: usize) -> Shown {
        let video = |value: &Dynamic| value.read_lock::<VideoValue>().map(|video| Arc::clone(video.video()));
        let videos: Option<Vec<Arc<Video>>> = list.iter().take(ROWS).map(video).collect();
        match videos.filter(|videos| !videos.is_empty() && list.iter().all(Dynamic::is::<VideoValue>)) {
            Some(videos) => {
                let rest = if videos.len() < list.len() { Rest::Of(list.len()) } else { Rest::None };
                Shown::Videos(if depth == DEPTH { self.sized(videos) } else { videos }, rest)
            }
            None => Shown::List(list.iter().take(ITEMS).map(|item| self.value(item, depth - 1)).collect(), list.len()),
        }
    }

    /// The first videos of a listing.
    fn listing(&self, videos: &VideosValue) -> Outcome<Shown> {
        let progress = &self.session.fixed.progress;
        let place = self.session.gathered().listings.len();
        progress.read_at_most(CANDIDATES);
        let mut stream = videos.stream()?;
        let mut found = Vec::new();
        let mut ended = false;
        while found.len() < ROWS && !ended {
            match stream.next() {
                Some(video) => found.push(Arc::clone(video?.video())),
                None => ended = true,
            }
        }
        // The twenty-first tells whether there are more; nobody sees it.
        let more = if ended { None } else { stream.next().transpose()? };
        // It notes how far it came when it ends.
        drop(stream);
        let cut = progress.is_cut_short();
        let coverage = self.session.gathered().listings.get(place).map(|listing| listing.coverage).unwrap_or_default();
        let rest = match (more, cut) {
            (_, true) if videos.is_sorted() => {
                found.clear();
                Rest::NotSorted(coverage.counted)
            }
            (Some(_), _) => Rest::More(coverage.counted),
            (None, true) => Rest::NotRead(coverage.seen, coverage.counted),
            (None, false) => Rest::None,
        };
        Ok(Shown::Videos(self.sized(found), rest))
    }

    /// The videos with their sizes filled in from their files, when that is wanted.
    fn sized(&self, videos: Vec<Arc<Video>>) -> Vec<Arc<Video>> {
        if !self.sizes || videos.is_empty() {
            return videos;
        }
        let fixed = &self.session.fixed;
        let files = fixed.progress.asking(|| fixed.catalog.assets(&videos, KindSet::SIZED));
        let pairs = videos.into_iter().zip(files);
        pairs
            .map(|(video, files)| match files.bytes_of(KindSet::SIZED) {
                Known::Value(bytes) => Arc::new(Video { size: Known::Value(bytes), ..video.as_ref().clone() }),
                Known::Absent | Known::Unknown(_) => video,
            })
            .collect()
    }
}

/// The files of a video; every kind is looked up now.
fn assets(files: &AssetsValue) -> Shown {
    files.look_up(KindSet::ALL);
    let (mut found, mut unknown) = (Vec::new(), Vec::new());
    for kind in AssetKind::ALL {
        match files.list(kind) {
            Ok(list) => found.extend(list.into_iter().map(|file| file.asset)),
            Err(reason) => unknown.push((kind, reason)),
        }
    }
    Shown::Assets(found, unknown)
}

fn plain(value: &Dynamic) -> Shown {
    if value.is_unit() {
        return Shown::Nothing;
    }
    if let Some(span) = value.read_lock::<DurationValue>() {
        return Shown::Plain(span.to_string());
    }
    if value.is::<VideosValue>() {
        return Shown::Plain("a listing that nothing was read of yet".to_owned());
    }
    if let Some(function) = value.read_lock::<FnPtr>() {
        let name = function.fn_name();
        return Shown::Plain(if name.starts_with("anon$") { "a closure".to_owned() } else { format!("Fn({name})") });
    }
    let is_deeper = value.is_array() || value.is_map();
    Shown::Plain(if is_deeper { "…".to_owned() } else { value.to_string() })
}

/// What a value is, in the words of the reference.
pub(super) fn kind(value: &Dynamic) -> String {
    let of_ours = [
        (value.is::<VideoValue>(), "Video"),
        (value.is::<VideosValue>(), "Videos"),
        (value.is::<AssetValue>(), "Asset"),
        (value.is::<AssetsValue>(), "Assets"),
        (value.is::<TimeValue>(), "Time"),
        (value.is::<DurationValue>(), "Duration"),
        (value.is_string(), "text"),
        (value.is_int() || value.is_float(), "number"),
        (value.is_bool(), "bool"),
        (value.is_fnptr(), "closure"),
        (value.is_unit(), "()"),
    ];
    if let Some((_, word)) = of_ours.iter().find(|(is, _)| *is) {
        return (*word).to_owned();
    }
    if let Ok(list) = value.as_array_ref() {
        return format!("list of {}", list.len());
    }
    if let Ok(map) = value.as_map_ref() {
        return format!("map of {}", map.len());
    }
    described(value)
}

/// Whether a text speaks of sizes, so that a large whole number that comes of it is one of bytes.
pub(super) fn speaks_of_bytes(source: &SourceText) -> bool {
    const WORDS: [&str; 6] = ["bytes", "size", "KB", "MB", "GB", "TB"];
    const COUNTS: [&str; 5] = ["len", "count", "each", "days_since", "index_of"];
    let pieces = code(&source.text);
    let last = pieces.iter().rposition(|piece| piece.is_sign(";")).filter(|at| at + 1 < pieces.len());
    let of_last = pieces.iter().skip(last.map_or(0, |at| at + 1));
    let words: Vec<&str> = of_last.filter(|piece| piece.shape == Shape::Word).map(|piece| piece.text).collect();
    words.iter().any(|word| WORDS.contains(word)) && !words.iter().any(|word| COUNTS.contains(word))
}
