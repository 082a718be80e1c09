//! JSON as it came, less the query strings of its addresses: they hold signatures, which are for nobody's records.
//!
//! A text that begins as a web address is one, to its end, whatever it holds: names of files bring blanks along. A text
//! that is itself JSON is gone through in the same way: platforms let their customers store such texts.

use std::borrow::Cow;

use serde::de::IgnoredAny;

/// Cuts the query strings of all `http` and `https` addresses; everything else stays as it was written, byte for byte,
/// except a text that is itself JSON and lost something: it is written anew.
#[must_use]
pub fn unsigned(raw: &str) -> Cow<'_, str> {
    // A question mark stands as itself or as `\u003f`.
    if !raw.contains('?') && !raw.contains("\\u00") {
        return Cow::Borrowed(raw);
    }
    let mut kept = String::new();
    let (mut copied, mut at) = (0, 0);
    while let Some(opened) = raw.get(at..).and_then(|rest| rest.find('"')) {
        let opening = at + opened;
        let text = Quoted { raw, start: opening + 1 };
        let Some(end) = text.end() else { break };
        at = end + 1;
        if is_name(raw, at) {
            continue;
        }
        if let Some(query) = text.query()
            && let Some(before) = raw.get(copied..query)
        {
            kept.push_str(before);
            copied = end;
        } else if let Some(inner) = text.inner(end)
            && let Some(before) = raw.get(copied..opening)
        {
            kept.push_str(before);
            kept.push_str(&inner);
            copied = end + 1;
        }
    }
    if copied == 0 {
        return Cow::Borrowed(raw);
    }
    kept.push_str(raw.get(copied..).unwrap_or_default());
    Cow::Owned(kept)
}

/// An address without its query string.
#[must_use]
pub fn plain(address: &str) -> &str {
    address.split_once('?').map_or(address, |(plain, _)| plain)
}

/// Whether the text that ends before this place is the name of a member.
fn is_name(raw: &str, after: usize) -> bool {
    raw.get(after..).is_some_and(|rest| rest.trim_start().starts_with(':'))
}

/// A JSON text, from the byte after its quote.
struct Quoted<'a> {
    raw: &'a str,
    start: usize,
}

impl Quoted<'_> {
    /// Where the query string of an address begins; `None` when it is no address, or has none.
    fn query(&self) -> Option<usize> {
        let mut signs = self.signs().skip_while(|(_, sign)| sign.is_ascii_whitespace());
        for expected in "http".chars() {
            signs.next().filter(|(_, sign)| sign.eq_ignore_ascii_case(&expected))?;
        }
        let mut next = signs.next()?.1;
        if next.eq_ignore_ascii_case(&'s') {
            next = signs.next()?.1;
        }
        let begins = next == ':' && signs.next()?.1 == '/' && signs.next()?.1 == '/';
        if begins { signs.find(|(_, sign)| *sign == '?').map(|(place, _)| place) } else { None }
    }

    /// The text with its quotes, when it is itself JSON in which something is to be cut.
    fn inner(&self, end: usize) -> Option<String> {
        let first = self.signs().map(|(_, sign)| sign).find(|sign| !sign.is_ascii_whitespace())?;
        if !matches!(first, '{' | '[' | '"') {
            return None;
        }
        let text: String = serde_json::from_str(self.raw.get(self.start - 1..=end)?).ok()?;
        serde_json::from_str::<IgnoredAny>(&text).ok()?;
        match unsigned(&text) {
            Cow::Borrowed(_) => None,
            Cow::Owned(cut) => serde_json::to_string(&cut).ok(),
        }
    }

    /// Where the closing quote is.
    fn end(&self) -> Option<usize> {
        let mut escaped = false;
        let end = self.raw.get(self.start..)?.bytes().position(|byte| {
            let closes = byte == b'"' && !escaped;
            escaped = byte == b'\\' && !escaped;
            closes
        })?;
        Some(self.start + end)
    }

    /// The characters up to the closing quote, each with the place where it is written. Half of a surrogate pair is no
    /// character that anybody looks for.
    fn signs(&self) -> impl Iterator<Item = (usize, char)> {
        let mut at = self.start;
        std::iter::from_fn(move || {
            let place = at;
            let mut rest = self.raw.get(at..)?.chars();
            let (sign, length) = match rest.next()? {
                '"' => return None,
                '\\' => match rest.next()? {
                    'u' => {
                        let code = u32::from_str_radix(rest.as_str().get(..4)?, 16).ok()?;
                        (char::from_u32(code).unwrap_or(char::REPLACEMENT_CHARACTER), 6)
                    }
                    'n' | 'r' | 't' => (' ', 2),
                    other => (other, 1 + other.len_utf8()),
                },
                other => (other, other.len_utf8()),
            };
            at += length;
            Some((place, sign))
        })
    }
}

