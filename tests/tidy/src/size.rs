//! Lengths of files and functions, and the shape of parameter lists.

use std::path::{Path, PathBuf};

use proc_macro2::Span;
use syn::spanned::Spanned;
use syn::visit::{self, Visit};
use syn::{Block, FnArg, ImplItem, Item, Signature, Type};

use crate::syntax::{ParsedFiles, attributes, is_test_file, is_test_only};
use crate::workspace::Package;

/// The maximum number of lines of a file, without unit tests.
pub const MAX_FILE_LINES: usize = 400;

/// The maximum number of lines of a function.
pub const MAX_FUNCTION_LINES: usize = 60;

/// The maximum number of parameters of a function, without `self`.
pub const MAX_PARAMETERS: usize = 5;

/// A function outside of unit tests.
#[derive(Clone, Debug)]
pub struct Function {
    /// The file.
    pub file: PathBuf,
    /// The name.
    pub name: String,
    /// The lines from the signature to the closing brace.
    pub lines: usize,
    /// The number of parameters without `self`; `None` in an implementation of a trait, which
    /// determines the parameters.
    pub parameters: Option<usize>,
    /// Whether a parameter's type is a tuple.
    pub has_tuple: bool,
}

/// A file.
#[derive(Clone, Debug)]
pub struct File {
    /// The path relative to the repository.
    pub path: PathBuf,
    /// The lines outside of modules of unit tests.
    pub lines: usize,
    /// Whether the file holds tests only.
    pub is_test: bool,
}

/// The sizes of a package.
#[derive(Clone, Debug, Default)]
pub struct Sizes {
    /// All files.
    pub files: Vec<File>,
    /// All functions outside of unit tests.
    pub functions: Vec<Function>,
}

impl Sizes {
    /// Measures the files of a package.
    pub fn of(package: &Package, parsed: &ParsedFiles) -> Sizes {
        let mut sizes = Sizes::default();
        for (path, syntax) in parsed {
            let total = package
                .files
                .get(path)
                .map_or(0, |text| text.lines().count());
            let tests: usize = syntax.items.iter().map(test_module_lines).sum();
            let inside = path.strip_prefix(&package.folder).unwrap_or(path);
            sizes.files.push(File {
                path: path.clone(),
                lines: total - tests,
                is_test: is_test_file(inside),
            });
            let mut functions = Functions {
                file: path,
                found: &mut sizes.functions,
                in_trait_impl: false,
            };
            functions.visit_file(syntax);
        }
        sizes
    }
}

impl Sizes {
    /// Returns a message for each file and each function beyond the limits.
    pub fn excesses(&self) -> Vec<String> {
        let files = self.files.iter().filter(|file| !file.is_test);
        let long = files.filter(|file| file.lines > MAX_FILE_LINES);
        let mut found: Vec<String> = long
            .map(|file| format!("{}: {} lines", file.path.display(), file.lines))
            .collect();
        for function in &self.functions {
            let parameters = function.parameters.unwrap_or(0);
            let problem = if function.lines > MAX_FUNCTION_LINES {
                format!("{} lines", function.lines)
            } else if parameters > MAX_PARAMETERS {
                format!("{parameters} parameters")
            } else if function.has_tuple {
                "a tuple as a parameter".to_owned()
            } else {
                continue;
            };
            let file = function.file.display();
            found.push(format!("{file}: fn {}: {problem}", function.name));
        }
        found
    }
}

/// Returns the value below which `percent` of the values lie, by the nearest rank. Returns 0 for no
/// values.
pub fn percentile(values: &[usize], percent: usize) -> usize {
    let mut sorted = values.to_vec();
    sorted.sort_unstable();
    let rank = (sorted.len() * percent).div_ceil(100).max(1);
    sorted.get(rank - 1).copied().unwrap_or(0)
}

fn test_module_lines(item: &Item) -> usize {
    match item {
        Item::Mod(module) if is_test_only(&module.attrs) => lines(module.span()),
        _ => 0,
    }
}

fn lines(span: Span) -> usize {
    span.end().line - span.start().line + 1
}

struct Functions<'a> {
    file: &'a Path,
    found: &'a mut Vec<Function>,
    in_trait_impl: bool,
}

impl Functions<'_> {
    fn add(&mut self, signature: &Signature, block: &Block) {
        let start = signature.span().start().line;
        let types: Vec<&Type> = signature
            .inputs
            .iter()
            .filter_map(|input| match input {
                FnArg::Typed(input) => Some(&*input.ty),
                FnArg::Receiver(_) => None,
            })
            .collect();
        self.found.push(Function {
            file: self.file.to_owned(),
            name: signature.ident.to_string(),
            lines: block.span().end().line - start + 1,
            parameters: (!self.in_trait_impl).then_some(types.len()),
            has_tuple: !self.in_trait_impl && types.into_iter().any(is_tuple),
        });
    }
}

fn is_tuple(ty: &Type) -> bool {
    match ty {
        Type::Tuple(tuple) => !tuple.elems.is_empty(),
        Type::Reference(reference) => is_tuple(&reference.elem),
        Type::Paren(paren) => is_tuple(&paren.elem),
        _ => false,
    }
}

impl<'ast> Visit<'ast> for Functions<'_> {
    fn visit_item(&mut self, item: &'ast Item) {
        if !is_test_only(attributes(item)) {
            visit::visit_item(self, item);
        }
    }

    fn visit_item_fn(&mut self, function: &'ast syn::ItemFn) {
        self.add(&function.sig, &function.block);
        visit::visit_item_fn(self, function);
    }

    fn visit_item_impl(&mut self, block: &'ast syn::ItemImpl) {
        let outer = std::mem::replace(&mut self.in_trait_impl, block.trait_.is_some());
        for item in &block.items {
            if let ImplItem::Fn(function) = item {
                self.add(&function.sig, &function.block);
            }
        }
        visit::visit_item_impl(self, block);
        self.in_trait_impl = outer;
    }

    fn visit_trait_item_fn(&mut self, function: &'ast syn::TraitItemFn) {
        if let Some(block) = &function.default {
            self.add(&function.sig, block);
        }
        visit::visit_trait_item_fn(self, function);
    }
}
