/// A value that a closed enumeration does not list.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("unknown value {value}, expected {expected}")]
pub struct UnknownValue {
    value: String,
    expected: String,
}

impl UnknownValue {
    /// A value, and those that are listed.
    pub fn new<T: std::fmt::Debug>(value: impl std::fmt::Debug, listed: &[T]) -> Self {
        let listed: Vec<String> = listed.iter().map(|value| format!("{value:?}")).collect();
        let expected = match listed.as_slice() {
            [one] => one.clone(),
            several => format!("one of {}", several.join(", ")),
        };
        Self {
            value: format!("{value:?}"),
            expected,
        }
    }
}

/// Makes a closed enumeration of texts: the enum has one variant a text, and any other text is refused.
///
/// Implements `as_str`, `Display`, `AsRef<str>`, `TryFrom<&str>`, `TryFrom<String>`, `FromStr`, `Serialize` and `Deserialize`.
///
/// ```
/// #[derive(Clone, Copy, Debug, PartialEq)]
/// pub enum Color { Red }
/// specwright_runtime::closed_string_enum!(Color { Red = "red" });
/// assert_eq!(Color::try_from("red"), Ok(Color::Red));
/// assert!("blue".parse::<Color>().is_err());
/// ```
#[macro_export]
macro_rules! closed_string_enum {
    ($name:ident { $($variant:ident = $text:literal),* $(,)? }) => {
        impl $name {
            /// The text on the wire.
            pub fn as_str(&self) -> &'static str {
                match self {
                    $(Self::$variant => $text,)*
                }
            }
        }

        impl ::core::fmt::Display for $name {
            fn fmt(&self, f: &mut ::core::fmt::Formatter<'_>) -> ::core::fmt::Result {
                f.write_str(self.as_str())
            }
        }

        impl ::core::convert::AsRef<str> for $name {
            fn as_ref(&self) -> &str {
                self.as_str()
            }
        }

        impl ::core::convert::TryFrom<&str> for $name {
            type Error = $crate::UnknownValue;

            fn try_from(text: &str) -> ::core::result::Result<Self, $crate::UnknownValue> {
                match text {
                    $($text => ::core::result::Result::Ok(Self::$variant),)*
                    _ => ::core::result::Result::Err($crate::UnknownValue::new(text, &[$($text),*])),
                }
            }
        }

        impl ::core::convert::TryFrom<::std::string::String> for $name {
            type Error = $crate::UnknownValue;

            fn try_from(text: ::std::string::String) -> ::core::result::Result<Self, $crate::UnknownValue> {
                Self::try_from(text.as_str())
            }
        }

        impl ::core::str::FromStr for $name {
            type Err = $crate::UnknownValue;

            fn from_str(text: &str) -> ::core::result::Result<Self, $crate::UnknownValue> {
                Self::try_from(text)
            }
        }

        impl $crate::serde::Serialize for $name {
            fn serialize<S: $crate::serde::Serializer>(&self, serializer: S) -> ::core::result::Result<S::Ok, S::Error> {
                serializer.serialize_str(self.as_str())
            }
        }

        impl<'de> $crate::serde::Deserialize<'de> for $name {
            fn deserialize<D: $crate::serde::Deserializer<'de>>(deserializer: D) -> ::core::result::Result<Self, D::Error> {
                let text = <::std::string::String as $crate::serde::Deserialize>::deserialize(deserializer)?;
                Self::try_from(text).map_err(<D::Error as $crate::serde::de::Error>::custom)
            }
        }
    };
}

/// Makes a closed enumeration of integers: the enum has one variant a number, and any other number is refused.
///
/// Implements `as_i64`, `Display`, `TryFrom<i64>`, `Serialize` and `Deserialize`.
#[macro_export]
macro_rules! closed_integer_enum {
    ($name:ident { $($variant:ident = $number:literal),* $(,)? }) => {
        impl $name {
            /// The number on the wire.
            pub fn as_i64(&self) -> i64 {
                match self {
                    $(Self::$variant => $number,)*
                }
            }
        }

        impl ::core::fmt::Display for $name {
            fn fmt(&self, f: &mut ::core::fmt::Formatter<'_>) -> ::core::fmt::Result {
                ::core::fmt::Display::fmt(&self.as_i64(), f)
            }
        }

        impl ::core::convert::TryFrom<i64> for $name {
            type Error = $crate::UnknownValue;

            fn try_from(number: i64) -> ::core::result::Result<Self, $crate::UnknownValue> {
                match number {
                    $($number => ::core::result::Result::Ok(Self::$variant),)*
                    _ => ::core::result::Result::Err($crate::UnknownValue::new(number, &[$($number),*])),
                }
            }
        }

        impl $crate::serde::Serialize for $name {
            fn serialize<S: $crate::serde::Serializer>(&self, serializer: S) -> ::core::result::Result<S::Ok, S::Error> {
                serializer.serialize_i64(self.as_i64())
            }
        }

        impl<'de> $crate::serde::Deserialize<'de> for $name {
            fn deserialize<D: $crate::serde::Deserializer<'de>>(deserializer: D) -> ::core::result::Result<Self, D::Error> {
                let number = $crate::json::integer(deserializer)?;
                Self::try_from(number).map_err(<D::Error as $crate::serde::de::Error>::custom)
            }
        }
    };
}

/// Makes a closed enumeration of values of several types: the enum has one variant a value, and any other value is refused.
///
/// Implements `to_value`, `Display`, `TryFrom<Value>`, `Serialize` and `Deserialize`. Numbers are compared by value: `1.0` is `1`.
#[macro_export]
macro_rules! closed_value_enum {
    ($name:ident { $($variant:ident = $value:expr),* $(,)? }) => {
        impl $name {
            /// The value on the wire.
            pub fn to_value(&self) -> $crate::serde_json::Value {
                match self {
                    $(Self::$variant => $crate::serde_json::Value::from($value),)*
                }
            }
        }

        impl ::core::fmt::Display for $name {
            fn fmt(&self, f: &mut ::core::fmt::Formatter<'_>) -> ::core::fmt::Result {
                match self.to_value() {
                    $crate::serde_json::Value::String(text) => f.write_str(&text),
                    value => ::core::fmt::Display::fmt(&value, f),
                }
            }
        }

        impl ::core::convert::TryFrom<$crate::serde_json::Value> for $name {
            type Error = $crate::UnknownValue;

            fn try_from(value: $crate::serde_json::Value) -> ::core::result::Result<Self, $crate::UnknownValue> {
                $(if $crate::json::is_same(&value, &$crate::serde_json::Value::from($value)) {
                    return ::core::result::Result::Ok(Self::$variant);
                })*
                ::core::result::Result::Err($crate::UnknownValue::new(value, &[$($crate::serde_json::Value::from($value)),*]))
            }
        }

        impl $crate::serde::Serialize for $name {
            fn serialize<S: $crate::serde::Serializer>(&self, serializer: S) -> ::core::result::Result<S::Ok, S::Error> {
                $crate::serde::Serialize::serialize(&self.to_value(), serializer)
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
