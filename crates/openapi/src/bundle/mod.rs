//! All files of a document. References stay as they are: a place is a file and a pointer, so nothing has to be copied together and
//! every place keeps its line and column.

mod identifier;
mod reference;

use std::collections::{HashMap, HashSet};

use crate::diagnostic::Report;
use crate::diagnostic::catalogue::{reference as findings, syntax};
use crate::grammar::{Inside, Kind};
use crate::limits::Limits;
use crate::node::{self, Node};
use crate::pointer::{Pointer, SourceId, Span};
use crate::source::{Source, Sources};
use crate::version::Version;

pub(crate) use reference::Reference;

use identifier::Identifiers;

/// Brings files that references lead to. It decides what may be read.
pub trait Loader {
    /// The bytes of a file. The path has slashes on every system and counts from the folder of the root document; it has `..` only at its
    /// beginning, where it leads out of that folder.
    ///
    /// # Errors
    /// Why there are none.
    fn load(&mut self, path: &str) -> Result<Vec<u8>, LoadError>;
}

/// Why a file can't be read.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum LoadError {
    /// There is no such file.
    #[error("there is no such file")]
    NotFound,
    /// It lies outside of what may be read, for example behind a symbolic link.
    #[error("it lies outside of the folder of the document")]
    Outside,
    /// Anything else.
    #[error("{0}")]
    Other(String),
}

/// A loader for documents of one file.
#[derive(Clone, Copy, Debug, Default)]
pub struct NoFiles;

impl Loader for NoFiles {
    fn load(&mut self, _: &str) -> Result<Vec<u8>, LoadError> {
        Err(LoadError::Other(
            "only documents of one file are read here".to_owned(),
        ))
    }
}

/// The value trees of all files, in the order of [`Sources`].
#[derive(Debug)]
pub(crate) struct Forest {
    pub sources: Sources,
    /// The version of the root document, which all files are read in.
    version: Version,
    files: Vec<File>,
    identifiers: Identifiers,
    /// Files that could not be loaded, and why; each is asked for once.
    refused: HashMap<String, LoadError>,
}

#[derive(Debug)]
struct File {
    /// The path from the folder of the root document.
    path: String,
    root: Option<Node>,
}

impl Forest {
    /// Reads the root document; nothing else is there yet.
    pub fn plant(name: &str, bytes: &[u8], limits: &Limits, report: &mut Report) -> Self {
        let mut forest = Self {
            sources: Sources::default(),
            version: Version::V3_0,
            files: Vec::new(),
            identifiers: Identifiers::default(),
            refused: HashMap::new(),
        };
        let path = name.rsplit(['/', '\\']).next().unwrap_or(name).to_owned();
        forest.add(name, path, bytes, limits, report);
        forest
    }

    /// The version of the root document, which all files are read in.
    pub fn version(&self) -> Version {
        self.version
    }

    /// Says which version the root document has.
    pub fn set_version(&mut self, version: Version) {
        self.version = version;
        self.identify(SourceId(0));
    }

    /// Finds the identifiers of a file.
    fn identify(&mut self, id: SourceId) {
        let file = self
            .files
            .get(id.0 as usize)
            .and_then(|file| Some((file.root.as_ref()?, &file.path)));
        if let Some((root, path)) = file.filter(|_| self.version.has_json_schema()) {
            self.identifiers.add(
                root,
                Span {
                    source: id,
                    pointer: Pointer::root(),
                },
                path,
            );
        }
    }

    /// Where the text of a reference at a place leads.
    pub fn reference(&self, text: &str, place: &Span) -> Reference {
        let path = self.path(place.source);
        if !text.starts_with("#/")
            && let Some(found) = self.identifiers.find(text, place, path)
        {
            return Reference::Place(found);
        }
        match Reference::parse(text, path) {
            // Old documents name a schema without saying where it stands.
            Reference::File(..) if !text.contains(['/', '#', '.']) => match self.schema_named(text)
            {
                Some(found) => Reference::Meant(found),
                None => Reference::parse(text, path),
            },
            reference => reference,
        }
    }

