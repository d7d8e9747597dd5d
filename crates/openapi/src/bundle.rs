//! Finds all objects of a document and loads the files that they refer to.

use std::collections::HashSet;

use crate::diagnostic::Report;
use crate::diagnostic::catalogue::reference as findings;
use crate::document_set::{DocumentSet, Reference};
use crate::grammar::Kind;
use crate::limits::Limits;
use crate::loader::Loader;
use crate::object::{Object, reference_at};
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
        bundle: Bundle::default(),
    };
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
    traversal.bundle
}

struct Traversal<'a> {
    documents: &'a mut DocumentSet,
    loader: &'a mut dyn Loader,
    limits: &'a Limits,
    report: &'a mut Report,
    bundle: Bundle,
}

impl Traversal<'_> {
    /// Returns the objects that an object contains or refers to, or `None` if it does not exist.
    fn visit(&mut self, object: &Object) -> Option<Vec<Object>> {
        let node = self.documents.node(&object.span)?;
        let Some(text) = reference_at(node, object.kind) else {
            return Some(object.children(node));
        };
        // Keywords beside a reference apply since OpenAPI 3.1.
        let has_siblings =
            object.kind == Kind::Schema && self.documents.version().has_json_schema();
        let mut next = if has_siblings {
            object.children(node)
        } else {
            Vec::new()
        };
        let text = text.to_owned();
        let target = self.target(object, text);
        next.extend(target.map(|target| Object::new(target, object.kind)));
        Some(next)
    }

    /// Returns the location that a reference names, after loading its file.
    fn target(&mut self, object: &Object, text: String) -> Option<Span> {
        match self.documents.reference(&text, &object.span) {
            Reference::Local(pointer) => Some(Span {
                source: object.span.source,
                pointer,
            }),
            Reference::Identified(target) | Reference::Approximate(target) => Some(target),
            Reference::File { path, pointer } => {
                let source = match self.documents.file(&path) {
                    Some(source) => source,
                    None if self.documents.failure(&path).is_some() => return None,
                    None => self.load(object, text, path)?,
                };
                Some(Span { source, pointer })
            }
            Reference::Remote | Reference::AbsolutePath | Reference::Unidentified => None,
        }
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
