//! The CommonMark extensions that are enabled for parsing.

use pulldown_cmark::Options;

/// Returns the extensions recognized in the text of a document.
pub(super) fn document_options() -> Options {
    Options::ENABLE_TABLES | Options::ENABLE_STRIKETHROUGH | Options::ENABLE_TASKLISTS
}

/// Returns the extensions that rustdoc enables.
pub(super) fn rustdoc_options() -> Options {
    document_options() | Options::ENABLE_FOOTNOTES | Options::ENABLE_SMART_PUNCTUATION
}
