//! The checks of rules.

use serde_json::Value;
use specwright_openapi::ir::{Api, ArrayRule, ObjectRule, Rule, RuleId};
use specwright_openapi::vocabulary::JsonType;

use super::named::Source;
use super::{Tables, union, values};
use crate::plan::model::validation::{AdditionalCheck, Check, CheckKind, PropertyCheck};

/// The JSON types that have keywords.
const CONSTRAINED: [JsonType; 4] = [
    JsonType::String,
    JsonType::Number,
    JsonType::Array,
    JsonType::Object,
];

impl Tables<'_> {
    /// Returns the check of a rule.
    pub(super) fn rule(&mut self, id: RuleId, depth: usize) -> Check {
        let rule = self.api.rule(id);
        if rule.never {
            return CheckKind::Never.into();
        }
        let mut checks: Vec<Check> = Vec::new();
        checks.extend(rule.schema.map(|ty| self.nested(ty, depth)));
        checks.extend(rule.kind.map(|id| Check::from(self.kind(id, depth))));
        self.add_types(rule, depth, &mut checks);
        self.add_applicators(rule, depth, &mut checks);
        let properties = rule.unevaluated_properties;
        let properties = properties.map(|rule| Box::new(self.part(rule, depth)));
        let items = rule.unevaluated_items;
        let items = items.map(|rule| Box::new(self.part(rule, depth)));
        let mut check = if properties.is_some() || items.is_some() {
            Check::from(CheckKind::Evaluated {
                checks,
                properties,
                items,
            })
        } else {
            all(checks)
        };
        check.nullable |= rule.nullable;
        check
    }

    fn part(&mut self, id: RuleId, depth: usize) -> Check {
        self.of_source(Source::Rule(id), depth + 1)
    }

    fn parts(&mut self, ids: &[RuleId], depth: usize) -> Vec<Check> {
        ids.iter().map(|id| self.part(*id, depth)).collect()
    }

    fn named(&mut self, rules: &[(String, RuleId)], depth: usize) -> Vec<(String, Check)> {
        let rules = rules.iter();
        rules
            .map(|(name, rule)| (name.clone(), self.part(*rule, depth)))
            .collect()
    }

    /// Adds the check of the type and of the keywords for it, and that of listed values.
    fn add_types(&mut self, rule: &Rule, depth: usize, checks: &mut Vec<Check>) {
        let nullable = rule.types.contains(&JsonType::Null) && rule.types.len() > 1;
        let types: Vec<JsonType> = match rule.types.as_slice() {
            [JsonType::Null] => vec![JsonType::Null],
            types => {
                let types = types.iter().copied();
                types.filter(|ty| *ty != JsonType::Null).collect()
            }
        };
        match types.as_slice() {
            [] => {
                for ty in CONSTRAINED {
                    let check = self.of_type(rule, ty, depth);
                    checks.extend(check.map(|kind| Check {
                        other_types: true,
                        ..Check::from(kind)
                    }));
                }
            }
            [ty] => {
                let check = self.of_type(rule, *ty, depth);
                checks.push(Check {
                    nullable,
                    ..Check::from(check.unwrap_or_else(|| bare(*ty)))
                });
            }
            several => {
                let branches = several.iter().map(|ty| {
                    let check = self.of_type(rule, *ty, depth);
                    Check::from(check.unwrap_or_else(|| bare(*ty)))
                });
                checks.push(Check {
                    nullable,
                    ..Check::from(CheckKind::AnyOf(branches.collect()))
                });
            }
        }
        checks.extend(rule.values.as_deref().map(listed));
    }

    /// Returns the check of the keywords for a type, or `None` if there are none.
    fn of_type(&mut self, rule: &Rule, ty: JsonType, depth: usize) -> Option<CheckKind> {
        let has_bounds = rule.bounds != Default::default();
        let has_lengths = rule.string_lengths != Default::default();
        match ty {
            JsonType::Null | JsonType::Boolean => None,
            JsonType::Integer => Some(CheckKind::Integer {
                format: rule.format.clone(),
                bounds: values::integer_bounds(&rule.bounds),
            }),
            JsonType::Number => has_bounds.then(|| CheckKind::Number {
                bounds: values::bounds(&rule.bounds),
            }),
            JsonType::String => {
                let format = rule.format.as_deref().and_then(values::asserted_format);
                (has_lengths || rule.pattern.is_some() || format.is_some()).then(|| {
                    CheckKind::String {
                        format,
                        lengths: values::lengths(rule.string_lengths),
                        pattern: rule.pattern.clone(),
                    }
                })
            }
            JsonType::Array => self.array_rule(&rule.array, depth),
            JsonType::Object => self.object_rule(&rule.object, depth),
        }
    }

    fn array_rule(&mut self, rule: &ArrayRule, depth: usize) -> Option<CheckKind> {
        let lengths = values::lengths(rule.lengths);
        let has_lengths = lengths.min.is_some() || lengths.max.is_some();
        let items = rule.items.map(|rule| self.part(rule, depth));
        match (rule.prefix.as_slice(), items) {
            ([], None) if !has_lengths && !rule.unique => None,
            ([], Some(items)) => Some(CheckKind::Array {
                items: Box::new(items),
                lengths,
                unique: rule.unique,
            }),
            (prefix, items) => Some(CheckKind::Tuple {
                items: self.parts(prefix, depth),
                rest: additional(items),
                lengths,
                unique: rule.unique,
            }),
        }
    }

    fn object_rule(&mut self, rule: &ObjectRule, depth: usize) -> Option<CheckKind> {
        let is_declared = |name: &str| rule.properties.iter().any(|(known, _)| known == name);
        let required = rule.required.iter().filter(|name| !is_declared(name));
        let required: Vec<String> = required.cloned().collect();
        let properties = self.named(&rule.properties, depth).into_iter();
        let properties: Vec<PropertyCheck> = properties
            .map(|(name, check)| PropertyCheck {
                required: rule.required.contains(&name),
                name,
                check,
            })
            .collect();
        let patterns = self.named(&rule.patterns, depth);
        let others = rule.additional.map(|rule| self.part(rule, depth));
        let names = rule.names.map(|rule| Box::new(self.part(rule, depth)));
        let lengths = values::lengths(rule.lengths);
        let is_empty = properties.is_empty()
            && patterns.is_empty()
            && required.is_empty()
            && others.is_none()
            && names.is_none()
            && lengths.min.is_none()
            && lengths.max.is_none();
        (!is_empty).then(|| CheckKind::Object {
            properties,
            required,
            patterns,
            additional: additional(others),
            keys: names,
            lengths,
        })
    }

    /// Adds the checks of the schemas that apply to the value itself or depend on it.
    fn add_applicators(&mut self, rule: &Rule, depth: usize, checks: &mut Vec<Check>) {
        checks.extend(self.parts(&rule.all_of, depth));
        for choice in &rule.choices {
            let branches = self.parts(&choice.branches, depth);
            checks.push(union::combine(choice.exclusive, branches).into());
        }
        if let Some(not) = rule.not {
            checks.push(CheckKind::Not(Box::new(self.part(not, depth))).into());
        }
        if let Some(condition) = rule.condition {
            let mut branch = |rule: Option<RuleId>| {
                Box::new(rule.map_or_else(Check::any, |rule| self.part(rule, depth)))
            };
            let kind = CheckKind::Conditional {
                test: branch(Some(condition.test)),
                then: branch(condition.then),
                otherwise: branch(condition.otherwise),
            };
            checks.push(kind.into());
        }
        if let Some(contains) = rule.array.contains {
            let kind = CheckKind::Contains {
                check: Box::new(self.part(contains.rule, depth)),
                count: values::counts(contains.count),
            };
            checks.push(kind.into());
        }
        let dependent = &rule.object.dependent_required;
        if !dependent.is_empty() {
            checks.push(CheckKind::DependentRequired(dependent.clone()).into());
        }
        let dependent = &rule.object.dependent_schemas;
        if !dependent.is_empty() {
            let schemas = self.named(dependent, depth);
            checks.push(CheckKind::DependentSchemas(schemas).into());
        }
    }
}

