//! YAML into nodes, from the parser's events: exact text of every scalar, and the place of every problem.

use std::collections::HashMap;

use granit_parser::{Event, Parser, ScalarStyle, ScanError, Span as Range, Tag};
use indexmap::IndexMap;

use super::{Node, scalar};
use crate::diagnostic::catalogue::syntax;
use crate::diagnostic::{Diagnostic, Finding};
use crate::limits::Limits;
use crate::pointer::{Pointer, SourceId, Span};
use crate::source::{Source, parser_options};

/// Reads a YAML text.
pub(super) fn parse(
    source: &Source,
    id: SourceId,
    limits: &Limits,
) -> Result<Node, Vec<Diagnostic>> {
    let span = Span {
        source: id,
        pointer: Pointer::root(),
    };
    let mut builder = Builder::new(span, limits, source.text().len());
    for event in Parser::new_from_str_with_options(source.text(), parser_options(source.text())) {
        let step = match event {
            Ok((event, range)) => builder.event(event, &range),
            Err(error) => Err(builder.syntax(&error)),
        };
        step.map_err(|problem| vec![problem])?;
    }
    match builder.root {
        Some(node) if builder.duplicates.is_empty() => Ok(node),
        Some(_) => Err(builder.duplicates),
        None => Err(vec![syntax::empty_file().at(&builder.span)]),
    }
}

struct Builder<'l> {
    span: Span,
    limits: &'l Limits,
    /// Values that aliases may still repeat.
    alias_budget: usize,
    nodes: usize,
    open: Vec<Open>,
    /// Anchored values with their sizes.
    anchors: HashMap<usize, (Node, usize)>,
    duplicates: Vec<Diagnostic>,
    root: Option<Node>,
}

/// A list or an object that is being read.
struct Open {
    anchor: usize,
    /// The count of nodes when it began.
    before: usize,
    content: Content,
}

enum Content {
    List(Vec<Node>),
    Map {
        members: IndexMap<String, Node>,
        merged: Vec<Node>,
        key: Option<Key>,
    },
}

enum Key {
    Text(String, (usize, usize)),
    Merge,
}

impl<'l> Builder<'l> {
    fn new(span: Span, limits: &'l Limits, bytes: usize) -> Self {
        Self {
            span,
            limits,
            alias_budget: limits.alias_nodes.saturating_add(bytes),
            nodes: 0,
            open: Vec::new(),
            anchors: HashMap::new(),
            duplicates: Vec::new(),
            root: None,
        }
    }

    fn event(&mut self, event: Event<'_>, range: &Range) -> Result<(), Diagnostic> {
        match event {
            Event::DocumentStart(..) if self.root.is_some() => {
                Err(self.problem(range, syntax::second_document()))
            }
            Event::Scalar(text, style, anchor, tag) => {
                if self.expects_key() {
                    let is_merge = text == "<<" && style == ScalarStyle::Plain;
                    return self.key(
                        if is_merge {
                            None
                        } else {
                            Some(text.into_owned())
                        },
                        range,
                    );
                }
                let node = self.scalar(&text, style, tag.as_deref(), range)?;
                self.count(range, 1)?;
                self.finish(node, anchor, 1, range)
            }
            Event::Alias(anchor) => self.alias(anchor, range),
            Event::SequenceStart(_, anchor, _) => {
                self.begin(anchor, Content::List(Vec::new()), range)
            }
            Event::MappingStart(_, anchor, _) => self.begin(
                anchor,
                Content::Map {
                    members: IndexMap::new(),
                    merged: Vec::new(),
                    key: None,
                },
                range,
            ),
            Event::SequenceEnd | Event::MappingEnd => self.end(range),
            _ => Ok(()),
        }
    }

    fn scalar(
        &self,
        text: &str,
        style: ScalarStyle,
        tag: Option<&Tag>,
        range: &Range,
    ) -> Result<Node, Diagnostic> {
        match tag.and_then(Tag::core_suffix) {
            Some(tag) => scalar::tagged(tag, text)
                .ok_or_else(|| self.problem(range, syntax::tag_mismatch(tag, text))),
            None if style == ScalarStyle::Plain => Ok(scalar::plain(text)),
            None => Ok(Node::String(text.to_owned())),
        }
    }

    fn expects_key(&self) -> bool {
        matches!(
            self.open.last(),
            Some(Open {
                content: Content::Map { key: None, .. },
                ..
            })
        )
    }

