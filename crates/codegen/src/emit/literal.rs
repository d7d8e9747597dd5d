//! Literals.

use proc_macro2::{Literal, TokenStream};
use quote::{ToTokens, quote};
use serde_json::Value;

/// Converts a string to a literal.
pub fn string(text: &str) -> Literal {
    Literal::string(text)
}

/// Converts a JSON value to a string literal with its JSON text.
pub fn json(value: &Value) -> Literal {
    Literal::string(&value.to_string())
}

/// Converts a JSON value to an expression: a scalar to a literal of its type, an array or an object
/// to a call of the runtime's `json::literal` with its JSON text.
pub fn value_expression(value: &Value) -> TokenStream {
    match value {
        Value::Null => quote!(()),
        Value::Bool(value) => quote!(#value),
        Value::String(text) => string(text).into_token_stream(),
        Value::Number(number) => match (number.as_i64(), number.as_u64()) {
            (Some(number), _) => Literal::i64_suffixed(number).into_token_stream(),
            (None, Some(number)) => Literal::u64_suffixed(number).into_token_stream(),
            (None, None) => float(number.as_f64().unwrap_or_default()),
        },
        compound => {
            let text = json(compound);
            quote!(::specwright_runtime::json::literal(#text))
        }
    }
}

/// Converts an integer to a literal without a suffix.
pub fn integer(value: i128) -> TokenStream {
    let magnitude = Literal::u128_unsuffixed(value.unsigned_abs());
    if value < 0 {
        quote!(-#magnitude)
    } else {
        quote!(#magnitude)
    }
}

/// Converts a float to a literal; infinities and NaN, which have no literal, become `0.0`.
pub fn float(value: f64) -> TokenStream {
    let magnitude = magnitude(if value.is_finite() { value.abs() } else { 0.0 });
    if value < 0.0 {
        quote!(-#magnitude)
    } else {
        quote!(#magnitude)
    }
}

/// Converts a non-negative float to a literal, with an exponent if the number is very small or very
/// large.
fn magnitude(value: f64) -> Literal {
    let has_few_zeros = value == 0.0 || (1e-6..1e16).contains(&value);
    let exponential = || format!("{value:e}").parse::<Literal>().ok();
    Some(value)
        .filter(|_| !has_few_zeros)
        .and_then(|_| exponential())
        .unwrap_or_else(|| Literal::f64_unsuffixed(value))
}
