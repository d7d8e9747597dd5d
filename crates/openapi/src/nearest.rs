//! Suggestions for misspelled names.

/// The Jaro-Winkler similarity, between 0 and 1, that a suggestion must exceed.
const MIN_SIMILARITY: f64 = 0.7;

/// Returns the known name that is most similar to a word, or `None` if no name is similar enough.
pub fn nearest<'a>(word: &str, known: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    known
        .into_iter()
        .map(|name| (strsim::jaro_winkler(word, name), name))
        .filter(|(similarity, _)| *similarity > MIN_SIMILARITY)
        .max_by(|(left, _), (right, _)| left.total_cmp(right))
        .map(|(_, name)| name)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_similar_names_are_suggested() {
        let known = ["schemas", "responses", "parameters"];
        assert_eq!(nearest("schema", known), Some("schemas"));
        assert_eq!(nearest("xyz", known), None);
    }
}
