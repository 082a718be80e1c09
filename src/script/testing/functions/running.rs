//! `run_policy`: runs a policy over the library of the test and gives the plan.

use std::collections::BTreeMap;
use std::sync::Arc;

use rhai::{Dynamic, Engine, EvalAltResult, Map, NativeCallContext, Position};

use super::super::assertion::PolicyFailed;
use super::super::plan_value::PlanValue;
use super::super::planning;
use super::super::world::World;
use crate::script::error::{Fault, Outcome, Raised, Stop};
use crate::script::functions::described;
use crate::script::session::Session;

type Context<'a> = NativeCallContext<'a>;

pub(super) fn register(engine: &mut Engine) {
    engine.register_fn("run_policy", |context: Context<'_>| run_policy(&context, None, Map::new()));
    engine.register_fn("run_policy", |context: Context<'_>, params: Map| run_policy(&context, None, params));
    engine.register_fn("run_policy", |context: Context<'_>, path: &str| run_policy(&context, Some(path), Map::new()));
    engine.register_fn("run_policy", |context: Context<'_>, path: &str, params: Map| {
        run_policy(&context, Some(path), params)
    });
}

fn run_policy(context: &Context<'_>, path: Option<&str>, params: Map) -> Outcome<PlanValue> {
    let world = World::of(context)?;
    let policy = world.policies.get(path)?;
    let params = params
        .into_iter()
        .map(|(name, value)| Ok((name.to_string(), written(&name, &value)?)))
        .collect::<Result<BTreeMap<String, String>, Fault>>()?;
    let session = Session::of(context)?;
    // The policy has bounds of its own.
    let run = session.fixed.progress.waiting(|| planning::run_policy(&world, policy, params));
    match run {
        Ok(run) => PlanValue::of(&run).ok_or_else(|| Fault::new("internal", "the policy came to no plan").into()),
        Err(mistake) if mistake.code == "interrupted" => Err(Raised::Stopped(Stop::Cancelled).into_error()),
        Err(mistake) => {
            let failed = Dynamic::from(PolicyFailed(Arc::from(mistake)));
            Err(EvalAltResult::ErrorRuntime(failed, Position::NONE).into())
        }
    }
}

/// A setting as it would be written after `--set`.
fn written(name: &str, value: &Dynamic) -> Result<String, Fault> {
    if value.is_int() || value.is_float() || value.is_bool() || value.is_string() {
        return Ok(value.to_string());
    }
    Err(Fault::new("wrong-type", format!("the setting `{name}` cannot be {}", described(value)))
        .hint("a setting is a whole number, a number, true or false, or text"))
}
