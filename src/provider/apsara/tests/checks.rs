//! What `doctor` is told.

use serde_json::Value;

use super::stub::{Reply, Seen, Stub, config, nobody, refusal, reply};
use crate::model::Secret;
use crate::provider::apsara::{
    ApsaraConfig, COMMIT_PERMISSIONS, PLAN_PERMISSIONS, QUARANTINE_PERMISSIONS, account_id, check, ram_policy,
};
use crate::provider::{Finding, Verdict};

const QUOTA: &str = r#"{"UrlQuota":"2000","UrlRemain":"1990","DirQuota":"100","DirRemain":100,"blockRemain":"1"}"#;

/// A library that works.
fn works(seen: &Seen) -> Reply {
    match seen.operation.as_str() {
        "SearchMedia" => reply(200, r#"{"RequestId":"1","Total":1234,"MediaList":[]}"#),
        "DescribeVodRefreshQuota" => reply(200, QUOTA),
        "GetCategories" => reply(200, "{}"),
        _ => refusal(404, "InvalidVideo.NotFound"),
    }
}

fn found<'a>(findings: &'a [Finding], subject: &str) -> &'a Finding {
    findings.iter().find(|finding| finding.subject == subject).unwrap_or_else(|| panic!("{subject}: {findings:?}"))
}

#[tokio::test]
async fn a_library_that_works_is_found_to_work_without_deleting() {
    let stub = Stub::new(|seen, _| Some(works(seen))).await;
    let findings = check(stub.config()).await;
    let subjects: Vec<_> = findings.iter().map(|finding| (finding.subject, finding.verdict)).collect();
    assert_eq!(
        subjects,
        [
            ("endpoint", Verdict::Fine),
            ("videos", Verdict::Fine),
            ("clock", Verdict::Fine),
            ("permissions", Verdict::Fine),
            ("refreshing", Verdict::Fine),
            ("deleting", Verdict::CannotBeChecked),
            ("quarantine", Verdict::CannotBeChecked),
        ]
    );
    assert!(found(&findings, "videos").detail.starts_with("1234 videos"));
    assert!(found(&findings, "refreshing").detail.contains("1990 of 2000 addresses and 100 of 100 folders"));
    let reading = ["Search", "Get", "List", "BatchGet", "Describe"];
    for seen in stub.seen() {
        assert!(reading.iter().any(|start| seen.operation.starts_with(start)), "{} was sent", seen.operation);
    }
}

#[tokio::test]
async fn missing_permissions_are_named_for_a_policy() {
    let stub = Stub::new(|seen, _| {
        let refused = ["BatchGetMediaInfos", "GetCategories"].contains(&seen.operation.as_str());
        Some(if refused { refusal(403, "NoPermission") } else { works(seen) })
    })
    .await;
    let findings = check(stub.config()).await;
    let permissions = found(&findings, "permissions");
    assert_eq!(permissions.verdict, Verdict::Broken);
    assert_eq!(permissions.missing, ["vod:BatchGetMediaInfos", "vod:GetCategories"]);
    assert!(permissions.detail.contains("vod:BatchGetMediaInfos"), "{permissions:?}");

    let stub = Stub::new(|seen, _| {
        let refused = seen.operation == "GetCategories" || seen.operation == "DescribeVodRefreshQuota";
        Some(if refused { refusal(403, "Forbidden.RAM") } else { works(seen) })
    })
    .await;
    let findings = check(stub.config()).await;
    let permissions = found(&findings, "permissions");
    assert_eq!(permissions.verdict, Verdict::Notice);
    assert_eq!(permissions.missing, ["vod:GetCategories", "vod:DescribeVodRefreshQuota"]);
    assert!(permissions.detail.contains("without vod:GetCategories a query for a category"), "{permissions:?}");
    let refreshing = found(&findings, "refreshing");
    assert_eq!((refreshing.verdict, refreshing.missing.len()), (Verdict::Notice, 0));
}

#[tokio::test]
async fn everything_that_is_missing_is_in_one_finding_so_that_one_policy_grants_it() {
    let stub = Stub::new(|_, _| Some(refusal(403, "Forbidden"))).await;
    let findings = check(stub.config()).await;
    let with_missing: Vec<_> = findings.iter().filter(|finding| !finding.missing.is_empty()).collect();
    let [permissions] = with_missing.as_slice() else { panic!("{with_missing:?}") };
    assert_eq!((permissions.subject, permissions.verdict), ("permissions", Verdict::Broken));
    assert_eq!(permissions.missing.first().map(String::as_str), Some("vod:SearchMedia"));
    assert_eq!(permissions.missing.len(), 10);
    assert_eq!(found(&findings, "videos").verdict, Verdict::Notice, "what to do is said elsewhere");

    let stub = Stub::new(|seen, _| {
        Some(match seen.operation.as_str() {
            "GetVideoInfos" => refusal(400, "InvalidApi.NotFound"),
            "SearchMedia" | "ListSnapshots" => refusal(403, "NoPermission"),
            _ => works(seen),
        })
    })
    .await;
    let permissions = found(&check(stub.config()).await, "permissions").clone();
    assert_eq!(permissions.missing, ["vod:SearchMedia", "vod:ListSnapshots"]);
    assert_eq!(permissions.verdict, Verdict::Broken);
    assert!(permissions.detail.contains("InvalidApi.NotFound"), "{permissions:?}");
}

