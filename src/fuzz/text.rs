//! Foreign text: titles in tables, places in diagnostics, headers of answers.

use std::sync::Arc;
use std::time::Duration;

use jiff::Timestamp;
use reqwest::StatusCode;
use reqwest::header::{HeaderMap, HeaderName, HeaderValue};

use super::Input;
use super::videos::{nothing, video};
use crate::model::{Diagnostic, Known, SourceText, Text};
use crate::provider::http::{Answer, Repeat, RetryPolicy};
use crate::provider::{Error, ErrorKind};
use crate::report::{Style, clean, diagnostic, videos_csv, videos_table, width};

/// Cleaning, measuring and laying out a text, and reading it as headers.
pub(super) fn text(data: &[u8]) {
    let (text, mut input) = Input::text_first(data);
    let once = clean(&text);
    harmless(&once, false);
    assert!(!once.contains('\n'), "{once:?} leaves its line");
    assert_eq!(clean(&once), once, "{text:?} is not clean at once");
    titles(&text, &mut input);
    place(&text, &mut input);
    headers(&text);
}

/// Nothing in what is shown moves the cursor, hides or turns text around. Colours are ours, and only where asked for.
pub(super) fn harmless(shown: &str, color: bool) {
    let bare = if color {
        ["0", "1", "31", "32", "33"]
            .iter()
            .fold(shown.to_owned(), |text, code| text.replace(&format!("\u{1b}[{code}m"), ""))
    } else {
        shown.to_owned()
    };
    let bad = bare.chars().find(|c| {
        c.is_control() && *c != '\n'
            || matches!(c, '\u{61c}' | '\u{200e}' | '\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}' | '\u{feff}')
            || matches!(c, '\u{2028}' | '\u{2029}')
    });
    assert!(bad.is_none(), "{bad:?} reaches the output: {shown:?}");
}

fn titles(text: &str, input: &mut Input<'_>) {
    let mut named = nothing("6301");
    named.name = Known::Value(text.into());
    named.tags = Known::Value(text.split(' ').map(Text::from).collect());
    let mut other = video(input);
    other.description = Known::Value(text.into());
    let videos = [Arc::new(named), Arc::new(other)];
    for columns in [40, 79, 160] {
        let table = videos_table(&videos, Timestamp::UNIX_EPOCH, &Style::plain(columns));
        harmless(&table, false);
        for line in table.lines() {
            assert!(width(line) <= columns, "{line:?} is wider than {columns}");
        }
    }
    let mut csv = Vec::new();
    assert!(videos_csv(&videos, &mut csv).is_ok(), "a video cannot be written as CSV");
    assert!(!String::from_utf8_lossy(&csv).chars().any(|c| c.is_control() && c != '\n'), "a sheet moves the cursor");
}

fn place(text: &str, input: &mut Input<'_>) {
    let on_char = |mut at: usize| {
        while !text.is_char_boundary(at) {
            at -= 1;
        }
        at
    };
    let (one, other) = (on_char(input.below(text.len() + 1)), on_char(input.below(text.len() + 1)));
    let source = SourceText::new(text.chars().take(20).collect::<String>(), text);
    let found =
        Diagnostic::error("code", text).at(&source, one.min(other)..one.max(other)).label(text).hint(text).note(text);
    for columns in [20, 80] {
        harmless(&diagnostic(&found, &Style::plain(columns)), false);
    }
    let (line, column) = source.position_of(one);
    assert!(text.is_char_boundary(source.offset_of(line, column)), "a place is within a character");
}

/// Each line is a header, `name: value`.
fn headers(text: &str) {
    let mut map = HeaderMap::new();
    for line in text.lines() {
        let Some((name, value)) = line.split_once(':') else { continue };
        if let (Ok(name), Ok(value)) = (HeaderName::try_from(name), HeaderValue::from_str(value.trim())) {
            map.insert(name, value);
        }
    }
    let now = Timestamp::from_second(1_767_225_600).unwrap_or_default();
    let answer = Answer::new(StatusCode::TOO_MANY_REQUESTS, &map, text.into(), now);
    let header = |name: &str| map.get(name).and_then(|value| value.to_str().ok()).map(str::trim);
    if let Some(millis) = header("x-acs-retry-after").and_then(|value| value.parse().ok()) {
        assert_eq!(answer.retry_after, Some(Duration::from_millis(millis)));
    } else if let Some(seconds) = header("retry-after").and_then(|value| value.parse::<u32>().ok()) {
        assert_eq!(answer.retry_after, Some(Duration::from_secs(seconds.into())));
    }
    let policy = RetryPolicy::default();
    let error = Error::new(ErrorKind::Throttled(answer.retry_after), "too fast");
    for tried in 0..8 {
        let wait = policy.wait(Repeat::Freely, tried, &error, 0.5);
        assert!(policy.wait(Repeat::Never, tried.max(1), &error, 0.5).is_none(), "a change is repeated");
        let Some(wait) = wait else { continue };
        assert!(answer.retry_after.is_none_or(|asked| wait >= asked), "sooner than was asked");
        assert!(wait <= policy.longest.max(policy.longest_asked), "longer than anybody waits");
    }
}
