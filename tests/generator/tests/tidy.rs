//! The house rules that can be checked: floors, sizes, and words that have no place in what is done.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use generator_tests::case::repository;
use generator_tests::sources::{SourceFile, rust_files};
use syn::spanned::Spanned;
use syn::visit::{self, Visit};

/// The modules of the front and their floors, as in ARCHITECTURE.md.
const FRONT: &[(&str, u8)] = &[
    ("source", 0),
    ("diagnostic", 0),
    ("pointer", 0),
    ("limits", 0),
    ("version", 0),
    ("nearest", 0),
    ("node", 1),
    ("bundle", 1),
    ("grammar", 1),
    ("overlay", 2),
    ("dialect", 2),
    ("document", 2),
    ("resolve", 2),
    ("ir", 4),
    ("lower", 5),
    ("graph", 5),
];

/// The modules of the back and their floors.
const BACK: &[(&str, u8)] = &[
    ("names", 6),
    ("config", 6),
    ("options", 6),
    ("markdown", 6),
    ("plan", 7),
    ("emit", 8),
    ("template", 8),
    ("error", 8),
    ("format", 9),
    ("files", 9),
];

/// What no module of front and back reaches for: the world outside, and in the front the words of Rust.
const WORLD: &[&str] = &[
    "std::fs",
    "std::env",
    "std::net",
    "std::process",
    "std::io",
    "std::time",
];
const RUST: &[&str] = &["syn", "quote", "proc_macro2", "minijinja", "prettyplease"];

#[test]
fn the_front_keeps_its_floors() {
    let mut broken = Vec::new();
    for file in rust_files(&repository().join("crates/openapi/src")) {
        let Some((module, paths)) = of_module(&file, "crates/openapi/src") else {
            continue;
        };
        for path in &paths {
            let used = path
                .strip_prefix("crate::")
                .and_then(|rest| rest.split("::").next());
            let floor = used.and_then(|used| floor(FRONT, used));
            let above = floor.is_some_and(|floor| floor > known(FRONT, &module));
            let model =
                module == "ir" && used.is_some_and(|used| !["ir", "pointer"].contains(&used));
            if above || model || reaches(path, WORLD) || reaches(path, RUST) {
                broken.push(format!("{}: {path}", file.path.display()));
            }
        }
    }
    assert_eq!(broken, Vec::<String>::new());
}

#[test]
fn the_back_keeps_its_floors() {
    let mut broken = Vec::new();
    for file in rust_files(&repository().join("crates/codegen/src")) {
        let Some((module, paths)) = of_module(&file, "crates/codegen/src") else {
            continue;
        };
        for path in &paths {
            let used = path
                .strip_prefix("crate::")
                .and_then(|rest| rest.split("::").next());
            let above = used
                .and_then(|used| floor(BACK, used))
                .is_some_and(|floor| match module.as_str() {
                    // Printing comes to text in the end: it calls the formatter, which knows nothing of it.
                    "emit" => floor > 9,
                    module => floor > known(BACK, module),
                });
            let text_only = ["format", "files"].contains(&module.as_str())
                && used.is_some_and(|used| used != module);
            let model = ["emit", "template", "format", "files"].contains(&module.as_str())
                && reaches(path, &["specwright_openapi"]);
            if above || text_only || model || reaches(path, WORLD) {
                broken.push(format!("{}: {path}", file.path.display()));
            }
        }
    }
    assert_eq!(broken, Vec::<String>::new());
}

#[test]
fn nobody_depends_on_what_stands_above() {
    let forbidden: &[(&str, &[&str])] = &[
        (
            "crates/openapi",
            &[
                "specwright",
                "specwright-codegen",
                "specwright-runtime",
                "syn",
                "quote",
                "minijinja",
                "prettyplease",
            ],
        ),
        ("crates/codegen", &["specwright", "specwright-runtime"]),
        (
            "crates/runtime",
            &["specwright", "specwright-codegen", "specwright-openapi"],
        ),
        (
            "crates/specwright",
            &[
                "specwright-runtime",
                "verifa",
                "verifa-types",
                "verifa-client",
                "verifa-server",
            ],
        ),
        (
            "crates/generated/verifa-types",
            &["verifa-client", "verifa-server"],
        ),
        ("crates/generated/verifa-client", &["verifa-server"]),
        ("crates/generated/verifa-server", &["verifa-client"]),
        (
            "crates/verifa",
            &["specwright", "specwright-codegen", "specwright-openapi"],
        ),
        (
            "xtask",
            &["verifa", "verifa-types", "verifa-client", "verifa-server"],
        ),
        (
            "tests/generator",
            &["verifa", "verifa-types", "verifa-client", "verifa-server"],
        ),
        (
            "tests/roundtrip",
            &["specwright", "specwright-codegen", "specwright-openapi"],
        ),
        (
            "tests/service",
            &["specwright", "specwright-codegen", "specwright-openapi"],
        ),
    ];
    for (package, others) in forbidden {
        let manifest = std::fs::read_to_string(repository().join(package).join("Cargo.toml"))
            .expect("a manifest");
        let manifest: toml::Table = manifest.parse().expect("a manifest");
        for section in ["dependencies", "dev-dependencies", "build-dependencies"] {
            let names = manifest
                .get(section)
                .and_then(toml::Value::as_table)
                .into_iter()
                .flatten();
            for (name, _) in names {
                assert!(
                    !others.contains(&name.as_str()),
                    "{package} depends on {name}"
                );
            }
        }
    }
}

