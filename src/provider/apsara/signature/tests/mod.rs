//! Signatures that the platform publishes or that its own clients made. All keys are invented.

mod captures;
mod v1;
mod v3;
mod wire;

use jiff::Timestamp;

use super::Credentials;
use crate::model::Secret;

const KEY_ID: &str = "testAccessKeyId";
const KEY_SECRET: &str = "testAccessKeySecret";
const TOKEN: &str = "STSTOKEN/example+token==";
const DATE: &str = "2026-01-02T03:04:05Z";
const NONCE: &str = "3156853299f313e23d1673dc12e1703d";

/// A search with every kind of character that has to be encoded.
const SEARCH: [(&str, &str); 4] = [
    ("Match", "Title = '测试 a+b*~' and Size = (1000,]"),
    ("PageNo", "1"),
    ("PageSize", "100"),
    ("SortBy", "CreationTime:Asc"),
];

fn credentials(token: Option<&str>) -> Credentials {
    let secret = |text: &str| Secret::new(text.to_owned());
    Credentials { key_id: secret(KEY_ID), key_secret: secret(KEY_SECRET), token: token.map(secret) }
}

/// The date of the vectors, with a fraction that must not be sent.
fn time() -> Timestamp {
    "2026-01-02T03:04:05.678Z".parse().expect("a time")
}
