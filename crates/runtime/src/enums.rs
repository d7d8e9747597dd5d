/// Makes an open enumeration of texts: the enum has one variant a text and `Unknown(String)` for every other.
///
/// Implements `as_str`, `is_known`, `Display`, `AsRef<str>`, `From<&str>`, `From<String>`, `FromStr`, `Serialize` and `Deserialize`.
///
/// ```
/// #[derive(Clone, Debug, PartialEq)]
/// pub enum Color { Red, Unknown(String) }
/// specwright_runtime::string_enum!(Color { Red = "red" });
/// assert_eq!(Color::from("red"), Color::Red);
/// assert_eq!(Color::from("blue").as_str(), "blue");
/// ```
#[macro_export]
macro_rules! string_enum {
    ($name:ident { $($variant:ident = $text:literal),* $(,)? }) => {
        impl $name {
            /// The text on the wire.
            pub fn as_str(&self) -> &str {
                match self {
                    $(Self::$variant => $text,)*
                    Self::Unknown(text) => text,
                }
            }

            /// Whether the document knows the value.
            pub fn is_known(&self) -> bool {
                !::core::matches!(self, Self::Unknown(_))
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

        impl ::core::convert::From<&str> for $name {
            fn from(text: &str) -> Self {
                match text {
                    $($text => Self::$variant,)*
                    _ => Self::Unknown(::std::borrow::ToOwned::to_owned(text)),
                }
            }
        }

        impl ::core::convert::From<::std::string::String> for $name {
            fn from(text: ::std::string::String) -> Self {
                match text.as_str() {
                    $($text => Self::$variant,)*
                    _ => Self::Unknown(text),
                }
            }
        }

        impl ::core::str::FromStr for $name {
            type Err = ::core::convert::Infallible;

            fn from_str(text: &str) -> ::core::result::Result<Self, ::core::convert::Infallible> {
                ::core::result::Result::Ok(Self::from(text))
            }
        }

        impl $crate::serde::Serialize for $name {
            fn serialize<S: $crate::serde::Serializer>(&self, serializer: S) -> ::core::result::Result<S::Ok, S::Error> {
                serializer.serialize_str(self.as_str())
            }
        }

        impl<'de> $crate::serde::Deserialize<'de> for $name {
            fn deserialize<D: $crate::serde::Deserializer<'de>>(deserializer: D) -> ::core::result::Result<Self, D::Error> {
                let read = <::std::string::String as $crate::serde::Deserialize>::deserialize(deserializer).map(Self::from)?;
                ::core::result::Result::Ok($crate::union::listed(read, Self::is_known))
            }
        }
    };
}

/// Makes an open enumeration of integers: the enum has one variant a number and `Unknown(i64)` for every other.
///
/// Implements `as_i64`, `is_known`, `Display`, `From<i64>`, `Serialize` and `Deserialize`.
#[macro_export]
macro_rules! integer_enum {
    ($name:ident { $($variant:ident = $number:literal),* $(,)? }) => {
        impl $name {
            /// The number on the wire.
            pub fn as_i64(&self) -> i64 {
                match self {
                    $(Self::$variant => $number,)*
                    Self::Unknown(number) => *number,
                }
            }

            /// Whether the document knows the value.
            pub fn is_known(&self) -> bool {
                !::core::matches!(self, Self::Unknown(_))
            }
        }

        impl ::core::fmt::Display for $name {
            fn fmt(&self, f: &mut ::core::fmt::Formatter<'_>) -> ::core::fmt::Result {
                ::core::fmt::Display::fmt(&self.as_i64(), f)
            }
        }

        impl ::core::convert::From<i64> for $name {
            fn from(number: i64) -> Self {
                match number {
                    $($number => Self::$variant,)*
                    _ => Self::Unknown(number),
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
                let read = $crate::json::integer(deserializer).map(Self::from)?;
                ::core::result::Result::Ok($crate::union::listed(read, Self::is_known))
            }
        }
    };
}

/// Makes an open enumeration of values of several types: the enum has one variant a value and `Unknown(Value)` for every other.
///
/// Implements `to_value`, `is_known`, `Display`, `From<Value>`, `Serialize` and `Deserialize`. Numbers are compared by value: `1.0`
/// is `1`.
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
        impl $name {
            /// The value on the wire.
            pub fn to_value(&self) -> $crate::serde_json::Value {
                match self {
                    $(Self::$variant => $crate::serde_json::Value::from($value),)*
                    Self::Unknown(value) => ::core::clone::Clone::clone(value),
                }
            }

            /// Whether the document knows the value.
            pub fn is_known(&self) -> bool {
                !::core::matches!(self, Self::Unknown(_))
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

        impl ::core::convert::From<$crate::serde_json::Value> for $name {
            fn from(value: $crate::serde_json::Value) -> Self {
                $(if $crate::json::is_same(&value, &$crate::serde_json::Value::from($value)) {
                    return Self::$variant;
                })*
                Self::Unknown(value)
            }
        }

        impl $crate::serde::Serialize for $name {
            fn serialize<S: $crate::serde::Serializer>(&self, serializer: S) -> ::core::result::Result<S::Ok, S::Error> {
                $crate::serde::Serialize::serialize(&self.to_value(), serializer)
            }
        }

        impl<'de> $crate::serde::Deserialize<'de> for $name {
            fn deserialize<D: $crate::serde::Deserializer<'de>>(deserializer: D) -> ::core::result::Result<Self, D::Error> {
                let read = <$crate::serde_json::Value as $crate::serde::Deserialize>::deserialize(deserializer).map(Self::from)?;
                ::core::result::Result::Ok($crate::union::listed(read, Self::is_known))
            }
        }
    };
}
