//! The platform's own objects of a block, a few together, so that one of them is read without the others.
//!
//! The first few stand by themselves; all others refer to them, because the objects of a library are much alike.

use std::collections::BTreeSet;
use std::io;
use std::sync::Arc;

use super::frame::{Packer, Unpacker};
use super::pack::{Input, put_piece};
use crate::model::{Native, Video};

/// How many objects are packed together.
const TOGETHER: usize = 8;

/// The objects of a block, packed: the bytes of part 0, 1, and so on.
pub(super) fn write(videos: &[Arc<Video>], packer: &mut Packer) -> io::Result<Vec<Vec<u8>>> {
    let mut parts = Vec::with_capacity(videos.len().div_ceil(TOGETHER));
    packer.refer_to(&[])?;
    for group in videos.chunks(TOGETHER) {
        let mut bytes = Vec::new();
        for video in group {
            put_piece(&mut bytes, video.native.as_bytes());
        }
        let first = parts.is_empty();
        parts.push(packer.pack(&bytes)?);
        if first {
            packer.refer_to(&bytes)?;
        }
    }
    packer.refer_to(&[])?;
    Ok(parts)
}

/// The parts that hold the objects of some rows.
pub(super) fn parts_of(rows: impl Iterator<Item = usize>) -> BTreeSet<usize> {
    let parts: BTreeSet<usize> = rows.map(|row| row / TOGETHER).collect();
    // The others refer to the first.
    if parts.is_empty() { parts } else { parts.into_iter().chain([0]).collect() }
}

/// How many parts the objects of so many rows have.
pub(super) const fn parts(rows: usize) -> usize {
    rows.div_ceil(TOGETHER)
}

/// The objects of some rows of a block.
pub(super) struct Natives<'a> {
    /// The parts that were read, packed, by number.
    parts: &'a [(usize, Vec<u8>)],
    unpacker: &'a mut Unpacker,
    first: Vec<u8>,
    /// The part that was unpacked last, with where the objects in it begin and end.
    open: (usize, Vec<u8>, Vec<(usize, usize)>),
}

impl<'a> Natives<'a> {
    /// Over parts in the order of their numbers, the first one among them.
    pub(super) fn new(parts: &'a [(usize, Vec<u8>)], unpacker: &'a mut Unpacker) -> io::Result<Self> {
        unpacker.refer_to(&[])?;
        let first = match parts.first() {
            Some((0, packed)) => unpacker.unpack(packed)?,
            _ => Vec::new(),
        };
        unpacker.refer_to(&first)?;
        let open = (0, first.clone(), pieces(&first));
        Ok(Self { parts, unpacker, first, open })
    }

    /// The object of a row; `None` when it is not among the parts.
    pub(super) fn get(&mut self, row: usize) -> io::Result<Option<Native>> {
        let number = row / TOGETHER;
        if self.open.0 != number {
            let bytes = if number == 0 {
                self.first.clone()
            } else {
                let Ok(at) = self.parts.binary_search_by_key(&number, |(number, _)| *number) else { return Ok(None) };
                let Some((_, packed)) = self.parts.get(at) else { return Ok(None) };
                self.unpacker.unpack(packed)?
            };
            let places = pieces(&bytes);
            self.open = (number, bytes, places);
        }
        let (_, bytes, places) = &self.open;
        let place = places.get(row % TOGETHER).and_then(|(start, end)| bytes.get(*start..*end));
        Ok(place.and_then(|bytes| std::str::from_utf8(bytes).ok()).map(Into::into))
    }
}

fn pieces(bytes: &[u8]) -> Vec<(usize, usize)> {
    let mut input = Input(bytes);
    let mut places = Vec::with_capacity(TOGETHER);
    while let Some(piece) = input.piece() {
        let end = bytes.len() - input.0.len();
        places.push((end - piece.len(), end));
    }
    places
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::VideoId;

    fn video(number: usize) -> Arc<Video> {
        let native =
            if number.is_multiple_of(7) { String::new() } else { format!("{{\"id\":\"{number}\",\"x\":[1,2]}}") };
        let id = VideoId::new(number.to_string()).unwrap();
        Arc::new(Video { native: native.into(), ..Video::unknown(id, "") })
    }

    #[test]
    fn every_object_is_read_alone_as_it_was_written() {
        let videos: Vec<_> = (0..45).map(video).collect();
        let parts = write(&videos, &mut Packer::new(3).unwrap()).unwrap();
        assert_eq!(parts.len(), super::parts(45));
        for row in [0, 7, 8, 44, 13, 2] {
            let numbers = parts_of(std::iter::once(row));
            let read: Vec<_> = numbers.into_iter().map(|number| (number, parts[number].clone())).collect();
            let mut unpacker = Unpacker::new().unwrap();
            let mut natives = Natives::new(&read, &mut unpacker).unwrap();
            assert_eq!(natives.get(row).unwrap().as_ref(), Some(&videos[row].native), "row {row}");
            assert_eq!(natives.get(row + 16).unwrap(), None);
        }
    }
}
