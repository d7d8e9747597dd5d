//! Keywords of JSON Schema that no type expresses and that are not validated.

use crate::diagnostic::Report;
use crate::diagnostic::catalogue::schema;
use crate::lower::input::Input;
use crate::pointer::Span;

/// Reports the keywords of a schema that are ignored.
pub(super) fn report(input: Input<'_>, span: &Span, report: &mut Report) {
    let Some(map) = input.map(span) else {
        return;
    };
    for key in map.keys() {
        if key == "not" && is_branch(span) && only_requires(input, &span.join("not")) {
            // Choices between properties are validated; `union::constraint` reports the others.
            continue;
        }
        if let Some(finding) = schema::ignored_keyword(key) {
            report.add(&span.join(key), finding);
        }
    }
}

/// Returns whether a schema is a branch of `oneOf` or `anyOf`.
fn is_branch(span: &Span) -> bool {
    let tokens: Vec<String> = span.pointer.tokens().collect();
    match tokens.as_slice() {
        [.., keyword, _] => keyword == "oneOf" || keyword == "anyOf",
        _ => false,
    }
}

fn only_requires(input: Input<'_>, span: &Span) -> bool {
    input
        .map(span)
        .is_some_and(|map| map.keys().all(|key| key == "required"))
}
