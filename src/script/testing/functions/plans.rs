//! Assertions about a plan: what goes, what stays, and why.

use rhai::{Dynamic, Engine, NativeCallContext};

use super::super::assertion::Unmet;
use super::super::plan_value::PlanValue;
use super::super::said::{SOURCES, Target, source};
use super::super::words::word;
use crate::model::Action;
use crate::plan::KeepSource;
use crate::script::error::Outcome;

type Context<'a> = NativeCallContext<'a>;

pub(super) fn register(engine: &mut Engine) {
    engine.register_fn("assert_deleted", |context: Context<'_>, plan: PlanValue, target: Dynamic| {
        deleted(&context, &plan, &target, None)
    });
    engine.register_fn("assert_deleted", |context: Context<'_>, plan: PlanValue, target: Dynamic, action: &str| {
        deleted(&context, &plan, &target, Some(action))
    });
    engine.register_fn("assert_quarantined", |context: Context<'_>, plan: PlanValue, target: Dynamic| {
        quarantined(&context, &plan, &target)
    });
    engine.register_fn("assert_kept", |context: Context<'_>, plan: PlanValue, target: Dynamic| {
        kept(&context, &plan, &target, None)
    });
    engine.register_fn("assert_kept", |context: Context<'_>, plan: PlanValue, target: Dynamic, source: &str| {
        kept(&context, &plan, &target, Some(source))
    });
    engine.register_fn("assert_untouched", |context: Context<'_>, plan: PlanValue, target: Dynamic| {
        untouched(&context, &plan, &target)
    });
    engine.register_fn("assert_unknown", |context: Context<'_>, plan: PlanValue, target: Dynamic| {
        unknown(&context, &plan, &target, None)
    });
    engine.register_fn("assert_unknown", |context: Context<'_>, plan: PlanValue, target: Dynamic, field: &str| {
        unknown(&context, &plan, &target, Some(field))
    });
    engine.register_fn("assert_reason", |context: Context<'_>, plan: PlanValue, target: Dynamic, part: &str| {
        reason(&context, &plan, &target, part)
    });
    engine.register_fn("assert_warned", |context: Context<'_>, plan: PlanValue, target: Dynamic, part: &str| {
        warned(&context, &plan, &target, part)
    });
    engine.register_fn("assert_blocked", |context: Context<'_>, plan: PlanValue| blocked(&context, &plan, ""));
    engine.register_fn("assert_blocked", |context: Context<'_>, plan: PlanValue, part: &str| {
        blocked(&context, &plan, part)
    });
}

/// What an assertion about a target says when it does not hold.
fn unmet(plan: &PlanValue, target: &Target, what: &str) -> Unmet {
    let told = target.told(&plan.plan);
    Unmet::new(format!("{} {what}: {told}", target.title())).plan(&plan.plan)
}

fn deleted(context: &Context<'_>, plan: &PlanValue, target: &Dynamic, action: Option<&str>) -> Outcome<()> {
    let target = Target::of("assert_deleted", target)?;
    let wanted = action
        .map(|written| {
            let all: Vec<&'static str> =
                Action::ALL.into_iter().filter(|action| action.is_deletion()).map(Action::as_str).collect();
            let parse = |written: &str| Action::parse(written).filter(|action| action.is_deletion());
            word("deletion", written, parse, &all)
        })
        .transpose()?;
    let fits = |action: Action| action.is_deletion() && wanted.is_none_or(|wanted| wanted == action);
    if target.entries(&plan.plan).any(|entry| fits(entry.action)) {
        return Ok(());
    }
    let what = wanted.map_or_else(|| "is not deleted".to_owned(), |wanted| format!("has no {wanted}"));
    Err(unmet(plan, &target, &what).at(context))
}

fn quarantined(context: &Context<'_>, plan: &PlanValue, target: &Dynamic) -> Outcome<()> {
    let target = Target::of("assert_quarantined", target)?;
    if target.entries(&plan.plan).any(|entry| entry.action == Action::Quarantine) {
        return Ok(());
    }
    Err(unmet(plan, &target, "does not go into quarantine").at(context))
}

