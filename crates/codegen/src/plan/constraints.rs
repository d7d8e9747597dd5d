//! Documentation of the constraints on values. The client does not validate values, so its callers
//! depend on the documentation of the constraints.

use specwright_openapi::ir::{Api, Bounds, Lengths, SchemaKind, StringFormat, TypeRef};

use super::model::docs::{Docs, Inline};

/// A sentence without its full stop.
type Sentence = Vec<Inline>;

/// Adds a paragraph with the constraints of a schema, if it has any.
pub(super) fn with_constraints(docs: Docs, api: &Api, ty: TypeRef) -> Docs {
    let sentences = constraints(&api.schema(ty.id).kind);
    if sentences.is_empty() {
        return docs;
    }
    let mut paragraph = Vec::new();
    for (index, sentence) in sentences.into_iter().enumerate() {
        paragraph.extend((index > 0).then_some(Inline::Own(" ")));
        paragraph.extend(sentence);
        paragraph.push(Inline::Own("."));
    }
    docs.and(paragraph)
}

fn constraints(kind: &SchemaKind) -> Vec<Sentence> {
    let mut sentences = Vec::new();
    match kind {
        SchemaKind::Integer { bounds, .. } | SchemaKind::Number { bounds, .. } => {
            sentences.extend(range(bounds));
            sentences.extend(bounds.multiple_of.as_ref().map(|divisor| {
                vec![
                    Inline::Own("Multiple of "),
                    Inline::Text(divisor.to_string()),
                ]
            }));
        }
        SchemaKind::String {
            format,
            lengths,
            pattern,
        } => {
            if let StringFormat::Other(format) = format {
                sentences.push(vec![Inline::Own("Format: "), Inline::code(format)]);
            }
            sentences.extend(length(*lengths, ["character", "characters"]));
            sentences.extend(
                pattern
                    .as_ref()
                    .map(|pattern| vec![Inline::Own("Pattern: "), Inline::code(pattern)]),
            );
        }
        SchemaKind::Array(array) => {
            sentences.extend(length(array.lengths, ["item", "items"]));
            sentences.extend(
                array
                    .unique
                    .then(|| vec![Inline::Own("No duplicate items")]),
            );
        }
        SchemaKind::Object(object) => {
            sentences.extend(length(object.lengths, ["entry", "entries"]));
        }
        _ => {}
    }
    sentences
}

fn range(bounds: &Bounds) -> Option<Sentence> {
    let minimum = bounds.minimum.as_ref().map(|minimum| Limit {
        words: if bounds.exclusive_minimum {
            GREATER_THAN
        } else {
            AT_LEAST
        },
        value: minimum.to_string(),
    });
    let maximum = bounds.maximum.as_ref().map(|maximum| Limit {
        words: if bounds.exclusive_maximum {
            LESS_THAN
        } else {
            AT_MOST
        },
        value: maximum.to_string(),
    });
    between(minimum, maximum)
}

fn length(lengths: Lengths, [singular, plural]: [&'static str; 2]) -> Option<Sentence> {
    let counted = |count: u64| match count {
        1 => format!("1 {singular}"),
        count => format!("{count} {plural}"),
    };
    let minimum = lengths.min.filter(|minimum| *minimum > 0);
    if let (Some(minimum), true) = (minimum, minimum == lengths.max) {
        return Some(vec![
            Inline::Own("Exactly "),
            Inline::Text(counted(minimum)),
        ]);
    }
    let at_least = |minimum: u64| Limit {
        words: AT_LEAST,
        value: match lengths.max {
            Some(_) => minimum.to_string(),
            None => counted(minimum),
        },
    };
    let at_most = |maximum: u64| Limit {
        words: AT_MOST,
        value: counted(maximum),
    };
    between(minimum.map(at_least), lengths.max.map(at_most))
}

/// The words before a limit, at the start of a sentence and after another limit.
type Words = [&'static str; 2];

const AT_LEAST: Words = ["At least ", "at least "];
const GREATER_THAN: Words = ["Greater than ", "greater than "];
const AT_MOST: Words = ["At most ", "at most "];
const LESS_THAN: Words = ["Less than ", "less than "];

struct Limit {
    words: Words,
    value: String,
}

/// Returns the sentence for a minimum and a maximum, such as "At least 1 and at most 64
/// characters".
fn between(minimum: Option<Limit>, maximum: Option<Limit>) -> Option<Sentence> {
    let mut sentence = Vec::new();
    for Limit { words, value } in [minimum, maximum].into_iter().flatten() {
        let [first, later] = words;
        if sentence.is_empty() {
            sentence.push(Inline::Own(first));
        } else {
            sentence.extend([Inline::Own(" and "), Inline::Own(later)]);
        }
        sentence.push(Inline::Text(value));
    }
    (!sentence.is_empty()).then_some(sentence)
}
