//! Other names of types.

use proc_macro2::TokenStream;
use quote::{ToTokens, quote};

use super::head::Head;
use crate::emit::docs::DocComments;
use crate::emit::ty::Ty;
use crate::plan::model::ty::RustType;
use crate::plan::model::types::TypeItem;

/// A type alias.
#[derive(Clone, Copy, Debug)]
pub struct Alias<'a> {
    /// The alias.
    pub item: &'a TypeItem,
    /// The aliased type.
    pub target: &'a RustType,
}

impl ToTokens for Alias<'_> {
    fn to_tokens(&self, tokens: &mut TokenStream) {
        let (name, docs) = (self.item.name(), DocComments::outer(&self.item.docs));
        let target = Ty::in_types_crate(self.target);
        tokens.extend(quote!(#docs pub type #name = #target;));
    }
}

/// A struct around a type, for which an alias would contain itself.
#[derive(Clone, Copy, Debug)]
pub struct Newtype<'a> {
    /// The struct.
    pub item: &'a TypeItem,
    /// The inner type.
    pub ty: &'a RustType,
    /// Whether the inner type implements `Default`.
    pub has_default: bool,
}

impl ToTokens for Newtype<'_> {
    fn to_tokens(&self, tokens: &mut TokenStream) {
        let (name, docs) = (self.item.name(), DocComments::outer(&self.item.docs));
        let ty = Ty::in_types_crate(self.ty);
        let mut own = vec!["Clone", "Debug"];
        own.extend(self.has_default.then_some("Default"));
        own.extend(["PartialEq", "Serialize", "Deserialize"]);
        let head = Head {
            item: self.item,
            own: &own,
        };
        tokens.extend(quote! {
            #docs
            #head
            #[serde(transparent)]
            pub struct #name(pub #ty);

            specwright_runtime::json_by_serde!(#name);
        });
    }
}
