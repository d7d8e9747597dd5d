//! Reads OpenAPI documents into a language-neutral model.
//!
//! [`read`] parses a document, resolves its references, rewrites every supported version as OpenAPI
//! 3.0, and lowers the result to an [`ir::Api`]. Problems are collected as
//! [diagnostics](diagnostic::Diagnostic) with the file, line and column that they are about.
//!
//! ```
//! use specwright_openapi::{Input, Limits, NoFiles, read};
//!
//! let input = Input {
//!     name: "openapi.yaml".to_owned(),
//!     bytes: b"openapi: 3.1.0\ninfo: {title: Pets, version: '1'}\npaths: {}".to_vec(),
//! };
//! let outcome = read(input, &mut NoFiles, &Limits::default());
//! assert_eq!(outcome.api.expect("the document is valid").info.title, "Pets");
//! ```

pub mod diagnostic;
pub mod ir;
pub mod limits;
pub mod media_type;
pub mod pointer;
pub mod source;
pub mod vocabulary;

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
mod options;
mod overlay;
mod resolve;
mod version;

pub use limits::Limits;
pub use loader::{LoadError, Loader, NoFiles};
pub use nearest::nearest;
pub use options::{ReadOptions, Unresolved};
pub use source::{Location, Source, Sources};
pub use version::Version;

use bundle::Bundle;
use diagnostic::{Diagnostic, Report};
use document_set::DocumentSet;
use resolve::Resolver;

/// A root document or an overlay.
#[derive(Clone, Debug)]
pub struct Input {
    /// The name to show in diagnostics, usually a path. The extension `json` selects the format,
    /// and the names of other files are relative to its folder.
    pub name: String,
    /// The content, which should be UTF-8.
    pub bytes: Vec<u8>,
}

/// The result of reading a document.
#[derive(Debug)]
pub struct Outcome {
    /// The version that the document declares, if it is supported.
    pub version: Option<Version>,
    /// The model. `None` if any diagnostic is an error.
    pub api: Option<ir::Api>,
    /// All diagnostics by file, errors first, in the order in which they were found.
    pub diagnostics: Vec<Diagnostic>,
    /// The files, overlays included, for locating diagnostics.
    pub sources: Sources,
}

/// Reads a document. All access to other files goes through the loader.
pub fn read(input: Input, loader: &mut dyn Loader, limits: &Limits) -> Outcome {
    let options = ReadOptions {
        limits: limits.clone(),
        ..ReadOptions::default()
    };
    read_with_overlays(input, &[], loader, &options)
}

/// Reads a document after applying overlays in their order. References cannot name an overlay, and
/// relative references in an overlay are relative to the root document.
pub fn read_with_overlays(
    input: Input,
    overlays: &[Input],
    loader: &mut dyn Loader,
    options: &ReadOptions,
) -> Outcome {
    let limits = &options.limits;
    let mut report = Report::default();
    let mut documents = DocumentSet::load(&input.name, &input.bytes, limits, &mut report);
    documents.set_unresolved(options.unresolved);
    let is_complete = overlay::apply(&mut documents, overlays, limits, &mut report);
    let version = is_complete
        .then(|| dialect::version(&documents, &mut report))
        .flatten();
    let api = version.map(|version| {
        documents.set_version(version);
        if options.unresolved == Unresolved::Any {
            report.ignore_invalid();
        }
        let Bundle { objects, unloaded } =
            bundle::bundle(&mut documents, loader, limits, &mut report);
        documents.report_duplicate_identifiers(&mut report);
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