/// Returns the string from which the name of a rule's table is derived: the path to the schema.
pub(super) fn title(api: &Api, id: RuleId) -> String {
    let tokens: Vec<String> = api.rule(id).span.pointer.tokens().collect();
    let tokens: Vec<&str> = tokens.iter().map(String::as_str).collect();
    let path = match tokens.as_slice() {
        ["components", "schemas", path @ ..] => path,
        path => path,
    };
    let mut words = path.to_vec();
    words.push("rule");
    words.join(" ")
}

/// Returns the check of all values of a type.
fn bare(ty: JsonType) -> CheckKind {
    match ty {
        JsonType::Null => CheckKind::Null,
        JsonType::Boolean => CheckKind::Boolean,
        JsonType::Integer => CheckKind::Integer {
            format: None,
            bounds: Default::default(),
        },
        JsonType::Number => CheckKind::Number {
            bounds: Default::default(),
        },
        JsonType::String => CheckKind::String {
            format: None,
            lengths: Default::default(),
            pattern: None,
        },
        JsonType::Array => CheckKind::Tuple {
            items: Vec::new(),
            rest: AdditionalCheck::Any,
            lengths: Default::default(),
            unique: false,
        },
        JsonType::Object => CheckKind::Object {
            properties: Vec::new(),
            required: Vec::new(),
            patterns: Vec::new(),
            additional: AdditionalCheck::Any,
            keys: None,
            lengths: Default::default(),
        },
    }
}

fn listed(values: &[Value]) -> Check {
    let strings: Option<Vec<String>> = values
        .iter()
        .map(|value| value.as_str().map(str::to_owned))
        .collect();
    Check::from(match strings {
        Some(strings) => CheckKind::Strings(strings),
        None => CheckKind::Values(values.iter().map(ToString::to_string).collect()),
    })
}

/// Returns the check of undeclared values. Without one, they are allowed.
fn additional(check: Option<Check>) -> AdditionalCheck {
    match check {
        None => AdditionalCheck::Any,
        Some(Check {
            kind: CheckKind::Never,
            ..
        }) => AdditionalCheck::Forbidden,
        Some(check) => AdditionalCheck::Typed(Box::new(check)),
    }
}

fn all(mut checks: Vec<Check>) -> Check {
    match checks.len() {
        0 => Check::any(),
        1 => checks.swap_remove(0),
        _ => CheckKind::AllOf(checks).into(),
    }
}
