//! The API as one kind of call: an operation with parameters. It speaks the platform's words and knows nothing of our
//! model.

use std::borrow::Cow;
use std::collections::BTreeMap;

use jiff::Timestamp;
use reqwest::Url;
use reqwest::header::{CONTENT_LENGTH, HeaderValue};
use serde::de::DeserializeOwned;
use serde_json::value::RawValue;

use super::clock::Clock;
use super::config::ApsaraConfig;
use super::error::{from_answer, is, malformed};
use super::operation::Operation;
use super::region::Endpoints;
use super::signature::{Credentials, SignatureVersion, Unsigned, canonical_query};
use crate::provider::Error;
use crate::provider::http::{Answer, Call, Http, Repeat, TallyCounts};

/// A JSON element as the platform wrote it.
pub(super) type Raw = Box<RawValue>;

/// Names and unencoded values. Whoever makes them leaves empty values out.
pub(super) type Params<'a> = Vec<(&'static str, Cow<'a, str>)>;

/// A client of one library.
pub(super) struct Vod {
    pub(super) endpoints: Endpoints,
    pub(super) clock: Clock,
    http: Http,
    /// The same client at the pace of each operation; empty when operations are not paced.
    paced: BTreeMap<Operation, Http>,
    credentials: Credentials,
    signature: SignatureVersion,
}

impl Vod {
    pub(super) fn new(config: ApsaraConfig) -> Result<Self, Error> {
        let name = &config.account.name;
        let endpoints = Endpoints::new(&config.region, config.endpoint.as_deref())
            .map_err(|error| Error { message: format!("account {name}: {}", error.message), ..error })?;
        let http = Http::new(config.http)?;
        let of_each = |operation: Operation| (operation, http.paced(http.pace().part(operation.per_second())));
        let paced = if config.paced { Operation::ALL.into_iter().map(of_each).collect() } else { BTreeMap::new() };
        let credentials = Credentials {
            key_id: config.access_key_id,
            key_secret: config.access_key_secret,
            token: config.security_token,
        };
        Ok(Self { endpoints, clock: Clock::default(), http, paced, credentials, signature: config.signature })
    }

    /// Asks for something. It is repeated as often as the failure allows.
    pub(super) async fn read<T: DeserializeOwned>(
        &self,
        operation: Operation,
        params: Params<'_>,
        what: &str,
    ) -> Result<T, Error> {
        self.call(Repeat::Freely, operation, &params, what).await
    }

    /// Changes something. It is repeated only when it was certainly not applied.
    pub(super) async fn change<T: DeserializeOwned>(
        &self,
        operation: Operation,
        params: Params<'_>,
        what: &str,
    ) -> Result<T, Error> {
        self.call(Repeat::Never, operation, &params, what).await
    }

    /// How many requests may be under way at once.
    pub(super) fn concurrency(&self) -> usize {
        self.http.pace().concurrency()
    }

    /// Counts of the requests made so far.
    pub(super) fn calls(&self) -> TallyCounts {
        self.http.tally().counts()
    }

    async fn call<T: DeserializeOwned>(
        &self,
        repeat: Repeat,
        operation: Operation,
        params: &Params<'_>,
        what: &str,
    ) -> Result<T, Error> {
        let params: Vec<(&str, &str)> = params.iter().map(|(name, value)| (*name, value.as_ref())).collect();
        let http = self.paced.get(&operation).unwrap_or(&self.http);
        let mut tried = 0;
        loop {
            let attempt = self.attempt(http, repeat, operation, &params, what).await;
            tried += 1;
            match attempt.and_then(|answer| decode(&answer, what)) {
                Ok(value) => return Ok(value),
                Err(error) => http.pause(repeat, tried, error).await?,
            }
        }
    }

    /// Sends a call, signed anew each time. What the platform turns away for its date or its nonce was not looked at:
    /// it is sent once more, also when it changes something.
    async fn attempt(
        &self,
        http: &Http,
        repeat: Repeat,
        operation: Operation,
        params: &[(&str, &str)],
        what: &str,
    ) -> Result<Answer, Error> {
        let (mut dated, mut renewed) = (false, false);
        loop {
            let turn = http.pace().turn().await;
            // After the turn, because waiting for it can take longer than a date is good for.
            let call = self.sign(repeat, operation, params)?;
            let answer = http.send(turn, &call).await?;
            self.clock.saw(answer.date, Timestamp::now());
            if answer.status.is_success() {
                return Ok(answer);
            }
            let error = from_answer(&answer, what, operation);
            let error = Error { message: self.credentials.hidden_in(&error.message), ..error };
            if is(&error, "InvalidTimeStamp.Expired") && !dated && self.clock.correct() {
                dated = true;
            } else if is(&error, "SignatureNonceUsed") && !renewed {
                renewed = true;
            } else {
                return Err(error);
            }
            http.tally().repeated();
        }
    }