    fn key(&mut self, text: Option<String>, range: &Range) -> Result<(), Diagnostic> {
        let position = (range.start.line(), range.start.col() + 1);
        if let Some(Open {
            content: Content::Map { key, .. },
            ..
        }) = self.open.last_mut()
        {
            *key = Some(text.map_or(Key::Merge, |text| Key::Text(text, position)));
        }
        Ok(())
    }

    fn alias(&mut self, anchor: usize, range: &Range) -> Result<(), Diagnostic> {
        let Some((node, size)) = self.anchors.get(&anchor) else {
            return Err(self.problem(range, syntax::recursive_alias()));
        };
        if self.expects_key() {
            let text = node.scalar_text().map(str::to_owned);
            let text = text.ok_or_else(|| self.problem(range, syntax::key_is_not_a_string()))?;
            return self.key(Some(text), range);
        }
        let (node, size) = (node.clone(), *size);
        match self.alias_budget.checked_sub(size) {
            Some(rest) => self.alias_budget = rest,
            None => {
                return Err(self.limit(
                    range,
                    "values repeated by aliases",
                    self.limits.alias_nodes,
                ));
            }
        }
        self.count(range, size)?;
        self.finish(node, 0, size, range)
    }

    fn begin(&mut self, anchor: usize, content: Content, range: &Range) -> Result<(), Diagnostic> {
        if self.expects_key() {
            return Err(self.problem(range, syntax::key_is_not_a_string()));
        }
        let nesting = self.limits.effective_nesting();
        if self.open.len() >= nesting {
            return Err(self.limit(range, "levels of nesting", nesting));
        }
        self.open.push(Open {
            anchor,
            before: self.nodes,
            content,
        });
        self.count(range, 1)
    }

    fn end(&mut self, range: &Range) -> Result<(), Diagnostic> {
        let Some(open) = self.open.pop() else {
            return Ok(());
        };
        let node = match open.content {
            Content::List(list) => Node::List(list),
            Content::Map {
                members, merged, ..
            } => Node::Map(merge(members, merged)),
        };
        self.finish(node, open.anchor, self.nodes - open.before, range)
    }

    /// Puts a whole value where it belongs.
    fn finish(
        &mut self,
        node: Node,
        anchor: usize,
        size: usize,
        range: &Range,
    ) -> Result<(), Diagnostic> {
        if anchor != 0 {
            // The copy for the anchor costs as much memory as the value.
            self.count(range, size)?;
            self.anchors.insert(anchor, (node.clone(), size));
        }
        match self.open.last_mut().map(|open| &mut open.content) {
            None => self.root = Some(node),
            Some(Content::List(list)) => list.push(node),
            Some(Content::Map {
                members,
                merged,
                key,
            }) => match key.take() {
                Some(Key::Merge) => merged.push(node),
                Some(Key::Text(text, position)) => {
                    if members.contains_key(&text) {
                        let (line, column) = position;
                        let finding = syntax::duplicate_key(&text).at(&self.span);
                        self.duplicates.push(finding.with_position(line, column));
                    } else {
                        members.insert(text, node);
                    }
                }
                None => {}
            },
        }
        Ok(())
    }

    fn count(&mut self, range: &Range, more: usize) -> Result<(), Diagnostic> {
        self.nodes = self.nodes.saturating_add(more);
        if self.nodes > self.limits.nodes {
            return Err(self.limit(range, "values", self.limits.nodes));
        }
        Ok(())
    }

    fn problem(&self, range: &Range, finding: Finding) -> Diagnostic {
        finding
            .at(&self.span)
            .with_position(range.start.line(), range.start.col() + 1)
    }

    fn limit(&self, range: &Range, what: &str, limit: usize) -> Diagnostic {
        self.problem(range, syntax::document_too_large(what, limit))
    }

    fn syntax(&self, error: &ScanError) -> Diagnostic {
        let reason = error.info();
        let finding = if reason.contains("nesting") || reason.contains("recursion limit") {
            let nesting = self.limits.effective_nesting();
            syntax::document_too_large("levels of nesting", nesting)
        } else {
            syntax::invalid_yaml(&reason)
        };
        let (line, column) = (error.marker().line(), error.marker().col() + 1);
        finding.at(&self.span).with_position(line, column)
    }
}

/// Applies merge keys: what is there stays, and the first of several merged objects wins. A merged value that is no object has no
/// meaning and is left out.
fn merge(mut members: IndexMap<String, Node>, merged: Vec<Node>) -> IndexMap<String, Node> {
    let objects = merged.into_iter().flat_map(|node| match node {
        Node::List(list) => list,
        node => vec![node],
    });
    for object in objects {
        if let Node::Map(object) = object {
            for (key, value) in object {
                members.entry(key).or_insert(value);
            }
        }
    }
    members
}
