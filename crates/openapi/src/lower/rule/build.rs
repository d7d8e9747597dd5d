//! The content of rules: from the keywords at one location to a [`Rule`].

use serde_json::Value;

use super::Rules;
use crate::ir::{
    Access, ArrayRule, Condition, Contains, Lengths, ObjectRule, Rule, RuleChoice, RuleId,
};
use crate::lower::context::Context;
use crate::lower::keywords::Keywords;
use crate::lower::part::{Mode, Part};
use crate::lower::schema::enumeration;
use crate::lower::schema::lowering::SchemaLowering;
use crate::node::{Node, NumberValue};
use crate::pointer::Span;
use crate::vocabulary::JsonType;

/// The lowering of one rule.
struct Build<'a, 'd> {
    lowering: &'a mut SchemaLowering<'d>,
    rules: &'a mut Rules,
    keywords: &'a Keywords,
}

/// Returns the rule of a part.
pub(super) fn build(lowering: &mut SchemaLowering<'_>, rules: &mut Rules, part: &Part) -> Rule {
    let Some(keywords) = lowering.context.keywords(&part.span) else {
        return Rule::default();
    };
    let mut build = Build {
        lowering,
        rules,
        keywords: &keywords,
    };
    let mut rule = build.applicators(part);
    rule.array = build.array();
    rule.object = build.object();
    let is_3_0_nullable = build.is_3_0_nullable();
    rule.never = keywords.never;
    rule.nullable = is_3_0_nullable;
    rule.types = super::types_of(part, &keywords.types);
    rule.format = asserted_format(&rule.types, &keywords);
    if keywords.nullable && !is_3_0_nullable && !rule.types.is_empty() {
        rule.types.push(JsonType::Null);
    }
    rule.values = listed_values(&keywords);
    rule.bounds = keywords.bounds.clone();
    rule.string_lengths = keywords.string_lengths;
    rule.pattern.clone_from(&keywords.pattern);
    rule.span = part.span.clone();
    rule
}

impl Build<'_, '_> {
    /// Returns a rule with the schemas that apply to the value itself.
    fn applicators(&mut self, part: &Part) -> Rule {
        let keywords = self.keywords;
        let all_of = keywords.all_of.iter();
        let all_of = all_of
            .map(|site| self.rules.base(self.lowering, site))
            .collect();
        let mut choices = Vec::new();
        if part.mode != Mode::WithoutChoices {
            for choice in &keywords.choices {
                let branches = choice.branches.iter();
                choices.push(RuleChoice {
                    branches: branches
                        .map(|site| self.rules.exact(self.lowering, site))
                        .collect(),
                    exclusive: choice.exclusive,
                });
            }
        }
        let test = self.in_place("if");
        let (then, otherwise) = (self.in_place("then"), self.in_place("else"));
        let condition = test.map(|test| Condition {
            test,
            then,
            otherwise,
        });
        Rule {
            all_of,
            choices,
            not: self.in_place("not"),
            condition,
            unevaluated_properties: self.child("unevaluatedProperties"),
            unevaluated_items: self.child("unevaluatedItems"),
            ..Rule::default()
        }
    }

    fn array(&mut self) -> ArrayRule {
        let keywords = self.keywords;
        let prefix = keywords.prefix_items.iter().flatten();
        let prefix = prefix
            .map(|site| self.rules.child(self.lowering, site))
            .collect();
        let items = match keywords.items.first() {
            _ if keywords.forbids_more_items => Some(self.rules.never()),
            Some(site) => Some(self.rules.child(self.lowering, site)),
            None => None,
        };
        let contains = self.in_place("contains").map(|rule| Contains {
            rule,
            count: Lengths {
                min: self.count("minContains"),
                max: self.count("maxContains"),
            },
        });
        ArrayRule {
            prefix,
            items,
            contains,
            lengths: keywords.array_lengths,
            unique: keywords.unique,
        }
    }

    fn object(&mut self) -> ObjectRule {
        let keywords = self.keywords;
        let mut properties = Vec::new();
        for (name, sites) in &keywords.properties {
            for site in sites {
                properties.push((name.clone(), self.rules.child(self.lowering, site)));
            }
        }
        let mut patterns = Vec::new();
        for (pattern, sites) in &keywords.pattern_properties {
            for site in sites {
                patterns.push((pattern.clone(), self.rules.child(self.lowering, site)));
            }
        }
        let mut dependent_schemas = Vec::new();
        for (name, site) in self.entries("dependentSchemas") {
            dependent_schemas.push((name, self.rules.exact(self.lowering, &site)));
        }
        ObjectRule {
            properties,
            patterns,
            additional: self.child("additionalProperties"),
            names: self.in_place("propertyNames"),
            required: required_in_requests(&mut self.lowering.context, keywords),
            lengths: keywords.object_lengths,
            dependent_required: self.dependent_required(),
            dependent_schemas,
        }
    }

