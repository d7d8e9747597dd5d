use serde::de::DeserializeOwned;
use serde::ser::{Serialize, Serializer};
use serde_json::{Map, Value};

use super::discriminator::scalar_text;

/// The discriminator that a variant is serialized with.
#[derive(Clone, Copy, Debug)]
pub struct Tag<'a> {
    property: &'a str,
    values: &'a [&'a str],
    is_string: bool,
}

impl<'a> Tag<'a> {
    /// Creates a discriminator with the strings that select the variant. The first is the default.
    pub const fn string(property: &'a str, values: &'a [&'a str]) -> Self {
        Self {
            property,
            values,
            is_string: true,
        }
    }

    /// Creates a discriminator with the strings, numbers and booleans that select the variant, as
    /// text. The first is the default.
    pub const fn scalar(property: &'a str, values: &'a [&'a str]) -> Self {
        Self {
            property,
            values,
            is_string: false,
        }
    }

    /// Serializes a variant. Its discriminator is kept if it selects the variant; otherwise the
    /// default replaces it.
    ///
    /// # Errors
    /// If the value does not serialize to an object.
    pub fn serialize<T: Serialize, S: Serializer>(
        self,
        value: &T,
        serializer: S,
    ) -> Result<S::Ok, S::Error> {
        let mut properties = self.properties(value)?;
        if !self.selects(&properties) {
            self.insert_default(&mut properties);
        }
        properties.serialize(serializer)
    }

    /// Serializes a variant whose discriminator is optional. It stays absent only if `union`, which
    /// holds the variant, is recognized without it.
    ///
    /// # Errors
    /// If the value does not serialize to an object.
    pub fn serialize_optional<U, T, S>(
        self,
        union: &U,
        value: &T,
        serializer: S,
    ) -> Result<S::Ok, S::Error>
    where
        U: DeserializeOwned + PartialEq,
        T: Serialize,
        S: Serializer,
    {
        let mut properties = self.properties(value)?;
        let is_kept = match properties.get(self.property) {
            None | Some(Value::Null) => U::deserialize(Value::Object(properties.clone()))
                .is_ok_and(|recognized| recognized == *union),
            Some(_) => self.selects(&properties),
        };
        if !is_kept {
            self.insert_default(&mut properties);
        }
        properties.serialize(serializer)
    }

    fn properties<T: Serialize, E: serde::ser::Error>(
        self,
        value: &T,
    ) -> Result<Map<String, Value>, E> {
        match crate::json::to_value(value).map_err(E::custom)? {
            Value::Object(properties) => Ok(properties),
            _ => Err(E::custom(format_args!(
                "a variant with the discriminator {:?} must be an object",
                self.property
            ))),
        }
    }

    /// Returns whether the discriminator of an object selects the variant.
    fn selects(self, properties: &Map<String, Value>) -> bool {
        match properties.get(self.property) {
            Some(Value::String(value)) => self.values.contains(&value.as_str()),
            Some(value) if !self.is_string => {
                scalar_text(value).is_some_and(|value| self.values.contains(&value.as_str()))
            }
            _ => false,
        }
    }

    fn insert_default(self, properties: &mut Map<String, Value>) {
        if let Some(default) = self.values.first() {
            let json = match self.is_string {
                true => None,
                false => serde_json::from_str(default).ok(),
            };
            let value = json.unwrap_or_else(|| Value::from(*default));
            properties.insert(self.property.to_owned(), value);
        }
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn written(tag: Tag<'_>, value: &Value) -> Value {
        tag.serialize(value, serde_json::value::Serializer)
            .expect("an object")
    }

    #[test]
    fn a_discriminator_of_the_variant_is_kept_and_any_other_is_replaced() {
        let tag = Tag::string("kind", &["cat", "kitten"]);
        for (value, expected) in [
            (json!({"kind": "kitten"}), json!({"kind": "kitten"})),
            (json!({"kind": "dog"}), json!({"kind": "cat"})),
            (json!({"kind": 1}), json!({"kind": "cat"})),
            (json!({"lives": 9}), json!({"lives": 9, "kind": "cat"})),
        ] {
            assert_eq!(written(tag, &value), expected);
        }
        let error = tag.serialize(&json!(1), serde_json::value::Serializer);
        assert!(error.is_err(), "{error:?}");
    }

    #[test]
    fn a_scalar_discriminator_keeps_its_type() {
        let tag = Tag::scalar("version", &["2", "3"]);
        assert_eq!(
            written(tag, &json!({"version": 3.0})),
            json!({"version": 3.0})
        );
        assert_eq!(written(tag, &json!({"version": 1})), json!({"version": 2}));
    }

    #[test]
    fn an_optional_discriminator_is_added_only_if_the_variant_is_not_recognized_without_it() {
        let tag = Tag::string("kind", &["cat"]);
        let value = json!({"lives": 9});
        for (union, expected) in [
            (value.clone(), value.clone()),
            (json!("another variant"), json!({"lives": 9, "kind": "cat"})),
        ] {
            let written = tag.serialize_optional(&union, &value, serde_json::value::Serializer);
            assert_eq!(written.expect("an object"), expected);
        }
    }
}
