//! The checks of objects.

use specwright_openapi::ir::{
    Access, Additional, Lengths, Object, Property, PropertyChoice, SchemaKind,
};

use super::{Tables, union, values};
use crate::plan::model::multipart::{FileCount, FileProperties};
use crate::plan::model::validation::{AdditionalCheck, Check, CheckKind, PropertyCheck};

impl Tables<'_> {
    pub(super) fn object(&mut self, object: &Object, depth: usize) -> CheckKind {
        let own = self.object_with_files(object, depth, &FileProperties::default());
        if object.choices.is_empty() {
            return own;
        }
        let choices = object.choices.iter().map(property_choice);
        CheckKind::AllOf([own].into_iter().chain(choices).map(Check::from).collect())
    }

    /// Returns the check of a multipart body, some of whose properties are files.
    pub(super) fn multipart_object(
        &mut self,
        object: &Object,
        files: &FileProperties,
    ) -> CheckKind {
        self.object_with_files(object, 0, files)
    }

    fn object_with_files(
        &mut self,
        object: &Object,
        depth: usize,
        files: &FileProperties,
    ) -> CheckKind {
        let patterns = object.pattern_properties.iter();
        let names = object.property_names;
        CheckKind::Object {
            properties: self.properties(object, depth, files),
            required: object.required.clone(),
            patterns: patterns
                .map(|property| {
                    let check = self.nested(property.ty, depth + 1);
                    (property.pattern.clone(), check)
                })
                .collect(),
            additional: match (object.additional, files.additional) {
                (Additional::Typed(_), Some(count)) => {
                    let check = file_check(count, Lengths::default());
                    AdditionalCheck::Typed(Box::new(check))
                }
                (additional, _) => self.additional(additional, depth),
            },
            keys: names.map(|names| Box::new(self.nested(names, depth + 1))),
            lengths: values::lengths(object.lengths),
        }
    }

    fn properties(
        &mut self,
        object: &Object,
        depth: usize,
        files: &FileProperties,
    ) -> Vec<PropertyCheck> {
        let mut checks: Vec<PropertyCheck> = Vec::new();
        for property in &object.properties {
            checks.push(match files.named.get(&property.name) {
                Some(count) => self.file(property, *count),
                None => PropertyCheck {
                    name: property.name.clone(),
                    required: is_required_in_requests(property),
                    check: self.nested(property.ty, depth + 1),
                },
            });
        }
        checks
    }

    /// Returns the check of a file. A file that may be `null` is optional, because a part cannot be
    /// `null`.
    fn file(&self, property: &Property, count: FileCount) -> PropertyCheck {
        let lengths = match &self.api.schema(property.ty.id).kind {
            SchemaKind::Array(array) => array.lengths,
            _ => Lengths::default(),
        };
        PropertyCheck {
            name: property.name.clone(),
            required: is_required_in_requests(property) && !property.ty.nullable,
            check: file_check(count, lengths),
        }
    }
}

/// Returns the check of a choice between sets of properties.
fn property_choice(choice: &PropertyChoice) -> CheckKind {
    let branches = choice.branches.iter().map(|branch| {
        let required = requires(&branch.required);
        if branch.excluded.is_empty() {
            return required;
        }
        let excluded = Check::from(CheckKind::Not(Box::new(requires(&branch.excluded))));
        match branch.required.is_empty() {
            true => excluded,
            false => CheckKind::AllOf(vec![required, excluded]).into(),
        }
    });
    union::combine(choice.exclusive, branches.collect())
}

/// Returns the check that properties are present.
fn requires(names: &[String]) -> Check {
    Check::from(CheckKind::Object {
        properties: Vec::new(),
        required: names.to_vec(),
        patterns: Vec::new(),
        additional: AdditionalCheck::Any,
        keys: None,
        lengths: values::lengths(Lengths::default()),
    })
}

/// Returns whether requests must contain a property. A required read-only property is required in
/// responses only (OpenAPI 3.0.3, 4.7.24.2).
fn is_required_in_requests(property: &Property) -> bool {
    property.required && property.access != Access::ReadOnly
}

fn file_check(count: FileCount, lengths: Lengths) -> Check {
    let file = Check::from(CheckKind::File);
    match count {
        FileCount::One => file,
        FileCount::Many => Check::from(CheckKind::Array {
            items: Box::new(file),
            lengths: values::lengths(lengths),
            unique: false,
        }),
    }
}
