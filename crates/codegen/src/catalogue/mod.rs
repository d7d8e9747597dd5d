//! The messages and hints of this crate, by topic.
//!
//! Each function describes one problem and returns it as a
//! [`Finding`](specwright_openapi::diagnostic::Finding); the caller adds the location.

pub(crate) mod binary;
pub(crate) mod body;
pub(crate) mod config;
pub(crate) mod dependency;
pub(crate) mod encoding;
pub(crate) mod media_type;
pub(crate) mod number;
pub(crate) mod overrides;
pub(crate) mod pages;
pub(crate) mod parameter;
pub(crate) mod response;
pub(crate) mod route;
pub(crate) mod selection;
pub(crate) mod server_url;
