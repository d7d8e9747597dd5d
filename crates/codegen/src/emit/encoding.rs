//! Encodings of the properties of form and multipart bodies, as constant expressions.

use proc_macro2::TokenStream;
use quote::{ToTokens, quote};

use super::literal;
use crate::plan::model::encoding::{EncodingForm, EncodingPlan};

/// A reference to a constant list of encodings.
pub struct Encodings<'a>(pub &'a [EncodingPlan]);

impl ToTokens for Encodings<'_> {
    fn to_tokens(&self, tokens: &mut TokenStream) {
        let encodings = self.0.iter().map(encoding);
        tokens.extend(quote!(const { &[#(#encodings),*] }));
    }
}

fn encoding(plan: &EncodingPlan) -> TokenStream {
    let name = literal::string(&plan.name);
    let content_type = plan.content_type.as_ref().map(|content_type| {
        let content_type = literal::string(content_type);
        quote!(.content_type(#content_type))
    });
    let media_types = (!plan.media_types.is_empty()).then(|| {
        let media_types = plan.media_types.iter().map(|it| literal::string(it));
        quote!(.media_types(&[#(#media_types),*]))
    });
    let required_headers = (!plan.required_headers.is_empty()).then(|| {
        let names = plan.required_headers.iter().map(|it| literal::string(it));
        quote!(.required_headers(&[#(#names),*]))
    });
    let form = match plan.form {
        EncodingForm::Default => None,
        EncodingForm::Json => Some(quote!(.json())),
        EncodingForm::Exploded => Some(quote!(.form(true))),
        EncodingForm::Joined => Some(quote!(.form(false))),
        EncodingForm::SpaceDelimited => Some(quote!(.space_delimited())),
        EncodingForm::PipeDelimited => Some(quote!(.pipe_delimited())),
        EncodingForm::DeepObject => Some(quote!(.deep_object())),
    };
    quote!(::specwright_runtime::body::Encoding::of(#name) #content_type #media_types #required_headers #form)
}
