//! Templates: what every file looks like. What fills a file of Rust is sealed: a template prints placeholders, the text is made into tokens,
//! and only then tokens take their places, so that not even a mistake in a template makes code of a text.

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
/// The templates that this crate carries.
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

/// A template can't be used.
#[derive(Debug, thiserror::Error)]
pub enum TemplateError {
    /// The template is wrong, or asks for what is not there.
    #[error("{0:#}")]
    Render(#[from] minijinja::Error),
    /// What the template made is not Rust.
    #[error("{template}: the rendered text is not Rust: {message}")]
    Tokens {
        /// The name of the template.
        template: String,
        /// What is wrong.
        message: String,
    },
    /// A value stands inside a string, where nothing is replaced.
    #[error("{template}: a value stands inside a literal")]
    SlotInLiteral {
        /// The name of the template.
        template: String,
    },
    /// An override has a name that no template has.
    #[error("there is no template `{0}`")]
    Unknown(String),
}

/// All templates.
pub struct Templates {
    environment: Environment<'static>,
}

impl Templates {
    /// The embedded templates, with those of the caller in place of the ones of the same name.
    ///
    /// # Errors
    /// When a template of the caller is not a template, or has a name that is not embedded.
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

    /// A file of Rust.
    ///
    /// # Errors
    /// When the template asks for what the context has not, or makes no tokens.
    pub fn rust(
        &self,
        name: &str,
        slots: &Slots,
        context: Value,
    ) -> Result<TokenStream, TemplateError> {
        let text = self.environment.get_template(name)?.render(context)?;
        slots.fill(name, &text)
    }

    /// A file of another kind.
    ///
    /// # Errors
    /// When the template asks for what the context has not.
    pub fn text(&self, name: &str, context: Value) -> Result<String, TemplateError> {
        Ok(self.environment.get_template(name)?.render(context)?)
    }
}

#[cfg(test)]
mod tests;
