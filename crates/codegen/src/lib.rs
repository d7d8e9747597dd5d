//! Generation of Rust crates from the model of an OpenAPI document: the plan decides, the emitters
//! print. This crate does not access the file system.

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

/// The result of a run.
#[derive(Clone, Debug)]
pub struct Output {
    /// The generated files.
    pub files: FileSet,
    /// The findings about parts of the document that are generated less precisely or omitted, and
    /// about the configuration.
    pub diagnostics: Vec<Diagnostic>,
    /// The size of the output.
    pub counts: Counts,
}

/// The size of the output.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Counts {
    /// The number of types in the types crate.
    pub types: usize,
    /// The number of fields of its structs.
    pub fields: usize,
    /// The number of fields that hold any JSON value, because the document declares no type or one
    /// that cannot be generated.
    pub untyped: usize,
    /// The number of operations that the configuration excludes.
    pub excluded: usize,
    /// The number of fields that hold an object for which the document declares no properties.
    pub free_form: usize,
    /// The number of operations in the client.
    pub client_operations: usize,
    /// The number of operations in the server.
    pub server_operations: usize,
}

/// Generates the crates for an API.
///
/// # Errors
/// Returns an error if a template of the caller is invalid, but never because of the document.
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
