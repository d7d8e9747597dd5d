//! The codes of diagnostics. They are part of the interface: a code keeps its name and its meaning.

use std::fmt;

macro_rules! codes {
    ($($(#[$doc:meta])* $variant:ident = $family:ident::$name:literal,)*) => {
        /// Stable name of a kind of problem: `oas::` for problems of the document, `gen::` for
        /// limits of the generated code and problems of the configuration.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub enum Code { $($(#[$doc])* $variant,)* }

        impl Code {
            /// All codes.
            pub const ALL: &[Code] = &[$(Code::$variant,)*];

            /// Returns the code as it is shown, for example `oas::unresolved-ref`.
            pub const fn as_str(self) -> &'static str {
                match self { $(Code::$variant => concat!(stringify!($family), "::", $name),)* }
            }

            /// Returns the code's entry of the documentation as Markdown: its cause, an example
            /// and how to fix it. The first line is a heading with the code.
            pub const fn explanation(self) -> &'static str {
                match self { $(Code::$variant => include_str!(concat!("entries/", $name, ".md")),)* }
            }
        }
    };
}

codes! {
    /// The file is empty or holds only comments.
    EmptyFile = oas::"empty-file",
    /// The file is not UTF-8 text.
    NotText = oas::"not-text",
    /// The text is not JSON.
    JsonSyntax = oas::"json-syntax",
    /// The text is not YAML.
    YamlSyntax = oas::"yaml-syntax",
    /// A key stands twice in one object.
    DuplicateKey = oas::"duplicate-key",
    /// The document is larger than a limit: bytes, nodes, nesting, aliases, reference hops.
    LimitExceeded = oas::"limit-exceeded",
    /// The root is not an object, or another place has a value of a kind that it cannot have.
    WrongType = oas::"wrong-type",
    /// Neither `openapi` nor `swagger` says what the document is.
    MissingVersion = oas::"missing-version",
    /// The version of the document is not one that is read.
    UnsupportedVersion = oas::"unsupported-version",
    /// A piece of the document does not fit the specification.
    InvalidPiece = oas::"invalid-piece",
    /// A reference leads nowhere.
    UnresolvedRef = oas::"unresolved-ref",
    /// References lead to each other and never to a value.
    RefCycle = oas::"ref-cycle",
    /// A reference needs the network.
    RemoteRef = oas::"remote-ref",
    /// A reference leads to another file that can't be read.
    ExternalRef = oas::"external-ref",
    /// A reference leaves the folder of the document.
    RefOutsideFolder = oas::"ref-outside-folder",
    /// A path does not begin with a slash.
    PathWithoutSlash = oas::"path-without-slash",
    /// A path has a brace too many or too few, or the same parameter twice.
    MalformedPath = oas::"malformed-path",
    /// A path parameter of the template is not declared.
    UndeclaredPathParameter = oas::"undeclared-path-parameter",
    /// A declared path parameter is not in the template.
    UnusedPathParameter = oas::"unused-path-parameter",
    /// Two operations have one operationId.
    DuplicateOperationId = oas::"duplicate-operation-id",
    /// A security requirement names a scheme that is not declared.
    UnknownSecurityScheme = oas::"unknown-security-scheme",
    /// A discriminator names a schema that is not there, or not one of the branches.
    DiscriminatorMapping = oas::"discriminator-mapping",
    /// The parts of an `allOf` contradict each other.
    ConflictingAllOf = oas::"conflicting-all-of",
    /// An enum value, default or bound does not fit the type.
    MismatchedValue = oas::"mismatched-value",
    /// A regular expression can't be read.
    InvalidPattern = oas::"invalid-pattern",
    /// An overlay is not as its specification says.
    InvalidOverlay = oas::"invalid-overlay",
    /// The target of an overlay's action is nowhere in the document.
    UnmatchedOverlayTarget = oas::"unmatched-overlay-target",
    /// An overlay says that it is for another document.
    OtherOverlayDocument = oas::"other-overlay-document",
    /// A parameter is written in a style that is not generated yet.
    UnsupportedStyle = gen::"unsupported-style",
    /// An operation has a method that is not generated.
    UnsupportedMethod = gen::"unsupported-method",
    /// A body has only media types that are not generated yet.
    UnsupportedMediaType = gen::"unsupported-media-type",
    /// A keyword has no effect on the output.
    IgnoredKeyword = gen::"ignored-keyword",
    /// Two operations answer the same method and path; the server has the first.
    DuplicateRoute = gen::"duplicate-route",
    /// The configuration says something that means nothing.
    InvalidConfig = gen::"invalid-config",
    /// The configuration names something that is not in the document.
    UnknownConfigTarget = gen::"unknown-config-target",
}

impl fmt::Display for Code {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

#[cfg(test)]
mod tests {
    use super::Code;

    #[test]
    fn every_explanation_begins_with_its_code() {
        for code in Code::ALL {
            let heading = format!("## `{code}`\n\n");
            assert!(
                code.explanation().starts_with(&heading),
                "the entry of `{code}` does not begin with {heading:?}"
            );
        }
    }
}
