//! Goes through the platforms' own objects, member by member.

use std::sync::Arc;

use serde_json::{Map, Number, Value};

use super::native::{Member, is_id, member};
use super::part::Part;
use super::{Scrubber, text};
use crate::model::Native;

/// A whole number of so many digits may be a telephone number or the number of a customer.
const LONG_NUMBER: usize = 7;

impl Scrubber {
    /// A platform's own object; `of_file` says that it is one of a file, whose name is a file name.
    pub(super) fn native(&mut self, native: &Native, of_file: bool) -> Native {
        if let Ok(Value::Object(object)) = serde_json::from_str(native) {
            return Arc::from(Value::Object(self.object(object, of_file)).to_string());
        }
        // Nothing is known of what cannot be read, so nothing of it is kept.
        self.tally.of(Part::Native).removed += 1;
        "{}".into()
    }

    fn object(&mut self, object: Map<String, Value>, of_file: bool) -> Map<String, Value> {
        let members = object.into_iter().map(|(name, value)| {
            let member = match member(&name) {
                Member::Text(Part::Name) if of_file => Member::Text(Part::OriginalFilename),
                member => member,
            };
            let value = self.member(member, value, of_file);
            (self.member_name(name), value)
        });
        members.collect()
    }

    /// The name of a member that a platform gave it.
    fn member_name(&mut self, name: String) -> String {
        let known = name.len() <= 64 && name.bytes().all(|sign| sign.is_ascii_alphanumeric() || sign == b'_');
        if known { name } else { text::scrubbed(&mut self.words, &name) }
    }

    fn member(&mut self, member: Member, value: Value, of_file: bool) -> Value {
        match value {
            Value::Null | Value::Bool(_) => value,
            Value::Array(list) => list.into_iter().map(|value| self.member(member, value, of_file)).collect(),
            Value::Number(number) => match member {
                Member::Account | Member::Person | Member::CustomFields => self.number(&number, 1),
                Member::Other | Member::Text(_) => self.number(&number, LONG_NUMBER),
                _ => Value::Number(number),
            },
            Value::String(text) => Value::String(self.member_text(member, &text)),
            Value::Object(object) => match member {
                Member::Object | Member::Url => Value::Object(self.object(object, of_file)),
                Member::Labelled => {
                    let members = object.into_iter().map(|(label, value)| {
                        let label = if is_id(&label) { label } else { self.text(Part::Labels, &label).to_string() };
                        (label, self.member(Member::Object, value, of_file))
                    });
                    Value::Object(members.collect())
                }
                Member::CustomFields => {
                    let members = object.into_iter().map(|(name, value)| {
                        let value = self.custom_value(&name, value);
                        (name, value)
                    });
                    Value::Object(members.collect())
                }
                Member::Person => {
                    let members = object.into_iter().map(|(name, value)| {
                        let member = if name == "type" { Member::Fact } else { Member::Person };
                        (name, self.member(member, value, of_file))
                    });
                    Value::Object(members.collect())
                }
                _ => self.strange(Value::Object(object)),
            },
        }
    }

    fn member_text(&mut self, member: Member, text: &str) -> String {
        let made = match member {
            Member::Id => self.id(text),
            Member::Fact => self.fact(text),
            Member::Url => self.url(text),
            Member::Text(part) => self.text(part, text),
            Member::Account => self.text(Part::Account, text),
            Member::Digest => {
                self.tally.of(Part::Native).scrubbed += 1;
                self.words.hex(text).into()
            }
            Member::CustomFields | Member::Object | Member::Labelled | Member::Person | Member::Other => {
                self.text(Part::Native, text)
            }
        };
        made.to_string()
    }

    fn custom_value(&mut self, name: &str, value: Value) -> Value {
        match value {
            Value::String(text) => Value::String(self.custom_field(name, &text).to_string()),
            // Elsewhere it is read as text, and has to be the same there.
            Value::Number(number) => {
                let made = self.custom_field(name, &number.to_string());
                serde_json::from_str(&made).unwrap_or_else(|_| Value::String(made.to_string()))
            }
            Value::Null | Value::Bool(_) => value,
            other => self.strange(other),
        }
    }

    fn number(&mut self, number: &Number, long: usize) -> Value {
        let text = number.to_string();
        if text.len() < long || !text.bytes().all(|digit| digit.is_ascii_digit()) {
            return Value::Number(number.clone());
        }
        self.tally.of(Part::Native).scrubbed += 1;
        let made: Option<u64> = self.words.digits(&text).parse().ok();
        made.map_or(Value::Null, Value::from)
    }

    /// What is of no platform: every text is replaced, names of members too.
    pub(super) fn strange(&mut self, value: Value) -> Value {
        match value {
            Value::Null | Value::Bool(_) => value,
            Value::Number(number) => self.number(&number, LONG_NUMBER),
            Value::String(text) => Value::String(self.text(Part::Native, &text).to_string()),
            Value::Array(list) => list.into_iter().map(|value| self.strange(value)).collect(),
            Value::Object(object) => {
                let members = object.into_iter().map(|(name, value)| {
                    let value = self.strange(value);
                    (text::scrubbed(&mut self.words, &name), value)
                });
                Value::Object(members.collect())
            }
        }
    }
}
