//! The form of all answers: JSON with the id of the request.
//!
//! The older scheme may ask for XML; that is answered in JSON too.

use axum::body::{Body, Bytes};
use axum::http::{HeaderName, HeaderValue, StatusCode, header};
use axum::response::Response;
use futures_util::stream;
use serde_json::{Map, Value, json};

use super::fault::Fault;
use super::troubles::Sent;

/// The header that says how many milliseconds to wait.
const RETRY_AFTER: HeaderName = HeaderName::from_static("x-acs-retry-after");

/// The answer to one request.
#[derive(Debug)]
pub(super) struct Reply {
    request_id: String,
    host: String,
}

impl Reply {
    /// The answer of a region, with a new id.
    pub(super) fn new(region: &str) -> Self {
        Self { request_id: request_id(fastrand::u128(..)), host: format!("vod.{region}.aliyuncs.com") }
    }

    /// 200 with what an operation found.
    pub(super) fn success(&self, mut found: Map<String, Value>) -> Response {
        found.insert("RequestId".to_owned(), self.request_id.as_str().into());
        json_response(StatusCode::OK, &Value::Object(found))
    }

    /// An error.
    pub(super) fn error(&self, fault: &Fault) -> Response {
        json_response(fault.status, &Value::Object(self.error_body(fault)))
    }

    /// The key may not do this. Which of several codes the platform uses is not documented.
    pub(super) fn denied(&self, operation: &str, owner: &str) -> Response {
        let message = "User not authorized to operate on the specified resource, or this API doesn't support RAM.";
        let fault = Fault::new(403, "Forbidden.RAM", message);
        let mut body = self.error_body(&fault);
        let detail = json!({
            "AuthAction": format!("vod:{operation}"),
            "AuthPrincipalType": "SubUser",
            "AuthPrincipalDisplayName": "sandbox",
            "AuthPrincipalOwnerId": owner,
            "PolicyType": "AccountLevelIdentityBasedPolicy",
            "NoPermissionType": "ImplicitDeny",
            "EncodedDiagnosticMessage": "sandbox",
        });
        body.insert("AccessDeniedDetail".to_owned(), detail);
        json_response(fault.status, &Value::Object(body))
    }

    /// What is sent instead of an answer.
    pub(super) fn trouble(&self, sent: &Sent) -> Response {
        match sent {
            Sent::Fault(fault, retry_after_ms) => {
                let mut response = self.error(fault);
                if let Some(wait) = retry_after_ms {
                    response.headers_mut().insert(RETRY_AFTER, HeaderValue::from(*wait));
                }
                response
            }
            Sent::Page(status) => {
                let title = status.canonical_reason().unwrap_or("Error");
                let text = format!("<html><head><title>{status}</title></head><body><h1>{title}</h1></body></html>\n");
                typed(*status, "text/html", Body::from(text))
            }
            Sent::Nothing => {
                // The server gives up on a connection whose answer cannot be read to its end.
                let end = std::io::Error::other("trouble was asked for");
                let body = Body::from_stream(stream::iter([Err::<Bytes, _>(end)]));
                typed(StatusCode::INTERNAL_SERVER_ERROR, "application/json;charset=utf-8", body)
            }
        }
    }

    fn error_body(&self, fault: &Fault) -> Map<String, Value> {
        let recommend =
            format!("https://api.aliyun.com/troubleshoot?q={}&product=vod&requestId={}", fault.code, self.request_id);
        let fields = [
            ("RequestId", self.request_id.as_str()),
            ("HostId", &self.host),
            ("Code", &fault.code),
            ("Message", &fault.message),
            ("Recommend", &recommend),
        ];
        fields.into_iter().map(|(name, text)| (name.to_owned(), text.into())).collect()
    }
}

/// A number in the form of a UUID in capitals.
fn request_id(number: u128) -> String {
    let digits = format!("{number:032X}");
    let part = |from: usize, to: usize| digits.get(from..to).unwrap_or_default();
    [part(0, 8), part(8, 12), part(12, 16), part(16, 20), part(20, 32)].join("-")
}

fn json_response(status: StatusCode, body: &Value) -> Response {
    typed(status, "application/json;charset=utf-8", Body::from(body.to_string()))
}

fn typed(status: StatusCode, kind: &'static str, body: Body) -> Response {
    let mut response = Response::new(body);
    *response.status_mut() = status;
    response.headers_mut().insert(header::CONTENT_TYPE, HeaderValue::from_static(kind));
    response
}

#[cfg(test)]
mod tests {
    use super::request_id;

    #[test]
    fn requests_are_numbered_in_the_form_of_the_platform() {
        assert_eq!(request_id(0x2581_8875_5f78_4af6_bed5_d1c0_6c2c_aabb), "25818875-5F78-4AF6-BED5-D1C06C2CAABB");
        assert_eq!(request_id(1), "00000000-0000-0000-0000-000000000001");
    }
}
