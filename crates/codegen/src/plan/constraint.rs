//! What values have to keep, in words: the client does not check it, so that documentation is where a caller learns of it.

use specwright_openapi::ir::{Api, Bounds, Lengths, SchemaKind, StringFormat, TypeRef};

use crate::plan::model::docs::{Docs, Inline};

/// The docs with a line of what the values of a schema have to keep, if there is anything.
pub fn with_constraints(docs: Docs, api: &Api, ty: TypeRef) -> Docs {
    let mut said: Vec<Vec<Inline>> = Vec::new();
    match &api.schema(ty.id).kind {
        SchemaKind::Integer { bounds, .. } | SchemaKind::Number { bounds, .. } => {
            said.extend(of_bounds(bounds))
        }
        SchemaKind::String {
            format,
            lengths,
            pattern,
        } => {
            if let StringFormat::Other(format) = format {
                said.push(vec![Inline::Own("format "), Inline::code(format)]);
            }
            said.extend(of_lengths(*lengths, ["character", "characters"]));
            said.extend(
                pattern
                    .as_ref()
                    .map(|pattern| vec![Inline::Own("pattern "), Inline::code(pattern)]),
            );
        }
        SchemaKind::Array(array) => {
            said.extend(of_lengths(array.lengths, ["element", "elements"]));
            said.extend(array.unique.then(|| vec![Inline::Own("no element twice")]));
        }
        SchemaKind::Object(object) => {
            said.extend(of_lengths(object.lengths, ["member", "members"]))
        }
        _ => {}
    }
    if said.is_empty() {
        return docs;
    }
    let mut line = vec![Inline::Own("Values: ")];
    for (index, pieces) in said.into_iter().enumerate() {
        line.extend((index > 0).then_some(Inline::Own(", ")));
        line.extend(pieces);
    }
    line.push(Inline::Own("."));
    docs.and(line)
}

fn of_bounds(bounds: &Bounds) -> Vec<Vec<Inline>> {
    let sides = [
        (
            &bounds.minimum,
            if bounds.exclusive_minimum {
                "above "
            } else {
                "at least "
            },
        ),
        (
            &bounds.maximum,
            if bounds.exclusive_maximum {
                "below "
            } else {
                "at most "
            },
        ),
        (&bounds.multiple_of, "multiples of "),
    ];
    let said = sides.into_iter().filter_map(|(bound, words)| {
        let bound = bound.as_ref()?;
        Some(vec![Inline::Own(words), Inline::Text(bound.to_string())])
    });
    said.collect()
}

fn of_lengths(lengths: Lengths, [one, several]: [&'static str; 2]) -> Vec<Vec<Inline>> {
    let noun = |count: u64| if count == 1 { one } else { several };
    let said = |words: &'static str, count: u64| {
        vec![
            Inline::Own(words),
            Inline::Text(format!("{count} {}", noun(count))),
        ]
    };
    match (lengths.min.filter(|min| *min > 0), lengths.max) {
        (Some(min), Some(max)) if min == max => vec![said("exactly ", min)],
        (min, max) => min
            .map(|min| said("at least ", min))
            .into_iter()
            .chain(max.map(|max| said("at most ", max)))
            .collect(),
    }
}
