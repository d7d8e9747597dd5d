//! The names, versions and texts that the generated crates share.

use super::docs::{Docs, Inline};
use crate::names::PackageName;

/// What the generated crates have in common.
#[derive(Clone, Debug)]
pub struct PackagePlan {
    /// The name before `-types`, `-client` and `-server`.
    pub name: PackageName,
    /// The title of the API, without leading and trailing space; never empty.
    pub title: String,
    /// The version of the document, any text.
    pub version: String,
    /// What the document says about the API as a whole.
    pub docs: Docs,
}

impl PackagePlan {
    /// What the API is called in a sentence: the title, with `API` after it unless it ends so.
    pub fn api(&self) -> String {
        if self.title.to_ascii_lowercase().ends_with("api") {
            self.title.clone()
        } else {
            format!("{} API", self.title)
        }
    }

    /// The first sentence of a crate: `Types of the Verifa API, version 1.0.0.`
    pub fn headline(&self, what: &'static str) -> Vec<Inline> {
        let mut pieces = vec![Inline::Own(what), Inline::Text(self.api())];
        if !self.version.is_empty() {
            pieces.extend([
                Inline::Own(", version "),
                Inline::Text(self.version.clone()),
            ]);
        }
        pieces.push(Inline::Own("."));
        pieces
    }

    /// The package of the types crate.
    pub fn types(&self) -> PackageName {
        self.name.with_suffix("types")
    }

    /// The package of the client crate.
    pub fn client(&self) -> PackageName {
        self.name.with_suffix("client")
    }

    /// The package of the server crate.
    pub fn server(&self) -> PackageName {
        self.name.with_suffix("server")
    }
}
