//! What a refusal of the API means. The code decides, not the status: the same code comes with several.
//!
//! The server's own words about keys, tokens and signatures are never repeated: they quote what was signed.

use serde_json::Value;

use super::operation::Operation;
use crate::provider::http::Answer;
use crate::provider::{Error, ErrorKind, shown};

/// What an error body says, in whichever of its shapes it came.
#[derive(Debug, Default, PartialEq, Eq)]
struct Refusal {
    code: Option<String>,
    message: Option<String>,
    /// The number that Alibaba's support asks for.
    request: Option<String>,
    /// The permission that was looked for.
    action: Option<String>,
}

/// Whether an error has this code; the platform itself spells some in two ways.
pub(super) fn is(error: &Error, code: &str) -> bool {
    error.code.as_deref().is_some_and(|own| own.eq_ignore_ascii_case(code))
}

/// Translates an answer that is not a success; `what` says what was attempted.
pub(super) fn from_answer(answer: &Answer, what: &str, operation: Operation) -> Error {
    let status = answer.status.as_u16();
    let refusal = read(answer);
    let Some(code) = refusal.code else { return without_code(answer, refusal.message, what) };
    let permission = refusal.action.unwrap_or_else(|| operation.permission());
    let kind = match kind(&code.to_ascii_lowercase(), status, permission) {
        ErrorKind::Throttled(_) => ErrorKind::Throttled(answer.retry_after),
        kind => kind,
    };
    let advice = match &kind {
        ErrorKind::Credentials | ErrorKind::Configuration => advice(&code.to_ascii_lowercase()).to_owned(),
        ErrorKind::MissingPermission(permission) => format!("; the access key needs the permission {permission}"),
        ErrorKind::Throttled(Some(wait)) => format!("; it asks to wait {} ms", wait.as_millis()),
        _ => String::new(),
    };
    // A quotation of what was signed, or of a token, helps nobody and is not for logs.
    let quotes = matches!(kind, ErrorKind::Credentials | ErrorKind::Configuration);
    let said = match refusal.message.and_then(|message| unsigned(&message)) {
        Some(message) if !quotes => format!("{code}: {message}"),
        _ => code.clone(),
    };
    let request = refusal.request.map(|id| format!(" (request {id})")).unwrap_or_default();
    let message = format!("{what}: {said}{advice}{request}");
    Error { code: Some(code), status: Some(status), ..Error::new(kind, message) }
}

/// The meaning of a code in lower case.
fn kind(code: &str, status: u16, permission: String) -> ErrorKind {
    let first = code.split('.').next().unwrap_or_default();
    match code {
        "invalidvideo.notfound"
        | "invalidstream.notfound"
        | "invalidfile.notfound"
        | "invalidmultipartupload.notfound"
        | "invalidvideo.nonestream"
        | "nosuchresource" => return ErrorKind::NotFound,
        // They are about one video and not about the key.
        "forbidden.illegalstatus" | "forbidden.aliyunvodencryption" => return ErrorKind::Refused,
        "forbidden" => return ErrorKind::MissingPermission(permission),
        "operationdenied" | "operationdenied.suspended" => return ErrorKind::Credentials,
        "invalidproduct.notfound" | "invalidapi.notfound" | "invalidprotocol.needssl" | "invalidversion" => {
            return ErrorKind::Configuration;
        }
        _ => {}
    }
    match first {
        "throttling" => ErrorKind::Throttled(None),
        "invalidaccesskeyid"
        | "signaturedoesnotmatch"
        | "invalidsecuritytoken"
        | "incompletesignature"
        | "missingsecuritytoken"
        | "missingaccesskeyid"
        | "invalidsignaturemethod" => ErrorKind::Credentials,
        "invalidtimestamp" => ErrorKind::Configuration,
        "nopermission" | "accessdenied" => ErrorKind::MissingPermission(permission),
        "forbidden" if code.starts_with("forbidden.ram") => ErrorKind::MissingPermission(permission),
        "serviceunavailable" | "internalerror" | "servicebusy" | "deletevideofailed" | "deletestreamfailed"
        | "signaturenonceused" => ErrorKind::Unavailable,
        _ if status >= 500 => ErrorKind::Unavailable,
        _ => ErrorKind::Refused,
    }
}

