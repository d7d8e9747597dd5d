//! The operations that are generated, according to the rules of `include` and `exclude`.

use std::collections::BTreeSet;

use specwright_openapi::diagnostic::Report;
use specwright_openapi::ir::{Api, Operation};
use specwright_openapi::pointer::{Pointer, SourceId, Span};

use crate::catalogue::selection;
use crate::config::{self, Config, GeneratedTypes, MethodRule, Rules};

/// The operations and the types that are generated.
///
/// Excluded operations are planned like all others, so that the names of the rest do not depend on
/// the rules.
#[derive(Clone, Debug)]
pub(super) struct Selection {
    /// Whether the operation at each position of the document is generated.
    operations: Vec<bool>,
    /// Whether components that no operation uses are generated.
    pub(super) all_types: bool,
}

/// The rules of one section and one kind, such as `include.tags`.
struct RuleSet<'a> {
    section: &'static str,
    kind: &'static str,
    /// The property that a rule compares, as named in diagnostics.
    criterion: &'static str,
    /// The strings of an operation that a rule of this kind can match.
    known: fn(&Operation) -> Vec<&str>,
    rules: Vec<Rule<'a>>,
}

/// One rule: its text and its predicate.
struct Rule<'a> {
    text: String,
    matches: Box<dyn Fn(&Operation) -> bool + 'a>,
}

impl Selection {
    /// Applies the rules of the configuration file and of the command line, and reports those that
    /// match no operation.
    pub(super) fn new(api: &Api, config: &Config, report: &mut Report) -> Self {
        for (source, include, exclude) in [
            (SourceId::CONFIG, &config.include, &config.exclude),
            (
                SourceId::ARGUMENTS,
                &config.arguments.include,
                &config.arguments.exclude,
            ),
        ] {
            let sets = rule_sets("include", include).into_iter();
            for set in sets.chain(rule_sets("exclude", exclude)) {
                set.check(source, api, report);
            }
        }
        let include = merged("include", &config.include, &config.arguments.include);
        let exclude = merged("exclude", &config.exclude, &config.arguments.exclude);
        let is_selected = |operation: &Operation| {
            let mut include = include.iter();
            include.all(|set| set.rules.is_empty() || set.matches(operation))
                && !exclude.iter().any(|set| set.matches(operation))
        };
        let operations: Vec<bool> = api.operations.iter().map(is_selected).collect();
        let has_rules = include
            .iter()
            .chain(&exclude)
            .any(|set| !set.rules.is_empty());
        if has_rules && !operations.is_empty() && !operations.contains(&true) {
            report.add(&rules_location(config), selection::no_operations());
        }
        Self {
            operations,
            all_types: match config.types.generate {
                Some(generated) => generated == GeneratedTypes::All,
                None => !has_rules,
            },
        }
    }

    /// Returns whether the operation at a position of the document is generated.
    pub(super) fn contains(&self, index: usize) -> bool {
        self.operations.get(index).copied().unwrap_or(false)
    }

    /// Returns the number of operations that are not generated, without webhooks.
    pub(super) fn excluded(&self, api: &Api) -> usize {
        let operations = api.operations.iter().zip(&self.operations);
        let excluded = operations.filter(|(it, is_selected)| !it.is_webhook && !**is_selected);
        excluded.count()
    }

    /// Returns the positions of the security schemes that the generated operations require. If every
    /// operation is generated, the schemes that nothing requires count as required.
    pub(super) fn schemes(&self, api: &Api) -> BTreeSet<usize> {
        let operations = api.operations.iter().zip(&self.operations);
        let selected = operations.filter(|(it, is_selected)| !it.is_webhook && **is_selected);
        let mut required = required_schemes(selected.map(|(operation, _)| operation));
        if !self.operations.contains(&false) {
            let of_webhooks = required_schemes(api.operations.iter().filter(|it| it.is_webhook));
            let others = (0..api.schemes.len()).filter(|index| !of_webhooks.contains(index));
            required.extend(others);
        }
        required
    }
}

/// Returns the positions of the security schemes that operations require.
pub(super) fn required_schemes<'a>(
    operations: impl Iterator<Item = &'a Operation>,
) -> BTreeSet<usize> {
    let alternatives = operations.flat_map(|operation| &operation.security);
    let requirements = alternatives.flat_map(|alternative| &alternative.requirements);
    requirements.map(|requirement| requirement.scheme).collect()
}

/// Returns the location of the rules as a whole: the command line if it has any.
fn rules_location(config: &Config) -> Span {
    let source = if config.arguments == config::Selection::default() {
        SourceId::CONFIG
    } else {
        SourceId::ARGUMENTS
    };
    Span::file(source)
}

