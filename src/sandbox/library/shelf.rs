//! The library in memory: generated videos plus every change since.
//!
//! Knows nothing of files on disk, wires or permissions.

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::sync::OnceLock;
use std::sync::atomic::{AtomicU64, Ordering};

use jiff::{SignedDuration, Timestamp};
use serde_json::{Map, Value};

use super::change::{Change, Entry, Folder, Playlist};
use super::files::{FileKey, Files, Master};
use super::generate::{Plan, folder_id, video_id};
use super::item::{Item, Sharing, State};
use super::rng::Rng;
use super::vocabulary as words;
use super::{derive, import, patch, recorded};

/// For how long a deleted video can still be searched for: ten days.
const SEARCHABLE_AFTER_DELETION: SignedDuration = SignedDuration::from_hours(240);

/// The library in memory.
#[derive(Debug)]
pub(crate) struct Shelf {
    plan: Plan,
    items: Vec<Item>,
    by_id: HashMap<String, usize>,
    by_reference: HashMap<String, usize>,
    by_media_id: OnceLock<HashMap<u128, usize>>,
    by_created: Vec<usize>,
    folders: Vec<Folder>,
    playlists: Vec<Playlist>,
    media_gone: BTreeSet<String>,
    media_patched: BTreeMap<String, (Timestamp, Map<String, Value>)>,
    recorded: bool,
    live: usize,
    made: u64,
    changes: u64,
}

/// Counts the shelves of this process, so that none is taken for another.
static MADE: AtomicU64 = AtomicU64::new(0);

impl Shelf {
    /// Makes the library that belongs to a plan.
    pub(crate) fn generate(plan: Plan) -> Self {
        let items: Vec<Item> = (0..plan.videos).map(|number| plan.item(number)).collect();
        let playlists = playlists(plan, &items);
        let folders = (0..)
            .zip(words::FOLDERS)
            .map(|(number, name)| Folder {
                id: folder_id(plan.seed, number),
                name: (*name).to_owned(),
                created_at: items.first().map_or(plan.anchor, |item| item.created_at),
            })
            .collect();
        let mut shelf = Self {
            plan,
            items,
            by_id: HashMap::new(),
            by_reference: HashMap::new(),
            by_media_id: OnceLock::new(),
            by_created: Vec::new(),
            folders,
            playlists,
            media_gone: BTreeSet::new(),
            media_patched: BTreeMap::new(),
            recorded: false,
            live: 0,
            made: MADE.fetch_add(1, Ordering::Relaxed),
            changes: 0,
        };
        shelf.index();
        shelf
    }

    /// Rebuilds what is looked up.
    fn index(&mut self) {
        self.by_id = self.items.iter().enumerate().map(|(at, item)| (item.id.clone(), at)).collect();
        self.by_reference = self
            .items
            .iter()
            .enumerate()
            .filter_map(|(at, item)| item.reference_id.clone().map(|reference| (reference, at)))
            .collect();
        self.by_media_id = OnceLock::new();
        let mut order: Vec<(Timestamp, usize)> = self.items.iter().map(|item| item.created_at).zip(0..).collect();
        order.sort_unstable();
        self.by_created = order.into_iter().map(|(_, at)| at).collect();
        self.live = self.items.iter().filter(|item| item.deleted_at.is_none()).count();
    }

    /// Differs after every change; equal versions mean equal content.
    pub(crate) const fn version(&self) -> (u64, u64) {
        (self.made, self.changes)
    }

    /// What the library was made from.
    pub(crate) const fn plan(&self) -> Plan {
        self.plan
    }

    /// Whether it is a recording: then nothing is in it that was not recorded.
    pub(crate) const fn is_recorded(&self) -> bool {
        self.recorded
    }

    /// How many videos exist.
    pub(crate) const fn live(&self) -> usize {
        self.live
    }

    /// Number and item of every video ever, oldest first, deleted ones included.
    pub(crate) fn by_created(&self) -> impl Iterator<Item = (usize, &Item)> {
        self.by_created.iter().filter_map(|&at| self.items.get(at).map(|item| (at, item)))
    }

    /// The item with this number.
    pub(crate) fn at(&self, number: usize) -> Option<&Item> {
        self.items.get(number)
    }

    /// The existing video with this id.
    pub(crate) fn get(&self, id: &str) -> Option<&Item> {
        self.by_id.get(id).and_then(|&at| self.items.get(at)).filter(|item| item.deleted_at.is_none())
    }

