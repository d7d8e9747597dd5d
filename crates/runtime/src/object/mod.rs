//! Objects: structs with a field for each property.
//!
//! [`object!`](crate::object!) implements the conversions of a struct from a list of its fields.
//! Generated crates have thousands of structs, so the expansion for each is small: it passes the
//! fields to functions without type parameters. Derived implementations of serde's traits would
//! take several times as long to compile.

mod constant;
mod flag;
mod properties;
mod reader;
mod slot;
mod writer;

pub use self::constant::{Constant, ConstantSlot, constant};
pub use self::flag::{FlagSlot, flag};
pub(crate) use self::properties::duplicate_property;
pub use self::properties::{Reader, Writer, deserialize, null_as_value, serialize};
pub use self::reader::read;
pub use self::slot::{
    Optional, OptionalOrNull, OptionalValue, Property, Required, Rest, Slot, optional,
    optional_nullable, optional_value, required,
};
pub use self::writer::{ObjectWriter, write};

/// Implements the conversions of a struct from and to JSON, and thereby serde's traits.
///
/// Each field has a kind: [`required`], [`optional`], [`optional_nullable`], [`optional_value`],
/// [`constant`] or [`flag`]. The name of its property follows if it differs, then the value of a
/// constant or a flag. The last field can be `..`, a map of all other properties.
///
/// ```
/// use std::collections::BTreeMap;
///
/// use specwright_runtime::Constant;
///
/// #[derive(Debug, PartialEq)]
/// pub struct Pet {
///     pub object: Constant,
///     pub id: i64,
///     pub r#type: Option<String>,
///     pub additional: BTreeMap<String, bool>,
/// }
///
/// specwright_runtime::object!(Pet {
///     constant object is "pet",
///     required id,
///     optional r#type = "type",
///     ..additional
/// });
///
/// let pet: Pet = serde_json::from_str(r#"{"object": "pet", "id": 1, "tame": true}"#)?;
/// assert_eq!(pet.additional["tame"], true);
/// assert_eq!(serde_json::to_string(&pet)?, r#"{"object":"pet","id":1,"tame":true}"#);
/// # Ok::<(), serde_json::Error>(())
/// ```
#[macro_export]
macro_rules! object {
    ($name:ident { $($kind:ident $field:ident $(= $property:literal)? $(is $constant:literal)?,)* $(..$rest:ident $(,)?)? }) => {
        impl $crate::json::FromJson for $name {
            #[inline]
            fn from_json(
                reader: &mut $crate::json::Reader<'_>,
            ) -> ::core::result::Result<Self, $crate::json::ValueError> {
                $(let mut $field = $crate::object::$kind($($constant)?);)*
                $(let mut $rest = ::std::collections::BTreeMap::new();)?
                $crate::object::read(
                    reader,
                    &mut [$($field.property($crate::__property!($field $($property)?))),*],
                    $crate::__rest!($($rest)?),
                )?;
                ::core::result::Result::Ok(Self { $($field: $field.end(),)* $($rest)? })
            }
        }

        impl $crate::json::ToJson for $name {
            #[inline]
            fn to_json(&self, writer: &mut $crate::json::Writer) {
                $crate::__end_object!(
                    $crate::object::write(writer)
                        $(.$kind($crate::__property!($field $($property)?), &self.$field))*,
                    &[$($crate::__property!($field $($property)?)),*]
                    $(, &self.$rest)?
                );
            }
        }

        $crate::serde_by_json!($name);
    };
}

/// Implements serde's traits for a type that is read from and written as JSON text.
#[macro_export]
macro_rules! serde_by_json {
    ($name:ident) => {
        impl<'de> $crate::serde::Deserialize<'de> for $name {
            fn deserialize<D: $crate::serde::Deserializer<'de>>(
                deserializer: D,
            ) -> ::core::result::Result<Self, D::Error> {
                $crate::json::deserialize(deserializer)
            }
        }

        impl $crate::serde::Serialize for $name {
            fn serialize<S: $crate::serde::Serializer>(
                &self,
                serializer: S,
            ) -> ::core::result::Result<S::Ok, S::Error> {
                $crate::json::serialize(self, serializer)
            }
        }
    };
}

/// The name of the property of a field.
#[doc(hidden)]
#[macro_export]
macro_rules! __property {
    ($field:ident) => {
        ::core::stringify!($field)
    };
    ($field:ident $property:literal) => {
        $property
    };
}

/// Writes the additional properties, if there are any, and ends the object.
#[doc(hidden)]
#[macro_export]
macro_rules! __end_object {
    ($object:expr, $named:expr) => {
        $object.end()
    };
    ($object:expr, $named:expr, $rest:expr) => {
        $object.rest($rest, $named).end()
    };
}

/// The place for additional properties, if there is one.
#[doc(hidden)]
#[macro_export]
macro_rules! __rest {
    () => {
        ::core::option::Option::None
    };
    ($rest:ident) => {
        ::core::option::Option::Some(&mut $rest)
    };
}