    /// The place that was meant by a pointer that leads nowhere: it is one from the schema around the reference, by an identifier or as the
    /// component.
    pub fn meant(&self, text: &str, place: &Span) -> Option<Span> {
        let pointer = text.strip_prefix('#')?;
        if let Some(found) = self
            .identifiers
            .find(text, place, self.path(place.source))
            .filter(|found| self.node(found).is_some())
        {
            return Some(found);
        }
        let mut tokens = place.pointer.as_str().split('/').skip(1);
        let (first, second, third) = (tokens.next()?, tokens.next()?, tokens.next()?);
        let around = Pointer::from_text(&format!("/{first}/{second}/{third}{pointer}"));
        let found = Span {
            source: place.source,
            pointer: around,
        };
        (first == "components" && second == "schemas" && self.node(&found).is_some())
            .then_some(found)
    }

    /// The schema of the root document with a name.
    fn schema_named(&self, name: &str) -> Option<Span> {
        let sections = [
            Span::default().join("components").join("schemas"),
            Span::default().join("definitions"),
        ];
        sections
            .into_iter()
            .map(|section| section.join(name))
            .find(|place| self.node(place).is_some())
    }

    /// Why a file could not be loaded, if it was asked for.
    pub fn refusal(&self, path: &str) -> Option<&LoadError> {
        self.refused.get(path)
    }

    /// The root of the root document.
    pub fn root(&self) -> Option<&Node> {
        self.files.first()?.root.as_ref()
    }

    /// A bound on the number of values: each takes a byte of text at least.
    pub fn nodes(&self) -> usize {
        self.sources.iter().map(|source| source.text().len()).sum()
    }

    /// The value at a place.
    pub fn node(&self, span: &Span) -> Option<&Node> {
        self.files
            .get(span.source.0 as usize)?
            .root
            .as_ref()?
            .get(&span.pointer)
    }

    /// The value at a place, to be rewritten. References from elsewhere lead to places: what they name has to stay where it is.
    pub fn node_mut(&mut self, span: &Span) -> Option<&mut Node> {
        self.files
            .get_mut(span.source.0 as usize)?
            .root
            .as_mut()?
            .get_mut(&span.pointer)
    }

    /// The path of a file from the folder of the root document.
    pub fn path(&self, id: SourceId) -> &str {
        self.files.get(id.0 as usize).map_or("", |file| &file.path)
    }

    /// The file of a path.
    pub fn file(&self, path: &str) -> Option<SourceId> {
        let index = self.files.iter().position(|file| file.path == path)?;
        u32::try_from(index).ok().map(SourceId)
    }

    /// Whether what a reference leads to may be missing. Documents of Swagger 2.0 are old and mostly come from elsewhere: nobody corrects them
    /// any more, and a value of any kind in the place of a lost schema leaves the rest of use.
    pub fn may_be_missing(&self, kind: Kind) -> bool {
        self.version == Version::V2_0 && kind == Kind::Schema
    }

    /// Reads a file that is no part of the document: no reference leads to it.
    pub fn add_beside(
        &mut self,
        name: &str,
        bytes: &[u8],
        limits: &Limits,
        report: &mut Report,
    ) -> SourceId {
        // No path has a NUL.
        self.add(
            name,
            format!("\0{}", self.files.len()),
            bytes,
            limits,
            report,
        )
    }

    fn add(
        &mut self,
        name: &str,
        path: String,
        bytes: &[u8],
        limits: &Limits,
        report: &mut Report,
    ) -> SourceId {
        let id = SourceId(u32::try_from(self.files.len()).unwrap_or(u32::MAX));
        let span = Span {
            source: id,
            pointer: Pointer::root(),
        };
        if bytes.len() > limits.bytes {
            report.add(&span, syntax::file_too_large(limits.bytes));
            self.sources.add(Source::unreadable(name));
            self.files.push(File { path, root: None });
            return id;
        }
        let (source, root) = match Source::new(name, bytes) {
            Ok(mut source) => match node::parse(&mut source, id, limits) {
                Ok(root) => (source, Some(root)),
                Err(problems) => {
                    problems
                        .into_iter()
                        .for_each(|problem| report.push(problem));
                    (source, None)
                }
            },
            Err(error) => {
                let finding = syntax::not_text(&error.to_string()).at(&span);
                report.push(finding.with_position(1, 1));
                (Source::unreadable(name), None)
            }
        };
        self.sources.add(source);
        self.files.push(File { path, root });
        self.identify(id);
        id
    }
}

