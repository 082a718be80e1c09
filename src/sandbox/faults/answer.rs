//! What is answered instead of the truth, in the words of each dialect.

use std::time::Duration;

use axum::body::Body;
use axum::http::{HeaderValue, StatusCode, header};
use axum::response::Response;

use super::call::{Call, Dialect};
use super::does::Bad;
use super::sort::Sort;
use crate::sandbox::apsara::Gateway;
use crate::sandbox::brightcove;

/// What a fault answers to a request.
pub(super) fn bad(bad: &Bad, call: &Call, gateway: &Gateway) -> Response {
    match bad {
        Bad::Page { status } => page(StatusCode::from_u16(*status).unwrap_or(StatusCode::BAD_GATEWAY)),
        Bad::Garbage(shape) => typed(StatusCode::OK, "application/json;charset=UTF-8", shape.body().to_owned()),
        bad => match call.dialect {
            Dialect::Brightcove => of_brightcove(bad, call),
            Dialect::Apsara => of_apsara(bad, call, gateway),
        },
    }
}

/// A page for people, as gateways and content networks make them.
pub(super) fn page(status: StatusCode) -> Response {
    let title = status.canonical_reason().unwrap_or("Error");
    let text = format!("<html><head><title>{status}</title></head><body><h1>{title}</h1></body></html>\n");
    typed(status, "text/html", text)
}

fn of_brightcove(bad: &Bad, call: &Call) -> Response {
    let (status, code, message) = match bad {
        Bad::TooMany { .. } => (429, "TOO_MANY_REQUESTS", "Too many requests"),
        Bad::Internal => (500, "INTERNAL_ERROR", "Internal error"),
        Bad::Unavailable => (503, "SERVICE_UNAVAILABLE", "Service unavailable"),
        Bad::GatewayTimeout => (504, "TIMEOUT", "Timeout"),
        Bad::Busy => (409, "CONCURRENT_UPDATE", "The video is being updated"),
        Bad::NotFound => (404, "RESOURCE_NOT_FOUND", "Resource not found"),
        Bad::Error { status, code, message } => (*status, code.as_str(), message.as_str()),
        Bad::MissingScope | Bad::Page { .. } | Bad::Garbage(_) => (401, "UNAUTHORIZED", "Permission denied."),
    };
    let mut response = brightcove::refusal(status, code, message, call.is(Sort::Token));
    if let Bad::TooMany { retry_after: Some(wait) } = bad {
        // The header is in whole seconds; fractions are tolerated by clients and kept as asked for.
        put(&mut response, header::RETRY_AFTER, &seconds(*wait));
    }
    response
}

fn of_apsara(bad: &Bad, call: &Call, gateway: &Gateway) -> Response {
    let operation = call.operation.as_deref().unwrap_or_default();
    let (status, code, message) = match bad {
        Bad::TooMany { retry_after } => return gateway.too_fast(operation, *retry_after),
        Bad::MissingScope => return gateway.denied(operation),
        // No code is documented for it: a gateway gives up, and not the platform.
        Bad::GatewayTimeout | Bad::Page { .. } | Bad::Garbage(_) => return page(StatusCode::GATEWAY_TIMEOUT),
        Bad::Internal => (500, "InternalError", "The request processing has failed due to some unknown error."),
        Bad::Unavailable => {
            (503, "ServiceUnAvailable", "The request has failed due to a temporary failure of the server.")
        }
        Bad::Busy => (403, "ServiceBusy", "The service is busy now, try again later."),
        Bad::NotFound => (404, "InvalidVideo.NotFound", "The video does not exist."),
        Bad::Error { status, code, message } => (*status, code.as_str(), message.as_str()),
    };
    gateway.refusal(status, code, message)
}

/// A success that did not happen.
pub(super) fn acknowledged(call: &Call, gateway: &Gateway) -> Response {
    match call.dialect {
        Dialect::Apsara => gateway.acknowledged(),
        Dialect::Brightcove => {
            let mut response = Response::new(Body::empty());
            *response.status_mut() = StatusCode::NO_CONTENT;
            response
        }
    }
}

/// Seconds as text, without a fraction where there is none.
fn seconds(time: Duration) -> String {
    if time.subsec_nanos() == 0 { time.as_secs().to_string() } else { time.as_secs_f64().to_string() }
}

fn put(response: &mut Response, name: header::HeaderName, value: &str) {
    if let Ok(value) = HeaderValue::from_str(value) {
        response.headers_mut().insert(name, value);
    }
}

fn typed(status: StatusCode, kind: &'static str, body: String) -> Response {
    let mut response = Response::new(Body::from(body));
    *response.status_mut() = status;
    response.headers_mut().insert(header::CONTENT_TYPE, HeaderValue::from_static(kind));
    response
}
