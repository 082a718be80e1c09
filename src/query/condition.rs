//! From `name:value` as written to a typed test of a field.

use jiff::Timestamp;

use crate::model::{ByteSize, FieldType, Span, Text, VideoField};

use super::error::Fault;
use super::pattern::Pattern;
use super::token::{Condition, Item, Part};
use super::{Comparison, Expr, Field, Literal, Term, Test, literal, moment, names};

/// What a written condition means.
pub(super) fn read(written: Condition, now: Timestamp) -> Result<Expr, Fault> {
    let field = names::field(&written.name.text, written.name.span.clone())?;
    let reader = Reader { kind: field.kind(), field, now };
    if let Some(comparison) = written.comparison {
        return reader.comparison(comparison, written);
    }
    if let Some(item) = written.items.iter().find(|item| item.is_wildcard()) {
        if written.items.len() > 1 {
            return Err(Fault::value(item.span.clone(), "`*` in a list of values")
                .label("any value")
                .hint(format!("`{}:*` alone means that there is a value", reader.field)));
        }
        return Ok(reader.expr(Test::Present));
    }
    if reader.kind == FieldType::Map {
        return Err(Fault::value(written.span, format!("`{}` needs the name of a field", reader.field))
            .label("which field?")
            .hint("write `custom_fields.NAME:value`"));
    }
    if let Some(item) = written.items.iter().find(|item| item.has_range()) {
        let span = item.span.clone();
        return reader.range(written.items, span);
    }
    reader.any_of(&written.items)
}

/// Refuses `size:>5 GB`, which would mean five bytes and a word.
pub(super) fn check_unit(written: &Condition, next: &Part) -> Result<(), Fault> {
    let Some(last) = written.items.last() else { return Ok(()) };
    let number = last.text();
    let is_number = number.ends_with(|c: char| c.is_ascii_digit());
    if written.name.text != VideoField::Size.name() || next.quoted || !is_number || !is_unit(&next.text) {
        return Ok(());
    }
    Err(Fault::value(last.span.start..next.span.end, "a space between a number and its unit")
        .label("two terms")
        .hint(format!("write `{number}{}`", next.text)))
}

/// Whether the word is a unit of sizes.
pub(super) fn is_unit(word: &str) -> bool {
    word.chars().all(char::is_alphabetic) && ByteSize::parse(&format!("1{word}")).is_ok()
}

struct Reader {
    field: Field,
    kind: FieldType,
    now: Timestamp,
}

impl Reader {
    fn expr(&self, test: Test) -> Expr {
        Expr::Term(Term::Field { field: self.field.clone(), test })
    }

    fn literal(&self, item: &Item) -> Result<Literal, Fault> {
        if item.has_wildcard() {
            return Err(Fault::value(item.span.clone(), format!("`{}` cannot be matched by a pattern", self.field))
                .label("a pattern")
                .hint("`*` works on texts and tags"));
        }
        literal::read(&self.field, item, self.now)
    }

    /// A value to be equal to. Nothing happened exactly `-180d` ago: whoever writes that means before or after,
    /// and its negation would hold for everything.
    fn value(&self, item: &Item) -> Result<Literal, Fault> {
        let literal = self.literal(item)?;
        let text = item.text();
        if self.kind == FieldType::Time && moment::is_relative(&text) {
            let field = &self.field;
            return Err(Fault::value(item.span.clone(), format!("`{text}` is a single instant"))
                .label("before or after?")
                .hint(format!("write `{field}:<{text}` for earlier or `{field}:>{text}` for later")));
        }
        Ok(literal)
    }

    fn comparison(&self, comparison: Comparison, written: Condition) -> Result<Expr, Fault> {
        self.check_order(written.span.clone())?;
        let [item] = written.items.as_slice() else {
            return Err(Fault::value(written.span, "a comparison with more than one value")
                .label("a list")
                .hint("compare with one value"));
        };
        if item.has_range() {
            return Err(Fault::value(written.span, "a comparison with a range")
                .label("a range")
                .hint("write either the comparison or the range"));
        }
        Ok(self.expr(Test::Compare(comparison, self.literal(item)?)))
    }

