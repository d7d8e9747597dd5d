//! Literals of any value.

use proc_macro2::{Literal, TokenStream};
use quote::quote;
use serde_json::Value;

/// A string literal.
pub fn string(text: &str) -> Literal {
    Literal::string(text)
}

/// A string literal that holds a JSON value as text.
pub fn json(value: &Value) -> Literal {
    Literal::string(&value.to_string())
}

/// An integer literal without a suffix.
pub fn integer(value: i128) -> TokenStream {
    let magnitude = Literal::u128_unsuffixed(value.unsigned_abs());
    if value < 0 { quote!(-#magnitude) } else { quote!(#magnitude) }
}

/// A floating-point literal; a value that has none is `0.0`.
pub fn float(value: f64) -> TokenStream {
    let magnitude = Literal::f64_unsuffixed(if value.is_finite() { value.abs() } else { 0.0 });
    if value < 0.0 { quote!(-#magnitude) } else { quote!(#magnitude) }
}
