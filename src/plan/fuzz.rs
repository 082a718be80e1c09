//! What the fuzzer asks of plan files.

use serde_json::Value;

use super::digest::digest;
use super::{Plan, SCHEMA};

/// The plan that a text loads as, after it was saved and loaded again: the same plan with the same id.
pub(crate) fn loaded(text: &str) -> Option<Plan> {
    let plan = Plan::from_json(text).ok()?;
    assert_eq!(plan.schema, SCHEMA);
    let Ok(saved) = plan.to_json() else { panic!("a plan that was loaded cannot be saved") };
    match Plan::from_json(&saved) {
        Ok(again) => assert_eq!(again, plan, "a plan changed by being saved"),
        Err(error) => panic!("a plan that was loaded and saved is refused: {error}\n{text}"),
    }
    assert!(plan.is_intact(), "a plan that was loaded is not intact");
    for (index, entry) in (0_u32..).zip(&plan.entries) {
        assert_eq!(entry.seq, index + 1);
        assert_eq!(entry.target().asset.map(|asset| asset.kind), entry.action.kind(), "an action on another kind");
        assert!(!entry.reasons.is_empty(), "an entry without a reason");
    }
    Some(plan)
}

/// The text of a document under the id that its content has.
pub(crate) fn sealed(mut document: Value) -> String {
    let id = digest(&document);
    if let Value::Object(members) = &mut document {
        members.insert("id".to_owned(), id.into());
    }
    document.to_string()
}
