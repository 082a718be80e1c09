//! Cuts words down to their stems, so that `running` finds `runs`.
//!
//! A plain suffix stemmer (plural, `ing`, `ed`, final `e`), close to what the platform documents and no closer.

/// The stem of a lower-case word.
pub(super) fn stem(word: &str) -> String {
    if !word.is_ascii() || word.len() < 3 || word.bytes().any(|byte| byte.is_ascii_digit()) {
        return word.to_owned();
    }
    let mut stem = singular(word);
    for suffix in ["ing", "ed"] {
        if let Some(rest) = stem.strip_suffix(suffix).filter(|rest| rest.len() >= 2 && has_vowel(rest)) {
            stem = undouble(rest).to_owned();
            return strip_e(&stem).to_owned();
        }
    }
    strip_e(&stem).to_owned()
}

fn singular(word: &str) -> String {
    if let Some(rest) = word.strip_suffix("ies").filter(|rest| rest.len() >= 2) {
        return format!("{rest}y");
    }
    for suffix in ["sses", "shes", "ches", "xes"] {
        if word.len() > suffix.len() && word.ends_with(suffix) {
            return word.strip_suffix("es").unwrap_or(word).to_owned();
        }
    }
    let plural = !word.ends_with("ss") && !word.ends_with("us") && !word.ends_with("is") && word.len() > 3;
    word.strip_suffix('s').filter(|_| plural).unwrap_or(word).to_owned()
}

fn has_vowel(text: &str) -> bool {
    text.bytes().any(|byte| matches!(byte, b'a' | b'e' | b'i' | b'o' | b'u' | b'y'))
}

/// `runn` becomes `run`; `tell`, `pass` and `buzz` stay.
fn undouble(text: &str) -> &str {
    let mut ends = text.bytes().rev();
    match (ends.next(), ends.next()) {
        (Some(last), Some(before))
            if last == before && !matches!(last, b'l' | b's' | b'z') && !b"aeiou".contains(&last) =>
        {
            text.strip_suffix(char::from(last)).unwrap_or(text)
        }
        _ => text,
    }
}

fn strip_e(text: &str) -> &str {
    text.strip_suffix('e').filter(|rest| rest.len() >= 3).unwrap_or(text)
}

#[cfg(test)]
mod tests {
    use super::stem;

    #[test]
    fn forms_of_a_word_share_a_stem() {
        for (stem_of, forms) in [
            ("archive", ["archived", "archiving", "archives"]),
            ("run", ["runs", "running", "run"]),
            ("interview", ["interviews", "interviewed", "interviewing"]),
        ] {
            for form in forms {
                assert_eq!(stem(form), stem(stem_of), "{form}");
            }
        }
        assert_eq!(stem("stories"), stem("story"));
    }

    #[test]
    fn unrelated_words_keep_apart() {
        assert_ne!(stem("vid"), stem("video"));
        assert_ne!(stem("bird"), stem("birth"));
        assert_eq!(stem("news"), "new");
        assert_eq!(stem("教程"), "教程");
        assert_eq!(stem("king"), "king");
    }
}
