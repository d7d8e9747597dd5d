//! What a file of the types crate imports: what it names and nothing else.

use std::collections::BTreeSet;

use proc_macro2::{Ident, Span, TokenStream};
use quote::{ToTokens, quote};

use crate::names::TypeName;
use crate::plan::model::ty::RustType;

/// The imports of one file.
#[derive(Debug, Default)]
pub struct Imports {
    map: bool,
    value: bool,
    serde: BTreeSet<&'static str>,
    runtime: BTreeSet<&'static str>,
    modules: BTreeSet<&'static str>,
    headers: bool,
    json_type: bool,
    literal: bool,
    own: BTreeSet<TypeName>,
}

impl Imports {
    /// The imports for these types in the file of a type, which does not import itself.
    pub fn of<'a>(own: &TypeName, types: impl IntoIterator<Item = &'a RustType>) -> Self {
        let mut imports = Self::default();
        types.into_iter().for_each(|ty| imports.add(ty));
        imports.own.remove(own);
        imports
    }

    fn add(&mut self, ty: &RustType) {
        for ty in ty.all() {
            match ty {
                RustType::Map(_) => self.map = true,
                RustType::Value => self.value = true,
                RustType::Secret => self.runtime("Secret"),
                RustType::Date => self.runtime("Date"),
                RustType::DateTime => self.runtime("DateTime"),
                RustType::Base64 => self.runtime("Base64"),
                RustType::File | RustType::Part | RustType::Content => {
                    self.modules.insert("body");
                }
                RustType::OptionalNullable(_) => self.runtime("OptionalNullable"),
                RustType::Named(name) => {
                    self.own.insert(name.clone());
                }
                _ => {}
            }
        }
    }

    fn runtime(&mut self, name: &'static str) {
        self.runtime.insert(name);
    }

    /// The derives of serde.
    #[must_use]
    pub fn with_derives(mut self) -> Self {
        self.serde.extend(["Deserialize", "Serialize"]);
        self
    }

    /// What implementations of serde's traits by hand need, with a module of the runtime.
    #[must_use]
    pub fn with_serde(mut self, module: &'static str) -> Self {
        self.serde
            .extend(["Deserialize", "Deserializer", "Serialize", "Serializer"]);
        self.modules.insert(module);
        self
    }

    /// What an implementation of the runtime's `Multipart` needs.
    #[must_use]
    pub fn with_multipart(mut self) -> Self {
        self.modules.extend(["body", "json"]);
        self
    }

    /// A map, which the file names without a type of the plan that says so.
    #[must_use]
    pub fn with_map(mut self) -> Self {
        self.map = true;
        self
    }

    /// A JSON value, likewise.
    #[must_use]
    pub fn with_value(mut self) -> Self {
        self.value = true;
        self
    }

    /// The JSON types by which the runtime tells branches apart.
    #[must_use]
    pub fn with_json_type(mut self) -> Self {
        self.modules.remove("union");
        self.json_type = true;
        self
    }

    /// What tries the branches of a union, and says why none fits.
    #[must_use]
    pub fn with_trial(mut self, explains: bool) -> Self {
        if explains {
            self.modules.insert("json");
        }
        self
    }

    /// The function of the runtime that makes a JSON value of its text.
    #[must_use]
    pub fn with_literal(mut self) -> Self {
        self.literal = true;
        self
    }

    /// What an implementation of the runtime's `Headers` needs.
    #[must_use]
    pub fn with_headers(mut self) -> Self {
        self.headers = true;
        self
    }
}

impl ToTokens for Imports {
    fn to_tokens(&self, tokens: &mut TokenStream) {
        if self.map {
            tokens.extend(quote!(
                use std::collections::BTreeMap;
            ));
        }
        if !self.serde.is_empty() {
            let names = braced(self.serde.iter().map(ident));
            tokens.extend(quote!(use serde::#names;));
        }
        if self.value {
            tokens.extend(quote!(
                use serde_json::Value;
            ));
        }
        let names: Vec<Ident> = self
            .runtime
            .iter()
            .chain(&self.modules)
            .map(ident)
            .collect();
        if !names.is_empty() {
            let names = braced(names.into_iter());
            tokens.extend(quote!(use specwright_runtime::#names;));
        }
        if self.json_type {
            tokens.extend(quote!(
                use specwright_runtime::union::{self, JsonType};
            ));
        }
        if self.literal {
            tokens.extend(quote!(
                use specwright_runtime::json::literal;
            ));
        }
        if self.headers {
            tokens.extend(quote!(
                use specwright_runtime::headers::{HeaderError, HeaderReader, HeaderWriter, Headers};
            ));
        }
        if !self.own.is_empty() {
            let names = braced(self.own.iter());
            tokens.extend(quote!(use crate::#names;));
        }
    }
}

fn ident(name: &&'static str) -> Ident {
    Ident::new(name, Span::call_site())
}

fn braced(mut names: impl ExactSizeIterator<Item = impl ToTokens>) -> TokenStream {
    match (names.len(), names.next()) {
        (1, Some(name)) => name.into_token_stream(),
        (_, first) => {
            let first = first.into_iter();
            quote!({ #(#first,)* #(#names),* })
        }
    }
}
