//! The HTTP interface of the sessions service.
//!
//! Every API request passes [`observe`], then [`middleware`], which controls its admission, and
//! then the generated router, which calls [`verifier`] and [`service`].

pub mod admission;
pub mod capture_page;
pub mod drain;
pub mod envelope;
pub mod headers;
pub mod health;
pub mod inflection;
pub mod middleware;
pub mod observe;
pub mod responses;
pub mod service;
pub mod verifier;
