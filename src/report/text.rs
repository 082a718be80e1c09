//! The one place that makes foreign text harmless and measures it.
//!
//! Titles and reasons come from a platform and from scripts. None of them may move the cursor, change colours,
//! reverse the reading direction of a line or pile marks over its neighbours.

use unicode_segmentation::UnicodeSegmentation;
use unicode_width::{UnicodeWidthChar, UnicodeWidthStr};

/// How many marks without a width of their own may follow each other; no living script needs more.
const MARKS_AT_MOST: usize = 4;

/// Makes text safe to show within a line: line breaks and tabs become spaces, ANSI sequences go, every other
/// control, direction or invisible format character is shown as `�`.
#[must_use]
pub fn clean(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut marks = 0;
    let mut chars = text.chars().peekable();
    while let Some(c) = chars.next() {
        match c {
            // What is taken away does not part the marks around it.
            '\u{1b}' => {
                skip_escape(&mut chars);
                continue;
            }
            '\u{9b}' => {
                skip_csi(&mut chars);
                continue;
            }
            '\n' | '\r' | '\t' | '\u{b}' | '\u{c}' | '\u{85}' | '\u{2028}' | '\u{2029}' => {
                if !out.ends_with(' ') {
                    out.push(' ');
                }
            }
            c if is_hidden(c) => out.push('\u{fffd}'),
            c if c.width() == Some(0) => {
                marks += 1;
                if marks <= MARKS_AT_MOST {
                    out.push(c);
                }
                continue;
            }
            c => out.push(c),
        }
        marks = 0;
    }
    out.trim().to_owned()
}

type Chars<'a> = std::iter::Peekable<std::str::Chars<'a>>;

fn skip_escape(chars: &mut Chars<'_>) {
    match chars.next_if(|c| matches!(c, '[' | ']' | 'P' | 'X' | '^' | '_')) {
        Some('[') => skip_csi(chars),
        // An unterminated string would swallow the rest of a title, so only its opening is taken away:
        // without it the rest is plain text.
        Some(_) => {}
        None => {
            chars.next_if(|c| ('\u{20}'..='\u{2f}').contains(c) || matches!(c, '7' | '8' | 'c' | 'D' | 'E' | 'M'));
        }
    }
}

fn skip_csi(chars: &mut Chars<'_>) {
    while chars.next_if(|c| ('\u{20}'..='\u{3f}').contains(c)).is_some() {}
    chars.next_if(|c| ('\u{40}'..='\u{7e}').contains(c));
}

/// Control characters, direction overrides, and format characters that are not seen. Joiners stay: emoji and
/// several scripts are written with them.
pub(super) fn is_hidden(c: char) -> bool {
    c.is_control()
        || matches!(c,
            '\u{ad}' | '\u{61c}' | '\u{180e}' | '\u{200b}' | '\u{200e}' | '\u{200f}'
            | '\u{202a}'..='\u{202e}' | '\u{2060}'..='\u{206f}' | '\u{feff}' | '\u{fff9}'..='\u{fffb}'
            | '\u{e0000}'..='\u{e007f}')
}

/// The columns that the text fills. A little generous where terminals disagree about a cluster.
#[must_use]
pub fn width(text: &str) -> usize {
    if text.is_ascii() {
        return text.len();
    }
    text.graphemes(true).map(UnicodeWidthStr::width).sum()
}

/// Cuts text to at most this many columns and ends it with the sign when something was cut.
#[must_use]
pub(super) fn truncate(text: &str, columns: usize, ellipsis: &str) -> String {
    if width(text) <= columns {
        return text.to_owned();
    }
    let sign = if width(ellipsis) <= columns { ellipsis } else { "" };
    let (head, _) = split_at_width(text, columns - width(sign));
    format!("{}{sign}", head.trim_end())
}

/// The longest beginning that fits, and the rest.
fn split_at_width(text: &str, columns: usize) -> (&str, &str) {
    let mut used = 0;
    for (at, cluster) in text.grapheme_indices(true) {
        used += cluster.width();
        if used > columns {
            return text.split_at(at);
        }
    }
    (text, "")
}

/// Like [`split_at_width`], but a cluster that is wider than a whole line, which only piled conjuncts are, is broken.
fn split_somewhere(text: &str, columns: usize) -> (&str, &str) {
    let (head, tail) = split_at_width(text, columns);
    if !head.is_empty() || tail.is_empty() {
        return (head, tail);
    }
    let mut used = 0;
    for (at, c) in text.char_indices() {
        used += c.width().unwrap_or(0);
        if used > columns {
            return text.split_at(at);
        }
    }
    (text, "")
}

