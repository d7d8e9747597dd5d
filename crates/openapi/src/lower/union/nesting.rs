//! Unions directly inside unions: branches that lead back to their union, and too many levels.

use std::collections::BTreeMap;

use crate::diagnostic::Report;
use crate::diagnostic::catalogue::union as catalogue;
use crate::ir::{Api, SchemaId, SchemaKind};
use crate::lower::nullability::Nullable;

/// The number of unions from a union inwards, each a branch of the previous one.
type Levels = BTreeMap<SchemaId, usize>;

/// A branch: the union that has it, and its position there.
type Position = (SchemaId, usize);

/// Removes the branches that lead back to their union through unions alone: they add no value, and
/// reading a value as such a branch would not end. Reports the first union with more than `limit`
/// levels of unions inside each other, because reading a value takes part of the stack for each.
pub(in crate::lower) fn limit(
    mut nullable: Nullable,
    limit: usize,
    report: &mut Report,
) -> Nullable {
    let api = &mut nullable.api;
    let (levels, closing) = search(api);
    for (id, position) in closing.into_iter().rev() {
        remove(api, id, position, report);
    }
    let too_deep = levels.into_iter().find(|(_, levels)| *levels > limit);
    if let Some((id, _)) = too_deep {
        let finding = catalogue::too_many_levels(limit);
        report.add(&api.schema(id).span, finding);
    }
    nullable
}

/// Searches the unions depth-first. Returns their levels, and the branches that lead back to a
/// union on the path of the search, in ascending order.
fn search(api: &Api) -> (Levels, Vec<Position>) {
    let mut levels = Levels::new();
    let mut closing = Vec::new();
    for id in api.schemas.keys() {
        if branches(api, id).is_some() && !levels.contains_key(&id) {
            search_from(api, id, &mut levels, &mut closing);
        }
    }
    closing.sort_unstable();
    (levels, closing)
}

fn search_from(api: &Api, start: SchemaId, levels: &mut Levels, closing: &mut Vec<Position>) {
    // An explicit stack: the nesting depth of unions is not limited yet.
    let mut path: Vec<Position> = vec![(start, 0)];
    // A union on the path has no levels until the search leaves it.
    levels.insert(start, 0);
    while let Some((id, next)) = path.last_mut() {
        let (id, position) = (*id, *next);
        *next += 1;
        let inner = branches(api, id).unwrap_or_default();
        match inner.get(position).copied() {
            None => {
                let inner = inner.iter().filter_map(|inner| levels.get(inner));
                let deepest = inner.max().copied().unwrap_or(0);
                levels.insert(id, deepest + 1);
                path.pop();
            }
            Some(inner) if branches(api, inner).is_none() => {}
            Some(inner) => match levels.get(&inner) {
                None => {
                    levels.insert(inner, 0);
                    path.push((inner, 0));
                }
                Some(0) => closing.push((id, position)),
                Some(_) => {}
            },
        }
    }
}

/// Returns the branches of a union, or `None` for any other schema.
fn branches(api: &Api, id: SchemaId) -> Option<Vec<SchemaId>> {
    match &api.schema(id).kind {
        SchemaKind::Union(union) => {
            Some(union.branches.iter().map(|branch| branch.ty.id).collect())
        }
        _ => None,
    }
}

fn remove(api: &mut Api, id: SchemaId, position: usize, report: &mut Report) {
    let schema = &mut api.schemas[id];
    let SchemaKind::Union(union) = &mut schema.kind else {
        return;
    };
    union.branches.remove(position);
    if union.branches.is_empty() {
        schema.kind = SchemaKind::Any;
    }
    report.add(&schema.span, catalogue::branch_is_union_itself());
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::diagnostic::Code;
    use crate::lower::testing::{api, no_discriminators, one_of, string, union};

    fn limited(kinds: Vec<SchemaKind>, levels: usize) -> (Api, Vec<Code>) {
        let nullable = Nullable {
            api: api(kinds),
            discriminators: no_discriminators(),
        };
        let mut report = Report::default();
        let limited = limit(nullable, levels, &mut report);
        let diagnostics = report.into_diagnostics().into_iter();
        (limited.api, diagnostics.map(|it| it.code).collect())
    }

    fn chain(length: usize) -> Vec<SchemaKind> {
        let unions = (1..=length).map(|next| one_of(&[next, length]));
        unions.chain([string()]).collect()
    }

    #[test]
    fn a_branch_that_leads_back_is_removed_and_reported() {
        let (api, codes) = limited(vec![one_of(&[1, 2]), one_of(&[2, 0]), string()], 8);
        assert_eq!(union(&api, 0).branches.len(), 2);
        assert_eq!(union(&api, 1).branches.len(), 1);
        assert_eq!(codes, [Code::RefCycle]);
    }

    #[test]
    fn a_union_of_only_itself_is_any_value() {
        let (api, _) = limited(vec![one_of(&[1]), one_of(&[0])], 8);
        assert!(matches!(
            api.schema(SchemaId::from(1)).kind,
            SchemaKind::Any
        ));
    }

    #[test]
    fn levels_are_limited() {
        assert_eq!(limited(chain(8), 8).1, []);
        assert_eq!(limited(chain(9), 8).1, [Code::LimitExceeded]);
    }

    #[test]
    fn the_search_does_not_use_the_stack() {
        assert_eq!(limited(chain(100_000), 8).1, [Code::LimitExceeded]);
    }
}
