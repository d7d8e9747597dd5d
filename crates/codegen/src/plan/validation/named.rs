//! Selection of the schemas and rules that have a named table.

use std::collections::{BTreeMap, BTreeSet};

use specwright_openapi::ir::{Api, RuleId, SchemaId, SchemaKind, SchemaName};

/// A schema or a rule, which both become checks.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Source {
    Schema(SchemaId),
    Rule(RuleId),
}

/// Returns the schemas and rules that get a named table: components with constraints, and others
/// with parts that are used more than once. `roots` has an entry for each use by an operation.
pub(super) fn sources(api: &Api, roots: Vec<SchemaId>) -> BTreeSet<Source> {
    let mut uses: BTreeMap<Source, usize> = BTreeMap::new();
    let mut open: Vec<Source> = roots.into_iter().map(Source::Schema).collect();
    while let Some(source) = open.pop() {
        let count = uses.entry(source).or_default();
        *count += 1;
        if *count == 1 {
            open.extend(source.parts(api));
        }
    }
    let is_named = |source: Source, count: usize| match source {
        Source::Schema(id) => match api.schema(id).name {
            SchemaName::Component(_) => !source.is_plain(api),
            SchemaName::Inline { .. } => count > 1 && !source.is_leaf(api),
        },
        Source::Rule(_) => count > 1 && !source.is_leaf(api),
    };
    let uses = uses.into_iter();
    uses.filter(|(source, count)| is_named(*source, *count))
        .map(|(source, _)| source)
        .collect()
}

impl Source {
    /// Returns whether a check has no nested checks.
    pub(super) fn is_leaf(self, api: &Api) -> bool {
        match self {
            Self::Schema(id) => self.parts(api).is_empty() && api.schema(id).rule.is_none(),
            Self::Rule(id) => {
                let rule = api.rule(id);
                rule.kind.is_none() && rule.parts().is_empty()
            }
        }
    }

    /// Returns whether the name of a schema would be longer than its check.
    fn is_plain(self, api: &Api) -> bool {
        let Self::Schema(id) = self else {
            return false;
        };
        let schema = api.schema(id);
        let is_plain = matches!(
            schema.kind,
            SchemaKind::Any | SchemaKind::Null | SchemaKind::Boolean
        );
        is_plain && schema.rule.is_none()
    }

    fn parts(self, api: &Api) -> Vec<Self> {
        let of_kind = |id: SchemaId| {
            let parts = api.schema(id).kind.type_refs().into_iter();
            parts.map(|part| Self::Schema(part.id)).collect::<Vec<_>>()
        };
        match self {
            Self::Schema(id) => match api.schema(id).rule {
                Some(rule) => vec![Self::Rule(rule)],
                None => of_kind(id),
            },
            Self::Rule(id) => {
                let rule = api.rule(id);
                let mut parts: Vec<Self> = rule.parts().into_iter().map(Self::Rule).collect();
                parts.extend(rule.schema.map(|ty| Self::Schema(ty.id)));
                parts.extend(rule.kind.map(of_kind).unwrap_or_default());
                parts
            }
        }
    }
}
