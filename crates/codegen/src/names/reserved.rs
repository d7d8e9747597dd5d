//! Words that cannot be used as names.

/// The strict and reserved keywords of Rust 2024.
const KEYWORDS: &[&str] = &[
    "Self", "abstract", "as", "async", "await", "become", "box", "break", "const", "continue",
    "crate", "do", "dyn", "else", "enum", "extern", "false", "final", "fn", "for", "gen", "if",
    "impl", "in", "let", "loop", "macro", "match", "mod", "move", "mut", "override", "priv", "pub",
    "ref", "return", "self", "static", "struct", "super", "trait", "true", "try", "type", "typeof",
    "unsafe", "unsized", "use", "virtual", "where", "while", "yield",
];

/// The types, traits and variants that generated code refers to by their short names.
const TYPES: &[&str] = &[
    "Arc",
    "AsRef",
    "BTreeMap",
    "Base64",
    "Base64Url",
    "Bool",
    "Box",
    "Bytes",
    "Clone",
    "Context",
    "Copy",
    "Date",
    "DateTime",
    "Debug",
    "Default",
    "Deserialize",
    "DeserializeOwned",
    "Deserializer",
    "Display",
    "Drop",
    "Eq",
    "Err",
    "Failure",
    "Fn",
    "FnMut",
    "FnOnce",
    "From",
    "FromStr",
    "Future",
    "Hash",
    "HeaderError",
    "HeaderReader",
    "HeaderWriter",
    "Headers",
    "Infallible",
    "Into",
    "IntoFuture",
    "IntoIterator",
    "Iterator",
    "None",
    "Ok",
    "Option",
    "OptionalNullable",
    "Ord",
    "PartialEq",
    "PartialOrd",
    "Result",
    "Secret",
    "Self",
    "Send",
    "Serialize",
    "Serializer",
    "Sized",
    "Some",
    "String",
    "Sync",
    "ToOwned",
    "ToString",
    "TryFrom",
    "TryInto",
    "Unknown",
    "Unpin",
    "Value",
    "Vec",
];

/// The crates that generated code refers to, the tools whose attributes it uses, the targets of
/// Cargo, and the device names of Windows.
const MODULES: &[&str] = &[
    "alloc",
    "aux",
    "axum",
    "build",
    "clippy",
    "con",
    "core",
    "diagnostic",
    "lib",
    "main",
    "miri",
    "nul",
    "prn",
    "proc_macro",
    "rust_analyzer",
    "rustdoc",
    "rustfmt",
    "serde",
    "serde_json",
    "specwright_runtime",
    "std",
    "test",
    "tests",
];

/// Returns whether a word is a keyword, so that its identifier is raw (`r#word`).
pub fn is_keyword(word: &str) -> bool {
    KEYWORDS.binary_search(&word).is_ok()
}

/// Returns whether a word is not even valid as a raw identifier.
pub(super) fn never_raw(word: &str) -> bool {
    matches!(word, "crate" | "self" | "Self" | "super" | "_")
}

/// Returns whether a type of this name would shadow one that generated code uses.
pub(super) fn is_type(word: &str) -> bool {
    TYPES.binary_search(&word).is_ok()
}

/// Returns whether a module or file of this name would conflict with a crate, a target or a device.
pub(super) fn is_module(word: &str) -> bool {
    let device = word
        .strip_prefix("com")
        .or_else(|| word.strip_prefix("lpt"))
        .is_some_and(|rest| matches!(rest.as_bytes(), [b'0'..=b'9']));
    device || is_keyword(word) || MODULES.binary_search(&word).is_ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_lists_are_sorted() {
        for list in [KEYWORDS, TYPES, MODULES] {
            assert!(list.is_sorted(), "{list:?}");
        }
    }
}
