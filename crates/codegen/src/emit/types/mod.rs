//! The files of the types crate.

mod enumeration;
mod head;
mod headers;
mod imports;
mod library;
mod multipart;
mod structure;
mod tuple;
mod union;

use proc_macro2::TokenStream;
use quote::quote;

use self::enumeration::Enumeration;
use self::head::Head;
use self::headers::HeaderStruct;
use self::imports::Imports;
use self::structure::Structure;
use self::tuple::Tuple;
use self::union::Union;
use super::{DocComments, Job, Printer, Ty};
use crate::plan::model::types::{Shape, TypeItem};

/// The files, none of them printed yet.
pub fn jobs(printer: Printer<'_>) -> Vec<Job<'_>> {
    let folder = printer.plan.package.types();
    let path = |module: &str| format!("{}/src/{module}.rs", folder.as_str());
    let mut jobs = library::jobs(printer);
    for item in &printer.plan.types.items {
        jobs.push(Job::rust(printer, path(item.module.as_str()), move || {
            Ok(type_file(item))
        }));
    }
    for plan in &printer.plan.types.headers {
        jobs.push(Job::rust(printer, path(plan.module.as_str()), move || {
            let headers = HeaderStruct(plan);
            let imports = headers.imports();
            Ok(quote!(#imports #headers))
        }));
    }
    jobs
}

fn type_file(item: &TypeItem) -> TokenStream {
    let (name, docs) = (&item.name, &item.docs);
    match &item.shape {
        Shape::Struct(plan) => {
            let structure = Structure { item, plan };
            let imports = structure.imports();
            quote!(#imports #structure)
        }
        Shape::Tuple(plan) => {
            let tuple = Tuple(Structure { item, plan });
            let imports = tuple.imports();
            quote!(#imports #tuple)
        }
        Shape::StringEnum(plan) => {
            let enumeration = Enumeration { item, plan };
            let imports = enumeration.imports();
            quote!(#imports #enumeration)
        }
        Shape::IntegerEnum(plan) => {
            let enumeration = Enumeration { item, plan };
            let imports = enumeration.imports();
            quote!(#imports #enumeration)
        }
        Shape::ValueEnum(plan) => {
            let enumeration = Enumeration { item, plan };
            let imports = enumeration.imports();
            quote!(#imports #enumeration)
        }
        Shape::Union(plan) => {
            let union = Union { item, plan };
            let imports = union.imports();
            quote!(#imports #union)
        }
        Shape::Alias(target) => {
            let imports = Imports::of(name, [target]);
            let (docs, target) = (DocComments::outer(docs), Ty::short(target));
            quote!(#imports #docs pub type #name = #target;)
        }
        Shape::Newtype { ty, has_default } => {
            let imports = Imports::of(name, [ty]).with_derives();
            let (docs, target) = (DocComments::outer(docs), Ty::short(ty));
            let mut own = vec!["Clone", "Debug"];
            own.extend(has_default.then_some("Default"));
            own.extend(["PartialEq", "Serialize", "Deserialize"]);
            let head = Head { item, own: &own };
            quote! {
                #imports
                #docs
                #head
                #[serde(transparent)]
                pub struct #name(pub #target);
            }
        }
    }
}
