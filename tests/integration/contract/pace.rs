//! The default pace against the documented limits.

use vodsweep::provider::brightcove::BrightcoveConfig;
use vodsweep::provider::{Deleter, Deletion, Library};
use vodsweep::query::Listing;
use vodsweep::sandbox::ServeOptions;

use super::stage::{Served, videos, whole};

#[tokio::test]
async fn a_burst_of_deletions_is_never_told_to_slow_down() {
    let served = Served::new(40, ServeOptions { enforce_limits: true, ..ServeOptions::default() }).await;
    let provider = served.provider(BrightcoveConfig::PACE);
    let listed = videos(provider.list(Listing::default())).await;
    let targets: Vec<_> = listed.iter().take(30).map(|video| whole(video)).collect();
    let answers = provider.delete(&targets).await;
    assert_eq!(answers.len(), 30);
    assert!(answers.iter().all(|answer| matches!(answer, Deletion::Done | Deletion::Refused(_))), "{answers:?}");
    assert_eq!(served.server.refused(), 0);
    assert_eq!(provider.calls().throttled, 0);
}
