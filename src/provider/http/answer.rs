//! A complete answer: status, the few headers that matter, and the body.

use std::time::Duration;

use jiff::Timestamp;
use jiff::fmt::rfc2822::DateTimeParser;
use reqwest::StatusCode;
use reqwest::header::{CONTENT_TYPE, DATE, HeaderMap, HeaderName, RETRY_AFTER};

/// An answer whose body was read to its end.
#[derive(Debug, Clone)]
pub struct Answer {
    /// The HTTP status.
    pub status: StatusCode,
    /// The body; never more than the client's cap.
    pub body: Vec<u8>,
    /// The server's clock, from its `Date` header.
    pub date: Option<Timestamp>,
    /// How long the server wants us to wait.
    pub retry_after: Option<Duration>,
    html: bool,
}

/// How Alibaba Cloud says how long to wait, in milliseconds.
const RETRY_AFTER_MS: HeaderName = HeaderName::from_static("x-acs-retry-after");

impl Answer {
    /// Gathers an answer; a `Retry-After` date is measured from the server's own clock, else from `now`.
    #[must_use]
    pub fn new(status: StatusCode, headers: &HeaderMap, body: Vec<u8>, now: Timestamp) -> Self {
        let date = text(headers, &DATE).and_then(http_date);
        let retry_after = text(headers, &RETRY_AFTER_MS)
            .and_then(|value| value.trim().parse().ok().map(Duration::from_millis))
            .or_else(|| text(headers, &RETRY_AFTER).and_then(|value| wait(value, date.unwrap_or(now))));
        let html = text(headers, &CONTENT_TYPE).is_some_and(|kind| kind.trim_start().starts_with("text/html"))
            || body.trim_ascii_start().starts_with(b"<");
        Self { status, body, date, retry_after, html }
    }

    /// Whether the body is a web page: then a gateway answered, not the API.
    #[must_use]
    pub fn is_html(&self) -> bool {
        self.html
    }

    /// The body as text; `None` when it is not UTF-8.
    #[must_use]
    pub fn text(&self) -> Option<&str> {
        std::str::from_utf8(&self.body).ok()
    }
}

fn text<'a>(headers: &'a HeaderMap, name: &HeaderName) -> Option<&'a str> {
    headers.get(name)?.to_str().ok()
}

fn http_date(value: &str) -> Option<Timestamp> {
    static PARSER: DateTimeParser = DateTimeParser::new();
    PARSER.parse_timestamp(value.trim()).ok()
}

/// Reads `Retry-After`: seconds (a fraction is tolerated) or a date.
fn wait(value: &str, now: Timestamp) -> Option<Duration> {
    if let Ok(seconds) = value.trim().parse::<f64>() {
        return Duration::try_from_secs_f64(seconds).ok();
    }
    let until = http_date(value)?;
    Some(Duration::try_from(until.duration_since(now)).unwrap_or(Duration::ZERO))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn answer(headers: &[(HeaderName, &'static str)], body: &str) -> Answer {
        let headers = headers.iter().map(|(name, value)| (name.clone(), value.parse().expect("value"))).collect();
        Answer::new(StatusCode::OK, &headers, body.into(), "2026-01-01T00:00:00Z".parse().expect("time"))
    }

    #[test]
    fn retry_after_is_read_as_seconds_and_as_a_date() {
        let read = |value| answer(&[(RETRY_AFTER, value)], "").retry_after;
        assert_eq!(read("7"), Some(Duration::from_secs(7)));
        assert_eq!(read("0.5"), Some(Duration::from_millis(500)));
        assert_eq!(read("Thu, 01 Jan 2026 00:00:09 GMT"), Some(Duration::from_secs(9)));
        assert_eq!(read("Wed, 31 Dec 2025 23:59:00 GMT"), Some(Duration::ZERO));
        assert_eq!(read("-3"), None);
        assert_eq!(read("soon"), None);
    }

    #[test]
    fn the_milliseconds_of_alibaba_cloud_are_read_first() {
        let both = |asked| answer(&[(RETRY_AFTER_MS, asked), (RETRY_AFTER, "7")], "").retry_after;
        assert_eq!(both("1500"), Some(Duration::from_millis(1_500)));
        assert_eq!(both("soon"), Some(Duration::from_secs(7)));
        assert_eq!(answer(&[(RETRY_AFTER_MS, "-1")], "").retry_after, None);
    }

    #[test]
    fn a_retry_date_is_measured_by_the_clock_of_the_server() {
        let headers = [(DATE, "Thu, 01 Jan 2026 01:00:00 GMT"), (RETRY_AFTER, "Thu, 01 Jan 2026 01:00:05 GMT")];
        assert_eq!(answer(&headers, "").retry_after, Some(Duration::from_secs(5)));
    }

    #[test]
    fn a_web_page_is_recognised_with_and_without_its_content_type() {
        assert!(answer(&[(CONTENT_TYPE, "text/html; charset=utf-8")], "gone").is_html());
        assert!(answer(&[], "  <!DOCTYPE html>").is_html());
        assert!(!answer(&[], "[]").is_html());
    }
}
