//! The values of requests and responses: their names in cases, and their codecs.

use proc_macro2::TokenStream;
use quote::quote;
use specwright::codegen::plan::model::ty::RustType;

/// The name of the body of a request or a response.
pub const BODY: &str = "body";

/// Returns the name of a response header.
pub fn header(wire: &str) -> String {
    format!("header {wire}")
}

/// Returns the codec of a type.
pub fn codec(ty: &RustType) -> TokenStream {
    match ty {
        RustType::Bytes => quote!(driver::bytes()),
        RustType::Content => quote!(driver::content()),
        RustType::Vec(inner) if **inner == RustType::Part => quote!(driver::parts()),
        _ => quote!(driver::json()),
    }
}
