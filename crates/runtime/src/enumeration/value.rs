/// Implements an open enumeration of JSON values of several types: one variant for each listed
/// value, and `Unknown(Value)` for all others.
///
/// Implements `to_value`, `is_known`, `Display`, `From<Value>`, `Serialize` and `Deserialize`.
/// Numbers are compared by value: `1.0` is `1`.
///
/// ```
/// use serde_json::{Value, json};
/// #[derive(Clone, Debug, PartialEq)]
/// pub enum Level { Auto, Half, Unknown(Value) }
/// specwright_runtime::value_enum!(Level { Auto = "auto", Half = 0.5 });
/// assert_eq!(Level::from(json!(0.5)), Level::Half);
/// assert_eq!(Level::from(json!(2)).to_value(), json!(2));
/// ```
#[macro_export]
macro_rules! value_enum {
    ($name:ident { $($variant:ident = $value:expr),* $(,)? }) => {
        $crate::__enum_of_values!($name);

        impl $name {
            /// Returns the JSON value on the wire.
            pub fn to_value(&self) -> $crate::serde_json::Value {
                match self {
                    $(Self::$variant => $crate::serde_json::Value::from($value),)*
                    Self::Unknown(value) => ::core::clone::Clone::clone(value),
                }
            }

            /// Returns whether the API description lists the value.
            pub fn is_known(&self) -> bool {
                !::core::matches!(self, Self::Unknown(_))
            }
        }

        impl ::core::convert::From<$crate::serde_json::Value> for $name {
            fn from(value: $crate::serde_json::Value) -> Self {
                $(if $crate::json::is_equal(&value, &$crate::serde_json::Value::from($value)) {
                    return Self::$variant;
                })*
                Self::Unknown(value)
            }
        }

        impl<'de> $crate::serde::Deserialize<'de> for $name {
            fn deserialize<D: $crate::serde::Deserializer<'de>>(deserializer: D) -> ::core::result::Result<Self, D::Error> {
                let read = <$crate::serde_json::Value as $crate::serde::Deserialize>::deserialize(deserializer).map(Self::from)?;
                let listed = [$(::core::stringify!($variant)),*].len();
                $crate::union::record_unlisted(read, Self::is_known, listed, |unknown| {
                    $crate::UnknownValue::new(unknown.to_value(), &[$($crate::serde_json::Value::from($value)),*])
                })
                .map_err(<D::Error as $crate::serde::de::Error>::custom)
            }
        }
    };
}

/// Implements a closed enumeration of JSON values of several types: one variant for each listed
/// value. All others are rejected.
///
/// Implements `to_value`, `Display`, `TryFrom<Value>`, `Serialize` and `Deserialize`. Numbers are
/// compared by value: `1.0` is `1`.
#[macro_export]
macro_rules! closed_value_enum {
    ($name:ident { $($variant:ident = $value:expr),* $(,)? }) => {
        $crate::__enum_of_values!($name);

        impl $name {
            /// Returns the JSON value on the wire.
            pub fn to_value(&self) -> $crate::serde_json::Value {
                match self {
                    $(Self::$variant => $crate::serde_json::Value::from($value),)*
                }
            }
        }

        impl ::core::convert::TryFrom<$crate::serde_json::Value> for $name {
            type Error = $crate::UnknownValue;

            fn try_from(value: $crate::serde_json::Value) -> ::core::result::Result<Self, $crate::UnknownValue> {
                $(if $crate::json::is_equal(&value, &$crate::serde_json::Value::from($value)) {
                    return ::core::result::Result::Ok(Self::$variant);
                })*
                ::core::result::Result::Err($crate::UnknownValue::new(value, &[$($crate::serde_json::Value::from($value)),*]))
            }
        }

        impl<'de> $crate::serde::Deserialize<'de> for $name {
            fn deserialize<D: $crate::serde::Deserializer<'de>>(deserializer: D) -> ::core::result::Result<Self, D::Error> {
                let value = <$crate::serde_json::Value as $crate::serde::Deserialize>::deserialize(deserializer)?;
                Self::try_from(value).map_err(<D::Error as $crate::serde::de::Error>::custom)
            }
        }
    };
}

/// The implementations that open and closed enumerations of JSON values share.
#[doc(hidden)]
#[macro_export]
macro_rules! __enum_of_values {
    ($name:ident) => {
        $crate::json_by_serde!($name);

        impl ::core::fmt::Display for $name {
            fn fmt(&self, f: &mut ::core::fmt::Formatter<'_>) -> ::core::fmt::Result {
                match self.to_value() {
                    $crate::serde_json::Value::String(text) => f.write_str(&text),
                    value => ::core::fmt::Display::fmt(&value, f),
                }
            }
        }

        impl $crate::serde::Serialize for $name {
            fn serialize<S: $crate::serde::Serializer>(
                &self,
                serializer: S,
            ) -> ::core::result::Result<S::Ok, S::Error> {
                $crate::serde::Serialize::serialize(&self.to_value(), serializer)
            }
        }
    };
}
