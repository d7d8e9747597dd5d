//! Rust that the user writes into the configuration: types, derives and attributes. Each is read as what it is; nothing else gets through.

use std::sync::Arc;

use syn::visit::{self, Visit};

use super::text;

/// A Rust type of the user's, by its whole path: `uuid::Uuid`. It has to implement `Serialize`, `Deserialize`, `Clone`, `Debug`, `PartialEq`,
/// `Send` and `Sync`, and to borrow nothing.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct UserType {
    text: Arc<str>,
    crates: Arc<[String]>,
}

/// A macro that is derived, by its whole path unless it is one of the standard library.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Derive {
    text: Arc<str>,
    crates: Arc<[String]>,
}

/// An attribute without `#[` and `]`.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Attribute(Arc<str>);

/// A text that is no Rust of its kind.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{0}")]
pub struct CodeError(String);

/// Types that need no path.
const PRELUDE: &[&str] = &[
    "bool", "char", "f32", "f64", "i8", "i16", "i32", "i64", "i128", "isize", "u8", "u16", "u32",
    "u64", "u128", "usize", "str", "Box", "Option", "String", "Vec",
];

/// Derives that need no path.
const DERIVES: &[&str] = &[
    "Clone",
    "Copy",
    "Debug",
    "Default",
    "Eq",
    "Hash",
    "Ord",
    "PartialEq",
    "PartialOrd",
];

/// Crates that are there without being depended on.
const STANDARD: &[&str] = &["core", "std"];

impl UserType {
    /// The type as Rust.
    pub fn as_str(&self) -> &str {
        &self.text
    }

    /// The crates that it names, besides those of the standard library.
    pub fn crates(&self) -> &[String] {
        &self.crates
    }
}

impl std::str::FromStr for UserType {
    type Err = CodeError;

    fn from_str(text: &str) -> Result<Self, CodeError> {
        let not_a_type = |why: &str| CodeError(format!("`{text}` is no type: {why}"));
        let ty: syn::Type = syn::parse_str(text).map_err(|error| not_a_type(&error.to_string()))?;
        let mut paths = Paths::default();
        paths.visit_type(&ty);
        match paths.wrong {
            Some(wrong) => Err(not_a_type(wrong)),
            None => Ok(Self {
                text: Arc::from(text.trim()),
                crates: paths.crates.into(),
            }),
        }
    }
}

impl Derive {
    /// The path of the macro.
    pub fn as_str(&self) -> &str {
        &self.text
    }

    /// The crate that it is in, if it is not the standard library.
    pub fn crates(&self) -> &[String] {
        &self.crates
    }
}

impl std::str::FromStr for Derive {
    type Err = CodeError;

    fn from_str(text: &str) -> Result<Self, CodeError> {
        let not_a_derive = |why: &str| CodeError(format!("`{text}` can't be derived: {why}"));
        let path = syn::parse_str(text).map_err(|error| not_a_derive(&error.to_string()))?;
        let root = root(&path, DERIVES).map_err(not_a_derive)?;
        if path
            .segments
            .iter()
            .any(|segment| !segment.arguments.is_none())
        {
            return Err(not_a_derive("a macro has no type arguments"));
        }
        Ok(Self {
            text: Arc::from(text.trim()),
            crates: root.into_iter().collect(),
        })
    }
}

impl Attribute {
    /// The attribute without `#[` and `]`.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl std::str::FromStr for Attribute {
    type Err = CodeError;

    fn from_str(text: &str) -> Result<Self, CodeError> {
        match syn::parse_str::<syn::Meta>(text) {
            Ok(_) => Ok(Self(Arc::from(text.trim()))),
            Err(error) => Err(CodeError(format!(
                "`{text}` is no attribute, which is written without `#[` and `]`: {error}"
            ))),
        }
    }
}

text::deserialize_from_text!(UserType, Derive, Attribute);

/// The crate that a path begins with, if it is not the standard library; what is wrong if it can't be named from anywhere.
fn root(path: &syn::Path, short: &[&str]) -> Result<Option<String>, &'static str> {
    let Some(first) = path
        .segments
        .first()
        .map(|segment| segment.ident.to_string())
    else {
        return Err("the path is empty");
    };
    match path.segments.len() {
        _ if ["crate", "self", "super", "Self"].contains(&first.as_str()) => {
            Err("begin the path with the name of a crate")
        }
        1 if short.contains(&first.as_str()) => Ok(None),
        1 => Err("write the whole path, from the name of its crate on"),
        _ if STANDARD.contains(&first.as_str()) => Ok(None),
        _ => Ok(Some(first)),
    }
}

/// The crates that a type names, and what of it is no type that a value could have as it stands.
#[derive(Default)]
struct Paths {
    crates: Vec<String>,
    wrong: Option<&'static str>,
}

impl<'ast> Visit<'ast> for Paths {
    fn visit_type(&mut self, ty: &'ast syn::Type) {
        match ty {
            syn::Type::Path(path) if path.qself.is_none() => {
                match root(&path.path, PRELUDE) {
                    Ok(Some(name)) if !self.crates.contains(&name) => self.crates.push(name),
                    Ok(_) => {}
                    Err(wrong) => self.wrong = Some(wrong),
                }
                visit::visit_type(self, ty);
            }
            syn::Type::Tuple(_)
            | syn::Type::Array(_)
            | syn::Type::Paren(_)
            | syn::Type::Group(_) => visit::visit_type(self, ty),
            _ => self.wrong = Some("write a path, such as `uuid::Uuid`"),
        }
    }

    fn visit_lifetime(&mut self, lifetime: &'ast syn::Lifetime) {
        if lifetime.ident != "static" {
            self.wrong = Some("it borrows, and what it would borrow from is gone");
        }
    }

    fn visit_expr(&mut self, expression: &'ast syn::Expr) {
        if !matches!(expression, syn::Expr::Lit(_)) {
            self.wrong = Some("a length is a number");
        }
    }

    fn visit_parenthesized_generic_arguments(
        &mut self,
        _: &'ast syn::ParenthesizedGenericArguments,
    ) {
        self.wrong = Some("it is a function");
    }

    fn visit_assoc_type(&mut self, _: &'ast syn::AssocType) {
        self.wrong = Some("it names a trait");
    }
}
