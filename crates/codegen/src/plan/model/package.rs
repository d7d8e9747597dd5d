//! The name, the title and the version of the generated crates.

use super::docs::Docs;
use crate::names::PackageName;

/// The names and texts that the generated crates share.
#[derive(Clone, Debug)]
pub struct PackagePlan {
    /// The name before the suffixes `-types`, `-client` and `-server`.
    pub name: PackageName,
    /// The title of the API, without surrounding whitespace; never empty.
    pub title: String,
    /// The version of the API, which can be any string.
    pub version: String,
    /// The description of the API.
    pub docs: Docs,
}

impl PackagePlan {
    /// Returns the title, followed by `API` unless the title already ends with it.
    pub fn api(&self) -> String {
        if self.title.to_ascii_lowercase().ends_with("api") {
            self.title.clone()
        } else {
            format!("{} API", self.title)
        }
    }

    /// Returns the name of the types crate.
    pub fn types(&self) -> PackageName {
        self.name.with_suffix("types")
    }

    /// Returns the name of the client crate.
    pub fn client(&self) -> PackageName {
        self.name.with_suffix("client")
    }

    /// Returns the name of the server crate.
    pub fn server(&self) -> PackageName {
        self.name.with_suffix("server")
    }
}