    /// The existing video with this id of the `ApsaraVideo` dialect, 32 hexadecimal digits.
    pub(crate) fn get_by_media_id(&self, media: &str) -> Option<&Item> {
        let wanted = u128::from_str_radix(media, 16).ok().filter(|_| media.len() == 32)?;
        let index = self
            .by_media_id
            .get_or_init(|| self.items.iter().enumerate().map(|(at, item)| (number_of(item), at)).collect());
        index.get(&wanted).and_then(|&at| self.items.get(at)).filter(|item| item.deleted_at.is_none())
    }

    /// Whether a video with this id exists or ever did.
    pub(crate) fn has_seen(&self, id: &str) -> bool {
        self.by_id.contains_key(id)
    }

    /// The existing video with this reference id.
    pub(crate) fn get_by_reference(&self, reference: &str) -> Option<&Item> {
        self.by_reference.get(reference).and_then(|&at| self.items.get(at)).filter(|item| item.deleted_at.is_none())
    }

    /// Whether a deleted video can still be searched for.
    pub(crate) fn remembered(item: &Item, now: Timestamp) -> bool {
        item.deleted_at.is_none_or(|deleted| now.duration_since(deleted) < SEARCHABLE_AFTER_DELETION)
    }

    /// The files of a video that still exist.
    pub(crate) fn files(&self, item: &Item) -> Files {
        derive::files(self.plan.seed, item)
    }

    /// The source file that a video has or, if it was ever uploaded, had.
    pub(crate) fn source_file(&self, item: &Item) -> Master {
        derive::source_file(self.plan.seed, item)
    }

    /// The still pictures of a video that still exist.
    pub(crate) fn still_images(&self, item: &Item) -> Vec<super::files::Image> {
        derive::still_images(self.plan.seed, item)
    }

    /// All folders.
    pub(crate) fn folders(&self) -> &[Folder] {
        &self.folders
    }

    /// All playlists.
    pub(crate) fn playlists(&self) -> &[Playlist] {
        &self.playlists
    }

    /// Whether a thing that exists in one dialect only was deleted.
    pub(crate) fn media_gone(&self, id: &str) -> bool {
        self.media_gone.contains(id)
    }

    /// What was set of a thing that exists in one dialect only, and when it was last.
    pub(crate) fn media_patched(&self, id: &str) -> Option<&(Timestamp, Map<String, Value>)> {
        self.media_patched.get(id)
    }

    /// The keys of the deleted files of a thing that exists in one dialect only.
    pub(crate) fn media_files_gone(&self, id: &str) -> impl Iterator<Item = &str> {
        let start = format!("{id}:");
        let from = self.media_gone.range(start.clone()..);
        from.map_while(move |gone| gone.strip_prefix(&start))
    }

    /// The manual playlists that hold a video.
    pub(crate) fn references(&self, id: &str) -> Vec<&str> {
        let holds = |list: &&Playlist| list.smart.is_none() && list.videos.iter().any(|video| video == id);
        self.playlists.iter().filter(holds).map(|list| list.id.as_str()).collect()
    }

    /// Applies a change; one about a video that does not exist has no effect.
    pub(crate) fn apply(&mut self, entry: Entry) {
        self.changes += 1;
        self.happen(entry.change, entry.at);
    }

    fn happen(&mut self, change: Change, at: Timestamp) {
        match change {
            Change::VideosDeleted { videos } => videos.iter().for_each(|id| self.delete(id, at)),
            Change::FileDeleted { video, file } => self.edit(&video, at, |item| remove_file(item, file)),
            Change::Several { changes } => changes.into_iter().for_each(|change| self.happen(change, at)),
            Change::ReferencesCleared { video } => {
                for list in self.playlists.iter_mut().filter(|list| list.smart.is_none()) {
                    let before = list.videos.len();
                    list.videos.retain(|id| *id != video);
                    if list.videos.len() < before {
                        list.updated_at = at;
                    }
                }
            }
            Change::Patched { video, fields } => self.edit(&video, at, |item| patch::apply(item, fields)),
            Change::MediaPatched { media, fields } => {
                let (set_at, set) = self.media_patched.entry(media).or_default();
                *set_at = at;
                set.extend(fields);
            }
            Change::Moved { video, folder } => self.edit(&video, at, |item| {
                item.folder_id = folder;
                item.touched.insert("folder_id".to_owned());
            }),
            Change::Shared { video, to } => self.edit(&video, at, |item| {
                let from = item.sharing.take().and_then(|sharing| sharing.from);
                item.sharing = Some(Sharing { from, to: Some(to) });
                item.touched.insert("sharing".to_owned());
            }),
            Change::Unshared { video } => self.edit(&video, at, |item| {
                item.sharing = None;
                item.touched.insert("sharing".to_owned());
            }),
            Change::PlaylistSet { playlist } => {
                self.playlists.retain(|one| one.id != playlist.id);
                self.playlists.push(playlist);
            }
            Change::PlaylistDeleted { playlist } => self.playlists.retain(|one| one.id != playlist),
            Change::MediaDeleted { media } => self.media_gone.extend(media),
            Change::Imported { videos } => self.import(videos, at),
            Change::Recorded { platform, items } => {
                self.recorded = true;
                // They were checked before they were logged.
                let items = items.into_iter().filter_map(|one| recorded::item(one, platform, at).ok().flatten());
                self.put(items.collect());
            }
        }
    }

