//! A plan as tests read it: the fields of the plan document, with what is asked for most at hand.

use std::sync::Arc;

use rhai::serde::to_dynamic;
use rhai::{Array, Dynamic, Engine, Map};
use serde::Serialize;

use super::record::PolicyRun;
use crate::plan::Plan;
use crate::script::error::{Fault, Outcome};
use crate::script::message::{Level, Message};
use crate::script::values::text;

/// A plan with what the policy said on the way.
#[derive(Debug, Clone)]
pub(super) struct PlanValue {
    pub(super) plan: Arc<Plan>,
    messages: Arc<[Message]>,
}

/// What can be read of a plan.
pub(in crate::script) const FIELDS: [(&str, &str); 12] = [
    ("entries", "What would be done, in order: maps with action, video, asset, bytes, reasons, warnings and options."),
    ("kept", "What was proposed and stays: maps with video, source, reason, action and asset."),
    ("unknown", "Videos that a rule could not be decided for: maps with video, field, line and message."),
    ("blocked", "Whether a commit would be refused."),
    ("blocked_because", "Why, one text a cause."),
    ("bytes", "Bytes that all entries of known size free together."),
    ("limits", "Every limit: maps with name, allowed, actual and exceeded."),
    ("library", "What was seen of the library: videos_total, videos_seen and complete."),
    ("totals", "Sums by action: count, bytes and bytes_unknown."),
    ("warnings", "The warnings of all entries, as texts."),
    ("messages", "What the policy said: maps with level, text and line."),
    ("printed", "What the policy printed, as texts."),
];

impl PlanValue {
    /// The plan of a run that came to one.
    pub(super) fn of(run: &PolicyRun) -> Option<Self> {
        Some(Self { plan: Arc::clone(run.plan.as_ref()?), messages: run.messages.clone().into() })
    }

    /// Bytes of all entries whose size is known.
    pub(super) fn bytes(&self) -> u64 {
        self.plan.totals.values().fold(0, |sum, totals| sum.saturating_add(totals.bytes))
    }

    fn field(&self, name: &str) -> Outcome<Dynamic> {
        let plan = &self.plan;
        match name {
            "entries" => document(&plan.entries),
            "kept" => document(&plan.kept),
            "unknown" => document(&plan.unknown),
            "blocked" => Ok(Dynamic::from_bool(plan.blocked)),
            "blocked_because" => document(&plan.blocked_because),
            "bytes" => Ok(Dynamic::from_int(i64::try_from(self.bytes()).unwrap_or(i64::MAX))),
            "limits" => document(&plan.limits),
            "library" => document(&plan.library),
            "totals" => document(&plan.totals),
            "warnings" => {
                let warnings = plan.entries.iter().flat_map(|entry| &entry.warnings);
                Ok(Dynamic::from_array(warnings.map(|warning| text(warning)).collect()))
            }
            "messages" => Ok(Dynamic::from_array(self.messages.iter().map(message).collect())),
            _ => {
                let printed = self.messages.iter().filter(|message| message.level == Level::Print);
                Ok(Dynamic::from_array(printed.map(|message| text(&message.text)).collect::<Array>()))
            }
        }
    }
}

fn message(message: &Message) -> Dynamic {
    let level = match message.level {
        Level::Print => "print",
        Level::Info => "info",
        Level::Warn => "warn",
    };
    let map: Map = [
        ("level".into(), text(level)),
        ("text".into(), text(&message.text)),
        ("line".into(), Dynamic::from_int(i64::from(message.line))),
    ]
    .into();
    Dynamic::from_map(map)
}

/// A part of the plan with the names and values of the plan document.
fn document<T: Serialize>(part: &T) -> Outcome<Dynamic> {
    let fail = |error: String| Fault::new("internal", format!("a part of the plan cannot be shown: {error}"));
    let value = serde_json::to_value(part).map_err(|error| fail(error.to_string()))?;
    to_dynamic(value).map_err(|error| fail(error.to_string()).into())
}

pub(super) fn register(engine: &mut Engine) {
    engine.register_type_with_name::<PlanValue>("Plan");
    engine.register_fn("to_string", |plan: &mut PlanValue| show(plan));
    engine.register_fn("to_debug", |plan: &mut PlanValue| show(plan));
    for (name, _) in FIELDS {
        engine.register_get(name, move |plan: &mut PlanValue| plan.field(name));
    }
}

fn show(plan: &PlanValue) -> String {
    let count = plan.plan.entries.len();
    format!("a plan of {count} {}", if count == 1 { "entry" } else { "entries" })
}
