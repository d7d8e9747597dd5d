//! Traversal of the absolute paths of a file.

use proc_macro2::{Group, Ident, TokenStream, TokenTree};
use quote::quote;
use syn::visit_mut::{self, VisitMut};
use syn::{Attribute, Path};

/// Calls a function for each path that begins with `::` or `crate`, including paths in the
/// arguments of macros and derives. The function returns the number of leading segments to remove,
/// or `None` to leave the path unchanged.
pub(super) struct AbsolutePaths<F> {
    shorten: F,
}

impl<F: FnMut(&[String]) -> Option<usize>> AbsolutePaths<F> {
    /// Creates a traversal that calls `shorten`.
    pub fn new(shorten: F) -> Self {
        Self { shorten }
    }

    fn shortened_tokens(&mut self, tokens: TokenStream) -> TokenStream {
        let trees: Vec<TokenTree> = tokens.into_iter().collect();
        let mut rest = trees.as_slice();
        let mut shortened = TokenStream::new();
        // After an identifier or `>`, a `::` continues a relative path.
        let mut continues_path = false;
        while let Some((tree, tail)) = rest.split_first() {
            let path = absolute_path(rest).filter(|_| !continues_path);
            continues_path = match tree {
                TokenTree::Ident(_) => true,
                TokenTree::Punct(punct) => punct.as_char() == '>',
                TokenTree::Group(_) | TokenTree::Literal(_) => false,
            };
            if let Some((path, after)) = path
                && let Some(removed) = (self.shorten)(&strings(&path))
            {
                let kept = path.into_iter().skip(removed);
                shortened.extend(quote!(#(#kept)::*));
                continues_path = true;
                rest = after;
                continue;
            }
            shortened.extend([match tree {
                TokenTree::Group(group) => TokenTree::Group(Group::new(
                    group.delimiter(),
                    self.shortened_tokens(group.stream()),
                )),
                tree => tree.clone(),
            }]);
            rest = tail;
        }
        shortened
    }
}

impl<F: FnMut(&[String]) -> Option<usize>> VisitMut for AbsolutePaths<F> {
    fn visit_path_mut(&mut self, path: &mut Path) {
        visit_mut::visit_path_mut(self, path);
        let names: Vec<&Ident> = path.segments.iter().map(|segment| &segment.ident).collect();
        let is_absolute =
            path.leading_colon.is_some() || names.first().is_some_and(|root| *root == "crate");
        if !is_absolute {
            return;
        }
        if let Some(removed) = (self.shorten)(&strings(&names)) {
            let segments = std::mem::take(&mut path.segments);
            path.segments = segments.into_iter().skip(removed).collect();
            path.leading_colon = None;
        }
    }

    fn visit_attribute_mut(&mut self, attribute: &mut Attribute) {
        // Other attributes are macros, which interpret their arguments themselves.
        if attribute.path().is_ident("derive") {
            visit_mut::visit_attribute_mut(self, attribute);
        }
    }

    fn visit_token_stream_mut(&mut self, tokens: &mut TokenStream) {
        *tokens = self.shortened_tokens(std::mem::take(tokens));
    }
}

/// Returns the absolute path at the start of a token sequence, and the tokens after it.
fn absolute_path(trees: &[TokenTree]) -> Option<(Vec<&Ident>, &[TokenTree])> {
    let (mut path, mut rest) = match trees {
        [TokenTree::Ident(root), rest @ ..] if root == "crate" => (vec![root], rest),
        _ => (Vec::new(), trees),
    };
    while let [
        TokenTree::Punct(first),
        TokenTree::Punct(second),
        TokenTree::Ident(name),
        after @ ..,
    ] = rest
        && first.as_char() == ':'
        && second.as_char() == ':'
    {
        path.push(name);
        rest = after;
    }
    (path.len() > 1).then_some((path, rest))
}

fn strings(path: &[&Ident]) -> Vec<String> {
    path.iter().map(ToString::to_string).collect()
}
