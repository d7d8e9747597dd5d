//! Paths of operations as constant expressions.

use proc_macro2::{Literal, TokenStream};
use quote::{ToTokens, quote};

use super::literal;
use crate::plan::model::path::{CharacterRun, PathPlan, PathValues};

/// The path of an operation, and the paths that take precedence over it.
pub struct Path<'a> {
    /// The path.
    pub path: &'a PathPlan,
    /// The paths that take precedence, in the order in which the server considers them.
    pub precedence: &'a [PathPlan],
}

impl ToTokens for Path<'_> {
    fn to_tokens(&self, tokens: &mut TokenStream) {
        let path = self.path;
        let template = literal::string(&path.template);
        let values = path.values.iter().map(|(name, values)| {
            let name = literal::string(name);
            quote!((#name, #values))
        });
        let values = (!path.values.is_empty()).then(|| quote!(.values(&[#(#values),*])));
        let query = (!path.query.is_empty()).then(|| {
            let query = literal::string(&path.query);
            quote!(.query(#query))
        });
        let precedence = self.precedence.iter().map(|path| Path {
            path,
            precedence: &[],
        });
        let after = (!self.precedence.is_empty()).then(|| quote!(.after(&[#(#precedence),*])));
        tokens.extend(
            quote!(::specwright_runtime::parameter::Path::new(#template) #query #values #after),
        );
    }
}

impl ToTokens for PathValues {
    fn to_tokens(&self, tokens: &mut TokenStream) {
        let variant = match self {
            PathValues::Integer => quote!(Integer),
            PathValues::OneOf(texts) => {
                let texts = texts.iter().map(|text| literal::string(text));
                quote!(OneOf(&[#(#texts),*]))
            }
            PathValues::Runs(runs) => quote!(Runs(&[#(#runs),*])),
        };
        tokens.extend(quote!(::specwright_runtime::parameter::PathValues::#variant));
    }
}

impl ToTokens for CharacterRun {
    fn to_tokens(&self, tokens: &mut TokenStream) {
        let ranges = self
            .ranges
            .iter()
            .map(|(first, last)| quote!((#first, #last)));
        let [min, max] = [self.min, self.max].map(Literal::usize_unsuffixed);
        tokens.extend(quote!(
            ::specwright_runtime::parameter::CharacterRun::new(&[#(#ranges),*], #min, #max)
        ));
    }
}
