//! Reads OpenAPI documents into a language-neutral model.
//!
//! [`read`] is the whole way: bytes to value tree, overlays applied, files together, rewritten into the forms of OpenAPI 3.0, pieces read, references followed,
//! meaning found.

pub mod diagnostic;
pub mod ir;
pub mod limits;
pub mod media_type;
pub mod pointer;
pub mod source;

mod bundle;
mod dialect;
mod document;
mod document_set;
mod grammar;
mod graph;
mod loader;
mod lower;
mod nearest;
mod node;
mod object;
mod overlay;
mod resolve;
mod status;
mod version;

pub use limits::Limits;
pub use loader::{LoadError, Loader, NoFiles};
pub use nearest::nearest;
pub use source::{Location, Source, Sources};
pub use status::Status;
pub use version::Version;

use bundle::Bundle;
use diagnostic::{Diagnostic, Report};
use document_set::DocumentSet;
use resolve::Resolver;

/// A root document.
#[derive(Clone, Debug)]
pub struct Input {
    /// The name to show, usually a path; its extension may tell the format, and its folder names those of other files.
    pub name: String,
    /// The content.
    pub bytes: Vec<u8>,
}

/// What became of a document.
#[derive(Debug)]
pub struct Outcome {
    /// The version that the document says it has, if it can be read.
    pub version: Option<Version>,
    /// The model; none if a diagnostic is an error.
    pub api: Option<ir::Api>,
    /// All that was found: by file, errors first, in the order found.
    pub diagnostics: Vec<Diagnostic>,
    /// The files, overlays among them, for showing places.
    pub sources: Sources,
}

/// Reads a document. Nothing but the loader touches the world outside.
pub fn read(input: Input, loader: &mut dyn Loader, limits: &Limits) -> Outcome {
    read_overlaid(input, &[], loader, limits)
}

/// Reads a document after overlays have changed it, one after the other. They are no part of the document: no reference leads to them, and
/// a relative reference in them counts from the document.
pub fn read_overlaid(
    input: Input,
    overlays: &[Input],
    loader: &mut dyn Loader,
    limits: &Limits,
) -> Outcome {
    let mut report = Report::default();
    let mut documents = DocumentSet::load(&input.name, &input.bytes, limits, &mut report);
    let is_complete = overlay::apply(&mut documents, overlays, limits, &mut report);
    let version = is_complete
        .then(|| dialect::version(&documents, &mut report))
        .flatten();
    let api = version.map(|version| {
        documents.set_version(version);
        let Bundle { objects, unloaded } =
            bundle::bundle(&mut documents, loader, limits, &mut report);
        dialect::rewrite(&mut documents, &objects, limits, &mut report);
        let resolver = Resolver::new(&documents, limits);
        for file in unloaded {
            resolver.report_unloaded(file, &mut report);
        }
        lower::lower(&resolver, &mut report)
    });
    let api = api.filter(|_| !report.has_errors());
    Outcome {
        version,
        api,
        diagnostics: report.into_sorted(|span| documents.sources.original(span)),
        sources: documents.sources,
    }
}
