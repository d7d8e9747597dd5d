//! The files of the types crate.

mod alias;
mod constructor;
mod content_enum;
mod default;
mod enumeration;
mod head;
mod headers;
mod library;
mod multipart;
mod structure;
mod tuple;
mod union;

use std::collections::BTreeMap;

use proc_macro2::TokenStream;
use quote::ToTokens;

use self::alias::{Alias, Newtype};
use self::content_enum::ContentEnum;
use self::enumeration::Enumeration;
use self::headers::HeaderStruct;
use self::structure::Structure;
use self::tuple::Tuple;
use self::union::Union;
use super::job::{Job, Printer};
use crate::names::ModuleName;
use crate::plan::model::types::{Shape, TypeItem};

/// Returns a job for each file of the types crate.
pub fn jobs(printer: Printer<'_>) -> Vec<Job<'_>> {
    let folder = printer.plan.package.types();
    let path = |module: &str| format!("{}/src/{module}.rs", folder.as_str());
    let mut jobs = library::jobs(printer);
    for (module, items) in by_module(&printer.plan.types.items, |item| &item.module) {
        jobs.push(Job::rust(printer, path(module.as_str()), move || {
            Ok(items.iter().copied().map(definition).collect())
        }));
    }
    for (module, plans) in by_module(&printer.plan.types.headers, |plan| &plan.module) {
        jobs.push(Job::rust(printer, path(module.as_str()), move || {
            let structs = plans.iter().copied().map(HeaderStruct);
            Ok(structs.map(HeaderStruct::into_token_stream).collect())
        }));
    }
    for plan in &printer.plan.types.content_enums {
        jobs.push(Job::rust(printer, path(plan.module.as_str()), move || {
            Ok(ContentEnum(plan).to_token_stream())
        }));
    }
    jobs
}

/// Returns the items of each module, in order.
fn by_module<T>(items: &[T], module: impl Fn(&T) -> &ModuleName) -> BTreeMap<&ModuleName, Vec<&T>> {
    let mut modules: BTreeMap<&ModuleName, Vec<&T>> = BTreeMap::new();
    for item in items {
        modules.entry(module(item)).or_default().push(item);
    }
    modules
}

fn definition(item: &TypeItem) -> TokenStream {
    match &item.shape {
        Shape::Struct(plan) => Structure { item, plan }.to_token_stream(),
        Shape::Tuple(plan) => Tuple(Structure { item, plan }).to_token_stream(),
        Shape::StringEnum(plan) => Enumeration { item, plan }.to_token_stream(),
        Shape::IntegerEnum(plan) => Enumeration { item, plan }.to_token_stream(),
        Shape::ValueEnum(plan) => Enumeration { item, plan }.to_token_stream(),
        Shape::Union(plan) => Union { item, plan }.to_token_stream(),
        Shape::Alias(target) => Alias { item, target }.to_token_stream(),
        Shape::Newtype { ty, has_default } => Newtype {
            item,
            ty,
            has_default: *has_default,
        }
        .to_token_stream(),
    }
}
