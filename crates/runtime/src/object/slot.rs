//! The values of fields while an object is being read.

use std::collections::BTreeMap;

use crate::OptionalNullable;
use crate::json::{FromJson, Reader, ValueError};

/// A place for the value of a property.
pub trait Slot {
    /// Reads the value.
    ///
    /// # Errors
    /// If the value does not fit the type of the field.
    fn read(&mut self, reader: &mut Reader<'_>) -> Result<(), ValueError>;
}

/// A place for the values of all properties without a field.
pub trait Rest {
    /// Reads the value of the property with this name. Returns `false` if there is one already.
    ///
    /// # Errors
    /// If the value does not fit the type of the values.
    fn read(&mut self, name: &str, reader: &mut Reader<'_>) -> Result<bool, ValueError>;
}

/// A property that is being read.
#[derive(Debug)]
pub struct Property<'a> {
    pub(super) name: &'static str,
    pub(super) is_required: bool,
    pub(super) is_read: bool,
    pub(super) slot: &'a mut dyn Slot,
}

impl<'a> Property<'a> {
    /// Creates a property that is not read yet.
    pub(super) fn new(name: &'static str, is_required: bool, slot: &'a mut dyn Slot) -> Self {
        Self {
            name,
            is_required,
            is_read: false,
            slot,
        }
    }
}

impl std::fmt::Debug for dyn Slot + '_ {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Slot")
    }
}

/// Declares a kind of property: the place for its value, whether it is required, how the value is
/// read, and what the field is when the property is absent.
macro_rules! kinds {
    ($(
        $(#[doc = $docs:literal])+
        $function:ident $name:ident<$type:ident> -> $field:ty {
            is_required: $is_required:literal,
            read: $read:expr,
            absent: $absent:expr,
        }
    )*) => {
        $(
            $(#[doc = $docs])+
            #[derive(Debug)]
            pub struct $name<$type>(Option<$field>);

            #[doc = concat!("Creates the place for a property of the kind [`", stringify!($name), "`].")]
            pub const fn $function<$type>() -> $name<$type> {
                $name(None)
            }

            impl<$type: FromJson> $name<$type> {
                /// Returns the property with this name, whose value is read to this place.
                pub fn property(&mut self, name: &'static str) -> Property<'_> {
                    Property::new(name, $is_required, self)
                }

                /// Returns the value of the field, after [`read`](super::read) has succeeded.
                pub fn end(self) -> $field {
                    self.0.unwrap_or_else($absent)
                }
            }

            impl<$type: FromJson> Slot for $name<$type> {
                fn read(&mut self, reader: &mut Reader<'_>) -> Result<(), ValueError> {
                    let read: fn(&mut Reader<'_>) -> Result<$field, ValueError> = $read;
                    self.0 = Some(read(reader)?);
                    Ok(())
                }
            }
        )*
    };
}

kinds! {
    /// A property that must be present.
    required Required<T> -> T {
        is_required: true,
        read: T::from_json,
        absent: || unreachable!("an object without a required property is rejected"),
    }
    /// A property that may be absent; `null` counts as absent.
    optional Optional<T> -> Option<T> {
        is_required: false,
        read: Option::from_json,
        absent: || None,
    }
    /// A property that may be absent or `null`, which differ.
    optional_nullable OptionalOrNull<T> -> OptionalNullable<T> {
        is_required: false,
        read: OptionalNullable::from_json,
        absent: || OptionalNullable::Absent,
    }
    /// A property that may be absent and whose type includes `null`: only an absent property is
    /// `None`.
    optional_value OptionalValue<T> -> Option<T> {
        is_required: false,
        read: |reader| T::from_json(reader).map(Some),
        absent: || None,
    }
}

impl<T: FromJson> Rest for BTreeMap<String, T> {
    fn read(&mut self, name: &str, reader: &mut Reader<'_>) -> Result<bool, ValueError> {
        let value = T::from_json(reader)?;
        Ok(self.insert(name.to_owned(), value).is_none())
    }
}
