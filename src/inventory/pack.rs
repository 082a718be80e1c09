//! Single values as bytes, exactly: what is written is read as the same value, and a value that is absent or unknown
//! stays so, with its reason.

use std::collections::BTreeMap;

use jiff::Timestamp;

use crate::model::{AssetId, Delivery, Known, MediaType, Text, VideoId, VideoState};

/// A value that can be written as bytes. Reading gives `None` for bytes that are no such value.
pub(super) trait Pack: Sized {
    /// Appends the value.
    fn write(&self, out: &mut Vec<u8>);

    /// Reads a value from all of the bytes.
    fn read(bytes: &[u8]) -> Option<Self>;
}

/// What a written value begins with.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Tag {
    /// The platform says that there is none.
    Absent,
    /// It could not be learned; the reason follows.
    Unknown,
    /// The value follows.
    Value,
}

/// Bytes that are read from their beginning.
pub(super) struct Input<'a>(pub(super) &'a [u8]);

impl<'a> Input<'a> {
    pub(super) fn byte(&mut self) -> Option<u8> {
        let (first, rest) = self.0.split_first()?;
        self.0 = rest;
        Some(*first)
    }

    pub(super) fn number(&mut self) -> Option<u64> {
        let mut number = 0_u64;
        for shift in (0..64).step_by(7) {
            let byte = self.byte()?;
            number |= u64::from(byte & 0x7f).checked_shl(shift)?;
            if byte & 0x80 == 0 {
                return Some(number);
            }
        }
        None
    }

    pub(super) fn length(&mut self) -> Option<usize> {
        usize::try_from(self.number()?).ok()
    }

    pub(super) fn bytes(&mut self, length: usize) -> Option<&'a [u8]> {
        let (taken, rest) = self.0.split_at_checked(length)?;
        self.0 = rest;
        Some(taken)
    }

    /// What was written with its length before it.
    pub(super) fn piece(&mut self) -> Option<&'a [u8]> {
        let length = self.length()?;
        self.bytes(length)
    }

    /// The tag and the bytes of a three-valued value.
    pub(super) fn known(&mut self) -> Option<(Tag, &'a [u8])> {
        let head = self.length()?;
        let tag = match head & 3 {
            0 => Tag::Absent,
            1 => Tag::Unknown,
            2 => Tag::Value,
            _ => return None,
        };
        Some((tag, self.bytes(head >> 2)?))
    }

    pub(super) fn is_empty(&self) -> bool {
        self.0.is_empty()
    }
}

/// Appends a number, seven bits a byte.
pub(super) fn put_number(out: &mut Vec<u8>, mut number: u64) {
    while number >= 0x80 {
        out.push(u8::try_from(number & 0x7f).unwrap_or_default() | 0x80);
        number >>= 7;
    }
    out.push(u8::try_from(number).unwrap_or_default());
}

/// Appends bytes with their length before them.
pub(super) fn put_piece(out: &mut Vec<u8>, bytes: &[u8]) {
    put_number(out, bytes.len() as u64);
    out.extend_from_slice(bytes);
}

/// Appends a three-valued value. `scratch` is only room to work in.
pub(super) fn put_known<T: Pack>(out: &mut Vec<u8>, value: &Known<T>, scratch: &mut Vec<u8>) {
    scratch.clear();
    let tag = match value {
        Known::Absent => 0,
        Known::Unknown(reason) => {
            scratch.extend_from_slice(reason.as_bytes());
            1
        }
        Known::Value(value) => {
            value.write(scratch);
            2
        }
    };
    put_number(out, (scratch.len() as u64) << 2 | tag);
    out.extend_from_slice(scratch);
}

/// The value of a tag and bytes.
pub(super) fn known<T: Pack>((tag, bytes): (Tag, &[u8])) -> Option<Known<T>> {
    Some(match tag {
        Tag::Absent => Known::Absent,
        Tag::Unknown => Known::Unknown(Text::read(bytes)?),
        Tag::Value => Known::Value(T::read(bytes)?),
    })
}

