//! The older scheme: HMAC-SHA1 over all parameters, which hold everything, the signature too.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use hmac::{Hmac, KeyInit as _, Mac as _};
use sha1::Sha1;

use super::encoding::{canonical, encode};
use super::{Claim, Scheme, mismatch, unknown_method};
use crate::sandbox::apsara::asked::Asked;
use crate::sandbox::apsara::fault::Fault;

/// Reads the parameters that every request has.
pub(super) fn claim(asked: &Asked) -> Result<Claim<'_>, Fault> {
    let required = |name: &str| asked.parameter(name).ok_or_else(|| Fault::missing(name));
    let claim = Claim {
        scheme: Scheme::Rpc,
        action: required("Action")?,
        version: required("Version")?,
        key_id: required("AccessKeyId")?,
        token: asked.parameter("SecurityToken"),
        time: required("Timestamp")?,
        nonce: required("SignatureNonce")?,
        signature: required("Signature")?,
    };
    if required("SignatureMethod")? != "HMAC-SHA1" {
        return Err(unknown_method());
    }
    let version = required("SignatureVersion")?;
    let format = asked.parameter("Format").unwrap_or("JSON");
    if version != "1.0" || !["JSON", "XML"].iter().any(|known| format.eq_ignore_ascii_case(known)) {
        let name = if version == "1.0" { "Format" } else { "SignatureVersion" };
        let message = format!("The specified parameter {name} is not valid.");
        return Err(Fault::new(400, "InvalidParameter.Format", message));
    }
    Ok(claim)
}

/// Whether a signature is what this secret makes of the parameters.
pub(super) fn verify(asked: &Asked, signature: &str, secret: &str) -> Result<(), Fault> {
    let text = string_to_sign(asked);
    if sign(&text, secret).as_deref() == Some(signature) { Ok(()) } else { Err(mismatch(&text)) }
}

/// What is signed: the method, the path and every parameter but the signature itself.
pub(super) fn string_to_sign(asked: &Asked) -> String {
    let parameters = canonical(asked.pairs().filter(|(name, _)| name != "Signature"));
    format!("{}&%2F&{}", asked.method, encode(&parameters))
}

/// The signature of a text; the key is the secret and an ampersand.
pub(super) fn sign(text: &str, secret: &str) -> Option<String> {
    let mut mac = Hmac::<Sha1>::new_from_slice(format!("{secret}&").as_bytes()).ok()?;
    mac.update(text.as_bytes());
    Some(STANDARD.encode(mac.finalize().into_bytes()))
}
