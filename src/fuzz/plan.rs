//! Plan files: any text, a good plan with bytes changed, and a good plan with values changed under a fitting id.

use std::path::Path;

use jiff::Timestamp;
use serde_json::Value;

use super::{Input, mutated, text::harmless};
use crate::plan::fuzz::{loaded, sealed};
use crate::plan::{Plan, PlanDiff};
use crate::report::{PlanView, Style, diff_table, plan_csv, plan_markdown, plan_table};

/// A plan with everything that a plan can hold. Its id is put in when it is used.
const GOOD: &str = include_str!("../../tests/fixtures/fuzz/plan.json");

/// Loading, saving and showing a plan.
pub(super) fn plan(data: &[u8]) {
    let mut input = Input::new(data);
    let mode = input.byte();
    let good = || serde_json::from_str::<Value>(GOOD).map(sealed).unwrap_or_default();
    match mode % 4 {
        0 => show(&String::from_utf8_lossy(input.rest())),
        1 => damaged(&good(), &mut input),
        2 => numbers(&mut input),
        _ => {
            let document = serde_json::from_str(&good()).unwrap_or_default();
            show(&sealed(mutated(document, &mut input)));
        }
    }
}

/// A plan of which bytes were changed is refused, or is the same plan: the change was in the layout.
fn damaged(good: &str, input: &mut Input<'_>) {
    let Some(plan) = loaded(good) else { panic!("our own plan is refused") };
    let mut bytes = good.as_bytes().to_vec();
    for _ in 0..=input.below(3) {
        let at = input.below(bytes.len());
        match (input.byte() % 4, input.byte()) {
            (0, _) => bytes.truncate(at),
            (1, byte) => bytes.insert(at, byte),
            (2, _) => drop(bytes.remove(at)),
            (_, byte) => {
                if let Some(place) = bytes.get_mut(at) {
                    *place ^= byte;
                }
            }
        }
        if bytes.is_empty() {
            break;
        }
    }
    let text = String::from_utf8_lossy(&bytes);
    if let Some(other) = loaded(&text) {
        assert_eq!(other, plan, "a plan was changed and is not refused:\n{text}");
    }
}

/// Whatever numbers a plan has, it can be read again.
fn numbers(input: &mut Input<'_>) {
    let mut document: Value = serde_json::from_str(GOOD).unwrap_or_default();
    let fraction = f64::from_bits(input.number());
    let places = ["/limits/1/actual", "/limits/1/allowed", "/policies/0/params/days", "/totals/delete_video/bytes"];
    for (place, number) in
        places.into_iter().zip([fraction.into(), fraction.into(), fraction.into(), input.number().into()])
    {
        if let Some(value) = document.pointer_mut(place)
            && !Value::is_null(&number)
        {
            *value = number;
        }
    }
    let text = sealed(document);
    assert!(loaded(&text).is_some(), "a plan is refused for its numbers:\n{text}");
    show(&text);
}

fn show(text: &str) {
    let Some(plan) = loaded(text) else { return };
    let now = Timestamp::UNIX_EPOCH;
    for width in [0, 40, 57, 80, 200] {
        let style = Style { width, color: width == 57, unicode: width != 80 };
        for view in [PlanView::new(now, Some(Path::new("plans/a b.json"))), PlanView::new(plan.expires_at, None).all()]
        {
            harmless(&plan_table(&plan, &view, &style), style.color);
        }
    }
    harmless(&plan_markdown(&plan), false);
    let mut csv = Vec::new();
    assert!(plan_csv(&plan, &mut csv).is_ok(), "a plan cannot be written as CSV");
    assert!(!String::from_utf8_lossy(&csv).chars().any(|c| c.is_control() && c != '\n'), "a sheet moves the cursor");
    difference(&plan);
    let _ = (plan.bytes(), plan.short_id());
}

fn difference(plan: &Plan) {
    let Some(good) = serde_json::from_str(GOOD).map(sealed).ok().and_then(|text| loaded(&text)) else { return };
    let diff = PlanDiff::between(&good, plan);
    harmless(&diff_table(&diff, &Style::plain(80)), false);
}
