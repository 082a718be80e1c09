//! A query prepared for testing many videos.
//!
//! Three-valued logic after Kleene: a conjunction is false as soon as one part is, whatever the others hang on; a
//! negation of the undecided stays undecided.

use crate::model::{Known, Text, Video, VideoField};

use super::check::Check;
use super::pattern::Pattern;
use super::verdict::{Cause, Undecided, Verdict};
use super::{Expr, Field, Query, Term};

/// A query prepared for testing many videos; testing texts in ASCII allocates nothing.
#[derive(Debug, Clone)]
pub struct Matcher {
    root: Node,
}

/// Whether the expression holds for the video.
///
/// Prepares the expression each time: for more than a few videos use a [`Matcher`].
#[must_use]
pub fn eval(expr: &Expr, video: &Video) -> Verdict {
    Matcher::of(expr).test(video)
}

impl Matcher {
    /// Prepares a query.
    #[must_use]
    pub fn new(query: &Query) -> Self {
        Self::of(&query.root)
    }

    /// Prepares an expression.
    #[must_use]
    pub fn of(expr: &Expr) -> Self {
        Self { root: Node::new(expr) }
    }

    /// Whether the query holds for the video; an undecided verdict names one of the values that it hangs on.
    #[must_use]
    pub fn test(&self, video: &Video) -> Verdict {
        self.root.test(video)
    }
}

#[derive(Debug, Clone)]
enum Node {
    All(Vec<Node>),
    Any(Vec<Node>),
    Not(Box<Node>),
    Word(Pattern),
    Check(Check),
}

impl Node {
    fn new(expr: &Expr) -> Self {
        match expr {
            Expr::And(parts) => Self::All(cheapest_first(parts)),
            Expr::Or(parts) => Self::Any(cheapest_first(parts)),
            Expr::Not(inner) => Self::Not(Box::new(Self::new(inner))),
            Expr::Term(Term::Word(text)) => Self::Word(Pattern::containing(text)),
            Expr::Term(Term::Field { field, test }) => Self::Check(Check::new(field, test)),
        }
    }

    fn cost(&self) -> usize {
        match self {
            Self::All(parts) | Self::Any(parts) => parts.iter().map(Self::cost).sum(),
            Self::Not(inner) => inner.cost(),
            Self::Word(_) => 200,
            Self::Check(check) => check.cost(),
        }
    }

    fn test(&self, video: &Video) -> Verdict {
        match self {
            Self::All(parts) => {
                let mut open = Verdict::True;
                for part in parts {
                    match part.test(video) {
                        Verdict::True => {}
                        Verdict::False => return Verdict::False,
                        undecided @ Verdict::Undecided(_) => open = undecided,
                    }
                }
                open
            }
            Self::Any(parts) => {
                let mut open = Verdict::False;
                for part in parts {
                    match part.test(video) {
                        Verdict::False => {}
                        Verdict::True => return Verdict::True,
                        undecided @ Verdict::Undecided(_) => open = undecided,
                    }
                }
                open
            }
            Self::Not(inner) => !inner.test(video),
            Self::Word(pattern) => word(pattern, video),
            Self::Check(check) => check.test(video),
        }
    }
}

/// The verdict does not depend on the order of the parts, the time it takes does.
fn cheapest_first(parts: &[Expr]) -> Vec<Node> {
    let mut nodes: Vec<_> = parts.iter().map(Node::new).collect();
    nodes.sort_by_cached_key(Node::cost);
    nodes
}

/// Whether a word is found in any of the texts that a person would look through.
fn word(pattern: &Pattern, video: &Video) -> Verdict {
    if pattern.matches(video.id.as_str()) {
        return Verdict::True;
    }
    let texts = [
        (VideoField::Name, &video.name),
        (VideoField::ReferenceId, &video.reference_id),
        (VideoField::Description, &video.description),
    ];
    let found = |text: &Text| pattern.matches(text);
    let mut open = Verdict::False;
    let mut unknown = |field, reason: &Text| {
        open = Verdict::Undecided(Undecided { field: Field::Video(field), cause: Cause::Unknown(reason.clone()) });
    };
    for (field, value) in texts {
        match value {
            Known::Value(text) if found(text) => return Verdict::True,
            Known::Value(_) | Known::Absent => {}
            Known::Unknown(reason) => unknown(field, reason),
        }
    }
    match &video.tags {
        Known::Value(tags) if tags.iter().any(found) => return Verdict::True,
        Known::Value(_) | Known::Absent => {}
        Known::Unknown(reason) => unknown(VideoField::Tags, reason),
    }
    open
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::query::parse;

    /// The costs of conditions.
    fn costs(texts: &[&str]) -> Vec<usize> {
        let now = "2024-06-30T12:00:00Z".parse().expect("a time");
        texts.iter().map(|text| Node::new(&parse(text, now).expect("a query").root).cost()).collect()
    }

    #[test]
    fn what_takes_longer_costs_more() {
        let ladder = costs(&[
            "has_master:true",
            "created_at:2024-01-01,2024-02-01",
            "id:1,2,3,4,5,6",
            "tags:a,b,c",
            "name:*news*",
            "tags:a,b,c,d,e,f",
            "name:*news*,*sport*",
            "name:*a*,*b*,*c* tags:a,b,c",
            "news",
        ]);
        assert!(ladder.is_sorted_by(|less, more| less < more), "{ladder:?}");
        let alike =
            costs(&["state:active news", "-(state:active news)", "state:active OR news", "size:1..2", "size:1"]);
        assert!(alike[0] == alike[1] && alike[1] == alike[2] && alike[3] == alike[4], "{alike:?}");
    }

    #[test]
    fn the_cheapest_condition_is_tested_first() {
        let now = "2024-06-30T12:00:00Z".parse().expect("a time");
        let query = parse("news name:*six* (tags:keep OR has_master:true) state:active", now).expect("a query");
        let Node::All(nodes) = Matcher::new(&query).root else { panic!("a conjunction") };
        let order: Vec<usize> = nodes.iter().map(Node::cost).collect();
        assert_eq!(order.len(), 4);
        assert!(order.is_sorted(), "{order:?}");
    }
}
