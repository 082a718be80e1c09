//! What a sync has read so far. It is written beside what is held and takes its place in one step at the end, so that a
//! sync that is broken off leaves everything as it was.

use std::collections::{BTreeMap, HashMap};
use std::io;
use std::sync::Arc;

use jiff::Timestamp;
use rusqlite::{Connection, TransactionBehavior, params};

use super::block::{self, ROWS};
use super::database::SyncLock;
use super::frame::Packer;
use super::natives;
use super::snapshot::{Bits, NATIVE, Place, Snapshot, name_of, part_id};
use super::synced::newest;
use super::{Ending, Inventory, InventoryError, Synced};
use crate::model::{Video, VideoId};

/// How tightly columns and native objects are packed; native objects are the most of an inventory.
const COLUMN_LEVEL: i32 = 3;
const NATIVE_LEVEL: i32 = 9;

/// From so many blocks on that are less than half full, a sync of changes puts them together.
const TOO_MANY_SMALL: usize = 8;

/// What became of the videos that a draft took.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Taken {
    /// Videos that were not held before.
    pub new: u64,
    /// Videos that were held and differ now.
    pub changed: u64,
    /// Videos that are as they were held.
    pub same: u64,
}

/// A video as it was held before, with its block and row.
type Before = (i64, usize, Arc<Video>);

/// An inventory that is being written. Dropped before [`Draft::finish`], it leaves what was held.
#[derive(Debug)]
pub struct Draft<'a> {
    inventory: &'a Inventory,
    _lock: SyncLock,
    /// What the changes are added to; `None` when everything is listed.
    base: Option<Arc<Snapshot>>,
    waiting: Vec<Arc<Video>>,
    waiting_at: HashMap<VideoId, usize>,
    /// Where the videos are that were written, by the name of the id.
    written: HashMap<u128, (i64, usize)>,
    /// The rows of blocks that do not hold any more.
    dead: BTreeMap<i64, Bits>,
    next_block: i64,
    newest: Option<Timestamp>,
    taken: Taken,
}

impl Inventory {
    /// Begins a sync that lists everything.
    ///
    /// # Errors
    /// Fails when another process is syncing, or when the file cannot be written.
    pub fn begin(&self) -> Result<Draft<'_>, InventoryError> {
        Draft::new(self, None)
    }

    /// Begins a sync that lists what changed since a snapshot.
    ///
    /// # Errors
    /// Fails as [`Inventory::begin`], and when another process synced since the snapshot.
    pub fn begin_changes(&self, base: &Arc<Snapshot>) -> Result<Draft<'_>, InventoryError> {
        let draft = Draft::new(self, Some(Arc::clone(base)))?;
        let now = self.snapshot()?;
        if now.is_none_or(|now| now.synced() != base.synced()) {
            return Err(InventoryError::Syncing { path: self.path().to_path_buf() });
        }
        Ok(draft)
    }
}

impl<'a> Draft<'a> {
    fn new(inventory: &'a Inventory, base: Option<Arc<Snapshot>>) -> Result<Self, InventoryError> {
        let lock = inventory.lock()?;
        let failed = |source| inventory.unwritten(source);
        let mut connection = inventory.connection();
        // What an earlier sync left that did not come to its end.
        let transaction = connection.transaction_with_behavior(TransactionBehavior::Immediate).map_err(failed)?;
        remove_blocks(&transaction, "draft <> 0").map_err(failed)?;
        let last: i64 =
            transaction.query_row("SELECT coalesce(max(id), 0) FROM blocks", [], |row| row.get(0)).map_err(failed)?;
        transaction.commit().map_err(failed)?;
        drop(connection);
        let newest = base.as_ref().map(|base| base.synced().newest);
        Ok(Self {
            inventory,
            _lock: lock,
            base,
            waiting: Vec::with_capacity(ROWS),
            waiting_at: HashMap::new(),
            written: HashMap::new(),
            dead: BTreeMap::new(),
            next_block: last + 1,
            newest,
            taken: Taken::default(),
        })
    }

    /// Takes in some videos; one that came before is replaced by its later reading.
    ///
    /// # Errors
    /// Fails when the file cannot be read or written.
    pub fn take(&mut self, videos: &[Arc<Video>]) -> Result<(), InventoryError> {
        let held = self.held_before(videos)?;
        for video in videos {
            let seen = video.updated_at.get();
            self.newest = self.newest.max(seen);
            let name = name_of(&video.id);
            if let Some(at) = self.waiting_at.get(&video.id) {
                if let Some(slot) = self.waiting.get_mut(*at) {
                    *slot = Arc::clone(video);
                }
                continue;
            }
            if let Some((block, row)) = self.written.remove(&name) {
                self.dead.entry(block).or_default().insert(row);
            } else if let Some((block, row, before)) = held.get(&name) {
                // In an earlier call of this draft the video may have been found changed, and is in `written` then.
                if before.as_ref() == video.as_ref() {
                    self.taken.same += 1;
                    continue;
                }
                self.dead.entry(*block).or_default().insert(*row);
                self.taken.changed += 1;
            } else {
                self.taken.new += 1;
            }
            self.wait(Arc::clone(video))?;
        }
        Ok(())
    }