    fn delete(&mut self, id: &str, at: Timestamp) {
        let Some(item) = self.by_id.get(id).and_then(|&number| self.items.get_mut(number)) else { return };
        if item.deleted_at.is_none() {
            item.deleted_at = Some(at);
            item.updated_at = at;
            item.state = State::Deleted;
            item.touched.extend(["state".to_owned(), "updated_at".to_owned()]);
            self.live -= 1;
        }
    }

    fn edit(&mut self, id: &str, at: Timestamp, change: impl FnOnce(&mut Item)) {
        let Some(item) = self.by_id.get(id).and_then(|&number| self.items.get_mut(number)) else { return };
        if item.deleted_at.is_none() {
            item.updated_at = at;
            item.touched.insert("updated_at".to_owned());
            change(item);
        }
    }

    fn import(&mut self, videos: Vec<Map<String, Value>>, at: Timestamp) {
        // The text was checked before it was logged; one that is not a video is not one of ours.
        self.put(videos.into_iter().filter_map(|raw| import::item(raw, at).ok()).collect());
    }

    fn put(&mut self, items: Vec<Item>) {
        for item in items {
            if let Some(place) = self.by_id.get(&item.id).and_then(|&number| self.items.get_mut(number)) {
                *place = item;
            } else {
                self.by_id.insert(item.id.clone(), self.items.len());
                self.items.push(item);
            }
        }
        // A video may have been replaced without its time of change telling.
        self.made = MADE.fetch_add(1, Ordering::Relaxed);
        self.index();
    }
}

/// The id of a video in the `ApsaraVideo` dialect: 32 hexadecimal digits that follow from its own id.
pub(crate) fn media_id(id: &str) -> String {
    format!("{:032x}", media_number(id))
}

/// The same as a number, of a video.
fn number_of(item: &Item) -> u128 {
    let recorded = item.recorded().and_then(|recorded| u128::from_str_radix(&recorded.media_id, 16).ok());
    recorded.unwrap_or_else(|| media_number(&item.id))
}

fn media_number(id: &str) -> u128 {
    let mut rng = Rng::of_text(0xa95a, id);
    u128::from(rng.next()) << 64 | u128::from(rng.next())
}

fn remove_file(item: &mut Item, file: String) {
    if file == FileKey::Master.text() {
        item.has_master = false;
        item.master_id = None;
        item.touched.extend(["has_digital_master".to_owned(), "digital_master_id".to_owned()]);
    }
    if file.starts_with("image:") {
        item.touched.insert("images".to_owned());
    }
    item.removed.insert(file);
}

/// Manual playlists over about four videos in a hundred, and a few smart ones.
fn playlists(plan: Plan, items: &[Item]) -> Vec<Playlist> {
    let mut rng = Rng::new(plan.seed, 5, 0);
    let count = (plan.videos / 100).clamp(2, 200);
    let made = items.first().map_or(plan.anchor, |item| item.created_at);
    let id = |number: u64| (1_700_000_000_001 + number * 1_000).to_string();
    let mut lists: Vec<Playlist> = (0..count)
        .map(|number| Playlist {
            id: id(number),
            name: format!("{} {}", rng.pick(words::SUBJECTS), number + 1),
            smart: None,
            search: None,
            videos: (0..plan.videos / count / 25 + u64::from(plan.videos > 0))
                .map(|_| video_id(plan.seed, rng.below(plan.videos)))
                .collect(),
            created_at: made,
            updated_at: made,
        })
        .collect();
    for list in &mut lists {
        list.videos.sort_unstable();
        list.videos.dedup();
    }
    let smart = [
        ("ACTIVATED_NEWEST_TO_OLDEST", "+tags:news"),
        ("PLAYS_TOTAL", "+state:ACTIVE"),
        ("ALPHABETICAL", "+tags:training"),
    ];
    lists.extend((count..).zip(smart).map(|(number, (order, search))| Playlist {
        id: id(number),
        name: format!("Smart {order}"),
        smart: Some(order.to_owned()),
        search: Some(search.to_owned()),
        videos: Vec::new(),
        created_at: made,
        updated_at: made,
    }));
    lists
}
