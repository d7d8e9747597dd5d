//! Keywords of JSON Schema that no type can say and that are not checked.

use super::Lowering;
use crate::diagnostic::Code;
use crate::pointer::Span;

/// The keywords, each with what is said where it stands.
const KEYWORDS: [(&str, &str, &str); 7] = [
    (
        "not",
        "`not` has no effect: no type says what a value is not",
        "say what the value is",
    ),
    (
        "if",
        "`if` has no effect: which schema counts depends on the value, and is not checked",
        "write a choice as `oneOf`",
    ),
    (
        "contains",
        "`contains` has no effect: elements are not counted by what they look like",
        HINT,
    ),
    (
        "dependentRequired",
        "`dependentRequired` has no effect: the members are optional, and that they come together is not checked",
        HINT,
    ),
    (
        "dependentSchemas",
        "`dependentSchemas` has no effect: what a member says about others is not checked",
        "write a choice as `oneOf`",
    ),
    (
        "dependencies",
        "`dependencies` has no effect: what a member says about others is not checked",
        "write a choice as `oneOf`",
    ),
    (
        "contentSchema",
        "`contentSchema` has no effect: what a text holds is not read",
        HINT,
    ),
];

const HINT: &str = "nothing has to be done unless the check matters";

impl Lowering<'_> {
    /// Counts the keywords of a schema that have no effect.
    pub fn ignored(&mut self, place: &Span) {
        let Some(members) = self.forest.node(place).and_then(crate::node::Node::as_map) else {
            return;
        };
        for (key, message, hint) in KEYWORDS {
            if members.contains_key(key) {
                self.report
                    .count(Code::IgnoredKeyword, &place.join(key), message, hint);
            }
        }
    }
}
