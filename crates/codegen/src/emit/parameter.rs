//! Parameters as expressions of the runtime type.

use proc_macro2::{Ident, Span, TokenStream};
use quote::{ToTokens, quote};
use specwright_openapi::vocabulary::Style;

use super::literal;
use crate::plan::model::parameter::{Format, WireParameter};

impl ToTokens for WireParameter {
    fn to_tokens(&self, tokens: &mut TokenStream) {
        let location = Ident::new(self.location.name(), Span::call_site());
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
        let names = self.others.iter().map(|name| literal::string(name));
        let others = (!self.others.is_empty()).then(|| quote!(.others(&[#(#names),*])));
        let open = self.open.then(|| quote!(.open()));
        let json = json.then(|| quote!(.json()));
        tokens.extend(quote!(::specwright_runtime::parameter::Parameter::#location(#name) #style #explode #allow_reserved #json #others #open));
    }
}

fn style_word(style: Style) -> Ident {
    let word = match style {
        Style::Simple => "Simple",
        Style::Form => "Form",
        Style::Label => "Label",
        Style::Matrix => "Matrix",
        Style::SpaceDelimited => "SpaceDelimited",
        Style::PipeDelimited => "PipeDelimited",
        Style::TabDelimited => "TabDelimited",
        Style::DeepObject => "DeepObject",
    };
    Ident::new(word, Span::call_site())
}
