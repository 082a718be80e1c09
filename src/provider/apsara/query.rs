//! Which part of a query `SearchMedia` can answer without losing a true match.
//!
//! Its texts are matched fuzzily, split into words in a way that is not documented, and it has no negation and no test
//! for "absent": only conditions that survive all of that are sent, and everything is tested again on the fetched object.

mod condition;
#[cfg(test)]
mod tests;

use condition::{Answer, Asked, ask_field};

use super::categories::Categories;
use super::search::Search;
use crate::model::{Known, MediaType, Video, VideoField, VideoId};
use crate::provider::Pushdown;
use crate::query::{Expr, Field, Query, Term, eval};

/// The longest `Match` text that is sent. No limit is documented; a hundred ids, which are allowed, stay below this, and
/// so does the address that the text becomes a part of.
const LONGEST: usize = 4_000;

/// Added to what is asked by the number of a category, before anybody read the categories.
const PROVISO: &str = ", by the number of the category, if the list of categories can be read and has the name once; \
                       else it is tested here";

/// What is sent, and the account of it for people.
#[derive(Debug)]
pub(super) struct Chosen {
    /// One search for each sort of item that can match; none when nothing can.
    pub(super) searches: Vec<Search>,
    /// Whether more can be asked once the categories were read.
    pub(super) by_category: bool,
    pub(super) report: Pushdown,
}

/// What became of a condition.
enum Pushed {
    /// It is asked.
    Asked,
    /// It can be asked once the categories were read.
    ByCategory,
    /// Nothing of this sort can match.
    NoMatch,
}

/// Chooses what is searched for, and says what is asked. Without `categories`, they were not read yet.
pub(super) fn choose(query: Option<&Query>, native: Option<&str>, categories: Option<&Categories>) -> Chosen {
    let required = query.map(Query::required).unwrap_or_default();
    if let Some(native) = native {
        let search = Search { native: Some(native.to_owned()), ..Search::all(MediaType::Video) };
        let kept_here = required.iter().map(|expr| format!("{expr}: the native text is sent instead")).collect();
        let report = Pushdown { sent: sent(&search), pushed: Vec::new(), kept_here };
        return Chosen { searches: vec![search], by_category: false, report };
    }
    let mut searches: Vec<Search> = kinds(query).into_iter().map(Search::all).collect();
    let (mut by_category, mut report) = (false, Pushdown::default());
    for expr in required {
        let mut refused: Vec<(MediaType, &str)> = Vec::new();
        let (asked, mut proviso) = (searches.len(), "");
        searches.retain_mut(|search| match push(search, expr, categories) {
            Ok(Pushed::Asked) => true,
            Ok(Pushed::ByCategory) => {
                proviso = PROVISO;
                true
            }
            Ok(Pushed::NoMatch) => false,
            Err(reason) => {
                refused.push((search.kind, reason));
                true
            }
        });
        by_category |= !proviso.is_empty();
        match refused.first() {
            None => report.pushed.push(format!("{expr}{proviso}")),
            Some((_, reason)) if refused.len() == asked => report.kept_here.push(format!("{expr}: {reason}")),
            Some(_) => {
                report.pushed.push(format!("{expr}{proviso}, of some sorts of items only"));
                let why = refused.iter().map(|(kind, reason)| format!("{expr}: of {kind} items {reason}"));
                report.kept_here.extend(why);
            }
        }
    }
    if !report.pushed.is_empty() {
        report.sent = searches.iter().flat_map(sent).collect();
    }
    Chosen { searches, by_category, report }
}

fn sent(search: &Search) -> Vec<(String, String)> {
    let kind = ("SearchType".to_owned(), search.kind.to_string());
    std::iter::once(kind).chain(search.text().map(|text| ("Match".to_owned(), text))).collect()
}

