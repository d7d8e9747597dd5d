//! The results of earlier passes that the passes for operations, client and server read.

use specwright_openapi::ir::{Api, Operation};

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
    /// Whether webhooks are planned, or the operations of the API.
    pub(super) webhooks: bool,
}

impl<'a> Context<'a> {
    /// Returns the operations that are planned, each with its position in the document.
    pub(super) fn operations(self) -> impl Iterator<Item = (usize, &'a Operation)> {
        let operations = self.api.operations.iter().enumerate();
        operations.filter(move |(_, operation)| operation.is_webhook == self.webhooks)
    }
}
