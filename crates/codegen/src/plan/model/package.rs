//! The name, the title and the version of the generated crates.

use super::docs::Docs;
use crate::names::PackageName;

/// The names and texts that the generated crates share.
#[derive(Clone, Debug)]
pub struct PackagePlan {
    /// The name before the suffixes, such as `-types` and `-client`.
    pub name: PackageName,
    /// Whether the crates are those of the webhooks.
    pub is_webhooks: bool,
    /// The title of the API, without surrounding whitespace; never empty.
    pub title: String,
    /// The version of the API, which can be any string.
    pub version: String,
    /// The description of the API.
    pub docs: Docs,
}

impl PackagePlan {
    /// Returns the same package for the crates of the webhooks.
    #[must_use]
    pub fn webhooks(&self) -> Self {
        Self {
            is_webhooks: true,
            ..self.clone()
        }
    }

    /// Returns the title, followed by `API` unless the title already ends with it. For webhooks,
    /// `webhooks of the` precedes it.
    pub fn api(&self) -> String {
        let api = if self.title.to_ascii_lowercase().ends_with("api") {
            self.title.clone()
        } else {
            format!("{} API", self.title)
        };
        match self.is_webhooks {
            true => format!("webhooks of the {api}"),
            false => api,
        }
    }

    /// Returns the name of the types crate.
    pub fn types(&self) -> PackageName {
        self.name.with_suffix("types")
    }

    /// Returns the name of the client crate. The client of webhooks is a sender.
    pub fn client(&self) -> PackageName {
        let suffix = if self.is_webhooks { "sender" } else { "client" };
        self.name.with_suffix(suffix)
    }

    /// Returns the name of the server crate. The server of webhooks is a receiver.
    pub fn server(&self) -> PackageName {
        let suffix = if self.is_webhooks {
            "receiver"
        } else {
            "server"
        };
        self.name.with_suffix(suffix)
    }
}
