//! Findings about `oneOf`, `anyOf` and `discriminator`.

use crate::diagnostic::{Code, Finding};

/// Several choices apply to the same value, and have too many combinations.
pub(crate) fn too_many_combinations() -> Finding {
    Finding::degraded(
        Code::ConflictingAllOf,
        "too many combinations of `oneOf` and `anyOf` in one schema; only the first choice is used",
        "list the combinations in a single `oneOf`",
    )
}

/// A branch of a choice is the schema that contains the choice.
pub(crate) fn branch_is_union_itself() -> Finding {
    Finding::degraded(
        Code::RefCycle,
        "the schema is a branch of its own `oneOf` or `anyOf`; that branch is ignored",
        "remove the branch",
    )
}

/// Unions are branches of each other in too many levels.
pub(crate) fn too_many_levels(limit: usize) -> Finding {
    Finding::error(
        Code::LimitExceeded,
        format!("more than {limit} levels of `oneOf` and `anyOf` directly inside each other"),
        "list the branches of the inner unions in the outer union",
    )
}

/// A branch has no type in common with the schema around it.
pub(crate) fn branch_of_other_type() -> Finding {
    Finding::degraded(
        Code::ConflictingAllOf,
        "the branch has no type in common with the schema around it; it is ignored",
        "use the same type in the branch and the schema around it",
    )
}

/// The discriminator of a base schema has values, but none is the name of a subtype.
pub(crate) fn no_subtype_named() -> Finding {
    Finding::degraded(
        Code::DiscriminatorMapping,
        "no value of the discriminator is the name of a subtype; the discriminator is ignored",
        "add `mapping` with the subtype for each value",
    )
}

/// The target of a discriminator value is not a schema.
pub(crate) fn unknown_mapping_target(target: &str) -> Finding {
    Finding::degraded(
        Code::DiscriminatorMapping,
        format!(
            "the discriminator maps to `{target}`, which is not a schema; the value is ignored"
        ),
        "use the name of a schema in the components, or a reference to a schema",
    )
}

/// The target of a discriminator value is a schema, but not a branch of the union.
pub(crate) fn mapping_target_is_no_branch(value: &str) -> Finding {
    Finding::degraded(
        Code::DiscriminatorMapping,
        format!("the discriminator maps `{value}` to a schema that is not a branch of the union"),
        "add the schema to the branches, or remove the value",
    )
}

/// The values of the discriminator do not select between the branches.
pub(crate) fn ineffective_discriminator() -> Finding {
    Finding::warning(
        Code::DiscriminatorMapping,
        "the discriminator does not distinguish the branches and is ignored",
        "make every branch an object with a distinct value of the property",
    )
}
