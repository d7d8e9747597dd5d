//! Overlay Documents, as far as they say what to do.

use serde_json_path::JsonPath;

use crate::diagnostic::{Code, Report};
use crate::documents::DocumentSet;
use crate::node::Node;
use crate::pointer::{Pointer, SourceId, Span};

/// An Action Object.
#[derive(Debug)]
pub(super) struct Action {
    /// Where it stands.
    pub place: Span,
    /// What it is about.
    pub target: JsonPath,
    /// What it does there.
    pub effect: Effect,
}

/// What an action does.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Effect {
    /// `update` is merged.
    Update,
    /// The target is removed.
    Remove,
}

const DOCUMENT: &[&str] = &["overlay", "info", "extends", "actions"];
const ACTION: &[&str] = &["target", "description", "update", "remove"];

/// Brackets in one target: a parser that calls itself reads them.
const MAX_BRACKETS: usize = 100;

/// The actions of an overlay; none if something is wrong with one.
pub(super) fn read(
    documents: &DocumentSet,
    source: SourceId,
    report: &mut Report,
) -> Option<Vec<Action>> {
    let root = Span {
        source,
        pointer: Pointer::root(),
    };
    // What is wrong with the text is reported already.
    let node = documents.node(&root)?;
    let mut reading = Reading {
        report,
        complete: true,
    };
    reading.known_members(node, DOCUMENT, &root, "an overlay");
    reading.version(node, &root);
    reading.extends(node, &root, documents.path(SourceId(0)));
    let mut actions = Vec::new();
    match node.member("actions") {
        Some(Node::List(list)) => {
            let places = (0..list.len()).map(|index| root.join("actions").index(index));
            actions.extend(
                list.iter()
                    .zip(places)
                    .filter_map(|(action, place)| reading.action(action, place)),
            );
        }
        Some(other) => reading.wrong(
            &root.join("actions"),
            format!("`actions` is {}, not a list", other.kind()),
            "write a list of actions",
        ),
        None => reading.wrong(
            &root,
            "the overlay has no `actions`".to_owned(),
            "write what it does under `actions`, as a list",
        ),
    }
    reading.complete.then_some(actions)
}

struct Reading<'a> {
    report: &'a mut Report,
    complete: bool,
}

impl Reading<'_> {
    fn wrong(&mut self, place: &Span, message: String, hint: &str) {
        self.complete = false;
        self.report
            .error(Code::InvalidOverlay, place, message, hint);
    }

    fn known_members(&mut self, node: &Node, known: &[&str], place: &Span, what: &str) -> bool {
        let Some(members) = node.as_map() else {
            let hint = if what == "an overlay" {
                "an overlay begins with `overlay: 1.0.0`"
            } else {
                "an action has a `target`"
            };
            self.wrong(
                place,
                format!("{what} is an object, not {}", node.kind()),
                hint,
            );
            return false;
        };
        let mut all_known = true;
        for key in members
            .keys()
            .filter(|key| !known.contains(&key.as_str()) && !key.starts_with("x-"))
        {
            let hint = format!(
                "it can have {}",
                known
                    .iter()
                    .map(|name| format!("`{name}`"))
                    .collect::<Vec<_>>()
                    .join(", ")
            );
            self.wrong(
                &place.join(key),
                format!("{what} has no member `{key}`"),
                &hint,
            );
            all_known = false;
        }
        all_known
    }

    /// Overlay 1.0.0, 4.4.1: patches make no difference. What 1.1 adds is refused where it stands.
    fn version(&mut self, node: &Node, root: &Span) {
        let Some(value) = node.member("overlay") else {
            return self.wrong(
                root,
                "`overlay` does not say which version of overlays this is".to_owned(),
                "add `overlay: 1.0.0`",
            );
        };
        let text = value.scalar_text().unwrap_or_default();
        if !["1.0", "1.1"]
            .iter()
            .any(|version| text == *version || text.starts_with(&format!("{version}.")))
        {
            let message = format!("`overlay: {text}` is not a version that can be read");
            self.wrong(
                &root.join("overlay"),
                message,
                "write the overlay for version 1.0.0",
            );
        }
    }

    /// Which document it is for is said by whoever applies it; `extends` is a second opinion.
    fn extends(&mut self, node: &Node, root: &Span, document: &str) {
        let Some(extends) = node.member("extends").and_then(Node::scalar_text) else {
            return;
        };
        let file = extends.split(['?', '#']).next().unwrap_or_default();
        if file.rsplit('/').next() != Some(document) {
            let message =
                format!("the overlay extends `{extends}`, and is applied to `{document}`");
            self.report.warn(
                Code::OtherOverlayDocument,
                &root.join("extends"),
                message,
                "check that it is the right one",
            );
        }
    }

    fn action(&mut self, node: &Node, place: Span) -> Option<Action> {
        let known = self.known_members(node, ACTION, &place, "an action");
        let target = self.target(node, &place)?;
        let remove = match node.member("remove") {
            None => false,
            Some(Node::Bool(remove)) => *remove,
            Some(other) => {
                let message = format!("`remove` is {}, not `true` or `false`", other.kind());
                self.wrong(&place.join("remove"), message, "write `remove: true`");
                return None;
            }
        };
        if !remove && node.member("update").is_none() {
            if !known {
                // One of the members that are not known was meant.
                return None;
            }
            let message =
                "the action says neither `update` nor `remove: true`, and changes nothing";
            self.report.warn(
                Code::InvalidOverlay,
                &place,
                message,
                "say what to do with the target, or remove the action",
            );
            return None;
        }
        Some(Action {
            place,
            target,
            effect: if remove {
                Effect::Remove
            } else {
                Effect::Update
            },
        })
    }

    fn target(&mut self, node: &Node, place: &Span) -> Option<JsonPath> {
        node.as_map()?;
        let at = place.join("target");
        let Some(text) = node.member("target").and_then(Node::as_str) else {
            let at = if node.member("target").is_some() {
                &at
            } else {
                place
            };
            self.wrong(
                at,
                "the action has no text as its `target`".to_owned(),
                "write a JSONPath, such as `$.paths['/pets'].get`",
            );
            return None;
        };
        if text.bytes().filter(|byte| b"([!".contains(byte)).count() > MAX_BRACKETS {
            self.wrong(
                &at,
                format!("the target has more than {MAX_BRACKETS} brackets"),
                "write several actions",
            );
            return None;
        }
        match JsonPath::parse(text) {
            Ok(path) => Some(path),
            Err(error) => {
                let message = format!(
                    "the target is no JSONPath (RFC 9535): at character {}, {}",
                    error.position(),
                    error.message()
                );
                self.wrong(
                    &at,
                    message,
                    "write a JSONPath, such as `$.paths['/pets'].get`",
                );
                None
            }
        }
    }
}
