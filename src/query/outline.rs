//! What a query asks for, as seen from outside: its necessary conditions and its fields.

use crate::model::{FieldType, VideoField};

use super::{Expr, Field, Query, Term};

/// The fields that a bare word is looked for in.
const WORD_FIELDS: [VideoField; 5] =
    [VideoField::Name, VideoField::Description, VideoField::Tags, VideoField::Id, VideoField::ReferenceId];

impl Field {
    /// What kind of value the field has; a custom field is a text.
    #[must_use]
    pub const fn kind(&self) -> FieldType {
        match self {
            Self::Video(field) => field.kind(),
            Self::Custom(_) => FieldType::Text,
        }
    }
}

impl Query {
    /// A query made of an expression; its text is the canonical one.
    #[must_use]
    pub fn of(root: Expr) -> Self {
        Self { text: root.to_string().into(), root }
    }

    /// The conditions that each must hold for a match, in the order written.
    ///
    /// A platform may be asked any of them first: a video for which one is false is no match.
    #[must_use]
    pub fn required(&self) -> Vec<&Expr> {
        let mut found = Vec::new();
        conjuncts(&self.root, &mut found);
        found
    }

    /// The fields that the query reads, each once, in the order written. A bare word reads several.
    #[must_use]
    pub fn fields(&self) -> Vec<Field> {
        let mut found = Vec::new();
        for term in self.terms() {
            match term {
                Term::Word(_) => WORD_FIELDS.iter().for_each(|field| insert(&mut found, &Field::Video(*field))),
                Term::Field { field, .. } => insert(&mut found, field),
            }
        }
        found
    }

    /// Whether a condition anywhere in the query names the field.
    #[must_use]
    pub fn names_field(&self, wanted: VideoField) -> bool {
        self.terms()
            .iter()
            .any(|term| matches!(term, Term::Field { field: Field::Video(field), .. } if *field == wanted))
    }

    fn terms(&self) -> Vec<&Term> {
        let mut found = Vec::new();
        terms(&self.root, &mut found);
        found
    }
}

fn insert(fields: &mut Vec<Field>, field: &Field) {
    if !fields.contains(field) {
        fields.push(field.clone());
    }
}

fn conjuncts<'a>(expr: &'a Expr, found: &mut Vec<&'a Expr>) {
    match expr {
        Expr::And(parts) => parts.iter().for_each(|part| conjuncts(part, found)),
        other => found.push(other),
    }
}

fn terms<'a>(expr: &'a Expr, found: &mut Vec<&'a Term>) {
    match expr {
        Expr::And(parts) | Expr::Or(parts) => parts.iter().for_each(|part| terms(part, found)),
        Expr::Not(inner) => terms(inner, found),
        Expr::Term(term) => found.push(term),
    }
}
