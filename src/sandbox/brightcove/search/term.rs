//! Turns one term into a clause: what both versions of the language share.

use super::ast::{Field, Flag, Node, Number, Place, field};
use super::words::words;

/// A words clause; `None` when nothing but ignored words is left, which is as if it had not been written.
pub(super) fn text(place: Place, value: &str, phrase: bool) -> Option<Node> {
    let cut = words(value);
    (!cut.is_empty()).then(|| Node::Text { place, words: cut, phrase, literal: value.to_owned() })
}

/// A clause on any field but those with an order. Commas separate alternatives unless `quoted`.
pub(super) fn plain(name: &str, value: &str, quoted: bool) -> Option<Node> {
    let alternatives = || value.split(',').map(str::trim).filter(|one| !one.is_empty());
    match field(name) {
        Field::Place(place) if quoted => text(place, value, true),
        Field::Place(place) => {
            let mut nodes: Vec<Node> = alternatives().filter_map(|one| text(place.clone(), one, false)).collect();
            if nodes.len() < 2 {
                return nodes.pop();
            }
            Some(Node::Group(super::ast::Clauses { should: nodes, ..Default::default() }))
        }
        Field::Exact(field) => {
            let values = if quoted { vec![value.to_owned()] } else { alternatives().map(str::to_owned).collect() };
            Some(Node::Is { field, values })
        }
        Field::Flag(field) => Some(flag(field, value)),
        Field::Number(_) => Some(Node::Never),
    }
}

fn flag(field: Flag, value: &str) -> Node {
    match value.to_ascii_lowercase().as_str() {
        "true" => Node::Flag { field, value: true },
        "false" => Node::Flag { field, value: false },
        _ => Node::Never,
    }
}

/// The field with an order of this name.
pub(super) fn number(name: &str) -> Option<Number> {
    match field(name) {
        Field::Number(number) => Some(number),
        _ => None,
    }
}
