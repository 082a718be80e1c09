//! Compressed pieces of bytes, each with a checksum: what was damaged on the disk cannot be read as something else.

use std::io;

use zstd::bulk::{Compressor, Decompressor};
use zstd::zstd_safe::CParameter;

/// No piece unpacks to more than this.
const MOST: usize = 1 << 28;

/// Makes pieces.
pub(super) struct Packer {
    level: i32,
    inner: Compressor<'static>,
}

impl Packer {
    /// A packer; a higher level makes smaller pieces in more time, and reading them takes the same.
    pub(super) fn new(level: i32) -> io::Result<Self> {
        let mut inner = Compressor::new(level)?;
        inner.set_parameter(CParameter::ChecksumFlag(true))?;
        Ok(Self { level, inner })
    }

    /// From now on pieces may refer to these bytes, which are needed to read them; none with an empty slice.
    pub(super) fn refer_to(&mut self, bytes: &[u8]) -> io::Result<()> {
        self.inner.set_dictionary(self.level, bytes)
    }

    pub(super) fn pack(&mut self, bytes: &[u8]) -> io::Result<Vec<u8>> {
        let mut piece = self.inner.compress(bytes)?;
        piece.shrink_to_fit();
        Ok(piece)
    }
}

/// Reads pieces.
pub(super) struct Unpacker(Decompressor<'static>);

impl Unpacker {
    pub(super) fn new() -> io::Result<Self> {
        Decompressor::new().map(Self)
    }

    /// The counterpart of [`Packer::refer_to`].
    pub(super) fn refer_to(&mut self, bytes: &[u8]) -> io::Result<()> {
        self.0.set_dictionary(bytes)
    }

    pub(super) fn unpack(&mut self, piece: &[u8]) -> io::Result<Vec<u8>> {
        self.0.decompress(piece, MOST)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_piece_is_read_as_it_was_made_or_not_at_all() {
        let text = br#"{"id":"6300000000001","name":"evening news","state":"ACTIVE"}"#.repeat(4);
        let mut packer = Packer::new(3).unwrap();
        let plain = packer.pack(&text).unwrap();
        packer.refer_to(&text).unwrap();
        let referring = packer.pack(&text).unwrap();
        assert!(referring.len() < plain.len());
        let mut unpacker = Unpacker::new().unwrap();
        assert_eq!(unpacker.unpack(&plain).unwrap(), text);
        assert!(unpacker.unpack(&referring).is_err(), "what it refers to is missing");
        unpacker.refer_to(&text).unwrap();
        assert_eq!(unpacker.unpack(&referring).unwrap(), text);
        unpacker.refer_to(&[]).unwrap();
        for at in 0..plain.len() {
            for bit in 0..8 {
                let mut damaged = plain.clone();
                damaged[at] ^= 1 << bit;
                // One bit of a frame means nothing.
                assert!(unpacker.unpack(&damaged).map_or(true, |read| read == text), "byte {at}, bit {bit}");
            }
        }
    }
}
