//! Templates: the layouts of the generated files.
//!
//! A Rust template prints placeholders instead of values. The rendered text is parsed into tokens,
//! and only then are the placeholders replaced by the tokens of the values. Even an incorrect
//! template therefore cannot turn text of the document into code.

mod filters;
mod slots;

use std::collections::BTreeMap;

use minijinja::syntax::SyntaxConfig;
use minijinja::{Environment, UndefinedBehavior, Value};
use proc_macro2::TokenStream;

pub use slots::Slots;

macro_rules! embedded {
    ($name:literal) => {
        (
            $name,
            include_str!(concat!(env!("CARGO_MANIFEST_DIR"), "/templates/", $name)),
        )
    };
}
/// The embedded templates.
const EMBEDDED: &[(&str, &str)] = &[
    embedded!("client/Cargo.toml.j2"),
    embedded!("client/README.md.j2"),
    embedded!("client/client.rs.j2"),
    embedded!("client/lib.rs.j2"),
    embedded!("client/operations.rs.j2"),
    embedded!("client/servers.rs.j2"),
    embedded!("server/Cargo.toml.j2"),
    embedded!("server/README.md.j2"),
    embedded!("server/lib.rs.j2"),
    embedded!("server/operations.rs.j2"),
    embedded!("server/router.rs.j2"),
    embedded!("server/schemas.rs.j2"),
    embedded!("server/security.rs.j2"),
    embedded!("types/Cargo.toml.j2"),
    embedded!("types/README.md.j2"),
    embedded!("types/lib.rs.j2"),
    embedded!("workspace/Cargo.toml.j2"),
];

/// An error in a template.
#[derive(Debug, thiserror::Error)]
pub enum TemplateError {
    /// The template is invalid, or refers to an undefined value.
    #[error("{0:#}")]
    Render(#[from] minijinja::Error),
    /// The rendered text is not valid Rust.
    #[error("{template}: the rendered text is not valid Rust: {message}")]
    Tokens {
        /// The name of the template.
        template: String,
        /// The error of the parser.
        message: String,
    },
    /// A value is used within a literal, where placeholders are not replaced.
    #[error("{template}: a value is used within a literal")]
    SlotInLiteral {
        /// The name of the template.
        template: String,
    },
    /// An override does not have the name of a template.
    #[error("unknown template `{0}`")]
    Unknown(String),
}

/// The templates of a run.
pub struct Templates {
    environment: Environment<'static>,
}

impl Templates {
    /// Creates the embedded templates, replaced by `overrides` with the same names.
    ///
    /// # Errors
    /// Returns an error if an override is not a valid template, or does not have the name of a
    /// template.
    pub fn new(overrides: &BTreeMap<String, String>) -> Result<Self, TemplateError> {
        let mut environment = Environment::new();
        environment.set_undefined_behavior(UndefinedBehavior::Strict);
        environment.set_syntax(
            SyntaxConfig::builder()
                .trim_blocks(true)
                .lstrip_blocks(true)
                .keep_trailing_newline(true)
                .build()?,
        );
        filters::install(&mut environment);
        for (name, text) in EMBEDDED {
            environment.add_template(name, text)?;
        }
        for (name, text) in overrides {
            if !EMBEDDED.iter().any(|(known, _)| known == name) {
                return Err(TemplateError::Unknown(name.clone()));
            }
            environment.add_template_owned(name.clone(), text.clone())?;
        }
        Ok(Self { environment })
    }

    /// Renders a Rust file.
    ///
    /// # Errors
    /// Returns an error if the template refers to an undefined value, or if the result is not a
    /// sequence of tokens.
    pub fn rust(
        &self,
        name: &str,
        slots: &Slots,
        context: Value,
    ) -> Result<TokenStream, TemplateError> {
        let text = self.environment.get_template(name)?.render(context)?;
        slots.fill(name, &text)
    }

    /// Renders another kind of file.
    ///
    /// # Errors
    /// Returns an error if the template refers to an undefined value.
    pub fn text(&self, name: &str, context: Value) -> Result<String, TemplateError> {
        Ok(self.environment.get_template(name)?.render(context)?)
    }
}

#[cfg(test)]
mod tests;
