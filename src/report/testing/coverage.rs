//! Which conditions of policies tests never saw true, or never false.

use serde::Serialize;

use crate::report::paragraph::Page;
use crate::report::table::{Cell, Column, Table};
use crate::report::{Style, Tone};

/// A condition of a policy, and how it came out over all tests.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Covered {
    /// The script.
    pub policy: String,
    /// The line in it, from 1.
    pub line: u32,
    /// The condition, on one line.
    pub text: String,
    /// How often it held.
    pub held: u64,
    /// How often it did not.
    pub failed: u64,
}

impl Covered {
    const fn is_whole(&self) -> bool {
        self.held > 0 && self.failed > 0
    }
}

/// What is missing, policy by policy; a policy whose conditions were all seen both ways has one line.
#[must_use]
pub fn coverage_text(conditions: &[Covered], style: &Style) -> String {
    let mut page = Page::new(style);
    let mut rest = conditions;
    while let Some(first) = rest.first() {
        let end = rest.iter().position(|other| other.policy != first.policy).unwrap_or(rest.len());
        let (same, others) = rest.split_at(end);
        let whole = same.iter().filter(|condition| condition.is_whole()).count();
        page.line(&format!("{}: {whole} of {} conditions were true and false", first.policy, same.len()));
        if whole < same.len() {
            page.block(&missing(same, style));
        }
        rest = others;
    }
    page.finish()
}

fn missing(conditions: &[Covered], style: &Style) -> String {
    let mut table =
        Table::new([Column::number("line"), Column::fixed("never"), Column::text("condition", 16, 3)]).indent(2);
    for condition in conditions.iter().filter(|condition| !condition.is_whole()) {
        let never = match (condition.held, condition.failed) {
            (0, 0) => "tested",
            (0, _) => "true",
            _ => "false",
        };
        let line = condition.line.to_string();
        table.row(vec![line.into(), Cell::from(never).tone(Tone::Warn), condition.text.as_str().into()]);
    }
    table.render(style)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_was_never_true_or_never_false_is_named_with_its_line() {
        let one = |policy: &str, line, text: &str, held, failed| Covered {
            policy: policy.to_owned(),
            line,
            text: text.to_owned(),
            held,
            failed,
        };
        let conditions = [
            one("a.rhai", 3, "v.size > 1 * GB", 2, 1),
            one("b.rhai", 4, "v.has_tag(\"keep\")", 0, 3),
            one("b.rhai", 4, "v.state == \"active\"", 3, 0),
            one("b.rhai", 9, "v.is_clip", 0, 0),
        ];
        insta::assert_snapshot!(coverage_text(&conditions, &Style::plain(80)), @r#"
        a.rhai: 1 of 1 conditions were true and false
        b.rhai: 0 of 3 conditions were true and false
          line  never   condition
             4  true    v.has_tag("keep")
             4  false   v.state == "active"
             9  tested  v.is_clip
        "#);
    }
}
