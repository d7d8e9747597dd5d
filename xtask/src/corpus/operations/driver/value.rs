//! The values of requests and responses: their names in cases, and their codecs.

use proc_macro2::{Ident, Span, TokenStream};
use quote::quote;
use specwright::codegen::plan::model::content_enum::ContentEnumPlan;
use specwright::codegen::plan::model::ty::RustType;

/// The name of the body of a request or a response.
pub const BODY: &str = "body";

/// Returns the name of a response header.
pub fn header(wire: &str) -> String {
    format!("header {wire}")
}

/// Returns the codec of a type.
pub fn codec(ty: &RustType, enums: &[ContentEnumPlan]) -> TokenStream {
    match ty {
        RustType::Bytes => quote!(driver::bytes()),
        RustType::Content => quote!(driver::content()),
        RustType::Vec(inner) if **inner == RustType::Part => quote!(driver::parts()),
        RustType::Named(name) => match enums.iter().position(|plan| plan.path == *name) {
            Some(index) => {
                let function = function(index);
                quote!(#function())
            }
            None => quote!(driver::json()),
        },
        _ => quote!(driver::json()),
    }
}

/// Returns the functions that create the codecs of the enums of contents among the used types. The
/// enums have no JSON of their own.
pub fn content_codecs(enums: &[ContentEnumPlan], used: &[RustType]) -> TokenStream {
    let enums = enums.iter().enumerate();
    let enums = enums.filter(|(_, plan)| used.contains(&RustType::Named(plan.path.clone())));
    let functions = enums.map(|(index, plan)| {
        let (name, function) = (&plan.path, function(index));
        let variants = || {
            plan.variants.iter().map(|variant| {
                let codec = codec(&variant.ty, &[]);
                (&variant.name, variant.name.as_str(), codec)
            })
        };
        let reads = variants().map(|(variant, label, codec)| {
            quote!((#label, content) => (#codec.read)(content).map(types::#name::#variant),)
        });
        let writes = variants().map(|(variant, label, codec)| {
            quote!(types::#name::#variant(content) => driver::in_variant(#label, (#codec.write)(content)),)
        });
        quote! {
            fn #function() -> driver::Codec<types::#name> {
                driver::Codec {
                    read: |value| match driver::variant(value) {
                        #(#reads)*
                        (other, _) => Err(format!("the enum has no variant {other:?}")),
                    },
                    write: |content| match content { #(#writes)* },
                }
            }
        }
    });
    functions.collect()
}

fn function(index: usize) -> Ident {
    Ident::new(&format!("content_{index}"), Span::call_site())
}
