//! The actions of an Overlay Document.

use serde_json_path::JsonPath;

use crate::diagnostic::catalogue::overlay as findings;
use crate::diagnostic::{Finding, Report};
use crate::document_set::DocumentSet;
use crate::node::Node;
use crate::pointer::{SourceId, Span};

/// An Action Object.
#[derive(Debug)]
pub(super) struct Action {
    /// The location of the action in the overlay.
    pub span: Span,
    /// Selects the values that the action applies to.
    pub target: JsonPath,
    pub effect: Effect,
}

/// The change that an action makes to its targets.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Effect {
    /// Merges `update` into them.
    Update,
    /// Removes them.
    Remove,
}

const OVERLAY_KEYS: &[&str] = &["overlay", "info", "extends", "actions"];
const ACTION_KEYS: &[&str] = &["target", "description", "update", "remove"];
const VERSIONS: [&str; 2] = ["1.0", "1.1"];

/// The limit on opening brackets in a target, which bounds the recursion of the JSONPath parser.
const MAX_BRACKETS: usize = 100;

/// Reads the actions of an overlay. Returns `None` if the overlay or one of its actions is invalid.
pub(super) fn read(
    documents: &DocumentSet,
    source: SourceId,
    report: &mut Report,
) -> Option<Vec<Action>> {
    let span = Span::file(source);
    // A file without a root could not be parsed, which has been reported.
    let node = documents.node(&span)?;
    let mut reader = Reader {
        report,
        is_valid: true,
    };
    let actions = reader.overlay(node, &span, documents.path(SourceId(0)));
    reader.is_valid.then_some(actions)
}

struct Reader<'a> {
    report: &'a mut Report,
    /// Whether no error has been reported.
    is_valid: bool,
}

impl Reader<'_> {
    fn error(&mut self, span: &Span, finding: Finding) {
        self.is_valid = false;
        self.report.add(span, finding);
    }

    /// Reads an overlay for the document with the file name `document`.
    fn overlay(&mut self, node: &Node, span: &Span, document: &str) -> Vec<Action> {
        if node.as_map().is_none() {
            self.error(span, findings::not_an_object(node.kind()));
        }
        self.check_keys(node, OVERLAY_KEYS, span, "an overlay");
        self.check_version(node, span);
        self.check_extends(node, span, document);
        let actions_span = span.join("actions");
        match node.member("actions") {
            Some(Node::List(list)) => {
                let actions = list.iter().enumerate();
                actions
                    .filter_map(|(index, node)| self.action(node, actions_span.index(index)))
                    .collect()
            }
            Some(other) => {
                self.error(
                    &actions_span,
                    findings::actions_are_not_a_list(other.kind()),
                );
                Vec::new()
            }
            None => {
                self.error(span, findings::missing_actions());
                Vec::new()
            }
        }
    }

    /// Reports unknown keys, and returns whether all keys are known.
    fn check_keys(&mut self, node: &Node, known: &[&str], span: &Span, what: &str) -> bool {
        let keys = node.as_map().into_iter().flat_map(|map| map.keys());
        let unknown: Vec<&String> = keys
            .filter(|key| !known.contains(&key.as_str()) && !key.starts_with("x-"))
            .collect();
        for key in &unknown {
            self.error(&span.join(key), findings::unknown_key(key, what, known));
        }
        unknown.is_empty()
    }

    /// Checks the version (Overlay 1.0.0, 4.4.1). Patch versions are not distinguished, and keys
    /// that 1.1 adds are reported as unknown.
    fn check_version(&mut self, node: &Node, span: &Span) {
        let Some(value) = node.member("overlay") else {
            return self.error(span, findings::missing_version());
        };
        let text = value.scalar_text().unwrap_or_default();
        let is_version = |version: &str| {
            let patch = text.strip_prefix(version);
            patch.is_some_and(|patch| patch.is_empty() || patch.starts_with('.'))
        };
        if !VERSIONS.into_iter().any(is_version) {
            self.error(&span.join("overlay"), findings::unsupported_version(text));
        }
    }

    /// Compares `extends` with the document that the overlay is applied to. The caller decides
    /// which document that is, so a difference is only a warning.
    fn check_extends(&mut self, node: &Node, span: &Span, document: &str) {
        let Some(extends) = node.member("extends").and_then(Node::scalar_text) else {
            return;
        };
        let file = extends.split(['?', '#']).next().unwrap_or_default();
        if file.rsplit('/').next() != Some(document) {
            let finding = findings::other_document(extends, document);
            self.report.add(&span.join("extends"), finding);
        }
    }

    fn action(&mut self, node: &Node, span: Span) -> Option<Action> {
        if node.as_map().is_none() {
            self.error(&span, findings::action_is_not_an_object(node.kind()));
            return None;
        }
        let has_only_known_keys = self.check_keys(node, ACTION_KEYS, &span, "an action");
        let target = self.target(node, &span)?;
        let removes = match node.member("remove") {
            None => false,
            Some(Node::Bool(remove)) => *remove,
            Some(other) => {
                let finding = findings::remove_is_not_a_boolean(other.kind());
                self.error(&span.join("remove"), finding);
                return None;
            }
        };
        if !removes && node.member("update").is_none() {
            // An unknown key is probably a misspelled `update` or `remove`.
            if has_only_known_keys {
                self.report.add(&span, findings::no_effect());
            }
            return None;
        }
        let effect = if removes {
            Effect::Remove
        } else {
            Effect::Update
        };
        Some(Action {
            span,
            target,
            effect,
        })
    }

    fn target(&mut self, node: &Node, span: &Span) -> Option<JsonPath> {
        let target_span = span.join("target");
        let text = match node.member("target") {
            Some(Node::String(text)) => text,
            Some(other) => {
                self.error(&target_span, findings::target_is_not_a_string(other.kind()));
                return None;
            }
            None => {
                self.error(span, findings::missing_target());
                return None;
            }
        };
        let brackets = text.bytes().filter(|byte| b"([!".contains(byte)).count();
        if brackets > MAX_BRACKETS {
            self.error(&target_span, findings::target_too_complex(MAX_BRACKETS));
            return None;
        }
        match JsonPath::parse(text) {
            Ok(path) => Some(path),
            Err(error) => {
                let finding = findings::invalid_target(error.position(), error.message());
                self.error(&target_span, finding);
                None
            }
        }
    }
}
