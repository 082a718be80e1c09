//! What `doctor` can find out about an account. It only reads: no deletion is ever sent to see whether it would work.

use jiff::Timestamp;

use super::client::Cms;
use super::config::BrightcoveConfig;
use crate::provider::{Error, ErrorKind};

/// One thing that was looked at.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Finding {
    /// What was looked at: `token`, `clock`, `videos`, `deleting`.
    pub subject: &'static str,
    /// How it stands.
    pub verdict: Verdict,
    /// What was found, as a fragment for people.
    pub detail: String,
}

/// How a finding stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Verdict {
    /// It works.
    Fine,
    /// It works, but somebody should know.
    Notice,
    /// It does not work.
    Broken,
    /// The platform gives no way to find out without changing something.
    CannotBeChecked,
}

/// The operations that reading and every deletion of this program need.
pub const OPERATIONS: [&str; 4] =
    ["video-cloud/video/read", "video-cloud/video/delete", "video-cloud/video/update", "video-cloud/asset/delete"];

const SKEW_SECONDS: u64 = 60;

/// Tries the credentials and the reading permission of an account.
pub async fn check(config: BrightcoveConfig) -> Vec<Finding> {
    let cms = match Cms::new(config) {
        Ok(cms) => cms,
        Err(error) => return vec![broken("configuration", &error)],
    };
    let mut findings = Vec::new();
    match cms.tokens.get().await {
        Ok(_) => findings.push(Finding {
            subject: "token",
            verdict: Verdict::Fine,
            detail: "the client id and secret were accepted".to_owned(),
        }),
        Err(error) => {
            findings.push(broken("token", &error));
            return findings;
        }
    }
    findings.extend(cms.tokens.clocks().await.map(|(server, ours)| clock(server, ours)));
    findings.push(match cms.count(&None).await {
        Ok(count) => {
            let detail = format!("{count} videos; reading is permitted");
            Finding { subject: "videos", verdict: Verdict::Fine, detail }
        }
        Err(error) => broken("videos", &error),
    });
    findings.push(Finding {
        subject: "deleting",
        verdict: Verdict::CannotBeChecked,
        detail: "the API does not list the operations of a token; whether deleting is permitted cannot be checked \
                 without deleting"
            .to_owned(),
    });
    findings
}

fn clock(server: Timestamp, ours: Timestamp) -> Finding {
    let skew = server.duration_since(ours).unsigned_abs().as_secs();
    let (verdict, detail) = if skew > SKEW_SECONDS {
        (
            Verdict::Notice,
            format!("this machine's clock is {skew} seconds away from the platform's; ages are counted by it"),
        )
    } else {
        (Verdict::Fine, "the clocks agree".to_owned())
    };
    Finding { subject: "clock", verdict, detail }
}

fn broken(subject: &'static str, error: &Error) -> Finding {
    let advice = match error.kind {
        ErrorKind::Unreachable => "; is the network there, and is a proxy needed?",
        ErrorKind::MissingPermission(_) => "; create credentials with the request below",
        _ => "",
    };
    Finding { subject, verdict: Verdict::Broken, detail: format!("{}{advice}", error.message) }
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
