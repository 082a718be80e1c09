//! Categories: what folders are in this dialect, in a tree with two levels.

use std::collections::BTreeMap;

use serde_json::{Value, json};

use crate::sandbox::library::change::Folder;
use crate::sandbox::library::rng::Rng;
use crate::sandbox::library::shelf::Shelf;

/// The parent of what has none.
pub(super) const ROOT: i64 = -1;
/// Every fourth category is below the one before it.
const EVERY: usize = 4;

/// A category.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Category {
    pub(super) id: i64,
    pub(super) name: String,
    pub(super) level: u8,
    pub(super) parent: i64,
}

impl Category {
    /// The category on the wire.
    pub(super) fn json(&self) -> Value {
        json!({ "CateId": self.id, "CateName": self.name, "Level": self.level, "ParentId": self.parent })
    }
}

/// The number of a category, which follows from the id of the folder.
pub(super) fn id(folder: &str) -> u64 {
    1_000_000_000 + Rng::of_text(0xa911, folder).below(1_000_000_000)
}

/// The name of a category; a folder that came with an imported video has none but its id.
pub(super) fn name<'a>(shelf: &'a Shelf, folder: &'a str) -> &'a str {
    shelf.folders().iter().find(|one| one.id == folder).map_or(folder, |one| one.name.as_str())
}

/// All categories, each after its parent.
pub(super) fn categories(shelf: &Shelf) -> Vec<Category> {
    if shelf.is_recorded() {
        return recorded(shelf);
    }
    let number = |folder: &Folder| i64::try_from(id(&folder.id)).unwrap_or(i64::MAX);
    let mut parent = ROOT;
    let mut all = Vec::new();
    for (place, folder) in (1..).zip(shelf.folders()) {
        let below = place % EVERY == 0;
        let (level, above) = if below { (1, parent) } else { (0, ROOT) };
        all.push(Category { id: number(folder), name: folder.name.clone(), level, parent: above });
        if !below {
            parent = number(folder);
        }
    }
    all
}

/// The categories that recorded videos are in; how they lie in each other is not recorded.
fn recorded(shelf: &Shelf) -> Vec<Category> {
    let mut all = BTreeMap::new();
    for (_, item) in shelf.by_created() {
        if let Some(recorded) = item.recorded()
            && let Some((id, name)) = recorded.number("CateId").zip(recorded.word("CateName"))
        {
            let id = i64::try_from(id).unwrap_or(i64::MAX);
            all.entry(id).or_insert_with(|| Category { id, name: name.to_owned(), level: 0, parent: ROOT });
        }
    }
    all.into_values().collect()
}
