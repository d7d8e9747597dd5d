//! What inline schemas are named after.

use crate::ir::{SchemaId, SchemaName};

/// The nearest named thing around a place, and the steps from there.
#[derive(Clone, Debug, Default)]
pub(crate) struct Scope {
    pub owner: Option<SchemaId>,
    pub operation: Option<String>,
    pub steps: Vec<String>,
}

impl Scope {
    /// Inside a schema that has a name of its own, or one that is named by its place.
    pub fn inside(id: SchemaId, name: &SchemaName) -> Self {
        match name {
            SchemaName::Component(_) => Self {
                owner: Some(id),
                ..Self::default()
            },
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

    /// Inside an operation.
    pub fn operation(id: &str) -> Self {
        Self {
            operation: Some(id.to_owned()),
            ..Self::default()
        }
    }

    /// Inside a component that is no schema.
    pub fn component(key: &str) -> Self {
        Self {
            steps: vec![key.to_owned()],
            ..Self::default()
        }
    }

    /// One step further in.
    pub fn step(&self, step: impl Into<String>) -> Self {
        let mut scope = self.clone();
        scope.steps.push(step.into());
        scope
    }

    /// The name of an inline schema here.
    pub fn name(&self) -> SchemaName {
        SchemaName::Inline {
            owner: self.owner,
            operation: self.operation.clone(),
            steps: self.steps.clone(),
        }
    }
}
