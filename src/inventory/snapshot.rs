//! An inventory as it was when it was opened for reading: a sync meanwhile changes nothing in it.

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::hash::{DefaultHasher, Hash as _, Hasher as _};
use std::io;
use std::path::PathBuf;
use std::sync::{Arc, Mutex, MutexGuard, OnceLock, PoisonError};

use rusqlite::{Connection, OptionalExtension as _};

use super::block::{self, Block, Number};
use super::database::connect;
use super::frame::Unpacker;
use super::hits::{Hit, Hits};
use super::natives::{self, Natives};
use super::parallel::in_parallel;
use super::{Inventory, InventoryError, Synced};
use crate::model::{Known, Video, VideoField, VideoId};
use crate::query::{Matcher, Order, Query};

/// The number of the first part with native objects.
pub(super) const NATIVE: usize = 256;

/// The videos of the last sync.
#[derive(Debug)]
pub struct Snapshot {
    path: PathBuf,
    synced: Synced,
    pub(super) blocks: Vec<BlockInfo>,
    connection: Mutex<Connection>,
    places: OnceLock<HashMap<u128, Place>>,
}

/// A block of the snapshot.
#[derive(Debug)]
pub(super) struct BlockInfo {
    pub(super) id: i64,
    pub(super) rows: usize,
    pub(super) dead: Bits,
}

/// Where a video is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Place {
    /// Among the blocks of the snapshot.
    pub(super) block: u32,
    pub(super) row: u32,
}

/// A set of rows.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Bits(pub(super) Vec<u8>);

impl Bits {
    pub(super) fn contains(&self, row: usize) -> bool {
        self.0.get(row / 8).is_some_and(|byte| byte & (1 << (row % 8)) != 0)
    }

    pub(super) fn insert(&mut self, row: usize) {
        if self.0.len() <= row / 8 {
            self.0.resize(row / 8 + 1, 0);
        }
        if let Some(byte) = self.0.get_mut(row / 8) {
            *byte |= 1 << (row % 8);
        }
    }

    pub(super) fn len(&self) -> usize {
        self.0.iter().map(|byte| byte.count_ones() as usize).sum()
    }
}

impl BlockInfo {
    /// The rows that hold.
    pub(super) fn live(&self) -> impl Iterator<Item = usize> + '_ {
        (0..self.rows).filter(|row| !self.dead.contains(*row))
    }
}

/// What is read of a block in one go, packed.
struct Raw {
    at: usize,
    columns: Vec<(Number, Vec<u8>)>,
    natives: Vec<(usize, Vec<u8>)>,
    /// The rows that are wanted, each with its place among the answers.
    rows: Vec<(usize, usize)>,
}

/// Names an id in little room; two ids never share a name in practice (128 bits).
pub(super) fn name_of(id: &VideoId) -> u128 {
    let half = |salt: u8| {
        let mut hasher = DefaultHasher::new();
        (salt, id.as_str()).hash(&mut hasher);
        u128::from(hasher.finish())
    };
    half(0) << 64 | half(1)
}

impl Inventory {
    /// The videos of the last sync; `None` when there was none yet.
    ///
    /// # Errors
    /// Fails on a file that is damaged.
    pub fn snapshot(&self) -> Result<Option<Arc<Snapshot>>, InventoryError> {
        let connection = connect(self.path())?;
        let failed = |source| self.unread(source);
        // Everything is read as of the first reading in this transaction, which ends with the connection.
        connection.execute_batch("BEGIN").map_err(failed)?;
        let record: Option<Vec<u8>> =
            connection.query_row("SELECT record FROM synced", [], |row| row.get(0)).optional().map_err(failed)?;
        let Some(record) = record else { return Ok(None) };
        let damaged = |what| InventoryError::damaged(self.path(), what);
        let mut unpacker = Unpacker::new().map_err(|source| InventoryError::unusable("read", self.path(), source))?;
        let record = unpacker.unpack(&record).map_err(|_| damaged("its record of the last sync cannot be read"))?;
        let synced: Synced =
            serde_json::from_slice(&record).map_err(|_| damaged("its record of the last sync cannot be read"))?;
        let own = self.account();
        if (synced.account.platform, &synced.account.account_id) != (own.platform, &own.account_id) {
            return Err(damaged("it is of another library"));
        }
        let mut blocks = Vec::new();
        {
            let mut statement =
                connection.prepare("SELECT id, rows, dead FROM blocks WHERE draft = 0 ORDER BY id").map_err(failed)?;
            let mut rows = statement.query([]).map_err(failed)?;
            while let Some(row) = rows.next().map_err(failed)? {
                let (id, rows, dead): (i64, i64, Option<Vec<u8>>) =
                    (row.get(0).map_err(failed)?, row.get(1).map_err(failed)?, row.get(2).map_err(failed)?);
                let dead = dead.map(|packed| unpacker.unpack(&packed)).transpose();
                let dead = Bits(dead.map_err(|_| damaged("a list of what went cannot be read"))?.unwrap_or_default());
                let rows = usize::try_from(rows).ok().filter(|rows| *rows <= block::ROWS);
                let rows = rows.ok_or_else(|| damaged("a block has a size that cannot be"))?;
                blocks.push(BlockInfo { id, rows, dead });
            }
        }
        let live: usize = blocks.iter().map(|block| block.rows.saturating_sub(block.dead.len())).sum();
        if live as u64 != synced.held {
            return Err(damaged("it does not hold as many videos as it says"));
        }
        Ok(Some(Arc::new(Snapshot {
            path: self.path().to_path_buf(),
            synced,
            blocks,
            connection: Mutex::new(connection),
            places: OnceLock::new(),
        })))
    }
}

