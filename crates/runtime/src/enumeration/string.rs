/// Implements an open enumeration of strings: one variant for each listed string, and
/// `Unknown(String)` for all others.
///
/// Implements `as_str`, `is_known`, `Display`, `AsRef<str>`, `From<&str>`, `From<String>`,
/// `FromStr`, `Serialize` and `Deserialize`.
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
    ($name:ident { $($variant:ident = $string:literal),* $(,)? }) => {
        $crate::__enum_of_strings!($name);

        impl $name {
            /// Returns the string on the wire.
            pub fn as_str(&self) -> &str {
                match self {
                    $(Self::$variant => $string,)*
                    Self::Unknown(string) => string,
                }
            }

            /// Returns whether the API description lists the value.
            pub fn is_known(&self) -> bool {
                !::core::matches!(self, Self::Unknown(_))
            }
        }

        impl ::core::convert::From<&str> for $name {
            fn from(string: &str) -> Self {
                match string {
                    $($string => Self::$variant,)*
                    _ => Self::Unknown(::std::borrow::ToOwned::to_owned(string)),
                }
            }
        }

        impl ::core::convert::From<::std::string::String> for $name {
            fn from(string: ::std::string::String) -> Self {
                match string.as_str() {
                    $($string => Self::$variant,)*
                    _ => Self::Unknown(string),
                }
            }
        }

        impl ::core::str::FromStr for $name {
            type Err = ::core::convert::Infallible;

            fn from_str(string: &str) -> ::core::result::Result<Self, ::core::convert::Infallible> {
                ::core::result::Result::Ok(Self::from(string))
            }
        }

        impl $name {
            fn recorded(self) -> ::core::result::Result<Self, $crate::UnknownValue> {
                $crate::union::record_unlisted(self, Self::is_known, [$($string),*].len(), |unknown| {
                    $crate::UnknownValue::new(unknown.as_str(), &[$($string),*])
                })
            }
        }

        impl $crate::json::FromJson for $name {
            fn from_json(
                reader: &mut $crate::json::Reader<'_>,
            ) -> ::core::result::Result<Self, $crate::json::ValueError> {
                reader.string_with(|string| Self::from(string).recorded())
            }
        }

        impl<'de> $crate::serde::Deserialize<'de> for $name {
            fn deserialize<D: $crate::serde::Deserializer<'de>>(deserializer: D) -> ::core::result::Result<Self, D::Error> {
                $crate::json::string_with(deserializer, |string| Self::from(string).recorded())
            }
        }
    };
}

/// Implements a closed enumeration of strings: one variant for each listed string. All others are
/// rejected.
///
/// Implements `as_str`, `Display`, `AsRef<str>`, `TryFrom<&str>`, `TryFrom<String>`, `FromStr`,
/// `Serialize` and `Deserialize`.
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
    ($name:ident { $($variant:ident = $string:literal),* $(,)? }) => {
        $crate::__enum_of_strings!($name);

        impl $name {
            /// Returns the string on the wire.
            pub fn as_str(&self) -> &'static str {
                match self {
                    $(Self::$variant => $string,)*
                }
            }
        }

        impl ::core::convert::TryFrom<&str> for $name {
            type Error = $crate::UnknownValue;

            fn try_from(string: &str) -> ::core::result::Result<Self, $crate::UnknownValue> {
                match string {
                    $($string => ::core::result::Result::Ok(Self::$variant),)*
                    _ => ::core::result::Result::Err($crate::UnknownValue::new(string, &[$($string),*])),
                }
            }
        }

        impl ::core::convert::TryFrom<::std::string::String> for $name {
            type Error = $crate::UnknownValue;

            fn try_from(string: ::std::string::String) -> ::core::result::Result<Self, $crate::UnknownValue> {
                Self::try_from(string.as_str())
            }
        }

        impl ::core::str::FromStr for $name {
            type Err = $crate::UnknownValue;

            fn from_str(string: &str) -> ::core::result::Result<Self, $crate::UnknownValue> {
                Self::try_from(string)
            }
        }

        impl $crate::json::FromJson for $name {
            fn from_json(
                reader: &mut $crate::json::Reader<'_>,
            ) -> ::core::result::Result<Self, $crate::json::ValueError> {
                reader.string_with(|string| Self::try_from(string))
            }
        }

        impl<'de> $crate::serde::Deserialize<'de> for $name {
            fn deserialize<D: $crate::serde::Deserializer<'de>>(deserializer: D) -> ::core::result::Result<Self, D::Error> {
                $crate::json::string_with(deserializer, <Self as ::core::convert::TryFrom<::std::string::String>>::try_from)
            }
        }
    };
}

/// The implementations that open and closed enumerations of strings share.
#[doc(hidden)]
#[macro_export]
macro_rules! __enum_of_strings {
    ($name:ident) => {
        impl $crate::json::ToJson for $name {
            fn to_json(&self, writer: &mut $crate::json::Writer) {
                writer.string(self.as_str());
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

        impl $crate::serde::Serialize for $name {
            fn serialize<S: $crate::serde::Serializer>(
                &self,
                serializer: S,
            ) -> ::core::result::Result<S::Ok, S::Error> {
                serializer.serialize_str(self.as_str())
            }
        }
    };
}