    fn dependent_required(&self) -> Vec<(String, Vec<String>)> {
        let mut dependencies = Vec::new();
        for (name, site) in self.entries("dependentRequired") {
            let names = self
                .lowering
                .context
                .input
                .node(&site)
                .and_then(Node::as_list);
            let names = names.unwrap_or_default().iter().filter_map(Node::as_str);
            let names: Vec<String> = names.map(str::to_owned).collect();
            if !names.is_empty() {
                dependencies.push((name, names));
            }
        }
        dependencies
    }

    /// Returns the entries of the object under a key, with their locations.
    fn entries(&self, key: &str) -> Vec<(String, Span)> {
        let span = self.keywords.span.join(key);
        let map = self.lowering.context.input.map(&span);
        let names = map.into_iter().flat_map(|map| map.keys());
        names.map(|name| (name.clone(), span.join(name))).collect()
    }

    /// Returns the location of the schema under a key.
    fn site(&self, key: &str) -> Option<Span> {
        let site = self.keywords.span.join(key);
        let node = self.lowering.context.input.node(&site)?;
        matches!(node, Node::Map(_) | Node::Bool(_)).then_some(site)
    }

    fn in_place(&mut self, key: &str) -> Option<RuleId> {
        let site = self.site(key)?;
        Some(self.rules.exact(self.lowering, &site))
    }

    fn child(&mut self, key: &str) -> Option<RuleId> {
        let site = self.site(key)?;
        Some(self.rules.child(self.lowering, &site))
    }

    /// Returns the value of a keyword that counts elements.
    fn count(&self, key: &str) -> Option<u64> {
        let node = self
            .lowering
            .context
            .input
            .node(&self.keywords.span.join(key))?;
        match node {
            Node::Number(number) => match number.value {
                NumberValue::Int(count) => u64::try_from(count).ok(),
                NumberValue::Float(count) if count >= 0.0 && count.fract() == 0.0 => {
                    Some(count as u64)
                }
                NumberValue::Float(_) => None,
            },
            _ => None,
        }
    }

    /// Returns whether the schema has `nullable`, which OpenAPI 3.0 uses instead of the type `null`.
    fn is_3_0_nullable(&self) -> bool {
        let node = self.lowering.context.input.node(&self.keywords.span);
        let has = |key: &str| node.is_some_and(|node| node.member(key) == Some(&Node::Bool(true)));
        self.keywords.nullable && (has("nullable") || has("x-nullable"))
    }
}

/// Returns the values that the schema lists. If none of them has the type of the schema, `enum` is
/// ignored.
fn listed_values(keywords: &Keywords) -> Option<Vec<Value>> {
    let declared = keywords.values.as_deref()?;
    let listed = enumeration::listed(&keywords.types, declared).into_iter();
    let mut values: Vec<Value> = listed.map(|listed| listed.value).collect();
    if declared.iter().any(|given| given.value.is_null()) {
        values.push(Value::Null);
    }
    (!values.is_empty()).then_some(values)
}

/// Returns the format that is asserted: that of a string or an integer. Without a type, `format` is
/// an annotation (JSON Schema 2020-12, 7.2.1).
fn asserted_format(types: &[JsonType], keywords: &Keywords) -> Option<String> {
    match types {
        [JsonType::String | JsonType::Integer] => keywords.format.clone(),
        _ => None,
    }
}

/// Returns the properties that requests must contain. A required read-only property is required in
/// responses only (OpenAPI 3.0.3, 4.7.24.2).
fn required_in_requests(context: &mut Context<'_>, keywords: &Keywords) -> Vec<String> {
    let mut required = Vec::new();
    for name in &keywords.required {
        let sites = keywords.properties.get(name).map_or(&[][..], Vec::as_slice);
        let is_read_only = sites.iter().any(|site| {
            let keywords = context.keywords_behind(site);
            keywords.is_some_and(|keywords| keywords.access == Access::ReadOnly)
        });
        if !is_read_only {
            required.push(name.clone());
        }
    }
    required
}
