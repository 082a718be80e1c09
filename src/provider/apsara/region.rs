//! Where a region's API answers.

use reqwest::Url;

use crate::model::closest;
use crate::provider::http::check_address;
use crate::provider::{Error, ErrorKind};

/// The regions that have the service, as documented in January 2026. An address is never made up for another one: the
/// official clients know many more names and send some of them to the wrong region.
pub const REGIONS: [&str; 10] = [
    "cn-shanghai",
    "cn-beijing",
    "cn-shenzhen",
    "cn-hongkong",
    "ap-southeast-1",
    "ap-southeast-5",
    "ap-northeast-1",
    "eu-central-1",
    "us-west-1",
    "me-central-1",
];

/// The region whose endpoint also has what belongs to none.
const SHANGHAI: &str = "cn-shanghai";

/// The addresses of one library.
#[derive(Debug)]
pub(super) struct Endpoints {
    /// Of everything that belongs to a region.
    pub(super) regional: Url,
    /// Of what only Shanghai answers, for every region.
    pub(super) shanghai: Url,
}

impl Endpoints {
    /// The configured address, else that of the region. A configured one serves everything, unless it is one of
    /// Alibaba's own: of those, only Shanghai's knows the operations of the content network.
    ///
    /// # Errors
    /// Fails on an address that cannot be used or is another region's, and on an unknown region without an address.
    pub(super) fn new(region: &str, configured: Option<&str>) -> Result<Self, Error> {
        if let Some(address) = configured {
            let url = check_address(address).map_err(|cause| Error {
                source: Some(Box::new(cause)),
                ..Error::new(ErrorKind::Configuration, "the endpoint cannot be used")
            })?;
            if url.path() != "/" {
                // The path is part of what is signed, and a proxy that takes it away would spoil every signature.
                return Err(Error::new(ErrorKind::Configuration, "the endpoint must be an address without a path"));
            }
            let own = own_region(&url);
            if let Some(named) = own.filter(|named| *named != region) {
                let message = format!(
                    "the endpoint is the one of {named}, and the region is {region:?}: an endpoint sees only what is in \
                     its own region, so set region to {named} or leave the endpoint out"
                );
                return Err(Error::new(ErrorKind::Configuration, message));
            }
            let shanghai = if own.is_none_or(|own| own == SHANGHAI) { url.clone() } else { public(SHANGHAI)? };
            return Ok(Self { regional: url, shanghai });
        }
        if !REGIONS.contains(&region) {
            return Err(Error::new(ErrorKind::Configuration, unknown(region)));
        }
        Ok(Self { regional: public(region)?, shanghai: public(SHANGHAI)? })
    }
}

/// The region that an address of Alibaba's own names: `vod.<region>.aliyuncs.com`, or `vod-vpc.…` within its networks.
fn own_region(url: &Url) -> Option<&str> {
    let host = url.host_str()?;
    let name = host.trim_end_matches('.').strip_suffix(".aliyuncs.com")?;
    let region = name.strip_prefix("vod.").or_else(|| name.strip_prefix("vod-vpc."))?;
    (!region.is_empty() && !region.contains('.')).then_some(region)
}

fn public(region: &str) -> Result<Url, Error> {
    Url::parse(&format!("https://vod.{region}.aliyuncs.com/"))
        .map_err(|_| Error::new(ErrorKind::Configuration, format!("the region {region:?} makes no address")))
}

fn unknown(region: &str) -> String {
    let meant = closest(region, REGIONS).map(|name| format!("; did you mean {name}?")).unwrap_or_default();
    format!(
        "the region {region:?} is not known to have ApsaraVideo VOD{meant} (known are {}; any other needs an explicit \
         endpoint)",
        REGIONS.join(", ")
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_listed_region_has_its_own_address_and_one_for_shanghai() {
        for region in REGIONS {
            let endpoints = Endpoints::new(region, None).expect("endpoints");
            assert_eq!(endpoints.regional.as_str(), format!("https://vod.{region}.aliyuncs.com/"));
            assert_eq!(endpoints.shanghai.as_str(), "https://vod.cn-shanghai.aliyuncs.com/");
        }
    }

    #[test]
    fn an_unknown_region_is_refused_with_the_one_that_was_meant() {
        let refused = |region| {
            let error = Endpoints::new(region, None).expect_err("refused");
            assert_eq!(error.kind, ErrorKind::Configuration);
            error.message
        };
        let typo = refused("cn-shangai");
        assert!(typo.contains("did you mean cn-shanghai?") && typo.contains("me-central-1"), "{typo}");
        let gone = refused("cn-hangzhou");
        assert!(gone.contains("\"cn-hangzhou\""), "{gone}");
        assert!(!refused("moon").contains("did you mean"));
    }

    #[test]
    fn an_explicit_address_serves_any_region_and_every_operation() {
        let endpoints = Endpoints::new("cn-north-2-gov-1", Some("http://127.0.0.1:8080")).expect("endpoints");
        assert_eq!(endpoints.regional.as_str(), "http://127.0.0.1:8080/");
        assert_eq!(endpoints.shanghai, endpoints.regional);
        for bad in ["http://vod.example.com", "https://vod.example.com/path", "vod.cn-shanghai.aliyuncs.com"] {
            let error = Endpoints::new("cn-shanghai", Some(bad)).expect_err("refused");
            assert_eq!(error.kind, ErrorKind::Configuration, "{bad}");
        }
    }

    #[test]
    fn an_address_of_alibabas_own_serves_its_region_and_shanghai_the_rest() {
        let public = "https://vod.cn-shanghai.aliyuncs.com/";
        for (region, address, shanghai) in [
            ("ap-southeast-1", "https://vod.ap-southeast-1.aliyuncs.com", public),
            ("ap-southeast-1", "https://VOD-VPC.AP-southeast-1.aliyuncs.com/", public),
            ("cn-new-1", "https://vod.cn-new-1.aliyuncs.com", public),
            ("cn-shanghai", "https://vod.cn-shanghai.aliyuncs.com", public),
            ("cn-shanghai", "https://vod-vpc.cn-shanghai.aliyuncs.com", "https://vod-vpc.cn-shanghai.aliyuncs.com/"),
            ("ap-southeast-1", "https://vod.aliyuncs.com", "https://vod.aliyuncs.com/"),
            (
                "ap-southeast-1",
                "https://vod.cn-beijing.aliyuncs.com.example.com",
                "https://vod.cn-beijing.aliyuncs.com.example.com/",
            ),
            ("ap-southeast-1", "https://proxy.example.com:8443", "https://proxy.example.com:8443/"),
        ] {
            let endpoints = Endpoints::new(region, Some(address)).expect("endpoints");
            assert_eq!(endpoints.regional, Url::parse(address).expect("an address"), "{address}");
            assert_eq!(endpoints.shanghai.as_str(), shanghai, "{address}");
        }
    }

    #[test]
    fn an_address_of_another_region_is_refused_and_says_so() {
        for address in ["https://vod.cn-shanghai.aliyuncs.com", "https://vod-vpc.cn-shanghai.aliyuncs.com."] {
            let error = Endpoints::new("ap-southeast-1", Some(address)).expect_err("refused");
            assert_eq!(error.kind, ErrorKind::Configuration);
            assert!(
                error.message.contains("the one of cn-shanghai") && error.message.contains("ap-southeast-1"),
                "{error}"
            );
        }
    }
}
