//! Deserializes a header value into the type that the caller asks for.

use serde::de::value::{BorrowedStrDeserializer, Error, MapDeserializer, SeqDeserializer};
use serde::de::{Deserializer, Error as _, IntoDeserializer, Visitor};

use crate::json::read_number;

/// The value of a header, or one element of it.
#[derive(Clone, Copy)]
pub(super) struct HeaderDeserializer<'a> {
    text: &'a str,
    /// Whether the properties of an object are `name=value` and not `name,value`.
    explode: bool,
}

/// The lines of a header that has one line for each element of a list.
pub(super) struct LinesDeserializer<'a>(pub &'a [&'a str]);

impl<'a> HeaderDeserializer<'a> {
    pub(super) fn new(text: &'a str, explode: bool) -> Self {
        Self { text, explode }
    }

    fn elements(self) -> impl Iterator<Item = &'a str> {
        self.text.split(',').map(str::trim)
    }

    /// Returns the properties of an object.
    fn properties(self) -> Result<Vec<(&'a str, Self)>, Error> {
        let value = |text| Self::new(text, false);
        if self.text.trim().is_empty() {
            return Ok(Vec::new());
        }
        if self.explode {
            let pairs = self.elements().map(|pair| pair.split_once('='));
            let pairs = pairs.map(|pair| pair.map(|(name, text)| (name, value(text))));
            return pairs
                .collect::<Option<_>>()
                .ok_or_else(|| Error::custom("expected `name=value` pairs"));
        }
        let elements: Vec<&str> = self.elements().collect();
        let pairs = elements.chunks(2).map(|pair| match pair {
            [name, text] => Ok((*name, value(*text))),
            _ => Err(Error::custom("expected a value for each name")),
        });
        pairs.collect()
    }
}

macro_rules! integers {
    ($($method:ident $visit:ident $type:ty, $what:literal;)*) => {
        $(fn $method<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Error> {
            let number = read_number(self.text.trim()).map(|number| number.to_string());
            match number.and_then(|number| number.parse::<$type>().ok()) {
                Some(value) => visitor.$visit(value),
                None => Err(Error::custom(format_args!(concat!("expected ", $what, ", found {:?}"), self.text))),
            }
        })*
    };
}

impl<'de> Deserializer<'de> for HeaderDeserializer<'de> {
    type Error = Error;

    fn deserialize_any<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Error> {
        visitor.visit_borrowed_str(self.text)
    }

    integers! {
        deserialize_i8 visit_i8 i8, "an integer";
        deserialize_i16 visit_i16 i16, "an integer";
        deserialize_i32 visit_i32 i32, "an integer";
        deserialize_i64 visit_i64 i64, "an integer";
        deserialize_i128 visit_i128 i128, "an integer";
        deserialize_u8 visit_u8 u8, "a non-negative integer";
        deserialize_u16 visit_u16 u16, "a non-negative integer";
        deserialize_u32 visit_u32 u32, "a non-negative integer";
        deserialize_u64 visit_u64 u64, "a non-negative integer";
        deserialize_u128 visit_u128 u128, "a non-negative integer";
    }

    fn deserialize_bool<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Error> {
        match self.text.trim().parse() {
            Ok(value) => visitor.visit_bool(value),
            Err(_) => Err(Error::custom(format_args!(
                "expected true or false, found {:?}",
                self.text
            ))),
        }
    }

    fn deserialize_f32<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Error> {
        self.deserialize_f64(visitor)
    }

    fn deserialize_f64<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Error> {
        // The syntax of JSON, which has no infinities.
        match serde_json::from_str(self.text.trim()) {
            Ok(value) => visitor.visit_f64(value),
            Err(_) => Err(Error::custom(format_args!(
                "expected a number, found {:?}",
                self.text
            ))),
        }
    }

    fn deserialize_option<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Error> {
        visitor.visit_some(self)
    }

    fn deserialize_newtype_struct<V: Visitor<'de>>(
        self,
        _: &'static str,
        visitor: V,
    ) -> Result<V::Value, Error> {
        visitor.visit_newtype_struct(self)
    }

    fn deserialize_seq<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Error> {
        let elements = self
            .elements()
            .filter(|element| !element.is_empty())
            .map(|element| Self::new(element, false));
        visitor.visit_seq(SeqDeserializer::new(elements))
    }

    fn deserialize_map<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Error> {
        visitor.visit_map(MapDeserializer::new(self.properties()?.into_iter()))
    }

    fn deserialize_struct<V: Visitor<'de>>(
        self,
        _: &'static str,
        _: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, Error> {
        self.deserialize_map(visitor)
    }

    fn deserialize_enum<V: Visitor<'de>>(
        self,
        name: &'static str,
        variants: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, Error> {
        BorrowedStrDeserializer::new(self.text).deserialize_enum(name, variants, visitor)
    }

    serde::forward_to_deserialize_any! {
        char str string bytes byte_buf unit unit_struct tuple tuple_struct identifier ignored_any
    }
}

impl<'de> IntoDeserializer<'de, Error> for HeaderDeserializer<'de> {
    type Deserializer = Self;

    fn into_deserializer(self) -> Self {
        self
    }
}

impl<'de> Deserializer<'de> for LinesDeserializer<'de> {
    type Error = Error;

    fn deserialize_any<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Error> {
        let lines = self
            .0
            .iter()
            .map(|line| HeaderDeserializer::new(line, false));
        visitor.visit_seq(SeqDeserializer::new(lines))
    }

    fn deserialize_option<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Error> {
        visitor.visit_some(self)
    }

    fn deserialize_newtype_struct<V: Visitor<'de>>(
        self,
        _: &'static str,
        visitor: V,
    ) -> Result<V::Value, Error> {
        visitor.visit_newtype_struct(self)
    }

    serde::forward_to_deserialize_any! {
        bool i8 i16 i32 i64 i128 u8 u16 u32 u64 u128 f32 f64 char str string bytes byte_buf unit
        unit_struct seq tuple tuple_struct map struct enum identifier ignored_any
    }
}
