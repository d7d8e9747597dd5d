//! One test per folder of `hostile`: documents that try to become code, to name files or to act on
//! the terminal.
//!
//! The document is rejected with a location and a hint, or the generated crates are inert: they
//! contain no injected item, include no other files, and depend only on known crates.

use std::process::ExitCode;
use std::sync::atomic::{AtomicUsize, Ordering};

use generator_tests::case::diagnostics;
use generator_tests::{Case, harness};
use libtest_mimic::Arguments;
use proc_macro2::{TokenStream, TokenTree};
use specwright::Generated;
use specwright::output::{Files, is_marked};
use syn::visit::{self, Visit};

/// Dependencies that generated crates may have besides each other.
const KNOWN_DEPENDENCIES: &[&str] = &["specwright-runtime", "serde", "serde_json"];

/// The number of documents from which code was generated. Rejecting every document would be a
/// vacuous defense.
static ACCEPTED: AtomicUsize = AtomicUsize::new(0);

fn main() -> ExitCode {
    let tests = harness::tests_of("hostile", stays_inert);
    let conclusion = libtest_mimic::run(&Arguments::from_args(), tests);
    let accepted = ACCEPTED.load(Ordering::Relaxed);
    let is_complete = conclusion.num_filtered_out == 0 && conclusion.num_passed > 0;
    if is_complete && !conclusion.has_failed() && accepted <= 20 {
        eprintln!("code was generated from only {accepted} documents");
        return ExitCode::FAILURE;
    }
    conclusion.exit_code()
}

fn stays_inert(case: &Case) {
    let generated = case.run();
    match &generated.files {
        Some(files) => {
            ACCEPTED.fetch_add(1, Ordering::Relaxed);
            assert_inert(&case.name, files);
        }
        None => assert_explained(&generated),
    }
    let shown = diagnostics(&generated);
    let acts = |c: char| c != '\n' && (c.is_control() || ('\u{202a}'..='\u{202e}').contains(&c));
    assert!(
        !shown.contains(acts),
        "the diagnostics contain control characters: {shown:?}"
    );
}

fn assert_explained(generated: &Generated) {
    assert!(
        generated.errors() > 0,
        "the document is rejected without an error"
    );
    for diagnostic in &generated.diagnostics {
        let code = diagnostic.code;
        let location = generated.sources.locate_diagnostic(diagnostic);
        assert!(location.is_some(), "{code} has no location");
        assert!(!diagnostic.hint.is_empty(), "{code} has no hint");
    }
}

fn assert_inert(name: &str, files: &Files) {
    // These documents attack the names themselves: a function may well be called `evil` there.
    let attacks_names = name.starts_with("file-name-") || name.starts_with("operation-id-");
    for (path, text) in files
        .iter()
        .filter(|(path, _)| !path.starts_with("runtime/"))
    {
        assert!(is_marked(text), "{path} has no marker");
        assert_plain_path(path);
        if path.ends_with(".rs") {
            let mut finder = Finder {
                finds_names: !attacks_names,
                found: Vec::new(),
            };
            let file = syn::parse_file(text).unwrap_or_else(|error| panic!("{path}: {error}"));
            finder.visit_file(&file);
            assert!(finder.found.is_empty(), "{path}: {:?}", finder.found);
        }
        if path.ends_with("Cargo.toml") {
            assert_known_dependencies(path, text);
        }
    }
}

fn assert_plain_path(path: &str) {
    let is_plain = |c: char| c.is_ascii_alphanumeric() || "-_.".contains(c);
    assert!(
        path.split('/').all(|part| part.chars().all(is_plain))
            && !path.contains("..")
            && path.len() < 200,
        "a file is named {path:?}"
    );
}

