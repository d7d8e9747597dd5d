//! Constraints of values, as calls on a `Schema`.

use proc_macro2::{Literal, TokenStream};
use quote::{format_ident, quote};

use crate::emit::literal;
use crate::plan::model::validation::{BoundsPlan, IntegerBoundsPlan, LengthsPlan};

/// Returns the call that sets a format.
pub(super) fn format_call(format: &Option<String>) -> Option<TokenStream> {
    format.as_ref().map(|format| {
        let format = literal::string(format);
        quote!(.format(#format))
    })
}

/// Returns the calls that set a minimum and a maximum, such as `.min_items(1)`.
pub(super) fn lengths_calls(lengths: LengthsPlan, of: &str) -> TokenStream {
    let call = |side: &str, count: Option<u64>| {
        count.map(|count| {
            let method = format_ident!("{side}_{of}");
            let count = Literal::u64_unsuffixed(count);
            quote!(.#method(#count))
        })
    };
    let (min, max) = (call("min", lengths.min), call("max", lengths.max));
    quote!(#min #max)
}

/// Returns the calls that set the bounds of integers.
pub(super) fn integer_bounds(bounds: &IntegerBoundsPlan) -> TokenStream {
    let minimum = bounds.minimum.map(literal::integer);
    let minimum = minimum.map(|minimum| quote!(.minimum(#minimum)));
    let maximum = bounds.maximum.map(literal::integer);
    let maximum = maximum.map(|maximum| quote!(.maximum(#maximum)));
    let others = number_bounds(&bounds.others);
    quote!(#minimum #maximum #others)
}

/// Returns the calls that set the bounds of numbers.
pub(super) fn number_bounds(bounds: &BoundsPlan) -> TokenStream {
    let call = |method: TokenStream, number: &Option<serde_json::Number>| {
        number
            .as_ref()
            .and_then(serde_json::Number::as_f64)
            .map(|number| {
                let number = literal::float(number);
                quote!(.#method(#number))
            })
    };
    let calls = [
        call(quote!(minimum_f64), &bounds.minimum),
        call(quote!(exclusive_minimum), &bounds.exclusive_minimum),
        call(quote!(maximum_f64), &bounds.maximum),
        call(quote!(exclusive_maximum), &bounds.exclusive_maximum),
        call(quote!(multiple_of), &bounds.multiple_of),
    ];
    quote!(#(#calls)*)
}
