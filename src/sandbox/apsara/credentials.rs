//! The made-up keys of the emulation: a lasting one, and a temporary one that comes with a token.

use super::fault::Fault;
use crate::sandbox::library::header::Header;
use crate::sandbox::library::rng::Rng;

/// A temporary key. Its secret is that of the lasting one.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(in crate::sandbox) struct Temporary {
    /// The id of the key.
    pub(in crate::sandbox) key_id: String,
    /// What has to be sent with it.
    pub(in crate::sandbox) token: String,
}

impl Temporary {
    /// The temporary key of a library, the same every time.
    pub(in crate::sandbox) fn of(header: &Header) -> Self {
        let hex = Rng::of_text(header.seed, &header.access_key_id).hex(48);
        Self { key_id: format!("STS.{}", header.access_key_id), token: format!("sandbox-token-{hex}") }
    }

    /// A token that was good once: the good one with `-expired` at its end.
    fn expired_token(&self) -> String {
        format!("{}-expired", self.token)
    }
}

/// The secret of a key that may be used, with or without a token.
///
/// The codes about keys are documented, those about tokens are what the platform's other products answer.
pub(super) fn secret<'a>(header: &'a Header, key_id: &str, token: Option<&str>) -> Result<&'a str, Fault> {
    let refused = |code: &str, message: &str| Err(Fault::new(400, code, message));
    let temporary = Temporary::of(header);
    if key_id == header.access_key_id {
        return match token {
            None => Ok(&header.access_key_secret),
            Some(_) => refused(
                "InvalidSecurityToken.MismatchWithAccessKey",
                "Specified SecurityToken mismatch with the AccessKey.",
            ),
        };
    }
    if key_id != temporary.key_id {
        return Err(Fault::new(404, "InvalidAccessKeyId.NotFound", "Specified access key is not found."));
    }
    match token {
        Some(token) if token == temporary.token => Ok(&header.access_key_secret),
        Some(token) if token == temporary.expired_token() => {
            refused("InvalidSecurityToken.Expired", "Specified SecurityToken is expired.")
        }
        Some(_) => refused("InvalidSecurityToken.Malformed", "Specified SecurityToken is malformed."),
        None => refused("MissingSecurityToken", "SecurityToken is mandatory for this action."),
    }
}

#[cfg(test)]
mod tests {
    use super::{Temporary, secret};
    use crate::sandbox::library::Plan;
    use crate::sandbox::library::header::Header;

    #[test]
    fn a_temporary_key_is_good_with_its_token_only() {
        let header = Header::new(Plan { seed: 1, videos: 0, anchor: "2026-01-01T00:00:00Z".parse().unwrap() });
        let Temporary { key_id, token } = Temporary::of(&header);
        let expired = format!("{token}-expired");
        let answer =
            |key: &str, token| secret(&header, key, token).map_err(|fault| (fault.status.as_u16(), fault.code));
        let refused = |status, code: &str| Err((status, code.to_owned()));
        assert_eq!(answer(&header.access_key_id, None), Ok(header.access_key_secret.as_str()));
        assert_eq!(answer(&key_id, Some(&token)), Ok(header.access_key_secret.as_str()));
        assert_eq!(answer(&key_id, None), refused(400, "MissingSecurityToken"));
        assert_eq!(answer(&key_id, Some("else")), refused(400, "InvalidSecurityToken.Malformed"));
        assert_eq!(answer(&key_id, Some(&expired)), refused(400, "InvalidSecurityToken.Expired"));
        let mismatch = refused(400, "InvalidSecurityToken.MismatchWithAccessKey");
        assert_eq!(answer(&header.access_key_id, Some(&token)), mismatch);
        assert_eq!(answer("SomebodyElse", None), refused(404, "InvalidAccessKeyId.NotFound"));
    }
}