/// The most lines without tests that a file has, and the most that a function has.
const FILE_LINES: usize = 600;
const FUNCTION_LINES: usize = 90;
const PARAMETERS: usize = 7;

#[test]
fn files_and_functions_stay_readable() {
    let mut long = Vec::new();
    for file in hand_written() {
        let lines = file.text.lines().count() - tests_in(&file);
        if lines > FILE_LINES && !is_test(&file.path) {
            long.push(format!("{}: {lines} lines", file.path.display()));
        }
        let mut sizes = Sizes::default();
        sizes.visit_file(&file.syntax);
        for (name, lines, parameters) in sizes.functions {
            if lines > FUNCTION_LINES || parameters > PARAMETERS {
                long.push(format!(
                    "{}: fn {name}: {lines} lines, {parameters} parameters",
                    file.path.display()
                ));
            }
        }
    }
    assert_eq!(long, Vec::<String>::new());
}

#[test]
fn what_is_done_is_done() {
    // Written in two parts, so that this file passes its own test.
    let words = [
        ["todo", "!("],
        ["unimpl", "emented!("],
        ["FIX", "ME"],
        ["XX", "X:"],
        ["#[ign", "ore"],
        ["allow(warn", "ings"],
        ["allow(clippy::", "all"],
        ["allow(dead", "_code"],
        ["allow(unu", "sed"],
        ["dbg", "!("],
    ]
    .map(|parts| parts.concat());
    let mut found = Vec::new();
    for file in hand_written() {
        for (number, line) in file.text.lines().enumerate() {
            if let Some(word) = words.iter().find(|word| line.contains(word.as_str())) {
                found.push(format!("{}:{}: {word}", file.path.display(), number + 1));
            }
        }
    }
    assert_eq!(found, Vec::<String>::new());
}

/// All Rust of the repository that people write.
fn hand_written() -> Vec<SourceFile> {
    [
        "crates/openapi",
        "crates/codegen",
        "crates/specwright",
        "crates/runtime",
        "crates/verifa",
        "xtask",
        "tests/generator",
        "tests/roundtrip",
        "tests/service",
    ]
    .into_iter()
    .flat_map(|folder| rust_files(&repository().join(folder)))
    .filter(|file| !file.text.starts_with("// @generated"))
    .collect()
}

fn is_test(path: &Path) -> bool {
    path.ends_with("tests.rs") || path.components().any(|part| part.as_os_str() == "tests")
}

/// The lines of the modules of tests inside a file.
fn tests_in(file: &SourceFile) -> usize {
    let modules = file.syntax.items.iter().filter_map(|item| match item {
        syn::Item::Mod(module) if module.ident == "tests" => Some(lines(module.span())),
        _ => None,
    });
    modules.sum()
}

fn lines(span: proc_macro2::Span) -> usize {
    span.end().line - span.start().line + 1
}

#[derive(Default)]
struct Sizes {
    functions: Vec<(String, usize, usize)>,
}

impl Sizes {
    fn add(&mut self, signature: &syn::Signature, block: &syn::Block) {
        let lines = lines(block.span()) + 1;
        self.functions
            .push((signature.ident.to_string(), lines, signature.inputs.len()));
    }
}

impl<'ast> Visit<'ast> for Sizes {
    fn visit_item_fn(&mut self, function: &'ast syn::ItemFn) {
        // A test may list many cases.
        if !function.attrs.iter().any(|attribute| {
            attribute
                .path()
                .segments
                .last()
                .is_some_and(|name| name.ident == "test")
        }) {
            self.add(&function.sig, &function.block);
        }
        visit::visit_item_fn(self, function);
    }