/// What to do about a code in lower case.
fn advice(code: &str) -> &'static str {
    match code.split('.').next().unwrap_or_default() {
        "invalidaccesskeyid" if code.ends_with(".inactive") => "; the access key is disabled: enable it or use another",
        "invalidaccesskeyid" => "; the access key id is unknown: check access_key_id",
        "signaturedoesnotmatch" | "incompletesignature" | "invalidsignaturemethod" => {
            "; the access key secret is wrong: check access_key_secret"
        }
        "invalidsecuritytoken" => {
            "; the security token has expired or is not valid: get a new one and set security_token, with the key and \
             secret that came with it"
        }
        "missingsecuritytoken" => "; the access key is a temporary one: security_token is needed with it",
        "operationdenied" if code.ends_with(".suspended") => "; the service is suspended, usually for an unpaid bill",
        "operationdenied" => "; ApsaraVideo VOD is not activated for the Alibaba Cloud account",
        "invalidtimestamp" if code.ends_with(".expired") => {
            "; this machine's clock is too far from the platform's: set it"
        }
        "invalidproduct" | "invalidapi" | "invalidversion" | "invalidprotocol" => {
            "; the address is not the API of ApsaraVideo VOD: check region and endpoint"
        }
        _ => "",
    }
}

/// The server's words up to the place where they quote what was signed.
fn unsigned(message: &str) -> Option<String> {
    let lower = message.to_ascii_lowercase();
    let end = ["string to sign", "stringtosign"].iter().filter_map(|mark| lower.find(mark)).min();
    shown(message.get(..end.unwrap_or(message.len())).unwrap_or_default())
}

