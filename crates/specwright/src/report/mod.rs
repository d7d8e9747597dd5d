//! The text and JSON forms of diagnostics and results.

mod escape;
mod excerpt;
mod frame;
mod json;
mod summary;

pub use self::escape::{escape_line, escape_text};
pub use self::frame::Frames;
pub use self::json::{diagnostic_json, difference_json, failure_json, summary_json, usage_json};
pub use self::summary::{change_line, summary_line};