impl Snapshot {
    /// What it says of itself.
    #[must_use]
    pub const fn synced(&self) -> &Synced {
        &self.synced
    }

    /// Finds the videos of which the query is not false: what is true of them, and what cannot be decided.
    ///
    /// # Errors
    /// Fails on a file that is damaged; a later failure comes as an item.
    pub fn search(self: &Arc<Self>, query: Option<&Query>, order: Order) -> Result<Hits, InventoryError> {
        let key = match order {
            Order::Created => VideoField::CreatedAt,
            Order::RecentlyUpdated => VideoField::UpdatedAt,
        };
        let wanted = block::wanted(query, key);
        let matcher = query.map(Matcher::new);
        let found = self.scan(&wanted, |at, info, block, scratch| {
            let mut found = Vec::new();
            for row in info.live() {
                block.put(row, scratch).ok_or_else(|| self.garbled())?;
                if matcher.as_ref().is_none_or(|matcher| !matcher.test(scratch).is_false()) {
                    let time = if order == Order::Created { &scratch.created_at } else { &scratch.updated_at };
                    found.push(Hit { time: time.get(), place: place(at, row) });
                }
            }
            Ok(found)
        })?;
        let mut hits: Vec<Hit> = found.into_iter().flatten().collect();
        match order {
            Order::Created => hits.sort_unstable_by_key(|hit| (hit.time, hit.place)),
            Order::RecentlyUpdated => hits.sort_unstable_by_key(|hit| (std::cmp::Reverse(hit.time), hit.place)),
        }
        Ok(Hits::new(Arc::clone(self), hits.into_iter().map(|hit| hit.place).collect()))
    }

    /// Finds a video by its id.
    ///
    /// # Errors
    /// Fails on a file that is damaged.
    pub fn video(&self, id: &VideoId) -> Result<Option<Arc<Video>>, InventoryError> {
        let Some(place) = self.places()?.get(&name_of(id)) else { return Ok(None) };
        let found = self.read(&[*place])?;
        Ok(found.into_iter().find(|video| video.id == *id))
    }

    /// Where every video is, by the name of its id.
    pub(super) fn places(&self) -> Result<&HashMap<u128, Place>, InventoryError> {
        if let Some(places) = self.places.get() {
            return Ok(places);
        }
        let found = self.scan(&block::ids(), |at, info, block, scratch| {
            let mut found = Vec::with_capacity(info.rows);
            for row in info.live() {
                block.put(row, scratch).ok_or_else(|| self.garbled())?;
                found.push((name_of(&scratch.id), place(at, row)));
            }
            Ok(found)
        })?;
        let places: HashMap<u128, Place> = found.into_iter().flatten().collect();
        if places.len() as u64 != self.synced.held {
            return Err(InventoryError::damaged(&self.path, "a video is in it twice"));
        }
        Ok(self.places.get_or_init(|| places))
    }

    /// Reads whole videos, in the order given.
    pub(super) fn read(&self, places: &[Place]) -> Result<Vec<Arc<Video>>, InventoryError> {
        let mut by_block: BTreeMap<usize, Vec<(usize, usize)>> = BTreeMap::new();
        for (answer, place) in places.iter().enumerate() {
            by_block.entry(place.block as usize).or_default().push((place.row as usize, answer));
        }
        let connection = self.connection();
        let jobs = by_block.into_iter().map(|(at, mut rows)| {
            let info = self.info(at)?;
            rows.sort_unstable();
            let columns = self.columns(&connection, info, block::ALL.iter().copied())?;
            let numbers = natives::parts_of(rows.iter().map(|(row, _)| *row));
            let natives =
                numbers.into_iter().map(|number| Ok((number, self.part(&connection, info, NATIVE + number)?)));
            Ok(Raw { at, columns, natives: natives.collect::<Result<_, InventoryError>>()?, rows })
        });
        let all = block::ALL.iter().copied().collect();
        let found = in_parallel(jobs, |raw: Raw| self.unpack(&raw, &all))?;
        let mut answers: Vec<Option<Arc<Video>>> = vec![None; places.len()];
        for (answer, video) in found.into_iter().flatten() {
            if let Some(slot) = answers.get_mut(answer) {
                *slot = Some(video);
            }
        }
        answers.into_iter().collect::<Option<_>>().ok_or_else(|| self.garbled())
    }