#[cfg(test)]
mod tests {
    use proptest::collection::vec;
    use proptest::prelude::{Just, ProptestConfig, Strategy, any, prop_assert_eq, prop_oneof, proptest};
    use proptest::sample::select;
    use serde_json::{Map, Value};

    use super::*;

    #[test]
    fn the_query_strings_of_addresses_are_cut_and_nothing_else() {
        for (raw, cut) in [
            (r#"{"CoverURL":"https://p/c.jpg?auth_key=1-2","n": 1}"#, r#"{"CoverURL":"https://p/c.jpg","n": 1}"#),
            (r#"["http://p/a?Expires=1&Signature=x", "HTTPS://p/b?x"]"#, r#"["http://p/a", "HTTPS://p/b"]"#),
            (r#"["https:\/\/p\/a?x=1\u0026y=2"]"#, r#"["https:\/\/p\/a"]"#),
            (r#"["https://p/\u003Fx=1"]"#, r#"["https://p/"]"#),
            (r#"["\u0068ttps:\u002f/p/a?x"]"#, r#"["\u0068ttps:\u002f/p/a"]"#),
            (r#"["https://p/a b\u65b0.mp4?x=\"1\"\\"]"#, r#"["https://p/a b\u65b0.mp4"]"#),
            (r#"["\n https://p/a?x"]"#, r#"["\n https://p/a"]"#),
            (r#"{"a":{"b":["x",{"c":"http://p?q?r"}]},"d":"?"}"#, r#"{"a":{"b":["x",{"c":"http://p"}]},"d":"?"}"#),
            (r#"{"U":"{\"a\": \"http:\/\/p?s\",\"n\": 1}" }"#, r#"{"U":"{\"a\": \"http://p\",\"n\": 1}" }"#),
            (r#"["x"," [\"http://p?s\"]","http://q?s"]"#, r#"["x"," [\"http://p\"]","http://q"]"#),
            (r#"["\"http://p?s\""]"#, r#"["\"http://p\""]"#),
            (r#"["[\"[\\\"http://p?s\\\"]\"]"]"#, r#"["[\"[\\\"http://p\\\"]\"]"]"#),
        ] {
            assert_eq!(unsigned(raw), cut, "{raw}");
            assert_eq!(unsigned(cut), cut, "once is enough");
        }
        for raw in [
            r#"{"Title":"why? see https://p/a?x"}"#,
            r#"{"https://p/a?x" : 1}"#,
            r#"["ftp://p/a?x","httpsx://p?","http:/p?x","https://p/a","?","\\u003f"]"#,
            r#"["\"https://p/a?x"]"#,
            r#"["[\"no end https://p/a?x\""]"#,
            r#"["{\"why\":\"see?\"}"]"#,
            r#"{"no":"end?"#,
            "",
            "?",
            r#"["https://p/\u00zz?"#,
        ] {
            assert!(matches!(unsigned(raw), Cow::Borrowed(same) if same == raw), "{raw}");
        }
    }

    /// A JSON text in which every character is written in one of its ways.
    fn written(text: &str, ways: &mut impl Iterator<Item = u8>) -> String {
        let mut raw = String::from("\"");
        for sign in text.chars() {
            match (sign, ways.next().unwrap_or_default() % 4) {
                ('"' | '\\', 0..=2) => raw.extend(['\\', sign]),
                ('/', 1 | 2) => raw.push_str("\\/"),
                (_, 3) | ('\0'..=' ', _) => {
                    let mut units = [0; 2];
                    for unit in sign.encode_utf16(&mut units) {
                        raw.extend(format!("\\u{unit:04x}").chars());
                    }
                }
                _ => raw.push(sign),
            }
        }
        raw.push('"');
        raw
    }

    fn write(value: &Value, ways: &mut impl Iterator<Item = u8>) -> String {
        let blank = if ways.next().is_some_and(|way| way % 5 == 0) { " " } else { "" };
        match value {
            Value::String(text) => written(text, ways),
            Value::Array(list) => {
                let items: Vec<String> = list.iter().map(|item| write(item, ways)).collect();
                format!("[{blank}{}]", items.join(","))
            }
            Value::Object(object) => {
                let members = object.iter();
                let members =
                    members.map(|(name, value)| format!("{}{blank}:{}", written(name, ways), write(value, ways)));
                format!("{{{}{blank}}}", members.collect::<Vec<_>>().join(","))
            }
            other => other.to_string(),
        }
    }

    /// The value with its addresses left alone or cut. Texts that are JSON are written in one way, to be compared.
    fn seen(value: Value, cut: bool) -> Value {
        match value {
            Value::String(text) => {
                let lower = text.trim_start().to_ascii_lowercase();
                let address = lower.starts_with("http://") || lower.starts_with("https://");
                let json = if lower.starts_with(['{', '[', '"']) { serde_json::from_str(&text).ok() } else { None };
                match json {
                    Some(inner) => Value::String(seen(inner, cut).to_string()),
                    None if address && cut => Value::String(plain(&text).to_owned()),
                    None => Value::String(text),
                }
            }
            Value::Array(list) => list.into_iter().map(|item| seen(item, cut)).collect(),
            Value::Object(object) => {
                Value::Object(object.into_iter().map(|(name, value)| (name, seen(value, cut))).collect::<Map<_, _>>())
            }
            other => other,
        }
    }

    fn text() -> impl Strategy<Value = String> {
        let starts =
            select(vec!["", " ", "x", "http://", "https://", "HttpS://p/", "\thttp://p", "http:/", "see http://"]);
        let pieces =
            select(vec!["?", "&a=b", "/", "\\", "\"", "a", "新", "😀", "\n", "#", "\u{1}", ":", "?x", "{", "}", "]"]);
        (starts, vec(pieces, 0..6)).prop_map(|(start, pieces)| format!("{start}{}", pieces.concat()))
    }

    fn value() -> impl Strategy<Value = Value> {
        let leaf = prop_oneof![
            4 => text().prop_map(Value::String),
            1 => any::<i64>().prop_map(Value::from),
            1 => Just(Value::Null),
        ];
        leaf.prop_recursive(3, 24, 4, |inner| {
            let members = vec((text(), inner.clone()), 0..4);
            prop_oneof![
                inner.clone().prop_map(|inner| Value::String(inner.to_string())),
                vec(inner, 0..4).prop_map(Value::Array),
                members.prop_map(|members| Value::Object(members.into_iter().collect())),
            ]
        })
    }

    proptest! {
        #![proptest_config(ProptestConfig { cases: 1_024, failure_persistence: None, ..ProptestConfig::default() })]

        #[test]
        fn what_is_left_is_the_same_json_with_its_addresses_cut(value in value(), ways in vec(any::<u8>(), 1..40)) {
            let raw = write(&value, &mut ways.iter().copied().cycle());
            prop_assert_eq!(&serde_json::from_str::<Value>(&raw).expect("JSON"), &value);
            let left = unsigned(&raw);
            let left_over: Value = serde_json::from_str(&left).expect("JSON");
            prop_assert_eq!(seen(left_over, false), seen(value, true), "{}", raw);
            prop_assert_eq!(unsigned(&left), &*left);
        }

        #[test]
        fn no_text_is_too_odd(raw in "[\"\\\\u0-9a-fhtps:/?{},新]{0,40}") {
            let left = unsigned(&raw);
            prop_assert_eq!(unsigned(&left).len() <= raw.len(), true);
        }
    }
}
