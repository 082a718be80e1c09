//! What may follow what was typed so far: functions, fields, variables, and inside a query its fields and their values.

use super::Variable;
use crate::model::{FieldType, VideoField};
use crate::script::api::{FunctionEntry, api};
use crate::script::lex::{Piece, Shape, pieces};

/// The names of a session.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Words {
    /// Its variables.
    pub variables: Vec<Variable>,
    /// Its functions, as they are called: `old(v)`.
    pub functions: Vec<String>,
}

/// One way to go on.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Completion {
    /// What takes the place of the word.
    pub text: String,
    /// What it is, in a few words; empty when the text says it.
    pub about: String,
}

/// Words of the language that begin something.
const KEYWORDS: [&str; 15] = [
    "let", "const", "for", "in", "if", "else", "while", "loop", "fn", "return", "break", "continue", "true", "false",
    "import",
];

/// Functions whose first argument is a query.
const QUERIES: [&str; 2] = ["search", "count"];

/// What every list has of the language itself.
const OF_LISTS: [&str; 9] = ["len", "contains", "map", "filter", "some", "all", "index_of", "sort", "extract"];

/// The ways to go on at an offset: where the word begins that they replace, and what may stand there.
#[must_use]
pub fn complete(text: &str, offset: usize, words: &Words) -> (usize, Vec<Completion>) {
    let before = text.get(..offset).unwrap_or(text);
    let pieces = pieces(before);
    let (start, mut found) = match pieces.split_last() {
        Some((last, earlier)) if last.shape == Shape::Text && is_open(last.text) => in_text(last, earlier),
        Some((last, _)) if last.shape == Shape::Comment && last.end() == before.len() => (offset, Vec::new()),
        Some((last, earlier)) if last.shape == Shape::Word && last.end() == before.len() => {
            (last.start, by_prefix(last.text, following(earlier, words)))
        }
        Some((last, _)) if last.shape == Shape::Number && last.end() == before.len() => (offset, Vec::new()),
        _ => (before.len(), following(&pieces, words)),
    };
    found.sort();
    found.dedup_by(|a, b| a.text == b.text);
    (start, found)
}

fn completion(text: impl Into<String>, about: &str) -> Completion {
    Completion { text: text.into(), about: about.to_owned() }
}

fn by_prefix(prefix: &str, all: Vec<Completion>) -> Vec<Completion> {
    all.into_iter().filter(|completion| completion.text.starts_with(prefix)).collect()
}

/// Whether a text is not closed yet.
fn is_open(text: &str) -> bool {
    let mut chars = text.chars();
    let quote = chars.next();
    let mut closed = false;
    while let Some(c) = chars.next() {
        match c {
            '\\' if quote == Some('"') => {
                chars.next();
            }
            c => closed = Some(c) == quote,
        }
    }
    !closed
}

