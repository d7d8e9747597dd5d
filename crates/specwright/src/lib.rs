//! An OpenAPI-driven code generator for Rust: types, client and server from one document.

pub mod output;
