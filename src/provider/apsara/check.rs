//! What `doctor` can find out about a library. It only reads: no deletion is ever sent to see whether it would work.

use serde_json::{Value, json};

use super::client::{Params, Vod};
use super::config::ApsaraConfig;
use super::operation::Operation;
use crate::provider::{Error, ErrorKind, Finding, Verdict};

/// What a key for planning needs. The wildcards are those of Alibaba's own read-only policy, which forgets
/// `BatchGetMediaInfos`. With such a key nothing can be deleted, whatever a program does.
pub const PLAN_PERMISSIONS: [&str; 5] =
    ["vod:SearchMedia", "vod:Get*", "vod:List*", "vod:BatchGetMediaInfos", "vod:Describe*"];

/// What a key for committing needs beyond [`PLAN_PERMISSIONS`].
pub const COMMIT_PERMISSIONS: [&str; 7] = [
    "vod:DeleteVideo",
    "vod:DeleteStream",
    "vod:DeleteMezzanines",
    "vod:DeleteImage",
    "vod:DeleteAttachedMedia",
    "vod:DeleteMultipartUpload",
    "vod:RefreshVodObjectCaches",
];

/// What a key for committing needs beyond those to put videos into quarantine and to take them out again.
pub const QUARANTINE_PERMISSIONS: [&str; 1] = ["vod:UpdateVideoInfos"];

/// The readings without which nothing can be planned.
const NEEDED: [Operation; 5] = [
    Operation::BatchGetMediaInfos,
    Operation::GetVideoInfos,
    Operation::GetMezzanineInfo,
    Operation::GetPlayInfo,
    Operation::ListSnapshots,
];

/// The readings that only some libraries need, and how it is without them.
const OPTIONAL: [(Operation, &str); 3] = [
    (Operation::GetImageInfos, "images cannot be looked up"),
    (Operation::GetAttachedMediaInfo, "auxiliary files cannot be looked up"),
    (Operation::GetCategories, "a query for a category reads everything, because categories are searched by number"),
];

/// What it is like without [`Operation::DescribeVodRefreshQuota`].
const WITHOUT_QUOTA: &str = "nobody is told how much the content network can still be asked to drop";

/// An id that no video has.
const NOBODY: &str = "00000000000000000000000000000000";