/// What may follow these pieces outside of texts.
fn following(pieces: &[Piece<'_>], words: &Words) -> Vec<Completion> {
    match pieces.split_last() {
        Some((dot, earlier)) if dot.is_sign(".") || dot.is_sign("?.") => members(kind_before(earlier, words)),
        _ => names(words),
    }
}

/// Everything that can begin an expression or a statement.
fn names(words: &Words) -> Vec<Completion> {
    let reference = api();
    let functions = reference.functions.iter().filter(|function| is_free(function));
    let mut found: Vec<Completion> = functions.map(|function| call(function.name, function.signature)).collect();
    found.extend(reference.constants.iter().map(|(name, _)| completion(*name, "")));
    found.extend(KEYWORDS.iter().map(|word| completion(*word, "")));
    found.extend(words.variables.iter().map(|variable| completion(variable.name.as_str(), &variable.kind)));
    found.extend(words.functions.iter().map(|signature| {
        let name = signature.split('(').next().unwrap_or_default();
        call(name, signature)
    }));
    found
}

/// A call: with its closing bracket where it takes nothing.
fn call(name: &str, signature: &str) -> Completion {
    let empty = signature.contains(&format!("{name}()"));
    completion(format!("{name}{}", if empty { "()" } else { "(" }), signature)
}

/// Whether it is called without a value before a dot.
fn is_free(function: &FunctionEntry) -> bool {
    function.signature.split("; ").any(|way| way.starts_with(function.name))
}

/// The type before the dot that a method is called on; `None` for a free function.
fn owner(function: &FunctionEntry) -> Option<(&'static str, &'static str)> {
    function.signature.split("; ").find_map(|way| match way.split_once('.') {
        Some(("videos", call)) if call.starts_with(function.name) => Some(("Videos", way)),
        Some(("video", call)) if call.starts_with(function.name) => Some(("Video", way)),
        _ => None,
    })
}

/// The fields and methods of a type, or of every type when it is not known.
fn members(kind: Option<&str>) -> Vec<Completion> {
    let is_wanted = |owner: &str| kind.is_none_or(|kind| kind == owner);
    let reference = api();
    let fields = reference.fields.iter().filter(|field| is_wanted(field.owner));
    let mut found: Vec<Completion> = fields.map(|field| completion(field.name, field.doc)).collect();
    let methods = reference.functions.iter().filter_map(|function| owner(function).map(|owner| (function, owner)));
    let methods = methods.filter(|(_, (owner, _))| is_wanted(owner));
    found.extend(methods.map(|(function, (_, way))| call(function.name, way)));
    if is_wanted("list") {
        found.extend(OF_LISTS.iter().map(|name| completion(format!("{name}("), "")));
    }
    found
}

/// The type of what stands before a dot, as far as the words tell.
fn kind_before<'a>(pieces: &[Piece<'_>], words: &'a Words) -> Option<&'a str> {
    let (last, earlier) = pieces.split_last()?;
    if last.is_sign(")") {
        return of_call(called(earlier)?);
    }
    if last.shape != Shape::Word {
        return None;
    }
    if earlier.last().is_some_and(|dot| dot.is_sign(".") || dot.is_sign("?.")) {
        return of_field(last.text);
    }
    let variable = words.variables.iter().rev().find(|variable| variable.name == last.text)?;
    let kind = variable.kind.as_str();
    Some(if kind.starts_with("list") { "list" } else { kind })
}

/// The function whose call ends at the closing bracket after these pieces.
fn called<'a>(pieces: &[Piece<'a>]) -> Option<&'a str> {
    let mut depth = 0_usize;
    for (at, piece) in pieces.iter().enumerate().rev() {
        match piece.text {
            ")" | "]" | "}" if piece.shape == Shape::Sign => depth += 1,
            "(" if depth == 0 && piece.shape == Shape::Sign => {
                let name = pieces.get(at.checked_sub(1)?)?;
                return (name.shape == Shape::Word).then_some(name.text);
            }
            "(" | "[" | "{" if piece.shape == Shape::Sign => depth = depth.checked_sub(1)?,
            _ => {}
        }
    }
    None
}

fn of_call(name: &str) -> Option<&'static str> {
    let signature = api().functions.iter().find(|function| function.name == name)?.signature;
    let result = signature.rsplit("-> ").next()?.split(" or ").next()?;
    let known = ["Videos", "Video", "Assets", "Time", "Duration", "list"];
    known.into_iter().find(|kind| result.starts_with(kind) && !result.starts_with(&format!("{kind}s")))
}

fn of_field(name: &str) -> Option<&'static str> {
    match (name, VideoField::parse(name).map(VideoField::kind)) {
        ("master", _) => Some("Asset"),
        ("video", _) => Some("Video"),
        (
            "renditions" | "posters" | "thumbnails" | "images" | "snapshots" | "text_tracks" | "audio_tracks"
            | "manifests",
            _,
        )
        | (_, Some(FieldType::Tags)) => Some("list"),
        (_, Some(FieldType::Time)) => Some("Time"),
        (_, Some(FieldType::Duration)) => Some("Duration"),
        _ => None,
    }
}

/// What may follow inside a text: a query, or the name of a field.
fn in_text(text: &Piece<'_>, earlier: &[Piece<'_>]) -> (usize, Vec<Completion>) {
    let inner = text.text.get(1..).unwrap_or_default();
    let start = text.start + 1;
    let mut words = earlier.iter().rev();
    match (words.next(), words.next()) {
        (Some(open), Some(name)) if open.is_sign("(") && QUERIES.contains(&name.text) => query(inner, start),
        (Some(comma), Some(_)) if comma.is_sign(",") && is_field_argument(earlier) => {
            let fields = VideoField::ALL.iter().map(|field| completion(field.name(), field.help()));
            (start, by_prefix(inner, fields.collect()))
        }
        _ => (start + inner.len(), Vec::new()),
    }
}

