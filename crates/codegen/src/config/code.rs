//! Rust code in the configuration: types, derives and attributes. Each string is parsed as the kind
//! of code that its option requires, and rejected if it is anything else.

use std::sync::Arc;

use syn::visit::{self, Visit};

use super::text;
use crate::catalogue::config::{InvalidCode, InvalidValue};

/// A user-supplied Rust type with its full path, such as `uuid::Uuid`. It must implement
/// `Serialize`, `Deserialize`, `Clone`, `Debug`, `PartialEq`, `Send` and `Sync`, and must not
/// borrow.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct UserType {
    text: Arc<str>,
    crates: Arc<[String]>,
}

/// A derive macro, with its full path unless it is from the standard library.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Derive {
    text: Arc<str>,
    crates: Arc<[String]>,
}

/// An attribute, without `#[` and `]`.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Attribute(Arc<str>);

/// Types that are in scope everywhere.
const PRELUDE: &[&str] = &[
    "bool", "char", "f32", "f64", "i8", "i16", "i32", "i64", "i128", "isize", "u8", "u16", "u32",
    "u64", "u128", "usize", "str", "Box", "Option", "String", "Vec",
];

/// Derives that are in scope everywhere.
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

/// Crates that are available without a dependency.
const STANDARD: &[&str] = &["core", "std"];

impl UserType {
    /// Returns the Rust code of the type.
    pub fn as_str(&self) -> &str {
        &self.text
    }

    /// Returns the crates that the type refers to, other than the standard library.
    pub fn crates(&self) -> &[String] {
        &self.crates
    }
}

impl std::str::FromStr for UserType {
    type Err = InvalidValue;

    fn from_str(text: &str) -> Result<Self, InvalidValue> {
        let invalid = |problem| InvalidValue::Type {
            text: text.to_owned(),
            problem,
        };
        let ty: syn::Type = syn::parse_str(text)
            .map_err(|error| invalid(InvalidCode::Syntax(error.to_string())))?;
        let mut paths = Paths::default();
        paths.visit_type(&ty);
        match paths.problem {
            Some(problem) => Err(invalid(problem)),
            None => Ok(Self {
                text: Arc::from(text.trim()),
                crates: paths.crates.into(),
            }),
        }
    }
}

impl Derive {
    /// Returns the path of the macro.
    pub fn as_str(&self) -> &str {
        &self.text
    }

    /// Returns the crate of the macro, unless it is the standard library.
    pub fn crates(&self) -> &[String] {
        &self.crates
    }
}

impl std::str::FromStr for Derive {
    type Err = InvalidValue;

    fn from_str(text: &str) -> Result<Self, InvalidValue> {
        let invalid = |problem| InvalidValue::Derive {
            text: text.to_owned(),
            problem,
        };
        let path = syn::parse_str(text)
            .map_err(|error| invalid(InvalidCode::Syntax(error.to_string())))?;
        let root = root(&path, DERIVES).map_err(invalid)?;
        if path
            .segments
            .iter()
            .any(|segment| !segment.arguments.is_none())
        {
            return Err(invalid(InvalidCode::DeriveArguments));
        }
        Ok(Self {
            text: Arc::from(text.trim()),
            crates: root.into_iter().collect(),
        })
    }
}

impl Attribute {
    /// Returns the code of the attribute, without `#[` and `]`.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl std::str::FromStr for Attribute {
    type Err = InvalidValue;

    fn from_str(text: &str) -> Result<Self, InvalidValue> {
        match syn::parse_str::<syn::Meta>(text) {
            Ok(_) => Ok(Self(Arc::from(text.trim()))),
            Err(error) => Err(InvalidValue::Attribute {
                text: text.to_owned(),
                reason: error.to_string(),
            }),
        }
    }
}

text::deserialize_from_text!(UserType, Derive, Attribute);

/// Returns the crate of a path, or `None` for the standard library and for the names in `short`.
///
/// # Errors
/// Returns the reason if the path does not begin with a crate.
fn root(path: &syn::Path, short: &[&str]) -> Result<Option<String>, InvalidCode> {
    let Some(first) = path
        .segments
        .first()
        .map(|segment| segment.ident.to_string())
    else {
        return Err(InvalidCode::NotAPath);
    };
    match path.segments.len() {
        _ if ["crate", "self", "super", "Self"].contains(&first.as_str()) => {
            Err(InvalidCode::RelativePath)
        }
        1 if short.contains(&first.as_str()) => Ok(None),
        1 => Err(InvalidCode::ShortPath),
        _ if STANDARD.contains(&first.as_str()) => Ok(None),
        _ => Ok(Some(first)),
    }
}

/// The crates that a type refers to, and the first reason why the type cannot be used.
#[derive(Default)]
struct Paths {
    crates: Vec<String>,
    problem: Option<InvalidCode>,
}

impl<'ast> Visit<'ast> for Paths {
    fn visit_type(&mut self, ty: &'ast syn::Type) {
        match ty {
            syn::Type::Path(path) if path.qself.is_none() => {
                match root(&path.path, PRELUDE) {
                    Ok(Some(name)) if !self.crates.contains(&name) => self.crates.push(name),
                    Ok(_) => {}
                    Err(problem) => self.problem = Some(problem),
                }
                visit::visit_type(self, ty);
            }
            syn::Type::Tuple(_)
            | syn::Type::Array(_)
            | syn::Type::Paren(_)
            | syn::Type::Group(_) => visit::visit_type(self, ty),
            _ => self.problem = Some(InvalidCode::NotAPath),
        }
    }

    fn visit_lifetime(&mut self, lifetime: &'ast syn::Lifetime) {
        if lifetime.ident != "static" {
            self.problem = Some(InvalidCode::Lifetime);
        }
    }

    fn visit_expr(&mut self, expression: &'ast syn::Expr) {
        if !matches!(expression, syn::Expr::Lit(_)) {
            self.problem = Some(InvalidCode::ArrayLength);
        }
    }

    fn visit_parenthesized_generic_arguments(
        &mut self,
        _: &'ast syn::ParenthesizedGenericArguments,
    ) {
        self.problem = Some(InvalidCode::Function);
    }

    fn visit_assoc_type(&mut self, _: &'ast syn::AssocType) {
        self.problem = Some(InvalidCode::AssociatedType);
    }
}
