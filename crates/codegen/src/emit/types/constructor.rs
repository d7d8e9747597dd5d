//! Documentation of constructors.

use crate::names::TypeName;

/// Returns the documentation of a constructor. `arguments` names the kind of its arguments: fields
/// or headers.
pub(super) fn constructor_docs(name: &TypeName, arguments: &str) -> String {
    let name = name.as_str();
    format!(
        " Creates {} `{name}` from its required {arguments}.",
        article(name)
    )
}

/// Returns the indefinite article before a name.
fn article(name: &str) -> &'static str {
    let lower = name.to_ascii_lowercase();
    let has_vowel_sound = match lower.as_bytes() {
        [b'e', b'u', ..] => false,
        [b'a' | b'e' | b'i' | b'o', ..] => true,
        // "an update" and "an unknown value", but "a unit" and "a user".
        [b'u', b'n', third, ..] => *third != b'i',
        [b'u', b'p', ..] => true,
        _ => false,
    };
    if has_vowel_sound { "an" } else { "a" }
}

#[cfg(test)]
mod tests {
    use super::article;

    #[test]
    fn the_article_follows_the_pronunciation() {
        for name in ["Animal", "Error", "Item", "Order", "Upload", "Unauthorized"] {
            assert_eq!(article(name), "an", "{name}");
        }
        for name in ["Charge", "User", "Url", "Unit", "EuropeanVat", "Pet"] {
            assert_eq!(article(name), "a", "{name}");
        }
    }
}
