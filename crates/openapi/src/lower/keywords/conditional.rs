//! Schemas that apply to some values only: `if`, `then`, `else` and `dependentSchemas` (JSON Schema
//! 2020-12, 10.2.2).

use super::{Conditional, Keywords};
use crate::lower::input::Input;

/// Adds the locations of the conditional schemas.
pub(super) fn add(input: Input<'_>, keywords: &mut Keywords) {
    let Some(node) = input.node(&keywords.span) else {
        return;
    };
    for key in ["if", "then", "else"] {
        if node
            .member(key)
            .is_some_and(|schema| schema.as_map().is_some())
        {
            keywords.conditional.push(Conditional {
                span: keywords.span.join(key),
                is_test: key == "if",
            });
        }
    }
    let dependent = keywords.span.join("dependentSchemas");
    for name in input.map(&dependent).into_iter().flat_map(|map| map.keys()) {
        keywords.conditional.push(Conditional {
            span: dependent.join(name),
            is_test: false,
        });
    }
}
