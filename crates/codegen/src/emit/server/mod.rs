//! The files of the server crate.

mod constraint;
mod library;
mod operation;
mod request;
mod response;
mod router;
mod security;
mod status;
mod validation;

use super::job::{Job, Printer};

/// Returns a job for each file of the server crate.
pub fn jobs(printer: Printer<'_>) -> Vec<Job<'_>> {
    let folder = printer.plan.package.server();
    let path = |module: &str| format!("{}/src/{module}.rs", folder.as_str());
    let plan = &printer.plan.server;
    let mut jobs = library::jobs(printer);
    jobs.push(Job::rust(printer, path("router"), move || {
        router::file(printer)
    }));
    if !plan.tables.is_empty() {
        jobs.push(Job::rust(printer, path("schemas"), move || {
            validation::file(printer)
        }));
    }
    if plan.secured {
        jobs.push(Job::rust(printer, path("security"), move || {
            security::file(printer)
        }));
    }
    for group in &plan.groups {
        jobs.push(Job::rust(printer, path(group.module.as_str()), move || {
            operation::file(printer, group)
        }));
    }
    jobs
}
