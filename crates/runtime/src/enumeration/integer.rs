/// Implements an open enumeration of integers: one variant for each listed integer, and
/// `Unknown(i64)` for all others.
///
/// Implements `as_i64`, `is_known`, `Display`, `From<i64>`, `Serialize` and `Deserialize`.
#[macro_export]
macro_rules! integer_enum {
    ($name:ident { $($variant:ident = $integer:literal),* $(,)? }) => {
        $crate::__enum_of_integers!($name);

        impl $name {
            /// Returns the integer on the wire.
            pub fn as_i64(&self) -> i64 {
                match self {
                    $(Self::$variant => $integer,)*
                    Self::Unknown(integer) => *integer,
                }
            }

            /// Returns whether the API description lists the value.
            pub fn is_known(&self) -> bool {
                !::core::matches!(self, Self::Unknown(_))
            }
        }

        impl ::core::convert::From<i64> for $name {
            fn from(integer: i64) -> Self {
                match integer {
                    $($integer => Self::$variant,)*
                    _ => Self::Unknown(integer),
                }
            }
        }

        impl $crate::json::FromJson for $name {
            fn from_json(
                reader: &mut $crate::json::Reader<'_>,
            ) -> ::core::result::Result<Self, $crate::json::ValueError> {
                reader.integer_with(|integer| {
                    $crate::union::record_unlisted(Self::from(integer), Self::is_known, [$(::core::stringify!($integer)),*].len(), |unknown| {
                        $crate::UnknownValue::new::<i64>(unknown.as_i64(), &[$($integer),*])
                    })
                })
            }
        }
    };
}

/// Implements a closed enumeration of integers: one variant for each listed integer. All others are
/// rejected.
///
/// Implements `as_i64`, `Display`, `TryFrom<i64>`, `Serialize` and `Deserialize`.
#[macro_export]
macro_rules! closed_integer_enum {
    ($name:ident { $($variant:ident = $integer:literal),* $(,)? }) => {
        $crate::__enum_of_integers!($name);

        impl $name {
            /// Returns the integer on the wire.
            pub fn as_i64(&self) -> i64 {
                match self {
                    $(Self::$variant => $integer,)*
                }
            }
        }

        impl ::core::convert::TryFrom<i64> for $name {
            type Error = $crate::UnknownValue;

            fn try_from(integer: i64) -> ::core::result::Result<Self, $crate::UnknownValue> {
                match integer {
                    $($integer => ::core::result::Result::Ok(Self::$variant),)*
                    _ => ::core::result::Result::Err($crate::UnknownValue::new::<i64>(integer, &[$($integer),*])),
                }
            }
        }

        impl $crate::json::FromJson for $name {
            fn from_json(
                reader: &mut $crate::json::Reader<'_>,
            ) -> ::core::result::Result<Self, $crate::json::ValueError> {
                reader.integer_with(<Self as ::core::convert::TryFrom<i64>>::try_from)
            }
        }
    };
}

/// The implementations that open and closed enumerations of integers share.
#[doc(hidden)]
#[macro_export]
macro_rules! __enum_of_integers {
    ($name:ident) => {
        impl $crate::json::ToJson for $name {
            fn to_json(&self, writer: &mut $crate::json::Writer) {
                writer.serde(self);
            }
        }

        impl<'de> $crate::serde::Deserialize<'de> for $name {
            fn deserialize<D: $crate::serde::Deserializer<'de>>(
                deserializer: D,
            ) -> ::core::result::Result<Self, D::Error> {
                $crate::json::deserialize(deserializer)
            }
        }

        impl ::core::fmt::Display for $name {
            fn fmt(&self, f: &mut ::core::fmt::Formatter<'_>) -> ::core::fmt::Result {
                ::core::fmt::Display::fmt(&self.as_i64(), f)
            }
        }

        impl $crate::serde::Serialize for $name {
            fn serialize<S: $crate::serde::Serializer>(
                &self,
                serializer: S,
            ) -> ::core::result::Result<S::Ok, S::Error> {
                serializer.serialize_i64(self.as_i64())
            }
        }
    };
}