/// Breaks text into lines of at most this many columns, at spaces where there are any.
#[must_use]
pub(super) fn wrap(text: &str, columns: usize) -> Vec<String> {
    let columns = columns.max(2);
    let mut lines = Vec::new();
    let mut line = String::new();
    for word in text.split(' ').filter(|word| !word.is_empty()) {
        let mut rest = word;
        if !line.is_empty() {
            if width(&line) + 1 + width(rest) <= columns {
                line.push(' ');
                line.push_str(rest);
                continue;
            }
            lines.push(std::mem::take(&mut line));
        }
        loop {
            let (head, tail) = split_somewhere(rest, columns);
            if tail.is_empty() || head.is_empty() {
                break;
            }
            lines.push(head.to_owned());
            rest = tail;
        }
        line.push_str(rest);
    }
    if !line.is_empty() {
        lines.push(line);
    }
    lines
}

/// Breaks text into at most `rows` lines; the last one says by the sign that there is more.
#[must_use]
pub(super) fn wrap_rows(text: &str, columns: usize, rows: usize, ellipsis: &str) -> String {
    let mut lines = wrap(text, columns);
    if lines.len() > rows {
        let rest = lines.split_off(rows.saturating_sub(1)).join(" ");
        lines.push(truncate(&rest, columns, ellipsis));
    }
    lines.join("\n")
}

/// Writes a word so that a POSIX shell takes it as one argument.
#[must_use]
pub fn shell_word(word: &str) -> String {
    let plain = |c: char| c.is_alphanumeric() || "-_./:=@%+,".contains(c);
    if !word.is_empty() && word.chars().all(plain) {
        return word.to_owned();
    }
    format!("'{}'", word.replace('\'', r"'\''"))
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn a_hostile_title_cannot_move_the_cursor() {
        assert_eq!(clean("\u{1b}[2J\u{1b}[1;1Hgone\u{7}"), "gone\u{fffd}");
        assert_eq!(clean("a\nb\tc\r\nd"), "a b c d");
        assert_eq!(clean("\u{1b}]0;title\u{7}x"), "0;title\u{fffd}x");
        assert_eq!(clean("exe.\u{202e}gpj"), "exe.\u{fffd}gpj");
        assert_eq!(clean("\u{9b}31mred"), "red");
    }

    #[test]
    fn piled_marks_are_cut_and_joined_emoji_stay() {
        assert_eq!(clean(&format!("a{}b", "\u{301}".repeat(50))), format!("a{}b", "\u{301}".repeat(4)));
        assert_eq!(clean("👩\u{200d}👧"), "👩\u{200d}👧");
        let parted = "\u{301}\u{301}\u{301}\u{1b}[0m\u{301}\u{9b}m".repeat(9);
        assert_eq!(clean(&format!("a{parted}b")), format!("a{}b", "\u{301}".repeat(4)));
    }

    #[test]
    fn wide_characters_are_cut_between_not_inside() {
        assert_eq!(truncate("日本語の番組", 7, "…"), "日本語…");
        assert_eq!(truncate("日本語の番組", 6, "…"), "日本…");
        assert_eq!(truncate("short", 5, "…"), "short");
        assert_eq!(truncate("abcdef", 2, "..."), "ab");
    }

    #[test]
    fn text_breaks_at_spaces_and_long_words_anywhere() {
        assert_eq!(wrap("inactive for a year", 10), ["inactive", "for a year"]);
        assert_eq!(wrap("aaaaaaaaaaaa b", 5), ["aaaaa", "aaaaa", "aa b"]);
        assert_eq!(wrap_rows("one two three four", 7, 2, "…"), "one two\nthree…");
    }

    #[test]
    fn a_cluster_wider_than_a_line_is_broken_all_the_same() {
        let conjuncts = "\u{915}\u{94d}".repeat(40);
        assert!(wrap(&conjuncts, 10).iter().all(|line| width(line) <= 10));
        assert!(width(&truncate(&conjuncts, 10, "…")) <= 10);
    }

    #[test]
    fn a_path_with_spaces_is_quoted_for_the_shell() {
        assert_eq!(shell_word("plans/a.json"), "plans/a.json");
        assert_eq!(shell_word("my plan's.json"), r"'my plan'\''s.json'");
    }

    proptest! {
        #[test]
        fn cleaned_text_has_no_control_characters_and_stays_cleaned(text in any::<String>()) {
            let once = clean(&text);
            prop_assert!(!once.chars().any(char::is_control));
            prop_assert_eq!(clean(&once), once.clone());
        }

        #[test]
        fn cut_and_wrapped_text_fits(text in any::<String>(), columns in 2_usize..60) {
            let text = clean(&text);
            prop_assert!(width(&truncate(&text, columns, "…")) <= columns);
            for line in wrap_rows(&text, columns, 2, "…").lines() {
                prop_assert!(width(line) <= columns);
            }
        }
    }
}