/// An answer without a code did not come from the API.
fn without_code(answer: &Answer, message: Option<String>, what: &str) -> Error {
    let status = answer.status.as_u16();
    if status == 429 {
        let error = Error::new(ErrorKind::Throttled(answer.retry_after), format!("{what}: HTTP 429"));
        return Error { status: Some(status), ..error };
    }
    if answer.is_html() {
        return web_page(status, what);
    }
    let kind = if status >= 500 || status == 408 { ErrorKind::Unavailable } else { ErrorKind::Malformed };
    let said = message.and_then(|text| unsigned(&text)).map(|text| format!(": {text}")).unwrap_or_default();
    let text = format!("{what}: an answer without an error code came (HTTP {status}){said}; is the endpoint right?");
    Error { status: Some(status), ..Error::new(kind, text) }
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

/// A gateway in front of the API answered.
fn web_page(status: u16, what: &str) -> Error {
    let (kind, why) = if status < 400 {
        (ErrorKind::Malformed, "the address is not the API, so check region and endpoint")
    } else {
        (ErrorKind::Unavailable, "a gateway in front of the API turned the request away, so look at proxies")
    };
    let message = format!("{what}: a web page came instead of an answer (HTTP {status}); {why}");
    Error { status: Some(status), ..Error::new(kind, message) }
}

fn read(answer: &Answer) -> Refusal {
    let body = answer.text().unwrap_or_default();
    match serde_json::from_str::<Value>(body) {
        Ok(value) => read_object(&value),
        Err(_) if answer.is_html() => read_xml(body),
        Err(_) => Refusal { message: shown(body), ..Refusal::default() },
    }
}

fn read_object(value: &Value) -> Refusal {
    let field = |names: [&str; 2]| names.iter().find_map(|name| value.get(name)?.as_str());
    let action = value.pointer("/AccessDeniedDetail/AuthAction").and_then(Value::as_str).and_then(word);
    Refusal {
        code: field(["Code", "code"]).and_then(word),
        message: field(["Message", "message"]).and_then(shown),
        request: field(["RequestId", "requestId"]).and_then(word),
        action,
    }
}

/// A code, number or permission. Whole sentences in its place may quote anything.
fn word(text: &str) -> Option<String> {
    shown(text).filter(|word| !word.contains(' '))
}

/// The same names as children of `<Error>`. Anything else that looks like markup is a web page and says nothing.
fn read_xml(body: &str) -> Refusal {
    let Some((_, inside)) = body.split_once("<Error>") else { return Refusal::default() };
    let child = |name: &str| {
        let (_, rest) = inside.split_once(&format!("<{name}>"))?;
        shown(rest.split_once(&format!("</{name}>"))?.0)
    };
    let named = |name: &str| child(name).as_deref().and_then(word);
    Refusal { code: named("Code"), message: child("Message"), request: named("RequestId"), action: named("AuthAction") }
}

#[cfg(test)]
mod tests {
    use jiff::Timestamp;
    use reqwest::StatusCode;
    use reqwest::header::HeaderMap;

    use super::*;

    fn error(status: u16, body: &str) -> Error {
        let status = StatusCode::from_u16(status).expect("status");
        let answer = Answer::new(status, &HeaderMap::new(), body.into(), Timestamp::UNIX_EPOCH);
        from_answer(&answer, "reading video 7", Operation::GetPlayInfo)
    }

    #[test]
    fn a_sentence_in_the_place_of_a_code_is_none() {
        let found = error(400, r#"{"Code":"No match, string to sign is: GET","RequestId":"a b","Message":"m"}"#);
        assert_eq!(found.code, None);
        assert!(!found.message.contains("sign") && !found.message.contains("a b"), "{found}");
    }

    fn coded(status: u16, code: &str) -> Error {
        error(status, &format!(r#"{{"RequestId":"4E84","Code":"{code}","Message":"m"}}"#))
    }

    #[test]
    fn the_code_decides_and_not_the_status() {
        let missing = || ErrorKind::MissingPermission("vod:GetPlayInfo".to_owned());
        for (code, kind) in [
            ("InvalidVideo.NotFound", ErrorKind::NotFound),
            ("InvalidStream.NotFound", ErrorKind::NotFound),
            ("InvalidFile.NotFound", ErrorKind::NotFound),
            ("InvalidMultipartUpload.NotFound", ErrorKind::NotFound),
            ("InvalidVideo.NoneStream", ErrorKind::NotFound),
            ("NoSuchResource", ErrorKind::NotFound),
            ("Forbidden.IllegalStatus", ErrorKind::Refused),
            ("Forbidden.AliyunVoDEncryption", ErrorKind::Refused),
            ("Forbidden.SomethingNew", ErrorKind::Refused),
            ("Forbidden", missing()),
            ("Forbidden.RAM", missing()),
            ("NoPermission", missing()),
            ("AccessDenied", missing()),
            ("InvalidAccessKeyId.NotFound", ErrorKind::Credentials),
            ("InvalidAccessKeyId.Inactive", ErrorKind::Credentials),
            ("SignatureDoesNotMatch", ErrorKind::Credentials),
            ("IncompleteSignature", ErrorKind::Credentials),
            ("InvalidSecurityToken.Expired", ErrorKind::Credentials),
            ("MissingSecurityToken", ErrorKind::Credentials),
            ("OperationDenied", ErrorKind::Credentials),
            ("OperationDenied.Suspended", ErrorKind::Credentials),
            ("InvalidApi.NotFound", ErrorKind::Configuration),
            ("InvalidProduct.NotFound", ErrorKind::Configuration),
            ("InvalidTimeStamp.Expired", ErrorKind::Configuration),
            ("Throttling", ErrorKind::Throttled(None)),
            ("Throttling.User", ErrorKind::Throttled(None)),
            ("Throttling.Api", ErrorKind::Throttled(None)),
            ("ServiceUnAvailable", ErrorKind::Unavailable),
            ("ServiceUnavailable", ErrorKind::Unavailable),
            ("InternalError", ErrorKind::Unavailable),
            ("ServiceBusy", ErrorKind::Unavailable),
            ("DeleteVideoFailed", ErrorKind::Unavailable),
            ("DeleteStreamFailed", ErrorKind::Unavailable),
            ("MissingParameter", ErrorKind::Refused),
            ("MissingVideoIds", ErrorKind::Refused),
            ("InvalidParameter", ErrorKind::Refused),
            ("VideoIdsExceededMax", ErrorKind::Refused),
            ("ErrorMatchSyntax", ErrorKind::Refused),
            ("InvalidScrollToken.Expired", ErrorKind::Refused),
            ("QuotaExceeded.Refresh", ErrorKind::Refused),
            ("InvalidDomain.NotFound", ErrorKind::Refused),
        ] {
            for status in [400, 403, 404] {
                let error = coded(status, code);
                assert_eq!(error.kind, kind, "{code}");
                assert_eq!((error.code.as_deref(), error.status), (Some(code), Some(status)));
                assert_eq!(coded(status, &code.to_lowercase()).kind, kind, "{code} in lower case");
            }
        }
        assert_eq!(coded(404, "WhatIsThis.NotFound").kind, ErrorKind::Refused);
        assert_eq!(coded(500, "InvalidDomain.Configure_failed").kind, ErrorKind::Unavailable);
        assert_eq!(coded(503, "InvalidVideo.NotFound").kind, ErrorKind::NotFound);
    }

    #[test]
    fn every_shape_of_body_is_read() {
        for body in [
            r#"{"RequestId":"4E84","HostId":"h","Code":"InvalidVideo.NotFound","Message":"gone","Recommend":"https://x"}"#,
            r#"{"requestId":"4E84","code":"InvalidVideo.NotFound","message":"gone"}"#,
            r#"{"RequestId":"4E84","Code":"InvalidVideo.NotFound","Message":"gone\r\n\u001b[31m"}"#,
            "<?xml version='1.0'?><Error><RequestId>4E84</RequestId><Code>InvalidVideo.NotFound</Code>\
             <Message>gone</Message></Error>",
        ] {
            let error = error(404, body);
            assert_eq!(error.kind, ErrorKind::NotFound, "{body}");
            let message = error.message.replace(" [31m", "");
            assert_eq!(message, "reading video 7: InvalidVideo.NotFound: gone (request 4E84)", "{body}");
        }
        let bare = error(404, r#"{"Code":"InvalidVideo.NotFound","Message":7,"RequestId":null}"#);
        assert_eq!(bare.message, "reading video 7: InvalidVideo.NotFound");
        assert_eq!(error(404, "<html><Error></html>").kind, ErrorKind::Unavailable);
    }

    #[test]
    fn the_permission_that_was_looked_for_is_named() {
        let body =
            r#"{"Code":"NoPermission","Message":"no","AccessDeniedDetail":{"AuthAction":"vod:GetPlayInfoExtra"}}"#;
        let error = error(403, body);
        assert_eq!(error.kind, ErrorKind::MissingPermission("vod:GetPlayInfoExtra".to_owned()));
        assert!(error.message.contains("needs the permission vod:GetPlayInfoExtra"), "{error}");
        let own = coded(403, "Forbidden.RAM");
        assert_eq!(
            own.message,
            "reading video 7: Forbidden.RAM: m; the access key needs the permission vod:GetPlayInfo (request 4E84)"
        );
    }

    #[test]
    fn what_was_signed_is_never_repeated() {
        for code in
            ["SignatureDoesNotMatch", "IncompleteSignature", "InvalidSecurityToken.Malformed", "InvalidParameter"]
        {
            let body = format!(
                r#"{{"Code":"{code}","Message":"It does not conform. server string to sign is:POST&%2F&AccessKeyId%3Dhunter2"}}"#
            );
            let error = error(400, &body);
            assert!(!format!("{error:?}").contains("hunter2"), "{error:?}");
            assert!(error.message.contains(code), "{error}");
        }
    }

    #[test]
    fn credentials_come_with_what_to_do() {
        for (code, said) in [
            ("InvalidAccessKeyId.NotFound", "unknown"),
            ("InvalidAccessKeyId.Inactive", "disabled"),
            ("SignatureDoesNotMatch", "secret is wrong"),
            ("InvalidSecurityToken.Expired", "get a new one and set security_token"),
            ("OperationDenied.Suspended", "suspended"),
            ("OperationDenied", "not activated"),
            ("InvalidApi.NotFound", "endpoint"),
        ] {
            assert!(coded(400, code).message.contains(said), "{}", coded(400, code).message);
        }
    }
}
