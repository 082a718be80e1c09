//! Goes through a text: addresses, e-mail addresses and words are replaced, what stands between them stays.

use serde_json::Value;

use super::words::Words;
use crate::model::plain;

/// Endings of file names that tell a format and nothing else.
const ENDINGS: &[&str] = &[
    "aac", "avi", "csv", "dash", "doc", "flv", "gif", "html", "jpeg", "jpg", "json", "m3u8", "m4a", "m4s", "m4v",
    "mkv", "mov", "mp3", "mp4", "mpd", "mpg", "mxf", "pdf", "png", "srt", "ts", "ttml", "txt", "vtt", "wav", "webm",
    "webp", "wmv", "xml", "zip",
];
/// What a text may be that opens something, as access keys of well-known services begin.
const KEYS: &[&str] = &["LTAI", "AKIA", "ASIA", "eyJ", "ghp_", "gho_", "xox", "sk-", "sk_", "STS."];
/// So many letters and digits in a row are no word any more.
const TOKEN_LENGTH: usize = 24;

/// The text with everything replaced.
pub(super) fn scrubbed(words: &mut Words, text: &str) -> String {
    pieces(text).map(|piece| of_piece(words, piece)).collect()
}

/// The text as it is, less what must be in no file: signatures of addresses and what looks like a key.
/// Says how many such things were taken out.
pub(super) fn kept(words: &mut Words, text: &str) -> (String, u64) {
    let mut removed = 0;
    if let Some(value) = json(text) {
        let value = in_json(value, &mut |text| {
            let (text, more) = kept(words, &text);
            removed += more;
            text
        });
        // Written anew only where something was taken out: a customer's own text stays as it is.
        return if removed > 0 { (value.to_string(), removed) } else { (text.to_owned(), 0) };
    }
    let kept = pieces(text).map(|piece| match address_in(piece) {
        _ if piece.to_ascii_lowercase().contains("%3a%2f%2f") || piece.matches("://").count() > 1 => {
            // An address within an address: where it ends cannot be told.
            removed += 1;
            words.name("segment", piece)
        }
        Some((before, address)) => {
            let bare = without_keys(words, &without_signature(address));
            removed += u64::from(bare != address);
            format!("{before}{bare}")
        }
        None => {
            let mut piece = piece.to_owned();
            for token in tokens(&piece.clone()) {
                removed += 1;
                piece = piece.replace(&token, &words.name("token", &token));
            }
            piece
        }
    });
    let text = kept.collect();
    (text, removed)
}

/// As [`kept`], with stand-ins for addresses and e-mail addresses. Says what was replaced.
pub(super) fn kept_but_for_contacts(words: &mut Words, text: &str) -> (String, u64) {
    let mut changed = 0;
    let text: String = pieces(text)
        .map(|piece| {
            if address_in(piece).is_some() || mail_in(piece).is_some() {
                changed += 1;
                return of_piece(words, piece);
            }
            let (piece, removed) = kept(words, piece);
            changed += removed;
            piece
        })
        .collect();
    (text, changed)
}

/// The value of a text that is itself JSON, as customers of platforms store it.
pub(super) fn json(text: &str) -> Option<Value> {
    if text.trim_start().starts_with(['{', '[', '"']) { serde_json::from_str(text).ok() } else { None }
}

/// The value with every text in it changed.
fn in_json(value: Value, change: &mut dyn FnMut(String) -> String) -> Value {
    match value {
        Value::String(text) => Value::String(change(text)),
        Value::Array(list) => list.into_iter().map(|value| in_json(value, change)).collect(),
        Value::Object(object) => {
            let members = object.into_iter().map(|(name, value)| (change(name), in_json(value, change)));
            Value::Object(members.collect())
        }
        other => other,
    }
}

/// A web address of `example.com`, without query string, fragment and user.
pub(super) fn address(words: &mut Words, address: &str) -> String {
    let bare = without_signature(address);
    let Some((scheme, rest)) = bare.split_once("://") else { return scrubbed_words(words, &bare) };
    let (host, path) = rest.split_once('/').map_or((rest, None), |(host, path)| (host, Some(path)));
    let mut made = format!("{}://", scheme.to_ascii_lowercase());
    if !host.is_empty() {
        made.push_str(&words.name("host", &host.to_lowercase()));
        made.push('.');
    }
    made.push_str("example.com");
    for segment in path.into_iter().flat_map(|path| path.split('/')) {
        made.push('/');
        made.push_str(&segment_of(words, segment));
    }
    made
}

