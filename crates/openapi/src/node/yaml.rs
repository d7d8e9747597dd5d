//! Parses YAML from the events of the parser, to keep the text of every scalar and the position of
//! every error.

use std::collections::HashMap;

use granit_parser::{Event, Parser, ScalarStyle, ScanError, Span as Range, Tag};

use super::{Node, Properties, scalar};
use crate::diagnostic::catalogue::syntax;
use crate::diagnostic::{Diagnostic, Finding};
use crate::limits::Limits;
use crate::pointer::{SourceId, Span};
use crate::source::{Source, parser_options};

/// Parses a YAML file.
pub(super) fn parse(
    source: &Source,
    id: SourceId,
    limits: &Limits,
) -> Result<Node, Vec<Diagnostic>> {
    let mut builder = Builder::new(Span::file(id), limits, source.text().len());
    for event in Parser::new_from_str_with_options(source.text(), parser_options(source.text())) {
        let step = match event {
            Ok((event, range)) => builder.event(event, &range),
            Err(error) => Err(builder.syntax(&error)),
        };
        step.map_err(|diagnostic| vec![diagnostic])?;
    }
    match builder.root {
        Some(node) if builder.duplicates.is_empty() => Ok(node),
        Some(_) => Err(builder.duplicates),
        None => Err(vec![syntax::empty_file().at(&builder.span)]),
    }
}

/// The state of building the value tree.
struct Builder<'l> {
    span: Span,
    limits: &'l Limits,
    /// The number of values that aliases may still repeat.
    alias_budget: usize,
    /// The number of values that have been parsed.
    nodes: usize,
    open: Vec<Open>,
    anchors: HashMap<usize, Anchored>,
    duplicates: Vec<Diagnostic>,
    root: Option<Node>,
}

/// The value of an anchor.
#[derive(Clone)]
struct Anchored {
    node: Node,
    /// The number of values in the node.
    size: usize,
}

/// A list or an object whose end has not been reached.
struct Open {
    anchor: usize,
    /// The number of values that had been parsed at the start of the list or object.
    nodes_before: usize,
    content: Content,
}

enum Content {
    List(Vec<Node>),
    Map {
        properties: Properties,
        /// The values of merge keys.
        merged: Vec<Node>,
        /// The key whose value comes next.
        key: Option<Key>,
    },
}

enum Key {
    Name {
        name: String,
        line: usize,
        column: usize,
    },
    /// The merge key `<<`.
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
                Err(self.diagnostic(range, syntax::second_document()))
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
                    properties: Properties::default(),
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
                .ok_or_else(|| self.diagnostic(range, syntax::tag_mismatch(tag, text))),
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

    /// Sets the key whose value comes next; `None` is the merge key.
    fn key(&mut self, name: Option<String>, range: &Range) -> Result<(), Diagnostic> {
        if let Some(Open {
            content: Content::Map { key, .. },
            ..
        }) = self.open.last_mut()
        {
            *key = Some(match name {
                Some(name) => Key::Name {
                    name,
                    line: range.start.line(),
                    column: range.start.col() + 1,
                },
                None => Key::Merge,
            });
        }
        Ok(())
    }

    fn alias(&mut self, anchor: usize, range: &Range) -> Result<(), Diagnostic> {
        let Some(Anchored { node, size }) = self.anchors.get(&anchor) else {
            return Err(self.diagnostic(range, syntax::recursive_alias()));
        };
        if self.expects_key() {
            let text = node.scalar_text().map(str::to_owned);
            let text = text.ok_or_else(|| self.diagnostic(range, syntax::key_is_not_a_string()))?;
            return self.key(Some(text), range);
        }
        let (node, size) = (node.clone(), *size);
        match self.alias_budget.checked_sub(size) {
            Some(rest) => self.alias_budget = rest,
            None => {
                let finding = syntax::too_many_alias_nodes(self.limits.alias_nodes);
                return Err(self.diagnostic(range, finding));
            }
        }
        self.count(range, size)?;
        self.finish(node, 0, size, range)
    }

    fn begin(&mut self, anchor: usize, content: Content, range: &Range) -> Result<(), Diagnostic> {
        if self.expects_key() {
            return Err(self.diagnostic(range, syntax::key_is_not_a_string()));
        }
        let nesting = self.limits.effective_nesting();
        if self.open.len() >= nesting {
            return Err(self.limit(range, "levels of nesting", nesting));
        }
        self.open.push(Open {
            anchor,
            nodes_before: self.nodes,
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
                properties, merged, ..
            } => Node::Map(merge(properties, merged)),
        };
        self.finish(node, open.anchor, self.nodes - open.nodes_before, range)
    }

    /// Adds a complete value to the list or object around it.
    fn finish(
        &mut self,
        node: Node,
        anchor: usize,
        size: usize,
        range: &Range,
    ) -> Result<(), Diagnostic> {
        if anchor != 0 {
            // The copy for the anchor takes as much memory as the value.
            self.count(range, size)?;
            let node = node.clone();
            self.anchors.insert(anchor, Anchored { node, size });
        }
        match self.open.last_mut().map(|open| &mut open.content) {
            None => self.root = Some(node),
            Some(Content::List(list)) => list.push(node),
            Some(Content::Map {
                properties,
                merged,
                key,
            }) => match key.take() {
                Some(Key::Merge) => merged.push(node),
                Some(Key::Name { name, line, column }) => {
                    if properties.contains_key(&name) {
                        let duplicate = syntax::duplicate_key(&name).at(&self.span);
                        self.duplicates.push(duplicate.with_position(line, column));
                    } else {
                        properties.insert(name, node);
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

    fn diagnostic(&self, range: &Range, finding: Finding) -> Diagnostic {
        let (line, column) = (range.start.line(), range.start.col() + 1);
        finding.at(&self.span).with_position(line, column)
    }

    fn limit(&self, range: &Range, what: &str, limit: usize) -> Diagnostic {
        self.diagnostic(range, syntax::document_too_large(what, limit))
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

/// Applies merge keys. Properties of the object itself take precedence over merged properties, and
/// earlier merged objects over later ones. A merged value that is not an object is ignored.
fn merge(mut properties: Properties, merged: Vec<Node>) -> Properties {
    let objects = merged.into_iter().flat_map(|node| match node {
        Node::List(list) => list,
        node => vec![node],
    });
    for object in objects {
        if let Node::Map(object) = object {
            for (key, value) in object {
                properties.entry(key).or_insert(value);
            }
        }
    }
    properties
}
