//! Making a text safe inside a query.

/// The text as it can stand in a query, alone or as a value: in quotes where it holds anything that could be
/// taken for an operator.
///
/// An empty text becomes `""`, which a query refuses.
#[must_use]
pub fn quote(text: &str) -> String {
    if is_plain(text) { text.to_owned() } else { in_quotes(text) }
}

/// The text in quotes.
pub(super) fn in_quotes(text: &str) -> String {
    let mut quoted = String::with_capacity(text.len() + 2);
    quoted.push('"');
    for c in text.chars() {
        if matches!(c, '"' | '\\') {
            quoted.push('\\');
        }
        quoted.push(c);
    }
    quoted.push('"');
    quoted
}

/// Whether the text stands for itself without quotes, in every place.
fn is_plain(text: &str) -> bool {
    let starts = text.starts_with(|c: char| c.is_alphanumeric() || c == '_');
    let plain = |c: char| c.is_alphanumeric() || matches!(c, '_' | '-' | '.' | '/' | '@' | '#');
    let operator = ["AND", "OR", "NOT"].iter().any(|word| text.eq_ignore_ascii_case(word));
    starts && text.chars().all(plain) && !text.contains("..") && !operator
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn plain_words_stay_and_everything_else_is_quoted() {
        assert_eq!(quote("legal-hold"), "legal-hold");
        assert_eq!(quote("新闻"), "新闻");
        assert_eq!(quote("two words"), "\"two words\"");
        assert_eq!(quote("-draft"), "\"-draft\"");
        assert_eq!(quote("OR"), "\"OR\"");
        assert_eq!(quote("*"), "\"*\"");
        assert_eq!(quote("a..b"), "\"a..b\"");
        assert_eq!(quote(r#"say "hi" \o/"#), r#""say \"hi\" \\o/""#);
        assert_eq!(quote(""), "\"\"");
    }
}
