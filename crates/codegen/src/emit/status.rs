//! Statuses as ranges of codes.

use proc_macro2::{Literal, TokenStream};
use quote::{ToTokens, quote};
use specwright_openapi::vocabulary::Status;

/// Returns the range of codes that a status covers.
pub fn range(status: Status) -> TokenStream {
    let codes = statuses(status);
    match status {
        Status::Code(_) => quote!(#codes..=#codes),
        _ => codes,
    }
}

/// Returns a code, or the range of codes that a status covers.
pub fn statuses(status: Status) -> TokenStream {
    let (first, last) = match status {
        Status::Code(code) => return Literal::u16_unsuffixed(code).to_token_stream(),
        Status::Range(digit) => (u16::from(digit) * 100, u16::from(digit) * 100 + 99),
        Status::Default => (100, 599),
    };
    let (first, last) = (
        Literal::u16_unsuffixed(first),
        Literal::u16_unsuffixed(last),
    );
    quote!(#first..=#last)
}
