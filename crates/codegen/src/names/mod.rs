//! Names in the output. A name is derived from any string and allocated once in a [`Scope`]. Each
//! kind of name has its own type, so that a name of one kind is never used as another.
//!
//! A name is ASCII and valid for its kind, except that it can be a keyword: emitters convert it to
//! an identifier, which can be raw.

mod casing;
mod configured;
mod reserved;
mod scope;
mod type_path;

use std::sync::Arc;

pub use casing::{Kind, words};
pub use configured::ConfiguredName;
pub use reserved::is_keyword;
pub use scope::Scope;
pub use type_path::{TypePath, type_name_length};

/// A name of one [`Kind`]. Only a [`Scope`] allocates names, including configured ones
/// ([`ConfiguredName`]).
pub trait Name: Clone + Ord {
    /// The rules for the name.
    const KIND: Kind;

    /// Creates a name from a string that follows the rules.
    fn from_checked(text: Arc<str>) -> Self;

    /// Returns the name without the prefix `r#`.
    fn as_str(&self) -> &str;
}

macro_rules! names {
    ($($(#[$doc:meta])* $name:ident = $kind:ident,)*) => {
        $(
            $(#[$doc])*
            #[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
            pub struct $name(Arc<str>);

            impl $name {
                /// Returns the name without the prefix `r#`.
                pub fn as_str(&self) -> &str {
                    &self.0
                }
            }

            impl Name for $name {
                const KIND: Kind = Kind::$kind;

                fn from_checked(text: Arc<str>) -> Self {
                    Self(text)
                }

                fn as_str(&self) -> &str {
                    &self.0
                }
            }
        )*
    };
}

names! {
    /// The name of a type or trait: `CreateSession`.
    TypeName = Type,
    /// The name of a variant of an enum: `Pending`.
    VariantName = Variant,
    /// The name of a field or an argument: `external_ref`.
    FieldName = Field,
    /// The name of a method or function: `create_session`.
    MethodName = Method,
    /// The name of a module and, with `.rs`, of its file: `create_session`.
    ModuleName = Module,
    /// The name of a constant or static: `CREATE_SESSION`.
    ConstName = Const,
}

/// The name of a package: lower-case letters, digits and single hyphens, beginning with a letter.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct PackageName(Arc<str>);

impl PackageName {
    /// Derives a name from any string. A string without letters and digits becomes `api`.
    pub fn from_text(text: &str) -> Self {
        Self(casing::package(text).into())
    }

    /// Appends `-` and a word, which must be a valid package name.
    #[must_use]
    pub fn with_suffix(&self, word: &'static str) -> Self {
        Self(format!("{}-{word}", self.0).into())
    }

    /// Returns the name in a manifest.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// Returns the name of the crate in Rust code.
    pub fn crate_name(&self) -> String {
        self.0.replace('-', "_")
    }
}

#[cfg(test)]
mod tests;
