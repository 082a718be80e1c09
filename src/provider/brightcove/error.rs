//! What a refusal of the CMS API means. The error code decides, not the status: several codes share one.

use crate::provider::http::Answer;
use crate::provider::{Error, ErrorKind, shown};

/// Code and message of an error body, in whichever of its shapes it came.
#[derive(Debug, Default, PartialEq, Eq)]
struct Refusal {
    code: Option<String>,
    message: Option<String>,
}

/// Translates an answer that is not a success; `what` says what was attempted, `scope` the permission it needs.
pub(super) fn from_answer(answer: &Answer, what: &str, scope: &str) -> Error {
    let status = answer.status.as_u16();
    if answer.is_html() && status != 429 {
        return web_page(status, what);
    }
    let refusal = if answer.is_html() { Refusal::default() } else { read(answer.text().unwrap_or_default()) };
    let code = refusal.code.as_deref().unwrap_or_default();
    let kind = match (code, status) {
        ("TOO_MANY_REQUESTS", _) | (_, 429) => ErrorKind::Throttled(answer.retry_after),
        ("UNAUTHORIZED", _) | (_, 401) => ErrorKind::MissingPermission(scope.to_owned()),
        ("REFERENCES_EXIST", _) => ErrorKind::Referenced(Vec::new()),
        ("NOT_AVAILABLE" | "CONCURRENT_UPDATE" | "CONFLICT" | "REFERENCE_ID_IN_USE", _) => ErrorKind::Busy,
        ("RESOURCE_NOT_FOUND" | "NOT_FOUND", _) | ("", 404) => ErrorKind::NotFound,
        (_, 408 | 500..) => ErrorKind::Unavailable,
        (_, 200..=399) => ErrorKind::Malformed,
        _ => ErrorKind::Refused,
    };
    let said = match (&refusal.code, &refusal.message) {
        (Some(code), Some(message)) => format!("{code}: {message}"),
        (Some(text), None) | (None, Some(text)) => text.clone(),
        (None, None) => format!("HTTP {status}"),
    };
    let message = match &kind {
        ErrorKind::Throttled(Some(wait)) => format!("{what}: {said}; it asks to wait {} s", wait.as_secs()),
        ErrorKind::Malformed if (300..400).contains(&status) => {
            format!("{what}: the address answers with a redirect (HTTP {status}); check the account's endpoints")
        }
        ErrorKind::MissingPermission(_) => format!("{what}: {said}; the credentials need the operation {scope}"),
        _ => format!("{what}: {said}"),
    };
    Error { code: refusal.code, status: Some(status), ..Error::new(kind, message) }
}

/// A success whose body is not what is documented.
pub(super) fn malformed(answer: &Answer, what: &str, cause: serde_json::Error) -> Error {
    if answer.is_html() {
        return web_page(answer.status.as_u16(), what);
    }
    let status = Some(answer.status.as_u16());
    let source: Option<Box<dyn std::error::Error + Send + Sync>> = Some(Box::new(cause));
    Error { status, source, ..Error::new(ErrorKind::Malformed, format!("{what}: the answer cannot be read")) }
}

/// A gateway in front of the API answered, typically the content network turning a client away as a robot.
fn web_page(status: u16, what: &str) -> Error {
    if status < 400 {
        let message = format!(
            "{what}: a web page came instead of an answer (HTTP {status}); the address is not the API, so check the \
             account's endpoints"
        );
        return Error { status: Some(status), ..Error::new(ErrorKind::Malformed, message) };
    }
    let message = format!(
        "{what}: a web page came instead of an answer (HTTP {status}); a gateway in front of the API turned the \
         request away, so look at proxies and at what else runs from this address"
    );
    Error { status: Some(status), ..Error::new(ErrorKind::Unavailable, message) }
}

fn read(body: &str) -> Refusal {
    match serde_json::from_str::<serde_json::Value>(body) {
        Ok(serde_json::Value::Array(list)) => list.first().map(read_object).unwrap_or_default(),
        Ok(value) => read_object(&value),
        Err(_) => Refusal { code: None, message: shown(body) },
    }
}

fn read_object(value: &serde_json::Value) -> Refusal {
    if let Some(text) = value.as_str() {
        return Refusal { code: None, message: shown(text) };
    }
    let field = |name: &str| value.get(name).and_then(serde_json::Value::as_str).and_then(shown);
    Refusal { code: field("error_code"), message: field("message").or_else(|| field("error_message")) }
}

#[cfg(test)]
mod tests {
    use jiff::Timestamp;
    use reqwest::StatusCode;
    use reqwest::header::HeaderMap;

    use super::*;

    fn kind(status: u16, body: &str) -> ErrorKind {
        error(status, body).kind
    }

    fn error(status: u16, body: &str) -> Error {
        let status = StatusCode::from_u16(status).expect("status");
        let answer = Answer::new(status, &HeaderMap::new(), body.into(), Timestamp::UNIX_EPOCH);
        from_answer(&answer, "reading video 7", "video-cloud/video/read")
    }

    #[test]
    fn the_code_decides_and_not_the_status() {
        let body = |code: &str| format!(r#"[{{"error_code":"{code}","message":"m"}}]"#);
        assert_eq!(kind(400, &body("REFERENCES_EXIST")), ErrorKind::Referenced(vec![]));
        assert_eq!(kind(409, &body("REFERENCES_EXIST")), ErrorKind::Referenced(vec![]));
        assert_eq!(kind(409, &body("CONCURRENT_UPDATE")), ErrorKind::Busy);
        assert_eq!(kind(403, &body("NOT_AVAILABLE")), ErrorKind::Busy);
        assert_eq!(kind(403, &body("MIXED_REMOTE_NOT_ALLOWED")), ErrorKind::Refused);
        assert_eq!(kind(400, &body("SHARED_VIDEO")), ErrorKind::Refused);
        assert_eq!(kind(400, &body("ILLEGAL_QUERY")), ErrorKind::Refused);
        assert_eq!(kind(429, &body("TOO_MANY_REQUESTS")), ErrorKind::Throttled(None));
        assert_eq!(kind(500, &body("UNKNOWN")), ErrorKind::Unavailable);
        assert_eq!(kind(504, ""), ErrorKind::Unavailable);
        assert_eq!(kind(401, &body("UNAUTHORIZED")), ErrorKind::MissingPermission("video-cloud/video/read".into()));
    }

    #[test]
    fn every_shape_of_body_is_read() {
        let said = |status, body| error(status, body).message;
        assert_eq!(said(404, r#"[{"error_code":"RESOURCE_NOT_FOUND"}]"#), "reading video 7: RESOURCE_NOT_FOUND");
        assert_eq!(said(400, r#"{"error_code":"BAD_VALUE","message":"bad"}"#), "reading video 7: BAD_VALUE: bad");
        assert_eq!(said(400, r#"{"message":"only words"}"#), "reading video 7: only words");
        assert_eq!(said(400, "[]"), "reading video 7: HTTP 400");
        assert_eq!(said(503, ""), "reading video 7: HTTP 503");
        assert_eq!(said(400, "plain text"), "reading video 7: plain text");
    }

    #[test]
    fn a_web_page_is_not_an_error_of_the_cms() {
        let error = error(403, "<html><body>errors.edgesuite.net</body></html>");
        assert_eq!(error.kind, ErrorKind::Unavailable);
        assert!(error.message.contains("web page") && !error.message.contains("edgesuite"), "{error}");
    }
}
