//! Properties and elements that a schema does not declare.

use serde_json::{Map, Value, json};
use specwright::openapi::ir::{Additional, Object};

use super::chooser::{Base, Chooser};
use super::{ValueMaker, any, scalar};

impl ValueMaker<'_> {
    /// Adds a property that is not declared, if such properties are kept.
    pub(super) fn undeclared(
        &self,
        object: &Object,
        chooser: &mut Chooser,
        depth: usize,
        members: &mut Map<String, Value>,
    ) {
        if matches!(
            object.undeclared,
            Additional::Unspecified | Additional::Forbidden
        ) {
            return;
        }
        let names = self.names(object);
        let is_map = object.properties.is_empty() && chooser.base != Base::Minimal;
        let position = chooser.choose(names.len() + 1, usize::from(is_map));
        let name = position
            .checked_sub(1)
            .and_then(|position| names.get(position));
        let Some((name, values)) = name else {
            return;
        };
        if let Some(value) = self.additional(*values, chooser, depth)
            && object.property(name).is_none()
        {
            members.insert(name.clone(), value);
        }
    }

    /// Returns names of undeclared properties, each with the schema of its values.
    fn names(&self, object: &Object) -> Vec<(String, Additional)> {
        const NAMES: &[&str] = &[
            "another",
            "two words",
            "a[0]",
            "a.b",
            "\u{e9}&=",
            "",
            "a][b",
            "a%5B",
        ];
        let mut names: Vec<(String, Additional)> = Vec::new();
        for property in &object.pattern_properties {
            let pattern = Some(property.pattern.as_str());
            let plain = &specwright::openapi::ir::StringFormat::Plain;
            let candidates = scalar::strings(plain, Default::default(), pattern);
            let texts = candidates.iter().filter_map(Value::as_str);
            let is_match = jsonschema::validator_for(&json!({ "pattern": property.pattern })).ok();
            let matching = texts.filter(|text| {
                is_match
                    .as_ref()
                    .is_some_and(|it| it.is_valid(&json!(text)))
            });
            let ty = Additional::Typed(property.ty);
            names.extend(matching.take(4).map(|text| (text.to_owned(), ty)));
        }
        let others = match object.property_names {
            Some(ty) => self.values(ty, 8),
            None => NAMES.iter().map(|name| json!(name)).collect(),
        };
        let others = others.iter().filter_map(Value::as_str);
        if object.additional != Additional::Forbidden {
            names.extend(others.map(|name| (name.to_owned(), object.additional)));
        }
        names
    }

    pub(super) fn additional(
        &self,
        additional: Additional,
        chooser: &mut Chooser,
        depth: usize,
    ) -> Option<Value> {
        match additional {
            Additional::Typed(ty) => self.value(ty, chooser, depth + 1),
            Additional::Unspecified | Additional::Any => {
                let values = any();
                values.get(chooser.choose(values.len(), 0)).cloned()
            }
            Additional::Forbidden => None,
        }
    }
}
