//! Reads OpenAPI documents into a language-neutral model.

pub mod diagnostic;
pub mod ir;
pub mod pointer;