    /// How many videos the inventory would hold now.
    #[must_use]
    pub fn held(&self) -> u64 {
        self.base.as_ref().map_or(0, |base| base.synced().held) + self.taken.new
    }

    /// What became of the videos so far.
    #[must_use]
    pub const fn taken(&self) -> Taken {
        self.taken
    }

    /// Puts the draft in the place of what was held, as of the moment when its sync began. It is complete when the
    /// platform counted no more videos than it holds.
    ///
    /// # Errors
    /// Fails when the file cannot be written; then everything is as before.
    pub fn finish(mut self, ending: Ending) -> Result<Synced, InventoryError> {
        self.put_small_blocks_together()?;
        self.flush()?;
        let held = self.held();
        let synced = Synced {
            account: self.inventory.account().clone(),
            at: ending.at,
            listed_at: self.base.as_ref().map_or(ending.at, |base| base.synced().listed_at),
            newest: newest(self.newest, &ending),
            counted: ending.counted,
            held,
            complete: ending.counted.is_none_or(|counted| held >= counted),
            moved: ending.moved,
        };
        self.put_in_place(&synced)?;
        // A reader of the former state, which this is, keeps its room from being given back.
        self.base = None;
        tidy(&self.inventory.connection());
        Ok(synced)
    }

    /// The videos as they were held before, by the name of the id.
    fn held_before(&self, videos: &[Arc<Video>]) -> Result<HashMap<u128, Before>, InventoryError> {
        let Some(base) = &self.base else { return Ok(HashMap::new()) };
        let known = base.places()?;
        let mut found: Vec<(u128, Place)> = videos
            .iter()
            .map(|video| name_of(&video.id))
            .filter_map(|name| known.get(&name).map(|place| (name, *place)))
            .filter(|(_, place)| !self.is_replaced(base, *place))
            .collect();
        found.sort_unstable_by_key(|(_, place)| *place);
        found.dedup();
        let places: Vec<Place> = found.iter().map(|(_, place)| *place).collect();
        let before = base.read(&places)?;
        Ok(found
            .into_iter()
            .zip(before)
            .filter_map(|((name, place), video)| {
                let block = base.blocks.get(place.block as usize)?;
                Some((name, (block.id, place.row as usize, video)))
            })
            .collect())
    }

    fn is_replaced(&self, base: &Snapshot, place: Place) -> bool {
        let block = base.blocks.get(place.block as usize);
        block.and_then(|block| self.dead.get(&block.id)).is_some_and(|dead| dead.contains(place.row as usize))
    }

    fn wait(&mut self, video: Arc<Video>) -> Result<(), InventoryError> {
        self.waiting_at.insert(video.id.clone(), self.waiting.len());
        self.waiting.push(video);
        if self.waiting.len() < ROWS { Ok(()) } else { self.flush() }
    }

    /// Writes what waits as a block that does not hold yet.
    fn flush(&mut self) -> Result<(), InventoryError> {
        if self.waiting.is_empty() {
            return Ok(());
        }
        let mut videos = std::mem::take(&mut self.waiting);
        self.waiting_at.clear();
        videos.sort_by_key(|video| video.created_at.get());
        let id = self.next_block;
        let parts = packed(&videos).map_err(|source| self.failed(source))?;
        let unwritten = |source| self.inventory.unwritten(source);
        let mut connection = self.inventory.connection();
        let transaction = connection.transaction_with_behavior(TransactionBehavior::Immediate).map_err(unwritten)?;
        {
            let rows = i64::try_from(videos.len()).unwrap_or(0);
            transaction
                .execute("INSERT INTO blocks (id, draft, rows, dead) VALUES (?1, 1, ?2, NULL)", params![id, rows])
                .map_err(unwritten)?;
            let mut insert =
                transaction.prepare_cached("INSERT INTO parts (id, data) VALUES (?1, ?2)").map_err(unwritten)?;
            for (number, bytes) in parts {
                insert.execute(params![part_id(id, number), bytes]).map_err(unwritten)?;
            }
        }
        transaction.commit().map_err(unwritten)?;
        drop(connection);
        self.written.extend(videos.iter().enumerate().map(|(row, video)| (name_of(&video.id), (id, row))));
        self.next_block += 1;
        Ok(())
    }

    /// Every sync of changes adds a block, which may be a small one: many of them would make every search slow.
    fn put_small_blocks_together(&mut self) -> Result<(), InventoryError> {
        let Some(base) = self.base.clone() else { return Ok(()) };
        let small = |block: &&super::snapshot::BlockInfo| {
            let gone = self.dead.get(&block.id).map_or(0, Bits::len);
            block.rows.saturating_sub(block.dead.len() + gone) < ROWS / 2
        };
        let blocks: Vec<usize> =
            base.blocks.iter().enumerate().filter(|(_, block)| small(block)).map(|(at, _)| at).collect();
        if blocks.len() < TOO_MANY_SMALL {
            return Ok(());
        }
        for at in blocks {
            let Some(info) = base.blocks.get(at) else { continue };
            let mut places = Vec::new();
            let dead = self.dead.entry(info.id).or_default();
            for row in info.live() {
                if !dead.contains(row) {
                    dead.insert(row);
                    let block = u32::try_from(at).unwrap_or(u32::MAX);
                    places.push(Place { block, row: u32::try_from(row).unwrap_or(u32::MAX) });
                }
            }
            for video in base.read(&places)? {
                self.wait(video)?;
            }
        }
        Ok(())
    }

