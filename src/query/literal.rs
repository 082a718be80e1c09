//! Values as typed: texts, words, flags, times, running times and sizes.

use jiff::Timestamp;

use crate::model::{ByteSize, FieldType, Text, VideoField, parse_millis};

use super::error::Fault;
use super::token::Item;
use super::{Field, Literal, moment, names};

/// The value that was written for a field.
pub(super) fn read(field: &Field, item: &Item, now: Timestamp) -> Result<Literal, Fault> {
    let text = item.text();
    let fault = |message: String| Fault::value(item.span.clone(), message);
    match (field, field.kind()) {
        (Field::Video(field), FieldType::Word) => word(*field, &text, item),
        (_, FieldType::Bool) => flag(field, &text, item),
        (_, FieldType::Time) => moment::read(&text, now)
            .map_err(|hint| fault(format!("`{text}` is not a time")).label("not a time").hint(hint)),
        (_, FieldType::Duration) => parse_millis(&text).map(Literal::Duration).map_err(|_| {
            fault(format!("`{text}` is not a running time"))
                .label("not a running time")
                .hint("write a number with a unit, such as `90s`, `10m` or `2h`")
        }),
        (_, FieldType::Bytes) => ByteSize::parse(&text).map(|size| Literal::Bytes(size.0)).map_err(|_| {
            fault(format!("`{text}` is not a size"))
                .label("not a size")
                .hint("write a number with a unit, such as `500MB` or `1.5GB`")
        }),
        _ => Ok(Literal::Text(text.into())),
    }
}

fn word(field: VideoField, typed: &str, item: &Item) -> Result<Literal, Fault> {
    let words = field.words();
    if let Some(word) = words.iter().find(|word| word.eq_ignore_ascii_case(typed)) {
        return Ok(Literal::Text(Text::from(*word)));
    }
    let name = field.name();
    let fault = Fault::value(item.span.clone(), format!("unknown {name} `{typed}`")).label(format!("not a {name}"));
    Err(match names::word_suggestion(field, typed) {
        Some(meant) => fault.hint(format!("did you mean `{meant}`?")),
        None => fault.hint(format!("`{name}` is one of {}", words.join(", "))),
    })
}

fn flag(field: &Field, typed: &str, item: &Item) -> Result<Literal, Fault> {
    match typed.to_ascii_lowercase().as_str() {
        "true" => Ok(Literal::Bool(true)),
        "false" => Ok(Literal::Bool(false)),
        other => {
            let fault = Fault::value(item.span.clone(), format!("`{field}` is true or false, not `{typed}`"))
                .label("neither true nor false");
            Err(match other {
                "yes" | "1" | "on" | "y" => fault.hint(format!("did you mean `{field}:true`?")),
                "no" | "0" | "off" | "n" => fault.hint(format!("did you mean `{field}:false`?")),
                _ => fault.hint(format!("write `{field}:true` or `{field}:false`")),
            })
        }
    }
}

/// Whether a range between these could hold nothing.
pub(super) fn is_reversed(low: &Literal, high: &Literal) -> bool {
    match (low, high) {
        (Literal::Time { from, .. }, Literal::Time { to, .. }) => to < from,
        (Literal::Duration(low), Literal::Duration(high)) | (Literal::Bytes(low), Literal::Bytes(high)) => high < low,
        _ => false,
    }
}
