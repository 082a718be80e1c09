//! The TLS configuration of the process. The machine's certificates are read once: that takes longer than most calls.

use std::sync::OnceLock;

use rustls::ClientConfig;
use rustls_platform_verifier::BuilderVerifierExt as _;

/// A server is trusted as by the rest of the machine; HTTP/1.1 is all that is spoken.
///
/// # Errors
/// Fails when the machine's certificates cannot be used; the next call tries again.
pub(super) fn config() -> Result<ClientConfig, rustls::Error> {
    static CONFIG: OnceLock<ClientConfig> = OnceLock::new();
    if let Some(config) = CONFIG.get() {
        return Ok(config.clone());
    }
    // Another part of the process may have chosen a provider before; then that one is used.
    let _ = rustls::crypto::ring::default_provider().install_default();
    let mut config = ClientConfig::builder().with_platform_verifier()?.with_no_client_auth();
    config.alpn_protocols = vec![b"http/1.1".to_vec()];
    Ok(CONFIG.get_or_init(|| config).clone())
}

#[cfg(test)]
mod tests {
    use std::error::Error as _;
    use std::net::TcpListener;
    use std::sync::Arc;
    use std::thread;

    use base64::Engine as _;
    use base64::engine::general_purpose::STANDARD;
    use rustls::pki_types::{CertificateDer, PrivateKeyDer, PrivatePkcs8KeyDer};
    use rustls::{ServerConfig, ServerConnection};

    use super::config;

    /// A certificate for `localhost` that nobody signed, valid until 2126, made for this test.
    const CERTIFICATE: &str = "MIIBkzCCATigAwIBAgIUbHFFAxE8lIl9rk6kQ0VqlpfLjFswCgYIKoZIzj0EAwIwFDESMBAGA1UEAwwJbG9jYWxob3N0MCAX\
        DTI2MTEzMDAzMTY0MloYDzIxMjYxMTA2MDMxNjQyWjAUMRIwEAYDVQQDDAlsb2NhbGhvc3QwWTATBgcqhkjOPQIBBggqhkjO\
        PQMBBwNCAARQDokMLhwKQ0lcFtScDslwa+6PBDZlsGxNYpPfttO3/TBdsE4T66jQYSVFE2qKkVN6qCYAsxhFa80xpai9MOR8\
        o2YwZDAdBgNVHQ4EFgQUJxLwEcKp2bpK939JU2H9tUmAJLAwHwYDVR0jBBgwFoAUJxLwEcKp2bpK939JU2H9tUmAJLAwFAYD\
        VR0RBA0wC4IJbG9jYWxob3N0MAwGA1UdEwEB/wQCMAAwCgYIKoZIzj0EAwIDSQAwRgIhAKZd0uf0ge+4C1DYrQQQUJVJeHYb\
        5gAOR7MFhKCx1+P6AiEAsqQrnTVxN5UvUvLP7bobaORx1DIiJ4VqtzYJTrZNxns=";
    /// Its key, which opens nothing.
    const KEY: &str = "MIGHAgEAMBMGByqGSM49AgEGCCqGSM49AwEHBG0wawIBAQQg5ZL2QBLHIUh36zAWL8ALs1vF24QYIuvuFp3UJlHqb4ShRANC\
        AARQDokMLhwKQ0lcFtScDslwa+6PBDZlsGxNYpPfttO3/TBdsE4T66jQYSVFE2qKkVN6qCYAsxhFa80xpai9MOR8";

    #[tokio::test]
    async fn a_server_that_nobody_vouches_for_is_sent_nothing() {
        let client = config().expect("the certificates of this machine");
        let decoded = |text: &str| STANDARD.decode(text).expect("base64");
        let key = PrivateKeyDer::Pkcs8(PrivatePkcs8KeyDer::from(decoded(KEY)));
        let server = ServerConfig::builder().with_no_client_auth();
        let server = server.with_single_cert(vec![CertificateDer::from(decoded(CERTIFICATE))], key).expect("a server");
        let listener = TcpListener::bind("127.0.0.1:0").expect("a port");
        let port = listener.local_addr().expect("an address").port();
        let refusal = thread::spawn(move || {
            let (mut stream, _) = listener.accept().expect("a connection");
            let mut connection = ServerConnection::new(Arc::new(server)).expect("a connection");
            // Up to the first bytes of a request, if ever there are some.
            while connection.is_handshaking() {
                connection.complete_io(&mut stream).map_err(|error| error.to_string())?;
            }
            Ok::<(), String>(())
        });
        let client = reqwest::Client::builder().no_proxy().tls_backend_preconfigured(client).build().expect("a client");
        let error = client.get(format!("https://localhost:{port}/")).send().await.expect_err("it is not trusted");
        let mut told = error.to_string();
        let mut cause = error.source();
        while let Some(inner) = cause {
            told = format!("{told}: {inner}");
            cause = inner.source();
        }
        assert!(error.is_connect() && told.contains("invalid peer certificate"), "{told}");
        let refused = refusal.join().expect("the server ends");
        assert!(refused.is_err(), "the client went on");
    }
}