    fn sign(&self, repeat: Repeat, operation: Operation, params: &[(&str, &str)]) -> Result<Call, Error> {
        let mut url =
            if operation.only_in_shanghai() { &self.endpoints.shanghai } else { &self.endpoints.regional }.clone();
        let signed = self.signature.sign(
            &Unsigned {
                operation: operation.name(),
                host: &host_of(&url),
                params,
                time: self.clock.now(Timestamp::now()),
                nonce: &nonce(),
            },
            &self.credentials,
        )?;
        url.set_query((!signed.query.is_empty()).then_some(signed.query.as_str()));
        // The older scheme puts key and signature into the query, so whoever watches is told only the operation.
        let told = canonical_query(params.iter().copied());
        let name = if told.is_empty() { operation.name().to_owned() } else { format!("{}?{told}", operation.name()) };
        let call = Call { headers: signed.headers, ..Call::post(url, repeat, name) };
        // The HTTP client leaves it out when there is no body, and gateways may insist on it.
        Ok(call.header(CONTENT_LENGTH, HeaderValue::from_static("0")))
    }
}

/// The host as the HTTP client writes it into the request.
fn host_of(url: &Url) -> String {
    let host = url.host_str().unwrap_or_default();
    url.port().map_or_else(|| host.to_owned(), |port| format!("{host}:{port}"))
}

/// A number that nobody used before: the platform refuses one that it has seen.
fn nonce() -> String {
    format!("{:032x}", fastrand::u128(..))
}

fn decode<T: DeserializeOwned>(answer: &Answer, what: &str) -> Result<T, Error> {
    serde_json::from_slice(&answer.body).map_err(|cause| malformed(answer, what, cause))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::{Account, Platform, Secret};

    fn vod(region: &str, endpoint: Option<&str>) -> Vod {
        let secret = |text: &str| Secret::new(text.to_owned());
        let account = Account { name: "cn".to_owned(), platform: Platform::Apsara, account_id: format!("1/{region}") };
        let plain = ApsaraConfig::new(account, region, secret("hunter1"), secret("hunter2"));
        Vod::new(ApsaraConfig { endpoint: endpoint.map(str::to_owned), ..plain }).expect("a client")
    }

    #[test]
    fn refreshing_goes_to_shanghai_and_everything_else_to_its_region() {
        let far = vod("ap-southeast-1", None);
        let given = vod("ap-southeast-1", Some("https://vod-vpc.ap-southeast-1.aliyuncs.com"));
        let near = vod("ap-southeast-1", Some("http://127.0.0.1:8080"));
        for operation in Operation::ALL {
            let host = |vod: &Vod| host_of(&vod.sign(Repeat::Freely, operation, &[]).expect("a call").url);
            let refreshing = operation.name().contains("Refresh");
            let public = if refreshing { "vod.cn-shanghai.aliyuncs.com" } else { "vod.ap-southeast-1.aliyuncs.com" };
            assert_eq!(host(&given) == public, refreshing, "{operation:?}");
            assert_eq!((host(&far), host(&near)), (public.to_owned(), "127.0.0.1:8080".to_owned()));
        }
    }

    #[test]
    fn no_nonce_comes_twice() {
        let seen: std::collections::BTreeSet<String> = (0..1_000).map(|_| nonce()).collect();
        assert_eq!(seen.len(), 1_000);
        assert!(seen.iter().all(|nonce| nonce.len() == 32));
    }

    #[tokio::test]
    async fn every_operation_has_its_own_pace_unless_pacing_is_off() {
        let paced = vod("cn-shanghai", None);
        assert_eq!(paced.paced.len(), Operation::ALL.len());
        let delete = paced.paced[&Operation::DeleteVideo].pace();
        delete.slow_down(std::time::Duration::from_hours(1)).await;
        let other = paced.paced[&Operation::SearchMedia].pace();
        tokio::select! {
            biased;
            _ = delete.turn() => panic!("it was told to wait"),
            _ = other.turn() => {}
        }
        let plain = ApsaraConfig { paced: false, ..crate::provider::apsara::tests::stub::config("http://127.0.0.1:1") };
        assert!(Vod::new(plain).expect("a client").paced.is_empty());
    }
}