/// What is missing, gathered from everything that was tried: one policy grants it all.
#[derive(Default)]
struct Missing {
    needed: Vec<String>,
    optional: Vec<(String, &'static str)>,
    /// What failed for another reason; the first of it.
    trouble: Option<Error>,
}

/// Tries the key of a library and what it may read.
pub async fn check(config: ApsaraConfig) -> Vec<Finding> {
    let (region, temporary, bound) = (config.region.clone(), config.security_token.is_some(), config.is_bound_to_key());
    let refresh = config.refresh;
    let vod = match Vod::new(config) {
        Ok(vod) => vod,
        Err(error) => return vec![Finding::broken("configuration", &error, "")],
    };
    let address = vod.endpoints.regional.as_str().trim_end_matches('/');
    let mut findings = vec![Finding::new("endpoint", Verdict::Fine, format!("region {region} at {address}"))];
    if bound {
        let detail = "plans and runs are bound to this access key: with another key, or the next temporary one, they \
                      can be neither committed nor resumed; set account_id to the number of the Alibaba Cloud account";
        findings.push(Finding::new("account", Verdict::Notice, detail));
    }
    let mut missing = Missing::default();
    let (counted, useless) = videos(&vod, temporary, &mut missing).await;
    findings.push(counted);
    findings.extend(vod.clock.skew().map(Finding::clock));
    if temporary {
        let detail = "the access key is a temporary one: it ends with its security token, also in the middle of a run";
        findings.push(Finding::new("token", Verdict::Notice, detail));
    }
    if useless {
        return findings;
    }
    reading(&vod, &mut missing).await;
    let refreshing = if refresh { Some(quota(&vod, &mut missing).await) } else { None };
    findings.push(missing.finding());
    findings.extend(refreshing);
    findings.push(Finding::new(
        "deleting",
        Verdict::CannotBeChecked,
        "the API does not list what a key permits; whether deleting is permitted cannot be checked without deleting",
    ));
    findings.push(Finding::new(
        "quarantine",
        Verdict::CannotBeChecked,
        format!(
            "only policies that quarantine or release videos need it: {}, beyond what deleting needs",
            QUARANTINE_PERMISSIONS.join(", ")
        ),
    ));
    findings
}

/// A RAM policy that grants exactly these permissions (`vod:SearchMedia`). The service knows no narrower resource than
/// all media of the account.
#[must_use]
pub fn ram_policy(permissions: &[&str]) -> String {
    let policy = json!({
        "Version": "1",
        "Statement": [{ "Effect": "Allow", "Action": permissions, "Resource": "*" }],
    });
    format!("{policy:#}")
}

/// Counts the videos; `true` when it failed in a way that everything else would fail in too.
async fn videos(vod: &Vod, temporary: bool, missing: &mut Missing) -> (Finding, bool) {
    let error = match count(vod).await {
        Ok(Some(count)) => {
            let detail = format!("{count} videos; the access key is accepted");
            return (Finding::new("videos", Verdict::Fine, detail), false);
        }
        Ok(None) => {
            let detail = "the access key is accepted, but no count of videos came";
            return (Finding::new("videos", Verdict::Notice, detail), false);
        }
        Err(error) => error,
    };
    if let ErrorKind::MissingPermission(permission) = &error.kind {
        missing.needed.push(permission.clone());
        // What to do about it is said once, with everything else that is missing.
        return (Finding::new("videos", Verdict::Notice, error.message), false);
    }
    let mut finding = Finding::broken("videos", &error, "");
    // The end of a temporary key may be told as a key that does not exist.
    let unknown = error.code.as_deref().unwrap_or_default().to_ascii_lowercase().starts_with("invalidaccesskeyid");
    if temporary && unknown {
        finding.detail.push_str(
            "; the access key is a temporary one: if it has ended, get a new one and set security_token, with the key \
             and secret that came with it",
        );
    }
    (finding, true)
}

async fn count(vod: &Vod) -> Result<Option<u64>, Error> {
    let params = one("SearchType", "video").into_iter().chain(one("PageNo", "1")).chain(one("PageSize", "1")).collect();
    let page: Value = vod.read(Operation::SearchMedia, params, "counting videos").await?;
    Ok(number(&page, "Total"))
}

/// Tries every reading with an id that no video has: that it is not found proves that it may be looked for.
async fn reading(vod: &Vod, missing: &mut Missing) {
    let needed = NEEDED.map(|operation| (operation, None)).into_iter();
    for (operation, without) in needed.chain(OPTIONAL.map(|(operation, without)| (operation, Some(without)))) {
        let what = format!("trying {}", operation.name());
        match (vod.read::<Value>(operation, harmless(operation), &what).await, without) {
            (Err(Error { kind: ErrorKind::MissingPermission(permission), .. }), None) => {
                missing.needed.push(permission);
            }
            (Err(Error { kind: ErrorKind::MissingPermission(permission), .. }), Some(without)) => {
                missing.optional.push((permission, without));
            }
            (Err(error), _) if !matches!(error.kind, ErrorKind::NotFound | ErrorKind::Refused) => {
                let hopeless = matches!(error.kind, ErrorKind::Unreachable | ErrorKind::Credentials);
                missing.trouble.get_or_insert(error);
                if hopeless {
                    return;
                }
            }
            _ => {}
        }
    }
}

impl Missing {
    fn finding(self) -> Finding {
        let mut said = Vec::new();
        if !self.needed.is_empty() {
            said.push(format!("reading needs {}", self.needed.join(", ")));
        }
        said.extend(self.optional.iter().map(|(permission, without)| format!("without {permission} {without}")));
        let mut verdict = match (self.needed.is_empty(), said.is_empty()) {
            (false, _) => Verdict::Broken,
            (true, false) => Verdict::Notice,
            (true, true) => Verdict::Fine,
        };
        if let Some(error) = &self.trouble {
            verdict = Verdict::Broken;
            said.push(Finding::broken("permissions", error, "").detail);
        }
        if said.is_empty() {
            said.push("every reading operation is permitted".to_owned());
        }
        let optional = self.optional.into_iter().map(|(permission, _)| permission);
        let mut missing: Vec<String> = Vec::new();
        for permission in self.needed.into_iter().chain(optional) {
            if !missing.contains(&permission) {
                missing.push(permission);
            }
        }
        Finding { missing, ..Finding::new("permissions", verdict, said.join("; ")) }
    }
}

fn harmless(operation: Operation) -> Params<'static> {
    match operation {
        Operation::BatchGetMediaInfos | Operation::GetAttachedMediaInfo => one("MediaIds", NOBODY),
        Operation::GetVideoInfos => one("VideoIds", NOBODY),
        Operation::GetImageInfos => one("ImageIds", NOBODY),
        Operation::GetMezzanineInfo | Operation::GetPlayInfo | Operation::ListSnapshots => one("VideoId", NOBODY),
        _ => Vec::new(),
    }
}

fn one(name: &'static str, value: &'static str) -> Params<'static> {
    vec![(name, value.into())]
}

async fn quota(vod: &Vod, missing: &mut Missing) -> Finding {
    let read = vod.read::<Value>(Operation::DescribeVodRefreshQuota, Vec::new(), "asking for the refresh quota").await;
    let answer = match read {
        Ok(answer) => answer,
        Err(error) => {
            let detail = Finding::broken("refreshing", &error, "").detail;
            if let ErrorKind::MissingPermission(permission) = error.kind {
                missing.optional.push((permission, WITHOUT_QUOTA));
            }
            return Finding::new("refreshing", Verdict::Notice, detail);
        }
    };
    let left = |remain, whole| Some((number(&answer, remain)?, number(&answer, whole)?));
    match (left("UrlRemain", "UrlQuota"), left("DirRemain", "DirQuota")) {
        (Some((addresses, of_addresses)), Some((folders, of_folders))) => {
            let verdict = if addresses == 0 { Verdict::Notice } else { Verdict::Fine };
            let detail = format!(
                "the content network can be asked to drop {addresses} of {of_addresses} addresses and {folders} of \
                 {of_folders} folders today"
            );
            Finding::new("refreshing", verdict, detail)
        }
        _ => Finding::new("refreshing", Verdict::Notice, "what is left of today's refresh quota cannot be read"),
    }
}

/// A number, also when it is written as text.
fn number(value: &Value, name: &str) -> Option<u64> {
    let found = value.get(name)?;
    found.as_u64().or_else(|| found.as_str()?.trim().parse().ok())
}
