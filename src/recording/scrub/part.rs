//! What a recording is made of, what is replaced of it, and what the user wants to keep.

use std::collections::{BTreeMap, BTreeSet};

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::model::closest;

macro_rules! parts {
    ($($variant:ident = $word:literal, $standard:ident, $help:literal;)+) => {
        /// One sort of what a recording holds.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, JsonSchema)]
        #[serde(rename_all = "snake_case")]
        pub enum Part { $(#[doc = $help] $variant),+ }

        impl Part {
            /// Every part, in the order of reports.
            pub const ALL: &'static [Self] = &[$(Self::$variant),+];

            /// Its name.
            #[must_use]
            pub const fn as_str(self) -> &'static str {
                match self { $(Self::$variant => $word),+ }
            }

            /// What it is, in a few words.
            #[must_use]
            pub const fn help(self) -> &'static str {
                match self { $(Self::$variant => $help),+ }
            }

            const fn standard(self) -> Standard {
                match self { $(Self::$variant => Standard::$standard),+ }
            }
        }
    };
}

/// What happens to a part that nobody said anything about.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Standard {
    /// It is replaced, and can be kept.
    Replaced,
    /// It is kept, and can be replaced.
    Kept,
    /// It is kept: without it the recording is of no use.
    Needed,
    /// It is replaced, whatever is asked for.
    Secret,
}

parts! {
    Id = "id", Needed, "ids of videos, files, folders and clips";
    Facts = "facts", Needed, "states, times, sizes and other words and numbers of the platform";
    Tags = "tags", Kept, "tags";
    Name = "name", Replaced, "titles";
    Description = "description", Replaced, "descriptions";
    ReferenceId = "reference_id", Replaced, "your own ids";
    OriginalFilename = "original_filename", Replaced, "names of files";
    CustomFields = "custom_fields", Replaced, "values of custom fields; their names are kept";
    Category = "category", Replaced, "names of categories";
    Urls = "urls", Replaced, "web addresses; query strings and signatures are removed in any case";
    Labels = "labels", Replaced, "labels of text and sound tracks";
    Native = "native", Replaced, "other texts of the platform's own objects";
    Account = "account", Secret, "ids of accounts";
    Reasons = "reasons", Secret, "why values are unknown, where that could quote the library";
}

/// A field that cannot be kept.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("keep {name:?}: {why}")]
pub struct NotKept {
    name: String,
    why: String,
}

/// What the user wants to be kept or replaced beyond the standard.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Rules {
    kept: BTreeSet<Part>,
    custom_fields: BTreeSet<String>,
    scrub_tags: bool,
}

impl Rules {
    /// Reads the names of fields to keep: one of a part, or `custom_fields.NAME`.
    ///
    /// # Errors
    /// Fails on a name that is none, and on what is never kept.
    pub fn new(keep: &[String], scrub_tags: bool) -> Result<Self, NotKept> {
        let mut rules = Self { scrub_tags, ..Self::default() };
        for name in keep {
            rules.keep(name)?;
        }
        if scrub_tags && rules.kept.contains(&Part::Tags) {
            return Err(NotKept { name: "tags".to_owned(), why: "they cannot be kept and scrubbed".to_owned() });
        }
        Ok(rules)
    }

    fn keep(&mut self, name: &str) -> Result<(), NotKept> {
        let refused = |why: String| NotKept { name: name.to_owned(), why };
        if let Some(field) = name.strip_prefix("custom_fields.").filter(|field| !field.is_empty()) {
            self.custom_fields.insert(field.to_owned());
            return Ok(());
        }
        // The names of our query language for what is an address.
        let known = if name == "thumbnail_url" { "urls" } else { name };
        let keepable = || Part::ALL.iter().filter(|part| part.standard() != Standard::Secret);
        match Part::ALL.iter().find(|part| part.as_str() == known) {
            Some(part) if part.standard() == Standard::Secret => {
                Err(refused("it is never kept: it could give away whose library this is".to_owned()))
            }
            Some(part) => {
                self.kept.insert(*part);
                Ok(())
            }
            None => {
                let names: Vec<&str> = keepable().map(|part| part.as_str()).collect();
                let there = format!("there is no such field; there are {} and custom_fields.NAME", names.join(", "));
                let near = closest(name, names.iter().copied());
                Err(refused(near.map_or(there, |near| format!("there is no such field; did you mean {near}?"))))
            }
        }
    }

    /// What is done with the texts of a part.
    pub(super) fn treatment(&self, part: Part) -> Treatment {
        match part.standard() {
            _ if self.kept.contains(&part) => Treatment::Keep,
            Standard::Needed => Treatment::Keep,
            Standard::Kept if !self.scrub_tags => Treatment::KeepButForContacts,
            Standard::Kept | Standard::Replaced | Standard::Secret => Treatment::Replace,
        }
    }

    /// The same for one custom field.
    pub(super) fn of_custom_field(&self, name: &str) -> Treatment {
        if self.custom_fields.contains(name) { Treatment::Keep } else { self.treatment(Part::CustomFields) }
    }
}

/// What is done with a text.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Treatment {
    /// It is kept, less signatures and keys.
    Keep,
    /// It is kept, with stand-ins for addresses and e-mail addresses in it.
    KeepButForContacts,
    /// It is replaced.
    Replace,
}

/// How many values of a part there were, and what became of them.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Count {
    /// Values that are as they were.
    pub kept: u64,
    /// Values that are, or hold, stand-ins.
    pub scrubbed: u64,
    /// Values that lost something: a query string with its signature, a key, a reason.
    pub removed: u64,
}

/// One line of what became of a library.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct PartCount {
    /// The part.
    pub field: Part,
    /// Its values.
    #[serde(flatten)]
    pub count: Count,
}

/// What became of every value so far.
#[derive(Debug, Clone, Default)]
pub(super) struct Tally(BTreeMap<Part, Count>);

impl Tally {
    pub(super) fn of(&mut self, part: Part) -> &mut Count {
        self.0.entry(part).or_default()
    }

    /// The parts that had values.
    pub(super) fn counts(&self) -> Vec<PartCount> {
        let counts = Part::ALL.iter().filter_map(|part| Some((*part, *self.0.get(part)?)));
        counts.map(|(field, count)| PartCount { field, count }).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_field_that_cannot_be_kept_is_told_with_what_was_meant() {
        let error = |names: &[&str]| {
            let names: Vec<String> = names.iter().map(|name| (*name).to_owned()).collect();
            Rules::new(&names, names.len() > 1).expect_err("it is refused").to_string()
        };
        assert_eq!(error(&["nane"]), "keep \"nane\": there is no such field; did you mean name?");
        assert_eq!(error(&["account"]), "keep \"account\": it is never kept: it could give away whose library this is");
        assert_eq!(error(&["name", "tags"]), "keep \"tags\": they cannot be kept and scrubbed");
        assert!(error(&["qqqqqqqq"]).contains("there are id, facts, tags, name"), "{}", error(&["qqqqqqqq"]));
    }
}
