//! The files of a document, as value trees.
//!
//! References stay in the trees: a location is a file and a JSON pointer, so no values are copied
//! between files, and every value keeps its line and column.

mod identifier;
mod reference;

use std::collections::{BTreeSet, HashMap, HashSet};

use crate::diagnostic::Report;
use crate::diagnostic::catalogue::{reference as findings, syntax};
use crate::grammar::Kind;
use crate::limits::Limits;
use crate::loader::LoadError;
use crate::node::{self, Node};
use crate::options::Unresolved;
use crate::pointer::{Pointer, SourceId, Span};
use crate::source::{Source, Sources};
use crate::version::Version;

pub(crate) use identifier::DynamicAnchors;
pub(crate) use reference::Reference;

use identifier::Identifiers;

/// The value trees of all files of a document, in the order of [`Sources`].
#[derive(Debug)]
pub(crate) struct DocumentSet {
    pub sources: Sources,
    version: Version,
    unresolved: Unresolved,
    /// See [`DocumentSet::is_widened`].
    widened: HashSet<Span>,
    /// See [`DocumentSet::depends_on`].
    dependent: HashMap<String, HashSet<Span>>,
    files: Vec<File>,
    identifiers: Identifiers,
    /// The files that could not be loaded, by their path. Each is requested from the loader once.
    failures: HashMap<String, LoadError>,
}

#[derive(Debug)]
struct File {
    /// Relative to the folder of the root document.
    path: String,
    /// `None` if the file cannot be parsed.
    root: Option<Node>,
}

impl DocumentSet {
    /// Parses the root document. Its version is 3.0 until [`DocumentSet::set_version`] is called.
    pub fn load(name: &str, bytes: &[u8], limits: &Limits, report: &mut Report) -> Self {
        let mut documents = Self {
            sources: Sources::default(),
            version: Version::V3_0,
            unresolved: Unresolved::default(),
            widened: HashSet::new(),
            dependent: HashMap::new(),
            files: Vec::new(),
            identifiers: Identifiers::default(),
            failures: HashMap::new(),
        };
        let path = name.rsplit(['/', '\\']).next().unwrap_or(name).to_owned();
        let root = documents.parse(name, bytes, limits, report);
        documents.add(root, path);
        documents
    }

    /// Parses a file that references name by `path`.
    pub fn load_referenced(
        &mut self,
        path: String,
        bytes: &[u8],
        limits: &Limits,
        report: &mut Report,
    ) -> SourceId {
        let root_name = self.sources.get(SourceId(0)).map_or("", Source::name);
        let folder = root_name.strip_suffix(self.path(SourceId(0)));
        let name = format!("{}{path}", folder.unwrap_or_default());
        let root = self.parse(&name, bytes, limits, report);
        self.add(root, path)
    }

    /// Parses a file that no reference can name, such as an overlay.
    pub fn load_separate(
        &mut self,
        name: &str,
        bytes: &[u8],
        limits: &Limits,
        report: &mut Report,
    ) -> SourceId {
        let root = self.parse(name, bytes, limits, report);
        // The path of a referenced file never contains a NUL.
        let path = format!("\0{}", self.files.len());
        self.add(root, path)
    }

    /// Adds a source and returns its root value, if the file can be parsed.
    fn parse(
        &mut self,
        name: &str,
        bytes: &[u8],
        limits: &Limits,
        report: &mut Report,
    ) -> Option<Node> {
        let span = self.next_span();
        if bytes.len() > limits.bytes {
            report.add(&span, syntax::file_too_large(limits.bytes));
            self.sources.add(Source::unreadable(name));
            return None;
        }
        let mut source = match Source::new(name, bytes) {
            Ok(source) => source,
            Err(error) => {
                let diagnostic = syntax::not_text(&error.to_string()).at(&span);
                report.push(diagnostic.with_position(1, 1));
                self.sources.add(Source::unreadable(name));
                return None;
            }
        };
        let parsed = node::parse(&mut source, span.source, limits);
        self.sources.add(source);
        match parsed {
            Ok(root) => Some(root),
            Err(diagnostics) => {
                diagnostics
                    .into_iter()
                    .for_each(|diagnostic| report.push(diagnostic));
                None
            }
        }
    }