impl Pack for Text {
    fn write(&self, out: &mut Vec<u8>) {
        out.extend_from_slice(self.as_bytes());
    }

    fn read(bytes: &[u8]) -> Option<Self> {
        std::str::from_utf8(bytes).ok().map(Into::into)
    }
}

impl Pack for bool {
    fn write(&self, out: &mut Vec<u8>) {
        out.push(u8::from(*self));
    }

    fn read(bytes: &[u8]) -> Option<Self> {
        match bytes {
            [0] => Some(false),
            [1] => Some(true),
            _ => None,
        }
    }
}

impl Pack for u64 {
    fn write(&self, out: &mut Vec<u8>) {
        put_number(out, *self);
    }

    fn read(bytes: &[u8]) -> Option<Self> {
        let mut input = Input(bytes);
        let number = input.number()?;
        input.is_empty().then_some(number)
    }
}

impl Pack for u32 {
    fn write(&self, out: &mut Vec<u8>) {
        put_number(out, u64::from(*self));
    }

    fn read(bytes: &[u8]) -> Option<Self> {
        u64::read(bytes)?.try_into().ok()
    }
}

impl Pack for Timestamp {
    /// Eight bytes of milliseconds, which is what the platforms give, and the nanoseconds beyond where there are any.
    fn write(&self, out: &mut Vec<u8>) {
        let millis = self.as_millisecond();
        out.extend_from_slice(&millis.to_be_bytes());
        let beyond = self.as_nanosecond() - i128::from(millis) * 1_000_000;
        if beyond != 0 {
            out.extend_from_slice(&i32::try_from(beyond).unwrap_or_default().to_be_bytes());
        }
    }

    fn read(bytes: &[u8]) -> Option<Self> {
        let (millis, beyond) = bytes.split_first_chunk()?;
        let time = Self::from_millisecond(i64::from_be_bytes(*millis)).ok()?;
        if beyond.is_empty() {
            return Some(time);
        }
        let nanos = i128::from(i32::from_be_bytes(beyond.try_into().ok()?));
        Self::from_nanosecond(time.as_nanosecond() + nanos).ok()
    }
}

impl Pack for Vec<Text> {
    fn write(&self, out: &mut Vec<u8>) {
        for text in self {
            put_piece(out, text.as_bytes());
        }
    }

    fn read(bytes: &[u8]) -> Option<Self> {
        let (mut input, mut list) = (Input(bytes), Self::new());
        while !input.is_empty() {
            list.push(Text::read(input.piece()?)?);
        }
        Some(list)
    }
}

impl Pack for BTreeMap<Text, Text> {
    fn write(&self, out: &mut Vec<u8>) {
        for (name, text) in self {
            put_piece(out, name.as_bytes());
            put_piece(out, text.as_bytes());
        }
    }

    fn read(bytes: &[u8]) -> Option<Self> {
        let (mut input, mut map) = (Input(bytes), Self::new());
        while !input.is_empty() {
            map.insert(Text::read(input.piece()?)?, Text::read(input.piece()?)?);
        }
        Some(map)
    }
}

/// Words of a fixed set.
macro_rules! words {
    ($($name:ident)+) => {$(
        impl Pack for $name {
            fn write(&self, out: &mut Vec<u8>) {
                out.extend_from_slice(self.as_str().as_bytes());
            }

            fn read(bytes: &[u8]) -> Option<Self> {
                Self::parse(std::str::from_utf8(bytes).ok()?)
            }
        }
    )+};
}

words! { VideoState Delivery MediaType }

/// Digits are written as a number and lower-case hexadecimal as bytes; everything else as text.
fn write_id(id: &str, out: &mut Vec<u8>) {
    if let Ok(number) = id.parse::<u64>()
        && number.to_string() == id
    {
        out.push(0);
        out.extend_from_slice(&number.to_be_bytes());
        return;
    }
    if let Some(bytes) = from_hex(id) {
        out.push(1);
        out.extend_from_slice(&bytes);
    } else {
        out.push(2);
        out.extend_from_slice(id.as_bytes());
    }
}

