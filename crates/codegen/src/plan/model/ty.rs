//! The Rust types of values.

use std::collections::BTreeSet;

use crate::config::UserType;
use crate::names::TypePath;

/// The Rust type of a value.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
#[allow(missing_docs, reason = "each is the Rust type of its name")]
pub enum RustType {
    Bool,
    I8,
    I16,
    I32,
    I64,
    U8,
    U16,
    U32,
    U64,
    F64,
    String,
    /// The string of a property for which the schema allows one value only.
    Constant,
    /// A string that `Debug` does not print.
    Secret,
    /// A date, as the string that was received.
    Date,
    /// A date and time, as the string that was received.
    DateTime,
    /// Bytes, as the Base64 string that was received.
    Base64,
    /// Bytes, as the Base64 string with the alphabet for URLs that was received.
    Base64Url,
    /// Bytes.
    Bytes,
    /// A file in a multipart body.
    File,
    /// A part of a multipart body.
    Part,
    /// Bytes with a media type.
    Content,
    /// Any JSON value.
    Value,
    Unit,
    /// A type of the types crate.
    Named(TypePath),
    /// A user-supplied type.
    User(UserType),
    Option(Box<RustType>),
    /// A value, `null`, or an absent value.
    OptionalNullable(Box<RustType>),
    Vec(Box<RustType>),
    /// A map with string keys.
    Map(Box<RustType>),
    Boxed(Box<RustType>),
    /// A Rust tuple.
    Tuple(Vec<RustType>),
    /// A stream of bytes.
    ByteStream,
    /// A stream of server-sent events with data of a type.
    EventStream(Box<RustType>),
    /// A stream of values of a type.
    ItemStream(Box<RustType>),
}

impl RustType {
    /// Returns an `Option` of the type.
    #[must_use]
    pub fn optional(self) -> Self {
        RustType::Option(Box::new(self))
    }

    /// Returns whether the type implements `Copy`.
    pub fn is_copy(&self) -> bool {
        match self {
            RustType::Bool
            | RustType::I8
            | RustType::I16
            | RustType::I32
            | RustType::I64
            | RustType::U8
            | RustType::U16
            | RustType::U32
            | RustType::U64
            | RustType::F64
            | RustType::Unit => true,
            RustType::Option(inner) => inner.is_copy(),
            RustType::Tuple(parts) => parts.iter().all(RustType::is_copy),
            _ => false,
        }
    }

    /// Returns whether the type is a file, or an `Option` or `Vec` of files.
    pub fn is_files(&self) -> bool {
        let mut ty = self;
        while let [inner] = ty.parts() {
            ty = inner;
        }
        *ty == RustType::File
    }

    /// Returns the generic arguments of the type, or the elements of a tuple.
    pub fn parts(&self) -> &[RustType] {
        match self {
            RustType::Option(inner)
            | RustType::OptionalNullable(inner)
            | RustType::Vec(inner)
            | RustType::Map(inner)
            | RustType::Boxed(inner)
            | RustType::EventStream(inner)
            | RustType::ItemStream(inner) => std::slice::from_ref(inner),
            RustType::Tuple(parts) => parts,
            _ => &[],
        }
    }

    /// Returns whether the type contains a user-supplied type, possibly as one of these aliases.
    pub fn is_foreign(&self, aliases: &BTreeSet<TypePath>) -> bool {
        self.all().into_iter().any(|part| match part {
            RustType::User(_) => true,
            RustType::Named(name) => aliases.contains(name),
            _ => false,
        })
    }

    /// Returns the type and all types in it, breadth first.
    pub fn all(&self) -> Vec<&RustType> {
        let mut all = vec![self];
        let mut next = 0;
        while let Some(ty) = all.get(next).copied() {
            all.extend(ty.parts());
            next += 1;
        }
        all
    }
}
