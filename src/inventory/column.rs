//! One field of the videos of a block: each distinct value once, and which of them every row has.

use std::collections::HashMap;

use super::pack::{Input, Pack, Tag, known, put_known, put_number};
use crate::model::Known;

/// Values are kept ready to be shared where a value has at least so many rows on average.
const SHARED: usize = 4;

/// How the rows name their values.
const ALL_ALIKE: u8 = 0;
const ALL_DIFFERENT: u8 = 1;
const IN_A_BYTE: u8 = 2;
const IN_TWO_BYTES: u8 = 3;

/// Writes the values of one field, a row each.
pub(super) fn write<'a, T: Pack + 'a>(rows: impl ExactSizeIterator<Item = &'a Known<T>>) -> Vec<u8> {
    let count = rows.len();
    let mut codes: Vec<u16> = Vec::with_capacity(count);
    let mut places: HashMap<Vec<u8>, u16> = HashMap::new();
    let (mut entries, mut entry, mut scratch) = (Vec::new(), Vec::new(), Vec::new());
    for value in rows {
        entry.clear();
        put_known(&mut entry, value, &mut scratch);
        if let Some(code) = places.get(&entry) {
            codes.push(*code);
            continue;
        }
        let code = u16::try_from(places.len()).unwrap_or(u16::MAX);
        entries.extend_from_slice(&entry);
        places.insert(entry.clone(), code);
        codes.push(code);
    }
    let distinct = places.len();
    let mut out = Vec::with_capacity(entries.len() + 2 * count + 8);
    put_number(&mut out, distinct as u64);
    let how = match distinct {
        1 => ALL_ALIKE,
        _ if distinct == count => ALL_DIFFERENT,
        ..=256 => IN_A_BYTE,
        _ => IN_TWO_BYTES,
    };
    out.push(how);
    out.extend_from_slice(&entries);
    match how {
        IN_A_BYTE => out.extend(codes.iter().map(|code| u8::try_from(*code).unwrap_or_default())),
        IN_TWO_BYTES => out.extend(codes.iter().flat_map(|code| code.to_le_bytes())),
        _ => {}
    }
    out
}

/// A column that was read, with values of one type.
pub(super) struct Column<T> {
    bytes: Vec<u8>,
    /// Tag and place in `bytes` of every distinct value.
    values: Vec<(Tag, u32, u32)>,
    how: u8,
    /// Where the codes of the rows begin.
    codes: usize,
    /// The values themselves, where they are shared by many rows.
    ready: Option<Vec<Known<T>>>,
}

impl<T: Pack + Clone> Column<T> {
    /// Reads a column of so many rows; `None` for bytes that are none.
    pub(super) fn read(bytes: Vec<u8>, rows: usize) -> Option<Self> {
        let mut input = Input(&bytes);
        let distinct = input.length().filter(|distinct| *distinct <= rows.max(1))?;
        let how = input.byte()?;
        let mut values = Vec::with_capacity(distinct);
        let length = bytes.len();
        for _ in 0..distinct {
            let (tag, piece) = input.known()?;
            let end = length - input.0.len();
            values.push((tag, u32::try_from(end - piece.len()).ok()?, u32::try_from(end).ok()?));
        }
        let codes = length - input.0.len();
        let wanted = match how {
            ALL_ALIKE if distinct == 1 => 0,
            ALL_DIFFERENT if distinct == rows => 0,
            IN_A_BYTE => rows,
            IN_TWO_BYTES => rows * 2,
            _ => return None,
        };
        if input.0.len() != wanted {
            return None;
        }
        let mut column = Self { bytes, values, how, codes, ready: None };
        if distinct * SHARED <= rows {
            column.ready = (0..distinct).map(|code| column.decode(code)).collect::<Option<Vec<_>>>();
            column.ready.as_ref()?;
        }
        Some(column)
    }

    /// The value of a row; `None` when there is no such row or its bytes are no value.
    pub(super) fn value(&self, row: usize) -> Option<Known<T>> {
        let code = match self.how {
            ALL_ALIKE => 0,
            ALL_DIFFERENT => row,
            IN_A_BYTE => usize::from(*self.bytes.get(self.codes + row)?),
            _ => {
                let at = self.codes + row * 2;
                let code = self.bytes.get(at..at + 2)?;
                usize::from(u16::from_le_bytes(code.try_into().ok()?))
            }
        };
        match &self.ready {
            Some(ready) => ready.get(code).cloned(),
            None => self.decode(code),
        }
    }

    fn decode(&self, code: usize) -> Option<Known<T>> {
        let (tag, start, end) = *self.values.get(code)?;
        known((tag, self.bytes.get(usize::try_from(start).ok()?..usize::try_from(end).ok()?)?))
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::model::Text;

    fn value() -> impl Strategy<Value = Known<Text>> {
        prop_oneof![
            Just(Known::Absent),
            "[ab]?".prop_map(Known::unknown),
            "[a-c]{0,2}".prop_map(|text| Known::Value(text.into())),
            ".{0,9}".prop_map(|text| Known::Value(text.into())),
        ]
    }

    proptest! {
        #[test]
        fn every_row_is_read_as_it_was_written(rows in proptest::collection::vec(value(), 1..600)) {
            let column = Column::<Text>::read(write(rows.iter()), rows.len()).unwrap();
            for (row, value) in rows.iter().enumerate() {
                prop_assert_eq!(column.value(row), Some(value.clone()));
            }
        }

        #[test]
        fn bytes_that_are_no_column_never_panic(bytes in proptest::collection::vec(any::<u8>(), 0..60), rows in 0..9_usize) {
            if let Some(column) = Column::<Text>::read(bytes, rows) {
                (0..rows).for_each(|row| drop(column.value(row)));
            }
        }
    }

    #[test]
    fn rows_that_are_alike_cost_nothing() {
        let alike = vec![Known::Value(Text::from("ACTIVE")); 2_048];
        assert!(write(alike.iter()).len() < 16);
        let numbers: Vec<Known<u64>> = (0..2_048).map(|number| Known::Value(number % 700)).collect();
        let column = Column::<u64>::read(write(numbers.iter()), numbers.len()).unwrap();
        assert_eq!(column.value(1_999), Some(Known::Value(599)));
        assert_eq!(column.value(2_048), None);
    }
}
