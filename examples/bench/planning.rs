//! The job as `vodsweep plan` does it: the policy runs over the platform, and its plan is made and written.

use std::sync::Arc;

use vodsweep::cli::{Interrupt, ProviderCatalog};
use vodsweep::model::{Account, Platform, Secret};
use vodsweep::plan::{self, Context, Plan};
use vodsweep::provider::Connection;
use vodsweep::provider::apsara::{self, Apsara, ApsaraConfig};
use vodsweep::provider::brightcove::{Brightcove, BrightcoveConfig};
use vodsweep::provider::http::{HttpConfig, PaceConfig, TallyCounts};
use vodsweep::script::{Catalog, Drafted, Policy, RunOptions, look_up, run};

use crate::Failure;
use crate::job::{Job, now};
use crate::measured::Counts;

type Calls = Box<dyn Fn() -> TallyCounts>;

/// Plans, and says what that took.
///
/// # Errors
/// Fails when the policy does, or the library cannot be read.
pub(crate) fn plan(job: &Job) -> Result<Counts, Failure> {
    let runtime = tokio::runtime::Runtime::new()?;
    let (connection, calls) = open(job)?;
    let catalog: Arc<dyn Catalog> =
        Arc::new(ProviderCatalog::new(connection.reader(), runtime.handle().clone(), Interrupt::default()));
    let policy = Policy::compile(&job.policy.source()?)
        .map_err(|mistakes| mistakes.into_iter().map(|mistake| mistake.message).collect::<Vec<_>>().join("; "))?;
    let total = catalog.total()?;
    let outcome = run(&policy, Arc::clone(&catalog), RunOptions::at(now())).map_err(|mistake| mistake.message)?;
    let proposed = outcome.proposals.len() as u64;
    let mut drafted = Drafted::default();
    drafted.add(&policy, outcome);
    let plan = made(drafted, total, catalog.as_ref(), job.sizes)?;
    if !plan.library.complete {
        return Err("the library was not read to its end".into());
    }
    plan.write_json(&mut std::io::sink())?;
    let calls = calls();
    Ok(Counts {
        proposed,
        entries: plan.entries.len() as u64,
        calls: calls.reads + calls.tokens,
        received_bytes: calls.received_bytes,
    })
}

/// Looks up what the planner has to know, and plans.
fn made(drafted: Drafted, total: Option<u64>, catalog: &dyn Catalog, sizes: bool) -> Result<Plan, Failure> {
    let library = drafted.library(total);
    drop(drafted.seen);
    let assets = look_up(catalog, &drafted.draft.proposals, sizes, &|| false).ok_or("interrupted")?;
    let context = Context {
        policies: drafted.policies,
        assets,
        ..Context::new(catalog.account(), catalog.capabilities(), library, now())
    };
    Ok(plan::build(drafted.draft, context))
}

fn open(job: &Job) -> Result<(Connection, Calls), Failure> {
    let endpoint = job.endpoint.clone();
    let http = HttpConfig::new(PaceConfig { requests_per_second: None, ..BrightcoveConfig::PACE });
    let name = "bench".to_owned();
    Ok(match job.platform {
        Platform::Brightcove => {
            let account = Account { name, platform: Platform::Brightcove, account_id: endpoint.account_id };
            let keys = (Secret::new(endpoint.client_id), Secret::new(endpoint.client_secret));
            let config = BrightcoveConfig::new(account, keys.0, keys.1);
            let config = BrightcoveConfig { oauth: endpoint.url.clone(), cms: endpoint.url, http, ..config };
            let provider = Arc::new(Brightcove::new(config)?);
            (Connection::custom(Arc::clone(&provider)), Box::new(move || provider.calls()))
        }
        Platform::Apsara => {
            let key = Secret::new(endpoint.access_key_id);
            let account_id = apsara::account_id(&endpoint.region, &key, Some(&endpoint.account_id));
            let account = Account { name, platform: Platform::Apsara, account_id };
            let config = ApsaraConfig::new(account, endpoint.region, key, Secret::new(endpoint.access_key_secret));
            let config = ApsaraConfig { endpoint: Some(endpoint.url), paced: false, http, ..config };
            let provider = Arc::new(Apsara::new(config)?);
            (Connection::custom(Arc::clone(&provider)), Box::new(move || provider.calls()))
        }
    })
}
