//! What new policies begin as: a policy and its tests. A test checks and runs all of them.

use super::args::Template;

/// The words that stand for the name of the policy.
const NAME: &str = "NAME";

/// A policy and its tests.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Texts {
    /// The policy.
    pub(super) policy: String,
    /// Its tests.
    pub(super) tests: String,
}

/// The texts of a template for a policy of this name.
pub(super) fn texts(template: Template, name: &str) -> Texts {
    let (policy, tests) = match template {
        Template::OldMasters => (include_str!("old-masters.rhai"), include_str!("old-masters.test.rhai")),
        Template::Renditions => (include_str!("renditions.rhai"), include_str!("renditions.test.rhai")),
        Template::Failed => (include_str!("failed.rhai"), include_str!("failed.test.rhai")),
        Template::Untagged => (include_str!("untagged.rhai"), include_str!("untagged.test.rhai")),
        Template::Quarantine => (include_str!("quarantine.rhai"), include_str!("quarantine.test.rhai")),
        Template::Blank => (include_str!("blank.rhai"), include_str!("blank.test.rhai")),
    };
    Texts { policy: policy.to_owned(), tests: tests.replace(NAME, name) }
}
