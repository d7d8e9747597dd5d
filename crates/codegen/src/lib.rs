//! The back end of the generator, which turns the model of an API into the files of Rust crates.
//!
//! [`plan`] decides on every name and type, and [`emit`] prints the plan. [`generate`] runs both.
//! No function of this crate accesses the disk, the network, the environment or the clock.

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
    /// The parts of the document that the output does not represent exactly, and entries of the
    /// configuration that do not apply.
    pub diagnostics: Vec<Diagnostic>,
    /// The size of the output.
    pub counts: Counts,
}

/// The size of the output.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Counts {
    /// The number of types in the types crate, including header structs.
    pub types: usize,
    /// The number of fields of these types.
    pub fields: usize,
    /// The number of fields whose type is a JSON value, because the document declares no type or an
    /// unsupported type.
    pub untyped: usize,
    /// The number of operations that the rules of the configuration exclude.
    pub excluded: usize,
    /// The number of fields whose type is a map of JSON values, because the document declares an
    /// object without properties.
    pub free_form: usize,
    /// The number of operations in the client.
    pub client_operations: usize,
    /// The number of operations in the server.
    pub server_operations: usize,
    /// The number of webhooks in the sender and the receiver.
    pub webhooks: usize,
}

/// Generates the crates of an API.
///
/// # Errors
/// Returns an error if a template in [`Options::templates`] is invalid. The document never causes
/// an error.
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
    Ok(Output {
        files,
        diagnostics,
        counts: counts(&plan, options.crates),
    })
}

fn counts(plan: &plan::model::Plan, crates: Crates) -> Counts {
    let fields = plan.types.fields;
    Counts {
        types: plan.types.count(),
        fields: fields.all,
        untyped: fields.untyped,
        free_form: fields.free_form,
        excluded: plan.excluded,
        client_operations: if crates.client {
            plan.client.operations
        } else {
            0
        },
        server_operations: if crates.server {
            plan.server.operations
        } else {
            0
        },
        webhooks: plan
            .webhooks
            .as_deref()
            .map_or(0, |plan| plan.client.operations),
    }
}
