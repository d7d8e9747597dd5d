//! Words about media types.

/// Returns the clause that names the media types of the generated alternatives.
pub(super) fn only_generated(media_types: &[&str]) -> String {
    match media_types {
        [] => "nothing else is generated".to_owned(),
        [only] => format!("only `{only}` is generated"),
        [first @ .., last] => {
            format!("only `{}` and `{last}` are generated", first.join("`, `"))
        }
    }
}
