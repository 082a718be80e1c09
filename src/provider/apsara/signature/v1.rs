//! The older scheme, HMAC-SHA1 over the parameters: everything travels in the query. Alibaba also calls it RPC or V2.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use hmac::Hmac;
use sha1::Sha1;

use super::encoding::encode;
use super::keyed;

/// What the signature is made of; `query` is sorted and encoded.
pub(super) fn string_to_sign(method: &str, query: &str) -> String {
    format!("{method}&%2F&{}", encode(query))
}

/// The value of the parameter `Signature`, not yet encoded. The ampersand is part of the key.
pub(super) fn signature(method: &str, query: &str, key_secret: &str) -> String {
    let key = format!("{key_secret}&");
    STANDARD.encode(keyed::<Hmac<Sha1>>(key.as_bytes(), string_to_sign(method, query).as_bytes()))
}
