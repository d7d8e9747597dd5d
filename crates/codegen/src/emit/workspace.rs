//! Files outside the generated crates: the manifest of the workspace and the embedded runtime.

use minijinja::{Value, context};

use super::job::{Job, Printer};
use crate::options::{Layout, Runtime};

/// The folder of the embedded runtime.
const RUNTIME: &str = "runtime";

/// Returns a job for each file.
pub fn jobs(printer: Printer<'_>) -> Vec<Job<'_>> {
    let mut jobs = Vec::new();
    if printer.options.layout == Layout::Workspace {
        jobs.push(Job::text("Cargo.toml".to_owned(), move || {
            let members: toml::Value = members(printer).into();
            let context =
                context! { marker => safe(printer.marker()), members => safe(members.to_string()) };
            Ok(printer.templates.text("workspace/Cargo.toml.j2", context)?)
        }));
    }
    if let Runtime::Embedded(files) = &printer.options.runtime {
        for (path, text) in files {
            let comment = if path.ends_with(".toml") { "#" } else { "//" };
            jobs.push(Job::text(format!("{RUNTIME}/{path}"), move || {
                Ok(format!("{comment} {}\n\n{text}", printer.marker()))
            }));
        }
    }
    jobs
}

fn members(printer: Printer<'_>) -> Vec<String> {
    let package = &printer.plan.package;
    let crates = printer.options.crates;
    let is_embedded = matches!(printer.options.runtime, Runtime::Embedded(_));
    let mut members = vec![package.types().as_str().to_owned()];
    members.extend(crates.client.then(|| package.client().as_str().to_owned()));
    members.extend(crates.server.then(|| package.server().as_str().to_owned()));
    members.extend(is_embedded.then(|| RUNTIME.to_owned()));
    members
}

fn safe(text: String) -> Value {
    Value::from_safe_string(text)
}
