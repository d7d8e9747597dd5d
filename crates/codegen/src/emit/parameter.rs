//! Parameters as constant expressions of the runtime.

use proc_macro2::{Ident, Span, TokenStream};
use quote::{ToTokens, quote};

use super::literal;
use crate::plan::model::parameter::{Format, StyleWord, WireParameter};

impl ToTokens for WireParameter {
    fn to_tokens(&self, tokens: &mut TokenStream) {
        let place = Ident::new(self.place.word(), Span::call_site());
        let name = literal::string(&self.name);
        let Format {
            style,
            explode,
            allow_reserved,
            json,
        } = self.format;
        let style = style.map(|style| {
            let word = style_word(style);
            quote!(.style(specwright_runtime::parameter::Style::#word))
        });
        let explode = explode.map(|explode| quote!(.explode(#explode)));
        let allow_reserved = allow_reserved.then(|| quote!(.allow_reserved()));
        let json = json.then(|| quote!(.json()));
        tokens.extend(quote!(Parameter::#place(#name) #style #explode #allow_reserved #json));
    }
}

fn style_word(style: StyleWord) -> Ident {
    let word = match style {
        StyleWord::Simple => "Simple",
        StyleWord::Form => "Form",
        StyleWord::Label => "Label",
        StyleWord::Matrix => "Matrix",
        StyleWord::SpaceDelimited => "SpaceDelimited",
        StyleWord::PipeDelimited => "PipeDelimited",
        StyleWord::DeepObject => "DeepObject",
    };
    Ident::new(word, Span::call_site())
}