/// The sorts of items that are listed: videos and sound unless the query is about the sort itself.
fn kinds(query: Option<&Query>) -> Vec<MediaType> {
    match query {
        Some(query) if query.names_field(VideoField::MediaType) => {
            MediaType::ALL.iter().copied().filter(|kind| decided(&query.root, *kind) != Some(false)).collect()
        }
        _ => vec![MediaType::Video, MediaType::Audio],
    }
}

/// What the expression says of every item of a sort; `None` when it hangs on more than the sort.
fn decided(expr: &Expr, kind: MediaType) -> Option<bool> {
    match expr {
        Expr::Not(inner) => decided(inner, kind).map(|holds| !holds),
        Expr::And(parts) => all(parts.iter().map(|part| decided(part, kind))),
        Expr::Or(parts) => all(parts.iter().map(|part| decided(part, kind).map(|holds| !holds))).map(|holds| !holds),
        Expr::Term(Term::Field { field: Field::Video(VideoField::MediaType), .. }) => {
            let mut item = Video::unknown(VideoId::new("any").ok()?, "not read yet");
            item.media_type = Known::Value(kind);
            let verdict = eval(expr, &item);
            verdict.undecided().is_none().then_some(verdict.is_true())
        }
        Expr::Term(_) => None,
    }
}

/// Whether all hold; one that does not decides, whatever the others are.
fn all(mut parts: impl Iterator<Item = Option<bool>>) -> Option<bool> {
    parts
        .try_fold(Some(true), |so_far, part| match part {
            Some(false) => Err(Some(false)),
            Some(true) => Ok(so_far),
            None => Ok(None),
        })
        .unwrap_or_else(|decided| decided)
}

/// Adds a condition to a search.
fn push(search: &mut Search, expr: &Expr, categories: Option<&Categories>) -> Result<Pushed, &'static str> {
    if let Some(holds) = decided(expr, search.kind) {
        return Ok(if holds { Pushed::Asked } else { Pushed::NoMatch });
    }
    let mut longer = search.clone();
    match ask(expr, search.kind, categories)? {
        Asked::Never => return Ok(Pushed::NoMatch),
        Asked::ByCategory => return Ok(Pushed::ByCategory),
        Asked::AnyOf(texts) => longer.conditions.push(joined(&texts)),
        Asked::Range(range) => longer.narrow(range),
    }
    if longer.text().is_some_and(|text| text.len() > LONGEST) {
        return Err("the text sent would become too long");
    }
    *search = longer;
    Ok(Pushed::Asked)
}

fn ask(expr: &Expr, kind: MediaType, categories: Option<&Categories>) -> Answer {
    match expr {
        Expr::Term(Term::Field { field: Field::Video(field), test }) => ask_field(*field, test, kind, categories),
        Expr::Term(Term::Field { field: Field::Custom(_), .. }) => Err("ApsaraVideo has no custom fields"),
        Expr::Term(Term::Word(_)) => Err("the search has no match within a word"),
        Expr::Not(_) => Err("the search documents no negation"),
        Expr::And(_) => Err("how deep conditions may be nested is not documented"),
        Expr::Or(parts) => alternatives(parts, kind, categories),
    }
}

/// Every alternative, when each can be asked.
fn alternatives(parts: &[Expr], kind: MediaType, categories: Option<&Categories>) -> Answer {
    let (mut texts, mut by_category) = (Vec::new(), false);
    for part in parts {
        if decided(part, kind) == Some(false) {
            continue;
        }
        match ask(part, kind, categories)? {
            Asked::AnyOf(more) => texts.extend(more),
            Asked::Range(range) => texts.push(range.to_string()),
            Asked::Never => {}
            Asked::ByCategory => by_category = true,
        }
    }
    if by_category {
        return Ok(Asked::ByCategory);
    }
    Ok(if texts.is_empty() { Asked::Never } else { Asked::AnyOf(texts) })
}

/// `(A = 'x' or B = 'y')`: alternatives must stand in parentheses.
fn joined(texts: &[String]) -> String {
    match texts {
        [only] => only.clone(),
        _ => format!("({})", texts.join(" or ")),
    }
}
