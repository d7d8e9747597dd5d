//! Types that are never read: they give serde's message for a value that is something else.

use std::fmt;

use serde::de::{Deserialize, Deserializer, Visitor};

macro_rules! expected {
    ($name:ident $method:ident $text:literal) => {
        pub(super) struct $name;

        impl<'de> Deserialize<'de> for $name {
            fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
                deserializer.$method($name)
            }
        }

        impl Visitor<'_> for $name {
            type Value = Self;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str($text)
            }
        }
    };
}

expected!(Object deserialize_map "an object");
expected!(Array deserialize_seq "an array");
