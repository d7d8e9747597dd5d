//! Finds all objects of a document and loads the files that they refer to.

use std::collections::{BTreeSet, HashSet};

use crate::diagnostic::Report;
use crate::diagnostic::catalogue::reference as findings;
use crate::document_set::{DocumentSet, Reference};
use crate::grammar::Kind;
use crate::limits::Limits;
use crate::loader::Loader;
use crate::object::{Object, dynamic_reference_at, reference_at};
use crate::pointer::{SourceId, Span};

/// The results of traversing the document.
#[derive(Debug, Default)]
pub(crate) struct Bundle {
    /// All objects, references included: outer objects before those nested in them, in the order of
    /// the document. An object that is referred to as several kinds occurs once for each kind.
    pub objects: Vec<Object>,
    /// The references that name a file which cannot be loaded, one for each file. Whether such a
    /// reference is an error depends on what uses it, so a later stage reports it.
    pub unloaded: Vec<UnloadedFile>,
}

/// A reference to a file that cannot be loaded.
#[derive(Debug)]
pub(crate) struct UnloadedFile {
    /// The reference, with the kind of object that it replaces.
    pub object: Object,
    /// The text of the reference.
    pub text: String,
    /// The path of the file, relative to the folder of the root document.
    pub path: String,
}

/// Finds all objects that can be reached from the root document, and loads their files.
pub(crate) fn bundle(
    documents: &mut DocumentSet,
    loader: &mut dyn Loader,
    limits: &Limits,
    report: &mut Report,
) -> Bundle {
    let root = Object::new(Span::default(), Kind::Document);
    let mut seen = HashSet::from([root.clone()]);
    let mut pending = vec![root];
    let mut traversal = Traversal {
        documents,
        loader,
        limits,
        report,
        anchors: BTreeSet::new(),
        bundle: Bundle::default(),
    };
    while !pending.is_empty() {
        while let Some(object) = pending.pop() {
            let Some(next) = traversal.visit(&object) else {
                continue;
            };
            for next in next.into_iter().rev() {
                if seen.insert(next.clone()) {
                    pending.push(next);
                }
            }
            traversal.bundle.objects.push(object);
        }
        let targets = traversal.dynamic_targets().into_iter();
        pending.extend(targets.filter(|target| seen.insert(target.clone())));
    }
    traversal.bundle
}

struct Traversal<'a> {
    documents: &'a mut DocumentSet,
    loader: &'a mut dyn Loader,
    limits: &'a Limits,
    report: &'a mut Report,
    /// The names of the anchors that a `$dynamicRef` refers to.
    anchors: BTreeSet<String>,
    bundle: Bundle,
}

impl Traversal<'_> {
    /// Returns the objects that an object contains or refers to, or `None` if it does not exist.
    fn visit(&mut self, object: &Object) -> Option<Vec<Object>> {
        let node = self.documents.node(&object.span)?;
        let mut next = Vec::new();
        if object.kind == Kind::Schema && self.documents.version().has_json_schema() {
            let dynamic = dynamic_reference_at(node);
            let anchor = dynamic.and_then(|text| Some(text.split_once('#')?.1));
            self.anchors.extend(anchor.map(str::to_owned));
            // The target is loaded, although another may replace it.
            if let Some(text) = dynamic.map(str::to_owned) {
                let target = self.target(object, text);
                next.extend(target.map(|target| Object::new(target, object.kind)));
            }
        }
        let node = self.documents.node(&object.span)?;
        let Some(text) = reference_at(node, object.kind) else {
            next.extend(object.children(node));
            return Some(next);
        };
        // Keywords beside a reference apply since OpenAPI 3.1.
        let has_siblings =
            object.kind == Kind::Schema && self.documents.version().has_json_schema();
        if has_siblings {
            next.extend(object.children(node));
        }
        let text = text.to_owned();
        let target = self.target(object, text);
        next.extend(target.map(|target| Object::new(target, object.kind)));
        Some(next)
    }

    /// Returns the schemas that a `$dynamicRef` may resolve to.
    fn dynamic_targets(&self) -> Vec<Object> {
        let anchors = self.anchors.iter();
        let targets = anchors.flat_map(|name| self.documents.dynamic_anchors_named(name));
        targets
            .map(|span| Object::new(span, Kind::Schema))
            .collect()
    }

    /// Returns the location that a reference names, after loading its file.
    fn target(&mut self, object: &Object, text: String) -> Option<Span> {
        match self.documents.reference(&text, &object.span) {
            Reference::Local(pointer) => Some(Span {
                pointer,
                ..Span::file(object.span.source)
            }),
            Reference::Identified(target)
            | Reference::Approximate(target)
            | Reference::OutsideResource(target) => Some(target),
            Reference::File { path, pointer } => {
                let is_whole = pointer.as_str().is_empty();
                let kind = is_whole.then_some(object.kind);
                let source = self.file(object, text, path, kind)?;
                Some(Span {
                    pointer,
                    ..Span::file(source)
                })
            }
            Reference::Anchor { path } => {
                self.file(object, text.clone(), path, None)?;
                match self.documents.reference(&text, &object.span) {
                    Reference::Identified(target) => Some(target),
                    _ => None,
                }
            }
            Reference::Remote | Reference::AbsolutePath | Reference::Unidentified => None,
        }
    }

    /// Returns the file at a path, after loading it. Its root is an object of a kind if that is
    /// known.
    fn file(
        &mut self,
        object: &Object,
        text: String,
        path: String,
        kind: Option<Kind>,
    ) -> Option<SourceId> {
        if let Some(source) = self.documents.file(&path) {
            return Some(source);
        }
        if self.documents.failure(&path).is_some() {
            return None;
        }
        let source = self.load(object, text, path)?;
        self.documents.add_identifiers(source, kind);
        Some(source)
    }

    fn load(&mut self, object: &Object, text: String, path: String) -> Option<SourceId> {
        if self.documents.len() >= self.limits.files {
            let finding = findings::too_many_files(self.limits.files);
            self.report.add(&object.span.join("$ref"), finding);
            return None;
        }
        match self.loader.load(&path) {
            Ok(bytes) => {
                Some(
                    self.documents
                        .load_referenced(path, &bytes, self.limits, self.report),
                )
            }
            Err(error) => {
                self.documents.add_failure(path.clone(), error);
                self.bundle.unloaded.push(UnloadedFile {
                    object: object.clone(),
                    text,
                    path,
                });
                None
            }
        }
    }
}
