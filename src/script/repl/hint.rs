//! How the function is called whose arguments are being typed.

use super::complete::Words;
use crate::script::api::{FunctionEntry, api};
use crate::script::lex::{Shape, pieces};

/// The signature of the call that the end of the text is in; `None` where there is none to tell.
#[must_use]
pub fn hint(text: &str, words: &Words) -> Option<String> {
    let pieces = pieces(text);
    let mut open = Vec::new();
    for (at, piece) in pieces.iter().enumerate().filter(|(_, piece)| piece.shape == Shape::Sign) {
        match piece.text {
            "(" | "[" | "{" => open.push(at),
            ")" | "]" | "}" => drop(open.pop()),
            _ => {}
        }
    }
    let at = open.pop().filter(|at| pieces.get(*at).is_some_and(|bracket| bracket.is_sign("(")))?;
    let name = pieces.get(at.checked_sub(1)?).filter(|piece| piece.shape == Shape::Word)?.text;
    let is_method = at.checked_sub(2).and_then(|before| pieces.get(before)).is_some_and(|dot| dot.is_sign("."));
    let own = words.functions.iter().find(|signature| signature.split('(').next() == Some(name));
    own.cloned().or_else(|| {
        let function = signatures(name).next()?;
        let ways: Vec<&str> = function.signature.split("; ").collect();
        let fits = |way: &&&str| way.starts_with(function.name) != is_method;
        ways.iter().find(fits).or(ways.first()).map(|way| (*way).to_owned())
    })
}

/// What the reference says of a name: functions of policies, then those of tests.
pub fn signatures(name: &str) -> impl Iterator<Item = &'static FunctionEntry> {
    let reference = api();
    let all = reference.functions.iter().chain(reference.testing);
    let name = name.to_owned();
    all.filter(move |function| function.name == name)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_innermost_call_is_told() {
        let words = Words { functions: vec!["is_old(v)".to_owned()], ..Words::default() };
        for (text, wanted) in [
            ("quote(", Some("quote(text) -> text")),
            ("search(\"state:active\").take(quote(\"a\"), ", Some("videos.take(n) -> Videos")),
            ("x.count(", Some("videos.count() -> number")),
            ("count(", Some("count([query]) -> number")),
            ("is_old(", Some("is_old(v)")),
            ("quote(\"a\")", None),
            ("quote(#{ a: ", None),
            ("if (", None),
            ("nothing(", None),
        ] {
            assert_eq!(hint(text, &words).as_deref(), wanted, "{text}");
        }
    }
}
