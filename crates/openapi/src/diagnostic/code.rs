//! The codes of diagnostics. Codes are part of the public interface: a code keeps its name and its
//! meaning.

use std::fmt;

macro_rules! codes {
    ($($(#[$doc:meta])* $variant:ident = $family:ident::$name:literal,)*) => {
        /// The stable name of a kind of problem: `oas::` for problems of the document, `gen::` for
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
    /// The file is empty or contains only comments.
    EmptyFile = oas::"empty-file",
    /// The file is not UTF-8 text.
    NotText = oas::"not-text",
    /// The file is not valid JSON.
    JsonSyntax = oas::"json-syntax",
    /// The file is not valid YAML.
    YamlSyntax = oas::"yaml-syntax",
    /// An object has a duplicate key.
    DuplicateKey = oas::"duplicate-key",
    /// The document exceeds one of the [`Limits`](crate::Limits).
    LimitExceeded = oas::"limit-exceeded",
    /// A value has a type that the specification does not allow.
    WrongType = oas::"wrong-type",
    /// The document does not declare its version.
    MissingVersion = oas::"missing-version",
    /// The version of the document is not supported.
    UnsupportedVersion = oas::"unsupported-version",
    /// An object does not conform to the specification.
    InvalidPiece = oas::"invalid-piece",
    /// A reference does not resolve to a value.
    UnresolvedRef = oas::"unresolved-ref",
    /// Two schemas have the same identifier.
    DuplicateIdentifier = oas::"duplicate-identifier",
    /// References form a cycle without a value.
    RefCycle = oas::"ref-cycle",
    /// A reference requires network access.
    RemoteRef = oas::"remote-ref",
    /// A referenced file cannot be read.
    ExternalRef = oas::"external-ref",
    /// A reference leaves the folder of the document.
    RefOutsideFolder = oas::"ref-outside-folder",
    /// A path does not start with a slash.
    PathWithoutSlash = oas::"path-without-slash",
    /// A path has unbalanced braces, or contains a parameter twice.
    MalformedPath = oas::"malformed-path",
    /// A path contains a parameter that is not declared.
    UndeclaredPathParameter = oas::"undeclared-path-parameter",
    /// A declared path parameter is not in the path.
    UnusedPathParameter = oas::"unused-path-parameter",
    /// Two operations have the same `operationId`.
    DuplicateOperationId = oas::"duplicate-operation-id",
    /// A security requirement names an undeclared security scheme.
    UnknownSecurityScheme = oas::"unknown-security-scheme",
    /// A discriminator names a schema that does not exist or is not a variant of the union.
    DiscriminatorMapping = oas::"discriminator-mapping",
    /// The schemas of an `allOf` conflict with each other.
    ConflictingAllOf = oas::"conflicting-all-of",
    /// A schema describes properties or elements, but has no `type`.
    MissingType = oas::"missing-type",
    /// A value, such as a default or a bound, does not match its type.
    MismatchedValue = oas::"mismatched-value",
    /// A regular expression is invalid.
    InvalidPattern = oas::"invalid-pattern",
    /// An overlay is invalid.
    InvalidOverlay = oas::"invalid-overlay",
    /// The target of an overlay's action matches nothing in the document.
    UnmatchedOverlayTarget = oas::"unmatched-overlay-target",
    /// An overlay is declared for another document.
    OtherOverlayDocument = oas::"other-overlay-document",
    /// A parameter has a style that is not supported.
    UnsupportedStyle = gen::"unsupported-style",
    /// An operation has a method that is not supported.
    UnsupportedMethod = gen::"unsupported-method",
    /// A body or response has a media type that is not supported.
    UnsupportedMediaType = gen::"unsupported-media-type",
    /// A keyword is ignored.
    IgnoredKeyword = gen::"ignored-keyword",
    /// Two operations have the same method and path; the server implements the first.
    DuplicateRoute = gen::"duplicate-route",
    /// The configuration is invalid.
    InvalidConfig = gen::"invalid-config",
    /// The configuration names something that the document does not contain.
    UnknownConfigTarget = gen::"unknown-config-target",
}

impl fmt::Display for Code {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}