    fn put_in_place(&self, synced: &Synced) -> Result<(), InventoryError> {
        let record = serde_json::to_vec(synced)
            .map_err(|source| InventoryError::unusable("write", self.inventory.path(), source))?;
        let mut packer = Packer::new(COLUMN_LEVEL).map_err(|source| self.failed(source))?;
        let record = packer.pack(&record).map_err(|source| self.failed(source))?;
        let mut dead = Vec::with_capacity(self.dead.len());
        for (block, bits) in &self.dead {
            // What was dead before stays so.
            let mut all = bits.clone();
            let before = self.base.iter().flat_map(|base| &base.blocks).find(|info| info.id == *block);
            if let Some(info) = before {
                (0..info.rows).filter(|row| info.dead.contains(*row)).for_each(|row| all.insert(row));
            }
            dead.push((*block, all.len(), packer.pack(&all.0).map_err(|source| self.failed(source))?));
        }
        let failed = |source| self.inventory.unwritten(source);
        let mut connection = self.inventory.connection();
        let transaction = connection.transaction_with_behavior(TransactionBehavior::Immediate).map_err(failed)?;
        if self.base.is_none() {
            remove_blocks(&transaction, "draft = 0").map_err(failed)?;
            self.forget_files(&transaction).map_err(failed)?;
        }
        transaction.execute("UPDATE blocks SET draft = 0", []).map_err(failed)?;
        for (block, count, bits) in dead {
            let count = i64::try_from(count).unwrap_or(i64::MAX);
            transaction.execute("UPDATE blocks SET dead = ?2 WHERE id = ?1", params![block, bits]).map_err(failed)?;
            remove_blocks(&transaction, &format!("id = {block} AND rows <= {count}")).map_err(failed)?;
        }
        transaction
            .execute("INSERT OR REPLACE INTO synced (one, record) VALUES (1, ?1)", params![record])
            .map_err(failed)?;
        transaction.commit().map_err(failed)
    }

    /// Forgets the files of videos that are not there any more.
    fn forget_files(&self, connection: &Connection) -> rusqlite::Result<()> {
        let mut gone = Vec::new();
        {
            let mut statement = connection.prepare("SELECT video FROM files")?;
            let mut rows = statement.query([])?;
            while let Some(row) = rows.next()? {
                let id: String = row.get(0)?;
                if !VideoId::new(id.as_str()).is_ok_and(|id| self.written.contains_key(&name_of(&id))) {
                    gone.push(id);
                }
            }
        }
        let mut forget = connection.prepare("DELETE FROM files WHERE video = ?1")?;
        gone.iter().try_for_each(|id| forget.execute([id]).map(drop))
    }

    fn failed(&self, source: io::Error) -> InventoryError {
        InventoryError::unusable("write", self.inventory.path(), source)
    }
}

/// The parts of a block with their numbers.
fn packed(videos: &[Arc<Video>]) -> io::Result<Vec<(usize, Vec<u8>)>> {
    let mut parts = Vec::with_capacity(block::ALL.len() + natives::parts(videos.len()));
    let mut packer = Packer::new(COLUMN_LEVEL)?;
    for (number, bytes) in block::write(videos) {
        parts.push((usize::from(number), packer.pack(&bytes)?));
    }
    let natives = natives::write(videos, &mut Packer::new(NATIVE_LEVEL)?)?;
    parts.extend(natives.into_iter().enumerate().map(|(number, bytes)| (NATIVE + number, bytes)));
    Ok(parts)
}

fn remove_blocks(connection: &Connection, which: &str) -> rusqlite::Result<()> {
    let ids: Vec<i64> = connection
        .prepare(&format!("SELECT id FROM blocks WHERE {which}"))?
        .query_map([], |row| row.get(0))?
        .collect::<Result<_, _>>()?;
    for id in ids {
        connection.execute(
            "DELETE FROM parts WHERE id BETWEEN ?1 AND ?2",
            params![part_id(id, 0), part_id(id, usize::from(u16::MAX))],
        )?;
        connection.execute("DELETE FROM blocks WHERE id = ?1", params![id])?;
    }
    Ok(())
}

/// Gives back the room of what was removed. That it cannot be given back now, because somebody is reading, is no failure.
fn tidy(connection: &Connection) {
    let tidied = connection
        .prepare("PRAGMA incremental_vacuum")
        .and_then(|mut statement| {
            let mut rows = statement.query([])?;
            while rows.next()?.is_some() {}
            Ok(())
        })
        .and_then(|()| connection.query_row("PRAGMA wal_checkpoint(PASSIVE)", [], |_| Ok(())));
    if let Err(error) = tidied {
        tracing::debug!(%error, "the inventory was not tidied");
    }
}
