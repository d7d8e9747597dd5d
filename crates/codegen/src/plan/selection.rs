//! Which operations are generated, by the rules of the user.

use std::collections::BTreeSet;

use specwright_openapi::diagnostic::{Code, Diagnostic, Effect, Severity};
use specwright_openapi::ir::{Api, Operation};
use specwright_openapi::pointer::{Pointer, SourceId, Span};

use super::choice::unknown_name;
use super::note::warning;
use crate::config::{Config, Generated, MethodRule, Rules, Selection};

/// The operations and the types that are generated. What is left out keeps its names: those of the others do not depend on it.
#[derive(Clone, Debug)]
pub struct Chosen {
    operations: Vec<bool>,
    /// Whether components that no operation reaches are generated.
    pub all_types: bool,
}

/// The rules of one kind.
struct Kind<'a> {
    side: &'static str,
    name: &'static str,
    /// What is said of a rule that fits nothing, before its text.
    missing: &'static str,
    /// What of an operation a rule could name.
    known: fn(&Operation) -> Vec<&str>,
    rules: Vec<Rule<'a>>,
}

/// A rule: its text, and whether an operation fits it.
struct Rule<'a> {
    text: String,
    fits: Box<dyn Fn(&Operation) -> bool + 'a>,
}

impl Chosen {
    /// Applies the rules of the file and of the command line. Each that fits no operation is a warning.
    pub fn new(api: &Api, config: &Config, diagnostics: &mut Vec<Diagnostic>) -> Self {
        let sources = [
            (SourceId::CONFIG, &config.include, &config.exclude),
            (
                SourceId::ARGUMENTS,
                &config.arguments.include,
                &config.arguments.exclude,
            ),
        ];
        for (source, include, exclude) in sources {
            for kind in kinds("include", include)
                .into_iter()
                .chain(kinds("exclude", exclude))
            {
                kind.check(source, api, diagnostics);
            }
        }
        let include = merged("include", &config.include, &config.arguments.include);
        let exclude = merged("exclude", &config.exclude, &config.arguments.exclude);
        let is_chosen = |operation: &Operation| {
            let included = include
                .iter()
                .all(|kind| kind.rules.is_empty() || kind.fits(operation));
            included && !exclude.iter().any(|kind| kind.fits(operation))
        };
        let operations: Vec<bool> = api.operations.iter().map(is_chosen).collect();
        let has_rules = include
            .iter()
            .chain(&exclude)
            .any(|kind| !kind.rules.is_empty());
        if has_rules && !operations.is_empty() && !operations.contains(&true) {
            let source = if config.arguments == Selection::default() {
                SourceId::CONFIG
            } else {
                SourceId::ARGUMENTS
            };
            let span = Span {
                source,
                pointer: Pointer::root(),
            };
            let hint =
                "an operation has to fit one rule of each kind of `include`, and none of `exclude`";
            let message = "the rules leave no operation of the document";
            let nothing = warning(
                Code::UnknownConfigTarget,
                Effect::Skipped,
                message.to_owned(),
                &span,
                hint,
            );
            // Nobody asks for an empty output, which would take the place of one that is there.
            diagnostics.push(Diagnostic {
                severity: Severity::Error,
                ..nothing
            });
        }
        let all_types = match config.types.generate {
            Some(generated) => generated == Generated::All,
            None => !has_rules,
        };
        Self {
            operations,
            all_types,
        }
    }

    /// Whether the operation at a position of the document is generated.
    pub fn operation(&self, index: usize) -> bool {
        self.operations.get(index).copied().unwrap_or(false)
    }

    /// How many operations are left out.
    pub fn excluded(&self) -> usize {
        self.operations.iter().filter(|chosen| !**chosen).count()
    }

    /// The security schemes that operations ask for, by their positions; all of them if no operation is left out.
    pub fn schemes(&self, api: &Api) -> BTreeSet<usize> {
        if self.excluded() == 0 {
            return (0..api.schemes.len()).collect();
        }
        let chosen = api
            .operations
            .iter()
            .zip(&self.operations)
            .filter(|(_, chosen)| **chosen);
        let alternatives = chosen.flat_map(|(operation, _)| &operation.security);
        alternatives
            .flat_map(|alternative| &alternative.requirements)
            .map(|requirement| requirement.scheme)
            .collect()
    }
}

/// The rules of two places as one list a kind.
fn merged<'a>(side: &'static str, first: &'a Rules, second: &'a Rules) -> [Kind<'a>; 4] {
    let mut merged = kinds(side, first);
    for (kind, more) in merged.iter_mut().zip(kinds(side, second)) {
        kind.rules.extend(more.rules);
    }
    merged
}

fn kinds<'a>(side: &'static str, rules: &'a Rules) -> [Kind<'a>; 4] {
    let tags = rules
        .tags
        .iter()
        .map(|tag| Rule::new(tag, move |operation| operation.tags.contains(tag)));
    let operations = rules
        .operations
        .iter()
        .map(|id| Rule::new(id, move |operation| operation.id == *id));
    let paths = rules
        .paths
        .iter()
        .map(|path| Rule::new(path, move |operation| path.matches(&operation.path.text)));
    let methods = rules.methods.iter().map(MethodRule::as_str);
    let methods = methods
        .map(|method| Rule::new(method, move |operation| operation.method.as_str() == method));
    [
        Kind {
            side,
            name: "tags",
            missing: "no operation has the tag",
            known: |operation| operation.tags.iter().map(String::as_str).collect(),
            rules: tags.collect(),
        },
        Kind {
            side,
            name: "operations",
            missing: "no operation has the operationId",
            known: |operation| vec![&operation.id],
            rules: operations.collect(),
        },
        Kind {
            side,
            name: "paths",
            missing: "no operation has a path like",
            known: |operation| vec![&operation.path.text],
            rules: paths.collect(),
        },
        Kind {
            side,
            name: "methods",
            missing: "no operation has the method",
            known: |operation| vec![operation.method.as_str()],
            rules: methods.collect(),
        },
    ]
}

impl<'a> Rule<'a> {
    fn new(text: impl ToString, fits: impl Fn(&Operation) -> bool + 'a) -> Self {
        Self {
            text: text.to_string(),
            fits: Box::new(fits),
        }
    }
}

impl Kind<'_> {
    fn fits(&self, operation: &Operation) -> bool {
        self.rules.iter().any(|rule| (rule.fits)(operation))
    }

    fn check(&self, source: SourceId, api: &Api, diagnostics: &mut Vec<Diagnostic>) {
        for (index, rule) in self.rules.iter().enumerate() {
            if api
                .operations
                .iter()
                .any(|operation| (rule.fits)(operation))
            {
                continue;
            }
            let span = Span {
                source,
                pointer: Pointer::root().join(self.side).join(self.name).index(index),
            };
            let message = format!("{} `{}`", self.missing, rule.text);
            let known = api.operations.iter().flat_map(self.known);
            diagnostics.push(unknown_name(message, &rule.text, known, &span));
        }
    }
}