    fn next_span(&self) -> Span {
        let source = SourceId(u32::try_from(self.files.len()).unwrap_or(u32::MAX));
        Span::file(source)
    }

    fn add(&mut self, root: Option<Node>, path: String) -> SourceId {
        let id = self.next_span().source;
        self.files.push(File { path, root });
        id
    }

    /// Returns the version of the root document, which applies to all files.
    pub fn version(&self) -> Version {
        self.version
    }

    /// Sets the version of the root document.
    pub fn set_version(&mut self, version: Version) {
        self.version = version;
        self.add_identifiers(SourceId(0), Some(Kind::Document));
    }

    /// Adds the identifiers in a file, whose root is an object of a kind if that is known.
    pub fn add_identifiers(&mut self, id: SourceId, kind: Option<Kind>) {
        if !self.version.has_json_schema() {
            return;
        }
        let file = self.files.get(id.0 as usize);
        if let Some((root, path)) = file.and_then(|file| Some((file.root.as_ref()?, &file.path))) {
            self.identifiers.add(root, Span::file(id), path, kind);
        }
    }

    /// Returns the root of the root document.
    pub fn root(&self) -> Option<&Node> {
        self.files.first()?.root.as_ref()
    }

    /// Returns an upper bound on the number of values in all files: each takes at least a byte.
    pub fn max_nodes(&self) -> usize {
        self.sources.iter().map(|source| source.text().len()).sum()
    }

    /// Returns the value at a location.
    pub fn node(&self, span: &Span) -> Option<&Node> {
        let file = self.files.get(span.source.0 as usize)?;
        file.root.as_ref()?.get(&span.pointer)
    }

    /// Returns the value at a location, for rewriting. References name locations, so the values
    /// they resolve to must not move.
    pub fn node_mut(&mut self, span: &Span) -> Option<&mut Node> {
        let file = self.files.get_mut(span.source.0 as usize)?;
        file.root.as_mut()?.get_mut(&span.pointer)
    }

    /// Returns how many files have been loaded.
    pub fn len(&self) -> usize {
        self.files.len()
    }

    /// Returns the path of a file, relative to the folder of the root document.
    pub fn path(&self, id: SourceId) -> &str {
        self.files.get(id.0 as usize).map_or("", |file| &file.path)
    }

    /// Returns the paths of all files.
    pub fn paths(&self) -> impl Iterator<Item = &str> {
        self.files.iter().map(|file| file.path.as_str())
    }

    /// Returns the file at a path.
    pub fn file(&self, path: &str) -> Option<SourceId> {
        let index = self.files.iter().position(|file| file.path == path)?;
        u32::try_from(index).ok().map(SourceId)
    }

    /// Records that a file could not be loaded.
    pub fn add_failure(&mut self, path: String, error: LoadError) {
        self.failures.insert(path, error);
    }

    /// Returns why a file could not be loaded.
    pub fn failure(&self, path: &str) -> Option<&LoadError> {
        self.failures.get(path)
    }

    /// Returns the treatment of references that do not resolve.
    pub fn unresolved(&self) -> Unresolved {
        self.unresolved
    }

    /// Sets the treatment of references that do not resolve.
    pub fn set_unresolved(&mut self, unresolved: Unresolved) {
        self.unresolved = unresolved;
    }

    /// Returns whether a schema is or contains a reference that does not resolve. It accepts more
    /// values than intended.
    pub fn is_widened(&self, span: &Span) -> bool {
        self.widened.contains(&span.unscoped())
    }

    /// Sets the locations for [`DocumentSet::is_widened`].
    pub fn set_widened(&mut self, widened: HashSet<Span>) {
        self.widened = widened;
    }

    /// Returns the dynamic anchors of the schema resource that contains a location.
    pub fn dynamic_anchors(&self, span: &Span) -> Option<&DynamicAnchors> {
        self.identifiers.dynamic_anchors(span)
    }

