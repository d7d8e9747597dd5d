//! The exchange of values over the test document, whose generated crates and driver are checked in.

use std::collections::BTreeSet;

use specwright::codegen::plan::plan;
use xtask::codegen::test_job;
use xtask::corpus::operations::{Findings, exchange};

/// The values that an end refuses because HTTP cannot express them, and those whose text is also the
/// text of another value.
const LEFT_OUT: &[&str] = &[
    "body Form: an empty array or object has no text",
    "body Multipart: the client refuses it: the body at /image: the part must have the header X-Checksum",
    "header If-Match: the client refuses it: if-match begins or ends with white space, which headers do not preserve",
    "header If-Match: the client refuses it: if-match contains a control character",
    "header Set-Cookie: the server refuses to write it",
    "header X-Corner: the server refuses to write it",
    "header X-Next: the server refuses to write it",
    "header X-Parrot: the server refuses to write it",
    "header X-Plan: the server refuses to write it",
    "header X-Position: the server refuses to write it",
    "header X-Problem: the server refuses to write it",
    "header X-Trace: the client refuses it: X-Trace contains an element with the delimiter of the style",
    "header X-Trace: the client refuses it: X-Trace contains an empty element, which recipients of a header ignore",
    "header X-Trace: the client refuses it: x-trace contains a control character",
    "header set-cookie: the server refuses to write it",
    "path id: the client refuses it: id must not produce an empty, `.` or `..` path segment",
    "path name: the client refuses it: name must not produce an empty, `.` or `..` path segment",
    "path name: the client refuses it: {name}.{format} would be read as other values of these path parameters",
    "query created: an empty array or object has no text",
    "query expand: an empty array or object has no text",
    "query extra: an empty array or object has no text",
    "query filter: an empty array or object has no text",
    "query kinds: an empty array or object has no text",
    "query near: an empty array or object has no text",
    "query options: an empty array or object has no text",
    "query tags: the client refuses it: tags looks like a missing value in this style",
    "query zoom: the text of a string is also that of another type",
    "request: the client refuses it: the body at /image: the part must have the header X-Checksum",
    "request: the client refuses it: x-trace contains a control character",
    "response: no request arrives",
    "response: the server refuses to write it",
];

fn findings() -> Findings {
    let root = concat!(env!("CARGO_MANIFEST_DIR"), "/../..");
    std::env::set_current_dir(root).expect("the repository exists");
    let job = test_job().expect("the configuration is readable");
    let api = job.run().expect("the document is readable").api;
    let api = api.expect("the document is valid");
    let (plan, _) = plan(&api, &job.config);
    let document =
        zoo_driver::open(&operation_driver::in_process).expect("the client connects to the server");
    let findings = exchange(&api, &plan, &mut |cases| {
        let answers = cases
            .iter()
            .map(|case| operation_driver::answer(&*document, case.json()));
        Ok(Ok(answers.collect()))
    });
    findings
        .expect("the driver answers")
        .expect("the driver answers every case")
}

#[test]
fn both_ends_agree_on_every_value_of_the_test_document() {
    let findings = findings();
    let differences = findings.differences.iter().map(|difference| {
        let (operation, location) = (&difference.operation, &difference.location);
        format!("{operation}: {location}: {}", difference.problem)
    });
    let differences: BTreeSet<String> = differences.collect();
    let left_out: Vec<&str> = findings.left_out.keys().map(String::as_str).collect();
    assert_eq!(differences, BTreeSet::new());
    assert_eq!(left_out, LEFT_OUT);
    assert!(findings.requests > 500, "{} requests", findings.requests);
    assert!(findings.responses > 300, "{} responses", findings.responses);
}
