//! The paths that the code of one module mentions: imports, types, expressions, macros and `serde`
//! attributes.

use proc_macro2::{Span, TokenStream, TokenTree};
use syn::visit::{self, Visit};
use syn::{ImplItem, Item, ItemMod, ItemUse, Path, UseTree};

use crate::syntax::{attributes, impl_attributes, is_test_only};

/// The segments of a path. The first may be `crate`, `self`, `super` or `$crate`.
pub type Segments = Vec<String>;

/// A path as it appears in the source.
#[derive(Clone, Debug)]
pub struct Mention {
    /// The path's segments.
    pub segments: Segments,
    /// The line, counted from 1.
    pub line: usize,
    /// Whether the path belongs to a `use` declaration.
    pub is_import: bool,
}

/// A name that a `use` declaration brings into scope.
#[derive(Clone, Debug)]
pub struct Import {
    /// The name in scope; none for a glob.
    pub name: Option<String>,
    /// The item that the name refers to.
    pub segments: Segments,
    /// The line, counted from 1.
    pub line: usize,
}

/// Collects the mentions of one module. Inline modules below it are skipped, and so is test code.
#[derive(Default)]
pub struct Mentions {
    /// All paths, including the paths of imports.
    pub paths: Vec<Mention>,
    /// All imported names, including imports inside functions.
    pub imports: Vec<Import>,
}

impl Mentions {
    /// Collects the paths in the items of a module.
    pub fn of(items: &[Item]) -> Mentions {
        let mut mentions = Mentions::default();
        for item in items {
            mentions.visit_item(item);
        }
        mentions
    }

    fn add(&mut self, segments: Segments, span: Span) {
        let line = span.start().line;
        self.paths.push(Mention {
            segments,
            line,
            is_import: false,
        });
    }

    fn import(&mut self, name: Option<String>, segments: Segments, span: Span) {
        let line = span.start().line;
        self.paths.push(Mention {
            segments: segments.clone(),
            line,
            is_import: true,
        });
        self.imports.push(Import {
            name,
            segments,
            line,
        });
    }

    fn use_tree(&mut self, tree: &UseTree, prefix: &[String]) {
        let extended = |name: &syn::Ident| {
            let mut segments = prefix.to_vec();
            if name != "self" || segments.is_empty() {
                segments.push(name.to_string());
            }
            segments
        };
        match tree {
            UseTree::Path(path) => {
                let segments = extended(&path.ident);
                self.use_tree(&path.tree, &segments);
            }
            UseTree::Group(group) => {
                for tree in &group.items {
                    self.use_tree(tree, prefix);
                }
            }
            UseTree::Name(leaf) => {
                let segments = extended(&leaf.ident);
                self.import(segments.last().cloned(), segments, leaf.ident.span());
            }
            UseTree::Rename(leaf) => {
                let name = leaf.rename.to_string();
                self.import(Some(name), extended(&leaf.ident), leaf.ident.span());
            }
            UseTree::Glob(glob) => {
                let span = glob.star_token.spans[0];
                self.import(None, prefix.to_vec(), span);
            }
        }
    }

    /// Collects paths from tokens that `syn` does not parse: the arguments and the bodies of
    /// macros.
    fn tokens(&mut self, tokens: TokenStream) {
        let tokens: Vec<TokenTree> = tokens.into_iter().collect();
        let mut index = 0;
        while index < tokens.len() {
            match &tokens[index] {
                TokenTree::Group(group) => {
                    self.tokens(group.stream());
                    index += 1;
                }
                TokenTree::Ident(first) => {
                    let mut segments = vec![first.to_string()];
                    index += 1;
                    while let Some(next) = path_continuation(&tokens[index..]) {
                        segments.push(next);
                        index += 3;
                    }
                    let is_type = first.to_string().starts_with(char::is_uppercase);
                    if segments.len() > 1 || is_type {
                        self.add(segments, first.span());
                    }
                }
                _ => index += 1,
            }
        }
    }
}

/// Returns the identifier behind a leading `::`.
fn path_continuation(tokens: &[TokenTree]) -> Option<String> {
    match tokens {
        [
            TokenTree::Punct(first),
            TokenTree::Punct(second),
            TokenTree::Ident(name),
            ..,
        ] if first.as_char() == ':' && second.as_char() == ':' => Some(name.to_string()),
        _ => None,
    }
}

impl<'ast> Visit<'ast> for Mentions {
    fn visit_item(&mut self, item: &'ast Item) {
        if !is_test_only(attributes(item)) {
            visit::visit_item(self, item);
        }
    }

    fn visit_impl_item(&mut self, item: &'ast ImplItem) {
        if !is_test_only(impl_attributes(item)) {
            visit::visit_impl_item(self, item);
        }
    }

    fn visit_item_mod(&mut self, _: &'ast ItemMod) {}

    fn visit_item_use(&mut self, item: &'ast ItemUse) {
        if item.leading_colon.is_none() {
            self.use_tree(&item.tree, &[]);
        }
    }

    fn visit_path(&mut self, path: &'ast Path) {
        if path.leading_colon.is_none() {
            let segments = path.segments.iter();
            let segments: Segments = segments.map(|part| part.ident.to_string()).collect();
            if let Some(first) = path.segments.first() {
                self.add(segments, first.ident.span());
            }
        }
        visit::visit_path(self, path);
    }

    fn visit_macro(&mut self, mac: &'ast syn::Macro) {
        self.tokens(mac.tokens.clone());
        visit::visit_macro(self, mac);
    }

    /// `serde` attributes name functions and modules in strings.
    fn visit_attribute(&mut self, attribute: &'ast syn::Attribute) {
        if let syn::Meta::List(list) = &attribute.meta {
            for token in list.tokens.clone() {
                if let TokenTree::Literal(literal) = token
                    && let Ok(text) = syn::parse_str::<syn::LitStr>(&literal.to_string())
                    && let Ok(path) = text.parse::<Path>()
                    && path.segments.len() > 1
                {
                    let segments = path.segments.iter();
                    let segments = segments.map(|part| part.ident.to_string()).collect();
                    self.add(segments, literal.span());
                }
            }
        }
    }

    /// `pub(in crate::a)` uses nothing of `a`.
    fn visit_visibility(&mut self, _: &'ast syn::Visibility) {}
}
