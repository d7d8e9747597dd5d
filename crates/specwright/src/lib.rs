//! An OpenAPI-driven code generator for Rust: types, client and server from one document.
//!
//! This crate is the facade over the pipeline, and the command line. [`specwright_openapi`] turns a
//! document into a model and [`specwright_codegen`] turns the model into the text of files; only
//! this crate reads and writes files.
//!
//! ```
//! use specwright::{Input, Job};
//!
//! let text = r#"{"openapi": "3.0.3", "info": {"title": "Tiny", "version": "1"}, "paths": {}}"#;
//! let generated = Job::new(Input::text("tiny.json", text)).run()?;
//! assert!(generated.diagnostics.is_empty());
//! let files = generated.files.expect("a document without errors has output");
//! assert!(files.contains_key("tiny-types/src/lib.rs"));
//! # Ok::<(), specwright::Failure>(())
//! ```

pub mod cli;
pub mod output;
pub mod report;

mod failure;
mod input;
mod job;
mod runtime;
mod settings;

pub use self::failure::Failure;
pub use self::input::Input;
pub use self::job::{Generated, Job, Phase};
pub use self::settings::{read_config, read_templates};
pub use specwright_codegen::{Config, Crates, Layout, Options, Runtime};
pub use specwright_openapi::limits::Limits;
pub use {specwright_codegen as codegen, specwright_openapi as openapi};
