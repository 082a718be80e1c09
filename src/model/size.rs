//! Sizes in bytes, for people.

use std::fmt;

/// A number of bytes; shown in decimal units as storage is billed: `1.4 GB`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct ByteSize(pub u64);

/// The error of reading a size.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{text:?} is not a size; write a number with a unit such as 500MB or 1.5GB")]
pub struct ParseSizeError {
    text: String,
}

const UNITS: [(&str, u64); 11] = [
    ("kib", 1 << 10),
    ("mib", 1 << 20),
    ("gib", 1 << 30),
    ("tib", 1 << 40),
    ("kb", 1_000),
    ("mb", 1_000_000),
    ("gb", 1_000_000_000),
    ("tb", 1_000_000_000_000),
    ("pb", 1_000_000_000_000_000),
    ("b", 1),
    ("", 1),
];

impl ByteSize {
    /// Reads `5GB`, `1.5 TB`, `800 kB`, `1024` (bytes); units ignore case, `KiB` and friends are binary.
    ///
    /// # Errors
    /// Fails on a missing or negative number, an unknown unit, or a size beyond 2^64.
    pub fn parse(text: &str) -> Result<Self, ParseSizeError> {
        let fail = || ParseSizeError { text: text.to_owned() };
        let trimmed = text.trim();
        let split = trimmed.find(|c: char| !c.is_ascii_digit() && c != '.' && c != '_').unwrap_or(trimmed.len());
        let (number, unit) = trimmed.split_at(split);
        let number = number.replace('_', "");
        let unit = unit.trim().to_ascii_lowercase();
        let factor = UNITS.iter().find(|(name, _)| *name == unit).map(|(_, factor)| *factor).ok_or_else(fail)?;
        let (whole, fraction) = number.split_once('.').unwrap_or((&number, ""));
        if whole.is_empty() || fraction.len() > 15 || (number.contains('.') && fraction.is_empty()) {
            return Err(fail());
        }
        let whole: u128 = whole.parse().map_err(|_| fail())?;
        let mut bytes = whole.checked_mul(u128::from(factor)).ok_or_else(fail)?;
        if !fraction.is_empty() {
            let digits: u128 = fraction.parse().map_err(|_| fail())?;
            let scale = 10_u128.pow(u32::try_from(fraction.len()).map_err(|_| fail())?);
            bytes += digits * u128::from(factor) / scale;
        }
        u64::try_from(bytes).map(Self).map_err(|_| fail())
    }
}

impl fmt::Display for ByteSize {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        const SHOWN: [(&str, u64); 5] = [
            ("PB", 1_000_000_000_000_000),
            ("TB", 1_000_000_000_000),
            ("GB", 1_000_000_000),
            ("MB", 1_000_000),
            ("KB", 1_000),
        ];
        for (index, (unit, factor)) in SHOWN.iter().enumerate() {
            if self.0 >= *factor {
                let tenths = (u128::from(self.0) * 10 + u128::from(*factor) / 2) / u128::from(*factor);
                // 999.95 KB rounds up to the next unit.
                if let (true, Some((larger, _))) = (tenths >= 10_000, index.checked_sub(1).and_then(|i| SHOWN.get(i))) {
                    return f.pad(&format!("1.0 {larger}"));
                }
                return f.pad(&format!("{}.{} {unit}", tenths / 10, tenths % 10));
            }
        }
        f.pad(&format!("{} B", self.0))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sizes_are_read_with_decimal_and_binary_units() {
        let read = |text| ByteSize::parse(text).map(|size| size.0);
        assert_eq!(read("5GB"), Ok(5_000_000_000));
        assert_eq!(read("1.5 tb"), Ok(1_500_000_000_000));
        assert_eq!(read("2KiB"), Ok(2_048));
        assert_eq!(read("1_000"), Ok(1_000));
        assert_eq!(read("0"), Ok(0));
        for bad in ["", "GB", "5 XB", "-1GB", "1.2.3GB", "1.GB", ".5GB", "99999999999PB"] {
            assert!(read(bad).is_err(), "{bad:?} must be refused");
        }
    }

    #[test]
    fn sizes_are_shown_with_one_decimal_and_carry_to_the_next_unit() {
        let show = |bytes| ByteSize(bytes).to_string();
        assert_eq!(show(0), "0 B");
        assert_eq!(show(999), "999 B");
        assert_eq!(show(1_400_000_000), "1.4 GB");
        assert_eq!(show(999_999), "1.0 MB");
        assert_eq!(show(u64::MAX), "18446.7 PB");
    }
}
