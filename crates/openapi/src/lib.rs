//! Reads OpenAPI documents into a language-neutral model.
//!
//! [`read`] is the whole way: bytes to value tree, files together, version checked, pieces read, references followed, meaning found.

pub mod diagnostic;
pub mod ir;
pub mod limits;
pub mod pointer;
pub mod source;

mod bundle;
mod dialect;
mod document;
mod grammar;
mod graph;
mod lower;
mod node;
mod resolve;

pub use bundle::{LoadError, Loader, NoFiles};
pub use limits::Limits;
pub use source::{Location, Source, Sources};

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
    /// The model; none if a diagnostic is an error.
    pub api: Option<ir::Api>,
    /// All that was found: by file, errors first, in the order found.
    pub diagnostics: Vec<Diagnostic>,
    /// The files, for showing places.
    pub sources: Sources,
}

/// Reads a document. Nothing but the loader touches the world outside.
pub fn read(input: Input, loader: &mut dyn Loader, limits: &Limits) -> Outcome {
    let mut report = Report::default();
    let mut forest = Forest::plant(&input.name, &input.bytes, limits, &mut report);
    let mut api = None;
    if dialect::check_version(&forest, &mut report) {
        bundle::bundle(&mut forest, loader, limits, &mut report);
        api = Some(lower::lower(&forest, limits, &mut report));
    }
    let api = api.filter(|_| !report.has_errors());
    Outcome { api, diagnostics: report.finish(), sources: forest.sources }
}
