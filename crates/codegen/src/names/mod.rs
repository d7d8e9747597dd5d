//! Names of the output: made from any text, allocated once a scope, and kept as types of their own so that a name of one kind
//! never stands where another belongs.
//!
//! A name is ASCII, fits in an identifier of its kind, and is never printed by itself: emitters turn it into an identifier.

mod casing;
mod reserved;
mod scope;
mod wanted;

use std::sync::Arc;

pub use casing::Kind;
pub use reserved::is_keyword;
pub use scope::Scope;
pub use wanted::{Wanted, WantedError};

/// A name of one [`Kind`]. Only a [`Scope`] makes one; a user's [`Wanted`] name goes through it too.
pub trait Name: Clone + Ord {
    /// Which rules it follows.
    const KIND: Kind;

    /// Takes a text that follows the rules already.
    fn from_checked(text: Arc<str>) -> Self;

    /// The text without a `r#` before it.
    fn as_str(&self) -> &str;
}

macro_rules! names {
    ($($(#[$doc:meta])* $name:ident = $kind:ident,)*) => {
        $(
            $(#[$doc])*
            #[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
            pub struct $name(Arc<str>);

            impl $name {
                /// The text without a `r#` before it.
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
    /// The name of a module, and with `.rs` that of its file: `create_session`.
    ModuleName = Module,
    /// The name of a constant or static: `CREATE_SESSION`.
    ConstName = Const,
}

/// The name of a package, such as `verifa` in `verifa-types`: lower case, digits and single hyphens, a letter first.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct PackageName(Arc<str>);

impl PackageName {
    /// Makes one from any text; a text without letters and digits gives `api`.
    pub fn from_text(text: &str) -> Self {
        Self(casing::package(text).into())
    }

    /// This name with `-` and a word that is a package name itself.
    #[must_use]
    pub fn with_suffix(&self, word: &'static str) -> Self {
        Self(format!("{}-{word}", self.0).into())
    }

    /// The name as it stands in a manifest.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The name as it stands in Rust code.
    pub fn crate_name(&self) -> String {
        self.0.replace('-', "_")
    }
}

#[cfg(test)]
mod tests;
