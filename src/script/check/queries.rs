//! Literal queries, checked where they stand in the script.

use jiff::Timestamp;
use rhai::Expr;

use crate::model::{Diagnostic, SourceText};
use crate::query;
use crate::script::tree::offset;

/// Values that could follow a literal beginning: one of them fits whatever field it ends in.
const ENDS: [&str; 7] = ["2024-01-01T00:00:00Z", "1GB", "1m", "true", "active", "video", "x"];

/// The mistake in a query argument; `None` when there is none or it is only known when the script runs.
pub(super) fn mistake(source: &SourceText, argument: &Expr) -> Option<Diagnostic> {
    match argument {
        Expr::StringConstant(text, at) => {
            let found = query::parse(text, Timestamp::UNIX_EPOCH).err()?;
            Some(moved(found, source, offset(source, *at)?, text))
        }
        Expr::FnCall(call, _) if call.name == "+" => {
            let mut first = call.args.first()?;
            while let Expr::FnCall(inner, _) = first {
                first = inner.args.first().filter(|_| inner.name == "+")?;
            }
            let Expr::StringConstant(text, at) = first else { return None };
            let mut ends = ENDS.iter().map(|end| query::parse(&format!("{text}{end}"), Timestamp::UNIX_EPOCH).err());
            let found = ends.next()??;
            let certain = found.code == "query-field"
                && found.span.as_ref().is_some_and(|span| span.end < text.len())
                && ends.all(|other| other.is_some_and(|other| other.code == found.code && other.span == found.span));
            certain.then(|| offset(source, *at).map(|start| moved(found, source, start, text)))?
        }
        _ => None,
    }
}

/// Shows the mistake in the script: exactly in a plain literal, at the whole literal otherwise.
fn moved(mut found: Diagnostic, source: &SourceText, start: usize, text: &str) -> Diagnostic {
    let inside = start + 1;
    let plain = source.text.get(inside..inside + text.len()) == Some(text);
    let span = match found.span.take() {
        Some(span) if plain => inside + span.start..inside + span.end,
        _ => start..start + 1,
    };
    found.source = Some(source.clone());
    found.span = Some(span);
    found
}