fn assert_known_dependencies(path: &str, text: &str) {
    let manifest: toml::Table = text
        .parse()
        .unwrap_or_else(|error| panic!("{path}: {error}"));
    for section in [
        "build-dependencies",
        "patch",
        "replace",
        "target",
        "profile",
    ] {
        assert!(
            !manifest.contains_key(section),
            "{path} has a section `{section}`"
        );
    }
    let package = manifest.get("package").and_then(toml::Value::as_table);
    assert!(
        package.is_none_or(|package| !package.contains_key("build")),
        "{path} has a build script"
    );
    let dependencies = manifest.get("dependencies").and_then(toml::Value::as_table);
    for (dependency, value) in dependencies.into_iter().flatten() {
        let own = value
            .get("path")
            .and_then(toml::Value::as_str)
            .is_some_and(|path| path.starts_with("../"));
        assert!(
            KNOWN_DEPENDENCIES.contains(&dependency.as_str()) || own,
            "{path} depends on {dependency}"
        );
    }
}

/// Finds syntax that generated Rust must not contain.
struct Finder {
    /// Whether items named `evil`, the name that all documents inject, are found.
    finds_names: bool,
    found: Vec<String>,
}

impl Finder {
    fn forbid(&mut self, what: impl Into<String>) {
        self.found.push(what.into());
    }

    /// Searches tokens that syn does not parse: the arguments of macros.
    fn tokens(&mut self, tokens: TokenStream) {
        for token in tokens {
            match token {
                TokenTree::Ident(ident) if self.finds_names && ident == "evil" => {
                    self.forbid("`evil` in a macro")
                }
                TokenTree::Ident(ident) if ident == "unsafe" => self.forbid("`unsafe` in a macro"),
                TokenTree::Group(group) => self.tokens(group.stream()),
                _ => {}
            }
        }
    }
}

impl<'ast> Visit<'ast> for Finder {
    fn visit_signature(&mut self, signature: &'ast syn::Signature) {
        if matches!(signature.safety, syn::Safety::Unsafe(_)) || signature.abi.is_some() {
            self.forbid("an `unsafe` or `extern` function");
        }
        if self.finds_names && signature.ident == "evil" {
            self.forbid("a function `evil`");
        }
        visit::visit_signature(self, signature);
    }

    fn visit_expr_path(&mut self, path: &'ast syn::ExprPath) {
        if self.finds_names
            && path
                .path
                .segments
                .last()
                .is_some_and(|segment| segment.ident == "evil")
        {
            self.forbid("a use of `evil`");
        }
        visit::visit_expr_path(self, path);
    }

    /// A tag named `evil` makes a file `evil.rs`, which is harmless; a module with a body is
    /// injected code.
    fn visit_item_mod(&mut self, module: &'ast syn::ItemMod) {
        if module.ident == "evil" && module.content.is_some() {
            self.forbid("a module `evil`");
        }
        visit::visit_item_mod(self, module);
    }

    fn visit_item_foreign_mod(&mut self, _: &'ast syn::ItemForeignMod) {
        self.forbid("an `extern` block");
    }

    fn visit_item_extern_crate(&mut self, _: &'ast syn::ItemExternCrate) {
        self.forbid("an `extern crate`");
    }

    fn visit_expr_unsafe(&mut self, _: &'ast syn::ExprUnsafe) {
        self.forbid("an `unsafe` block");
    }

    fn visit_attribute(&mut self, attribute: &'ast syn::Attribute) {
        for name in [
            "path",
            "link",
            "no_mangle",
            "export_name",
            "macro_use",
            "proc_macro",
        ] {
            if attribute.path().is_ident(name) {
                self.forbid(format!("the attribute `{name}`"));
            }
        }
        visit::visit_attribute(self, attribute);
    }

    fn visit_macro(&mut self, called: &'ast syn::Macro) {
        let name = called
            .path
            .segments
            .last()
            .map(|segment| segment.ident.to_string())
            .unwrap_or_default();
        if [
            "asm",
            "env",
            "include",
            "include_bytes",
            "include_str",
            "macro_rules",
            "option_env",
        ]
        .contains(&name.as_str())
        {
            self.forbid(format!("the macro `{name}`"));
        }
        self.tokens(called.tokens.clone());
        visit::visit_macro(self, called);
    }
}
