//! Plans and writes Rust crates from the model of an OpenAPI document. Nothing is read from the disk or written to it.

mod catalogue;
pub mod config;
pub mod emit;
pub mod error;
pub mod files;
pub mod format;
pub mod markdown;
pub mod names;
pub mod options;
pub mod plan;
pub mod template;

use rayon::prelude::*;
use specwright_openapi::diagnostic::Diagnostic;
use specwright_openapi::ir::Api;

pub use config::Config;
pub use error::GenerateError;
pub use files::FileSet;
pub use options::{Crates, Layout, Options, Runtime};

/// What one run makes.
#[derive(Clone, Debug)]
pub struct Output {
    /// The files.
    pub files: FileSet,
    /// What the output says less exactly than the document.
    pub diagnostics: Vec<Diagnostic>,
    /// What is in the output.
    pub counts: Counts,
}

/// What is in the output.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Counts {
    /// The types of the types crate.
    pub types: usize,
    /// The fields of its structs.
    pub fields: usize,
    /// Those of the fields in which a JSON value stands: the document says nothing of them, or what it says could not be typed.
    pub untyped: usize,
    /// The operations that the rules of the user leave out.
    pub excluded: usize,
    /// Those of the fields that hold an object of which the document says no more than that it is one.
    pub free_form: usize,
    /// The operations of the client.
    pub client_operations: usize,
    /// The operations of the server.
    pub server_operations: usize,
}

/// Makes the crates for an API.
///
/// # Errors
/// When a template of the caller can't be used; never because of the document.
pub fn generate(api: &Api, config: &Config, options: &Options) -> Result<Output, GenerateError> {
    let templates = template::Templates::new(&options.templates)?;
    let (plan, diagnostics) = plan::plan(api, config);
    let printer = emit::job::Printer {
        plan: &plan,
        options,
        templates: &templates,
    };
    let files = emit::jobs(printer)
        .into_par_iter()
        .map(|job| Ok(((job.print)()?, job.path)))
        .map(|printed: Result<_, GenerateError>| printed.map(|(text, path)| (path, text)))
        .collect::<Result<FileSet, _>>()?;
    let counts = Counts {
        types: plan.types.count(),
        fields: plan.types.fields.all,
        untyped: plan.types.fields.untyped,
        free_form: plan.types.fields.free_form,
        excluded: plan.excluded,
        client_operations: if options.crates.client {
            plan.client.operations
        } else {
            0
        },
        server_operations: if options.crates.server {
            plan.server.operations
        } else {
            0
        },
    };
    Ok(Output {
        files,
        diagnostics,
        counts,
    })
}