    fn unpack(&self, raw: &Raw, all: &BTreeSet<Number>) -> Result<Vec<(usize, Arc<Video>)>, InventoryError> {
        let mut unpacker = self.unpacker()?;
        let block = self.block(raw, all, &mut unpacker)?;
        let mut natives = Natives::new(&raw.natives, &mut unpacker).map_err(|source| self.broken(source))?;
        let one = |(row, answer): &(usize, usize)| {
            let native = natives.get(*row).map_err(|source| self.broken(source))?.ok_or_else(|| self.garbled())?;
            let video = block.video(*row, native).ok_or_else(|| self.garbled())?;
            Ok((*answer, Arc::new(video)))
        };
        raw.rows.iter().map(one).collect()
    }

    /// Looks at the wanted columns of every block.
    fn scan<R: Send>(
        &self,
        wanted: &BTreeSet<Number>,
        look: impl Fn(usize, &BlockInfo, &Block, &mut Video) -> Result<R, InventoryError> + Sync,
    ) -> Result<Vec<R>, InventoryError> {
        let connection = self.connection();
        let jobs = self.blocks.iter().enumerate().map(|(at, info)| {
            let columns = self.columns(&connection, info, wanted.iter().copied())?;
            Ok(Raw { at, columns, natives: Vec::new(), rows: Vec::new() })
        });
        in_parallel(jobs, |raw: Raw| {
            let block = self.block(&raw, wanted, &mut self.unpacker()?)?;
            let id = VideoId::new("-").map_err(|_| self.garbled())?;
            let mut scratch = Video { size: Known::Absent, ..Video::unknown(id, "it was not read") };
            look(raw.at, self.info(raw.at)?, &block, &mut scratch)
        })
    }

    fn block(&self, raw: &Raw, wanted: &BTreeSet<Number>, unpacker: &mut Unpacker) -> Result<Block, InventoryError> {
        let rows = self.info(raw.at)?.rows;
        let block = Block::read(wanted, rows, |number| {
            let packed = raw.columns.iter().find(|(of, _)| *of == number).map(|(_, packed)| packed);
            unpacker.unpack(packed.ok_or_else(|| self.garbled())?).map_err(|source| self.broken(source))
        })?;
        block.ok_or_else(|| self.garbled())
    }

    fn columns(
        &self,
        connection: &Connection,
        info: &BlockInfo,
        numbers: impl Iterator<Item = Number>,
    ) -> Result<Vec<(Number, Vec<u8>)>, InventoryError> {
        numbers.map(|number| Ok((number, self.part(connection, info, usize::from(number))?))).collect()
    }

    fn part(&self, connection: &Connection, info: &BlockInfo, number: usize) -> Result<Vec<u8>, InventoryError> {
        let failed = |source| InventoryError::database("read", &self.path, source);
        let mut statement = connection.prepare_cached("SELECT data FROM parts WHERE id = ?1").map_err(failed)?;
        let found = statement.query_row([part_id(info.id, number)], |row| row.get(0)).optional().map_err(failed)?;
        found.ok_or_else(|| InventoryError::damaged(&self.path, "a part of it is missing"))
    }

    fn info(&self, at: usize) -> Result<&BlockInfo, InventoryError> {
        self.blocks.get(at).ok_or_else(|| self.garbled())
    }

    fn connection(&self) -> MutexGuard<'_, Connection> {
        self.connection.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn unpacker(&self) -> Result<Unpacker, InventoryError> {
        Unpacker::new().map_err(|source| InventoryError::unusable("read", &self.path, source))
    }

    fn garbled(&self) -> InventoryError {
        InventoryError::damaged(&self.path, "a part of it cannot be read")
    }

    fn broken(&self, source: io::Error) -> InventoryError {
        InventoryError::Damaged { path: self.path.clone(), source: Box::new(source) }
    }
}

/// The key of a part in its table.
pub(super) fn part_id(block: i64, number: usize) -> i64 {
    block << 16 | i64::try_from(number).unwrap_or(0)
}

fn place(block: usize, row: usize) -> Place {
    let narrow = |number: usize| u32::try_from(number).unwrap_or(u32::MAX);
    Place { block: narrow(block), row: narrow(row) }
}
