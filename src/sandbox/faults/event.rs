//! What somebody else does to the library in the meantime.

use serde_json::{Map, Value, json};

use crate::sandbox::library::change::{Change, Playlist};
use crate::sandbox::library::files::FileKey;
use crate::sandbox::library::item::Item;
use crate::sandbox::library::rng::Rng;
use crate::sandbox::library::shelf::Shelf;

/// What somebody does, and to which videos.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Event {
    pub(super) happens: Happens,
    pub(super) victims: Victims,
}

/// What somebody does to a video.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Happens {
    Touch,
    Tag(String),
    /// Takes one tag off, or all.
    Untag(Option<String>),
    Rename(String),
    Activate(bool),
    Remove,
    RemoveMaster,
    RemoveRenditions,
    AddToPlaylist,
    Share,
}

impl Happens {
    /// The words of a file of faults.
    pub(super) const WORDS: [&'static str; 11] = [
        "touch",
        "tag",
        "untag",
        "rename",
        "activate",
        "deactivate",
        "remove",
        "remove_master",
        "remove_renditions",
        "add_to_playlist",
        "share",
    ];
}

/// To which videos it happens.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Victims {
    /// Those that the request at hand names.
    Asked,
    /// So many of all, chosen by the seed.
    Some(u64),
    /// These, by the id of either dialect.
    Ids(Vec<String>),
}

/// The account that videos are shared to.
const OTHER_ACCOUNT: &str = "57838016001";

impl Event {
    /// The changes that make it true; none when the library has none of the videos. `asked` are the ids in the request at
    /// hand, `draw` decides every choice.
    pub(super) fn changes(&self, library: &Shelf, asked: &[String], mut draw: Rng) -> Option<Change> {
        let victims: Vec<&Item> = match &self.victims {
            Victims::Asked => named(library, asked),
            Victims::Ids(ids) => named(library, ids),
            Victims::Some(count) => chosen(library, *count, &mut draw),
        };
        let changes: Vec<Change> = match self.happens {
            Happens::AddToPlaylist => playlist(library, &victims).into_iter().collect(),
            _ => victims.iter().flat_map(|item| self.happens.to(library, item)).collect(),
        };
        (!changes.is_empty()).then_some(Change::Several { changes })
    }
}

impl Happens {
    fn to(&self, library: &Shelf, item: &Item) -> Vec<Change> {
        let video = item.id.clone();
        let set = |fields: Value| {
            let fields: Map<String, Value> = fields.as_object().cloned().unwrap_or_default();
            vec![Change::Patched { video: item.id.clone(), fields }]
        };
        match self {
            Self::Touch => set(json!({})),
            Self::Tag(tag) => {
                let mut tags = item.tags.clone();
                tags.push(tag.clone());
                set(json!({ "tags": tags }))
            }
            Self::Untag(tag) => {
                let stays = |one: &&String| tag.as_ref().is_some_and(|tag| !tag.eq_ignore_ascii_case(one));
                let tags: Vec<&String> = item.tags.iter().filter(stays).collect();
                set(json!({ "tags": tags }))
            }
            Self::Rename(name) => set(json!({ "name": name })),
            Self::Activate(active) => set(json!({ "state": if *active { "ACTIVE" } else { "INACTIVE" } })),
            Self::Remove => vec![Change::VideosDeleted { videos: vec![video] }],
            Self::RemoveMaster => vec![Change::FileDeleted { video, file: FileKey::Master.text() }],
            Self::RemoveRenditions => {
                let gone =
                    |id: &str| Change::FileDeleted { video: item.id.clone(), file: FileKey::Rendition(id).text() };
                library.files(item).renditions.iter().map(|one| gone(&one.id)).collect()
            }
            Self::Share => vec![Change::Shared { video, to: OTHER_ACCOUNT.to_owned() }],
            Self::AddToPlaylist => Vec::new(),
        }
    }
}

fn named<'a>(library: &'a Shelf, ids: &[String]) -> Vec<&'a Item> {
    ids.iter().filter_map(|id| library.get(id).or_else(|| library.get_by_media_id(id))).collect()
}

/// So many different videos; all when there are no more.
fn chosen<'a>(library: &'a Shelf, count: u64, draw: &mut Rng) -> Vec<&'a Item> {
    let mut all: Vec<&Item> =
        library.by_created().map(|(_, item)| item).filter(|item| item.deleted_at.is_none()).collect();
    let mut found = Vec::new();
    while !all.is_empty() && (found.len() as u64) < count {
        let at = usize::try_from(draw.below(all.len() as u64)).unwrap_or(0);
        found.push(all.swap_remove(at));
    }
    found
}

/// The first manual playlist, or a new one, with these videos in it too.
fn playlist(library: &Shelf, victims: &[&Item]) -> Option<Change> {
    let newest = victims.iter().map(|item| item.updated_at).max()?;
    let manual = library.playlists().iter().find(|list| list.smart.is_none()).cloned();
    let mut playlist = manual.unwrap_or_else(|| Playlist {
        id: "1700000000000".to_owned(),
        name: "Somebody's".to_owned(),
        smart: None,
        search: None,
        videos: Vec::new(),
        created_at: newest,
        updated_at: newest,
    });
    playlist.videos.extend(victims.iter().map(|item| item.id.clone()));
    playlist.videos.sort_unstable();
    playlist.videos.dedup();
    Some(Change::PlaylistSet { playlist })
}
