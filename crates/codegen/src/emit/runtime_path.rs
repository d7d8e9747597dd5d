//! Absolute paths of items and modules of the runtime, for emitters that use them often.

use proc_macro2::TokenStream;
use quote::{ToTokens, format_ident, quote};

/// The segments of a path below the crate `specwright_runtime`.
#[derive(Clone, Copy, Debug)]
pub struct RuntimePath(pub &'static [&'static str]);

/// The wrapper of a user-supplied type, which only implements serde's traits.
pub const BY_SERDE: RuntimePath = RuntimePath(&["json", "BySerde"]);

impl ToTokens for RuntimePath {
    fn to_tokens(&self, tokens: &mut TokenStream) {
        let segments = self.0.iter().map(|segment| format_ident!("{segment}"));
        tokens.extend(quote!(::specwright_runtime #(::#segments)*));
    }
}
