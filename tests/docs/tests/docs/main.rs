//! Tests that the documentation is complete and correct where that can be checked.

mod book;
mod command_line;
mod configuration;
mod diagnostics;
mod entries;
mod links;
mod readme;
mod support;
mod types;