/// Whether the next argument is the name of a field: the second one of `known` and `value_or`.
fn is_field_argument(pieces: &[Piece<'_>]) -> bool {
    let call = pieces.iter().rposition(|piece| piece.is_word("known") || piece.is_word("value_or"));
    let commas = |at: usize| pieces.iter().skip(at).filter(|piece| piece.is_sign(",")).count();
    call.is_some_and(|at| commas(at) == 1)
}

/// What may follow in a query.
fn query(written: &str, start: usize) -> (usize, Vec<Completion>) {
    let word_start = written.rfind([' ', '(']).map_or(0, |at| at + 1);
    let word = written.get(word_start..).unwrap_or_default();
    let bare = word.trim_start_matches(['-', '+']);
    let at = start + written.len() - bare.len();
    let Some((name, values)) = bare.split_once(':') else {
        let all = VideoField::ALL.iter().map(|field| completion(format!("{}:", field.name()), field.help()));
        return (at, by_prefix(bare, all.collect()));
    };
    let prefix = values.rsplit(',').next().unwrap_or_default();
    (start + written.len() - prefix.len(), by_prefix(prefix, values_of(name)))
}

fn values_of(name: &str) -> Vec<Completion> {
    let Some(field) = VideoField::parse(name) else { return Vec::new() };
    let words: &[&str] = match field.kind() {
        FieldType::Word => return field.words().into_iter().map(|word| completion(word, "")).collect(),
        FieldType::Bool => &["true", "false"],
        FieldType::Time => &["now", "<-30d", "<-90d", "<-180d", "<-365d", ">-7d"],
        FieldType::Duration => &["<10s", "<60s", ">10m", ">1h"],
        FieldType::Bytes => &[">100MB", ">1GB", ">10GB"],
        FieldType::Text | FieldType::Tags | FieldType::Map => &[],
    };
    words.iter().map(|word| completion(*word, "")).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn variable(name: &str, kind: &str) -> Variable {
        Variable { name: name.to_owned(), kind: kind.to_owned(), constant: false }
    }

    fn texts(written: &str) -> (usize, Vec<String>) {
        let words = Words {
            variables: vec![variable("video_7", "Video"), variable("files", "Assets"), variable("all", "list of 3")],
            functions: vec!["is_old(v)".to_owned()],
        };
        let (start, found) = complete(written, written.len(), &words);
        (start, found.into_iter().map(|completion| completion.text).collect())
    }

    fn is(written: &str, start: usize, wanted: &[&str]) {
        assert_eq!(texts(written), (start, wanted.iter().map(|text| (*text).to_owned()).collect()), "{written}");
    }

    #[test]
    fn names_are_completed_with_those_of_the_session() {
        is("del", 0, &["delete_asset(", "delete_images(", "delete_master(", "delete_renditions(", "delete_video("]);
        is("let a = vi", 8, &["video(", "video_7"]);
        is("is_", 0, &["is_old("]);
        is("if no", 3, &["now()"]);
        is("G", 0, &["GB"]);
        is("1", 1, &[]);
        is("// sea", 6, &[]);
    }

    #[test]
    fn after_a_dot_the_members_of_what_stands_before_it() {
        is("video_7.up", 8, &["updated_at"]);
        is("video_7?.has_t", 9, &["has_tag("]);
        is("files.ma", 6, &["manifests", "master"]);
        is("assets(video_7).b", 16, &["bytes"]);
        is("files.master?.wi", 14, &["width"]);
        is("search(\"state:active\").ta", 23, &["take("]);
        is("search(\"a\").filter(|v| v.name != \"(\").so", 38, &["sort_by("]);
        is("video(\"1\").dura", 11, &["duration"]);
        is("video_7.updated_at.", 19, &["date", "day", "hour", "minute", "month", "year"]);
        is("all.le", 4, &["len("]);
        assert!(texts("x.").1.len() > 40, "what is not known may be anything");
    }

    #[test]
    fn a_query_is_completed_by_its_fields_and_their_values() {
        is("search(\"sta", 8, &["state:", "status:"]);
        is("search(\"state:", 14, &["active", "deleted", "failed", "inactive", "other", "pending"]);
        is("search(\"name:x -state:active,fai", 29, &["failed"]);
        is("count(\"(has_master:t", 19, &["true"]);
        is("search(\"media_type:au", 19, &["audio"]);
        is("quote(\"sta", 10, &[]);
        is("known(video_7, \"crea", 16, &["created_at"]);
        is("search(\"a\" + \"st", 16, &[]);
    }
}
