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

    /// The token after so many expired: the first one with that number at its end.
    fn token_after(&self, expired: u64) -> String {
        if expired == 0 { self.token.clone() } else { format!("{}-{expired}", self.token) }
    }

    /// Whether a token was good once: one that expired, or the first one with `-expired` at its end.
    fn was_good(&self, token: &str, expired: u64) -> bool {
        token == format!("{}-expired", self.token) || (0..expired).any(|number| token == self.token_after(number))
    }
}

/// The secret of a key that may be used, with or without a token; `expired` says how many tokens expired so far.
///
/// The codes about keys are documented, those about tokens are what the platform's other products answer.
pub(super) fn secret<'a>(
    header: &'a Header,
    key_id: &str,
    token: Option<&str>,
    expired: u64,
) -> Result<&'a str, Fault> {
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
        Some(token) if token == temporary.token_after(expired) => Ok(&header.access_key_secret),
        Some(token) if temporary.was_good(token, expired) => {
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
        let (expired, third) = (format!("{token}-expired"), format!("{token}-2"));
        let answer_after = |gone, key: &str, token| {
            secret(&header, key, token, gone).map_err(|fault| (fault.status.as_u16(), fault.code))
        };
        let answer = |key: &str, token| answer_after(0, key, token);
        let refused = |status, code: &str| Err((status, code.to_owned()));
        assert_eq!(answer(&header.access_key_id, None), Ok(header.access_key_secret.as_str()));
        assert_eq!(answer(&key_id, Some(&token)), Ok(header.access_key_secret.as_str()));
        assert_eq!(answer(&key_id, None), refused(400, "MissingSecurityToken"));
        assert_eq!(answer(&key_id, Some("else")), refused(400, "InvalidSecurityToken.Malformed"));
        assert_eq!(answer(&key_id, Some(&expired)), refused(400, "InvalidSecurityToken.Expired"));
        let mismatch = refused(400, "InvalidSecurityToken.MismatchWithAccessKey");
        assert_eq!(answer(&header.access_key_id, Some(&token)), mismatch);
        assert_eq!(answer_after(2, &key_id, Some(&token)), refused(400, "InvalidSecurityToken.Expired"));
        assert_eq!(answer_after(2, &key_id, Some(&third)), Ok(header.access_key_secret.as_str()));
        assert_eq!(answer("SomebodyElse", None), refused(404, "InvalidAccessKeyId.NotFound"));
    }
}
