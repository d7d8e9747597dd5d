//! Placeholders and the tokens that replace them.

use std::fmt;
use std::str::FromStr;
use std::sync::Arc;

use minijinja::Value;
use minijinja::value::Object;
use proc_macro2::{Group, TokenStream, TokenTree};
use quote::ToTokens;

use super::TemplateError;

/// The prefix of the identifiers that are placeholders.
const PREFIX: &str = "__slot_";

/// The tokens that replace the placeholders of a Rust file.
#[derive(Debug, Default)]
pub struct Slots {
    fragments: Vec<TokenStream>,
}

/// A template value that renders as a placeholder.
#[derive(Debug)]
pub(super) struct Slot(usize);

impl Object for Slot {
    fn render(self: &Arc<Self>, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "{PREFIX}{}", self.0)
    }

    fn is_true(self: &Arc<Self>) -> bool {
        true
    }
}

impl Slots {
    /// Creates an empty set of tokens.
    pub fn new() -> Self {
        Self::default()
    }

    /// Adds tokens and returns the value that represents them in a template.
    pub fn add(&mut self, fragment: impl ToTokens) -> Value {
        self.fragments.push(fragment.into_token_stream());
        Value::from_object(Slot(self.fragments.len() - 1))
    }

    /// Parses rendered text and replaces its placeholders.
    pub(super) fn fill(&self, template: &str, text: &str) -> Result<TokenStream, TemplateError> {
        let tokens = TokenStream::from_str(text).map_err(|error| TemplateError::Tokens {
            template: template.to_owned(),
            message: error.to_string(),
        })?;
        self.replace(template, tokens)
    }

    // Recursion is as deep as the nesting of the template, which is trusted.
    fn replace(&self, template: &str, tokens: TokenStream) -> Result<TokenStream, TemplateError> {
        let mut filled = TokenStream::new();
        for token in tokens {
            match token {
                TokenTree::Ident(ident) => match self.fragment(&ident.to_string()) {
                    Some(fragment) => filled.extend(fragment.clone()),
                    None => filled.extend([TokenTree::Ident(ident)]),
                },
                TokenTree::Group(group) => {
                    let stream = self.replace(template, group.stream())?;
                    filled.extend([TokenTree::Group(Group::new(group.delimiter(), stream))]);
                }
                TokenTree::Literal(literal) if literal.to_string().contains(PREFIX) => {
                    return Err(TemplateError::SlotInLiteral {
                        template: template.to_owned(),
                    });
                }
                token => filled.extend([token]),
            }
        }
        Ok(filled)
    }

    fn fragment(&self, ident: &str) -> Option<&TokenStream> {
        let index: usize = ident.strip_prefix(PREFIX)?.parse().ok()?;
        self.fragments.get(index)
    }
}