    fn range(&self, items: Vec<Item>, span: Span) -> Result<Expr, Fault> {
        self.check_order(span.clone())?;
        if items.len() > 1 {
            return Err(Fault::value(span, "a range in a list of values")
                .label("a range")
                .hint("join conditions with `OR`"));
        }
        let bounds = items.into_iter().next().and_then(Item::split_range);
        let (from, to) = match bounds {
            None | Some((None, None)) => {
                return Err(Fault::value(span, "a range without an end")
                    .label("open on both sides")
                    .hint(format!("write `{}:*` for any value", self.field)));
            }
            Some((from, to)) => (from, to),
        };
        let from = from.map(|item| self.literal(&item)).transpose()?;
        let to = to.map(|item| self.literal(&item)).transpose()?;
        if let (Some(from), Some(to)) = (&from, &to)
            && literal::is_reversed(from, to)
        {
            return Err(Fault::value(span, "a range that ends before it starts")
                .label("holds for nothing")
                .hint(format!("did you mean `{}:{to}..{from}`?", self.field)));
        }
        Ok(self.expr(Test::Range(from, to)))
    }

    fn check_order(&self, span: Span) -> Result<(), Fault> {
        if names::is_ordered(self.kind) {
            return Ok(());
        }
        let hint = format!("`<`, `>` and `..` work on {}", names::ordered());
        let label = match self.kind {
            FieldType::Tags => "a list of tags",
            FieldType::Bool => "true or false",
            FieldType::Word => "one of a few words",
            FieldType::Map => "a group of fields",
            _ => "a text",
        };
        let fault = Fault::value(span, format!("`{}` has no order", self.field)).label(label);
        Err(match self.kind {
            FieldType::Text | FieldType::Tags => {
                fault.hint(format!("{hint}; to find the text itself, put it in quotes"))
            }
            _ => fault.hint(hint),
        })
    }

    /// Values and patterns; where both are listed the one or the other must hold.
    fn any_of(&self, items: &[Item]) -> Result<Expr, Fault> {
        let mut values = Vec::new();
        let mut patterns = Vec::new();
        for item in items {
            match (&self.field, self.kind) {
                (Field::Video(field), FieldType::Word) if item.has_wildcard() => values.extend(matching(*field, item)?),
                (_, FieldType::Text | FieldType::Tags) if item.has_wildcard() => patterns.push(pattern(item)?),
                _ => values.push(self.value(item)?),
            }
        }
        Ok(match (values.is_empty(), patterns.is_empty()) {
            (_, true) => self.expr(Test::AnyOf(values)),
            (true, _) => self.expr(Test::Like(patterns)),
            _ => Expr::Or(vec![self.expr(Test::AnyOf(values)), self.expr(Test::Like(patterns))]),
        })
    }
}

/// The text of a pattern, with `**` as `*`.
fn pattern(item: &Item) -> Result<Text, Fault> {
    let mut text = String::new();
    for part in &item.parts {
        if part.quoted && part.text.contains('*') {
            return Err(Fault::value(part.span.clone(), "a literal `*` inside a pattern")
                .label("in quotes")
                .hint("take the star out of the quotes: there it stands for any text, a star included"));
        }
        for c in part.text.chars() {
            if c != '*' || !text.ends_with('*') {
                text.push(c);
            }
        }
    }
    Ok(text.into())
}

/// The words of a field that a pattern means, so that a pattern that means none is noticed.
fn matching(field: VideoField, item: &Item) -> Result<Vec<Literal>, Fault> {
    let pattern = Pattern::new(&pattern(item)?);
    let words = field.words();
    let found: Vec<_> =
        words.iter().filter(|word| pattern.matches(word)).map(|word| Literal::Text((*word).into())).collect();
    if found.is_empty() {
        return Err(Fault::value(
            item.span.clone(),
            format!("no {field_name} matches the pattern", field_name = field.name()),
        )
        .label("holds for nothing")
        .hint(format!("`{}` is one of {}", field.name(), words.join(", "))));
    }
    Ok(found)
}
