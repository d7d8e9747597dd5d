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
mod grammar;
mod graph;
mod lower;
mod nearest;
mod node;
mod overlay;
mod resolve;
mod status;
mod version;

pub use bundle::{LoadError, Loader, NoFiles};
pub use limits::Limits;
pub use nearest::nearest;
pub use source::{Location, Source, Sources};
pub use status::Status;
pub use version::Version;

use bundle::Forest;
use diagnostic::{Diagnostic, Report};

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
    let mut forest = Forest::plant(&input.name, &input.bytes, limits, &mut report);
    let overlaid = overlay::apply(&mut forest, overlays, limits, &mut report);
    let version = if overlaid {
        dialect::version(&forest, &mut report)
    } else {
        None
    };
    let api = version.map(|version| {
        forest.set_version(version);
        let places = bundle::bundle(&mut forest, loader, limits, &mut report);
        dialect::rewrite(&mut forest, &places, limits, &mut report);
        let api = lower::lower(&forest, limits, &mut report);
        resolve::forgive_unneeded(&forest, limits, &mut report);
        api
    });
    let api = api.filter(|_| !report.has_errors());
    Outcome {
        version,
        api,
        diagnostics: report.into_sorted(|span| forest.sources.original(span)),
        sources: forest.sources,
    }
}
