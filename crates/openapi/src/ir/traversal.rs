//! Traversal of the references from schemas and operations to schemas.

use super::{Additional, Api, Object, SchemaKind, TypeRef};

impl SchemaKind {
    /// Returns every reference to another schema, in order. For objects, these include the
    /// references that only validation needs: those of `patternProperties`, `additionalProperties`
    /// and `propertyNames`.
    pub fn type_refs(&self) -> Vec<TypeRef> {
        match self {
            SchemaKind::Object(object) => {
                let properties = object.properties.iter().map(|property| property.ty);
                properties.chain(object.undeclared_type_refs()).collect()
            }
            kind => kind.value_type_refs(),
        }
    }

    /// Returns the references to the schemas that a data type for this schema is made of, in order.
    /// For objects, these are the declared properties and the combined schema of all others
    /// ([`Object::undeclared`]).
    pub fn value_type_refs(&self) -> Vec<TypeRef> {
        match self {
            SchemaKind::Array(array) => vec![array.items],
            SchemaKind::Tuple(tuple) => tuple
                .items
                .iter()
                .copied()
                .chain(tuple.rest.typed())
                .collect(),
            SchemaKind::Object(object) => {
                let properties = object.properties.iter().map(|property| property.ty);
                properties.chain(object.undeclared.typed()).collect()
            }
            SchemaKind::Union(union) => union.branches.iter().map(|branch| branch.ty).collect(),
            _ => Vec::new(),
        }
    }

    /// Returns the references whose values are part of the value itself, not behind an array or a
    /// map.
    pub(crate) fn inline_type_refs(&self) -> Vec<TypeRef> {
        match self {
            SchemaKind::Tuple(tuple) => tuple.items.clone(),
            SchemaKind::Object(object) => object
                .properties
                .iter()
                .map(|property| property.ty)
                .collect(),
            SchemaKind::Union(union) => union.branches.iter().map(|branch| branch.ty).collect(),
            _ => Vec::new(),
        }
    }

    /// Returns a reference of [`inline_type_refs`](Self::inline_type_refs) by its position.
    pub(crate) fn inline_type_ref_mut(&mut self, position: usize) -> Option<&mut TypeRef> {
        match self {
            SchemaKind::Tuple(tuple) => tuple.items.get_mut(position),
            SchemaKind::Object(object) => object
                .properties
                .get_mut(position)
                .map(|property| &mut property.ty),
            SchemaKind::Union(union) => union
                .branches
                .get_mut(position)
                .map(|branch| &mut branch.ty),
            _ => None,
        }
    }

    /// Applies a change to every reference to another schema.
    pub fn for_each_type_ref_mut(&mut self, change: &mut impl FnMut(&mut TypeRef)) {
        match self {
            SchemaKind::Array(array) => change(&mut array.items),
            SchemaKind::Object(object) => object.for_each_type_ref_mut(change),
            SchemaKind::Tuple(tuple) => {
                tuple.items.iter_mut().for_each(&mut *change);
                tuple.rest.for_each_type_ref_mut(change);
            }
            SchemaKind::Union(union) => union
                .branches
                .iter_mut()
                .for_each(|branch| change(&mut branch.ty)),
            _ => {}
        }
    }
}

impl Object {
    /// Returns the references for undeclared properties and for property names.
    pub fn undeclared_type_refs(&self) -> impl Iterator<Item = TypeRef> {
        let patterns = self.pattern_properties.iter().map(|property| property.ty);
        patterns
            .chain(self.additional.typed())
            .chain(self.undeclared.typed())
            .chain(self.property_names)
    }

    fn for_each_type_ref_mut(&mut self, change: &mut impl FnMut(&mut TypeRef)) {
        let properties = self.properties.iter_mut().map(|property| &mut property.ty);
        properties.for_each(&mut *change);
        let patterns = self
            .pattern_properties
            .iter_mut()
            .map(|property| &mut property.ty);
        patterns.for_each(&mut *change);
        self.property_names.iter_mut().for_each(&mut *change);
        self.additional.for_each_type_ref_mut(change);
        self.undeclared.for_each_type_ref_mut(change);
    }
}

impl Additional {
    fn for_each_type_ref_mut(&mut self, change: &mut impl FnMut(&mut TypeRef)) {
        if let Additional::Typed(ty) = self {
            change(ty);
        }
    }
}

impl Api {
    /// Applies a change to every reference to a schema, in schemas and operations.
    pub(crate) fn for_each_type_ref_mut(&mut self, mut change: impl FnMut(&mut TypeRef)) {
        for schema in &mut self.schemas {
            schema.kind.for_each_type_ref_mut(&mut change);
        }
        let rules = self.rules.iter_mut();
        rules
            .filter_map(|rule| rule.schema.as_mut())
            .for_each(&mut change);
        for operation in &mut self.operations {
            let parameters = operation.parameters.iter_mut();
            parameters.for_each(|parameter| change(&mut parameter.ty));
            let body = operation
                .body
                .iter_mut()
                .flat_map(|body| &mut body.contents);
            for content in body {
                content.ty.iter_mut().for_each(&mut change);
                let headers = content.encodings.iter_mut();
                let headers = headers.flat_map(|encoding| &mut encoding.headers);
                headers.for_each(|header| change(&mut header.ty));
            }
            for response in &mut operation.responses {
                let headers = response.headers.iter_mut();
                headers.for_each(|header| change(&mut header.ty));
                let contents = response.contents.iter_mut();
                contents
                    .filter_map(|content| content.ty.as_mut())
                    .for_each(&mut change);
            }
        }
    }
}
