//! How parameters are written in a URL, and how they are written to be signed.

/// Writes a text as signatures want it: letters, digits and `-_.~` stay, every other byte becomes `%XX`.
pub(super) fn encode(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for byte in text.bytes() {
        if byte.is_ascii_alphanumeric() || b"-_.~".contains(&byte) {
            out.push(char::from(byte));
        } else {
            out.push('%');
            out.push(digit(byte >> 4).to_ascii_uppercase());
            out.push(digit(byte & 15).to_ascii_uppercase());
        }
    }
    out
}

/// The parameters as they are signed: encoded, sorted by name in byte order, joined.
pub(in crate::sandbox::apsara) fn canonical<'a>(pairs: impl Iterator<Item = &'a (String, String)>) -> String {
    let mut pairs: Vec<&(String, String)> = pairs.collect();
    pairs.sort();
    let written: Vec<String> =
        pairs.iter().map(|(name, value)| format!("{}={}", encode(name), encode(value))).collect();
    written.join("&")
}

/// Bytes in lower-case hexadecimal digits.
pub(super) fn hex(bytes: &[u8]) -> String {
    bytes.iter().flat_map(|byte| [digit(byte >> 4), digit(byte & 15)]).collect()
}

/// Reads the parameters of a query or a form: `+` is a space, and what is not an escape stays as it is.
pub(in crate::sandbox::apsara) fn decode_pairs(text: &[u8]) -> Vec<(String, String)> {
    let pieces = text.split(|byte| *byte == b'&').filter(|piece| !piece.is_empty());
    pieces
        .map(|piece| {
            let mut halves = piece.splitn(2, |byte| *byte == b'=');
            let mut half = || decode(halves.next().unwrap_or_default());
            (half(), half())
        })
        .collect()
}

fn decode(text: &[u8]) -> String {
    let mut out = Vec::with_capacity(text.len());
    let mut rest = text;
    while let [byte, tail @ ..] = rest {
        rest = tail;
        match (byte, tail) {
            (b'+', _) => out.push(b' '),
            (b'%', [high, low, after @ ..]) if let (Some(high), Some(low)) = (nibble(*high), nibble(*low)) => {
                out.push(high << 4 | low);
                rest = after;
            }
            _ => out.push(*byte),
        }
    }
    // Bytes that are no text are changed here, and so are never what was signed.
    String::from_utf8_lossy(&out).into_owned()
}

fn nibble(byte: u8) -> Option<u8> {
    char::from(byte).to_digit(16).and_then(|value| u8::try_from(value).ok())
}

fn digit(nibble: u8) -> char {
    char::from_digit(u32::from(nibble), 16).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::{canonical, decode_pairs, encode, hex};

    #[test]
    fn only_unreserved_bytes_stay_as_they_are() {
        assert_eq!(encode("aZ09-_.~"), "aZ09-_.~");
        assert_eq!(encode("a b*/:,+'%"), "a%20b%2A%2F%3A%2C%2B%27%25");
        assert_eq!(encode("测"), "%E6%B5%8B");
        assert_eq!(hex(&[0, 0xaf, 0x10]), "00af10");
    }

    #[test]
    fn parameters_are_sorted_by_bytes_and_empty_ones_stay() {
        let pairs = decode_pairs(b"b=2&a=&B=1&&c");
        assert_eq!(canonical(pairs.iter()), "B=1&a=&b=2&c=");
    }

    #[test]
    fn a_plus_is_a_space_and_broken_escapes_are_text() {
        let pair = |name: &str, value: &str| (name.to_owned(), value.to_owned());
        assert_eq!(decode_pairs(b"a+b=c%20d%2B&x=1=2"), [pair("a b", "c d+"), pair("x", "1=2")]);
        assert_eq!(decode_pairs(b"a=%zz%4&b=%ff"), [pair("a", "%zz%4"), pair("b", "\u{fffd}")]);
    }
}
