//! Documents that try to become code. What is generated from them holds no item of theirs, nothing that reaches for other
//! files, and depends on what is known.

use generator_tests::Case;
use generator_tests::case::diagnostics;
use proc_macro2::{TokenStream, TokenTree};
use specwright::output::{Files, is_marked};
use syn::visit::{self, Visit};

/// What generated crates may depend on, besides each other and the runtime.
const KNOWN: &[&str] = &["specwright-runtime", "serde", "serde_json"];

#[test]
fn hostile_documents_stay_inert() {
    let mut generated = 0;
    for case in Case::all("hostile") {
        let made = case.run();
        match &made.files {
            Some(files) => {
                generated += 1;
                assert_inert(&case.name, files);
            }
            None => assert_refused_well(&case.name, &made),
        }
        let shown = diagnostics(&made);
        let acts =
            |c: char| c != '\n' && (c.is_control() || ('\u{202a}'..='\u{202e}').contains(&c));
        assert!(
            !shown.contains(acts),
            "{}: its diagnostics act on the terminal: {shown:?}",
            case.name
        );
    }
    assert!(
        generated > 20,
        "only {generated} documents were generated: they attack nothing"
    );
}

fn assert_refused_well(name: &str, made: &specwright::Made) {
    assert!(made.errors() > 0, "{name} is refused without an error");
    for diagnostic in &made.diagnostics {
        assert!(
            made.sources.locate_diagnostic(diagnostic).is_some(),
            "{name}: {} has no place",
            diagnostic.code
        );
        assert!(
            !diagnostic.hint.is_empty(),
            "{name}: {} has no hint",
            diagnostic.code
        );
    }
}

fn assert_inert(name: &str, files: &Files) {
    for (path, text) in files
        .iter()
        .filter(|(path, _)| !path.starts_with("runtime/"))
    {
        assert!(is_marked(text), "{name}: {path} has no marker");
        let plain = path.split('/').all(|part| {
            part.chars()
                .all(|c| c.is_ascii_alphanumeric() || "-_.".contains(c))
        });
        assert!(
            plain && !path.contains("..") && path.len() < 200,
            "{name}: a file is called {path:?}"
        );
        if path.ends_with(".rs") {
            // Groups 25 and 28 are about names: a function may well be called as the document says.
            let mut finder = Finder {
                names: !name.starts_with("25-") && !name.starts_with("28-"),
                found: Vec::new(),
            };
            finder.visit_file(
                &syn::parse_file(text).unwrap_or_else(|error| panic!("{name}: {path}: {error}")),
            );
            assert!(
                finder.found.is_empty(),
                "{name}: {path}: {:?}",
                finder.found
            );
        }
        if path.ends_with("Cargo.toml") {
            assert_known_dependencies(name, path, text);
        }
    }
}

fn assert_known_dependencies(name: &str, path: &str, text: &str) {
    let manifest: toml::Table = text
        .parse()
        .unwrap_or_else(|error| panic!("{name}: {path}: {error}"));
    for section in [
        "build-dependencies",
        "patch",
        "replace",
        "target",
        "profile",
    ] {
        assert!(
            !manifest.contains_key(section),
            "{name}: {path} has a section `{section}`"
        );
    }
    let package = manifest.get("package").and_then(toml::Value::as_table);
    assert!(
        package.is_none_or(|package| !package.contains_key("build")),
        "{name}: {path} has a build script"
    );
    let dependencies = manifest.get("dependencies").and_then(toml::Value::as_table);
    for (dependency, value) in dependencies.into_iter().flatten() {
        let own = value
            .get("path")
            .and_then(toml::Value::as_str)
            .is_some_and(|path| path.starts_with("../"));
        assert!(
            KNOWN.contains(&dependency.as_str()) || own,
            "{name}: {path} depends on {dependency}"
        );
    }
}

/// Finds what must not be in generated Rust.
struct Finder {
    /// Whether the name `evil` is looked for.
    names: bool,
    found: Vec<String>,
}

impl Finder {
    fn forbid(&mut self, what: impl Into<String>) {
        self.found.push(what.into());
    }

    /// Looks for the marker in tokens that syn does not take apart: the arguments of macros.
    fn tokens(&mut self, tokens: TokenStream) {
        for token in tokens {
            match token {
                TokenTree::Ident(ident) if self.names && ident == "evil" => {
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
        if self.names && signature.ident == "evil" {
            self.forbid("a function `evil`");
        }
        visit::visit_signature(self, signature);
    }

    fn visit_expr_path(&mut self, path: &'ast syn::ExprPath) {
        if self.names
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

    /// A file may be called `evil` when a tag is; a module with a body is code.
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
