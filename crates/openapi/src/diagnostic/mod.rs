//! Diagnostics: the problems of a document, their locations, and suggested fixes.
//!
//! A [`Finding`] is a problem without a location: its code, severity, message and hint. The
//! functions of a `catalogue` module create findings, so that all messages of a topic are in one
//! file. A [`Report`] collects findings together with their locations and turns them into
//! [`Diagnostic`]s:
//!
//! ```
//! # use specwright_openapi::diagnostic::{Code, Finding, Report};
//! # use specwright_openapi::pointer::Span;
//! # let span = Span::default();
//! let finding = Finding::error(
//!     Code::WrongType,
//!     "expected a schema, found a number",
//!     "write an object",
//! );
//! let mut report = Report::default();
//! report.add(&span, finding);
//! assert!(report.has_errors());
//! ```

pub(crate) mod catalogue;
mod code;
mod finding;
mod report;

pub use code::Code;
pub use finding::{Diagnostic, Effect, Finding, Severity};
pub use report::Report;
