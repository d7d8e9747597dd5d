use proc_macro2::TokenStream;
use quote::quote;
use syn::parse_quote;

use super::{Home, shorten_paths};
use crate::format;

#[track_caller]
fn assert_shortened(before: TokenStream, after: TokenStream) {
    let mut file = parse_quote!(#before);
    shorten_paths(&mut file, "pets_types", &Home::default());
    assert_eq!(format::rust(file), format::rust(parse_quote!(#after)));
}

#[test]
fn paths_are_shortened_and_imports_are_grouped_by_module() {
    assert_shortened(
        quote! {
            pub struct A {
                pub map: ::std::collections::BTreeMap<String, crate::Pet>,
                pub value: ::serde_json::Value,
                pub file: Option<::specwright_runtime::body::File>,
                pub other: ::uuid::Uuid,
            }

            impl ::serde::Serialize for A {
                fn serialize<S: ::serde::Serializer>(&self) {
                    ::specwright_runtime::union::tag(::specwright_runtime::union::JsonType::Null)
                }
            }
        },
        quote! {
            use std::collections::BTreeMap;
            use serde::{Serialize, Serializer};
            use serde_json::Value;
            use specwright_runtime::body;
            use specwright_runtime::union::{self, JsonType};
            use crate::Pet;

            pub struct A {
                pub map: BTreeMap<String, Pet>,
                pub value: Value,
                pub file: Option<body::File>,
                pub other: ::uuid::Uuid,
            }

            impl Serialize for A {
                fn serialize<S: Serializer>(&self) {
                    union::tag(JsonType::Null)
                }
            }
        },
    );
}

#[test]
fn paths_in_derives_and_macros_are_shortened() {
    assert_shortened(
        quote! {
            #[derive(Clone, ::serde::Serialize)]
            #[other(::serde::Serialize)]
            pub struct A;
            list!(A { B = ::specwright_runtime::json::literal("[]"), C = vec![crate::C::D, a::crate_::B] });
        },
        quote! {
            use serde::Serialize;
            use specwright_runtime::json::literal;
            use crate::C;

            #[derive(Clone, Serialize)]
            #[other(::serde::Serialize)]
            pub struct A;
            list!(A { B = literal("[]"), C = vec![C::D, a::crate_::B] });
        },
    );
}

#[test]
fn imports_of_a_template_are_merged() {
    assert_shortened(
        quote! {
            use specwright_runtime::server::{Input, Server};
            use crate::pets::{self, Pets};
            pub use specwright_runtime::server::Reply;

            fn f(server: Server, input: ::specwright_runtime::server::Input) -> pets::B {
                ::specwright_runtime::server::Requirement
            }
        },
        quote! {
            use specwright_runtime::server::{Input, Requirement, Server};
            use crate::pets::{self, Pets};
            pub use specwright_runtime::server::Reply;

            fn f(server: Server, input: Input) -> pets::B {
                Requirement
            }
        },
    );
}

#[test]
fn the_types_crate_is_imported_under_an_alias() {
    assert_shortened(
        quote!(
            fn f(pet: ::types::Pet, file: ::types::body::File) -> ::serde_json::Value {}
        ),
        quote! {
            use pets_types as types;
            use serde_json::Value;

            fn f(pet: types::Pet, file: types::body::File) -> Value {}
        },
    );
}

#[test]
fn a_type_is_not_imported_into_its_own_file() {
    assert_shortened(
        quote!(
            pub struct Node(Option<Box<crate::Node>>);
        ),
        quote!(
            pub struct Node(Option<Box<Node>>);
        ),
    );
}

#[test]
fn an_item_with_a_taken_name_is_imported_by_its_module() {
    assert_shortened(
        quote! {
            pub enum JsonType {}
            fn f(_: ::specwright_runtime::union::JsonType) {}
        },
        quote! {
            use specwright_runtime::union;

            pub enum JsonType {}
            fn f(_: union::JsonType) {}
        },
    );
    assert_shortened(
        quote! {
            pub struct Value;
            fn f(_: ::serde_json::Value) {}
        },
        quote! {
            pub struct Value;
            fn f(_: ::serde_json::Value) {}
        },
    );
}