/// Merges the rules of the configuration file and of the command line.
fn merged<'a>(section: &'static str, file: &'a Rules, arguments: &'a Rules) -> [RuleSet<'a>; 4] {
    let mut merged = rule_sets(section, file);
    for (set, more) in merged.iter_mut().zip(rule_sets(section, arguments)) {
        set.rules.extend(more.rules);
    }
    merged
}

fn rule_sets<'a>(section: &'static str, rules: &'a Rules) -> [RuleSet<'a>; 4] {
    let tags = rules.tags.iter();
    let tags = tags.map(|tag| Rule::new(tag, move |operation| operation.tags.contains(tag)));
    let operations = rules.operations.iter();
    let operations = operations.map(|id| Rule::new(id, move |operation| operation.id == *id));
    let paths = rules.paths.iter();
    let paths =
        paths.map(|path| Rule::new(path, move |operation| path.matches(&operation.path.text)));
    let methods = rules.methods.iter().map(MethodRule::as_str);
    let methods = methods
        .map(|method| Rule::new(method, move |operation| operation.method.as_str() == method));
    [
        RuleSet {
            section,
            kind: "tags",
            criterion: "the tag",
            known: |operation| operation.tags.iter().map(String::as_str).collect(),
            rules: tags.collect(),
        },
        RuleSet {
            section,
            kind: "operations",
            criterion: "the operationId",
            known: |operation| vec![&operation.id],
            rules: operations.collect(),
        },
        RuleSet {
            section,
            kind: "paths",
            criterion: "a path that matches",
            known: |operation| vec![&operation.path.text],
            rules: paths.collect(),
        },
        RuleSet {
            section,
            kind: "methods",
            criterion: "the method",
            known: |operation| vec![operation.method.as_str()],
            rules: methods.collect(),
        },
    ]
}

impl<'a> Rule<'a> {
    fn new(text: impl ToString, matches: impl Fn(&Operation) -> bool + 'a) -> Self {
        Self {
            text: text.to_string(),
            matches: Box::new(matches),
        }
    }
}

impl RuleSet<'_> {
    fn matches(&self, operation: &Operation) -> bool {
        self.rules.iter().any(|rule| (rule.matches)(operation))
    }

    /// Reports each rule that matches no operation.
    fn check(&self, source: SourceId, api: &Api, report: &mut Report) {
        for (index, rule) in self.rules.iter().enumerate() {
            if api
                .operations
                .iter()
                .any(|operation| (rule.matches)(operation))
            {
                continue;
            }
            let pointer = Pointer::root().join(self.section).join(self.kind);
            let span = Span {
                pointer: pointer.index(index),
                ..Span::file(source)
            };
            let known = api.operations.iter().flat_map(self.known);
            report.add(
                &span,
                selection::unmatched_rule(self.criterion, &rule.text, known),
            );
        }
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;
    use specwright_openapi::diagnostic::{Code, Severity};

    use super::*;
    use crate::plan::sample_api::{api, operation};

    fn orders_and_pets() -> Api {
        let paths = json!({
            "/orders": { "get": operation("listOrders", "orders") },
            "/pets": { "get": operation("listPets", "pets") },
        });
        api(paths, json!({}))
    }

    fn config(toml: &str) -> Config {
        Config::read("specwright.toml", toml)
    }

    #[test]
    fn all_operations_and_types_are_selected_without_rules() {
        let mut report = Report::default();
        let selection = Selection::new(&orders_and_pets(), &config(""), &mut report);
        assert!(selection.contains(0) && selection.contains(1) && selection.all_types);
        assert_eq!(selection.excluded(&orders_and_pets()), 0);
    }

    #[test]
    fn a_rule_selects_the_operations_that_match() {
        let mut report = Report::default();
        let config = config("include.tags = ['pets']");
        let selection = Selection::new(&orders_and_pets(), &config, &mut report);
        assert!(selection.contains(1) && !selection.contains(0) && !selection.all_types);
        assert!(report.into_diagnostics().is_empty());
    }

    #[test]
    fn an_unmatched_rule_is_a_warning_with_a_suggestion() {
        let mut report = Report::default();
        let config = config("exclude.operations = ['listPet']");
        Selection::new(&orders_and_pets(), &config, &mut report);
        let diagnostics = report.into_diagnostics();
        let [diagnostic] = diagnostics.as_slice() else {
            panic!("expected one diagnostic, found {diagnostics:?}");
        };
        assert_eq!(diagnostic.code, Code::UnknownConfigTarget);
        assert_eq!(diagnostic.severity, Severity::Warning);
        assert_eq!(diagnostic.hint, "did you mean `listPets`?");
    }

    #[test]
    fn rules_that_exclude_every_operation_are_an_error() {
        let mut report = Report::default();
        let config = config("exclude.tags = ['pets', 'orders']");
        Selection::new(&orders_and_pets(), &config, &mut report);
        assert!(report.has_errors());
    }
}
