//! How serious each kind of finding is taken, beside what is usual.

use crate::model::{Diagnostic, Severity};

/// What the caller says of kinds of findings. What is said of one kind outranks what is said of all warnings, and of
/// two words about one kind the stricter counts.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Levels {
    /// Codes that are not shown.
    pub allow: Vec<&'static str>,
    /// Codes that are warnings.
    pub warn: Vec<&'static str>,
    /// Codes that are errors.
    pub deny: Vec<&'static str>,
    /// Whether every warning is an error.
    pub deny_warnings: bool,
}

impl Levels {
    /// The finding as serious as it is taken; `None` when it is not shown. An error stays one.
    #[must_use]
    pub fn apply(&self, found: Diagnostic) -> Option<Diagnostic> {
        let named = |codes: &[&'static str]| codes.contains(&found.code);
        let severity = match found.severity {
            Severity::Error => Severity::Error,
            _ if named(&self.deny) => Severity::Error,
            _ if named(&self.warn) => Severity::Warning,
            _ if named(&self.allow) => return None,
            Severity::Warning if self.deny_warnings => Severity::Error,
            other => other,
        };
        Some(Diagnostic { severity, ..found })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn taken(levels: &Levels, found: Diagnostic) -> Option<Severity> {
        levels.apply(found).map(|found| found.severity)
    }

    #[test]
    fn what_is_said_of_one_kind_outranks_what_is_said_of_all() {
        let levels = Levels { allow: vec!["a", "b"], warn: vec!["c"], deny: vec!["b"], deny_warnings: true };
        assert_eq!(taken(&levels, Diagnostic::warning("a", "")), None);
        assert_eq!(taken(&levels, Diagnostic::warning("b", "")), Some(Severity::Error));
        assert_eq!(taken(&levels, Diagnostic::advice("c", "")), Some(Severity::Warning));
        assert_eq!(taken(&levels, Diagnostic::warning("d", "")), Some(Severity::Error));
        assert_eq!(taken(&levels, Diagnostic::advice("e", "")), Some(Severity::Advice));
        assert_eq!(taken(&levels, Diagnostic::error("a", "")), Some(Severity::Error));
    }
}