fn kept(context: &Context<'_>, plan: &PlanValue, target: &Dynamic, by: Option<&str>) -> Outcome<()> {
    let target = Target::of("assert_kept", target)?;
    let wanted = by
        .map(|written| {
            let parse = |written: &str| -> Option<KeepSource> {
                SOURCES.into_iter().find(|(word, _)| *word == written).map(|(_, source)| source)
            };
            word("source of keeping", written, parse, &SOURCES.map(|(word, _)| word))
        })
        .transpose()?;
    if target.kept(&plan.plan).any(|kept| wanted.is_none_or(|wanted| wanted == kept.source)) {
        return Ok(());
    }
    let what = wanted.map_or_else(
        || "is not kept from a proposal".to_owned(),
        |wanted| format!("is not kept by {}", source(wanted)),
    );
    let unmet = unmet(plan, &target, &what);
    let idle = target.entries(&plan.plan).next().is_none() && target.kept(&plan.plan).next().is_none();
    Err(if idle { unmet.hint("assert_untouched(plan, video) says that no rule meets it") } else { unmet }.at(context))
}

fn untouched(context: &Context<'_>, plan: &PlanValue, target: &Dynamic) -> Outcome<()> {
    let target = Target::of("assert_untouched", target)?;
    let found = target.entries(&plan.plan).next().is_some()
        || target.kept(&plan.plan).next().is_some()
        || target.unknown(&plan.plan).next().is_some();
    if found { Err(unmet(plan, &target, "is not untouched").at(context)) } else { Ok(()) }
}

fn unknown(context: &Context<'_>, plan: &PlanValue, target: &Dynamic, field: Option<&str>) -> Outcome<()> {
    let target = Target::of("assert_unknown", target)?;
    if target.unknown(&plan.plan).any(|note| field.is_none_or(|field| field == note.field)) {
        return Ok(());
    }
    let what = field.map_or_else(
        || "was decided about in full".to_owned(),
        |field| format!("has no unknown `{field}` that a rule hangs on"),
    );
    Err(unmet(plan, &target, &what).at(context))
}

/// Whether a reason for what is done with it, or for what is kept, says this.
fn reason(context: &Context<'_>, plan: &PlanValue, target: &Dynamic, part: &str) -> Outcome<()> {
    let target = Target::of("assert_reason", target)?;
    let entries = target.entries(&plan.plan).flat_map(|entry| &entry.reasons).map(|reason| reason.text.as_str());
    let kept = target.kept(&plan.plan).map(|kept| kept.reason.as_str());
    let unknown = target.unknown(&plan.plan).map(|note| note.message.as_str());
    let texts: Vec<&str> = entries.chain(kept).chain(unknown).collect();
    if texts.iter().any(|text| text.contains(part)) {
        return Ok(());
    }
    let mut unmet = unmet(plan, &target, &format!("has no reason with {part:?}"));
    for text in texts {
        unmet = unmet.note(format!("a reason is: {text}"));
    }
    Err(unmet.at(context))
}

fn warned(context: &Context<'_>, plan: &PlanValue, target: &Dynamic, part: &str) -> Outcome<()> {
    let target = Target::of("assert_warned", target)?;
    let warnings: Vec<&str> =
        target.entries(&plan.plan).flat_map(|entry| &entry.warnings).map(String::as_str).collect();
    if warnings.iter().any(|text| text.contains(part)) {
        return Ok(());
    }
    let mut unmet = unmet(plan, &target, &format!("has no warning with {part:?}"));
    for text in warnings {
        unmet = unmet.note(format!("a warning is: {text}"));
    }
    Err(unmet.at(context))
}

fn blocked(context: &Context<'_>, plan: &PlanValue, part: &str) -> Outcome<()> {
    let causes = &plan.plan.blocked_because;
    if plan.plan.blocked && causes.iter().any(|cause| cause.0.contains(part)) {
        return Ok(());
    }
    let message = match (plan.plan.blocked, part.is_empty()) {
        (true, _) => format!("the plan is not blocked because of {part:?}"),
        (false, _) => "the plan is not blocked".to_owned(),
    };
    let unmet = causes.iter().fold(Unmet::new(message), |unmet, cause| unmet.note(format!("a cause is: {}", cause.0)));
    Err(unmet.plan(&plan.plan).at(context))
}
