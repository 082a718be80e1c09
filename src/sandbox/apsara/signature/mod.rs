//! Who says to have sent a request, and whether that is true.
//!
//! Two schemes are accepted, as on the platform: `ACS3-HMAC-SHA256` in the headers, and the older HMAC-SHA1 in the
//! parameters. Keys and moments are arguments, so that requests recorded elsewhere can be checked.

mod acs3;
pub(super) mod encoding;
mod rpc;
#[cfg(test)]
pub(super) mod signer;
#[cfg(test)]
mod tests;
mod time;

use super::asked::Asked;
use super::fault::Fault;
pub(super) use time::check_time;

/// What a request says about itself.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Claim<'a> {
    scheme: Scheme<'a>,
    pub(super) action: &'a str,
    pub(super) version: &'a str,
    /// The key that it says to be signed with.
    pub(super) key_id: &'a str,
    /// The token that temporary keys come with.
    pub(super) token: Option<&'a str>,
    /// When it says to have been made.
    pub(super) time: &'a str,
    pub(super) nonce: &'a str,
    signature: &'a str,
}

#[derive(Debug, Clone, PartialEq, Eq)]
enum Scheme<'a> {
    /// `ACS3-HMAC-SHA256`, with the names of the headers that are signed, in the order given.
    Acs3 { signed: Vec<&'a str> },
    /// HMAC-SHA1 over the parameters.
    Rpc,
}

impl<'a> Claim<'a> {
    /// Reads what a request says about itself; fails when something that must be there is not.
    pub(super) fn of(asked: &'a Asked) -> Result<Self, Fault> {
        if acs3::is_meant(asked) { acs3::claim(asked) } else { rpc::claim(asked) }
    }

    /// Whether the request was signed with this secret, and not changed since.
    pub(super) fn verify(&self, asked: &Asked, secret: &str) -> Result<(), Fault> {
        match &self.scheme {
            Scheme::Acs3 { signed } => acs3::verify(asked, signed, self.signature, secret),
            Scheme::Rpc => rpc::verify(asked, self.signature, secret),
        }
    }
}

/// The operation that a request names, signed or not.
pub(super) fn action(asked: &Asked) -> Option<&str> {
    if acs3::is_meant(asked) { asked.header("x-acs-action") } else { asked.parameter("Action") }
}

/// The signature is wrong; says what the server would have signed, and never with what.
fn mismatch(string_to_sign: &str) -> Fault {
    let message =
        format!("Specified signature is not matched with our calculation. server string to sign is:{string_to_sign}");
    Fault::new(400, "SignatureDoesNotMatch", message)
}

/// The signature is not one at all. The code is not documented for this platform, only for its siblings.
fn incomplete(what: &str) -> Fault {
    let message = format!("The request signature does not conform to Aliyun standards: {what}.");
    Fault::new(400, "IncompleteSignature", message)
}

/// The scheme is not one of those accepted.
fn unknown_method() -> Fault {
    Fault::new(400, "InvalidSignatureMethod", "Specified signature method is not valid.")
}
