//! Constraints of values, as calls on a `Schema`.

use proc_macro2::{Literal, TokenStream};
use quote::{format_ident, quote};

use crate::emit::literal;
use crate::plan::model::validation::{BoundsPlan, LengthsPlan};

/// The call that sets a format.
pub(super) fn format_call(format: &Option<String>) -> Option<TokenStream> {
    format.as_ref().map(|format| {
        let format = literal::string(format);
        quote!(.format(#format))
    })
}

/// The calls that set a minimum and a maximum, such as `.min_items(1)`.
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

/// The calls that set the bounds of integers. Bounds that are whole numbers are exact.
pub(super) fn integer_bounds(bounds: &BoundsPlan) -> TokenStream {
    let whole = |number: &serde_json::Number| {
        number
            .as_i64()
            .map(i128::from)
            .or_else(|| number.as_u64().map(i128::from))
    };
    let exact = |number: &Option<serde_json::Number>, step: i128| {
        number
            .as_ref()
            .and_then(whole)
            .map(|number| literal::integer(number + step))
    };
    let least = exact(&bounds.minimum, 0).or_else(|| exact(&bounds.exclusive_minimum, 1));
    let greatest = exact(&bounds.maximum, 0).or_else(|| exact(&bounds.exclusive_maximum, -1));
    let rest = number_bounds(&BoundsPlan {
        minimum: bounds.minimum.clone().filter(|_| least.is_none()),
        exclusive_minimum: bounds.exclusive_minimum.clone().filter(|_| least.is_none()),
        maximum: bounds.maximum.clone().filter(|_| greatest.is_none()),
        exclusive_maximum: bounds
            .exclusive_maximum
            .clone()
            .filter(|_| greatest.is_none()),
        multiple_of: bounds.multiple_of.clone(),
    });
    let least = least.map(|least| quote!(.minimum(#least)));
    let greatest = greatest.map(|greatest| quote!(.maximum(#greatest)));
    quote!(#least #greatest #rest)
}

/// The calls that set the bounds of numbers.
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
