//! What to list of a library.

use std::sync::Arc;

use super::{Expr, Field, Literal, Query, Term, Test};
use crate::model::VideoField;

/// The order in which candidates are wanted. It never changes which are found.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub enum Order {
    /// By creation, oldest first: the order in which paging is most stable.
    #[default]
    Created,
    /// By last change, newest first.
    RecentlyUpdated,
}

/// A request for candidates: a superset of what is really wanted.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Listing {
    /// Our query; the platform is asked only the part that it can answer without losing a match.
    pub query: Option<Arc<Query>>,
    /// A text in the platform's own query language, passed through verbatim.
    pub native: Option<Arc<str>>,
    /// The paging order.
    pub order: Order,
}

impl Listing {
    /// Whether every video that this listing is about is also among the candidates of the other, by what is written:
    /// the same conditions and more of them. Where that cannot be seen it is denied.
    #[must_use]
    pub fn is_within(&self, wider: &Self) -> bool {
        if self.native.is_some() || wider.native.is_some() {
            return self == wider;
        }
        let (conditions, wanted) = (conditions(self), conditions(wider));
        // A listing that does not name the sort of its items is one of videos and sound.
        let names_sort =
            |listing: &Self| listing.query.as_ref().is_some_and(|query| query.names_field(VideoField::MediaType));
        let same_sorts = names_sort(wider) || !names_sort(self) || conditions.iter().any(|part| is_usual_sort(part));
        same_sorts && wanted.iter().all(|condition| conditions.contains(condition))
    }
}

/// The conditions that all must hold.
fn conditions(listing: &Listing) -> Vec<&Expr> {
    fn gather<'a>(expr: &'a Expr, found: &mut Vec<&'a Expr>) {
        match expr {
            Expr::And(parts) => parts.iter().for_each(|part| gather(part, found)),
            other => found.push(other),
        }
    }
    let mut found = Vec::new();
    if let Some(query) = &listing.query {
        gather(&query.root, &mut found);
    }
    found
}

/// Whether the condition asks for nothing but videos and sound.
fn is_usual_sort(condition: &Expr) -> bool {
    let Expr::Term(Term::Field { field: Field::Video(VideoField::MediaType), test: Test::AnyOf(words) }) = condition
    else {
        return false;
    };
    words.iter().all(|word| matches!(word, Literal::Text(word) if matches!(word.as_ref(), "video" | "audio")))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::query::parse;

    fn listing(query: &str) -> Listing {
        let query = parse(query, jiff::Timestamp::UNIX_EPOCH).expect("a query");
        Listing { query: Some(Arc::new(query)), ..Listing::default() }
    }

    #[test]
    fn more_of_the_same_conditions_is_within_and_anything_else_is_not() {
        let within = |narrow: &str, wide: &str| listing(narrow).is_within(&listing(wide));
        assert!(within("state:inactive", "state:inactive"));
        assert!(within("tags:a state:inactive media_type:video", "state:inactive media_type:video"));
        assert!(!within("state:inactive", "state:inactive tags:a"));
        assert!(!within("updated_at:<-400d", "updated_at:<-365d"), "true, but not seen by what is written");
        assert!(!within("state:inactive OR tags:a", "state:inactive"));
        assert!(!within("-state:inactive", "state:inactive"));
    }

    #[test]
    fn everything_holds_videos_and_sound_and_nothing_else() {
        let all = Listing::default();
        assert!(listing("state:inactive").is_within(&all));
        assert!(listing("state:inactive media_type:video").is_within(&all));
        assert!(listing("media_type:audio,video").is_within(&all));
        assert!(!listing("media_type:image").is_within(&all));
        assert!(!listing("media_type:image OR tags:a").is_within(&listing("")));
        assert!(!all.is_within(&listing("state:inactive")));
    }

    #[test]
    fn a_native_listing_is_only_within_itself() {
        let native = Listing { native: Some("a:b".into()), ..Listing::default() };
        assert!(native.is_within(&native.clone()));
        assert!(!native.is_within(&Listing::default()) && !listing("tags:a").is_within(&native));
    }
}
