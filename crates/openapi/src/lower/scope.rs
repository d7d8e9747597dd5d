//! The surroundings that inline schemas are named after.

use crate::ir::{SchemaId, SchemaName};
use crate::pointer::Span;

/// The nearest named item around a schema, and the steps from there to the schema.
#[derive(Clone, Debug, Default)]
pub(super) struct Scope {
    /// The component that contains the schema.
    pub owner: Option<SchemaId>,
    /// The id of the operation that contains the schema, if no component does.
    pub operation: Option<String>,
    /// The steps from there, outermost first.
    pub steps: Vec<String>,
}

impl Scope {
    /// Creates the scope inside a schema.
    pub fn inside(id: SchemaId, name: &SchemaName) -> Self {
        match name {
            SchemaName::Component(_) => Self::owned_by(id),
            SchemaName::Inline {
                owner,
                operation,
                steps,
            } => Self {
                owner: *owner,
                operation: operation.clone(),
                steps: steps.clone(),
            },
        }
    }

    /// Creates the scope inside a component schema.
    pub fn owned_by(id: SchemaId) -> Self {
        Self {
            owner: Some(id),
            ..Self::default()
        }
    }

    /// Creates the scope inside an operation.
    pub fn operation(id: &str) -> Self {
        Self {
            operation: Some(id.to_owned()),
            ..Self::default()
        }
    }

    /// Creates the scope inside a component that is not a schema.
    pub fn component(key: &str) -> Self {
        Self {
            steps: vec![key.to_owned()],
            ..Self::default()
        }
    }

    /// Creates the scope inside the component at a location, which must not be a component schema.
    /// Returns `None` if no component has that location. In Swagger 2.0, parameters and responses
    /// are components of the root.
    pub fn of_component(span: &Span) -> Option<Self> {
        let tokens: Vec<String> = span.pointer.tokens().collect();
        let tokens: Vec<&str> = tokens.iter().map(String::as_str).collect();
        match tokens.as_slice() {
            ["components", _, key] | ["parameters" | "responses", key] => {
                Some(Self::component(key))
            }
            _ => None,
        }
    }

    /// Returns the scope one step further in.
    #[must_use]
    pub fn step(&self, step: impl Into<String>) -> Self {
        let mut scope = self.clone();
        scope.steps.push(step.into());
        scope
    }

    /// Returns the scope at a position of a tuple.
    #[must_use]
    pub fn tuple_item(&self, index: usize) -> Self {
        self.step(format!("item {}", index + 1))
    }

    /// Returns the scope of an unnamed branch.
    #[must_use]
    pub fn variant(&self, index: usize) -> Self {
        self.step(variant_name(index))
    }

    /// Returns the name of an inline schema with this scope.
    pub fn name(&self) -> SchemaName {
        SchemaName::Inline {
            owner: self.owner,
            operation: self.operation.clone(),
            steps: self.steps.clone(),
        }
    }
}

/// Returns the name of an unnamed branch, which contains its position.
pub(super) fn variant_name(index: usize) -> String {
    format!("variant{}", index + 1)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::pointer::Pointer;

    #[test]
    fn only_components_other_than_schemas_have_a_scope_by_location() {
        let steps = |pointer: &str| {
            let span = Span::root(Pointer::from_text(pointer));
            Scope::of_component(&span).map(|scope| scope.steps)
        };
        assert_eq!(
            steps("/components/responses/NotFound"),
            Some(vec!["NotFound".to_owned()])
        );
        assert_eq!(steps("/parameters/Limit"), Some(vec!["Limit".to_owned()]));
        assert_eq!(steps("/paths/~1pets/get"), None);
    }
}