    fn visit_impl_item_fn(&mut self, function: &'ast syn::ImplItemFn) {
        self.add(&function.sig, &function.block);
        visit::visit_impl_item_fn(self, function);
    }
}

fn floor(floors: &[(&str, u8)], module: &str) -> Option<u8> {
    floors
        .iter()
        .find(|(name, _)| *name == module)
        .map(|(_, floor)| *floor)
}

fn known(floors: &[(&str, u8)], module: &str) -> u8 {
    floor(floors, module).unwrap_or_else(|| {
        panic!("the module `{module}` has no floor: give it one here and in ARCHITECTURE.md")
    })
}

fn reaches(path: &str, roots: &[&str]) -> bool {
    roots.iter().any(|root| {
        path == *root
            || path
                .strip_prefix(root)
                .is_some_and(|rest| rest.starts_with("::"))
    })
}

/// The module below the root of the crate that a file belongs to, and every path that it uses, from the root of a crate.
/// None for the root itself, where the stages come together, and for tests.
fn of_module(file: &SourceFile, source: &str) -> Option<(String, Vec<String>)> {
    let relative = file
        .path
        .strip_prefix(repository().join(source))
        .expect("the file lies in the crate");
    if is_test(relative) || relative == Path::new("lib.rs") {
        return None;
    }
    let mut module: Vec<String> = relative
        .with_extension("")
        .iter()
        .map(|part| part.to_string_lossy().into_owned())
        .collect();
    if module.last().is_some_and(|last| last == "mod") {
        module.pop();
    }
    let top = module.first()?.clone();
    let mut paths = Paths {
        module,
        found: BTreeMap::new(),
        file: file.path.clone(),
    };
    paths.visit_file(&file.syntax);
    Some((top, paths.found.into_keys().collect()))
}

/// Collects paths of the code outside of its modules of tests, `super` and `self` resolved.
struct Paths {
    module: Vec<String>,
    found: BTreeMap<String, ()>,
    file: PathBuf,
}

impl Paths {
    fn add(&mut self, segments: &[String]) {
        let mut base = self.module.clone();
        let mut rest = segments;
        let mut relative = false;
        while let Some((first, others)) = rest.split_first() {
            match first.as_str() {
                "self" => relative = true,
                "super" => {
                    relative = true;
                    assert!(
                        base.pop().is_some(),
                        "{}: too many `super`",
                        self.file.display()
                    );
                }
                _ => break,
            }
            rest = others;
        }
        let path = if relative {
            std::iter::once("crate")
                .chain(base.iter().map(String::as_str))
                .chain(rest.iter().map(String::as_str))
                .collect::<Vec<_>>()
                .join("::")
        } else {
            segments.join("::")
        };
        self.found.insert(path, ());
    }

    fn tree(&mut self, tree: &syn::UseTree, prefix: &mut Vec<String>) {
        match tree {
            syn::UseTree::Path(path) => {
                prefix.push(path.ident.to_string());
                self.tree(&path.tree, prefix);
                prefix.pop();
            }
            syn::UseTree::Group(group) => {
                group.items.iter().for_each(|tree| self.tree(tree, prefix))
            }
            syn::UseTree::Name(name) => self.leaf(&name.ident, prefix),
            syn::UseTree::Rename(rename) => self.leaf(&rename.ident, prefix),
            syn::UseTree::Glob(_) => self.add(&prefix.clone()),
        }
    }

    fn leaf(&mut self, name: &proc_macro2::Ident, prefix: &mut Vec<String>) {
        prefix.push(name.to_string());
        self.add(&prefix.clone());
        prefix.pop();
    }
}

impl<'ast> Visit<'ast> for Paths {
    fn visit_item_mod(&mut self, module: &'ast syn::ItemMod) {
        if module.ident != "tests" {
            visit::visit_item_mod(self, module);
        }
    }

    fn visit_item_use(&mut self, item: &'ast syn::ItemUse) {
        self.tree(&item.tree, &mut Vec::new());
    }

    fn visit_path(&mut self, path: &'ast syn::Path) {
        let segments: Vec<String> = path
            .segments
            .iter()
            .map(|segment| segment.ident.to_string())
            .collect();
        self.add(&segments);
        visit::visit_path(self, path);
    }

    /// `pub(super)` is no use of anything.
    fn visit_visibility(&mut self, _: &'ast syn::Visibility) {}
}
