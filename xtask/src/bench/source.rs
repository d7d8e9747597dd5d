//! Generated source: its size, and the methods of its client.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

use anyhow::Context as _;
use quote::ToTokens as _;
use syn::visit::{self, Visit};

/// The generated source of one or more packages.
#[derive(Default)]
pub struct Source {
    /// The number of definitions of structs and enums. Aliases do not count.
    pub types: usize,
    /// The number of lines.
    pub lines: usize,
    /// The methods with a body and a receiver, by the name of the type.
    methods: BTreeMap<String, Vec<Method>>,
}

/// A public method of a client.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Method {
    /// The name of the method.
    pub name: String,
    /// The arguments after the receiver. `None` if a program cannot name the type of one.
    pub arguments: Option<Vec<String>>,
}

/// An expression of any type, which the consumer defines.
const VALUE: &str = "value()";

/// An expression for a parameter that accepts strings.
const TEXT: &str = "\"text\"";

impl Source {
    /// Adds the files of a folder.
    ///
    /// # Errors
    /// If a file cannot be read or is not Rust.
    pub fn add_folder(&mut self, folder: &Path) -> anyhow::Result<()> {
        let context = || format!("cannot read {}", folder.display());
        for entry in fs::read_dir(folder).with_context(context)? {
            let path = entry.with_context(context)?.path();
            if path.is_dir() {
                self.add_folder(&path)?;
            } else if path.extension().is_some_and(|extension| extension == "rs") {
                let context = || format!("cannot read {}", path.display());
                let text = fs::read_to_string(&path).with_context(context)?;
                self.add(&text).with_context(context)?;
            }
        }
        Ok(())
    }

    /// Adds the text of a file.
    ///
    /// # Errors
    /// If the text is not Rust.
    pub fn add(&mut self, text: &str) -> anyhow::Result<()> {
        self.lines += text.lines().count();
        self.visit_file(&syn::parse_file(text)?);
        Ok(())
    }

    /// Returns the type with the most methods, and its methods.
    pub fn client(&self) -> Option<(&str, &[Method])> {
        let (name, methods) = self.methods.iter().max_by_key(|(_, list)| list.len())?;
        Some((name, methods))
    }
}

impl<'ast> Visit<'ast> for Source {
    fn visit_item_struct(&mut self, _: &'ast syn::ItemStruct) {
        self.types += 1;
    }

    fn visit_item_enum(&mut self, _: &'ast syn::ItemEnum) {
        self.types += 1;
    }

    fn visit_item_impl(&mut self, item: &'ast syn::ItemImpl) {
        visit::visit_item_impl(self, item);
        let syn::Type::Path(owner) = &*item.self_ty else {
            return;
        };
        let Some(owner) = owner.path.segments.last() else {
            return;
        };
        if item.trait_.is_some() {
            return;
        }
        let functions = item.items.iter().filter_map(|item| match item {
            syn::ImplItem::Fn(function) => Method::new(function),
            _ => None,
        });
        let methods = self.methods.entry(owner.ident.to_string()).or_default();
        methods.extend(functions);
    }
}

impl Method {
    /// Returns the method if it is public and takes `&self`.
    fn new(function: &syn::ImplItemFn) -> Option<Self> {
        let is_public = matches!(function.vis, syn::Visibility::Public(_));
        let mut inputs = function.sig.inputs.iter();
        let Some(syn::FnArg::Receiver(receiver)) = inputs.next() else {
            return None;
        };
        let is_shared = matches!(receiver.kind, syn::ReceiverKind::Reference(_, _, None));
        if !(is_public && is_shared) {
            return None;
        }
        let bounds = bounds(&function.sig.generics);
        let arguments = inputs.map(|input| match input {
            syn::FnArg::Typed(input) => argument(&input.ty, &bounds),
            syn::FnArg::Receiver(_) => None,
        });
        Some(Self {
            name: function.sig.ident.to_string().replace("r#", ""),
            arguments: arguments.collect(),
        })
    }
}

/// Returns the bound of each type parameter.
fn bounds(generics: &syn::Generics) -> BTreeMap<String, String> {
    generics
        .type_params()
        .map(|parameter| {
            let bounds = parameter.bounds.to_token_stream().to_string();
            (parameter.ident.to_string(), bounds)
        })
        .collect()
}

/// Returns an expression for an argument.
fn argument(ty: &syn::Type, bounds: &BTreeMap<String, String>) -> Option<String> {
    if let syn::Type::ImplTrait(implementation) = ty {
        return bounded_argument(&implementation.bounds.to_token_stream().to_string());
    }
    let text = ty.to_token_stream().to_string();
    if let Some(bound) = bounds.get(&text) {
        return bounded_argument(bound);
    }
    let mut words = text.split(' ');
    let is_concrete = words.all(|word| word != "impl" && !bounds.contains_key(word));
    is_concrete.then(|| VALUE.to_owned())
}

/// Returns an expression for a parameter that accepts every type with these bounds: a string, or a
/// value of the type that it is converted to.
fn bounded_argument(bounds: &str) -> Option<String> {
    let bounds = bounds.replace(' ', "");
    if matches!(bounds.as_str(), "AsRef<str>" | "Into<String>") {
        return Some(TEXT.to_owned());
    }
    let target = bounds.strip_prefix("Into<")?.strip_suffix('>')?;
    if target.ends_with("serde_json::Value") {
        return Some(TEXT.to_owned());
    }
    let path = target.strip_prefix("crate::")?;
    (!path.contains("crate::")).then(|| format!("value::<bench_client::{path}>()"))
}

#[cfg(test)]
mod tests {
    use super::*;

    const TEXT: &str = "
pub struct A { pub b: B }
pub type C = A;
pub mod inner { pub enum B { One } struct D; }
pub struct Client;
impl Client {
    pub fn new(url: &str) -> Self { Client }
    pub async fn get_item(&self, id: impl AsRef<str>, query: &Query) -> Result<A, E> { todo() }
    pub async fn put_item<S: AsRef<str>>(&self, id: S, body: Vec<A>) -> Result<A, E> { todo() }
    pub async fn add_item(&self, item: impl Into<crate::types::A>) -> Result<A, E> { todo() }
    pub async fn move_item(&self, to: impl Into<A>) -> Result<A, E> { todo() }
    pub fn with(mut self) -> Self { self }
    fn private(&self) {}
}
impl Clone for Client { fn clone(&self) -> Self { Client } }
";

    #[test]
    fn definitions_and_lines_are_counted_and_aliases_are_not() {
        let mut source = Source::default();
        source.add(TEXT).expect("the text is Rust");
        assert_eq!((source.types, source.lines), (4, 15));
    }

    #[test]
    fn methods_whose_arguments_can_be_written_have_arguments() {
        let mut source = Source::default();
        source.add(TEXT).expect("the text is Rust");
        let (client, methods) = source.client().expect("there is a client");
        let methods: Vec<_> = methods
            .iter()
            .map(|method| {
                let arguments = method.arguments.as_ref().map(|list| list.join(", "));
                (method.name.as_str(), arguments)
            })
            .collect();
        assert_eq!(client, "Client");
        assert_eq!(
            methods,
            [
                ("get_item", Some("\"text\", value()".to_owned())),
                ("put_item", Some("\"text\", value()".to_owned())),
                (
                    "add_item",
                    Some("value::<bench_client::types::A>()".to_owned())
                ),
                ("move_item", None),
            ]
        );
    }
}