fn read_id(bytes: &[u8]) -> Option<Text> {
    let (kind, rest) = bytes.split_first()?;
    Some(match kind {
        0 => u64::from_be_bytes(rest.try_into().ok()?).to_string().into(),
        1 => to_hex(rest).into(),
        2 => Text::read(rest)?,
        _ => return None,
    })
}

fn from_hex(text: &str) -> Option<Vec<u8>> {
    let digits: Vec<u8> = text
        .bytes()
        .map(|byte| match byte {
            b'0'..=b'9' => Some(byte - b'0'),
            b'a'..=b'f' => Some(byte - b'a' + 10),
            _ => None,
        })
        .collect::<Option<_>>()?;
    let (pairs, rest) = digits.as_chunks::<2>();
    rest.is_empty().then(|| pairs.iter().map(|[high, low]| high << 4 | low).collect())
}

fn to_hex(bytes: &[u8]) -> String {
    let digit = |value: u8| char::from_digit(u32::from(value), 16).unwrap_or('0');
    bytes.iter().flat_map(|byte| [digit(byte >> 4), digit(byte & 0x0f)]).collect()
}

macro_rules! ids {
    ($($name:ident)+) => {$(
        impl Pack for $name {
            fn write(&self, out: &mut Vec<u8>) {
                write_id(self.as_str(), out);
            }

            fn read(bytes: &[u8]) -> Option<Self> {
                Self::new(read_id(bytes)?).ok()
            }
        }
    )+};
}

ids! { VideoId AssetId }

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn there_and_back<T: Pack + PartialEq + std::fmt::Debug>(value: Known<T>) {
        let (mut bytes, mut scratch) = (Vec::new(), Vec::new());
        put_known(&mut bytes, &value, &mut scratch);
        bytes.push(7);
        let mut input = Input(&bytes);
        assert_eq!(known::<T>(input.known().unwrap()), Some(value));
        assert_eq!(input.0, [7]);
    }

    #[test]
    fn absent_and_unknown_stay_what_they_are() {
        there_and_back(Known::<Text>::Absent);
        there_and_back(Known::<Text>::unknown(""));
        there_and_back(Known::<u64>::unknown("the platform did not say"));
        there_and_back(Known::<Text>::Value("".into()));
        there_and_back(Known::<Vec<Text>>::Value(vec![]));
        there_and_back(Known::<Vec<Text>>::Value(vec!["".into(), "a".into()]));
        there_and_back(Known::Value(BTreeMap::from([("a".into(), "".into()), ("".into(), Text::from("b"))])));
        for state in VideoState::ALL {
            there_and_back(Known::Value(*state));
        }
    }

    proptest! {
        #[test]
        fn every_number_text_and_moment_is_read_as_it_was_written(
            number in any::<u64>(), text in ".*", seconds in -377_705_023_201_i64..253_402_207_200, nanos in 0..1_000_000_000_i32,
        ) {
            there_and_back(Known::Value(number));
            there_and_back::<Text>(Known::Value(text.into()));
            there_and_back(Known::Value(Timestamp::new(seconds, nanos).unwrap()));
        }

        #[test]
        fn every_id_is_read_as_it_was_written(id in "[0-9]{1,21}|[0-9a-f]{1,40}|[0-9A-F]{4}|image:[0-9a-f]{8}|\\PC{1,9}") {
            if let Ok(id) = VideoId::new(id) {
                there_and_back(Known::Value(id));
            }
        }

        #[test]
        fn bytes_that_are_no_value_are_refused_and_nothing_panics(bytes in proptest::collection::vec(any::<u8>(), 0..40)) {
            let mut input = Input(&bytes);
            while let Some(found) = input.known() {
                let _ = (known::<Text>(found), known::<Timestamp>(found), known::<VideoId>(found));
                let _ = (known::<u64>(found), known::<BTreeMap<Text, Text>>(found), known::<Delivery>(found));
            }
        }
    }
}