/// One part of a path. One with encoded signs is replaced as a whole: parts of signs are no words.
fn segment_of(words: &mut Words, segment: &str) -> String {
    let (name, ending) = without_ending(segment);
    let name = if name.contains('%') { words.name("segment", name) } else { scrubbed_words(words, name) };
    format!("{name}{ending}")
}

/// The address up to its query string or fragment, without a user in front of the host.
pub(super) fn without_signature(address: &str) -> String {
    let bare = plain(address).split('#').next().unwrap_or_default();
    let (scheme, rest) = match bare.find("//") {
        Some(place) if place == 0 || bare.get(..place).is_some_and(|before| before.ends_with(':')) => {
            bare.split_at(place + 2)
        }
        _ => ("", bare),
    };
    let (host, path) = rest.split_at(rest.find('/').unwrap_or(rest.len()));
    let host = host.rsplit('@').next().unwrap_or(host);
    format!("{scheme}{host}{path}")
}

/// An address that stays as it is, but for parts of its path that open something: some networks sign there.
pub(super) fn without_keys(words: &mut Words, address: &str) -> String {
    let parts = address.split('/').map(|part| if is_token(part) { words.name("token", part) } else { part.to_owned() });
    parts.collect::<Vec<_>>().join("/")
}

/// A text in pieces: blanks, quotes and brackets by themselves, the rest between them. An address goes on to the next
/// blank or quote, because a signature may hold every other sign; the next address ends it.
fn pieces(text: &str) -> impl Iterator<Item = &str> {
    let ends = |sign: char| sign.is_whitespace() || "\"'<>".contains(sign);
    let separates = move |sign: char| ends(sign) || "()[]{}|,;".contains(sign);
    let whole_address = move |rest: &str, end: usize| {
        let last = rest.find(ends).unwrap_or(rest.len());
        let all = rest.get(..last).unwrap_or(rest);
        let next = all.match_indices("://").map(|(place, _)| place).find(|place| *place > end);
        next.and_then(|next| all.get(..next)?.rfind(separates)).unwrap_or(last).max(end)
    };
    let mut rest = text;
    std::iter::from_fn(move || {
        let first = rest.chars().next()?;
        let kind = separates(first);
        let mut end = rest.find(|sign| separates(sign) != kind).unwrap_or(rest.len());
        if !kind && rest.get(..end).is_some_and(|piece| address_in(piece).is_some()) {
            end = whole_address(rest, end);
        }
        let (piece, after) = rest.split_at(end);
        rest = after;
        Some(piece)
    })
}

fn of_piece(words: &mut Words, piece: &str) -> String {
    if let Some((before, found)) = address_in(piece) {
        return format!("{}{}", scrubbed_words(words, before), address(words, found));
    }
    if let Some((before, mail)) = mail_in(piece) {
        let made = words.name("mail", mail);
        return format!("{}{made}@example.com", scrubbed_words(words, before));
    }
    let (name, ending) = without_ending(piece);
    format!("{}{ending}", scrubbed_words(words, name))
}

/// An address in a piece, and what stands before it. It may lack its scheme.
fn address_in(piece: &str) -> Option<(&str, &str)> {
    let Some(place) = piece.find("://") else { return is_bare_address(piece).then_some(("", piece)) };
    let before = piece.get(..place)?;
    let start = before
        .rfind(|sign: char| !sign.is_ascii_alphanumeric())
        .map_or(0, |last| last + before.get(last..).and_then(|rest| rest.chars().next()).map_or(1, char::len_utf8));
    (start < place).then(|| piece.split_at(start))
}

