//! The files of the types crate.

mod alias;
mod constructor;
mod content_enum;
mod default;
mod enumeration;
mod file;
mod head;
mod headers;
mod library;
mod multipart;
mod structure;
mod tuple;
mod union;

use proc_macro2::TokenStream;
use quote::ToTokens;

use self::alias::{Alias, Newtype};
use self::enumeration::Enumeration;
use self::structure::Structure;
use self::tuple::Tuple;
use self::union::Union;
use super::job::{Job, Printer};
use crate::plan::model::types::{Shape, TypeItem};

/// Returns a job for each file of the types crate.
pub fn jobs(printer: Printer<'_>) -> Vec<Job<'_>> {
    let files = file::files(&printer.plan.types);
    let mut jobs = library::jobs(printer, &files);
    jobs.extend(files.into_iter().map(|file| file.job(printer)));
    jobs
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