#[tokio::test]
async fn a_library_known_by_its_key_alone_is_worth_a_notice() {
    let stub = Stub::new(|seen, _| Some(works(seen))).await;
    assert!(check(stub.config()).await.iter().all(|finding| finding.subject != "account"));
    let mut config = stub.config();
    config.account.account_id = account_id(&config.region, &config.access_key_id, None);
    let findings = check(config).await;
    let account = found(&findings, "account");
    assert!(account.verdict == Verdict::Notice && account.detail.contains("set account_id"), "{account:?}");
}

#[tokio::test]
async fn a_temporary_key_that_is_refused_needs_a_new_token() {
    for (code, temporary, advised) in [
        ("InvalidSecurityToken.Expired", true, true),
        ("InvalidAccessKeyId.NotFound", true, true),
        ("InvalidAccessKeyId.NotFound", false, false),
        ("OperationDenied.Suspended", true, false),
    ] {
        let stub = Stub::new(move |_, _| Some(refusal(403, code))).await;
        let security_token = temporary.then(|| Secret::new("hunter3".to_owned()));
        let findings = check(ApsaraConfig { security_token, ..stub.config() }).await;
        let videos = found(&findings, "videos");
        assert_eq!(videos.verdict, Verdict::Broken);
        assert_eq!(
            videos.detail.matches("get a new one and set security_token").count(),
            usize::from(advised),
            "{videos:?}"
        );
    }
}

#[tokio::test]
async fn a_key_that_is_not_accepted_ends_the_look() {
    for code in ["InvalidAccessKeyId.NotFound", "SignatureDoesNotMatch", "OperationDenied.Suspended"] {
        let stub = Stub::new(move |_, _| Some(refusal(403, code))).await;
        let findings = check(stub.config()).await;
        assert_eq!(found(&findings, "videos").verdict, Verdict::Broken, "{code}");
        assert_eq!(stub.seen().len(), 1, "{code}");
        assert!(findings.iter().all(|finding| finding.subject != "permissions"));
    }
    let findings = check(config(&nobody().await)).await;
    assert!(found(&findings, "videos").detail.contains("proxy"), "{findings:?}");
    let findings = check(ApsaraConfig { endpoint: None, ..config("") }).await;
    assert_eq!((findings.len(), findings[0].subject, findings[0].verdict), (1, "configuration", Verdict::Broken));
}

#[tokio::test]
async fn a_clock_that_is_wrong_and_a_token_that_ends_are_worth_a_notice() {
    let stub = Stub::new(|seen, _| Some(works(seen).with("date", "Thu, 01 Jan 2015 00:00:00 GMT"))).await;
    let config =
        ApsaraConfig { security_token: Some(Secret::new("hunter3".to_owned())), refresh: false, ..stub.config() };
    let findings = check(config).await;
    assert_eq!(found(&findings, "clock").verdict, Verdict::Notice);
    assert_eq!(found(&findings, "token").verdict, Verdict::Notice);
    assert!(findings.iter().all(|finding| finding.subject != "refreshing"));
    assert!(!format!("{findings:?}").contains("hunter"));
}

#[test]
fn a_policy_grants_exactly_what_is_asked() {
    let policy: Value = serde_json::from_str(&ram_policy(&["vod:SearchMedia", "vod:Get*"])).expect("JSON");
    assert_eq!(policy["Version"], "1");
    assert_eq!(policy["Statement"].as_array().map(Vec::len), Some(1));
    assert_eq!(policy["Statement"][0]["Effect"], "Allow");
    assert_eq!(policy["Statement"][0]["Resource"], "*");
    assert_eq!(policy["Statement"][0]["Action"], serde_json::json!(["vod:SearchMedia", "vod:Get*"]));
    assert!(
        PLAN_PERMISSIONS.iter().all(|permission| !permission.contains("Delete") && !permission.contains("Refresh"))
    );
    assert!(COMMIT_PERMISSIONS.iter().chain(&QUARANTINE_PERMISSIONS).all(|permission| !permission.contains('*')));
    assert!(QUARANTINE_PERMISSIONS.iter().all(|permission| !COMMIT_PERMISSIONS.contains(permission)));
}
