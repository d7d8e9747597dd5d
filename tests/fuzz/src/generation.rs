//! Reading a document and generating from it, and what must hold for any document.

use serde_json::Value;
use specwright::codegen::format;
use specwright::openapi::diagnostic::Severity;
use specwright::{Generated, Input, Job, Layout, Runtime};

use crate::choices::Choices;
use crate::document_text::{self, Origin};

/// The result of a document for which everything holds that must hold.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Verdict {
    /// The document has output.
    Accepted,
    /// The document has errors.
    Rejected,
}

/// Grows a document from a byte string and checks its output.
///
/// # Panics
/// If [`check`] panics.
pub fn grown(bytes: &[u8]) {
    check_bytes(Origin::Grown, bytes);
}

/// Changes a fixture as a byte string describes, and checks the output.
///
/// # Panics
/// If [`check`] panics.
pub fn mutated(bytes: &[u8]) {
    check_bytes(Origin::Mutated, bytes);
}

/// Checks the document that a byte string describes.
///
/// # Panics
/// If [`check`] panics.
pub fn check_bytes(origin: Origin, bytes: &[u8]) -> Verdict {
    check_document(&origin.document(bytes), bytes)
}

/// Checks a document whose syntax, JSON or YAML, a byte string chooses.
///
/// # Panics
/// If [`check`] panics.
pub fn check_document(document: &Value, bytes: &[u8]) -> Verdict {
    // The first bytes describe the document; the last bytes are mostly unread.
    let tail = bytes.len().saturating_sub(8);
    let (name, text) = document_text::text(document, &mut Choices::new(&bytes[tail..]));
    check(name, &text)
}

/// Checks any text.
///
/// # Panics
/// If [`check`] panics.
pub fn text(bytes: &[u8]) {
    for name in ["document.json", "document.yaml"] {
        check(name, bytes);
    }
}

/// Generates from a text twice and checks that
///
/// - both results are equal,
/// - every diagnostic has a location in a file, a message and a hint,
/// - there is output if and only if there is no error,
/// - every Rust file and every manifest can be parsed.
///
/// # Panics
/// If one of them does not hold, or the generator panics.
pub fn check(name: &str, text: impl AsRef<[u8]>) -> Verdict {
    let text = text.as_ref();
    let generated = run(name, text);
    let again = run(name, text);
    assert_eq!(
        generated.diagnostics, again.diagnostics,
        "the diagnostics differ"
    );
    assert!(generated.files == again.files, "the output differs");
    check_diagnostics(&generated);
    let Some(files) = &generated.files else {
        assert!(generated.errors() > 0, "no output and no error");
        return Verdict::Rejected;
    };
    assert_eq!(generated.errors(), 0, "output in spite of errors");
    for (path, text) in files {
        if path.ends_with(".rs") {
            let parsed = syn::parse_file(text);
            let file = parsed.unwrap_or_else(|error| panic!("{path} is not Rust: {error}"));
            let body = text.split_once("\n\n").map_or("", |(_, body)| body);
            assert_eq!(
                format::rust(file).trim(),
                body.trim(),
                "{path} is not formatted"
            );
        } else if path.ends_with(".toml") {
            let parsed = text.parse::<toml::Table>();
            assert!(parsed.is_ok(), "{path} is not TOML: {:?}", parsed.err());
        }
        assert!(text.ends_with('\n'), "{path} does not end with a newline");
    }
    Verdict::Accepted
}

fn run(name: &str, text: &[u8]) -> Generated {
    let job = job(name, text, "../runtime");
    job.run().expect("a document in memory is readable")
}

/// Returns the job for a text. Its crates depend on the runtime in a folder.
pub fn job(name: &str, text: &[u8], runtime: &str) -> Job {
    let mut job = Job::new(Input::text(name, text));
    job.options.layout = Layout::Crates;
    job.options.runtime = Runtime::Path(runtime.to_owned());
    job
}

fn check_diagnostics(generated: &Generated) {
    for diagnostic in &generated.diagnostics {
        let location = generated.sources.locate_diagnostic(diagnostic);
        let location = location.unwrap_or_else(|| panic!("no location: {diagnostic:?}"));
        assert!(location.line > 0, "no line: {diagnostic:?}");
        assert!(!diagnostic.message.is_empty(), "no message: {diagnostic:?}");
        assert!(!diagnostic.hint.is_empty(), "no hint: {diagnostic:?}");
        let is_rejected = diagnostic.severity == Severity::Error;
        assert!(
            !(is_rejected && generated.files.is_some()),
            "output in spite of an error: {diagnostic:?}"
        );
    }
}
