//! What `doctor` can find out about an account. It only reads: no deletion is ever sent to see whether it would work.

use super::client::Cms;
use super::config::BrightcoveConfig;
use crate::provider::{Error, Finding, Verdict};

/// The operations that reading, every deletion of this program and quarantine need.
pub const OPERATIONS: [&str; 4] =
    ["video-cloud/video/read", "video-cloud/video/delete", "video-cloud/video/update", "video-cloud/asset/delete"];

/// Tries the credentials and the reading permission of an account.
pub async fn check(config: BrightcoveConfig) -> Vec<Finding> {
    let cms = match Cms::new(config) {
        Ok(cms) => cms,
        Err(error) => return vec![broken("configuration", &error)],
    };
    let mut findings = Vec::new();
    match cms.tokens.get().await {
        Ok(_) => findings.push(Finding::new("token", Verdict::Fine, "the client id and secret were accepted")),
        Err(error) => {
            findings.push(broken("token", &error));
            return findings;
        }
    }
    findings.extend(cms.tokens.clocks().await.map(|(server, ours)| Finding::clock(server.duration_since(ours))));
    findings.push(match cms.count(&None).await {
        Ok(count) => Finding::new("videos", Verdict::Fine, format!("{count} videos; reading is permitted")),
        Err(error) => broken("videos", &error),
    });
    findings.push(Finding::new(
        "deleting",
        Verdict::CannotBeChecked,
        "the API does not list the operations of a token; whether deleting is permitted cannot be checked without \
         deleting",
    ));
    findings.push(Finding::new(
        "quarantine",
        Verdict::CannotBeChecked,
        "only policies that quarantine or release videos need it: video-cloud/video/update, which the request for \
         deleting has in it",
    ));
    findings
}

fn broken(subject: &'static str, error: &Error) -> Finding {
    Finding::broken(subject, error, "; create credentials with the request below")
}

/// The request that creates credentials with exactly the operations needed; `None` when the account id is no number.
///
/// Studio cannot grant `video-cloud/asset/delete`, so this is the only way. `BC_TOKEN` stands for the cookie of a
/// logged-in administrator, and the secret is shown only in the answer.
#[must_use]
pub fn credentials_request(account_id: &str) -> Option<String> {
    if account_id.is_empty() || !account_id.bytes().all(|byte| byte.is_ascii_digit()) {
        return None;
    }
    let operations: Vec<String> = OPERATIONS.iter().map(|name| format!("        {name:?}")).collect();
    Some(format!(
        "curl -X POST {}/v4/client_credentials \\\n  -H \"Authorization: BC_TOKEN $BC_TOKEN\" \\\n  \
         -H \"Content-Type: application/json\" \\\n  -d '{{\n  \"type\": \"credential\",\n  \"name\": \"vodsweep\",\n  \
         \"maximum_scope\": [\n    {{\n      \"identity\": {{ \"type\": \"video-cloud-account\", \"account-id\": \
         {account_id} }},\n      \"operations\": [\n{}\n      ]\n    }}\n  ]\n}}'",
        BrightcoveConfig::OAUTH,
        operations.join(",\n")
    ))
}
