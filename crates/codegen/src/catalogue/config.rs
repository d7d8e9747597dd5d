//! Findings about the syntax of the configuration, and errors for strings that cannot be parsed.

use specwright_openapi::diagnostic::{Code, Finding};

/// A string of the configuration that cannot be parsed. `Display` writes the message.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum InvalidValue {
    /// A user-supplied type.
    #[error("invalid type `{text}`: {problem}")]
    Type {
        /// The configured string.
        text: String,
        /// The reason.
        problem: InvalidCode,
    },
    /// A derive macro.
    #[error("invalid derive `{text}`: {problem}")]
    Derive {
        /// The configured string.
        text: String,
        /// The reason.
        problem: InvalidCode,
    },
    /// An attribute.
    #[error("invalid attribute `{text}`: {reason}")]
    Attribute {
        /// The configured string.
        text: String,
        /// The reason, from the parser of Rust code.
        reason: String,
    },
    /// A pattern that matches no path.
    #[error("invalid pattern `{0}`: expected a pattern that begins with `/` or `*`")]
    RelativePattern(String),
    /// A pattern that is not a glob pattern.
    #[error("invalid pattern `{text}`: {reason}")]
    Pattern {
        /// The configured string.
        text: String,
        /// The reason, from the parser of patterns.
        reason: &'static str,
    },
    /// An HTTP method.
    #[error("invalid HTTP method `{0}`")]
    Method(String),
    /// A base URL.
    #[error("invalid server URL `{0}`: expected an absolute `http` or `https` URL without a query")]
    BaseUrl(String),
    /// A name in the generated code.
    #[error("invalid name `{text}`: {problem}")]
    Name {
        /// The configured string.
        text: String,
        /// The reason.
        problem: InvalidName,
    },
}

/// The reason why a type or a derive macro cannot be used.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
#[expect(missing_docs, reason = "the messages describe the variants")]
pub enum InvalidCode {
    #[error("{0}")]
    Syntax(String),
    #[error("expected a path that begins with the name of a crate")]
    RelativePath,
    #[error("expected the full path, beginning with the name of a crate")]
    ShortPath,
    #[error("derive macros have no type arguments")]
    DeriveArguments,
    #[error("expected a path, such as `uuid::Uuid`")]
    NotAPath,
    #[error("types that borrow are not supported")]
    Lifetime,
    #[error("expected a number as the length of an array")]
    ArrayLength,
    #[error("function types are not supported")]
    Function,
    #[error("associated types are not supported")]
    AssociatedType,
}

/// The reason why a name cannot be used.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
#[expect(missing_docs, reason = "the messages describe the variants")]
pub enum InvalidName {
    #[error("expected upper camel case")]
    NotUpperCamelCase,
    #[error("expected lower-case letters, digits and underscores, beginning with a letter")]
    NotSnakeCase,
    #[error("expected upper-case letters, digits and underscores, beginning with a letter")]
    NotUpperCase,
    #[error("expected at most {0} bytes")]
    TooLong(usize),
    #[error("the name is a keyword of Rust")]
    Keyword,
    #[error("the name is reserved by generated code")]
    Reserved,
}

impl InvalidValue {
    pub(crate) fn hint(&self) -> &'static str {
        match self {
            Self::Type { problem, .. } | Self::Derive { problem, .. } => problem.hint(),
            Self::Attribute { .. } => "write the attribute as in Rust code, without `#[` and `]`",
            Self::RelativePattern(_) => "begin the pattern with `/`, or with `**` for any prefix",
            Self::Pattern { .. } => {
                "use `*` within a segment, `**` as a whole segment, and `[…]` for a set of characters"
            }
            Self::Method(_) => "use an HTTP method, such as `get`",
            Self::BaseUrl(_) => "write a URL such as `https://api.example.com/v1`",
            Self::Name { problem, .. } => problem.hint(),
        }
    }
}

impl InvalidCode {
    fn hint(&self) -> &'static str {
        match self {
            Self::Syntax(_) => "correct the Rust syntax",
            Self::RelativePath | Self::ShortPath => {
                "write the full path, such as `uuid::Uuid`, and add the crate under `[dependencies]`"
            }
            Self::DeriveArguments => "write only the path of the macro",
            Self::NotAPath | Self::Function => "define a struct or an enum, and use its path",
            Self::Lifetime => "use a type that owns its data",
            Self::ArrayLength => "write the length as a number, such as `[u8; 16]`",
            Self::AssociatedType => "define a type alias in your own crate, and use its path",
        }
    }
}

impl InvalidName {
    fn hint(self) -> &'static str {
        match self {
            Self::NotUpperCamelCase => "write the name in upper camel case, such as `NewPet`",
            Self::NotSnakeCase => "write the name in snake case, such as `new_pet`",
            Self::NotUpperCase => "write the name in upper case, such as `NEW_PET`",
            Self::TooLong(_) => "shorten the name",
            Self::Keyword | Self::Reserved => "use another name",
        }
    }
}

/// The file is not TOML.
pub(crate) fn syntax(reason: &str) -> Finding {
    let message = format!("invalid TOML: {reason}");
    Finding::error(Code::InvalidConfig, message, "correct the syntax")
}

/// A string cannot be parsed; the message and the hint are those of an [`InvalidValue`].
pub(crate) fn invalid_value(message: &str, hint: &str) -> Finding {
    Finding::error(Code::InvalidConfig, message, hint)
}

/// A key is unknown or missing, or a value has the wrong type; `reason` comes from the
/// deserializer. `similar` is a valid name with a similar spelling.
pub(crate) fn invalid(reason: &str, similar: Option<&str>) -> Finding {
    let hint = match similar {
        Some(name) => format!("did you mean `{name}`?"),
        None => "correct the value; `docs/src/configuration.md` describes every key".to_owned(),
    };
    Finding::error(Code::InvalidConfig, reason, hint)
}
