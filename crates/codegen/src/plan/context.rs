//! The results of earlier passes that the passes for operations, client and server read.

use specwright_openapi::ir::Api;

use super::model::types::TypesPlan;
use super::selection::Selection;
use crate::config::Config;

/// The input of the passes that plan operations.
#[derive(Clone, Copy)]
pub(super) struct Context<'a> {
    /// The API that the document describes.
    pub(super) api: &'a Api,
    /// The configuration.
    pub(super) config: &'a Config,
    /// The operations that are generated.
    pub(super) selection: &'a Selection,
    /// The types crate, which is planned before the operations.
    pub(super) types: &'a TypesPlan,
}