/// Loads every file that a reference leads to, from file to file, and reports those that can't be had. What is returned are the places of
/// all objects that were found on the way, references among them: outer ones before those inside, in the order of the document, each once for
/// each kind that it is referred to as.
pub(crate) fn bundle(
    forest: &mut Forest,
    loader: &mut dyn Loader,
    limits: &Limits,
    report: &mut Report,
) -> Vec<(Span, Kind)> {
    let root = Span::default();
    let mut found = Vec::new();
    let mut places = vec![(root, Kind::Document)];
    let mut seen: HashSet<(Span, Kind)> = places.iter().cloned().collect();
    let mut bundling = Bundling {
        forest,
        loader,
        limits,
        report,
    };
    while let Some((place, kind)) = places.pop() {
        let Some(node) = bundling.forest.node(&place) else {
            continue;
        };
        let mut next: Vec<(Span, Kind)> = Vec::new();
        match reference_at(node, kind) {
            None => children(node, kind, &place, &mut next),
            Some(text) => {
                // What stands beside a reference counts from 3.1 on.
                if kind == Kind::Schema && bundling.forest.version.has_json_schema() {
                    children(node, kind, &place, &mut next);
                }
                let reference = bundling.forest.reference(text, &place);
                let text = text.to_owned();
                next.extend(
                    bundling
                        .target(reference, &text, (&place, kind))
                        .map(|target| (target, kind)),
                );
            }
        }
        for (place, kind) in next.into_iter().rev() {
            if seen.insert((place.clone(), kind)) {
                places.push((place, kind));
            }
        }
        found.push((place, kind));
    }
    found
}

struct Bundling<'a> {
    forest: &'a mut Forest,
    loader: &'a mut dyn Loader,
    limits: &'a Limits,
    report: &'a mut Report,
}

impl Bundling<'_> {
    /// Where a reference leads, its file loaded; none if it leads nowhere that can be read.
    fn target(
        &mut self,
        reference: Reference,
        text: &str,
        (place, kind): (&Span, Kind),
    ) -> Option<Span> {
        match reference {
            Reference::Local(pointer) => Some(Span {
                source: place.source,
                pointer,
            }),
            Reference::Place(found) | Reference::Meant(found) => Some(found),
            Reference::File(path, pointer) => {
                let source = match self.forest.file(&path) {
                    Some(source) => source,
                    None if self.forest.refusal(&path).is_some() => return None,
                    None => self.fetch(path, text, (place, kind))?,
                };
                Some(Span { source, pointer })
            }
            _ => None,
        }
    }

    fn fetch(
        &mut self,
        path: String,
        text: &str,
        (place, kind): (&Span, Kind),
    ) -> Option<SourceId> {
        let at = place.join("$ref");
        if self.forest.files.len() >= self.limits.files {
            let finding = findings::too_many_files(self.limits.files);
            self.report.add(&at, finding);
            return None;
        }
        match self.loader.load(&path) {
            Ok(bytes) => {
                let root_name = self
                    .forest
                    .sources
                    .get(SourceId(0))
                    .map_or("", Source::name);
                let folder = root_name
                    .strip_suffix(self.forest.path(SourceId(0)))
                    .unwrap_or_default();
                let name = format!("{folder}{path}");
                Some(
                    self.forest
                        .add(&name, path, &bytes, self.limits, self.report),
                )
            }
            Err(error) => {
                let finding = match error {
                    LoadError::NotFound if self.forest.may_be_missing(kind) => {
                        findings::schema_file_not_found(&path)
                    }
                    _ => findings::file_not_loaded(text, &path, &error),
                };
                self.report.add(&at, finding);
                self.forest.refused.insert(path, error);
                None
            }
        }
    }
}

/// The text of the reference that stands at the place of an object, if one does.
pub(crate) fn reference_at(node: &Node, kind: Kind) -> Option<&str> {
    if !kind.may_be_reference() {
        return None;
    }
    node.member("$ref")?.as_str()
}

/// The objects inside an object.
pub(crate) fn children(node: &Node, kind: Kind, place: &Span, next: &mut Vec<(Span, Kind)>) {
    let Some(members) = node.as_map() else { return };
    for (key, value) in members {
        let at = place.join(key);
        match (kind.inside(key), value) {
            // A list under `items` holds one schema for each position.
            (Some(Inside::One(kind) | Inside::List(kind)), Node::List(list)) => {
                next.extend((0..list.len()).map(|index| (at.index(index), kind)));
            }
            (Some(Inside::One(kind)), _) => next.push((at, kind)),
            (Some(Inside::Map(kind)), Node::Map(map)) => {
                next.extend(map.keys().map(|key| (at.join(key), kind)))
            }
            _ => {}
        }
    }
}