/// Whether a piece is an address without a scheme: `//host/path`, `www.host.org`, `host.org/path`, `host.org?query`.
fn is_bare_address(piece: &str) -> bool {
    let rest = piece.strip_prefix("//").unwrap_or(piece);
    let (host, path) = rest.split_at(rest.find(['/', '?', '#']).unwrap_or(rest.len()));
    let host = host.rsplit('@').next().unwrap_or(host);
    let host = host.split(':').next().unwrap_or(host);
    let Some((before, top)) = host.rsplit_once('.') else { return false };
    let is_host = top.len() > 1 && top.chars().all(char::is_alphabetic) && !before.is_empty();
    is_host && (rest.len() < piece.len() || !path.is_empty() || host.to_ascii_lowercase().starts_with("www."))
}

/// An e-mail address in a piece, and what stands before it, as in `mailto:a@b.c`; its sign may be encoded.
fn mail_in(piece: &str) -> Option<(&str, &str)> {
    let place = piece.find('@').or_else(|| piece.find("%40"))?;
    let (local, host) = piece.split_at(place);
    let start = local.rfind([':', '=', '/']).map_or(0, |last| last + 1);
    (start < place && host.len() > 1).then(|| piece.split_at(start))
}

/// A name and the ending that tells its format, with the dot.
fn without_ending(name: &str) -> (&str, &str) {
    let place = name.rfind('.').filter(|place| *place > 0);
    let ending = place.and_then(|place| name.get(place + 1..)).map(str::to_ascii_lowercase);
    match (place, ending) {
        (Some(place), Some(ending)) if ENDINGS.contains(&ending.as_str()) => name.split_at(place),
        _ => (name, ""),
    }
}

/// Everything that is a letter or digit replaced, in runs. Signs beyond ASCII are letters, so that none stays. Hexadecimal
/// numbers, of which file names are full, stay such numbers.
fn scrubbed_words(words: &mut Words, text: &str) -> String {
    let is_sign = |sign: char| sign.is_ascii_alphanumeric() || (!sign.is_ascii() && !sign.is_whitespace());
    let mut made = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(first) = rest.chars().next() {
        let inside = is_sign(first);
        let (run, after) = rest.split_at(rest.find(|sign| is_sign(sign) != inside).unwrap_or(rest.len()));
        match inside {
            true if is_hex(run) => made.push_str(&words.hex(run)),
            true => made.push_str(&scrubbed_run(words, run)),
            false => made.push_str(run),
        }
        rest = after;
    }
    made
}

/// Whether letters and digits are a hexadecimal number, and no word or year.
fn is_hex(run: &str) -> bool {
    let digits = run.bytes().filter(u8::is_ascii_digit).count();
    let lower = run.bytes().all(|sign| matches!(sign, b'0'..=b'9' | b'a'..=b'f'));
    let upper = run.bytes().all(|sign| matches!(sign, b'0'..=b'9' | b'A'..=b'F'));
    run.len() >= 8 && (lower || upper) && digits > 0 && digits < run.len()
}

/// A run of letters and digits, each by themselves: `S01E02` is two numbers.
fn scrubbed_run(words: &mut Words, run: &str) -> String {
    let mut made = String::with_capacity(run.len());
    let mut rest = run;
    while let Some(first) = rest.chars().next() {
        let number = first.is_ascii_digit();
        let (part, after) =
            rest.split_at(rest.find(|sign: char| sign.is_ascii_digit() != number).unwrap_or(rest.len()));
        made.push_str(&if number { words.digits(part) } else { words.word(part) });
        rest = after;
    }
    made
}

/// What in a piece may be a key or a token.
fn tokens(piece: &str) -> Vec<String> {
    let is_sign = |sign: char| sign.is_ascii_alphanumeric() || "_-+/=.".contains(sign);
    let runs = piece.split(|sign| !is_sign(sign));
    runs.filter(|run| is_token(run)).map(str::to_owned).collect()
}

/// Whether a run of letters and digits may open something.
pub(super) fn is_token(run: &str) -> bool {
    let known =
        run.split(['=', '/', '.']).any(|part| part.len() >= 16 && KEYS.iter().any(|start| part.starts_with(start)))
            || (run.len() >= 16 && KEYS.iter().any(|start| run.starts_with(start)));
    let random = run.split(['.', '/', '-', '_', '=']).any(|part| {
        part.len() >= TOKEN_LENGTH
            && part.bytes().any(|byte| byte.is_ascii_digit())
            && part.bytes().any(|byte| byte.is_ascii_alphabetic())
    });
    known || random
}

