//! All files of a document. References stay as they are: a place is a file and a pointer, so nothing has to be copied together and
//! every place keeps its line and column.

mod reference;

use std::collections::HashSet;

use crate::diagnostic::{Code, Diagnostic, Effect, Report, Severity};
use crate::grammar::{Inside, Kind};
use crate::limits::Limits;
use crate::node::{self, Node};
use crate::pointer::{Pointer, SourceId, Span};
use crate::source::{NotText, Source, Sources};
use crate::version::Version;

pub(crate) use reference::Reference;

/// Brings files that references lead to. It decides what may be read; paths that leave the folder of the root document never reach it.
pub trait Loader {
    /// The bytes of a file. The path has slashes on every system, no `.` and no `..`, and counts from the folder of the root document.
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
        Err(LoadError::Other("only documents of one file are read here".to_owned()))
    }
}

/// The value trees of all files, in the order of [`Sources`].
#[derive(Debug)]
pub(crate) struct Forest {
    pub sources: Sources,
    /// The version of the root document, which all files are read in.
    pub version: Version,
    files: Vec<File>,
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
        let mut forest = Self { sources: Sources::default(), version: Version::V3_0, files: Vec::new() };
        let path = name.rsplit(['/', '\\']).next().unwrap_or(name).to_owned();
        forest.add(name, path, bytes, limits, report);
        forest
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
        self.files.get(span.source.0 as usize)?.root.as_ref()?.get(&span.pointer)
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

    fn add(&mut self, name: &str, path: String, bytes: &[u8], limits: &Limits, report: &mut Report) -> SourceId {
        let id = SourceId(u32::try_from(self.files.len()).unwrap_or(u32::MAX));
        let span = Span { source: id, pointer: Pointer::root() };
        if bytes.len() > limits.bytes {
            report.error(Code::LimitExceeded, &span, format!("the file has more than {} bytes", limits.bytes), "raise the limit");
            self.sources.add(Source::unreadable(name));
            self.files.push(File { path, root: None });
            return id;
        }
        let (source, root) = match Source::new(name, bytes) {
            Ok(mut source) => match node::parse(&mut source, id, limits) {
                Ok(root) => (source, Some(root)),
                Err(problems) => {
                    problems.into_iter().for_each(|problem| report.add(problem));
                    (source, None)
                }
            },
            Err(error) => {
                report.add(not_text(&span, &error));
                (Source::unreadable(name), None)
            }
        };
        self.sources.add(source);
        self.files.push(File { path, root });
        id
    }
}

fn not_text(span: &Span, error: &NotText) -> Diagnostic {
    Diagnostic::new(Code::NotText, Severity::Error, Effect::Skipped, span, error.to_string())
        .with_hint("save the document as UTF-8 text")
        .at(1, 1)
}

/// Loads every file that a reference leads to, from file to file, and reports those that can't be had.
pub(crate) fn bundle(forest: &mut Forest, loader: &mut dyn Loader, limits: &Limits, report: &mut Report) {
    let root = Span::default();
    let mut places = vec![(root.clone(), Kind::Document)];
    let mut seen: HashSet<Span> = HashSet::from([root]);
    let mut bundling = Bundling { forest, loader, limits, report, refused: HashSet::new() };
    while let Some((place, kind)) = places.pop() {
        let Some(node) = bundling.forest.node(&place) else { continue };
        let mut next: Vec<(Span, Kind)> = Vec::new();
        match reference_at(node, kind) {
            None => children(node, kind, &place, &mut next),
            Some(text) => {
                let reference = Reference::parse(text, bundling.forest.path(place.source));
                next.extend(bundling.target(reference, &place).map(|target| (target, kind)));
            }
        }
        for (place, kind) in next.into_iter().rev() {
            if seen.insert(place.clone()) {
                places.push((place, kind));
            }
        }
    }
}

struct Bundling<'a> {
    forest: &'a mut Forest,
    loader: &'a mut dyn Loader,
    limits: &'a Limits,
    report: &'a mut Report,
    /// Files that could not be loaded; each is asked for once.
    refused: HashSet<String>,
}

impl Bundling<'_> {
    /// Where a reference leads, its file loaded; none if it leads nowhere that can be read.
    fn target(&mut self, reference: Reference, place: &Span) -> Option<Span> {
        match reference {
            Reference::Local(pointer) => Some(Span { source: place.source, pointer }),
            Reference::File(path, pointer) => {
                let source = match self.forest.file(&path) {
                    Some(source) => source,
                    None if self.refused.contains(&path) => return None,
                    None => self.fetch(path, place)?,
                };
                Some(Span { source, pointer })
            }
            _ => None,
        }
    }

    fn fetch(&mut self, path: String, place: &Span) -> Option<SourceId> {
        let at = place.join("$ref");
        if self.forest.files.len() >= self.limits.files {
            let message = format!("the document has more than {} files", self.limits.files);
            self.report.error(Code::LimitExceeded, &at, message, "raise the limit");
            return None;
        }
        let (code, message, hint) = match self.loader.load(&path) {
            Ok(bytes) => {
                let root_name = self.forest.sources.get(SourceId(0)).map_or("", Source::name);
                let folder = root_name.strip_suffix(self.forest.path(SourceId(0))).unwrap_or_default();
                let name = format!("{folder}{path}");
                return Some(self.forest.add(&name, path, &bytes, self.limits, self.report));
            }
            Err(LoadError::Outside) => (
                Code::RefOutsideFolder,
                format!("the reference leads out of the folder of the document: {path}"),
                "copy the file below the folder, or start from a document in a folder above",
            ),
            Err(LoadError::NotFound) => {
                (Code::UnresolvedRef, format!("the reference leads to {path}, which does not exist"), "correct the path")
            }
            Err(error) => (Code::ExternalRef, format!("the file {path} can't be read: {error}"), "make it readable"),
        };
        self.report.error(code, &at, message, hint);
        self.refused.insert(path);
        None
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
fn children(node: &Node, kind: Kind, place: &Span, next: &mut Vec<(Span, Kind)>) {
    let Some(members) = node.as_map() else { return };
    for (key, value) in members {
        let at = place.join(key);
        match (kind.inside(key), value) {
            // A list under `items` holds one schema for each position.
            (Some(Inside::One(kind) | Inside::List(kind)), Node::List(list)) => {
                next.extend((0..list.len()).map(|index| (at.index(index), kind)));
            }
            (Some(Inside::One(kind)), _) => next.push((at, kind)),
            (Some(Inside::Map(kind)), Node::Map(map)) => next.extend(map.keys().map(|key| (at.join(key), kind))),
            _ => {}
        }
    }
}
