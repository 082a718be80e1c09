//! Which addresses may be talked to, and how a name becomes part of a path.
//!
//! A name that comes from a platform or a person must never change which resource a path means.

use reqwest::Url;

/// Why an endpoint is refused.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum AddressError {
    /// It cannot be read as an address.
    #[error("{0:?} is not an address such as https://host")]
    Unreadable(String),
    /// Credentials would travel in the clear.
    #[error("{0:?} is not https; http is allowed only for this machine (127.0.0.1, localhost, [::1])")]
    Insecure(String),
    /// It carries something that an endpoint must not have.
    #[error("the endpoint on {0:?} must have no user name, password, query or fragment")]
    Decorated(String),
}

/// Reads an endpoint: `https` anywhere, `http` only on this machine.
///
/// # Errors
/// Fails on an unreadable address, on plain `http` to another machine, and on user names, passwords, queries and
/// fragments. The error never repeats a password.
pub fn check_address(text: &str) -> Result<Url, AddressError> {
    let url = Url::parse(text.trim())
        .map_err(|_| AddressError::Unreadable(text.split('@').next_back().unwrap_or_default().to_owned()))?;
    let host = url.host_str().unwrap_or_default().to_owned();
    if !url.username().is_empty() || url.password().is_some() || url.query().is_some() || url.fragment().is_some() {
        return Err(AddressError::Decorated(host));
    }
    match url.scheme() {
        "https" if !host.is_empty() => Ok(url),
        "http" if matches!(host.as_str(), "127.0.0.1" | "localhost" | "[::1]") => Ok(url),
        "http" => Err(AddressError::Insecure(text.trim().to_owned())),
        _ => Err(AddressError::Unreadable(text.trim().to_owned())),
    }
}

/// Writes a name as exactly one path segment; `None` when no segment can carry it (empty, `.`, `..`).
pub(crate) fn segment(name: &str) -> Option<String> {
    use std::fmt::Write as _;

    if name.is_empty() || name == "." || name == ".." {
        return None;
    }
    let mut written = String::with_capacity(name.len());
    for byte in name.bytes() {
        if byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_' | b'.' | b'~') {
            written.push(char::from(byte));
        } else {
            let _ = write!(written, "%{byte:02X}");
        }
    }
    Some(written)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn plain_http_is_allowed_only_on_this_machine() {
        for good in ["https://cms.api.brightcove.com", "http://127.0.0.1:8080", "http://localhost", "http://[::1]:1"] {
            assert!(check_address(good).is_ok(), "{good}");
        }
        for bad in ["http://example.com", "http://127.0.0.1.example.com", "ftp://127.0.0.1", "", "example.com"] {
            assert!(check_address(bad).is_err(), "{bad}");
        }
    }

    #[test]
    fn a_password_in_an_endpoint_is_refused_and_not_repeated() {
        let error = check_address("https://me:hunter2@host.example").expect_err("refused").to_string();
        assert!(!error.contains("hunter2"), "{error}");
    }

    #[test]
    fn a_name_stays_one_segment() {
        assert_eq!(segment("default/video900").as_deref(), Some("default%2Fvideo900"));
        assert_eq!(segment("a?b#c%"), Some("a%3Fb%23c%25".to_owned()));
        assert_eq!(segment(".."), None);
        assert_eq!(segment(""), None);
    }
}
