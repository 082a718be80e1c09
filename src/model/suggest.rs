//! The name that was probably meant.

/// The candidate nearest to `typed`, if one is near enough to be a typo of it.
pub fn closest<'a>(typed: &str, candidates: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    let lower = typed.to_lowercase();
    let limit = match lower.chars().count() {
        0..=2 => 1,
        3..=5 => 2,
        _ => 3,
    };
    candidates
        .into_iter()
        .map(|name| (strsim::damerau_levenshtein(&lower, &name.to_lowercase()), name))
        .filter(|(distance, name)| *distance <= limit && distance * 2 <= name.chars().count())
        .min_by_key(|(distance, _)| *distance)
        .map(|(_, name)| name)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_typo_finds_its_name_and_nonsense_finds_none() {
        let names = ["updated_at", "created_at", "tags", "state"];
        assert_eq!(closest("udpated_at", names), Some("updated_at"));
        assert_eq!(closest("tag", names), Some("tags"));
        assert_eq!(closest("wombat", names), None);
        assert_eq!(closest("foo", ["cos", "now"]), None, "most of a short name is another");
        assert_eq!(closest("cuont", ["count"]), Some("count"));
    }
}
