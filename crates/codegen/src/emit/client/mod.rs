//! The files of the client crate.

mod builder;
mod docs;
mod library;
mod operation;
mod pages;
mod request;
mod response;
mod server_url;
mod stream;

use super::job::{Job, Printer};

/// Returns a job for each file of the client crate.
pub fn jobs(printer: Printer<'_>) -> Vec<Job<'_>> {
    let folder = printer.plan.package.client();
    let path = |module: &str| format!("{}/src/{module}.rs", folder.as_str());
    let mut jobs = library::jobs(printer);
    jobs.push(Job::rust(printer, path("client"), move || {
        builder::file(printer)
    }));
    jobs.push(Job::rust(printer, path("servers"), move || {
        server_url::file(printer)
    }));
    for group in &printer.plan.client.groups {
        jobs.push(Job::rust(printer, path(group.module.as_str()), move || {
            operation::file(printer, group)
        }));
    }
    jobs
}
