use serde_json::Value;

use super::Undecided;
use super::discriminator::scalar_text;
use crate::json::{FromJson, Reader, ToJson, ValueError, Writer, write};

/// The discriminator that a variant is written with.
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

    /// Writes a variant. Its discriminator is kept if it selects the variant; otherwise the default
    /// takes its place before all other properties. The writer fails if the value is not an object.
    pub fn write(self, value: &dyn ToJson, writer: &mut Writer) {
        let text = write(value).map_err(ValueError::new);
        if let Err(error) = text.and_then(|text| self.write_object(&text, writer, || false)) {
            writer.fail(|| error.to_string());
        }
    }

    /// Writes a variant whose discriminator is optional. It stays absent only if `union`, which
    /// holds the variant, is recognized without it.
    pub fn write_optional<U: FromJson + PartialEq>(
        self,
        union: &U,
        value: &dyn ToJson,
        writer: &mut Writer,
    ) {
        let text = write(value).map_err(ValueError::new);
        let written = text.and_then(|text| {
            let is_recognized = || {
                let text = std::str::from_utf8(&text).ok();
                let read = text.and_then(|text| Undecided::new(text).read::<U>().ok());
                read.is_some_and(|recognized| recognized == *union)
            };
            self.write_object(&text, writer, is_recognized)
        });
        if let Err(error) = written {
            writer.fail(|| error.to_string());
        }
    }

    /// Writes the properties of an object, with a discriminator unless it is absent or null and
    /// `may_be_absent`.
    fn write_object(
        self,
        text: &[u8],
        writer: &mut Writer,
        may_be_absent: impl FnOnce() -> bool,
    ) -> Result<(), ValueError> {
        let text = std::str::from_utf8(text).map_err(ValueError::new)?;
        let mut reader = Reader::new(text);
        let mut members = reader.object().map_err(|_| {
            ValueError::new(format_args!(
                "a variant with the discriminator {:?} must be an object",
                self.property
            ))
        })?;
        let mut properties: Vec<(String, Reader<'_>)> = Vec::new();
        let mut found = None;
        while let Some(name) = members.next()? {
            let name = name.to_owned();
            let value = members.value(Reader::take)?;
            if name == self.property {
                found = Some(Value::from_json(&mut value.clone())?);
            }
            properties.push((name, value));
        }
        let is_kept = match &found {
            None | Some(Value::Null) => may_be_absent(),
            Some(value) => self.selects(value),
        };
        writer.begin(b'{');
        if !is_kept {
            writer.name(self.property);
            writer.text(&self.default());
        }
        let kept = properties.iter();
        for (name, value) in kept.filter(|(name, _)| is_kept || name != self.property) {
            writer.name(name);
            writer.text(value.rest());
        }
        writer.end(b'}');
        Ok(())
    }

    /// Returns whether a discriminator selects the variant.
    fn selects(self, value: &Value) -> bool {
        match value {
            Value::String(value) => self.values.contains(&value.as_str()),
            value if !self.is_string => {
                scalar_text(value).is_some_and(|value| self.values.contains(&value.as_str()))
            }
            _ => false,
        }
    }

    /// Returns the JSON text of the default.
    fn default(self) -> String {
        let default = self.values.first().copied().unwrap_or_default();
        let is_scalar = !self.is_string
            && serde_json::from_str(default)
                .is_ok_and(|value: Value| value.is_number() || value.is_boolean());
        match is_scalar {
            true => default.to_owned(),
            false => Value::from(default).to_string(),
        }
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn text(write: impl FnOnce(&mut Writer)) -> Result<String, String> {
        let mut writer = Writer::default();
        write(&mut writer);
        let text = writer.finish()?;
        Ok(String::from_utf8(text).expect("JSON text"))
    }

    fn written(tag: Tag<'_>, value: &Value) -> Value {
        let text = text(|writer| tag.write(value, writer)).expect("an object");
        serde_json::from_str(&text).expect("JSON text")
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
        let error = text(|writer| tag.write(&json!(1), writer));
        assert!(error.is_err(), "{error:?}");
    }

    #[test]
    fn a_scalar_discriminator_keeps_its_type() {
        let tag = Tag::scalar("version", &["2", "3"]);
        assert_eq!(
            written(tag, &json!({"version": 3.0})),
            json!({"version": 3})
        );
        assert_eq!(written(tag, &json!({"version": 1})), json!({"version": 2}));
        let tag = Tag::scalar("version", &["null"]);
        assert_eq!(written(tag, &json!({})), json!({"version": "null"}));
    }

    #[test]
    fn an_optional_discriminator_is_added_only_if_the_variant_is_not_recognized_without_it() {
        let tag = Tag::string("kind", &["cat"]);
        let value = json!({"lives": 9});
        for (union, expected) in [
            (value.clone(), value.clone()),
            (json!("another variant"), json!({"lives": 9, "kind": "cat"})),
        ] {
            let text = text(|writer| tag.write_optional(&union, &value, writer));
            let text = text.expect("an object");
            assert_eq!(
                serde_json::from_str::<Value>(&text).expect("JSON text"),
                expected
            );
        }
    }
}
