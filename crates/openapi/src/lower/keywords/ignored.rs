//! Keywords of JSON Schema that are not validated.

use crate::diagnostic::Report;
use crate::diagnostic::catalogue::schema;
use crate::lower::input::Input;
use crate::pointer::Span;

/// Reports the keywords of a schema that are ignored.
pub(super) fn report(input: Input<'_>, span: &Span, report: &mut Report) {
    for key in input.map(span).into_iter().flat_map(|map| map.keys()) {
        if let Some(finding) = schema::ignored_keyword(key) {
            report.add(&span.join(key), finding);
        }
    }
}
