//! `assert_snapshot`: compares a whole plan with the text that is kept beside the test.

use rhai::{Engine, NativeCallContext};

use super::super::assertion::Unmet;
use super::super::plan_value::PlanValue;
use super::super::snapshot::{Compared, text};
use super::super::world::World;
use crate::script::error::{Fault, Outcome};

type Context<'a> = NativeCallContext<'a>;

pub(super) fn register(engine: &mut Engine) {
    engine.register_fn("assert_snapshot", |context: Context<'_>, plan: PlanValue| compare(&context, &plan, None));
    engine.register_fn("assert_snapshot", |context: Context<'_>, plan: PlanValue, name: &str| {
        compare(&context, &plan, Some(name))
    });
}

fn compare(context: &Context<'_>, plan: &PlanValue, name: Option<&str>) -> Outcome<()> {
    let world = World::of(context)?;
    let taken = world.snapshots.compare(name, text(plan))?;
    {
        let mut state = world.state();
        if state.taken.iter().any(|other| other.path == taken.path) {
            return Err(Fault::new("same-name", "this test has a snapshot of that name already")
                .hint("name each: assert_snapshot(plan, \"young\")")
                .into());
        }
        state.taken.push(taken.clone());
    }
    let path = taken.path.display();
    let (message, old) = match taken.compared {
        Compared::Same => return Ok(()),
        _ if world.snapshots.accept => return Ok(()),
        Compared::Missing => (format!("there is no snapshot {path} yet"), None),
        Compared::Differs(old) => (format!("the plan differs from the snapshot {path}"), Some(old)),
    };
    let hint = "look at the change; --review asks for each, --update accepts all";
    Err(Unmet::new(message).hint(hint).difference(old, taken.text).at(context))
}