    /// Returns the locations of all dynamic anchors with a name, in the order of the files.
    pub fn dynamic_anchors_named(&self, name: &str) -> BTreeSet<Span> {
        let anchors = self.identifiers.dynamic_anchors_named(name);
        anchors.cloned().collect()
    }

    /// Returns whether the document has a `$dynamicRef`.
    pub fn has_dynamic_references(&self) -> bool {
        !self.dependent.is_empty()
    }

    /// Returns whether a schema contains a `$dynamicRef` to anchors of a name, also through other
    /// references.
    pub fn depends_on(&self, span: &Span, anchor: &str) -> bool {
        let dependent = self.dependent.get(anchor);
        dependent.is_some_and(|dependent| dependent.contains(&span.unscoped()))
    }

    /// Sets the locations for [`DocumentSet::depends_on`], by the name of the anchors.
    pub fn set_dependent(&mut self, dependent: HashMap<String, HashSet<Span>>) {
        self.dependent = dependent;
    }

    /// Parses the text of a reference at a location.
    pub fn reference(&self, text: &str, span: &Span) -> Reference {
        let path = self.path(span.source);
        if !text.starts_with("#/")
            && let Some(target) = self.identifiers.find(text, span, path)
        {
            return Reference::Identified(target);
        }
        let reference = Reference::parse(text, path);
        match &reference {
            Reference::Local(pointer) if text.starts_with('#') => {
                self.in_resource(pointer, span).unwrap_or(reference)
            }
            Reference::Unidentified => self
                .identifiers
                .find_in_file(text, span.source, path)
                .map_or(reference, Reference::OutsideResource),
            // Old documents refer to a schema by its bare name.
            Reference::File { .. } if !text.contains(['/', '#', '.']) => self
                .schema_named(text)
                .map_or(reference, Reference::Approximate),
            _ => reference,
        }
    }

    /// Returns the value that a pointer names in the schema with an identifier around a location
    /// (JSON Schema Core 2020-12, 8.2.1), or in the file if only that value exists. Returns `None`
    /// if no schema around the location has an identifier.
    fn in_resource(&self, pointer: &Pointer, span: &Span) -> Option<Reference> {
        let (resource, _) = self.identifiers.resource(span)?;
        let target = identifier::inside(&resource, pointer.as_str());
        let in_file = identifier::inside(&Span::file(span.source), pointer.as_str());
        if self.node(&target).is_none() && self.node(&in_file).is_some() {
            return Some(Reference::OutsideResource(in_file));
        }
        Some(Reference::Identified(target))
    }

    /// Returns the location that an unresolved pointer was probably meant for: relative to the
    /// component schema that contains the reference.
    pub fn approximate(&self, text: &str, span: &Span) -> Option<Span> {
        let pointer = text.strip_prefix('#')?;
        let mut tokens = span.pointer.as_str().split('/').skip(1);
        let (first, second, third) = (tokens.next()?, tokens.next()?, tokens.next()?);
        if (first, second) != ("components", "schemas") {
            return None;
        }
        let component = Span::file(span.source).join(first).join(second);
        let target = identifier::inside(&component, &format!("/{third}{pointer}"));
        self.node(&target).is_some().then_some(target)
    }

    /// Reports the identifiers that several schemas have. Copies of one schema, such as those of a
    /// YAML alias, are the same schema.
    pub fn report_duplicate_identifiers(&self, report: &mut Report) {
        for duplicate in &self.identifiers.duplicates {
            let identifier::Duplicate {
                identifier,
                first,
                second,
            } = duplicate;
            if self.node(first) == self.node(second) {
                continue;
            }
            let first = self.sources.locate(&self.sources.original(first));
            let first = first.map_or_else(String::new, |first| {
                format!("{}:{}:{}", first.file, first.line, first.column)
            });
            report.add(second, findings::duplicate_identifier(identifier, &first));
        }
    }

    /// Returns the schema of the root document with a name.
    fn schema_named(&self, name: &str) -> Option<Span> {
        let root = Span::default();
        let sections = [
            root.join("components").join("schemas"),
            root.join("definitions"),
        ];
        sections
            .into_iter()
            .map(|section| section.join(name))
            .find(|span| self.node(span).is_some())
    }
}
