//! Which copies the content network is asked to drop, and what is said of the others.

use super::stub::{Reply, Seen, Stub, refusal, reply};
use crate::model::VideoId;
use crate::provider::apsara::{Apsara, refresh};
use crate::provider::{Copies, Deleter, RefreshQuota, Refreshed};

fn copies(video: &str, addresses: &[&str]) -> Copies {
    let addresses = addresses.iter().map(|address| (*address).to_owned()).collect();
    Copies { video: VideoId::new(video).expect("an id"), addresses }
}

fn allowance(addresses: &str, folders: &str) -> Reply {
    reply(200, format!(r#"{{"RequestId":"r","UrlQuota":"2000","UrlRemain":{addresses},"DirRemain":{folders}}}"#))
}

/// What becomes of the copies with this allowance, and the requests as type and paths.
async fn refreshed(
    copies: &[Copies],
    quota: Reply,
    script: impl Fn(&Seen) -> Option<Reply> + Send + Sync + 'static,
) -> (Refreshed, Vec<(String, String)>) {
    let stub = Stub::new(move |seen, _| match seen.operation.as_str() {
        "DescribeVodRefreshQuota" => Some(quota.clone()),
        _ => script(seen).or_else(|| Some(reply(200, r#"{"RequestId":"r","RefreshTaskId":"1"}"#))),
    })
    .await;
    let told = stub.provider().refresh(copies).await;
    let sent = stub.of("RefreshVodObjectCaches").into_iter();
    (told, sent.map(|seen| (seen.param("ObjectType").to_owned(), seen.param("ObjectPath").to_owned())).collect())
}

fn reasons(refreshed: &Refreshed) -> Vec<(&[String], &str)> {
    refreshed.left.iter().map(|(copies, reason)| (copies.addresses.as_slice(), reason.as_str())).collect()
}

#[tokio::test]
async fn the_allowance_is_read_from_text_and_from_numbers() {
    for (addresses, folders) in [("\"1993\"", "\"99\""), ("1993", "99")] {
        let answer = allowance(addresses, folders);
        let stub = Stub::new(move |_, _| Some(answer.clone())).await;
        let quota = refresh::quota(&stub.provider().shared).await.expect("an answer");
        assert_eq!(quota, Some(RefreshQuota { addresses: 1993, folders: 99 }));
    }
    for odd in [allowance("\"many\"", "1"), allowance("-1", "1"), reply(200, r#"{"RequestId":"r"}"#)] {
        let stub = Stub::new(move |_, _| Some(odd.clone())).await;
        assert!(refresh::quota(&stub.provider().shared).await.is_err());
    }
}

#[tokio::test]
async fn single_files_are_asked_for_without_their_queries_in_one_request_a_host() {
    let wish = copies("v", &["https://a.example/v.mp4", "http://a.example/c.jpg?x=1", "https://b.example/v.mp4"]);
    let (told, sent) = refreshed(std::slice::from_ref(&wish), allowance("10", "10"), |_| None).await;
    assert_eq!(
        sent,
        [
            ("IgnoreParams".to_owned(), "https://a.example/v.mp4\nhttp://a.example/c.jpg".to_owned()),
            ("IgnoreParams".to_owned(), "https://b.example/v.mp4".to_owned()),
        ]
    );
    assert_eq!(told, Refreshed { asked: vec![wish], left: Vec::new() });
}

#[tokio::test]
async fn a_playlist_below_a_folder_of_the_video_takes_the_folder() {
    let wish = copies(
        "vid",
        &[
            "https://a.example/x/vid/hd/i.m3u8",
            "https://a.example/x/vid/cover.jpg",
            "https://a.example/x/video/other.mp4",
            "https://a.example/elsewhere.m3u8",
        ],
    );
    let (told, sent) = refreshed(std::slice::from_ref(&wish), allowance("10", "10"), |_| None).await;
    assert_eq!(sent[0], ("Directory".to_owned(), "https://a.example/x/vid/".to_owned()));
    let single = "https://a.example/x/video/other.mp4\nhttps://a.example/elsewhere.m3u8";
    assert_eq!((sent.len(), &sent[1]), (2, &("IgnoreParams".to_owned(), single.to_owned())));
    assert_eq!(told.asked[0].addresses, wish.addresses[..3]);
    let [(addresses, reason)] = reasons(&told)[..] else { panic!("{told:?}") };
    assert!(addresses == &wish.addresses[3..] && reason.contains("segments stay"), "{told:?}");
}

#[tokio::test]
async fn folders_go_together_in_one_request_a_host() {
    let wishes = [
        copies("v1", &["https://a.example/v1/i.m3u8"]),
        copies("v2", &["https://a.example/v2/i.m3u8"]),
        copies("v3", &["https://b.example/v3/i.m3u8"]),
    ];
    let (told, sent) = refreshed(&wishes, allowance("10", "10"), |_| None).await;
    assert_eq!(
        sent,
        [
            ("Directory".to_owned(), "https://a.example/v1/\nhttps://a.example/v2/".to_owned()),
            ("Directory".to_owned(), "https://b.example/v3/".to_owned()),
        ]
    );
    assert_eq!((told.asked.as_slice(), told.left.len()), (&wishes[..], 0));
}

#[tokio::test]
async fn files_of_one_video_that_come_apart_share_its_folder() {
    let wishes = [
        copies("vid", &["https://a.example/vid/sd.m3u8"]),
        copies("vid", &["https://a.example/vid/hd.m3u8"]),
        copies("vid", &["https://a.example/vid/cover.jpg"]),
        copies("vid2", &["https://a.example/vid/not-its-own.jpg"]),
    ];
    let (told, sent) = refreshed(&wishes, allowance("10", "1"), |_| None).await;
    assert_eq!(
        sent,
        [
            ("Directory".to_owned(), "https://a.example/vid/".to_owned()),
            ("IgnoreParams".to_owned(), "https://a.example/vid/not-its-own.jpg".to_owned()),
        ]
    );
    assert_eq!(told, Refreshed { asked: wishes.to_vec(), left: Vec::new() });
}

#[tokio::test]
async fn nothing_is_asked_beyond_the_allowance() {
    let wishes =
        [copies("v", &["https://a.example/v/1.m3u8"]), copies("w", &["https://a.example/1", "https://a.example/2"])];
    let (told, sent) = refreshed(&wishes, allowance("2", "0"), |_| None).await;
    let paths = "https://a.example/v/1.m3u8\nhttps://a.example/1";
    assert_eq!(sent, [("IgnoreParams".to_owned(), paths.to_owned())]);
    let [(playlist, segments), (beyond, used_up)] = reasons(&told)[..] else { panic!("{told:?}") };
    assert_eq!((playlist, beyond), (&wishes[0].addresses[..], &wishes[1].addresses[1..]));
    assert!(segments.contains("segments stay") && segments.contains("folders"), "{segments}");
    assert!(used_up.contains("2 more addresses only"), "{used_up}");
    assert_eq!(told.asked, [copies("w", &["https://a.example/1"])]);

    let (told, sent) = refreshed(&wishes, allowance("0", "0"), |_| None).await;
    assert!(sent.is_empty() && told.asked.is_empty(), "{told:?}");
}

#[tokio::test]
async fn a_domain_that_is_not_ours_fails_only_its_own_addresses() {
    let wish = copies("v", &["https://a.example/1", "https://b.example/1", "https://c.example/1"]);
    let (told, _) = refreshed(&[wish], allowance("10", "10"), |seen| {
        seen.param("ObjectPath").contains("a.example").then(|| refusal(404, "InvalidDomain.NotFound"))
    })
    .await;
    assert_eq!(told.asked, [copies("v", &["https://b.example/1", "https://c.example/1"])]);
    assert_eq!(
        reasons(&told),
        [(["https://a.example/1".to_owned()].as_slice(), "its domain is not one of the account's")]
    );
}

#[tokio::test]
async fn a_refusal_that_every_request_would_meet_ends_the_asking() {
    for (code, word) in [
        ("QuotaExceeded.Refresh", "used up"),
        ("QuotaPerMinuteExceeded.Refresh", "minute"),
        ("ServiceBusy", "busy"),
        ("Forbidden.RAM", "vod:RefreshVodObjectCaches"),
        ("InternalError", "not known"),
    ] {
        let wish = copies("v", &["https://a.example/1", "https://b.example/1"]);
        let (told, sent) = refreshed(&[wish], allowance("10", "10"), move |_| Some(refusal(400, code))).await;
        assert_eq!((sent.len(), told.asked.len()), (1, 0), "{code}");
        let [(addresses, reason)] = reasons(&told)[..] else { panic!("{code}: {told:?}") };
        assert!(addresses.len() == 2 && reason.contains(word), "{code}: {reason}");
    }
}

#[tokio::test]
async fn what_cannot_be_asked_for_is_left_and_never_fails_the_rest() {
    let wishes = [
        copies("v", &["ftp://a.example/1", "no address", "https://me:pw@a.example/1", "https://a.example/2"]),
        copies("w", &["https://a.example/2"]),
        copies("x", &[]),
    ];
    let (told, sent) = refreshed(&wishes, allowance("10", "10"), |_| None).await;
    assert_eq!(sent, [("IgnoreParams".to_owned(), "https://a.example/2".to_owned())], "once for both videos");
    assert_eq!(told.asked, [copies("v", &["https://a.example/2"]), copies("w", &["https://a.example/2"])]);
    assert_eq!(reasons(&told)[0].0.len(), 3);

    let (told, sent) = refreshed(&wishes, refusal(403, "Forbidden.RAM"), |_| None).await;
    assert!(sent.is_empty() && told.asked.is_empty());
    assert!(reasons(&told).iter().any(|(_, reason)| reason.contains("vod:DescribeVodRefreshQuota")), "{told:?}");
}

#[tokio::test]
async fn requests_stay_short_enough_for_a_request_line() {
    let many: Vec<String> = (0..300).map(|at| format!("https://a.example/folder/{at:040}.mp4")).collect();
    let all: Vec<&str> = many.iter().map(String::as_str).collect();
    let (told, sent) = refreshed(&[copies("v", &all)], allowance("2000", "10"), |_| None).await;
    assert_eq!(told.asked[0].addresses.len(), 300);
    assert!(sent.len() > 1 && sent.iter().all(|(_, paths)| paths.len() < 6_000), "{}", sent.len());
    assert_eq!(sent.iter().map(|(_, paths)| paths.lines().count()).sum::<usize>(), 300);
}

#[tokio::test]
async fn an_account_that_switched_it_off_asks_for_nothing() {
    let stub = Stub::new(|_, _| None).await;
    let provider = Apsara::new(crate::provider::apsara::ApsaraConfig { refresh: false, ..stub.config() });
    let told = provider.expect("a provider").refresh(&[copies("v", &["https://a.example/1"])]).await;
    assert!(told.asked.is_empty() && reasons(&told)[0].1.contains("switched off"));
    assert!(stub.seen().is_empty());
}