#[cfg(test)]
mod tests {
    use insta::assert_snapshot;

    use super::*;
    use crate::recording::key::Key;

    fn all(texts: &[&str], with: impl Fn(&mut Words, &str) -> String) -> String {
        let mut words = Words::new(Key::of_seed(1));
        let lines = texts.iter().map(|text| format!("{text} -> {}", with(&mut words, text)));
        lines.collect::<Vec<_>>().join("\n")
    }

    #[test]
    fn nothing_of_a_signature_a_password_or_a_key_is_left_whatever_is_kept() {
        let mut words = Words::new(Key::of_seed(1));
        for text in [
            "x https://cdn.acme.org/a.mp4?sig=alpha,SECRET;Key=SECRET9 y",
            "https://user:p,SECRET@host.acme.org/x",
            "https://a.acme.org/x?u=https://b.acme.org/y?sig=SECRET",
            "https://a.acme.org/https://user:SECRET@b.acme.org/",
            "(https://t.acme.org/x?sig=a|SECRET)",
            "//cdn.acme.org/v?token=SECRET",
            "//user:SECRET@cdn.acme.org/v",
            "www.acme.org/q?token=SECRET",
            "see cdn.acme.org?token=SECRET",
            "ak=LTAISECRETef456x",
            "x/AKIASECRETNN7EXAMPLE",
        ] {
            let found =
                [kept(&mut words, text).0, kept_but_for_contacts(&mut words, text).0, scrubbed(&mut words, text)];
            assert!(found.iter().all(|found| !found.contains("SECRET")), "{text} -> {found:?}");
        }
    }

    #[test]
    fn what_is_only_like_an_address_stays_and_one_without_a_scheme_is_one() {
        for text in ["and/or", "24/7", "v1.2/x", "a.b", "?", "//", "Node.js", "either / or"] {
            assert!(text.split(' ').all(|piece| address_in(piece).is_none()), "{text}");
        }
        for text in ["//cdn.acme.org", "www.acme.org", "acme.org/x", "acme.org:80/x", "acme.org?x", "me@acme.org/x"] {
            assert!(address_in(text).is_some(), "{text}");
        }
        let mut words = Words::new(Key::of_seed(1));
        let mail = kept_but_for_contacts(&mut words, "mail%40acme.org").0;
        assert!(mail.ends_with("@example.com") && !mail.contains("acme"), "{mail}");
    }

    #[test]
    fn shapes_stay() {
        let texts = [
            "Holiday promo 2021, part 2",
            "HOLIDAY_PROMO-2021.mp4",
            "holiday",
            "write to Ann.Lee@acme.org or mailto:bob@acme.org",
            "see https://user:pass@cdn.acme.org/a/holiday%20x.mp4?sig=1#t",
            "新闻 2021",
        ];
        assert_snapshot!(all(&texts, scrubbed), @"
        Holiday promo 2021, part 2 -> Zomipa fumo 2536, dofo 4
        HOLIDAY_PROMO-2021.mp4 -> ZOMIPA_FUMO-2536.mp4
        holiday -> zomipa
        write to Ann.Lee@acme.org or mailto:bob@acme.org -> voba bare rotoradevu@example.com feta vapadu:vakarizata@example.com
        see https://user:pass@cdn.acme.org/a/holiday%20x.mp4?sig=1#t -> guno https://nutedolelo.example.com/sine/mulagegana.mp4
        新闻 2021 -> kupe 2536
        ");
    }

    #[test]
    fn what_is_kept_loses_signatures_and_keys() {
        let texts = [
            "see https://user:pass@cdn.acme.org/a.mp4?sig=1#t",
            "the key LTAI5tAbCdEfGh1234567890 and 0123456789abcdef0123456789abcdef",
            "plain words",
        ];
        assert_snapshot!(all(&texts, |words, text| kept(words, text).0), @"
        see https://user:pass@cdn.acme.org/a.mp4?sig=1#t -> see https://cdn.acme.org/a.mp4
        the key LTAI5tAbCdEfGh1234567890 and 0123456789abcdef0123456789abcdef -> the key kirelakoba and ginareriti
        plain words -> plain words
        ");
    }
}
