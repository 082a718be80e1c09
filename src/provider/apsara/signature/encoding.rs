//! How names and values are written, on the wire and in what is signed: the two must not differ.

use std::fmt::Write as _;

/// Percent-encodes every byte that is not a letter, a digit or one of `-_.~`.
pub(super) fn encode(text: &str) -> String {
    let mut written = String::with_capacity(text.len());
    for byte in text.bytes() {
        if byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_' | b'.' | b'~') {
            written.push(char::from(byte));
        } else {
            let _ = write!(written, "%{byte:02X}");
        }
    }
    written
}

/// Parameters sorted by name, encoded and joined. An empty value stays, as `name=`.
pub(in crate::provider::apsara) fn canonical_query<'a>(params: impl IntoIterator<Item = (&'a str, &'a str)>) -> String {
    let mut pairs: Vec<(&str, &str)> = params.into_iter().collect();
    pairs.sort_unstable();
    let written: Vec<String> =
        pairs.into_iter().map(|(name, value)| format!("{}={}", encode(name), encode(value))).collect();
    written.join("&")
}

/// Bytes as lower-case hexadecimal digits.
pub(in crate::provider::apsara) fn hex(bytes: &[u8]) -> String {
    let mut written = String::with_capacity(bytes.len() * 2);
    for byte in bytes {
        let _ = write!(written, "{byte:02x}");
    }
    written
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_unreserved_characters_stay_as_they_are() {
        assert_eq!(encode("azAZ09-_.~"), "azAZ09-_.~");
        assert_eq!(encode(" *+/:,%&=\n'"), "%20%2A%2B%2F%3A%2C%25%26%3D%0A%27");
        assert_eq!(encode("测"), "%E6%B5%8B");
    }

    #[test]
    fn names_are_sorted_by_bytes_and_empty_values_stay() {
        assert_eq!(canonical_query([("b", "1"), ("a", ""), ("B", "2"), ("Ab", "3")]), "Ab=3&B=2&a=&b=1");
        assert_eq!(canonical_query([]), "");
    }
}
