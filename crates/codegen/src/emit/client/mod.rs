//! The files of the client crate.

mod builder;
mod library;
mod operation;
mod response;
mod servers;

use super::{Job, Printer};

/// The files, none of them printed yet.
pub fn jobs(printer: Printer<'_>) -> Vec<Job<'_>> {
    let folder = printer.plan.package.client();
    let path = |module: &str| format!("{}/src/{module}.rs", folder.as_str());
    let mut jobs = library::jobs(printer);
    jobs.push(Job::rust(printer, path("client"), move || {
        builder::file(printer)
    }));
    jobs.push(Job::rust(printer, path("servers"), move || {
        servers::file(printer)
    }));
    for group in &printer.plan.client.groups {
        jobs.push(Job::rust(printer, path(group.module.as_str()), move || {
            operation::file(printer, group)
        }));
    }
    jobs
}
